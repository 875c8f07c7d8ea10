"""Whether acts are in force on the reporting date: periods, marks of repeal, orders that repeal others, newer editions.

The reporting date decides everything: what is dated later does not exist yet, what is repealed later is still in force.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from checks.model import FoundAct
from extractors.dates import find_dates
from extractors.model import ORDERS, Act, ActKind
from extractors.numbers import find_numbers
from extractors.text import normalise, plain, squeeze

_ZONE = 2500
_MARK_SHOWN = 90
_MARK = re.compile(r"утратил[аои]?\s+силу|отменен[аоы]?\b|недейству[а-я]+|не\s+действует", re.IGNORECASE)
_REPEALING = re.compile(
    r"(?:признать|считать|признании|признав)[^\n.;]{0,400}?утративш[а-я]+\s+силу|утративш[а-я]+\s+силу|"
    r"(?:^|\s)отменить\s|(?:прекратить|приостановить)\s+действие",
    re.IGNORECASE,
)
_HINT = re.compile(r"[Уу][Тт][Рр][Аа][Тт][Ии][Вв][Шш]|[Оо]тменить|(?:рекратить|риостановить)\s+действие")
_POINT_END = re.compile(r"\n\s*\d{1,2}[.)]\s|\n\s*\n|;\s*\n")
_FROM = re.compile(r"(?<![а-я])с\s+(?=[\d«\"])")
_NEW_EDITION = re.compile(r"нов(?:ой|ая|ую|ый|ое)\s+редакци", re.IGNORECASE)
_APPROVING = re.compile(r"утвержден|введени|внедрени|организаци", re.IGNORECASE)
_EDITION_WORDS = re.compile(r"\([^)]*\)|нов[а-я]{2}\s+редакци[а-я]|редакци[а-я]\s+\d+|с\s+изменениями", re.IGNORECASE)
_REPLACEABLE = frozenset(
    {ActKind.REGULATION, ActKind.PROCEDURE, ActKind.RULES, ActKind.PROGRAMME, ActKind.PLAN, ActKind.ROAD_MAP, ActKind.CONCEPT}
)
"""Kinds of which a newer act with the same title takes the place of the older; orders on people and contracts stand side by side."""


@dataclass(frozen=True, slots=True)
class Repeal:
    """That an act orders another one to be out of force: its number and date, from when, and by which act."""

    number: str
    day: date | None
    since: date | None
    by: Act


def title_words(title: str) -> frozenset[str]:
    """What a title is about: the beginnings of its words, without what editions add."""
    words = re.findall(r"[а-я]{4,}", _EDITION_WORDS.sub(" ", plain(title).lower()))
    return frozenset(word[:6] for word in words)


def requisites_text(act: Act) -> str:
    """«от 30.08.2024 № 118-од» as far as it is known."""
    parts = [f"от {act.date:%d.%m.%Y}" if act.date else "", f"№ {act.number}" if act.number else ""]
    return " ".join(part for part in parts if part)


def not_yet(act: Act, as_of: date) -> str:
    """Why an act does not exist yet on the reporting date; "" where it does."""
    if act.date is not None:
        return f"принят {act.date:%d.%m.%Y}, позже отчётной даты {as_of:%d.%m.%Y}" if act.date > as_of else ""
    years = [int(span[:4]) for span in act.school_years]
    if years and date(min(years), 9, 1) > as_of:
        return f"относится к учебному году, который на отчётную дату {as_of:%d.%m.%Y} ещё не начался"
    return ""


def out_of_force(found: FoundAct, as_of: date) -> tuple[bool, str]:
    """Whether the act itself says that it is no longer in force on the reporting date, and a note (Russian) on why or why not."""
    act = found.act
    if act.repealed:
        day, mark = repeal_mark(found)
        said = "отмечен как утративший силу" + (f" {day:%d.%m.%Y}" if day else "") + (f" («{mark}»)" if mark else "")
        if day is not None and day > as_of:
            return False, f"{said}, после отчётной даты"
        return True, said
    if act.valid_until is not None and act.valid_until < as_of:
        if act.school_years:
            return True, f"принят на {_years(act.school_years)}; срок закончился {act.valid_until:%d.%m.%Y}"
        return True, f"действовал до {act.valid_until:%d.%m.%Y}"
    return False, f"действует до {act.valid_until:%d.%m.%Y}" if act.valid_until is not None else ""


def _years(spans: Sequence[str]) -> str:
    """«2024-2025 учебный год», «2019-2021 годы»: a longer span is of calendar years or of several school years."""
    single = all(int(span[5:]) - int(span[:4]) == 1 for span in spans)
    return f"{', '.join(spans)} {'учебный год' if single and len(spans) == 1 else 'учебные годы' if single else 'годы'}"


def repeal_mark(found: FoundAct) -> tuple[date | None, str]:
    """The day a mark «утратил силу …» names (from when, else of the repealing order) and the mark as it stands; ``None`` and ""
    where it names no day."""
    for place in (found.act.title, found.link_text, found.text[:_ZONE]):
        text = plain(place)
        for match in _MARK.finditer(text):
            tail = text[match.end() : match.end() + 120].split("\n\n")[0]
            days = [hit.value for hit in find_dates(tail) if hit.value != found.act.date]
            if days:
                since = _FROM.search(tail)
                later = [hit.value for hit in find_dates(tail[since.end() :])] if since else []
                mark = squeeze(text[match.start() : match.end() + len(tail)].split("\n")[0])
                return later[0] if later else days[0], mark if len(mark) <= _MARK_SHOWN else f"{mark[:_MARK_SHOWN]}…"
    return None, ""


def repeals(acts: Iterable[FoundAct]) -> tuple[Repeal, ...]:
    """What the acts' own texts put out of force: «признать утратившим силу приказ от 01.09.2021 № 118-од»."""
    found: list[Repeal] = []
    for item in acts:
        if item.act.kind in ORDERS and _HINT.search(item.text):
            found += _repeals_in(item)
    return tuple(found)


