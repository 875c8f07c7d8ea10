"""Indicator of participation: teachers who took part / all teachers, from imported tables; no table is «нет данных», never 0 %.

«Сводная информация за год»: what is summed over is the programme's ``period``, by default the twelve months that end with the
reporting date, so that the August conference counts in the school year it opens and each day in exactly one yearly report.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from checks.acts import distinct_acts
from checks.editions import requisites_text, title_words
from checks.model import Event, Evidence, Finding, FoundAct, ImportedParticipation, Judgement, Material, Remark, Share, Verdict
from checks.search import searched
from checks.staff import teachers_on_site
from checks.wording import (
    NOTHING_TO_DO,
    advice_text,
    basis_line,
    basis_of,
    basis_text,
    crawl_text,
    evidence_of,
    in_quotes,
    paragraph,
)
from extractors.text import plain, squeeze
from programmes.model import Indicator, Programme

_MOST_EVIDENCE = 12
_MOST_NAMED = 5
_INITIALS = re.compile(r"^([а-яё-]+)\s+([а-яё])[а-яё]*\.?\s*(?:([а-яё])[а-яё]*\.?)?$")
REGISTRY, IMPORT, SITE = "список организаций", "загруженная таблица", "сайт"


def check_share(
    indicator: Indicator, material: Material, judgements: Sequence[Judgement], programme: Programme, as_of: date
) -> Finding:
    """The finding for an indicator of type «share»; ``value`` is per cent with one decimal."""
    since = first_day(indicator, as_of)
    rows = [row for row in material.participation if since <= date.fromisoformat(row.day) <= as_of]
    announced = _announced(indicator, material, judgements, since)
    orders = _evidence(indicator, announced)
    teachers, source = teachers_of(material, rows)
    share = _share(rows, teachers, source, since, as_of)
    events = events_of(rows, [found for found, _judgement in announced])
    share = replace(share, events=events)
    missing: tuple[str, ...] = ()
    if not rows:
        missing = ("таблица участия за период не загружена",)
    if not teachers:
        missing = (*missing, "не известно общее число педагогов")
    return finding_of(indicator, material, programme, as_of, share, orders, missing)


def first_day(indicator: Indicator, as_of: date) -> date:
    """The first day of the year that is summed over."""
    if indicator.period == "school_year":
        return date(as_of.year if as_of.month >= 9 else as_of.year - 1, 9, 1)
    return as_of - timedelta(days=364)


def finding_of(
    indicator: Indicator,
    material: Material,
    programme: Programme,
    as_of: date,
    share: Share,
    orders: tuple[Evidence, ...],
    missing: tuple[str, ...],
    notes: tuple[str, ...] = (),
) -> Finding:
    """The finding that a share gives; with something ``missing`` there is no number. ``notes`` are further Russian sentences."""
    basis = basis_of(programme, indicator, as_of)
    common = Finding(
        material.institution.id, indicator.id, Verdict.UNKNOWN, evidence=orders, searched=searched(material), share=share,
        legal_basis=tuple(basis_line(item) for item in basis),
    )  # fmt: skip
    span = f"за период с {_shown(share.since)} по {_shown(share.until)}"
    tail = (_events_text(share), basis_text(basis, indicator, programme, material.institution.municipality), crawl_text(material, as_of) if orders else "")
    if missing or share.took_part is None or not share.teachers:
        advice = tuple(filter(None, (indicator.advice,)))
        text = paragraph(f"Доля {span} не рассчитана: {', '.join(missing)}.", *notes, *tail, advice_text(advice))
        return replace(common, remarks=(Remark.NOT_IMPORTED,), explanation=text, advice=advice)
    value = round(share.took_part / share.teachers * 100, 1)
    too_many = share.took_part > share.teachers
    held = len({(event.name, event.day) for event in share.events if event.participants is not None})
    text = (
        f"Приняли участие {share.took_part} из {share.teachers} педагогов ({percent_text(value)} %) {span}, мероприятий: {held}. "
        f"Число педагогов: {share.teachers_source}."
    )
    if too_many:
        reason = "число педагогов или таблица неверны" if share.exact else "имена не указаны, и один педагог мог быть учтён несколько раз"
        text += f" Участий больше, чем педагогов: {reason}."
    elif not share.exact:
        text += " Имена указаны не у всех: без имён участия сложены."
    else:
        text += " Каждый педагог учтён один раз."
    remarks = (Remark.LOW_CONFIDENCE,) if too_many else ()
    return replace(common, verdict=Verdict.PRESENT, value=value, remarks=remarks, explanation=paragraph(text, *notes, *tail, "" if remarks else NOTHING_TO_DO))


def teachers_of(material: Material, rows: Sequence[ImportedParticipation]) -> tuple[int | None, str]:
    """The number of teachers and where it is from: the registry, else the import, else the site."""
    if material.institution.teachers:
        return material.institution.teachers, REGISTRY
    newest = max((row for row in rows if row.teachers), key=lambda row: row.day, default=None)
    if newest is not None:
        return newest.teachers, f"{IMPORT} ({newest.source or 'участие'}, {_shown(newest.day)})"
    on_site = teachers_on_site(material.staff)
    if on_site is not None:
        return on_site.teachers, f"{SITE}, {on_site.how}, {on_site.page.url}"
    return None, ""


def _share(rows: Sequence[ImportedParticipation], teachers: int | None, source: str, since: date, until: date) -> Share:
    took_part, exact = count_participants(rows) if rows else (None, True)
    return Share(took_part, teachers, source, since.isoformat(), until.isoformat(), exact, schools=int(bool(rows)))


def count_participants(rows: Iterable[ImportedParticipation]) -> tuple[int, bool]:
    """How many teachers took part, each named one counted once; the flag is True when all rows give names.

    A row that names fewer than took part adds the nameless rest. Rows of several schools: people are told apart by school,
    unless they are given by full name or by a number.
    """
    people: dict[str, set[str]] = defaultdict(set)
    everywhere: set[str] = set()
    nameless = 0
    for row in rows:
        keys = {key for name in row.names if (key := person(name))}
        for key in keys:
            if any(mark.isdigit() for mark in key):
                everywhere.add(key)
            else:
                people[row.school].add(key)
        nameless += max(0, row.participants - len(keys)) if row.names else row.participants
    full = {name for names in people.values() for name in _merged(names) if not _is_short(name)}
    short = sum(1 for names in people.values() for name in _merged(names) if _is_short(name))
    return len(everywhere) + len(full) + short + nameless, nameless == 0


def person(name: str) -> str:
    """A name or number as it is compared: «Иванова  И. И.» and «иванова и.и.» are one."""
    text = plain(name).lower().replace("ё", "е").lstrip("№# ")
    return re.sub(r"\s+", " ", re.sub(r"\.\s*", ". ", text)).strip(" .,;")


def _is_short(name: str) -> bool:
    return "." in name or len(name.split()) < 3


def _merged(names: Iterable[str]) -> set[str]:
    """Names without those in initials that a full name of the same school stands for."""
    names = set(names)
    long = {initials for name in names if not _is_short(name) and (initials := _initials(name))}
    short: dict[str, str] = {}
    for name in names:
        if _is_short(name):
            short.setdefault(_initials(name) or name, name)
    return {name for name in names if not _is_short(name)} | {name for key, name in short.items() if key not in long}


def _initials(name: str) -> str:
    match = _INITIALS.match(name.replace(". ", ".").replace(".", ". ").strip())
    return f"{match[1]} {match[2]}{match[3] or ''}" if match else ""


def _announced(
    indicator: Indicator, material: Material, judgements: Sequence[Judgement], since: date
) -> list[tuple[FoundAct, Judgement]]:
    """Orders on events of the year found on the site, each once, the newest first; undated ones stand last."""
    counted = [
        (found, judgement)
        for found, judgement in zip(material.acts, judgements, strict=True)
        if indicator.id in judgement.indicators and not found.broken and (found.act.date is None or found.act.date >= since)
    ]
    counted.sort(key=lambda item: (-(item[0].act.date or date.min).toordinal(), item[0].url))
    return distinct_acts(counted)


def _evidence(indicator: Indicator, announced: Sequence[tuple[FoundAct, Judgement]]) -> tuple[Evidence, ...]:
    return tuple(
        evidence_of(found, judgement.remarks[indicator.id], judgement, indicator.id)
        for found, judgement in announced[:_MOST_EVIDENCE]
    )


def events_of(rows: Sequence[ImportedParticipation], orders: Sequence[FoundAct]) -> tuple[Event, ...]:
    """Imported events with their orders, then those that are only ordered."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        sums[row.event, row.day] += row.participants
    matched: dict[tuple[str, str], FoundAct] = {}
    free = list(orders)
    for event in sums:
        order = next((found for found in free if _is_on(found, *event)), None)
        if order is not None:
            matched[event] = order
            free.remove(order)
    held = [
        Event(name, day, participants, _order(matched.get((name, day))), matched[name, day].url if (name, day) in matched else "")
        for (name, day), participants in sorted(sums.items(), key=lambda item: (item[0][1], item[0][0]))
    ]
    only = [
        Event(squeeze(found.act.title), found.act.date.isoformat() if found.act.date else None, None, _order(found), found.url)
        for found in free
    ]
    return (*held, *only)


