"""``school-monitor schedule``: what starts the runs at the programme's dates, printed or installed."""

from __future__ import annotations

import re
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import click

from cli.errors import InputError
from cli.inputs import programme as load
from cli.inputs import registry
from cli.options import (
    PROGRAMME,
    Manners,
    Talk,
    database_option,
    manners_options,
    out_option,
    programme_option,
    schools_option,
    talk_options,
    working_command,
)
from fleet.timers import Installed, install_cron, install_systemd, remove_cron, remove_systemd
from fleet.timetable import Timetable, cron_lines, starts, systemd_files, windows_task
from programmes.calendar import stages
from reports.written import write

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")


class Hour(click.ParamType[time]):
    """A time of the day, ЧЧ:ММ."""

    name = "время"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        """The time; a usage error for anything else."""
        if isinstance(value, time):
            return value
        try:
            return datetime.strptime(value, "%H:%M").time()
        except ValueError:
            self.fail(f"«{value}» — не время; нужна запись ЧЧ:ММ, например 02:30.", param, ctx)


@working_command()
@click.option(
    "--format", "form", type=click.Choice(["systemd", "cron", "windows"]), default="systemd", show_default=True,
    help="Для какого планировщика.",
)  # fmt: skip
@click.option("--at", type=Hour(), default="02:00", show_default=True, metavar="ЧЧ:ММ", help="Во сколько начинать.")
@click.option("--name", default="school-monitor", show_default=True, metavar="ИМЯ", help="Имя расписания, если их несколько.")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), metavar="ПАПКА", help="Записать файлы в эту папку.")
@click.option("--install", is_flag=True, help="Установить для текущего пользователя (systemd, cron).")
@click.option("--remove", is_flag=True, help="Убрать установленное.")
@click.option("--yes", is_flag=True, help="Не переспрашивать.")
@schools_option
@programme_option
@database_option
@out_option
@click.option(
    "--log", type=click.Path(path_type=Path, dir_okay=False), metavar="ФАЙЛ",
    help="Журнал запусков.  [по умолчанию: рядом с базой, с концом .log]",
)  # fmt: skip
@manners_options
@talk_options
def command(
    form: str,
    at: time,
    name: str,
    to: Path | None,
    install: bool,
    remove: bool,
    yes: bool,
    schools: Path | None,
    programme: Path | None,
    db: Path,
    out: Path | None,
    log: Path | None,
    manners: Manners,
    talk: Talk,
) -> int:
    """Напечатать или установить расписание: запуски в даты календаря программы мониторинга.

    Запуск — команда run с полными путями списка, программы, базы и отчётов — начинается в первый день каждого этапа и в
    дни, на которые берутся числа (вакансии на 01.09 и 01.06). Без ключа --install ничего не меняет: печатает файлы.
    Состояние и пропущенные запуски показывает school-monitor status.

    \b
    Пример:
      school-monitor schedule --schools schools.csv --db monitoring.db --out отчёт
      school-monitor schedule --install --yes
      school-monitor schedule --format cron --at 03:30
      school-monitor schedule --remove --yes
    """
    if not _NAME.fullmatch(name):
        raise click.UsageError("имя расписания — латинские строчные буквы, цифры, «-» и «_».")
    if install and remove:
        raise click.UsageError("укажите либо --install, либо --remove.")
    if form == "windows" and (install or remove):
        raise click.UsageError("для Windows запишите задание (--to ПАПКА) и выполните schtasks: команда будет показана.")
    if remove:
        _ask(yes, f"Убрать расписание {name} ({form})?")
        return _told(remove_systemd(name) if form == "systemd" else remove_cron(name), "Убрано", talk)
    table = _timetable(name, at, schools or Path("schools.csv"), programme, db, out or Path("out"), log, manners)
    if install:
        _show(_files(form, table))
        _ask(yes, f"Установить расписание {name} ({form})?")
        done = install_systemd(table) if form == "systemd" else install_cron(table)
        code = _told(done, "Установлено", talk)
        if form == "systemd" and not talk.quiet:
            click.echo("Чтобы запуски шли и без входа в систему: loginctl enable-linger")
        return code
    _print(form, table, to, talk)
    return 0


def _timetable(
    name: str, at: time, schools: Path, programme: Path | None, db: Path, out: Path, log: Path | None, manners: Manners
) -> Timetable:
    measure = load(programme)
    if not measure.calendar and not any(indicator.as_of for indicator in measure.indicators):
        raise InputError("в программе мониторинга нет календаря: назначать запуски не на что")
    registry(schools)  # a list that cannot be read now will not be read at night
    if not db.absolute().parent.is_dir():
        raise InputError(f"{db}: папка {db.absolute().parent} не существует")
    used = programme or (PROGRAMME if PROGRAMME.exists() else None)
    words = ["run", "--schools", str(schools.absolute())]
    words += ["--programme", str(used.absolute())] if used else []
    words += ["--db", str(db.absolute()), "--out", str(out.absolute()), "--quiet"]
    for option, value in (("--delay", manners.delay), ("--max-pages", manners.max_pages), ("--max-minutes", manners.max_minutes)):
        if value is not None:
            words += [option, f"{value:g}"]
    if manners.allow_private_hosts:
        words.append("--allow-private-hosts")
    title = f"Мониторинг сайтов школ — {measure.municipality or measure.id}"
    days = starts([(stage.name, stage.start) for stage in stages(measure, date.today().year)])
    book = log or db.with_suffix(".log")
    return Timetable(name, title, (*_program(), *words), Path.cwd(), book.absolute(), at, days)


def _program() -> tuple[str, ...]:
    """How this very installation is called: nothing depends on the PATH of a scheduler."""
    script = Path(sys.executable).with_name("school-monitor")
    return (str(script),) if script.exists() else (sys.executable, "-m", "cli.main")


def _print(form: str, table: Timetable, to: Path | None, talk: Talk) -> None:
    files = _files(form, table)
    if to is None:
        _show(files)
    else:
        for name, text in files.items():
            write(to / name, _windows_bytes(text) if form == "windows" else text.encode())
            if not talk.quiet:
                click.echo(f"Записано: {to / name}")
    if form == "windows" and not talk.quiet:
        click.echo(f'Установить: schtasks /Create /TN "{table.name}" /XML "{table.name}.xml"', err=True)


def _files(form: str, table: Timetable) -> dict[str, str]:
    if form == "systemd":
        return systemd_files(table)
    return {f"{table.name}.cron": cron_lines(table)} if form == "cron" else {f"{table.name}.xml": windows_task(table)}


def _windows_bytes(task: str) -> bytes:
    """UTF-16: what ``schtasks`` reads in every edition of Windows."""
    return ('<?xml version="1.0" encoding="UTF-16"?>\n' + task).encode("utf-16")


def _show(files: dict[str, str]) -> None:
    for name, text in files.items():
        if len(files) > 1:
            click.echo(f"# ——— {name}")
        click.echo(text, nl=False)


def _ask(yes: bool, question: str) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("подтвердить некому: добавьте ключ --yes.")
    if not click.confirm(question):
        raise click.Abort


def _told(done: Installed, word: str, talk: Talk) -> int:
    if not talk.quiet:
        for path in done.paths:
            click.echo(f"{word}: {path}")
        for command in done.commands:
            click.echo(f"Выполнено: {command}")
    if done.left:
        click.echo(f"Осталось выполнить самому ({done.why}):", err=True)
        for command in done.left:
            click.echo(f"  {command}", err=True)
        return 1
    return 0
