"""Charts: real pictures, the same each time, with words for those who do not see them."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

from checks.model import Verdict
from db.model import Background, PastRun, RunInfo
from reports.charts import charts, shares_by_day
from reports.model import Report, build
from tests.reports import sample


def report(years: int = 0) -> Report:
    """A run with so many earlier ones."""
    data = sample.run_data()
    verdicts = {("s1", "3"): (Verdict.ABSENT, None), ("s2", "3"): (Verdict.PRESENT, None), ("gone", "3"): (Verdict.PRESENT, None)}
    past = tuple(
        PastRun(RunInfo(year, "", "", f"{2024 - years + year}-05-31", "konakovo-2023", "h", "1"), verdicts) for year in range(1, years + 1)
    )
    return build(replace(data, background=Background(history=past)), sample.programme())


def test_pictures_are_whole_and_the_same_each_time() -> None:
    first, second = charts(report(2)), charts(report(2))
    assert [chart.name for chart in first] == ["verdicts", "years", "levels"]
    for one, other in zip(first, second, strict=True):
        assert one.image("svg") == other.image("svg")
        with Image.open(BytesIO(one.image("png"))) as picture:
            assert picture.width > 900
        ElementTree.fromstring(one.image("svg"))


def test_words_say_what_the_picture_shows() -> None:
    verdicts, *_others = charts(report())
    assert "Наставничество: есть — 1, есть с замечаниями — 1, нет — 1, нет данных — 1" in verdicts.alt


def test_shares_by_year_leave_out_who_has_left_and_who_has_no_data() -> None:
    made = report(1)
    column = next(column for column in made.columns if column.id == "3")
    assert shares_by_day(made, column) == (("2024-05-31", 0.5), ("2025-05-31", 2 / 3))
    other = next(column for column in made.columns if column.id == "2")
    assert shares_by_day(made, other)[0] == ("2024-05-31", None)


def test_nothing_judged_gives_no_chart(tmp_path: Path) -> None:
    data = sample.run_data()
    assert charts(build(type(data)(data.run, (), (), (), ()), sample.programme())) == ()
