"""The benchmark of the crawl on a small site: that it measures at all, not what it measures."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bench import crawl
from bench.crawl import Size
from bench.servers import slow
from bench.website import Website

SMALL = Size(pages=70, documents=6, rounds=1, slow_pages=64, many_pages=80, some_pages=20)
has_nginx = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin") is not None or shutil.which("nginx") is not None


def test_the_site_is_the_same_each_time_and_as_large_as_real_ones() -> None:
    site = Website(400, 30)
    pages = [site.body(site.page_path(number)) or b"" for number in range(61, 400)]
    assert pages == [Website(400, 30).body(site.page_path(number)) for number in range(61, 400)]
    assert sum(30_000 <= len(page) <= 80_000 for page in pages) > 0.9 * len(pages)
    assert {b"windows-1251" in page[:200] for page in pages} == {True, False}
    assert len(re.findall(b"<a class=.menu__link", pages[0])) == 60


def test_every_address_can_be_reached_from_the_home_page() -> None:
    site = Website(200, 10)
    waiting, seen = ["/"], {"/"}
    while waiting:
        body = site.body(waiting.pop()) or b""
        for found in re.findall(rb'href="(/[^"]*)"', body):
            path = found.decode()
            if path not in seen and not path.startswith("/static/"):
                seen.add(path)
                waiting.append(path)
    assert seen == set(site.paths())
    assert site.body("/svedeniya/razdel-01/material-2.html") is None


def test_one_of_our_crawls_reads_the_whole_site() -> None:
    with slow(64, 3, 0.0) as url:
        done = crawl.visit([url])
    assert done.complete and done.documents == 3 and done.pages > 50
    assert done.seconds > 0


@pytest.mark.skipif(not has_nginx, reason="nginx is not installed")
def test_our_crawl_is_set_against_the_bare_spider(tmp_path: Path) -> None:
    result = crawl.bare_spider(tmp_path, SMALL)
    assert result.ratio is not None and result.ratio > 0
    assert result.quality_kept, result.quality


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
def test_our_crawl_is_set_against_wget() -> None:
    result = crawl.wget_at_latency(SMALL)
    assert result.ratio is not None and result.ratio > 1
    assert result.quality_kept


def test_a_missing_server_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_names, **_more: None)
    result = crawl.bare_spider(tmp_path, SMALL)
    assert (result.ratio, result.verdict) == (None, "skipped")
    assert "apt-get install nginx" in result.figures
