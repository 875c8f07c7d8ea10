"""List numbers of DOCX: Word does not store «1.2.», it counts; so do we."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractors.formats.package import LOCAL, Element, Package, attribute, local, parse_xml

_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_ONES = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_MAX_LEVELS = 9
_MAX_STYLES = 30
_STYLE_END = b"</w:style>"
_STYLE_USED = re.compile(rb'<w:pStyle w:val="([^"&]*)"')
_STYLE_BASE = re.compile(rb'<w:basedOn w:val="([^"&]*)"')


@dataclass(slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False


@dataclass(slots=True)
class _List:
    """One list as numbered in the text: its levels and where each stands."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


def is_numbered(document: bytes, package: Package, folder: str) -> bool:
    """Whether any paragraph can have a number: most documents' are typed by hand, and then no list or style need be parsed.

    Judged by the bytes as the usual programs write them; where they are written otherwise the answer is yes.
    """
    if not package.names(f"{folder}numbering.xml"):
        return False
    if b"numPr" in document:
        return True
    used = _STYLE_USED.findall(document)
    if len(used) != document.count(b"pStyle"):
        return True
    styles = package.part(f"{folder}styles.xml") or b"" if used else b""
    return b"numPr" in styles and any(_style_numbers(styles, name) for name in set(used))


def _style_numbers(styles: bytes, name: bytes) -> bool:
    for _step in range(_MAX_STYLES):
        at = styles.find(b'w:styleId="' + name + b'"')
        end = styles.find(_STYLE_END, at)
        if at < 0 or end < 0 or b"numPr" in (style := styles[at:end]):
            return True
        base = _STYLE_BASE.search(style)
        if base is None:
            return b"basedOn" in style
        name = base[1]
    return True


class Numbering:
    """Counts the list items of one document in reading order.

    Lists and styles are read when the first paragraph asks for them: style sheets are often longer than the document.
    """

    def __init__(self, package: Package, folder: str) -> None:
        self._package = package
        self._folder = folder
        self._lists: dict[str, _List] | None = None
        self._restarts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, tuple[str | None, int | None, str]] | None = None

    def label(self, paragraph: Element) -> str:
        """«1.2. » for a numbered paragraph, «• » for a bulleted one, "" for any other."""
        number, level = self._place(paragraph)
        found = self._known_lists().get(number) if number is not None else None
        if found is None or not 0 <= level < _MAX_LEVELS:
            return ""
        shape = found.levels.get(level)
        if shape is None:
            return ""
        restart = self._restarts.get(number or "", {}).pop(level, None)
        if restart is not None:
            found.counts[level] = restart
        else:
            found.counts[level] = found.counts.get(level, shape.start - 1) + 1
        for deeper in [key for key in found.counts if key > level]:
            del found.counts[deeper]
        if shape.format == "bullet":
            return "• "
        if shape.format == "none":
            return ""

        def shown(match: re.Match[str]) -> str:
            index = int(match.group(1)) - 1
            other = found.levels.get(index, _Level())
            count = found.counts.setdefault(index, other.start)
            return _written(count, "decimal" if shape.legal else other.format)

        text = _PLACE.sub(shown, shape.text)
        return f"{text} " if text.strip() else ""

    def _place(self, paragraph: Element) -> tuple[str | None, int]:
        number: str | None = None
        level: int | None = None
        style = ""
        for properties in paragraph:
            if LOCAL[properties.tag] != "pPr":
                continue
            for item in properties:
                name = LOCAL[item.tag]
                if name == "numPr":
                    number, level = _numbers(item)
                elif name == "pStyle":
                    style = attribute(item, "val") or ""
            break
        if style and number is None:
            styles = self._known_styles()
            for _step in range(_MAX_STYLES):
                if number is not None or style not in styles:
                    break
                number, styled_level, style = styles[style]
                level = level if level is not None else styled_level
        return number, level or 0

    def _known_lists(self) -> dict[str, _List]:
        if self._lists is None:
            self._lists = {}
            lists = self._package.xml(f"{self._folder}numbering.xml")
            if lists is not None:
                self._read_lists(lists, self._lists)
        return self._lists

    def _known_styles(self) -> dict[str, tuple[str | None, int | None, str]]:
        """Of each style the list, the level and the style it is based on; nothing where no style numbers paragraphs."""
        if self._styles is None:
            self._styles = {}
            styles = self._package.part(f"{self._folder}styles.xml") or b""
            root = parse_xml(_without_table_styles(styles)) if b"numPr" in styles else None
            if root is not None:
                self._styles = _read_styles(root)
        return self._styles

    def _read_lists(self, numbering: Element, lists: dict[str, _List]) -> None:
        shapes: dict[str, _List] = {}
        for item in numbering:
            if local(item) == "abstractNum":
                levels = {_integer(attribute(level, "ilvl"), 0): _level(level) for level in item if local(level) == "lvl"}
                shapes[attribute(item, "abstractNumId") or ""] = _List(levels)
        for item in numbering:
            if local(item) != "num":
                continue
            number = attribute(item, "numId") or ""
            for part in item:
                if local(part) == "abstractNumId" and (shape := shapes.get(attribute(part, "val") or "")) is not None:
                    lists[number] = shape
                elif local(part) == "lvlOverride":
                    level = _integer(attribute(part, "ilvl"), 0)
                    for inner in part:
                        if local(inner) == "startOverride":
                            self._restarts.setdefault(number, {})[level] = _integer(attribute(inner, "val"), 1)


