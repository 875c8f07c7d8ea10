"""AutoThrottle with a floor for each slot: what robots.txt asks for is never undercut."""

from __future__ import annotations

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response


class PoliteThrottle(AutoThrottle):
    """Slows down with the server's latency, as AutoThrottle does, and keeps to the Crawl-delay of the slot's sites."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._floors: dict[str, float] = {}

    def keep(self, slot: str, delay: float) -> None:
        """Never ask ``slot`` more often than once in ``delay`` seconds from now on."""
        floor = max(delay, self._floors.get(slot, 0.0))
        self._floors[slot] = floor
        downloader = self.crawler.engine.downloader
        settings = downloader.per_slot_settings.setdefault(slot, {})
        settings["delay"] = max(floor, downloader._delay)
        if slot in downloader.slots:
            downloader.slots[slot].delay = max(downloader.slots[slot].delay, floor)

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        key, slot = self._get_slot(request, spider)
        if key is not None and slot is not None:
            slot.delay = max(slot.delay, self._floors.get(key, 0.0))
