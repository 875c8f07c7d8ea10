"""What an error means to the caller: exit code and one Russian message. The only place that decides it."""

from __future__ import annotations

import errno
import logging
import os
import sys
import traceback

import click

from extractors.os_errors import reason

_log = logging.getLogger(__name__)

INTERRUPTED = 130
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG})


_INPUT = frozenset(
    {
        "checks.review_model.ReviewProblem",
        "cli.errors.InputError",
        "crawler.registry.RegistryError",
        "db.errors.DatabaseProblem",
        "fleet.job.JobProblem",
        "fleet.timetable.TimetableError",
        "programmes.load.ProgrammeError",
    }
)
_STORAGE = frozenset({"db.errors.StorageFailure"})
"""Classes by name: a station that was not needed, or cannot even be imported, need not be imported to report an error."""


def report(error: BaseException, debug: bool, json_log: bool = False) -> int:
    """Tell the user of ``error`` and give the exit code: 2 input, 1 failure, 130 interrupted.

    With ``json_log`` the message is a line of the log like all others.
    """
    if isinstance(error, BrokenPipeError):
        _close_stdout()
        return 1
    code, message = describe(error)
    if debug:
        traceback.print_exception(error)
    elif code == 1 and not isinstance(error, OSError | MemoryError) and not _is_one_of(error, _STORAGE):
        message += ". Подробности покажет ключ --debug или переменная SCHOOL_MONITOR_DEBUG=1"
    if json_log:
        _log.error(message, extra={"exit_code": code})
    else:
        click.echo(message if code == INTERRUPTED else f"Ошибка: {message}", err=True)
    return code


def describe(error: BaseException) -> tuple[int, str]:
    """Exit code and message of an error."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED, "Прервано. Всё сохранённое цело: повторите ту же команду, и она продолжит с этого места."
    if _is_one_of(error, _INPUT):
        return 2, str(error)
    if _is_one_of(error, _STORAGE):
        return 1, str(error)
    if isinstance(error, OSError):
        text = f"{error.filename}: {reason(error)}" if error.filename else reason(error)
        return (1 if error.errno in _DISK or error.filename is None else 2), text
    if isinstance(error, MemoryError):
        return 1, "не хватило памяти"
    return 1, f"непредвиденный сбой программы ({type(error).__name__}: {error})"


def _is_one_of(error: BaseException, names: frozenset[str]) -> bool:
    return any(f"{kind.__module__}.{kind.__qualname__}" in names for kind in type(error).__mro__)


def _close_stdout() -> None:
    """The reader of our output has gone: nothing more is written, and Python must not complain on exit."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)
