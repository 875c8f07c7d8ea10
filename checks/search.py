"""How far a site was searched, and what follows where nothing was found."""

from __future__ import annotations

from dataclasses import replace

from checks.lexicon import Lexicon
from checks.model import REMARK_TEXT, Material, Remark, Searched, Unread
from crawler.model import Visit, VisitStatus
from extractors.phrases import Text
from programmes.model import Indicator

_REMARKS = {
    VisitStatus.UNREACHABLE: Remark.UNREACHABLE,
    VisitStatus.ROBOTS_FORBIDDEN: Remark.ROBOTS_FORBIDDEN,
    VisitStatus.BOT_WALL: Remark.BOT_WALL,
    VisitStatus.NEEDS_JAVASCRIPT: Remark.NEEDS_JAVASCRIPT,
}
MOST_NAMED = 60
"""Sections, and unread documents, that are named one by one."""
_SHOWN = 6


def conclusive(visit: Visit) -> bool:
    """Whether not finding an act on this site means that it is not there: it was visited in full."""
    return visit.complete and visit.status in (VisitStatus.OK, VisitStatus.MOVED)


def obstacle(visit: Visit) -> Remark:
    """Why a search was not conclusive."""
    return _REMARKS.get(visit.status, Remark.INCOMPLETE_CRAWL)


def obstacle_text(visit: Visit) -> str:
    """The same for the reader, with the visit's own reason."""
    text = REMARK_TEXT[obstacle(visit)]
    if not visit.reason or visit.reason == text:
        return text
    return visit.reason if visit.reason.startswith(text) else f"{text} ({visit.reason})"


def searched(material: Material, words: Lexicon | None = None) -> Searched:
    """What was looked at; with ``words`` the sections where acts belong stand first."""
    visit = material.visit
    left = tuple(Unread(link.text or link.url, link.url, "не прочитано в этом обходе") for link in visit.unread if link.document)
    unread = visit.counters.get("unread_documents", 0) + len(left)
    named = tuple({item.url: item for item in (*left, *material.unread)}.values())[:MOST_NAMED]
    sections = material.sections
    if words is not None:
        sections = tuple(sorted(sections, key=lambda title: not words.sections.found(Text(title))))
    return Searched(visit.pages, visit.documents, unread, conclusive(visit), sections[:MOST_NAMED], (), named)


def searched_for(material: Material, indicator: Indicator, words: Lexicon) -> Searched:
    """The same where nothing was found: with the patterns that were looked for."""
    rules = (*indicator.phrases, *indicator.title_phrases)
    return replace(searched(material, words), phrases=tuple(rule.pattern for rule in rules))


def searched_text(done: Searched) -> str:
    """«просмотрено: страниц — 212, документов — 64, не прочитано — 1», with the sections and the unread by name."""
    text = f"просмотрено: страниц — {done.pages}, документов — {done.documents}"
    if done.sections:
        text += f", в том числе разделы {_named(done.sections)}"
    if done.unread_documents:
        text += f", не прочитано документов — {done.unread_documents}"
        if done.unread:
            text += f" ({_named(tuple(item.title for item in done.unread))})"
    return text


def phrases_text(searched: Searched) -> str:
    """The patterns that were looked for, as a reader takes them: the first of each alternative, «сетевой + взаимодействие»."""
    shown = (" + ".join(word.split("|")[0].replace("*", "…") for word in pattern.split()) for pattern in searched.phrases)
    return _named(tuple(dict.fromkeys(shown)))


def _named(items: tuple[str, ...]) -> str:
    text = ", ".join(f"«{item}»" for item in items[:_SHOWN])
    return f"{text} и ещё {len(items) - _SHOWN}" if len(items) > _SHOWN else text
