"""Vacancies in a row of a table: which column says what, and what the row says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from checks.vacancy_grammar import Vacancy, amount_in, is_person, item_in, teaching, whole
from checks.vacancy_tokens import SUBJECT
from extractors.text import plain, squeeze

_POST_COLUMN = re.compile(r"должност|професси|специальност|ваканси|наименован", re.IGNORECASE)
_SUBJECT_COLUMN = re.compile(r"предмет|дисциплин", re.IGNORECASE)
_COUNT_COLUMN = re.compile(r"кол-?во|количеств|число|единиц|вакансий|вакантно|наличие|штук|потребност|свободн|требу[ею]тся|необходимо", re.IGNORECASE)
_VACANT_COLUMN = re.compile(
    r"вакантно|(?:кол-?во|количество|число)\s+(?:свободных|вакантных|вакансий)|наличие\s+ваканс|ваканси[яи]\s*\(|свободно", re.IGNORECASE
)
"""Columns that surely count what is vacant: they go before other numbers («Всего единиц по штату»)."""
_STAFF_COLUMN = re.compile(r"всего|по\s+штат|занят|фактич|имеется\s+работник", re.IGNORECASE)
_GROUP = re.compile(r"^\W*педагогическ[а-я]+\s+(?:работник|персонал|кадр|состав|должност)[а-я]*\W*$", re.IGNORECASE)
"""Teachers as a whole, as one row of a table."""

_RATE_COLUMN = re.compile(r"ставк|ставок|штатн[а-я]+\s+един", re.IGNORECASE)
_OTHER_COLUMN = re.compile(
    r"час|дата|учебный\s+год|период|срок|нагрузк|зарплат|заработн|оплат|оклад|образован|требован|услови|стаж|телефон|контакт|график|жиль|примечан|фио|ф\.\s?и|школа|учрежден|организац",
    re.IGNORECASE,
)
_ZERO = re.compile(r"^\W*(?:нет|отсутств[а-я]*|0|[-–—])?\W*$", re.IGNORECASE)
_FRACTION = re.compile(r"^\W*\d{1,2}[.,]\d{1,2}\W*$")
_TOTAL_ROW = re.compile(r"^\W*(?:итого|всего)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a table says what; ``None`` where there is none. ``dated`` are columns of numbers as of a date."""

    post: int | None = None
    subject: int | None = None
    count: int | None = None
    rate: int | None = None
    dated: tuple[int, ...] = ()
    width: int = 0
    count_is_rate: bool = False
    """What is vacant is told in ставки, as the rest of the table is."""


def columns_of(cells: Sequence[str], posts: tuple[str, ...], dated: Sequence[int] = ()) -> Columns | None:
    """The columns a heading row names; ``None`` for a row of data."""
    kinds = [_column_kind(cell) for cell in cells]
    if sum(kind != "" for kind in kinds) + len(dated) < 2 or any(is_person(cell) for cell in cells):
        return None
    if any(teaching(cell, posts) and _column_kind(cell) in ("", "other") for cell in cells):
        return None

    def first(kind: str) -> int | None:
        return next((number for number, found in enumerate(kinds) if found == kind), None)

    posts_named = [number for number, kind in enumerate(kinds) if kind == "post"]
    count = first("vacant")
    if count is None:
        count = first("count")
    if count is None and len(posts_named) > 1 and first("rate") is None:
        count = posts_named[-1]  # «Должность | Вакансия»: the second says whether there is one
    in_rates = (
        count is not None and kinds[count] == "vacant" and any(_RATE_COLUMN.search(cell) for cell in cells)
        and first("rate") is None and not re.search(r"ед|кол-?во|количеств|число", cells[count], re.IGNORECASE)
    )  # fmt: skip
    return Columns(first("post"), first("subject"), count, first("rate"), tuple(dated), len(cells), in_rates)


def says_none(cells: Sequence[str], columns: Columns | None) -> bool:
    """A row that names no post and says that nothing is vacant: «01.09.2024 | нет»."""
    at = (columns.post if columns.count is None else columns.count) if columns else None
    return at is not None and at < len(cells) and re.fullmatch(r"\W*(?:нет|отсутств[а-я]*|0)\W*", cells[at], re.IGNORECASE) is not None


