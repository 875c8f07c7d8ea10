"""How a visit gets at its site: robots first, the journal before the network, every answer archived."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from crawler import robots as robots_rules
from crawler.addresses import join
from crawler.answers import Evidence, Got
from crawler.archive import ArchiveError
from crawler.domains import politeness_slot, site_of
from crawler.fetching import LONG_REST, Client, Fetcher, Gate, cookies_of, now
from crawler.journal import Entry, Journal
from crawler.model import CrawlSettings, Fetch, Known, Link, Outcome
from crawler.outcomes import FAILURES, Trouble
from crawler.robots import Robots

_NETWORK = frozenset({Outcome.UNREACHABLE, Outcome.TIMEOUT, Outcome.BROKEN, Outcome.PRIVATE_ADDRESS, Outcome.REDIRECT_LOOP})


async def pass_all(_url: str) -> Trouble | None:
    """The gate of requests that serve the crawl itself."""
    return None


class SiteAccess:
    """Gives the answer to a URL of one site: from the journal when an earlier process has asked, else from the network.

    Counts requests and bytes of the whole visit, earlier processes included.
    """

    def __init__(
        self,
        journal: Journal,
        archive: Path,
        client: Client,
        settings: CrawlSettings,
        site: str,
        known: Mapping[str, Known],
        keep_delay: Callable[[str, float], None],
        *,
        ask_failed_again: bool = False,
    ) -> None:
        self.settings = settings
        self.slot = politeness_slot(site)
        self.requests = 0
        self.received = 0
        self._journal = journal
        self._evidence = Evidence(archive, journal.warc, journal.warc_path)
        self._fetcher = Fetcher(client, settings, self.slot, site)
        self._known = known
        self._keep_delay = keep_delay
        self._robots: dict[str, Robots] = {}
        self._asking = asyncio.Lock()
        self._earlier = {entry.fetch.url: entry for entry in journal.entries}
        if ask_failed_again:
            self._earlier = {url: entry for url, entry in self._earlier.items() if not _may_be_another_time(entry.fetch)}
        for entry in journal.entries:
            if self._earlier.get(entry.fetch.url) is not entry:  # it will not be met again, but was paid for
                self.requests += entry.requests
                self.received += entry.received
        self._on_record = set(self._earlier)
        self._seconds_before = max((entry.seconds for entry in journal.entries), default=0.0)
        self._began = time.monotonic()
        for entry in journal.entries:
            self._evidence.remember(entry.fetch)

    @property
    def seconds(self) -> float:
        """How long the visit has run, earlier processes included."""
        return self._seconds_before + time.monotonic() - self._began

    def move(self, site: str) -> None:
        """The site is at another address from now on; it shares that address's slot."""
        self.slot = self._fetcher.slot = politeness_slot(site)
        self._fetcher.site = site

    def earlier(self, url: str) -> tuple[Got, str] | None:
        """What an earlier process of this visit got for ``url``, with the purpose it was asked for; ``None`` for nothing."""
        entry = self._earlier.get(url)
        return (self._from_journal(entry), entry.purpose) if entry is not None else None

    async def get(
        self, url: str, gate: Gate = pass_all, *, document: bool = False, at: str = "", cookies: Sequence[str] = ()
    ) -> Got:
        """The answer to ``url``. Errors of the site are outcomes; ``BundleWriteError`` and the program's own errors are raised.

        ``at`` is the address to ask where it is another one than the link's (a file on a cloud disk, or behind a page that stands
        before it); ``cookies`` are kept for the site of ``url`` from now on.
        """
        if cookies:
            self._fetcher.keep_cookies(url, cookies)
        entry = self._earlier.get(url)
        if entry is not None:
            return self._from_journal(entry)
        known = self._known.get(url)
        got = await self._from_network(url, gate, known, document, at)
        if got.retry_unconditionally:
            again = await self._from_network(url, gate, None, document, at)
            again.requests += got.requests
            again.received += got.received
            got = again
        self.requests += got.requests
        self.received += got.received
        return got

    async def _from_network(self, url: str, gate: Gate, known: Known | None, document: bool, at: str) -> Got:
        headers = {}
        if known is not None and (not known.is_page or self._evidence.holds(known)):
            if known.etag:
                headers["If-None-Match"] = known.etag
            if known.last_modified:
                headers["If-Modified-Since"] = known.last_modified
        result = await self._fetcher.fetch(at or url, gate, headers=headers, document=document)
        got = self._evidence.store(replace(result, url=url), known)
        if document and got.fetch.is_page:
            got.cookies = cookies_of(url, result.answers)
        return got

    def _from_journal(self, entry: Entry) -> Got:
        fetch = entry.fetch
        self.requests += entry.requests
        self.received += entry.received
        body = b""
        headers: Mapping[str, str] = {}
        if fetch.warc and (fetch.is_page or entry.purpose != "page"):
            try:
                headers, body = self._evidence.body(fetch)
            except ArchiveError:
                # The journal says what came of it; only the links of this page are lost to the frontier.
                body, headers = b"", {}
        return Got(fetch, body, headers, entry.requests, entry.received, recorded=True)

    def keep_rendered(self, got: Got, body: bytes) -> Got:
        """Archive what a browser made of a page; gives the answer with that body."""
        return self._evidence.store_rendered(got, body)

    def record(self, got: Got, *, purpose: str = "page", links: tuple[Link, ...] = ()) -> None:
        """Write one fetch into the journal, unless it is there already."""
        if got.fetch.url in self._on_record:
            return
        self._on_record.add(got.fetch.url)
        self._journal.record(Entry(got.fetch, purpose, links, self.seconds, got.requests, got.received))

    def refuse(self, url: str, outcome: Outcome, reason: str, link: Link | None) -> Fetch:
        """Put on record that ``url`` was not asked for, and why."""
        fetch = Fetch(url, outcome, now(), reason=reason, link=link)
        self.record(Got(fetch))
        return fetch

    async def robots(self, url: str) -> Robots:
        """The rules that hold for the host of ``url``, asked for once."""
        place = url.split("/", 3)[:3]
        key = "/".join(place)
        if key in self._robots:
            return self._robots[key]
        async with self._asking:
            if key not in self._robots:
                self._robots[key] = await self._ask_robots(f"{key}/robots.txt")
        return self._robots[key]

    async def _ask_robots(self, url: str) -> Robots:
        agent = self.settings.user_agent
        got = await self.get(url)
        self.record(got, purpose="robots")
        fetch = got.fetch
        if fetch.outcome in _NETWORK and fetch.status is None:
            return robots_rules.forbid_all(agent, fetch.reason, fetch.outcome)
        if fetch.outcome in (Outcome.REDIRECT_LOOP, Outcome.TOO_LARGE, Outcome.HTTP_ERROR):
            return robots_rules.allow_all(agent)
        if fetch.reason.endswith(LONG_REST):
            return robots_rules.forbid_all(agent, f"robots.txt: сервер {LONG_REST}")
        rules = robots_rules.from_answer(fetch.status or 503, got.decoded.text if got.body else "", agent)
        if rules.delay > self.settings.delay:
            slot = self.slot if site_of(url) == site_of(self._fetcher.site) else politeness_slot(url)
            self._keep_delay(slot, rules.delay)
        return rules

    async def forbidden(self, url: str) -> Trouble | None:
        """Why robots.txt does not let ``url`` be asked for; ``None`` when it does."""
        rules = await self.robots(url)
        if rules.allows(url):
            return None
        if rules.trouble is not None:
            return Trouble(rules.trouble, rules.forbidden)
        passing = bool(rules.forbidden) and not rules.forbidden.endswith(LONG_REST)
        return Trouble(Outcome.ROBOTS, rules.forbidden or "обход запрещён файлом robots.txt", passing)

    async def sitemaps(self, home: str) -> list[str]:
        """Addresses of the site's sitemaps: those robots.txt names, else the usual one."""
        rules = await self.robots(home)
        named = [url for item in rules.sitemaps if (url := join(home, item)) and site_of(url) == site_of(home)]
        usual = join(home, "/sitemap.xml")
        return list(dict.fromkeys(named)) or ([usual] if usual else [])


def _may_be_another_time(fetch: Fetch) -> bool:
    """Whether asking anew may give another answer. A refusal by robots.txt cost no request and is simply judged anew."""
    if fetch.outcome is Outcome.ROBOTS and fetch.status is None:
        return True
    return fetch.outcome in FAILURES and not fetch.reason.endswith(LONG_REST)


def with_outcome(fetch: Fetch, outcome: Outcome, reason: str) -> Fetch:
    """The same fetch with what its content came to."""
    return replace(fetch, outcome=outcome, reason=reason)
