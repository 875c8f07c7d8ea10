"""What the database gives back: a run with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from checks.circumstances import Circumstances
from checks.model import Finding, FoundAct, ImportedParticipation, ImportedVacancies, Remark, Verdict
from checks.recommendation import Recommendation, State
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
class Said:
    """What one run said of a recommendation; ``note`` (Russian) says why where the state does not."""

    run_id: int
    as_of: str
    state: State
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tracked:
    """A recommendation with everything said of it up to a run, the oldest first."""

    recommendation: Recommendation
    history: tuple[Said, ...]

    @property
    def state(self) -> State:
        """What was said last."""
        return self.history[-1].state


@dataclass(frozen=True, slots=True)
class PastRun:
    """An earlier run in short: verdict and value, and remarks, by institution and indicator."""

    run: RunInfo
    verdicts: Mapping[tuple[str, str], tuple[Verdict, float | None]]
    remarks: Mapping[tuple[str, str], tuple[Remark, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Background:
    """What stands behind a run's report. ``history`` holds a run for each earlier reporting date, the oldest first; ``previous`` is
    the last of them; acts that are the same in this run are given as this run has them."""

    history: tuple[PastRun, ...] = ()
    previous: RunData | None = None
    circumstances: Circumstances = field(default_factory=Circumstances)
    recommendations: tuple[Tracked, ...] = ()
    participation: tuple[ImportedParticipation, ...] = ()
    vacancies: tuple[ImportedVacancies, ...] = ()


@dataclass(frozen=True, slots=True)
class RunData:
    """A whole run, as reports and exports read it. Exports need no background: it is empty unless it was asked for."""

    run: RunInfo
    institutions: tuple[Institution, ...]
    findings: tuple[Finding, ...]
    acts: tuple[StoredAct, ...]
    visits: tuple[Visit, ...]
    background: Background = field(default_factory=Background)
    left_out: int = 0
    """How many of the run's institutions are not here because only some were asked for."""
