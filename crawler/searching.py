"""The site's own search as a source of addresses: one question a topic, its results are links like any others.

Used where the engine is known to have a search or a page has a form for one; never where robots.txt forbids it. What a search
finds is not judged by it: each link has its own score, and the page it leads to is read like any page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from crawler.addresses import join
from crawler.answers import Got
from crawler.context import Context
from crawler.engines.base import Engine
from crawler.intake import Intake
from crawler.links import Reading
from extractors.page import Page

MOST_QUERIES = 6
PAGES_FOR_A_QUERY = 20
"""A budget this many times as great is wanted for each query."""
_HEAT = 6.0
"""A result has the words somewhere in its text: half of what a link that says them is worth."""
_FIELDS = ("searchword", "s", "q", "keys", "query", "search", "search_query")
_PLACES = re.compile(r"search|poisk|find|поиск", re.I)
_FEW_FIELDS = 4


def search_address(page: Page, engine: Engine, home: str) -> str:
    """Where the site is asked, with ``{query}`` for the words; "" where it has no search that can be seen."""
    if engine.search:
        return join(home, engine.search.replace("{query}", "QUERY")) or ""
    for action, fields in page.forms:
        name = next((name for name in _FIELDS if name in fields), "")
        if not name or len(set(fields)) > _FEW_FIELDS or not (_PLACES.search(action) or name in ("s", "searchword")):
            continue
        target = join(home, action or "/")
        if target is not None and urlsplit(target).netloc == urlsplit(home).netloc:
            return f"{target}{'&' if '?' in target else '?'}{name}=QUERY"
    return ""


class SiteSearch:
    """Asks the search of one site."""

    def __init__(self, context: Context, intake: Intake, queries: Sequence[str]) -> None:
        self._context = context
        self._intake = intake
        room = context.settings.max_pages // PAGES_FOR_A_QUERY
        self._queries = list(dict.fromkeys(queries))[: min(MOST_QUERIES, room)]

    async def ask(self, home: Got) -> None:
        """Put each question; the first that is not answered with a page ends it."""
        access, counters = self._context.access, self._context.tally.counters
        address = search_address(home.page, self._context.reader.engine, self._context.home)
        if not address:
            return
        charset = home.decoded.charset
        for query in self._queries:
            url = address.replace("QUERY", _quoted(query, charset))
            if await access.forbidden(url) is not None:
                counters["search:robots"] += 1
                return
            got = await access.get(url, self._context.gate_of(url, document=False))
            usable = got.ok and got.fetch.is_page and bool(got.body)
            reading = self._results(got, url) if usable else Reading()
            access.record(got, purpose="search", links=tuple(link for link in reading.links if link.document))
            counters["search:queries"] += 1
            if not usable:
                counters["search:failed"] += 1
                return
            counters["search:results"] += sum(not self._context.frontier.knows(new.key) for new in reading.targets)
            self._intake.absorb(reading)

    def _results(self, got: Got, url: str) -> Reading:
        """The links; a page the site gives for any address has none."""
        if self._context.sameness.matches(got.page, url):
            return Reading()
        return self._context.reader.read(got.page, got.fetch.final_url or url, "", 1, _HEAT)


def _quoted(query: str, charset: str) -> str:
    """The words as a browser would send them from a page in this charset."""
    try:
        return quote(query, safe="", encoding=charset or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return quote(query, safe="")
