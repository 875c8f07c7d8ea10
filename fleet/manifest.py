"""The manifest of a run: a JSON file beside its archive that says what was crawled, with what, and what came of it.

It is written when the crawl begins, with every planned site, and again when the crawl is over; whoever gets the archive
alone learns from it what the archive is of.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from crawler.codec import encode
from crawler.files import write_atomically
from crawler.model import CrawlSettings, Institution, Visit
from db.model import RunInfo
from db.runs import now
from fleet.contents import extractor_key
from fleet.plan import bundle_folder, run_folder
from programmes.model import Programme

MANIFEST = "manifest.json"
FORMAT = 1
_LIBRARIES = ("scrapy", "twisted", "selectolax", "lxml", "pypdfium2", "pdfminer.six", "python-docx", "pymorphy3", "warcio", "protego")


def manifest_path(archive: Path, run_id: int) -> Path:
    """Where the manifest of a run lies."""
    return run_folder(archive, run_id) / MANIFEST


def write_manifest(
    archive: Path,
    run: RunInfo,
    version_of_program: str,
    planned: Sequence[Institution],
    programme: Programme,
    settings: CrawlSettings,
    visits: Iterable[Visit],
    *,
    crawled: bool,
) -> None:
    """Write the manifest of ``run`` with what ``visits`` have come to; ``crawled`` when all are over. Raises ``OSError``."""
    done = {visit.school: visit for visit in visits}
    content = {
        "format": FORMAT,
        "run": {"id": run.id, "started": run.started, "as_of": run.as_of, "written": now(), "crawled": crawled},
        "versions": {
            "school-monitor": version_of_program,
            "extractor": extractor_key(),
            "python": platform.python_version(),
            **{name: _version(name) for name in _LIBRARIES},
        },
        "settings": asdict(settings),
        "programme": {"id": programme.id, "hash": programme.hash},
        "registry": {"hash": registry_hash(planned), "institutions": len(planned)},
        "counters": _total(done.values()),
        "sites": [_site(archive, run.id, item, done.get(item.id)) for item in planned],
    }
    path = manifest_path(archive, run.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())


def registry_hash(planned: Sequence[Institution]) -> str:
    """sha256 of the planned rows of the registry as they were understood, in their order."""
    rows = json.dumps([encode(item) for item in planned], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(rows.encode("utf-8", "replace")).hexdigest()


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def _total(visits: Iterable[Visit]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for visit in visits:
        for name in ("pages", "documents", "not_modified", "bytes", "requests"):
            total[name] += getattr(visit, name)
    return dict(total)


def _site(archive: Path, run_id: int, place: Institution, visit: Visit | None) -> dict[str, Any]:
    folder = bundle_folder(archive, run_id, place.id).relative_to(run_folder(archive, run_id))
    site: dict[str, Any] = {"school": place.id, "site": place.site, "seeds": list(place.seeds), "bundle": folder.as_posix()}
    if visit is None or not visit.started:
        return {**site, "status": visit.status.value if visit else "skipped", "reason": visit.reason if visit else None}
    names = ("pages", "documents", "not_modified", "bytes", "requests", "complete", "seconds", "started", "finished", "counters")
    read = {"status": visit.status.value, "reason": visit.reason, "read_at": visit.site}
    return {**site, **read, **{name: getattr(visit, name) for name in names}}
