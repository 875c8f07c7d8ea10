"""Pages with tags that were never closed are still read; whole pages are not touched by the slow way."""

from __future__ import annotations

import pytest

from extractors.page import parse_page
from extractors.page_lenient import swallowed

BODY = "<p>Приказ о наставничестве педагогических работников</p><p><a href='/a.pdf'>Положение</a></p>" * 6


@pytest.mark.parametrize(
    "html",
    [
        f"<html><head><title>Школа<body>{BODY}",
        f"<html><head><style>a {{}}<body>{BODY}",
        f"<body><textarea>{BODY}",
        f"<body><!-- начало меню {BODY}",
        f"<body><select><option>1{BODY}",
    ],
)
def test_text_behind_an_unclosed_tag_is_read(html: str) -> None:
    page = parse_page(html)
    assert page.text(chrome=True).count("Приказ о наставничестве") == 6
    assert [link.href for link in page.links] == ["/a.pdf"] * 6


@pytest.mark.parametrize(
    "html",
    [
        f"<title>Школа</title><body>{BODY}",
        "<title>Пусто</title><body><script>" + "x" * 500 + "</script>",
        "<title>Мало",
        "x" * 4_000_000,
    ],
)
def test_whole_short_and_huge_pages_are_left_to_the_fast_parser(html: str) -> None:
    assert not swallowed(html, parse_page(html).text_length)
