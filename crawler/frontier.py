"""What is still to be asked for on one site: the most promising link first, the same order every time."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.model import Link


@dataclass(frozen=True, slots=True)
class Target:
    """An address to ask for, with the best link that leads there.

    ``rank`` orders the frontier; ``aside`` marks news, galleries and the like, which never make a crawl incomplete;
    ``depth`` is the number of links from a start; ``heat`` what the page hands on to its own links (``crawler.ranking``); a ``probe`` is a usual address nobody links to, whose absence means nothing.
    """

    key: str
    link: Link | None
    url: str
    rank: float = 0.0
    depth: int = 0
    document: bool = False
    aside: bool = False
    probe: bool = False
    heat: float = 0.0

    @property
    def score(self) -> float:
        """What the link promises, without the ordering."""
        return self.link.score if self.link is not None else 0.0


class Frontier:
    """Targets by rank. An address that is seen again with a better link moves up; one that was taken never comes back."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, int, str]] = []
        self._waiting: dict[str, Target] = {}
        self._taken: set[str] = set()
        self._count = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def knows(self, key: str) -> bool:
        """Whether the address is waiting or was taken."""
        return key in self._waiting or key in self._taken

    def taken(self, key: str) -> bool:
        """Whether the address was taken."""
        return key in self._taken

    def waiting(self, key: str) -> Target | None:
        """The target that waits under ``key``."""
        return self._waiting.get(key)

    def push(self, target: Target) -> bool:
        """Add a target; False when it was taken or waits with a rank as good."""
        if target.key in self._taken:
            return False
        known = self._waiting.get(target.key)
        if known is not None and known.rank >= target.rank:
            return False
        self._waiting[target.key] = target
        self._count += 1
        heapq.heappush(self._heap, (-target.rank, target.depth, self._count, target.key))
        return True

    def pop(self) -> Target | None:
        """The best target, which counts as taken from now on; ``None`` when nothing waits."""
        while self._heap:
            rank, _depth, _count, key = heapq.heappop(self._heap)
            target = self._waiting.get(key)
            if target is not None and target.rank == -rank:
                del self._waiting[key]
                self._taken.add(key)
                return target
        return None

    def take(self, key: str) -> None:
        """Count an address as taken without asking for it here (it was fetched before, or under another name)."""
        self._taken.add(key)
        self._waiting.pop(key, None)

    def rest(self) -> Iterator[Target]:
        """What still waits, best first."""
        return iter(sorted(self._waiting.values(), key=lambda target: (-target.rank, target.depth, target.key)))
