"""The files of a visit: found in the archive, extracted by the workers, kept by content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from crawler.archive import ArchiveError, read_body
from crawler.journal import Bundle
from crawler.model import Fetch, Link, Outcome
from db.connection import Database
from db.documents import load_document, store_documents, stored_sha256s
from extractors.limits import Limits
from extractors.model import EXTRACTOR_VERSION, Document, Hints
from extractors.tools import ocr_languages
from extractors.workers import Job, WorkerPool
from fleet.links import best_link, hints_for

_BATCH = 40


@dataclass(frozen=True, slots=True)
class Content:
    """One file of a site: where it was met and what the best link to it says."""

    sha256: str
    fetches: tuple[Fetch, ...]
    link: Link | None
    places: tuple[Link, ...]

    @property
    def fetch(self) -> Fetch:
        """The fetch the best link led to, else the first."""
        wanted = self.link.url if self.link else ""
        return next((fetch for fetch in self.fetches if fetch.url == wanted), self.fetches[0])

    @property
    def hints(self) -> Hints:
        """What is known of the file besides its bytes."""
        return hints_for(self.fetch.final_url or self.fetch.url, self.link, self.fetch.content_type, self.fetch.charset)


def extractor_key() -> str:
    """What a stored text depends on besides its bytes: the extractor's version, and whether scans can be recognised here.

    Once the recognition of Russian is installed, files that could not be read without it are read again.
    """
    return f"{EXTRACTOR_VERSION}+ocr" if "rus" in ocr_languages() else EXTRACTOR_VERSION


def contents(bundle: Bundle) -> tuple[Content, ...]:
    """The files of a visit, each once however many addresses it has, in the order they were read."""
    fetches: dict[str, list[Fetch]] = defaultdict(list)
    for fetch in bundle.fetches:
        if fetch.outcome in (Outcome.OK, Outcome.NOT_MODIFIED) and fetch.sha256 and fetch.warc:
            fetches[fetch.sha256].append(fetch)
    return tuple(_content(sha256, tuple(found), bundle) for sha256, found in fetches.items())


def _content(sha256: str, fetches: tuple[Fetch, ...], bundle: Bundle) -> Content:
    places = tuple(dict.fromkeys(link for fetch in fetches for link in links_to(fetch, bundle)))
    return Content(sha256, fetches, best_link(places), places)


def links_to(fetch: Fetch, bundle: Bundle) -> tuple[Link, ...]:
    """All links to an address, the one that was followed first."""
    followed = (fetch.link,) if fetch.link else ()
    return (*followed, *bundle.links.get(fetch.url, ()))


@dataclass
class Extraction:
    """Reads what is not stored yet. ``damaged`` gives the reason for each content that the archive no longer yields."""

    db: Database
    archive: Path
    pool: WorkerPool
    limits: Limits
    extractor: str = field(default_factory=extractor_key)
    damaged: dict[str, str] = field(default_factory=dict)
    extracted: int = 0

    def read(self, found: tuple[Content, ...], step: Callable[[], None]) -> None:
        """Extract and store the contents that are not stored; what is done is kept even when the rest is broken off."""
        self.damaged.clear()
        known = stored_sha256s(self.db, (item.sha256 for item in found), self.extractor)
        missing = {item.fetch.url: item for item in found if item.sha256 not in known}
        batch: list[Document] = []
        for document in self.pool.map(self._jobs(missing)):
            # A worker that died has not told which bytes it had.
            batch.append(replace(document, sha256=missing[document.path].sha256))
            self.extracted += 1
            if len(batch) >= _BATCH:
                store_documents(self.db, batch, self.extractor)
                batch = []
            step()
        store_documents(self.db, batch, self.extractor)

    def _jobs(self, missing: Mapping[str, Content]) -> Iterator[Job]:
        for url, item in missing.items():
            try:
                _headers, body = read_body(self.archive, item.fetch.warc, item.fetch.offset)
            except ArchiveError as error:
                self.damaged[item.sha256] = str(error)
                continue
            yield Job(path=url, data=body, hints=item.hints, limits=self.limits)

    def document(self, item: Content) -> Document | None:
        """The stored document of a content; ``None`` when the archive did not yield it."""
        return load_document(self.db, item.sha256, self.extractor, item.fetch.url)
