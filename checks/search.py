"""How far a site was searched, and what follows where nothing was found."""

from __future__ import annotations

from checks.model import REMARK_TEXT, Material, Remark, Searched
from crawler.model import Visit, VisitStatus

_REMARKS = {
    VisitStatus.UNREACHABLE: Remark.UNREACHABLE,
    VisitStatus.ROBOTS_FORBIDDEN: Remark.ROBOTS_FORBIDDEN,
    VisitStatus.BOT_WALL: Remark.BOT_WALL,
    VisitStatus.NEEDS_JAVASCRIPT: Remark.NEEDS_JAVASCRIPT,
}


def conclusive(visit: Visit) -> bool:
    """Whether not finding an act on this site means that it is not there: it was visited in full."""
    return visit.complete and visit.status in (VisitStatus.OK, VisitStatus.MOVED)


def obstacle(visit: Visit) -> Remark:
    """Why a search was not conclusive."""
    return _REMARKS.get(visit.status, Remark.INCOMPLETE_CRAWL)


def obstacle_text(visit: Visit) -> str:
    """The same for the reader, with the visit's own reason."""
    text = REMARK_TEXT[obstacle(visit)]
    return f"{text} ({visit.reason})" if visit.reason else text


def searched(material: Material) -> Searched:
    """What was looked at."""
    visit = material.visit
    unread = visit.counters.get("unread_documents", 0) + sum(1 for link in visit.unread if link.document)
    return Searched(visit.pages, visit.documents, unread, conclusive(visit))


def searched_text(material: Material) -> str:
    """«просмотрено: страниц — 212, документов — 64, не прочитано — 1»."""
    done = searched(material)
    text = f"просмотрено: страниц — {done.pages}, документов — {done.documents}"
    return f"{text}, не прочитано документов — {done.unread_documents}" if done.unread_documents else text
