"""Finding the home page: other spellings of the address, walls and stubs instead of it, and sites that have moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler import recognise
from crawler.access import SiteAccess, with_outcome
from crawler.answers import Got
from crawler.domains import core_host, host_of, site_of
from crawler.fetching import LONG_REST
from crawler.model import Fetch, Link, Outcome, VisitStatus
from crawler.netguard import literal_address
from crawler.outcomes import FAILURES, Trouble

MAX_MOVES = 3
_SHOWN_ALL_THE_SAME = frozenset({404, 410, 500})
"""Codes under which badly made sites show their home page nevertheless, as every browser does."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where the site is read, or why it cannot be. ``status`` is ``None`` when the page in ``got`` can be read.

    ``moved`` tells the way from the registry's address to another site (Russian, "" when it did not move); ``also`` is a
    further address that a full page names as the new site.
    """

    url: str
    got: Got | None = None
    status: VisitStatus | None = None
    reason: str = ""
    moved: str = ""
    also: str = ""
    again: bool = False
    """Whether what kept the page from being read may pass: the site was silent or answered with an error of its own."""
    script_only: str = ""
    """Why the home page is an empty shell: other pages may be readable nevertheless."""


async def find_home(access: SiteAccess, site: str) -> Home:
    """Read the home page of ``site``, following it to a new address when it has one."""
    moved = ""
    at = site
    tried = {site}
    for _move in range(MAX_MOVES + 1):
        home = await _first_that_answers(access, at)
        if home.got is None or (home.status is not None and not home.also):
            return _told(home, moved)
        target = home.also if home.status is not None else ""
        if not target:
            return _told(home, moved)
        if target in tried:
            return _told(replace(home, also="", status=VisitStatus.UNREACHABLE, reason="сайт пересылает по кругу"), moved)
        tried.add(target)
        moved = f"сайт переехал: {readable_site(site)} → {readable_site(target)}"
        at = target
        access.move(target)
    return Home(at, status=VisitStatus.UNREACHABLE, reason="сайт пересылает с адреса на адрес", moved=moved)


def _told(home: Home, moved: str) -> Home:
    if not moved:
        return home
    reason = f"{moved}; {home.reason}" if home.reason else moved
    return replace(home, moved=moved, reason=reason if home.status is not None else home.reason)


def readable_site(url: str) -> str:
    """The host as a browser shows it."""
    host = host_of(url)
    try:
        shown = host.encode("ascii").decode("idna")
    except UnicodeError:
        shown = host
    port = urlsplit(url).port
    return f"{shown}:{port}" if port else shown


def _spellings(url: str, failed: Fetch | None) -> list[str]:
    """Other spellings worth a try after what came of ``url``."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if failed is None or literal_address(host) is not None or parts.port is not None or "." not in host:
        scheme = ""
    else:
        scheme = "http" if parts.scheme == "https" else "https"
    found = []
    if failed is not None and failed.status in (404, 410) and parts.path not in ("", "/"):
        found.append(f"{parts.scheme}://{parts.netloc}/")
    if scheme and failed is not None and failed.outcome in (Outcome.UNREACHABLE, Outcome.TIMEOUT, Outcome.BROKEN):
        if failed.outcome is Outcome.UNREACHABLE and "DNS" in failed.reason:
            other = host.removeprefix("www.") if host.startswith("www.") else f"www.{core_host(host)}"
            found.append(parts._replace(netloc=other).geturl())
        else:
            found.append(parts._replace(scheme=scheme).geturl())
    return found


async def _first_that_answers(access: SiteAccess, site: str) -> Home:
    first, failed = await _open(access, site)
    home = first
    done = {site}
    queue = _spellings(site, failed)
    while home.status is not None and not home.also and queue:
        url = queue.pop(0)
        done.add(url)
        home, failed = await _open(access, url)
        queue += [other for other in _spellings(url, failed) if other not in done]
    return home if home.status is None or home.also else first