def _repeals_in(found: FoundAct) -> Iterable[Repeal]:
    text = normalise(found.text).text
    for match in _REPEALING.finditer(text):
        end = _POINT_END.search(text, match.end())
        begin = max((m.end() for m in _POINT_END.finditer(text, 0, match.start())), default=0)
        point = text[begin : end.start() if end else match.end() + 600]
        since = _FROM.search(point)
        days = find_dates(point)
        later = next((hit.value for hit in days if since and hit.start >= since.end() - 1), None)
        for number in find_numbers(point):
            near = [hit for hit in days if hit.value != later or len(days) == 1]
            day = min(near, key=lambda hit: min(abs(number.start - hit.end), abs(hit.start - number.end)), default=None)
            if number.value != found.act.number:
                yield Repeal(number.value.lower(), day.value if day else None, later or found.act.date, found.act)


def repealed_by(act: Act, known: Sequence[Repeal], as_of: date) -> tuple[bool, str]:
    """Whether another act puts this one out of force by the reporting date, and the note on it."""
    for repeal in known:
        if act.number is None or act.number.lower() != repeal.number or repeal.by is act:
            continue
        if act.date is not None and repeal.day is not None and act.date != repeal.day:
            continue
        if act.date is None and repeal.day is None:
            continue
        by = f"{repeal.by.kind} {requisites_text(repeal.by)}".strip()
        if repeal.since is not None and repeal.since > as_of:
            return False, f"утратит силу {repeal.since:%d.%m.%Y} ({by}), после отчётной даты"
        return True, f"признан утратившим силу: {by}"
    return False, ""


def replaced(acts: Sequence[FoundAct], as_of: date) -> dict[int, FoundAct]:
    """Positions of acts in whose place a newer edition came by the reporting date, with that edition.

    A newer edition has the same kind, level and title, a later date, and is whole and unlimited in time (or both are limited);
    an order «в новой редакции» takes the place of the regulation it names, too.
    """
    dated = [
        (number, found, title_words(found.act.title))
        for number, found in enumerate(acts)
        if found.act.date is not None and found.act.date <= as_of and found.readable and not found.broken
    ]
    result: dict[int, FoundAct] = {}
    for number, older, words in dated:
        newer = [
            other
            for _n, other, other_words in dated
            if _later(other.act, older.act) and _takes_the_place(other.act, other_words, older.act, words)
        ]
        if newer:
            result[number] = max(newer, key=lambda item: item.act.date or date.min)
    return result


def _later(newer: Act, older: Act) -> bool:
    return newer.date is not None and older.date is not None and newer.date > older.date and newer.level is older.level


def _takes_the_place(newer: Act, newer_words: frozenset[str], older: Act, older_words: frozenset[str]) -> bool:
    if newer.draft or newer.repealed or (newer.valid_until is not None and older.valid_until is None):
        return False
    if newer.kind is older.kind:
        alike = newer_words == older_words and len(older_words) >= 2
        return alike and (older.kind in _REPLACEABLE or (older.kind in ORDERS and bool(_APPROVING.search(older.title))))
    return (
        newer.kind in ORDERS
        and older.kind in _REPLACEABLE
        and _NEW_EDITION.search(newer.title) is not None
        and len(older_words) >= 2
        and older_words <= newer_words
    )
