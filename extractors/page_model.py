"""What a parsed page is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class PageLink(NamedTuple):
    """A link as written in the page.

    ``text`` is the anchor's text, else its title, aria-label or the alternative text of its picture. ``section`` is the
    nearest heading above the link (or the parent menu item's text), ``context`` the whole line or table row it stands in
    (at most 300 characters): it names the document where the anchor only says «Скачать».
    """

    href: str
    text: str = ""
    section: str = ""
    chrome: bool = False
    download: bool = False
    context: str = ""
    tag: str = "a"


class Line(NamedTuple):
    """One visible line; ``chrome`` marks menus, headers, footers, sidebars and breadcrumbs."""

    text: str
    chrome: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page. ``text_length`` counts the characters of all lines; ``scripts`` the script elements."""

    title: str = ""
    heading: str = ""
    base_href: str = ""
    links: tuple[PageLink, ...] = ()
    lines: tuple[Line, ...] = ()
    generator: str = ""
    canonical: str = ""
    refresh: str = ""
    scripts: int = 0
    text_length: int = 0
    noscript: str = ""
    forms: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def text(self, chrome: bool = False) -> str:
        """The lines joined by ``\\n``, without menus and footers unless ``chrome`` asks for them."""
        return "\n".join(line.text for line in self.lines if chrome or not line.chrome)
