"""Data that no site holds, as an analyst loads it. The newest import of the same key counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checks.model import ImportedParticipation, ImportedVacancies
from db import rows
from db.connection import Database
from db.runs import now


@dataclass(frozen=True, slots=True)
class ImportCount:
    """What an import did: rows that are new, and rows that replaced others."""

    added: int
    replaced: int


def store_participation(db: Database, items: Sequence[ImportedParticipation]) -> ImportCount:
    """Store participation; the same school, event and day replaces what was there. All rows or none."""
    with db.transaction():
        before = int(db.value("SELECT count(*) FROM participation"))
        db.upsert("participation", [{
            "school": item.school, "event": item.event, "day": item.day, "participants": item.participants,
            "names": rows.to_json(item.names), "teachers": item.teachers, "source": item.source, "imported": now(),
        } for item in items], ("school", "event", "day"))  # fmt: skip
        added = int(db.value("SELECT count(*) FROM participation")) - before
    return ImportCount(added, len({(item.school, item.event, item.day) for item in items}) - added)


def store_vacancies(db: Database, items: Sequence[ImportedVacancies]) -> ImportCount:
    """Store vacancies; the same school and day replaces what was there. All rows or none."""
    with db.transaction():
        before = int(db.value("SELECT count(*) FROM vacancies"))
        db.upsert("vacancies", [{
            "school": item.school, "day": item.day, "posts": item.posts, "source": item.source, "imported": now(),
        } for item in items], ("school", "day"))  # fmt: skip
        added = int(db.value("SELECT count(*) FROM vacancies")) - before
    return ImportCount(added, len({(item.school, item.day) for item in items}) - added)
