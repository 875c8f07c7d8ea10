"""Approval blocks set side by side with blanks or tabs: read column by column, so that each keeps its own number and date."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

_GAP = re.compile(r"\S(?:[ \xa0]{3,}|[ \xa0]*\t\s*)\S")
_CELL = re.compile(r"\S+(?:[ \xa0]{1,2}\S+)*")
_STAMP = re.compile(
    r"[«\"]?(?:принят|рассмотрен|согласован|утвержд|введен|одобрен|учтен|обсужден|мотивированн|протокол)", re.IGNORECASE
)
"""How a block begins; «согласовано | утверждаю» side by side tell where the columns stand."""
_TAB = 8
_LEAST_GAP = 3


def unrolled(text: str) -> str | None:
    """The lines with the columns one below the other, as they were meant; ``None`` where no blocks stand side by side.

    ``text`` is the original's, with the blanks that part the columns; what stands above the blocks stays where it is.
    """
    if _GAP.search(text) is None:
        return None
    lines = [_cells(line) for line in text.split("\n")]
    anchor = next((place for place, cells in enumerate(lines) if _is_anchor(cells)), None)
    if anchor is None:
        return None
    starts = [start for start, _cell in lines[anchor]]
    columns: list[list[str]] = [[] for _start in starts]
    for cells in lines[anchor:]:
        for place, cell in _placed(cells, starts):
            columns[place].append(cell)
    above = [" ".join(cell for _start, cell in cells) for cells in lines[:anchor]]
    return "\n".join((*above, *(line for column in columns for line in column)))


def _is_anchor(cells: list[tuple[int, str]]) -> bool:
    return sum(_STAMP.match(cell if len(cell) > 40 else cell.replace(" ", "")) is not None for _start, cell in cells) > 1


def _cells(line: str) -> list[tuple[int, str]]:
    """The pieces of a line with the place at which each begins."""
    if "\t" in line:
        shown = ""
        for piece in line.split("\t"):
            shown += piece + " " * max(_LEAST_GAP, _TAB - len(shown + piece) % _TAB)
        line = shown
    return [(match.start(), match.group()) for match in _CELL.finditer(line)]


def _placed(cells: list[tuple[int, str]], starts: list[int]) -> list[tuple[int, str]]:
    """Each piece with the column it stands in: in order where there are as many as columns, else the one it begins nearest to."""
    if len(cells) == len(starts):
        return [(place, cell) for place, (_start, cell) in enumerate(cells)]
    borders = [(left + right) / 2 for left, right in pairwise(starts)]
    return [(bisect_right(borders, start), cell) for start, cell in cells]
