"""Opening of the monitoring database: whose file it is is settled before SQLite may touch it."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from filelock import FileLock, Timeout
from sqlite_utils import Database as SqliteUtils

from db.errors import DatabaseProblem, StorageFailure, translated
from db.migrations import NAMES, migrations

APPLICATION_ID = 0x534D4F4E
"""«SMON» in the header of the file: our databases and nobody else's."""
BUSY_SECONDS = 5.0
_MAGIC = b"SQLite format 3\x00"
_BATCH = 1000

Row = dict[str, Any]


class Database:
    """The monitoring database. Statements run in autocommit unless inside ``transaction()``; errors are the project's."""

    def __init__(self, path: Path, utils: SqliteUtils) -> None:
        self.path = path
        self.utils = utils
        self._lock = FileLock(str(path) + ".lock", timeout=BUSY_SECONDS)

    @property
    def archive(self) -> Path:
        """The folder beside the database that holds the archive of evidence, one folder a run."""
        return self.path.with_name(f"{self.path.stem}.archive")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements of the block or none. The write lock is taken at once, so a busy database is known early.

        Raises ``DatabaseProblem`` when another process keeps the database for longer than ``BUSY_SECONDS``.
        """
        with translated(self.path):
            if self.utils.conn.in_transaction:
                with self.utils.atomic():
                    yield
                return
            self.utils.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.utils.conn.execute("COMMIT")
            except BaseException:
                # A full disk rolls back by itself; a second ROLLBACK would hide the first error.
                if self.utils.conn.in_transaction:
                    self.utils.conn.execute("ROLLBACK")
                raise

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows of a query as dictionaries."""
        with translated(self.path):
            cursor = self.utils.conn.execute(sql, [_storable(value) for value in parameters])
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, values, strict=True)) for values in cursor]

    def row(self, sql: str, parameters: Sequence[object] = ()) -> Row | None:
        """The first row of a query, ``None`` when there is none."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """The first column of the first row, ``None`` when there is no row."""
        with translated(self.path):
            found = self.utils.conn.execute(sql, [_storable(value) for value in parameters]).fetchone()
        return found[0] if found else None

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run one writing statement; the number of rows it changed."""
        with translated(self.path):
            return int(self.utils.execute(sql, [_storable(value) for value in parameters]).rowcount)

    def insert(self, table: str, records: Iterable[Mapping[str, object]], ignore: bool = False) -> None:
        """Insert records in batches; with ``ignore`` those that are there already are left as they are."""
        with translated(self.path):
            self.utils.table(table).insert_all(map(_clean, records), batch_size=_BATCH, ignore=ignore)

    def upsert(self, table: str, records: Iterable[Mapping[str, object]], key: tuple[str, ...]) -> None:
        """Insert records or change those that have the same key, in batches."""
        with translated(self.path):
            self.utils.table(table).upsert_all(map(_clean, records), pk=key, batch_size=_BATCH)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Keep other working commands away from this database for the block, and know at once whether it can be written.

        Raises ``DatabaseProblem`` when another one has it for longer than ``BUSY_SECONDS``.
        """
        try:
            self._lock.acquire()
        except Timeout as error:
            raise DatabaseProblem(
                f"{self.path}: с этой базой уже работает другая команда; дождитесь её окончания и повторите"
            ) from error
        except OSError as error:
            raise storage_problem(error, self.path) from error
        try:
            with self.transaction():
                pass
            yield
        finally:
            self._lock.release()

    def close(self) -> None:
        """Close the file."""
        self.utils.close()

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _storable(value: object) -> object:
    """Text of sites may hold half a surrogate pair, which SQLite refuses, and NUL, which cuts the text in queries."""
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            value = value.encode("utf-8", "replace").decode()
    return value.replace("\0", " ") if isinstance(value, str) and "\0" in value else value


def _clean(record: Mapping[str, object]) -> dict[str, object]:
    return {key: _storable(value) for key, value in record.items()}


def storage_problem(error: OSError, path: Path) -> DatabaseProblem | StorageFailure:
    """The project's error for one of the file system: what the user can mend is a ``DatabaseProblem``."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StorageFailure(f"{path}: на диске нет места; сохранённое ранее не потеряно")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return DatabaseProblem(f"{path}: нет права записи в папку {path.parent}")
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return DatabaseProblem(f"{path}: папка {path.parent} не существует")
    return StorageFailure(f"{path}: {error.strerror or error}")


def open_database(path: Path, create: bool = True) -> Database:
    """The monitoring database in ``path``, brought to the present schema.

    With ``create`` a missing or empty file becomes a new database; without, it is a problem. Raises ``DatabaseProblem``
    for a file that is no SQLite database, that belongs to another program (it stays as it is, byte for byte), that a newer
    version made, that is locked, or whose folder is missing or not writable; ``StorageFailure`` when the disk fails.
    """
    path = path.resolve()
    if _is_new(path):
        if not create:
            raise DatabaseProblem(f"{path}: базы нет; сначала выполните обход: school-monitor run")
        _create(path)
    else:
        _refuse_foreign(path)
    with translated(path):
        connection = _connect(path)
        try:
            utils = SqliteUtils(connection, execute_plugins=False)
            _refuse_newer(utils, path)
            database = Database(path, utils)
            if migrations.pending(utils):
                with database.transaction():
                    migrations.apply(utils)
        except BaseException:
            connection.close()
            raise
    return database


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True, timeout=BUSY_SECONDS, check_same_thread=False)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA recursive_triggers = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _is_new(path: Path) -> bool:
    try:
        status = path.stat()
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise DatabaseProblem(f"{path}: папка {path.parent} не существует") from None
        return True
    except OSError as error:
        raise storage_problem(error, path) from error
    if path.is_dir():
        raise DatabaseProblem(f"{path}: это папка, а не файл базы")
    return status.st_size == 0 and not Path(f"{path}-wal").exists() and not Path(f"{path}-journal").exists()


def _refuse_foreign(path: Path) -> None:
    """Read the header without SQLite: opening a foreign database with it could roll back its journal or grow its files."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM):
            raise DatabaseProblem(f"{path}: нет права чтения файла базы") from error
        raise storage_problem(error, path) from error
    if not header.startswith(_MAGIC) or len(header) < 100:
        raise DatabaseProblem(f"{path}: это не файл базы SQLite")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise DatabaseProblem(f"{path}: это база другой программы; она не изменена. Укажите другой файл в --db")


def _refuse_newer(utils: SqliteUtils, path: Path) -> None:
    if {applied.name for applied in migrations.applied(utils)} - NAMES:
        raise DatabaseProblem(f"{path}: база создана более новой версией программы; обновите программу")


def _create(path: Path) -> None:
    """Build the database in a file beside it and move it into place: half a database is never seen under the name."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise storage_problem(error, path) from error
    draft = Path(name)
    try:
        with translated(path):
            _build(draft)
        draft.chmod(0o666 & ~_umask())
        if path.exists():
            draft.replace(path)
        else:
            # A link, unlike a rename, does not overwrite what another process has put there meanwhile.
            _link(draft, path)
    except OSError as error:
        raise storage_problem(error, path) from error
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(FileNotFoundError):
                Path(name + suffix).unlink()


def _link(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    except OSError:  # file systems without hard links
        draft.replace(path)


def _build(draft: Path) -> None:
    connection = _connect(draft)
    try:
        utils = SqliteUtils(connection, execute_plugins=False)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrations.apply(utils)
        utils.enable_wal()
    finally:
        connection.close()


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
