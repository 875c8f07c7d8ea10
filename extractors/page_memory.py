"""The pieces of a page while it is being read, and the memory of menus that repeat on every page of a site."""

from __future__ import annotations

from dataclasses import dataclass

_MEMORY_SIZE = 6_000_000
_ENTRY_SIZE = 500
_MOST_MET = 100_000


@dataclass(slots=True)
class Raw:
    """A line while the page is being read: ``root`` is the chrome root it lies in (0: none), ``cell`` its table cell."""

    text: str
    root: int
    cell: int


@dataclass(slots=True)
class RawLink:
    """A link while the page is being read."""

    href: str
    text: str
    section: str
    root: int
    download: bool
    tag: str
    line: Raw | None = None


@dataclass(slots=True)
class Fragment:
    """A list item read before: its lines, its links (with the number of their line) and the section it leaves behind."""

    lines: tuple[str, ...]
    links: tuple[tuple[str, str, str, bool, str, int], ...]
    section: str
    soft: bool
    scripts: int
    size: int
    """Characters of its lines."""
    _shown: tuple[int, list[Raw], list[RawLink]] | None = None

    def shown(self, root: int) -> tuple[list[Raw], list[RawLink]]:
        """Its lines and links as they stand in the chrome root ``root``: the same objects again where it is the same one."""
        if self._shown is None or self._shown[0] != root:
            lines = [Raw(text, root, 0) for text in self.lines]
            links = [
                RawLink(href, text, section, root, download, tag, lines[line] if line >= 0 else None)
                for href, text, section, download, tag, line in self.links
            ]
            self._shown = (root, lines, links)
        return self._shown[1:]


class Memory:
    """List items by their markup: a site repeats its menu on every page, and reading it is most of a page's cost."""

    def __init__(self) -> None:
        self._fragments: dict[tuple[str, str, bool], Fragment] = {}
        self._size = 0
        self._met: set[int] = set()

    def worth_keeping(self, key: tuple[str, str, bool]) -> bool:
        """Whether an item was met before: what stands on one page only is not worth its place."""
        mark = hash(key)
        if mark in self._met:
            return True
        if len(self._met) >= _MOST_MET:
            self._met.clear()
        self._met.add(mark)
        return False

    def get(self, key: tuple[str, str, bool]) -> Fragment | None:
        """What an item gave when it was read under the same section."""
        return self._fragments.get(key)

    def keep(self, key: tuple[str, str, bool], fragment: Fragment) -> None:
        """Remember an item; the memory is emptied when it is full."""
        if self._size > _MEMORY_SIZE:
            self._fragments.clear()
            self._size = 0
        self._fragments[key] = fragment
        self._size += len(key[0]) + _ENTRY_SIZE


memory = Memory()


@dataclass(frozen=True, slots=True)
class Marks:
    """How much had been gathered when a list item began."""

    key: tuple[str, str, bool]
    lines: int
    links: int
    scripts: int
    others: tuple[int, int, int, str]


@dataclass(slots=True)
class Row:
    """An open table row: where its lines and links begin; ``flat`` until a list, heading or table shows a layout table."""

    line: int
    link: int
    section: str
    flat: bool = True


class Open:
    """An element with more to do at its end than ending a line; most are made with the defaults, thousands a page."""

    block = False
    heading = ""
    bold = False
    outer_root = -1
    section: str | None = None
    start = 0
    targets: list[tuple[str, str]] | None = None
    text = ""
    download = False
    item: str | None = None
    marks: Marks | None = None

    def __init__(self, tag: str) -> None:
        self.tag = tag
