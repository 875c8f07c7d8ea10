"""Requisites in an act's header: which number and date are the act's own among minutes, cited acts, amendments and stamps."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from extractors import dates, numbers
from extractors.dates import DateHit, find_dates
from extractors.masking import mask, mended
from extractors.numbers import NumberHit, find_numbers
from extractors.text import normalise

_GOVERNOR = re.compile(
    r"(?P<change>(?:изменени|дополнени)[а-я]*[:\s]+(?:внесен[а-я]*[:\s]+)?(?:приказ[а-я]*)?|в\s+редакции\s+приказ[а-я]*|с\s+изменениями[^\n]{0,20}приказ[а-я]*|утратил[а-я]*\s+силу)"
    r"|(?P<minutes>прот(?:окол[а-я]*|\.)|(?<![а-я])пр-л)"
    r"|(?P<order>приказ[а-я]*(?:\s+по\s+(?:школе|[а-я]+\s+саду|учреждению))?|распоряжени[а-я]+|постановлени[а-я]+|(?<![а-я])(?:пр\.|пр-з[а-я]*)\s?(?=№))"
    r"|(?P<approved>утвер(?:жд|дж)[а-я]*|введен[а-яо]*\s+в\s+действие)"
    r"|(?P<agreed>принят[а-я]*|рассмотрен[а-я]*|согласован[а-я]*|одобрен[а-я]*|учтен[а-я]*)",
    re.IGNORECASE,
)
_OF_HEADING = 0.75
_ROW = 40
"""Characters between two columns' dates in one row."""
_OWN_NUMBER = re.compile(
    r"^\W*(?:положение|порядок|правила|регламент|(?:должностная\s+)?инструкция|программа)\s*(?=№\s?\d)",
    re.IGNORECASE | re.MULTILINE,
)
_HEADED = re.compile(r"\W*(?:приказ|распоряжение|постановление|решение)\s*", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"[ \t]+(?:г\.?[ \t]+)?(?P<number>\d{1,5}(?:[/-][\dА-Яа-я]{1,4}){0,2})[ \t]*$", re.MULTILINE)
MOST_ZONE = 12_000
"""Characters of a header that are looked at: a "header" that is longer is a text in one line, made to keep a reader busy."""
_DOUBLED_FROM = re.compile(r"\bот\s+от\b", re.IGNORECASE)


class Governor(StrEnum):
    """The word that a number or date in a header belongs to."""

    ORDER = "order"
    MINUTES = "minutes"
    APPROVED = "approved"
    AGREED = "agreed"
    CHANGE = "change"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Requisites:
    """The act's own number and date. ``blank_number`` and ``blank_date`` tell of unfilled places."""

    number: str | None = None
    date: date | None = None
    number_confidence: float = 0.0
    date_confidence: float = 0.0
    blank_number: bool = False
    blank_date: bool = False
    minutes_only: bool = False

    @property
    def unfilled(self) -> bool:
        """A template: something is left blank and nothing is filled in."""
        return self.number is None and self.date is None and (self.blank_number or self.blank_date)


@dataclass(frozen=True, slots=True)
class Named:
    """Whether a header has a number and a date that may be an act's, and the lines (from 0) in which they stand."""

    number: bool
    date: bool
    lines: frozenset[int]

    @property
    def any(self) -> bool:
        """Whether there is either."""
        return self.number or self.date

    @property
    def kinds(self) -> int:
        """How many of the two there are."""
        return self.number + self.date


def named_requisites(text: str) -> Named:
    """Numbers and dates in a header; those of schools, appendices and forms are none."""
    normal = normalise(text)
    whole = mask(normal.text, cited=False)
    found_numbers, found_dates = find_numbers(whole), find_dates(whole)
    hits: list[NumberHit | DateHit] = [*found_numbers, *found_dates]
    starts = [match.end() for match in re.finditer(r"\n+", text)]
    lines = {bisect_right(starts, normal.positions[place]) for hit in hits for place in range(hit.start, hit.end)}
    return Named(bool(found_numbers), bool(found_dates), frozenset(lines))


@dataclass(slots=True)
class _Unit:
    governor: Governor
    start: int
    end: int
    numbers: list[NumberHit]
    dates: list[DateHit]


