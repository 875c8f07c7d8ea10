"""What is still to be asked for on one site: the most promising link first, the same order every time."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.harvest import Harvest
from crawler.model import Link

_HARVEST = 1.5
"""What the best expectation adds to the rank of a page that promises nothing by itself."""


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
    """Targets by rank. An address that is seen again with a better link moves up; one that was taken never comes back.

    Pages that promise nothing are ordered among themselves by what pages like them have given (``crawler.harvest``). That
    changes while they wait, so it is looked at again when their turn comes.
    """

    def __init__(self) -> None:
        self.harvest = Harvest()
        self._heap: list[tuple[float, int, int, str]] = []
        self._waiting: dict[str, tuple[Target, float]] = {}
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
        known = self._waiting.get(key)
        return known[0] if known is not None else None

    def push(self, target: Target) -> bool:
        """Add a target; False when it was taken or waits with a rank as good."""
        if target.key in self._taken:
            return False
        known = self._waiting.get(target.key)
        if known is not None and known[0].rank >= target.rank:
            return False
        self._put(target, self._turn(target))
        return True

    def _put(self, target: Target, turn: float) -> None:
        self._waiting[target.key] = (target, turn)
        self._count += 1
        heapq.heappush(self._heap, (-turn, target.depth, self._count, target.key))

    def _turn(self, target: Target) -> float:
        """The rank with what is expected of pages like this one."""
        if target.heat or target.document or target.aside or target.link is None:
            return target.rank
        return target.rank + _HARVEST * self.harvest.expected(target.url, target.link.page_url)

    def pop(self) -> Target | None:
        """The best target, which counts as taken from now on; ``None`` when nothing waits."""
        while self._heap:
            rank, _depth, _count, key = heapq.heappop(self._heap)
            target, turn = self._waiting.get(key, (None, 0.0))
            if target is None or turn != -rank:
                continue
            now = self._turn(target)
            if now < turn:
                self._put(target, now)
                continue
            del self._waiting[key]
            self._taken.add(key)
            return target
        return None

    def take(self, key: str) -> None:
        """Count an address as taken without asking for it here (it was fetched before, or under another name)."""
        self._taken.add(key)
        self._waiting.pop(key, None)

    def drop(self, key: str) -> None:
        """Forget a target that waits; it may come back with another judgement."""
        self._waiting.pop(key, None)

    def rest(self) -> Iterator[Target]:
        """What still waits, best first."""
        waiting = (target for target, _turn in self._waiting.values())
        return iter(sorted(waiting, key=lambda target: (-target.rank, target.depth, target.key)))
