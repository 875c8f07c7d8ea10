"""The site's own search as a source of addresses: one question a topic, its results are links like any others.

Used where the engine is known to have a search or a page has a form for one; never where robots.txt forbids it. What a search
finds is not judged by it: each link has its own score, and the page it leads to is read like any page.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from crawler.addresses import address_key, join
from crawler.answers import Got
from crawler.context import Context
from crawler.engines.base import Engine
from crawler.intake import Intake
from crawler.links import Reading
from crawler.model import Outcome
from extractors.page import Page

MOST_QUERIES = 6
PAGES_FOR_A_QUERY = 20
"""A budget this many times as great is wanted for each query."""
_HEAT = 6.0
"""A result has the words somewhere in its text: half of what a link that says them is worth."""
_FIELDS = ("searchword", "s", "q", "keys", "query", "search", "search_query")
_PLACES = re.compile(r"search|poisk|find|поиск", re.I)
_FEW_FIELDS = 4


def search_addresses(page: Page, engine: Engine, home: str) -> tuple[str, ...]:
    """Where the site may be asked, with ``QUERY`` for the words, the likeliest first; nothing where no search can be seen.

    Where versions of an engine keep their search in different places, the site's own form tells which.
    """
    usual = [join(home, item.replace("{query}", "QUERY")) or "" for item in engine.search]
    form = _form_address(page, home)
    found = [form, *usual] if len(usual) > 1 else [*usual, form]
    return tuple(dict.fromkeys(address for address in found if address))


def _form_address(page: Page, home: str) -> str:
    """The question the form of a search would send; "" where the page has none."""
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
        """Put each question where the site has its search. A refusal ends it; an address that does not exist is one of another
        version of the engine."""
        addresses = deque(search_addresses(home.page, self._context.reader.engine, self._context.home))
        for query in self._queries:
            words = _quoted(query, home.decoded.charset)
            while addresses and not await self._put(addresses, words):
                addresses.popleft()

    async def _put(self, addresses: deque[str], words: str) -> bool:
        """Put one question to the first address; False where there is no search. A refusal takes all addresses away."""
        access, counters = self._context.access, self._context.tally.counters
        url = addresses[0].replace("QUERY", words)
        if await access.forbidden(url) is not None:
            counters["search:robots"] += 1
            return False
        got = await access.get(url, self._context.gate_of(url, document=False))
        usable = got.ok and got.fetch.is_page and bool(got.body)
        found = usable and not self._is_no_page(got, url)
        reading = self._context.reader.read(got.page, got.fetch.final_url or url, "", 1, _HEAT) if found else Reading()
        access.record(got, purpose="search", links=tuple(link for link in reading.links if link.document))
        counters["search:queries"] += 1
        if not usable:
            counters["search:failed"] += 1
            if not got.ok and got.fetch.outcome is not Outcome.NOT_FOUND:
                addresses.clear()
            return not addresses
        counters["search:results"] += sum(not self._context.frontier.knows(new.key) for new in reading.targets)
        self._intake.absorb(reading)
        # Some sites show one page for what does not exist and for what is not found: it is no sign against the only address.
        return found or len(addresses) == 1

    def _is_no_page(self, got: Got, url: str) -> bool:
        """Whether the site answers as it does for any address, or sends to its home page."""
        final = got.fetch.final_url or url
        return self._context.sameness.matches(got.page, url) or (final != url and address_key(final) == address_key(self._context.home))


def _quoted(query: str, charset: str) -> str:
    """The words as a browser would send them from a page in this charset."""
    try:
        return quote(query, safe="", encoding=charset or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return quote(query, safe="")
