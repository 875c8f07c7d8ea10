"""Dates that come back every year, as programmes name them: ``MM-DD``."""

from __future__ import annotations

from datetime import date


def in_year(text: str, year: int) -> date:
    """The day ``MM-DD`` of a year; 29 February is the 28th where there is none."""
    month, day = int(text[:2]), int(text[3:])
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)


def last_coming(text: str, as_of: date) -> date:
    """The last day ``MM-DD`` that has come by ``as_of``."""
    this_year = in_year(text, as_of.year)
    return this_year if this_year <= as_of else in_year(text, as_of.year - 1)
