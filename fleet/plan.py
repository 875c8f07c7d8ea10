"""From a registry to shards: which sites one process visits, and where what they give is put."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from crawler.addresses import politeness_slot
from crawler.job import dump_shard, write_known
from crawler.model import CrawlSettings, Institution, Known, ScoredPhrase, ShardJob, SiteJob
from programmes.model import PhraseRule, Programme

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_SERVICE = ".jobs"


def run_folder(archive: Path, run_id: int) -> Path:
    """The folder of a run inside the archive."""
    return archive / f"run-{run_id:04d}"


def bundle_folder(archive: Path, run_id: int, school: str, attempt: int = 1) -> Path:
    """The folder a site's visit is written to, of each attempt its own. An id that is no plain file name gets one made of its
    hash."""
    name = school if _SAFE.fullmatch(school) else "id-" + hashlib.sha256(school.encode("utf-8", "replace")).hexdigest()[:16]
    return run_folder(archive, run_id) / (name if attempt == 1 else f"{name}.{attempt}")


def scored_phrases(programme: Programme) -> tuple[ScoredPhrase, ...]:
    """The programme's phrases with what each adds to a link's score; the strongest where one stands in several places."""
    best: dict[str, ScoredPhrase] = {}

    def add(rules: Iterable[PhraseRule], sign: float = 1.0, *, topical: bool = False) -> None:
        for rule in rules:
            weight = -abs(rule.weight) if sign < 0 else rule.weight
            if rule.pattern not in best or abs(best[rule.pattern].weight) < abs(weight):
                best[rule.pattern] = ScoredPhrase(rule.phrase, weight, topical)

    for indicator in programme.indicators:
        add(indicator.phrases, topical=True)
        add(indicator.title_phrases, topical=True)
    add(programme.vocabulary.promising)
    add(programme.vocabulary.vacancies)
    add(programme.vocabulary.unpromising, -1.0)
    return tuple(best.values())


def queries(programme: Programme) -> tuple[str, ...]:
    """What a site's own search is asked: the first words of each indicator, then the second ones."""
    lists = [indicator.search for indicator in programme.indicators]
    rounds = zip_longest(*lists)
    return tuple(word for some in rounds for word in some if word)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the shards of a run have in common."""

    archive: Path
    run_id: int
    settings: CrawlSettings
    phrases: tuple[ScoredPhrase, ...]
    attempts: Mapping[str, int] = field(default_factory=dict)
    """Which visit of its site this is, by institution; the first where it is not named."""
    queries: tuple[str, ...] = ()

    def bundle(self, school: str) -> Path:
        """The folder of a site's visit."""
        return bundle_folder(self.archive, self.run_id, school, self.attempts.get(school, 1))

    def site(self, institution: Institution, known: Sequence[Known] = ()) -> SiteJob:
        """The job for one site. What earlier runs know of it is written to a file, without bodies that are gone."""
        bundle = self.bundle(institution.id)
        kept = [item for item in known if (self.archive / item.warc).is_file()]
        if not kept:
            return SiteJob(institution, bundle)
        path = run_folder(self.archive, self.run_id) / _SERVICE / f"{bundle.name}.known.jsonl"
        write_known(path, kept)
        return SiteJob(institution, bundle, path)

    def shard(self, sites: Iterable[SiteJob], *, side_by_side: bool = False) -> ShardJob:
        """These sites as a job; ``side_by_side`` with others of this run on one machine."""
        turns = run_folder(self.archive, self.run_id) / _SERVICE / "turns" if side_by_side else None
        return ShardJob(tuple(sites), self.settings, self.archive, self.phrases, self.queries, turns)

    def write(self, job: ShardJob, number: int) -> Path:
        """The job as a file for the process that does it."""
        path = run_folder(self.archive, self.run_id) / _SERVICE / f"shard-{number:03d}.json"
        dump_shard(job, path)
        return path


def by_platform(sites: Iterable[SiteJob]) -> tuple[tuple[SiteJob, ...], ...]:
    """Sites in groups that must stay together, as one party serves them; the largest group first."""
    groups: dict[str, list[SiteJob]] = defaultdict(list)
    for site in sites:
        groups[politeness_slot(site.institution.site)].append(site)
    return tuple(tuple(group) for group in sorted(groups.values(), key=len, reverse=True))


def split(sites: Iterable[SiteJob], count: int) -> tuple[tuple[SiteJob, ...], ...]:
    """Sites in at most ``count`` shards of about the same size; sites of one platform are never parted."""
    shards: list[list[SiteJob]] = [[] for _ in range(max(1, count))]
    for group in by_platform(sites):
        min(shards, key=len).extend(group)
    return tuple(tuple(shard) for shard in shards if shard)
