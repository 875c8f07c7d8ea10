"""The visit of one site: home page, sitemaps, then the frontier, best link first, until nothing promising is left."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from crawler import recognise
from crawler.access import SiteAccess, with_outcome
from crawler.addresses import address_key, join
from crawler.answers import MAX_HTML, Got
from crawler.certificates import certificate_remark
from crawler.cloud_reading import CloudReader
from crawler.domains import site_of
from crawler.ending import Ending, Tally, judge, visit_record
from crawler.engines import detect
from crawler.fetching import WRONG_LENGTH, Client, Gate, now
from crawler.frontier import Frontier, Target
from crawler.home import Home, find_home, start_link
from crawler.job import read_known
from crawler.journal import Journal, read_visit
from crawler.links import LinkReader, Reading
from crawler.model import CrawlSettings, Fetch, Link, Outcome, SiteJob, Visit, VisitStatus
from crawler.outcomes import FAILURES, Trouble
from crawler.progress import Progress, Report
from crawler.scoring import LinkScorer
from crawler.sitemap import read_sitemap

ASIDE_PAGES = 30
"""News, galleries and the like that are read without a promise of their own."""
MAX_SITEMAPS = 6
SITEMAP_STEP = 200
MAX_WAITING = 50_000
"""Addresses a frontier holds; what goes beyond is counted, and the visit cannot be complete anyway."""
SILENT_IN_A_ROW = 6
ERRORS_IN_A_ROW = 15
WALLS_IN_A_ROW = 3
SAME_IN_A_ROW = 25
DOCUMENTS_A_PAGE = 4
"""Documents may outnumber the page budget by this factor."""
_SVEDEN_TEXT = "Сведения об образовательной организации"


class SiteVisit:
    """One site, one run. ``run`` may be cancelled or killed at any time; the next run of the same job goes on."""

    def __init__(
        self,
        job: SiteJob,
        settings: CrawlSettings,
        archive: Path,
        client: Client,
        scorer: LinkScorer,
        keep_delay: Callable[[str, float], None],
        report: Report,
        folder: str = "",
    ) -> None:
        self._job = job
        self._settings = settings
        self._archive = archive
        self._client = client
        self._keep_delay = keep_delay
        self._report = report
        self._school = job.institution.id
        self._frontier = Frontier()
        self._tally = Tally()
        self._reader = LinkReader(job.institution.site, scorer, self._frontier, settings.threshold, folder)
        self._sameness = recognise.Sameness()
        self._bodies: set[str] = set()
        self._started_pages = self._started_documents = self._asides = 0
        self._in_a_row: dict[str, int] = {}
        self._stopped = ""
        self._home = job.institution.site
        self._scorer = scorer
        self._access: SiteAccess
        self._cloud: CloudReader

    async def run(self) -> Visit:
        """Visit the site to its end. Raises ``BundleError``, ``BundleWriteError``, ``JobError``, and the program's own errors."""
        done = read_visit(self._job.bundle)
        if done is not None:
            self._tell("finished", done)
            return done
        known = read_known(self._job.known) if self._job.known is not None else {}
        header = {
            "school": self._school,
            "site": self._job.institution.site,
            "started": now(),
            "agent": self._settings.user_agent,
        }
        journal = Journal(self._job.bundle, self._archive, header)
        try:
            site = self._job.institution.site
            self._access = SiteAccess(journal, self._archive, self._client, self._settings, site, known, self._keep_delay)
            self._cloud = CloudReader(self._access, self._scorer, self._frontier, self._tally, self._settings)
            self._tell("started")
            ending = await self._visit()
            visit = visit_record(
                self._school,
                ending,
                self._tally,
                requests=self._access.requests,
                received=self._access.received,
                seconds=self._access.seconds,
                started=str(journal.header.get("started", "")),
                finished=now(),
                site=self._home,
            )
            journal.finish(visit)
        finally:
            journal.close()
        self._tell("finished", visit)
        return visit

    async def _visit(self) -> Ending:
        home = await find_home(self._access, self._job.institution.site)
        self._home = home.url
        if home.got is None or home.status is not None:
            return Ending(home.status or VisitStatus.UNREACHABLE, home.reason, False, ())
        self._enter(home, home.got)
        moved = home.moved
        if home.also:
            moved = await self._annex(home.also)
        await self._look_at_certificate(home.got)
        if not home.script_only:
            await self._learn_absence()
        await self._read_sitemaps()
        self._add_seeds()
        await self._read_all()
        if home.script_only and self._tally.pages == 0:
            return Ending(VisitStatus.NEEDS_JAVASCRIPT, home.script_only, False, ())
        if home.script_only:
            self._stopped = self._stopped or f"главная страница: {home.script_only}"
        return judge(self._tally, self._frontier.rest(), self._stopped, moved)

    # --- beginning ---------------------------------------------------------------------------------------------------

    def _enter(self, home: Home, got: Got) -> None:
        """Take in the home page: engine, address, links."""
        html = got.decoded.text
        engine = detect(got.page, home.url, html)
        self._tally.counters[f"engine:{engine.name}"] = 1
        self._reader.move(home.url, engine)
        self._frontier.take(address_key(home.url))
        self._frontier.take(address_key(got.fetch.url))
        if home.script_only:
            got.fetch = with_outcome(got.fetch, Outcome.NEEDS_JAVASCRIPT, home.script_only)
        self._started_pages = 1
        self._take(got, Target(address_key(home.url), None, home.url), judged=True)

    async def _look_at_certificate(self, got: Got) -> None:
        parts = urlsplit(self._home)
        if parts.scheme == "https" and parts.hostname and got.ip:
            code = await certificate_remark(parts.hostname, parts.port or 443, got.ip, self._settings.timeout)
            if code:
                self._tally.remark(code)

    async def _annex(self, url: str) -> str:
        """Read the new address a full page names as well; gives the word about the move ("" when nobody answers there)."""
        if await self._access.forbidden(url) is not None:
            return ""
        got = await self._access.get(url, self._gate_of(url, document=False))
        if not got.ok or not got.fetch.is_page:
            self._access.record(got, purpose="probe")
            return ""
        self._reader.annex(got.fetch.final_url or url)
        self._take(got, Target(address_key(url), None, url))
        return f"сайт называет новый адрес: {site_of(url)}; прочитаны оба"

    async def _learn_absence(self) -> None:
        """Ask for an address that cannot exist: some sites answer everything with a page and status 200."""
        name = hashlib.sha256(self._school.encode()).hexdigest()[:10]
        url = join(self._home, f"net-takoy-stranicy-{name}.html")
        if url is None or await self._access.forbidden(url) is not None:
            return
        got = await self._access.get(url, self._gate_of(url, document=False))
        if got.ok and got.fetch.is_page and address_key(got.fetch.final_url) == address_key(url):
            self._sameness.learn(got.page, url)
            self._tally.remark("soft_404")
        self._access.record(got, purpose="probe")

    async def _read_sitemaps(self) -> None:
        waiting = await self._access.sitemaps(self._home)
        done: set[str] = set()
        while waiting and len(done) < MAX_SITEMAPS:
            url = waiting.pop(0)
            if url in done or not self._reader.owns(url) or await self._access.forbidden(url) is not None:
                continue
            done.add(url)
            got = await self._access.get(url)
            if not got.ok or got.fetch.is_page:
                self._access.record(got, purpose="sitemap")
                continue
            found = read_sitemap(got.body)
            links: list[Link] = []
            for start in range(0, len(found.pages), SITEMAP_STEP):
                reading = self._reader.from_sitemap(found.pages[start : start + SITEMAP_STEP], url)
                links += (link for link in reading.links if link.document)
                self._absorb(reading)
                await asyncio.sleep(0)  # other visits must not wait for a sitemap of thousands of addresses
            self._access.record(got, purpose="sitemap", links=tuple(links))
            if found.cut:
                self._tally.counters["sitemap_cut"] += 1
            waiting += [child for item in found.children if (child := join(url, item))]
        if unread := [url for url in waiting if url not in done]:
            self._tally.counters["sitemap_unread"] += len(unread)

    def _add_seeds(self) -> None:
        for seed in self._job.institution.seeds:
            target = self._reader.target(start_link(seed), 0, seed=True)
            if target is not None:
                self._frontier.push(replace(target, rank=max(target.rank, 5.0), aside=False))
        sveden = join(self._home, "/sveden/")
        if sveden is not None and not self._frontier.knows(address_key(sveden)) and self._tally.counters["engine:gosweb"] == 0:
            target = self._reader.target(Link(sveden, _SVEDEN_TEXT), 1, seed=True)
            if target is not None and not any("/sveden" in waiting.url for waiting in self._frontier.rest()):
                self._frontier.push(replace(target, probe=True))

    # --- the frontier ------------------------------------------------------------------------------------------------

    async def _read_all(self) -> None:
        """Ask for target after target, at most ``connections`` at a time."""
        running: set[asyncio.Task[None]] = set()
        try:
            while True:
                while len(running) < self._settings.connections and not self._stop_now():
                    target = self._next()
                    if target is None:
                        break
                    running.add(asyncio.ensure_future(self._read(target)))
                if not running:
                    break
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
                self._tell("running")
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    def _next(self) -> Target | None:
        """The next target within the budgets; asides beyond their share are left, counted."""
        while (target := self._frontier.pop()) is not None:
            if target.aside:
                if self._asides >= ASIDE_PAGES:
                    self._tally.counters["left:aside"] += 1
                    continue
                self._asides += 1
            if target.document:
                self._started_documents += 1
            else:
                self._started_pages += 1
            return target
        return None

    def _stop_now(self) -> bool:
        """Whether a budget is used up or the site has stopped answering; says which."""
        if self._stopped:
            return True
        limits = self._settings
        waits = len(self._frontier) > 0
        if not waits:
            return False
        if self._started_pages >= limits.max_pages:
            self._stopped = f"достигнут предел страниц ({limits.max_pages})"
        elif self._started_documents >= limits.max_pages * DOCUMENTS_A_PAGE:
            self._stopped = f"достигнут предел документов ({limits.max_pages * DOCUMENTS_A_PAGE})"
        elif self._access.received >= limits.max_bytes:
            self._stopped = f"достигнут предел объёма ({limits.max_bytes // 1_000_000} МБ)"
        elif self._access.seconds >= limits.max_minutes * 60:
            self._stopped = f"достигнут предел времени ({limits.max_minutes:g} мин)"
        return bool(self._stopped)

    def _gate_of(self, url: str, *, document: bool) -> Gate:
        """What a redirect from ``url`` must pass: the site's bounds and the rules of the host it leads to."""

        async def gate(target: str) -> Trouble | None:
            if not document and not self._reader.owns(target) and site_of(target) != site_of(url):
                return Trouble(Outcome.OFF_SITE, f"страница пересылает на другой сайт ({site_of(target)})")
            return await self._access.forbidden(target)

        return gate

    async def _read(self, target: Target) -> None:
        if await self._cloud.read(target):
            return
        trouble = await self._access.forbidden(target.url)
        if trouble is not None:
            fetch = Fetch(target.url, trouble.outcome, now(), reason=trouble.reason, link=target.link, depth=target.depth)
            if target.score > 0:
                self._access.record(Got(fetch))
            self._tally.add(fetch, own=self._reader.owns(target.url))
            return
        got = await self._access.get(target.url, self._gate_of(target.url, document=target.document), document=target.document)
        self._take(got, target)

    # --- one answer --------------------------------------------------------------------------------------------------

    def _take(self, got: Got, target: Target, *, judged: bool = False) -> None:
        """Judge an answer, note its links, put it on record. ``judged`` answers have been recognised before."""
        final = got.fetch.final_url or got.fetch.url
        if not got.recorded:
            if not judged:
                self._recognise(got, target, final)
            title = (got.page.heading or got.page.title)[:300] if got.ok and got.fetch.is_page else ""
            charset = got.decoded.charset if got.ok and got.fetch.is_page and got.body else got.fetch.charset
            got.fetch = replace(got.fetch, link=target.link, depth=target.depth, title=title, charset=charset)
        reading = self._links_of(got, final) if got.ok and got.fetch.is_page and got.body else Reading()
        purpose = "probe" if target.probe and not got.ok else "page"
        self._access.record(got, purpose=purpose, links=tuple(reading.links))
        self._absorb(reading)
        if final != target.url:
            self._frontier.take(address_key(final))
        if purpose == "page":
            self._tally.add(got.fetch, own=self._reader.owns(target.url))
        if got.fetch.reason == WRONG_LENGTH:
            self._tally.remark("wrong_content_length")
        self._watch(got.fetch)

    def _recognise(self, got: Got, target: Target, final: str) -> None:
        """What the answer really is; changes the outcome where it is not what its status says."""
        fetch = got.fetch
        if (
            final != target.url
            and got.ok
            and address_key(final) == address_key(self._home)
            and target.key != address_key(self._home)
        ):
            got.fetch = with_outcome(fetch, Outcome.NOT_FOUND, "сервер пересылает на главную страницу: такой страницы нет")
            return
        if not fetch.is_page or not got.body or fetch.outcome in (Outcome.OFF_SITE, Outcome.NOT_FOUND):
            return
        html, page = got.decoded.text, got.page
        wall = recognise.bot_wall(fetch.status or 200, got.headers, html, page, final)
        if wall is not None:
            got.fetch = with_outcome(fetch, Outcome.BOT_WALL, wall)
        elif not got.ok:
            return
        elif self._sameness.matches(page, final):
            got.fetch = with_outcome(fetch, Outcome.NOT_FOUND, "сайт отвечает этой страницей на любой несуществующий адрес")
        elif (why := recognise.needs_javascript(html, page, final)) is not None and recognise.sends_to(html, page, final) is None:
            got.fetch = with_outcome(fetch, Outcome.NEEDS_JAVASCRIPT, why)
        elif final != target.url and (why := recognise.login_page(page, final)) is not None:
            got.fetch = with_outcome(fetch, Outcome.FORBIDDEN, why)

    def _links_of(self, got: Got, final: str) -> Reading:
        """The links of a page; a body seen before under another address has no new ones."""
        if got.fetch.sha256 in self._bodies:
            self._tally.counters["same_body"] += 1
            self._in_a_row["same"] = self._in_a_row.get("same", 0) + 1
            return Reading()
        self._bodies.add(got.fetch.sha256)
        if len(got.body) > MAX_HTML:
            self._tally.counters["page_cut"] += 1
        self._in_a_row["same"] = 0
        title = got.page.heading or got.page.title
        reading = self._reader.read(got.page, final, title, got.fetch.depth)
        onward = recognise.sends_to(got.decoded.text, got.page, final)
        if onward is not None and self._reader.owns(onward):
            target = self._reader.target(start_link(onward), got.fetch.depth, seed=True)
            if target is not None:
                reading.targets.append(target)
        return reading

    def _absorb(self, reading: Reading) -> None:
        for target in reading.targets:
            if len(self._frontier) >= MAX_WAITING and not self._frontier.knows(target.key):
                self._tally.counters["frontier_full"] += 1
            else:
                self._frontier.push(target)
        self._tally.counters.update(reading.skipped)
        self._cloud.tell(reading.cloud)

    def _watch(self, fetch: Fetch) -> None:
        """Notice a site that goes down, walls itself off, or gives one page for everything."""
        rows = self._in_a_row
        silent = fetch.outcome in (Outcome.UNREACHABLE, Outcome.TIMEOUT)
        rows["silent"] = rows.get("silent", 0) + 1 if silent else 0
        rows["errors"] = rows.get("errors", 0) + 1 if fetch.outcome in FAILURES else 0
        rows["walls"] = rows.get("walls", 0) + 1 if fetch.outcome is Outcome.BOT_WALL else 0
        if rows["silent"] >= SILENT_IN_A_ROW:
            self._stopped = "сайт перестал отвечать во время обхода"
        elif rows["errors"] >= ERRORS_IN_A_ROW:
            self._stopped = "сайт отвечает одними ошибками"
        elif rows["walls"] >= WALLS_IN_A_ROW:
            self._stopped = "сайт стал показывать проверку на робота"
        elif rows.get("same", 0) >= SAME_IN_A_ROW:
            self._stopped = "сайт отдаёт одну и ту же страницу на разные адреса"

    def _tell(self, state: str, visit: Visit | None = None) -> None:
        if visit is not None:
            progress = Progress(
                self._school, state, visit.pages, visit.documents, 0, visit.bytes, visit.status.value, visit.reason or ""
            )
        else:
            received = self._access.received
            progress = Progress(self._school, state, self._tally.pages, self._tally.documents, len(self._frontier), received)
        self._report(progress)