def _is_on(found: FoundAct, event: str, day: str) -> bool:
    """Whether an order is on this event: it speaks of it, and is not much older or younger."""
    words = title_words(event)
    common = words & title_words(found.act.title)
    near = found.act.date is None or -31 <= (date.fromisoformat(day) - found.act.date).days <= 200
    return near and bool(words) and len(common) * 2 > len(words)


def _order(found: FoundAct | None) -> str:
    return f"{found.act.kind} {requisites_text(found.act)}".strip() if found else ""


def _events_text(share: Share) -> str:
    """Which events are known, and which of them were ordered although no table says who took part."""
    held = [event for event in share.events if event.participants is not None]
    only = [event for event in share.events if event.participants is None]
    parts = []
    if held:
        parts.append(f"Мероприятия: {_named(held)}.")
    if only:
        parts.append(f"Приказы есть, а таблица участников не загружена: {_named(only)}.")
    return " ".join(parts)


def _named(events: Sequence[Event]) -> str:
    shown = [
        in_quotes(event.name) + (f" ({_shown(event.day)})" if event.day else "") + (f", {event.order}" if event.order else "")
        for event in events[:_MOST_NAMED]
    ]
    text = "; ".join(shown)
    return f"{text} и ещё {len(events) - _MOST_NAMED}" if len(events) > _MOST_NAMED else text


def share_is_decided(finding: Finding) -> bool:
    """Whether a reviewer gave the institution another share than its tables: then these are counted nowhere."""
    review = finding.review
    return review is not None and (review.fraction is not None or finding.value != review.machine.value)


def percent_text(value: float) -> str:
    """«62,5»."""
    return f"{value:g}".replace(".", ",")


def _shown(day: str | None) -> str:
    return f"{date.fromisoformat(day):%d.%m.%Y}" if day else ""
