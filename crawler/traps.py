"""Traps that no rule knows beforehand, told by what a site answers: kinds of addresses without end, closed once they are seen through.

Two signs are watched. Pages of one kind that say the same again and again (but for numbers and names of days and months) and lead to
nothing but more of their kind: empty months of a calendar, pages beyond the end of a list. And one address path under ever more
combinations of parameters: a faceted list, the views of one page. A closed kind is still read where a link promises something;
dull pages that come to an end by themselves are never closed, they only wait (``crawler.harvest``).

Names like ``page-412`` are those of articles as well as of the pages of a list. A list without end shows in the way there: far beyond
any real list, and each page reached from another one of the same name by a link that only turns pages.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.engines import MAX_ASIDE_PAGING, MAX_PAGING
from crawler.engines.general import PAGE_NAME
from crawler.frontier import Target
from crawler.harvest import pattern_of
from extractors.page import Page

SAME_PAGES = 25
"""Pages of one kind in a row that say what an earlier one of them said; a section of alike pages has fewer, a calendar has no end."""
MANY_COMBINATIONS = 12
"""Sets of parameter names under one path: a program that shows articles has half as many."""
MANY_VIEWS = 24
"""The same for addresses that promise something, with the value of their first parameter."""
_ALIKE = 0.92
_REMEMBERED = 4
_KINDS = 100
_MAX_TEXT = 12_000
"""Characters of a page that are compared: pages that are alike so far are alike."""
_TURNS_PAGES = re.compile(r"\W*(?:\d+|(?:на\s+)?след(?:ующ\w+)?(?:\s+страниц\w+)?|впер[её]д|далее|дальше|ещ[её]|next(?:\s+page)?|older)?\W*", re.I)
"""What the links of a list's foot say: a number, an arrow, a word for the next page, or nothing that is text."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_DATE_WORDS = re.compile(
    r"^(?:январ|феврал|март|апрел|ма[йя]$|июн|июл|август|сентябр|октябр|ноябр|декабр|понедельник|вторник|сред[аы]$|четверг|пятниц|суббот|воскресен"
    r"|пн$|вт$|ср$|чт$|пт$|сб$|вс$|янв$|фев$|мар$|апр$|авг$|сен$|окт$|ноя$|дек$)"
)


def _says(page: Page) -> frozenset[str]:
    """The words of a page without its menus, numbers, days and months."""
    return frozenset([word for word in set(_WORD.findall(page.text()[:_MAX_TEXT].lower())) if not _of_dates(word)])


@lru_cache(maxsize=16384)
def _of_dates(word: str) -> bool:
    return _DATE_WORDS.match(word) is not None


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    common = len(one & other)
    return common >= _ALIKE * (len(one) + len(other) - common)


def _names(url: str) -> frozenset[str]:
    query = urlsplit(url).query
    return frozenset(name for name, _value in parse_qsl(query, keep_blank_values=True, encoding="latin-1")) if query else frozenset()


def _numbered(url: str) -> tuple[str, int] | None:
    """An address without the number in its page name, and that number; ``None`` for another kind of name."""
    url = unquote(url)
    found = PAGE_NAME.search(url)
    return (url[: found.start(1)] + url[found.end(1) :], int(found.group(1))) if found is not None else None


def _turns_on_and_on(target: Target) -> bool:
    """Whether the address is a page of a list far beyond its limit, reached by turning the pages of that list."""
    here = _numbered(target.url)
    if here is None or target.link is None or here[1] <= (MAX_ASIDE_PAGING if target.aside else MAX_PAGING):
        return False
    before = _numbered(target.link.page_url)
    return before is not None and before[0] == here[0] and _TURNS_PAGES.fullmatch(target.link.text) is not None


class Traps:
    """Watches the pages of one visit. ``closed`` counts the kinds of addresses that were closed, by sign."""

    def __init__(self) -> None:
        self.closed: Counter[str] = Counter()
        self._shut: set[str] = set()
        self._recent: dict[str, deque[frozenset[str]]] = {}
        self._same: Counter[str] = Counter()
        self._names: dict[str, set[frozenset[str]]] = defaultdict(set)
        self._faceted: set[str] = set()
        self._views: dict[str, set[frozenset[str]]] = defaultdict(set)

    def read(self, url: str, page: Page, *, gained: bool, grew: bool) -> None:
        """Note the page at ``url``; ``gained`` when it led to documents or to the monitoring's subjects, ``grew`` when to new
        addresses of its own kind."""
        kind = pattern_of(url)
        if gained:
            self._same.pop(kind, None)
        if gained or not grew or kind in self._shut:
            return
        says = _says(page)
        recent = self._recent.pop(kind, None) or deque(maxlen=_REMEMBERED)
        self._same[kind] = self._same[kind] + 1 if any(_alike(says, earlier) for earlier in recent) else 0
        recent.append(says)
        self._recent[kind] = recent  # the kind met last stands last
        if len(self._recent) > _KINDS:
            del self._recent[next(iter(self._recent))]
        if self._same[kind] >= SAME_PAGES:
            self._shut.add(kind)
            self.closed["closed:same_pages"] += 1

    def why_not(self, target: Target) -> str:
        """The trap that a target belongs to; "" when it is to be read. Only lists without end hold what promises something."""
        if not target.document and not target.probe and _turns_on_and_on(target):
            return "trap:paging"
        if target.document or target.probe:
            return ""
        url = target.url
        names = _names(url)
        if target.score > 0 or target.heat > 0:
            return "trap:views" if len(names) > 1 and self._one_of_very_many_views(url, names) else ""
        if pattern_of(url) in self._shut:
            return "trap:same_pages"
        if len(names) < 2:
            return ""
        parts = urlsplit(url)
        path = f"{parts.netloc}{parts.path}"
        known = self._names[path]
        known.add(names)
        if len(known) > MANY_COMBINATIONS and path not in self._faceted:
            self._faceted.add(path)
            self.closed["closed:facets"] += 1
        if path in self._faceted and any(other < names for other in self._names[path]):
            return "trap:facets"
        return ""

    def _one_of_very_many_views(self, url: str, names: frozenset[str]) -> bool:
        """Whether a promise is but the echo of a title in the addresses of a program's views: «what links here», «recent changes»."""
        program = url.split("&", 1)[0]
        known = self._views[program]
        if len(known) > MANY_VIEWS:
            return any(other < names for other in known)
        known.add(names)
        return False
