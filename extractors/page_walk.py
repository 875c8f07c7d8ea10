"""The walk through a page's tree: once, without recursion, closing elements on the way up."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from extractors.page_gather import Gathered
from extractors.page_memory import Open, RawLink, Row
from extractors.page_tags import (
    ACTIVE,
    BLOCKS,
    CELLS,
    CHROME_ROLES,
    CHROME_TAGS,
    FRAMES,
    HEAD,
    HEADINGS,
    INLINE,
    NEVER_CHROME,
    PLAIN_BLOCKS,
    SCOPES,
    SKIPPED,
    SOFT_HEADINGS,
    is_bold,
    name_marks,
)
from extractors.text import squeeze

_SCRIPT_TARGET = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.(?:assign|replace)\s*\(|window\.open\s*\()\s*['"]([^'"]+)['"]"""
)
_REFRESH = re.compile(r"""^\s*[\d.]*\s*[;,]?\s*url\s*=\s*['"]?\s*([^'"]*)""", re.I)
_NO_MARKS = (False, False, False)
_MEMORY_DEPTH = 2


def _ordinary(attributes: dict[str, str | None]) -> bool:
    """True when no attribute makes an element more than its tag says: a style does where it is bold."""
    return ACTIVE.isdisjoint(attributes) and ("style" not in attributes or not is_bold(attributes["style"]))


def _unmarked(attributes: dict[str, str | None]) -> bool:
    """True when neither attributes nor class and id names make an element more than a plain block."""
    return _ordinary(attributes) and name_marks(attributes.get("class"), attributes.get("id")) == _NO_MARKS


