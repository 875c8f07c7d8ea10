"""Recommendations and what each run said of them. Numbers are given once and never again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from checks.recommendation import OPEN, Recommendation, State, Step
from db.connection import Database
from db.model import Said, Tracked

_ORDER = "runs.as_of, runs.id"
"""Runs follow one another by their reporting dates: an old year judged anew stays an old year."""


def judged_runs(db: Database, since: int | None = None) -> tuple[int, ...]:
    """Ids of the judged runs in the order of their reporting dates; with ``since`` from that run on."""
    ids = tuple(row["id"] for row in db.rows(f"SELECT id FROM runs WHERE status = 'finished' ORDER BY {_ORDER}"))  # noqa: S608
    return ids if since is None else ids[ids.index(since) :]


def open_before(db: Database, run_id: int) -> tuple[Recommendation, ...]:
    """Recommendations that wait for their institution when the run comes, by number."""
    return tuple(item.recommendation for item in _tracked(db, run_id, including=False) if item.state in OPEN)


def tracked(db: Database, run_id: int) -> tuple[Tracked, ...]:
    """All recommendations issued up to and in a run with their history, by number."""
    return _tracked(db, run_id, including=True)


def store_steps(db: Database, run_id: int, steps: Sequence[Step]) -> None:
    """Replace what the run says of recommendations. A recommendation it issues again keeps the number it got before."""
    with db.transaction():
        db.execute("DELETE FROM recommendation_states WHERE run_id = ?", [run_id])
        for step in steps:
            item = step.recommendation
            number = item.number or _number(db, run_id, item)
            db.insert("recommendation_states", [
                {"run_id": run_id, "number": number, "state": step.state.value, "note": step.note}
            ])  # fmt: skip


def _number(db: Database, run_id: int, item: Recommendation) -> int:
    key = {"school": item.school, "indicator": item.indicator, "ground": item.ground, "issued_run": run_id}
    question = "SELECT number FROM recommendations WHERE school = ? AND indicator = ? AND ground = ? AND issued_run = ?"
    known = db.value(question, list(key.values()))
    if known is None:
        db.insert("recommendations", [{**key, "text": item.text}])
        known = db.value(question, list(key.values()))
    return int(known)


def _tracked(db: Database, run_id: int, including: bool) -> tuple[Tracked, ...]:
    history: dict[int, list[Said]] = defaultdict(list)
    for row in db.rows(
        f"""SELECT number, run_id, as_of, state, note FROM recommendation_states JOIN runs ON runs.id = run_id
            WHERE (runs.as_of, runs.id) {"<=" if including else "<"} (SELECT as_of, id FROM runs WHERE id = ?)
            ORDER BY {_ORDER}""",  # noqa: S608 - constants
        [run_id],
    ):
        history[row["number"]].append(Said(row["run_id"], row["as_of"], State(row["state"]), row["note"]))
    return tuple(
        Tracked(
            Recommendation(
                row["school"], row["indicator"], row["ground"], row["text"], row["number"], row["issued_run"],
                _last_seen(history[row["number"]]),
            ),
            tuple(history[row["number"]]),
        )
        for row in db.rows("SELECT * FROM recommendations ORDER BY number")
        if row["number"] in history
    )  # fmt: skip


def _last_seen(history: Sequence[Said]) -> int:
    return next(item.run_id for item in reversed(history) if item.state in (State.ISSUED, State.REPEATED))
