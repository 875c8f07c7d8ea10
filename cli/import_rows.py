"""What the rows of imported tables mean. All faults of a file are gathered; a file with one is not imported at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from checks.model import ImportedParticipation, ImportedVacancies
from cli.errors import InputError
from cli.quantities import decimal_number, whole_number
from cli.spreadsheet import Column, TableRow, read_table
from crawler.model import Institution

PARTICIPATION = (
    Column("school", ("школа", "организация", "id"), "id организации из schools.csv или её название"),
    Column("event", ("мероприятие", "событие"), "название методического мероприятия"),
    Column("date", ("дата",), "день мероприятия, ГГГГ-ММ-ДД или ДД.ММ.ГГГГ"),
    Column("participants", ("участников", "участники", "число участников"), "сколько педагогов участвовало, целое число"),
    Column("teachers", ("педагогов", "всего педагогов"), "сколько всего педагогов в организации, целое число", required=False),
    Column("names", ("фамилии", "фио"), "участники через точку с запятой, запятую или «|»", required=False),
)
PARTICIPATION_EXAMPLE = ("school-1", "Муниципальный семинар учителей математики", "2025-03-14", "3", "40", "")
VACANCIES = (
    Column("school", ("школа", "организация", "id"), "id организации из schools.csv или её название"),
    Column("date", ("дата", "на дату"), "день, на который дано число, ГГГГ-ММ-ДД или ДД.ММ.ГГГГ"),
    Column("vacancies", ("вакансий", "вакансии", "число вакансий"), "число вакансий; 0 — вакансий нет; доли ставок как 0,5"),
    Column("source", ("источник",), "откуда число: письмо, отчёт, форма", required=False),
)
VACANCIES_EXAMPLE = ("school-1", "2025-06-01", "2", "сведения организации от 02.06.2025")

_SHOWN = 50
_MOST = 10_000
"""More teachers or vacancies no institution has: a slip of the hand."""
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:\s*г(?:ода|\.)?)?(?:\s+0?0:00(?::00)?)?")
_DAY_IN_WORDS = re.compile(r"[«\"]?(\d{1,2})[»\"]?\s+([а-я]+)\s+(\d{4})(?:\s*г(?:ода|\.)?)?")
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?$")
_MONTHS = dict(zip("января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(), range(1, 13), strict=True))
_Item = TypeVar("_Item")


class CellError(ValueError):
    """A cell that cannot be used: the column, and why (Russian)."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def read_participation(path: Path, places: Sequence[Institution]) -> list[ImportedParticipation]:
    """Participation in events. Raises ``InputError`` that lists every faulty row and column."""
    schools = _Schools(places)

    def item(row: TableRow) -> ImportedParticipation:
        school = schools.id(row)
        participants = _whole(row, "participants", 0)
        teachers = _whole(row, "teachers", 1) if row.cells.get("teachers") else None
        names = tuple(name for part in re.split(r"[;|,\n]", row.cells.get("names", "")) if (name := part.strip()))
        if teachers is not None and participants > teachers:
            raise CellError("participants", f"участников ({participants}) больше, чем педагогов в организации ({teachers})")
        if len(names) > participants:
            raise CellError("names", f"названо участников: {len(names)}, а число участников {participants}")
        return ImportedParticipation(school, filled(row, "event"), day(row, "date"), participants, names, teachers, path.name)

    return converted(path, read_table(path, PARTICIPATION), item, lambda found: (found.school, found.event.casefold(), found.day))


def read_vacancies(path: Path, places: Sequence[Institution]) -> list[ImportedVacancies]:
    """Numbers of vacancies. Raises ``InputError`` that lists every faulty row and column."""
    schools = _Schools(places)

    def item(row: TableRow) -> ImportedVacancies:
        source = row.cells.get("source", "")
        if source.isdigit() and len(source) < 3:
            raise CellError("source", f"источник «{source}» — число; если это часть числа с десятичной запятой, возьмите его в кавычки")
        return ImportedVacancies(schools.id(row), day(row, "date"), amount(row, "vacancies"), source or path.name)

    return converted(path, read_table(path, VACANCIES), item, lambda found: (found.school, found.day))


