"""Runs: begun, continued, finished, listed. A run is never overwritten by another."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from crawler.model import Institution, Visit, VisitStatus
from db import rows
from db.connection import Database, Row
from db.errors import DatabaseProblem
from db.model import RunInfo
from programmes.model import Programme

RESUME_DAYS = 14
"""A run broken off longer ago is not continued: its sites would be of two different times."""
NOT_BEGUN = "обход сайта не начинался"

_INFO = """SELECT runs.*, programmes.id AS programme, programmes.title AS programme_title
           FROM runs JOIN programmes ON programmes.hash = runs.programme_hash"""


@dataclass(frozen=True, slots=True)
class StartedRun:
    """A run to work on. ``resumed`` is True when it was begun earlier and broken off."""

    info: RunInfo
    resumed: bool


def now() -> str:
    """The present moment as it is stored: ISO 8601 in UTC, seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def start_run(
    db: Database,
    institutions: Sequence[Institution],
    programme: Programme,
    as_of: date | None,
    parameters: Mapping[str, object],
    version: str,
    neighbours: Sequence[Institution] = (),
) -> StartedRun:
    """Begin a run, or continue the one that was broken off with the same institutions, programme and parameters.

    ``as_of`` of ``None`` means today, or the continued run's own date; another date than the broken run's begins a new run.
    Every institution gets a visit row at once, so that a site whose turn never came is reported too. ``neighbours`` are
    the registry's other rows: they are not visited, but an act may bear their name.
    """
    key = _key(institutions, programme, parameters)
    with db.transaction():
        broken = _broken_run(db, key, as_of)
        if broken is not None:
            return StartedRun(broken, True)
        _store_programme(db, programme)
        chosen = as_of or date.today()
        run_id = db.value("SELECT coalesce(max(id), 0) + 1 FROM runs")
        db.insert("runs", [{
            "id": run_id, "started": now(), "finished": None, "as_of": chosen.isoformat(), "status": "crawling",
            "programme_hash": programme.hash, "version": version, "key": key, "parameters": rows.to_json(dict(parameters)),
        }])  # fmt: skip
        registry = {item.id: item for item in (*institutions, *neighbours)}.values()
        db.insert("schools", [
            rows.institution_row(item, run_id, number, number < len(institutions)) for number, item in enumerate(registry)
        ])  # fmt: skip
        unread = [Visit(item.id, VisitStatus.SKIPPED, NOT_BEGUN, site=item.site) for item in institutions]
        db.insert("visits", [rows.visit_row(visit, run_id, loaded=False) for visit in unread])
        info = run_info(db, run_id)
    return StartedRun(info, False)


def _key(institutions: Sequence[Institution], programme: Programme, parameters: Mapping[str, object]) -> str:
    sites = sorted([item.id, item.site, *item.seeds] for item in institutions)
    content = rows.to_json({"sites": sites, "programme": programme.hash, "parameters": dict(sorted(parameters.items()))})
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()


def _oldest_resumable() -> str:
    return (datetime.now(UTC) - timedelta(days=RESUME_DAYS)).isoformat(timespec="seconds")


def resumable(run: RunInfo) -> bool:
    """Whether the command that began a run would go on with it."""
    return run.finished is None and run.started >= _oldest_resumable()


def _broken_run(db: Database, key: str, as_of: date | None) -> RunInfo | None:
    oldest = _oldest_resumable()
    row = db.row(
        f"{_INFO} WHERE key = ? AND finished IS NULL AND started >= ? AND (? IS NULL OR as_of = ?) ORDER BY runs.id DESC LIMIT 1",
        [key, oldest, as_of and as_of.isoformat(), as_of and as_of.isoformat()],
    )
    return None if row is None else _info(row)


def _store_programme(db: Database, programme: Programme) -> None:
    db.upsert("programmes", [{
        "hash": programme.hash, "id": programme.id, "title": programme.title, "content": programme.model_dump_json(),
    }], ("hash",))  # fmt: skip


def _info(row: Row) -> RunInfo:
    return RunInfo(
        row["id"], row["started"], row["finished"], row["as_of"], row["programme"], row["programme_hash"], row["version"],
        row["status"], row["programme_title"],
    )  # fmt: skip


def set_crawled(db: Database, run_id: int) -> None:
    """All sites of the run were read or given up."""
    db.execute("UPDATE runs SET status = 'crawled' WHERE id = ? AND status = 'crawling'", [run_id])


def finish_run(db: Database, run_id: int) -> RunInfo:
    """The run is over; it is never continued again."""
    db.execute(
        "UPDATE runs SET finished = ?, status = iif(status = 'crawling', 'crawled', status) WHERE id = ?", [now(), run_id]
    )
    return run_info(db, run_id)


