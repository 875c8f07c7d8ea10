"""What the readers of all formats share: their result, their errors, their budget, the joining of table rows."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.limits import Limits
from extractors.model import Document, Hints, TextSource
from extractors.settled import header_settles

_MAX_ROW = 1200
_MAX_BROKEN_ROW = 300
_LEAST_SECONDS = 5.0


class UnreadableError(Exception):
    """The file is broken or of a kind nobody reads; the message is the Russian reason."""


class EncryptedError(Exception):
    """The file wants a password; the message is the Russian reason."""


class TooLargeError(Exception):
    """The file is over a limit; the message is the Russian reason."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader found. ``note`` is a Russian remark on what was left out, "" when nothing was. The three
    fields after ``members`` are those of ``Document``.
    """

    text: str
    source: TextSource = TextSource.TEXT
    pages: int | None = None
    title: str = ""
    note: str = ""
    members: tuple[Document, ...] = ()
    header_only: bool = False
    header_text: str = ""
    second_reading: str = ""
    attached: tuple[tuple[str, bytes], ...] = ()
    """Files within the file, with their names: they become members."""
    format: str = ""
    """What the file turned out to be where its first bytes do not tell."""


@dataclass(slots=True)
class Budget:
    """What may still be spent on one file with everything packed in it."""

    limits: Limits
    members: int
    bytes: int
    deadline: float
    depth: int = 0

    @classmethod
    def of(cls, limits: Limits) -> Budget:
        """A fresh budget."""
        deadline = time.monotonic() + limits.seconds if limits.seconds > 0 else float("inf")
        return cls(limits, limits.archive_members, limits.archive_bytes, deadline)

    def over(self) -> bool:
        """True when the time is used up."""
        return time.monotonic() >= self.deadline

    def seconds(self, at_most: float) -> float:
        """Time a helper program may take now."""
        return max(_LEAST_SECONDS, min(at_most, self.deadline - time.monotonic()))


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read: its bytes, what is known of it, where it came from and what may be spent."""

    data: bytes
    hints: Hints
    path: str
    budget: Budget

    @property
    def limits(self) -> Limits:
        """The limits of this file."""
        return self.budget.limits

    def header_settles(self, text: str) -> bool:
        """Whether a scan's upper part, with what the links say, tells all that the rest of it would be recognised for."""
        return header_settles(text, self.hints, self.path)


@dataclass(slots=True)
class Lines:
    """Gathers lines up to a bound on their total length."""

    limit: int
    lines: list[str] = field(default_factory=list)
    size: int = 0
    cut: bool = False

    def add(self, line: str) -> None:
        """Append a line unless the bound is reached."""
        if self.size > self.limit:
            self.cut = True
            return
        self.lines.append(line)
        self.size += len(line) + 1

    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)

    @property
    def note(self) -> str:
        """The remark on lines that were left out."""
        return "текст длиннее предела, прочитано начало" if self.cut else ""


def table_row(cells: Sequence[Sequence[str]]) -> list[str]:
    """A table row as lines: one line, cells parted by tabs; a row that lays out a page stays as the lines of its cells."""
    joined = [" ".join(part for line in cell if (part := line.strip())) for cell in cells]
    broken = any(sum(bool(line.strip()) for line in cell) > 1 for cell in cells)
    if sum(map(len, joined)) <= (_MAX_BROKEN_ROW if broken else _MAX_ROW):
        line = "\t".join(joined).strip()
        return [line] if line else []
    return [line for cell in cells for line in cell]
