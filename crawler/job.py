"""Crawl jobs as files: one shard is written here and may run anywhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from crawler.certificates import BundleProblem, trust_store
from crawler.cloud import CloudError, endpoints
from crawler.codec import CodecError, decode, encode
from crawler.files import write_atomically
from crawler.model import Known, ShardJob


class JobError(ValueError):
    """A job file that cannot be used; the message (Russian) names the file and the fault."""


def shard_to_json(job: ShardJob) -> str:
    """The job as one line of JSON."""
    return json.dumps(encode(job), ensure_ascii=False, separators=(",", ":"))


def shard_from_json(text: str) -> ShardJob:
    """The job that ``shard_to_json`` wrote. Raises ``JobError``."""
    try:
        job = decode(ShardJob, json.loads(text))
    except json.JSONDecodeError as error:
        raise JobError(f"задание обхода — не JSON: {error}") from error
    except CodecError as error:
        raise JobError(f"задание обхода: {error}") from error
    check_job(job)
    return job


def check_job(job: ShardJob) -> None:
    """Raise ``JobError`` where the job contradicts itself."""
    settings = job.settings
    if not settings.user_agent.strip():
        raise JobError("задание обхода: не указано, кем представляться сайтам (user_agent)")
    if settings.delay < 0 or settings.timeout <= 0 or settings.max_minutes <= 0:
        raise JobError("задание обхода: отрицательная пауза или нулевое время")
    if min(settings.connections, settings.max_pages, settings.max_bytes, settings.max_body) < 1 or settings.retries < 0:
        raise JobError("задание обхода: предел не может быть меньше единицы")
    try:
        trust_store(settings.ca_bundle)
    except (BundleProblem, OSError) as error:
        raise JobError(f"задание обхода: {error}") from error
    try:
        endpoints(settings.cloud_endpoints)
    except CloudError as error:
        raise JobError(f"задание обхода: {error}") from error
    bundles: set[Path] = set()
    for site in job.sites:
        bundle = site.bundle.resolve()
        if not bundle.is_relative_to(job.archive.resolve()):
            raise JobError(f"задание обхода: папка {site.bundle} лежит вне архива {job.archive}")
        if bundle in bundles:
            raise JobError(f"задание обхода: у двух сайтов одна папка {site.bundle}")
        bundles.add(bundle)


def dump_shard(job: ShardJob, path: Path) -> None:
    """Write the job to ``path`` atomically. Raises ``JobError`` for a job that contradicts itself, ``OSError``."""
    check_job(job)
    write_atomically(path, shard_to_json(job).encode())


def load_shard(path: Path) -> ShardJob:
    """The job in ``path``. Raises ``JobError``."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise JobError(f"{path}: файл задания не читается: {error}") from error
    try:
        return shard_from_json(text)
    except JobError as error:
        raise JobError(f"{path}: {error}") from error


def write_known(path: Path, known: Iterable[Known]) -> None:
    """What the previous run knows of a site, one JSON object a line."""
    lines = [json.dumps(encode(item), ensure_ascii=False, separators=(",", ":")) for item in known]
    write_atomically(path, "".join(f"{line}\n" for line in lines).encode())


def read_known(path: Path) -> Mapping[str, Known]:
    """``Known`` by URL. Raises ``JobError`` with the line number."""
    found: dict[str, Known] = {}
    try:
        with path.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    try:
                        item = decode(Known, json.loads(line))
                    except (json.JSONDecodeError, CodecError) as error:
                        raise JobError(f"{path}, строка {number}: {error}") from error
                    found[item.url] = item
    except (OSError, UnicodeDecodeError) as error:
        raise JobError(f"{path}: файл не читается: {error}") from error
    return found
