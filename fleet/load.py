"""A bundle into the database: documents extracted once, chrome removed, acts found, everything stored at one stroke."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from crawler.addresses import address_key
from crawler.journal import Bundle
from crawler.model import Fetch, Link, Outcome, Visit, VisitStatus
from db.sites import Reading, SiteAct, SiteContent, store_site
from extractors.chrome import chrome_lines, without_chrome
from extractors.model import Document, ReadStatus
from fleet.acts import ReadPage, acts_in_document, acts_in_pages, acts_promised, is_broken, member_name, members
from fleet.contents import Content, Extraction, contents
from fleet.links import spoken

_LOST = "копия файла в архиве не читается"


def load_bundle(extraction: Extraction, run_id: int, bundle: Bundle, visit: Visit, step: Callable[[], None]) -> SiteContent:
    """Store what a visit brought and return it. ``step`` is called after each file that was extracted.

    Loading the same bundle again changes nothing. Raises ``StorageFailure`` when the disk fails, ``DatabaseProblem``.
    """
    found = contents(bundle)
    extraction.read(found, step)
    loaded = _Loaded()
    pages: list[tuple[Content, Document]] = []
    for item in found:
        document = extraction.document(item)
        if document is None:
            loaded.lost.append((item, extraction.damaged.get(item.sha256, _LOST)))
        elif item.fetch.is_page:
            pages.append((item, document))
        else:
            loaded.add_document(item, document, extraction.key_of(item))
    loaded.add_pages(pages)
    unread_pages = sum(document.status is ReadStatus.FAILED for _item, document in pages)
    failed = [fetch for fetch in bundle.fetches if _is_unread_document(fetch)]
    counters = dict(visit.counters)
    if loaded.lost:
        counters["archive_damaged"] = len(loaded.lost)
    if unread_pages:
        counters["unread_pages"] = unread_pages
        visit = not_read_in_full(visit, unread_pages)
    if loaded.header_only:
        counters["ocr_header_only"] = loaded.header_only
    content = SiteContent(
        visit=replace(visit, counters=counters),
        fetches=bundle.fetches,
        links=tuple(_links(bundle)),
        readings=tuple(loaded.readings),
        acts=(*loaded.acts, *acts_promised(bundle, loaded.lost)),
        unread_documents=loaded.unread + len(loaded.lost) + len(failed),
    )
    store_site(extraction.db, run_id, content, extraction.extractor)
    return content


def not_read_in_full(visit: Visit, pages: int) -> Visit:
    """The visit of a site of which ``pages`` pages were fetched and could not be read: nothing may be called absent on it."""
    reason = f"не удалось прочитать страниц: {pages}"
    return replace(visit, status=VisitStatus.PARTIAL, complete=False, reason="; ".join(filter(None, (visit.reason, reason))))


@dataclass
class _Loaded:
    """What has been gathered of a site. Texts of documents are let go one by one: all of a site's at once may be too much."""

    readings: list[Reading] = field(default_factory=list)
    acts: list[SiteAct] = field(default_factory=list)
    lost: list[tuple[Content, str]] = field(default_factory=list)
    unread: int = 0
    header_only: int = 0

    def add_document(self, item: Content, document: Document, extractor: str) -> None:
        """A file, with the members of an archive."""
        self.unread += document.status is not ReadStatus.OK
        self.header_only += sum(part.header_only for part in (document, *(member for member, _path in members(document))))
        self.readings += _readings(item, document, None, extractor)
        self.acts += acts_in_document(item, document)

    def add_pages(self, pages: Sequence[tuple[Content, Document]]) -> None:
        """All pages of the site: only together they show what is chrome."""
        texts = {
            address_key(item.fetch.final_url or item.fetch.url): document.text.split("\n")
            for item, document in pages
            if document.text
        }
        chrome = chrome_lines(tuple(texts.values()))
        read = [ReadPage(item, document, without_chrome(document.text, chrome)) for item, document in pages]
        for page in read:
            self.readings += _readings(page.content, page.document, page.text)
        self.acts += acts_in_pages(read)


def _is_unread_document(fetch: Fetch) -> bool:
    """Whether a document stayed unread. One that is not there is a broken link, not an unread document."""
    settled = fetch.outcome in (Outcome.OK, Outcome.NOT_MODIFIED) or is_broken(fetch)
    return not settled and fetch.link is not None and fetch.link.document


def _links(bundle: Bundle) -> Iterator[Link]:
    for links in bundle.links.values():
        yield from links
    for fetch in bundle.fetches:
        if fetch.link is not None:
            yield fetch.link


def _readings(item: Content, document: Document, text: str | None, extractor: str = "") -> Iterator[Reading]:
    link = item.link
    for fetch in item.fetches:
        reading = Reading(
            url=fetch.url, sha256=item.sha256, text=text, is_page=fetch.is_page, title=fetch.title or document.title,
            page_url=link.page_url if link else "", link_text=spoken(link) if link else "", fetched=fetch.fetched,
            extractor=extractor,
        )  # fmt: skip
        yield reading
        for member, path in members(document):
            yield replace(
                reading, sha256=member.sha256, member=path, text=None, is_page=False, title=member.title,
                link_text=member_name(path),
            )  # fmt: skip
