"""Vacancies in a row of a table: which column says what, and what the row says.

::

    heading = cells that name two columns or more («Должность | Ставка»)
    row     = post or subject, and the amount in the column that counts; without a heading the cells are read as an item of a list
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from checks.vacancy_amounts import Amount, whole
from checks.vacancy_grammar import Vacancy, amount_in, begins_with_subject, is_person, item_in, teaching
from extractors.dates import find_dates
from extractors.text import plain, squeeze


class _Column(StrEnum):
    """What a column tells."""

    POST = "post"
    SUBJECT = "subject"
    VACANT = "vacant"
    COUNT = "count"
    RATE = "rate"
    OTHER = "other"
    UNKNOWN = ""


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_VACANT = _words(
    r"вакантно(?![а-я])|(?:кол-?во|количество|число)\s+(?:свободных|вакантных|вакансий)|наличие\s+ваканс|имеется\s+ваканс|ваканси[яи]\s*\(|свободно"
)
"""Columns that surely count what is vacant: they go before other numbers («Всего единиц по штату»)."""
_RATE = _words(r"ставк|ставок|штатн[а-я]+\s+един")
_DAY = _words(r"\W*(?:(?:отчетная\s+)?дата(?:\s+сведений)?|по\s+состоянию\s+на|на\s+дату)\W*")
_COLUMNS: tuple[tuple[_Column, re.Pattern[str]], ...] = (
    (_Column.OTHER, _words(rf"^(?!.*(?:{_VACANT.pattern})).*(?:всего|по\s+штат|занят|фактич|имеется\s+работник)")),
    (_Column.RATE, _RATE),
    (
        _Column.OTHER,
        _words(
            r"час|дата|учебный\s+год|период|срок|нагрузк|зарплат|заработн|оплат|оклад|образован|требован|услови|стаж|телефон|контакт|график|режим|жиль|примечан|"
            r"фио|ф\.\s?и|школа|учрежден|организац|подразделен"
        ),
    ),
    (_Column.SUBJECT, _words(r"предмет|дисциплин")),
    (_Column.VACANT, _VACANT),
    (
        _Column.COUNT,
        _words(r"^(?!.*вакантн[а-я]+\s+должност).*(?:кол-?во|количеств|число|единиц|чел(?:овек|\.)|вакансий|наличие|штук|потребност|свободн|требу[ею]тся|необходимо)"),
    ),
    (_Column.OTHER, _words(r"^\W*(?:№|n)\s*(?:п/?п)?\W*$")),
    (_Column.POST, _words(r"должност|професси|специальност|ваканси|наименован")),
)
"""What the heading of a column says; the first that fits."""
_GROUP = _words(r"^\W*(?:педагогическ[а-я]+\s+(?:работник|персонал|кадр|состав|должност)[а-я]*|пед\.?\s?работник[а-я]*)\W*$")
"""Teachers as a whole, as one row of a table."""
_ZERO = _words(r"^\W*(?:нет|отсутств[а-я]*|не\s+имеется|0(?:[.,]0+)?|[-–—])?\W*$")
_NONE = _words(r"\W*(?:нет|отсутств[а-я]*|0)\W*")
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,]\d{1,2})?(?![.,]?\d|\s*ч)")
_TOTAL_ROW = _words(r"^\W*(?:\d+\W+)?(?:итого|всего)")
_LONGEST_HEADING = 90


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a table says what; ``None`` where there is none. ``dated`` are columns of numbers as of a date."""

    post: int | None = None
    subject: int | None = None
    count: int | None = None
    rate: int | None = None
    dated: tuple[int, ...] = ()
    width: int = 0
    day: int | None = None
    parts: int = 1
    """Columns that the heading of the numbers stands over: «Вакансии» over «основные» and «временные»."""
    count_is_rate: bool = False
    """What is vacant is told in ставки, as the rest of the table is."""

    @property
    def counts(self) -> bool:
        """Whether a column holds numbers of vacancies."""
        return self.count is not None or self.rate is not None or bool(self.dated)


def columns_of(cells: Sequence[str], posts: tuple[str, ...], dated: Sequence[int] = ()) -> Columns | None:
    """The columns a heading row names; ``None`` for a row of data."""
    kinds = [_kind(cell) for cell in cells]
    if sum(kind is not _Column.UNKNOWN for kind in kinds) + len(dated) < 2 or any(is_person(cell) for cell in cells):
        return None
    if sum(teaching(cell, posts) for cell in cells) > 1 or any(teaching(cell, posts) and kind in (_Column.UNKNOWN, _Column.OTHER) for cell, kind in zip(cells, kinds, strict=True)):
        return None

    def first(*wanted: _Column) -> int | None:
        return next((number for kind in wanted for number, found in enumerate(kinds) if found is kind), None)

    rate = first(_Column.RATE)
    count = first(_Column.VACANT, _Column.COUNT)
    if count is None and kinds.count(_Column.POST) > 1:
        count = len(kinds) - 1 - kinds[::-1].index(_Column.POST)  # «Должность | Вакансия»: the second says whether there is one
    in_rates = (
        count is not None and kinds[count] is _Column.VACANT and any(_RATE.search(cell) for cell in cells)
        and not re.search(r"ед|кол-?во|количеств|число|ваканси", cells[count], re.IGNORECASE)
    )  # fmt: skip
    if in_rates and count is not None and not (_RATE.search(cells[count])):
        rate = None  # «Ставок | Свободно»: the first are those of the whole staff
    day = next((number for number, cell in enumerate(cells) if _DAY.fullmatch(plain(cell))), None)
    return Columns(first(_Column.POST), first(_Column.SUBJECT), count, rate, tuple(dated), len(cells), day, 1, in_rates)


