"""The site's own search: where it is, what it is asked, and that it is asked with manners."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.engines import engine_named
from crawler.journal import Bundle
from crawler.model import Visit
from crawler.searching import search_addresses
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
    assert search_addresses(parse_page(html), engine_named("general"), HOME) == ((address,) if address else ())


@pytest.mark.parametrize("engine", ["ucoz", "wordpress", "joomla", "bitrix", "dokuwiki"])
def test_known_engines_have_a_search(engine: str) -> None:
    assert all("QUERY" in address for address in search_addresses(parse_page("<p>x</p>"), engine_named(engine), HOME))
    assert search_addresses(parse_page("<p>x</p>"), engine_named(engine), HOME)


def test_the_form_tells_which_search_of_an_engine_a_site_has() -> None:
    form = "<form action='/index.php/component/finder/search?Itemid=101'><input name='q'><input type='hidden' name='Itemid'></form>"
    found = search_addresses(parse_page(form), engine_named("joomla"), HOME)
    assert found[0] == "http://s.ru/index.php/component/finder/search?Itemid=101&q=QUERY"
    assert [address.split("option=")[1].split("&")[0] for address in found[1:]] == ["com_search", "com_finder"]


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


class Joomla:
    """A Joomla of the third or fourth version, as it answers questions: the search that it lacks is an error page, the smart one
    gives a list whose links carry the words to be marked, and takes no order of words but ``q``."""

    def __init__(self, old: bool, smart: bool, form: str = "") -> None:
        self.asked: list[str] = []
        self._old, self._smart, self._form = old, smart, form

    def __call__(self, seen: Seen) -> Reply | str:
        asked = parse_qs(urlsplit(seen.target).query)
        component = asked.get("option", [""])[0] or ("com_finder" if "/component/finder/" in seen.path else "")
        if not component:
            return Reply("нет", 404)
        self.asked.append(component)
        if component == "com_search" and self._old:
            return self._results(asked.get("searchword", [""])[0], "<dl class='search-results'><dt class='result-title'>", "</dt></dl>")
        if component == "com_finder" and self._smart:
            return self._results(asked.get("q", [""])[0], "<ol class='com-finder__results-list'><li><p class='result__title'>", "</p></li></ol>")
        return Reply(page("Ошибка: 404", "<p>Компонент не найден.</p>"), 404)

    @staticmethod
    def _results(words: str, before: str, after: str) -> str:
        if words != "наставничество":
            return page("Поиск", "<h2>Ничего не найдено</h2>")
        link = "<a href='/index.php/pedagogam/17-zapis?highlight=WyJub25lIl0='>Запись</a>"
        return page("Поиск", f"{before}{link}{after}<p><a href='/index.php/component/finder/search?q={words}&start=20'>2</a></p>")

    def server(self) -> Server:
        """The site; its record is found by the search alone."""
        home = page("Школа", f"<p>Добро пожаловать</p>{self._form}").replace("<head>", "<head><meta name='generator' content='Joomla!'>")
        routes: dict[str, Any] = {"/": home, "/index.php/pedagogam/17-zapis": page("Запись", "<a href='/f/1.pdf'>Приказ</a>")}
        return Server({**routes, "/f/1.pdf": Reply("%PDF-1.4 a", headers={"Content-Type": "application/pdf"})}, self)


SMART_FORM = "<form action='/index.php/component/finder/search?Itemid=101'><input name='q'></form>"


@pytest.mark.parametrize(
    ("joomla", "asked"),
    [
        (Joomla(old=True, smart=True), ["com_search", "com_search"]),
        (Joomla(old=False, smart=True), ["com_search", "com_finder", "com_finder"]),
        (Joomla(old=False, smart=True, form=SMART_FORM), ["com_finder", "com_finder"]),
    ],
    ids=["third", "fourth", "fourth with its form"],
)
def test_both_searches_of_joomla_are_understood(tmp_path: Path, joomla: Joomla, asked: list[str]) -> None:
    with joomla.server() as server:
        visit, bundle = visited(tmp_path, server)
    assert joomla.asked == asked
    assert {fetch.url.removeprefix(server.url) for fetch in bundle.fetches} >= {"/index.php/pedagogam/17-zapis", "/f/1.pdf"}
    assert visit.complete and visit.counters["search:results"] == 1


def test_a_joomla_without_any_search_is_asked_once_for_each(tmp_path: Path) -> None:
    joomla = Joomla(old=False, smart=False)
    with joomla.server() as server:
        visit, _bundle = visited(tmp_path, server)
    assert joomla.asked == ["com_search", "com_finder"]
    assert visit.complete and visit.counters["search:failed"] == 2
