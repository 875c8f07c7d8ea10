"""What a link and the file's name say of an act: the fallback where the text is silent or was not read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from extractors import header
from extractors.dates import BLANK as BLANK_DATE
from extractors.header import Requisites
from extractors.issuer import authority, level_of_title, organisations
from extractors.model import ORDERS, QUOTE_SIZE, Act, ActKind, Hints
from extractors.numbers import BLANK as BLANK_NUMBER
from extractors.repair import is_slug, repaired
from extractors.text import plain, squeeze
from extractors.titles import bare_title, from_url, is_draft_title, kind_of, own_part, tidy
from extractors.validity import is_repealed, school_years, valid_until

_GENERIC_NAME = re.compile(
    r"^(?:положение|приказ|документ|файл|скачать(?: с сервера| файл| документ)?|смотреть|открыть|подробнее|ссылка|читать|просмотр|pdf|doc|здесь|далее)?[\s\d().№-]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LinkTitle:
    """What the link and the file name say, read once."""

    title: str
    kind: ActKind | None
    requisites: Requisites
    draft: bool
    generic: bool


def act_of_title(link: LinkTitle) -> Act:
    """The act as its title alone shows it."""
    level = level_of_title(link.title)
    named = organisations(plain(link.title))
    return Act(
        kind=link.kind or ActKind.OTHER,
        title=link.title,
        number=link.requisites.number,
        date=link.requisites.date,
        issuer=named[0].text if named else "",
        level=level,
        school_years=school_years(plain(link.title)),
        valid_until=valid_until(plain(link.title), ""),
        repealed=is_repealed(plain(link.title)),
        draft=link.draft or link.requisites.unfilled,
        quote=link.title[:QUOTE_SIZE],
        from_text=False,
        confidence={
            "kind": 0.7,
            "number": 0.8 if link.requisites.number else 0.0,
            "date": 0.8 if link.requisites.date else 0.0,
            "issuer": 0.4,
        },
    )


_NO_LINK = LinkTitle("", None, Requisites(), draft=False, generic=True)


def read_link(hints: Hints, today: date | None) -> LinkTitle:
    """Link text and file name read once: an uninformative text («Скачать», «Положение (3).pdf») yields to the file name."""
    if not hints.link_text and not hints.url:
        return _NO_LINK
    text = squeeze(hints.link_text)
    name = from_url(hints.url)
    shown = bare_title(text)
    generic = _GENERIC_NAME.match(shown) is not None
    title = shown
    if generic or (kind_of(text) is None and kind_of(name) is not None and len(shown) < 12):
        title = bare_title(name) or shown
    kind = kind_of(text) if not generic else None
    kind = kind or kind_of(name) or kind_of(text)
    requisites = title_requisites(text, today)
    if requisites.number is None and requisites.date is None:
        from_name = title_requisites(_requisites_in_slug(name), today)
        if from_name.date is not None:
            requisites = from_name
    return LinkTitle(title, kind, requisites, is_draft_title(text), generic)


_SLUG_DATE = re.compile(r"(?<!\d)(\d{1,2})[ .-](\d{1,2})[ .-]((?:19|20)\d{2})(?!\d)")
_SLUG_SHORT_DATE = re.compile(r"(?<![а-я])от (\d{2})[ .-](\d{2})[ .-]([0-3]\d)(?!\d)")
_SLUG_AFTER = re.compile(r"(приказ[а-я]*\s+от\s+\d{1,2}\.\d{1,2}\.\d{4})\s+(?:n\s*)?(\d{1,4})(?!\d)")


def _requisites_in_slug(name: str) -> str:
    """«приказ 426 от 28 11 2012», «приказ от 08 04 2025 90»: requisites as a transliterated file name keeps them."""
    dotted = _SLUG_SHORT_DATE.sub(r"от \1.\2.20\3", _SLUG_DATE.sub(r"\1.\2.\3", name))
    return _SLUG_AFTER.sub(r"\1 № \2", dotted)


def title_requisites(title: str, today: date | None) -> Requisites:
    """Requisites written in a title; those of acts it only refers to are left out."""
    if not title:
        return Requisites()
    kind = kind_of(title)
    own = own_part(plain(_requisites_in_slug(repaired(title)) if is_slug(title) else title))
    if kind is ActKind.MINUTES:
        return header.of_order(re.sub(r"(?i)протокол[а-я]*", " ", own), today, own=True)
    if kind in ORDERS or kind is ActKind.LETTER or authority(own):
        return header.of_order(tidy(own), today, own=True)
    found = header.of_local_act(own, today)
    if found.number is None and found.date is None:
        return replace(found, blank_number=BLANK_NUMBER.search(own) is not None, blank_date=BLANK_DATE.search(own) is not None)
    return found
