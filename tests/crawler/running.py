"""Running of real shard processes against real servers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.job import dump_shard
from crawler.journal import Bundle, read_bundle
from crawler.model import CrawlSettings, Institution, InstitutionKind, ScoredPhrase, ShardJob, SiteJob
from extractors.phrases import Phrase

ROOT = Path(__file__).parents[2]
AGENT = "school-monitor/1.0 (+mailto:monitoring@example.org)"
PHRASES = (
    ScoredPhrase(Phrase("наставничество"), 8.0, topical=True),
    ScoredPhrase(Phrase("методический объединение"), 8.0, topical=True),
    ScoredPhrase(Phrase("методический работа"), 4.0, topical=True),
    ScoredPhrase(Phrase("локальный акт"), 3.0),
    ScoredPhrase(Phrase("меню", unless=("сайт",)), -6.0),
)


def page(title: str, body: str = "", menu: str = "<a href='/'>Главная</a>") -> str:
    """A small web page."""
    return f"<!doctype html><html><head><title>{title}</title></head><body><nav>{menu}</nav><main><h1>{title}</h1>{body}</main></body></html>"


def school(id: str, site: str, **more: Any) -> Institution:
    """A registry row."""
    return Institution(id, f"Школа {id}", InstitutionKind.SCHOOL, site, **more)


def job_for(folder: Path, sites: Mapping[str, str] | Sequence[Institution], run: str = "run-1", **manners: Any) -> ShardJob:
    """A shard job over ``sites`` (addresses by id, or registry rows) with its archive in ``folder``."""
    rows = [school(id, site) for id, site in sites.items()] if isinstance(sites, Mapping) else sites
    known: Mapping[str, Path] = manners.pop("known", {})
    settings = CrawlSettings(AGENT, **{"delay": 0.0, "allow_private_hosts": True, "timeout": 3.0, **manners})
    jobs = tuple(SiteJob(row, folder / run / row.id, known.get(row.id)) for row in rows)
    return ShardJob(jobs, settings, folder, PHRASES)


@dataclass(frozen=True, slots=True)
class Ran:
    """A finished shard process."""

    code: int
    progress: tuple[dict[str, Any], ...]
    errors: str
    bundles: Mapping[str, Bundle]


def command(job: ShardJob, *options: str) -> list[str]:
    """The command line that runs ``job``; the job file is written into the archive folder."""
    path = job.archive / "job.json"
    dump_shard(job, path)
    return [sys.executable, "-W", "error", "-m", "crawler.shard", str(path), *options]


def environment() -> dict[str, str]:
    """The environment of a shard process."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def run(job: ShardJob, *options: str, timeout: float = 90) -> Ran:
    """Run ``job`` in its own process to the end."""
    done = subprocess.run(command(job, *options), cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=timeout)
    progress = tuple(json.loads(line) for line in done.stdout.splitlines())
    bundles = {site.institution.id: read_bundle(site.bundle) for site in job.sites}
    return Ran(done.returncode, progress, done.stderr, bundles)
