"""What needs a person's eyes, the most important first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from checks.model import Finding, MachineWord, Remark, Verdict
from checks.review import differs, holds, in_force, open_objections, standing
from checks.review_model import Basis, Decision
from programmes.model import Programme


class Reason(StrEnum):
    """Why an item waits for a person, the weightiest first."""

    CHANGED = "changed"
    OBJECTION = "objection"
    DIFFERS = "differs"
    CONFLICT = "conflict"
    LOW_CONFIDENCE = "low_confidence"
    PARTIAL = "partial"
    UNKNOWN = "unknown"
    NEAR_MISS = "near_miss"


REASON_TEXT = {
    Reason.CHANGED: "изменилось после решения",
    Reason.OBJECTION: "возражение организации без ответа",
    Reason.DIFFERS: "программа теперь думает иначе",
    Reason.CONFLICT: "чтения расходятся",
    Reason.LOW_CONFIDENCE: "распознано неуверенно",
    Reason.PARTIAL: "есть с замечаниями",
    Reason.UNKNOWN: "нет данных, можно установить",
    Reason.NEAR_MISS: "нет, но есть похожий документ",
}
_WEIGHT = {reason: float(2 ** (len(Reason) - place)) for place, reason in enumerate(Reason)}
"""Each reason outweighs all lighter ones together."""
_NOT_FOR_EYES = frozenset({Remark.NOT_IMPORTED})
"""What no look at a site settles: data are to be loaded."""


@dataclass(frozen=True, slots=True)
class Case:
    """One finding of a run as the reviewer meets it: the machine's finding, what it rests on, its log (oldest first) and
    the contradictions inside its evidence (Russian sentences)."""

    finding: Finding
    basis: Basis
    log: tuple[Decision, ...] = ()
    conflicts: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How people call the item: ``sosh1:3``."""
        return f"{self.finding.school}:{self.finding.indicator}"

    @property
    def decision(self) -> Decision | None:
        """The decision in force."""
        return in_force(self.log, self.basis)

    @property
    def fallen(self) -> Decision | None:
        """The newest decision that was taken on other evidence, where no decision is in force."""
        if self.decision is not None:
            return None
        return next((item for item in reversed(standing(self.log)) if not holds(item, self.basis)), None)


@dataclass(frozen=True, slots=True)
class Item:
    """A case with the reasons it needs eyes for; none when it needs none."""

    case: Case
    reasons: tuple[Reason, ...]
    importance: float


def item(case: Case, programme: Programme) -> Item:
    """The case with its reasons."""
    reasons = tuple(_reasons(case))
    known = {indicator.id: indicator.weight for indicator in programme.indicators}
    weight = sum(_WEIGHT[reason] for reason in reasons) * 1000 + known.get(case.finding.indicator, 0.0)
    return Item(case, reasons, weight if reasons else 0.0)


def queue(cases: Iterable[Case], programme: Programme) -> tuple[Item, ...]:
    """All cases, those that need eyes most first; equal ones stay in the order given."""
    return tuple(sorted((item(case, programme) for case in cases), key=lambda found: -found.importance))


def _reasons(case: Case) -> Iterable[Reason]:
    finding = case.finding
    if open_objections(case.log):
        yield Reason.OBJECTION
    decision = case.decision
    if decision is not None:
        if differs(decision, MachineWord(finding.verdict, finding.value, finding.remarks)):
            yield Reason.DIFFERS
        return
    fallen = case.fallen
    if fallen is not None and _worth_telling(fallen, finding, case.basis):
        yield Reason.CHANGED
    if case.conflicts:
        yield Reason.CONFLICT
    if Remark.LOW_CONFIDENCE in finding.remarks:
        yield Reason.LOW_CONFIDENCE
    if finding.verdict is Verdict.PARTIAL:
        yield Reason.PARTIAL
    if finding.verdict is Verdict.UNKNOWN and not _NOT_FOR_EYES & set(finding.remarks):
        yield Reason.UNKNOWN
    if finding.verdict is Verdict.ABSENT and finding.nearest_miss is not None:
        yield Reason.NEAR_MISS


def _worth_telling(fallen: Decision, finding: Finding, basis: Basis) -> bool:
    """A rejected document that is gone leaves nothing to look at."""
    return bool(basis.documents) or (fallen.verdict, fallen.value) != (finding.verdict, finding.value)


def reasons_text(reasons: Sequence[Reason]) -> str:
    """The reasons as one Russian phrase."""
    return "; ".join(REASON_TEXT[reason] for reason in reasons)
