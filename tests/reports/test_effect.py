"""The effect of measures, and recommendations in the terminal."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from checks.recommendation import Recommendation, State
from db.model import Background, Said, Tracked
from reports.effect import effects, overall
from reports.measures_text import measures_json, show_effects, show_measures
from reports.model import Report, build
from tests.reports import sample


def tracked(number: int, *states: State, indicator: str = "3", school: str = "s1") -> Tracked:
    """A recommendation through yearly runs, the last of them run 7."""
    first = 7 - len(states) + 1
    said = tuple(Said(first + at, f"{2018 + first + at}-05-31", state) for at, state in enumerate(states))
    return Tracked(Recommendation(school, indicator, "absent", "Принять положение.", number, first, first), said)


ITEMS = (
    tracked(1, State.ISSUED, State.REPEATED, State.RESOLVED),
    tracked(2, State.ISSUED, State.REPEATED, school="s2"),
    tracked(3, State.ISSUED, State.WITHDRAWN, indicator="2"),
    tracked(4, State.ISSUED, State.UNVERIFIED, indicator=""),
)


def report() -> Report:
    """A run with these recommendations."""
    return build(replace(sample.run_data(), background=Background(recommendations=ITEMS)), sample.programme())


def shown(writer: object) -> str:
    """What the terminal shows."""
    stream = io.StringIO()
    writer(Console(file=stream, width=80, markup=False), report())  # type: ignore[operator]
    return stream.getvalue()


def test_counts_by_date_and_indicator() -> None:
    found = {(item.as_of, item.indicator): item for item in effects(ITEMS)}
    last = found["2025-05-31", "3"]
    assert (last[State.RESOLVED], last[State.REPEATED], last.share) == (1, 1, 0.5)
    assert found["2024-05-31", "2"].share is None
    assert overall(found.values())[State.ISSUED] == 4


def test_of_two_runs_for_one_date_the_last_counts() -> None:
    twice = Tracked(ITEMS[0].recommendation, (Said(6, "2025-05-31", State.REPEATED), Said(7, "2025-05-31", State.RESOLVED)))
    [only] = effects((twice,))
    assert only.counts == {State.RESOLVED: 1}


def test_terminal_and_json() -> None:
    text = shown(show_measures)
    assert "4\xa0рекомендации" in text
    assert "выполнена (выдана 31.05.2023)" in text
    assert "Сайт" in text
    assert "50" in shown(show_effects)
    made = measures_json(report())
    assert made["recommendations"][0]["history"][-1]["state"] == "resolved"  # type: ignore[index]
