"""What a link promises."""

from __future__ import annotations

import pytest

from crawler.model import ScoredPhrase
from crawler.scoring import LinkScorer, says_nothing
from extractors.phrases import Phrase

SCORER = LinkScorer(
    [
        ScoredPhrase(Phrase("наставничество"), 10.0),
        ScoredPhrase(Phrase("методический объединение"), 10.0),
        ScoredPhrase(Phrase("РМО"), 6.0),
        ScoredPhrase(Phrase("положение"), 2.0),
        ScoredPhrase(Phrase("вакантный место"), -8.0),
    ]
)


def value(**where: str) -> float:
    """The score of a link."""
    return SCORER.score(**where).value


def test_the_nearer_the_words_the_more_they_count() -> None:
    text = value(text="Положение о наставничестве")
    url = value(url="http://s.ru/polozhenie-o-nastavnichestve")
    section = value(text="Скачать", section="Положение о наставничестве")
    title = value(text="Скачать", page_title="Положение о наставничестве")
    assert text == 12.0
    assert text > url > section > title > 0 == value(text="Скачать")


def test_a_phrase_counts_once() -> None:
    assert value(text="Наставничество", section="Наставничество", url="http://s.ru/nastavnichestvo") == 10.0


@pytest.mark.parametrize(
    "address",
    [
        "/nastavnichestvo",
        "/Nastavnichestvo.html",
        "/index.php/nastavnichestvo-pedagogov/175-prikaz",
        "/наставничество",
        "/%D0%BD%D0%B0%D1%81%D1%82%D0%B0%D0%B2%D0%BD%D0%B8%D1%87%D0%B5%D1%81%D1%82%D0%B2%D0%BE",
        "/%ED%E0%F1%F2%E0%E2%ED%E8%F7%E5%F1%F2%E2%EE.doc",
        "/docs/polozhenie_o_nastavnichestve_2023.pdf",
        "/load/metodicheskoe_obedinenie/1-1-0-5",
        "/metodicheskoe-ob-edinenie",
        "/metodicheskoye_obyedineniye",
        "/?page=nastavnichestvo",
        "/rmo/",
    ],
)
def test_transliterated_addresses_speak(address: str) -> None:
    assert value(url=f"http://s.ru{address}") >= 4.0


@pytest.mark.parametrize(
    "address", ["/0f3a9c2be41d77aa", "/2023/04/17", "/index.php", "/", "/wp-content/uploads/2023/09/1.pdf", "/mo"]
)
def test_opaque_addresses_say_nothing(address: str) -> None:
    assert value(url=f"http://s.ru{address}") == 0.0


def test_what_never_counts_weighs_against_a_link() -> None:
    assert value(text="Вакантные места для приёма") == -8.0


def test_reasons_are_told_strongest_first() -> None:
    reasons = SCORER.score("Скачать", "Положение", "http://s.ru/nastavnichestvo").reasons
    assert reasons == ("в адресе: «наставничество» (+7.0)", "в разделе: «положение» (+1.2)")


@pytest.mark.parametrize(
    "text", ["", "Скачать", "Скачать (формат - .pdf)", "12", "подробнее...", "Файл в формате Adobe PDF.", "317 Кб", "PDF"]
)
def test_empty_link_texts(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["Положение", "Приказ № 5", "Скачать приказ"])
def test_link_texts_that_name_something(text: str) -> None:
    assert not says_nothing(text)


def test_without_phrases_nothing_is_promised() -> None:
    assert LinkScorer([]).score("Положение о наставничестве").value == 0.0
