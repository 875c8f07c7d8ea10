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
from checks.vacancy_lines import (
    Columns,
    Vacancy,
    begins_with_post,
    columns_of,
    counted,
    says_none,
    is_group,
    is_person,
    of_row,
    of_sentence,
    of_subject,
    rate_of,
    teaching,
    whole,
)
from extractors.dates import find_dates
from extractors.phrases import Text
from extractors.text import plain, squeeze

_AS_OF = re.compile(r"по\s+состоянию\s+на|\bна\s+(?=\d{1,2}[. ])|обновлен[а-я]*|\bдата\b", re.IGNORECASE)
_YEARS = re.compile(r"(20\d{2})\s?[-–/]\s?(20\d{2})\s*(?:уч|год)", re.IGNORECASE)
_ASKS = re.compile(
    r"требу(?:ется|ются)|приглаша[а-я]+(?!\s+(?:учител|педагог)[а-я]*\s+[^.]{0,40}(?:семинар|конкурс|встреч|совещан))|ищем|нуж(?:ен|на|ны)\s|"
    r"(?:ваканси|должност|ставк|потребност)[^:]{0,60}:|(?:открыт[а-я]*|имеется|есть|свободн[а-я]*)\s+ваканси|^\W*(?:[а-я]+\s+){0,2}вакансии(?:\s+[а-я]+){0,3}(?:\s+(?:на|по\s+состоянию\s+на|в)\s[^:]{0,40})?\W*$|вакантн[а-я]+\s+(?:мест|[\d,.]*\s*став)|ваканс[^\n]{0,3}$",
    re.IGNORECASE,
)
"""A line that opens a list of vacancies: not every sentence that speaks of them."""
_NOT_WORK = re.compile(r"приглаша[а-я]+[^.]{0,80}(?:семинар|конкурс|встреч|совещан|праздник|конференц|мастер-класс|участи|курс|обучени|пройти|принять|посетить|поделиться|обсудить|узнать|вступ)|"
    r"(?:требуется|необходимо|нужно)\s+[а-я]+(?:ть|ти|ться|чь)(?![а-я])", re.IGNORECASE)
