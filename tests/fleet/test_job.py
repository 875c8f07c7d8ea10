"""The whole job over sites on loopback: finished, repeated, broken off in every way, judged again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from checks.model import Verdict
from crawler.model import VisitStatus
from db import Database, DatabaseProblem, open_database
from db.findings import load_run
from db.model import RunData
from db.runs import list_runs
from extractors.model import ActKind, Level
from fleet.job import JobProblem, check, crawl, run
from fleet.progress import SiteProgress, SiteState
from tests.fleet.district import MANNERS, PROGRAMME, Server, school_pages, serving, settings

ROOT = Path(__file__).parents[2]
AS_OF = date(2026, 5, 31)


@pytest.fixture
def sites() -> Iterator[list[Server]]:
    """Two school sites."""
    servers = [Server(school_pages(1)), Server(school_pages(2))]
    with serving(*servers):
        yield servers


def opened(path: Path) -> Database:
    """The database of a job that is over."""
    return open_database(path, create=False)


def data(path: Path, run_id: int = 1) -> RunData:
    """A stored run."""
    with opened(path) as db:
        return load_run(db, run_id)


def shards() -> list[int]:
    """Process ids of the shards this process has started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
            command = (entry.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == os.getpid() and b"crawler.shard" in command and fields[0] != "Z":
            found.append(int(entry.parent.name))
    return found


def test_run_reads_loads_and_judges(tmp_path: Path, sites: list[Server]) -> None:
    steps: list[SiteProgress] = []
    result = run(settings(tmp_path / "m.db", sites, as_of=AS_OF), steps.append)
    found = data(tmp_path / "m.db")
    assert (result.run, result.resumed, result.unread) == (found.run, False, ())
    assert (found.run.as_of, found.run.status, found.run.finished is not None) == ("2026-05-31", "finished", True)
    verdicts = {(item.school, item.indicator): item.verdict for item in found.findings}
    assert [verdicts[school, "3"] for school in ("s1", "s2")] == [Verdict.PRESENT] * 2
    assert len(found.findings) == 2 * len(PROGRAMME.indicators)
    assert [(visit.school, visit.status, visit.pages, visit.documents) for visit in found.visits] == [
        ("s1", VisitStatus.OK, 8, 1), ("s2", VisitStatus.OK, 8, 1),
    ]  # fmt: skip
    acts = {(item.school, item.found.url.rsplit("/", 1)[1]): item for item in found.acts}
    assert acts["s2", "118.docx"].found.act.issuer.endswith("Школа № 2 города Заречье»")
    assert acts["s1", "gone.docx"].found.broken
    states = [step.state for step in steps if step.school == "s1"]
    assert states[0] is SiteState.WAITING
    assert states[-3:] == [SiteState.LOADING, SiteState.LOADED, SiteState.JUDGED]
    assert shards() == []


def test_second_run_asks_with_validators_and_extracts_nothing(tmp_path: Path, sites: list[Server]) -> None:
    job = settings(tmp_path / "m.db", sites)
    run(job)
    with opened(tmp_path / "m.db") as db:
        before = db.rows("SELECT sha256, attempts FROM documents ORDER BY id")
    second = run(job)
    found = data(tmp_path / "m.db", second.run.id)
    assert (second.run.id, second.resumed) == (2, False)
    assert {visit.not_modified for visit in found.visits} == {9}
    with opened(tmp_path / "m.db") as db:
        assert db.rows("SELECT sha256, attempts FROM documents ORDER BY id") == before
    assert [item.verdict for item in found.findings] == [item.verdict for item in data(tmp_path / "m.db", 1).findings]


def test_crawl_then_check_is_the_same_as_run(tmp_path: Path, sites: list[Server]) -> None:
    result = crawl(settings(tmp_path / "m.db", sites))
    assert (result.run.status, data(tmp_path / "m.db").findings) == ("crawled", ())
    asked = sites[0].asked.total()
    checked = check(tmp_path / "m.db")
    assert (checked.run.id, checked.run.status) == (1, "finished")
    assert sites[0].asked.total() == asked
    run(settings(tmp_path / "other.db", sites))
    assert [item.verdict for item in data(tmp_path / "m.db").findings] == [
        item.verdict for item in data(tmp_path / "other.db").findings
    ]


def test_check_judges_by_a_changed_programme(tmp_path: Path, sites: list[Server]) -> None:
    run(settings(tmp_path / "m.db", sites, as_of=AS_OF))
    three = PROGRAMME.indicator("3").model_copy(update={"levels": (Level.REGION,), "kinds": (ActKind.CHARTER,)})
    changed = PROGRAMME.model_copy(update={"indicators": (three,), "hash": "c" * 64})
    check(tmp_path / "m.db", changed)
    found = data(tmp_path / "m.db")
    assert {item.indicator for item in found.findings} == {"3"}
    assert {item.verdict for item in found.findings} == {Verdict.ABSENT}
    assert (found.run.programme_hash, found.run.as_of) == ("c" * 64, "2026-05-31")
    again = check(tmp_path / "m.db", PROGRAMME, run_id=1, as_of=date(2026, 6, 30))
    assert (again.run.programme_hash, again.run.as_of) == (PROGRAMME.hash, "2026-06-30")
    assert data(tmp_path / "m.db").findings[2].verdict is Verdict.PRESENT


def test_only_some_and_nobody(tmp_path: Path, sites: list[Server]) -> None:
    job = settings(tmp_path / "m.db", sites)
    run(replace(job, only=("s2",)))
    found = data(tmp_path / "m.db")
    assert [item.id for item in found.institutions] == ["s2"]
    assert sites[0].asked.total() == 0
    for wrong in (replace(job, only=("s9",)), replace(job, institutions=())):
        with pytest.raises(JobProblem, match=r"s9|ни одной организации"):
            run(wrong)
    assert len(list((tmp_path / "m.archive").iterdir())) == 1


def test_check_without_a_run(tmp_path: Path) -> None:
    with pytest.raises(DatabaseProblem, match="базы нет"):
        check(tmp_path / "m.db")
    open_database(tmp_path / "m.db").close()
    with pytest.raises(DatabaseProblem, match="нет ни одной проверки"):
        check(tmp_path / "m.db")


def test_unreachable_site_is_unread_and_unknown(tmp_path: Path, sites: list[Server]) -> None:
    job = settings(tmp_path / "m.db", sites)
    dead = replace(job.institutions[0], site="http://127.0.0.1:9/")
    result = run(replace(job, institutions=(dead, job.institutions[1])))
    assert [(visit.school, visit.status) for visit in result.unread] == [("s1", VisitStatus.UNREACHABLE)]
    verdicts = {item.indicator: item.verdict for item in data(tmp_path / "m.db").findings if item.school == "s1"}
    assert set(verdicts.values()) == {Verdict.UNKNOWN}


@pytest.mark.parametrize("moment", ["running", "finished", "loaded"])
def test_killed_job_goes_on_where_it_stopped(tmp_path: Path, moment: str) -> None:
    servers = [Server(school_pages(1)), Server(school_pages(2, pages=12), slow=0.15)]
    code = (
        "import sys; from pathlib import Path; from tests.fleet.district import *; from fleet.job import run\n"
        "servers = [Server({}, address=item) for item in sys.argv[3:]]\n"
        "def tell(step):\n"
        "    if step.state == sys.argv[2] and (step.pages > 2 or step.state == 'loaded'):\n"
        "        print('ready', flush=True); sys.stdin.read()\n"
        "run(settings(Path(sys.argv[1]), servers), tell)"
    )
    with serving(*servers):
        addresses = [server.address for server in servers]
        command = [sys.executable, "-c", code, str(tmp_path / "m.db"), moment, *addresses]
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as job:
            assert job.stdout is not None
            assert job.stdout.readline() == "ready\n"
            job.kill()
        result = run(settings(tmp_path / "m.db", servers))
        assert (result.run.id, result.resumed, result.unread) == (1, True, ())
        found = data(tmp_path / "m.db")
        assert [visit.pages for visit in found.visits] == [8, 14]
        pages = [path for path in servers[1].pages if path.startswith("/p")]
        assert sum(servers[1].asked[path] for path in pages) <= len(pages) + 2
        assert {item.verdict for item in found.findings if item.indicator == "3"} == {Verdict.PRESENT}
    with opened(tmp_path / "m.db") as db:
        assert len(list_runs(db)) == 1
        assert db.value("PRAGMA integrity_check") == "ok"


def test_ctrl_c_stops_the_shards_and_loses_nothing(tmp_path: Path) -> None:
    servers = [Server(school_pages(1)), Server(school_pages(2, pages=12), slow=0.15)]

    def press(step: SiteProgress) -> None:
        if step.state is SiteState.LOADED:
            raise KeyboardInterrupt

    with serving(*servers):
        with pytest.raises(KeyboardInterrupt):
            run(settings(tmp_path / "m.db", servers), press)
        assert shards() == []
        asked = servers[0].asked.total()
        result = run(settings(tmp_path / "m.db", servers))
        assert (result.resumed, result.unread) == (True, ())
        assert servers[0].asked.total() == asked


def test_crashed_shard_is_started_again_in_parts(tmp_path: Path) -> None:
    servers = [Server(school_pages(number, pages=10), slow=0.05) for number in (1, 2)]
    killed: list[int] = []

    def crash(step: SiteProgress) -> None:
        if step.state is SiteState.RUNNING and step.pages > 1 and not killed:
            killed.extend(shards())
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    with serving(*servers):
        result = run(settings(tmp_path / "m.db", servers, processes=1), crash)
    assert len(killed) == 1
    assert result.unread == ()
    assert [visit.pages for visit in data(tmp_path / "m.db").visits] == [12, 12]


def test_site_that_crashes_its_shard_is_given_up_alone(tmp_path: Path) -> None:
    servers = [Server(school_pages(1)), Server(school_pages(2, pages=10), slow=0.1)]
    killed: list[int] = []

    def crash(step: SiteProgress) -> None:
        if step.school == "s2" and step.state is SiteState.RUNNING and step.pages > 2 and len(killed) < 2:
            for pid in shards()[:1]:
                killed.append(pid)
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.1)

    with serving(*servers):
        result = run(settings(tmp_path / "m.db", servers, only=("s2",)), crash)
    (visit,) = result.unread
    assert (visit.school, visit.status, visit.complete) == ("s2", VisitStatus.PARTIAL, False)
    assert visit.reason is not None
    assert visit.reason.startswith("обход прерван")
    assert visit.pages > 2
    verdicts = {item.indicator: item.verdict for item in data(tmp_path / "m.db").findings}
    assert Verdict.ABSENT not in verdicts.values()
    assert MANNERS.allow_private_hosts


def test_second_job_on_the_same_database_is_refused(tmp_path: Path, sites: list[Server]) -> None:
    refused: list[str] = []

    def meddle(step: SiteProgress) -> None:
        if step.state is SiteState.LOADED and not refused:
            with pytest.raises(DatabaseProblem, match="уже работает другая команда") as problem:
                check(tmp_path / "m.db")
            refused.append(str(problem.value))

    run(settings(tmp_path / "m.db", sites), meddle)
    assert len(refused) == 1
