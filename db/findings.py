"""Verdicts and judgements of a run: stored as a whole for one institution at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from checks.model import Evidence, Finding, FoundAct, Judgement, Remark
from db import rows
from db.connection import Database
from db.decisions import reviews, store_reviews
from db.model import RunData, StoredAct
from db.runs import institutions, run_info, visits


def store_findings(
    db: Database,
    run_id: int,
    school: str,
    findings: Sequence[Finding],
    acts: Sequence[FoundAct],
    judgements: Sequence[Judgement],
) -> None:
    """Replace the institution's findings and the judgements of its acts. ``acts`` and ``judgements`` go in pairs."""
    with db.transaction():
        db.execute("DELETE FROM findings WHERE run_id = ? AND school = ?", [run_id, school])
        db.insert("findings", [rows.finding_row(finding, run_id, number) for number, finding in enumerate(findings)])
        store_reviews(db, run_id, findings)
        db.insert("evidence", [
            rows.evidence_row(item, finding, run_id, number)
            for finding in findings for number, item in enumerate(finding.evidence)
        ])  # fmt: skip
        ours = "(SELECT id FROM acts WHERE run_id = ? AND school = ?)"
        db.execute(f"DELETE FROM act_judgements WHERE act_id IN {ours}", [run_id, school])  # noqa: S608 - a constant
        db.execute(f"DELETE FROM act_indicators WHERE act_id IN {ours}", [run_id, school])  # noqa: S608 - a constant
        pairs = [(act.act_id, judgement) for act, judgement in zip(acts, judgements, strict=True) if act.act_id]
        db.insert("act_judgements", [{"act_id": id, "reasons": rows.to_json(item.reasons)} for id, item in pairs])
        db.insert("act_indicators", [row for id, item in pairs for row in _indicator_rows(id, item)])


def _indicator_rows(act_id: int, judgement: Judgement) -> list[rows.Row]:
    """One row an indicator the act counts for, has a reservation under, or misses."""
    names = dict.fromkeys([*judgement.indicators, *judgement.remarks, *judgement.misses, *judgement.phrases])
    return [
        {
            "act_id": act_id, "indicator": name, "position": position, "counts": int(name in judgement.indicators),
            "remarks": rows.to_json(judgement.remarks.get(name, ())), "miss": judgement.misses.get(name),
            "phrases": rows.to_json(judgement.phrases.get(name, ())),
        }
        for position, name in enumerate(names)
    ]  # fmt: skip


def judgements(db: Database, run_id: int) -> dict[int, Judgement]:
    """The judgement of each judged act of a run, by the act's id."""
    reasons = {
        row["act_id"]: rows.names(row["reasons"])
        for row in db.rows("SELECT act_judgements.* FROM act_judgements JOIN acts ON acts.id = act_id WHERE run_id = ?", [run_id])
    }
    parts: dict[int, list[rows.Row]] = defaultdict(list)
    for row in db.rows(
        """SELECT act_indicators.* FROM act_indicators JOIN acts ON acts.id = act_id
           WHERE run_id = ? ORDER BY act_id, act_indicators.position""",
        [run_id],
    ):
        parts[row["act_id"]].append(row)
    return {id: _judgement(parts[id], texts) for id, texts in reasons.items()}


def _judgement(parts: Sequence[rows.Row], reasons: tuple[str, ...]) -> Judgement:
    return Judgement(
        indicators=tuple(row["indicator"] for row in parts if row["counts"]),
        remarks={row["indicator"]: found for row in parts if (found := rows.remarks(row["remarks"]))},
        reasons=reasons,
        misses={row["indicator"]: row["miss"] for row in parts if row["miss"] is not None},
        phrases={row["indicator"]: words for row in parts if (words := rows.names(row["phrases"]))},
    )


def findings(db: Database, run_id: int, school: str | None = None) -> tuple[Finding, ...]:
    """The findings of a run, or of one institution, with their evidence, in the registry's and the programme's order."""
    only, chosen = ("AND school = ?", [run_id, school]) if school is not None else ("", [run_id])
    found: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for row in db.rows(f"SELECT * FROM evidence WHERE run_id = ? {only} ORDER BY school, indicator, position", chosen):  # noqa: S608
        found[row["school"], row["indicator"]].append(rows.evidence(row))
    stored = db.rows(
        f"""SELECT findings.* FROM findings JOIN schools USING (run_id, school)
            WHERE run_id = ? {only} ORDER BY schools.position, findings.position""",  # noqa: S608 - a constant
        chosen,
    )
    decided = reviews(db, run_id)
    return tuple(
        rows.finding(row, found[row["school"], row["indicator"]], decided.get((row["school"], row["indicator"]))) for row in stored
    )


