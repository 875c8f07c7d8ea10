"""Acts of a site: in its documents and pages, and those that links promise but files do not give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from checks.model import FoundAct
from crawler.addresses import address_key
from crawler.journal import Bundle
from crawler.model import Fetch, Link, Outcome
from db.documents import digest
from db.sites import Place, SiteAct
from extractors.acts import act_from_link, find_acts
from extractors.model import Act, Document, Hints, ReadStatus
from fleet.contents import Content, links_to
from fleet.links import asks_visitors, best_link, hints_for, spoken

MAX_ACT_TEXT = 100_000
"""Characters of an act that are kept for judging: some forty printed pages."""
_GONE = (404, 410)
_UNREAD = "файл не удалось прочитать"
_REASONS = {
    Outcome.NOT_FOUND: "страница или файл не найдены",
    Outcome.FORBIDDEN: "сайт отказал в доступе",
    Outcome.SERVER_ERROR: "ошибка на стороне сайта",
    Outcome.HTTP_ERROR: "сайт ответил ошибкой",
    Outcome.REDIRECT_LOOP: "перенаправления по кругу",
    Outcome.UNREACHABLE: "сайт не отвечает",
    Outcome.TIMEOUT: "сайт не ответил за отведённое время",
    Outcome.BROKEN: "передача файла оборвалась",
    Outcome.TOO_LARGE: "файл больше допустимого размера",
    Outcome.ROBOTS: "чтение запрещено файлом robots.txt",
    Outcome.PRIVATE_ADDRESS: "ссылка ведёт на внутренний адрес",
    Outcome.BOT_WALL: "файл закрыт проверкой на робота",
    Outcome.NEEDS_JAVASCRIPT: "не открывается без выполнения сценариев",
    Outcome.OFF_SITE: "файл лежит на другом сайте и не прочитан",
}


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page with its text, chrome removed."""

    content: Content
    document: Document
    text: str


def members(document: Document) -> Iterator[tuple[Document, str]]:
    """Members of an archive at any depth, with their path from the archive on (``!/…``)."""

    def inside(parent: Document) -> Iterator[tuple[Document, str]]:
        for member in parent.members:
            yield member, member.path.removeprefix(document.path)
            yield from inside(member)

    return inside(document)


def member_name(path: str) -> str:
    """The file name at the end of a member's path, without its extension: what stands for a link text."""
    return PurePosixPath(path.replace("\\", "/").rsplit("!/", 1)[-1]).stem


def acts_in_pages(pages: Iterable[ReadPage]) -> Iterator[SiteAct]:
    """Acts that are typed into pages.

    Pages with the same text are one: a site answers under several addresses, and its counters differ.
    """
    same: dict[str, list[ReadPage]] = {}
    for page in pages:
        if page.text.strip():
            same.setdefault(digest(page.text), []).append(page)
    for copies in same.values():
        first = copies[0]
        found = _Found(first.content, first.content.hints, _places([page.content for page in copies]))
        yield from _acts_of(first.document, first.text, found)


