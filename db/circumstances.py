"""What speaks against taking a missing act for removed: addresses that failed, a site that shrank, one text for many schools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from statistics import median

from checks.circumstances import Circumstances
from crawler.model import Outcome
from db.connection import Database

_ANSWERED = (Outcome.OK.value, Outcome.NOT_MODIFIED.value)
_SETTLED = (*_ANSWERED, Outcome.NOT_FOUND.value)
_MANY = 3
"""From this many institutions on a common text is taken for a stub rather than for a shared document."""
_EARLIER_RUNS = 6


def circumstances(db: Database, run_id: int) -> Circumstances:
    """The circumstances of one run."""
    answered: dict[str, set[str]] = defaultdict(set)
    failed: dict[str, set[str]] = defaultdict(set)
    for row in db.rows("SELECT school, url, outcome FROM fetches WHERE run_id = ?", [run_id]):
        if row["outcome"] in _ANSWERED:
            answered[row["school"]].add(row["url"])
        elif row["outcome"] not in _SETTLED:
            failed[row["school"]].add(row["url"])
    return Circumstances(_frozen(answered), _frozen(failed), _usual(db, run_id), _stubs(db, run_id))


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {school: frozenset(urls) for school, urls in sets.items()}


def _usual(db: Database, run_id: int) -> dict[str, float]:
    sizes: dict[str, list[int]] = defaultdict(list)
    for row in db.rows(
        """SELECT school, pages + documents AS size FROM visits JOIN runs ON runs.id = run_id
           WHERE complete AND (runs.as_of, runs.id) < (SELECT as_of, id FROM runs WHERE id = ?)
           ORDER BY runs.as_of DESC, runs.id DESC""",
        [run_id],
    ):
        if len(sizes[row["school"]]) < _EARLIER_RUNS:
            sizes[row["school"]].append(row["size"])
    return {school: median(found) for school, found in sizes.items()}


def _stubs(db: Database, run_id: int) -> frozenset[str]:
    found = db.rows(
        """WITH shown AS (SELECT DISTINCT school, text_id FROM readings WHERE run_id = ? AND is_page AND text_id IS NOT NULL),
                common AS (SELECT text_id FROM shown GROUP BY text_id HAVING count(*) >= ?)
           SELECT school FROM shown GROUP BY school HAVING avg(text_id IN (SELECT text_id FROM common)) > 0.5""",
        [run_id, _MANY],
    )
    return frozenset(row["school"] for row in found)
