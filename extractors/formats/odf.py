"""ODT and ODP: paragraphs, tables, text boxes, notes in document order, with the numbers of decimal lists."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractors.formats.content import Content, EncryptedError, Lines, Source, UnreadableError, table_row
from extractors.formats.package import Element, Package, attribute, local

_SKIPPED = frozenset(
    {"tracked-changes", "annotation", "annotation-end", "automatic-styles", "sequence-decls", "forms", "scripts", "note-citation"}
)
_HEADER = re.compile(rb":header[\s>]")
_MAX_NESTING = 40
_MAX_SPACES = 200


def read_odf(source: Source) -> Content:
    """Read an OpenDocument text or presentation."""
    package = Package(source.data, source.limits.max_part)
    manifest = package.part("META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise EncryptedError("документ защищён паролем")
    document = package.xml("content.xml")
    if document is None:
        raise UnreadableError("файл повреждён: нет основной части документа")
    # Only a header or a list makes the styles worth parsing, which takes as long as the text.
    wanted = _HEADER.search(package.part("styles.xml") or b"") or b":list" in (package.part("content.xml") or b"")
    styles = package.xml("styles.xml") if wanted else None
    lines = Lines(source.limits.max_text)
    if styles is not None:
        for master in styles.iter("{*}master-page"):
            for part in master:
                if local(part) == "header":
                    for line in _Reader({}).blocks(part):
                        lines.add(line)
            break
    named = _list_styles(styles) if styles is not None else {}
    for line in _Reader(named | _list_styles(document)).blocks(document):
        lines.add(line)
    if package.damaged and not lines.text().strip():
        raise UnreadableError("файл повреждён")
    return Content(lines.text(), pages=_pages(package), title=_title(package), note=package.note or lines.note)


def _meta(package: Package, name: str) -> Element | None:
    meta = package.xml("meta.xml")
    return None if meta is None else next((item for item in meta.iter() if local(item) == name), None)


def _title(package: Package) -> str:
    title = _meta(package, "title")
    return " ".join((title.text or "").split()) if title is not None else ""


def _pages(package: Package) -> int | None:
    statistic = _meta(package, "document-statistic")
    count = (attribute(statistic, "page-count") or "") if statistic is not None else ""
    return int(count) if count.isdecimal() and count.isascii() and 0 < int(count[:7]) <= 100_000 else None


def _list_styles(document: Element) -> dict[str, Element]:
    """The list styles by name; few of them are ever used."""
    return {attribute(style, "name") or "": style for style in document.iter("{*}list-style")}


def _decimal_levels(style: Element) -> dict[int, tuple[str, int]]:
    """The decimal levels of a list style: what stands after the number, and how many levels are shown."""
    levels: dict[int, tuple[str, int]] = {}
    for level in style:
        if local(level) == "list-level-style-number" and attribute(level, "num-format") == "1":
            number = attribute(level, "level") or ""
            shown = attribute(level, "display-levels") or "1"
            if number.isdecimal() and shown.isdecimal():
                levels[int(number[:3])] = (attribute(level, "num-suffix") or "", int(shown[:3]))
    return levels


class _Reader:
    """Turns elements into lines."""

    def __init__(self, styles: dict[str, Element]) -> None:
        self._styles = styles
        self._levels: dict[str, dict[int, tuple[str, int]]] = {}
        self._depth = 0
        self._style = ""
        self._counts: list[int] = []
        self._last: dict[str, int] = {}

    def blocks(self, parent: Iterable[Element]) -> list[str]:
        """The lines of everything below an element (or of the elements given)."""
        lines: list[str] = []
        if self._depth > _MAX_NESTING:
            return lines
        self._depth += 1
        for element in parent:
            name = local(element)
            if name in ("p", "h"):
                lines += self._paragraph(element)
            elif name == "list":
                lines += self._list(element)
            elif name == "table":
                lines += self._table(element)
            elif name == "page" and lines:
                lines.append("\f" + "\n".join(self.blocks(element)))
            elif name and name not in _SKIPPED:
                lines += self.blocks(element)
        self._depth -= 1
        return lines

    def _table(self, table: Element) -> list[str]:
        lines: list[str] = []
        for row in table.iter():
            if local(row) == "table-row" and _owner(row) is table:
                lines += table_row([self.blocks(cell) for cell in row if local(cell) == "table-cell"])
        return lines

    def _list(self, element: Element) -> list[str]:
        outer = self._style
        self._style = attribute(element, "style-name") or outer
        continued = attribute(element, "continue-numbering") == "true" or attribute(element, "continue-list") is not None
        self._counts.append(self._last.get(self._style, 0) if continued and not self._counts else 0)
        lines: list[str] = []
        for item in element:
            if local(item) not in ("list-item", "list-header"):
                continue
            label = ""
            if local(item) == "list-item":
                start = attribute(item, "start-value")
                self._counts[-1] = int(start[:6]) if start and start.isdecimal() else self._counts[-1] + 1
                first = next((local(child) for child in item if local(child)), "")
                label = self._label() if first in ("p", "h") else ""
            inner = self.blocks(item)
            if inner and label:
                inner[0] = label + inner[0]
            lines += inner
        self._last[self._style] = self._counts.pop()
        self._style = outer
        return lines

    def _label(self) -> str:
        level = len(self._counts)
        if self._style not in self._levels:
            style = self._styles.get(self._style)
            self._levels[self._style] = {} if style is None else _decimal_levels(style)
        shape = self._levels[self._style].get(level)
        if shape is None:
            return ""
        suffix, shown = shape
        return ".".join(str(count) for count in self._counts[max(0, level - shown) :]) + f"{suffix} "

    def _paragraph(self, paragraph: Element) -> list[str]:
        pieces: list[str] = [paragraph.text or ""]
        boxes: list[str] = []
        waiting: list[tuple[Element, int]] = [(child, 0) for child in reversed(paragraph)]
        while waiting:
            element, done = waiting.pop()
            if done:
                pieces.append(element.tail or "")
                continue
            waiting.append((element, 1))
            name = local(element)
            if name == "s":
                count = attribute(element, "c") or "1"
                pieces.append(" " * min(int(count[:4]) if count.isdecimal() else 1, _MAX_SPACES))
            elif name == "tab":
                pieces.append("\t")
            elif name == "line-break":
                pieces.append("\n")
            elif name == "soft-page-break":
                continue
            elif name in ("text-box", "note-body", "table", "p", "h", "list"):
                boxes += self.blocks(element if name in ("text-box", "note-body") else [element])
            elif name and name not in _SKIPPED:
                pieces.append(element.text or "")
                waiting += [(child, 0) for child in reversed(element)]
        return ["".join(pieces).rstrip(" "), *boxes]


def _owner(row: Element) -> Element | None:
    parent = row.getparent()
    while parent is not None and local(parent) != "table":
        parent = parent.getparent()
    return parent
