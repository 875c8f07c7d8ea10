"""What a visit tells while it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a visit stands.

    ``state`` is ``waiting``, ``started``, ``running``, ``finished``, ``interrupted`` (the next run of the same job goes on) or
    ``failed`` (the program or the disk, not the site). ``status`` and ``reason`` are the visit record's, once finished; ``queue``
    is the number of addresses that wait.
    """

    school: str
    state: str
    pages: int = 0
    documents: int = 0
    queue: int = 0
    bytes: int = 0
    status: str = ""
    reason: str = ""


Report = Callable[[Progress], None]