def stored_acts(db: Database, run_id: int, texts: bool = False, only: Sequence[int] | None = None) -> tuple[StoredAct, ...]:
    """All acts of a run, or those with the ids ``only``, with what its programme makes of them; with their texts where asked for."""
    chosen, parameters = ("", [run_id]) if only is None else ("AND acts.id IN (SELECT value FROM json_each(?))", [run_id, rows.to_json(only)])
    indicators: dict[int, list[str]] = defaultdict(list)
    remarks: dict[int, list[Remark]] = defaultdict(list)
    for row in db.rows(
        f"""SELECT act_id, indicator, counts, remarks FROM act_indicators JOIN acts ON acts.id = act_id
            WHERE run_id = ? {chosen} ORDER BY act_id, act_indicators.position""",  # noqa: S608 - a constant
        parameters,
    ):
        if row["counts"]:
            indicators[row["act_id"]].append(row["indicator"])
        if row["remarks"] != "[]":
            remarks[row["act_id"]] += rows.remarks(row["remarks"])
    text = "texts.text" if texts else "''"
    stored = db.rows(
        f"""SELECT acts.*, {text} AS text FROM acts JOIN schools USING (run_id, school)
            LEFT JOIN texts ON texts.id = text_id WHERE run_id = ? {chosen} ORDER BY schools.position, acts.position""",  # noqa: S608
        parameters,
    )
    return tuple(
        StoredAct(
            row["school"], rows.found_act(row), tuple(indicators[row["id"]]), tuple(dict.fromkeys(remarks[row["id"]])),
            row["text_id"],
        )
        for row in stored
    )  # fmt: skip


_SAME = "school, url, page_url, sha256, kind, number, date, title, text_id, text_source, readable, broken, from_text"


def acts_beside(db: Database, run_id: int, other: int, others: Sequence[StoredAct]) -> tuple[StoredAct, ...]:
    """The acts of a run for comparing with ``others``, all acts of the run ``other``: an act that is there too, unchanged, is given
    as the other run has it, so that only what differs is read whole."""
    fields = f"SELECT id, {_SAME} FROM acts WHERE run_id = ?"  # noqa: S608 - a constant
    by_id = {stored.found.act_id: stored for stored in others}
    there = {tuple(row.values())[1:]: by_id[row["id"]] for row in db.rows(fields, [other])}
    ours = [(row["id"], there.get(tuple(row.values())[1:])) for row in db.rows(f"{fields} ORDER BY school, position", [run_id])]
    same = [stored for _id, stored in ours if stored is not None]
    return (*same, *stored_acts(db, run_id, only=[id for id, stored in ours if stored is None]))


def act_identities(
    db: Database, run_id: int, school: str | None = None
) -> tuple[tuple[str, str, str, str, str | None, str | None, str], ...]:
    """What tells the acts of a run, or of one institution, apart: (institution, sha256, address, kind, number, ISO date, title).

    Broken links are left out.
    """
    only, chosen = ("AND school = ?", [run_id, school]) if school is not None else ("", [run_id])
    found = db.rows(
        f"SELECT school, sha256, url, kind, number, date, title FROM acts WHERE run_id = ? {only} AND NOT broken",  # noqa: S608
        chosen,
    )
    return tuple(
        (row["school"], row["sha256"], row["url"], row["kind"], row["number"], row["date"], row["title"]) for row in found
    )


def act_places(db: Database, run_id: int) -> dict[int, tuple[tuple[str, str], ...]]:
    """Further addresses acts of a run were met at, by act id: pairs of the file's address and the page's."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in db.rows(
        """SELECT act_places.* FROM act_places JOIN acts ON acts.id = act_id
           WHERE run_id = ? ORDER BY act_id, act_places.position""",
        [run_id],
    ):
        found[row["act_id"]].append((row["url"], row["page_url"]))
    return {id: tuple(places) for id, places in found.items()}


def load_run(db: Database, run_id: int) -> RunData:
    """A whole run as reports and exports read it. Raises ``DatabaseProblem`` when there is none with this number."""
    info = run_info(db, run_id)
    return RunData(info, institutions(db, run_id), findings(db, run_id), stored_acts(db, run_id), visits(db, run_id))
