"""A registry kept in Excel or with Russian headings, turned into ``schools.csv``."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from cli.errors import InputError
from cli.spreadsheet import Column, TableRow, read_table
from crawler.model import InstitutionKind
from crawler.registry import OPTIONAL, Registry, RegistryError, load_registry

REGISTRY = (
    Column("id", ("код",), "короткий латинский код, например school-1; пустой будет составлен из названия", required=False),
    Column("name", ("название", "наименование", "организация", "полное наименование"), "полное название"),
    Column(
        "kind",
        ("вид", "тип"),
        "authority, school, kindergarten, supplementary или русское слово: школа, детский сад",
    ),
    Column("site", ("сайт", "адрес сайта", "официальный сайт"), "адрес сайта"),
    Column("short_name", ("краткое название", "краткое наименование"), "краткое название для таблицы", required=False),
    Column("aliases", ("другие названия",), "другие названия через |", required=False),
    Column("inn", ("инн",), "ИНН", required=False),
    Column("ogrn", ("огрн",), "ОГРН", required=False),
    Column("roles", ("роли",), "base, methodical_platform через |", required=False),
    Column("seeds", ("другие адреса",), "другие начальные адреса через |", required=False),
    Column("teachers", ("педагогов", "число педагогов"), "число педагогов", required=False),
    Column("municipality", ("муниципалитет", "муниципальное образование"), "муниципалитет", required=False),
    Column("region", ("регион",), "регион", required=False),
    Column("note", ("примечание",), "примечание", required=False),
)
REGISTRY_EXAMPLE = (
    "school-1", "МБОУ СОШ № 1", "школа", "http://school1.example.ru", "СОШ № 1", "", "", "", "base", "", "40", "Заречный район",
    "", "",
)  # fmt: skip

_KINDS = (
    ("управлен", InstitutionKind.AUTHORITY),
    ("орган", InstitutionKind.AUTHORITY),
    ("детск", InstitutionKind.KINDERGARTEN),
    ("доу", InstitutionKind.KINDERGARTEN),
    ("доп", InstitutionKind.SUPPLEMENTARY),
    ("школ", InstitutionKind.SCHOOL),
    ("общеобраз", InstitutionKind.SCHOOL),
    ("гимназ", InstitutionKind.SCHOOL),
    ("лице", InstitutionKind.SCHOOL),
)
_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya".replace("-", "").split(" "),
        strict=True,
    )
)
_FORMS = re.compile(r"^(?:м|г|ч)[абк]?[дн]?о?у(?:\s+до)?\b|\b(?:г|п|пос|с|д|им)\.", re.IGNORECASE)


def convert_registry(path: Path) -> tuple[bytes, Registry]:
    """``schools.csv`` made of ``path`` (XLSX or CSV), and what the registry's own reader makes of it.

    Raises ``InputError`` that lists every row and column that cannot be used.
    """
    rows = read_table(path, REGISTRY)
    content = _as_csv(rows)
    with TemporaryDirectory() as folder:
        draft = Path(folder) / "schools.csv"
        draft.write_bytes(content)
        try:
            registry = load_registry(draft)
        except RegistryError as error:
            raise InputError(f"{path}: {str(error).removeprefix(f'{draft}: ')}") from error
    if registry.problems:
        numbers = [row.number for row in rows]
        faults = [
            f"{path}, строка {numbers[problem.line - 2]}, столбец {problem.column}: {problem.message}"
            for problem in registry.problems
        ]
        raise InputError("список не преобразован, ничего не изменено:\n" + "\n".join(faults))
    return content, registry


def _as_csv(rows: Sequence[TableRow]) -> bytes:
    names = ["id", "name", "kind", "site", *OPTIONAL]
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, names, lineterminator="\n")
    writer.writeheader()
    taken = {row.cells.get("id", "").casefold() for row in rows}
    for row in rows:
        cells = {name: row.cells.get(name, "") for name in names}
        cells["kind"] = _kind(cells["kind"])
        if not cells["id"] and cells["name"]:
            cells["id"] = _slug(cells["name"], taken)
        writer.writerow(cells)
    return buffer.getvalue().encode("utf-8")


def _kind(text: str) -> str:
    folded = text.casefold()
    if folded in set(InstitutionKind):
        return folded
    return next((kind.value for beginning, kind in _KINDS if beginning in folded), text)


def _slug(name: str, taken: set[str]) -> str:
    latin = "".join(_LATIN.get(char, char if char.isascii() else " ") for char in _FORMS.sub(" ", name.casefold()))
    slug = "-".join(re.findall(r"[a-z0-9]+", latin))[:48].strip("-") or "org"
    base, number = slug, 2
    while slug in taken:
        slug = f"{base}-{number}"
        number += 1
    taken.add(slug)
    return slug
