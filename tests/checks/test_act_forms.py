"""The verdict of each indicator on acts in many forms."""

from __future__ import annotations

import re

import pytest

from checks.model import Verdict
from programmes import Programme, bundled, load_programme
from tests.checks import act_forms
from tests.checks.act_forms import Form
from tests.checks.test_rules import AUTHORITY, KINDERGARTEN, SCHOOL, SUPPLEMENTARY, case, judged, order

PLACES = {"s": SCHOOL, "d": KINDERGARTEN, "t": SUPPLEMENTARY, "a": AUTHORITY}
ISSUERS = {
    "authority": "Управление образования администрации Заречного района", "region": "Министерство образования Залесской области",
}  # fmt: skip
WORD = {Verdict.PRESENT: "P", Verdict.PARTIAL: "p"}


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme(bundled())


def text_of(form: Form) -> str:
    """The act as a document."""
    place = PLACES[form.place]
    if form.order:
        return order(form.title, form.body, issuer=ISSUERS.get(form.order, place.name))
    head = "директора" if form.place != "a" else "начальника управления"
    approved = f"{place.name}\nУТВЕРЖДЕНО\nприказом {head} от 02.09.2024 № 118-од\n"
    return f"{approved}{form.title}\n1. Общие положения\n1.1. {form.body}\n2. Задачи\n2.1. {form.body}\n"


def verdicts_of(form: Form, programme: Programme) -> str:
    """What is there by indicator, as labels say it."""
    found = {}
    for indicator in "234":
        finding = judged(case("form", indicator, Verdict.UNKNOWN, text_of(form), place=PLACES[form.place]), programme)
        found[indicator] = WORD.get(finding.verdict, "")
    return "".join(f"{indicator}{word}" for indicator, word in found.items() if word)


@pytest.mark.parametrize("form", (*act_forms.FORMS, *act_forms.SECOND, *act_forms.THIRD, *act_forms.FOURTH, *act_forms.FIFTH), ids=lambda form: re.sub(r"\W+", "-", form.title)[:60])
def test_an_act_gets_the_verdicts_a_reader_gives(form: Form, programme: Programme) -> None:
    assert verdicts_of(form, programme) == form.verdicts
