"""Hostile texts made harmless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.clean import address, line, link, middle


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  Приказ\n№ 1\t\u00a0от  ", "Приказ № 1 от"),
        ("\x1b[31mкрасный\x1b[0m\x07", "[31mкрасный[0m"),
        ("при\u202eказ\u200b\ufeff\u00ad", "приказ"),
        ("\ud800лом", "лом"),
        ("a\x00b\x9bc", "abc"),
    ],
)
def test_line(text: str, shown: str) -> None:
    assert line(text) == shown


@given(st.text(), st.integers(2, 40))
def test_line_is_always_one_printable_line_within_the_limit(text: str, limit: int) -> None:
    shown = line(text, limit)
    assert shown.isprintable() or all(ch.isspace() or ch.isprintable() for ch in shown)
    assert "\n" not in shown
    assert len(shown) <= limit


@pytest.mark.parametrize("url", ["https://s.example/a b.pdf", "http://школа.рф/Приказ №1.doc", "HTTP://X.example"])
def test_ordinary_addresses_become_links(url: str) -> None:
    target = link(url)
    assert target is not None
    assert " " not in target


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//host/x", "/x", "",
     "http://", "http://[::1", "vbscript:x", " javascript:alert(1)"],
)  # fmt: skip
def test_other_schemes_never_become_links(url: str) -> None:
    assert link(url) is None


def test_address_reads_punycode_and_escapes() -> None:
    assert address("http://xn--80akhbyknj4f.xn--p1ai/%D0%B4%D0%BE%D0%BA") == "http://испытание.рф/док"
    assert address("http://xn--\x1b/" + "a" * 300, 40).endswith("aaaa")


def test_middle_keeps_both_ends() -> None:
    short = middle("МБДОУ детский сад № 10 п. Озёрный", 20)
    assert len(short) <= 20
    assert short.startswith("МБДОУ")
    assert short.endswith("Озёрный")
    assert middle("abc", 3) == "abc"
    assert middle("abcdef", 2) == "ab"
