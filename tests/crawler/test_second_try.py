"""A site that did not answer is tried once more when the others are done, after a rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.model import Visit, VisitStatus
from tests.crawler.running import Ran, job_for, page, run
from tests.misbehaving import Reply, Seen, Server
from tests.misbehaving.server import Route

PAUSE = 1.5
DOCUMENT = Reply(b"%PDF-1.4 x", headers={"Content-Type": "application/pdf"})
HOME = page("Школа", "<p><a href='/a.pdf'>Положение о наставничестве</a></p>")


def failing(times: int, first: Reply, then: Reply | str) -> Callable[[Seen], Reply | str]:
    """A route that fails so many times."""
    left = [times]

    def route(_seen: Seen) -> Reply | str:
        left[0] -= 1
        return first if left[0] >= 0 else then

    return route


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Server], Ran]]:
    """One crawl of all sites. Each address is asked twice in a try (one retry)."""
    down = Reply("", 503)
    routes: dict[str, dict[str, Route]] = {
        "fine": {"/": HOME, "/a.pdf": DOCUMENT},
        "home": {"/": failing(2, down, HOME), "/a.pdf": DOCUMENT},
        "dropped": {"/": failing(3, Reply(misbehave="reset"), HOME), "/a.pdf": DOCUMENT},
        "robots": {"/": HOME, "/a.pdf": DOCUMENT, "/robots.txt": failing(2, down, Reply("", 404))},
        "document": {"/": HOME, "/a.pdf": failing(2, Reply("", 500), DOCUMENT)},
        "dead": {"/": down},
        "rests": {"/": Reply("", 429, {"Retry-After": "86400"})},
        "refuses": {"/": Reply("", 403)},
    }
    with ExitStack() as stack:
        servers = {name: stack.enter_context(Server(paths)) for name, paths in routes.items()}
        sites = {name: f"{server.url}/" for name, server in servers.items()}
        yield servers, run(job_for(tmp_path_factory.mktemp("again"), sites, retries=1, second_try_after=PAUSE))


def visit_of(ran: Ran, name: str) -> Visit:
    """The visit of a site."""
    visit = ran.bundles[name].visit
    assert visit is not None
    return visit


@pytest.mark.parametrize(
    ("name", "status", "documents", "remarks"),
    [
        ("fine", VisitStatus.OK, 1, ()),
        ("home", VisitStatus.OK, 1, ("second_try",)),
        ("dropped", VisitStatus.OK, 1, ("second_try",)),
        ("robots", VisitStatus.OK, 1, ("second_try",)),
        ("document", VisitStatus.OK, 1, ("second_try",)),
        ("dead", VisitStatus.UNREACHABLE, 0, ()),
        ("rests", VisitStatus.UNREACHABLE, 0, ()),
        ("refuses", VisitStatus.UNREACHABLE, 0, ()),
    ],
)
def test_what_a_second_try_brings(
    world: tuple[dict[str, Server], Ran], name: str, status: VisitStatus, documents: int, remarks: tuple[str, ...]
) -> None:
    visit = visit_of(world[1], name)
    assert (visit.status, visit.documents, visit.remarks) == (status, documents, remarks), visit.reason


@pytest.mark.parametrize("name", ["home", "robots", "document", "dead"])
def test_there_is_a_rest_before_it(world: tuple[dict[str, Server], Ran], name: str) -> None:
    moments = [seen.when for seen in world[0][name].seen]
    assert max(after - before for before, after in pairwise(moments)) >= PAUSE - 0.2


def test_what_was_read_is_not_asked_again(world: tuple[dict[str, Server], Ran]) -> None:
    server = world[0]["document"]
    assert server.count("/") == 1
    assert server.count("/a.pdf") == 3


def test_who_asks_for_a_long_rest_or_refuses_is_left_alone(world: tuple[dict[str, Server], Ran]) -> None:
    assert world[0]["rests"].count("/") == 1
    assert world[0]["refuses"].count("/") == 1
    assert "прийти позже" in (visit_of(world[1], "rests").reason or "")


def test_both_tries_are_counted(world: tuple[dict[str, Server], Ran]) -> None:
    for name in ("home", "robots", "document", "dead", "rests"):
        assert visit_of(world[1], name).requests == len(world[0][name].seen), name


def test_a_site_that_counts_requests_teaches_the_pace(tmp_path: Path) -> None:
    last = [0.0]

    def strict(body: Reply | str) -> Callable[[Seen], Reply | str]:
        def route(seen: Seen) -> Reply | str:
            early = seen.when - last[0] < 0.3
            last[0] = seen.when
            return Reply("", 429, {"Retry-After": "1"}) if early else body

        return route

    links = "".join(f"<p><a href='/{number}.pdf'>Положение о наставничестве {number}</a></p>" for number in range(12))
    documents = {f"/{number}.pdf": strict(DOCUMENT) for number in range(12)}
    with Server({"/": page("Школа", links), **documents}) as server:
        visit = visit_of(run(job_for(tmp_path, {"s": f"{server.url}/"})), "s")
        asked = sum(path.endswith(".pdf") for path in server.paths())
    assert (visit.status, visit.documents) == (VisitStatus.OK, 12)
    assert 12 < asked <= 15  # a few lessons, not one for each document


def test_a_process_that_ends_in_between_loses_nothing(tmp_path: Path) -> None:
    with Server({"/": failing(4, Reply("", 503), HOME), "/a.pdf": DOCUMENT}) as server:
        job = job_for(tmp_path, {"s": f"{server.url}/"}, retries=1, second_try_after=0.1)
        first = visit_of(run(job), "s")
        assert first.status is VisitStatus.UNREACHABLE  # four failures: two tries of two requests
        (job.sites[0].bundle / "visit.json").unlink()
        again = visit_of(run(job), "s")
        assert (again.status, again.requests, again.documents) == (VisitStatus.OK, len(server.seen), 1)
