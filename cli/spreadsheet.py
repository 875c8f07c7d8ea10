"""Small tables people fill in: CSV and XLSX read into rows of text that remember where they stood; empty ones written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from cli.errors import InputError
from extractors.os_errors import reason

MAX_SIZE = 50_000_000
MAX_ROWS = 200_000
_MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


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
    """The rows that are not empty, below the row of headings. Raises ``InputError`` naming file, row and column."""
    try:
        if path.stat().st_size > MAX_SIZE:
            raise InputError(f"{path}: файл слишком велик для таблицы")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: файл не читается: {reason(error)}") from error
    lines = _workbook(path, data) if data.startswith(_MAGIC) else _csv(path, data)
    headings: dict[str, int] | None = None
    rows: list[TableRow] = []
    for number, cells in lines:
        if not any(cells) or cells[0].startswith("#"):
            continue
        if headings is None:
            headings = _headings(path, number, cells, columns)
            continue
        if len(rows) >= MAX_ROWS:
            raise InputError(f"{path}, строка {number}: в таблице больше {MAX_ROWS} строк")
        rows.append(TableRow(number, {name: cells[at] if at < len(cells) else "" for name, at in headings.items()}))
    if headings is None:
        raise InputError(f"{path}: таблица пуста, нет строки заголовков")
    if not rows:
        raise InputError(f"{path}: под заголовками нет ни одной строки")
    return rows


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


def _workbook(path: Path, data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if not book.sheet_names:
            raise InputError(f"{path}: в книге нет листов")
        sheet = book.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False, nrows=MAX_ROWS + 100)
    except PasswordError as error:
        raise InputError(f"{path}: книга защищена паролем") from error
    except (CalamineError, BadZipFile, OSError, ValueError) as error:
        raise InputError(f"{path}: это не книга Excel или она повреждена") from error
    for number, cells in enumerate(rows, 1):
        yield number, [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return " ".join(str(cell).split())


def _csv(path: Path, data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(path, data)
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    delimiter = max(";,\t", key=lambda char: (first.count(char), -";,\t".index(char)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begin = 1
    try:
        for cells in reader:
            yield begin, [" ".join(cell.split()) for cell in cells]
            begin = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{path}, строка {begin}: это не таблица CSV: проверьте кавычки") from error


def _decoded(path: Path, data: bytes) -> str:
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1251"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputError(f"{path}: это не таблица: нужен CSV в кодировке UTF-8 или книга XLSX")


def _headings(path: Path, number: int, cells: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    known = {_key(name): column.name for column in columns for name in (column.name, *column.names)}
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        name = known.get(_key(cell))
        if name is None:
            if cell:
                raise InputError(
                    f"{path}, строка {number}, столбец {at + 1}: неизвестный заголовок «{cell}»; {_expected(columns)}"
                )
        elif name in found:
            raise InputError(f"{path}, строка {number}, столбец {at + 1}: заголовок «{cell}» повторяется")
        else:
            found[name] = at
    missing = [column.name for column in columns if column.required and column.name not in found]
    if missing:
        raise InputError(f"{path}, строка {number}: нет столбца {', '.join(missing)}; {_expected(columns)}")
    return found


def _key(heading: str) -> str:
    return "".join(char for char in heading.casefold().replace("ё", "е") if char.isalnum())


def _expected(columns: Sequence[Column]) -> str:
    return f"нужны {', '.join(column.name for column in columns)}"


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
        about.write_string(len(columns) + 2, 0, "Читается только первый лист; этот можно удалить.")
    return buffer.getvalue()
