"""DOCX (and Word's XML of 2003): body, tables, text boxes, notes, headers in document order, list numbers as Word shows them."""

from __future__ import annotations

from collections.abc import Iterable

from extractors.formats.content import Content, Lines, Source, UnreadableError, table_row
from extractors.formats.docx_numbering import Numbering
from extractors.formats.package import LOCAL, Element, Package, attribute, document_title, local, parse_xml

_SKIPPED = frozenset(
    {"del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sectPr", "tblPr", "tcPr", "trPr", "tblGrid", "binData"}
)
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}
_MAX_NESTING = 40


def read_docx(source: Source) -> Content:
    """Read a DOCX file."""
    package = Package(source.data, source.limits.max_part)
    main = _main_part(package)
    document = package.xml(main)
    if document is None:
        raise UnreadableError("файл повреждён: нет основной части документа")
    folder = main.rpartition("/")[0] + "/" if "/" in main else ""
    styles = package.part(f"{folder}styles.xml") or b""
    numbering = Numbering(package.xml(f"{folder}numbering.xml"), styles)
    reader = _Reader(numbering)
    body = reader.blocks(document)
    lines = Lines(source.limits.max_text)
    seen: set[str] = set()
    for kind in ("header", None, "footnotes", "endnotes", "footer"):
        if kind is None:
            for line in body:
                lines.add(line)
            continue
        for name in package.names(f"{folder}{kind}"):
            part = package.xml(name) if name.endswith(".xml") else None
            text = "\n".join(_Reader(Numbering()).blocks(part)).strip() if part is not None else ""
            if text and text not in seen:
                seen.add(text)
                lines.add(text)
    if package.damaged and not lines.text().strip():
        raise UnreadableError("файл повреждён")
    return Content(lines.text(), pages=_pages(package), title=document_title(package), note=package.note or lines.note)


def read_word_xml(source: Source) -> Content:
    """Read Word's single-file XML (2003 and the flat OPC of later versions)."""
    root = parse_xml(source.data)
    if root is None:
        raise UnreadableError("файл повреждён: не разбирается XML")
    lines = Lines(source.limits.max_text)
    for line in _Reader(Numbering()).blocks(root):
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

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._depth = 0

    def blocks(self, parent: Iterable[Element]) -> list[str]:
        """The lines of everything below an element (or of the elements given)."""
        lines: list[str] = []
        if self._depth > _MAX_NESTING:
            return lines
        self._depth += 1
        waiting = [iter(parent)]
        while waiting:
            element = next(waiting[-1], None)
            if element is None:
                waiting.pop()
                continue
            name = LOCAL[element.tag]
            if name == "p":
                lines += self._paragraph(element)
            elif name == "tbl":
                lines += self._table(element)
            elif name == "AlternateContent":
                waiting.append(iter(_chosen(element)))
            elif name and name not in _SKIPPED:
                waiting.append(iter(element))
        self._depth -= 1
        return lines

    def _table(self, table: Element) -> list[str]:
        lines: list[str] = []
        for row in _below(table, "tr", ("tbl",)):
            cells = [self.blocks(cell) for cell in _below(row, "tc", ("tbl", "tr"))]
            lines += table_row(cells)
        return lines

    def _paragraph(self, paragraph: Element) -> list[str]:
        pieces = [self._numbering.label(paragraph)]
        boxes: list[str] = []
        waiting = [iter(paragraph)]
        while waiting:
            element = next(waiting[-1], None)
            if element is None:
                waiting.pop()
                continue
            name = LOCAL[element.tag]
            if name == "t":
                pieces.append(element.text or "")
            elif name == "br":
                pieces.append("\f" if attribute(element, "type") == "page" else "\n")
            elif name in _SIGNS:
                pieces.append(_SIGNS[name])
            elif name in ("txbxContent", "p", "tbl"):
                boxes += self.blocks(element) if name == "txbxContent" else self.blocks([element])
            elif name == "AlternateContent":
                waiting.append(iter(_chosen(element)))
            elif name and name not in _SKIPPED:
                waiting.append(iter(element))
        return ["".join(pieces).rstrip(" "), *boxes]


def _chosen(alternatives: Element) -> list[Element]:
    """The branch of a choice that holds text; both usually say the same, for new and for old programs."""
    for branch in alternatives:
        if any(local(item) == "t" and item.text for item in branch.iter()):
            return [branch]
    return []


def _below(parent: Element, wanted: str, barriers: tuple[str, ...]) -> list[Element]:
    """Elements of a name below ``parent``, also through wrappers (content controls), but not inside nested tables."""
    found: list[Element] = []
    waiting = [iter(parent)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
            continue
        name = LOCAL[element.tag]
        if name == wanted:
            found.append(element)
        elif name and name not in barriers and name not in _SKIPPED:
            waiting.append(iter(element))
    return found
