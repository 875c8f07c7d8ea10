"""``school-monitor compare``: what changed between two runs."""

from __future__ import annotations

from pathlib import Path

import click

from cli.options import Talk, Whole, database_option, talk_options, working_command
from cli.terminal import results
from db.circumstances import circumstances
from db.connection import open_database
from db.findings import load_run
from db.runs import run_programme
from reports.compare import compare
from reports.comparison_text import comparison_json, show_comparison
from reports.findings_json import encode


@working_command()
@click.argument("before", type=Whole(min=1), metavar="ПРОВЕРКА")
@click.argument("after", type=Whole(min=1), metavar="ПРОВЕРКА")
@click.option("--json", "as_json", is_flag=True, help="Печатать JSON вместо текста.")
@database_option
@talk_options
def command(before: int, after: int, as_json: bool, db: Path, talk: Talk) -> None:
    """Показать, что изменилось между двумя проверками: выводы, новые, изменённые и исчезнувшие акты.

    У каждого изменившегося вывода названа причина: сведения организации, программа, отчётная дата, версия системы, решение
    проверяющего или непрочитанный сайт. Акт считается исчезнувшим, только если его раздел прочитан и сайт выглядит как
    обычно; иначе исчезновение показано как неподтверждённое.

    \b
    Пример:
      school-monitor compare 1 2
    """
    with open_database(db, create=False) as database:
        first, second = load_run(database, before), load_run(database, after)
        measure = run_programme(database, after)
        seen = circumstances(database, after)
    found = compare(first, second, seen)
    if as_json:
        click.echo(encode(comparison_json(found), indent=1))
    else:
        show_comparison(results(), found, measure)
