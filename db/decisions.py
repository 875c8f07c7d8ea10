"""The log of decisions, and what each finding of a run rests on. Entries are added, never changed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from checks.model import DecisionKind, Evidence, Finding, MachineWord, Remark, Review, Verdict
from checks.review_model import Basis, Decision
from db import rows
from db.connection import Database, Row
from extractors.model import Level

Key = tuple[str, str]
"""School and indicator."""


def add_decisions(db: Database, entries: Sequence[Decision]) -> tuple[Decision, ...]:
    """Append entries; those with an ``import_key`` that is there already are left out. Gives the new ones with their ids.

    All or none.
    """
    stored: list[Decision] = []
    with db.transaction():
        known = {row["import_key"] for row in db.rows("SELECT import_key FROM decisions WHERE import_key IS NOT NULL")}
        number = int(db.value("SELECT coalesce(max(id), 0) FROM decisions"))
        for entry in entries:
            if entry.import_key and entry.import_key in known:
                continue
            known.add(entry.import_key)
            number += 1
            db.insert("decisions", [{**_decision_row(entry), "id": number}])
            stored.append(replace(entry, id=number))
    return tuple(stored)


def decisions(db: Database, schools: Iterable[str] | None = None) -> dict[Key, tuple[Decision, ...]]:
    """The log by school and indicator, the oldest entry first; of these schools only, where they are given."""
    found: dict[Key, list[Decision]] = defaultdict(list)
    wanted = None if schools is None else rows.to_json(list(schools))
    for row in db.rows(
        "SELECT * FROM decisions WHERE ? IS NULL OR school IN (SELECT value FROM json_each(?)) ORDER BY id", [wanted, wanted]
    ):
        found[row["school"], row["indicator"]].append(_decision(row))
    return {key: tuple(entries) for key, entries in found.items()}


def taken_since_check(db: Database, run_id: int) -> int:
    """How many entries were added to the log after the run was judged: its findings do not know of them."""
    return int(
        db.value(
            """SELECT count(*) FROM decisions WHERE kind <> ? AND decided > coalesce(
                   (SELECT max(finished) FROM checkings WHERE run_id = ?), '')""",
            [DecisionKind.OBJECTION.value, run_id],
        )
    )


def import_keys(db: Database) -> frozenset[str]:
    """Keys of all rows that were imported."""
    return frozenset(row["import_key"] for row in db.rows("SELECT import_key FROM decisions WHERE import_key IS NOT NULL"))


def page_addresses(db: Database, run_id: int) -> dict[str, frozenset[str]]:
    """The addresses of each school that are pages, not files."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in db.rows("SELECT school, url FROM readings WHERE run_id = ? AND is_page", [run_id]):
        found[row["school"]].add(row["url"])
    return {school: frozenset(urls) for school, urls in found.items()}


def store_bases(db: Database, run_id: int, school: str, bases: Mapping[str, Basis]) -> None:
    """What the findings of one school rest on, by indicator. The findings must be stored already."""
    db.upsert("bases", [
        {"run_id": run_id, "school": school, "indicator": indicator, "anchor": basis.anchor,
         "current": rows.to_json(sorted(basis.current)), "seen": rows.to_json(sorted(basis.seen)),
         "present": rows.to_json(sorted(basis.present))}
        for indicator, basis in bases.items()
    ], ("run_id", "school", "indicator"))  # fmt: skip


def bases(db: Database, run_id: int) -> dict[Key, Basis]:
    """What the findings of a run rest on; none for a run that was last judged before decisions were known."""
    return {
        (row["school"], row["indicator"]): Basis(
            row["anchor"], *(frozenset(rows.names(row[name])) for name in ("current", "seen", "present"))
        )
        for row in db.rows("SELECT * FROM bases WHERE run_id = ?", [run_id])
    }


