"""Which lines of an act's header its number and date are read from: by its kind, by columns, from below where a scan put them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from extractors import header
from extractors.columns import unrolled
from extractors.header import Requisites
from extractors.lines import Line
from extractors.model import ORDERS, ActKind
from extractors.segments import Segment
from extractors.text import Normalised, normalise

MEETING_WORDS = re.compile(r"слушали|повестк|решили|присутствовал|постановили", re.IGNORECASE)
_MINUTES_WORD = re.compile(r"протокол[а-я]*|дата(?:\s+[а-я]+)?\s*:", re.IGNORECASE)
_PARTIES = re.compile(r"именуем|(?<![а-я])в\s+лице(?![а-я])|действующ|лицензи|заключили|осуществляющ", re.IGNORECASE)
"""Where the parties of a contract begin to be named: numbers and dates from here on are those of charters, licences, mandates."""
_APPROVED_ALONE = re.compile(r"^\W*утвержд(?:аю|ен[аоы]?)\W*$", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"^№\s?\S{1,20}$")
_SLID_LINES = 45
_SLID = 0.7


@dataclass(frozen=True, slots=True)
class Zone:
    """An act's header: its text, and the lines (exclusive) with which its heading and the whole header end."""

    text: str
    heading_end: int
    body_start: int


def requisites_of(whole: Normalised, lines: list[Line], segment: Segment, zone: Zone, today: date | None) -> Requisites:
    """The act's own number and date, wherever its kind keeps them."""
    if segment.kind in ORDERS or segment.kind is ActKind.LETTER:
        near = "\n".join(line.text for line in lines[segment.first : zone.heading_end])
        requisites = header.of_order(near, today, own=True)
        if requisites.number is None and requisites.date is None and not near.strip():
            requisites = header.of_order(zone.text, today)
    elif segment.kind is ActKind.MINUTES:
        near = "\n".join(line.text for line in lines[segment.heading : min(segment.heading + 6, segment.last)])
        opening = MEETING_WORDS.search(near)
        requisites = header.of_order(_MINUTES_WORD.sub(" ", near[: opening.start()] if opening else near), today, own=True)
    elif segment.kind in (ActKind.CONTRACT, ActKind.AGREEMENT) and not lines[segment.heading].text.lower().startswith(
        "коллективн"
    ):
        near = "\n".join(line.text for line in lines[segment.heading : min(segment.heading + 8, segment.last)])
        parties = _PARTIES.search(near)
        requisites = header.of_order(near[: parties.start()] if parties else near, today)
        if requisites.date is None and not requisites.blank_date and segment.first < segment.heading:
            above = header.of_order("\n".join(line.text for line in lines[segment.first : segment.heading]), today)
            requisites = replace(requisites, date=above.date, date_confidence=above.date_confidence)
    else:
        requisites = header.of_local_act(_by_columns(whole, lines, segment, zone.body_start) or zone.text, today)
    if requisites.number is None and not requisites.blank_number:
        requisites = _slid(lines, segment, requisites, today)
    return requisites


def _slid(lines: list[Line], segment: Segment, found: Requisites, today: date | None) -> Requisites:
    """Requisites that recognition put below the text they stood beside: the right-hand block of a scan, an order's lone number."""
    below = lines[segment.heading + 1 : min(segment.last, segment.heading + _SLID_LINES)]
    if segment.kind in ORDERS:
        alone = [line.text for line in below if _NUMBER_ALONE.match(line.text)] if found.date is not None else []
        number = header.of_order(alone[0], today, own=True).number if len(alone) == 1 else None
        return replace(found, number=number, number_confidence=_SLID) if number is not None else found
    block = next((place for place, line in enumerate(below) if _APPROVED_ALONE.match(line.text)), None)
    if block is None or (found.date is not None and not found.minutes_only):
        return found
    own = header.of_local_act("\n".join(line.text for line in below[block : block + 6]), today)
    if own.number is None or own.date is None:
        return found
    return replace(own, number_confidence=_SLID, date_confidence=_SLID)


def _by_columns(whole: Normalised, lines: list[Line], segment: Segment, body_start: int) -> str | None:
    """The header zone with blocks that stand side by side above the heading put one below the other; ``None`` where none do."""
    first = whole.positions[lines[segment.first].start]
    above = whole.original[whole.original.rfind("\n", 0, first) + 1 : whole.positions[lines[segment.heading].start]]
    columns = unrolled(above[: header.MOST_ZONE])
    if columns is None:
        return None
    return "\n".join((normalise(columns).text, *(line.text for line in lines[segment.heading : body_start])))
