"""What a page says of staff vacancies: one statement for each date it names.

«Вакансий нет» is 0 with evidence; places for pupils, competitions for a director's post and civil service never count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from checks.lexicon import Lexicon
from checks.model import PageText
from checks.vacancy_grammar import Vacancy, amount_in, begins_with_post, is_person, of_subject, teaching, vacancies_of, whole
from checks.vacancy_signs import (
    ABOUT,
    ALL_TAKEN,
    AS_OF,
    ASKS,
    BARE_DATE,
    BARE_LOAD,
    CELL,
    CLOSED,
    ENDS_NONE,
    EXCEPT,
    FIELD,
    HEADING,
    INVITES,
    LETTERS,
    LOAD,
    LONG_LINE,
    NO_NEED,
    NO_OPEN,
    NOT_FULLY,
    NOT_WORK,
    NOTHING,
    NUMBERS_ONLY,
    OF_THEM,
    OTHER_POST,
    POST_TABLE,
    PUPILS,
    SAID,
    SENTENCE,
    STAFF_HEAD,
    STAFFED,
    STATE,
    TEACHERS_WANTED,
    TO_WORK,
    TOTAL,
    YEARS,
)
from checks.vacancy_tables import Columns, columns_of, is_group, of_row, says_none
from extractors.dates import find_dates
from extractors.phrases import Text
from extractors.text import plain, squeeze


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
        return sum(named) if named else None


@dataclass
class _Block:
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


def staff_page(page: PageText, words: Lexicon) -> bool:
    """Whether the page is about staff vacancies by its own title or the link that leads to it."""
    return any(words.vacancies.found(Text(text)) for text in (page.title, page.link_text))


def read_statements(page: PageText, words: Lexicon, posts: tuple[str, ...]) -> list[PageVacancies]:
    """The vacancies a page states, one statement a date; empty when it states none (it may speak of other things altogether)."""
    named = f"{page.title}. {page.link_text}"
    if words.vacancies_never.found(Text(named)) and not (PUPILS.search(plain(named)) and _has_own_part(page, words)):
        return []
    reader = _Reader(page, words, posts)
    blocks = reader.read()
    until = _school_year(f"{page.title}\n{page.text[:2000]}")
    found = [
        PageVacancies(page, tuple(block.vacancies), _quote(block), block.day, _total(block), block.until or until) for block in blocks if block.says
    ]
    if not found and reader.about_staff and reader.only_others():
        found = [PageVacancies(page, (), squeeze(" / ".join(reader.lines)[:300]), blocks[0].day, None, until)]
    return found


def _has_own_part(page: PageText, words: Lexicon) -> bool:
    """Whether a page on places for pupils has a heading on vacancies of the staff, too."""
    heads = (
        Text(line) for line in page.text.splitlines()
        if (len(line) <= HEADING and STAFF_HEAD.match(plain(line))) or POST_TABLE.match(line)
    )  # fmt: skip
    return any(not words.vacancies_never.found(head) for head in heads)


def _quote(block: _Block) -> str:
    said = " / ".join(block.quotes) or (block.zero[0] if block.zero else block.total_line)
    return squeeze(said)


def _total(block: _Block) -> int | None:
    """A stated total counts where nothing is listed."""
    return block.total if not block.quotes and block.total is not None else None


def _school_year(text: str) -> date | None:
    years = [int(match[2]) for match in YEARS.finditer(text) if int(match[2]) == int(match[1]) + 1]
    return date(max(years), 8, 31) if years else None


class _Reader:
    """Reads the lines of a page in order."""

    def __init__(self, page: PageText, words: Lexicon, posts: tuple[str, ...]) -> None:
        self.words = words
        self.posts = posts
        self.about_staff = staff_page(page, words)
        self.lines = [line.strip(" \xa0\r") for line in page.text.splitlines() if line.strip()]
        self.blocks = [_Block()]
        self.listing = self.about_staff
        self.columns: Columns | None = None
        self.dates: dict[int, date] = {}
        self.heads: list[str] = []
        self.aside = False
        self.subjects = False

    @property
    def block(self) -> _Block:
        return self.blocks[-1]

    def only_others(self) -> bool:
        """A list of vacancies that names only other posts: no teachers are wanted."""
        named = any(self.words.vacancies.found(Text(line)) for line in self.lines)
        wanted = (line for line in self.lines if not self.words.vacancies_never.found(Text(line)))
        return named and any(OTHER_POST.search(plain(line)) for line in wanted)

    def read(self) -> list[_Block]:
        """All statements, the page's order kept."""
        for line in self.lines:
            text = Text(line)
            if self.words.vacancies_never.found(text):
                # On a page about vacancies a competition for the head's post stands among them.
                self.listing, self.aside = self.about_staff, True
                line = " ".join(part for part in SENTENCE.split(line) if not self.words.vacancies_never.found(Text(part)))
                if not line or not self.about_staff:
                    continue
                text = Text(line)
            self._date(line)
            cells = [cell.strip() for cell in CELL.split(line)] if CELL.search(line) else []
            if sum(map(bool, cells)) >= 2:
                self._row(line, cells, text)
                continue
            self.columns, self.heads = (None, []) if len(line) > HEADING else (self.columns, [])
            self._line(line, text)
        return self.blocks

    def _date(self, line: str) -> None:
        """A line that names a date begins a statement, unless nothing has been stated yet."""
        if "\t" in line or "|" in line or not (self.about_staff or self.listing or self.words.vacancies.found(Text(line))):
            return
        if (year := _school_year(line)) is not None and self.words.vacancies.found(Text(line)):
            if self.block.says and self.block.until != year:
                self.blocks.append(_Block())
            self.block.until = year
        day = _as_of(line)
        if day is None:
            return
        if self.block.says and self.block.day not in (None, day):
            self.blocks.append(_Block(day))
        elif self.block.day is None:
            self.block.day = day

    # --- tables ------------------------------------------------------------------------------------------------------

    def _row(self, line: str, cells: list[str], text: Text) -> None:
        dated = {number: day for number, cell in enumerate(cells) if len(cell) <= HEADING and (self.columns is None or AS_OF.search(cell)) and (day := _as_of(cell))}
        columns = columns_of(cells, self.posts, tuple(dated))
        if columns is not None:
            self.columns, self.dates = columns, dated if len(dated) >= 2 else {}
            if len(dated) == 1 and self.block.day is None:
                self.block.day = next(iter(dated.values()))
            self.listing = self.listing or self.words.vacancies.found(text)
            return
        if not (self.listing or self.words.vacancies.found(text)):
            return
        if self.heads and len(self.heads) == len(cells) and all(NUMBERS_ONLY.match(cell) for cell in cells):
            pairs = zip(self.heads, cells, strict=True)
            self._add([vacancy for head, cell in pairs for vacancy in of_row([head, cell], None, self.posts)], line)
            self.heads = []
            return
        if sum(teaching(cell, self.posts) for cell in cells) >= 2 and self.columns is None:
            self.heads = cells
            return
        if not any(teaching(cell, self.posts) for cell in cells) and (
            self.words.no_vacancies.found(text) or says_none(cells, self.columns)
        ):
            days = [hit.value for cell in cells for hit in find_dates(plain(cell))]
            (self._block_of(days[0]) if len(days) == 1 else self.block).zero.append(line)
            return
        if self.dates:
            for at, day in self.dates.items():
                self._block_of(day).vacancies += (found := of_row(cells, self.columns, self.posts, at))
                if found:
                    self._block_of(day).quotes.append(line)
            return
        found = of_row(cells, self.columns, self.posts)
        if found and is_group(cells) and not any(vacancy.posts for vacancy in found):
            self.block.zero.append(line)
            return
        self._add(found, line)

    def _block_of(self, day: date) -> _Block:
        for block in self.blocks:
            if block.day == day:
                return block
        if self.block.day is None and not self.block.says:
            self.block.day = day
        else:
            self.blocks.append(_Block(day))
        return self.block

    # --- sentences and lists -----------------------------------------------------------------------------------------

    def _line(self, line: str, text: Text) -> None:
        if self._of_the_last(line):
            return
        asked = self.words.vacancies.found(text)
        if ABOUT.match(plain(line)) and not asked:
            self.aside = True
            self.listing = self.about_staff or (self.listing and bool(self.block.vacancies))
            return
        if asked or self._names_a_vacancy(line):
            self.aside = False
        elif self.aside:
            return
        if self.about_staff and not self.block.says and NOTHING.match(plain(line)):
            self.block.zero.append(line)
            return
        if not self.about_staff and SAID.search(line):
            self.listing = False
            return
        if self._is_zero(line, text, asked):
            rest = EXCEPT.split(line, maxsplit=1)
            if len(rest) == 1 or not teaching(rest[1], self.posts):
                self.block.zero.append(line)
                return
            line = rest[1]
        if NOT_WORK.search(line) or (INVITES.search(line) and not TO_WORK.search(line)) or (
            not self.about_staff and CLOSED.search(plain(line))
        ):
            self.listing = self.about_staff
            return
        asks = ASKS.search(line) is not None or (len(line) <= HEADING and STAFF_HEAD.match(plain(line)) is not None)
        if asked and (self.about_staff or asks):
            self.listing = True
        total = (OF_THEM.search(plain(line)) or TOTAL.search(plain(line))) if self.about_staff else None
        if not self.listing or (not self.about_staff and not asked and not begins_with_post(line, self.posts) and not (self.subjects and of_subject(line, self.posts, listed=True))):
            self.listing = self.listing and self.about_staff
            return
        found = [] if is_person(line) and not asked else vacancies_of(line, self.posts, asked or asks, asks and not self.about_staff)
        if not found and (self.about_staff or self.subjects):
            found = of_subject(line, self.posts, self.subjects)
        self.subjects = (asked and TEACHERS_WANTED.search(line) is not None) or (self.subjects and bool(found))
        if found:
            self._add(found, line)
        elif total is not None:
            self.block.total, self.block.total_line = next(int(number) for number in total.groups() if number), line
        elif teaching(line, self.posts) and of_row([line], None, self.posts) and not of_row([line], None, self.posts)[0].posts:
            self._add([], line)  # «учитель физики – нет»
        elif not asked and len(line) > LONG_LINE:
            self.listing = self.about_staff and not self.block.vacancies

    def _names_a_vacancy(self, line: str) -> bool:
        """A line that begins with a post; among duties it must not be a sentence on what the teacher does."""
        if not begins_with_post(line, self.posts, strictly=self.aside):
            return False
        return not self.aside or amount_in(line, self.posts).said or not line.rstrip().endswith(".")

    def _of_the_last(self, line: str) -> bool:
        """A line of its own that says how many of the vacancy above it there are, or that it is taken."""
        if not self.listing or not self.block.vacancies:
            return False
        last = self.block.vacancies[-1]
        if STATE.match(plain(line)):
            self.block.vacancies.pop()
            return True
        field = FIELD.match(plain(line))
        if field is None:
            rate = amount_in(line, self.posts).rate if LOAD.match(line) or (BARE_LOAD.match(plain(line)) and not teaching(line, self.posts)) else None
            if rate is not None and last.rate is None:
                self.block.vacancies[-1] = Vacancy(last.post, max(last.posts, whole(rate)), rate)
            return rate is not None
        value = float(field["value"].replace(",", "."))
        in_rates = "став" in field["what"].lower()
        self.block.vacancies[-1] = Vacancy(last.post, whole(value) if in_rates else int(value), value if in_rates else last.rate)
        return True

    def _is_zero(self, line: str, text: Text, asked: bool) -> bool:
        if NO_NEED.search(plain(line)) or ALL_TAKEN.search(plain(line)):
            return self.about_staff or asked
        if self.about_staff and NO_OPEN.search(plain(line)):
            return True
        if asked and ENDS_NONE.search(line) and not teaching(line, self.posts):
            return True
        if self.about_staff and STAFFED.search(plain(line)):
            return True
        if not self.words.no_vacancies.found(text) or not (self.about_staff or asked):
            return False
        if "100" not in line and NOT_FULLY.search(plain(line)):
            return False
        return not re.search(r"не\s+(?:закрыт|укомплектован)", line, re.IGNORECASE)

    def _add(self, found: list[Vacancy], line: str) -> None:
        if not found and not teaching(line, self.posts):
            return
        self.block.vacancies += [vacancy for vacancy in found if vacancy.posts]
        if found or not self.block.quotes:
            self.block.quotes.append(line)


def _as_of(line: str) -> date | None:
    text = plain(line)
    if len(line) <= BARE_DATE and (alone := find_dates(text)) and not LETTERS.search(text[: alone[0].start] + text[alone[0].end :]):
        return alone[0].value
    first = next(iter(find_dates(text)), None)
    if first is not None and not text[: first.start].strip(" «\"-–—") and re.match(r"\s*(?:г|года)?\.?\s*[-–—:]", text[first.end :]):
        return first.value
    for match in AS_OF.finditer(text):
        later = [hit for hit in find_dates(text[match.start() :]) if hit.start <= match.end() - match.start() + 40]
        if later:
            return later[0].value
    return None


def statements(pages: tuple[PageText, ...], words: Lexicon, posts: tuple[str, ...]) -> Iterator[PageVacancies]:
    """The statements of many pages."""
    for page in pages:
        yield from read_statements(page, words, posts)
