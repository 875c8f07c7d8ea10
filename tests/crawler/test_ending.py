"""When a visit is complete: every border between "everything was seen" and "something is left"."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from crawler.job import write_known
from crawler.model import Known, Visit, VisitStatus
from tests.crawler.running import job_for, page, run
from tests.misbehaving import Reply, Server

ACT = "Положение о наставничестве"
PDF = {"Content-Type": "application/pdf"}


def links(*pairs: tuple[str, str]) -> str:
    """Links in paragraphs."""
    return "".join(f"<p><a href='{address}'>{text}</a></p>" for address, text in pairs)


@contextmanager
def site(home: str, robots: str = "", /, **routes: Any) -> Iterator[Server]:
    """A site; underscores in the names of the routes are slashes."""
    made: dict[str, Reply | str] = {f"/{name.replace('_', '/')}": answer for name, answer in routes.items()}
    made |= {"/": page("Школа", home), "/robots.txt": Reply(robots, headers={"Content-Type": "text/plain"})}
    with Server(made) as server:
        yield server


def visit(folder: Path, server: Server, **manners: Any) -> Visit:
    """One visit."""
    found = run(job_for(folder, {"s": f"{server.url}/"}, **manners)).bundles["s"].visit
    assert found is not None
    return found


def test_nothing_left_is_complete(tmp_path: Path) -> None:
    with site(links(("/a", "Раздел"), ("/act.pdf", ACT)), a=page("Раздел"), **{"act.pdf": Reply("%PDF-1.4", headers=PDF)}) as server:
        found = visit(tmp_path, server)
    assert (found.status, found.complete, found.reason) == (VisitStatus.OK, True, None)


def test_the_very_budget_that_is_needed_is_enough(tmp_path: Path) -> None:
    with site(links(("/a", "Раздел"), ("/b", "Ещё"), ("/c", "Третий")), a=page("а"), b=page("б"), c=page("в")) as server:
        assert visit(tmp_path / "four", server, max_pages=4).complete
        cut = visit(tmp_path / "three", server, max_pages=3)
    assert (cut.status, cut.complete) == (VisitStatus.PARTIAL, False)
    assert "предел страниц (3)" in (cut.reason or "") and "1 ссылка" in (cut.reason or "")


def test_a_promising_document_beyond_the_budget_leaves_the_visit_incomplete(tmp_path: Path) -> None:
    deep = page("Глубже", links(("/act.pdf", ACT)))
    with site(links(("/a", "Раздел")), a=page("а", links(("/a/b", "Дальше"))), a_b=deep) as server:
        cut = visit(tmp_path, server, max_pages=2)
    assert not cut.complete and cut.unread


def test_robots_before_a_promising_link_leave_the_visit_incomplete(tmp_path: Path) -> None:
    rules = "User-agent: *\nDisallow: /akty/\nDisallow: /foto/\n"
    with site(links(("/akty/1.pdf", ACT), ("/a", "Раздел")), rules, a=page("а")) as server:
        barred = visit(tmp_path / "act", server)
        assert not any(path.startswith("/akty/") for path in server.paths())
    assert (barred.status, barred.complete) == (VisitStatus.PARTIAL, False)
    assert "1 важная ссылка не открылась" in (barred.reason or "") and barred.counters["outcome:robots"] == 1
    with site(links(("/foto/1", "Праздник"), ("/a", "Раздел")), rules, a=page("а")) as server:
        assert visit(tmp_path / "photo", server).complete


@pytest.mark.parametrize(("answer", "complete"), [
    (Reply("ошибка", 500), False), (Reply("", misbehave="drop"), False), (Reply("нет", 404), True), (Reply("ушло", 410), True),
])  # fmt: skip
def test_a_promising_link_that_fails_leaves_open_what_a_missing_one_settles(tmp_path: Path, answer: Reply, complete: bool) -> None:
    with site(links(("/act.pdf", ACT), ("/a", "Раздел")), a=page("а"), **{"act.pdf": answer}) as server:
        found = visit(tmp_path, server, retries=0)
    assert found.complete is complete
    assert bool(found.unread) is not complete


def test_one_neutral_page_that_fails_is_no_loss_and_many_are(tmp_path: Path) -> None:
    pages = {f"p{number}": page(f"Страница {number}", f"<p>{number}</p>") for number in range(12)}
    home = links(*((f"/p{number}", f"Раздел {number}") for number in range(12)))
    with site(home, **pages) as server:
        server.routes["/p3"] = Reply("ошибка", 500)
        assert visit(tmp_path / "one", server, retries=0).complete
        for number in range(0, 12, 2):
            server.routes[f"/p{number}"] = Reply("ошибка", 500)
        many = visit(tmp_path / "many", server, retries=0)
    assert not many.complete and "не открыл" in (many.reason or "")


def test_news_beyond_their_share_never_make_a_visit_incomplete(tmp_path: Path) -> None:
    news = links(*((f"/novosti/{number}", f"Праздник {number}") for number in range(50)))
    with site(links(("/novosti", "Новости")), novosti=page("Новости", news)) as server:
        server.missing = page("Новость", "<p>было весело</p>")
        found = visit(tmp_path, server)
    assert found.counters["left:aside"] > 0
    assert found.complete


def test_below_the_threshold_is_not_followed_and_counted(tmp_path: Path) -> None:
    with site(links(("/menyu", "Меню столовой"), ("/a", "Раздел")), a=page("а")) as server:
        found = visit(tmp_path, server)
        assert server.count("/menyu") == 0
    assert found.complete and found.counters["below_threshold"] == 1


def test_a_page_with_more_links_than_are_read_leaves_open_what_they_lead_to(tmp_path: Path) -> None:
    many = "".join(f"<a href='#x{number}'>{number}</a>" for number in range(5_100))
    with site(links(("/a", "Раздел")), a=page("Список", many + links(("/act.pdf", ACT)))) as server:
        found = visit(tmp_path, server)
    assert not found.complete and found.counters["links_cut"] > 0 and found.counters["links_cut:promising"] == 1
    assert "больше ссылок, чем читается" in (found.reason or "")


def test_the_obligatory_section_is_tried_where_nothing_leads_there(tmp_path: Path) -> None:
    with site(links(("/a", "Раздел")), a=page("а"), sveden_document=page("Документы", links(("/act.pdf", ACT)))) as server:
        server.routes["/act.pdf"] = Reply("%PDF-1.4", headers=PDF)
        found = visit(tmp_path, server)
        assert server.count("/act.pdf") == 1 and server.count("/sveden/") == 1
    assert found.complete
    with site("<link href='/netcat_files/s.css'>" + links(("/a", "Раздел")), a=page("а")) as server:
        visit(tmp_path / "gosweb", server)
        assert server.count("/svedeniya-ob-obrazovatelnoy-organizatsii/") == 1 and server.count("/sveden/") == 0


def test_a_packed_sitemap_behind_an_index_that_robots_name_is_read(tmp_path: Path) -> None:
    with site(links(("/a", "Раздел")), a=page("а"), skryto=page("Скрыто", "<p>текст</p>")) as server:
        places = "".join(f"<sitemap><loc>{server.url}/{name}</loc></sitemap>" for name in ("post_tag-map.xml", "page-map.xml.gz"))
        server.routes |= {
            "/robots.txt": Reply(f"Sitemap: {server.url}/karta.xml", headers={"Content-Type": "text/plain"}),
            "/karta.xml": Reply(f"<sitemapindex>{places}</sitemapindex>", headers={"Content-Type": "application/xml"}),
            "/page-map.xml.gz": Reply(gzip.compress(f"<urlset><url><loc>{server.url}/skryto</loc></url></urlset>".encode())),
            "/post_tag-map.xml": Reply("<urlset></urlset>", headers={"Content-Type": "application/xml"}),
        }
        assert visit(tmp_path, server).complete
        asked = server.paths()
    assert "/skryto" in asked
    assert asked.index("/page-map.xml.gz") < asked.index("/post_tag-map.xml")


def test_what_gave_an_act_last_time_is_read_first(tmp_path: Path) -> None:
    names = [f"p{number}" for number in range(12)]
    with site(links(*((f"/{name}", f"Раздел {name}") for name in names)), **{name: page(name, f"<p>{name}</p>") for name in names}) as server:
        known = [Known(f"{server.url}/{name}", "0" * 64, is_page=True, acts=int(name == "p9")) for name in names[1:]]
        write_known(tmp_path / "known.jsonl", known)
        run(job_for(tmp_path, {"s": f"{server.url}/"}, known={"s": tmp_path / "known.jsonl"}))
        order = [path for path in server.paths() if path.startswith("/p")]
    assert order[:2] == ["/p9", "/p0"]
    assert len(order) == 12
