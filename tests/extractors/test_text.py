"""Normalisation keeps positions, folds look-alikes, joins letter-spaced words; phrases match lemmas."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.phrases import PatternError, Phrase, PhraseSet, Text, validate
from extractors.text import normalise, plain
from extractors.translit import cyrillic


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("П Р И К А З", "ПРИКАЗ"),
        ("Положение o системе", "Положение о системе"),
        ("P-145", "Р-145"),
        ("СП и CП", "СП и СП"),
        ("273-Ф3", "273-ФЗ"),
        ("0т 25.08.2022", "От 25.08.2022"),
        ("на\u00adставничество", "наставничество"),
        ("Пикалѐво молодёжь", "Пикалево молодежь"),
        ("17\u00a0–\u00a0ОД", "17 - ОД"),
        ("и\u0306од", "йод"),
        ("Скачать PDF Excel", "Скачать PDF Excel"),
    ],
)
def test_text_is_normalised(written: str, read: str) -> None:
    assert plain(written) == read


@given(st.text(max_size=200))
def test_positions_lead_back_into_the_original(text: str) -> None:
    found = normalise(text)
    assert len(found.positions) == len(found.text) + 1
    assert list(found.positions) == sorted(found.positions)
    assert all(0 <= position <= len(text) for position in found.positions)


def test_quotes_come_from_the_original() -> None:
    text = Text("Утверждено. П О Л О Ж Е Н И Е o системе на\u00adставничества")
    match = PhraseSet([Phrase("положение наставничество", window=3)]).matches(text)[0]
    assert text.quote(match.first, match.last) == "П О Л О Ж Е Н И Е o системе на\u00adставничества"


def test_normal_form_is_composed() -> None:
    assert unicodedata.is_normalized("NFC", plain("и\u0306 е\u0308 Й"))


def _found(pattern: str, text: str, **options: object) -> bool:
    return bool(PhraseSet([Phrase(pattern, **options)]).matches(Text(text)))  # type: ignore[arg-type]


def test_phrases_match_lemmas_in_any_form() -> None:
    assert _found("методический объединение", "о школьных методических объединениях педагогов")
    assert _found("объединение педагог|учитель", "об объединениях учителей")
    assert not _found("методический объединение", "методическая работа и объединения")
    assert _found("методический объединение", "методическая работа и объединения", window=3)


def test_a_phrase_in_capitals_matches_capitals_only() -> None:
    assert _found("РМО", "заседание РМО учителей")
    assert not _found("РМО", "рмо")


def test_an_exclusion_nearby_voids_the_match() -> None:
    assert not _found("методический объединение", "учебно - методическое объединение", unless=("учебно*",), near=1)
    assert _found(
        "методический объединение", "учебно-тренировочный план, а далее методическое объединение", unless=("учебно*",), near=1
    )


def test_matches_do_not_cross_a_sentence() -> None:
    assert not _found("сетевой форма", "Интерес к сетевой. Форма обучения очная.", window=2)


@pytest.mark.parametrize("pattern", ["методические объединение", "", "Учитель", "|"])
def test_a_pattern_that_can_never_match_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        validate(Phrase(pattern))


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("prikaz_426_ot_28_11_2012", "приказ 426 от 28 11 2012"),
        ("polozhenie_o_rajonnom_metodicheskom_obedinenii", "положение о районном методическом объединении"),
        ("nastavnichestvo", "наставничество"),
        ("setevoe-vzaimodeystvie", "сетевое взаимодействие"),
        ("svedeniya-ob-obrazovatelnoy-organizatsii", "сведения об образовательной организации"),
        ("metodicheskiy-sovet", "методический совет"),
        ("shkolnaya-mediatsiya", "школьная медиация"),
    ],
)
def test_slugs_are_turned_back(slug: str, words: str) -> None:
    assert cyrillic(slug) == words
