"""The registry: lenient about how it was saved, exact about what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.model import InstitutionKind
from crawler.registry import RegistryError, load_registry

HEADER = "id;name;kind;site;aliases;roles;seeds;teachers;inn\n"
ROW = 's1;МБОУ "СОШ №1";school;школа-один.рф;СОШ 1|Первая школа;base;;21;\n'


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A registry file."""
    path = path / "schools.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_way_to_save_it(tmp_path: Path, encoding: str, delimiter: str, ending: str) -> None:
    text = (HEADER + "\n" + ROW + " ; ; \n").replace(";", delimiter).replace("\n", ending)
    registry = load_registry(write(tmp_path, text, encoding))
    assert registry.problems == ()
    (row,) = registry.institutions
    assert (row.id, row.name, row.kind) == ("s1", 'МБОУ "СОШ №1"', InstitutionKind.SCHOOL)
    assert row.site == f"http://{'школа-один.рф'.encode('idna').decode()}/"
    assert (row.aliases, row.roles, row.seeds, row.teachers) == (("СОШ 1", "Первая школа"), ("base",), (), 21)


def test_quoted_fields_may_hold_delimiters_and_line_ends(tmp_path: Path) -> None:
    text = 'id,name,kind,site\ns1,"Школа ""Родник"",\nфилиал","SCHOOL ", http:/one.example.ru/about \n'
    (row,) = load_registry(write(tmp_path, text)).institutions
    assert row.name == 'Школа "Родник", филиал'
    assert row.site == "http://one.example.ru/about"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (";Школа;school;a.ru", "id"),
        ("s9;;school;a.ru", "name"),
        ("s9;Школа;;a.ru", "kind"),
        ("s9;Школа;школа;a.ru", "kind"),
        ("s9;Школа;school;", "site"),
        ("s9;Школа;school;нет сайта", "site"),
        ("s9;Школа;school;mailto:a@b.ru", "site"),
        ("s1;Школа;school;a.ru", "id"),
        ("S1;Школа;school;a.ru", "id"),
        ("с 9;Школа;school;a.ru", "id"),
        ("../s9;Школа;school;a.ru", "id"),
        ("con;Школа;school;a.ru", "id"),
        ("s9;Школа;school;a.ru;;director", "roles"),
        ("s9;Школа;school;a.ru;;;;много", "teachers"),
        ("s9;Школа;school;a.ru;;;;-3", "teachers"),
        ('s9;"Школа;school;a.ru', "name"),
        ("s9;Школа;school;a.ru;;;;;;лишнее", "inn"),
    ],
)
def test_a_bad_row_is_named_and_the_rest_still_counts(tmp_path: Path, row: str, column: str) -> None:
    registry = load_registry(write(tmp_path, HEADER + ROW + "\n" + row + "\n" + ROW.replace("s1", "s2")))
    assert [institution.id for institution in registry.institutions] == ["s1", "s2"]
    (problem,) = registry.problems
    assert (problem.line, problem.column, problem.usable) == (4, column, False)
    assert problem.message


def test_a_bad_seed_or_number_costs_only_itself(tmp_path: Path) -> None:
    row = "s1;Школа;school;a.ru;;;http://a.ru/docs|не адрес;;123\n"
    registry = load_registry(write(tmp_path, HEADER + row))
    assert registry.institutions[0].seeds == ("http://a.ru/docs",)
    assert [(problem.column, problem.usable) for problem in registry.problems] == [("seeds", True), ("inn", True)]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "пуст"),
        (b"\n\n", "пуст"),
        (b"id;name;kind\ns1;a;school\n", "site"),
        (b"id;name;kind;site;site\ns1;a;school;a.ru;b.ru\n", "повторяется"),
        ("имя;адрес\nШкола;a.ru\n".encode(), "заголовков"),
        ("просто текст\nбез таблицы\n".encode(), "не таблица"),
        ("id;name;kind;site\ns1;a;завод;a.ru\n".encode(), "строка 2, столбец kind"),
        (b"id;name;kind;site\n", "ни одной строки"),
        (b"PK\x03\x04book", "Excel"),
        (b"id;name;kind;site\ns1;\xff\xfe\x00\x81\x98;school;a.ru\n", "строка 2"),
    ],
)
def test_an_unusable_file_is_one_clear_error(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "schools.csv"
    path.write_bytes(content)
    with pytest.raises(RegistryError) as caught:
        load_registry(path)
    assert str(path) in str(caught.value)
    assert told in str(caught.value)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="не найден"):
        load_registry(tmp_path / "no.csv")
    with pytest.raises(RegistryError, match="папка"):
        load_registry(tmp_path)
