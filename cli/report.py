"""``school-monitor report``: reports from what the database holds."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from cli.inputs import chosen, cut, programme, registry, stored_run
from cli.options import (
    Inputs,
    Manners,
    Talk,
    input_options,
    internal_option,
    manners_options,
    out_option,
    run_option,
    talk_options,
    working_command,
)
from cli.outcome import ALL_READ, finish, show_problems
from db.connection import open_database
from db.decisions import taken_since_check
from db.runs import run_programme
from reports.statement_template import default_template
from reports.written import write

_log = logging.getLogger(__name__)


@working_command()
@run_option
@input_options
@manners_options
@out_option
@internal_option
@click.option(
    "--template",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="ФАЙЛ",
    help="Свой образец сводной справки (DOCX).",
)
@click.option(
    "--save-template",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="ФАЙЛ",
    help="Только записать образец справки из комплекта, чтобы отредактировать его в Word.",
)
@click.option(
    "--basis",
    default="",
    metavar="ТЕКСТ",
    help="Основание мониторинга для справки: распорядительный акт вашего органа управления; без ключа — из программы.",
)
@click.option("--problems", is_flag=True, help="Только напечатать организации, у которых нет документов: чего нет и что сделать.")
@talk_options
def command(
    run: int | None,
    inputs: Inputs,
    manners: Manners,
    out: Path | None,
    internal: bool,
    template: Path | None,
    save_template: Path | None,
    basis: str,
    problems: bool,
    talk: Talk,
) -> int:
    """Составить отчёты по сохранённой проверке: справка и листы организаций (Word), таблицы, HTML, CSV и JSON.

    В сеть не ходит и выводов не меняет. Без ключа --run берётся последняя проверка, с ключом --as-of — последняя на эту
    дату. Ключ --schools оставляет в отчёте только организации этого списка. Ключи обхода (--delay, --max-pages,
    --max-minutes, --allow-private-hosts) принимаются, чтобы шаги crawl, check и report можно было вызывать одинаково,
    и ни на что не влияют.

    \b
    Пример:
      school-monitor report --db monitoring.db --out отчёт
      school-monitor report --run 3 --only school-1,ds-2
      school-monitor report --problems
      school-monitor report --save-template образец.docx
      school-monitor report --template образец.docx
      school-monitor report --basis "приказ Управления образования от 15.01.2025 № 12"
    """
    if save_template is not None:
        write(save_template, default_template())
        click.echo(save_template)
        return ALL_READ
    with open_database(inputs.db, create=False) as db:
        data = stored_run(db, run, inputs.as_of.isoformat() if inputs.as_of else None)
        measure = programme(inputs.programme) if inputs.programme else run_programme(db, data.run.id)
        left_out = taken_since_check(db, data.run.id)
    if left_out:
        _log.warning("После проверки принято решений: %d; чтобы они вошли в отчёт, сначала выполните school-monitor check", left_out)
    places = data.institutions
    if inputs.schools_given:
        listed = {place.id for place in registry(inputs.schools).institutions}
        places = tuple(place for place in places if place.id in listed)
    places = chosen(places, inputs.only, f"проверке № {data.run.id}")
    data = cut(data, [place.id for place in places])
    if problems:
        return show_problems(data, measure, talk)
    return finish(data, measure, out, talk, internal, template, basis)
