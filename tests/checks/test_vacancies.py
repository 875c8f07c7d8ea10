"""Vacancies: posts of teachers from tables, lists and sentences; zero only with evidence; never places for pupils."""

from __future__ import annotations

from datetime import date

import pytest

from checks.lexicon import lexicon
from checks.model import PageText
from checks.vacancy_reading import read_statements
from extractors.model import Hints
from extractors.read import read
from programmes import Programme, bundled, load_programme
from tests.checks import (
    vacancy_pages,
    vacancy_pages_2,
    vacancy_pages_3,
    vacancy_pages_4,
    vacancy_pages_5,
    vacancy_pages_6,
    vacancy_pages_7,
    vacancy_pages_8,
    vacancy_pages_9,
    vacancy_pages_10,
    vacancy_pages_11,
    vacancy_pages_12,
    vacancy_pages_13,
    vacancy_pages_14,
    vacancy_pages_15,
    vacancy_pages_16,
    vacancy_pages_17,
    vacancy_pages_18,
    vacancy_pages_19,
    vacancy_pages_20,
)
from tests.checks.vacancy_pages import Case

SETS = (
    vacancy_pages, vacancy_pages_2, vacancy_pages_3, vacancy_pages_4, vacancy_pages_5, vacancy_pages_6, vacancy_pages_7, vacancy_pages_8,
    vacancy_pages_9, vacancy_pages_10, vacancy_pages_11, vacancy_pages_12, vacancy_pages_13, vacancy_pages_14, vacancy_pages_15, vacancy_pages_16, vacancy_pages_17, vacancy_pages_18, vacancy_pages_19, vacancy_pages_20,
)  # fmt: skip
KNOWN_MISSES = {
    "18-u27": "a date whose zeros a scan has made letters («O1.O6.2O25») is not read as a date",
    "20-x9": "two numbers of one post in a sentence are not added up",
    "20-x13": "numbers below headings that name neither posts nor amounts («1 корпус», «2 корпус») are not added up",
}
PAGES = {f"{number}-{case.name}": case for number, cases in enumerate(SETS, 1) for case in cases.CASES}


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme(bundled())


def _total(programme: Programme, title: str, text: str, link: str = "") -> int | None:
    page = PageText("http://s.example/v", title, text, link)
    found = read_statements(page, lexicon(programme), programme.vocabulary.teaching_posts)
    return found[-1].total if found else None


@pytest.mark.parametrize(
    ("title", "text", "total"),
    [
        ("Вакансии", "Должность\tКоличество вакансий\tСтавок\nУчитель математики\t2\t1,5\nУчитель физики\t1\t1\nПовар\t1\t1", 3),
        ("Вакансии", "В школу требуются: учитель физики, учитель химии (0,5 ставки), уборщик служебных помещений.", 2),
        ("Вакансии", "На 01.09.2024 вакансий нет", 0),
        ("Вакансии", "Вакантные должности отсутствуют.", 0),
        ("Педагогический состав", "Школа укомплектована кадрами на 100 %.", 0),
        ("Сведения", "учитель информатики — 18 вакансий", 18),
        (
            "Вакансии педагогических работников",
            "Воспитатель — 1 ставка\nПедагог-психолог - 0,5 ставки\nМладший воспитатель - 1",
            2,
        ),
        ("Вакансии", "повар — 1\nдворник — 1\nоткрытые вакансии школы", 0),
        ("Вакансии", "Требуются: учитель физики (18 часов), учитель-логопед – 1 ставка, 2 воспитателя ГПД, повар", 4),
        ("Кадры", "Потребность в кадрах на 01.06.2025: учитель начальных классов - 1; учитель английского языка - 2", 3),
    ],
)
def test_posts_are_counted(programme: Programme, title: str, text: str, total: int) -> None:
    assert _total(programme, title, text) == total


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Вакантные места для приёма (перевода)", "1 класс\t5\nКоличество вакантных мест\nучитель Иванчикова"),
        ("Новости", "Объявлен конкурс на замещение вакантной должности директора школы.\nУчитель года"),
        ("Главная", "Наши учителя — лучшие. Педагог года найден."),
        ("Карьера", "Вакансия государственной гражданской службы: консультант отдела, учитель"),
        ("Педагогический состав", "Учитель математики, высшая категория\nУчитель физики, первая категория"),
        ("Вакансии", "Раздел наполняется"),
        ("Новости", "Вакансии\nКонтакты\nМолодые педагоги получили наставников. Учитель физики рассказал о школе."),
    ],
)
def test_what_is_no_staff_vacancy_is_no_number(programme: Programme, title: str, text: str) -> None:
    assert _total(programme, title, text) is None


def test_the_day_is_read(programme: Programme) -> None:
    page = PageText("u", "Вакансии", "По состоянию на 01.09.2024\nучитель химии - 1")
    [found] = read_statements(page, lexicon(programme), programme.vocabulary.teaching_posts)
    assert found.day == date(2024, 9, 1)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=name, marks=pytest.mark.xfail(reason=KNOWN_MISSES[name], strict=True) if name in KNOWN_MISSES else ())
        for name, case in PAGES.items()
    ],
)
def test_pages_in_all_forms(programme: Programme, case: Case) -> None:
    html = f"<html><head><title>{case.title}</title></head><body><h1>{case.title}</h1>{case.body}</body></html>"
    document = read(html.encode(), Hints(content_type="text/html; charset=utf-8"), "http://s.example/v.html")
    page = PageText("http://s.example/v.html", case.title, document.text)
    found = read_statements(page, lexicon(programme), programme.vocabulary.teaching_posts)
    last = max(found, key=lambda statement: (statement.day or date.min, statement.until or date.min), default=None)
    assert (last.total if last else None, last.rates if last else None, last.day if last else None) == case[3:]
