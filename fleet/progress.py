"""What a job tells of its progress, and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class SiteState(StrEnum):
    """Where a site stands. The first six are the crawl's, the others the storing's and the judging's."""

    WAITING = "waiting"
    STARTED = "started"
    RUNNING = "running"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
    LOADING = "loading"
    LOADED = "loaded"
    JUDGED = "judged"


@dataclass(frozen=True, slots=True)
class SiteProgress:
    """One step of one site. ``queue`` is the number of addresses that wait, ``status`` the visit's when it is over."""

    school: str
    state: SiteState
    pages: int = 0
    documents: int = 0
    queue: int = 0
    bytes: int = 0
    status: str = ""
    reason: str = ""


Report = Callable[[SiteProgress], None]


def silent(_progress: SiteProgress) -> None:
    """Tell nobody."""
