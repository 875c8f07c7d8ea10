"""The programme's calendar in true dates."""

from __future__ import annotations

from datetime import date

import pytest

from programmes import ProgrammeError, bundled, load_programme
from programmes.calendar import awaited, coming, missed, stages
from programmes.model import Period

PROGRAMME = load_programme(bundled())


def test_the_stages_of_a_year() -> None:
    found = stages(PROGRAMME, 2025)
    assert [(stage.name, stage.start.isoformat(), stage.end.isoformat()) for stage in found] == [
        ("подготовительный этап", "2025-04-01", "2025-04-30"),
        ("основной этап", "2025-05-15", "2025-05-31"),
        ("заключительный этап", "2025-06-01", "2025-06-30"),
        ("показатель 5 на 01.09", "2025-09-01", "2025-09-15"),
    ]


def test_a_stage_over_new_year_and_one_on_the_leap_day() -> None:
    turned = PROGRAMME.model_copy(update={"calendar": (Period(name="зима", start="12-15", end="01-20"), Period(name="день", start="02-29", end="02-29"))})
    winter = next(stage for stage in stages(turned, 2025) if stage.name == "зима")
    assert (winter.start, winter.end) == (date(2025, 12, 15), date(2026, 1, 20))
    assert next(stage for stage in stages(turned, 2024) if stage.name == "день").start == date(2024, 2, 28)
    assert [stage.name for stage in awaited(turned, date(2026, 1, 5), [])] == ["зима"]
    assert awaited(turned, date(2026, 1, 5), [date(2025, 12, 20)]) == ()


@pytest.mark.parametrize("day", ["02-30", "13-01", "00-10"])
def test_a_day_that_no_year_has(day: str) -> None:
    wrong = PROGRAMME.model_copy(update={"calendar": (Period(name="этап", start=day, end="12-31"),)})
    with pytest.raises(ProgrammeError, match=rf"calendar\[1\]\.start.*{day}"):
        stages(wrong, 2025)


@pytest.mark.parametrize(
    ("today", "runs", "lost", "due"),
    [
        ("2025-05-20", [], ["показатель 5 на 01.09", "заключительный этап", "подготовительный этап"], ["основной этап"]),
        ("2025-05-20", ["2025-05-16"], ["показатель 5 на 01.09", "заключительный этап", "подготовительный этап"], []),
        ("2025-07-01", ["2025-04-30", "2025-05-31", "2025-06-01"], ["показатель 5 на 01.09"], []),
        ("2025-07-01", ["2025-04-30", "2025-05-14", "2024-09-15"], ["основной этап", "заключительный этап"], []),
        ("2025-05-31", ["2025-04-01", "2024-06-20", "2024-09-01"], [], ["основной этап"]),
    ],
)  # fmt: skip
def test_what_was_missed_and_what_is_due(today: str, runs: list[str], lost: list[str], due: list[str]) -> None:
    day, begun = date.fromisoformat(today), [date.fromisoformat(run) for run in runs]
    assert {stage.name for stage in missed(PROGRAMME, day, begun)} == set(lost)
    assert [stage.name for stage in awaited(PROGRAMME, day, begun)] == due


def test_what_comes_within_a_year() -> None:
    assert [stage.start.isoformat() for stage in coming(PROGRAMME, date(2025, 6, 10))] == [
        "2025-06-01", "2025-09-01", "2026-04-01", "2026-05-15", "2026-06-01",
    ]  # fmt: skip
