"""The programme's calendar in true dates: which stages there are, which of them went by without a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from programmes.load import ProgrammeError
from programmes.model import Programme

AS_OF_DAYS = 14
"""A number as of a day is taken on that day or within two weeks after it."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of one year: a run belongs to it that is begun from ``start`` to ``end``, both included."""

    name: str
    start: date
    end: date

    def holds(self, day: date) -> bool:
        """Whether a day falls into the stage."""
        return self.start <= day <= self.end


def stages(programme: Programme, year: int) -> tuple[Stage, ...]:
    """The stages that begin in a year, the earliest first: the calendar's, and the days numbers are taken at.

    A day of an indicator on which a stage of the calendar begins needs no run of its own. Raises ``ProgrammeError`` for a day
    that no year has.
    """
    found: list[Stage] = []
    for number, period in enumerate(programme.calendar, 1):
        key = f"calendar[{number}]"
        start, end = _day(year, period.start, f"{key}.start"), _day(year, period.end, f"{key}.end")
        if end < start:
            end = _day(year + 1, period.end, f"{key}.end")
        found.append(Stage(period.name, start, end))
    begun = {stage.start for stage in found}
    for indicator in programme.indicators:
        for text in indicator.as_of:
            day = _day(year, text, f"indicators.{indicator.id}.as_of")
            if day not in begun:
                begun.add(day)
                name = f"показатель {indicator.id} на {day:%d.%m}"
                found.append(Stage(name, day, day + timedelta(days=AS_OF_DAYS)))
    return tuple(sorted(found, key=lambda stage: (stage.start, stage.name)))


def coming(programme: Programme, today: date) -> tuple[Stage, ...]:
    """The stages that begin within a year from today, and those that go on."""
    around = [stage for year in (today.year - 1, today.year, today.year + 1) for stage in stages(programme, year)]
    return tuple(stage for stage in around if stage.end >= today and stage.start < today + timedelta(days=365))


def missed(programme: Programme, today: date, runs: Iterable[date]) -> tuple[Stage, ...]:
    """The stages of the last year that are over and in which no run was begun."""
    begun = tuple(runs)
    earliest = today - timedelta(days=365)
    past = [stage for year in (today.year - 1, today.year) for stage in stages(programme, year)]
    return tuple(stage for stage in past if earliest <= stage.start and stage.end < today and not _any(stage, begun))


def awaited(programme: Programme, today: date, runs: Iterable[date]) -> tuple[Stage, ...]:
    """The stages that go on and in which no run was begun yet."""
    begun = tuple(runs)
    return tuple(stage for stage in coming(programme, today) if stage.start <= today and not _any(stage, begun))


def _any(stage: Stage, runs: Sequence[date]) -> bool:
    return any(stage.holds(day) for day in runs)


def _day(year: int, text: str, key: str) -> date:
    month, day = (int(part) for part in text.split("-"))
    if (month, day) == (2, 29):
        day = 28  # a stage is held every year
    try:
        return date(year, month, day)
    except ValueError:
        raise ProgrammeError(f"ключ {key}: дня {text} в календаре нет (запись — ММ-ДД)") from None
