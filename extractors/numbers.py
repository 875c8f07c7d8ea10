"""Numbers of acts as they are written: 17 – ОД, 13-осн. деят., 166 о/д, 52-0/3, 01-12/358, 47 § 3, №_2_____, № ____."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SUFFIX_WORD = r"(?:осн\.?\s?деят\.?|о/д|о\.д\.?|од|ОД|О/Д|ОД-|осн|ахд|АХД|лс|ос|пр|ПР|х/?д|кд)"
_CORE = (
    r"(?:[А-Яа-яA-Za-z]{1,4}\s?[-/]\s?)?"  # од-77, АЗ-1128
    r"\d{1,6}(?:\s?-\s?осн\.?\s?деят\.?)?"
    r"(?:\s?[/\\]\s?[0-9А-Яа-яA-Za-z]{1,6}|\.\d{1,4}|-[0-9А-Яа-яA-Za-z]{1,6}(?![а-я]))*"  # /1, /2.4.3, -12/358, -од
    r"(?:[А-Яа-яA-Za-z]{1,3}(?:/[А-Яа-яA-Za-z]{1,3})?(?![А-Яа-яA-Za-z]))?"  # 42ОД, 113а, 293о/д
    r"(?:/\d{1,4})?"
)
_NUMBER = re.compile(
    rf"№[\s_:.\"«]*(?P<number>{_CORE}"
    rf"(?:\s?-\s?{_SUFFIX_WORD}(?![А-Яа-я/])|\s?-\s?[А-ЯЁ]{{1,3}}(?:/[А-ЯЁ]{{1,4}})?(?![А-Яа-я])|\s?-[а-я](?![А-Яа-я])|\s-\s[а-я](?=\s*(?:\n|$)|\s+Об?\s)|\s{_SUFFIX_WORD}(?![А-Яа-я]))?"
    r"(?:\s?§\s?\d{1,3})?)"
)
_NUMBER_WITHOUT_SIGN = re.compile(
    rf"(?:(?:приказ|распоряжени|постановлени)[а-я]*|(?<![а-я])пр\.)\s+(?P<number>{_CORE})(?=\s+от\s*[\d«\"])", re.IGNORECASE
)
_FORM_NUMBER = re.compile(
    rf"номер\s+документа\s+(?:дата(?:\s+составления)?\s+)?(?P<number>{_CORE}(?:\s?-\s?{_SUFFIX_WORD}(?![А-Яа-я]))?)(?![.\d])",
    re.IGNORECASE,
)
"""The unified form of orders: «Номер документа | Дата составления» and below them the two, without a sign."""
BLANK = re.compile(
    r"№[\s_/:.?-]*(?:_[\s_/]*)(?!\s*[\dА-Яа-яA-Za-z])|(?:приказ[а-я]*|распоряжени[а-я]*)\s*№\s*(?=$|от\s*[_«\"]|/\s*от|[.,;)\n])|№\s*/\s*от|№[\s_]*_\s*от(?=\s*(?:[_«\"]|$))|приказ[а-я]*\s+_{3,}",
    re.IGNORECASE | re.MULTILINE,
)
"""An unfilled number: № ____, or nothing behind the sign."""


@dataclass(frozen=True, slots=True)
class NumberHit:
    """A number with its place in the normalised text; ``value`` is stripped as the public interface says."""

    value: str
    start: int
    end: int


def clean(number: str) -> str:
    """A number with white space, underscores and trailing stops stripped."""
    bare = re.sub(r"[\s_]+", "", number)
    return bare if bare.endswith("деят.") else bare.rstrip(".-/,")


def find_numbers(text: str) -> list[NumberHit]:
    """Numbers behind «№» (and «Приказ 426 от …») of a normalised text, in order."""
    hits = [NumberHit(clean(m["number"]), m.start(), m.end()) for m in _NUMBER.finditer(text)]
    taken = {hit.start for hit in hits}
    for match in (*_NUMBER_WITHOUT_SIGN.finditer(text), *_FORM_NUMBER.finditer(text)):
        start, end = match.span("number")
        if start not in taken:
            hits.append(NumberHit(clean(match["number"]), start, end))
    return sorted(hits, key=lambda hit: hit.start)
