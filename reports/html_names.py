"""File names of the HTML report. They are of our own making: letters, digits, hyphens and underscores only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from reports.model import Column, Row

INDEX, CHANGES, MEASURES, METHOD, DATA = "index.html", "changes.html", "measures.html", "method.html", "data.html"
RESERVED = frozenset({INDEX, CHANGES, MEASURES, METHOD, DATA})
_PLAIN_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_INDICATOR = "indicator-"


def page_names(rows: Sequence[Row]) -> dict[str, str]:
    """A file name for each institution's id; ids that are no safe names get a number instead."""
    return _names(((row.institution.id, row.institution.id) for row in rows), "row-", set(RESERVED))


def indicator_names(columns: Sequence[Column], rows: Sequence[Row]) -> dict[str, str]:
    """A file name for each indicator's id, none of them an institution's."""
    taken = {*RESERVED, *page_names(rows).values()}
    return _names(((column.id, f"{_INDICATOR}{column.id}") for column in columns), f"{_INDICATOR}n", taken)


def _names(wanted: Iterable[tuple[str, str]], spare: str, taken: set[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for position, (id, stem) in enumerate(wanted, 1):
        name = f"{stem}.html" if _PLAIN_NAME.fullmatch(stem) else f"{spare}{position}.html"
        while name in taken:
            name = f"x{name}"
        taken.add(name)
        names[id] = name
    return names
