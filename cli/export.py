"""``school-monitor export``: a run's findings and acts for other programs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cli.inputs import chosen, cut, stored_run
from cli.options import Ids, Talk, database_option, internal_option, run_option, talk_options, working_command
from db.connection import open_database
from db.runs import run_programme
from reports.findings_json import to_json
from reports.masking import masked
from reports.tables_csv import acts_csv, findings_csv
from reports.written import write


@working_command()
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True, help="Вид выгрузки.")
@run_option
@click.option("--only", type=Ids(), metavar="ID[,ID]", help="Только эти организации, id через запятую.")
@database_option
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="ПАПКА", help="Записать файлы в эту папку.")
@internal_option
@talk_options
def command(form: str, run: int | None, only: tuple[str, ...] | None, db: Path, out: Path | None, internal: bool, talk: Talk) -> None:
    """Выгрузить выводы и акты проверки в JSON или CSV.

    С ключом --out пишет в папку findings.json либо findings.csv и acts.csv; без него печатает JSON (или таблицу выводов)
    в стандартный вывод.

    \b
    Пример:
      school-monitor export --format json --run 3 > проверка.json
      school-monitor export --format csv --out выгрузка
    """
    with open_database(db, create=False) as database:
        data = stored_run(database, run)
        places = chosen(data.institutions, only or (), f"проверке № {data.run.id}")
        data = cut(data, [place.id for place in places])
        measure = run_programme(database, data.run.id)
    data = data if internal else masked(data)
    tables = {"findings.json": to_json(data)} if form == "json" else {"findings.csv": findings_csv(data, measure)}
    if out is None:
        sys.stdout.buffer.write(*tables.values())
        return
    if form == "csv":
        tables["acts.csv"] = acts_csv(data)
    for name, content in tables.items():
        write(out / name, content)
        if not talk.quiet:
            click.echo(out / name)
