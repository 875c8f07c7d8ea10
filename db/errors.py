"""What may go wrong with the database, in two classes: the user's to mend, and the machine's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_BUSY, _LOCKED = 5, 6
_PERM, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 3, 8, 10, 11, 13, 14, 26


class DatabaseProblem(Exception):  # noqa: N818 - what it is called across the project
    """The database cannot be used as it stands; the message (Russian, one sentence or two) says why and what to do."""


class StorageFailure(Exception):  # noqa: N818 - what it is called across the project
    """The disk failed under the database: full, or an input/output error. What was committed before is kept."""


def _code(error: sqlite3.Error) -> int | None:
    """The primary result code of SQLite, ``None`` where the driver does not give one."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None


def explain(error: sqlite3.Error, path: Path) -> DatabaseProblem | StorageFailure | None:
    """The project's error for one of SQLite's, ``None`` for a fault of the program itself (a wrong statement)."""
    code = _code(error)
    if code in (_BUSY, _LOCKED):
        return DatabaseProblem(f"{path}: база занята другим процессом; дождитесь его окончания и повторите команду")
    if code == _FULL:
        return StorageFailure(f"{path}: на диске нет места, запись в базу не удалась; сохранённое ранее не потеряно")
    if code == _IOERR:
        return StorageFailure(f"{path}: ошибка чтения или записи на диск; сохранённое ранее не потеряно")
    if code in (_READONLY, _PERM):
        return DatabaseProblem(f"{path}: нет права записи в файл базы или в его папку")
    if code == _CANTOPEN:
        return DatabaseProblem(f"{path}: файл базы не открывается: проверьте путь и права доступа")
    if code == _NOTADB:
        return DatabaseProblem(f"{path}: это не файл базы SQLite")
    if code == _CORRUPT:
        return DatabaseProblem(f"{path}: файл базы повреждён; восстановите его из копии или укажите другой файл")
    return None


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors inside the block into the project's. Raises ``DatabaseProblem`` and ``StorageFailure``."""
    try:
        yield
    except sqlite3.Error as error:
        known = explain(error, path)
        if known is None:
            raise
        raise known from error
