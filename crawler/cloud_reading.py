"""The way from a link to a cloud disk to the document: the interface is asked, the file fetched, a folder's files put on the frontier.

Requests keep to the manners of all others: robots.txt of each host, its own slot of politeness, retries, no private addresses,
redirects checked. Every answer goes into the site's archive. The journal knows the document under the link that stands on the
site; the questions in between are asked anew after an interruption, because the addresses they give are short-lived.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from crawler import cloud
from crawler import cloud_answers as answers
from crawler.access import SiteAccess, with_outcome
from crawler.addresses import address_key
from crawler.answers import Got
from crawler.cloud import CloudService, Reference, Shape
from crawler.cloud_answers import Listing, UnknownAnswerError
from crawler.ending import Tally
from crawler.engines.general import MEDIA, PICTURE
from crawler.fetching import now
from crawler.frontier import Frontier, Target
from crawler.model import CrawlSettings, Fetch, Link, Outcome
from crawler.outcomes import FAILURES, Trouble
from crawler.recognise import bot_wall
from crawler.scoring import LinkScorer, says_nothing

FAILURES_IN_A_ROW = 3
"""After so many failures of a service the visit asks it no more."""
UNREAD = "файл лежит на облачном диске: без браузера его не прочитать"
FOLDER = "cloud"
"""The journal's purpose of a folder's listing: no document, but needed to go on after an interruption."""
_PROMISING, _NEUTRAL = 3.0, -1.0
_T = TypeVar("_T")


class _GivenUpError(Exception):
    """A step that did not lead on."""

    def __init__(self, trouble: Trouble, got: Got | None = None) -> None:
        super().__init__(trouble.reason)
        self.trouble = trouble
        self.got = got


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a folder or file stands: the key of the linked folder and the levels below it."""

    root: str
    level: int


@dataclass(slots=True)
class _Cost:
    """Requests and bytes of all steps to one document."""

    requests: int = 0
    received: int = 0


