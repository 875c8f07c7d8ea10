"""Pages made by scripts: rendered through the visit's own access, so that budgets, delay, robots.txt, guard and archive hold."""

from __future__ import annotations

from urllib.parse import urldefrag

from crawler import recognise
from crawler.access import SiteAccess
from crawler.answers import MAX_HTML, Got
from crawler.browser import Browser, BrowserProblem, Part
from crawler.model import CrawlSettings, Outcome

MAX_PARTS = 80
"""Requests one page may make."""
MAX_KEPT = 30_000_000
"""Bytes of scripts kept for the visit's further pages: each of them asks for the same ones."""


class Renderer:
    """Renders the pages of one visit. ``failed`` is the last reason why a page could not be (Russian)."""

    def __init__(self, browser: Browser, access: SiteAccess, settings: CrawlSettings) -> None:
        self._browser = browser
        self._access = access
        self._settings = settings
        self._kept: dict[str, Part] = {}
        self._size = 0
        self.failed = ""

    async def render(self, got: Got) -> Got:
        """The answer with the page as a browser shows it; the same answer where the page needs no scripts or cannot be rendered."""
        final = got.fetch.final_url or got.fetch.url
        if not needs_rendering(got):
            return got
        parts = 0
        requests, received = self._access.requests, self._access.received

        async def ask(url: str) -> Part | None:
            nonlocal parts
            parts += 1
            return await self._part(url) if parts <= MAX_PARTS else None

        try:
            html = await self._browser.render(final, got.decoded.text, ask)
        except BrowserProblem as error:
            self.failed = str(error)
            return got
        finally:
            got.requests += self._access.requests - requests
            got.received += self._access.received - received
        body = html.encode("utf-8", "replace")[:MAX_HTML]
        return self._access.keep_rendered(got, body)

    async def _part(self, url: str) -> Part | None:
        url = urldefrag(url).url
        if url in self._kept:
            return self._kept[url]
        access, settings = self._access, self._settings
        if access.received >= settings.max_bytes or access.seconds >= settings.max_minutes * 60:
            return None
        if await access.forbidden(url) is not None:
            return None
        got = await access.get(url, access.forbidden)
        if got.fetch.status is None or got.fetch.outcome in (Outcome.TOO_LARGE, Outcome.PRIVATE_ADDRESS, Outcome.ROBOTS):
            return None
        part = Part(got.fetch.status, got.headers, got.body)
        if self._size + len(got.body) <= MAX_KEPT:
            self._kept[url] = part
            self._size += len(got.body)
        return part


def needs_rendering(got: Got) -> bool:
    """Whether an answer is a shell that scripts fill; a check for robots is none and is left alone."""
    fetch = got.fetch
    if got.recorded or not got.ok or not fetch.is_page or not got.body:
        return False
    html, page, final = got.decoded.text, got.page, fetch.final_url or fetch.url
    if recognise.bot_wall(fetch.status or 200, got.headers, html, page, final) is not None:
        return False
    return recognise.lacks_scripts(html, page, final, got.rendered) is not None

