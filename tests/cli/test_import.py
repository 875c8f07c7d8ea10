"""Imported tables: everything or nothing, and every fault with file, row and column."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from cli.errors import InputError
from cli.import_registry import REGISTRY, convert_registry
from cli.import_rows import PARTICIPATION, VACANCIES, read_participation, read_vacancies
from cli.spreadsheet import read_table, write_template
from crawler.model import Institution, InstitutionKind
from db.connection import open_database
from db.material import participation, vacancies
from tests.cli.conftest import Run

SCHOOLS = "id,name,kind,site,aliases\ns1,МБОУ СОШ № 1,school,http://s1.example,СОШ 1|Первая\ns2,МБОУ «Лицей»,school,http://s2.example,\n"
PLACES = (
    Institution("s1", "МБОУ СОШ № 1", InstitutionKind.SCHOOL, "http://s1.example", aliases=("СОШ 1", "Общая")),
    Institution("s2", "МБОУ «Лицей»", InstitutionKind.SCHOOL, "http://s2.example", aliases=("Общая",)),
)


def table(folder: Path, text: str, name: str = "t.csv", encoding: str = "utf-8") -> Path:
    """A file with this text."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_as_people_save_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "Школа;Дата;Вакансий;Источник\r\nмбоу сош №1;01.06.2025;2;письмо\r\ns2;2025-06-01;0;\r\n".replace(";", delimiter)
    found = read_vacancies(table(tmp_path, text, encoding=encoding), PLACES)
    assert [(item.school, item.day, item.posts) for item in found] == [("s1", "2025-06-01", 2.0), ("s2", "2025-06-01", 0.0)]
    assert found[0].source == "письмо"