class Walker(Gathered):
    """Walks the tree and gathers everything a page is asked for."""

    def walk(self, root: LexborNode) -> None:
        """Visit each node in document order; ``ends`` are the depths of the elements whose end matters, ``opened`` what it means."""
        ends: list[int] = []
        opened: list[Open | None] = []
        depth = 0
        node: LexborNode = root
        while True:
            tag = node.tag or ""
            child: LexborNode | None = None
            if tag == "-text":
                self.add_text(node.text_content or "")
            elif tag not in SKIPPED:
                attributes = node.attributes
                end: Open | None = None
                closes = False
                if tag in INLINE and (not attributes or _ordinary(attributes)):
                    child = node.first_child
                elif tag in PLAIN_BLOCKS and (not attributes or _unmarked(attributes)):
                    if self.buffer or self.waiting:
                        self.flush()
                    if tag in CELLS:
                        self.cell += 1
                    child = node.first_child
                    closes = child is not None
                else:
                    descend, end = self._enter(node, tag, attributes)
                    if descend:
                        child = node.first_child
                    closes = end is not None
                if child is not None and child.next is None and child.tag == "-text":  # half of a page's elements
                    self.add_text(child.text_content or "")
                    child = None
                if closes:
                    if child is None:
                        self._close(end)
                    else:
                        ends.append(depth)
                        opened.append(end)
            elif tag == "script":
                self.scripts += 1
            if child is not None:
                node = child
                depth += 1
                continue
            following = node.next if depth else None
            while following is None and depth:
                node = node.parent or root
                depth -= 1
                if ends and ends[-1] == depth:
                    ends.pop()
                    self._close(opened.pop())
                following = node.next if depth else None
            if following is None:
                break
            node = following
        self.flush()

    def _close(self, opened: Open | None) -> None:
        """The end of an element that matters; ``None`` stands for a plain block."""
        if opened is not None:
            self._leave(opened)
        elif self.buffer or self.waiting:
            self.flush()

    def _enter(self, node: LexborNode, tag: str, attributes: dict[str, str | None]) -> tuple[bool, Open | None]:
        """Note an element: whether its inside is to be read, and what is to be done at its end."""
        if tag == "a" and ACTIVE.isdisjoint(attributes) and "style" not in attributes:
            return True, self._enter_anchor(attributes)
        if tag == "li" and (not attributes or _unmarked(attributes)):
            return self._enter_item(node)
        if tag == "ul" and self.item is None and (not attributes or _unmarked(attributes)):
            return self._enter_list(node)
        if tag in HEAD:
            return self._enter_head(node, tag, attributes), None
        if tag == "br":
            self.flush()
            return False, None
        if tag == "img":
            self._picture(attributes)
            return False, None
        targets = self._targets(tag, attributes) if attributes else None
        if tag in ("input", "select", "button"):
            name = attributes.get("name")
            if name and self.form:
                self.forms[-1][1].append(name)
            if tag == "select" or (tag == "input" and not targets):
                return False, None
        opened = Open(tag)
        matters = toggle = submenu = False
        if attributes:
            if "class" in attributes or "id" in attributes:
                named, toggle, submenu = name_marks(attributes.get("class"), attributes.get("id"))
            else:
                named = False
            if "role" in attributes and attributes["role"] in CHROME_ROLES:
                named = True
            if named and tag not in NEVER_CHROME:
                matters = self._open_root(opened, firm=False)
            if "style" in attributes and is_bold(attributes["style"]):
                matters = opened.bold = True
                self.bold += 1
        if tag in CHROME_TAGS or (tag == "header" and not self.articles):
            matters = self._open_root(opened, firm=True) or matters
        if opened.outer_root >= 0 and self.item is None and not toggle and self.recall(node, opened):
            return False, opened
        if tag in BLOCKS or "-" in tag or toggle:
            self.flush()
            matters = opened.block = True
            self._enter_block(opened, tag, submenu, attributes.get("action") or "")
        if targets:
            matters = True
            self.anchors += 1
            opened.targets, opened.start, opened.download = targets, len(self.texts), "download" in attributes
            opened.text = next(filter(None, map(attributes.get, ("title", "aria-label", "alt", "value"))), "")
        elif tag in ("b", "strong") and not opened.bold:
            matters = opened.bold = True
            self.bold += 1
        elif tag == "noscript":
            matters = True
            self.quiet += 1
        if tag in HEADINGS or tag in SOFT_HEADINGS or toggle:
            opened.heading = "soft" if tag in SOFT_HEADINGS else "hard"
            opened.item = opened.item if tag == "li" else None
            opened.start = opened.start if targets else len(self.lines)
        return True, opened if matters else None

    def _enter_item(self, node: LexborNode) -> tuple[bool, Open | None]:
        """A list item: taken from memory when the same markup was read before under the same section."""
        self.flush()
        opened = Open("li")
        opened.block = True
        if self.items < _MEMORY_DEPTH and self.recall(node, opened):
            return False, None
        self.items += 1
        opened.item, self.item = self.item, ""
        return True, opened

    def _enter_list(self, node: LexborNode) -> tuple[bool, Open | None]:
        """An outermost list: where nothing marks the current page in a menu, all of it is in memory."""
        self.flush()
        opened = Open("ul")
        opened.block = True
        for row in self.rows:
            row.flat = False
        return not self.recall(node, opened), opened

    def _enter_anchor(self, attributes: dict[str, str | None]) -> Open | None:
        """An ordinary anchor: most of a page's elements, so no rarer case is asked for."""
        href = (attributes.get("href") or "").strip()
        if not href or href[:11].lower() == "javascript:":
            targets = self._targets("a", attributes)
            if targets is None:
                return None
        else:
            targets = [(href, "a")]
        opened = Open("a")
        self.anchors += 1
        opened.targets, opened.start = targets, len(self.texts)
        if len(attributes) > 1:
            opened.download = "download" in attributes
            opened.text = attributes.get("title") or attributes.get("aria-label") or ""
        return opened

    def _enter_head(self, node: LexborNode, tag: str, attributes: dict[str, str | None]) -> bool:
        if tag == "title":
            self.title = self.title or squeeze(node.text() or "")
        elif tag == "base":
            self.base_href = self.base_href or (attributes.get("href") or "").strip()
        elif tag == "link" and (attributes.get("rel") or "").lower() == "canonical":
            self.canonical = self.canonical or (attributes.get("href") or "").strip()
        elif tag == "meta":
            content = (attributes.get("content") or "").strip()
            if (attributes.get("name") or "").lower() == "generator":
                self.generator = self.generator or content
            elif (attributes.get("http-equiv") or "").lower() == "refresh" and (target := _REFRESH.match(content)):
                self.refresh = self.refresh or target.group(1).strip()
        return tag == "head"

    def _enter_block(self, opened: Open, tag: str, submenu: bool, action: str) -> None:
        if self.rows and (tag in ("ul", "ol", "table") or tag in HEADINGS):
            for row in self.rows:
                row.flat = False
        if tag == "li":
            opened.item, self.item = self.item, ""
            self.items += 1
        elif tag in CELLS:
            self.cell += 1
        elif tag == "tr":
            self.rows.append(Row(len(self.lines), len(self.links), self.section))
        elif tag in ("article", "main"):
            self.articles += 1
        elif tag == "pre":
            self.pre += 1
        elif tag == "form":
            self.form += 1
            self.forms.append((action, []))
        if tag in SCOPES:
            opened.section = self.section
        elif self.item and (tag in ("ul", "ol") or submenu):
            opened.section = self.section
            self.section, self.soft = self.item, True

    def _open_root(self, opened: Open, firm: bool) -> bool:
        """Begin a part of the page's chrome; inside another one nothing changes."""
        if self.root:
            return False
        self.flush()
        opened.outer_root, opened.section = self.root, self.section
        self.root_firm.append(firm)
        self.root_size.append(0)
        self.root = len(self.root_size) - 1
        self.section = ""
        return True

    def _leave(self, opened: Open) -> None:
        tag = opened.tag
        if opened.targets is not None:
            self._close_anchor(opened)
        if opened.block and (self.buffer or self.waiting):
            self.flush()
        if opened.bold:
            self.bold -= 1
        if opened.heading and opened.targets is None:
            self.close_heading(opened)
        if tag == "tr":
            self.close_row(self.rows.pop())
        elif tag == "li":
            self.item = opened.item
            self.items -= 1
        elif tag in ("article", "main"):
            self.articles -= 1
        elif tag == "pre":
            self.pre -= 1
        elif tag == "form":
            self.form -= 1
        elif tag == "noscript":
            self.quiet -= 1
        if opened.marks is not None:
            self.flush()
            self._remember(opened.marks)
        if opened.outer_root >= 0:
            self.flush()
            self.root, self.section = opened.outer_root, opened.section or ""
        elif opened.section is not None and self.soft:
            self.section, self.soft = opened.section, False

    def _close_anchor(self, opened: Open) -> None:
        self.anchors -= 1
        text = squeeze("".join(self.texts[opened.start :])) or squeeze(opened.text)
        if not self.anchors:
            self.texts.clear()
        for href, tag in opened.targets or ():
            link = RawLink(href, text, self.section, self.root, opened.download, tag)
            self.links.append(link)
            self.waiting.append(link)

    def _targets(self, tag: str, attributes: dict[str, str | None]) -> list[tuple[str, str]] | None:
        """Where an element leads: anchors, maps, frames and embedded documents, scripted clicks."""
        found: list[tuple[str, str]] = []
        if tag in ("a", "area") and (address := (attributes.get("href") or "").strip()):
            found.append((address, tag))
            if address[:11].lower() == "javascript:" and (target := _SCRIPT_TARGET.search(address)):
                found.append((target.group(1).strip(), "onclick"))
        for source in FRAMES.get(tag, ()):
            if address := (attributes.get(source) or "").strip():
                found.append((address, tag))
                break
        if "onclick" in attributes and (target := _SCRIPT_TARGET.search(attributes["onclick"] or "")):
            found.append((target.group(1).strip(), "onclick"))
        if "data-href" in attributes and (address := (attributes["data-href"] or "").strip()):
            found.append((address, "data-href"))
        return found or None

    def _picture(self, attributes: dict[str, str | None]) -> None:
        alt = attributes.get("alt") or attributes.get("title")
        if alt and self.anchors:
            self.texts.append(f" {alt} ")
