"""XLS, XLSX and ODS through calamine: a line a row, cells parted by tabs, sheets by form feeds."""

from __future__ import annotations

import datetime
import io
import re
import struct
from collections.abc import Sequence

import olefile  # type: ignore[import-untyped, unused-ignore]
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, load_workbook

from extractors.formats.content import Content, EncryptedError, Lines, Source, TooLargeError, UnreadableError
from extractors.formats.package import Package
from extractors.limits import Limits

_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]{0,60}?\br="([A-Z]{1,3})(\d{1,7})"')
_REPEATED = re.compile(rb'number-(columns|rows)-repeated="(\d{1,9})"')
_MAX_SHEETS = 100
_STRINGS, _SHEET, _MANY, _EXTENT, _PASSWORD = 0x00FC, 0x0809, 0x00BD, 0x0200, 0x002F
_CELLS = frozenset(
    {0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0006, _MANY, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E}
)
"""Records of [MS-XLS] whose numbers the reader believes: shared strings, beginnings of sheets, cells, their extent."""


def read_sheets(source: Source) -> Content:
    """Read a workbook."""
    ciphered = False
    if source.data.startswith(b"PK"):
        _refuse_giants(source)
    else:
        ciphered = _refuse_false_counts(source.data, source.limits)
    try:
        return _sheets(load_workbook(io.BytesIO(source.data)), source)
    except PasswordError as error:
        raise EncryptedError("книга защищена паролем") from error
    except (CalamineError, OSError, ValueError) as error:
        if ciphered or "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise EncryptedError("книга защищена паролем") from error
        raise UnreadableError("таблица повреждена: не читается структура книги") from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the library's own bug on damaged files, no Exception of Python's
            raise UnreadableError("таблица повреждена: сбой чтения структуры книги") from error
        raise


def _sheets(workbook: CalamineWorkbook, source: Source) -> Content:
    lines = Lines(source.limits.max_text)
    failed = 0
    names = workbook.sheet_names
    cells = source.limits.max_cells
    for index, name in enumerate(names[:_MAX_SHEETS]):
        try:
            rows = workbook.get_sheet_by_name(name).to_python()
        except (CalamineError, OSError, ValueError):
            failed += 1
            continue
        page = "\f" if index else ""
        for row in rows:
            cells -= len(row)
            line = "\t".join(_shown(cell) for cell in row).strip("\t ")
            if line:
                lines.add(page + line)
                page = ""
        if cells < 0:
            lines.cut = True
            break
    if failed and failed == len(names):
        raise UnreadableError("таблица повреждена: не читается ни один лист")
    notes = [lines.note, f"не прочитано листов: {failed}" if failed else ""]
    return Content(lines.text(), pages=len(names) or None, note="; ".join(filter(None, notes)))


def _shown(cell: object) -> str:
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell).replace(".", ",")
    if isinstance(cell, datetime.datetime):
        return cell.strftime("%d.%m.%Y" if cell.time() == datetime.time() else "%d.%m.%Y %H:%M")
    if isinstance(cell, datetime.date):
        return cell.strftime("%d.%m.%Y")
    return " ".join(str(cell).split())


def _refuse_false_counts(data: bytes, limits: Limits) -> bool:
    """A damaged OLE header makes the reader allocate what the header says, which may be hundreds of gigabytes.

    True for a book under a password, whose numbers cannot be judged; the reader opens those with Excel's standard one.
    """
    if len(data) < 512:
        raise UnreadableError("таблица повреждена: файл обрезан")
    shift, mini_shift = struct.unpack_from("<HH", data, 0x1E)
    directory, fat = struct.unpack_from("<II", data, 0x28)
    (mini_fat,) = struct.unpack_from("<I", data, 0x40)
    (more_fat,) = struct.unpack_from("<I", data, 0x48)
    sectors = len(data) >> 9
    if shift not in (9, 12) or mini_shift != 6 or max(directory, fat, mini_fat, more_fat) > sectors + 1:
        raise UnreadableError("таблица повреждена: неверный заголовок")
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            name = next((name for name in ("Workbook", "Book") if ole.exists(name)), "")
            stream = ole.openstream(name).read() if name else b""
            ole.loadminifat()
            looped = _looped(ole.fat) or _looped(ole.minifat)
    except (OSError, ValueError, IndexError, TypeError, AttributeError, struct.error) as error:
        raise UnreadableError("таблица повреждена: не читается структура файла") from error
    if looped:
        raise UnreadableError("таблица повреждена: цепочка блоков замкнута")
    position = last_row = last_column = 0
    while position + 12 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        if kind == _PASSWORD:
            return True
        if kind == _STRINGS and max(struct.unpack_from("<II", stream, position + 4)) > len(stream):
            raise UnreadableError("таблица повреждена: неверное число строк")
        if kind == _EXTENT and size in (10, 14) and position + 4 + size <= len(stream):
            first, last, left, right = struct.unpack_from("<IIHH" if size == 14 else "<HHHH", stream, position + 4)
            if last < first or right < left or (last - first + 1) * (right - left + 1) > 6 * limits.max_cells:
                raise TooLargeError("в таблице слишком много ячеек или неверны её размеры")
        if kind == _SHEET:
            last_row = last_column = 0
        elif kind in _CELLS:
            row, column = struct.unpack_from("<HH", stream, position + 4)
            if kind == _MANY and 6 <= size <= len(stream) - position - 4:
                (column,) = struct.unpack_from("<H", stream, position + 2 + size)
            last_row, last_column = max(last_row, row), max(last_column, column)
            if last_row * last_column > 2 * limits.max_cells:
                raise TooLargeError("в таблице слишком много ячеек")
        position += 4 + size
    return False


def _looped(table: Sequence[int]) -> bool:
    """True where following a table of sectors never ends."""
    seen = bytearray(len(table))
    for start in range(len(table)):
        path: list[int] = []
        sector = start
        while sector < len(table) and not seen[sector]:
            seen[sector] = 1
            path.append(sector)
            sector = table[sector]
        if sector < len(table) and seen[sector] == 1:
            return True
        for done in path:
            seen[done] = 2
    return False


def _refuse_giants(source: Source) -> None:
    """One cell at the far corner makes the reader allocate the whole sheet: such files are refused beforehand."""
    package = Package(source.data, source.limits.max_part)
    if b"encryption-data" in (package.part("META-INF/manifest.xml") or b""):
        raise EncryptedError("книга защищена паролем")
    most = 8 * source.limits.max_cells
    for name in package.names("xl/worksheets/"):
        places = _CELL.findall(package.part(name) or b"")
        if places:
            columns = max(_column(letters) for letters, _row in places)
            rows = max(int(row) for _letters, row in places)
            if columns * rows > most:
                raise TooLargeError("в таблице слишком много ячеек")
    content = package.part("content.xml") if package.names("content.xml") else None
    if content is not None:
        total = 1
        for kind in (b"columns", b"rows"):
            total *= max((int(count) for what, count in _REPEATED.findall(content) if what == kind), default=1)
        if total > 40 * source.limits.max_cells and re.search(rb"repeated=\"\d{4,}\"[^>]{0,200}>\s*<text:p", content):
            raise TooLargeError("в таблице слишком много ячеек")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