class _Schools:
    """Institutions by id, name, short name and alias; a name that several bear stands for none."""

    def __init__(self, places: Iterable[Institution]) -> None:
        self._ids: dict[str, str] = {}
        self._names: dict[str, set[str]] = {}
        for place in places:
            self._ids[place.id.casefold()] = place.id
            for name in (place.name, place.short_name, *place.aliases):
                if name:
                    self._names.setdefault(_folded(name), set()).add(place.id)

    def id(self, row: TableRow) -> str:
        given = row.cells.get("school", "")
        if not given:
            raise CellError("school", "организация не указана; объединённые ячейки нужно разъединить и заполнить каждую строку")
        known = self._ids.get(given.casefold())
        if known:
            return known
        named = self._names.get(_folded(given), set())
        if len(named) > 1:
            raise CellError(
                "school", f"«{given}» — так называются несколько организаций; укажите id: {', '.join(sorted(named))}"
            )
        if not named:
            raise CellError("school", f"организации «{given}» нет в списке")
        return next(iter(named))


def converted(
    path: Path, rows: Sequence[TableRow], convert: Callable[[TableRow], _Item], key: Callable[[_Item], object]
) -> list[_Item]:
    """What the rows mean, all of them. Raises ``InputError`` that lists every faulty row and column, and rows that repeat another
    by their ``key``."""
    items: list[_Item] = []
    faults: list[str] = []
    seen: dict[object, int] = {}
    for row in rows:
        try:
            item = convert(row)
        except CellError as error:
            faults.append(f"{path}, строка {row.number}, столбец {error.column}: {error}")
            continue
        first = seen.setdefault(key(item), row.number)
        if first != row.number:
            faults.append(f"{path}, строка {row.number}: повторяет строку {first}")
        items.append(item)
    if faults:
        more = f"\n…и ещё {len(faults) - _SHOWN}" if len(faults) > _SHOWN else ""
        raise InputError("таблица не загружена, ничего не изменено:\n" + "\n".join(faults[:_SHOWN]) + more)
    return items


def filled(row: TableRow, column: str) -> str:
    """A cell that must not be empty. Raises ``CellError``."""
    value = row.cells.get(column, "")
    if not value:
        raise CellError(column, "значение не указано")
    return value


def _whole(row: TableRow, column: str, least: int) -> int:
    value = filled(row, column)
    number = whole_number(value)
    if number is None or number < least:
        raise CellError(column, f"«{value}» — нужно целое число не меньше {least}")
    if number > _MOST:
        raise CellError(column, f"«{value}» — слишком большое число: не больше {_MOST}")
    return number


def amount(row: TableRow, column: str) -> float:
    """A number not below 0 with up to two decimals, comma or point. Raises ``CellError``."""
    value = filled(row, column)
    number = decimal_number(value)
    if number is None or number[1]:
        raise CellError(column, f"«{value}» — нужно число не меньше 0, не больше двух знаков после запятой")
    if number[0] > _MOST:
        raise CellError(column, f"«{value}» — слишком большое число: не больше {_MOST}")
    return number[0]


def day(row: TableRow, column: str) -> str:
    """A day as ISO. Raises ``CellError``."""
    value = filled(row, column)
    match = _DAY.fullmatch(value)
    words = _DAY_IN_WORDS.fullmatch(value.casefold())
    month = _MONTHS.get(words[2]) if words else None
    if match:
        iso = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    elif words and month:
        iso = f"{words[3]}-{month:02}-{int(words[1]):02}"
    else:
        iso = _MIDNIGHT.sub("", value)
    try:
        if len(iso) != 10:
            raise ValueError
        day = date.fromisoformat(iso)
    except ValueError:
        cell = "; задайте ячейке формат даты" if value.isdigit() and len(value) == 5 else ""
        raise CellError(column, f"«{value}» — не дата; нужна запись ГГГГ-ММ-ДД или ДД.ММ.ГГГГ{cell}") from None
    if not 2000 <= day.year <= date.today().year + 1:
        raise CellError(column, f"«{value}» — год вне разумных пределов")
    return iso


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("ё", "е").replace("«", '"').replace("»", '"').replace("№ ", "№").split())
