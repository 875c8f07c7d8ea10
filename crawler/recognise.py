"""What kind of answer a page really is: bot wall, empty shell that needs JavaScript, moved site, parked domain, login, soft 404.

Every rule asks for a *short* page besides its sign: a school page full of scripts, a news item about a site that moved and a page
with a login box in its margin are ordinary pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from urllib.parse import unquote, urlsplit

from crawler.addresses import AddressError, join, normalise_address
from crawler.domains import core_host, host_of, same_site, site_of
from crawler.engines.general import DOCUMENT
from extractors.page import Page

SHORT = 1500
SHELL = 250
_LINKS_OF_A_HOME = 6
_ZONE = 200_000


@cache
def _signs() -> dict[str, re.Pattern[str]]:
    """The signs file, each section as one alternation."""
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in (files("crawler") / "signs.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            current = sections.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            current.append(f"(?:{line})")
    return {name: re.compile("|".join(parts), re.I | re.S | re.M) for name, parts in sections.items()}


def _sign(name: str, text: str) -> re.Match[str] | None:
    return _signs()[name].search(text)


_INLINE_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)(?:</script|\Z)", re.I | re.S)
_ESCAPED = re.compile(r"\\(?:x|u00)([0-7][0-9a-f])", re.I)
_REFRESH = re.compile(r"<meta\b[^>]{0,200}http-equiv\s*=\s*[\"']?refresh", re.I)
_COOKIE = re.compile(r"\bcookie\b", re.I)
_RELOAD = re.compile(r"\breload\b|location\s*=\s*(?:window\.|document\.)?location\b|location\.href\s*=\s*(?:window\.|document\.)?location\b", re.I)
_RETURN = re.compile(r"\breload\b|\blocation\b|\.submit\s*\(", re.I)
_REFUSALS = frozenset({202, 401, 403, 405, 418, 429, 503})
_NO_TEXT = 60
_MISSING_AT_ALL = re.compile(r"4(?:04|10)|не (?:найден|сущест|обнаруж)|удал[её]н|нет\b|not found", re.I)
"""One of these words is in every sign of a page that does not exist: a quick look before the long one."""
_FRAMES = frozenset({"frame", "iframe"})
_URL_IN_TEXT = re.compile(
    r"(?:https?:/{1,2}|www\.)[^\s<>\"'«»(),;]+|\b[\w-]+(?:\.[\w-]+)*\.(?:рф|ru|su|рус|дети)\b(?:/[^\s<>\"'«»(),;]*)?", re.I
)
_SCRIPT_REDIRECT = re.compile(
    r"(?:window|document|top|self)?\.?location(?:\.href)?\s*(?:=|\.(?:replace|assign)\()\s*[\"'](https?:[^\"']+)[\"']", re.I
)
_ANY_SCRIPT_REDIRECT = re.compile(r"location(?:\.href)?\s*(?:=|\.(?:replace|assign)\()\s*[\"']([^\"'#]+)[\"']", re.I)
_PASSWORD_FIELD = re.compile(r"<input\b[^>]{0,300}\btype\s*=\s*[\"']?password\b", re.I)
_LOGIN_FIELDS = re.compile(r"pass|pwd|парол", re.I)


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a site says it has gone. ``certain`` is False for a full page that only mentions a new site."""

    url: str
    reason: str
    certain: bool


def _inner_links(page: Page, url: str) -> int:
    """How many different addresses of the same site the page leads to."""
    found = set()
    for link in page.links:
        target = join(url, link.href)
        if target is not None and target != url and same_site(target, url):
            found.add(target)
    return len(found)


def leads_on(page: Page, url: str) -> bool:
    """Whether a page has the links of a site's home page."""
    return _inner_links(page, url) >= _LINKS_OF_A_HOME and page.text_length > SHELL


def bot_wall(status: int, headers: Mapping[str, str], html: str, page: Page, url: str) -> str | None:
    """Why this answer is a check for robots (Russian); ``None`` when it is none. ``headers`` have lower-case names."""
    if page.text_length > SHORT or _inner_links(page, url) > 3:
        return None
    source = html[:_ZONE]
    text = f"{page.title}\n{page.text(chrome=True)}\n{page.noscript}"[:4000]
    refused = status in _REFUSALS or "challenge" in headers.get("cf-mitigated", "") or "x-amzn-waf-action" in headers
    asks = bool(page.forms) or _REFRESH.search(source) is not None
    active = asks or page.scripts > 0
    tiny = page.text_length < SHELL
    marked = _sign("wall source", source) is not None
    if _sign("wall text", text) and (marked or refused or page.text_length < (2 * SHELL if asks else 300 if active else 0)):
        return "сайт показывает проверку браузера вместо страниц"
    if marked and (refused or (tiny and _sign("shell", source) is None)):
        return "сайт показывает проверку браузера вместо страниц"
    if _sign("wall words", text) and (refused or (tiny and active and not page.links)):
        return "сайт показывает проверку на робота вместо страниц"
    if refused and _sign("shut out", text):
        return f"защита сайта не пропускает программу (код {status})"
    if refused and page.scripts > 0 and (_sign("wall server", headers.get("server", "")) or page.text_length < _NO_TEXT):
        return f"защита сайта не пропускает программу (код {status})"
    if tiny and _sets_cookie_and_returns(source, headers):
        return "сайт требует cookie, которую ставит сценарий: проверка на робота"
    return None


