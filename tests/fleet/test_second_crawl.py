"""A second crawl of the same sites: what has not changed is neither fetched nor read again, what has is noticed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import NOT_MODIFIED_PROFILE, REVISIT_PROFILE
from crawler.journal import WARC
from db import Database, open_database
from fleet.job import crawl
from fleet.plan import bundle_folder
from tests.fleet.bundles import ORDER, docx
from tests.fleet.district import Server, html, school_pages, serving, settings

KINDS = {"s1": "etag", "s2": "last-modified", "s3": ""}
"""Schools and what their servers let a client ask by."""
WHOLE = 9
"""Pages and documents of each site."""


@dataclass(frozen=True)
class Story:
    """Three crawls: the first, one of unchanged sites, one after a change."""

    path: Path
    sent: tuple[dict[str, int], ...]
    """Bytes of bodies by school, crawl by crawl."""
    read: tuple[list[tuple[str, int]], ...]
    """Every document that was read with how often, after each crawl."""
    asked: dict[str, Counter[str]]
    """What the last crawl asked for."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    path = tmp_path_factory.mktemp("second") / "m.db"
    pages = [school_pages(number) for number in range(1, 4)]
    sites = {name: Server(pages[number], validators=kind) for number, (name, kind) in enumerate(KINDS.items())}
    sent, read = [], []
    with serving(*sites.values()):
        for number in range(3):
            if number == 2:
                for served in pages:
                    change(served)
            for site in sites.values():
                site.sent = 0
                site.asked.clear()
            crawl(settings(path, list(sites.values())))
            sent.append({name: site.sent for name, site in sites.items()})
            with open_database(path, create=False) as db:
                rows = db.rows("SELECT sha256, attempts FROM documents ORDER BY id")
            read.append([(row["sha256"], row["attempts"]) for row in rows])
    return Story(path, tuple(sent), tuple(read), {name: site.asked for name, site in sites.items()})


def change(pages: dict[str, tuple[str, bytes]]) -> None:
    """A page says something else and links to a new order; the old order is another one under the same address."""
    pages["/p3.html"] = html("Методическая работа 3", '<p>Новый раздел.</p><a href="/files/119.docx">Приказ о наставничестве</a>')
    kind, before = pages["/files/118.docx"]
    pages["/files/118.docx"] = (kind, docx(f"{ORDER.replace('118-од', '218-од')}\n{len(before)}"))
    pages["/files/119.docx"] = (kind, docx(f"{ORDER.replace('118-од', '119-од')}\n{len(before)}"))


def records(db: Database, run_id: int, school: str) -> Counter[str]:
    """WARC records of what was there, by what they are: ``response`` and the two kinds of revisits."""
    found: Counter[str] = Counter()
    with (bundle_folder(db.archive, run_id, school) / WARC).open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type in ("response", "revisit") and record.http_headers.get_statuscode() in ("200", "304"):
                found[record.rec_headers.get_header("WARC-Profile") or record.rec_type] += 1
    return found


def test_no_document_is_read_again(story: Story) -> None:
    assert story.read[1] == story.read[0]
    assert {attempts for _sha256, attempts in story.read[2]} == {1}


@pytest.mark.parametrize("school", KINDS)
def test_nothing_unchanged_is_fetched_again_where_the_server_lets_us_ask(story: Story, school: str) -> None:
    first, second = (sent[school] for sent in story.sent[:2])
    with open_database(story.path, create=False) as db:
        rows = db.rows("SELECT pages, documents, not_modified, complete FROM visits WHERE school = ? ORDER BY run_id", [school])
        kinds = records(db, 2, school)
    assert [(row["pages"], row["documents"], row["complete"]) for row in rows[:2]] == [(8, 1, 1)] * 2
    if KINDS[school]:
        assert second <= 0.05 * first, f"{second} of {first} bytes"
        assert (rows[1]["not_modified"], kinds[NOT_MODIFIED_PROFILE], kinds[REVISIT_PROFILE]) == (WHOLE, WHOLE, 0)
    else:
        assert second == first, "the bodies come again, but are stored once"
        assert (rows[1]["not_modified"], kinds[REVISIT_PROFILE], kinds["response"]) == (0, WHOLE, 0)


@pytest.mark.parametrize("school", KINDS)
def test_what_has_changed_is_noticed(story: Story, school: str) -> None:
    with open_database(story.path, create=False) as db:
        acts = db.rows(
            "SELECT DISTINCT number FROM acts WHERE run_id = 3 AND school = ? AND number IS NOT NULL AND readable ORDER BY number",
            [school],
        )
        text = db.value(
            "SELECT text FROM readings JOIN texts ON texts.id = text_id WHERE run_id = 3 AND school = ? AND url LIKE '%/p3.html'",
            [school],
        )
        kinds = records(db, 3, school)
    assert [row["number"] for row in acts] == ["119-од", "218-од"]
    assert "Новый раздел" in str(text)
    assert kinds["response"] == 3, "the changed page, the changed file and the new one"
    assert kinds[NOT_MODIFIED_PROFILE if KINDS[school] else REVISIT_PROFILE] == WHOLE - 2
    assert max(story.asked[school].values()) == 1
