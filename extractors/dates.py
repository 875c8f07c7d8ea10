"""Dates as Russian acts write them: «31»__08_2021_г., 31. 03. 22 г., « 23» марта 2017 г, Второго февраля 2024 года."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

FIRST_YEAR = 1990
LAST_YEAR = 2045

_MONTH_STEMS = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
_MONTH = r"(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]{0,2}"
_FILL = r"[\s_\"«»„“”'.]*"
_YEAR = r"(?P<year>(?:19|20)\s?\d\s?\d|\d{2})"
_END = r"(?!\d)(?P<mark>[\s_]*(?:г(?![а-я])|год))?"

_WORDED = re.compile(rf"(?<!\d)(?P<day>\d{{1,2}}){_FILL}(?P<month>{_MONTH})[\s_.,»\"]*{_YEAR}{_END}", re.IGNORECASE)
_NUMERIC = re.compile(
    rf"(?<![\d/.-])(?P<day>\d{{1,2}})[\s_\"»”]*(?P<sep>[._/,-]|[\"»”][\s_]*)[\s_.]*(?P<month>\d{{1,2}})[\s_]*(?:[._,]|(?<=/\d\d)/|(?<=-\d\d)-|(?<=/\d)/)[\s_.]*{_YEAR}{_END}",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    rf"[«\"„“]\s*(?P<day>\d{{1,2}})\s*[»\"”]\s*(?P<month>\d{{2}})\s+(?P<year>(?:19|20)\d\d){_END}", re.IGNORECASE
)
"""«27» 12 2021: the month as a number, nothing but blanks between."""
_ISO = re.compile(r"(?<![\d/.-])(?P<year>(?:19|20)\d{2})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)(?P<mark>)")
_DAY_WORDS = (
    "первого второго третьего четвертого пятого шестого седьмого восьмого девятого десятого одиннадцатого двенадцатого "
    "тринадцатого четырнадцатого пятнадцатого шестнадцатого семнадцатого восемнадцатого девятнадцатого двадцатого"
).split()
_DAY_BY_WORDS = {word: n + 1 for n, word in enumerate(_DAY_WORDS)}
_DAY_BY_WORDS |= {f"двадцать {word}": 21 + n for n, word in enumerate(_DAY_WORDS[:9])}
_DAY_BY_WORDS |= {"тридцатого": 30, "тридцать первого": 31}
_YEAR_ENDINGS = {word: n + 1 for n, word in enumerate(_DAY_WORDS)}
_YEAR_ENDINGS |= {
    f"{tens} {word}": base + n + 1 for tens, base in (("двадцать", 20), ("тридцать", 30)) for n, word in enumerate(_DAY_WORDS[:9])
}
_YEAR_ENDINGS |= {"тридцатого": 30}
_YEAR_IN_WORDS = rf"(?:две\s+тысячи\s+(?P<words>{'|'.join(sorted(_YEAR_ENDINGS, key=len, reverse=True))}))"
_IN_WORDS = re.compile(
    rf"(?P<day>{'|'.join(sorted(_DAY_BY_WORDS, key=len, reverse=True))})\s+(?P<month>{_MONTH})\s+(?:{_YEAR_IN_WORDS}|{_YEAR}){_END}",
    re.IGNORECASE,
)
_DAY_ENDING = re.compile(r"его\s|ого\s")
"""Of every day in words."""
_BESIDE = re.compile(r"№|(?<![а-я])от(?![а-я])", re.IGNORECASE)
_NEAR = 15
BLANK = re.compile(
    r"[\"«„“][\s_.]*[\"»”][\s_.]*(?:[а-я]+[\s_]*)?(?:(?:20|19)?[\s_]*\d?[\s_]*г?)|(?<!_)_{3}[\s_]*(?:20|19)[\s_]*\d?\d?[\s_]*г(?![а-я])",
    re.IGNORECASE,
)
"""An unfilled date: «___» ________ 20__ г."""


@dataclass(frozen=True, slots=True)
class DateHit:
    """A date with its place in the normalised text and how sure its reading is (0…1)."""

    value: date
    start: int
    end: int
    confidence: float


def find_dates(text: str, today: date | None = None) -> list[DateHit]:
    """The dates of a normalised text in order. Years before 1990 and, given ``today``, future dates are no dates of acts."""
    hits: dict[int, DateHit] = {}
    worded = (_WORDED, _IN_WORDS) if _DAY_ENDING.search(text.lower()) else (_WORDED,)
    for pattern in (*worded, _ISO, _NUMERIC, _QUOTED):
        for match in _tries(pattern, text):
            if any(hit.start < match.end() and match.start() < hit.end for hit in hits.values()) or _is_number(
                text, match.start()
            ):
                continue
            hit = _read(match, worded=pattern in (_WORDED, _IN_WORDS))
            if hit is not None and (hit.value.year <= LAST_YEAR if today is None else hit.value <= today):
                hits[hit.start] = hit
    return [hits[start] for start in sorted(hits)]


def _tries(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What looks like a date, also behind what only began like one in the line above: «лицей № 28» / 28.08.2023»."""
    for match in pattern.finditer(text):
        yield match
        if "\n" in match.group() and (later := pattern.search(text, text.index("\n", match.start()))) is not None:
            yield later


def names_impossible_date(text: str, today: date | None = None) -> bool:
    """Whether a normalised text has requisites («от …», «№») with a date that no act bears: 04.08.2083, 31.02.2023, 12.05.1923."""
    possible = {hit.start for hit in find_dates(text, today)}
    for pattern in (_WORDED, _IN_WORDS, _ISO, _NUMERIC, _QUOTED):
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start <= known < end for known in possible) or _is_number(text, start):
                continue
            year = re.sub(r"\s", "", match["year"] or "")
            worded = pattern in (_WORDED, _IN_WORDS)
            if _BESIDE.search(text[max(0, start - _NEAR) : end + _NEAR]) and (
                len(year) == 4 or _read(match, worded=worded) is not None
            ):
                return True
    return False


def _is_number(text: str, start: int) -> bool:
    """Behind «№» stands a number, however much it looks like a date («№ 01-12/61»)."""
    return text[max(0, start - 3) : start].rstrip(" _").endswith("№")


def _read(match: re.Match[str], *, worded: bool) -> DateHit | None:
    day_text, month_text = match["day"].lower(), match["month"].lower()
    day = _DAY_BY_WORDS.get(day_text) or int(day_text)
    month = _month_number(month_text) if worded else int(month_text)
    words = match.groupdict().get("words")
    year_text = f"20{_YEAR_ENDINGS[' '.join(words.lower().split())]:02d}" if words else re.sub(r"\s", "", match["year"])
    year = int(year_text)
    if len(year_text) == 2:
        marked = bool(match["mark"])
        if not worded and not marked and not (len(day_text) == 2 and len(month_text) == 2):
            return None  # «1.2.20» is a paragraph's number
        year += 1900 if year >= FIRST_YEAR % 100 else 2000
    if year < FIRST_YEAR or not 1 <= month <= 12:
        return None
    try:
        value = date(year, month, day)
    except ValueError:
        return None
    confidence = 0.99 if len(year_text) == 4 else 0.9
    return DateHit(value, match.start(), match.end(), confidence)


def _month_number(word: str) -> int:
    for number, stem in enumerate(_MONTH_STEMS, 1):
        if word.startswith(stem) and not (stem == "ма" and word.startswith("март")):
            return number
    return 0
