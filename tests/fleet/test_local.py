"""Shards as processes: refused jobs, full disks and hanging shards are told apart from sites that cannot be read."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from db import DatabaseProblem, StorageFailure, open_database
from fleet import local
from fleet.job import run
from fleet.local import LocalShards, ShardError
from fleet.plan import Plan, scored_phrases
from fleet.progress import SiteState
from tests.fleet.district import MANNERS, PROGRAMME, Server, school_pages, serving, settings


def plan(archive: Path) -> Plan:
    """A plan of run 1."""
    return Plan(archive, 1, MANNERS, scored_phrases(PROGRAMME))


def test_no_sites_no_processes(tmp_path: Path) -> None:
    with LocalShards(plan(tmp_path), []) as shards:
        assert list(shards.progress()) == []


def test_refused_job_is_a_fault_of_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server(school_pages(1))
    with serving(server):
        (school,) = settings(tmp_path / "m.db", [server]).institutions
        made = plan(tmp_path)
        monkeypatch.setattr(Plan, "write", lambda _plan, _job, _number: tmp_path / "missing.json")
        with LocalShards(made, [made.site(school)], 1) as shards, pytest.raises(ShardError, match=r"missing\.json"):
            list(shards.progress())


def test_hanging_shard_is_killed_and_its_site_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "STALL_SECONDS", 4.0)
    monkeypatch.setattr(local, "STOP_SECONDS", 2.0)
    server = Server(school_pages(1), slow=30.0)
    with serving(server):
        (school,) = settings(tmp_path / "m.db", [server]).institutions
        made = replace(plan(tmp_path), settings=replace(MANNERS, timeout=25.0))
        with LocalShards(made, [made.site(school)], 1) as shards:
            states = [step.state for step in shards.progress()]
    assert states[-1] is SiteState.FAILED
    assert shards.given_up == {"s1": "обход прерван: процесс завершился с кодом -9"}


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounting needs root")
def test_full_disk_stops_the_job_and_the_next_goes_on(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        server = Server({**school_pages(1), "/files/118.docx": ("application/pdf", os.urandom(900_000))})
        with serving(server):
            job = settings(disk / "m.db", [server])
            open_database(job.db).close()
            (disk / "filler").write_bytes(b"x" * 900_000)
            with pytest.raises(StorageFailure, match="нет места"):
                run(job)
            (disk / "filler").unlink()
            with open_database(job.db) as db:
                assert db.value("PRAGMA integrity_check") == "ok"
            result = run(job)
            assert (result.resumed, result.unread) == (True, ())
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_archive_that_cannot_be_made_is_a_problem(tmp_path: Path) -> None:
    server = Server(school_pages(1))
    (tmp_path / "m.archive").write_text("a file is in the way")
    with serving(server), pytest.raises((DatabaseProblem, StorageFailure), match=r"m\.archive"):
        run(settings(tmp_path / "m.db", [server]))
