"""The crawl against its baselines: Scrapy's own spider, ``wget -r`` at a real latency, a second process, the memory of a large site."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench import baselines
from bench.results import Result
from bench.servers import ServerError, capacity, nginx, slow
from bench.timing import Paired, cores
from bench.website import Website
from crawler.job import dump_shard
from crawler.journal import read_visit
from crawler.model import CrawlSettings, Institution, InstitutionKind, ShardJob, SiteJob, VisitStatus
from fleet.plan import scored_phrases
from programmes.load import bundled, load_programme

LATENCY = 0.05
CONNECTIONS = 16
"""To one host, and only here: a crawl of real sites asks with one."""
MAX_GROWTH = 60
_STATUS = "/proc/{}/status"
_STAT = "/proc/{}/stat"


@dataclass(frozen=True, slots=True)
class Size:
    """How large the generated sites are and how often each measure is repeated."""

    pages: int = 3000
    documents: int = 300
    rounds: int = 3
    slow_pages: int = 3000
    slow_rounds: int = 2
    many_pages: int = 10_000
    some_pages: int = 1_000


QUICK = Size(pages=600, documents=60, rounds=1, slow_pages=200, slow_rounds=1, many_pages=3_000, some_pages=1_000)


def measures(folder: Path, size: Size) -> Iterator[Callable[[], Result]]:
    """The measures, each to be run by calling it; generated files stay in ``folder``."""
    yield lambda: bare_spider(folder, size)
    yield lambda: wget_at_latency(size)
    yield lambda: second_process(folder, size)
    yield lambda: memory(size)


@dataclass(frozen=True, slots=True)
class Visited:
    """What one or several of our crawl processes did side by side.

    ``seconds`` run from the first visit's start to the last one's end, ``resident`` gives the memory of the first process in
    megabytes at a number of pages. ``processor`` are the processor seconds of all between the same moments; 0 where the system does
    not tell.
    """

    pages: int
    documents: int
    seconds: float
    complete: bool
    resident: tuple[tuple[int, float], ...] = ()
    processor: float = 0.0


class _Shard:
    """One crawl process, as the program starts it, with what it tells and when."""

    def __init__(self, folder: Path, url: str, **settings: Any) -> None:
        given = {"delay": 0.0, "max_pages": 100_000, "max_minutes": 600.0, "allow_private_hosts": True, **settings}
        site = SiteJob(Institution("site", "Школа", InstitutionKind.SCHOOL, f"{url}/"), folder / "site")
        phrases = scored_phrases(load_programme(bundled()))
        job = ShardJob((site,), CrawlSettings("school-monitor-bench/1.0", **given), folder, phrases)
        dump_shard(job, folder / "job.json")
        self.bundle = site.bundle
        self.began = self.ended = 0.0
        self.processor_began = self.processor_ended = 0.0
        self.resident: list[tuple[int, float]] = []
        command = [sys.executable, "-m", "crawler.shard", str(folder / "job.json")]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self._reader = threading.Thread(target=self._listen)
        self._reader.start()

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        for line in stream:
            told = json.loads(line)
            self.processor_ended = _processor(self._process.pid) or self.processor_ended
            if told["state"] == "started":
                self.began = time.perf_counter()
                self.processor_began = self.processor_ended
            self.ended = time.perf_counter()
            if (size := _resident(self._process.pid)) is not None:
                self.resident.append((int(told.get("pages", 0)), size))

    def wait(self) -> None:
        """Until the process has ended."""
        self._process.wait()
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()


def _resident(process: int) -> float | None:
    """Resident memory in megabytes; ``None`` where the system does not tell."""
    try:
        lines = Path(_STATUS.format(process)).read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), None)


def _processor(process: int) -> float:
    """Processor seconds of a process so far; 0 where the system does not tell."""
    try:
        fields = Path(_STAT.format(process)).read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def visit(urls: Sequence[str], **settings: Any) -> Visited:
    """Crawl each site in a process of its own, all at the same time, with scoring, text, archive and journal."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        shards = []
        for number, url in enumerate(urls):
            folder = Path(name) / str(number)
            folder.mkdir()
            shards.append(_Shard(folder, url, **settings))
            stack.callback(shards[-1].wait)
        for shard in shards:
            shard.wait()
        visits = [read_visit(shard.bundle) for shard in shards]
        done = [item for item in visits if item is not None]
        return Visited(
            sum(item.pages for item in done),
            sum(item.documents for item in done),
            max(shard.ended for shard in shards) - min(shard.began for shard in shards),
            len(done) == len(visits) and all(item.status is VisitStatus.OK for item in done),
            tuple(shards[0].resident),
            sum(shard.processor_ended - shard.processor_began for shard in shards),
        )