_NOT_FULLY = re.compile(r"не\s+(?:полностью\s+)?укомплектован|укомплектован[а-я]*\s+(?:[а-я]+\s+)?не\s|(?<!\d)\d{2}(?:[.,]\d+)?\s*%", re.IGNORECASE)
_EXCEPT = re.compile(r"(?:кроме|за\s+исключением)\s+", re.IGNORECASE)
_NO_NEED = re.compile(r"потребност[а-я]+\s[^.:]{0,60}(?:нет|отсутству)|(?:нет|отсутству[а-я]+)\s+(?:[а-я]+\s+)?потребност", re.IGNORECASE)
_ALL_TAKEN = re.compile(r"вс[ея]\s+(?:ваканси[ия]|ставки|должности)\s+(?:[а-я]+\s+)?(?:закрыты|заняты|заполнены)", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:количество|число|всего|итого|имеется|открыто|свободно)?\s*(?:[а-я]+\s+){0,2}?(?:(?P<before>\d{1,2})\s+(?:[а-я]+\s+){0,2}?ваканси[яийе]|"
    r"ваканс[а-я]+(?:\s+(?!\d)[а-я]+){0,3}\s*[:–—-]\s*(?P<after>\d{1,2})(?![\d.,]|\s*[а-я]))",
    re.IGNORECASE,
)
_OTHER_POST = re.compile(
    r"(?<![а-я])(?:повар|уборщи|дворник|сторож|водител|завхоз|рабоч(?:ий|его|ему|ая|ие)(?![а-я])|кухон|гардероб|вахт[её]р|кастелянш|медсестр|помощник[а-я]* воспитател|младш[а-я]+ воспитател|секретар|лаборант|заместител|заведующ|бухгалтер|инженер|электрик|слесар|плотник|столяр|кладовщик|прачк|машинист|оператор|делопроизводител|"
    r"специалист[а-я]*\s+(?:по|в)\s|библиотекар|нян[яи]|медицинск|фельдшер|охранник|юрист|программист|администратор|кассир|швея|кочегар|грузчик)",
    re.IGNORECASE,
)
_PUPILS = re.compile(r"вакантн[а-я]+\s+мест|при[её]м[а-я]*\s*\(?\s*(?:и\s+)?перевод", re.IGNORECASE)
_STAFF_HEAD = re.compile(r"^\W*(?:[а-я]+\s+){0,2}(?:вакансии|вакантн[а-я]+\s+(?:должност|ставк))", re.IGNORECASE)
_ABOUT = re.compile(
    r"^\W*(?:(?:основные|должностные|наши|дополнительные)\s+)?(?:обязанност[а-я]+|требовани[а-я]+|услови[а-я]+|функци[а-я]+|мы\s+предлагаем|предлагаем|что\s+[а-я]+\s+делать|"
    r"мы\s+жд[её]м|от\s+вас|контакт[а-я]*|документы|для\s+трудоустройства|перечень\s+документов|ответственност[а-я]+)(?:\s[^:]{0,60})?(?::|$)",
    re.IGNORECASE,
)
"""Opens what a vacancy asks and offers: the posts in it are the applicant's colleagues."""
_FIELD = re.compile(r"^\W*(?:количество|кол-во|число)?\s*(?:(?:свободн|вакантн)[а-я]+\s+)?(?P<what>мест|вакансий|единиц|ставок|ставк[аи]|объ[её]м\s+ставки|количество)\s*[:–—-]\s*(?P<value>\d{1,2}(?:[.,]\d{1,2})?)\W*(?:став[а-я]*|ед[а-я.]*|чел[а-я.]*)?\W*$", re.IGNORECASE)
_LOAD = re.compile(r"^\W*(?:учебная\s+)?(?:нагрузка|занятость|объ[её]м|ставка)[^:]{0,30}[:–—-]", re.IGNORECASE)
_STAFFED = re.compile(r"(?<!не )укомплектован[аоы]?(?:\s+(?:педагогическими\s+)?(?:кадрами|работниками|педагогами))?\s*[.!]?\s*$", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[А-ЯЁ])")
_STATE = re.compile(r"^\W*(?:(?:статус|состояние|актуальность|вакансия)\s*[:–—-]?\s*)?(?:закрыт[аоы]?|неактуальн[аоы]|не\s+актуальн[аоы]|занят[аоы]?|в\s+архиве)\W*$", re.IGNORECASE)
_CELL = re.compile(r"\t+|\s*\|\s*")
_NUMBERS_ONLY = re.compile(r"^\s*(?:\d{1,2}|нет|[-–—])\s*$", re.IGNORECASE)
_HEADING = 90
_BARE_DATE = 30
_LETTERS = re.compile(r"(?!г(?:ода)?\b)[а-яё]", re.IGNORECASE)
_NOTHING = re.compile(r"^\W*(?:нет|отсутству[а-я]+|не\s+имеется|не\s+имеются)\W*$", re.IGNORECASE)
_LONG_LINE = 160


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
    if words.vacancies_never.found(Text(named)) and not (_PUPILS.search(plain(named)) and _has_own_part(page, words)):
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
    heads = (Text(line) for line in page.text.splitlines() if len(line) <= _HEADING and _STAFF_HEAD.match(plain(line)))
    return any(not words.vacancies_never.found(head) for head in heads)


def _quote(block: _Block) -> str:
    said = " / ".join(block.quotes) or (block.zero[0] if block.zero else block.total_line)
    return squeeze(said)


def _total(block: _Block) -> int | None:
    """A stated total counts where nothing is listed."""
    return block.total if not block.quotes and block.total is not None else None


