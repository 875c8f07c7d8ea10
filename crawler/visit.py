"""The visit of one site: home page, sitemaps, then the frontier, best link first, until nothing promising is left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from crawler.access import SiteAccess
from crawler.addresses import address_key
from crawler.answers import Got
from crawler.browser import Browser, unavailable
from crawler.cloud_reading import CloudReader
from crawler.context import Context
from crawler.ending import Ending, Tally, judge, visit_record
from crawler.fetching import Client, now
from crawler.frontier import Frontier, Target
from crawler.home import find_home, judge_rendered
from crawler.intake import Intake
from crawler.interim import followed
from crawler.job import read_known
from crawler.journal import Journal, read_visit
from crawler.links import LinkReader
from crawler.model import CrawlSettings, Fetch, SiteJob, Visit, VisitStatus
from crawler.opening import Opening
from crawler.progress import Progress, Report
from crawler.rendering import Renderer
from crawler.scoring import LinkScorer
from crawler.searching import SiteSearch
from crawler.stopping import Stopping


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
        queries: Sequence[str] = (),
        *,
        second: bool = False,
        browser: Browser | None = None,
    ) -> None:
        self._job = job
        self._settings = settings
        self._archive = archive
        self._client = client
        self._scorer = scorer
        self._keep_delay = keep_delay
        self._report = report
        self._folder = folder
        self._queries = queries
        self._second = second
        self._browser = browser
        self._school = job.institution.id
        self._context: Context
        self._stopping: Stopping
        self._intake: Intake

    async def run(self) -> Visit | None:
        """Visit the site to its end; ``None`` where it is worth a second try later (``CrawlSettings.second_try_after``).

        The second try is a new object with ``second``: it asks anew for what failed, and counts on. Raises ``BundleError``,
        ``BundleWriteError``, ``JobError``, and the program's own errors.
        """
        done = read_visit(self._job.bundle)
        if done is not None:
            self._tell("finished", done)
            return done
        header = {
            "school": self._school,
            "site": self._job.institution.site,
            "started": now(),
            "agent": self._settings.user_agent,
        }
        journal = Journal(self._job.bundle, self._archive, header)
        try:
            self._context = self._surroundings(journal)
            self._stopping = Stopping(self._context)
            self._intake = Intake(self._context, self._stopping)
            self._tell("started")
            ending = await self._visit()
            if ending.again and not self._second and self._settings.second_try_after is not None:
                self._tell("waiting")
                return None
            if self._second and ending.status in (VisitStatus.OK, VisitStatus.MOVED):
                self._context.tally.remark("second_try")
            for code in self._client.encryption_remarks(self._context.home):
                self._context.tally.remark(code)
            access = self._context.access
            visit = visit_record(
                self._school,
                ending,
                self._context.tally,
                requests=access.requests,
                received=access.received,
                seconds=access.seconds,
                started=str(journal.header.get("started", "")),
                finished=now(),
                site=self._context.home,
            )
            journal.finish(visit)
        finally:
            journal.close()
        self._tell("finished", visit)
        return visit

    def _surroundings(self, journal: Journal) -> Context:
        known = read_known(self._job.known) if self._job.known is not None else {}
        site, settings = self._job.institution.site, self._settings
        access = SiteAccess(journal, self._archive, self._client, settings, site, known, self._keep_delay, ask_failed_again=self._second)
        frontier, tally = Frontier(), Tally()
        past = {address_key(url): item.acts for url, item in known.items() if item.acts is not None}
        reader = LinkReader(site, self._scorer, frontier, settings.threshold, self._folder, past)
        cloud = CloudReader(access, self._scorer, frontier, tally, settings)
        renderer = Renderer(self._browser, access, settings) if self._browser is not None else None
        return Context(self._job.institution, settings, access, reader, frontier, tally, cloud, site, renderer)

    async def _visit(self) -> Ending:
        context = self._context
        home = await find_home(context.access, self._job.institution.site)
        context.home = home.url
        if home.script_only and home.got is not None:
            shown = await context.rendered(home.got)
            if shown is not home.got:
                home = judge_rendered(home, shown)
                if home.status is not None:
                    context.access.record(shown)
        if home.got is None or home.status is not None:
            return Ending(home.status or VisitStatus.UNREACHABLE, home.reason, False, (), home.again)
        opening = Opening(context, self._intake, self._stopping)
        opening.enter(home, home.got)
        moved = home.moved
        if home.also:
            moved = await opening.annex(home.also)
        if not home.script_only:
            await opening.learn_absence()
        await opening.read_sitemaps()
        opening.add_seeds()
        if not home.script_only:
            await SiteSearch(context, self._intake, self._queries).ask(home.got)
        await self._read_all()
        if not self._stopping.why and await opening.read_other_sitemaps():
            await self._read_all()
        opening.count_unread()
        if home.script_only and context.tally.pages == 0:
            return Ending(VisitStatus.NEEDS_JAVASCRIPT, f"{home.script_only}; {self._why_not_rendered()}", False, ())
        if home.script_only:
            self._stopping.why = self._stopping.why or f"главная страница: {home.script_only}; {self._why_not_rendered()}"
        return judge(context.tally, self._rest(), self._stopping.why, moved)

    def _rest(self) -> Iterator[Target]:
        """What is left unread, without what belongs to a trap."""
        context = self._context
        for target in context.frontier.rest():
            if trap := context.traps.why_not(target):
                context.tally.counters[trap] += 1
            else:
                yield target
        context.tally.counters.update(context.traps.closed)

    def _why_not_rendered(self) -> str:
        renderer = self._context.renderer
        if renderer is None:
            return f"браузера нет: {unavailable() or 'он отключён'}"
        return renderer.failed or "и в браузере она пуста"

    async def _read_all(self) -> None:
        """Ask for target after target, at most ``connections`` at a time.

        One connection reads each answer before it asks on, so that the best link is always the next. Several ask on first: answers
        that came together would else be read one after the other while the site has nothing to do.
        """
        tasks: set[asyncio.Task[None]] = set()
        reading = asyncio.Lock()
        free = self._settings.connections
        most = free if free == 1 else 2 * free

        def ask_more() -> None:
            nonlocal free
            while free and len(tasks) < most and not self._stopping.now():
                target = self._stopping.next()
                if target is None:
                    break
                free -= 1
                tasks.add(asyncio.ensure_future(ask_and_read(target)))

        async def ask_and_read(target: Target) -> None:
            nonlocal free
            got = await self._ask(target)
            free += 1
            ask_more()
            if got is not None:
                async with reading:  # each turn of the event loop reads one answer and sends the requests that wait
                    self._intake.take(got if target.document else await self._context.rendered(got), target)

        try:
            ask_more()
            while tasks:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                tasks -= done
                for task in done:
                    task.result()
                self._tell("running")
                ask_more()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _ask(self, target: Target) -> Got | None:
        """The answer to a target, not yet taken in; ``None`` where all is done (cloud disks, forbidden addresses)."""
        if await self._context.cloud.read(target):
            return None
        trouble = await self._context.access.forbidden(target.url)
        if trouble is not None:
            fetch = Fetch(target.url, trouble.outcome, now(), reason=trouble.reason, link=target.link, depth=target.depth)
            if target.score > 0:
                self._context.access.record(Got(fetch))
            self._context.tally.add(fetch, own=self._context.reader.keeps(target.url))
            return None
        got = await self._context.access.get(target.url, self._context.gate_of(target.url, document=target.document), document=target.document)
        return await followed(self._context, got, target) if target.document else got

    def _tell(self, state: str, visit: Visit | None = None) -> None:
        if visit is not None:
            progress = Progress(
                self._school, state, visit.pages, visit.documents, 0, visit.bytes, visit.status.value, visit.reason or ""
            )
        else:
            received = self._context.access.received
            progress = Progress(self._school, state, self._context.tally.pages, self._context.tally.documents, len(self._context.frontier), received)
        self._report(progress)
