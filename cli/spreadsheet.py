"""Small tables people fill in, read into rows of text that remember where they stood; empty ones written."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from cli.errors import InputError
from cli.table_sheets import MAX_ROWS, Sheet, read_sheets
from extractors.os_errors import reason

_HEADINGS_WITHIN = 30
"""Rows among which headings are looked for: above them stands a title at most."""
_NUMBERING = frozenset({"пп", "nпп", "n", "номерпп", "номерпопорядку"})
"""Headings of the column that numbers the rows: «№», «№ п/п»."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its name, the names it may bear in people's files, and what it holds (Russian)."""

    name: str
    names: tuple[str, ...]
    about: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row's cells by column name, white space collapsed; ``number`` is the row's number as the spreadsheet shows it."""

    number: int
    cells: Mapping[str, str]


def read_table(path: Path, columns: Sequence[Column]) -> list[TableRow]:
    """The rows that are not empty, below the row of headings, of the sheet that has them.

    What stands above the headings (a title) is no data. Raises ``InputError`` naming file, row and column.
    """
    sheets = read_sheets(path)
    fitting = [(sheet, at) for sheet in sheets if (at := _heading_row(sheet, columns)) is not None]
    if len(fitting) > 1:
        names = ", ".join(f"«{sheet.name}»" for sheet, _at in fitting)
        raise InputError(f"{path}: такие столбцы есть на нескольких листах: {names}; оставьте один или загрузите их по отдельности")
    sheet, at = fitting[0] if fitting else (sheets[0], None)
    lines = [(number, cells) for number, cells in sheet.rows if any(cells) and not cells[0].startswith("#")]
    if not lines:
        raise InputError(f"{path}: таблица пуста, нет строки заголовков")
    place = f"{path}, лист «{sheet.name}»" if sheet.name and len(sheets) > 1 else f"{path}"
    start = at if at is not None else lines[0][0]
    headings = _headings(place, start, next(cells for number, cells in lines if number == start), columns)
    failed = min((cell for cell in sheet.errors if cell[0] > start and cell[1] - 1 in headings), default=None)
    if failed is not None:
        raise InputError(f"{place}, строка {failed[0]}, столбец {failed[1]}: формула с ошибкой {sheet.errors[failed]}: замените её значением")
    below = [(number, cells) for number, cells in lines if number > start]
    if len(below) > MAX_ROWS:
        raise InputError(f"{place}: в таблице больше {MAX_ROWS} строк")
    if not below:
        raise InputError(f"{place}: под заголовками нет ни одной строки")
    return [TableRow(number, _cells(place, number, cells, headings)) for number, cells in below]


def _heading_row(sheet: Sheet, columns: Sequence[Column]) -> int | None:
    """The number of the first row that has all columns that are required, among those where headings may be looked for."""
    known = _known(columns)
    needed = {column.name for column in columns if column.required}
    for number, cells in sheet.rows[:_HEADINGS_WITHIN]:
        if needed <= {known.get(_key(cell)) for cell in cells}:
            return number
    return None


def _cells(place: str, number: int, cells: Sequence[str], headings: Mapping[int, str | None]) -> dict[str, str]:
    lost = next((at for at, cell in enumerate(cells) if cell and at not in headings), None)
    if lost is not None:
        raise InputError(
            f"{place}, строка {number}, столбец {lost + 1}: «{cells[lost]}» стоит вне столбцов таблицы; в CSV с запятыми число с "
            "десятичной запятой берётся в кавычки"
        )
    return {name: cells[at] if at < len(cells) else "" for at, name in headings.items() if name is not None}


def write_template(path: Path, columns: Sequence[Column], example: Sequence[str]) -> None:
    """An empty table with headings and an explanation: XLSX or CSV by the file's extension. Raises ``InputError``."""
    if path.exists():
        raise InputError(f"{path}: файл уже есть; образец не перезаписывает чужих файлов")
    try:
        if path.suffix.lower() == ".xlsx":
            path.write_bytes(_empty_workbook(columns, example))
        elif path.suffix.lower() == ".csv":
            path.write_bytes(_empty_csv(columns, example))
        else:
            raise InputError(f"{path}: образец записывается в файл .xlsx или .csv")
    except OSError as error:
        raise InputError(f"{path}: файл не записывается: {reason(error)}") from error


def _known(columns: Sequence[Column]) -> dict[str, str]:
    return {_key(name): column.name for column in columns for name in (column.name, *column.names)}


def _headings(place: str, number: int, cells: Sequence[str], columns: Sequence[Column]) -> dict[int, str | None]:
    """Which column stands where; ``None`` for the numbering of rows, which says nothing."""
    known = _known(columns)
    found: dict[int, str | None] = {}
    for at, cell in enumerate(cells):
        name = known.get(_key(cell))
        if name is None and (cell == "№" or _key(cell) in _NUMBERING):
            found[at] = None
        elif name is None:
            if cell:
                raise InputError(
                    f"{place}, строка {number}, столбец {at + 1}: неизвестный заголовок «{cell}»; {_expected(columns)}"
                )
        elif name in found.values():
            raise InputError(f"{place}, строка {number}, столбец {at + 1}: заголовок «{cell}» повторяется")
        else:
            found[at] = name
    missing = [column.name for column in columns if column.required and column.name not in found.values()]
    if missing:
        raise InputError(f"{place}, строка {number}: нет столбца {', '.join(missing)}; {_expected(columns)}")
    return found


def _key(heading: str) -> str:
    return "".join(char for char in heading.casefold().replace("ё", "е") if char.isalnum())


def _expected(columns: Sequence[Column]) -> str:
    return "нужны " + ", ".join(f"{column.name} ({column.names[0]})" if column.names else column.name for column in columns)


def _note(column: Column) -> str:
    return f"{column.name} — {column.about}" + ("" if column.required else " (можно не заполнять)")


def _empty_csv(columns: Sequence[Column], example: Sequence[str]) -> bytes:
    buffer = io.StringIO(newline="")
    for column in columns:
        buffer.write(f"# {_note(column)}\r\n")
    buffer.write(f"# Пример: {';'.join(example)}\r\n")
    buffer.write("# Строки, которые начинаются с «#», не читаются.\r\n")
    csv.writer(buffer, delimiter=";").writerow([column.name for column in columns])
    return buffer.getvalue().encode("utf-8-sig")


def _empty_workbook(columns: Sequence[Column], example: Sequence[str]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#DFE7F1", "border": 1})
        as_text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("Данные")
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column.name, bold)
            sheet.write_comment(0, at, _note(column))
            sheet.set_column(at, at, 24, as_text)
        about = book.add_worksheet("Пояснение")
        about.set_column(0, 0, 110)
        for at, column in enumerate(columns):
            about.write_string(at, 0, _note(column))
        about.write_string(len(columns) + 1, 0, f"Пример строки: {' | '.join(example)}")
        about.write_string(len(columns) + 2, 0, "Читается лист «Данные»; этот можно удалить.")
    return buffer.getvalue()
