"""The site's own search: where it is, what it is asked, and that it is asked with manners."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawler.engines import engine_named
from crawler.journal import Bundle
from crawler.model import Visit
from crawler.searching import search_address
from extractors.page import parse_page
from fleet.plan import queries
from programmes import bundled, load_programme
from tests.crawler.running import job_for, page, run
from tests.misbehaving import Reply, Seen, Server

HOME = "http://s.ru/"
QUERIES = ("наставничество", "методический совет")


@pytest.mark.parametrize(
    ("html", "address"),
    [
        ("<form action='/search/' role='search'><input name='q'></form>", "http://s.ru/search/?q=QUERY"),
        ("<form action='/'><input name='s'><input type='submit' value='Найти'></form>", "http://s.ru/?s=QUERY"),
        ("<form action='/poisk?part=all'><input name='query'></form>", "http://s.ru/poisk?part=all&query=QUERY"),
        ("<form action='https://yandex.ru/search/site/'><input name='text'><input name='q'></form>", ""),
        ("<form action='/feedback'><input name='query'><input name='mail'></form>", ""),
        ("<form action='/search'><input name='q'><input name='a'><input name='b'><input name='c'><input name='d'></form>", ""),
        ("<p>ничего</p>", ""),
    ],
)
def test_the_form_of_a_search_is_found(html: str, address: str) -> None:
    assert search_address(parse_page(html), engine_named("general"), HOME) == address


@pytest.mark.parametrize("engine", ["ucoz", "wordpress", "joomla", "bitrix", "dokuwiki"])
def test_known_engines_have_a_search(engine: str) -> None:
    assert "QUERY" in search_address(parse_page("<p>x</p>"), engine_named(engine), HOME)


def test_the_programme_asks_one_word_a_topic_first() -> None:
    asked = queries(load_programme(bundled()))
    assert len(asked) >= 3 and len(set(asked)) == len(asked)
    assert {"наставничество", "методическое объединение", "сетевое взаимодействие"} == set(asked[:3])


def site(robots: str = "", results: int = 200) -> Server:
    """A WordPress site one page of which is found by its search alone."""

    def answer(seen: Seen) -> Reply | str:
        if seen.path.startswith("/?s="):
            found = "<h2><a href='/zapis-17/'>Запись 17</a></h2>" if "наставничество" in seen.path else "<p>Ничего не найдено</p>"
            return Reply(page("Поиск", found), results)
        return Reply("нет", 404)

    home = page("Школа", "<p>Добро пожаловать</p>").replace("<head>", "<head><meta name='generator' content='WordPress 6.4'>")
    return Server(
        {
            "/": home,
            "/robots.txt": Reply(robots, headers={"Content-Type": "text/plain"}),
            "/zapis-17/": page("Запись", "<a href='/f/1.pdf'>Приказ</a>"),
            "/f/1.pdf": Reply("%PDF-1.4 a", headers={"Content-Type": "application/pdf"}),
        },
        answer,
    )


def visited(folder: Path, server: Server, **manners: Any) -> tuple[Visit, Bundle]:
    """One visit with questions for the search."""
    bundle = run(replace(job_for(folder, {"s": f"{server.url}/"}, **manners), queries=QUERIES)).bundles["s"]
    assert bundle.visit is not None
    return bundle.visit, bundle


def test_what_only_the_search_knows_is_read(tmp_path: Path) -> None:
    with site() as server:
        visit, bundle = visited(tmp_path, server)
        assert sum(path.startswith("/?s=") for path in server.paths()) == 2
    assert {fetch.url.rsplit("/", 2)[-1] for fetch in bundle.fetches} >= {"1.pdf"}
    assert not any("?s=" in fetch.url for fetch in bundle.fetches)  # serves the crawl, is no page of the site
    assert visit.complete and visit.counters["search:queries"] == 2 and visit.counters["search:results"] == 1


def test_a_search_that_robots_forbid_is_not_asked(tmp_path: Path) -> None:
    with site("User-agent: *\nDisallow: /?s=\n") as server:
        visit, _bundle = visited(tmp_path, server)
        assert not any(path.startswith("/?s=") for path in server.paths())
    assert visit.complete and visit.counters["search:robots"] == 1


def test_a_search_that_fails_is_asked_once(tmp_path: Path) -> None:
    with site(results=403) as server:
        visit, _bundle = visited(tmp_path, server)
        assert sum(path.startswith("/?s=") for path in server.paths()) == 1
    assert visit.complete and visit.counters["search:failed"] == 1


def test_a_small_budget_has_no_room_for_questions(tmp_path: Path) -> None:
    with site() as server:
        visited(tmp_path, server, max_pages=10)
        assert not any(path.startswith("/?s=") for path in server.paths())