def store_reviews(db: Database, run_id: int, findings: Iterable[Finding]) -> None:
    """The machine's word of each finding that a decision changed. The findings must be stored already."""
    db.upsert("reviews", [
        {"run_id": run_id, "school": finding.school, "indicator": finding.indicator, "decision_id": review.decision_id,
         "added": review.added, **_machine_row(review.machine)}
        for finding in findings if (review := finding.review) is not None
    ], ("run_id", "school", "indicator"))  # fmt: skip


def reviews(db: Database, run_id: int) -> dict[Key, Review]:
    """The decisions a run's findings stand on."""
    found = db.rows(
        """SELECT reviews.*, kind, author, decided, comment, fraction FROM reviews JOIN decisions ON decisions.id = decision_id
           WHERE reviews.run_id = ?""",
        [run_id],
    )
    return {
        (row["school"], row["indicator"]): Review(
            row["decision_id"], DecisionKind(row["kind"]), row["author"], row["decided"], row["comment"], _machine(row),
            row["added"], fraction=_fraction(row),
        )
        for row in found
    }  # fmt: skip


def _fraction(row: Row) -> tuple[int, int] | None:
    if row["fraction"] is None:
        return None
    took_part, teachers = json.loads(row["fraction"])
    return took_part, teachers


def _machine_row(machine: MachineWord) -> Row:
    return {
        "machine_verdict": machine.verdict.value, "machine_value": machine.value,
        "machine_remarks": rows.to_json(machine.remarks), "machine_explanation": machine.explanation,
    }  # fmt: skip


def _machine(row: Row) -> MachineWord:
    return MachineWord(
        Verdict(row["machine_verdict"]), row["machine_value"], rows.remarks(row["machine_remarks"]), row["machine_explanation"]
    )


def _decision_row(entry: Decision) -> Row:
    return {
        "school": entry.school, "indicator": entry.indicator, "kind": entry.kind.value,
        "verdict": entry.verdict.value if entry.verdict else None, "value": entry.value,
        "fraction": rows.to_json(entry.fraction) if entry.fraction else None, "remarks": rows.to_json(entry.remarks),
        "act": _act_json(entry.act) if entry.act else None, "comment": entry.comment, "author": entry.author,
        "decided": entry.decided, "basis": entry.basis, "anchor": entry.anchor, "seen": rows.to_json(sorted(entry.seen)),
        "run_id": entry.run_id, **_machine_row(entry.machine), "objection": entry.objection,
        "objection_day": entry.objection_day, "withdraws": entry.withdraws, "source": entry.source,
        "import_key": entry.import_key or None,
    }  # fmt: skip


def _decision(row: Row) -> Decision:
    return Decision(
        school=row["school"], indicator=row["indicator"], kind=DecisionKind(row["kind"]), comment=row["comment"],
        author=row["author"], decided=row["decided"], basis=row["basis"], anchor=row["anchor"],
        seen=frozenset(rows.names(row["seen"])), machine=_machine(row), id=row["id"], run_id=row["run_id"],
        verdict=Verdict(row["verdict"]) if row["verdict"] else None, value=row["value"], fraction=_fraction(row), remarks=rows.remarks(row["remarks"]),
        act=_act(row["act"]) if row["act"] else None, objection=row["objection"], objection_day=row["objection_day"],
        withdraws=row["withdraws"], source=row["source"], import_key=row["import_key"] or "",
    )  # fmt: skip


_ACT_FIELDS = (
    "url", "page_url", "link_text", "kind", "title", "number", "date", "issuer", "level", "quote", "sha256", "fetched",
    "text_source", "remarks", "reasons",
)  # fmt: skip


def _act_json(act: Evidence) -> str:
    return rows.to_json({name: getattr(act, name) for name in _ACT_FIELDS})


def _act(text: str) -> Evidence:
    stored = json.loads(text)
    stored |= {
        "level": Level(stored["level"]), "remarks": tuple(Remark(code) for code in stored["remarks"]),
        "reasons": tuple(stored["reasons"]),
    }  # fmt: skip
    return Evidence(act_id=0, **stored)
