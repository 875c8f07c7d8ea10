"""A text that is rewritten step by step, and where each of its characters stood before the first step.

Few characters of a document are ever rewritten. What is kept is therefore not a number for each character but, for each
step that changed lengths, the places from which on characters moved; looking one up costs two short searches.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import overload

_Step = tuple[list[int], list[int]]
"""From ``starts[k]`` on (in the text after the step) characters come from ``sources[k]`` on (in the text before it)."""


class Positions(Sequence[int]):
    """Offset in the original for every character of the rewritten text, and one more entry for the end."""

    __slots__ = ("_length", "_steps")

    def __init__(self, length: int, steps: Iterable[_Step] = ()) -> None:
        self._length = length
        self._steps = tuple(steps)[::-1]

    def __len__(self) -> int:
        return self._length + 1

    @overload
    def __getitem__(self, index: int) -> int: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[int, ...]: ...

    def __getitem__(self, index: int | slice) -> int | tuple[int, ...]:
        if isinstance(index, slice):
            return tuple(self[place] for place in range(*index.indices(len(self))))
        place = index + len(self) if index < 0 else index
        if not 0 <= place <= self._length:
            raise IndexError("no such position")
        for starts, sources in self._steps:
            run = bisect_right(starts, place) - 1
            place = sources[run] + place - starts[run]
        return place


class Draft:
    """A text while rules are applied to it one after the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._steps: list[_Step] = []

    def replace(self, pattern: re.Pattern[str], change: Callable[[str], str]) -> None:
        """Rewrite each match; the replacement's characters take the places of the match's in order, blanks left out."""
        self.apply((match.start(), match.end(), change(match.group()), None) for match in pattern.finditer(self.text))

    def apply(self, edits: Iterable[tuple[int, int, str, list[int] | None]]) -> None:
        """Rewrite spans (start, end, new text, places of its characters where they are known), in order and apart."""
        text = self.text
        pieces: list[str] = []
        starts, sources = [0], [0]
        last = size = 0
        for start, end, new, known in edits:
            old = text[start:end]
            if new == old:
                continue
            pieces += (text[last:start], new)
            size += start - last
            last = end
            if len(new) != len(old):
                places = _places(old, start, len(new)) if known is None else known
                starts += range(size, size + len(new) + 1)
                sources += (*places, end)
            size += len(new)
        if pieces:
            pieces.append(text[last:])
            self.text = "".join(pieces)
            if len(starts) > 1:
                self._steps.append((starts, sources))

    def positions(self) -> Positions:
        """Where the characters of the text as it is now come from."""
        return Positions(len(self.text), self._steps)


def _places(old: str, start: int, size: int) -> list[int]:
    kept = [place for place, char in enumerate(old, start) if char != " "][:size]
    return kept + [start + len(old) - 1] * (size - len(kept))
