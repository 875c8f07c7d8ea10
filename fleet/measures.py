"""What a judged run means for the recommendations: its own step, and anew the steps of the runs after it."""

from __future__ import annotations

from collections.abc import Callable

from checks.causes import Cause, Yardstick, cause, marks
from checks.model import Finding
from checks.recommend import advance
from checks.recommendation import Recommendation
from db.connection import Database
from db.findings import act_identities, findings
from db.recommendations import judged_runs, open_before, store_steps
from db.runs import institutions, run_info, run_programme, visits


def renew_recommendations(db: Database, run_id: int) -> None:
    """Bring recommendations up to date after ``run_id`` was judged, or judged anew: later runs rest on what it says.

    Raises ``DatabaseProblem``.
    """
    past = _Past(db)
    with db.transaction():
        for current in judged_runs(db, since=run_id):
            registry = institutions(db, current, neighbours=True)
            steps = advance(
                open_before(db, current), past.findings(current).values(), visits(db, current), registry,
                run_programme(db, current), past.why(current),
            )  # fmt: skip
            store_steps(db, current, steps)


def yardstick(db: Database, run_id: int) -> Yardstick:
    """What a run was judged with, and the acts it saw."""
    info = run_info(db, run_id)
    acts: dict[str, set[str]] = {}
    for school, sha256, url, kind, number, day, title in act_identities(db, run_id):
        acts.setdefault(school, set()).update(marks(sha256, url, kind, number, day, title))
    return Yardstick(info.programme_hash, info.version, info.as_of, {id: frozenset(known) for id, known in acts.items()})


class _Past:
    """Findings and yardsticks of the runs that recommendations refer to, each read once."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._findings: dict[int, dict[tuple[str, str], Finding]] = {}
        self._yardsticks: dict[int, Yardstick] = {}

    def findings(self, run_id: int) -> dict[tuple[str, str], Finding]:
        """The run's findings by institution and indicator."""
        if run_id not in self._findings:
            self._findings[run_id] = {(item.school, item.indicator): item for item in findings(self._db, run_id)}
        return self._findings[run_id]

    def _yardstick(self, run_id: int) -> Yardstick:
        if run_id not in self._yardsticks:
            self._yardsticks[run_id] = yardstick(self._db, run_id)
        return self._yardsticks[run_id]

    def why(self, run_id: int) -> Callable[[Recommendation, Finding], Cause]:
        """Tells why a finding of this run is not what it was when a recommendation was last confirmed."""

        def told(item: Recommendation, after: Finding) -> Cause:
            before = self.findings(item.alive_run)[item.school, item.indicator]
            return cause(before, after, self._yardstick(item.alive_run), self._yardstick(run_id))

        return told
