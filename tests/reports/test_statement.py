"""The statement's Russian: numerals, nothing found, everything found; its Word file and the analyst's own template."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from checks.model import Verdict
from checks.recommendation import Recommendation, State
from db.model import Background, RunData, Said, Tracked
from reports.model import Report, build
from reports.sheet_docx import sheet_docx
from reports.statement import at, school_year, statement
from reports.statement_docx import StatementTemplateError, statement_docx
from reports.statement_template import default_template
from tests.reports import sample


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (1, 1, "у\xa01 из 1\xa0организации (100\xa0%)"),
        (0, 5, "у\xa00 из 5\xa0организаций (0\xa0%)"),
        (2, 21, "у\xa02 из 21\xa0организации (9,5\xa0%)"),
        (12, 64, "у\xa012 из 64\xa0организаций (18,8\xa0%)"),
        (64, 64, "у\xa064 из 64\xa0организаций (100\xa0%)"),
        (0, 0, "ни у одной организации"),
    ],
)
def test_shares_in_words(part: int, whole: int, text: str) -> None:
    assert at(part, whole) == text


def test_school_years() -> None:
    assert school_year(date(2025, 5, 31)) == "2024/25 учебный год"
    assert school_year(date(2025, 9, 1)) == "2025/26 учебный год"
    assert school_year(date(2099, 12, 1)) == "2099/00 учебный год"


def district(verdict: Verdict, count: int) -> Report:
    """So many schools with one verdict everywhere."""
    places = tuple(sample.institution(f"s{number}", f"Школа № {number}") for number in range(1, count + 1))
    measure = sample.programme()
    findings = tuple(sample.finding(place.id, item.id, verdict) for place in places for item in measure.indicators if item.type == "acts")
    return build(RunData(sample.run_data().run, places, findings, (), tuple(sample.visit(place.id) for place in places)), measure)


def words(report: Report) -> str:
    """Everything the statement says in sentences."""
    made = statement(report)
    parts = [*made.general, *made.rating, *made.changes, *made.effect, *made.conclusions, *made.decisions]
    return "\n".join([*parts, *(text for section in made.sections for text in section.paragraphs)]).replace("\xa0", " ")


@pytest.mark.parametrize(("count", "noun"), [(1, "1 организация"), (2, "2 организации"), (5, "5 организаций"), (21, "21 организация")])
def test_numerals_of_a_district(count: int, noun: str) -> None:
    text = words(district(Verdict.PRESENT, count))
    assert f"Обследовано: {noun}." in text
    assert f"Акты по всем показателям наличия размещены у {count} из {count} " in text
    assert "Организаций, о которых установлено отсутствие актов, нет." in text


def of_place(municipality: str, basis: str = "") -> Report:
    """The sample run of another municipality."""
    data = sample.run_data()
    places = tuple(replace(place, municipality=municipality) for place in data.institutions)
    return build(replace(data, institutions=places), sample.programme(), basis)


def test_the_programmes_order_is_the_ground_in_its_own_municipality_only() -> None:
    own = statement(of_place("Конаковский муниципальный округ"))
    assert "15.02.2023 №\xa044" in own.basis
    assert not own.origin
    other = statement(of_place("Заречный район"))
    assert "Конаков" not in other.basis
    assert "вписать" in other.basis
    assert "15.02.2023 №\xa044" in other.origin
    assert other.authority == "Управление образования администрации Заречного района"
    told = statement(of_place("Заречный район", "приказ Управления образования от 15.01.2025 № 12."))
    assert told.basis == "приказ Управления образования от 15.01.2025 № 12"


def test_changes_are_told_by_what_they_say() -> None:
    """Better, worse, no longer known, another number: what a school did is not mixed with what nobody could read."""
    data = sample.run_data()
    said = {
        ("s1", "3"): (Verdict.ABSENT, None), ("s1", "2"): (Verdict.PRESENT, None), ("s2", "3"): (Verdict.PRESENT, None), ("s1", "5"): (Verdict.PRESENT, 3.0),
    }  # fmt: skip
    now = {("s1", "3"): Verdict.PRESENT, ("s1", "2"): Verdict.ABSENT, ("s2", "3"): Verdict.UNKNOWN}
    after = tuple(
        replace(item, verdict=now.get((item.school, item.indicator), item.verdict), evidence=(), reviewed=False, review=None) for item in data.findings
    )
    earlier = tuple(
        replace(item, verdict=said[key][0], value=said[key][1], remarks=()) if (key := (item.school, item.indicator)) in said else item for item in after
    )
    before = replace(data, run=replace(data.run, id=6, as_of="2024-05-31"), findings=earlier)
    report = build(replace(data, findings=after, background=Background(previous=before)), sample.programme())
    text = " ".join(statement(report).changes).replace("\xa0", " ")
    assert "стал выполняться по сведениям организаций: МБОУ СОШ №1" in text
    assert "перестал выполняться по сведениям организаций: МБОУ СОШ №1" in text
    assert "сравнить выводы нельзя: 1 изменение." in text
    assert "Изменились числовые значения: 1 изменение." in text
    assert "не зависящих" not in text


def test_nothing_found() -> None:
    text = words(district(Verdict.ABSENT, 5))
    assert "Акты размещены у 0 из 5 организаций (0 %)" in text
    assert "Хотя бы одного акта нет у 5 из 5 организаций (100 %)." in text
    assert "Школа № 1 — МО, Наставничество, Сетевые формы" in text


def test_unknown_is_never_called_missing() -> None:
    text = words(district(Verdict.UNKNOWN, 3))
    assert "Нет данных (3 организации)" in text
    assert "не размещены" not in text
    assert "отсутств" not in text


def test_no_institution_at_all() -> None:
    report = build(RunData(sample.run_data().run, (), (), (), ()), sample.programme())
    assert "Обследовано: 0 организаций." in words(report)
    assert statement_docx(report)[:2] == b"PK"


def cell_texts(content: bytes) -> list[str]:
    """All paragraphs of a Word file, those of tables too."""
    document = Document(BytesIO(content))
    inside = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + inside


def with_recommendation() -> RunData:
    """A run with a repeated recommendation."""
    said = (Said(3, "2024-05-31", State.ISSUED), Said(7, "2025-05-31", State.REPEATED))
    advice = Tracked(Recommendation("s2", "3", "draft", "Разместить <утверждённый> акт.", 12, 3, 7), said)
    return replace(sample.run_data(), background=Background(recommendations=(advice,)))


def test_figures_are_numbered_and_a_school_learns_where_it_stands() -> None:
    report = district(Verdict.PRESENT, 3)
    assert "Рисунок 1. Выводы по показателям" in cell_texts(statement_docx(report))
    assert "Рисунок 2. Уровни организаций" in cell_texts(statement_docx(report))
    assert report.standing("s1") == "место 1–3, высокий уровень, сумма 100\xa0%"
    assert "Рейтинг: место 1–3, высокий уровень, сумма 100\xa0%." in cell_texts(sheet_docx(report, report.rows[0]))
    assert district(Verdict.UNKNOWN, 1).standing("s1").startswith("без места")
    assert report.standing("nobody") == ""
    some = build(replace(sample.run_data(), left_out=60), sample.programme())
    assert "по части организаций проверки (5 из 65)" in some.notes[0]
    assert "место" not in "".join(some.standing(row.institution.id) for row in some.rows).replace("без места", "")


def test_hostile_texts_stay_texts() -> None:
    report = build(with_recommendation(), sample.programme())
    texts = "\n".join(cell_texts(statement_docx(report)))
    assert "«Центр <b>творчества</b>»" in texts
    assert "Разместить <утверждённый> акт." in texts
    assert "повторена (выдана 31.05.2024)" in texts
    assert "{{" not in texts
    assert "{%" not in texts
    for row in report.rows:
        sheet = "\n".join(cell_texts(sheet_docx(report, row)))
        assert "\u202e" not in sheet
        assert "РЕЗУЛЬТАТЫ МОНИТОРИНГА" in sheet


def edited(old: str, new: str) -> bytes:
    """The bundled template with one paragraph rewritten, as an analyst does in Word."""
    document = Document(BytesIO(default_template()))
    for paragraph in document.paragraphs:
        if old in paragraph.text:
            paragraph.text = new
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_the_analysts_own_wording() -> None:
    report = build(with_recommendation(), sample.programme())
    made = statement_docx(report, edited("Отчётная дата", "Справка составлена на {{ s.as_of }} г."))
    assert "Справка составлена на 31.05.2025 г." in cell_texts(made)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (b"not a document", "не документ Word"),
        (edited("Отчётная дата", "{{ s.nothing }}"), "nothing"),
        (edited("Отчётная дата", "{%p if s.as_of %}"), "ошибка в метках"),
        (edited("Отчётная дата", "{{ ''.__class__.__mro__ }}"), "ошибка в метках"),
    ],
)
def test_a_template_that_cannot_be_filled(template: bytes, said: str) -> None:
    with pytest.raises(StatementTemplateError, match=said):
        statement_docx(build(sample.run_data(), sample.programme()), template)


def test_the_same_report_needs_no_disk(tmp_path: Path) -> None:
    report = build(sample.run_data(), sample.programme())
    assert len(statement_docx(report)) > 20_000
    assert not list(tmp_path.iterdir())
