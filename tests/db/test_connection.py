"""Whose file it is, who holds it, what the disk does: each case is one clear error and harms nothing."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from db import DatabaseProblem, StorageFailure, open_database
from db.connection import APPLICATION_ID
from db.migrations import NAMES, migrations
from tests.db.samples import begin, new_database, store_document

ROOT = Path(__file__).parents[2]


@contextmanager
def child(code: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A second process that runs ``code``; it has said «ready» when the block begins, and is gone when it ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_new_database_is_ours_in_wal_with_foreign_keys(tmp_path: Path) -> None:
    with new_database(tmp_path) as db:
        assert db.utils.journal_mode == "wal"
        assert db.value("PRAGMA foreign_keys") == 1
        assert db.value("PRAGMA synchronous") == 1
        assert db.value("PRAGMA application_id") == APPLICATION_ID
        assert {applied.name for applied in migrations.applied(db.utils)} == NAMES
    assert [path.name for path in tmp_path.iterdir()] == ["monitoring.db"]


def test_missing_database_is_not_made_by_a_reading_command(tmp_path: Path) -> None:
    with pytest.raises(DatabaseProblem, match="базы нет"):
        open_database(tmp_path / "monitoring.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_empty_file_becomes_a_database(tmp_path: Path) -> None:
    (tmp_path / "monitoring.db").touch()
    with new_database(tmp_path) as db:
        assert db.value("SELECT count(*) FROM runs") == 0


@pytest.mark.parametrize("content", [b"id;name\n1;2\n", b"\x00" * 5000, b"SQLite format 3\x00 and no more", os.urandom(4096)])
def test_not_a_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "monitoring.db"
    path.write_bytes(content)
    with pytest.raises(DatabaseProblem, match="не файл базы SQLite"):
        open_database(path)
    assert path.read_bytes() == content
    assert [item.name for item in tmp_path.iterdir()] == ["monitoring.db"]


@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_foreign_database_stays_byte_for_byte(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "monitoring.db"
    with closing(sqlite3.connect(path)) as foreign:
        foreign.execute(f"PRAGMA journal_mode = {mode}")
        foreign.execute("CREATE TABLE runs (id INTEGER PRIMARY KEY, marks TEXT)")
        foreign.execute("INSERT INTO runs VALUES (1, 'чужое')")
        foreign.commit()
    before = {item.name: hashlib.sha256(item.read_bytes()).hexdigest() for item in tmp_path.iterdir()}
    for create in (True, False):
        with pytest.raises(DatabaseProblem, match="база другой программы"):
            open_database(path, create=create)
    assert {item.name: hashlib.sha256(item.read_bytes()).hexdigest() for item in tmp_path.iterdir()} == before


def test_newer_database_is_refused(tmp_path: Path) -> None:
    with new_database(tmp_path) as db:
        db.insert("_sqlite_migrations", [{"migration_set": "school-monitor", "name": "of_2031", "applied_at": "2031-01-01"}])
    with pytest.raises(DatabaseProblem, match="более новой версией"):
        new_database(tmp_path)


def test_missing_migration_is_applied_and_a_failed_one_leaves_nothing(tmp_path: Path) -> None:
    with new_database(tmp_path) as db:
        for table in ("reviews", "bases", "decisions", "evidence", "findings", "act_indicators", "act_judgements", "vacancies"):
            db.execute(f"DROP TABLE {table}")
        db.execute("DELETE FROM _sqlite_migrations WHERE name IN ('findings_imports_decisions', 'the_reviewers_word')")
    with pytest.raises(sqlite3.OperationalError, match="participation already exists"):
        new_database(tmp_path)
    path = tmp_path / "monitoring.db"
    with closing(sqlite3.connect(path)) as raw:
        tables = {row[0] for row in raw.execute("SELECT name FROM sqlite_master")}
        assert "findings" not in tables
        raw.execute("DROP TABLE participation")
        raw.commit()
    with new_database(tmp_path) as db:
        assert db.value("SELECT count(*) FROM findings") == 0


def test_damaged_database_is_a_clear_problem(tmp_path: Path) -> None:
    with new_database(tmp_path) as db:
        begin(db)
    path = tmp_path / "monitoring.db"
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xa5" * (len(data) - 4096))
    with pytest.raises(DatabaseProblem, match="повреждён"):
        new_database(tmp_path)


def test_folder_missing_or_in_the_way(tmp_path: Path) -> None:
    with pytest.raises(DatabaseProblem, match="не существует"):
        open_database(tmp_path / "no" / "monitoring.db")
    with pytest.raises(DatabaseProblem, match="это папка"):
        open_database(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseProblem, match="не существует"):
        open_database(tmp_path / "file" / "monitoring.db")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_not_writable(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(DatabaseProblem, match="нет права записи"):
            new_database(tmp_path)
    finally:
        tmp_path.chmod(0o700)


def test_exclusive_lock_of_another_process_ends_in_five_seconds(tmp_path: Path) -> None:
    new_database(tmp_path).close()
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN EXCLUSIVE'); "
        "print('ready', flush=True); sys.stdin.read()"
    )
    with child(code, str(tmp_path / "monitoring.db")), new_database(tmp_path) as db:
        started = time.monotonic()
        with pytest.raises(DatabaseProblem, match="занята другим процессом"), db.working():
            pytest.fail("the lock was not seen")
        assert 4 < time.monotonic() - started < 9
        assert db.value("SELECT count(*) FROM runs") == 0


def test_second_working_command_waits_and_gives_up_and_a_killed_one_leaves_no_lock(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from db import open_database\n"
        "with open_database(Path(sys.argv[1])) as db, db.working():\n"
        "    print('ready', flush=True); sys.stdin.read()"
    )
    with child(code, str(tmp_path / "monitoring.db")) as other, new_database(tmp_path) as db:
        started = time.monotonic()
        with pytest.raises(DatabaseProblem, match="уже работает другая команда"), db.working():
            pytest.fail("two at once")
        assert 4 < time.monotonic() - started < 9
        other.send_signal(signal.SIGKILL)
        other.wait()
        with db.working():
            begin(db)


def test_kill_in_the_middle_of_a_write_leaves_all_or_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.db.samples import *; from db.sites import store_site\n"
        "db = open_database(Path(sys.argv[1])); run = begin(db).info.id\n"
        "store_document(db, 'первый'); store_site(db, run, content('первый'), EXTRACTOR)\n"
        "db.utils.conn.execute('BEGIN IMMEDIATE')\n"
        "store_document(db, 'второй'); store_site(db, run, content('второй'), EXTRACTOR)\n"
        "print('ready', flush=True); sys.stdin.read()"
    )
    with child(code, str(tmp_path / "monitoring.db")) as writer:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    with new_database(tmp_path) as db:
        assert [row["text"] for row in db.rows("SELECT text FROM texts")] == ["первый"]
        assert db.value("SELECT text_id FROM acts") == db.value("SELECT id FROM texts")
        assert db.value("PRAGMA integrity_check") == "ok"


def test_kill_while_the_database_is_made_leaves_no_half_database(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; import db.connection as c\n"
        "build = c._build\n"
        "def stop(draft):\n    build(draft); print('ready', flush=True); sys.stdin.read()\n"
        "c._build = stop; c.open_database(Path(sys.argv[1]))"
    )
    with child(code, str(tmp_path / "monitoring.db")) as maker:
        maker.send_signal(signal.SIGKILL)
        maker.wait()
    assert not (tmp_path / "monitoring.db").exists()
    with new_database(tmp_path) as db:
        begin(db)


def test_full_disk_is_a_storage_failure_and_keeps_what_was_stored(tmp_path: Path) -> None:
    code = (
        "import resource, signal, sys; from pathlib import Path; from tests.db.samples import *; from db import StorageFailure\n"
        "from db.sites import store_site\n"
        "db = open_database(Path(sys.argv[1])); run = begin(db).info.id\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))\n"
        "try:\n"
        "    for number in range(400):\n"
        "        text = f'{number} ' * 4000; store_document(db, text); store_site(db, run, content(text), EXTRACTOR)\n"
        "except StorageFailure as error:\n"
        "    print('ready', flush=True); print(number, error, flush=True); sys.stdin.read()\n"
    )
    with child(code, str(tmp_path / "monitoring.db")) as writer:
        assert writer.stdout is not None
        said = writer.stdout.readline()
    assert "сохранённое ранее не потеряно" in said
    with new_database(tmp_path) as db:
        assert db.value("PRAGMA integrity_check") == "ok"
        assert db.value("SELECT count(*) FROM documents") >= int(said.split()[0]) > 0


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounting needs root")
def test_full_file_system(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        with new_database(disk) as db:
            begin(db)
            (disk / "filler").write_bytes(b"x" * 200_000)
            with pytest.raises(StorageFailure, match="нет места"):
                for number in range(400):
                    store_document(db, f"{number} " * 3000)
            (disk / "filler").unlink()
            stored = db.value("SELECT count(*) FROM documents")
            store_document(db, "после")
            assert db.value("SELECT count(*) FROM documents") == stored + 1
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_text_that_sqlite_cannot_hold_is_stored_readable(tmp_path: Path) -> None:
    with new_database(tmp_path) as db:
        store_document(db, "до\ud800\0после")
        assert db.value("SELECT text FROM texts") == "до? после"


def test_nested_transaction_rolls_back_alone(tmp_path: Path) -> None:
    with new_database(tmp_path) as db, db.transaction():
        store_document(db, "внешний")
        with pytest.raises(RuntimeError), db.transaction():
            store_document(db, "внутренний")
            raise RuntimeError
        assert [row["text"] for row in db.rows("SELECT text FROM texts")] == ["внешний"]
