"""The reviewer's queue and log as JSON for other programs."""

from __future__ import annotations

from collections.abc import Sequence

from checks.queue import Item
from checks.review_model import Decision

Json = dict[str, object]


def queue_json(run: int, items: Sequence[Item]) -> Json:
    """The items in the order given, each with its reasons and the decision in force."""
    return {"run": run, "items": [_item(item) for item in items]}


def _item(item: Item) -> Json:
    finding, decision = item.case.finding, item.case.decision
    return {
        "item": item.case.name, "school": finding.school, "indicator": finding.indicator, "verdict": finding.verdict.value,
        "value": finding.value, "remarks": [remark.value for remark in finding.remarks],
        "reasons": [reason.value for reason in item.reasons], "conflicts": list(item.case.conflicts),
        "url": finding.evidence[0].url if finding.evidence else None,
        "sha256": finding.evidence[0].sha256 if finding.evidence else None, "basis": item.case.basis.digest,
        "decision": decision_json(decision) if decision else None,
    }  # fmt: skip


def decision_json(entry: Decision) -> Json:
    """One entry of the log."""
    machine = entry.machine
    return {
        "id": entry.id, "item": f"{entry.school}:{entry.indicator}", "school": entry.school, "indicator": entry.indicator,
        "kind": entry.kind.value, "verdict": entry.verdict.value if entry.verdict else None, "value": entry.value,
        "fraction": list(entry.fraction) if entry.fraction else None,
        "remarks": [remark.value for remark in entry.remarks],
        "act": {"url": entry.act.url, "kind": entry.act.kind, "title": entry.act.title, "number": entry.act.number,
                "date": entry.act.date, "sha256": entry.act.sha256} if entry.act else None,
        "comment": entry.comment, "author": entry.author, "decided": entry.decided, "run": entry.run_id,
        "evidence": entry.anchor, "basis": entry.basis, "machine": {
            "verdict": machine.verdict.value, "value": machine.value, "remarks": [remark.value for remark in machine.remarks],
        },
        "objection": entry.objection, "objection_date": entry.objection_day or None, "withdraws": entry.withdraws,
        "source": entry.source,
    }  # fmt: skip
