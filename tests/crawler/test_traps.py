"""Traps no rule knows: lists, calendars and views without end, on an engine nobody has seen. And what only looks like one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from crawler.model import Visit, VisitStatus
from tests.crawler.running import job_for, page, run
from tests.misbehaving import Reply, Seen, Server

ACT = "<a href='/f/act.pdf'>Положение о наставничестве</a>"
FILES = {"/f/act.pdf": Reply("%PDF-1.4 a", headers={"Content-Type": "application/pdf"})}


def crawl(folder: Path, server: Server, **manners: Any) -> Visit:
    """One visit of the server."""
    visit = run(job_for(folder, {"s": f"{server.url}/"}, **manners)).bundles["s"].visit
    assert visit is not None
    return visit


def site(home: str, missing: Callable[[Seen], Reply | str]) -> Server:
    """A site whose further addresses are answered by ``missing``."""
    return Server({"/": page("Школа", home + ACT), "/robots.txt": Reply("", 404), "/sitemap.xml": Reply("", 404), **FILES}, missing)


def test_a_calendar_without_end_is_seen_through(tmp_path: Path) -> None:
    months = ("январь", "февраль", "март", "апрель")

    def month(seen: Seen) -> Reply | str:
        if not seen.path.startswith("/raspisanie/"):
            return Reply("", 404)
        number = int(seen.path.rsplit("/", 1)[1])
        near = "".join(f"<a href='/raspisanie/{other}'>{other % 12 + 1}.{2000 + other // 12}</a> " for other in (number - 1, number + 1))
        return page(f"{months[number % 4]} {2000 + number // 12}", f"<p>В этом месяце занятий нет. {number}</p>{near}")

    with site("<a href='/raspisanie/300'>Занятия</a>", month) as server:
        visit = crawl(tmp_path, server, max_pages=400)
        asked = server.paths()
    assert (visit.status, visit.complete) == (VisitStatus.OK, True)
    assert sum(path.startswith("/raspisanie/") for path in asked) < 30
    assert visit.counters["closed:same_pages"] == 1 and visit.counters["trap:same_pages"] >= 1
    assert "/f/act.pdf" in asked


def test_views_of_a_page_in_every_combination_are_seen_through(tmp_path: Path) -> None:
    views = ("vid", "poryadok", "kolonki", "yazyk", "shrift", "cvet")
    numbers = count()

    def catalogue(seen: Seen) -> Reply | str:
        path, _mark, query = seen.target.partition("?")
        if path != "/katalog":
            return Reply("", 404)
        chosen = [part.split("=")[0] for part in query.split("&") if part]
        links = "".join(
            f"<a href='/katalog?{'&'.join(f'{name}=1' for name in sorted({*chosen, view}))}'>{view}</a>" for view in views
        )
        return page("Каталог", f"<p>Страница {next(numbers)}, {query}</p>{links}")

    with site("<a href='/katalog'>Каталог</a>", catalogue) as server:
        visit = crawl(tmp_path, server, max_pages=400)
        asked = server.paths()
    assert visit.complete
    assert sum(path.startswith("/katalog") for path in asked) < 40
    assert visit.counters["closed:facets"] == 1 and visit.counters["trap:facets"] > 5


def test_views_whose_addresses_echo_a_title_are_seen_through(tmp_path: Path) -> None:
    views = ("dni", "boty", "melkie", "svoi", "opyt", "anonimy", "ot")
    numbers = count()

    def changes(seen: Seen) -> Reply | str:
        path, _mark, query = seen.target.partition("?")
        if path != "/wiki.php":
            return Reply("", 404)
        chosen = [part for part in query.split("&")[1:-1] if part]
        links = "".join(
            f"<a href='/wiki.php?{'&'.join(['vid=pravki', *sorted({*chosen, f'{view}=1'}), 'stranica=nastavnichestvo'])}'>{view}</a>"
            for view in views
        )
        return page("Правки", f"<p>Страница {next(numbers)}</p>{links}")

    with site("<a href='/wiki.php?vid=pravki&stranica=nastavnichestvo'>Связанные правки</a>", changes) as server:
        visit = crawl(tmp_path, server, max_pages=400)
        asked = server.paths()
    assert visit.complete and "/f/act.pdf" in asked
    assert sum(path.startswith("/wiki.php") for path in asked) < 40
    assert visit.counters["trap:views"] > 5


def test_a_long_list_of_dull_pages_that_ends_is_read_to_its_end(tmp_path: Path) -> None:
    def teacher(seen: Seen) -> Reply | str:
        if seen.path.startswith("/uchitel/") and seen.path != "/uchitel/39":
            return page("Учитель", f"<p>Сведения обновляются. {seen.path}</p>")
        return page("Учитель", "<a href='/f/last.pdf'>Приказ</a>") if seen.path == "/uchitel/39" else Reply("", 404)

    links = "".join(f"<p><a href='/uchitel/{number}'>Кабинет {number}</a></p>" for number in range(40))
    with site(f"<a href='/kabinety'>Кабинеты</a>{links}", teacher) as server:
        server.routes["/f/last.pdf"] = Reply("%PDF-1.4 b", headers={"Content-Type": "application/pdf"})
        visit = crawl(tmp_path, server)
        asked = server.paths()
    assert visit.complete and "/f/last.pdf" in asked
    assert sum(path.startswith("/uchitel/") for path in asked) == 40


def test_a_list_whose_pages_differ_is_followed_to_its_end(tmp_path: Path) -> None:
    def listing(seen: Seen) -> Reply | str:
        path, _mark, number = seen.target.partition("?page=")
        if path == "/f/last.pdf":
            return Reply("%PDF-1.4 b", headers={"Content-Type": "application/pdf"})
        if path != "/prikazy":
            return Reply("", 404)
        at = int(number or 1)
        body = "<a href='/f/last.pdf'>Приказ</a>" if at == 60 else "".join(f"<p>запись {chr(1072 + at % 32)}{chr(1072 + n)}{chr(1072 + at // 2)}</p>" for n in range(20))
        return page("Список", body + (f"<a href='/prikazy?page={at + 1}'>далее</a>" if at < 60 else ""))

    with site("<a href='/prikazy'>Список</a>", listing) as server:
        visit = crawl(tmp_path, server)
        asked = server.paths()
    assert visit.complete and "/f/last.pdf" in asked


def test_an_engine_that_only_later_pages_show_is_recognised_and_what_waits_is_judged_anew(tmp_path: Path) -> None:
    news = "".join(f"<p><a href='/2024/03/{day:02}/zametka-{day}/'>Заметка {day}</a></p>" for day in range(1, 20))

    def answer(seen: Seen) -> Reply | str:
        if seen.path == "/pedagogam/":
            return page("Педагогам", f"<img src='/wp-content/uploads/a.png'>{ACT}")
        return page("Заметка", f"<p>{seen.path}</p>") if seen.path.startswith("/2024/") else Reply("", 404)

    with site(f"<a href='/pedagogam/'>Методическая работа</a>{news}", answer) as server:
        visit = crawl(tmp_path, server)
        asked = server.paths()
    assert visit.counters["engine:wordpress"] == 1 and not visit.counters.get("engine:general")
    assert asked.index("/f/act.pdf") < min(index for index, path in enumerate(asked) if path.startswith("/2024/"))


def test_a_list_without_end_under_page_names_is_seen_through(tmp_path: Path) -> None:
    def turned(seen: Seen) -> Reply | str:
        if not seen.path.startswith("/spisok/page-"):
            return Reply("", 404)
        number = int(seen.path.rpartition("-")[2].removesuffix(".html"))
        text = " ".join(f"слово{'абвгдежзик'[int(digit)]}{place}" for place, digit in enumerate(str(number * 7919)))
        return page(f"Список {text}", f"<p>{text}</p><p><a href='/spisok/page-{number + 1}.html'>Следующая »</a></p>")

    with site("<a href='/spisok/page-296.html'>Список</a>", turned) as server:
        visit = crawl(tmp_path, server, max_pages=60)
        asked = server.paths()
    assert visit.complete
    assert "/spisok/page-300.html" in asked and "/spisok/page-301.html" not in asked
    assert visit.counters["trap:paging"] == 1


def test_articles_named_like_pages_of_a_list_are_all_read(tmp_path: Path) -> None:
    names = [f"/stati/{stem}-{number}.html" for stem in ("stranica", "page") for number in range(495, 510)]

    def article(seen: Seen) -> Reply | str:
        if seen.path not in names:
            return Reply("", 404)
        others = "".join(f"<li><a href='{name}'>Материал {name[-8:-5]} о школе</a></li>" for name in names)
        return page(f"Материал {seen.path}", f"<ul>{others}</ul>")

    with site("".join(f"<a href='{name}'>Материал</a> " for name in names), article) as server:
        visit = crawl(tmp_path, server)
        asked = server.paths()
    assert set(names) <= set(asked)
    assert visit.counters.get("trap:paging", 0) == 0
