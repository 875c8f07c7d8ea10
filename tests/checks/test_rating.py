"""The rating: sums, ties, thresholds, and schools whose data are missing."""

from __future__ import annotations

from checks.model import Finding, Remark, Searched, Verdict
from checks.rating import rating
from programmes.model import Programme
from tests.db.samples import PROGRAMME


def programme(**weights: float) -> Programme:
    """A programme with an indicator of acts a weight."""
    base = PROGRAMME.indicators[0]
    levels = [{"name": "низкий", "minimum": 0.0}, {"name": "средний", "minimum": 0.5}, {"name": "высокий", "minimum": 0.8}]
    return Programme.model_validate(
        PROGRAMME.model_dump()
        | {"rating": levels, "indicators": [base.model_copy(update={"id": id, "weight": weight}) for id, weight in weights.items()]}
    )


def found(school: str, **verdicts: Verdict) -> list[Finding]:
    """Findings of a school that was read to its end."""
    return [Finding(school, id, verdict, searched=Searched(complete=True)) for id, verdict in verdicts.items()]


YES, SOME, NO, UNKNOWN = Verdict.PRESENT, Verdict.PARTIAL, Verdict.ABSENT, Verdict.UNKNOWN


def test_sums_follow_the_weights_and_are_explained() -> None:
    result = rating(["a"], found("a", x=YES, y=NO), programme(x=3.0, y=1.0))
    [first] = result.ranked
    assert first.score == 0.75
    assert first.level == "средний"
    assert [(part.indicator, part.weight, part.points) for part in first.parts] == [("x", 3.0, 1.0), ("y", 1.0, 0.0)]


def test_equal_sums_share_their_places_whatever_the_order_of_addition() -> None:
    measure = programme(x=0.1, y=0.2, z=0.3)
    findings = [*found("a", x=YES, y=YES, z=NO), *found("b", x=NO, y=NO, z=YES), *found("c", x=YES, y=YES, z=YES), *found("d", x=NO, y=NO, z=NO)]
    result = rating(["d", "a", "b", "c"], findings, measure)
    assert [(item.school, item.place) for item in result.ranked] == [("c", "1"), ("a", "2–3"), ("b", "2–3"), ("d", "4")]


def test_missing_data_puts_apart_and_never_lower() -> None:
    result = rating(["a", "b"], [*found("a", x=YES, y=UNKNOWN), *found("b", x=NO, y=NO)], programme(x=1.0, y=1.0))
    assert [item.school for item in result.ranked] == ["b"]
    [apart] = result.apart
    assert (apart.school, apart.score, apart.unknown, apart.place) == ("a", 1.0, ("y",), "")


def test_an_indicator_nobody_was_asked_for_tells_nobody_apart() -> None:
    not_loaded = [Finding(id, "x", UNKNOWN, remarks=(Remark.NOT_IMPORTED,)) for id in "ab"]
    result = rating(["a", "b"], [*not_loaded, *found("a", y=YES), *found("b", y=NO)], programme(x=1.0, y=1.0))
    assert result.left_out == ("x",)
    assert [(item.school, item.place) for item in result.ranked] == [("a", "1"), ("b", "2")]


def test_partial_is_worth_what_the_programme_says() -> None:
    measure = programme(x=1.0).model_copy(update={"partial_points": 0.25})
    assert rating(["a"], found("a", x=SOME), measure).ranked[0].score == 0.25


def test_weightless_indicators_and_an_empty_district() -> None:
    result = rating(["a"], found("a", x=YES, y=NO), programme(x=1.0, y=0.0))
    assert [part.indicator for part in result.ranked[0].parts] == ["x"]
    assert rating([], [], programme(x=1.0)).ranked == ()
    nothing = rating(["a"], [], programme(x=1.0))
    assert nothing.ranked == ()
    assert nothing.apart[0].score is None


def test_thresholds_are_reached_by_the_exact_sum() -> None:
    measure = programme(v=0.2, w=0.2, x=0.2, y=0.2, z=0.2)
    [item] = rating(["a"], found("a", v=YES, w=YES, x=YES, y=YES, z=NO), measure).ranked
    assert item.level == "высокий"
