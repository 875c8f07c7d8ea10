"""What tags, classes and ids of a page mean, and a guard against markup that only exists to be expensive."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

# fmt: off
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
SOFT_HEADINGS = frozenset({"legend", "caption", "summary", "dt"})
SCOPES = frozenset({"table", "fieldset", "details", "dl"})
CELLS = frozenset({"td", "th"})
ACTIVE = frozenset({"onclick", "data-href", "role"})
"""Attributes that make an element more than its tag says; a bold style is the other one."""
PLAIN_BLOCKS = frozenset(
    {
        "td", "th", "p", "div", "section", "hr", "blockquote", "address", "figure", "figcaption", "center", "body",
        "thead", "tbody", "tfoot", "hgroup", "dialog", "video", "audio", "dd", "xmp", "plaintext",
    }
)
BLOCKS = (
    PLAIN_BLOCKS
    | HEADINGS
    | SOFT_HEADINGS
    | SCOPES
    | frozenset(
        {
            "ul", "ol", "li", "tr", "article", "pre", "main", "nav", "header", "footer", "aside", "form", "menu", "dir",
            "listing",
        }
    )
)
INLINE = frozenset(
    {
        "span", "i", "em", "u", "font", "small", "big", "sup", "sub", "label", "nobr", "html", "s", "strike", "code",
        "abbr", "time", "ins", "del", "cite", "q", "tt",
    }
)
HEAD = frozenset({"head", "title", "meta", "link", "base"})
SKIPPED = frozenset({"script", "style", "template", "svg", "textarea", "canvas", "math", "-comment", "!doctype"})
FRAMES = {"iframe": ("src", "data-src"), "frame": ("src",), "embed": ("src",), "object": ("data",)}
CHROME_TAGS = frozenset({"nav", "footer", "aside"})
CHROME_ROLES = frozenset({"navigation", "banner", "contentinfo", "menu", "menubar", "search", "complementary"})
_CHROME_NAME = re.compile(
    r"(?<![a-z])(?:top|main|left|right|side|sub|mega|bottom|foot|head|mobile|site|page|u)?[-_]?"
    r"(?:menu[hv]?|nav|navbar|navigation|sidebar|footer|breadcrumbs?|bread[-_]crumbs?|pagination|widget[-_]area)(?![a-z])"
)
_CHROME_EXACT = frozenset(
    {"header", "site-header", "top-header", "main-header", "header-top", "header-main", "header-wrapper", "header_wrap", "topbar"}
)
_TOGGLE_NAME = re.compile(
    r"(?<![a-z])(?:accordion|spoiler|panel|collapse|toggle|tab|sp)[-_]{0,2}(?:title|head|header|heading|button|label|caption)(?![a-z])"
)
_SUBMENU_NAME = re.compile(r"dropdown|sub[-_]?menu|sub[-_]?nav")
NEVER_CHROME = frozenset({"html", "body", "main", "article", "a", "tbody", "tr", "h1"})
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_TAG = re.compile(r"<(?:!--|(/?)([a-zA-Z][^\s/<>]*)[^<>]*>)")
_RAW_TEXT = {name: re.compile(f"</{name}", re.I) for name in ("script", "style", "textarea", "title", "xmp", "noembed", "iframe")}
_UNNESTED = frozenset(
    {
        "a", "br", "hr", "img", "input", "meta", "link", "base", "area", "col", "embed", "param", "source", "track", "wbr",
        "p", "li", "td", "th", "tr", "dt", "dd", "option", "tbody", "thead",
    }
)
_FORMATTING = frozenset({"b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"})
_MANY_TAGS = 3000
_MAX_DEPTH = 500
_MAX_FORMATS = 60
_MOST_OPTIONS = 3000
_MANY_LETTERS = 100_000
_LONG_TAG = 4000
_MOST_ATTRIBUTES = 300
# fmt: on
_WHOLE_TAG = re.compile(r"""<(?:!--|(/?)([a-zA-Z][^\s/>]*+)(?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')?|["'])*+)""")
_CROWDED = re.compile(
    r"""</?[a-zA-Z][^\s/>]*+(?:[\s/]*+[^\s=/>]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"']*+))?+)"""
    rf"{{{_MOST_ATTRIBUTES}}}"
)
_ROOTS = re.compile(r"<(?:body|html)[\s/]", re.I)
_ATTRIBUTE = re.compile(r"""[^\s=/>]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"']*+))?""")
_ONE_OF_A_KIND = frozenset({"html", "body"})


