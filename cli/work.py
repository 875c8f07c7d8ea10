"""What ``run``, ``crawl``, ``check`` and ``demo`` have in common: settings of the job, progress, a clean stop."""

from __future__ import annotations

import logging
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType

from cli.errors import InputError
from cli.inputs import programme, registry
from cli.options import Inputs, Manners, Talk
from cli.terminal import messages
from crawler.certificates import BundleProblem, trust_store
from crawler.model import CrawlSettings, Institution
from fleet.job import JobResult, JobSettings, package_version
from fleet.progress import SiteProgress
from reports.progress import Display

PAUSE_IN_DELAYS = 30
MAX_PAUSE = 60.0
"""The rest of a site that did not answer, before its second try at the end: so many usual pauses, at most so many seconds."""


def settings(inputs: Inputs, manners: Manners) -> JobSettings:
    """The job the options ask for. Raises ``RegistryError`` and ``ProgrammeError``."""
    places = registry(inputs.schools).institutions
    measure = programme(inputs.programme)
    return JobSettings(
        db=inputs.db,
        institutions=places,
        programme=measure,
        crawl=crawl_settings(manners, measure.follow_threshold),
        as_of=inputs.as_of,
        only=inputs.only,
    )


def crawl_settings(manners: Manners, threshold: float) -> CrawlSettings:
    """How sites are visited; what no option names keeps the crawler's own value."""
    agent = f"school-monitor/{package_version()} (monitoring of education sites; respects robots.txt)"
    given = CrawlSettings(user_agent=agent, allow_private_hosts=manners.allow_private_hosts, threshold=threshold)
    if manners.delay is not None:
        given = replace(given, delay=manners.delay)
    if manners.max_pages is not None:
        given = replace(given, max_pages=manners.max_pages)
    if manners.max_minutes is not None:
        given = replace(given, max_minutes=manners.max_minutes)
    given = replace(given, second_try_after=min(MAX_PAUSE, 1 + PAUSE_IN_DELAYS * given.delay))
    if manners.ca_bundle is not None:
        try:
            trust_store(str(manners.ca_bundle))
        except (BundleProblem, OSError) as error:
            raise InputError(str(error)) from error
        given = replace(given, ca_bundle=str(manners.ca_bundle.resolve()))
    return given


def carry_out(
    job: Callable[[JobSettings, Callable[[SiteProgress], None]], JobResult], given: JobSettings, talk: Talk
) -> JobResult:
    """Do a job while showing how far it is."""
    names = _names(given.institutions, given.only)
    with stoppable(), Display(messages(), names, quiet=talk.quiet or talk.json_log) as display:
        return job(given, _teller(display, talk))


def _names(places: tuple[Institution, ...], only: tuple[str, ...]) -> dict[str, str]:
    return {place.id: place.short_name or place.name for place in places if not only or place.id in only}


def _teller(display: Display, talk: Talk) -> Callable[[SiteProgress], None]:
    if not talk.json_log:
        return display.update
    log = logging.getLogger("progress")

    def tell(step: SiteProgress) -> None:
        fields = {name: getattr(step, name) for name in ("school", "state", "pages", "documents", "queue", "status", "reason")}
        log.info("%s: %s", step.school, step.state, extra=fields)

    return tell


def writable(out: Path) -> None:
    """Make the reports' folder before any work is done. Raises ``OSError`` where it cannot be."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=out):
        """It can be written."""


@contextmanager
def stoppable() -> Iterator[None]:
    """A polite kill stops the work as Ctrl-C does: sites' processes are ended in order and everything read is stored."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
