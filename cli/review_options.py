"""Options of ``review`` and its subcommands, and who the author of a decision is."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from cli.errors import InputError
from cli.options import Day, database_option, run_option, talk_options

AUTHOR_VARIABLE = "SCHOOL_MONITOR_AUTHOR"
_Command = TypeVar("_Command", bound=Callable[..., Any])

item_argument = click.argument("item", metavar="ПУНКТ")
verdict_help = "Вывод: present (есть), partial (с замечаниями), absent (нет), unknown (нет данных)."


def desk_options(function: _Command) -> _Command:
    """``--run``, ``--db`` and how the command speaks."""
    return run_option(database_option(talk_options(function)))


def word_options(function: _Command) -> _Command:
    """``--comment``, ``--author``, ``--objection``, ``--objection-date``; the command receives ``word``."""

    @click.option("--comment", default="", metavar="ТЕКСТ", help="Пояснение: на чём основано решение. Обязательно.")
    @click.option(
        "--author", envvar=AUTHOR_VARIABLE, metavar="ИМЯ",
        help=f"Кто принял решение (или переменная {AUTHOR_VARIABLE}).  [по умолчанию: имя пользователя системы]",
    )  # fmt: skip
    @click.option("--objection", default="", metavar="ТЕКСТ", help="Возражение организации, на которое отвечает решение.")
    @click.option("--objection-date", type=Day(), metavar="ГГГГ-ММ-ДД", help="Дата возражения.")
    @wraps(function)
    def with_word(*args: Any, comment: str, author: str | None, objection: str, objection_date: Any, **options: Any) -> Any:
        word = {
            "comment": comment, "author": author if author is not None else system_user(), "objection": objection,
            "objection_day": objection_date,
        }  # fmt: skip
        return function(*args, word=word, **options)

    return with_word  # type: ignore[return-value]


def system_user() -> str:
    """The name the user has logged in under. Raises ``InputError`` where the system knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise InputError(f"кто принимает решение, не известно: укажите --author или переменную {AUTHOR_VARIABLE}") from error


def file_path() -> click.Path:
    """The type of an option that names a file."""
    return click.Path(path_type=Path, dir_okay=False)
