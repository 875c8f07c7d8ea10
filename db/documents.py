"""Documents by content: what was extracted once is not extracted again. Texts are stored once each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from db.connection import Database, Row
from db.rows import to_json
from db.wording import searchable
from extractors.model import Document, ReadStatus, TextSource

MAX_ATTEMPTS = 2
"""A file that killed its worker is tried in one more run: the machine may have been short of memory, not the file bad."""


def digest(text: str) -> str:
    """The name a text is stored under."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def store_texts(db: Database, texts: Iterable[str]) -> dict[str, int]:
    """Store texts that are not there yet; the id of each by its digest."""
    named = {digest(text): text for text in texts}
    with db.transaction():
        db.insert("texts", [{"digest": key, "text": text} for key, text in named.items()], ignore=True)
        found = db.rows("SELECT digest, id FROM texts WHERE digest IN (SELECT value FROM json_each(?))", [to_json(list(named))])
    return {row["digest"]: row["id"] for row in found}


def index_texts(db: Database, titles: dict[int, str]) -> None:
    """Put stored texts into the full-text index, under these titles, unless they are in it."""
    with db.transaction():
        wanted = to_json(list(titles))
        new = db.rows("SELECT id FROM texts WHERE NOT indexed AND id IN (SELECT value FROM json_each(?))", [wanted])
        for id in (row["id"] for row in new):
            text = db.value("SELECT text FROM texts WHERE id = ?", [id])
            db.execute(
                "INSERT INTO documents_fts (rowid, title, text) VALUES (?, ?, ?)",
                [id, searchable(titles[id]), searchable(text)],
            )
        db.execute("UPDATE texts SET indexed = 1 WHERE id IN (SELECT value FROM json_each(?))", [wanted])


def store_documents(db: Database, documents: Iterable[Document], extractor: str) -> None:
    """Store what was extracted, members of archives included. Storing the same document again changes nothing."""
    found = list(documents)
    if not found:
        return
    with db.transaction():
        texts = store_texts(db, (item.text for document in found for item in _all(document) if item.text))
        for document in found:
            _store(db, document, extractor, texts)


def _all(document: Document) -> Iterator[Document]:
    yield document
    for member in document.members:
        yield from _all(member)


def _store(db: Database, document: Document, extractor: str, texts: dict[str, int]) -> int:
    db.execute(
        """INSERT INTO documents
               (sha256, extractor, format, status, reason, text_id, text_source, pages, title, header_only, header_text,
                second_reading, attempts)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
           ON CONFLICT (sha256, extractor) DO UPDATE SET
               format = excluded.format, status = excluded.status, reason = excluded.reason, text_id = excluded.text_id,
               text_source = excluded.text_source, pages = excluded.pages, title = excluded.title,
               header_only = excluded.header_only, header_text = excluded.header_text, second_reading = excluded.second_reading,
               attempts = attempts + 1""",
        [
            document.sha256, extractor, document.format, document.status.value, document.reason,
            texts[digest(document.text)] if document.text else None,
            document.text_source.value if document.text_source else None, document.pages, document.title,
            int(document.header_only), document.header_text, document.second_reading,
        ],
    )  # fmt: skip
    id = int(db.value("SELECT id FROM documents WHERE sha256 = ? AND extractor = ?", [document.sha256, extractor]))
    db.execute("DELETE FROM members WHERE parent_id = ?", [id])
    for position, member in enumerate(document.members):
        db.insert("members", [{
            "parent_id": id, "position": position, "path": member.path.removeprefix(document.path),
            "document_id": _store(db, member, extractor, texts),
        }])  # fmt: skip
    return id


def stored_documents(db: Database, sha256s: Iterable[str], extractor: str) -> dict[str, tuple[int, int | None]]:
    """Row id and text id of stored documents by content."""
    found = db.rows(
        "SELECT sha256, id, text_id FROM documents WHERE extractor = ? AND sha256 IN (SELECT value FROM json_each(?))",
        [extractor, to_json(sorted(set(sha256s)))],
    )
    return {row["sha256"]: (row["id"], row["text_id"]) for row in found}


def stored_sha256s(db: Database, sha256s: Iterable[str], extractor: str) -> frozenset[str]:
    """Which of these contents need no extraction: stored, and not a failure that deserves another attempt."""
    found = db.rows(
        """SELECT sha256 FROM documents WHERE extractor = ? AND (status <> ? OR attempts >= ?)
           AND sha256 IN (SELECT value FROM json_each(?))""",
        [extractor, ReadStatus.FAILED.value, MAX_ATTEMPTS, to_json(sorted(set(sha256s)))],
    )
    return frozenset(row["sha256"] for row in found)


def stored_under(db: Database, sha256: str, extractors: Sequence[str]) -> str | None:
    """The first of these extractors' keys that a content is stored under, ``None`` when it is under none."""
    found = {
        row["extractor"]
        for row in db.rows(
            "SELECT extractor FROM documents WHERE sha256 = ? AND extractor IN (SELECT value FROM json_each(?))",
            [sha256, to_json(list(extractors))],
        )
    }
    return next((key for key in extractors if key in found), None)


def load_document(db: Database, sha256: str, extractor: str, path: str) -> Document | None:
    """A stored document with its members, as if read from ``path``; ``None`` when it is not stored."""
    row = db.row(f"{_DOCUMENT} WHERE documents.sha256 = ? AND documents.extractor = ?", [sha256, extractor])
    return None if row is None else _document(db, row, path, 0)


_DOCUMENT = "SELECT documents.*, texts.text FROM documents LEFT JOIN texts ON texts.id = documents.text_id"
_DEEPEST = 16


def _document(db: Database, row: Row, path: str, depth: int) -> Document:
    members: list[Document] = []
    if depth < _DEEPEST:  # the rows could only be circular if an archive held itself
        sql = """SELECT members.path AS member_path, documents.*, texts.text
                 FROM members JOIN documents ON documents.id = members.document_id
                 LEFT JOIN texts ON texts.id = documents.text_id WHERE members.parent_id = ? ORDER BY position"""
        members = [_document(db, item, path + item["member_path"], depth + 1) for item in db.rows(sql, [row["id"]])]
    return Document(
        path=path, sha256=row["sha256"], format=row["format"], status=ReadStatus(row["status"]), reason=row["reason"],
        text=row["text"] or "", text_source=TextSource(row["text_source"]) if row["text_source"] else None,
        pages=row["pages"], title=row["title"], members=tuple(members), header_only=bool(row["header_only"]),
        header_text=row["header_text"], second_reading=row["second_reading"],
    )  # fmt: skip