def _school_year(text: str) -> date | None:
    years = [int(match[2]) for match in _YEARS.finditer(text) if int(match[2]) == int(match[1]) + 1]
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

    @property
    def block(self) -> _Block:
        return self.blocks[-1]

    def only_others(self) -> bool:
        """A list of vacancies that names only other posts: no teachers are wanted."""
        named = any(self.words.vacancies.found(Text(line)) for line in self.lines)
        wanted = (line for line in self.lines if not self.words.vacancies_never.found(Text(line)))
        return named and any(_OTHER_POST.search(plain(line)) for line in wanted)

    def read(self) -> list[_Block]:
        """All statements, the page's order kept."""
        for line in self.lines:
            text = Text(line)
            if self.words.vacancies_never.found(text):
                # On a page about vacancies a competition for the head's post stands among them.
                self.listing, self.aside = self.about_staff, True
                line = " ".join(part for part in _SENTENCE.split(line) if not self.words.vacancies_never.found(Text(part)))
                if not line or not self.about_staff:
                    continue
                text = Text(line)
            self._date(line)
            cells = [cell.strip() for cell in _CELL.split(line)] if _CELL.search(line) else []
            if sum(map(bool, cells)) >= 2:
                self._row(line, cells, text)
                continue
            self.columns, self.heads = (None, []) if len(line) > _HEADING else (self.columns, [])
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
        dated = {number: day for number, cell in enumerate(cells) if len(cell) <= _HEADING and (day := _as_of(cell))}
        columns = columns_of(cells, self.posts, tuple(dated))
        if columns is not None:
            self.columns, self.dates = columns, dated if len(dated) >= 2 else {}
            if len(dated) == 1 and self.block.day is None:
                self.block.day = next(iter(dated.values()))
            self.listing = self.listing or self.words.vacancies.found(text)
            return
        if not (self.listing or self.words.vacancies.found(text)):
            return
        if self.heads and len(self.heads) == len(cells) and all(_NUMBERS_ONLY.match(cell) for cell in cells):
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
        if _ABOUT.match(plain(line)) and not asked:
            self.aside = True
            self.listing = self.about_staff or (self.listing and bool(self.block.vacancies))
            return
        if asked or self._names_a_vacancy(line):
            self.aside = False
        elif self.aside:
            return
        if self.about_staff and not self.block.says and _NOTHING.match(plain(line)):
            self.block.zero.append(line)
            return
        if self._is_zero(line, text, asked):
            rest = _EXCEPT.split(line, maxsplit=1)
            if len(rest) == 1 or not teaching(rest[1], self.posts):
                self.block.zero.append(line)
                return
            line = rest[1]
        if _NOT_WORK.search(line):
            self.listing = self.about_staff
            return
        asks = _ASKS.search(line) is not None or (len(line) <= _HEADING and _STAFF_HEAD.match(plain(line)) is not None)
        if asked and (self.about_staff or asks):
            self.listing = True
        total = _TOTAL.search(plain(line)) if self.about_staff else None
        if not self.listing or (not self.about_staff and not asked and not begins_with_post(line, self.posts)):
            self.listing = self.listing and self.about_staff
            return
        found = [] if is_person(line) and not asked else of_sentence(line, self.posts, asked or asks)
        if not found and self.about_staff:
            found = of_subject(line)
        if found:
            self._add(found, line)
        elif total is not None:
            self.block.total, self.block.total_line = int(total["before"] or total["after"]), line
        elif teaching(line, self.posts) and of_row([line], None, self.posts) and not of_row([line], None, self.posts)[0].posts:
            self._add([], line)  # «учитель физики – нет»
        elif not asked and len(line) > _LONG_LINE:
            self.listing = self.about_staff and not self.block.vacancies

    def _names_a_vacancy(self, line: str) -> bool:
        """A line that begins with a post; among duties it must not be a sentence on what the teacher does."""
        if not begins_with_post(line, self.posts, strictly=self.aside):
            return False
        return not self.aside or counted(line) or not line.rstrip().endswith(".")

    def _of_the_last(self, line: str) -> bool:
        """A line of its own that says how many of the vacancy above it there are, or that it is taken."""
        if not self.listing or not self.block.vacancies:
            return False
        last = self.block.vacancies[-1]
        if _STATE.match(plain(line)):
            self.block.vacancies.pop()
            return True
        field = _FIELD.match(plain(line))
        if field is None:
            rate = rate_of(line) if _LOAD.match(line) else None
            if rate is not None and last.rate is None:
                self.block.vacancies[-1] = Vacancy(last.post, max(last.posts, whole(rate)), rate)
            return rate is not None
        value = float(field["value"].replace(",", "."))
        in_rates = "став" in field["what"].lower()
        self.block.vacancies[-1] = Vacancy(last.post, whole(value) if in_rates else int(value), value if in_rates else last.rate)
        return True

    def _is_zero(self, line: str, text: Text, asked: bool) -> bool:
        if _NO_NEED.search(plain(line)) or _ALL_TAKEN.search(plain(line)):
            return self.about_staff or asked
        if self.about_staff and _STAFFED.search(plain(line)):
            return True
        if not self.words.no_vacancies.found(text) or not (self.about_staff or asked):
            return False
        if "100" not in line and _NOT_FULLY.search(plain(line)):
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
    if len(line) <= _BARE_DATE and (alone := find_dates(text)) and not _LETTERS.search(text[: alone[0].start] + text[alone[0].end :]):
        return alone[0].value
    for match in _AS_OF.finditer(text):
        later = [hit for hit in find_dates(text[match.start() :]) if hit.start <= match.end() - match.start() + 40]
        if later:
            return later[0].value
    return None


def statements(pages: tuple[PageText, ...], words: Lexicon, posts: tuple[str, ...]) -> Iterator[PageVacancies]:
    """The statements of many pages."""
    for page in pages:
        yield from read_statements(page, words, posts)
