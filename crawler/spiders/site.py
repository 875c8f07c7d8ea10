"""The spider: a shard of sites in one process, each with a frontier of its own.

Sites that share a hosting platform are visited one after the other, all others at the same time, so that no server is asked
by two visits at once.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import Crawler

from crawler.archive import BundleWriteError
from crawler.browser import Browser, unavailable
from crawler.client import ScrapyClient
from crawler.domains import host_of, politeness_slot, site_of
from crawler.job import JobError, load_shard
from crawler.journal import BundleError
from crawler.model import ShardJob, SiteJob
from crawler.progress import Progress, Report
from crawler.scoring import LinkScorer
from crawler.settings import for_job
from crawler.tls import Certificates
from crawler.turns import TakingTurns
from crawler.visit import SiteVisit

MAX_VISITS = 32
"""Sites visited at the same time by one process."""


class SiteSpider(scrapy.Spider):
    """Runs one shard job. ``failures`` holds what went wrong with the program itself, by site.

    Under ``scrapy crawl`` the process's resolver is made before the job is read: a job that may visit private hosts also needs
    ``-s ALLOW_PRIVATE_HOSTS=1`` there.
    """

    name = "site"

    def __init__(
        self, job: str | ShardJob = "", report: Report | None = None, told_to_stop: Event | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        if not job:
            raise ValueError("укажите файл задания: scrapy crawl site -a job=ЗАДАНИЕ.json")
        self.job = load_shard(Path(job)) if isinstance(job, str) else job
        self.report: Report = report or self._log
        self.certificates = Certificates(self.job.settings.ca_bundle)
        self.browser: Browser | None = None
        self.failures: dict[str, BaseException] = {}
        self.interrupted = False
        self._told_to_stop = told_to_stop or Event()
        """Set also where the word to stop came before there was a spider to be told."""
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> SiteSpider:
        """Scrapy's interface: lays the job's manners over the settings before the engine is made."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        for name, value in for_job(spider.job.settings).items():
            crawler.settings.set(name, value, priority="spider")
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Visit every site; yields nothing, the bundles are the result."""
        try:
            await self._visit_all()
        except Exception as error:
            # Scrapy would log it and end as if all were well.
            self.logger.exception("the crawl failed")
            self.failures[""] = error
        return
        yield  # pragma: no cover - makes this an asynchronous generator, as Scrapy wants

    async def _visit_all(self) -> None:
        self.browser = Browser() if self.job.settings.browser and not unavailable() else None
        alone = ScrapyClient(self.crawler, self.certificates)
        client = alone if self.job.turns is None else TakingTurns(alone, self.job.turns, self.job.settings)
        scorer = LinkScorer(self.job.phrases)
        folders = _shared_hosts(self.job.sites)
        room = asyncio.Semaphore(MAX_VISITS)
        queues: dict[str, list[SiteJob]] = defaultdict(list)
        for site in self.job.sites:
            queues[politeness_slot(site.institution.site)].append(site)

        again: dict[str, list[SiteJob]] = defaultdict(list)
        missed: dict[str, float] = {}

        async def one_platform(slot: str, sites: list[SiteJob], second: bool = False) -> None:
            for number, site in enumerate(sites):
                try:
                    if second:
                        await asyncio.sleep(missed[site.institution.id] + (self.job.settings.second_try_after or 0.0) - time.monotonic())
                    async with room:
                        ended = await self._visit(site, client, scorer, folders.get(site.institution.id, ""), second)
                    if not ended:
                        again[slot].append(site)
                        missed[site.institution.id] = time.monotonic()
                except asyncio.CancelledError:
                    for left in sites[number:]:
                        self.report(Progress(left.institution.id, "interrupted"))
                    return

        for slot, sites in queues.items():
            for site in sites:
                self.report(Progress(site.institution.id, "waiting"))
            self._tasks.add(asyncio.ensure_future(one_platform(slot, sites)))
        if self._told_to_stop.is_set():
            self.interrupted = True
        try:
            await self._all_ended()
            if self.interrupted:
                for site in (site for sites in again.values() for site in sites):
                    self.report(Progress(site.institution.id, "interrupted"))
            else:
                self._tasks.update(asyncio.ensure_future(one_platform(slot, sites, True)) for slot, sites in tuple(again.items()))
                await self._all_ended()
        finally:
            self.stop()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            if self.browser is not None:
                await self.browser.close()

    async def _all_ended(self) -> None:
        """Wait for the tasks; a task that is cancelled before its first step has nothing to raise: the engine would never end."""
        for fault in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(fault, Exception):
                raise fault

    async def _visit(self, site: SiteJob, client: ScrapyClient | TakingTurns, scorer: LinkScorer, folder: str, second: bool) -> bool:
        """Whether the visit needs no second try."""
        school = site.institution.id
        if self.interrupted:
            self.report(Progress(school, "interrupted"))
            return True
        visit = SiteVisit(
            site,
            self.job.settings,
            self.job.archive,
            client,
            scorer,
            client.keep_delay,
            self.report,
            folder,
            self.job.queries,
            second=second,
            browser=self.browser,
        )
        try:
            return await visit.run() is not None
        except asyncio.CancelledError:
            self.interrupted = True
            self.report(Progress(school, "interrupted"))
        except BundleWriteError as error:
            # The disk is full or gone: nothing this process does from here on could be stored.
            self.failures[school] = error
            self.report(Progress(school, "failed", reason=str(error)))
            self.stop()
        except (BundleError, JobError) as error:
            self.failures[school] = error
            self.report(Progress(school, "failed", reason=str(error)))
        except Exception as error:
            # One site's fault in our program must not take the other sites' visits with it; it is told, loudly, at the end.
            self.logger.exception("visit of %s failed", school)
            self.failures[school] = error
            self.report(Progress(school, "failed", reason=f"ошибка программы: {type(error).__name__}: {error}"))
        return True

    def stop(self) -> None:
        """End all visits now; each keeps what it has, and the next run goes on from there."""
        self.interrupted = True
        current = asyncio.current_task()
        for task in self._tasks:
            if task is not current and not task.done():
                task.cancel()

    def _log(self, progress: Progress) -> None:
        self.logger.info("%s: %s, pages %d, documents %d", progress.school, progress.state, progress.pages, progress.documents)


def _shared_hosts(sites: tuple[SiteJob, ...]) -> dict[str, str]:
    """Where several institutions share a host, the folder each is confined to."""
    count = Counter(_place(site.institution.site) for site in sites)
    folders = {}
    for site in sites:
        path = urlsplit(site.institution.site).path
        if count[_place(site.institution.site)] > 1 and path.strip("/"):
            last = path.rsplit("/", 1)[-1]
            folders[site.institution.id] = (path.rsplit("/", 1)[0] if "." in last else path).rstrip("/")
    return folders


def _place(url: str) -> str:
    return f"{site_of(url)} {host_of(url)}"
