"""``school-monitor status``: the last runs, the next dates of the programme, the dates that went by without a run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cli.inputs import programme as load
from cli.options import Day, Talk, Whole, database_option, programme_option, talk_options, working_command
from cli.terminal import results
from db.connection import open_database
from db.runs import list_runs, loaded_schools, resumable, visits
from fleet.scheduled import installation
from reports.findings_json import encode
from reports.status import run_state, show_status, status, status_json


@working_command()
@click.option("--last", type=Whole(min=1), default=5, show_default=True, metavar="ЧИСЛО", help="Сколько последних проверок показать.")
@click.option("--as-of", type=Day(), metavar="ГГГГ-ММ-ДД", help="На какой день показать.  [по умолчанию: сегодня]")
@click.option("--json", "as_json", is_flag=True, help="Печатать JSON вместо таблиц.")
@programme_option
@database_option
@talk_options
def command(last: int, as_of: date | None, as_json: bool, programme: Path | None, db: Path, talk: Talk) -> None:
    """Показать, какие проверки были, чем кончились, какие сроки впереди и какие пропущены.

    Срок пропущен, если этап календаря программы прошёл, а проверка в его дни не начиналась. Пробный запуск, в котором
    меньше половины организаций самой большой проверки, не считается. Сказано и то, установлено ли для этой базы расписание:
    таймер systemd или строки cron текущего пользователя.

    \b
    Пример:
      school-monitor status
      school-monitor status --json
    """
    measure = load(programme)
    with open_database(db, create=False) as database:
        runs = [
            run_state(info, visits(database, info.id), len(loaded_schools(database, info.id)), resumable(info))
            for info in list_runs(database)
        ]
    found = status(runs, measure, as_of or date.today(), last, installation(db))
    if as_json:
        click.echo(encode(status_json(found), indent=1))
    else:
        show_status(results(), found)