def with_parts(columns: Columns, cells: Sequence[str], posts: tuple[str, ...]) -> Columns | None:
    """The columns where a second heading row parts the numbers; ``None`` for a row of data."""
    if columns.count is None or any(re.search(r"\d", cell) or _ZERO.match(cell) or teaching(cell, posts) for cell in cells):
        return None
    return replace(columns, parts=len(cells)) if len(cells) > 1 and columns.count == columns.width - 1 else None


def _kind(cell: str) -> _Column:
    if len(cell) > _LONGEST_HEADING:
        return _Column.UNKNOWN
    return next((kind for kind, words in _COLUMNS if words.search(plain(cell))), _Column.UNKNOWN)


def says_none(cells: Sequence[str], columns: Columns | None) -> bool:
    """A row that names no post and says that nothing is vacant: «01.09.2024 | нет»."""
    at = (columns.post if columns.count is None else columns.count) if columns else None
    return at is not None and at < len(cells) and _NONE.fullmatch(cells[at]) is not None


def is_group(cells: Sequence[str]) -> bool:
    """Whether a row speaks of teachers as a whole."""
    return any(_GROUP.match(plain(cell)) for cell in cells)


def day_of(cells: Sequence[str], columns: Columns | None) -> date | None:
    """The day that a row names in its column of dates."""
    if columns is None or columns.day is None or columns.day >= len(cells):
        return None
    return next((hit.value for hit in find_dates(plain(cells[columns.day]))), None)


def of_row(cells: Sequence[str], columns: Columns | None, posts: tuple[str, ...], number_at: int | None = None) -> list[Vacancy]:
    """The vacancies of one row; ``number_at`` names the column of the date that is asked for."""
    if _TOTAL_ROW.search(" ".join(cells)) or (not (columns and columns.counts) and any(is_person(cell) for cell in cells)):
        return []  # somebody named in a table of numbers is whom to call
    at = next((number for number, cell in enumerate(cells) if teaching(cell, posts) or _GROUP.match(plain(cell))), None)
    before = ""
    if at is None:
        at, before = columns.subject if columns else None, "учитель: "
        if at is None or at >= len(cells) or not cells[at] or not (begins_with_subject(cells[at], posts) or (columns and columns.counts)):
            return []
    named = cells[at]
    listed = [part for part in re.split(r"[,;]\s*", named) if teaching(part, posts)]
    if len(listed) > 1 and (columns is None or (columns.count in (None, at) and columns.rate is None)):
        return [item_in(part, posts) for part in listed]
    if columns is None:
        return [item_in(" – ".join("нет" if _ZERO.match(cell) else cell for cell in cells[at:]), posts)]
    if len(cells) == columns.width + 1 and columns.post is None and columns.subject is None:
        at, cells = -1, cells[1:]  # the column of the posts has no heading
    if len(cells) < columns.width and columns.post is not None and at < columns.post:
        # The first cell is merged with the row above: the rest has moved to the left.
        at, cells = columns.post, [*[""] * (columns.post - at), *cells]
    amount = _amount(cells, columns, at, posts, number_at)
    return [Vacancy(before + squeeze(named), amount.number, amount.rate)]


def _amount(cells: Sequence[str], columns: Columns, at: int, posts: tuple[str, ...], number_at: int | None) -> Amount:
    counted = columns.count if number_at is None else number_at
    if counted is None and columns.post is not None and columns.post != at and columns.rate is None:
        counted = columns.post  # «Категория | Вакансии»: «педагоги | нет»
    stated = _cell(cells, counted)
    if columns.parts > 1 and counted is not None:
        stated = f"{sum(_number(cell) or 0 for cell in cells[counted : counted + columns.parts]):g}"
    rates = _cell(cells, columns.rate)
    rate = _number(rates) if rates else None
    if rate is None:
        rate = next((said.rate for cell in cells if (said := amount_in(cell, posts)).rate is not None), None)
    if stated is not None:
        number = _number(stated)
        if _ZERO.match(stated):
            return Amount(none=True)
        if number is not None and ((number_at is None and columns.count_is_rate) or not re.search(r"(?<![\d.,])\d+(?![.,]?\d)", stated)):
            return Amount(None, number)
        return Amount(whole(rate or 1.0) if number is None else int(number), rate)
    if rates is not None and _ZERO.match(rates):
        return Amount(none=True)
    inside = amount_in(cells[at], posts)
    return Amount(inside.posts, inside.rate if rate is None else rate, inside.none)


def _cell(cells: Sequence[str], at: int | None) -> str | None:
    return cells[at] if at is not None and at < len(cells) else None


def _number(cell: str) -> float | None:
    found = _NUMBER.search(cell)
    return float(found.group().replace(",", ".")) if found else None
