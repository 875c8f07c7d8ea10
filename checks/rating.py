"""The rating: weighted shares with the programme's weights, levels by its thresholds, honest ties, nobody lower for «нет данных»."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checks.model import Finding, Remark, Verdict
from programmes.model import Indicator, Programme

_EXACT = 6
"""Decimals at which two sums are the same: weights are decimal fractions, sums of floats are not."""


@dataclass(frozen=True, slots=True)
class Part:
    """One indicator's share in the sum. ``points`` is 0…1, ``None`` where there are no data."""

    indicator: str
    weight: float
    points: float | None


@dataclass(frozen=True, slots=True)
class Rated:
    """One institution in the rating. ``score`` is 0…1 over the indicators with data, ``None`` when there is not one.

    ``place`` is «1» or «2–4» for equal sums, empty for those shown apart because data are missing (``unknown``).
    """

    school: str
    score: float | None
    level: str
    parts: tuple[Part, ...]
    place: str = ""

    @property
    def unknown(self) -> tuple[str, ...]:
        """Indicators without data."""
        return tuple(part.indicator for part in self.parts if part.points is None)


@dataclass(frozen=True, slots=True)
class Rating:
    """``ranked`` by falling sums; ``apart`` those with missing data, in the order given; ``left_out`` the indicators nobody has
    data for, because they were not loaded: they tell nobody apart."""

    ranked: tuple[Rated, ...]
    apart: tuple[Rated, ...]
    left_out: tuple[str, ...]


def rating(schools: Sequence[str], findings: Iterable[Finding], programme: Programme) -> Rating:
    """Rate the institutions ``schools`` (ids) by their findings; indicators of weight 0 do not take part."""
    table = {(finding.school, finding.indicator): finding for finding in findings}
    weighted = [indicator for indicator in programme.indicators if indicator.weight > 0]
    left_out = [item.id for item in weighted if schools and all(_not_loaded(table.get((id, item.id))) for id in schools)]
    counted = [indicator for indicator in weighted if indicator.id not in left_out]
    rated = [_rated(id, counted, table, programme) for id in schools]
    whole = [item for item in rated if item.score is not None and not item.unknown]
    ranked = sorted(whole, key=lambda item: -round(item.score or 0.0, _EXACT))
    return Rating(tuple(_with_places(ranked)), tuple(item for item in rated if item not in whole), tuple(left_out))


def _rated(school: str, indicators: Sequence[Indicator], table: Mapping[tuple[str, str], Finding], programme: Programme) -> Rated:
    parts = tuple(
        Part(item.id, item.weight, _points(table.get((school, item.id)), item, programme.partial_points)) for item in indicators
    )
    known = [(part.weight, part.points) for part in parts if part.points is not None]
    score = sum(weight * points for weight, points in known) / sum(weight for weight, _points in known) if known else None
    return Rated(school, score, "" if score is None else level(score, programme), parts)


def level(score: float, programme: Programme) -> str:
    """The level a sum of 0…1 has by the programme's thresholds; empty when it names none that low."""
    reached = [step for step in programme.rating if round(score, _EXACT) >= step.minimum]
    return max(reached, key=lambda step: step.minimum).name if reached else ""


def _points(finding: Finding | None, indicator: Indicator, partial: float) -> float | None:
    if finding is None or finding.verdict is Verdict.UNKNOWN:
        return None
    if indicator.type == "share":
        return None if finding.value is None else min(1.0, max(0.0, finding.value / 100))
    return {Verdict.PRESENT: 1.0, Verdict.PARTIAL: partial, Verdict.ABSENT: 0.0}[finding.verdict]


def _not_loaded(finding: Finding | None) -> bool:
    return finding is None or Remark.NOT_IMPORTED in finding.remarks


def _with_places(ranked: Sequence[Rated]) -> Iterable[Rated]:
    """Equal sums share their places."""
    start = 0
    while start < len(ranked):
        score = round(ranked[start].score or 0.0, _EXACT)
        end = start
        while end < len(ranked) and round(ranked[end].score or 0.0, _EXACT) == score:
            end += 1
        place = f"{start + 1}" if end - start == 1 else f"{start + 1}–{end}"
        for item in ranked[start:end]:
            yield Rated(item.school, item.score, item.level, item.parts, place)
        start = end