def _column_kind(cell: str) -> str:
    if len(cell) > 90:
        return ""
    if _STAFF_COLUMN.search(cell) and not _VACANT_COLUMN.search(cell):
        return "other"
    if _RATE_COLUMN.search(cell):
        return "rate"
    if _OTHER_COLUMN.search(cell):
        return "other"
    if _SUBJECT_COLUMN.search(cell):
        return "subject"
    if _VACANT_COLUMN.search(cell):
        return "vacant"
    if _COUNT_COLUMN.search(cell) and not re.search(r"вакантн[а-я]+\s+должност", cell, re.IGNORECASE):
        return "count"
    if re.fullmatch(r"\W*(?:№|n)\s*(?:п/?п)?\W*", cell, re.IGNORECASE):
        return "other"
    return "post" if _POST_COLUMN.search(cell) else ""


def is_group(cells: Sequence[str]) -> bool:
    """Whether a row speaks of teachers as a whole."""
    return any(_GROUP.match(plain(cell)) for cell in cells)


def of_row(cells: Sequence[str], columns: Columns | None, posts: tuple[str, ...], number_at: int | None = None) -> list[Vacancy]:
    """The vacancy of one row; ``number_at`` names the column of the date that is asked for."""
    counts = columns is not None and (columns.count, columns.rate, *columns.dated) != (None, None)
    if _TOTAL_ROW.search(" ".join(cells)) or (not counts and any(is_person(cell) for cell in cells)):
        return []  # somebody named in a table of numbers is whom to call
    at = next((number for number, cell in enumerate(cells) if teaching(cell, posts) or _GROUP.match(plain(cell))), None)
    subject = columns.subject if columns else None
    if at is None:
        if subject is None or subject >= len(cells) or not SUBJECT.match(plain(cells[subject]).strip()):
            return []
        at = subject
    named = cells[at]
    listed = [part for part in re.split(r"[,;]\s*", named) if teaching(part, posts)]
    if len(listed) > 1 and (columns is None or (columns.count in (None, at) and columns.rate is None)):
        return [item_in(part, posts) for part in listed]
    if columns is None:
        return _of_loose_row(cells, at, posts)
    if len(cells) < columns.width and columns.post is not None and at < columns.post:
        # The first cell is merged with the row above: the rest has moved to the left.
        cells = [*[""] * (columns.post - at), *cells]
    rate = _number(cells, columns.rate)
    if rate is None:
        rate = next((found for cell in cells if (found := amount_in(cell, posts).rate) is not None), None)
    counted = number_at if number_at is not None else columns.count
    if counted is None and columns.post is not None and columns.post != at:
        counted = columns.post  # «Категория | Вакансии»: «педагоги | нет»
    if counted is not None and counted < len(cells) and ((number_at is None and columns.count_is_rate) or _FRACTION.search(cells[counted])):
        rate = 0.0 if _ZERO.match(cells[counted]) else _number(cells, counted)
        posts_here = whole(rate) if rate else 0
    elif counted is not None and counted < len(cells):
        digits = re.search(r"\d{1,3}", cells[counted])
        stated = int(not _ZERO.match(cells[counted]))
        posts_here = int(digits.group()) if digits else stated
    elif columns.rate is not None and columns.rate < len(cells) and _ZERO.match(cells[columns.rate]):
        posts_here = 0
    else:
        inside = item_in(named, posts)
        posts_here = inside.posts if rate is None else max(inside.posts, whole(rate))
    title = squeeze(named) if at != subject else f"учитель: {squeeze(named)}"
    return [Vacancy(title, posts_here, rate if posts_here else None)]


def _of_loose_row(cells: Sequence[str], at: int, posts: tuple[str, ...]) -> list[Vacancy]:
    rest = cells[at + 1 :]
    rate = next((found for cell in rest if (found := amount_in(cell, posts).rate) is not None), None)
    numbers = [cell.strip() for cell in rest if re.fullmatch(r"\s*\d{1,2}(?:[.,]\d{1,2})?\s*", cell)]
    if not rest:
        return [item_in(cells[at], posts)]
    if numbers and ("," in numbers[0] or "." in numbers[0]):
        value = float(numbers[0].replace(",", "."))
        return [Vacancy(squeeze(cells[at]), whole(value), value)]
    if numbers:
        return [Vacancy(squeeze(cells[at]), int(numbers[0]), rate)]
    if re.fullmatch(r"\s*(?:нет|[-–—])\s*", rest[0], re.IGNORECASE):
        return [Vacancy(squeeze(cells[at]), 0)]
    inside = item_in(cells[at], posts)
    return [Vacancy(inside.post, max(inside.posts, whole(rate)) if rate is not None else inside.posts, rate or inside.rate)]


def _number(cells: Sequence[str], at: int | None) -> float | None:
    if at is None or at >= len(cells) or re.search(r"\d\s*ч", cells[at]):
        return None
    found = re.search(r"\d{1,2}(?:[.,]\d{1,2})?", cells[at])
    return float(found.group().replace(",", ".")) if found else None
