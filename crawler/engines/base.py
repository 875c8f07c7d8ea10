"""What an adapter says of a site engine, and the classes of links the frontier tells apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

Pattern = re.Pattern[str]


class LinkClass(StrEnum):
    """What an address is, judged by its shape alone."""

    PAGE = "page"
    DOCUMENT = "document"
    ASIDE = "aside"
    """News, galleries, forums: read last, and only some."""
    TRAP = "trap"
    """Endless by construction: calendars, archives by day, deep pagination. Never followed, always counted."""
    COPY = "copy"
    """Another look at a page that has its own address: print version, sort order, version for the visually impaired."""
    SERVICE = "service"
    """Login, search, feeds, scripts: nothing to read."""
    MEDIA = "media"
    """Pictures, sound, video, programs."""


@dataclass(frozen=True, slots=True, eq=False)
class Engine:
    """One site engine: how it is recognised and what its addresses mean.

    Patterns are searched in path and query (``/path?query``); ``copies`` maps a copy's address to the original's. A rule
    that is empty adds nothing to the general ones.
    """

    name: str
    generator: Pattern | None = None
    host: Pattern | None = None
    markers: tuple[str, ...] = ()
    """Texts in the page's source (lower case) any of which gives the engine away."""
    hrefs: Pattern | None = None
    """Shape of its links; two of them on a page give the engine away."""
    copies: tuple[tuple[Pattern, str], ...] = ()
    traps: tuple[tuple[str, Pattern], ...] = ()
    asides: tuple[tuple[str, Pattern], ...] = ()
    services: tuple[tuple[str, Pattern], ...] = ()
    documents: Pattern | None = None
    """Addresses that give a file (or the card of one) although they have no file extension."""
    shelves: Pattern | None = None
    """Addresses of pages where the engine keeps its documents: catalogues of files."""
    store: Pattern | None = None
    """Hosts where the engine keeps the files of its sites: a file there is the site's own."""
    search: tuple[str, ...] = ()
    """Where the engine's own search may be, relative to the home page, with ``{query}``, the likeliest first; a version of the
    engine has one of them. Empty where it has none or hides it."""


def rx(pattern: str) -> Pattern:
    """A pattern for addresses: letter case never matters in them."""
    return re.compile(pattern, re.I)
