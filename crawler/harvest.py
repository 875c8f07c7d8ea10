"""What pages of one kind have given so far on this site: the expectation for the next one of that kind.

Pages are alike when their addresses differ only in their last part and in numbers; those linked from the same page are alike
still more. Lists of classes, teachers or timetables thus fall behind by themselves, without any word about them being known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

_NUMBER = re.compile(r"\d+")
_PRIOR = 0.25
_PRIOR_WEIGHT = 4.0
_GROUP_WEIGHT = 2.0


@lru_cache(maxsize=8192)
def pattern_of(url: str) -> str:
    """What the addresses of pages of one kind have in common: folders without numbers, and the names of the parameters."""
    parts = urlsplit(url)
    folders = _NUMBER.sub("N", parts.path.rstrip("/").rpartition("/")[0])
    names = ",".join(sorted({name for name, _value in parse_qsl(parts.query, keep_blank_values=True, encoding="latin-1")}))
    return f"{folders}/*?{names}" if names else f"{folders}/*"


class Harvest:
    """Counts pages and gains by pattern, and by pattern and page of origin."""

    def __init__(self) -> None:
        self._patterns: dict[str, tuple[int, int]] = {}
        self._groups: dict[tuple[str, str], tuple[int, int]] = {}

    def note(self, url: str, origin: str, gained: bool) -> None:
        """A page at ``url``, linked from ``origin``, has been read; ``gained`` when it led to documents or to our subjects."""
        pattern = pattern_of(url)
        pages, gains = self._patterns.get(pattern, (0, 0))
        self._patterns[pattern] = (pages + 1, gains + gained)
        group = (pattern, origin)
        pages, gains = self._groups.get(group, (0, 0))
        self._groups[group] = (pages + 1, gains + gained)

    def expected(self, url: str, origin: str) -> float:
        """The share of pages like this one that gained, between 0 and 1, drawn to the next wider kind where few were read."""
        pattern = pattern_of(url)
        pages, gains = self._patterns.get(pattern, (0, 0))
        wide = (gains + _PRIOR * _PRIOR_WEIGHT) / (pages + _PRIOR_WEIGHT)
        pages, gains = self._groups.get((pattern, origin), (0, 0))
        return (gains + wide * _GROUP_WEIGHT) / (pages + _GROUP_WEIGHT)
