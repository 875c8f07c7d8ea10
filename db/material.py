"""What judging needs of one institution, from the database alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from checks.model import ImportedParticipation, ImportedVacancies, Material, PageText, Unread
from crawler.model import Institution
from db import rows
from db.connection import Database
from db.errors import DatabaseProblem
from db.runs import institutions
from db.wording import phrase_question
from extractors.phrases import Phrase
from programmes.dates import last_coming

_MOST_SECTIONS = 80
_STAFF_ADDRESS = "/sveden/employees"
_MOST_STAFF_PAGES = 20

_ACTS = """
WITH offering AS (
    SELECT links.url, min(offers.depth) + 1 AS clicks FROM links
    JOIN fetches AS offers ON offers.run_id = links.run_id AND offers.school = links.school AND offers.url = links.page_url
    WHERE links.run_id = ?1 AND links.school = ?2 AND offers.is_page GROUP BY links.url
)
SELECT acts.*, texts.text, pages.title AS page_title,
       coalesce(min(own.depth, offering.clicks), own.depth, offering.clicks) AS clicks,
       (SELECT json_group_array(DISTINCT act_places.url) FROM act_places
        WHERE act_id = acts.id AND act_places.url <> acts.url) AS also
FROM acts
LEFT JOIN texts ON texts.id = text_id
LEFT JOIN fetches AS own ON own.run_id = acts.run_id AND own.school = acts.school
    AND own.url = iif(instr(acts.url, '!/'), substr(acts.url, 1, instr(acts.url, '!/') - 1), acts.url)
LEFT JOIN offering ON offering.url = own.url
LEFT JOIN fetches AS pages ON pages.run_id = acts.run_id AND pages.school = acts.school AND pages.url = acts.page_url
WHERE acts.run_id = ?1 AND acts.school = ?2 ORDER BY acts.position
"""
_LISTED = "SELECT url, member, text_id, is_page FROM readings WHERE run_id = ? AND school = ? AND text_id IS NOT NULL"
_MISSED = """
SELECT url, '' AS title, reason, (SELECT text FROM links WHERE links.run_id = fetches.run_id AND links.school = fetches.school
    AND links.url = fetches.url ORDER BY score DESC, text LIMIT 1) AS link_text
FROM fetches WHERE run_id = ? AND school = ? AND NOT is_page AND outcome NOT IN ('ok', 'not_modified', 'not_found')
    AND coalesce(status, 0) NOT IN (404, 410) AND EXISTS (SELECT 1 FROM links WHERE links.run_id = fetches.run_id
    AND links.school = fetches.school AND links.url = fetches.url AND document) ORDER BY url