async def _open(access: SiteAccess, url: str) -> tuple[Home, Fetch | None]:
    trouble = await access.forbidden(url)
    if trouble is not None:
        status = VisitStatus.ROBOTS_FORBIDDEN if trouble.outcome is Outcome.ROBOTS else VisitStatus.UNREACHABLE
        fetch = access.refuse(url, trouble.outcome, trouble.reason, None)
        return Home(url, None, status, trouble.reason, again=trouble.again or trouble.outcome in FAILURES), fetch

    async def gate(target: str) -> Trouble | None:
        if recognise.is_other_site(target, url):
            return Trouble(Outcome.OFF_SITE, target)
        if site_of(target) != site_of(url):
            return Trouble(Outcome.HTTP_ERROR, f"сервер пересылает на {site_of(target)}")
        return await access.forbidden(target)

    got = await access.get(url, gate)
    home = _judge(got, url)
    if home.status is not None:
        outcome = {VisitStatus.BOT_WALL: Outcome.BOT_WALL, VisitStatus.NEEDS_JAVASCRIPT: Outcome.NEEDS_JAVASCRIPT}.get(
            home.status
        )
        if not got.recorded and home.also:
            got.fetch = replace(got.fetch, outcome=Outcome.OFF_SITE, reason=home.reason, final_url=home.also)
        elif not got.recorded and outcome is not None:
            got.fetch = with_outcome(got.fetch, outcome, home.reason)
        access.record(got)
    return home, got.fetch


def _judge(got: Got, url: str) -> Home:
    """What the answer at the site's address comes to."""
    fetch = got.fetch
    if fetch.outcome is Outcome.OFF_SITE:
        target = fetch.final_url if got.recorded else fetch.reason
        return Home(url, got, VisitStatus.UNREACHABLE, f"сайт пересылает на {readable_site(target)}", also=target)
    final = fetch.final_url or url
    if fetch.is_page and got.body:
        html, page = got.decoded.text, got.page
        wall = recognise.bot_wall(fetch.status or 200, got.headers, html, page, final)
        if wall is not None:
            return Home(final, got, VisitStatus.BOT_WALL, wall)
        if got.ok or fetch.outcome is Outcome.NEEDS_JAVASCRIPT:
            return _judge_page(got, html, final)
        if fetch.status in _SHOWN_ALL_THE_SAME and recognise.leads_on(page, final) and recognise.says_missing(page) is None:
            got.fetch = with_outcome(fetch, Outcome.OK, f"главная страница приходит с кодом {fetch.status}")
            return _judge_page(got, html, final)
        if (why := recognise.parked(html, page, final)) is not None:
            return Home(final, None, VisitStatus.UNREACHABLE, why)
    if not got.ok:
        if fetch.outcome is Outcome.ROBOTS:
            return Home(final, None, VisitStatus.ROBOTS_FORBIDDEN, fetch.reason)
        passing = fetch.outcome in FAILURES and not fetch.reason.endswith(LONG_REST)
        return Home(final, None, VisitStatus.UNREACHABLE, f"главная страница не читается: {fetch.reason}", again=passing)
    if not got.body:
        return Home(final, None, VisitStatus.UNREACHABLE, "главная страница пуста")
    return Home(final, None, VisitStatus.UNREACHABLE, "по адресу сайта лежит файл, а не страница")


def judge_rendered(home: Home, got: Got) -> Home:
    """What the home page comes to once a browser has shown it; ``script_only`` stays where it is still an empty shell."""
    html, url = got.decoded.text, home.url
    wall = recognise.bot_wall(got.fetch.status or 200, got.headers, html, got.page, url)
    if wall is not None:
        return replace(home, got=got, status=VisitStatus.BOT_WALL, reason=wall, script_only="")
    shown = _judge_page(got, html, url)
    return replace(shown, moved=home.moved)


def _judge_page(got: Got, html: str, url: str) -> Home:
    page = got.page
    moved = recognise.moved_to(html, page, url)
    if moved is not None and moved.certain:
        return Home(url, got, VisitStatus.UNREACHABLE, moved.reason, also=moved.url)
    also = moved.url if moved is not None else ""
    for why in (recognise.parked(html, page, url), recognise.login_page(html, page, url)):
        if why is not None:
            return Home(url, None, VisitStatus.UNREACHABLE, why)
    shell = recognise.lacks_scripts(html, page, url, got.rendered)
    if shell is not None:
        return Home(url, got, None, also=also, script_only=shell)
    return Home(url, got, None, also=also)


def start_link(url: str) -> Link:
    """A start address as the judge of links takes it: no page speaks for it."""
    return Link(url)
