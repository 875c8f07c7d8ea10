"""Slips of recognition: mended where what was read cannot be, left alone where it can."""

from __future__ import annotations

import pytest

from extractors.slips import without_slips


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Прика3 № 5", "Приказ № 5"),
        ("ПРИКА3ЫВАЮ", "ПРИКАЗЫВАЮ"),
        ("п0ложение о в0спитании", "положение о воспитании"),
        ("от 0I.02.2023", "от 01.02.2023"),
        ("l2.O9.2O22 № l2-од", "12.09.2022 № 12-од"),
        ("(ред. от 01.01.202 I г.)", "(ред. от 01.01.2021 г.)"),
        ("от 05.08.20 l3  .№ 662", "от 05.08.2013  № 662"),
        ("от «ОЗ» августа 2020 г.", "от «03» августа 2020 г."),
        ("от З января 2O20 года", "от 3 января 2020 года"),
        ("на 2O23 год", "на 2023 год"),
        ("N•. 204, Ме 12, Ne 7", "№ 204, № 12, № 7"),
        ("№ 1О2-од, № I45, № З", "№ 102-од, № 145, № 3"),
        ("06 утверждении Положения", "Об утверждении Положения"),
    ],
)
def test_slips_are_mended(read: str, meant: str) -> None:
    assert without_slips(read) == meant


@pytest.mark.parametrize(
    "text",
    [
        "№ 8О", "№ 80", "№ 5/З", "№ ОД-5", "№ О создании", "06 августа 2020 г.", "СОШ3, 9А, 10а и 3класс", "8 сентября", "О мерах",
        "пункт 1.1.З", "б/н от 05.08.2020", "32.13.2020", "1. Общие положения\n1.1. Настоящее", "Москва, ул. Мира, д. 3а", "в 3 классе",
    ],
)  # fmt: skip
def test_what_can_be_is_left_alone(text: str) -> None:
    assert without_slips(text) == text