def acts_in_document(content: Content, document: Document) -> Iterator[SiteAct]:
    """Acts in a file and in the members of an archive; a file that cannot be read gives what its link promises."""
    found = _Found(content, content.hints, _places([content]))
    if document.text.strip() or not document.members:
        yield from _acts_of(document, document.text, found)
    for member, path in members(document):
        hints = Hints(f"{content.fetch.url}{path}", member_name(path))
        yield from _acts_of(member, member.text, replace(found, hints=hints, member=path))


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a document was found: what an act needs besides itself."""

    content: Content
    hints: Hints
    places: tuple[Place, ...]
    member: str = ""

    def act(self, act: Act, document: Document, text: str = "", reason: str = "") -> SiteAct:
        """The act with its place; with a ``reason`` it was not read."""
        fetch, link = self.content.fetch, self.content.link
        said = spoken(link) if link else ""
        found = FoundAct(
            act=act,
            url=fetch.url + self.member,
            page_url=link.page_url if link else "",
            link_text=" → ".join(filter(None, (said, self.hints.link_text))) if self.member else said,
            section=link.section if link else "",
            sha256=document.sha256,
            fetched=fetch.fetched,
            text_source=document.text_source.value if document.text_source and not reason else None,
            text=text,
            readable=not reason,
            reason=reason,
            warc=fetch.warc,
            offset=fetch.offset,
        )
        others = (replace(place, url=place.url + self.member) for place in self.places)
        mine = (found.url, found.page_url)
        return SiteAct(found, tuple(place for place in others if (place.url, place.page_url) != mine))


def _acts_of(document: Document, text: str, found: _Found) -> Iterator[SiteAct]:
    if document.status is ReadStatus.OK:
        for act in find_acts(replace(document, text=text), found.hints, day_of(found.content.fetch)):
            own = text[act.start : act.end] if act.end > act.start else text
            yield found.act(act, document, own[:MAX_ACT_TEXT])
    elif not found.content.fetch.is_page:
        promised = act_from_link(found.hints, day_of(found.content.fetch))
        if promised is not None:
            yield found.act(promised, document, reason=document.reason or _UNREAD)


def day_of(fetch: Fetch) -> date | None:
    """The day of the request: no act is dated later; ``None`` when it is not known."""
    try:
        return date.fromisoformat(fetch.fetched[:10])
    except ValueError:
        return None


def _places(contents: Sequence[Content]) -> tuple[Place, ...]:
    """Every address with every page that links to it, each pair once."""
    found: dict[tuple[str, str], Place] = {}
    for content in contents:
        for link in content.places:
            found.setdefault((link.url, link.page_url), Place(link.url, link.page_url, spoken(link), link.section))
        addresses = {url for url, _page in found}
        for fetch in content.fetches:
            if fetch.url not in addresses:
                found[fetch.url, ""] = Place(fetch.url)
    return tuple(found.values())


def acts_promised(bundle: Bundle, lost: Iterable[tuple[Content, str]]) -> Iterator[SiteAct]:
    """Acts that links promise although their file was not got: the link is broken, or the file could not be fetched.

    ``lost`` are contents that the archive does not yield any more, with the reason.
    """
    for content, reason in lost:
        promised = act_from_link(content.hints, day_of(content.fetch))
        if promised is not None:
            nothing = Document(content.fetch.url, content.sha256, "", ReadStatus.FAILED)
            yield _Found(content, content.hints, ()).act(promised, nothing, reason=reason)
    seen: set[str] = set()
    for fetch in bundle.fetches:
        if fetch.outcome in (Outcome.OK, Outcome.NOT_MODIFIED):
            continue
        links = links_to(fetch, bundle)
        link = best_link(links)
        key = address_key(fetch.url)
        if link is None or key in seen or asks_visitors(link):
            continue
        seen.add(key)
        promised = act_from_link(hints_for(fetch.url, link), day_of(fetch))
        if promised is not None:
            yield _not_fetched(fetch, promised, link, links)


def is_broken(fetch: Fetch) -> bool:
    """Whether the site says that there is nothing under the address."""
    return fetch.outcome is Outcome.NOT_FOUND or fetch.status in _GONE


def _not_fetched(fetch: Fetch, promised: Act, link: Link, links: Sequence[Link]) -> SiteAct:
    reason = fetch.reason or _REASONS.get(fetch.outcome, _UNREAD)
    found = FoundAct(
        act=promised, url=fetch.url, page_url=link.page_url, link_text=spoken(link), section=link.section,
        fetched=fetch.fetched, readable=False, broken=is_broken(fetch), reason=reason,
    )  # fmt: skip
    others = {(item.url, item.page_url): Place(item.url, item.page_url, spoken(item), item.section) for item in links}
    others.pop((found.url, found.page_url), None)
    return SiteAct(found, tuple(others.values()))
