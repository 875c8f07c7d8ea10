"""The smaller parts: frontier, robots, sitemaps, archive, jobs, plurals."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.answers import charset_of, is_page
from crawler.archive import ArchiveError, WarcFile, read_body
from crawler.ending import plural
from crawler.fetching import retry_after
from crawler.frontier import Frontier, Target
from crawler.job import JobError, dump_shard, load_shard, read_known, shard_from_json, shard_to_json, write_known
from crawler.journal import BundleError, read_bundle, read_visit
from crawler.model import Known, Link
from crawler.outcomes import of_error, of_status
from crawler.robots import from_answer
from crawler.sitemap import read_sitemap
from tests.crawler.running import job_for, school

AGENT = "school-monitor/1.0 (+mailto:a@example.org)"


def target(key: str, rank: float, depth: int = 0) -> Target:
    """A target with a link."""
    return Target(key, Link(f"http://{key}", score=rank), f"http://{key}", rank, depth)


def test_the_frontier_gives_the_best_first_and_nothing_twice() -> None:
    frontier = Frontier()
    for key, rank in (("a", 1.0), ("b", 5.0), ("c", 5.0), ("d", -3.0)):
        assert frontier.push(target(key, rank))
    assert not frontier.push(target("b", 4.0))
    assert frontier.push(target("d", 9.0))
    frontier.take("c")
    order = []
    while (popped := frontier.pop()) is not None:
        order.append((popped.key, popped.rank))
    assert order == [("d", 9.0), ("b", 5.0), ("a", 1.0)]
    assert not frontier.push(target("a", 100.0))
    assert frontier.knows("a") and not frontier.knows("x") and len(frontier) == 0


def test_equal_ranks_come_by_depth_and_then_in_order() -> None:
    frontier = Frontier()
    for key, depth in (("a", 2), ("b", 1), ("c", 1)):
        frontier.push(target(key, 0.0, depth))
    assert [frontier.pop().key for _ in range(3)] == ["b", "c", "a"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("status", "text", "allowed"),
    [
        (200, "User-agent: *\nDisallow: /x", False),
        (200, "User-agent: *\nDisallow: /y", True),
        (200, "User-agent: *\nDisallow: /\n\nUser-agent: school-monitor\nAllow: /", True),
        (200, "User-agent: *\nAllow: /\n\nUser-agent: School-Monitor\nDisallow: /x", False),
        (200, "User-agent: *\nDisallow: /\nAllow: /x$", True),
        (200, "", True),
        (200, "<html>Disallow: /</html>", True),
        (404, "User-agent: *\nDisallow: /", True),
        (403, "", True),
        (500, "", False),
        (503, "User-agent: *\nAllow: /", False),
        (429, "", False),
    ],
)
def test_robots(status: int, text: str, allowed: bool) -> None:
    assert from_answer(status, text, AGENT).allows("http://s.ru/x") is allowed


def test_robots_delay_is_kept_within_reason() -> None:
    assert from_answer(200, "User-agent: *\nCrawl-delay: 7", AGENT).delay == 7
    assert from_answer(200, "User-agent: *\nCrawl-delay: 86400", AGENT).delay == 30
    assert from_answer(200, "User-agent: *\nRequest-rate: 1/5", AGENT).delay == 5


def test_sitemaps_in_every_shape() -> None:
    urls = b"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc> http://s.ru/a </loc></url></urlset>"
    assert read_sitemap(urls).pages == ("http://s.ru/a",)
    assert read_sitemap(gzip.compress(urls)).pages == ("http://s.ru/a",)
    assert read_sitemap(b"http://s.ru/a\nhttp://s.ru/b\n").pages == ("http://s.ru/a", "http://s.ru/b")
    index = b"<sitemapindex><sitemap><loc>/s1.xml</loc></sitemap></sitemapindex>"
    assert read_sitemap(index).children == ("/s1.xml",)
    assert read_sitemap(b"<urlset><url><loc>/a</loc>").pages == ("/a",)
    for nonsense in (b"", b"\x1f\x8bbroken", b"<", b"\x00\xff"):
        assert read_sitemap(nonsense).pages == ()


def test_a_sitemap_bomb_is_cut() -> None:
    bomb = gzip.compress(b"<urlset>" + b"<url><loc>/a</loc></url>" * 2_000_000)
    found = read_sitemap(bomb)
    assert found.cut and len(found.pages) == 20_000


@pytest.mark.parametrize(
    ("body", "kind", "page"),
    [
        (b"<!DOCTYPE html><html>", "application/pdf", True),
        (b"  \xef\xbb\xbf<html>", "text/plain", True),
        (b"<?xml version='1.0'?><!DOCTYPE html><html>", "application/octet-stream", True),
        (b"plain words", "text/html", True),
        (b"plain words", "text/plain", False),
        (b"%PDF-1.7", "text/html", False),
        (b"PK\x03\x04", "text/html", False),
        (b"\xd0\xcf\x11\xe0", "text/html; charset=utf-8", False),
        (b"{\\rtf1", "text/html", False),
        (b"<urlset><url></url></urlset>", "application/xml", False),
        (b"\xff\xfe<\x00h\x00t\x00m\x00l\x00", "text/html", True),
        (b"", "text/html", True),
    ],
)
def test_what_a_page_is(body: bytes, kind: str, page: bool) -> None:
    assert is_page(body, kind) is page


def test_charset_of_a_header() -> None:
    assert charset_of('text/html; charset="Windows-1251"') == "windows-1251"
    assert charset_of("text/html") == "" == charset_of("")


def test_retry_after_in_both_forms() -> None:
    assert retry_after("5") == 5
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    soon = retry_after(format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True))
    assert soon is not None and 35 < soon <= 40
    assert retry_after("") is None and retry_after("soon") is None


def test_every_status_and_error_has_one_meaning() -> None:
    assert all(of_status(status) is None for status in (200, 203, 206, 301, 304, 308))
    for status in (400, 401, 403, 404, 410, 418, 429, 451, 500, 503, 599):
        trouble = of_status(status)
        assert trouble is not None and trouble.reason
    assert of_error(KeyError("a fault of the program")) is None


def test_the_archive_gives_back_what_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "run" / "a.warc.gz"
    path.parent.mkdir()
    warc = WarcFile(path, 0)
    warc.write_info({"software": "x"})
    headers = [
        ("Content-Type", "text/html"),
        ("X-Folded", "a\r\n b"),
        ("Transfer-Encoding", "chunked"),
        ("Content-Length", "999"),
    ]
    bodies = [b"", b"<p>one</p>", bytes(range(256)) * 300]
    offsets = [
        warc.write_response(
            f"http://s.ru/{n}?q", "2026-01-01T00:00:00Z", 200, headers, body, [("User-Agent", "x")], ip="192.0.2.1"
        )
        for n, body in enumerate(bodies)
    ]
    revisit = warc.write_revisit("http://s.ru/0", "2026-01-02T00:00:00Z", 304, [], "sha256:AA", [])
    warc.close()
    for offset, body in zip(offsets, bodies, strict=True):
        found, got = read_body(tmp_path, "run/a.warc.gz", offset)
        assert got == body
        assert found["x-folded"] == "a b" and found["content-length"] == str(len(body)) and "transfer-encoding" not in found
    with path.open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]
    assert kinds == ["warcinfo", *["response", "request"] * 3, "revisit", "request"]
    for place, offset in (
        ("run/a.warc.gz", revisit),
        ("run/a.warc.gz", 10**9),
        ("run/a.warc.gz", 3),
        ("no", 0),
        ("../x", 0),
        ("", 0),
    ):
        with pytest.raises(ArchiveError):
            read_body(tmp_path, place, offset)


def test_an_offset_inside_a_record_is_an_error_whatever_stands_there(tmp_path: Path) -> None:
    # Read as plain text, packed data now and then looks like a record of the older ARC format: every offset, and one made to fit.
    path = tmp_path / "a.warc.gz"
    warc = WarcFile(path, 0)
    warc.write_response("http://s.ru/", "2026-01-01T00:00:00Z", 200, [("Content-Type", "text/html")], b"<p>one</p>", [])
    warc.close()
    starts = [at for at in range(path.stat().st_size) if _readable(tmp_path, at)]
    assert starts == [0]
    arc = b"http://s.ru/a 192.0.2.1 20260101000000 text/plain 5\n12345\n"
    path.write_bytes(arc + gzip.compress(arc))
    assert not any(_readable(tmp_path, at) for at in range(path.stat().st_size))


def _readable(folder: Path, offset: int) -> bool:
    try:
        read_body(folder, "a.warc.gz", offset)
    except ArchiveError:
        return False
    return True


def test_a_damaged_record_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    warc = WarcFile(path, 0)
    offset = warc.write_response("http://s.ru/", "2026-01-01T00:00:00Z", 200, [], bytes(range(256)) * 9, [])
    warc.close()
    data = bytearray(path.read_bytes())
    data[400] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(ArchiveError):
        read_body(tmp_path, "a.warc.gz", offset)


def test_a_job_survives_its_file(tmp_path: Path) -> None:
    rows = [school("s1", "http://s.ru/", aliases=("a", "b"), seeds=("http://s.ru/x",), teachers=5, roles=("base",))]
    job = job_for(tmp_path, rows, known={"s1": tmp_path / "known.jsonl"})
    dump_shard(job, tmp_path / "job.json")
    assert load_shard(tmp_path / "job.json") == job == shard_from_json(shard_to_json(job))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("{", "["), "не JSON"),
        (('"sites"', '"places"'), "places"),
        (('"user_agent"', '"agent"'), "agent"),
        (('"kind":"school"', '"kind":"factory"'), "kind"),
        (('"max_pages":5', '"max_pages":0'), "предел"),
        (("run-1", ".."), "вне архива"),
    ],
)
def test_a_job_that_cannot_be_used(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    job = job_for(tmp_path, {"s1": "http://s.ru/"}, max_pages=5)
    path = tmp_path / "job.json"
    path.write_text(shard_to_json(job).replace(*change), encoding="utf-8")
    with pytest.raises(JobError) as caught:
        load_shard(path)
    assert str(path) in str(caught.value) and told in str(caught.value)


def test_two_sites_never_share_a_bundle(tmp_path: Path) -> None:
    job = job_for(tmp_path, [school("s1", "http://a.ru/"), school("s1", "http://b.ru/")])
    with pytest.raises(JobError, match="одна папка"):
        dump_shard(job, tmp_path / "job.json")


def test_known_urls_survive_their_file(tmp_path: Path) -> None:
    known = [Known("http://s.ru/а", "ab" * 32, '"tag"', "", "text/html", "utf-8", True, "r/s/x.warc.gz", 7)]
    write_known(tmp_path / "known.jsonl", known)
    assert list(read_known(tmp_path / "known.jsonl").values()) == known
    (tmp_path / "known.jsonl").write_text("{}\n")
    with pytest.raises(JobError, match="строка 1"):
        read_known(tmp_path / "known.jsonl")


def test_an_empty_folder_is_a_visit_that_has_not_begun(tmp_path: Path) -> None:
    bundle = read_bundle(tmp_path)
    assert (bundle.visit, bundle.fetches, dict(bundle.links)) == (None, (), {})


def test_a_foreign_file_is_not_taken_for_a_journal(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").write_text('{"version": 99}\n')
    with pytest.raises(BundleError, match="версии"):
        read_bundle(tmp_path)
    (tmp_path / "visit.json").write_text("{")
    with pytest.raises(BundleError):
        read_visit(tmp_path)


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1 ссылка"), (2, "2 ссылки"), (5, "5 ссылок"), (11, "11 ссылок"), (21, "21 ссылка"), (112, "112 ссылок")],
)
def test_plurals(number: int, text: str) -> None:
    assert plural(number, "ссылка", "ссылки", "ссылок") == text
