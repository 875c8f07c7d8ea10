"""Lines and links of a page as they are gathered, and what becomes of them at the end."""

from __future__ import annotations

from itertools import pairwise

from selectolax.lexbor import LexborNode

from extractors.page_memory import Fragment, Marks, Open, Raw, RawLink, Row, memory
from extractors.page_model import Line, Page, PageLink
from extractors.text import squeeze

MAX_SECTION = 200
_MAX_ROW = 1200
_MAX_BROKEN_ROW = 300
"""A row whose cells hold several lines each is a layout, not data, unless it is short."""
_MAX_CONTEXT = 300
_MEMORY_ITEM = 30_000


class Gathered:
    """What has been read of a page so far, with the state that tells what the next text belongs to."""

    def __init__(self) -> None:
        self.title = self.heading = self.base_href = self.generator = self.canonical = self.refresh = ""
        self.scripts = 0
        self.lines: list[Raw] = []
        self.links: list[RawLink] = []
        self.waiting: list[RawLink] = []
        self.forms: list[tuple[str, list[str]]] = []
        self.noscript: list[str] = []
        self.root_firm = [False]
        self.root_size = [0]
        self.root = 0
        self.section = ""
        self.soft = False
        self.buffer: list[str] = []
        self.texts: list[str] = []
        self.items = self.anchors = self.bold = self.quiet = self.pre = self.cell = self.articles = self.form = 0
        self.bold_size = self.text_size = 0
        self.linked = False
        self.rows: list[Row] = []
        self.item: str | None = None

    def add_text(self, text: str) -> None:
        """Take a text node into the current line (and into the anchors it stands in)."""
        if text.isspace():
            if self.buffer:
                self.buffer.append(text if self.pre else " ")
            if self.anchors:
                self.texts.append(" ")
            return
        if self.anchors:
            self.texts.append(text)
        if self.quiet:
            self.noscript.append(text)
            return
        self.buffer.append(text)
        self.linked = self.linked or self.anchors > 0
        self.text_size += len(text)
        if self.bold:
            self.bold_size += len(text)

    def flush(self) -> None:
        """End the current line."""
        if not self.buffer and not self.waiting:
            return
        raw = "".join(self.buffer)
        made: Raw | None = None
        for piece in raw.splitlines() if self.pre else (raw,):
            if text := squeeze(piece):
                made = Raw(text, self.root, self.cell if self.rows else 0)
                self.lines.append(made)
                self.root_size[self.root] += len(text)
        if made is not None:
            if self.bold_size and self.bold_size >= self.text_size and not self.linked and len(made.text) <= MAX_SECTION:
                self.section, self.soft = made.text, False
            if self.item == "":
                self.item = made.text[:MAX_SECTION]
        if self.waiting:
            for link in self.waiting:
                link.line = made
            self.waiting.clear()
        self.buffer.clear()
        self.text_size = self.bold_size = 0
        self.linked = False

    def close_heading(self, opened: Open) -> None:
        """The text of a heading that ends here is the section of what follows."""
        text = " ".join(line.text for line in self.lines[opened.start : opened.start + 4])
        if not text or len(text) > MAX_SECTION * 2:
            return
        if opened.tag == "h1" and not self.heading:
            self.heading = text
        self.section, self.soft = text[:MAX_SECTION], opened.heading == "soft"

    def close_row(self, row: Row) -> None:
        """A row of a data table becomes one line, cells parted by tabs; the rows of layout tables stay as they are."""
        parts = self.lines[row.line :] if row.flat else []
        broken = any(before.cell == part.cell for before, part in pairwise(parts))
        if not parts or sum(len(part.text) for part in parts) > (_MAX_BROKEN_ROW if broken else _MAX_ROW):
            return
        pieces = [parts[0].text]
        for before, part in pairwise(parts):
            pieces += ["\t" if part.cell != before.cell else " ", part.text]
        if parts[0].cell != parts[-1].cell:
            self.section = row.section
        parts[0].text = "".join(pieces)
        del self.lines[row.line + 1 :]
        for link in self.links[row.link :]:
            link.line = parts[0]

    def recall(self, node: LexborNode, opened: Open) -> bool:
        """Take an element from memory if it is there; if not, have it remembered at its end."""
        if self.rows or self.anchors or self.bold or self.quiet or self.pre or self.form or self.articles:
            return False
        key = (node.html or "", self.section, self.soft)
        known = memory.get(key)
        if known is not None:
            self._repeat(known)
        elif len(key[0]) <= _MEMORY_ITEM and memory.worth_keeping(key):
            opened.marks = Marks(key, len(self.lines), len(self.links), self.scripts, self._others())
        return known is not None

    def _others(self) -> tuple[int, int, int, str]:
        """What a remembered item must not have added to."""
        return len(self.root_size), len(self.forms), len(self.noscript), self.heading

    def _repeat(self, known: Fragment) -> None:
        lines, links = known.shown(self.root)
        self.lines += lines
        self.links += links
        self.root_size[self.root] += known.size
        self.section, self.soft = known.section, known.soft
        self.scripts += known.scripts

    def _remember(self, marks: Marks) -> None:
        if marks.others != self._others():
            return
        lines = self.lines[marks.lines :]
        places = {id(line): number for number, line in enumerate(lines)}
        memory.keep(
            marks.key,
            Fragment(
                tuple(line.text for line in lines),
                tuple(
                    (link.href, link.text, link.section, link.download, link.tag, places.get(id(link.line), -1))
                    for link in self.links[marks.links :]
                ),
                self.section,
                self.soft,
                self.scripts - marks.scripts,
                sum(len(line.text) for line in lines),
            ),
        )

    def page(self) -> Page:
        """What was gathered. A part that only its class names call a menu, but that holds most of the text, is none."""
        total = sum([len(line.text) for line in self.lines])
        chrome = [firm or size * 2 < total for firm, size in zip(self.root_firm, self.root_size, strict=True)]
        chrome[0] = False
        new = tuple.__new__  # hundreds a page: the types' own call costs as much again
        return Page(
            title=self.title,
            heading=self.heading,
            base_href=self.base_href,
            links=tuple(
                [
                    new(
                        PageLink,
                        (
                            link.href,
                            link.text,
                            link.section,
                            chrome[link.root],
                            link.download,
                            link.line.text[:_MAX_CONTEXT] if link.line is not None else "",
                            link.tag,
                        ),
                    )
                    for link in self.links
                ]
            ),
            lines=tuple([new(Line, (line.text, chrome[line.root])) for line in self.lines]),
            generator=self.generator,
            canonical=self.canonical,
            refresh=self.refresh,
            scripts=self.scripts,
            text_length=total,
            noscript=squeeze(" ".join(self.noscript)),
            forms=tuple((action, tuple(fields)) for action, fields in self.forms),
        )
