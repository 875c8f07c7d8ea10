"""The whole job: crawl, load, judge. Reports are not its matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path

from checks.model import Finding, Judgement, Material
from checks.review_model import Basis
from crawler.model import CrawlSettings, Institution, Visit, VisitStatus
from db.connection import Database, open_database, storage_problem
from db.decisions import decisions, page_addresses, store_bases
from db.errors import DatabaseProblem
from db.findings import store_findings
from db.material import About, Materials
from db.model import RunInfo
from db.runs import (
    begin_again,
    finish_run,
    latest_run,
    run_info,
    run_programme,
    set_crawled,
    set_judged,
    start_run,
    visits,
    was_judged,
)
from fleet.crawl import Crawl
from fleet.judging import judged
from fleet.losses import Losses
from fleet.manifest import write_manifest
from fleet.measures import renew_recommendations
from fleet.municipal import MunicipalShares
from fleet.progress import Report, SiteProgress, SiteState, silent
from fleet.reviewing import review
from programmes.model import Programme

_READ = frozenset({VisitStatus.OK, VisitStatus.MOVED})


class JobProblem(ValueError):  # noqa: N818 - named as DatabaseProblem is: the user's to mend
    """The job as asked for cannot be done; the message (Russian) says why. Nothing was changed."""


@cache
def package_version() -> str:
    """The version of the installed package."""
    try:
        return installed_version("school-monitor")
    except PackageNotFoundError:
        return "0+unknown"


@dataclass(frozen=True, slots=True)
class JobSettings:
    """What a crawl needs. ``as_of`` is ``None`` where the user gave no date: today, or the continued run's own.

    ``only`` names the institutions to visit; the others of the registry stay known as neighbours.
    """

    db: Path
    institutions: tuple[Institution, ...]
    programme: Programme
    crawl: CrawlSettings
    as_of: date | None = None
    only: tuple[str, ...] = ()
    processes: int | None = None

    def planned(self) -> tuple[Institution, ...]:
        """The institutions to visit. Raises ``JobProblem`` for an unknown id and for an empty registry."""
        if not self.institutions:
            raise JobProblem("в реестре нет ни одной организации, которую можно проверить")
        known = {item.id for item in self.institutions}
        unknown = [name for name in self.only if name not in known]
        if unknown:
            raise JobProblem(f"в реестре нет организации с id: {', '.join(unknown)}")
        return tuple(item for item in self.institutions if not self.only or item.id in self.only)

    def parameters(self) -> dict[str, object]:
        """The settings that decide what a visit finds: a broken run is continued only under the same ones."""
        crawl = self.crawl
        return {
            "max_pages": crawl.max_pages, "max_bytes": crawl.max_bytes, "max_minutes": crawl.max_minutes,
            "max_body": crawl.max_body, "allow_private_hosts": crawl.allow_private_hosts, "threshold": crawl.threshold,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class JobResult:
    """What a job came to. ``unread`` are the visits that did not read their site fully."""

    run: RunInfo
    resumed: bool
    unread: tuple[Visit, ...]


def crawl(settings: JobSettings, progress: Report = silent) -> JobResult:
    """Visit the sites and load what they give; the run is then over and waits for ``check``.

    Raises ``JobProblem``, ``DatabaseProblem``, ``StorageFailure``. A broken-off job goes on where it stopped.
    """
    return _crawl(settings, progress, judge=False)


def run(settings: JobSettings, progress: Report = silent) -> JobResult:
    """Visit the sites, load what they give and judge it. Raises as ``crawl`` does."""
    return _crawl(settings, progress, judge=True)


def _crawl(settings: JobSettings, progress: Report, judge: bool) -> JobResult:
    planned = settings.planned()
    with open_database(settings.db) as db, db.working():
        started = start_run(
            db, planned, settings.programme, settings.as_of, settings.parameters(), package_version(), settings.institutions
        )
        info = started.info
        if info.status == "crawling":
            try:
                _keep_manifest(db, info, planned, settings, crawled=False)
                Crawl(db, info.id, planned, settings.programme, settings.crawl, progress, settings.processes).work()
                _keep_manifest(db, info, planned, settings, crawled=True)
            except OSError as error:
                raise storage_problem(error, db.archive / "…") from error
            set_crawled(db, info.id)
        if judge:
            _judge(db, info.id, settings.programme, date.fromisoformat(info.as_of), progress)
        return _result(db, finish_run(db, info.id), started.resumed)


def _keep_manifest(db: Database, info: RunInfo, planned: Sequence[Institution], settings: JobSettings, crawled: bool) -> None:
    """Write what is planned, or what has come of it, beside the archive."""
    done = visits(db, info.id)
    write_manifest(db.archive, info, package_version(), planned, settings.programme, settings.crawl, done, crawled=crawled)


def retry(settings: JobSettings, run_id: int | None = None, progress: Report = silent) -> JobResult:
    """Visit again the sites that a stored run (default: the latest) did not read fully, and put what they give into that run.

    Addresses are those of the registry given now. A visit that reads less than the one before changes nothing. A run that was
    judged is judged again, by its own programme. Raises as ``crawl`` does, ``DatabaseProblem`` where there is no such run.
    """
    planned = {item.id: item for item in settings.planned()}
    with open_database(settings.db, create=False) as db, db.working():
        info = run_info(db, run_id) if run_id is not None else latest_run(db)
        if info is None:
            raise DatabaseProblem(f"{settings.db}: в базе нет ни одной проверки; сначала выполните обход: school-monitor crawl")
        unread = _result(db, info, resumed=False).unread
        places = [planned[visit.school] for visit in unread if visit.school in planned]
        if not places:
            return JobResult(info, False, unread)
        begin_again(db, info.id, places)
        try:
            Crawl(db, info.id, places, settings.programme, settings.crawl, progress, settings.processes).work()
        except OSError as error:
            raise storage_problem(error, db.archive / "…") from error
        set_crawled(db, info.id)
        if was_judged(db, info.id):
            _judge(db, info.id, run_programme(db, info.id), date.fromisoformat(info.as_of), progress)
        return _result(db, finish_run(db, info.id), resumed=False)


def check(
    path: Path,
    programme: Programme | None = None,
    run_id: int | None = None,
    as_of: date | None = None,
    progress: Report = silent,
) -> JobResult:
    """Judge a stored run (default: the latest) again, without the network. ``None`` keeps the run's programme and date.

    Findings are replaced as a whole or not at all. Raises ``DatabaseProblem`` when there is no such run, ``StorageFailure``.
    """
    with open_database(path, create=False) as db, db.working():
        info = run_info(db, run_id) if run_id is not None else latest_run(db)
        if info is None:
            raise DatabaseProblem(f"{path}: в базе нет ни одной проверки; сначала выполните обход: school-monitor run")
        chosen = programme or run_programme(db, info.id)
        _judge(db, info.id, chosen, as_of or date.fromisoformat(info.as_of), progress)
        return _result(db, run_info(db, info.id), resumed=False)


def _judge(db: Database, run_id: int, programme: Programme, as_of: date, progress: Report) -> None:
    materials = Materials(db, run_id, _about(programme, as_of))
    every = (materials.of(school) for school in materials.schools)
    acts = int(db.value("SELECT count(*) FROM acts WHERE run_id = ?", [run_id]))
    log = decisions(db, materials.schools)
    pages = page_addresses(db, run_id)
    with db.transaction():
        set_judged(db, run_id, programme, as_of, package_version())
        losses = Losses(db, run_id)

        def word(material: Material, found: Sequence[Finding], judgements: Sequence[Judgement]) -> tuple[tuple[Finding, ...], dict[str, Basis]]:
            known = pages.get(material.visit.school, frozenset())
            return review(material, losses.confirmed(material, found), judgements, programme, log, known, as_of)

        municipal = MunicipalShares(programme, as_of, word)
        for material, findings, bases, judgements in municipal.settled(judged(every, acts, programme, as_of)):
            visit = material.visit
            store_findings(db, run_id, visit.school, findings, material.acts, judgements)
            store_bases(db, run_id, visit.school, bases)
            progress(SiteProgress(visit.school, SiteState.JUDGED, visit.pages, visit.documents, status=visit.status.value))
        renew_recommendations(db, run_id)


def _about(programme: Programme, as_of: date) -> About:
    """Pages with none of the words of vacancies say nothing of them; those titled otherwise do not list the staff."""
    words = programme.vocabulary
    return About(
        tuple(rule.phrase for rule in (*words.vacancies, *words.no_vacancies)),
        tuple(rule.phrase for rule in words.staff),
        tuple(text for indicator in programme.indicators if indicator.type == "count" for text in indicator.as_of),
        as_of,
    )


def _result(db: Database, info: RunInfo, resumed: bool) -> JobResult:
    unread = tuple(visit for visit in visits(db, info.id) if not visit.complete or visit.status not in _READ)
    return JobResult(info, resumed, unread)
