"""Archived copies of what a finding rests on: where they lie, and their bytes in a folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from checks.queue import Case
from cli.errors import InputError
from crawler.archive import ArchiveError, read_body
from db.connection import Database
from reports.written import write

_PLAIN = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Copy:
    """Where a copy lies: the WARC file below the archive's folder, and the record's place in it."""

    warc: str
    offset: int


def copies(db: Database, run_id: int, case: Case) -> dict[str, Copy]:
    """The copies of a case's evidence by the address findings give; what the archive does not have is not in it."""
    found: dict[str, Copy] = {}
    for evidence in case.finding.evidence:
        address = evidence.url.split("!/", 1)[0]  # a member of an archive lies in the archive's record
        row = db.row(
            'SELECT warc, "offset" FROM fetches WHERE run_id = ? AND school = ? AND url = ? AND warc <> \'\'',
            [run_id, case.finding.school, address],
        )
        if row is not None:
            found[evidence.url] = Copy(row["warc"], row["offset"])
    return found


def save_copies(db: Database, case: Case, kept: Mapping[str, Copy], folder: Path) -> tuple[Path, ...]:
    """Write the copies into ``folder`` under names of our own making. Raises ``InputError`` for a damaged archive."""
    saved: list[Path] = []
    for number, evidence in enumerate(case.finding.evidence, 1):
        place = kept.get(evidence.url)
        if place is None:
            continue
        try:
            _headers, body = read_body(db.archive, place.warc, place.offset)
        except ArchiveError as error:
            raise InputError(f"сохранённая копия не читается: {error}") from error
        tail = unquote(urlsplit(evidence.url.split("!/", 1)[0]).path).rsplit("/", 1)[-1]
        name = _PLAIN.sub("_", tail).strip("._")[-60:] or "page.html"
        path = folder / f"{case.finding.school}-{case.finding.indicator}-{number}-{name}"
        if path not in saved:
            write(path, body)
            saved.append(path)
    return tuple(saved)
