"""How long an act says it is in force: school years, «на период до», «утратил силу»."""

from __future__ import annotations

import re
from datetime import date

from extractors.dates import find_dates

_SCHOOL_YEAR = re.compile(
    r"(?<!\d)(20\d{2})\s?[-/]\s?(20\d{2}|\d{2})(?!\d)(?P<after>\s*(?:\(?уч[а-я.]*|г[гr]?\b|год|r{1,2}\b|\)|$))?", re.IGNORECASE
)
_CALENDAR_YEAR = re.compile(r"\bна\s+(20\d{2})\s*(?:г\.|г\b|год\b)(?!\s*[-/])", re.IGNORECASE)
_UNTIL = {
    "период": re.compile(r"на\s+период\s+до\s+"),
    "прекращает": re.compile(r"прекращает\s+(?:сво[её]\s+)?действие\s+"),
    "действия": re.compile(r"срок[а-я]*\s+действия[^\n.;]{0,40}?\bдо\s+"),
    "действ": re.compile(r"действ(?:у[а-я]+|ительно|ителен)[^\n.;]{0,40}?\bдо\s+"),
    "сроку": re.compile(r"по\s+сроку\s+до\s+"),
}
"""For texts in lower case, by a part that each must have: most texts have few of them, which is quickly seen."""
_UNTIL_PARTS = tuple(part.encode("cp1251") for part in ("период", "прекращает", "действ", "сроку"))
_REPEALED = re.compile(
    r"^[^\n]{0,40}(?:утратил[аои]?\s+силу|недействующ[а-я]+|не\s+действует|отменен[аоы]?\b)|\((?:утратил[аои]?\s+силу|недействующ[а-я]+|отменен[аоы]?)[^)]*\)|^\s*утратил[аои]?\s+силу",
    re.IGNORECASE | re.MULTILINE,
)
_REPEALED_MARK = re.compile(
    r"^\W*(?:утратил[аои]?\s+силу|недействующ[а-я]{2,3}\s*(?:редакци[а-я]+)?$|отменен[аоы]?\s+приказом)",
    re.IGNORECASE | re.MULTILINE,
)
_REPEALING = re.compile(r"(?:признать|считать|признании|признан[а-я]*)\s+[^\n]{0,60}утратившим", re.IGNORECASE)


def school_years(text: str) -> tuple[str, ...]:
    """School years a title or header names, as «2024-2025»; spans of several years stay as they are («2022-2026»)."""
    found: list[str] = []
    for match in _SCHOOL_YEAR.finditer(text):
        first = int(match[1])
        second = int(match[2]) if len(match[2]) == 4 else first // 100 * 100 + int(match[2])
        if not 2000 <= first <= 2045 or not first < second <= first + 10:
            continue
        if len(match[2]) == 2 and not match["after"]:
            continue
        span = f"{first}-{second}"
        if span not in found:
            found.append(span)
    return tuple(found)


def may_end(lower: bytes) -> bool:
    """Whether a text (in lower case, in windows-1251) has words that name a last day: seen at once, unlike what they say."""
    return any(part in lower for part in _UNTIL_PARTS)


def valid_until(title: str, text: str) -> date | None:
    """The last day the act says it is in force, from its title and its own text; ``None`` where it names none."""
    years = [int(span[5:]) for span in school_years(title)]
    if years:
        if re.search(r"учебн|уч\.", title, re.IGNORECASE) or all(int(s[5:]) - int(s[:4]) == 1 for s in school_years(title)):
            return date(max(years), 8, 31)
        return date(max(years), 12, 31)
    calendar = [int(match[1]) for match in _CALENDAR_YEAR.finditer(title)]
    if calendar:
        return date(max(calendar), 12, 31)
    for place in (title, text):
        lower = place.lower()
        patterns = (pattern for part, pattern in _UNTIL.items() if part in lower)
        for end in sorted(match.end() for pattern in patterns for match in pattern.finditer(lower)):
            following = find_dates(lower[end : end + 40])
            if following and following[0].start <= 3:
                return following[0].value
    return None


def is_repealed(title: str, header: str = "") -> bool:
    """Whether the title, link text or a mark in the header says that the act itself is no longer in force."""
    if _REPEALED_MARK.search(header):
        return True
    return _REPEALED.search(title) is not None and _REPEALING.search(title) is None
