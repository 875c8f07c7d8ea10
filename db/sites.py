"""What a visit brought, stored in one transaction. Storing it twice changes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from checks.model import FoundAct
from crawler.model import Fetch, Known, Link, Outcome, Visit
from db import rows
from db.connection import Database
from db.documents import digest, index_texts, store_texts, stored_documents


@dataclass(frozen=True, slots=True)
class Reading:
    """A document (or a member of an archive) as a site shows it: the same content may stand under several addresses.

    ``member`` is ``""`` for the file itself, else ``!/…`` as in ``Document.path``. ``text`` is a page's text without its
    chrome; ``None`` means the stored document's own text.
    """

    url: str
    sha256: str
    member: str = ""
    text: str | None = None
    is_page: bool = False
    title: str = ""
    page_url: str = ""
    link_text: str = ""
    fetched: str = ""
    extractor: str = ""
    """The reading of the document that is meant, where it is not the visit's usual one."""


@dataclass(frozen=True, slots=True)
class Place:
    """A further address an act hangs at."""

    url: str
    page_url: str = ""
    link_text: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class SiteAct:
    """An act with all the other places it was met at."""

    found: FoundAct
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteContent:
    """Everything one visit brought. Documents themselves are stored beforehand, by content."""

    visit: Visit
    fetches: tuple[Fetch, ...] = ()
    links: tuple[Link, ...] = ()
    readings: tuple[Reading, ...] = ()
    acts: tuple[SiteAct, ...] = ()
    unread_documents: int = 0


def store_site(db: Database, run_id: int, content: SiteContent, extractor: str) -> None:
    """Store a visit that is over; what an earlier storing of the same visit left is brought to this state."""
    school = content.visit.school
    with db.transaction():
        db.execute("DELETE FROM fetches WHERE run_id = ? AND school = ?", [run_id, school])
        latest = {fetch.url: fetch for fetch in content.fetches}
        db.insert("fetches", [rows.fetch_row(fetch, run_id, school) for fetch in latest.values()])
        db.execute("DELETE FROM links WHERE run_id = ? AND school = ?", [run_id, school])
        links = {(link.url, link.page_url, link.text): link for link in content.links}
        db.insert("links", [rows.link_row(link, run_id, school) for link in links.values()])
        _store_readings(db, run_id, school, content.readings, extractor)
        _store_acts(db, run_id, school, content.acts)
        db.upsert(
            "visits", [rows.visit_row(content.visit, run_id, loaded=True, unread_documents=content.unread_documents)],
            ("run_id", "school"),
        )  # fmt: skip


def _store_readings(db: Database, run_id: int, school: str, readings: tuple[Reading, ...], extractor: str) -> None:
    texts = store_texts(db, (reading.text for reading in readings if reading.text))
    documents = {
        name: stored_documents(db, (reading.sha256 for reading in readings if (reading.extractor or extractor) == name), name)
        for name in {reading.extractor or extractor for reading in readings}
    }
    db.execute("DELETE FROM readings WHERE run_id = ? AND school = ?", [run_id, school])
    titles: dict[int, dict[str, None]] = {}
    stored = []
    for reading in {(item.url, item.member): item for item in readings}.values():
        document_id, text_id = documents[reading.extractor or extractor][reading.sha256]
        if reading.text is not None:
            text_id = texts[digest(reading.text)] if reading.text else None
        if text_id is not None:
            titles.setdefault(text_id, {}).update(dict.fromkeys((reading.link_text, reading.title)))
        stored.append({
            "run_id": run_id, "school": school, "url": reading.url, "member": reading.member,
            "document_id": document_id, "text_id": text_id, "is_page": int(reading.is_page),
            "title": reading.title, "page_url": reading.page_url, "link_text": reading.link_text, "fetched": reading.fetched,
        })  # fmt: skip
    db.insert("readings", stored)
    index_texts(db, {text_id: " ".join(filter(None, said)) for text_id, said in titles.items()})


def _store_acts(db: Database, run_id: int, school: str, acts: tuple[SiteAct, ...]) -> None:
    """Acts keep their ids when they are stored again: findings name them."""
    texts = store_texts(db, (item.found.text for item in acts if item.found.text))
    db.execute("DELETE FROM acts WHERE run_id = ? AND school = ? AND position >= ?", [run_id, school, len(acts)])
    stored = [
        rows.act_row(item.found, run_id, school, position, texts[digest(item.found.text)] if item.found.text else None)
        for position, item in enumerate(acts)
    ]
    db.upsert("acts", stored, ("run_id", "school", "position"))
    db.execute("DELETE FROM act_places WHERE act_id IN (SELECT id FROM acts WHERE run_id = ? AND school = ?)", [run_id, school])
    known = db.rows("SELECT id FROM acts WHERE run_id = ? AND school = ? ORDER BY position", [run_id, school])
    ids = [row["id"] for row in known]
    db.insert("act_places", [
        {"act_id": id, "position": number, "url": place.url, "page_url": place.page_url, "link_text": place.link_text,
         "section": place.section}
        for id, item in zip(ids, acts, strict=True) for number, place in enumerate(item.places)
    ])  # fmt: skip


def known_urls(db: Database, school: str) -> tuple[Known, ...]:
    """What earlier runs know of an institution's addresses: of each, the newest answer whose body lies in the archive, and the
    acts found there where the last checked run has asked for it."""
    good = (Outcome.OK.value, Outcome.NOT_MODIFIED.value)
    found = db.rows(
        """SELECT fetches.*, max(fetches.run_id) FROM fetches JOIN visits USING (run_id, school)
           WHERE school = ? AND (loaded OR attempt > 1) AND sha256 <> '' AND warc <> '' AND outcome IN (?, ?)
           GROUP BY url ORDER BY url""",
        [school, *good],
    )
    checked, acts = _acts_by_address(db, school)
    return tuple(rows.known(row, acts[row["url"]] if row["run_id"] == checked else None) for row in found)


def _acts_by_address(db: Database, school: str) -> tuple[int | None, Counter[str]]:
    """The last run whose acts were judged, and how many that matter to an indicator stood under each address and page."""
    found = db.rows(
        "SELECT max(run_id) AS run_id FROM acts JOIN act_judgements ON act_id = acts.id WHERE school = ?", [school]
    )
    run_id: int | None = next((row["run_id"] for row in found), None)
    if run_id is None:
        return None, Counter()
    places = db.rows(
        """WITH ours AS (SELECT id, url, page_url FROM acts WHERE run_id = ? AND school = ?
                           AND EXISTS (SELECT 1 FROM act_indicators WHERE act_id = acts.id))
           SELECT id, url FROM ours UNION SELECT id, page_url FROM ours
           UNION SELECT act_id, act_places.url FROM act_places JOIN ours ON act_id = id
           UNION SELECT act_id, act_places.page_url FROM act_places JOIN ours ON act_id = id""",
        [run_id, school],
    )
    return run_id, Counter(row["url"] for row in places)
