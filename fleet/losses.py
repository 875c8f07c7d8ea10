"""«Нет» where something was before is given only when the site was seen as it usually is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from checks.causes import marks
from checks.circumstances import Circumstances
from checks.disappearance import Earlier, confirmed
from checks.model import Finding, Material
from db.circumstances import circumstances
from db.connection import Database
from db.findings import act_identities, findings
from db.runs import run_info


class Losses:
    """Compares what a run does not find with what earlier runs of the same programme had."""

    def __init__(self, db: Database, run_id: int) -> None:
        self._db = db
        self._run_id = run_id

    def confirmed(self, material: Material, found: Sequence[Finding]) -> tuple[Finding, ...]:
        """The findings of one institution; an absence that may be the site's failure is no absence (see ``confirmed``)."""
        school = material.visit.school
        return confirmed(found, material.visit, material.acts, self._seen, lambda: self._earlier(school))

    @cached_property
    def _seen(self) -> Circumstances:
        return circumstances(self._db, self._run_id)

    def _earlier(self, school: str) -> Earlier | None:
        run = self._db.value(
            """SELECT visits.run_id FROM visits JOIN runs ON runs.id = visits.run_id JOIN programmes ON hash = programme_hash
               WHERE school = ?1 AND complete AND visits.status IN ('ok', 'moved') AND runs.status = 'finished'
               AND (runs.as_of, runs.id) < (SELECT as_of, id FROM runs WHERE id = ?2)
               AND programmes.id = (SELECT programmes.id FROM runs JOIN programmes ON hash = programme_hash WHERE runs.id = ?2)
               ORDER BY runs.as_of DESC, runs.id DESC LIMIT 1""",
            [school, self._run_id],
        )
        if run is None:
            return None
        acts = act_identities(self._db, run, school)
        return Earlier(
            run_info(self._db, run).as_of,
            {item.indicator: item for item in findings(self._db, run, school)},
            tuple(marks(sha256, url, kind, number, day, title) for _school, sha256, url, kind, number, day, title in acts),
        )
