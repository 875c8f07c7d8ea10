"""Options that commands share, with the objects they become."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial, wraps
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

import click

SCHOOLS = Path("schools.csv")
PROGRAMME = Path("programmes/konakovo.toml")
DATABASE = Path("monitoring.db")

_Command = TypeVar("_Command", bound=Callable[..., Any])

working_command = partial(click.command, options_metavar="[КЛЮЧИ]")
"""``click.command`` with the Russian word in the usage line. To be called anew for each command: click changes it in use."""


class Day(click.ParamType[date]):
    """A calendar day, ГГГГ-ММ-ДД."""

    name = "дата"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; a usage error (exit code 2) for anything else."""
        if isinstance(value, date):
            return value
        try:
            if len(value) != 10:
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"«{value}» — не дата; нужна запись ГГГГ-ММ-ДД, например 2025-05-31.", param, ctx)


class Whole(click.IntRange):
    """A whole number with bounds."""

    name = "целое число"


class Number(click.FloatRange):
    """A number with bounds; a decimal comma is read too."""

    name = "число"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number; a usage error for anything else, also for infinity and not-a-number."""
        text: Any = value.replace(",", ".") if isinstance(value, str) else value
        number = super().convert(text, param, ctx)
        if not isfinite(number):
            self.fail(f"«{value}» — не число.", param, ctx)
        return number


class Ids(click.ParamType[tuple[str, ...]]):
    """Identifiers parted by commas."""

    name = "список"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The ids in order without repetition; a usage error when there is none."""
        if isinstance(value, tuple):
            return value
        ids = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
        if not ids:
            self.fail("нужен хотя бы один id организации.", param, ctx)
        return ids


@dataclass(frozen=True, slots=True)
class Talk:
    """How the command speaks: nothing but errors and results, or JSON lines on the error stream."""

    quiet: bool = False
    json_log: bool = False


@dataclass(frozen=True, slots=True)
class Inputs:
    """Where the work's inputs stand. ``None`` for an option that was not given and has no default."""

    schools: Path
    programme: Path | None
    db: Path
    as_of: date | None
    only: tuple[str, ...]
    schools_given: bool


@dataclass(frozen=True, slots=True)
class Manners:
    """How sites are visited. ``None`` leaves the crawler's own default."""

    delay: float | None = None
    max_pages: int | None = None
    max_minutes: float | None = None
    allow_private_hosts: bool = False
    ca_bundle: Path | None = None


def _remember_debug(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    ctx.meta["debug"] = value or ctx.meta.get("debug", False)


def talk_options(function: _Command) -> _Command:
    """``--quiet``, ``--json-log`` and ``--debug``; the command receives ``talk``."""

    @click.option("--quiet", is_flag=True, help="Печатать только результат и ошибки.")
    @click.option("--json-log", is_flag=True, help="Вести журнал строками JSON в поток ошибок.")
    @click.option(
        "--debug",
        is_flag=True,
        envvar="SCHOOL_MONITOR_DEBUG",
        expose_value=False,
        callback=_remember_debug,
        help="При сбое показать подробности для разработчика (или переменная SCHOOL_MONITOR_DEBUG=1).",
    )
    @wraps(function)
    def with_talk(*args: Any, quiet: bool, json_log: bool, **options: Any) -> Any:
        from cli.logs import configure

        talk = Talk(quiet, json_log)
        click.get_current_context().meta["json_log"] = json_log
        configure(talk)
        return function(*args, talk=talk, **options)

    return with_talk  # type: ignore[return-value]


database_option = click.option(
    "--db",
    type=click.Path(path_type=Path, dir_okay=False),
    default=DATABASE,
    show_default=True,
    metavar="ФАЙЛ",
    help="База мониторинга.",
)

schools_option = click.option(
    "--schools",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="ФАЙЛ",
    help=f"Список организаций (CSV).  [по умолчанию: {SCHOOLS}]",
)

programme_option = click.option(
    "--programme",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="ФАЙЛ",
    help=f"Программа мониторинга.  [по умолчанию: {PROGRAMME}, а без этого файла — программа из комплекта]",
)

out_option = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="ПАПКА",
    help="Куда положить отчёты.  [по умолчанию: out]",
)


internal_option = click.option(
    "--internal", is_flag=True, help="Для служебного пользования: не скрывать имена педагогов в отчётах и выгрузках."
)

run_option = click.option("--run", type=Whole(min=1), metavar="НОМЕР", help="Номер проверки.  [по умолчанию: последняя]")


def input_options(function: _Command) -> _Command:
    """``--schools``, ``--programme``, ``--db``, ``--as-of``, ``--only``; the command receives ``inputs``."""

    @schools_option
    @programme_option
    @database_option
    @click.option("--as-of", type=Day(), metavar="ГГГГ-ММ-ДД", help="Отчётная дата.  [по умолчанию: сегодня]")
    @click.option("--only", type=Ids(), metavar="ID[,ID]", help="Только эти организации, id через запятую.")
    @wraps(function)
    def with_inputs(
        *args: Any,
        schools: Path | None,
        programme: Path | None,
        db: Path,
        as_of: date | None,
        only: tuple[str, ...] | None,
        **options: Any,
    ) -> Any:
        inputs = Inputs(schools or SCHOOLS, programme, db, as_of, only or (), schools is not None)
        return function(*args, inputs=inputs, **options)

    return with_inputs  # type: ignore[return-value]


def manners_options(function: _Command) -> _Command:
    """``--delay``, ``--max-pages``, ``--max-minutes``, ``--allow-private-hosts``, ``--ca-bundle``; the command
    receives ``manners``."""

    @click.option(
        "--delay",
        type=Number(min=0, max=3600),
        metavar="СЕКУНДЫ",
        help="Пауза между запросами к одному сайту.  [по умолчанию: 1]",
    )
    @click.option("--max-pages", type=Whole(min=1), metavar="ЧИСЛО", help="Не больше страниц и файлов с одного сайта.")
    @click.option("--max-minutes", type=Number(min=0, min_open=True), metavar="МИНУТЫ", help="Не дольше на один сайт.")
    @click.option("--allow-private-hosts", is_flag=True, help="Разрешить адреса этого компьютера и внутренней сети.")
    @click.option(
        "--ca-bundle",
        type=click.Path(path_type=Path, exists=True),
        metavar="ФАЙЛ|ПАПКА",
        help="Ещё корневые сертификаты (PEM), кроме системных и сертификатов Минцифры из комплекта.",
    )
    @wraps(function)
    def with_manners(
        *args: Any,
        delay: float | None,
        max_pages: int | None,
        max_minutes: float | None,
        allow_private_hosts: bool,
        ca_bundle: Path | None,
        **options: Any,
    ) -> Any:
        manners = Manners(delay, max_pages, max_minutes, allow_private_hosts, ca_bundle)
        return function(*args, manners=manners, **options)

    return with_manners  # type: ignore[return-value]
