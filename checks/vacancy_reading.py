"""What a page says of staff vacancies: one statement for each date it names.

«Вакансий нет» is 0 with evidence; places for pupils, competitions for a director's post and civil service never count.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from checks import vacancy_signs as signs
from checks.lexicon import Lexicon
from checks.model import PageText
from checks.vacancy_amounts import Amount
from checks.vacancy_grammar import (
    Vacancy,
    amount_in,
    begins_with_post,
    counts_something,
    heads_list,
    heads_rates,
    is_person,
    item_in,
    of_subject,
    teaching,
    vacancies_of,
)
from checks.vacancy_statements import Block, PageVacancies, as_of, lines_of, quote_of, school_year, total_of
from checks.vacancy_tables import Columns, columns_of, day_of, is_group, of_row, says_none, with_parts
from checks.vacancy_tokens import Kind, lex
from extractors.dates import find_dates
from extractors.phrases import Text
from extractors.text import plain, squeeze


def staff_page(page: PageText, words: Lexicon) -> bool:
    """Whether the page is about staff vacancies by its own title or the link that leads to it."""
    return any(words.vacancies.found(_text(text)) or signs.WANTED.match(plain(text)) for text in (page.title, page.link_text))


def read_statements(page: PageText, words: Lexicon, posts: tuple[str, ...]) -> list[PageVacancies]:
    """The vacancies a page states, one statement a date; empty when it states none (it may speak of other things altogether)."""
    named = f"{page.title}. {page.link_text}"
    if words.vacancies_never.found(_text(named)) and not (signs.PUPILS.search(plain(named)) and _has_own_part(page, words)):
        return []
    reader = _Reader(page, words, posts)
    blocks = reader.read()
    until = school_year(f"{page.title}\n{page.text[:2000]}")
    found = [
        PageVacancies(page, tuple(block.vacancies), quote_of(block), block.day, total_of(block), block.until or until) for block in blocks if block.says
    ]
    if not found and reader.about_staff and reader.only_others():
        found = [PageVacancies(page, (), squeeze(" / ".join(reader.lines)[:300]), blocks[0].day, None, until)]
    return found


def _has_own_part(page: PageText, words: Lexicon) -> bool:
    """Whether a page on places for pupils has a heading on vacancies of the staff, too."""
    heads = (
        _text(line) for line in page.text.splitlines()
        if (len(line) <= signs.HEADING and signs.STAFF_HEAD.match(plain(line))) or signs.POST_TABLE.match(line)
    )  # fmt: skip
    return any(not words.vacancies_never.found(head) for head in heads)


@lru_cache(maxsize=1024)
def _text(line: str) -> Text:
    """The words of a line, which are asked for several times."""
    return Text(line)


class _Reader:
    """Reads the lines of a page in order.

    ``listing``: what follows is a list of vacancies; ``aside``: what follows tells of duties, conditions or another vacancy's competition;
    ``subjects``: what follows are subjects of wanted teachers; ``in_rates``: numbers without a unit are ставки;
    ``headed``: what follows are vacancies of the kind that ``head`` names.
    """

    def __init__(self, page: PageText, words: Lexicon, posts: tuple[str, ...]) -> None:
        self.words = words
        self.posts = posts
        self.about_staff = staff_page(page, words)
        self.lines = list(lines_of(page.text))
        self.title = squeeze(page.title)
        self.of_title: list[Vacancy] = []
        self.blocks = [Block()]
        self.listing = self.about_staff
        self.aside = False
        self.subjects = False
        self.in_rates = False
        self.headed = False
        self.head: Vacancy | None = None
        self.columns: Columns | None = None
        self.fresh = False
        self.dates: dict[int, date] = {}
        self.heads: list[str] = []

    @property
    def block(self) -> Block:
        return self.blocks[-1]

    def only_others(self) -> bool:
        """A list of vacancies that names only other posts: no teachers are wanted."""
        named = any(self.words.vacancies.found(_text(line)) for line in self.lines)
        wanted = [plain(line) for line in self.lines if not self.words.vacancies_never.found(_text(line))]
        return named and any(signs.OTHER_POST.search(line) for line in wanted) and not any(self._is_unread_item(line) for line in wanted)

    def _is_unread_item(self, line: str) -> bool:
        """Whether a line counts something that is no known post: it might be a teacher's, so nothing is told of the whole."""
        if len(line) > signs.HEADING or signs.OTHER_POST.search(line) or signs.TOTAL_ROW.match(line):
            return False
        said = amount_in(line, self.posts)
        return said.posts is not None or said.rate is not None

    def read(self) -> list[Block]:
        """All statements, the page's order kept."""
        for line in self.lines:
            line = self._without_foreign(line)
            if not line:
                continue
            self._date(line)
            cells = [cell.strip() for cell in signs.CELL.split(line)] if signs.CELL.search(line) else []
            if sum(map(bool, cells)) >= 2:
                self._row(line, cells)
            else:
                self.columns, self.heads = (None, []) if len(line) > signs.HEADING else (self.columns, [])
                self._line(line)
        if self.of_title and not any(block.says for block in self.blocks):
            self._add(self.of_title, self.title)  # «Вакансия учителя истории», and conditions below
        return self.blocks

    def _without_foreign(self, line: str) -> str:
        """A line without sentences on places for pupils, competitions for a post, civil service: those end a list."""
        if not self.words.vacancies_never.found(_text(line)):
            return line
        # On a page about vacancies a competition for the head's post stands among them.
        self.listing, self.aside = self.about_staff, True
        own = (part for part in signs.SENTENCE.split(line) if not self.words.vacancies_never.found(_text(part)))
        return " ".join(own) if self.about_staff else ""

    # --- dates -------------------------------------------------------------------------------------------------------

    def _date(self, line: str) -> None:
        """A line that names a date begins a statement, unless nothing has been stated yet."""
        asked = self.words.vacancies.found(_text(line))
        if "\t" in line or "|" in line or not (self.about_staff or self.listing or asked):
            return
        if asked and (year := school_year(line)) is not None:
            if self.block.says and self.block.until != year:
                self.blocks.append(Block())
            self.block.until = year
        day = as_of(line)
        if day is None:
            return
        if self.block.says and self.block.day not in (None, day):
            self.blocks.append(Block(day))
        elif self.block.day is None:
            self.block.day = day

    def _block_of(self, day: date) -> Block:
        for block in self.blocks:
            if block.day == day:
                return block
        if self.block.day is None and not self.block.says:
            self.block.day = day
        else:
            self.blocks.append(Block(day))
        return self.block

    # --- tables ------------------------------------------------------------------------------------------------------

    def _row(self, line: str, cells: list[str]) -> None:
        asked = self.words.vacancies.found(_text(line))
        if self._heading(cells, asked) or not (self.listing or asked):
            return
        named = sum(teaching(cell, self.posts) for cell in cells)
        pairs = [pair for pair in zip(self.heads, cells, strict=False) if teaching(pair[0], self.posts)]
        if pairs and len(self.heads) == len(cells) and all(signs.NUMBERS_ONLY.match(cell) for _head, cell in pairs):
            self._add([vacancy for head, cell in pairs for vacancy in of_row([head, cell], None, self.posts)], line)
            self.heads = []
        elif named >= 2 and self.columns is None:
            self.heads = cells
        elif not named and (self.words.no_vacancies.found(_text(line)) or says_none(cells, self.columns)):
            days = [hit.value for cell in cells for hit in find_dates(plain(cell))]
            (self._block_of(days[0]) if len(days) == 1 else self.block).zero.append(line)
        elif self.columns is None and len(cells) == 2 and not named and self._of_the_last(": ".join(cell.rstrip(":") for cell in cells)):
            pass  # «Количество ставок | 0,5» below «Должность | учитель музыки»
        elif asked and self.columns is None and len(cells) == 2 and signs.NUMBERS_ONLY.match(cells[1]) and not named:
            self._line(": ".join(cells))  # «Вакансий педагогических работников | 0»
        elif self.dates:
            for at, day in self.dates.items():
                self._add(of_row(cells, self.columns, self.posts, at), line, self._block_of(day))
        else:
            found = of_row(cells, self.columns, self.posts)
            if found and (own_day := day_of(cells, self.columns)) is not None:
                self._row_as_of(own_day, found, line)
            elif found and is_group(cells) and not any(vacancy.posts for vacancy in found):
                self.block.zero.append(line)
            else:
                self._add(found or self._below_head(" – ".join(filter(None, cells))), line)

    def _row_as_of(self, day: date, found: list[Vacancy], line: str) -> None:
        block = self._block_of(day)
        if any(vacancy.posts for vacancy in found):
            self._add(found, line, block)
        else:
            block.zero.append(line)

    def _heading(self, cells: list[str], asked: bool) -> bool:
        """Take in a row that names the columns; ``False`` for a row of data."""
        dated = {
            number: day for number, cell in enumerate(cells)
            if len(cell) <= signs.HEADING and (self.columns is None or signs.AS_OF.search(cell)) and (day := as_of(cell))
        }  # fmt: skip
        columns = columns_of(cells, self.posts, tuple(dated))
        if columns is None and self.columns is not None and self.fresh:
            columns = with_parts(self.columns, cells, self.posts)
        self.fresh = columns is not None
        if columns is None:
            return False
        self.columns, self.dates = columns, dated if len(dated) >= 2 else {}
        if len(dated) == 1 and self.block.day is None:
            self.block.day = next(iter(dated.values()))
        self.listing = self.listing or asked
        return True

    # --- sentences and lists -----------------------------------------------------------------------------------------

    def _line(self, line: str) -> None:
        text = _text(line)
        asked = self.words.vacancies.found(text) or self._opens_list(line)
        if self._of_the_last(line) or self._beside(line, asked):
            return
        if self._is_zero(line, text, asked):
            excepted = signs.EXCEPT.split(line, maxsplit=1)[1:]
            if not excepted or not teaching(excepted[0], self.posts):
                self.block.zero.append(line)
                return
            line = excepted[0]
        wanted = " ".join(part for part in signs.SENTENCE.split(line) if not self._is_for_teachers(part))
        if wanted:
            self._items(wanted, asked)
        else:
            self.listing = self.about_staff

    def _of_the_last(self, line: str) -> bool:
        """A line of its own that says how many of the vacancy above it there are, or that it is taken."""
        if not self.listing or not self.block.vacancies:
            return False
        last = self.block.vacancies[-1]
        if signs.STATE.match(plain(line)):
            self.block.vacancies.pop()
            return True
        field = signs.FIELD.match(plain(line))
        if field is not None:
            said = amount_in(f"– {field['value']} {field['unit'] or ''}", self.posts, "став" in field[0].lower())
        elif signs.LOAD.match(plain(line)) and not (teaching(line, self.posts) or self._subject(line)):
            said = Amount(None, amount_in(line, self.posts).rate)
        else:
            return False
        if said.said and last.rate is None:
            posts = said.number if field is not None else max(last.posts, said.number)
            self.block.vacancies[-1] = Vacancy(last.post, posts, said.rate)
        return said.said

    def _beside(self, line: str, asked: bool) -> bool:
        """Lines that stand beside a list: duties and conditions, news; a bare «нет» below the heading is a statement."""
        if signs.ABOUT.match(plain(line)) and not asked:
            self.aside = True
            self.listing = self.about_staff or (self.listing and bool(self.block.vacancies))
            return True
        if asked or self._names_a_vacancy(line):
            self.aside = False
        elif self.aside:
            return True
        if self.about_staff and not self.block.says and signs.NOTHING.match(plain(line)):
            self.block.zero.append(line)
            return True
        if not self.about_staff and signs.SAID.search(line):
            self.listing = False
            return True
        return False

    def _opens_list(self, line: str) -> bool:
        """«Нам нужны:», whatever the page is about: the posts stand below."""
        if len(line) > signs.HEADING or not line.endswith(":"):
            return False
        kinds = {token.kind for token in lex(line, self.posts).tokens}
        return Kind.ASK in kinds and Kind.TALK not in kinds

    def _names_a_vacancy(self, line: str) -> bool:
        """A line that begins with a post; among duties it must not be a sentence on what the teacher does."""
        if not begins_with_post(line, self.posts, strictly=self.aside):
            return False
        return not self.aside or amount_in(line, self.posts).said or not line.rstrip().endswith(".")

    def _is_zero(self, line: str, text: Text, asked: bool) -> bool:
        shown = plain(line)
        if signs.NO_INFORMATION.search(shown):
            return False
        if signs.NO_NEED.search(shown) or signs.ALL_TAKEN.search(shown):
            return self.about_staff or asked
        if self.about_staff and (signs.NO_OPEN.search(shown) or signs.STAFFED.search(shown)):
            return True
        if asked and signs.ENDS_NONE.search(line) and not (teaching(line, self.posts) or self._subject(line)):
            return True
        if not self.words.no_vacancies.found(text) or not (self.about_staff or asked):
            return False
        return not ("100" not in line and signs.NOT_FULLY.search(shown)) and not signs.NOT_CLOSED.search(line)

    def _is_for_teachers(self, line: str) -> bool:
        """Teachers are invited to concerts and seminars, too, and news tell that vacancies have been filled."""
        if signs.NOT_WORK.search(line) or (signs.INVITES.search(line) and not signs.TO_WORK.search(line)):
            return True
        closed = signs.CLOSED.search(plain(line))
        return closed is not None and (not self.about_staff or closed.start() == 0)

    def _items(self, line: str, asked: bool) -> None:
        asks = signs.ASKS.search(line) is not None or (len(line) <= signs.HEADING and signs.STAFF_HEAD.match(plain(line)) is not None)
        self.listing = self.listing or (asked and (self.about_staff or asks))
        if self.listing and line[0].islower() and not self.block.says and not (teaching(line, self.posts) or self._subject(line)):
            return  # the rest of the heading
        if not self.listing or not (self.about_staff or asked or begins_with_post(line, self.posts) or self._subject(line)):
            self.listing = self.listing and self.about_staff
            return
        named = not is_person(line) or asked
        found = vacancies_of(line, self.posts, asked or asks, asks and not self.about_staff, self.in_rates) if named else []
        if not teaching(line, self.posts):
            self.in_rates = (self.in_rates and not asked) or heads_rates(lex(line, self.posts))
        below = [] if found else self._below_head(line)
        if found and line == self.title:
            self.of_title = self.of_title or found
            return
        self.subjects = (asked and signs.TEACHERS_WANTED.search(line) is not None) or (self.subjects and bool(found or below))
        if heads_list(line, self.posts):
            self.headed, self.head = True, found[-1] if found else None
        elif not below:
            self.headed = False
        found = found or below
        total = self._total(line)
        if found or (teaching(line, self.posts) and item_in(line, self.posts).posts == 0):  # «учитель физики – нет»
            self._add(found, line)
        elif total is not None:
            self.block.total, self.block.total_line = total, line
        elif not asked and len(line) > signs.LONG_LINE:
            self.listing = self.about_staff and not self.block.vacancies

    def _subject(self, line: str) -> list[Vacancy]:
        """A subject alone, where teachers are wanted: below «Вакансии учителей», «Учитель:», «педагоги дополнительного образования:»."""
        found = of_subject(line, self.posts, self.subjects or self._is_head()) if self.about_staff or self.subjects else []
        if not found and self.headed and counts_something(line, self.posts) and not signs.OTHER_POST.search(plain(line)):
            found = [item_in(line, self.posts)]
        return found

    def _is_head(self) -> bool:
        """Whether the vacancy read last may be but the heading of those below."""
        last = self.block.vacancies[-1] if self.block.vacancies else None
        return last is not None and (last is self.head or signs.BARE_TEACHER.fullmatch(last.post) is not None)

    def _below_head(self, line: str) -> list[Vacancy]:
        found = self._subject(line)
        if found and self._is_head():
            self.block.vacancies.pop()
            self.subjects = True
        return found

    def _total(self, line: str) -> int | None:
        shown = plain(line)
        total = signs.OF_THEM.search(shown) or signs.TOTAL.search(shown) if self.about_staff else signs.TOTAL_FIELD.search(shown)
        return next(int(number) for number in total.groups() if number) if total else None

    def _add(self, found: list[Vacancy], line: str, block: Block | None = None) -> None:
        block = block or self.block
        if not found and not (teaching(line, self.posts) or self._subject(line)):
            return
        block.vacancies += [vacancy for vacancy in found if vacancy.posts]
        if found or (block is self.block and not block.quotes):
            block.quotes.append(line)


def statements(pages: tuple[PageText, ...], words: Lexicon, posts: tuple[str, ...]) -> Iterator[PageVacancies]:
    """The statements of many pages."""
    for page in pages:
        yield from read_statements(page, words, posts)
