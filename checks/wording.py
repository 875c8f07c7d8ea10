"""The explanation of a finding: one paragraph of plain Russian that says what, where, why, why not, on what ground, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import unquote

from checks.editions import requisites_text
from checks.model import (
    REMARK_TEXT,
    Archived,
    Evidence,
    ExpectedFound,
    FoundAct,
    Judgement,
    Material,
    NearestMiss,
    Quality,
    Remark,
)
from extractors.model import Act, Level
from extractors.text import plain, squeeze
from programmes.model import Indicator, LegalBasis, Programme
from programmes.territory import at_home, local

_LEVELS = {
    Level.SCHOOL: "уровень организации",
    Level.MUNICIPALITY: "муниципальный уровень",
    Level.REGION: "региональный уровень",
    Level.FEDERATION: "федеральный уровень",
    Level.UNKNOWN: "уровень в акте не назван",
}
_TITLE = 160
_ADDRESS = 110


def name_of(act: Act) -> str:
    """«Положение «О наставничестве» от 30.08.2024 № 118-од»: kind, title, date and number as far as they are known."""
    title = shortened(squeeze(act.title), _TITLE)
    kind = str(act.kind)
    named = f"{kind[:1].upper()}{kind[1:]}"
    says_kind = title.lower().startswith(kind)
    quoted = f"{named} {in_quotes(title)}" if title else named
    head = named + title[len(kind) :].rstrip(".") if says_kind else quoted
    known = plain(squeeze(head))
    day = act.date is not None and f"{act.date:%d.%m.%Y}" in known
    number = act.number is not None and re.search(rf"(?:№\s?|^\w+ ){re.escape(act.number)}(?!\w)", known) is not None
    more = requisites_text(replace(act, date=None if day else act.date, number=None if number else act.number))
    return f"{head} {more}".strip()


def in_quotes(title: str) -> str:
    """A title in quotation marks, once: many titles bring their own."""
    return title if title.startswith("«") and title.endswith("»") and title.count("«") == 1 else f"«{title}»"


def act_text(found: FoundAct) -> str:
    """The act's name with its issuer and level."""
    act = found.act
    issuer = f"кем принят — {squeeze(act.issuer)}" if act.issuer else "кем принят — не указано"
    return f"{name_of(act)} ({issuer}; {_LEVELS[act.level]})."


def where_text(found: FoundAct) -> str:
    """Page, link, file, time and archived copy."""
    parts = []
    if found.link_text:
        parts.append(f"ссылка «{shortened(squeeze(found.link_text), 100)}»")
    if found.page_url and found.page_url != found.url:
        parts.append(f"страница {address(found.page_url)}")
    if found.section:
        parts.append(f"раздел «{shortened(squeeze(found.section), 60)}»")
    parts.append(f"файл {address(found.url)}" if found.page_url != found.url else f"страница {address(found.url)}")
    if found.clicks is not None:
        parts.append("на главной странице" if found.clicks == 0 else f"переходов от главной — {found.clicks}")
    if found.fetched:
        parts.append(f"получен {moment(found.fetched)}")
    if found.warc:
        parts.append("копия в архиве")
    if found.also:
        parts.append(f"тот же акт ещё по адресам: {len(found.also)}")
    return f"Где: {', '.join(parts)}."


def why_text(ground: str, quality: Quality | None) -> str:
    """The rule by which it counts, and how it is published."""
    text = f"Почему: {ground}." if ground else ""
    said = quality_text(quality) if quality else ""
    return f"{text} Публикация: {said}.".strip() if said else text


def quality_text(quality: Quality) -> str:
    """Findability, place, readability and age in a few words."""
    parts = []
    if quality.right_section is not None:
        parts.append("в профильном разделе" if quality.right_section else "вне профильного раздела")
    if quality.machine_readable is not None:
        parts.append("текст читается" if quality.machine_readable else "изображение без текста")
    if quality.age_days is not None:
        years = quality.age_days // 365
        parts.append("акту меньше года" if years == 0 else f"акту полных лет — {years}")
    return ", ".join(parts)


def remarks_text(remarks: Iterable[Remark], notes: Sequence[str]) -> str:
    """Why not quite: the remarks with what caused them."""
    said = "; ".join(REMARK_TEXT[remark] for remark in remarks)
    more = "; ".join(dict.fromkeys(notes))
    text = f"Замечания: {said}." if said else ""
    return f"{text} Уточнение: {more}.".strip() if more else text


