"""Charsets: what is said is checked against the bytes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.charset import decode, repair_mojibake

TEXT = "Приказ № 12-од «О внедрении целевой модели наставничества» – МБОУ СОШ"
KOI_TEXT = TEXT.replace("№", "N").replace("«", '"').replace("»", '"').replace("–", "-")
CHARSETS = ("utf-8", "cp1251", "koi8-r", "cp866", "iso-8859-5", "utf-16-le", "utf-16-be", "utf-16", "utf-8-sig")
HEADERS = ("", "utf-8", "windows-1251", "koi8-r", "iso-8859-1", "nonsense", "utf-7", "UTF8", "cp1251")


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("header", HEADERS)
def test_any_charset_is_read_under_any_header(charset: str, header: str) -> None:
    text = TEXT if charset.startswith("utf") or charset == "cp1251" else KOI_TEXT.replace('"', "'")
    assert decode(text.encode(charset), header).text == text


@pytest.mark.parametrize("charset", ["utf-8", "cp1251", "koi8-r", "cp866", "iso-8859-5"])
@pytest.mark.parametrize(
    "name", ["ПРИКАЗ", "План", "Школа", "да", "О ЗАКРЕПЛЕНИИ НАСТАВНИКОВ", "положение о методическом объединении"]
)
def test_short_names_are_read(charset: str, name: str) -> None:
    assert decode(name.encode(charset)).text == name


def test_declaration_inside_the_page_is_checked_too() -> None:
    page = '<html><head><meta http-equiv="Content-Type" content="text/html; charset={}"></head><body>' + TEXT
    for said in ("windows-1251", "utf-8", "koi8-r", "iso-8859-1"):
        for real in ("cp1251", "utf-8"):
            assert TEXT in decode(page.format(said).encode(real)).text


def test_named_charset_decides_where_the_bytes_do_not() -> None:
    assert decode("Größe und Äpfel, schöne Grüße".encode("latin-1"), "iso-8859-1").text == "Größe und Äpfel, schöne Grüße"


def test_utf8_with_a_few_broken_bytes_stays_utf8() -> None:
    data = (TEXT * 5).encode() + b"\xff\xfe" + (TEXT * 5).encode()
    found = decode(data, "utf-8")
    assert found.charset == "utf-8"
    assert found.text.count(TEXT) == 10
    assert "\ufffd" not in found.text


def test_utf8_cut_in_the_middle_of_a_letter_loses_that_letter_only() -> None:
    assert decode((TEXT * 2).encode()[:-1]).text == (TEXT * 2)[:-1]


def test_foreign_fragment_in_a_utf8_page_is_read() -> None:
    found = decode((TEXT * 3).encode() + "Баннер района".encode("cp1251"), "utf-8")
    assert found.text == TEXT * 3 + "Баннер района"


def test_wrong_utf8_header_gives_no_replacement_soup() -> None:
    found = decode(TEXT.encode("cp1251"), "utf-8")
    assert (found.text, found.charset) == (TEXT, "windows-1251")


def test_true_utf8_wins_over_a_windows_header() -> None:
    found = decode(TEXT.encode(), "windows-1251")
    assert (found.text, found.charset) == (TEXT, "utf-8")


def test_mojibake_is_repaired_and_french_is_left() -> None:
    assert repair_mojibake(TEXT.encode("cp1251").decode("cp1252")) == TEXT
    french = "Café à la carte déjà vu, élève é à è ç ù î ô"
    assert repair_mojibake(french) == french
    assert repair_mojibake(TEXT) == TEXT
    assert repair_mojibake("") == ""


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=300), st.sampled_from((*HEADERS, "\x00", "utf-16", "utf-32", "zlib", "я")))
def test_nothing_raises(data: bytes, header: str) -> None:
    found = decode(data, header)
    assert isinstance(found.text, str)
    "".encode(found.charset)
    repair_mojibake(found.text)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    marked = "Школа " + text
    found = decode(marked.encode("utf-8"), "windows-1251")
    if "\x00" not in text and "\x04" not in text:
        assert found.text == marked
