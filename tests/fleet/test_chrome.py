"""What repeats on a site is not its pages' text; what pages say themselves stays."""

from __future__ import annotations

import pytest

from extractors.chrome import chrome_lines, without_chrome

MENU = ["Главная", "Вакантные места для приёма", "сетевичок.рф", "© Школа"]


def site(pages: int, own: int = 3) -> list[list[str]]:
    """Pages with a menu around lines of their own."""
    return [[*MENU[:2], *(f"Страница {page}, строка {line}" for line in range(own)), *MENU[2:]] for page in range(pages)]


@pytest.mark.parametrize("pages", [4, 5, 9, 12, 60, 300])
def test_menu_is_found_on_sites_of_every_size(pages: int) -> None:
    assert chrome_lines(site(pages)) == frozenset(MENU)


@pytest.mark.parametrize("pages", [0, 1, 2, 3])
def test_few_pages_say_nothing(pages: int) -> None:
    assert chrome_lines(site(pages)) == frozenset()


def test_copies_of_one_page_make_no_menu() -> None:
    same = ["Приказ № 1", "О наставничестве", "Приказываю назначить"]
    assert chrome_lines([same] * 50) == frozenset()
    assert chrome_lines([*site(10), *[[*MENU, *same]] * 10]) == frozenset(MENU)


def test_section_menu_on_part_of_a_large_site() -> None:
    pages = [[*page, "Педагогам", "Методическая работа"] if number % 4 == 0 else page for number, page in enumerate(site(200))]
    assert chrome_lines(pages) == frozenset([*MENU, "Педагогам", "Методическая работа"])


def test_headings_of_typed_orders_stay() -> None:
    pages = [[*page, "ПРИКАЗ", "П Р И К А З Ы В А Ю:", "Общие  положения"] for page in site(20)]
    assert chrome_lines(pages) == frozenset(MENU)


def test_a_line_repeated_on_one_page_counts_once() -> None:
    pages = site(8)
    pages[0] += ["шапка таблицы"] * 50
    assert "шапка таблицы" not in chrome_lines(pages)


def test_stripping_leaves_the_other_lines() -> None:
    chrome = frozenset(["Главная", "© Школа"])
    assert without_chrome("Главная\nО наставничестве\n\n  ©  Школа \nконец", chrome) == "О наставничестве\n\nконец"
    assert without_chrome("Главная", frozenset()) == "Главная"
