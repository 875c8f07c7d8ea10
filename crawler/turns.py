"""One connection for each party that serves documents, also where the processes of one machine want it at once.

Sites of one platform are planned into one process, but which hosts their documents lie on shows only in the crawl: schools of two
processes link to the files of their education authority. Each party has lock files in a folder of the run; whoever asks it
holds one of them, and leaves there the time of the last answer. A killed process leaves nothing behind that would stop another.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from crawler.client import ScrapyClient
from crawler.fetching import Answer
from crawler.model import CrawlSettings

_LOOK = 0.03
"""Seconds between two looks at a lock that another process holds."""
_WANTED = 1.0
"""A wish older than this is that of a process that has gone."""


class TurnsError(RuntimeError):
    """The lock files cannot be written: a fault of this machine, never one of the site that was to be asked."""


class TakingTurns:
    """A client that asks no party while another process of the run asks it, nor sooner after that than the delay says."""

    def __init__(self, client: ScrapyClient, folder: Path, settings: CrawlSettings) -> None:
        """Raises ``TurnsError`` where ``folder`` cannot be made."""
        self._client = client
        self._folder = folder
        self._settings = settings
        self._here: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(settings.connections))
        self._delays: dict[str, float] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TurnsError(f"{folder}: {error}") from error

    async def get(self, url: str, slot: str, headers: Mapping[str, str], timeout: float, max_body: int) -> Answer:
        """One GET, in turn. Raises Scrapy's download errors, ``TurnsError``."""
        async with self._here[slot], self._turn(slot):
            return await self._client.get(url, slot, headers, timeout, max_body)

    def relax(self, url: str, error: BaseException) -> bool:
        """As the client's own."""
        return self._client.relax(url, error)

    def encryption_remarks(self, url: str) -> tuple[str, ...]:
        """As the client's own."""
        return self._client.encryption_remarks(url)

    def leads_inside(self, host: str) -> bool:
        """As the client's own."""
        return self._client.leads_inside(host)

    def keep_delay(self, slot: str, delay: float) -> None:
        """As the client's own; answers that other processes get count for it as well."""
        self._delays[slot] = max(delay, self._delays.get(slot, 0.0))
        self._client.keep_delay(slot, delay)

    @asynccontextmanager
    async def _turn(self, slot: str) -> AsyncIterator[None]:
        name = hashlib.sha256(slot.encode()).hexdigest()[:24]
        wish, last = self._folder / f"{name}.wish", self._folder / f"{name}.last"
        try:
            lock = await self._lock(name, wish)
            await self._rest(slot, last)
        except OSError as error:
            raise TurnsError(f"{self._folder}: {error}") from error
        try:
            yield
        finally:
            with suppress(OSError):  # without the time the other processes only wait less
                last.write_text(str(os.getpid()))
            lock.release()

    async def _lock(self, name: str, wish: Path) -> FileLock:
        if _wanted_elsewhere(wish):
            await asyncio.sleep(2 * _LOOK)
        locks = [FileLock(self._folder / f"{name}.{number}", thread_local=False) for number in range(self._settings.connections)]
        wished = False
        while True:
            for lock in locks:
                with suppress(Timeout):
                    lock.acquire(blocking=False)
                    if wished:
                        wish.unlink(missing_ok=True)
                    return lock
            wish.write_text(str(os.getpid()))
            wished = True
            await asyncio.sleep(_LOOK)

    async def _rest(self, slot: str, last: Path) -> None:
        """Wait out the delay where the last answer was another process's; after our own the downloader waits."""
        delay = max(self._settings.delay, self._delays.get(slot, 0.0))
        if not delay:
            return
        try:
            if last.read_text() == str(os.getpid()):
                return
            since = time.time() - last.stat().st_mtime
        except FileNotFoundError:
            return
        if 0 <= since < delay:
            await asyncio.sleep(delay - since)


def _wanted_elsewhere(wish: Path) -> bool:
    """Whether another process has been waiting for this turn: it goes first, or it would never find the lock free."""
    try:
        return time.time() - wish.stat().st_mtime < _WANTED and wish.read_text() != str(os.getpid())
    except FileNotFoundError:
        return False
