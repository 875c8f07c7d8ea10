"""``python -m crawler.shard JOB.json``: visits the sites of one shard and tells about it on stdout, one JSON object a line.

Exit codes: 0 all visits ended, or the process was told to stop (SIGTERM, SIGINT, closed stdin with ``--watch-stdin``); 1 the program
failed or the disk is full; 2 the job cannot be used.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from crawler.job import JobError, load_shard
from crawler.model import ShardJob
from crawler.progress import Progress
from crawler.settings import for_job
from crawler.spiders.site import SiteSpider

_TOLD_AS_OUTCOMES = (
    "scrapy.core.downloader.handlers.http11",
    "scrapy.downloadermiddlewares.httpcompression",
    "scrapy.core.scraper",
    "twisted",
)
"""Loggers whose warnings are about answers that the journal records anyway."""
_COLLECT_AFTER = 50_000
"""New objects after which Python looks for cycles among the young ones; its 700 are met several times a page."""
MIN_INTERVAL = 0.2
"""Seconds between two lines about a site whose state has not changed."""


@dataclass
class Teller:
    """Writes progress lines; a reader that went away is no reason to stop the crawl, but is noticed."""

    stream: IO[str]
    _last: dict[str, tuple[str, float]] = field(default_factory=dict)
    broken: bool = False

    def __call__(self, progress: Progress) -> None:
        """Tell one step, at most five times a second for each site and whenever the state changes."""
        now = time.monotonic()
        state, when = self._last.get(progress.school, ("", 0.0))
        if state == progress.state and now - when < MIN_INTERVAL:
            return
        self._last[progress.school] = (progress.state, now)
        if self.broken:
            return
        try:
            self.stream.write(json.dumps(asdict(progress), ensure_ascii=False) + "\n")
            self.stream.flush()
        except (BrokenPipeError, ValueError):
            self.broken = True


def run_shard(job: ShardJob, tell: Callable[[Progress], None], *, watch_stdin: bool = False) -> dict[str, BaseException]:
    """Visit the sites of ``job`` in this process (once a process: the reactor cannot be started again).

    Returns what failed, by institution; sites that could not be read are no failures.
    """
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(for_job(job.settings), priority="cmdline")
    if fast := settings["ASYNCIO_EVENT_LOOP"]:
        asyncio.set_event_loop(load_object(fast)())  # else one of Python's own is made first and left unclosed
    process = AsyncCrawlerProcess(settings)
    logging.getLogger("scrapy").setLevel(logging.WARNING)  # its handler drops the rest, but each record is made before
    for name in _TOLD_AS_OUTCOMES:
        logging.getLogger(name).setLevel(logging.ERROR)
    crawler = process.create_crawler(SiteSpider)
    failed: dict[str, BaseException] = {}
    spiders: list[SiteSpider] = []

    told = threading.Event()

    def stop() -> None:
        told.set()
        spider = crawler.spider
        if isinstance(spider, SiteSpider):
            spider.stop()

    async def crawl() -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        if watch_stdin:
            threading.Thread(target=_wait_for_end_of_input, args=(loop, stop), daemon=True).start()
        await process.crawl(crawler, job=job, report=tell, told_to_stop=told)
        if isinstance(crawler.spider, SiteSpider):
            spiders.append(crawler.spider)

    from twisted.internet import reactor

    _collect_less()
    reactor.callWhenRunning(lambda: asyncio.ensure_future(_then_stop(crawl(), failed)))
    process.start(stop_after_crawl=False, install_signal_handlers=False)
    for spider in spiders:
        failed.update(spider.failures)
    return failed


def _collect_less() -> None:
    """What is loaded by now lives as long as the process; a page makes thousands of objects that die by themselves."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER, 20, 20)


def _reactor() -> Any:
    """The reactor the process has installed: importing it at the top of the module would install another one."""
    from twisted.internet import reactor

    return reactor


async def _then_stop(work: Awaitable[None], failed: dict[str, BaseException]) -> None:
    try:
        await work
    except Exception as error:
        failed[""] = error
    finally:
        _reactor().stop()


def _wait_for_end_of_input(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    # The bare descriptor: a thread that waits inside sys.stdin's buffer keeps the interpreter from ending.
    descriptor = sys.stdin.fileno()
    try:
        while os.read(descriptor, 4096):
            continue
    except OSError:
        logging.getLogger(__name__).debug("stdin cannot be read: taken as closed")
    if not loop.is_closed():
        loop.call_soon_threadsafe(stop)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m crawler.shard", description="Обход сайтов одного задания.")
    parser.add_argument("job", type=Path, metavar="ЗАДАНИЕ.json", help="файл задания")
    parser.add_argument("--watch-stdin", action="store_true", help="остановиться, когда закроется стандартный ввод")
    options = parser.parse_args(arguments)
    try:
        job = load_shard(options.job)
    except JobError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    failed = run_shard(job, Teller(sys.stdout), watch_stdin=options.watch_stdin)
    for school, fault in failed.items():
        sys.stderr.write(f"{school or 'обход'}: {fault}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
