"""What a sheet of the workbook is: columns with their kinds, rows of plain values. No writing here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum, auto

from reports.clean import line

MOST_NAME = 31
"""Characters of a sheet's name."""

Value = str | int | float | date | datetime | None



class Kind(Enum):
    """What a column holds, and so how it is written."""

    TEXT = auto()
    LONG = auto()
    NUMBER = auto()
    SHARE = auto()
    DATE = auto()
    MOMENT = auto()
    LINK = auto()
    VERDICT = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a sheet; ``width`` in characters. What is not ``printed`` stands right of the print area: addresses, long explanations."""

    heading: str
    kind: Kind = Kind.TEXT
    width: float = 18
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its columns and rows, those that are printed first. ``foot`` stands below the filter's range, ``empty`` in place of rows."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]
    foot: tuple[Value, ...] = ()
    empty: str = ""


PLACE = Field("Муниципалитет", Kind.LONG, 18)
NAME = Field("Организация", Kind.LONG, 36)


def day(iso: str | None) -> Value:
    """An ISO day as a date; anything else as it stands. Excel knows no day before 1900."""
    try:
        day = date.fromisoformat((iso or "")[:10])
    except ValueError:
        return line(iso or "") or None
    return day if day.year >= 1900 else iso


def moment(iso: str) -> Value:
    """An ISO time as a time of the sheet, in UTC; anything else as it stands."""
    try:
        at = datetime.fromisoformat(iso)
    except ValueError:
        return line(iso) or None
    return (at.astimezone(UTC) if at.tzinfo else at).replace(tzinfo=None, second=0, microsecond=0) if at.year >= 1900 else line(iso)


def sheet_name(label: str) -> str:
    cleaned = "".join(ch for ch in line(label.replace("\xa0", " ")) if ch not in "[]:*?/\\")
    name = cleaned.strip("' ")[:MOST_NAME].strip("' ") or "Показатель"
    return f"{name} (показатель)" if name.casefold() == "history" else name  # a name Excel keeps for itself
