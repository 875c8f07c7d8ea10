"""What stands behind a run's report: the years before it, the recommendations, the tables that were loaded."""

from __future__ import annotations

from dataclasses import replace

from checks.model import Verdict
from db import rows
from db.circumstances import circumstances
from db.connection import Database
from db.findings import acts_beside, findings, load_run
from db.material import every_participation, every_vacancy
from db.model import Background, PastRun, RunData, RunInfo
from db.recommendations import tracked
from db.runs import institutions, list_runs, run_info, visits


def load_report(db: Database, run_id: int) -> RunData:
    """A run with everything its reports show. Raises ``DatabaseProblem`` when there is none with this number."""
    data = load_run(db, run_id)
    earlier = reporting_runs(db, run_id)
    return replace(
        data,
        background=Background(
            history=tuple(_past(db, info) for info in earlier),
            previous=_previous(db, earlier[-1], data) if earlier else None,
            circumstances=circumstances(db, run_id),
            recommendations=tracked(db, run_id),
            participation=every_participation(db),
            vacancies=every_vacancy(db),
        ),
    )


def reporting_runs(db: Database, run_id: int) -> tuple[RunInfo, ...]:
    """The judged runs of earlier reporting dates, the oldest first; of several runs for one date the last."""
    current = run_info(db, run_id)
    by_day = {
        info.as_of: info
        for info in list_runs(db)
        if info.status == "finished" and info.as_of < current.as_of and info.programme == current.programme
    }
    return tuple(by_day[day] for day in sorted(by_day))


def _previous(db: Database, info: RunInfo, data: RunData) -> RunData:
    acts = acts_beside(db, info.id, data.run.id, data.acts)
    return RunData(info, institutions(db, info.id), findings(db, info.id), acts, visits(db, info.id))


def _past(db: Database, info: RunInfo) -> PastRun:
    found = db.rows("SELECT school, indicator, verdict, value, remarks FROM findings WHERE run_id = ?", [info.id])
    return PastRun(
        info,
        {(row["school"], row["indicator"]): (Verdict(row["verdict"]), row["value"]) for row in found},
        {(row["school"], row["indicator"]): rows.remarks(row["remarks"]) for row in found if row["remarks"] != "[]"},
    )
