"""Pages that stand between a document's link and its file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from crawler.model import Fetch, Outcome
from tests.crawler.running import Ran, job_for, page, run
from tests.misbehaving import Reply, Seen, Server
from tests.misbehaving.server import Route

ACT = "Положение о наставничестве"
PDF = Reply(b"%PDF-1.4 one", headers={"Content-Type": "application/pdf"})
MENU = "<a href='/'>Главная</a><a href='/ustav.pdf'>Устав</a>"


def with_cookie(name: str, without: Reply) -> Route:
    """A file for whoever brings the cookie, and something else for others."""
    return lambda seen: PDF if name in seen.headers.get("cookie", "") else without


def countdown(body: str, head: str = "", **headers: str) -> Reply:
    """A small page with a menu."""
    text = page("Загрузка файла", f"<p>Загрузка начнётся через 5 секунд.</p>{body}", MENU).replace("</head>", f"{head}</head>")
    return Reply(text, headers=headers)


def echo(seen: Seen) -> Reply:
    """A page that sends everybody on to itself with ever new cookies."""
    return countdown("", "<meta http-equiv='refresh' content='0; url=/docs/1.pdf'>", **{"Set-Cookie": f"n{seen.when}=1"})


SITES: dict[str, dict[str, Route]] = {
    "a link to the file": {"/docs/1.pdf": countdown("<a href='/store/77'>Скачать файл</a>"), "/store/77": PDF},
    "a refresh": {"/docs/1.pdf": countdown("", "<meta http-equiv='refresh' content='3; url=/store/77'>"), "/store/77": PDF},
    "a cookie and the same address again": {
        "/docs/1.pdf": with_cookie("dl=1", countdown("<a href='/docs/1.pdf'>Открыть документ</a>", **{"Set-Cookie": "dl=1; path=/"}))
    },
    "a redirect that sets the cookie": {
        "/docs/1.pdf": with_cookie("dl=1", Reply("", 302, {"Location": "/dl.html", "Set-Cookie": "dl=1; path=/; HttpOnly"})),
        "/dl.html": countdown("<a href='/docs/1.pdf'>Скачать</a>"),
    },
    "a redirect in a circle": {
        "/docs/1.pdf": with_cookie("dl=1", Reply("", 302, {"Location": "/dl.html", "Set-Cookie": "dl=1"})),
        "/dl.html": Reply.redirect("/docs/1.pdf"),
    },
    "two pages": {
        "/docs/1.pdf": countdown("<a href='/get/77?file=1.pdf'>Продолжить</a>"),
        "/get/77?file=1.pdf": countdown("<a href='/store/77.pdf'>Скачать</a>"),
        "/store/77.pdf": PDF,
    },
}
NO_FILE: dict[str, dict[str, Route]] = {
    "other documents": {"/docs/1.pdf": countdown("<a href='/plan.pdf'>План работы</a>"), "/plan.pdf": PDF},
    "an endless cookie": {"/docs/1.pdf": echo},
    "gone": {"/docs/1.pdf": countdown("<a href='/store/77.pdf'>Скачать</a>")},
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Server], Ran]]:
    """All sites, each with one link to the file."""
    with ExitStack() as stack:
        home = page("Школа", f"<p><a href='/docs/1.pdf'>{ACT}</a></p>")
        every: dict[str, Route] = {"/ustav.pdf": PDF, "/robots.txt": Reply("", 404), "/": home}
        servers = {name: stack.enter_context(Server({**every, **routes})) for name, routes in {**SITES, **NO_FILE}.items()}
        sites = {f"s{number}": f"{server.url}/" for number, server in enumerate(servers.values())}
        ran = run(job_for(tmp_path_factory.mktemp("interim"), sites))
        assert ran.code == 0, ran.errors
        yield servers, ran


def fetch_of(world: tuple[dict[str, Server], Ran], name: str) -> Fetch:
    """What became of the link."""
    servers, ran = world
    bundle = ran.bundles[f"s{list(servers).index(name)}"]
    return next(fetch for fetch in bundle.fetches if fetch.url.endswith("/docs/1.pdf"))


@pytest.mark.parametrize("name", sorted(SITES))
def test_the_file_is_got_under_the_link_that_promised_it(world: tuple[dict[str, Server], Ran], name: str) -> None:
    fetch = fetch_of(world, name)
    assert (fetch.outcome, fetch.is_page, fetch.size) == (Outcome.OK, False, len(PDF.body))
    assert fetch.link is not None and fetch.link.text == ACT


@pytest.mark.parametrize("name", sorted(SITES))
def test_nothing_is_asked_for_twice(world: tuple[dict[str, Server], Ran], name: str) -> None:
    asked = world[0][name].paths()
    assert asked.count("/docs/1.pdf") <= 2 and max(map(asked.count, set(asked) - {"/docs/1.pdf"})) == 1
    assert len(asked) <= 10


def test_a_page_with_another_document_stays_a_page(world: tuple[dict[str, Server], Ran]) -> None:
    fetch = fetch_of(world, "other documents")
    assert fetch.outcome is Outcome.OK and fetch.is_page
    assert world[0]["other documents"].count("/plan.pdf") == 1


def test_a_page_that_leads_to_itself_for_ever_is_left(world: tuple[dict[str, Server], Ran]) -> None:
    assert world[0]["an endless cookie"].count("/docs/1.pdf") <= 3
    assert fetch_of(world, "an endless cookie").is_page


def test_a_file_that_is_gone_behind_its_page_is_a_broken_link(world: tuple[dict[str, Server], Ran]) -> None:
    assert fetch_of(world, "gone").outcome is Outcome.NOT_FOUND