def bearable(html: str) -> str:
    """The page without attributes by the hundred: parsers compare each with all others of its element. Those of all ``body`` tags
    are gathered in one element."""
    if len(html) < _MANY_LETTERS or (_CROWDED.search(html) is None and len(_ROOTS.findall(html)) <= len(_ONE_OF_A_KIND)):
        return html
    pieces: list[str] = []
    position = kept = 0
    seen: set[str] = set()
    while (tag := _WHOLE_TAG.search(html, position)) is not None:
        closing, name = tag.group(1), (tag.group(2) or "").lower()
        position = tag.end()
        if not name:
            end = html.find("-->", position)
            position = end if end >= 0 else len(html)
            continue
        if name in seen or (position - tag.start() > _LONG_TAG and _crowded(html, tag.end(2), position)):
            pieces += [html[kept : tag.end(2)], " "]
            kept = position
        if name in _RAW_TEXT and not closing:
            close = _RAW_TEXT[name].search(html, position)
            position = close.start() if close else len(html)
        elif name in _ONE_OF_A_KIND and not closing:
            seen.add(name)
    pieces.append(html[kept:])
    return "".join(pieces)


def _crowded(html: str, start: int, end: int) -> bool:
    """Whether a tag has more attributes than any that somebody wrote."""
    return sum(1 for _attribute in islice(_ATTRIBUTE.finditer(html, start, end), _MOST_ATTRIBUTES)) >= _MOST_ATTRIBUTES


def flattened(html: str) -> str:
    """The page with start tags left out that nest hundreds deep: they cost parsers time and memory without bound."""
    html = bearable(html)
    if html.count("<") < _MANY_TAGS:
        return html
    nesting = _Nesting()
    pieces: list[str] = []
    position = kept = options = 0
    while (match := _TAG.search(html, position)) is not None:
        position = match.end()
        closing, name = match.group(1), (match.group(2) or "").lower()
        if not name:
            end = html.find("-->", position)
            position = end if end >= 0 else len(html)
        elif name in _RAW_TEXT and not closing:
            close = _RAW_TEXT[name].search(html, position)
            position = close.start() if close else len(html)
        elif name == "option" and not closing:
            options += 1
            if options > _MOST_OPTIONS:  # each new one makes parsers look through its list again
                pieces += [html[kept : match.start()], " "]
                kept = position
        elif name in _UNNESTED:
            continue
        elif closing:
            nesting.close(name)
        elif not nesting.open(name):
            pieces += [html[kept : match.start()], " "]
            kept = position
    pieces.append(html[kept:])
    return "".join(pieces)


class _Nesting:
    """Counts open elements: a few hundred of any kind, some dozens of those that parsers reopen in every block."""

    def __init__(self) -> None:
        self._depths: dict[str, int] = {}
        self._blocks = self._formats = 0

    def open(self, name: str) -> bool:
        """Note a start tag; False when it nests too deep."""
        formatting = name in _FORMATTING
        if (self._formats >= _MAX_FORMATS) if formatting else (self._blocks >= _MAX_DEPTH):
            return False
        self._depths[name] = self._depths.get(name, 0) + 1
        self._formats += formatting
        self._blocks += not formatting
        return True

    def close(self, name: str) -> None:
        """Note an end tag."""
        if self._depths.get(name, 0) > 0:
            self._depths[name] -= 1
            self._formats -= name in _FORMATTING
            self._blocks -= name not in _FORMATTING


@lru_cache(maxsize=4096)
def is_bold(style: str | None) -> bool:
    """Whether a style attribute makes its element's text bold."""
    return bool(_BOLD_STYLE.search(style or ""))


@lru_cache(maxsize=8192)
def name_marks(classes: str | None, element_id: str | None) -> tuple[bool, bool, bool]:
    """What an element's classes and id say: chrome, heading of a folding block, submenu."""
    lower = f"{classes or ''} {element_id or ''}".lower()
    chrome = bool(_CHROME_NAME.search(lower)) or not _CHROME_EXACT.isdisjoint(lower.split())
    return chrome, bool(_TOGGLE_NAME.search(lower)), bool(_SUBMENU_NAME.search(lower))
