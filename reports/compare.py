"""What changed between two runs, and what only looks like a change.

A change of a verdict between different programmes is a change of the yardstick, not of the school, and is kept apart. An act is
called removed only when the later visit read the site fully and most of the site's acts are still there: a flaky site, or one
that answers the same page to everything, must not look like a purge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checks.model import Finding
from crawler.model import Institution
from db.model import RunData, RunInfo, StoredAct
from reports.model import fully_read

_MASS = 0.5
_FEW = 3
"""Up to this many acts may go at once without it looking like a failure of the site."""


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A verdict or a number that differs; one side is ``None`` where a run did not judge the institution."""

    school: str
    indicator: str
    before: Finding | None
    after: Finding | None


@dataclass(frozen=True, slots=True)
class ActChange:
    """An act that is new or gone. ``doubt`` (Russian) says why its absence is not taken for removal; empty when it is."""

    school: str
    act: StoredAct
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side, ``before`` and ``after`` as the user named them."""

    before: RunInfo
    after: RunInfo
    names: Mapping[str, str]
    findings: tuple[FindingChange, ...]
    new_acts: tuple[ActChange, ...]
    removed_acts: tuple[ActChange, ...]
    doubtful_acts: tuple[ActChange, ...]
    joined: tuple[Institution, ...]
    left: tuple[Institution, ...]
    same_programme: bool


def compare(before: RunData, after: RunData) -> Comparison:
    """The differences from ``before`` to ``after`` for institutions that are in both; others are listed by themselves."""
    old = {place.id: place for place in before.institutions}
    new = {place.id: place for place in after.institutions}
    both = [id for id in new if id in old]
    appeared: list[ActChange] = []
    gone: list[ActChange] = []
    doubtful: list[ActChange] = []
    acts_before, acts_after = _by_school(before.acts), _by_school(after.acts)
    read_after = {visit.school: fully_read(visit) for visit in after.visits}
    read_before = {visit.school: fully_read(visit) for visit in before.visits}
    for id in both:
        had, has = acts_before.get(id, {}), acts_after.get(id, {})
        appeared += [
            ActChange(id, act, "" if read_before.get(id) else "в прошлый раз сайт был прочитан не полностью")
            for key, act in has.items()
            if key not in had
        ]
        lost = [ActChange(id, act) for key, act in had.items() if key not in has]
        doubt = _doubt(len(lost), len(had), read_after.get(id, False))
        if doubt:
            doubtful += [ActChange(id, change.act, doubt) for change in lost]
        else:
            gone += lost
    return Comparison(
        before.run,
        after.run,
        {id: place.name for id, place in (old | new).items()},
        tuple(_finding_changes(before.findings, after.findings, set(both))),
        tuple(appeared),
        tuple(gone),
        tuple(doubtful),
        tuple(place for id, place in new.items() if id not in old),
        tuple(place for id, place in old.items() if id not in new),
        before.run.programme_hash == after.run.programme_hash,
    )


def _doubt(lost: int, had: int, read: bool) -> str:
    if not read:
        return "сайт прочитан не полностью"
    if lost > _FEW and lost > had * _MASS:
        return f"исчезло сразу {lost} из {had}: похоже на сбой сайта"
    return ""


def _by_school(acts: Iterable[StoredAct]) -> dict[str, dict[tuple[object, ...], StoredAct]]:
    found: dict[str, dict[tuple[object, ...], StoredAct]] = {}
    for stored in acts:
        if not stored.found.broken:
            found.setdefault(stored.school, {}).setdefault(_identity(stored), stored)
    return found


def _identity(stored: StoredAct) -> tuple[object, ...]:
    """An act moved to another address, or scanned anew, is the same act as long as its requisites are."""
    act = stored.found.act
    if act.number and act.date:
        return act.kind, act.number.casefold(), act.date
    return act.kind, act.number, act.date, " ".join(act.title.casefold().split()), "" if act.title else stored.found.url


def _finding_changes(before: Iterable[Finding], after: Iterable[Finding], schools: set[str]) -> Iterable[FindingChange]:
    old = {(finding.school, finding.indicator): finding for finding in before if finding.school in schools}
    new = {(finding.school, finding.indicator): finding for finding in after if finding.school in schools}
    for key in dict.fromkeys([*new, *old]):
        was, now = old.get(key), new.get(key)
        if was is None or now is None or (was.verdict, was.value) != (now.verdict, now.value):
            yield FindingChange(*key, was, now)
