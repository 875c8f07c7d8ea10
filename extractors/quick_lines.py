"""Quick looks at the lines of a text: which may begin with certain words, as its bytes tell in a fraction of the time."""

from __future__ import annotations

import re

from extractors.lines import Line
from extractors.text import Normalised

_CODE = "cp1251"
_HEAD_SIZE = 4
_RUSSIAN = range(0xE0, 0x100)
"""The lower case letters in that code."""
_NEVER_FIRST = frozenset(b"023456789-")
"""What no line of an act's heading begins with, and most of a regulation's do."""
_NO_LETTERS = bytes(code for code in range(256) if not bytes([code]).decode(_CODE, "replace").isalpha())
_ODD_SPACES = "\u2028\u2029\x85\x1c\x1d\x1e\x1f"
"""White space that the code page has not, or bytes do not take for such."""


class LineFilter:
    """Lines that may match one of several patterns: the answer may be yes too often, never no.

    ``heads`` are the words with which the patterns begin (or more of the line), parted by «|»; ``any_head`` is a word that may
    have any other before it: a text that has it is asked line by line.
    """

    def __init__(self, heads: str, *patterns: re.Pattern[str], any_head: str) -> None:
        self.heads = frozenset(head[:_HEAD_SIZE].encode(_CODE) for head in heads.split("|"))
        self.any_head = any_head.encode(_CODE)
        nameless = (re.sub(r"\(\?P<\w+>", "(?:", pattern.pattern.removeprefix("^")) for pattern in patterns)
        plain = (re.sub(r"\\.|[А-ЯA-Z]", _lowered, source) for source in nameless)
        self.pattern = re.compile("|".join(f"(?:{source})" for source in plain).encode(_CODE, "replace"))

    def on(self, whole: Normalised) -> QuickLines:
        """The filter on the lines of a text."""
        return QuickLines(self, whole)


def _lowered(match: re.Match[str]) -> str:
    """Word boundaries are left out: bytes have none around Russian letters."""
    return "" if match.group() == r"\b" else match.group() if match.group().startswith("\\") else match.group().lower()


class QuickLines:
    """The lines of one text, by their bytes in lower case."""

    __slots__ = ("_heads", "_lower", "_pattern")

    def __init__(self, wanted: LineFilter, whole: Normalised) -> None:
        lower = whole.lower
        if any(space in whole.text for space in _ODD_SPACES):
            lower = whole.text.translate(dict.fromkeys(map(ord, _ODD_SPACES), " ")).lower().encode(_CODE, "replace")
        self._lower = lower
        self._pattern = wanted.pattern
        self._heads = None if wanted.any_head in lower else wanted.heads

    def telling(self, line: Line) -> bool:
        """Whether the line may match."""
        start, end = line.start, line.end
        if start == end or (first := self._lower[start]) in _NEVER_FIRST:
            return False
        if self._heads is not None and first in _RUSSIAN and self._lower[start : start + _HEAD_SIZE] not in self._heads:
            return False
        return self._pattern.match(self._lower, start, end) is not None

    def letters(self, first: Line, last: Line) -> bytes:
        """The letters, and nothing else, from one line to another."""
        return self._lower[first.start : last.end].translate(None, _NO_LETTERS)
