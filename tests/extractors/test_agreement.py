"""What a recognised requisite is worth: both readings of the header must have it, and no date may be impossible."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.acts import find_acts
from extractors.dates import names_impossible_date
from extractors.model import Act, Document, Hints, ReadStatus, TextSource

TODAY = date(2026, 5, 31)
ORDER = """Муниципальное общеобразовательное учреждение «Школа № 4 города Заречье»

ПРИКАЗ
{requisites}

Об утверждении графика отпусков

В целях соблюдения порядка приказываю:
1. Утвердить график отпусков работников.
"""


def act(requisites: str, second: str | None = None, link: str = "", source: TextSource = TextSource.OCR) -> Act:
    """The act of a scanned order with these requisites in the first reading of its header, and those in the second."""
    text = ORDER.format(requisites=requisites)
    header, other = (text, ORDER.format(requisites=second)) if second is not None else ("", "")
    document = Document("a.pdf", "", "pdf", ReadStatus.OK, None, text, source, header_text=header, second_reading=other)
    (found,) = find_acts(document, Hints("http://s.example/a.pdf", link), TODAY)
    return found


def sure(found: Act) -> tuple[float, float]:
    """Confidence of number and date."""
    return found.confidence["number"], found.confidence["date"]


@pytest.mark.parametrize(
    "second", ["30.08.2024 № 118-од", "от 30 августа 2024 г. № 118 – ОД", "30.08.2024 Мо 118-од", "30.08.2024 N 118-oд"]
)
def test_what_both_readings_have_stays_as_sure_as_ocr_can_be(second: str) -> None:
    found = act("30.08.2024 № 118-од", second)
    assert (found.number, found.date) == ("118-од", date(2024, 8, 30))
    assert min(sure(found)) > 0.75


@pytest.mark.parametrize(
    "second",
    [
        "30.08.2024 № 113-од",
        "30.08.2024 № 118",
        "30.08.2024 № 1118-од",
        "30.08.2024 № 118-лс",
        "30.08.2024 ??",
        "30.08.2024 41118-од",
    ],
)
def test_number_that_only_one_reading_has_is_doubtful(second: str) -> None:
    number, day = sure(act("30.08.2024 № 118-од", second))
    assert number == 0.5
    assert day > 0.75


def test_date_that_only_one_reading_has_is_doubtful() -> None:
    number, day = sure(act("30.08.2024 № 118-од", "30.08.2021 № 118-од"))
    assert number > 0.75
    assert day == 0.5


@pytest.mark.parametrize(("first", "second"), [("203-о", "203-0"), ("203-0", "203-о"), ("203-0", "203-0"), ("118-од", "118-0д")])
def test_letter_o_and_zero_agree_but_less_surely(first: str, second: str) -> None:
    found = act(f"17.09.2021 № {first}", f"17.09.2021 № {second}")
    assert found.number in ("203-о", "118-од")
    assert found.confidence["number"] == 0.7


def test_zero_suffix_without_a_second_reading_is_doubtful() -> None:
    assert act("17.09.2021 № 203-0").confidence["number"] == 0.5
    assert act("17.09.2021 № 203-0", "17.09.2021 № 208").confidence["number"] == 0.5


def test_second_reading_that_gave_nothing_confirms_nothing() -> None:
    text = ORDER.format(requisites="30.08.2024 № 118-од")
    document = Document("a", "", "pdf", ReadStatus.OK, None, text, TextSource.OCR, header_text=text)
    (found,) = find_acts(document, Hints(), TODAY)
    assert sure(found) == (0.5, 0.5)


def test_lone_digit_wants_its_sign() -> None:
    assert act("30.08.2024 № 5", "30.08.2024 М 5").confidence["number"] == 0.5
    assert act("30.08.2024 № 5", "30.08.2024 № 5").confidence["number"] > 0.75


def test_requisites_that_stand_outside_the_header_are_not_compared() -> None:
    text = ORDER.format(requisites="30.08.2024 № 118-од")
    other = "Муниципальное учреждение, 12.01.2024, № 7"
    document = Document("a", "", "pdf", ReadStatus.OK, None, text, TextSource.OCR, header_text=other, second_reading=other)
    (found,) = find_acts(document, Hints(), TODAY)
    assert min(sure(found)) > 0.75


def test_number_of_a_link_is_not_compared() -> None:
    found = act("30.08.2024", "30.08.2024", "Приказ № 118-од об утверждении графика отпусков")
    assert found.number == "118-од"
    assert found.confidence["number"] == 0.68


def test_typed_text_is_as_sure_as_before() -> None:
    assert min(sure(act("30.08.2024 № 118-од", "30.08.2021 № 113-од", source=TextSource.TEXT))) > 0.95


@pytest.mark.parametrize(
    "day",
    ["04.08.2083", "04.08.83 г.", "04 августа 2083 г.", "30.08.2027", "12.05.1923", "31.12.1989", "31.02.2023", "30.18.2024"],
)
def test_impossible_date_of_a_scan_is_no_date_and_wants_eyes(day: str) -> None:
    found = act(f"от {day} № 118-од")
    assert found.date is None
    assert found.confidence["date"] == 0.3
    assert act(f"от {day} № 118-од", source=TextSource.TEXT).confidence["date"] == 0.0


@pytest.mark.parametrize(
    "text", ["Действует до 31.12.2083", "план на 2025-2083 годы", "от 30.08.2024 № 5", "№ 12.05.1923", "№ 31-02/18"]
)
def test_nothing_impossible(text: str) -> None:
    assert not names_impossible_date(text, TODAY)


def test_without_a_day_the_far_future_is_impossible_still() -> None:
    assert names_impossible_date("от 04.08.2083 № 1")
    assert not names_impossible_date("от 04.08.2027 № 1")