class CloudReader:
    """Reads the cloud documents of one visit."""

    def __init__(self, access: SiteAccess, scorer: LinkScorer, frontier: Frontier, tally: Tally, settings: CrawlSettings) -> None:
        self._access = access
        self._scorer = scorer
        self._frontier = frontier
        self._tally = tally
        self._threshold = settings.threshold
        self._bases = cloud.endpoints(settings.cloud_endpoints)
        self._mail_server = ""
        self._places: dict[str, _Place] = {}
        self._shapes: dict[str, Shape] = {}
        self._taken: Counter[str] = Counter()
        self._failed: Counter[CloudService] = Counter()

    async def read(self, target: Target) -> bool:
        """Read what a cloud link shares, to the end: journal, tally, frontier. False for a target that is no cloud link."""
        ref = cloud.reference(target.url) if target.key.startswith(cloud.KEY_PREFIX) else None
        if ref is None:
            return False
        ref = replace(ref, shape=self._shapes.get(target.key, ref.shape))
        known = self._access.earlier(target.url)
        if known is not None:
            got, purpose = known
            listing = self._listing(got, ref) if purpose == FOLDER and got.body else None
            self._tally.counters["cloud_folder_left"] += purpose == FOLDER and listing is None  # the archive lost it
        elif (refusal := self._refusal(ref)) is not None:
            self._tally.add(self._access.refuse(target.url, refusal.outcome, refusal.reason, target.link), own=False)
            return True
        else:
            got, listing = await self._follow(ref, target)
            purpose = "page" if listing is None else FOLDER
            self._failed[ref.service] = self._failed[ref.service] + 1 if got.fetch.outcome in FAILURES else 0
        links = self._enter(listing, target) if listing is not None else ()
        self._access.record(got, purpose=purpose, links=links)
        if purpose == "page":
            self._tally.add(got.fetch, own=False)
        return True

    def tell(self, links: Iterable[Link]) -> None:
        """Put on record links to cloud disks that have no interface to be read by, each once."""
        for link in links:
            key = address_key(link.url)
            if not self._frontier.taken(key):
                self._frontier.take(key)
                self._tally.add(self._access.refuse(link.url, Outcome.OFF_SITE, UNREAD, link), own=False)

    def _refusal(self, ref: Reference) -> Trouble | None:
        """Why a service is not asked at all."""
        if not self._bases[cloud.endpoint_of(ref)]:
            return Trouble(Outcome.OFF_SITE, UNREAD)
        if self._failed[ref.service] >= FAILURES_IN_A_ROW:
            name = cloud.NAMES[ref.service]
            return Trouble(Outcome.SERVER_ERROR, f"{name} не отвечает или просит обращаться реже: файл не запрашивался")
        return None

    async def _follow(self, ref: Reference, target: Target) -> tuple[Got, Listing | None]:
        """The document or the folder's listing behind a link, as the answer to that link."""
        cost = _Cost()
        listing = None
        try:
            match ref.service:
                case CloudService.YANDEX:
                    got, listing = await self._yandex(ref, target.url, cost)
                case CloudService.MAIL:
                    got, listing = await self._mail(ref, target.url, cost)
                case CloudService.GOOGLE:
                    got, listing = await self._google(ref, target.url, cost)
        except _GivenUpError as stop:
            got = stop.got or Got(Fetch(target.url, stop.trouble.outcome, now()))
            got.fetch = with_outcome(got.fetch, stop.trouble.outcome, stop.trouble.reason)
        title = (got.page.heading or got.page.title)[:300] if listing is None and got.ok and got.fetch.is_page else ""
        got.fetch = replace(got.fetch, url=target.url, link=target.link, depth=target.depth, title=title)
        got.requests, got.received = cost.requests, cost.received
        return got, listing

    # --- services ----------------------------------------------------------------------------------------------------

    async def _yandex(self, ref: Reference, url: str, cost: _Cost) -> tuple[Got, Listing | None]:
        base = self._bases["yandex"]
        if ref.shape is not Shape.FILE:
            got = await self._question(cloud.yandex_resource(base, ref), ref, cost)
            listing = self._listing(got, ref)
            if listing is not None:
                return got, listing
        got = await self._question(cloud.yandex_download(base, ref), ref, cost)
        address = _understood(ref, got, lambda: answers.read_yandex_download(got.body))
        return await self._document(address, url, ref, cost), None

    async def _mail(self, ref: Reference, url: str, cost: _Cost) -> tuple[Got, Listing | None]:
        base = self._bases["mail"]
        shape = ref.shape
        if shape is Shape.EITHER:
            shape = await self._mail_shape(ref, cost)
        if shape is Shape.FOLDER:
            got = await self._question(cloud.mail_folder(base, ref), ref, cost)
            return got, self._listing(got, ref)
        if not self._mail_server:
            self._mail_server = await self._find_mail_server(ref, cost)
        return await self._document(cloud.mail_file(self._mail_server, ref), url, ref, cost), None

    async def _mail_shape(self, ref: Reference, cost: _Cost) -> Shape:
        """File or folder. A folder may be unknown to the question about files: then the question about folders decides."""
        try:
            got = await self._question(cloud.mail_resource(self._bases["mail"], ref), ref, cost)
        except _GivenUpError as stop:
            if stop.trouble.outcome in (Outcome.NOT_FOUND, Outcome.HTTP_ERROR):
                return Shape.FOLDER
            raise
        return _understood(ref, got, lambda: answers.read_mail_resource(got.body))

    async def _find_mail_server(self, ref: Reference, cost: _Cost) -> str:
        """The server that gives out files: the dispatcher names it, else the state in the public page."""
        base = self._bases["mail"]
        try:
            named = await self._question(cloud.mail_dispatcher(base), ref, cost)
            return _understood(ref, named, lambda: answers.read_mail_dispatcher(named.body))
        except _GivenUpError as stop:
            if stop.trouble.outcome not in (Outcome.FORBIDDEN, Outcome.HTTP_ERROR, Outcome.NOT_FOUND):
                raise
        got = await self._question(cloud.mail_page(base, ref), ref, cost, page=True)
        return _understood(ref, got, lambda: answers.read_mail_page(got.decoded.text))

    async def _google(self, ref: Reference, url: str, cost: _Cost) -> tuple[Got, Listing | None]:
        address = cloud.google_address(self._bases, ref)
        if ref.shape is Shape.FOLDER:
            got = await self._question(address, ref, cost, page=True)
            return got, self._listing(got, ref)
        return await self._document(address, url, ref, cost), None

    # --- steps -------------------------------------------------------------------------------------------------------

    async def _gate(self, url: str, service: CloudService) -> Trouble | None:
        """A login is the end of the way; every other host is asked for its rules."""
        return answers.not_public(service) if answers.wants_login(url) else await self._access.forbidden(url)

    async def _ask(self, at: str, ref: Reference, cost: _Cost, url: str = "") -> Got:
        """The answer at an address. With ``url``, the link of the page, it is the document."""

        async def gate(target: str) -> Trouble | None:
            return await self._gate(target, ref.service)

        trouble = await gate(at)
        if trouble is not None:
            raise _GivenUpError(Trouble(trouble.outcome, _named(ref, trouble.reason)))
        got = await self._access.get(url or at, gate, document=bool(url), at=at)
        cost.requests += got.requests
        cost.received += got.received
        fetch = got.fetch
        if fetch.is_page and got.body:
            wall = bot_wall(fetch.status or 200, got.headers, got.decoded.text, got.page, fetch.final_url)
            if wall is not None:
                raise _GivenUpError(Trouble(Outcome.BOT_WALL, _named(ref, wall)), got)
        if not got.ok:
            raise _GivenUpError(answers.trouble_of(ref.service, fetch.status, fetch.outcome, fetch.reason, got.body), got)
        return got

    async def _question(self, address: str, ref: Reference, cost: _Cost, *, page: bool = False) -> Got:
        """An answer of the interface."""
        got = await self._ask(address, ref, cost)
        if not page:
            status = _understood(ref, got, lambda: answers.inner_status(got.body))
            if status is not None and status >= 400:
                reason = f"ответ с кодом {status}"
                raise _GivenUpError(answers.trouble_of(ref.service, status, Outcome.HTTP_ERROR, reason, got.body), got)
        return got

    async def _document(self, address: str, url: str, ref: Reference, cost: _Cost) -> Got:
        """The file itself. A page in its place is a question, a refusal or something unknown, unless it is sent as a file."""
        got = await self._ask(address, ref, cost, url)
        if not self._is_page_instead(got, ref):
            return got
        if ref.service is CloudService.GOOGLE:
            onward = answers.read_google_confirmation(got.decoded.text, got.fetch.final_url)
            if onward is not None:
                got = await self._ask(onward, ref, cost, url)
                if not self._is_page_instead(got, ref):
                    return got
        if answers.over_quota(f"{got.page.title}\n{got.page.text(chrome=True)}"):
            raise _GivenUpError(answers.busy(ref.service), got)
        title = " ".join((got.page.title or got.page.heading).split())[:80]
        raise _GivenUpError(answers.unknown(ref.service, f"вместо файла пришла страница «{title}»"), got)

    @staticmethod
    def _is_page_instead(got: Got, ref: Reference) -> bool:
        sent_as_file = got.headers.get("content-disposition", "").lower().lstrip().startswith("attachment")
        return got.fetch.is_page and ref.shape is not Shape.PUBLISHED and not sent_as_file

    # --- folders -----------------------------------------------------------------------------------------------------

    def _listing(self, got: Got, ref: Reference) -> Listing | None:
        """What an answer says of a folder; ``None`` for the answer about a file."""
        match ref.service:
            case CloudService.YANDEX:
                return _understood(ref, got, lambda: answers.read_yandex_resource(got.body, ref))
            case CloudService.MAIL:
                return _understood(ref, got, lambda: answers.read_mail_folder(got.body, ref))
            case CloudService.GOOGLE:
                return _understood(ref, got, lambda: answers.read_google_folder(got.page, got.fetch.final_url, ref))

    def _enter(self, listing: Listing, target: Target) -> tuple[Link, ...]:
        """Put the files and subfolders of a folder on the frontier; gives their links. What is left out is counted."""
        counters = self._tally.counters
        place = self._places.get(target.key, _Place(target.key, 0))
        counters["cloud_folders"] += 1
        counters["cloud_folder_left"] += listing.left
        links = []
        for item in listing.items:
            ref = cloud.reference(item.url)
            link = self._link(item.name, item.url, target.link or Link(target.url), place.level)
            why = "cloud_folder_left" if ref is None else self._why_not(link, place, folder=item.folder)
            if ref is None or why:
                counters[why] += 1
                continue
            self._places.setdefault(ref.key, _Place(place.root, place.level + 1))
            if ref.shape is Shape.EITHER:
                self._shapes[ref.key] = Shape.FOLDER if item.folder else Shape.FILE
            self._taken[place.root] += not item.folder
            rank = link.score + (_PROMISING if link.score > 0 else _NEUTRAL)
            links.append(link)
            self._frontier.push(Target(ref.key, link, item.url, round(rank, 3), target.depth + 1, True))
        return tuple(links)

    def _link(self, name: str, url: str, folder: Link, level: int) -> Link:
        """An entry as a link of the page the folder is linked from: its name is the text, the folder's text the section."""
        said = folder.context if says_nothing(folder.text) and folder.context else folder.text
        section = f"{folder.section} / {said}" if level else said
        around = section if level else f"{folder.section} / {said}"
        score = self._scorer.score(name, around, "", folder.page_title).value
        return Link(url, name, section[:300], folder.page_url, folder.page_title, score, True)

    def _why_not(self, link: Link, place: _Place, *, folder: bool) -> str:
        """The counter of an entry that is not read; "" for one that is."""
        if link.score < self._threshold:
            return "below_threshold"
        if folder:
            return "cloud_folder_deep" if place.level >= cloud.MAX_DESCENT else ""
        if MEDIA.search(link.text):
            return "media"
        if PICTURE.search(link.text) and link.score <= 0:
            return "picture"
        return "cloud_folder_left" if self._taken[place.root] >= cloud.MAX_FILES else ""


def _understood(ref: Reference, got: Got, read: Callable[[], _T]) -> _T:
    """What ``read`` makes of an answer; one that is not understood ends the way to the document."""
    try:
        return read()
    except UnknownAnswerError as error:
        raise _GivenUpError(answers.unknown(ref.service, str(error)), got) from error


def _named(ref: Reference, reason: str) -> str:
    name = cloud.NAMES[ref.service]
    return reason if reason.startswith(name) else f"{name}: {reason}"