def bare_spider(folder: Path, size: Size) -> Result:
    """Pages a second of the whole crawl against Scrapy's ``CrawlSpider``, which stores nothing, on a static site behind nginx."""
    name, baseline, target = "Crawl, no latency", "CrawlSpider + LinkExtractor, stores nothing", 5
    own: list[float] = []
    other: list[float] = []
    own_processor: list[float] = []
    other_processor: list[float] = []
    pages: list[int] = []
    whole = True
    try:
        with nginx(Website(size.pages, size.documents).write(folder)) as url:
            for number in range(size.rounds):
                for mine in (number % 2 == 0, number % 2 == 1):
                    if mine:
                        ours = visit([url])
                        whole = whole and ours.complete and ours.documents == size.documents
                        own.append(ours.seconds / ours.pages)
                        own_processor.append(ours.processor / ours.pages)
                        pages.append(ours.pages)
                    else:
                        seconds, processor = baselines.bare_spider(f"{url}/")
                        other.append(seconds)
                        other_processor.append(processor)
    except ServerError as error:
        return Result(name, baseline, target, None, f"{error}: apt-get install nginx-light")
    quality = f"{min(pages)} of {size.pages} pages and all documents archived" if whole else "the crawl did not end well"
    if all(own_processor):
        spent = Paired(tuple(own_processor), tuple(other_processor))
        means = f"{1000 * median(own_processor):.1f} against {1000 * median(other_processor):.1f} ms"
        quality += f"; processor time a page {means}, {spent.ratio:.1f}×"
    return _result(name, baseline, target, Paired(tuple(own), tuple(other)), quality, whole)


def wget_at_latency(size: Size) -> Result:
    """Pages a second with sixteen connections against ``wget -r`` at a latency of 50 ms."""
    name, baseline, target = f"Crawl, {LATENCY * 1000:.0f} ms latency", "wget -r", 12
    if not baselines.has_program("wget"):
        return Result(name, baseline, target, None, "wget is not installed: apt-get install wget")
    site = Website(size.slow_pages, 0)
    own: list[float] = []
    other: list[float] = []
    whole = True
    with slow(site.pages, 0, LATENCY) as url:
        most = asyncio.run(capacity(url, site.paths()[:400], CONNECTIONS))
        for number in range(size.slow_rounds):
            for mine in (number % 2 == 0, number % 2 == 1):
                if mine:
                    ours = visit([url], connections=CONNECTIONS)
                    whole = whole and ours.complete
                    own.append(ours.seconds / ours.pages)
                else:
                    with tempfile.TemporaryDirectory() as folder:
                        other.append(baselines.wget(f"{url}/", Path(folder)))
    quality = f"the server gives a mere reader {most:.0f} pages/s"
    return _result(name, baseline, target, Paired(tuple(own), tuple(other)), quality, whole)


def second_process(folder: Path, size: Size) -> Result:
    """Two processes with a site each against one."""
    name, baseline, target = "Two crawl processes", "one", 1.7
    if cores() < 2:
        return Result(name, baseline, target, None, "one processor only")
    own: list[float] = []
    other: list[float] = []
    whole = True
    try:
        root = Website(size.pages, size.documents).write(folder)
        with nginx(root) as url, nginx(root) as second:
            for number in range(max(2, size.rounds)):
                for both in (number % 2 == 0, number % 2 == 1):
                    ours = visit([url, second] if both else [url])
                    whole = whole and ours.complete
                    (own if both else other).append(ours.seconds / ours.pages)
    except ServerError as error:
        return Result(name, baseline, target, None, f"{error}: apt-get install nginx-light")
    quality = "nginx works on the same processors" if cores() < 4 else ""
    return _result(name, baseline, target, Paired(tuple(own), tuple(other)), quality, whole)


def memory(size: Size) -> Result:
    """Growth of resident memory while a large site is crawled; the ratio is of the allowed growth to the measured one."""
    name, baseline = "Memory of a large site", f"at most {MAX_GROWTH} MB more from {size.some_pages:,} to {size.many_pages:,} pages"
    with slow(size.many_pages, 0, 0.0) as url:
        ours = visit([url], connections=4)
    at_first = next((megabytes for pages, megabytes in ours.resident if pages >= size.some_pages), None)
    at_last = max((megabytes for pages, megabytes in ours.resident if pages >= 0.9 * size.many_pages), default=None)
    if at_first is None or at_last is None:
        return Result(name, baseline, 1, None, "the system does not tell the memory of a process")
    growth = max(at_last - at_first, 0.1)
    figures = f"{at_first:.0f} MB, then {at_last:.0f} MB: {growth:.0f} MB more"
    return Result(name, baseline, 1, MAX_GROWTH / growth, figures, f"{ours.pages} pages read", ours.complete)


def _result(name: str, baseline: str, target: float, paired: Paired, quality: str, kept: bool) -> Result:
    figures = f"{1 / median(paired.ours):,.0f} against {1 / median(paired.baseline):,.0f} pages/s"
    return Result(name, baseline, target, paired.ratio, figures, quality, kept, tuple(paired.ratios))
