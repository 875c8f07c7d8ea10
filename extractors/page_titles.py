"""A page's title above the order itself: one act, not two."""

from __future__ import annotations

from extractors.lines import Line
from extractors.model import ORDERS, Act
from extractors.segments import COMMAND, Segment


def without_page_titles(acts: list[Act], found: list[Segment], lines: list[Line]) -> tuple[list[Act], list[Segment]]:
    """An order named by the page's title and then by its own heading is one act: the title has the same requisites and no body."""
    kept = [
        index
        for index, (act, segment) in enumerate(zip(acts, found, strict=True))
        if not (
            segment.kind in ORDERS
            and index + 1 < len(acts)
            and act.kind is acts[index + 1].kind
            and act.number in (None, acts[index + 1].number)
            and act.date in (None, acts[index + 1].date)
            and (act.number or act.date)
            and not COMMAND.search("\n".join(line.text for line in lines[segment.heading : segment.last]))
        )
    ]
    return [acts[index] for index in kept], [found[index] for index in kept]
