"""From the links of a page to targets for the frontier: what belongs to the site, what it is, what it promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from crawler.addresses import address_key, join, on_own_disk, unwrap
from crawler.cloud import KEY_PREFIX, reference
from crawler.domains import core_host, folder_of, host_of, same_site, site_of
from crawler.engines import LinkClass, classify, is_picture, is_shelf, is_store, original_of
from crawler.engines.base import Engine
from crawler.engines.general import GENERAL
from crawler.frontier import Frontier, Target
from crawler.model import Link
from crawler.ranking import Circumstances, Rank, rank_of
from crawler.recognise import on_cloud_disk
from crawler.scoring import NOTHING, LinkScorer, Score, names_no_subject, says_nothing
from extractors.page import Page, PageLink

MAX_LINKS = 5_000
"""Links of one page that are looked at; a longer list is no page for people."""
MAX_OCCURRENCES = 40
"""Places one document is linked from that are worth remembering."""
_CLOUD_BONUS = 3.0
MAX_ADDRESSES = 20_000
"""Judged addresses that are kept: those of menus are met on every page, others once or twice."""
_MAX_TEXT = 300


@dataclass(frozen=True, slots=True)
class Address:
    """What is known of a URL before anything is asked of it. ``skip`` names why it is not followed ("" when it may be)."""

    url: str
    key: str
    kind: LinkClass
    skip: str
    on_site: bool
    picture: bool = False
    cloud: bool = False


@dataclass
class Reading:
    """The links of one page: ``targets`` for the frontier, ``links`` for the journal, ``skipped`` by reason."""

    targets: list[Target] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    cloud: list[Link] = field(default_factory=list)
    """Promising links to cloud disks that have no interface to be read by."""
    nowhere: list[Link] = field(default_factory=list)
    """Promising links to the disk of the computer the page was written on."""


class LinkReader:
    """Judges the links of one site. Menus repeat on every page, so what was judged once is remembered."""

    def __init__(
        self,
        site: str,
        scorer: LinkScorer,
        frontier: Frontier,
        threshold: float,
        folder: str = "",
        past: Mapping[str, int] | None = None,
    ) -> None:
        """``past`` gives, by address key, the acts found there last time (0 for an address that gave none)."""
        self.sites = [site]
        self._frontier = frontier
        self.engine: Engine = GENERAL
        self._scorer = scorer
        self._threshold = threshold
        self._folder = folder or folder_of(site)
        self._past = past or {}
        self._addresses: dict[str, Address] = {}
        self._spellings: dict[str, str] = {}
        # Hashes: a large site has hundreds of thousands of links, each with texts that stand nowhere else.
        self._judged: set[int] = set()
        self._skipped: set[int] = set()
        self._occurrences: Counter[str] = Counter()

    def move(self, site: str, engine: Engine) -> None:
        """The site is read at ``site`` from now on (redirect, other scheme, new address)."""
        if site_of(site) != site_of(self.sites[0]) or (self._folder and not urlsplit(site).path.startswith(self._folder)):
            self._folder = folder_of(site)
        self.sites = [site, *(known for known in self.sites if site_of(known) == site_of(site))][:3]
        self.engine = engine
        self._addresses.clear()

    def learn(self, engine: Engine) -> None:
        """The engine has shown itself: addresses are judged by its rules from now on."""
        self.engine = engine
        self._addresses.clear()
        self._judged.clear()

    def annex(self, site: str) -> None:
        """A second address whose pages count as the site's own."""
        self.sites.append(site)
        self._addresses.clear()

    def owns(self, url: str) -> bool:
        """Whether the URL belongs to the site (folder of a portal not regarded)."""
        return any(same_site(url, site) for site in self.sites)

    def keeps(self, url: str) -> bool:
        """Whether what lies there is the site's: on its own hosts, or a file in the store of its builder."""
        return self.owns(url) or is_store(host_of(url), self.engine)

    def address(self, url: str) -> Address:
        """What ``url`` is."""
        known = self._addresses.get(url)
        if known is None:
            known = self._judge_address(url)
            # All spellings of one page go under the spelling that was seen first.
            first = self._spellings.setdefault(known.key, known.url)
            if first != known.url:
                known = replace(known, url=first)
            if len(self._addresses) >= MAX_ADDRESSES:
                self._addresses.clear()
            self._addresses[url] = known
        return known

    def _judge_address(self, url: str) -> Address:
        url = unwrap(url)
        on_site = self.owns(url)
        if on_site:
            url = self._as_home(original_of(url, self.engine))
        kind, label = classify(url, self.engine)
        skip = ""
        if kind in (LinkClass.TRAP, LinkClass.COPY, LinkClass.SERVICE):
            skip = f"{kind}:{label}"
        elif kind is LinkClass.MEDIA:
            skip = "media"
        elif not on_site and kind is not LinkClass.DOCUMENT:
            skip = "off_site"
        elif on_site and kind is not LinkClass.DOCUMENT and not self._in_folder(url):
            skip = "other_folder"
        shared = None if on_site else reference(url)
        cloud = shared is not None or (not on_site and on_cloud_disk(url))
        # A file in the store of the site's builder is as good as one on the site itself.
        kept = on_site or (kind is LinkClass.DOCUMENT and is_store(host_of(url), self.engine))
        return Address(url, shared.key if shared else address_key(url), kind, skip, kept, is_picture(url), cloud)

    def _as_home(self, url: str) -> str:
        """The spelling the home page answered under: another scheme or ``www`` would only cost a redirect."""
        home, parts = urlsplit(self.sites[0]), urlsplit(url)
        if parts.port is not None or home.port is not None or core_host(host_of(url)) != core_host(home.hostname or ""):
            return url
        scheme = home.scheme if parts.scheme == "http" else parts.scheme
        return parts._replace(scheme=scheme, netloc=home.netloc).geturl()

    def _in_folder(self, url: str) -> bool:
        if not self._folder:
            return True
        path = urlsplit(url).path
        return path == self._folder or path.startswith(f"{self._folder}/")

    def read(self, page: Page, url: str, title: str, depth: int, heat: float = 0.0) -> Reading:
        """The links of a page at ``url``, ``depth`` links away from a start; ``heat`` is the page's."""
        reading = Reading()
        base = (join(url, page.base_href) if page.base_href else None) or url
        root = "/".join([*base.split("/", 3)[:3], ""])
        folder = base.split("?", 1)[0].rsplit("/", 1)[0] + "/"
        if len(page.links) > MAX_LINKS:
            cut = page.links[MAX_LINKS:]
            reading.skipped["links_cut"] += len(cut)
            if any(self._scorer.score(link.text, link.section).value > 0 for link in cut):
                reading.skipped["links_cut:promising"] += 1
        for link in page.links[:MAX_LINKS]:
            href = link.href
            # The shortest base that means the same: menus then cost one look-up, not one joining a page.
            start = href[:1]
            near = root if start == "/" or href[:4].lower() == "http" else base if start in "?&" else folder
            key = hash((near, href, link.text, link.section))
            if key not in self._judged:
                self._read_link(reading, link, key, near, url, title, depth, heat)
        return reading

    def _read_link(
        self,
        reading: Reading,
        link: PageLink,
        key: int,
        base: str,
        page_url: str,
        title: str,
        depth: int,
        heat: float,
    ) -> None:
        target = join(base, link.href)
        if target is None:
            self._judged.add(key)
            if link.href[:1] != "#":
                self._skip(reading, "not_web", link.href)
                self._note_own_disk(reading, link, page_url, title)
            return
        address = self.address(target)
        document = link.download or address.kind is LinkClass.DOCUMENT
        if link.chrome or not (document or address.cloud):
            self._judged.add(key)  # of documents every place counts, unless it is the menu
        if address.skip and not address.cloud:
            self._skip(reading, address.skip, address.key)
            return
        if not (document or address.cloud) and self._frontier.taken(address.key):
            return
        unnamed = says_nothing(link.text)
        context = link.context if link.context != link.text and unnamed else ""
        score = self._scorer.score(link.text, link.section, address.url, "" if link.chrome else title, context)
        heat = 0.0 if link.chrome else heat
        waiting = None if document or address.cloud else self._frontier.waiting(address.key)
        # Most links of a page lead where others have led before: one that promises no more adds nothing.
        if waiting is not None and waiting.rank >= self.rank(link.text, False, address, score, depth + 1, heat=heat).value:
            return
        found = Link(
            address.url,
            link.text[:_MAX_TEXT],
            link.section[:_MAX_TEXT],
            page_url,
            title[:_MAX_TEXT],
            score.value,
            document,
            context[:_MAX_TEXT],
        )
        if address.cloud:
            self._read_cloud_link(reading, found, address, depth)
            return
        made = self.target(found, depth + 1, score=score, heat=heat)
        if made is not None:
            reading.targets.append(made)
        else:
            self._skip(reading, self._why_not(address, found), address.key)
        if document:
            self._occurrences[address.url] += 1
            if self._occurrences[address.url] <= MAX_OCCURRENCES:
                reading.links.append(found)
        elif made is not None:
            reading.links.append(found)

    def _note_own_disk(self, reading: Reading, link: PageLink, page_url: str, title: str) -> None:
        """A promising link to somebody's own disk opens for nobody: it is broken, and told as such."""
        url = on_own_disk(link.href)
        score = self._scorer.score(link.text, link.section, "", "" if link.chrome else title).value if url else 0.0
        if score > 0:
            texts = (link.text[:_MAX_TEXT], link.section[:_MAX_TEXT], page_url, title[:_MAX_TEXT])
            reading.nowhere.append(Link(url, *texts, score, document=True))

    def _read_cloud_link(self, reading: Reading, link: Link, address: Address, depth: int) -> None:
        """A promising link to a cloud disk is followed where the service has an interface, else told."""
        self._skip(reading, "cloud_disk", address.key)
        if link.score <= 0 or link.score < self._threshold:
            return
        if not address.key.startswith(KEY_PREFIX):
            reading.cloud.append(link)
            return
        link = replace(link, document=True)
        reading.targets.append(Target(address.key, link, address.url, round(link.score + _CLOUD_BONUS, 3), depth + 1, True))
        self._occurrences[address.url] += 1
        if self._occurrences[address.url] <= MAX_OCCURRENCES:
            reading.links.append(link)

    def _why_not(self, address: Address, link: Link) -> str:
        if not address.on_site:
            return "off_site"
        if address.picture and link.score <= 0:
            return "picture"
        return "below_threshold"

    def target(
        self,
        link: Link,
        depth: int,
        *,
        seed: bool = False,
        score: Score | None = None,
        heat: float = 0.0,
        sitemap: bool = False,
    ) -> Target | None:
        """The target a link makes, ``None`` when it is not followed. A seed is followed whatever it promises."""
        address = self.address(link.url)
        document = link.document or address.kind is LinkClass.DOCUMENT
        if not seed:
            if link.score < self._threshold or ((address.picture or not address.on_site) and link.score <= 0):
                return None
        elif address.skip and not address.on_site:
            return None
        if score is None:
            score = self._scorer.score(link.text, link.section, address.url, link.page_title, link.context)
        rank = self.rank(link.text, document, address, score, depth, seed=seed, heat=heat, sitemap=sitemap)
        led = None if seed and not link.text else link
        aside = address.kind is LinkClass.ASIDE and not seed and link.score <= 0 and not self._past.get(address.key)
        return Target(address.key, led, address.url, rank.value, depth, document, aside, heat=rank.heat)

    def rank(
        self,
        text: str,
        document: bool,
        address: Address,
        score: Score,
        depth: int,
        *,
        seed: bool = False,
        heat: float = 0.0,
        sitemap: bool = False,
    ) -> Rank:
        """The place of a link with this text in the frontier, ``depth`` links away from a start."""
        facts = Circumstances(
            document=document,
            aside=address.kind is LinkClass.ASIDE and not seed,
            unnamed=names_no_subject(text),
            heat=heat,
            past_acts=self._past.get(address.key),
            sitemap=sitemap,
            top=depth <= 1 and not sitemap,
            shelf=is_shelf(address.url, self.engine),
        )
        return rank_of(score, facts)

    def from_sitemap(self, urls: Iterable[str], sitemap: str) -> Reading:
        """Targets for the pages a sitemap names; only the addresses can speak for them."""
        reading = Reading()
        for written in urls:
            target = join(sitemap, written)
            if target is None or not self.owns(target):
                self._skip(reading, "sitemap_foreign", written)
                continue
            address = self.address(target)
            if address.skip:
                self._skip(reading, address.skip, address.key)
                continue
            score = NOTHING if address.kind is LinkClass.ASIDE else self._scorer.score(url=address.url)
            found = Link(address.url, "", "", sitemap, "", score.value, address.kind is LinkClass.DOCUMENT)
            made = self.target(found, 1, score=score, sitemap=True)
            if made is None:
                self._skip(reading, self._why_not(address, found), address.key)
                continue
            reading.targets.append(made)
            reading.links.append(found)
        return reading

    def _skip(self, reading: Reading, why: str, key: str) -> None:
        """Count an address once, however often it is linked."""
        mark = hash((why, key))
        if mark not in self._skipped:
            self._skipped.add(mark)
            reading.skipped[why] += 1
