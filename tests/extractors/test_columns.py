"""Approval blocks side by side, and what recognition puts below the text it stood beside."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.acts import find_acts
from extractors.columns import unrolled
from extractors.model import Act, ActKind, Document, Hints, Level, ReadStatus, TextSource


def rows(text: str) -> list[str]:
    return (unrolled(text) or "").split("\n")


def read(text: str, source: TextSource = TextSource.TEXT) -> Act:
    (act,) = find_acts(Document("d", "0" * 64, "pdf", ReadStatus.OK, text=text, text_source=source), Hints())
    return act


def test_blocks_come_one_below_the_other() -> None:
    assert rows("МБОУ «Школа № 5»\nПринято          Утверждено\nсоветом          приказом\n                 № 7") == [
        "МБОУ «Школа № 5»", "Принято", "советом", "Утверждено", "приказом", "№ 7",
    ]  # fmt: skip


def test_tabs_part_columns_too() -> None:
    assert rows("ПРИНЯТО\tУТВЕРЖДАЮ\nсоветом\tдиректор\n\tприказ № 7") == [
        "ПРИНЯТО", "советом", "УТВЕРЖДАЮ", "директор", "приказ № 7",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["Принято Утверждено\nсоветом приказом", "01.09.2022      г. Заречный      № 5", "Принято\nсоветом"]
)
def test_what_is_no_row_of_blocks_stays(text: str) -> None:
    assert unrolled(text) is None


THREE = """
Рассмотрено               Согласовано               Утверждаю
на заседании МО           Зам. директора            Директор МБОУ «Школа № 5»
от «25» августа 2023 г.   «28» августа 2023 г.      Приказ № 93-ОД
протокол № 1              ____________              от «29» августа 2023 г.

ПОЛОЖЕНИЕ
о методическом совете
1. Общие положения
"""


def test_each_of_three_columns_keeps_its_own_date() -> None:
    act = read(THREE)
    assert (act.number, act.date) == ("93-ОД", date(2023, 8, 29))


def test_a_block_that_recognition_put_behind_the_title_counts() -> None:
    act = read(
        "МДОУ детский сад № 27\nПРИНЯТА\nпедагогическим советом\nпротокол № 1 от 29.08.2022\nПРОГРАММА\nнаставничества педагогов\n"
        "Срок реализации 2 года\nПояснительная записка\n\nУТВЕРЖДЕНА\nприказом заведующего\n№ 63-од от 30.08.2022\n",
        TextSource.OCR,
    )
    assert (act.number, act.date) == ("63-од", date(2022, 8, 30))
    assert act.confidence["number"] < 0.75


def test_a_number_alone_below_an_order_is_its_own() -> None:
    act = read(
        "МИНИСТЕРСТВО ОБРАЗОВАНИЯ ЗАРЕЧНОЙ ОБЛАСТИ\nРАСПОРЯЖЕНИЕ\n17.04.2024\nО конкурсе\n1. Провести конкурс.\nМинистр\n\n№ 640-р\n"
    )
    assert (act.kind, act.number, act.level) == (ActKind.DIRECTIVE, "640-р", Level.REGION)


def test_parties_of_a_contract_do_not_date_it() -> None:
    act = read(
        "ДОГОВОР № 9\nо сотрудничестве\nпос. Лесной      02 октября 2023 г.\nМБОУ «Школа № 15», лицензия от 15.06.2012 г. № 451, в лице директора, "
        "действующего на основании доверенности от 10.01.2023 № 12, заключили настоящий договор:\n1. Предмет договора\n"
    )
    assert (act.number, act.date) == ("9", date(2023, 10, 2))


def test_an_unfilled_contract_takes_nothing_from_its_parties() -> None:
    act = read(
        "ДОГОВОР № ____\nо сетевой форме\n«____» __________ 20__ г.\nМБОУ «Школа № 3», осуществляющее деятельность на основании лицензии "
        "от 15.06.2012 г. № 451, и ______________, заключили настоящий договор:\n1. Предмет договора\n"
    )
    assert (act.number, act.date, act.draft) == (None, None, True)


@pytest.mark.parametrize(
    ("issuer", "level"),
    [
        ("Муниципальное казённое учреждение «Информационно-методический центр Заречного района»", Level.MUNICIPALITY),
        ("ГАУ ДПО «Институт развития образования Заречной области»", Level.REGION),
        ("МБДОУ детский сад № 5 Отдела образования администрации Заречного района", Level.SCHOOL),
        ("МУНИЦИПАЛЬНОЕ УЧРЕЖДЕНИЕ\nУПРАВЛЕНИЕ ОБРАЗОВАНИЯ ЗАРЕЧНОГО РАЙОНА", Level.MUNICIPALITY),
        ("Комитет администрации Заречного района Лесного края по образованию", Level.MUNICIPALITY),
        ("ГЛАВА\nЗАРЕЧНОГО МУНИЦИПАЛЬНОГО ОКРУГА", Level.MUNICIPALITY),
    ],
)
def test_a_centre_above_an_order_is_no_school_and_a_school_no_centre(issuer: str, level: Level) -> None:
    assert read(f"{issuer}\nПРИКАЗ\n01.09.2023 № 35-П\nО методической работе\nПРИКАЗЫВАЮ:\n1. Утвердить план.\n").level is level


@pytest.mark.parametrize("place", ["г. Видногорск", "с. Садовое", "п. Школьный", "г. Центральный"])
def test_a_place_that_begins_like_a_school_keeps_the_number(place: str) -> None:
    act = read(
        f"МБОУ «Гимназия»\nПРИКАЗ\n01 февраля 2023 г. {place} № 31\nО наставничестве\nПРИКАЗЫВАЮ:\n1. Назначить наставников.\n"
    )
    assert act.number == "31"


@pytest.mark.parametrize("heading", ["БОЙОРОК      ПРИКАЗ", "БОЕРЫК ПРИКАЗ", "ПРИКАЗ      БОЕРЫК", "ХУШУ / ПРИКАЗ"])
def test_an_order_in_two_languages(heading: str) -> None:
    act = read(f"МБОУ «Лицей № 4»\n{heading}\n02.11.2020 № 51-к\nО наставничестве\n1. Закрепить наставников.\n")
    assert (act.kind, act.number) == (ActKind.ORDER, "51-к")
