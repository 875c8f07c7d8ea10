"""What judging needs of one institution, from the database alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from checks.model import ImportedParticipation, ImportedVacancies, Material, PageText
from crawler.model import Institution
from db import rows
from db.connection import Database
from db.errors import DatabaseProblem
from db.runs import institutions
from db.wording import phrase_question
from extractors.phrases import Phrase


class Materials:
    """The material of a run's institutions, one by one. What is the same for all of them is read once."""

    def __init__(self, db: Database, run_id: int, about: Sequence[Phrase] = ()) -> None:
        """``about`` are the phrases whose presence makes a page worth judging (vacancies); none: all pages."""
        self._db = db
        self._run_id = run_id
        self._institutions = {item.id: item for item in institutions(db, run_id)}
        self._question = phrase_question(about) if about else None
        self._of_municipality: dict[str, list[Institution]] = defaultdict(list)
        for item in institutions(db, run_id, neighbours=True):
            self._of_municipality[item.municipality].append(item)

    @property
    def schools(self) -> tuple[str, ...]:
        """Ids of the run's institutions in the registry's order."""
        return tuple(self._institutions)

    def of(self, school: str) -> Material:
        """The material of one institution. Raises ``DatabaseProblem`` when the run has no such institution."""
        institution = self._institutions.get(school)
        visit = self._db.row("SELECT * FROM visits WHERE run_id = ? AND school = ?", [self._run_id, school])
        if institution is None or visit is None:
            raise DatabaseProblem(f"{self._db.path}: в проверке № {self._run_id} нет организации {school}")
        acts = self._db.rows(
            """SELECT acts.*, texts.text FROM acts LEFT JOIN texts ON texts.id = text_id
               WHERE run_id = ? AND school = ? ORDER BY position""",
            [self._run_id, school],
        )
        return Material(
            institution=institution,
            visit=rows.visit(visit),
            acts=tuple(rows.found_act(row) for row in acts),
            pages=self._pages(school),
            vacancies=vacancies(self._db, school),
            participation=participation(self._db, school),
            others=tuple(item for item in self._of_municipality[institution.municipality] if item.id != school),
        )

    def _pages(self, school: str) -> tuple[PageText, ...]:
        sql = """SELECT readings.*, documents.sha256, documents.title AS document_title, texts.text
                 FROM readings JOIN documents ON documents.id = document_id JOIN texts ON texts.id = readings.text_id
                 WHERE run_id = ? AND school = ?"""
        if self._question is None:
            found = self._db.rows(f"{sql} ORDER BY url, member", [self._run_id, school])
        else:
            sql += " AND texts.id IN (SELECT rowid FROM documents_fts WHERE documents_fts MATCH ?) ORDER BY url, member"
            found = self._db.rows(sql, [self._run_id, school, self._question])
        return tuple(
            PageText(
                url=row["url"] + row["member"], title=row["title"] or row["document_title"], text=row["text"],
                link_text=row["link_text"], page_url=row["page_url"], sha256=row["sha256"], fetched=row["fetched"],
            )
            for row in found
        )  # fmt: skip


def material(db: Database, run_id: int, school: str, about: Sequence[Phrase] = ()) -> Material:
    """The material of one institution; ``Materials`` is quicker for many."""
    return Materials(db, run_id, about).of(school)


def vacancies(db: Database, school: str) -> tuple[ImportedVacancies, ...]:
    """Imported vacancies of an institution by day."""
    found = db.rows("SELECT school, day, posts, source FROM vacancies WHERE school = ? ORDER BY day", [school])
    return tuple(ImportedVacancies(**row) for row in found)


def every_vacancy(db: Database) -> tuple[ImportedVacancies, ...]:
    """Imported vacancies of all institutions by day."""
    return tuple(ImportedVacancies(**row) for row in db.rows("SELECT school, day, posts, source FROM vacancies ORDER BY day, school"))


_PARTICIPATION = "SELECT school, event, day, participants, names, teachers, source FROM participation"


def participation(db: Database, school: str) -> tuple[ImportedParticipation, ...]:
    """Imported participation of an institution by day and event."""
    return _participation(db.rows(f"{_PARTICIPATION} WHERE school = ? ORDER BY day, event", [school]))


def every_participation(db: Database) -> tuple[ImportedParticipation, ...]:
    """Imported participation of all institutions by day, event and institution."""
    return _participation(db.rows(f"{_PARTICIPATION} ORDER BY day, event, school"))


def _participation(found: Sequence[rows.Row]) -> tuple[ImportedParticipation, ...]:
    return tuple(ImportedParticipation(**{**row, "names": rows.names(row["names"])}) for row in found)
