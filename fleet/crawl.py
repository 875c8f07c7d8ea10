"""The crawl of a run: shards go on while what is finished is loaded. Only this process writes to the database."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from filelock import FileLock, Timeout

from crawler.journal import LOCK, Bundle, BundleError, read_bundle, read_visit
from crawler.model import CrawlSettings, Institution, SiteJob, Visit, VisitStatus
from db.connection import Database
from db.runs import attempts, keep_earlier, loaded_schools, now, visits
from db.sites import known_urls
from extractors.limits import Limits
from extractors.workers import WorkerPool
from fleet.contents import Extraction
from fleet.load import load_bundle
from fleet.local import LocalShards
from fleet.plan import Plan, queries, scored_phrases
from fleet.progress import Report, SiteProgress, SiteState
from fleet.reading import Interest
from programmes.model import Programme

BROKEN_OFF = "обход прерван"
FILE_SECONDS = 120.0
"""Time one file may take in its worker: a scan of forty pages recognised on a slow machine."""
FILE_MEGABYTES = 1500
MAX_TEXT = 1_000_000
"""Characters of one document that are read: a book of five hundred pages; no act is longer."""
EARLIER_SECONDS = 20.0


class Crawl:
    """The sites of one run, read and loaded. A site whose bundle is complete is not visited again, only loaded."""

    def __init__(
        self,
        db: Database,
        run_id: int,
        institutions: Sequence[Institution],
        programme: Programme,
        settings: CrawlSettings,
        report: Report,
        processes: int | None = None,
    ) -> None:
        self._db = db
        self._run_id = run_id
        self._report = report
        self._processes = processes
        self._programme = programme
        settings = replace(settings, threshold=settings.threshold or programme.follow_threshold)
        self._plan = Plan(db.archive, run_id, settings, scored_phrases(programme), attempts(db, run_id), queries(programme))
        loaded = loaded_schools(db, run_id)
        self._sites = [item for item in institutions if item.id not in loaded]
        self._ready: deque[str] = deque()

    def work(self) -> None:
        """Visit and load every site that is not loaded. Raises ``StorageFailure``, ``DatabaseProblem``, ``ShardError``."""
        if not self._sites:
            return
        unvisited = []
        for institution in self._sites:
            self._wait_for_earlier(institution.id)
            if self._visit_of(institution.id) is None:
                unvisited.append(self._job(institution))
            else:
                self._ready.append(institution.id)
        limits = Limits(seconds=FILE_SECONDS * 0.75, max_text=MAX_TEXT)
        workers = self._processes or os.cpu_count() or 1
        with (
            LocalShards(self._plan, unvisited, self._processes) as shards,
            WorkerPool(workers, FILE_SECONDS, FILE_MEGABYTES) as pool,
        ):
            extraction = Extraction(self._db, self._plan.archive, pool, limits, Interest(self._programme))
            for step in shards.progress(wait=False):
                self._tell(step)
            self._load_ready(extraction, shards)
            for step in shards.progress():
                self._tell(step)
                self._load_ready(extraction, shards)
            for school, reason in shards.given_up.items():
                self._load(school, extraction, shards, reason)

    def _wait_for_earlier(self, school: str) -> None:
        """A shard of a job that was killed notices it within a moment and closes its bundles: they are not ours before."""
        lock = self._plan.bundle(school) / LOCK
        if lock.exists():
            with suppress(Timeout), FileLock(lock, timeout=EARLIER_SECONDS):
                return

    def _visit_of(self, school: str) -> Visit | None:
        try:
            return read_visit(self._plan.bundle(school))
        except BundleError:
            return None

    def _job(self, institution: Institution) -> SiteJob:
        return self._plan.site(institution, known_urls(self._db, institution.id))

    def _tell(self, step: SiteProgress) -> None:
        self._report(step)
        if step.state is SiteState.FINISHED:
            self._ready.append(step.school)

    def _load_ready(self, extraction: Extraction, shards: LocalShards) -> None:
        while self._ready:
            self._load(self._ready.popleft(), extraction, shards)

    def _load(self, school: str, extraction: Extraction, shards: LocalShards, broken_off: str = "") -> None:
        """Load one bundle. Between two files the shards are listened to, so that progress does not stand still."""
        self._report(SiteProgress(school, SiteState.LOADING))

        def listen() -> None:
            for step in shards.progress(wait=False):
                self._tell(step)

        folder = self._plan.bundle(school)
        try:
            bundle = read_bundle(folder)
        except BundleError as error:
            bundle = Bundle(folder, None, (), {})
            broken_off = broken_off or str(error)
        visit = bundle.visit or _broken_off(school, bundle, broken_off)
        if self._plan.attempts.get(school, 1) > 1 and self._read_less(visit):
            keep_earlier(self._db, self._run_id, school)
            self._report(_loaded(visit))
            return
        content = load_bundle(extraction, self._run_id, bundle, visit, listen)
        self._report(_loaded(content.visit))

    def _read_less(self, visit: Visit) -> bool:
        """Whether a repeated visit brought less than the one before it."""
        before = next(stored for stored in visits(self._db, self._run_id) if stored.school == visit.school)
        return not visit.complete and visit.pages + visit.documents < before.pages + before.documents


def _broken_off(school: str, bundle: Bundle, reason: str) -> Visit:
    """The visit of a site whose process died: what was read counts, what was not found says nothing."""
    status = VisitStatus.PARTIAL if bundle.fetches else VisitStatus.SKIPPED
    return Visit(
        school=school,
        status=status,
        reason=reason if reason.startswith(BROKEN_OFF) else f"{BROKEN_OFF}: {reason}" if reason else BROKEN_OFF,
        pages=sum(1 for fetch in bundle.fetches if fetch.is_page and fetch.sha256),
        documents=sum(1 for fetch in bundle.fetches if not fetch.is_page and fetch.sha256),
        bytes=sum(fetch.size for fetch in bundle.fetches),
        requests=len(bundle.fetches),
        started=bundle.fetches[0].fetched if bundle.fetches else "",
        finished=now(),
    )


def _loaded(visit: Visit) -> SiteProgress:
    return SiteProgress(
        visit.school, SiteState.LOADED, visit.pages, visit.documents, 0, visit.bytes, visit.status.value, visit.reason or ""
    )
