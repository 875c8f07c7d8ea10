"""Pages whose markup swallows their text: an unclosed title, style, comment or select hides all that follows from the fast parser.

Browsers of the day when such pages were written showed them; BeautifulSoup over libxml2 still reads them. It is slow, so it is
asked only where a page of some size came out empty.
"""

from __future__ import annotations

import re
import warnings

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning
from bs4.element import Comment

_SWALLOWING = re.compile(
    r"<(title|style|textarea|select|noframes|xmp|plaintext|iframe)\b[^>]*>(?!(?:(?!<\1\b).)*</\1\s*>)", re.IGNORECASE | re.DOTALL
)
_OPEN_COMMENT = re.compile(r"<!--(?!.*-->)", re.DOTALL)
_LEAST_MARKUP = 300
_LEAST_TEXT = 40
_MOST_MARKUP = 3_000_000


def swallowed(html: str, text_length: int) -> bool:
    """Whether a page of some size gave no text although its markup holds tags that were never closed."""
    if text_length >= _LEAST_TEXT or not _LEAST_MARKUP <= len(html) <= _MOST_MARKUP:
        return False
    return _SWALLOWING.search(html) is not None or _OPEN_COMMENT.search(html) is not None


def mended(html: str) -> str:
    """The page written anew with its tags closed; scripts and true comments left out."""
    html = _OPEN_COMMENT.sub("", html)
    html = _SWALLOWING.sub("", html)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(html, "lxml")
    for hidden in soup(["script", "style"]):
        hidden.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    return str(soup)