def expected_text(expected: Sequence[ExpectedFound]) -> str:
    """The usual set, found and not found."""
    if not expected:
        return ""
    there = [item.name for item in expected if item.found]
    missing = [item.name for item in expected if not item.found]
    text = f"Обычный набор актов: найдено {len(there)} из {len(expected)}"
    if missing:
        text += f"; нет: {', '.join(missing)}"
    return text + "."


def miss_text(miss: NearestMiss | None) -> str:
    """The nearest miss and why it was rejected."""
    if miss is None:
        return ""
    named = in_quotes(shortened(miss.title, _TITLE)) + (f" ({miss.requisites})" if miss.requisites else "")
    return f"Ближе всего — {named}, но {miss.why}."


def basis_of(programme: Programme, indicator: Indicator, as_of: date) -> tuple[LegalBasis, ...]:
    """The acts in force that the indicator rests on: the programme's own order first."""
    return tuple(
        basis
        for basis in programme.legal_basis
        if basis.in_force(as_of) and (not basis.indicators or indicator.id in basis.indicators)
    )


def basis_line(basis: LegalBasis) -> str:
    """«Управление образования…, 15.02.2023 № 44 «Об утверждении…»»."""
    return f"{basis.issuer}, {basis.date:%d.%m.%Y} № {basis.number} «{basis.title}»"


def basis_text(basis: Sequence[LegalBasis], indicator: Indicator, programme: Programme, municipality: str) -> str:
    """The ground in short: issuers, dates and numbers. Another municipality's order is no ground, only where the indicator is from."""
    if not basis:
        return "Основание: на отчётную дату действующих оснований в программе нет."
    named = [f"{item.issuer}, от {item.date:%d.%m.%Y} № {item.number}" for item in (basis[0], *_own(basis, indicator))]
    if local(programme, basis[0]) and not at_home(programme, (municipality,)):
        return "; ".join([f"Основание: показатель {indicator.id} программы мониторинга ({named[0]})", *named[1:]]) + "."
    return f"Основание: {'; '.join(named)}, показатель {indicator.id}."


def _own(basis: Sequence[LegalBasis], indicator: Indicator) -> list[LegalBasis]:
    return [item for item in basis[1:] if indicator.id in item.indicators]


def advice_text(advice: Sequence[str]) -> str:
    """What to do."""
    return f"Что сделать: {' '.join(advice)}" if advice else ""


NOTHING_TO_DO = "Что сделать: ничего."


def crawl_text(material: Material, as_of: date) -> str:
    """That the site was read after the reporting date: what it showed on the date itself is known from dates alone."""
    if not material.visit.pages:
        return ""
    read = (material.visit.finished or material.visit.started)[:10]
    if not read or date.fromisoformat(read) <= as_of:
        return ""
    return (
        f"Сайт прочитан {date.fromisoformat(read):%d.%m.%Y}, после отчётной даты {as_of:%d.%m.%Y}: "
        "акты с более поздней датой не учтены, о недатированных судить на эту дату нельзя."
    )


def paragraph(*parts: str) -> str:
    """The parts that say something, as one paragraph."""
    return " ".join(part for part in parts if part)


def archived(found: FoundAct) -> Archived | None:
    """Where the stored copy lies."""
    return Archived(found.warc, found.offset) if found.warc else None


def evidence_of(
    found: FoundAct,
    remarks: tuple[Remark, ...] = (),
    judgement: Judgement | None = None,
    indicator: str = "",
    quality: Quality | None = None,
) -> Evidence:
    """An act as evidence of a finding."""
    act = found.act
    phrases = judgement.phrases.get(indicator, ()) if judgement else ()
    ground = judgement.grounds.get(indicator, "") if judgement else ""
    return Evidence(
        found.act_id, found.url, found.page_url, found.link_text, str(act.kind), act.title, act.number, act.date.isoformat() if act.date else None,
        act.issuer, act.level, act.quote, found.sha256, found.fetched, found.text_source, remarks, phrases, ground, found.section,
        archived(found), quality, found.also,
    )  # fmt: skip


def moment(value: str) -> str:
    """«15.05.2026 06:00 UTC» of an ISO time; a day alone where there is no time."""
    day, _t, time = value.partition("T")
    shown = ".".join(reversed(day.split("-")))
    return f"{shown} {time[:5]} UTC" if time else shown


def address(url: str) -> str:
    """An address for reading: percent escapes decoded, long ones cut in the middle."""
    text = squeeze(unquote(url, errors="replace"))
    return text if len(text) <= _ADDRESS else f"{text[:60]}…{text[-45:]}"


def shortened(text: str, limit: int) -> str:
    """``text`` cut to ``limit`` characters, the last one «…»."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
