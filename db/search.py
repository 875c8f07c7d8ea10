"""Full-text search over what was read: Russian words in any form, «ё» as «е», with an excerpt."""

from __future__ import annotations

from dataclasses import dataclass

from db.connection import Database, Row
from db.rows import to_json
from db.runs import latest_run
from db.wording import question


@dataclass(frozen=True, slots=True)
class Hit:
    """A document or page with the words in it. ``excerpt`` marks them with ``[`` and ``]`` (or what was asked for)."""

    school: str
    url: str
    page_url: str
    title: str
    sha256: str
    fetched: str
    excerpt: str
    others: int
    """Further addresses of the run with the same text."""


# The plus keeps the planner from looking up the words anew for each text of the run: seconds in a bank of many years.
_BEST = """
SELECT documents_fts.rowid AS text_id FROM documents_fts
WHERE documents_fts MATCH ? AND +documents_fts.rowid IN
    (SELECT text_id FROM readings WHERE run_id = ? AND (? IS NULL OR school = ?))
ORDER BY bm25(documents_fts, 3.0, 1.0), documents_fts.rowid LIMIT ?
"""
_EXCERPTS = """
SELECT rowid AS text_id, snippet(documents_fts, 1, ?, ?, '…', 24) AS excerpt FROM documents_fts
WHERE documents_fts MATCH ? AND rowid IN (SELECT value FROM json_each(?))
"""
_PLACES = """
SELECT readings.text_id, readings.school, readings.url || readings.member AS url, readings.page_url, readings.title,
       readings.link_text, readings.fetched, documents.sha256, documents.title AS document_title
FROM readings JOIN documents ON documents.id = readings.document_id
WHERE readings.run_id = ? AND (? IS NULL OR readings.school = ?) AND readings.text_id IN (SELECT value FROM json_each(?))
ORDER BY readings.school, readings.url, readings.member
"""


def search(
    db: Database,
    text: str,
    run_id: int | None = None,
    school: str | None = None,
    limit: int = 20,
    marks: tuple[str, str] = ("[", "]"),
) -> tuple[Hit, ...]:
    """The best documents of a run (default: the latest) for what a user typed, one hit a text.

    Words are met in any form, ``"…"`` as they stand, ``слово*`` by the beginning. Nothing to look for gives no hits.
    """
    asked = question(text)
    if run_id is None:
        latest = latest_run(db)
        run_id = latest.id if latest else None
    if not asked or run_id is None:
        return ()
    # The excerpt is made for the best alone: it costs more than the search.
    best = [row["text_id"] for row in db.rows(_BEST, [asked, run_id, school, school, limit])]
    wanted = to_json(best)
    excerpts = {row["text_id"]: row["excerpt"] for row in db.rows(_EXCERPTS, [*marks, asked, wanted])}
    places: dict[int, list[Row]] = {id: [] for id in best}
    for row in db.rows(_PLACES, [run_id, school, school, wanted]):
        places[row["text_id"]].append(row)
    return tuple(_hit(places[id], excerpts[id]) for id in best)


def _hit(places: list[Row], excerpt: str) -> Hit:
    row = places[0]
    title = row["title"] or row["document_title"] or row["link_text"]
    return Hit(
        row["school"], row["url"], row["page_url"], title, row["sha256"], row["fetched"], excerpt, len(places) - 1
    )
