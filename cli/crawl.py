"""``school-monitor crawl``: only the visits."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from cli.options import Inputs, Manners, Talk, Whole, input_options, manners_options, out_option, talk_options, working_command
from cli.outcome import say_resumed, show_visits
from cli.work import carry_out, settings
from db.background import load_report
from db.connection import open_database
from fleet.job import JobResult, JobSettings, crawl, retry
from fleet.progress import Report

LATEST = 0
"""What ``--retry-failed`` means without a number."""


def again(given: JobSettings, progress: Report, *, run_id: int | None) -> JobResult:
    """Repeat the visits that failed."""
    return retry(given, run_id, progress)


@working_command()
@input_options
@manners_options
@out_option
@click.option(
    "--retry-failed",
    is_flag=False,
    flag_value=LATEST,
    type=Whole(min=LATEST),
    metavar="[НОМЕР]",
    help="Ещё раз обойти только сайты, которые проверка (без номера — последняя) прочитала не полностью.",
)
@talk_options
def command(inputs: Inputs, manners: Manners, out: Path | None, retry_failed: int | None, talk: Talk) -> int:
    """Только обойти сайты списка: страницы и файлы сохраняются в архив и базу, выводы не делаются.

    Дальше — school-monitor check и school-monitor report. Ключ --out принимается, чтобы шаги crawl, check и report можно
    было вызывать одинаково; отчётов эта команда не пишет.

    С ключом --retry-failed прочитанное входит в ту же проверку; если выводы в ней уже сделаны, они делаются заново. Адреса
    берутся из списка организаций: исправьте неверный и повторите. Обход, который прочитал меньше прежнего, ничего не меняет.

    \b
    Пример:
      school-monitor crawl --schools schools.csv --db monitoring.db --delay 2
      school-monitor crawl --retry-failed
    """
    given = settings(inputs, manners)
    job = crawl if retry_failed is None else partial(again, run_id=retry_failed or None)
    result = carry_out(job, given, talk)
    say_resumed(result)
    with open_database(inputs.db, create=False) as db:
        data = load_report(db, result.run.id)
    return show_visits(data, given.programme, talk)
