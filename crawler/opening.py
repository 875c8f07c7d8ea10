"""The beginning of a visit: home page, certificate, a look at what is absent, sitemaps, start addresses."""

from __future__ import annotations

import asyncio
import hashlib
import re
from dataclasses import replace
from urllib.parse import urlsplit

from crawler import recognise
from crawler.access import with_outcome
from crawler.addresses import address_key, join
from crawler.answers import Got
from crawler.context import Context
from crawler.domains import site_of
from crawler.engines import detect
from crawler.frontier import Target
from crawler.home import Home, start_link
from crawler.intake import Intake
from crawler.model import Link, Outcome
from crawler.sitemap import read_sitemap
from crawler.stopping import Stopping

FIRST_SITEMAPS = 6
"""Parts of a sitemap that are read before anything else; the others follow when all that is linked has been read."""
MAX_SITEMAPS = 40
SITEMAP_STEP = 200
_SVEDEN_PATH = "/sveden"
_GOSWEB_PATH = "/svedeniya-ob-obrazovatelnoy-organizatsii"
_SVEDEN_TEXT = "Сведения об образовательной организации"
_DOCUMENTS_TEXT = "Документы"
_LATER_SITEMAPS = re.compile(
    r"news|novosti|post_?tag|tags?\b|author|users|image|video|gallery|photo|categor(?:y|ies)|taxonom|product|event|rss|feed|atom", re.I
)


class Opening:
    """Fills the frontier before the reading begins."""

    def __init__(self, context: Context, intake: Intake, stopping: Stopping) -> None:
        self._context = context
        self._intake = intake
        self._stopping = stopping
        self._sitemaps: list[str] = []
        self._sitemaps_read: set[str] = set()

    def enter(self, home: Home, got: Got) -> None:
        """Take in the home page: engine, address, links."""
        html = got.decoded.text
        engine = detect(got.page, home.url, html)
        self._context.tally.counters[f"engine:{engine.name}"] = 1
        self._context.reader.move(home.url, engine)
        self._context.frontier.take(address_key(home.url))
        self._context.frontier.take(address_key(got.fetch.url))
        if (got.fetch.status or 200) >= 400:
            self._context.tally.remark("error_status")
        if home.script_only:
            got.fetch = with_outcome(got.fetch, Outcome.NEEDS_JAVASCRIPT, home.script_only)
        self._stopping.count_home()
        self._intake.take(got, Target(address_key(home.url), None, home.url), judged=True)

    async def annex(self, url: str) -> str:
        """Read the new address a full page names as well; gives the word about the move ("" when nobody answers there)."""
        if await self._context.access.forbidden(url) is not None:
            return ""
        got = await self._context.access.get(url, self._context.gate_of(url, document=False))
        if not got.ok or not got.fetch.is_page:
            self._context.access.record(got, purpose="probe")
            return ""
        self._context.reader.annex(got.fetch.final_url or url)
        self._intake.take(got, Target(address_key(url), None, url))
        return f"сайт называет новый адрес: {site_of(url)}; прочитаны оба"

    async def learn_absence(self) -> None:
        """Ask for an address that cannot exist: some sites answer everything with a page and status 200."""
        name = hashlib.sha256(self._context.institution.id.encode()).hexdigest()[:10]
        url = join(self._context.home, f"net-takoy-stranicy-{name}.html")
        if url is None or await self._context.access.forbidden(url) is not None:
            return
        got = await self._context.rendered(await self._context.access.get(url, self._context.gate_of(url, document=False)))
        final = got.fetch.final_url or url
        if got.ok and address_key(final) != address_key(self._context.home) and not _is_a_door(got, final):
            self._context.sameness.learn_answer(got.fetch.sha256, url, final)
            if got.fetch.is_page and address_key(final) == address_key(url):
                self._context.sameness.learn(got.page, url)
            self._context.tally.remark("soft_404")
        self._context.access.record(got, purpose="probe")

    async def read_sitemaps(self) -> None:
        """Read the first parts of the sitemap."""
        self._sitemaps = await self._context.access.sitemaps(self._context.home)
        await self._read_sitemaps(FIRST_SITEMAPS)

    async def read_other_sitemaps(self) -> bool:
        """Read the parts that were left; whether there were any. An index may name feeds first and the pages last."""
        if not self._left():
            return False
        await self._read_sitemaps(MAX_SITEMAPS)
        return True

    def count_unread(self) -> None:
        """Count the parts of the sitemap nobody has looked at."""
        if left := self._left():
            self._context.tally.counters["sitemap_unread"] = left

    def _left(self) -> int:
        return len(set(self._sitemaps) - self._sitemaps_read)

    async def _read_sitemaps(self, limit: int) -> None:
        waiting, done = self._sitemaps, self._sitemaps_read
        while waiting and len(done) < limit:
            url = waiting.pop(0)
            if url in done or not self._context.reader.owns(url) or await self._context.access.forbidden(url) is not None:
                continue
            done.add(url)
            got = await self._context.access.get(url)
            if not got.ok or got.fetch.is_page:
                self._context.access.record(got, purpose="sitemap")
                continue
            found = read_sitemap(got.body)
            links: list[Link] = []
            for start in range(0, len(found.pages), SITEMAP_STEP):
                reading = self._context.reader.from_sitemap(found.pages[start : start + SITEMAP_STEP], url)
                links += (link for link in reading.links if link.document)
                self._intake.absorb(reading)
                await asyncio.sleep(0)  # other visits must not wait for a sitemap of thousands of addresses
            self._context.access.record(got, purpose="sitemap", links=tuple(links))
            if found.cut:
                self._context.tally.counters["sitemap_cut"] += 1
            children = [child for item in found.children if (child := join(url, item))]
            waiting += sorted(children, key=lambda child: _LATER_SITEMAPS.search(urlsplit(child).path) is not None)

    def add_seeds(self) -> None:
        for seed in self._context.institution.seeds:
            target = self._context.reader.target(start_link(seed), 0, seed=True)
            if target is not None:
                self._context.frontier.push(replace(target, rank=max(target.rank, 5.0), aside=False))
        self._add_obligatory()

    def _add_obligatory(self) -> None:
        """The section each school must have, at its usual addresses, where nothing seen so far leads there."""
        context = self._context
        gosweb = context.tally.counters["engine:gosweb"] > 0
        wanted = _GOSWEB_PATH if gosweb else _SVEDEN_PATH
        if any(wanted in waiting.url for waiting in context.frontier.rest()):
            return
        for path, text in ((f"{wanted}/", _SVEDEN_TEXT), (f"{wanted}/{'dokumenty' if gosweb else 'document'}", _DOCUMENTS_TEXT)):
            url = join(context.home, path)
            if url is None or context.frontier.knows(address_key(url)):
                continue
            target = context.reader.target(Link(url, text), 1, seed=True)
            if target is not None:
                context.frontier.push(replace(target, probe=True))


def _is_a_door(got: Got, url: str) -> bool:
    """Whether the answer is a check for robots or a login, which says nothing about what the site has."""
    if not got.fetch.is_page or not got.body:
        return False
    html, page = got.decoded.text, got.page
    wall = recognise.bot_wall(got.fetch.status or 200, got.headers, html, page, url)
    return wall is not None or recognise.login_page(html, page, url) is not None
