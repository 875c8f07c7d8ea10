"""The registry of institutions (``schools.csv``): lenient about how it was saved, exact about what is wrong with a row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler.addresses import AddressError, normalise_address
from crawler.model import Institution, InstitutionKind
from extractors.os_errors import reason as os_reason

REQUIRED = ("id", "name", "kind", "site")
OPTIONAL = ("short_name", "aliases", "inn", "ogrn", "roles", "seeds", "teachers", "municipality", "region", "note")
ROLES = frozenset({"base", "methodical_platform"})
MAX_SIZE = 50_000_000
MAX_ROW_LINES = 20
_SLUG = re.compile(r"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$", re.I)
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))})
_DIGITS = {"inn": (10, 12), "ogrn": (13, 15)}


class RegistryError(ValueError):
    """The whole registry cannot be used; the message (Russian) names file, line and column."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row (or cell) that cannot be used: physical line number in the file, column name, what is wrong (Russian).

    ``usable`` is True where only the named cell is dropped and the institution itself is kept.
    """

    line: int
    column: str
    message: str
    usable: bool = False


@dataclass(frozen=True, slots=True)
class Registry:
    """The usable institutions in file order and everything that was wrong with the others."""

    institutions: tuple[Institution, ...]
    problems: tuple[RowProblem, ...]


class _RowError(ValueError):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def load_registry(path: Path) -> Registry:
    """Read ``path``: UTF-8 (with or without BOM), UTF-16 or windows-1251; ``,``, ``;`` or tab. Raises ``RegistryError``."""
    text = _read(path)
    delimiter = _delimiter(text)
    problems: list[RowProblem] = []
    rows = _rows(path, text, delimiter, problems)
    try:
        header_line, header = next(rows)
    except StopIteration:
        raise RegistryError(f"{path}: реестр пуст") from None
    columns = [name.strip().strip("\ufeff").lower() for name in header]
    _check_columns(path, header_line, columns, delimiter)
    institutions: dict[str, Institution] = {}
    lines: dict[str, int] = {}
    for line, cells in rows:
        if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
            extra = f"в строке {len(cells)} ячеек вместо {len(columns)}: значение с разделителем нужно взять в кавычки"
            problems.append(RowProblem(line, columns[-1], extra))
            continue
        row = {name: " ".join(cell.split()) for name, cell in zip(columns, cells, strict=False)}
        try:
            institution = _institution(row, line, problems)
            key = institution.id.lower()
            if key in institutions:
                raise _RowError("id", f"id «{institution.id}» уже занят строкой {lines[key]}")
        except _RowError as error:
            problems.append(RowProblem(line, error.column, str(error)))
            continue
        institutions[key] = institution
        lines[key] = line
    if not institutions:
        where = f"; строка {problems[0].line}, столбец {problems[0].column}: {problems[0].message}" if problems else ""
        raise RegistryError(f"{path}: в реестре нет ни одной строки, которую можно использовать{where}")
    return Registry(tuple(institutions.values()), tuple(problems))


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_SIZE:
            raise RegistryError(f"{path}: файл слишком велик для реестра")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise RegistryError(f"{path}: файл реестра не найден") from error
    except IsADirectoryError as error:
        raise RegistryError(f"{path}: это папка, а нужен файл реестра") from error
    except OSError as error:
        raise RegistryError(f"{path}: файл реестра не читается: {os_reason(error)}") from error
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise RegistryError(f"{path}: это книга Excel, а нужен CSV: сохраните её как «CSV UTF-8»")
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1251"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and (encoding != "cp1251" or _looks_russian(text)):
            return text
    raise RegistryError(f"{path}, строка {_bad_line(data)}: кодировка не распознана: сохраните файл в UTF-8")


def _looks_russian(text: str) -> bool:
    high = [char for char in text if char > "\x7f"]
    letters = sum(char.isalpha() and "а" <= char.lower() <= "ё" for char in high)
    return letters * 10 >= len(high) * 8


def _bad_line(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return data.count(b"\n", 0, error.start) + 1
    return 1


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=lambda char: (first.count(char), -",;\t".index(char)))


def _rows(path: Path, text: str, delimiter: str, problems: list[RowProblem]) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank with the physical line each begins on.

    A quote that is never closed would swallow the rest of the file: such a row is a problem of its own line only.
    """
    lines = text.splitlines(keepends=True)
    width = 0
    at = 0
    while at < len(lines):
        end = at + 1
        quotes = lines[at].count('"')
        while quotes % 2 and end < min(len(lines), at + MAX_ROW_LINES) and not _is_row(lines[end], delimiter, width):
            quotes += lines[end].count('"')
            end += 1
        if quotes % 2:
            problems.append(RowProblem(at + 1, "name", "кавычка не закрыта"))
            at += 1
            continue
        try:
            cells = [cell for row in csv.reader(lines[at:end], delimiter=delimiter) for cell in row]
        except csv.Error as error:
            raise RegistryError(f"{path}, строка {at + 1}: это не таблица CSV ({error})") from error
        if any(cell.strip() for cell in cells):
            width = width or len(cells)
            yield at + 1, cells
        at = end


