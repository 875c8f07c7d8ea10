"""Focus: how many requests until the last act of a site is fetched, ours against breadth-first on the same site."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from bench.focus_sites import SITES, GeneratedSite
from bench.results import Result
from crawler.answers import charset_of
from crawler.engines import LinkClass, classify
from crawler.engines.general import GENERAL
from crawler.job import dump_shard
from crawler.model import CrawlSettings, Institution, InstitutionKind, ShardJob, SiteJob
from demo.server import District, serve_district
from demo.truth import load_truth
from extractors.charset import decode
from fleet.plan import queries, scored_phrases
from programmes import bundled, load_programme
from tests.misbehaving import Reply, Server

PAGES = 2000
SEED = 20250531
MEDIAN_SHARE = 0.10
WORST_SHARE = 0.20
"""All acts are fetched within these shares of the requests that breadth-first needs."""
_ROOT = Path(__file__).parents[1]
_NEVER = frozenset({LinkClass.TRAP, LinkClass.COPY, LinkClass.SERVICE, LinkClass.MEDIA})
_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Found:
    """Requests until the last act, on one site. ``late`` are the acts that came last, for whoever wants to know why."""

    site: str
    acts: int
    ours: int
    breadth_first: int
    late: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Ours as a share of breadth-first."""
        return self.ours / self.breadth_first


class NotFoundError(Exception):
    """The crawl ended without having fetched these acts."""


def breadth_first(answer: Callable[[str], str | None], acts: Iterable[str], home: str = "/") -> int:
    """Requests a crawler needs that takes links in the order it sees them, until ``acts`` (addresses) are fetched.

    ``answer`` gives a page's HTML, ``None`` for anything else. To be fair to it, it knows each address once and leaves out what
    our engine rules know as traps, copies and services. Raises ``NotFoundError``.
    """
    wanted = set(acts)
    queue, seen, asked = deque([home]), {home}, 0
    while queue and wanted:
        address = queue.popleft()
        asked += 1
        wanted.discard(address)
        page = answer(address)
        if page is None:
            continue
        for anchor in LexborHTMLParser(page).css("a[href]"):
            url = urldefrag(urljoin(f"http://site{address}", anchor.attributes["href"] or "")).url
            parts = urlsplit(url)
            if parts.netloc != "site" or parts.scheme != "http":
                continue
            target = unquote(parts.path) + (f"?{unquote(parts.query)}" if parts.query else "")
            if target not in seen and classify(url, GENERAL)[0] not in _NEVER:
                seen.add(target)
                queue.append(target)
    if wanted:
        raise NotFoundError(f"breadth-first never reached {sorted(wanted)}")
    return asked


def measure_sites(sites: Sequence[GeneratedSite], max_pages: int = 10 * PAGES) -> list[Found]:
    """Crawl generated sites with a real process over HTTP, all at once. Raises ``NotFoundError``."""
    with ExitStack() as stack:
        servers = {site.name: stack.enter_context(_server(site)) for site in sites}
        _crawl({name: server.url for name, server in servers.items()}, max_pages)
        asked = {name: server.paths() for name, server in servers.items()}
    return [_found(site.name, asked[site.name], site.acts, breadth_first(site.pages.get, site.acts)) for site in sites]


def _server(site: GeneratedSite) -> Server:
    routes = {address: Reply(text) for address, text in site.pages.items()}
    return Server(routes | {address: Reply(body, headers={"Content-Type": "application/pdf"}) for address, body in site.files.items()})


def measure_demo() -> list[Found]:
    """The same for those demonstration sites whose acts are known and linked to."""
    truth = load_truth()
    found = []
    with serve_district() as district:
        acts: dict[str, set[str]] = {}
        for item in truth.findings.values():
            if item.act is not None and item.act.path:
                acts.setdefault(item.school, set()).add(item.act.path)
        rows = {row["id"]: row["site"] for row in district.rows if row["id"] in acts}
        _crawl(rows, 10 * PAGES)
        for school, wanted in acts.items():
            asked = [unquote(target) for target in district.requests[school]]
            if any(path not in asked for path in wanted):
                continue
            found.append(_found(school, asked, wanted, breadth_first(_demo_page(district, school), wanted)))
    return found


def _demo_page(district: District, school: str) -> Callable[[str], str | None]:
    def page(address: str) -> str | None:
        answer = district.sites[school].answer(address)
        return decode(answer.body, charset_of(answer.header("Content-Type"))).text if b"<html" in answer.body[:2000].lower() else None

    return page


def _found(name: str, asked: Sequence[str], acts: Iterable[str], baseline: int) -> Found:
    first: dict[str, int] = {}
    for number, path in enumerate(asked, 1):
        first.setdefault(path, number)
    missing = [path for path in acts if path not in first]
    if missing:
        raise NotFoundError(f"{name}: never fetched {sorted(missing)}")
    late = sorted(acts, key=lambda path: -first[path])
    return Found(name, len(late), first[late[0]], baseline, tuple(f"{first[path]} {path}" for path in late[:4]))


def _crawl(sites: Mapping[str, str], max_pages: int) -> None:
    programme = load_programme(bundled())
    settings = CrawlSettings(
        "school-monitor-bench/1.0 (+mailto:bench@example.org)", delay=0.0, allow_private_hosts=True, max_pages=max_pages,
        threshold=programme.follow_threshold,
    )  # fmt: skip
    with TemporaryDirectory() as name:
        folder = Path(name)
        jobs = tuple(
            SiteJob(Institution(id, id, InstitutionKind.SCHOOL, site), folder / "run" / id) for id, site in sites.items()
        )
        path = folder / "job.json"
        dump_shard(ShardJob(jobs, settings, folder, scored_phrases(programme), queries(programme)), path)
        subprocess.run(
            [sys.executable, "-m", "crawler.shard", str(path)], cwd=_ROOT, check=True, capture_output=True, timeout=_SECONDS
        )


def measure(pages: int = PAGES, seed: int = SEED) -> list[Found]:
    """All generated sites."""
    return measure_sites([make(pages, seed + number) for number, make in enumerate(SITES)])


def results(found: Sequence[Found]) -> list[Result]:
    """The two targets as lines of the benchmark's table: how many times fewer requests than breadth-first."""
    figures = ", ".join(f"{item.site} {item.ours}/{item.breadth_first}" for item in found)
    shares = [item.share for item in found]
    return [
        Result("Requests until all acts, median", "breadth-first", 1 / MEDIAN_SHARE, 1 / median(shares), figures),
        Result("Requests until all acts, worst site", "breadth-first", 1 / WORST_SHARE, 1 / max(shares), figures),
    ]


def main() -> int:
    """``python -m bench.focus [PAGES [SEED]]``: the figures of each site, as JSON lines."""
    numbers = [int(text) for text in sys.argv[1:3]]
    found = measure(*numbers)
    for item in found:
        print(json.dumps({**asdict(item), "share": round(item.share, 3)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
