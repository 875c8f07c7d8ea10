"""Statements of vacancies: one for each day a page names, and what tells the day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from checks import vacancy_signs as signs
from checks.model import PageText
from checks.vacancy_grammar import Vacancy
from extractors.dates import find_dates
from extractors.text import plain, squeeze

_SHORT_YEAR = re.compile(r"(?<![\d.])(\d{1,2}\.\d{2})\.(2\d)(?![\d.]*\d)")
"""«01.09.25»: beside vacancies it can only be a year of this century."""


@dataclass(frozen=True, slots=True)
class PageVacancies:
    """What one page says: a number of vacancies with the words that prove it, as of a day where it names one.

    ``until`` is the end of the school year the page is about, where it names one.
    """

    page: PageText
    vacancies: tuple[Vacancy, ...]
    quote: str
    day: date | None
    stated_total: int | None = None
    until: date | None = None

    @property
    def total(self) -> int:
        """Number of vacancies of teachers."""
        return self.stated_total if self.stated_total is not None else sum(vacancy.posts for vacancy in self.vacancies)

    @property
    def rates(self) -> float | None:
        """Sum of ставки, where the page names them."""
        named = [vacancy.rate for vacancy in self.vacancies if vacancy.rate is not None]
        return round(sum(named), 2) if named else None


@dataclass
class Block:
    """The statement of one date while it is read."""

    day: date | None = None
    until: date | None = None
    vacancies: list[Vacancy] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    zero: list[str] = field(default_factory=list)
    total: int | None = None
    total_line: str = ""

    @property
    def says(self) -> bool:
        return bool(self.quotes or self.zero or self.total is not None)


def quote_of(block: Block) -> str:
    said = " / ".join(block.quotes) or (block.zero[0] if block.zero else block.total_line)
    return squeeze(said)


def total_of(block: Block) -> int | None:
    """A stated total counts where nothing is listed."""
    return block.total if not block.quotes and block.total is not None else None


def school_year(text: str) -> date | None:
    years = [int(match[2]) for match in signs.YEARS.finditer(text) if int(match[2]) == int(match[1]) + 1]
    return date(max(years), 8, 31) if years else None


def lines_of(text: str) -> Iterator[str]:
    """The lines of a page; one that breaks off after «и» goes on in the next."""
    kept = ""
    for line in filter(None, (line.strip(" \xa0\r") for line in text.splitlines())):
        line = kept[:-1] + line if kept.endswith("-") else f"{kept} {line}".strip()
        kept = line if signs.BREAKS_OFF.search(line) else ""
        if not kept:
            yield line
    if kept:
        yield kept


def as_of(line: str) -> date | None:
    """The day for which a line speaks: «по состоянию на», «обновлено», a date alone or in front of what it says."""
    text = _SHORT_YEAR.sub(r"\1.20\2", plain(line))
    if len(line) <= signs.BARE_DATE and (alone := find_dates(text)) and not signs.LETTERS.search(text[: alone[0].start] + text[alone[0].end :]):
        return alone[0].value
    first = next(iter(find_dates(text)), None)
    if first is not None and not text[: first.start].strip(" «\"-–—") and re.match(r"\s*(?:г|года)?\.?\s*[-–—:]", text[first.end :]):
        return first.value
    if first is not None and len(line) <= signs.HEADING and signs.HEADING_DATE.match(text[: first.start]):
        return first.value
    for match in signs.AS_OF.finditer(text):
        later = [hit for hit in find_dates(text[match.start() :]) if hit.start <= match.end() - match.start() + 40]
        if later:
            return later[0].value
    return None
