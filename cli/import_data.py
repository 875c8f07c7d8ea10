"""``school-monitor import``: data that no site holds, and registries kept in spreadsheets."""

from __future__ import annotations

from pathlib import Path

import click

from cli.errors import InputError
from cli.import_registry import REGISTRY, REGISTRY_EXAMPLE, convert_registry
from cli.import_rows import (
    PARTICIPATION,
    PARTICIPATION_EXAMPLE,
    VACANCIES,
    VACANCIES_EXAMPLE,
    read_participation,
    read_vacancies,
)
from cli.inputs import registry
from cli.options import SCHOOLS, Talk, database_option, talk_options, working_command
from cli.spreadsheet import write_template
from crawler.model import Institution
from db.connection import Database, open_database
from db.imports import ImportCount, store_participation, store_vacancies
from db.runs import institutions, latest_run
from reports.plural import INSTITUTION, ROW, counted
from reports.written import write

_TEMPLATES = {
    "participation": (PARTICIPATION, PARTICIPATION_EXAMPLE),
    "vacancies": (VACANCIES, VACANCIES_EXAMPLE),
    "registry": (REGISTRY, REGISTRY_EXAMPLE),
}


@working_command()
@click.argument("what", type=click.Choice(list(_TEMPLATES)), metavar="participation|vacancies|registry")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="ФАЙЛ")
@click.option("--template", is_flag=True, help="Записать в ФАЙЛ пустой образец с пояснениями (.xlsx или .csv).")
@click.option(
    "--schools",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="ФАЙЛ",
    help=f"Список организаций.  [по умолчанию: {SCHOOLS}, а без него — последняя проверка в базе]",
)
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    default=SCHOOLS,
    show_default=True,
    metavar="ФАЙЛ",
    help="Куда записать список организаций (для registry).",
)
@database_option
@talk_options
def command(what: str, file: Path, template: bool, schools: Path | None, to: Path, db: Path, talk: Talk) -> None:
    """Загрузить данные, которых нет на сайтах: участие педагогов (participation) и вакансии (vacancies).

    Таблица — CSV, XLSX, XLS или ODS. При любой ошибке не загружается ничего, а все ошибки перечисляются с файлом, строкой и
    столбцом. Повторная загрузка той же организации и даты заменяет прежнее значение. Вид registry проверяет список
    организаций и записывает его как schools.csv.

    \b
    Пример:
      school-monitor import vacancies --template вакансии.xlsx
      school-monitor import vacancies вакансии.xlsx --db monitoring.db
      school-monitor import registry организации.xlsx --to schools.csv
    """
    if template:
        columns, example = _TEMPLATES[what]
        write_template(file, columns, example)
        _say(talk, f"Образец записан: {file}")
    elif what == "registry":
        if to.exists():
            raise InputError(f"{to}: файл уже есть; укажите другое имя в --to")
        content, read = convert_registry(file)
        write(to, content)
        _say(talk, f"Список записан: {to}, {counted(len(read.institutions), INSTITUTION)}")
    else:
        with open_database(db) as database:
            places = _known(schools, database)
            if what == "participation":
                count = store_participation(database, read_participation(file, places))
            else:
                count = store_vacancies(database, read_vacancies(file, places))
        _say(talk, _loaded(count))


def _known(schools: Path | None, database: Database) -> tuple[Institution, ...]:
    if schools is not None or SCHOOLS.exists():
        return registry(schools or SCHOOLS).institutions
    run = latest_run(database)
    if run is None:
        raise InputError(f"{SCHOOLS}: списка организаций нет; укажите его в --schools")
    return institutions(database, run.id)


def _loaded(count: ImportCount) -> str:
    rows = counted(count.added + count.replaced, ROW)
    return f"Загружено: {rows} (новых {count.added}, заменено {count.replaced}). Чтобы пересмотреть выводы: school-monitor check"


def _say(talk: Talk, text: str) -> None:
    if not talk.quiet:
        click.echo(text)