def test_xlsx_with_true_dates_and_numbers(tmp_path: Path) -> None:
    path = tmp_path / "у.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, ["school", "event", "date", "participants", "teachers", "names"])
        sheet.write_row(1, 0, ["s1", "Семинар"])
        sheet.write_number(1, 2, 45730, day)
        sheet.write_row(1, 3, [3, 40, "Первый; Второй"])
    (item,) = read_participation(path, PLACES)
    assert (item.day, item.participants, item.teachers, item.names) == ("2025-03-14", 3, 40, ("Первый", "Второй"))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("нет;Семинар;2025-03-14;3;40;", "school"), ("Общая;Семинар;2025-03-14;3;40;", "school"), (";Семинар;2025-03-14;3;40;", "school"),
        ("s1;;2025-03-14;3;40;", "event"), ("s1;Семинар;14 марта;3;40;", "date"), ("s1;Семинар;31.02.2025;3;40;", "date"),
        ("s1;Семинар;1925-03-14;3;40;", "date"), ("s1;Семинар;2025-03-14;три;40;", "participants"),
        ("s1;Семинар;2025-03-14;-3;40;", "participants"), ("s1;Семинар;2025-03-14;2,5;40;", "participants"),
        ("s1;Семинар;2025-03-14;41;40;", "participants"), ("s1;Семинар;2025-03-14;3;0;", "teachers"),
        ("s1;Семинар;2025-03-14;1;40;\"А; Б\"", "names"),
    ],
)  # fmt: skip
def test_faults_name_file_row_and_column(tmp_path: Path, row: str, column: str) -> None:
    head = "school;event;date;participants;teachers;names"
    path = table(tmp_path, f"# пояснение\n{head}\ns2;Семинар;2025-03-14;1;10;\n{row}\n")
    with pytest.raises(InputError, match="ничего не изменено") as caught:
        read_participation(path, PLACES)
    assert f"{path}, строка 4, столбец {column}" in str(caught.value)


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    rows = "".join(f"нет{number};2025-06-01;1;\n" for number in range(60))
    with pytest.raises(InputError) as caught:
        read_vacancies(table(tmp_path, "school;date;vacancies;source\n" + rows), PLACES)
    assert str(caught.value).count("столбец school") == 50
    assert "и ещё 10" in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "нет строки заголовков"),
        (b"school;date;vacancies\n", "нет ни одной строки"),
        (b"school;date\ns1;2025-06-01\n", "нет столбца vacancies"),
        (b"school;date;vacancies;\xd1\x86\xd0\xb2\xd0\xb5\xd1\x82\n", "неизвестный заголовок"),
        (b"school;school;date;vacancies\n", "повторяется"),
        (b'school;date;vacancies\n"s1;2025-06-01;1\n', "проверьте кавычки"),
        (b"PK\x03\x04 not a workbook", "повреждена"),
        (b"\xd0\xcf\x11\xe0 not a workbook", "повреждена"),
        (bytes(range(256)) * 4, "CSV"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "t"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_table(path, VACANCIES)


def test_the_same_row_twice_is_a_fault(tmp_path: Path) -> None:
    text = "school;date;vacancies\ns1;2025-06-01;1\nСОШ 1;01.06.2025;2\n"
    with pytest.raises(InputError, match="строка 3: повторяет строку 2"):
        read_vacancies(table(tmp_path, text), PLACES)


@pytest.mark.parametrize("columns", [PARTICIPATION, VACANCIES, REGISTRY])
@pytest.mark.parametrize("name", ["t.xlsx", "t.csv"])
def test_a_template_can_be_filled_in_and_read(tmp_path: Path, columns: tuple, name: str) -> None:  # type: ignore[type-arg]
    path = tmp_path / name
    write_template(path, columns, ["пример"] * len(columns))
    with pytest.raises(InputError, match="нет ни одной строки"):
        read_table(path, columns)
    if name.endswith(".xlsx"):
        book = CalamineWorkbook.from_path(path)
        assert book.get_sheet_by_index(0).to_python()[0] == [column.name for column in columns]
        assert len(book.sheet_names) == 2
    else:
        with path.open("a", encoding="utf-8") as file:
            file.write(";".join(["x"] * len(columns)) + "\n")
        (row,) = read_table(path, columns)
        assert set(row.cells.values()) == {"x"}
    with pytest.raises(InputError, match="уже есть"):
        write_template(path, columns, [])


def test_import_stores_and_replaces(command: Run, tmp_path: Path) -> None:
    table(tmp_path, SCHOOLS, "schools.csv")
    table(tmp_path, "school;date;vacancies\ns1;2025-06-01;1,5\n", "v.csv")
    table(tmp_path, "school;event;date;participants\nПервая;Семинар;2025-03-14;3\n", "p.csv")
    assert "новых 1, заменено 0" in command("import", "vacancies", "v.csv").out
    assert "новых 0, заменено 1" in command("import", "vacancies", "v.csv").out
    assert command("import", "participation", "p.csv", "--quiet").out == ""
    with open_database(tmp_path / "monitoring.db", create=False) as db:
        assert [item.posts for item in vacancies(db, "s1")] == [1.5]
        assert [item.participants for item in participation(db, "s1")] == [3]


def test_a_faulty_file_imports_nothing(command: Run, tmp_path: Path) -> None:
    table(tmp_path, SCHOOLS, "schools.csv")
    table(tmp_path, "school;date;vacancies\ns1;2025-06-01;1\nнет;2025-06-01;1\n", "v.csv")
    done = command("import", "vacancies", "v.csv")
    assert done.code == 2
    assert "v.csv, строка 3, столбец school: организации «нет» нет в списке" in done.err
    with open_database(tmp_path / "monitoring.db", create=False) as db:
        assert vacancies(db, "s1") == ()


def test_a_registry_with_russian_headings_becomes_schools_csv(command: Run, tmp_path: Path) -> None:
    text = "Название;Вид;Сайт\nМБОУ СОШ №1 г. Заречный;школа;s1.example\nМБДОУ детский сад №2 п. Озёрный;детский сад;s2.example\n"
    table(tmp_path, text + "Управление образования;орган управления;uo.example\nМБУ ДО ЦДТ;доп. образование;c.example\n", "o.csv")
    done = command("import", "registry", "o.csv")
    assert done.code == 0, done.err
    with (tmp_path / "schools.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["kind"] for row in rows] == ["school", "kindergarten", "authority", "supplementary"]
    assert [row["id"] for row in rows] == ["sosh-1-zarechnyy", "detskiy-sad-2-ozernyy", "upravlenie-obrazovaniya", "tsdt"]
    assert command("import", "registry", "o.csv").code == 2, "an existing registry is never overwritten"


def test_a_faulty_registry_is_not_written(tmp_path: Path) -> None:
    path = table(tmp_path, "id;name;kind;site\na;Школа;школа;s1.example\nb;Школа;цирк;s2.example\n", "o.csv")
    with pytest.raises(InputError, match="строка 3, столбец kind"):
        convert_registry(path)


def test_names_alike_get_ids_that_differ(tmp_path: Path) -> None:
    path = table(tmp_path, "name;kind;site\nШкола;школа;s1.example\nШкола;школа;s2.example\n«»;школа;s3.example\n", "o.csv")
    _content, registry = convert_registry(path)
    assert [place.id for place in registry.institutions] == ["shkola", "shkola-2", "org"]


@pytest.mark.parametrize("mark", ["; ", ", ", "|"])
def test_participants_are_parted_as_people_part_them(tmp_path: Path, mark: str) -> None:
    text = f'school;event;date;participants;names\ns1;Семинар;2025-03-14;2;"Орлова А. А.{mark}Сомова Б. Б."\n'
    (item,) = read_participation(table(tmp_path, text), PLACES)
    assert item.names == ("Орлова А. А.", "Сомова Б. Б.")
