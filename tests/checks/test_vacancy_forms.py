"""Every way to name an amount in every layout of a list, and the words that say none or tell nothing: what the grammar of posts must hold."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, islice

import pytest

from checks.lexicon import lexicon
from checks.model import PageText
from checks.vacancy_reading import read_statements
from extractors.model import Hints
from extractors.read import read
from programmes import Programme, bundled, load_programme
from tests.checks.vacancy_pages import table

POSTS = (
    "учитель математики", "Учитель русского языка и литературы", "учитель-логопед", "воспитатель ГПД", "педагог дополнительного образования",
    "музыкальный руководитель", "социальный педагог", "учитель физической культуры", "преподаватель-организатор ОБЗР", "инструктор по физической культуре",
    "учитель начальных классов", "старший воспитатель", "учитель ИЗО и музыки", "тьютор", "методист",
)  # fmt: skip
OTHERS = ("уборщик служебных помещений", "помощник воспитателя", "заместитель директора по УВР", "специалист по кадрам", "костюмер")
AMOUNTS: dict[str, tuple[int, float | None]] = {
    "": (1, None), " – 1": (1, None), " – 2": (2, None), " (1 ставка)": (1, 1.0), " – 0,5 ставки": (1, 0.5), " 1,5 ставки": (1, 1.5), ", 18 часов": (1, None),
    " – 1 вакансия": (1, None), " (2 человека)": (2, None), ", 0,25 ст.": (1, 0.25), " – 1 ед.": (1, None), " (на полставки)": (1, 0.5),
    " - 2 ставки (36 часов)": (2, 2.0), " (нагрузка 24 часа)": (1, None), ", 1 ставка, з/п от 30 000 руб.": (1, 1.0), " на 1 ставку": (1, 1.0),
    " – 18 ч., 1 ставка": (1, 1.0), " – 1 (18 часов)": (1, None), " (0,5)": (1, 0.5), ": 2 ставки": (2, 2.0), " – 1,0 ст.": (1, 1.0),
    " (1 чел., 20 часов)": (1, None), " в количестве 2 человек": (2, None), " – полная ставка": (1, 1.0), " (внешний совместитель, 0,5 ставки)": (1, 0.5),
    " – четверть ставки": (1, 0.25),
}  # fmt: skip
LAYOUTS: dict[str, Callable[[list[str]], str]] = {
    "list": lambda lines: "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>",
    "dashes": lambda lines: "".join(f"<p>– {line};</p>" for line in lines),
    "numbers": lambda lines: "".join(f"<p>{number}. {line}</p>" for number, line in enumerate(lines, 1)),
    "sentence": lambda lines: f"<p>Школе требуются: {', '.join(lines)}.</p>",
    "semicolons": lambda lines: f"<p>Открыты вакансии: {'; '.join(lines)}.</p>",
    "and": lambda lines: f"<p>На 2025-2026 учебный год требуются {', '.join(lines[:-1])} и {lines[-1]}.</p>",
    "rows": lambda lines: table(*lines),
    "columns": lambda lines: table("№|Вакансия|Примечание", *(f"{number}|{line}|" for number, line in enumerate(lines, 1))),
}


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme(bundled())


def _said(programme: Programme, title: str, body: str) -> tuple[int, float] | None:
    html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    document = read(html.encode(), Hints(content_type="text/html; charset=utf-8"), "http://s.example/v.html")
    page = PageText("http://s.example/v.html", title, document.text)
    found = read_statements(page, lexicon(programme), programme.vocabulary.teaching_posts)
    return (found[-1].total, found[-1].rates or 0.0) if found else None


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
@pytest.mark.parametrize("amount", AMOUNTS, ids=[amount or "bare" for amount in AMOUNTS])
def test_every_amount_in_every_layout(programme: Programme, amount: str, layout: Callable[[list[str]], str]) -> None:
    at = list(AMOUNTS).index(amount)
    pairs = list(zip(islice(cycle(POSTS), at, at + 3), islice(cycle(AMOUNTS), at, at + 3), strict=True))
    body = layout([*(post + named for post, named in pairs), f"{OTHERS[at % len(OTHERS)]} – 1 ставка"])
    posts = sum(AMOUNTS[named][0] for _post, named in pairs)
    assert _said(programme, "Вакансии", body) == (posts, round(sum(AMOUNTS[named][1] or 0.0 for _post, named in pairs), 2))


@pytest.mark.parametrize("title", ["Вакансии", "Объявления"])
@pytest.mark.parametrize(
    "opening",
    [
        "Требуются: ", "Школе требуются ", "Срочно требуются ", "Нам нужны: ", "Имеются вакансии: ", "Вакансии на 2025-2026 учебный год: ", "Свободные вакансии – ",
        "У нас вакантны следующие должности: ", "Необходимы: ", "С 1 сентября 2025 года в школу требуются: ", "Не хватает педагогов: ", "Вакансия — ",
        "ВАКАНСИИ! ", "В детский сад «Улыбка» срочно нужны ", "По состоянию на сегодняшний день вакантны должности: ",
    ],
)  # fmt: skip
def test_every_opening_of_a_sentence(programme: Programme, opening: str, title: str) -> None:
    assert _said(programme, title, f"<p>{opening}учитель математики, учитель-логопед (0,5 ставки), повар.</p>") == (2, 0.5)


@pytest.mark.parametrize("title", ["Вакансии", "Объявления"])
@pytest.mark.parametrize(
    "opening",
    [
        "Приглашаем на работу ", "Школа приглашает на постоянную работу ", "Мы ищем ", "Приглашаем в нашу команду ", "Открыты вакансии ", "Не хватает ",
        "Приглашаем на должность ", "Приглашаются на работу: ", "МБОУ «Лесная школа» приглашает ", "Школа набирает ", "Ждём в нашем коллективе ",
    ],
)  # fmt: skip
def test_every_invitation(programme: Programme, opening: str, title: str) -> None:
    assert _said(programme, title, f"<p>{opening}учителя математики, учителя-логопеда (0,5 ставки) и повара.</p>") == (2, 0.5)


@pytest.mark.parametrize(
    "words",
    [
        "Вакансий не имеется", "вакансии отсутствуют", "Нет вакансий", "Открытых вакансий в настоящее время нет.", "Вакантные педагогические должности отсутствуют",
        "Вакансии: нет", "Вакансии – 0", "Все вакансии закрыты", "Все должности заняты", "Штат полностью укомплектован.", "Вакансий учителей нет",
        "Школа укомплектована кадрами на 100%", "Школа полностью обеспечена педагогическими кадрами", "Кадровая потребность отсутствует", "Учителя не требуются",
        "Вакантных мест для педагогов нет", "Сведения о вакансиях: вакансий нет", "К сожалению, вакансий пока нет", "Вакансии учителей и воспитателей отсутствуют",
    ],
)  # fmt: skip
def test_words_that_say_none(programme: Programme, words: str) -> None:
    assert _said(programme, "Вакансии", f"<p>{words}</p>") == (0, 0.0)


@pytest.mark.parametrize(
    "words",
    [
        "Школа укомплектована не полностью", "Укомплектованность – 97 %", "Школа почти полностью укомплектована кадрами", "Вакансии не закрыты",
        "Информация о вакансиях обновляется", "Информация о вакансиях отсутствует", "Нет данных о вакансиях", "Вакансии не указаны", "Сведения отсутствуют",
        "Данные о вакансиях не опубликованы", "О наличии вакансий узнавайте по телефону", "Вакантных мест для приёма обучающихся нет", "Вакансии закрываются быстро",
    ],
)  # fmt: skip
def test_nothing_told_is_no_zero(programme: Programme, words: str) -> None:
    assert _said(programme, "Вакансии", f"<p>{words}</p>") is None


def test_no_zero_while_something_unknown_is_counted(programme: Programme) -> None:
    assert _said(programme, "Вакансии", "<p>Повар – 1</p><p>Учмастер – 1</p>") is None
    assert _said(programme, "Вакансии", "<p>Повар – 1</p><p>Дворник – 1</p>") == (0, 0.0)
