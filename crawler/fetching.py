"""Asking for one URL with manners: retries with back-off, Retry-After, redirects checked hop by hop."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

from crawler.addresses import MAX_REDIRECT, join, shows_private_host, site_of
from crawler.domains import politeness_slot
from crawler.model import CrawlSettings, Outcome
from crawler.outcomes import REDIRECTS, PrivateAddressError, Trouble, of_error, of_status

MAX_REDIRECTS = 8
WRONG_LENGTH = "сервер объявляет неверную длину ответа"
"""The remark of an answer that came twice the same, shorter than announced: the server counts wrongly."""
LONG_REST = "просит прийти позже, чем длится обход"
"""The end of the reason where Retry-After names a longer rest than a visit can give: it is not asked again in this run."""
MAX_COOKIES = 20
MAX_COOKIE = 4096
MAX_WAIT = 60.0
TOO_MANY = 429
FIRST_GAP = 0.25
MAX_GAP = 15.0
DOCUMENT_PATIENCE = 4
"""Files may take this many times a page's time: school hosting is slow and scans are large."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer as it came, body decompressed. Header names are as sent."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    request_headers: tuple[tuple[str, str], ...] = ()
    ip: str = ""
    cut: bool = False
    """The body is shorter than the server announced."""
    when: str = ""

    def header(self, name: str) -> str:
        """The value of a header (any letter case), "" when there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def header_map(self) -> dict[str, str]:
        """Headers with lower-case names; of several with one name the first."""
        result: dict[str, str] = {}
        for key, value in self.headers:
            result.setdefault(key.lower(), value)
        return result


class Client(Protocol):
    """Sends one request. Raises what Scrapy raises, or ``PrivateAddressError``."""

    async def get(self, url: str, slot: str, headers: Mapping[str, str], timeout: float, max_body: int) -> Answer:
        """The answer to one GET, redirects not followed."""
        ...

    def leads_inside(self, host: str) -> bool:
        """Whether the resolver refused the host because it has private addresses only."""
        ...

    def relax(self, url: str, error: BaseException) -> bool:
        """Whether ``url`` is to be asked once more at once, with old encryption: the handshake failed, and none was tried."""
        ...

    def encryption_remarks(self, url: str) -> tuple[str, ...]:
        """What is wrong with the certificate and the encryption of the host of ``url``."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one URL. ``answers`` are all hops that answered, in order; ``trouble`` says why it cannot be read."""

    url: str
    answers: tuple[Answer, ...] = ()
    trouble: Trouble | None = None
    requests: int = 0
    received: int = 0
    remark: str = ""

    @property
    def final(self) -> Answer | None:
        """The last answer, whatever its status."""
        return self.answers[-1] if self.answers else None


Gate = Callable[[str], Awaitable[Trouble | None]]
"""Asked before each hop of a redirect: ``None`` lets it pass."""


