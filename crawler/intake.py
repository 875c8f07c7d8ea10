"""Taking in one answer: what it really is, what goes on record, which links it adds to the frontier."""

from __future__ import annotations

from dataclasses import replace

from crawler import recognise
from crawler.access import with_outcome
from crawler.addresses import address_key
from crawler.answers import MAX_HTML, Got
from crawler.context import Context
from crawler.engines import classify, detect
from crawler.engines.general import GENERAL
from crawler.fetching import WRONG_LENGTH
from crawler.frontier import Target
from crawler.harvest import pattern_of
from crawler.home import start_link
from crawler.links import Reading
from crawler.model import Outcome
from crawler.stopping import Stopping

OWN_DISK = "ссылка ведёт на диск компьютера, с которого заполняли сайт"
ENGINE_PAGES = 12
"""Pages beyond the first that are looked at for signs of an engine."""
MAX_WAITING = 50_000
"""Addresses a frontier holds; what goes beyond is counted, and the visit cannot be complete anyway."""


class Intake:
    """Judges the answers of one visit, puts them on record and feeds the frontier."""

    def __init__(self, context: Context, stopping: Stopping) -> None:
        self._context = context
        self._stopping = stopping
        self._bodies: set[int] = set()
        self._looked = 0

    def take(self, got: Got, target: Target, *, judged: bool = False) -> None:
        """Judge an answer, note its links, put it on record. ``judged`` answers have been recognised before."""
        final = got.fetch.final_url or got.fetch.url
        if not got.recorded:
            if not judged:
                self._recognise(got, target, final)
            title = (got.page.heading or got.page.title)[:300] if got.ok and got.fetch.is_page else ""
            charset = got.decoded.charset if got.ok and got.fetch.is_page and got.body else got.fetch.charset
            got.fetch = replace(got.fetch, link=target.link, depth=target.depth, title=title, charset=charset)
        reading = self._links_of(got, final, target.heat) if got.ok and got.fetch.is_page and got.body else Reading()
        purpose = "probe" if target.probe and not got.ok else "page"
        self._context.access.record(got, purpose=purpose, links=tuple(reading.links))
        kind = pattern_of(target.url)
        grew = any(pattern_of(new.url) == kind and not self._context.frontier.knows(new.key) for new in reading.targets)
        gained = self.absorb(reading)
        if got.ok and got.fetch.is_page and not target.document:
            origin = target.link.page_url if target.link is not None else ""
            self._context.frontier.harvest.note(target.url, origin, gained)
            if got.body:
                self._context.traps.read(target.url, got.page, gained=gained, grew=grew)
        if final != target.url:
            self._context.frontier.take(address_key(final))
        if purpose == "page":
            self._context.tally.add(got.fetch, own=self._context.reader.keeps(target.url))
        if got.fetch.reason == WRONG_LENGTH:
            self._context.tally.remark("wrong_content_length")
        self._stopping.watch(got.fetch)

    def _recognise(self, got: Got, target: Target, final: str) -> None:
        """What the answer really is; changes the outcome where it is not what its status says."""
        fetch, home = got.fetch, address_key(self._context.home)
        if final != target.url and got.ok and address_key(final) == home and target.key != home:
            got.fetch = with_outcome(fetch, Outcome.NOT_FOUND, "сервер пересылает на главную страницу: такой страницы нет")
            return
        if got.ok and target.key != home and self._context.sameness.answers(fetch.sha256, target.url, final):
            got.fetch = with_outcome(fetch, Outcome.NOT_FOUND, "сайт отвечает так на любой несуществующий адрес")
            return
        if target.document and not got.body and fetch.outcome is Outcome.OK:
            got.fetch = replace(fetch, is_page=False)  # an empty file: what its link promises is not there to be read
            return
        if not fetch.is_page or not got.body or fetch.outcome in (Outcome.OFF_SITE, Outcome.NOT_FOUND):
            return
        html, page = got.decoded.text, got.page
        wall = recognise.bot_wall(fetch.status or 200, got.headers, html, page, final)
        if wall is not None:
            got.fetch = with_outcome(fetch, Outcome.BOT_WALL, wall)
        elif not got.ok:
            return
        elif self._context.sameness.matches(page, final):
            got.fetch = with_outcome(fetch, Outcome.NOT_FOUND, "сайт отвечает этой страницей на любой несуществующий адрес")
        elif (why := recognise.says_missing(page, document=target.document)) is not None:
            got.fetch = with_outcome(fetch, Outcome.NOT_FOUND, why)
        elif (why := recognise.lacks_scripts(html, page, final, got.rendered)) is not None:
            got.fetch = with_outcome(fetch, Outcome.NEEDS_JAVASCRIPT, why)
        elif final != target.url and (why := recognise.login_page(html, page, final)) is not None:
            got.fetch = with_outcome(fetch, Outcome.FORBIDDEN, why)

    def _links_of(self, got: Got, final: str, heat: float) -> Reading:
        """The links of a page; a body seen before under another address has no new ones."""
        body = int(got.fetch.sha256[:16], 16)
        if body in self._bodies:
            self._context.tally.counters["same_body"] += 1
            self._stopping.same_body(True)
            return Reading()
        self._bodies.add(body)
        if len(got.body) > MAX_HTML:
            self._context.tally.counters["page_cut"] += 1
        self._stopping.same_body(False)
        self._look_for_engine(got, final)
        title = got.page.heading or got.page.title
        reading = self._context.reader.read(got.page, final, title, got.fetch.depth, heat)
        onward = recognise.sends_to(got.decoded.text, got.page, final)
        if onward is not None and self._context.reader.owns(onward):
            target = self._context.reader.target(start_link(onward), got.fetch.depth, seed=True)
            if target is not None:
                reading.targets.append(target)
        return reading

    def _look_for_engine(self, got: Got, final: str) -> None:
        """A home page made of pictures may hide the engine that the next pages show. What waits is then judged anew."""
        context = self._context
        if context.reader.engine is not GENERAL or self._looked >= ENGINE_PAGES:
            return
        self._looked += 1
        engine = detect(got.page, final, got.decoded.text)
        if engine is GENERAL:
            return
        context.tally.counters["engine:general"] = 0
        context.tally.counters[f"engine:{engine.name}"] = 1
        context.reader.learn(engine)
        for target in list(context.frontier.rest()):
            address = context.reader.address(target.url)
            if target.link is None or target.probe or address.kind is classify(target.url, GENERAL)[0]:
                continue
            context.frontier.drop(target.key)
            made = None if address.skip else context.reader.target(target.link, target.depth)
            if made is not None:
                context.frontier.push(made)
            else:
                context.tally.counters[address.skip or "below_threshold"] += 1

    def absorb(self, reading: Reading) -> bool:
        """Put what a page links to into the frontier; whether there was a new document or a link on our subjects among it."""
        gained = False
        for target in reading.targets:
            known = self._context.frontier.knows(target.key)
            if len(self._context.frontier) >= MAX_WAITING and not known:
                self._context.tally.counters["frontier_full"] += 1
            else:
                self._context.frontier.push(target)
                gained = gained or (not known and (target.document or target.heat > 0))
        self._context.tally.counters.update(reading.skipped)
        self._context.cloud.tell(reading.cloud)
        for link in reading.nowhere:
            if not self._context.frontier.taken(link.url):
                self._context.frontier.take(link.url)
                self._context.tally.add(self._context.access.refuse(link.url, Outcome.NOT_FOUND, OWN_DISK, link))
        return gained
