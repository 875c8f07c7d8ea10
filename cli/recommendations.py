"""``school-monitor recommendations``: what was recommended to whom, and what became of it."""

from __future__ import annotations

from pathlib import Path

import click

from cli.inputs import chosen, cut, stored_run
from cli.options import Ids, Talk, database_option, run_option, talk_options, working_command
from cli.terminal import results
from db.connection import open_database
from db.runs import run_programme
from reports.findings_json import encode
from reports.measures_text import measures_json, show_effects, show_measures
from reports.model import build


@working_command()
@run_option
@click.option("--only", type=Ids(), metavar="ID[,ID]", help="Только эти организации, id через запятую.")
@click.option("--effect", is_flag=True, help="Показать действенность мер: по отчётным датам и показателям.")
@click.option("--json", "as_json", is_flag=True, help="Печатать JSON вместо текста.")
@database_option
@talk_options
def command(run: int | None, only: tuple[str, ...] | None, effect: bool, as_json: bool, db: Path, talk: Talk) -> None:
    """Показать рекомендации организациям: выданные, повторённые, выполненные, отозванные.

    Рекомендация получает номер, когда проверка выдаёт её впервые, и живёт до выполнения: каждая следующая проверка повторяет
    её, снимает как выполненную, отзывает (если дело не в организации, а в программе или решении проверяющего) или оставляет
    непроверенной, когда сайт не удалось прочитать.

    \b
    Пример:
      school-monitor recommendations --only school-1
      school-monitor recommendations --effect
    """
    with open_database(db, create=False) as database:
        data = stored_run(database, run)
        measure = run_programme(database, data.run.id)
    places = chosen(data.institutions, only or (), f"проверке № {data.run.id}")
    report = build(cut(data, [place.id for place in places]), measure)
    if as_json:
        click.echo(encode(measures_json(report), indent=1))
    elif effect:
        show_effects(results(), report)
    else:
        show_measures(results(), report)