def _read_styles(styles: Element) -> dict[str, tuple[str | None, int | None, str]]:
    based = {_style_id(item): attribute(item, "val") or "" for item in styles.iter("{*}basedOn")}
    own = {_style_id(item): _numbers(item) for item in styles.iter("{*}numPr")}
    return {name: (*own.get(name, (None, None)), based.get(name, "")) for name in based.keys() | own.keys()}


def _without_table_styles(styles: bytes) -> bytes:
    """The style sheet without the styles of tables, which number nothing and are most of it."""
    styles_of_word = styles.split(_STYLE_END)
    kept = [styles_of_word[0]]
    for style in styles_of_word[1:]:
        start = style.find(b"<w:style ")
        if start < 0 or b'w:type="table"' not in style[start : style.find(b">", start)]:
            kept.append(style)
    return _STYLE_END.join(kept)


def _style_id(element: Element) -> str:
    """The id of the style an element stands in."""
    parent = element.getparent()
    while parent is not None and local(parent) != "style":
        parent = parent.getparent()
    return "" if parent is None else attribute(parent, "styleId") or ""


def _numbers(element: Element) -> tuple[str | None, int | None]:
    number: str | None = None
    level: int | None = None
    for item in element:
        if local(item) == "numId":
            number = attribute(item, "val")
        elif local(item) == "ilvl":
            level = _integer(attribute(item, "val"), 0)
    return number, level


def _level(element: Element) -> _Level:
    level = _Level()
    for item in element:
        name, value = local(item), attribute(item, "val")
        if name == "start":
            level.start = _integer(value, 1)
        elif name == "numFmt":
            level.format = value or "decimal"
        elif name == "lvlText":
            level.text = (value or "")[:40]
        elif name == "isLgl":
            level.legal = value not in ("0", "false")
    return level


def _integer(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdecimal() and text.isascii() and len(text) < 7 else default


def _written(count: int, shape: str) -> str:
    if count < 1 and shape not in ("decimal", "decimalZero"):
        return str(count)
    if shape in ("lowerLetter", "upperLetter", "russianLower", "russianUpper"):
        alphabet = _RUSSIAN if shape.startswith("russian") else _LATIN
        letter = alphabet[(count - 1) % len(alphabet)] * min((count - 1) // len(alphabet) + 1, 5)
        return letter.upper() if shape.endswith("Upper") or shape.startswith("upper") else letter
    if shape in ("lowerRoman", "upperRoman") and count < 4000:
        roman, left = "", count
        for value, sign in (*_ROMAN, *_ROMAN_ONES):
            roman += sign * (left // value)
            left %= value
        return roman.upper() if shape == "upperRoman" else roman
    if shape == "decimalZero":
        return f"{count:02d}"
    return "" if shape in ("none", "bullet") else str(count)
