"""The compliance table in the terminal."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from checks.model import ExpectedFound, Verdict
from reports.console import lacking, show, unread
from reports.model import Report, build
from tests.reports import sample


def shown(report: Report, width: int, color: bool = False) -> str:
    """What a terminal of this width shows."""
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=color, color_system="truecolor" if color else None, markup=False)
    show(console, report, ["out/report/index.html"])
    return stream.getvalue()


@pytest.fixture(scope="module")
def report() -> Report:
    return build(sample.run_data(), sample.programme())


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(report: Report, width: int) -> None:
    for row in shown(report, width).splitlines():
        assert len(row) <= width, row


def test_the_usual_set_is_shown_for_few_institutions() -> None:
    data = sample.run_data()
    first = data.institutions[1]
    items = (ExpectedFound("положение", True, title="О наставничестве", requisites="№ 5"), ExpectedFound("дорожная карта", False))
    judged = tuple(replace(item, expected=items) if item.indicator == "3" else item for item in data.findings)
    many = build(replace(data, findings=judged), sample.programme())
    one = build(replace(data, findings=judged, institutions=(first,)), sample.programme())
    assert "обычный набор" not in shown(many, 120)
    text = shown(one, 120)
    assert "положение — найден: О наставничестве № 5" in text
    assert "дорожная карта — не найден" in text


@pytest.mark.parametrize("width", [80, 120])
def test_each_institution_has_one_line_with_its_verdicts(report: Report, width: int) -> None:
    lines = shown(report, width).splitlines()
    school = next(row for row in lines if "СОШ №2" in row)
    assert "12,5\u00a0%" in school
    assert school.count("замечания") == 3
    assert school.rstrip().endswith("2,5*")
    unknown = next(row for row in lines if "№10" in row)
    assert unknown.count("нет данных") == 5


def test_zero_is_a_number_and_missing_is_not(report: Report) -> None:
    lines = shown(report, 120).splitlines()
    assert next(row for row in lines if "СОШ №1" in row).rstrip().endswith(" 0")
    assert next(row for row in lines if "Центр" in row).rstrip().endswith("нет данных")


def test_authority_stands_first_and_is_not_in_the_totals(report: Report) -> None:
    text = shown(report, 120)
    assert text.index("Управление образования") < text.index("СОШ №1")
    assert "2 из 4" in text
    assert all(total.rows == 4 for total in report.totals)


def test_share_is_weighted_by_teachers_and_count_is_summed(report: Report) -> None:
    share, *_acts, vacancies = report.totals
    assert share.total == pytest.approx((50 * 40 + 12.5 * 20) / 60)
    assert vacancies.total == 2.5
    assert vacancies.known == 2


def test_share_without_numbers_of_teachers_has_no_average() -> None:
    data = sample.run_data()
    places = tuple(sample.institution(place.id, place.name, place.kind) for place in data.institutions)
    without = build(type(data)(data.run, places, data.findings, data.acts, data.visits), sample.programme())
    assert without.totals[0].total is None
    assert (without.totals[0].text, without.totals[0].basis) == ("данные", "2 из 4")


def test_works_without_colour_and_colour_adds_only_escapes(report: Report) -> None:
    plain = shown(report, 100)
    assert "\x1b" not in plain
    assert "\x1b[" in shown(report, 100, color=True)


def test_names_that_would_be_cut_alike_keep_their_ends() -> None:
    data = sample.run_data()
    long = "Муниципальное бюджетное общеобразовательное учреждение средняя школа"
    places = (sample.institution("a", f"{long} № 1"), sample.institution("b", f"{long} № 2"))
    report = build(type(data)(data.run, places, (), (), ()), sample.programme())
    text = shown(report, 80)
    assert "школа № 1" in text
    assert "школа № 2" in text


def test_lists_of_the_lacking_and_the_unread(report: Report) -> None:
    assert [row.institution.id for row in report.lacking] == ["uo", "cdt"]
    assert [row.institution.id for row in report.not_fully_read] == ["s2", "ds1"]
    text = shown(report, 120)
    assert "Нет документов у 2\u00a0организаций" in text
    assert "ссылка на акт не работает" in text
    assert "2\u00a0сайта из 5" in text
    assert "имя узла не найдено" in text
    assert "out/report/index.html" in text


def test_nothing_to_list_is_nothing(report: Report) -> None:
    data = sample.run_data()
    fine = build(
        type(data)(
            data.run, data.institutions[1:2], tuple(f for f in data.findings if f.school == "s1"), (), (sample.visit("s1"),)
        ),
        sample.programme(),
    )
    assert lacking(fine) is None
    assert unread(fine) is None


def test_institutions_without_findings_are_not_called_absent() -> None:
    data = sample.run_data()
    report = build(type(data)(data.run, data.institutions, (), (), ()), sample.programme())
    assert not report.lacking
    assert len(report.not_fully_read) == 5
    assert {cell.verdict for row in report.rows for cell in row.cells} == {None}
    assert "не проверено"[:10] in shown(report, 120)


def test_a_region_is_grouped_by_municipality() -> None:
    data = sample.run_data()
    other = sample.institution("z1", "МБОУ СОШ с. Дальнее", municipality="Дальний округ")
    finding = sample.finding("z1", "3", Verdict.PRESENT)
    report = build(
        type(data)(data.run, (*data.institutions, other), (*data.findings, finding), data.acts, data.visits), sample.programme()
    )
    text = shown(report, 80)
    assert text.index("Заречный район") < text.index("СОШ №1") < text.index("Дальний округ") < text.index("Дальнее")


def test_hostile_names_cannot_command_the_terminal() -> None:
    data = sample.run_data()
    evil = sample.institution("evil", "Школа \x1b[2J[bold red]\u202e№1\x07")
    report = build(type(data)(data.run, (evil,), (), (), ()), sample.programme())
    text = shown(report, 80)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[bold red]" in text


def test_a_broken_off_run_is_said_to_be_incomplete() -> None:
    data = sample.run_data()
    open_run = type(data.run)(
        **{name: getattr(data.run, name) for name in type(data.run).__dataclass_fields__} | {"finished": None}
    )
    report = build(type(data)(open_run, data.institutions, data.findings, data.acts, data.visits), sample.programme())
    assert "прерван" in shown(report, 80)