def _sets_cookie_and_returns(source: str, headers: Mapping[str, str]) -> bool:
    """Whether a page's own script gives the browser a cookie and loads the page anew, also when its words are scrambled."""
    if _sign("shell", source):
        return False
    scripts = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), " ".join(_INLINE_SCRIPT.findall(source)))
    if _COOKIE.search(scripts) and _RETURN.search(scripts):
        return True
    return "set-cookie" in headers and _RELOAD.search(scripts) is not None


def needs_javascript(html: str, page: Page, url: str) -> str | None:
    """Why the page cannot be read without running scripts (Russian); ``None`` when it can."""
    if page.scripts == 0 or page.text_length > SHELL or _inner_links(page, url) > 2:
        return None
    source = html[:_ZONE]
    text = f"{page.noscript}\n{page.text(chrome=True)}"
    if _sign("enable script", text):
        return "страница просит включить JavaScript и без него пуста"
    if _sign("shell", source):
        return "страница собирается сценариями в браузере, в ответе сервера её текста нет"
    if page.text_length < 60 and page.scripts >= 2 and not page.links and not page.forms:
        return "в ответе сервера нет текста, только сценарии"
    return None


def lacks_scripts(html: str, page: Page, url: str, rendered: bool) -> str | None:
    """As ``needs_javascript``, for a page that does not send the browser on. What a browser has shown is empty only without text
    and links: its source still has the signs of a shell.
    """
    if rendered and (page.text_length >= _NO_TEXT or page.links):
        return None
    return needs_javascript(html, page, url) if sends_to(html, page, url) is None else None


def moved_to(html: str, page: Page, url: str) -> Moved | None:
    """The new address a page names, when it says that the site has moved or sends the browser away at once."""
    if page.refresh:
        target = join(url, page.refresh)
        if target is not None and is_other_site(target, url):
            return Moved(target, "страница пересылает на другой сайт", page.text_length < SHORT)
    text = page.text(chrome=True)
    if page.text_length <= SHORT and page.scripts and page.text_length < SHELL and (found := _script_redirect(html)):
        target = join(url, found)
        if target is not None and is_other_site(target, url):
            return Moved(target, "страница пересылает на другой сайт", True)
    framed = [target for link in page.links if link.tag in _FRAMES and (target := join(url, link.href)) and is_other_site(target, url)]
    if framed and page.text_length < _NO_TEXT and _inner_links(page, url) == 0:
        return Moved(framed[0], "сайт показывает в рамке другой сайт", True)
    for line in _around_notice(page):
        for candidate in _addresses_in(line, page, url):
            if is_other_site(candidate, url):
                short = len(text) <= 2 * SHORT and not leads_on(page, url)
                return Moved(candidate, "на сайте объявлено о переезде", short)
    return None


def sends_to(html: str, page: Page, url: str) -> str | None:
    """The page of the same site a browser would be sent to at once; ``None`` for a page that stays."""
    found = page.refresh
    if not found and page.scripts and page.text_length < SHELL:
        match = _ANY_SCRIPT_REDIRECT.search(html[:_ZONE])
        found = match.group(1) if match else ""
    target = join(url, found) if found else None
    return target if target is not None and target != url and site_of(target) == site_of(url) else None


def _script_redirect(html: str) -> str | None:
    match = _SCRIPT_REDIRECT.search(html[:_ZONE])
    return match.group(1) if match else None


def _around_notice(page: Page) -> Iterable[str]:
    """Lines that announce a move, each with its neighbours: the address may stand in the line below."""
    lines = [line.text for line in page.lines]
    if page.text_length > 8 * SHORT:
        lines = lines[:40]
    for index, line in enumerate(lines):
        if len(line) < 400 and _sign("moved", line):
            yield " ".join(lines[max(0, index - 1) : index + 3])
    if _sign("moved", page.title):
        yield " ".join([page.title, *lines[:5]])


def _addresses_in(text: str, page: Page, url: str) -> list[str]:
    """Addresses written in ``text`` and those of links that stand in it."""
    found = []
    for match in _URL_IN_TEXT.finditer(text):
        try:
            found.append(normalise_address(match.group().rstrip(".!?:")))
        except AddressError:
            continue  # not an address after all
    for link in page.links:
        if link.text and link.text in text and not link.chrome:
            target = join(url, link.href)
            if target is not None:
                found.append(target)
    return found


def is_other_site(url: str, site: str) -> bool:
    """Whether ``url`` can be the new home of the site at ``site``: another site, and no network, login or shop of domains."""
    other = site_of(url)
    return other != site_of(site) and not same_site(url, site) and _signs()["never a site"].fullmatch(other) is None