"""
_PAGES = """
SELECT readings.*, documents.sha256, documents.title AS document_title, texts.text, fetches.warc, fetches."offset", fetches.depth
FROM readings JOIN documents ON documents.id = document_id JOIN texts ON texts.id = readings.text_id
LEFT JOIN fetches USING (run_id, school, url)
WHERE run_id = ? AND school = ?
"""


@dataclass(frozen=True, slots=True)
class About:
    """What makes a page worth judging: phrases in its text (vacancies), phrases in its title or link (staff).

    ``dates`` are ``MM-DD``: the crawl nearest to the last of each is asked for vacancies, too.
    """

    vacancies: tuple[Phrase, ...] = ()
    staff: tuple[Phrase, ...] = ()
    dates: tuple[str, ...] = ()
    as_of: date | None = None


class Materials:
    """The material of a run's institutions, one by one. What is the same for all of them is read once."""

    def __init__(self, db: Database, run_id: int, about: About | None = None) -> None:
        """Without ``about`` all pages are given."""
        self._db = db
        self._run_id = run_id
        self._about = about or About()
        self._institutions = {item.id: item for item in institutions(db, run_id)}
        self._speaking = self._texts(self._about.vacancies, "{}")
        self._titled = self._texts(self._about.staff, "{{title}} : ({})")
        self._of_municipality: dict[str, list[Institution]] = defaultdict(list)
        for item in institutions(db, run_id, neighbours=True):
            self._of_municipality[item.municipality].append(item)

    def _texts(self, phrases: Sequence[Phrase], form: str) -> frozenset[int] | None:
        """Ids of all texts with one of the phrases: asked once, the index does not know of runs. ``None``: not to be told."""
        question = phrase_question(phrases) if phrases else None
        if question is None:
            return None
        found = self._db.rows("SELECT rowid FROM documents_fts WHERE documents_fts MATCH ?", [form.format(question)])
        return frozenset(row["rowid"] for row in found)

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
        acts = self._db.rows(_ACTS, [self._run_id, school])
        return Material(
            institution=institution,
            visit=rows.visit(visit),
            acts=tuple(rows.found_act(row) for row in acts),
            pages=self._pages(school),
            vacancies=vacancies(self._db, school),
            participation=participation(self._db, school),
            staff=self._staff_pages(school),
            sections=self._sections(school),
            unread=self._unread(school),
            others=tuple(item for item in self._of_municipality[institution.municipality] if item.id != school),
        )

    def _pages(self, school: str) -> tuple[PageText, ...]:
        """Pages that speak of vacancies, of this run and of the runs whose crawl was nearest to the dates asked for."""
        found: dict[tuple[str, str], PageText] = {}
        for run in (self._run_id, *self._nearest_runs(school)):
            listed = self._db.rows(_LISTED, [run, school])
            texts = {row["text_id"] for row in listed if self._speaking is None or row["text_id"] in self._speaking}
            for page in self._page_texts(run, school, texts):
                found.setdefault((page.url, page.fetched), page)
        return tuple(found.values())

    def _nearest_runs(self, school: str) -> tuple[int, ...]:
        """Other runs that visited the site nearest to the dates, where one is nearer than this run."""
        if self._about.as_of is None or not self._about.dates:
            return ()
        visited = self._db.rows(
            "SELECT run_id, finished FROM visits WHERE school = ? AND loaded AND pages > 0 AND finished <> ''", [school]
        )
        days = {row["run_id"]: date.fromisoformat(row["finished"][:10]) for row in visited}
        chosen: dict[int, None] = {}
        for text in self._about.dates:
            day = last_coming(text, self._about.as_of)
            if days:
                chosen[min(days, key=lambda run: (abs((days[run] - day).days), run != self._run_id))] = None
        chosen.pop(self._run_id, None)
        return tuple(chosen)

    def _staff_pages(self, school: str) -> tuple[PageText, ...]:
        if not self._about.staff:
            return ()
        titled = self._titled or frozenset()
        listed = [row for row in self._db.rows(_LISTED, [self._run_id, school]) if row["is_page"]]
        own = [row["text_id"] for row in listed if _STAFF_ADDRESS in row["url"]]
        named = [row["text_id"] for row in listed if row["text_id"] in titled]
        texts = list(dict.fromkeys((*own, *named)))[:_MOST_STAFF_PAGES]
        pages = self._page_texts(self._run_id, school, texts)
        return tuple(sorted(pages, key=lambda page: (_STAFF_ADDRESS not in page.url, page.url)))

    def _page_texts(self, run: int, school: str, texts: Iterable[int]) -> list[PageText]:
        wanted = rows.to_json(sorted(texts))
        if wanted == "[]":
            return []
        sql = f"{_PAGES} AND readings.text_id IN (SELECT value FROM json_each(?)) ORDER BY url, member"  # noqa: S608 - a constant
        return [_page_text(row) for row in self._db.rows(sql, [run, school, wanted])]

    def _sections(self, school: str) -> tuple[str, ...]:
        """Titles of the pages that were read and headings above documents, those nearest to the home page first."""
        found = self._db.rows(
            """SELECT title FROM fetches WHERE run_id = ?1 AND school = ?2 AND is_page AND title <> '' AND sha256 <> ''
               ORDER BY depth, url LIMIT 400""",
            [self._run_id, school],
        )
        headings = self._db.rows(
            """SELECT section AS title, count(*) AS links FROM links WHERE run_id = ?1 AND school = ?2 AND section <> ''
               GROUP BY section ORDER BY links DESC, section LIMIT 100""",
            [self._run_id, school],
        )
        titles = dict.fromkeys(" ".join(row["title"].split())[:120] for row in (*headings, *found))
        return tuple(title for title in titles if title)[:_MOST_SECTIONS]

    def _unread(self, school: str) -> tuple[Unread, ...]:
        """Documents that were got and could not be read, then those that the site did not give."""
        found = self._db.rows(
            """SELECT readings.url || member AS url, link_text, readings.title, documents.reason
               FROM readings JOIN documents ON documents.id = document_id
               WHERE run_id = ? AND school = ? AND documents.status <> 'ok' ORDER BY url""",
            [self._run_id, school],
        )
        missed = self._db.rows(_MISSED, [self._run_id, school])
        return tuple(Unread(row["link_text"] or row["title"] or row["url"], row["url"], row["reason"] or "") for row in (*found, *missed))


def _page_text(row: rows.Row) -> PageText:
    return PageText(
        url=row["url"] + row["member"], title=row["title"] or row["document_title"], text=row["text"],
        link_text=row["link_text"], page_url=row["page_url"], sha256=row["sha256"], fetched=row["fetched"],
        warc=row["warc"] or "", offset=row["offset"] or 0, clicks=row["depth"],
    )  # fmt: skip


def material(db: Database, run_id: int, school: str, about: Sequence[Phrase] = ()) -> Material:
    """The material of one institution; ``Materials`` is quicker for many."""
    return Materials(db, run_id, About(tuple(about))).of(school)


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