def _units(text: str, today: date | None) -> list[_Unit]:
    found = find_dates(text, today)
    inside = [n for n in find_numbers(text) if not any(d.start <= n.start < d.end for d in found)]
    spans = [(0, 0, Governor.NONE)]
    for match in _GOVERNOR.finditer(text):
        governor = Governor(str(match.lastgroup))
        if governor is Governor.ORDER and match.group().lower().startswith("пр.") and spans[-1][2] is Governor.AGREED:
            governor = Governor.MINUTES  # «Принято советом … пр. № 2»: a протокол
        if governor is Governor.ORDER and spans[-1][2] is Governor.CHANGE and not match.group().isupper():
            governor = Governor.CHANGE  # a list of amending orders
        spans.append((match.start(), match.end(), governor))
    result: list[_Unit] = []
    for index, (start, _end, governor) in enumerate(spans):
        stop = spans[index + 1][0] if index + 1 < len(spans) else len(text)
        result.append(
            _Unit(
                governor,
                start,
                stop,
                [n for n in inside if start <= n.start < stop],
                [d for d in found if start <= d.start < stop],
            )
        )
    return result


def of_order(zone: str, today: date | None = None, *, own: bool = False) -> Requisites:
    """Requisites of an order, directive or resolution from the lines around its heading.

    ``own`` says that the zone holds nothing but the act's own heading: an authority named there is its issuer, not a cited one.
    """
    text = mask(mended(zone[:MOST_ZONE]), cited=not own)
    units = [unit for unit in _units(text, today) if unit.governor not in (Governor.MINUTES, Governor.CHANGE, Governor.AGREED)]
    found_numbers = [n for unit in units for n in unit.numbers]
    found_dates = [d for unit in units for d in unit.dates]
    number = next((n for n in found_numbers if _is_headed(text, n)), None) if len(found_numbers) > 1 else None
    number = number or next((n for n in found_numbers if any(_adjacent(n, d) for d in found_dates)), None)
    number = number or (found_numbers[0] if found_numbers else _without_sign(text, found_dates))
    day = _nearest(number, found_dates) if number else (found_dates[0] if found_dates else None)
    return _requisites(text, number, day, 0.98, 0.99)


def _is_headed(text: str, number: NumberHit) -> bool:
    """«РЕШЕНИЕ № 5»: the number behind the heading's word is its own."""
    return _HEADED.fullmatch(text, text.rfind("\n", 0, number.start) + 1, number.start) is not None


def _without_sign(text: str, found_dates: list[DateHit]) -> NumberHit | None:
    """«17.10.2022      341»: a number alone behind the date, its sign left out."""
    for day in found_dates:
        if (match := _BARE_NUMBER.match(text, day.end)) is not None:
            return NumberHit(numbers.clean(match["number"]), match.start("number"), match.end())
    return None


def _adjacent(number: NumberHit, day: DateHit) -> bool:
    """«от 5 августа 2020 г. № 882/391»: date and number side by side are the act's, whatever numbers stand above."""
    return 0 <= number.start - day.end <= 12 or 0 <= day.start - number.end <= 8


def _nearest(number: NumberHit, found: list[DateHit]) -> DateHit | None:
    def distance(hit: DateHit) -> int:
        return number.start - hit.end if hit.end <= number.start else hit.start - number.end

    return min(found, key=distance, default=None)


def of_local_act(zone: str, today: date | None = None) -> Requisites:
    """Requisites of a regulation, programme …: those of the order that approved it («УТВЕРЖДЕНО приказом … от … № …»).

    «ПОЛОЖЕНИЕ № 16» names its own number, that of the organisation's list of local acts: the act bears it where no order gives it
    another and none was left blank.
    """
    text = mask(mended(zone[:MOST_ZONE]))
    heading = _OWN_NUMBER.search(text)
    own = next((hit for hit in find_numbers(text) if heading is not None and heading.end() == hit.start), None)
    if own is None:
        return _of_approval(text, today)
    found = _of_approval(text[: own.start] + " " * (own.end - own.start) + text[own.end :], today)
    if found.number is not None or found.blank_number:
        return found
    return replace(found, number=own.value, number_confidence=_OF_HEADING)