def on_cloud_disk(url: str) -> bool:
    """Whether the address is that of a public cloud disk, whose files need a browser."""
    return _signs()["cloud disk"].fullmatch(core_host(host_of(url))) is not None


def parked(html: str, page: Page, url: str) -> str | None:
    """Why there is no site behind the address (Russian): parked domain, hosting stub, default page of a server."""
    if page.text_length > SHORT:
        return None
    text = f"{page.title}\n{page.heading}\n{page.text(chrome=True)}"
    if (match := _sign("for sale", text)) is None and _inner_links(page, url) > 2:
        return None
    if match := match or _sign("parked", text) or _sign("parked heading", f"{page.title}\n{page.heading}"):
        return f"вместо сайта заглушка: «{' '.join(match.group().split())[:80]}»"
    return None


def says_missing(page: Page, *, document: bool = False) -> str | None:
    """Why the page stands for one that does not exist though the server calls it fine (Russian). The title or the heading says so;
    where a file was asked for (``document``), any line of a page with next to nothing else. A page with files of its own is one."""
    why = next((name for name in (page.heading, page.title) if _names_nothing(name)), "")
    if why and len(page.text()) < SHORT and not _files_of(page):
        return f"сервер отвечает страницей «{' '.join(why.split())[:60]}»"
    if document and len(said := page.text()) < SHELL and (match := _sign("missing", said)):
        return f"вместо файла открывается страница «{' '.join(match.group().split())[:60]}»"
    return None


@lru_cache(maxsize=4096)
def _names_nothing(name: str) -> bool:
    """Whether a title or a heading is that of a page for what does not exist."""
    return _MISSING_AT_ALL.search(name) is not None and _sign("missing", name) is not None


def _files_of(page: Page) -> frozenset[str]:
    """Addresses of the files that a page itself leads to."""
    return frozenset(link.href for link in page.links if not link.chrome and DOCUMENT.search(link.href.split("?", 1)[0]))


def login_page(html: str, page: Page, url: str) -> str | None:
    """Why the page is nothing but a login (Russian)."""
    if page.text_length > 2 * SHELL or _inner_links(page, url) > 3:
        return None
    if _PASSWORD_FIELD.search(html[:_ZONE]) and len(page.forms) <= 2:
        return "сайт закрыт паролем"
    for _action, fields in page.forms:
        if any(_LOGIN_FIELDS.search(name) for name in fields) and len(fields) <= 8:
            return "сайт закрыт паролем"
    return None


def _place_of(url: str) -> str:
    """An address without its query."""
    return url.split("?", 1)[0]


class Sameness:
    """Remembers what the site answers for an address that cannot exist, and knows that answer again."""

    def __init__(self) -> None:
        self._lines: frozenset[str] = frozenset()
        self._names: tuple[str, str] = ("", "")
        self._files: frozenset[str] = frozenset()
        self._known = False
        self._body = self._place = ""

    def learn_answer(self, sha256: str, asked: str, final: str) -> None:
        """What the site gave with status 200 for an impossible address, page or file, and where it sent for it."""
        self._body = sha256
        self._place = "" if final == asked else _place_of(final)

    def answers(self, sha256: str, asked: str, final: str) -> bool:
        """Whether an answer is that one again, byte for byte, or comes from the place everything missing is sent to."""
        return (bool(sha256) and sha256 == self._body) or (final != asked and bool(self._place) and _place_of(final) == self._place)

    def learn(self, page: Page, url: str) -> None:
        """The page the site gave with status 200 for an impossible address."""
        self._lines = self._main_lines(page, url)
        self._names = self._names_of(page, url)
        self._files = _files_of(page)
        self._known = True

    def matches(self, page: Page, url: str) -> bool:
        """Whether a page is that answer again (it has the same name, no files of its own, and its main text is the same but for
        the address it repeats). Columns of news and archives can be far longer than a real page's own two lines."""
        if not self._known or self._names_of(page, url) != self._names or not _files_of(page) <= self._files:
            return False
        lines = self._main_lines(page, url)
        if not lines and not self._lines:
            return page.text_length < SHORT
        common = len(lines & self._lines)
        return common >= 0.9 * max(len(lines), len(self._lines))

    @staticmethod
    def _tail(url: str) -> str | None:
        tail = unquote(urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1])
        return tail if len(tail) > 3 else None

    @classmethod
    def _names_of(cls, page: Page, url: str) -> tuple[str, str]:
        names = [page.title, page.heading]
        if tail := cls._tail(url):
            names = [name.replace(tail, "").replace(tail.rsplit(".", 1)[0], "") for name in names]
        title, heading = (re.sub(r"\d+", "0", name) for name in names)
        return title, heading

    @classmethod
    def _main_lines(cls, page: Page, url: str) -> frozenset[str]:
        echoed = cls._tail(url)
        lines = (line.text for line in page.lines if not line.chrome and not (echoed and echoed in line.text))
        return frozenset(re.sub(r"\d+", "0", line) for line in lines)
