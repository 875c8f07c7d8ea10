"""Russian numbers: the forms after 1, 2–4, 5–20 and fractions."""

from __future__ import annotations

import pytest

from reports import plural
from reports.plural import INSTITUTION, Noun, counted, duration, number, share, size


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (0, "школ"), (1, "школа"), (2, "школы"), (4, "школы"), (5, "школ"), (11, "школ"), (12, "школ"), (14, "школ"), (20, "школ"),
        (21, "школа"), (22, "школы"), (25, "школ"), (100, "школ"), (101, "школа"), (111, "школ"), (112, "школ"), (1001, "школа"),
        (1.5, "школы"), (-1, "школа"), (-5, "школ"), (2.0, "школы"),
    ],
)  # fmt: skip
def test_form_after_a_number(value: float, form: str) -> None:
    assert plural.plural(value, Noun("школа", "школы", "школ")) == form


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (5, "5"), (12.5, "12,5"), (62.54, "62,5"), (1234567, "1 234 567"), (100.0, "100"), (-0.01, "0"), (10, "10")],
)
def test_number_as_russian_text_shows_it(value: float, shown: str) -> None:
    assert number(value).replace(plural.NBSP, " ") == shown


def test_counted_keeps_number_and_word_together() -> None:
    assert counted(21, INSTITUTION) == f"21{plural.NBSP}организация"
    assert counted(2.5, plural.VACANCY) == f"2,5{plural.NBSP}вакансии"


def test_share_without_a_whole_is_no_percentage() -> None:
    assert share(1, 0) == "1"
    assert share(1, 3).replace(plural.NBSP, " ") == "1 (33,3 %)"


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.4, "0 с"), (59.4, "59 с"), (59.6, "1 мин 0 с"), (212.4, "3 мин 32 с"), (7500, "2 ч 5 мин")]
)
def test_duration(seconds: float, shown: str) -> None:
    assert duration(seconds).replace(plural.NBSP, " ") == shown


@pytest.mark.parametrize(("count", "shown"), [(0, "0 Б"), (512, "512 Б"), (18231234, "17,4 МБ"), (5 << 40, "5 120 ГБ")])
def test_size(count: int, shown: str) -> None:
    assert size(count).replace(plural.NBSP, " ") == shown


def test_every_noun_has_three_forms_that_differ_where_they_must() -> None:
    nouns = {name: value for name, value in vars(plural).items() if isinstance(value, Noun)}
    assert len(nouns) >= 10
    for name, noun in nouns.items():
        assert noun.one != noun.few, name
