"""Names of private persons go, officials and namesakes stay, ordinary words are left alone."""

from __future__ import annotations

import pytest

from reports.masking import MASK, mask, masked
from tests.reports import sample

M = MASK


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("О закреплении наставника Петровой А.Б. за молодым специалистом", f"О закреплении наставника {M} за молодым специалистом"),
        ("наставник – А. Б. Петрова, учитель", f"наставник – {M}, учитель"),
        ("Семинар учителя Петровой Анны Борисовны", f"Семинар учителя {M}"),
        ("Анна Борисовна Петрова провела урок", f"{M} провела урок"),
        ("Анна Борисовна провела урок", f"{M} провела урок"),
        ("Пары: Иванов Пётр – Сидорова Мария", f"Пары: {M} – {M}"),
        ("ПЕТРОВА АННА БОРИСОВНА", M),
        ("Программа наставничества Кузякину-Заде Б.Ю.", f"Программа наставничества {M}"),
        ("зам. директора Петрова А.Б.", f"зам. директора {M}"),
        ("Петров И.", M),
    ],
)
def test_private_names_go(text: str, expected: str) -> None:
    assert mask(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Директор школы И.И. Петров",
        "УТВЕРЖДАЮ Директор МБОУ СОШ № 1 Петрова А.Б.",
        "Начальник Управления образования А.Б. Петров",
        "МБОУ СОШ № 3 имени Героя Советского Союза И.И. Петрова",
        "МБОУ «Гимназия им. А. С. Кедрова»",
        "Школа имени Петра Ивановича Сидорова",
        "Положение о наставничестве педагогических работников",
        "ПОЛОЖЕНИЕ О МЕТОДИЧЕСКОМ СОВЕТЕ",
        "Приказ Управления образования Тверской области",
        "Российская Федерация, Тверская область, Нижний Новгород",
        "Утверждено приказом от 30.08.2024 г. № 118-од",
        "г. Верхнеключевск, ул. Школьная",
        "",
    ],
)
def test_officials_namesakes_and_words_stay(text: str) -> None:
    assert mask(text) == text


def test_a_whole_run_is_masked_and_only_its_texts() -> None:
    data = sample.run_data()
    assert masked(data).visits == data.visits
    assert masked(data).institutions == data.institutions
    named = sample.finding("s1", "3", data.findings[0].verdict, evidence=(sample.evidence("Наставник Петрова А.Б."),))
    done = masked(type(data)(data.run, data.institutions, (named,), data.acts, data.visits))
    assert done.findings[0].evidence[0].title == f"Наставник {M}"
    assert done.findings[0].evidence[0].issuer == named.evidence[0].issuer
