"""Pages whose markup swallows their text: an unclosed title, style, comment or select hides all that follows from the fast parser.

Browsers of the day when such pages were written showed them; BeautifulSoup over libxml2 still reads them. It is slow, so it is
asked only where a page of some size came out empty.
"""

from __future__ import annotations

import warnings

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning
from bs4.element import Comment

_SWALLOWING = ("title", "style", "script", "textarea", "select", "noframes", "xmp", "iframe")
_LEAST_MARKUP = 300
_LEAST_TEXT = 40
_MOST_MARKUP = 3_000_000


def swallowed(html: str, text_length: int) -> bool:
    """Whether a page of some size gave no text although its markup holds tags that were never closed."""
    if text_length >= _LEAST_TEXT or not _LEAST_MARKUP <= len(html) <= _MOST_MARKUP:
        return False
    return bool(_unclosed(html))


def _unclosed(html: str) -> list[tuple[int, int]]:
    """Spans of the last opening of each swallowing tag (and comment) that nothing closes."""
    lower = html.lower()
    spans: list[tuple[int, int]] = []
    comment = lower.rfind("<!--")
    if comment > lower.rfind("-->"):
        spans.append((comment, comment + 4))
    for tag in _SWALLOWING:
        start = lower.rfind(f"<{tag}")
        end = lower.find(">", start)
        if start >= 0 and end >= 0 and lower.find(f"</{tag}", end) < 0:
            spans.append((start, end + 1))
    return sorted(spans)


def mended(html: str) -> str:
    """The page written anew with its tags closed; scripts and true comments left out."""
    for start, end in reversed(_unclosed(html)):
        html = html[:start] + html[end:]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(html, "lxml")
    for hidden in soup(["script", "style"]):
        hidden.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    return str(soup)