def _is_row(line: str, delimiter: str, width: int) -> bool:
    return width > 0 and line.count(delimiter) >= width - 1


def _check_columns(path: Path, line: int, columns: list[str], delimiter: str) -> None:
    missing = [name for name in REQUIRED if name not in columns]
    if len(missing) == len(REQUIRED):
        raise RegistryError(
            f"{path}, строка {line}: нет строки заголовков с обязательными столбцами {', '.join(REQUIRED)}"
            if delimiter in ",;\t" and len(columns) > 1
            else f"{path}, строка {line}: это не таблица реестра: нет столбцов {', '.join(REQUIRED)}"
        )
    if missing:
        word = "обязательного столбца" if len(missing) == 1 else "обязательных столбцов"
        raise RegistryError(f"{path}, строка {line}: нет {word} {', '.join(missing)}")
    for name in columns:
        if name and columns.count(name) > 1:
            raise RegistryError(f"{path}, строка {line}: столбец {name} повторяется")


def _institution(row: Mapping[str, str], line: int, problems: list[RowProblem]) -> Institution:
    for column in REQUIRED:
        if not row.get(column):
            raise _RowError(column, "значение не указано")
    slug = row["id"]
    if not _SLUG.match(slug) or slug.lower() in _RESERVED:
        raise _RowError("id", f"«{slug}» не годится: нужны латинские буквы, цифры, «-» и «_», не более 64 знаков")
    kind = row["kind"].lower()
    if kind not in set(InstitutionKind):
        raise _RowError("kind", f"неизвестный вид «{row['kind']}»: нужен один из {', '.join(InstitutionKind)}")
    site = _address("site", row["site"])
    seeds = []
    for seed in _several(row, "seeds"):
        try:
            seeds.append(_address("seeds", seed))
        except _RowError as error:
            problems.append(RowProblem(line, error.column, str(error), usable=True))
    roles = tuple(role.lower() for role in _several(row, "roles"))
    for role in roles:
        if role not in ROLES:
            raise _RowError("roles", f"неизвестная роль «{role}»: нужны {', '.join(sorted(ROLES))}")
    for column, lengths in _DIGITS.items():
        value = row.get(column, "")
        if value and not (value.isdigit() and len(value) in lengths):
            problems.append(RowProblem(line, column, f"«{value}» — не номер из {' или '.join(map(str, lengths))} цифр", True))
    return Institution(
        slug,
        row["name"],
        InstitutionKind(kind),
        site,
        row.get("short_name", ""),
        _several(row, "aliases"),
        row.get("inn", ""),
        row.get("ogrn", ""),
        roles,
        tuple(seeds),
        _teachers(row.get("teachers", "")),
        row.get("municipality", ""),
        row.get("region", ""),
        row.get("note", ""),
    )


def _several(row: Mapping[str, str], column: str) -> tuple[str, ...]:
    return tuple(part for item in row.get(column, "").split("|") if (part := item.strip()))


def _address(column: str, text: str) -> str:
    try:
        return normalise_address(text)
    except AddressError as error:
        raise _RowError(column, str(error)) from error


def _teachers(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"\d{1,5}", text):
        raise _RowError("teachers", f"«{text}» — не целое число педагогов")
    return int(text)
