"""A job that is killed again and again, also while the disk is full, comes to the same acts and findings as an undisturbed one.

The full disk stands in as a limit on the size of files (RLIMIT_FSIZE): writes beyond it fail as they do on a full disk, no
rights are needed, and after a moment there is "room" again. Where the tests may mount, a real small file system is filled.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from db import open_database
from db.findings import load_run
from fleet.job import run
from tests.fleet.bundles import ORDER, docx
from tests.fleet.district import Server, html, school_pages, serving, settings

ROOT = Path(__file__).parents[2]
CHILD = """
import os, resource, sys
from pathlib import Path
from tests.fleet.district import Server, settings
from fleet.job import run
limit = int(sys.argv[2])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
def tell(step):
    print(step.state, flush=True)
run(settings(Path(sys.argv[1]), [Server({}, address=item) for item in sys.argv[3:]]), tell)
"""
LONGEST = 60.0


def district(pages: int) -> list[Server]:
    """Two slow sites, an order on each page of one of them."""
    kind = school_pages(1)["/files/118.docx"][0]
    large = school_pages(2, pages=pages)
    for number in range(pages):
        link = f'<p><a href="/files/{number}.docx">Приказ о наставничестве № {number}</a></p>'
        large[f"/p{number}.html"] = html(f"Методическая работа {number}", f'<a href="/docs.html">Документы</a>{link}')
        large[f"/files/{number}.docx"] = (kind, docx(ORDER.replace("118-од", f"{number}-од")))
    return [Server(school_pages(1), slow=0.02), Server(large, slow=0.04)]


def life(database: Path, servers: list[Server], chance: random.Random, limit: int = 0) -> bool:
    """Start the job and kill it at some moment, its crawl processes too (or leave them to notice); True when it had ended."""
    command = [sys.executable, "-c", CHILD, str(database), str(limit), *(server.address for server in servers)]
    steps = chance.randrange(1, 9)
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as job:
        assert job.stdout is not None and job.stderr is not None
        for _ in range(steps if not limit else 100_000):
            if not job.stdout.readline():
                break
        if limit:
            job.wait(LONGEST)
            assert job.returncode == 1, "a disk that is full is told, not survived"
            assert "StorageFailure" in job.stderr.read()
            return False
        time.sleep(chance.uniform(0, 0.15))
        ended = job.poll() is not None
        shards = _children(job.pid) if chance.random() < 0.5 else []
        for process in (job.pid, *shards):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
    return ended


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(entry.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(entry.parent.name))
    return found


def outcome(path: Path) -> tuple[object, ...]:
    """Everything a run came to but ids, times and ports."""
    with open_database(path, create=False) as db:
        data = load_run(db, 1)
        assert db.value("PRAGMA integrity_check") == "ok"
        assert db.value("SELECT count(*) FROM runs") == 1
    acts = [
        (item.school, item.found.url.rsplit("/", 1)[1], item.found.act.kind, item.found.act.number, item.found.act.date, item.found.act.title,
         item.found.readable, item.found.broken, item.found.link_text, item.found.sha256, item.found.text)
        for item in data.acts
    ]  # fmt: skip
    findings = [(item.school, item.indicator, item.verdict, item.value, item.remarks, item.searched) for item in data.findings]
    visits = [(item.school, item.status, item.complete, item.pages, item.documents) for item in data.visits]
    return sorted(acts, key=repr), findings, visits


def disturbed(tmp_path: Path, pages: int, kills: int, seed: int) -> None:
    """Kill so often, fill the disk once in between, finish, and compare."""
    servers = district(pages)
    chance = random.Random(seed)
    path = tmp_path / "m.db"
    with serving(*servers):
        killed = 0
        for number in range(kills):
            if number == kills // 2 and path.exists():
                archive = path.with_name("m.archive")
                largest = max((file.stat().st_size for file in archive.rglob("*.warc.gz")), default=0)
                life(path, servers, chance, max(largest, path.stat().st_size) + 30_000)
            if life(path, servers, chance):
                break  # a machine that is fast, or lives that were long: what remains is compared all the same
            killed += 1
        assert killed >= kills // 2, "the job is too short for the test"
        result = run(settings(path, servers))
        assert (result.run.id, result.resumed, result.unread) == (1, True, ())
        for server in servers:
            server.slow = 0.0
        run(settings(tmp_path / "undisturbed.db", servers))
    assert outcome(path) == outcome(tmp_path / "undisturbed.db"), f"repeat with KILLS_SEED={seed}"


def test_a_few_kills_change_nothing(tmp_path: Path) -> None:
    disturbed(tmp_path, pages=24, kills=3, seed=7)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_twenty_kills_change_nothing(tmp_path: Path) -> None:
    seed = int(os.environ.get("KILLS_SEED", "0")) or random.randrange(1, 10_000)
    disturbed(tmp_path, pages=300, kills=20, seed=seed)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_small_file_system_that_runs_full(tmp_path: Path) -> None:
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    servers = district(40)
    command = [sys.executable, "-c", CHILD, str(place / "m.db"), "0"]
    try:
        with serving(*servers):
            addresses = [server.address for server in servers]
            done = subprocess.run([*command, *addresses], cwd=ROOT, capture_output=True, text=True, timeout=LONGEST * 2)
            assert done.returncode == 1 and "StorageFailure" in done.stderr
            subprocess.run(["mount", "-o", "remount,size=200m", str(place)], check=True)
            result = run(settings(place / "m.db", servers))
            assert result.unread == ()
            run(settings(tmp_path / "undisturbed.db", servers))
        assert outcome(place / "m.db") == outcome(tmp_path / "undisturbed.db")
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)
