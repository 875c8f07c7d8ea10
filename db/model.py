"""What the database gives back: a run with everything that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass

from checks.model import Finding, FoundAct, Remark
from crawler.model import Institution, Visit


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One run. Times are ISO 8601 in UTC; ``finished`` is ``None`` while it goes on or when it was broken off."""

    id: int
    started: str
    finished: str | None
    as_of: str
    programme: str
    programme_hash: str
    version: str
    status: str = "finished"
    """``crawling``, ``crawled`` (sites are read, verdicts are not given yet) or ``finished``."""
    programme_title: str = ""


@dataclass(frozen=True, slots=True)
class StoredAct:
    """An act of a run with what the programme makes of it."""

    school: str
    found: FoundAct
    indicators: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    text_id: int | None = None
    """The stored text's number: equal texts have one number in all runs."""


@dataclass(frozen=True, slots=True)
class RunData:
    """A whole run, as reports and exports read it."""

    run: RunInfo
    institutions: tuple[Institution, ...]
    findings: tuple[Finding, ...]
    acts: tuple[StoredAct, ...]
    visits: tuple[Visit, ...]
