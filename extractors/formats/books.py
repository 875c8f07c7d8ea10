"""XPS and EPUB: packages whose pages are XML or XHTML, read in the order in which the package names them."""

from __future__ import annotations

import posixpath
import re

from extractors.charset import decode
from extractors.formats.content import Content, Lines, Source, UnreadableError
from extractors.formats.package import Element, Package, attribute, local
from extractors.page import parse_page

_SAME_LINE = 2.0
"""Glyph runs whose baselines differ by less (in 1/96 inch) stand in one line."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def read_xps(source: Source) -> Content:
    """Read an XPS file: runs of glyphs that share a baseline are a line."""
    package = Package(source.data, source.limits.max_part)
    names = sorted(package.names(), key=lambda name: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)])
    pages = [page for name in names if name.lower().endswith(".fpage") and (page := package.xml(name)) is not None]
    if not pages:
        raise UnreadableError("файл повреждён: нет ни одной страницы")
    text = "\f".join(_glyph_lines(page) for page in pages)
    return Content(text[: source.limits.max_text], pages=len(pages), note=package.note)


def _glyph_lines(page: Element) -> str:
    lines: list[str] = []
    last: float | None = None
    for glyphs in page.iter("{*}Glyphs"):
        words = (attribute(glyphs, "UnicodeString") or "").removeprefix("{}")
        height = _NUMBER.match(attribute(glyphs, "OriginY") or "")
        base = float(height.group()) if height else None
        if lines and base is not None and last is not None and abs(base - last) < _SAME_LINE:
            lines[-1] += words if lines[-1].endswith(" ") or words.startswith(" ") else f" {words}"
        else:
            lines.append(words)
        last = base
    return "\n".join(lines)


def read_epub(source: Source) -> Content:
    """Read an EPUB: its chapters in the order of the spine."""
    package = Package(source.data, source.limits.max_part)
    container = package.xml("META-INF/container.xml")
    root = (
        next((attribute(item, "full-path") or "" for item in container.iter("{*}rootfile")), "") if container is not None else ""
    )
    book = package.xml(root) if root else None
    if book is None:
        raise UnreadableError("файл повреждён: нет оглавления книги")
    places = {attribute(item, "id"): attribute(item, "href") or "" for item in book.iter("{*}item")}
    lines = Lines(source.limits.max_text)
    for chapter in book.iter("{*}itemref"):
        data = package.part(
            posixpath.normpath(posixpath.join(posixpath.dirname(root), places.get(attribute(chapter, "idref"), "")))
        )
        if data:
            lines.add(parse_page(decode(data, "utf-8").text).text(chrome=True))
    title = next((item.text or "" for item in book.iter() if local(item) == "title"), "")
    return Content(lines.text(), title=title, note=package.note or lines.note)
