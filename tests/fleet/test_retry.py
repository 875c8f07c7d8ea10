"""Sites that a run did not read fully are visited again, and what they give belongs to that run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checks.model import Verdict
from crawler.model import VisitStatus
from db import DatabaseProblem, open_database
from db.findings import load_run
from db.model import RunData
from db.runs import list_runs
from fleet.job import JobSettings, check, crawl, retry, run
from fleet.progress import SiteProgress, SiteState
from tests.fleet.district import MANNERS, Server, school_pages, serving
from tests.fleet.district import settings as district_settings


def data(path: Path) -> RunData:
    """The only stored run."""
    with open_database(path, create=False) as db:
        assert len(list_runs(db)) == 1
        return load_run(db, 1)


def settings(*given: Any, **more: Any) -> JobSettings:
    """A job of one process: what is tested is what becomes of its visits, and each process costs a second."""
    return district_settings(*given, **{"processes": 1, **more})


def statuses(stored: RunData) -> list[VisitStatus]:
    """The visits' statuses in the registry's order."""
    return [visit.status for visit in stored.visits]


def test_what_failed_is_visited_again_and_judged_anew(tmp_path: Path) -> None:
    servers = [Server(school_pages(1)), Server({})]
    db = tmp_path / "m.db"
    with serving(*servers):
        first = run(settings(db, servers))
        assert [visit.school for visit in first.unread] == ["s2"]
        before = data(db)
        asked = servers[0].asked.total()
        servers[1].pages = school_pages(2)
        second = retry(settings(db, servers))
    after = data(db)
    assert (second.run.id, second.unread, second.run.status) == (1, (), "finished")
    assert statuses(after) == [VisitStatus.OK, VisitStatus.OK]
    assert servers[0].asked.total() == asked
    verdicts = {(item.school, item.indicator): item.verdict for item in after.findings}
    assert all(item.verdict is Verdict.UNKNOWN for item in before.findings if item.school == "s2" and item.value is None)
    assert [verdicts["s2", item] for _s, item in verdicts if _s == "s1"] == [verdicts["s1", item] for _s, item in verdicts if _s == "s1"]
    assert [path.name for path in sorted(tmp_path.rglob("s2*")) if path.is_dir()] == ["s2", "s2.2"]


def test_a_mended_address_is_taken(tmp_path: Path) -> None:
    servers = [Server(school_pages(1)), Server({}), Server(school_pages(3))]
    with serving(*servers):
        job = settings(tmp_path / "m.db", servers[:2])
        crawl(job)
        servers[1].address = servers[2].address
        result = retry(settings(tmp_path / "m.db", servers[:2]))
    assert result.unread == ()
    assert result.run.status == "crawled"
    stored = data(tmp_path / "m.db")
    assert stored.visits[1].site.startswith(servers[2].address.rstrip("/"))
    assert stored.institutions[1].site == servers[2].address
    assert check(tmp_path / "m.db").unread == ()


def test_a_visit_that_reads_less_changes_nothing(tmp_path: Path) -> None:
    pages = school_pages(1)
    servers = [Server(pages)]
    db = tmp_path / "m.db"
    with serving(*servers):
        first = run(settings(db, servers, crawl=replace(MANNERS, max_pages=3)))
        assert first.unread[0].status is VisitStatus.PARTIAL
        servers[0].pages = {}
        again = retry(settings(db, servers))
        stored = data(db)
        assert (again.unread[0].pages, again.unread[0].status) == (first.unread[0].pages, VisitStatus.PARTIAL)
        assert stored.visits[0].counters["read_less_again"] == 1
        servers[0].pages = pages
        assert retry(settings(db, servers)).unread == ()
    assert data(db).visits[0].pages > first.unread[0].pages


def test_a_retry_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    servers = [Server({}), Server({})]
    db = tmp_path / "m.db"
    with serving(*servers):
        crawl(settings(db, servers))
        for number, server in enumerate(servers, 1):
            server.pages = school_pages(number)

        def interrupt(step: SiteProgress) -> None:
            if step.state is SiteState.LOADED:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            retry(settings(db, servers), progress=interrupt)
        result = retry(settings(db, servers))
    assert (result.run.id, result.unread) == (1, ())
    assert statuses(data(db)) == [VisitStatus.OK, VisitStatus.OK]


def test_nothing_to_repeat(tmp_path: Path) -> None:
    servers = [Server(school_pages(1))]
    with serving(*servers):
        run(settings(tmp_path / "m.db", servers))
        asked = servers[0].asked.total()
        assert retry(settings(tmp_path / "m.db", servers)).unread == ()
        assert servers[0].asked.total() == asked
        with pytest.raises(DatabaseProblem, match="№ 9"):
            retry(settings(tmp_path / "m.db", servers), 9)
