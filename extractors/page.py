"""One web page, parsed once: links with their section and context, lines of text, title, heads and forms."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from extractors.page_lenient import mended, swallowed
from extractors.page_model import Line, Page, PageLink
from extractors.page_tags import flattened
from extractors.page_walk import Walker

__all__ = ["Line", "Page", "PageLink", "parse_page"]


def parse_page(html: str) -> Page:
    """Read a page. Takes decoded text (never bytes); any text is accepted, broken markup is read as browsers read it."""
    page = _parsed(html)
    return _parsed(mended(html)) if swallowed(html, page.text_length) else page


def _parsed(html: str) -> Page:
    html = flattened(html)
    try:
        parser = LexborHTMLParser(html)
    except UnicodeEncodeError:  # lone surrogates
        parser = LexborHTMLParser(html.encode("utf-8", "replace").decode("utf-8"))
    root = parser.root
    if root is None:
        return Page()
    walker = Walker()
    walker.walk(root)
    return walker.page()
