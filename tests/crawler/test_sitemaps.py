"""Sitemaps in many parts: the pages they name are read, wherever in the index they stand; what is left makes a crawl incomplete."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.ending import Tally, judge
from crawler.model import VisitStatus
from tests.crawler.running import job_for, page, run
from tests.misbehaving import Reply, Server

XML = {"Content-Type": "application/xml"}


def part(url: str, tag: str, names: list[str]) -> Reply:
    """A sitemap or, with ``tag`` «sitemapindex», an index of sitemaps."""
    body = "".join(f"<x><loc>{url}{name}</loc></x>" for name in names)
    return Reply(f"<?xml version='1.0'?><{tag}>{body}</{tag}>", headers=XML)


@pytest.mark.parametrize("name", ["rubrika", "razdel-rss"])
def test_pages_named_by_the_last_part_of_a_sitemap_are_read(tmp_path: Path, name: str) -> None:
    with Server({"/": page("Школа", "<a href='/kontakty/'>Контакты</a>"), "/kontakty/": page("Контакты"), "/robots.txt": Reply("", 404)}) as server:
        parts = [f"/{name}-{number}.xml" for number in range(15)]
        server.routes["/sitemap.xml"] = part(server.url, "sitemapindex", [*parts, "/stranicy.xml"])
        server.routes |= {path: Reply("<rss><channel/></rss>", headers=XML) for path in parts}
        server.routes["/stranicy.xml"] = part(server.url, "urlset", ["/sovet/"])
        server.routes["/sovet/"] = page("Совет", "<a href='/f/act.pdf'>Положение</a>")
        server.routes["/f/act.pdf"] = Reply("%PDF-1.4 a", headers={"Content-Type": "application/pdf"})
        visit = run(job_for(tmp_path, {"s": f"{server.url}/"})).bundles["s"].visit
        asked = server.paths()
    assert visit is not None and (visit.status, visit.complete) == (VisitStatus.OK, True)
    assert "/f/act.pdf" in asked and len(asked) == len(set(asked))


def test_parts_of_a_sitemap_that_nobody_read_make_a_crawl_incomplete() -> None:
    tally = Tally(pages=5)
    tally.counters["sitemap_unread"] = 3
    ending = judge(tally, [], "", "")
    assert (ending.status, ending.complete, ending.reason) == (VisitStatus.PARTIAL, False, "карта сайта прочитана не вся")


def test_robots_and_sitemaps_lead_to_no_other_host(tmp_path: Path) -> None:
    with Server({}) as inner, Server({"/": page("Школа")}) as server:
        server.routes["/robots.txt"] = f"Sitemap: {inner.url}/a.xml\nSitemap: http://169.254.169.254/latest\nSitemap: {server.url}/own.xml\n"
        server.routes["/own.xml"] = part(inner.url, "sitemapindex", ["/b.xml", "/c.xml"])
        visit = run(job_for(tmp_path, {"s": f"{server.url}/"})).bundles["s"].visit
        assert visit is not None and visit.status is VisitStatus.OK
        assert server.count("/own.xml") == 1 and inner.paths() == []
