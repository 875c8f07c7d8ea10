"""Requests through Scrapy's downloader: its slots, delays, decompression and limits, without its scheduler."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from urllib.parse import quote_from_bytes, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.headers import Headers

from crawler.fetching import Answer, now
from crawler.resolver import GuardedResolver
from crawler.throttle import PoliteThrottle
from crawler.tls import Certificates

_ASCII = bytes(range(0x20, 0x7F))


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    found = []
    for name, values in headers.items():
        for value in values:
            found.append((name.decode("latin-1"), _text(name, value)))
    return tuple(found)


def _text(name: bytes, value: bytes) -> str:
    """A header as text. An address in an old charset keeps its bytes, as percent codes: the server knows no others."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return quote_from_bytes(value, _ASCII) if name.lower() == b"location" else value.decode("latin-1")


def _place(url: str) -> tuple[str, int] | None:
    """Host and port of an address that is asked over TLS."""
    parts = urlsplit(url)
    return (parts.hostname, parts.port or 443) if parts.scheme == "https" and parts.hostname else None


class ScrapyClient:
    """The ``Client`` of a running crawler.

    Scrapy counts a request to its slot only some turns of the loop after it has let it go, so that several that wait start at
    once where there is no delay. Each slot's connections are therefore counted here.
    """

    def __init__(self, crawler: Crawler, certificates: Certificates) -> None:
        self._crawler = crawler
        connections = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._free: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(connections))
        self._certificates = certificates
        self._headers = {**crawler.settings.getdict("DEFAULT_REQUEST_HEADERS"), "User-Agent": crawler.settings["USER_AGENT"]}

    async def get(self, url: str, slot: str, headers: Mapping[str, str], timeout: float, max_body: int) -> Answer:
        """One GET. Raises Scrapy's download errors."""
        request = Request(
            url,
            headers={**self._headers, **headers},
            dont_filter=True,
            meta={"download_slot": slot, "download_timeout": timeout, "download_maxsize": max_body, "verbatim_url": True},
        )
        engine = self._crawler.engine
        if engine is None:
            raise RuntimeError("the crawler is not running")
        async with self._free[slot]:
            # The downloader itself: what the engine adds (a log line, a look into the scheduler) serves spiders that yield requests.
            response = await engine.downloader.fetch(request).asFuture(asyncio.get_running_loop())
        if not isinstance(response, Response):
            raise TypeError(f"the downloader gave {type(response).__name__}")
        return Answer(
            url=url,
            status=response.status,
            headers=_pairs(response.headers),
            body=response.body,
            request_headers=_pairs(request.headers),
            ip=str(response.ip_address or ""),
            cut="dataloss" in response.flags,
            when=now(),
        )

    def relax(self, url: str, error: BaseException) -> bool:
        """Whether another attempt with old encryption is due."""
        place = _place(url)
        return place is not None and self._certificates.relax(*place, error)

    def encryption_remarks(self, url: str) -> tuple[str, ...]:
        """The remarks on the host, known once it has answered."""
        place = _place(url)
        return self._certificates.remarks(*place) if place is not None else ()

    def leads_inside(self, host: str) -> bool:
        """Whether the resolver refused the host."""
        from twisted.internet import reactor

        resolver = getattr(reactor, "nameResolver", None)
        return isinstance(resolver, GuardedResolver) and host in resolver.refused

    def keep_delay(self, slot: str, delay: float) -> None:
        """Slow a slot down for good; without throttling (no delay wanted at all) the slot's own delay is set."""
        for extension in self._crawler.extensions.middlewares if self._crawler.extensions else ():
            if isinstance(extension, PoliteThrottle):
                extension.keep(slot, delay)
                return
        engine = self._crawler.engine
        if engine is not None:
            engine.downloader.per_slot_settings.setdefault(slot, {})["delay"] = delay
            if slot in engine.downloader.slots:
                engine.downloader.slots[slot].delay = delay
