"""A run as the public interface's JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from checks.model import Evidence, Finding, NumberAt, Review
from crawler.model import Visit
from db.model import RunData, RunInfo, StoredAct

Json = dict[str, Any]


def run_json(data: RunData) -> Json:
    """The whole run: ``run``, ``findings``, ``acts``, ``visits``."""
    return {
        "run": _run(data.run),
        "findings": [_finding(item) for item in data.findings],
        "acts": [act_json(item) for item in data.acts],
        "visits": [_visit(item) for item in data.visits],
    }


def _run(info: RunInfo) -> Json:
    return {
        "id": info.id, "started": info.started, "finished": info.finished, "as_of": info.as_of, "programme": info.programme,
        "programme_hash": info.programme_hash, "version": info.version,
    }  # fmt: skip


def _finding(finding: Finding) -> Json:
    miss = finding.nearest_miss
    return {
        "school": finding.school, "indicator": finding.indicator, "verdict": finding.verdict.value,
        "value": _number(finding.value), "remarks": [remark.value for remark in finding.remarks],
        "reviewed": finding.reviewed, "review": _review(finding.review) if finding.review else None,
        "explanation": finding.explanation,
        "evidence": [_evidence(item) for item in finding.evidence],
        "nearest_miss": asdict(miss) if miss else None,
        "searched": asdict(finding.searched), "expected": [asdict(item) for item in finding.expected],
        "legal_basis": list(finding.legal_basis), "advice": list(finding.advice),
        "numbers": [_number_at(item) for item in finding.numbers],
        "share": asdict(finding.share) if finding.share else None,
    }  # fmt: skip


def _review(review: Review) -> Json:
    machine = review.machine
    return {
        "decision": review.decision_id, "kind": review.kind.value, "author": review.author, "decided": review.decided,
        "comment": review.comment, "machine": {
            "verdict": machine.verdict.value, "value": _number(machine.value),
            "remarks": [remark.value for remark in machine.remarks], "explanation": machine.explanation,
            "number": _number_at(review.number) if review.number else None,
            "share": asdict(review.share) if review.share else None,
        },
        "fraction": list(review.fraction) if review.fraction else None,
    }  # fmt: skip


def _number(value: float | None) -> float | int | None:
    """Whole numbers without a fraction: three vacancies are 3, not 3.0."""
    return int(value) if value is not None and value == int(value) else value


def _number_at(item: NumberAt) -> Json:
    return {**asdict(item), "value": _number(item.value), "rates": _number(item.rates)}


def _evidence(item: Evidence) -> Json:
    return {
        "act_id": item.act_id or None, "url": item.url, "page_url": item.page_url, "link_text": item.link_text,
        "kind": item.kind, "title": item.title, "number": item.number, "date": item.date, "issuer": item.issuer,
        "level": item.level.value, "quote": item.quote, "sha256": item.sha256, "fetched": item.fetched,
        "text_source": item.text_source, "remarks": [remark.value for remark in item.remarks],
        "reasons": list(item.reasons), "ground": item.ground, "section": item.section,
        "archived": asdict(item.archived) if item.archived else None,
        "quality": asdict(item.quality) if item.quality else None, "also": list(item.also),
    }  # fmt: skip


def act_json(item: StoredAct) -> Json:
    """One act with what the programme makes of it."""
    found, act = item.found, item.found.act
    return {
        "id": found.act_id, "school": item.school, "url": found.url, "page_url": found.page_url,
        "link_text": found.link_text, "kind": act.kind.value, "number": act.number,
        "date": act.date.isoformat() if act.date else None, "issuer": act.issuer, "title": act.title,
        "valid_until": act.valid_until.isoformat() if act.valid_until else None, "repealed": act.repealed,
        "level": act.level.value, "school_years": list(act.school_years), "draft": act.draft,
        "indicators": list(item.indicators), "remarks": [remark.value for remark in item.remarks],
        "text_source": found.text_source, "confidence": dict(act.confidence), "sha256": found.sha256,
        "readable": found.readable, "broken": found.broken,
    }  # fmt: skip


def _visit(visit: Visit) -> Json:
    return {
        "school": visit.school, "status": visit.status.value, "reason": visit.reason, "pages": visit.pages,
        "documents": visit.documents, "not_modified": visit.not_modified, "bytes": visit.bytes,
        "requests": visit.requests, "complete": visit.complete, "seconds": visit.seconds,
        "remarks": list(visit.remarks), "unread": len(visit.unread), "counters": dict(visit.counters),
    }  # fmt: skip
