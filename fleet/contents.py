"""The files of a visit: found in the archive, extracted by the workers, kept by content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from crawler.archive import ArchiveError, read_body
from crawler.journal import Bundle
from crawler.model import Fetch, Link, Outcome
from db.connection import Database
from db.documents import load_document, store_documents, stored_sha256s, stored_under
from extractors.limits import Limits, OcrMode
from extractors.model import EXTRACTOR_VERSION, Document, Hints, ReadStatus
from extractors.tools import abilities, names_missing
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
    """What a text depends on besides its bytes: the extractor's version and what this machine can do."""
    return f"{EXTRACTOR_VERSION}-{abilities()}"


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


class WantsWhole(Protocol):
    """Which scans are read to their end: the links are asked first, then what the header says."""

    def by_links(self, item: Content) -> bool:
        """Whether the links to a file already show that its whole text is needed."""

    def by_header(self, item: Content, document: Document) -> bool:
        """Whether a document of whose scans the header alone was recognised leaves something open."""


@dataclass
class Extraction:
    """Reads what is not stored yet. ``damaged`` gives the reason for each content that the archive no longer yields.

    With ``interest`` scans are recognised in two steps, the header first; without, whole at once. The two readings are
    stored apart: a whole one serves wherever a header would do, a header never stands for the whole.
    """

    db: Database
    archive: Path
    pool: WorkerPool
    limits: Limits
    interest: WantsWhole | None = None
    extractor: str = EXTRACTOR_VERSION
    able: str = field(default_factory=abilities)
    """What the machine can do: part of the key of files that it lacks a program for, so that they alone are read again later."""
    damaged: dict[str, str] = field(default_factory=dict)
    extracted: int = 0
    """Readings that were made, two for a file that was read in both ways."""
    _headers: set[str] = field(default_factory=set)

    def _keys(self, header: bool) -> tuple[str, str]:
        """The keys a reading may be stored under: of files that nothing was missing for, and of the others."""
        end = "+header" if header else ""
        return f"{self.extractor}{end}", f"{self.extractor}-{self.able}{end}"

    def read(self, found: tuple[Content, ...], step: Callable[[], None]) -> None:
        """Extract and store the contents that are not stored; what is done is kept even when the rest is broken off."""
        self.damaged.clear()
        self._headers.clear()
        known = self._known(found, header=False)
        missing = [item for item in found if item.sha256 not in known]
        if self.interest is None:
            self._extract(missing, OcrMode.FULL, step)
            return
        whole = {item.sha256 for item in missing if self.interest.by_links(item)}
        rest = [item for item in missing if item.sha256 not in whole]
        begun = self._known(rest, header=True)
        self._extract([item for item in missing if item.sha256 in whole], OcrMode.FULL, step)
        self._extract([item for item in rest if item.sha256 not in begun], OcrMode.HEADER, step)
        unsettled = []
        done = self._known(rest, header=False)
        for item in rest:
            key = stored_under(self.db, item.sha256, self._keys(header=True))
            document = load_document(self.db, item.sha256, key, item.fetch.url) if key else None
            if item.sha256 in done or document is None:
                continue
            if document.partly_recognised and self.interest.by_header(item, document):
                unsettled.append(item)
            else:
                self._headers.add(item.sha256)
        self._extract(unsettled, OcrMode.FULL, step)

    def document(self, item: Content) -> Document | None:
        """The stored document of a content; ``None`` when the archive did not yield it."""
        return load_document(self.db, item.sha256, self.key_of(item), item.fetch.url)

    def key_of(self, item: Content) -> str:
        """The key that the reading which serves for a content is stored under."""
        keys = self._keys(item.sha256 in self._headers)
        return stored_under(self.db, item.sha256, keys) or keys[0]

    def _known(self, items: Iterable[Content], *, header: bool) -> frozenset[str]:
        wanted = [item.sha256 for item in items]
        known = [stored_sha256s(self.db, wanted, key) for key in self._keys(header)]
        return known[0] | known[1]

    def _extract(self, items: Iterable[Content], mode: OcrMode, step: Callable[[], None]) -> None:
        missing = {item.fetch.url: item for item in items}
        limits = self.limits if self.limits.ocr is OcrMode.OFF else replace(self.limits, ocr=mode)
        batch: list[Document] = []
        for document in self.pool.map(self._jobs(missing, limits)):
            # A worker that died has not told which bytes it had.
            batch.append(replace(document, sha256=missing[document.path].sha256))
            self.extracted += 1
            if len(batch) >= _BATCH:
                self._store(batch, mode)
                batch = []
            step()
        self._store(batch, mode)

    def _store(self, documents: list[Document], mode: OcrMode) -> None:
        """What a reading for the header left nothing out of is a whole reading."""
        by_key: dict[str, list[Document]] = {}
        for document in documents:
            header = mode is OcrMode.HEADER and (document.partly_recognised or document.status is ReadStatus.FAILED)
            by_key.setdefault(self._keys(header)[_lacks_programs(document)], []).append(document)
        for key, read in by_key.items():
            store_documents(self.db, read, key)

    def _jobs(self, missing: Mapping[str, Content], limits: Limits) -> Iterator[Job]:
        for url, item in missing.items():
            try:
                _headers, body = read_body(self.archive, item.fetch.warc, item.fetch.offset)
            except ArchiveError as error:
                self.damaged[item.sha256] = str(error)
                continue
            yield Job(path=url, data=body, hints=item.hints, limits=limits)


def _lacks_programs(document: Document) -> bool:
    """Whether a program that is not installed would give more of a file or of one packed in it."""
    return names_missing(document.reason) or any(map(_lacks_programs, document.members))