@dataclass
class Fetcher:
    """Asks for the URLs of one site."""

    client: Client
    settings: CrawlSettings
    slot: str
    site: str
    """URL of the site: its hosts share ``slot``, documents elsewhere use their own host's."""
    _pause_until: float = 0.0
    _gap: float = 0.0
    """Seconds between requests the site has taught us: each 429 doubles them for the rest of the visit."""
    _cookies: dict[str, str] = field(default_factory=dict)

    async def fetch(self, url: str, gate: Gate, *, headers: Mapping[str, str] | None = None, document: bool = False) -> Result:
        """Follow ``url`` to its end. Never raises for what a site does."""
        answers: list[Answer] = []
        seen = {url}
        requests = received = 0
        at = url
        while True:
            trouble = self._forbidden(at) or (await gate(at) if at != url else None)
            if trouble is not None:
                return Result(url, tuple(answers), trouble, requests, received)
            answer, trouble, asked, remark = await self._ask(at, headers or {}, document)
            requests += asked
            if answer is not None:
                answers.append(answer)
                received += len(answer.body)
            if trouble is not None or answer is None or answer.status not in REDIRECTS:
                return Result(url, tuple(answers), trouble, requests, received, remark)
            target = join(at, answer.header("location"), MAX_REDIRECT)
            if target is None:
                why = Trouble(Outcome.HTTP_ERROR, "сервер пересылает в никуда")
                return Result(url, tuple(answers), why, requests, received)
            if target in seen and not self.keep_cookies(at, cookies_of(at, answers)):
                why = Trouble(Outcome.REDIRECT_LOOP, "сервер пересылает по кругу")
                return Result(url, tuple(answers), why, requests, received)
            if len(answers) > MAX_REDIRECTS:
                why = Trouble(Outcome.REDIRECT_LOOP, "слишком много пересылок подряд")
                return Result(url, tuple(answers), why, requests, received)
            seen.add(target)
            at = target

    def _forbidden(self, url: str) -> Trouble | None:
        if not self.settings.allow_private_hosts and shows_private_host(url):
            return of_error(PrivateAddressError())
        return None

    def keep_cookies(self, url: str, cookies: Sequence[str]) -> bool:
        """Send ``cookies`` to the site of ``url`` from now on; False where that changes nothing.

        Only what sends back to itself until its cookie comes along gets it: nobody is to be known again from page to page.
        """
        site = site_of(url)
        held = dict(pair.partition("=")[::2] for pair in self._cookies.get(site, "").split("; ") if pair)
        wanted = {**held, **dict(pair.partition("=")[::2] for pair in cookies)}
        if wanted == held or len(wanted) > MAX_COOKIES:
            return False
        self._cookies[site] = "; ".join(f"{name}={value}" for name, value in wanted.items())
        return True

    async def _ask(self, url: str, headers: Mapping[str, str], document: bool) -> tuple[Answer | None, Trouble | None, int, str]:
        """One hop with its retries: answer, trouble, number of requests, remark."""
        slot = self.slot if site_of(url) == site_of(self.site) else politeness_slot(url)
        timeout = self.settings.timeout * (DOCUMENT_PATIENCE if document else 1)
        sent = dict(headers)
        if cookie := self._cookies.get(site_of(url)):
            sent["Cookie"] = cookie
        asked = 0
        cut: Answer | None = None
        while True:
            await self._pause()
            asked += 1
            answer: Answer | None = None
            try:
                answer = await self.client.get(url, slot, sent, timeout, self.settings.max_body)
                trouble = of_status(answer.status)
            except asyncio.CancelledError:
                raise
            except Exception as error:
                if self.client.relax(url, error):
                    continue
                found = of_error(error, private_host=self.client.leads_inside(_host(url)))
                if found is None:
                    raise
                trouble = found
            remark = ""
            if answer is not None and trouble is None and answer.cut:
                if cut is not None and _digest(cut) == _digest(answer):
                    return answer, None, asked, WRONG_LENGTH
                cut = answer
                trouble = Trouble(Outcome.BROKEN, "ответ короче, чем объявил сервер", True)
            if trouble is None or not trouble.again or asked > self.settings.retries:
                return answer, trouble, asked, remark
            wait = self._wait(answer, asked)
            if wait is None:
                return answer, replace(trouble, reason=f"{trouble.reason}; {LONG_REST}", again=False), asked, remark
            if answer is not None and answer.status == TOO_MANY:
                self._gap = min(MAX_GAP, max(2 * self._gap, self.settings.delay, FIRST_GAP))
            self._pause_until = max(self._pause_until, time.monotonic() + wait)

    def _wait(self, answer: Answer | None, asked: int) -> float | None:
        """Seconds until the next attempt; ``None`` when the server wants a longer rest than a visit can give."""
        backoff = max(self.settings.delay, 0.1) * 2.0 ** (asked - 1)
        if answer is None:
            return float(min(backoff, MAX_WAIT))
        asked_for = retry_after(answer.header("retry-after"))
        if asked_for is None:
            return float(min(backoff, MAX_WAIT))
        return asked_for if asked_for <= MAX_WAIT else None

    async def _pause(self) -> None:
        while (left := self._pause_until - time.monotonic()) > 0:
            await asyncio.sleep(left)
        if self._gap:
            self._pause_until = time.monotonic() + self._gap


def cookies_of(url: str, answers: Sequence[Answer]) -> tuple[str, ...]:
    """The cookies (``name=value``) that answers of the site of ``url`` set, in order."""
    own = (answer for answer in answers if site_of(answer.url) == site_of(url))
    found = (value.split(";", 1)[0].strip() for answer in own for key, value in answer.headers if key.lower() == "set-cookie")
    return tuple(pair for pair in found if "=" in pair and len(pair) <= MAX_COOKIE)


def now() -> str:
    """This moment, ISO 8601 in UTC to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def retry_after(value: str) -> float | None:
    """The seconds a Retry-After header asks for; ``None`` where it asks for nothing that can be understood."""
    text = value.strip()
    if not text:
        return None
    if text.isdigit():
        return float(text[:6])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _host(url: str) -> str:
    return url.split("://", 1)[-1].split("/", 1)[0].rsplit("@", 1)[-1].split(":", 1)[0]


def _digest(answer: Answer) -> bytes:
    return hashlib.sha256(answer.body).digest()
