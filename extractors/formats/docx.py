"""DOCX (and Word's XML of 2003): body, tables, text boxes, notes, headers in document order, list numbers as Word shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractors.formats.content import Content, Lines, Source, UnreadableError, table_row
from extractors.formats.docx_numbering import Numbering, is_numbered
from extractors.formats.package import LOCAL, Element, Package, attribute, document_title, local, parse_xml

_SKIPPED = frozenset(
    {"del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr", "tblPr", "tcPr", "trPr", "tblGrid", "binData"}
)
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
_INLINE_BOXES = frozenset({"txbxContent", "p", "tbl"})
_PROPERTIES = rb"<w:(rPr|tcPr|trPr|tblPr%s)>(?:<w:[^<>]*/>|<w:(\w+)>(?:<w:[^<>]*/>)*</w:\2>)*</w:\1>"
_LEFT_OUT = {True: re.compile(_PROPERTIES % b""), False: re.compile(_PROPERTIES % b"|pPr")}
"""Properties, which hold no text but are two thirds of most documents; a paragraph's own are needed where it has a number."""
_MAX_NESTING = 40


def read_docx(source: Source) -> Content:
    """Read a DOCX file."""
    package = Package(source.data, source.limits.max_part)
    main = _main_part(package)
    raw = package.part(main) or b""
    folder = main.rpartition("/")[0] + "/" if "/" in main else ""
    numbering = Numbering(package, folder) if is_numbered(raw, package, folder) else None
    document = parse_xml(_without_properties(raw, numbering is not None)) if raw else None
    if document is None:
        raise UnreadableError("файл повреждён: нет основной части документа")
    body = _Reader(numbering).blocks(document)
    lines = Lines(source.limits.max_text)
    seen: set[str] = set()
    for kind in ("header", None, "footnotes", "endnotes", "footer"):
        if kind is None:
            for line in body:
                lines.add(line)
            continue
        for name in package.names(f"{folder}{kind}"):
            part = package.xml(name) if name.endswith(".xml") else None
            text = "\n".join(_Reader().blocks(part)).strip() if part is not None else ""
            if text and text not in seen:
                seen.add(text)
                lines.add(text)
    if package.damaged and not lines.text().strip():
        raise UnreadableError("файл повреждён")
    return Content(lines.text(), pages=_pages(package), title=document_title(package), note=package.note or lines.note)


def _without_properties(document: bytes, numbered: bool) -> bytes:
    """The same text with less to parse; unchanged where what looks like a property could be text."""
    return document if b"<![CDATA[" in document else _LEFT_OUT[numbered].sub(b"", document)


def read_word_xml(source: Source) -> Content:
    """Read Word's single-file XML (2003 and the flat OPC of later versions)."""
    root = parse_xml(source.data)
    if root is None:
        raise UnreadableError("файл повреждён: не разбирается XML")
    lines = Lines(source.limits.max_text)
    for line in _Reader().blocks(root):
        lines.add(line)
    return Content(lines.text(), note=lines.note)


def _main_part(package: Package) -> str:
    relations = package.xml("_rels/.rels")
    if relations is not None:
        for relation in relations:
            kind, target = attribute(relation, "Type") or "", attribute(relation, "Target") or ""
            if kind.endswith("/officeDocument") and target:
                return target.lstrip("/")
    return "word/document.xml"


def _pages(package: Package) -> int | None:
    properties = package.xml("docProps/app.xml")
    if properties is None:
        return None
    text = next((item.text or "" for item in properties.iter() if local(item) == "Pages"), "").strip()
    return int(text) if text.isdecimal() and text.isascii() and 0 < int(text[:7]) <= 100_000 else None


class _Reader:
    """Turns elements into lines; nested tables and text boxes are followed to a bounded depth."""

    def __init__(self, numbering: Numbering | None = None) -> None:
        self._numbering = numbering
        self._depth = 0

    def blocks(self, parent: Iterable[Element]) -> list[str]:
        """The lines of everything below an element (or of the elements given)."""
        lines: list[str] = []
        if self._depth > _MAX_NESTING:
            return lines
        self._depth += 1
        self._gather_blocks(parent, lines)
        self._depth -= 1
        return lines

    def _gather_blocks(self, parent: Iterable[Element], lines: list[str]) -> None:
        for element in parent:
            name = LOCAL[element.tag]
            if name == "p":
                self._paragraph(element, lines)
            elif name == "tbl":
                lines += self._table(element)
            elif name == "AlternateContent":
                self._gather_blocks(_chosen(element), lines)
            elif name and name not in _SKIPPED:
                self._gather_blocks(element, lines)

    def _table(self, table: Element) -> list[str]:
        lines: list[str] = []
        for row in _below(table, "tr", ("tbl",)):
            lines += table_row([self.blocks(cell) for cell in _below(row, "tc", ("tbl", "tr"))])
        return lines

    def _paragraph(self, paragraph: Element, lines: list[str]) -> None:
        pieces = [self._numbering.label(paragraph)] if self._numbering is not None else []
        boxes: list[str] = []
        self._gather_pieces(paragraph, pieces, boxes)
        lines.append("".join(pieces).rstrip(" "))
        lines += boxes

    def _gather_pieces(self, parent: Iterable[Element], pieces: list[str], boxes: list[str]) -> None:
        for element in parent:
            name = LOCAL[element.tag]
            if name == "t":
                pieces.append(element.text or "")
            elif name in _SKIPPED or not name:
                continue
            elif name == "br":
                pieces.append("\f" if attribute(element, "type") == "page" else "\n")
            elif name in _SIGNS:
                pieces.append(_SIGNS[name])
            elif name in _INLINE_BOXES:
                boxes += self.blocks(element if name == "txbxContent" else [element])
            else:
                self._gather_pieces(_chosen(element) if name == "AlternateContent" else element, pieces, boxes)


def _chosen(alternatives: Element) -> list[Element]:
    """The branch of a choice that holds text; both usually say the same, for new and for old programs."""
    for branch in alternatives:
        if any(local(item) == "t" and item.text for item in branch.iter()):
            return [branch]
    return []


def _below(parent: Element, wanted: str, barriers: tuple[str, ...]) -> list[Element]:
    """Elements of a name below ``parent``, also through wrappers (content controls), but not inside nested tables."""
    found: list[Element] = []
    for element in parent:
        name = LOCAL[element.tag]
        if name == wanted:
            found.append(element)
        elif name and name not in barriers and name not in _SKIPPED:
            found += _below(element, wanted, barriers)
    return found
