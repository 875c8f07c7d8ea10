"""Dates and numbers in the forms that real acts use."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import dates, numbers
from extractors.dates import find_dates
from extractors.numbers import find_numbers
from extractors.text import normalise


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("«23 » августа 2021 г.", "2021-08-23"),
        ("«16 » февраля 2024 года", "2024-02-16"),
        ("« 23» марта 2017 г", "2017-03-23"),
        ("12 января2022 г.", "2022-01-12"),
        ("11 мая.2023", "2023-05-11"),
        ('"07 " ноября 2013 г.', "2013-11-07"),
        ("«  01  »          июля         2014 г.", "2014-07-01"),
        ("«__4__ »__марта__________2022г.", "2022-03-04"),
        ("«_23_»_июня_ 2009 г.", "2009-06-23"),
        ("«31»__08_2021_г.", "2021-08-31"),
        ("_7 ноября__2014г", "2014-11-07"),
        ("От_09.02.2023 г ____", "2023-02-09"),
        ("31. 03. 22 г.", "2022-03-31"),
        ("25.05. 2023 г.", "2023-05-25"),
        ("16.02.2024г.", "2024-02-16"),
        ("28.08.2025", "2025-08-28"),
        ("01 .09.2013", "2013-09-01"),
        ("от «14» апреля 2022г.№78", "2022-04-14"),
        ("Второго февраля 2024 года", "2024-02-02"),
        ("двадцать восьмого августа 2023 года", "2023-08-28"),
        ("«08» декабри 2022 г.", "2022-12-08"),
        ("2024-09-02", "2024-09-02"),
        ("02/09/2024", "2024-09-02"),
    ],
)
def test_a_date_is_read(written: str, iso: str) -> None:
    assert [str(hit.value) for hit in find_dates(normalise(written).text)] == [iso]


@pytest.mark.parametrize(
    "written",
    [
        "август, 2024 г.",
        "2021 год",
        "мая 2007г.",
        "«___»__________20__ г.",
        "1.2.20 Порядок",
        "31.02.2024",
        "01.01.1899",
        "п. 12.5.1",
        "99.99.2024",
    ],
)
def test_what_is_no_date_is_left(written: str) -> None:
    assert find_dates(normalise(written).text) == []


def test_a_future_date_is_no_date_of_an_act() -> None:
    assert find_dates("от 01.09.2083 г.", date(2025, 5, 31)) == []


@pytest.mark.parametrize("written", ["«___» ________ 20__ г.", "«__»_______2023", "___________ 20__г."])
def test_an_unfilled_date_is_seen(written: str) -> None:
    assert dates.BLANK.search(normalise(written).text)


PLAIN = (
    "60 122 41-од 77-ОД 42ОД 97о 113а 14-а 160-А 388-Д 239-осн 0109-10п 12-Р од-77 11/2 126/А 77/О 45/2-р 108/1-од 293о/д 52-0/3 01-12/358 538/2.4.3 "
    "502/ПК 643/01-07 АЗ-1128/08/657"
).split()


@pytest.mark.parametrize(
    "written", [*PLAIN, "17 – ОД", "13-осн. деят.", "13 -р", "166 о/д", "611/ 2.4.3", "47 § 3", "_24.08.30", "_2_____"]
)
def test_a_number_is_given_as_written_without_spaces(written: str) -> None:
    expected = written.replace(" ", "").replace("–", "-").replace("_", "")
    assert [hit.value for hit in find_numbers(normalise(f"приказ № {written} от").text)] == [expected]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("№ 60 о внедрении", "60"),
        ("№ 12 п. Заречный", "12"),
        ("№ 121-од  с. Ключи", "121-од"),
        ("№ 181-О Об утверждении", "181-О"),
        ("N 17-oд", "17-од"),
        ("в„– 18", "18"),
        ("¹ 582", "582"),
        ("Приказ 426 от 28.11.2012", "426"),
    ],
)
def test_a_number_ends_where_other_words_begin(written: str, number: str) -> None:
    assert [hit.value for hit in find_numbers(normalise(written).text)] == [number]


@pytest.mark.parametrize("written", ["№ ____", "№ _____ от «__»", "приказ №\n", "№ /от"])
def test_an_unfilled_number_is_seen(written: str) -> None:
    text = normalise(written).text
    assert numbers.BLANK.search(text)
    assert find_numbers(text) == []


@given(st.text(alphabet="0123456789.№ -/абОД«»_гоктября\n", max_size=60))
def test_no_text_breaks_the_readers(text: str) -> None:
    found = normalise(text).text
    assert all(hit.value.year >= dates.FIRST_YEAR for hit in find_dates(found))
    assert all(" " not in hit.value for hit in find_numbers(found))