def set_judged(db: Database, run_id: int, programme: Programme, as_of: date, version: str) -> None:
    """Record that the run's findings are now those of this programme and date; earlier checks stay in the log."""
    with db.transaction():
        _store_programme(db, programme)
        db.execute(
            "UPDATE runs SET programme_hash = ?, as_of = ?, status = iif(status = 'crawling', status, 'finished') WHERE id = ?",
            [programme.hash, as_of.isoformat(), run_id],
        )
        db.insert("checkings", [{
            "run_id": run_id, "programme_hash": programme.hash, "as_of": as_of.isoformat(), "version": version,
            "finished": now(),
        }])  # fmt: skip


def run_info(db: Database, run_id: int) -> RunInfo:
    """One run. Raises ``DatabaseProblem`` when there is none with this number."""
    row = db.row(f"{_INFO} WHERE runs.id = ?", [run_id])
    if row is None:
        raise DatabaseProblem(f"{db.path}: проверки № {run_id} в базе нет")
    return _info(row)


def list_runs(db: Database) -> tuple[RunInfo, ...]:
    """All runs, the oldest first."""
    return tuple(_info(row) for row in db.rows(f"{_INFO} ORDER BY runs.id"))


def latest_run(db: Database) -> RunInfo | None:
    """The newest run that is over, else the newest one; ``None`` in an empty database."""
    row = db.row(f"{_INFO} ORDER BY runs.finished IS NULL, runs.id DESC LIMIT 1")
    return None if row is None else _info(row)


def run_programme(db: Database, run_id: int) -> Programme:
    """The programme the run was last judged by, as it was."""
    content = db.value(
        "SELECT content FROM runs JOIN programmes ON programmes.hash = runs.programme_hash WHERE runs.id = ?", [run_id]
    )
    if content is None:
        raise DatabaseProblem(f"{db.path}: проверки № {run_id} в базе нет")
    return Programme.model_validate_json(content)


def institutions(db: Database, run_id: int, neighbours: bool = False) -> tuple[Institution, ...]:
    """The institutions a run visits, in the registry's order; with ``neighbours`` those it only knows of, too."""
    found = db.rows("SELECT * FROM schools WHERE run_id = ? AND planned >= ? ORDER BY position", [run_id, int(not neighbours)])
    return tuple(rows.institution(row) for row in found)


def visits(db: Database, run_id: int) -> tuple[Visit, ...]:
    """The visits of a run, one an institution, in the registry's order."""
    found = db.rows(
        "SELECT visits.* FROM visits JOIN schools USING (run_id, school) WHERE run_id = ? ORDER BY position", [run_id]
    )
    return tuple(rows.visit(row) for row in found)


def loaded_schools(db: Database, run_id: int) -> frozenset[str]:
    """Institutions whose visit is over and stored whole."""
    return frozenset(row["school"] for row in db.rows("SELECT school FROM visits WHERE run_id = ? AND loaded", [run_id]))


def begin_again(db: Database, run_id: int, places: Sequence[Institution]) -> None:
    """Open a run once more to visit ``places`` again: what was read of them stays until the new visit is loaded.

    Their registry rows become those given: a wrong address may have been the reason.
    """
    with db.transaction():
        for place in places:
            row = db.row("SELECT position FROM schools WHERE run_id = ? AND school = ?", [run_id, place.id])
            if row is not None:
                db.upsert("schools", [rows.institution_row(place, run_id, row["position"], True)], ("run_id", "school"))
                db.execute(
                    "UPDATE visits SET attempt = attempt + loaded, loaded = 0 WHERE run_id = ? AND school = ?", [run_id, place.id]
                )
        db.execute("UPDATE runs SET finished = NULL, status = 'crawling' WHERE id = ?", [run_id])


def attempts(db: Database, run_id: int) -> Mapping[str, int]:
    """How often each institution's site was begun in a run: 1 for once."""
    return {row["school"]: row["attempt"] for row in db.rows("SELECT school, attempt FROM visits WHERE run_id = ?", [run_id])}


def keep_earlier(db: Database, run_id: int, school: str) -> None:
    """The repeated visit read less than the one before: that one stays, with a word in its counters."""
    with db.transaction():
        stored = next(visit for visit in visits(db, run_id) if visit.school == school)
        counters = {name: count for name, count in stored.counters.items() if name != "unread_documents"}
        counters["read_less_again"] = counters.get("read_less_again", 0) + 1
        db.execute(
            "UPDATE visits SET loaded = 1, counters = ? WHERE run_id = ? AND school = ?", [rows.to_json(counters), run_id, school]
        )


def was_judged(db: Database, run_id: int) -> bool:
    """Whether verdicts were given in a run."""
    return bool(db.value("SELECT count(*) FROM checkings WHERE run_id = ?", [run_id]))