def _of_approval(text: str, today: date | None) -> Requisites:
    units = _units(text, today)
    _share_rows(units)
    columns = None if _DOUBLED_FROM.search(text) else _by_column(units)
    if columns is not None:
        return _requisites(text, *columns, 0.85, 0.85)
    blank_order = False
    for position, unit in enumerate(units):
        if unit.governor is not Governor.ORDER or (position and _is_change(text, unit.start)):
            continue
        if unit.numbers or unit.dates:
            if not unit.numbers and (beside := _number_in_minutes_row(units[position + 1 :])) is not None:
                return _requisites(text, beside, unit.dates[0], 0.7, 0.9)
            day = unit.dates[0] if unit.dates else _date_before(units, position)
            if unit.numbers and len(unit.dates) > 1:
                day = _nearest(unit.numbers[0], unit.dates)
            return _requisites(text, unit.numbers[0] if unit.numbers else None, day, 0.97, 0.98)
        blank_order = True
    interleaved = _interleaved(text, units)
    if blank_order and interleaved is not None:
        return interleaved
    slid = _slid_approval(units)
    if slid is not None:
        return _requisites(text, None, slid, 0.0, 0.7)
    for unit in units:
        if unit.governor is Governor.APPROVED and (unit.numbers or unit.dates):
            return _requisites(text, unit.numbers[0] if unit.numbers else None, unit.dates[0] if unit.dates else None, 0.9, 0.93)
    agreed = [unit for unit in units if unit.governor in (Governor.MINUTES, Governor.AGREED) and (unit.dates or unit.numbers)]
    loose = next((unit for unit in units if unit.governor is Governor.NONE and (unit.numbers or unit.dates)), None)
    if loose is not None and not agreed:
        return _requisites(text, loose.numbers[0] if loose.numbers else None, loose.dates[0] if loose.dates else None, 0.8, 0.85)
    adopted = next((unit.dates[0] for unit in agreed if unit.dates), None)
    plain = _requisites(text, None, adopted, 0.0, 0.8)
    return replace(plain, minutes_only=bool(agreed))


def _by_column(units: list[_Unit]) -> tuple[NumberHit | None, DateHit] | None:
    """Columns read row by row: as many dates (and numbers, or none) behind one word as there are blocks above; the order's is told by its place."""
    blocks = [unit.governor for unit in units if unit.governor in (Governor.AGREED, Governor.APPROVED)]
    if len(blocks) < 2 or blocks.count(Governor.APPROVED) != 1:
        return None
    filled = [unit for unit in units if unit.numbers or unit.dates]
    if len(filled) != 1 or len(filled[0].dates) != len(blocks) or len(filled[0].numbers) not in (0, len(blocks)):
        return None
    if filled[0].governor is Governor.MINUTES and len(filled[0].numbers) == len(filled[0].dates) == len(blocks) == 2:
        later = filled[0].dates[0].start < filled[0].numbers[0].start < filled[0].dates[1].start
        if later:  # «(протокол от … № 14) / от … № 77»: whole pairs, the first of them that of the minutes
            return filled[0].numbers[1], filled[0].dates[1]
    place = blocks.index(Governor.APPROVED)
    return filled[0].numbers[place] if filled[0].numbers else None, filled[0].dates[place]


def _number_in_minutes_row(further: list[_Unit]) -> NumberHit | None:
    """«приказом от 02.09.2024 / протокол от 30.08.2024 № 43 / № 1»: the order's number stands in the row of the minutes, behind their date."""
    unit = further[0] if further else None
    if unit is None or unit.governor is not Governor.MINUTES or len(unit.numbers) != 2 or len(unit.dates) != 1:
        return None
    return next((number for number in unit.numbers if number.start >= unit.dates[0].end), None)


def _slid_approval(units: list[_Unit]) -> DateHit | None:
    """«СОГЛАСОВАНО УТВЕРЖДАЮ … Протокол от 26.08.2025 № 15 … 01.09.2025»: the approval's date slid behind the minutes'."""
    empty = any(unit.governor is Governor.APPROVED and not unit.dates and not unit.numbers for unit in units)
    last = next((unit for unit in reversed(units) if unit.dates), None)
    if empty and last is not None and last.governor is Governor.MINUTES and len(last.dates) == 2 and len(last.numbers) == 1:
        return last.dates[1]
    return None


