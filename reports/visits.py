"""What happened to a site, in Russian, and whether it was read to the end of what was promising."""

from __future__ import annotations

from crawler.model import Visit, VisitStatus
from reports.clean import line
from reports.words import STATUS_TEXT


def fully_read(visit: Visit) -> bool:
    """Whether nothing promising was left unread on a site."""
    return visit.complete and visit.status in (VisitStatus.OK, VisitStatus.MOVED)


def visit_text(visit: Visit | None) -> str:
    """What happened to a site, one Russian phrase."""
    if visit is None:
        return STATUS_TEXT[VisitStatus.SKIPPED]
    text = STATUS_TEXT[visit.status]
    if visit.status in (VisitStatus.OK, VisitStatus.MOVED) and not visit.complete:
        text += ", но не полностью"
    return text


def visit_reason(visit: Visit | None) -> str:
    """The visit's reason on one line where it says more than the status does; empty otherwise."""
    reason = line(visit.reason or "", 200) if visit else ""
    return "" if reason == visit_text(visit) else reason
