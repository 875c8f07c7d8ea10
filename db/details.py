"""What a finding carries besides its verdict, as JSON in one column: shown and exported, never asked for by a query."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from checks.model import (
    Archived,
    Event,
    Evidence,
    ExpectedFound,
    Finding,
    NearestMiss,
    NumberAt,
    Quality,
    Searched,
    Share,
    Unread,
)

_FINDING = ("expected", "legal_basis", "advice", "numbers", "share")
_MACHINE = ("number", "share")
_SEARCHED = ("sections", "phrases", "unread")
_EVIDENCE = ("ground", "section", "archived", "quality", "also")


def finding_details(finding: Finding) -> str:
    """The details of a finding: only what is there."""
    found = {name: value for name in _FINDING if (value := getattr(finding, name))}
    found |= {name: value for name in _SEARCHED if (value := getattr(finding.searched, name))}
    if finding.review is not None:
        found |= {f"machine_{name}": value for name in _MACHINE if (value := getattr(finding.review, name)) is not None}
    miss = finding.nearest_miss
    if miss is not None and (miss.requisites or miss.page_url):
        found["miss"] = [miss.requisites, miss.page_url]
    return _json(found)


def evidence_details(evidence: Evidence) -> str:
    """The details of a piece of evidence: only what is there."""
    return _json({name: value for name in _EVIDENCE if (value := getattr(evidence, name))})


def _json(found: Mapping[str, object]) -> str:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(type(value).__name__)


def of_finding(text: str) -> dict[str, Any]:
    """Arguments of ``Finding`` besides its columns."""
    found = json.loads(text)
    return {
        "expected": tuple(ExpectedFound(**item) for item in found.get("expected", ())),
        "legal_basis": tuple(found.get("legal_basis", ())),
        "advice": tuple(found.get("advice", ())),
        "numbers": tuple(NumberAt(**item) for item in found.get("numbers", ())),
        "share": _share(found.get("share")),
    }


def of_review(text: str) -> dict[str, Any]:
    """Arguments of ``Review`` that stand with its finding."""
    found = json.loads(text)
    number = found.get("machine_number")
    return {"number": NumberAt(**number) if number else None, "share": _share(found.get("machine_share"))}


def _share(found: dict[str, Any] | None) -> Share | None:
    if not found:
        return None
    listed = {name: tuple(found.get(name, ())) for name in ("decided", "left_out")}
    return Share(**{**found, **listed, "events": tuple(Event(**item) for item in found["events"])})


def searched(text: str, pages: int, documents: int, unread: int, complete: bool) -> Searched:
    """What was searched, from columns and details."""
    found = json.loads(text)
    named = tuple(Unread(**item) for item in found.get("unread", ()))
    return Searched(
        pages, documents, unread, complete, tuple(found.get("sections", ())), tuple(found.get("phrases", ())), named
    )


def nearest_miss(text: str, url: str, title: str, why: str) -> NearestMiss:
    """The nearest miss, from columns and details."""
    requisites, page_url = json.loads(text).get("miss", ("", ""))
    return NearestMiss(url, title, why, requisites, page_url)


def of_evidence(text: str) -> dict[str, Any]:
    """Arguments of ``Evidence`` besides its columns."""
    found = json.loads(text)
    archived, quality = found.get("archived"), found.get("quality")
    return {
        "ground": found.get("ground", ""),
        "section": found.get("section", ""),
        "archived": Archived(**archived) if archived else None,
        "quality": Quality(**quality) if quality else None,
        "also": tuple(found.get("also", ())),
    }