def _is_change(text: str, start: int) -> bool:
    return (
        re.search(
            r"(?:изменени|дополнени|редакци)[а-я]*\s*(?:внесен[а-я]*)?\s*$|утрати[а-я]*\s+силу\s*$",
            text[max(0, start - 40) : start],
            re.IGNORECASE,
        )
        is not None
    )


def _date_before(units: list[_Unit], position: int) -> DateHit | None:
    """«01.09.2021, приказ № 163», «Утверждаю «23» августа 2021 г. приказ № 60»: the date stands before its order."""
    previous = units[position - 1] if position else None
    if previous is None or previous.governor in (Governor.MINUTES, Governor.CHANGE):
        return None
    near = [d for d in previous.dates if units[position].start - d.end <= 25]
    if previous.governor is Governor.APPROVED and not near:
        near = previous.dates
    return near[-1] if near else None


def _share_rows(units: list[_Unit]) -> None:
    """Two columns read row by row: «Протокол № 1 Приказ № 43 / от 30.08.2024 от 02.09.2024» gives each its own date.

    So does «протокол приказом / № 1 № 43 / от 30.08.2024 от 02.09.2024» with the numbers; stamps' words in between have nothing.
    """
    named = [unit for unit in units if unit.governor in (Governor.MINUTES, Governor.ORDER) or unit.numbers or unit.dates]
    at = 0
    while at < len(named):
        run = [named[at]]
        while not run[-1].dates and at + len(run) < len(named) and run[-1].governor in (Governor.MINUTES, Governor.ORDER):
            run.append(named[at + len(run)])
        at += len(run)
        last = run[-1]
        if not _in_a_row(last.dates, len(run)):
            run = [unit for unit in run if unit.numbers or unit.dates]  # «приказом директора» in the row above says it once more
        if len(run) > 1 and last.governor in (Governor.MINUTES, Governor.ORDER) and _in_a_row(last.dates, len(run)):
            order_last = last.governor is Governor.ORDER  # a last «протокол» has what follows at once for its own
            if order_last and len(last.numbers) == len(run) and not any(unit.numbers for unit in run[:-1]):
                for unit, number in zip(run, list(last.numbers), strict=True):
                    unit.numbers = [number]
            if all(len(unit.numbers) == 1 for unit in run) or (order_last and not any(unit.numbers for unit in run)):
                for unit, day in zip(run, list(last.dates), strict=True):
                    unit.dates = [day]


def _in_a_row(found: list[DateHit], count: int) -> bool:
    """So many dates, and close enough to stand in one row."""
    return len(found) == count and all(later.start - earlier.end <= _ROW for earlier, later in pairwise(found))


def _interleaved(text: str, units: list[_Unit]) -> Requisites | None:
    """An order whose requisites slid behind the minutes': the second number there is the order's."""
    for unit in units:
        if unit.governor is Governor.MINUTES and len(unit.numbers) == 2 and unit.dates:
            second = unit.numbers[1]
            doubled = _DOUBLED_FROM.search(text, unit.start, unit.end)
            before = [d for d in unit.dates if d.end <= second.start]
            after = [d for d in unit.dates if d.start >= second.end]
            if doubled and before:
                day = before[-1]
            elif len(after) == 2:
                day = after[1]  # both numbers stand in one row, both dates in the next
            else:
                day = after[0] if after else before[-1]
            return _requisites(text, second, day, 0.7, 0.7)
    return None


def _requisites(
    text: str, number: NumberHit | None, day: DateHit | None, number_confidence: float, date_confidence: float
) -> Requisites:
    return Requisites(
        number=number.value if number else None,
        date=day.value if day else None,
        number_confidence=number_confidence if number else 0.0,
        date_confidence=min(date_confidence, day.confidence) if day else 0.0,
        blank_number=number is None and numbers.BLANK.search(text) is not None,
        blank_date=day is None and dates.BLANK.search(text) is not None,
    )
