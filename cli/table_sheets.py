"""The sheets of a table as people save it: CSV in any of the usual encodings, XLSX, XLS, ODS."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from cli.errors import InputError
from extractors.os_errors import reason

MAX_SIZE = 50_000_000
MAX_UNPACKED = 500_000_000
MAX_ROWS = 200_000
_ZIP = b"PK\x03\x04"
_MAGIC = (_ZIP, b"\xd0\xcf\x11\xe0")
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
_SEPARATOR_LINE = re.compile(r"^sep=(.)\r?\n")
_KINDS = ((b"%pdf", "документ PDF"), (b"{\\rtf", "текст RTF"), (b"<!doctype html", "страница HTML"), (b"<html", "страница HTML"),
          (b"<table", "страница HTML"), (b"<?xml", "документ XML"))  # fmt: skip
"""What programs save under a table's name, by its first bytes in lower case."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, empty for CSV, and its rows with their numbers as the spreadsheet shows them, white space collapsed."""

    name: str
    rows: Sequence[tuple[int, list[str]]]
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Formulas that came to an error (XLSX), by row and column from 1: the reader gives them as empty cells."""


def read_sheets(path: Path) -> list[Sheet]:
    """The visible sheets, at least one. Raises ``InputError`` for a file that is no table, saying what it is instead."""
    try:
        if path.stat().st_size > MAX_SIZE:
            raise InputError(f"{path}: файл слишком велик для таблицы")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: файл не читается: {reason(error)}") from error
    if data.startswith(_MAGIC):
        return _workbook(path, data)
    beginning = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    kind = next((name for magic, name in _KINDS if beginning.startswith(magic)), "")
    if kind:
        raise InputError(f"{path}: это {kind}, а не таблица: откройте файл в Excel или LibreOffice и сохраните как книгу XLSX")
    return [Sheet("", list(_csv(path, data)))]


def _workbook(path: Path, data: bytes) -> list[Sheet]:
    try:
        if data.startswith(_ZIP):
            with ZipFile(io.BytesIO(data)) as parts:
                if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
                    raise InputError(f"{path}: книга слишком велика для таблицы")
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        about = [item for item in book.sheets_metadata if item.typ is SheetTypeEnum.WorkSheet]
        shown = [item.name for item in about if item.visible is SheetVisibleEnum.Visible]
        if not shown:
            raise InputError(f"{path}: в книге нет листов с таблицей")
        failed = _failed_formulas(data) if data.startswith(_ZIP) else {}
        return [Sheet(name, _rows(book, name), failed.get(name, {})) for name in shown]
    except PasswordError as error:
        raise InputError(f"{path}: книга защищена паролем") from error
    except (CalamineError, BadZipFile, OSError, ValueError, etree.XMLSyntaxError) as error:
        raise InputError(f"{path}: это не книга Excel или она повреждена") from error


def _rows(book: CalamineWorkbook, name: str) -> list[tuple[int, list[str]]]:
    table = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MAX_ROWS + 100)
    return [(number, [_text(cell) for cell in cells]) for number, cells in enumerate(table, 1)]


def _failed_formulas(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """The cells of each sheet of an XLSX that hold an error (``t="e"``), with the error («#DIV/0!»)."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    with ZipFile(io.BytesIO(data)) as parts:
        if _BOOK not in parts.namelist():
            return found
        targets = {item.get("Id"): item.get("Target", "") for item in etree.fromstring(parts.read(_RELATIONS), _PARSER)}
        for sheet in etree.fromstring(parts.read(_BOOK), _PARSER).iter(f"{_MAIN}sheet"):
            name = f"xl/{targets.get(sheet.get(_RELATION), '')}".replace("xl//xl/", "xl/")
            content = parts.read(name) if name in parts.namelist() else b""
            if b't="e"' in content:
                cells = etree.fromstring(content, _PARSER).iterfind(f".//{_MAIN}c[@t='e']")
                found[sheet.get("name", "")] = {_position(cell.get("r", "")): cell.findtext(f"{_MAIN}v", "") for cell in cells}
    return found


def _position(reference: str) -> tuple[int, int]:
    """Row and column of «C2»."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(reference[len(letters) :] or 0), column


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
    told = _SEPARATOR_LINE.match(text)
    text = text[told.end() :] if told else text
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    delimiter = told[1] if told else max(";,\t", key=lambda char: (first.count(char), -";,\t".index(char)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = int(told is not None)
    begin = 1 + before
    try:
        for cells in reader:
            yield begin, [" ".join(cell.split()) for cell in cells]
            begin = reader.line_num + 1 + before
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
