"""What a crawl takes and gives: jobs, fetches, links and visits. One module owns the fetch outcomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from extractors.phrases import Phrase


class InstitutionKind(StrEnum):
    """Kinds of registry rows."""

    AUTHORITY = "authority"
    SCHOOL = "school"
    KINDERGARTEN = "kindergarten"
    SUPPLEMENTARY = "supplementary"


@dataclass(frozen=True, slots=True)
class Institution:
    """One usable row of the registry; ``site`` and ``seeds`` are normalised http(s) URLs (punycode, quoted path)."""

    id: str
    name: str
    kind: InstitutionKind
    site: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    inn: str = ""
    ogrn: str = ""
    roles: tuple[str, ...] = ()
    seeds: tuple[str, ...] = ()
    teachers: int | None = None
    municipality: str = ""
    region: str = ""
    note: str = ""


class Outcome(StrEnum):
    """What happened to one URL."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    SERVER_ERROR = "server_error"
    HTTP_ERROR = "http_error"
    REDIRECT_LOOP = "redirect_loop"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    BROKEN = "broken"
    TOO_LARGE = "too_large"
    ROBOTS = "robots"
    PRIVATE_ADDRESS = "private_address"
    BOT_WALL = "bot_wall"
    NEEDS_JAVASCRIPT = "needs_javascript"
    OFF_SITE = "off_site"


class VisitStatus(StrEnum):
    """What happened to a site; the values are the public interface's."""

    OK = "ok"
    PARTIAL = "partial"
    UNREACHABLE = "unreachable"
    ROBOTS_FORBIDDEN = "robots_forbidden"
    BOT_WALL = "bot_wall"
    NEEDS_JAVASCRIPT = "needs_javascript"
    MOVED = "moved"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands on a page. ``section`` is the nearest heading above it, ``score`` what it promises."""

    url: str
    text: str = ""
    section: str = ""
    page_url: str = ""
    page_title: str = ""
    score: float = 0.0
    document: bool = False
    """True where the address or the link promises a file rather than a page."""
    context: str = ""
    """The line or table row the link stands in, where it says more than the text: «Скачать» names nothing."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request that was made (or refused), with where its answer lies in the archive.

    ``warc`` is the path of the WARC file relative to the archive's root and ``offset`` the byte offset of the record that
    holds the body: for a revisit, of the earlier record. ``fetched`` is ISO 8601 in UTC.
    """

    url: str
    outcome: Outcome
    fetched: str
    final_url: str = ""
    status: int | None = None
    reason: str = ""
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    size: int = 0
    is_page: bool = False
    depth: int = 0
    link: Link | None = None
    """The link that led here; ``None`` for seeds."""
    title: str = ""
    warc: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """One site, one run. ``complete`` is True when nothing above the threshold was left unread."""

    school: str
    status: VisitStatus
    reason: str | None = None
    pages: int = 0
    documents: int = 0
    not_modified: int = 0
    bytes: int = 0
    requests: int = 0
    complete: bool = False
    seconds: float = 0.0
    started: str = ""
    finished: str = ""
    site: str = ""
    """The address that was read: differs from the registry's where the site moved."""
    unread: tuple[Link, ...] = ()
    """Promising links that a budget or an error left unread (at most 200)."""
    remarks: tuple[str, ...] = ()
    """Machine codes about the site itself, e.g. a wrong certificate."""
    counters: dict[str, int] = field(default_factory=dict)
    """Everything that was skipped and why: nothing vanishes silently."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the previous run knows of a URL: validators, where the body lies, and what it gave.

    ``acts`` counts the acts on the monitoring's subjects that the last checked run found there or behind the links of that page;
    ``None`` where no run has looked.
    """

    url: str
    sha256: str
    etag: str = ""
    last_modified: str = ""
    content_type: str = ""
    charset: str = ""
    is_page: bool = False
    warc: str = ""
    offset: int = 0
    acts: int | None = None


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """Manners and budgets, the same for each site of a shard. ``delay`` and ``max_minutes`` are seconds and minutes."""

    user_agent: str
    delay: float = 1.0
    connections: int = 1
    max_pages: int = 1500
    max_bytes: int = 1_500_000_000
    max_minutes: float = 60.0
    max_body: int = 64_000_000
    timeout: float = 30.0
    retries: int = 2
    allow_private_hosts: bool = False
    threshold: float = 0.0
    """Links that score below are not followed and do not make a crawl incomplete."""
    browser: bool = True
    """Whether pages made by scripts may be rendered, where there is a Chromium."""
    second_try_after: float | None = None
    """Seconds after which a site that did not answer is tried once more at the end of the shard; ``None`` for never."""
    ca_bundle: str = ""
    """File or folder of further root certificates, "" for none."""
    cloud_endpoints: dict[str, str] = field(default_factory=dict)
    """Other addresses for the interfaces of cloud disks, by the names of ``crawler.cloud.ENDPOINTS``; "" turns a service off."""


@dataclass(frozen=True, slots=True)
class ScoredPhrase:
    """A phrase of the programme with what it adds to (or takes from) a link's score.

    ``topical`` phrases name a subject of the monitoring; the others a form («положение») or a place («локальные акты»).
    """

    phrase: Phrase
    weight: float
    topical: bool = False


@dataclass(frozen=True, slots=True)
class SiteJob:
    """One site to visit. ``bundle`` is the folder that receives journal, archive and visit record."""

    institution: Institution
    bundle: Path
    known: Path | None = None
    """JSON lines of ``Known``, when an earlier run has read this site."""


@dataclass(frozen=True, slots=True)
class ShardJob:
    """The sites one Scrapy process visits, with everything it needs: it can be written to a file and run anywhere."""

    sites: tuple[SiteJob, ...]
    settings: CrawlSettings
    archive: Path
    phrases: tuple[ScoredPhrase, ...] = ()
    queries: tuple[str, ...] = ()
    """Words to ask a site's own search for, the most important first."""
    turns: Path | None = None
    """Where processes side by side tell each other whom they are asking; ``None`` for a process that runs alone."""
