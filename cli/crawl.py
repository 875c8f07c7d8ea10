"""``school-monitor crawl``: only the visits."""

from __future__ import annotations

from pathlib import Path

from cli.options import Inputs, Manners, Talk, input_options, manners_options, out_option, talk_options, working_command
from cli.outcome import say_resumed, show_visits
from cli.work import carry_out, settings
from db.background import load_report
from db.connection import open_database
from fleet.job import crawl


@working_command()
@input_options
@manners_options
@out_option
@talk_options
def command(inputs: Inputs, manners: Manners, out: Path | None, talk: Talk) -> int:
    """Только обойти сайты списка: страницы и файлы сохраняются в архив и базу, выводы не делаются.

    Дальше — school-monitor check и school-monitor report. Ключ --out принимается, чтобы шаги crawl, check и report можно
    было вызывать одинаково; отчётов эта команда не пишет.

    \b
    Пример:
      school-monitor crawl --schools schools.csv --db monitoring.db --delay 2
    """
    given = settings(inputs, manners)
    result = carry_out(crawl, given, talk)
    say_resumed(result)
    with open_database(inputs.db, create=False) as db:
        data = load_report(db, result.run.id)
    return show_visits(data, given.programme, talk)
