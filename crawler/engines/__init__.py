"""Site engines: small adapters that say which addresses are documents, copies, asides and traps. General rules hold for all."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from crawler.engines import (
    bitrix,
    dokuwiki,
    drupal,
    edusite,
    filecard,
    gosweb,
    joomla,
    mediawiki,
    nubex,
    siteobr,
    ucoz,
    wordpress,
)
from crawler.engines.base import Engine, LinkClass
from crawler.engines.general import DAILY_FILE, DOCUMENT, GENERAL, MEDIA, PAGING, PICTURE, SORT, STORE
from extractors.page import Page

__all__ = ["ENGINES", "Engine", "LinkClass", "classify", "detect", "engine_named", "is_picture", "is_shelf", "is_store", "original_of"]

ENGINES: tuple[Engine, ...] = (
    gosweb.ENGINE,
    filecard.ENGINE,
    ucoz.ENGINE,
    edusite.ENGINE,
    nubex.ENGINE,
    siteobr.ENGINE,
    dokuwiki.ENGINE,
    wordpress.ENGINE,
    joomla.ENGINE,
    bitrix.ENGINE,
    drupal.ENGINE,
    mediawiki.ENGINE,
)
MAX_ASIDE_PAGING = 20
MAX_PAGING = 300
"""Pages of a list that may hold documents; a list without end gives itself away by its contents long before."""
MAX_DEPTH = 14
MAX_PARAMETERS = 8
_MARKER_ZONE = 60_000


def detect(page: Page, url: str, html: str) -> Engine:
    """The engine a home page was made with; the general rules alone where none is recognised."""
    host = urlsplit(url).hostname or ""
    for engine in ENGINES:
        if engine.host is not None and engine.host.search(host):
            return engine
    for engine in ENGINES:
        if engine.generator is not None and page.generator and engine.generator.search(page.generator):
            return engine
    source = html[:_MARKER_ZONE].lower()
    for engine in ENGINES:
        if any(marker in source for marker in engine.markers):
            return engine
        if engine.hrefs is not None and len({link.href for link in page.links if engine.hrefs.search(link.href)}) >= 2:
            return engine
    return GENERAL


def engine_named(name: str) -> Engine:
    """The engine with this name, the general one for an unknown name."""
    return next((engine for engine in ENGINES if engine.name == name), GENERAL)


def _target(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    path = unquote(parts.path)
    return path, f"{path}?{unquote(parts.query)}" if parts.query else path


def original_of(url: str, engine: Engine) -> str:
    """The address of the page ``url`` is a copy of; ``url`` itself where it is no copy."""
    parts = urlsplit(url)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    for pattern, replacement in (*engine.copies, *GENERAL.copies):
        changed = pattern.sub(replacement, target)
        if changed != target:
            return f"{parts.scheme}://{parts.netloc}{changed if changed.startswith('/') else '/' + changed}"
    return url


def is_picture(url: str) -> bool:
    """Whether the address is that of a picture: a scan, perhaps."""
    return PICTURE.search(unquote(urlsplit(url).path)) is not None


def is_store(host: str, engine: Engine) -> bool:
    """Whether a host keeps files for the sites of this engine, or of any builder."""
    return any(rule is not None and rule.search(host) for rule in (engine.store, STORE))


@lru_cache(maxsize=8192)
def is_shelf(url: str, engine: Engine) -> bool:
    """Whether the address is that of a catalogue of documents."""
    path = _target(url)[1]
    return any(rule is not None and rule.search(path) for rule in (engine.shelves, GENERAL.shelves))


@lru_cache(maxsize=32768)
def classify(url: str, engine: Engine) -> tuple[LinkClass, str]:
    """The class of an address with the rule's label (for the counters)."""
    path, target = _target(url)
    if MEDIA.search(path):
        return LinkClass.MEDIA, "media"
    if DAILY_FILE.search(path):
        return LinkClass.TRAP, "daily_menu"
    if DOCUMENT.search(path):
        return LinkClass.DOCUMENT, "file"
    if PICTURE.search(path):
        return LinkClass.DOCUMENT, "picture"
    if label := _label(target, engine.traps, GENERAL.traps):
        return LinkClass.TRAP, label
    if label := _label(target, engine.services, GENERAL.services):
        return LinkClass.SERVICE, label
    if any(rule is not None and rule.search(target) for rule in (engine.documents, GENERAL.documents)):
        return LinkClass.DOCUMENT, "link"
    if SORT.search(target):
        return LinkClass.COPY, "sort"
    if _endless(path, target):
        return LinkClass.TRAP, "loop"
    aside = _label(target, engine.asides, GENERAL.asides)
    paging = PAGING.search(target)
    if paging is not None and int(paging.group(1)) > _limit(paging.group(0), MAX_ASIDE_PAGING if aside else MAX_PAGING):
        return LinkClass.TRAP, "paging"
    return (LinkClass.ASIDE, aside) if aside else (LinkClass.PAGE, "page")


def _label(target: str, *rules: tuple[tuple[str, re.Pattern[str]], ...]) -> str:
    return next((name for some in rules for name, rule in some if rule.search(target)), "")


def _limit(found: str, pages: int) -> int:
    """Offsets count items, page numbers pages; a bare ``p`` is an article's number in WordPress."""
    name = found.lstrip("?&/").lower()
    if name.startswith(("start", "limitstart", "offset", "from")):
        return pages * 20
    return 10**7 if name.startswith("p=") else pages


def _endless(path: str, target: str) -> bool:
    """Paths that repeat themselves (broken relative links) or grow without end."""
    segments = [part for part in path.split("/") if part]
    if len(segments) > MAX_DEPTH or target.count("&") >= MAX_PARAMETERS:
        return True
    for size in (1, 2, 3):
        for start in range(len(segments) - 3 * size + 1):
            first = segments[start : start + size]
            if segments[start + size : start + 2 * size] == first and segments[start + 2 * size : start + 3 * size] == first:
                return True
    return False
