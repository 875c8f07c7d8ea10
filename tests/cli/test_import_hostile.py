"""Tables as they come from schools: odd, half broken, meant well. Each is read right or refused with a word that helps."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from cli.errors import InputError
from cli.import_rows import read_participation, read_vacancies
from crawler.model import Institution, InstitutionKind

PLACES = (
    Institution("s1", "МБОУ СОШ № 1", InstitutionKind.SCHOOL, "http://s1.example", short_name="СОШ № 1", teachers=40),
    Institution("s2", "МБОУ «Лицей»", InstitutionKind.SCHOOL, "http://s2.example"),
)
HEAD = "school;date;vacancies\n"
EVENTS = "school;event;date;participants;teachers;names\n"
DAY = "2025-06-01"
Build = Callable[[xlsxwriter.Workbook], None]


def text_file(folder: Path, content: str | bytes) -> Path:
    """A file with this content."""
    path = folder / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("content", "posts"),
    [
        pytest.param(f"{HEAD}s1;01.06.2025;1\u00a0234\n", 1234.0, id="no-break space in a number"),
        pytest.param(f"{HEAD}s1;01.06.2025;1\u202f234,5\n", 1234.5, id="narrow space and a comma"),
        pytest.param(f"{HEAD}s1;{DAY} 00:00:00;2\n", 2.0, id="a date with its midnight"),
        pytest.param(f"{HEAD}s1;{DAY}T00:00:00;2\n", 2.0, id="an ISO moment"),
        pytest.param(f"{HEAD}s1;1 июня 2025 г.;2\n", 2.0, id="a date in words"),
        pytest.param(f"{HEAD}s1;«01» июня 2025 года;2\n", 2.0, id="a date as orders write it"),
        pytest.param(f"{HEAD}s1; 1.6.2025 г. ;2\n", 2.0, id="a date with its year word"),
        pytest.param(f"sep=;\n{HEAD}s1;{DAY};2\n", 2.0, id="the separator told to Excel"),
        pytest.param(f"Сведения о вакансиях;;\nна 01.06.2025;;\n{HEAD}s1;{DAY};2\n", 2.0, id="a title above"),
        pytest.param(f"№ п/п;Школа;Дата;Вакансий\n1;СОШ № 1;{DAY};2\n", 2.0, id="rows numbered"),
        pytest.param(f"№;школа;на дату;число вакансий\n1;мбоу сош №1;{DAY};2\n", 2.0, id="headings of people"),
        pytest.param(f"{HEAD}s1;{DAY};2;;;\n", 2.0, id="empty cells at the end"),
        pytest.param(f"{HEAD}s1;{DAY};2\n".replace("\n", "\r"), 2.0, id="lines of an old Mac"),
        pytest.param(f"{HEAD}СОШ № 1;{DAY};2\n".encode("cp1251"), 2.0, id="cp1251"),
        pytest.param(f"\ufeff{HEAD}s1;{DAY};2\n".encode("utf-16-le"), 2.0, id="UTF-16"),
        pytest.param(f'school,date,vacancies\ns1,{DAY},"0,5"\n', 0.5, id="a decimal comma in quotes"),
    ],
)
def test_read_as_it_is_meant(tmp_path: Path, content: str | bytes, posts: float) -> None:
    (found,) = read_vacancies(text_file(tmp_path, content), PLACES)
    assert (found.school, found.day, found.posts) == ("s1", DAY, posts)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(f"{HEAD}s1;{DAY};99999999999999999999\n", "строка 2, столбец vacancies: .*слишком большое", id="huge"),
        pytest.param(f"{HEAD}s1;{DAY};-2\n", "столбец vacancies: «-2» — нужно число не меньше 0", id="below zero"),
        pytest.param(f"{HEAD}s1;{DAY};1e3\n", "столбец vacancies", id="as a pocket calculator"),
        pytest.param(f"{HEAD}s1;{DAY};nan\n", "столбец vacancies", id="no number"),
        pytest.param(f"{HEAD}s1;{DAY};45 %\n", "столбец vacancies: «45 %»", id="per cent"),
        pytest.param(f"{HEAD}s1;{DAY};нет\n", "столбец vacancies: «нет»", id="a word for a number"),
        pytest.param(f"{HEAD}s1;{DAY};1 23\n", "столбец vacancies: «1 23»", id="two numbers"),
        pytest.param(f"{HEAD}s1;01.06.25;1\n", "столбец date: «01.06.25» — не дата", id="a year of two digits"),
        pytest.param(f"{HEAD}s1;06/01/2025;1\n", "столбец date", id="an American date"),
        pytest.param(f"{HEAD}s1;31 июня 2025 г.;1\n", "столбец date", id="a day that never was"),
        pytest.param(f"{HEAD}s1;45809;1\n", "задайте ячейке формат даты", id="a date as a number"),
        pytest.param(f"{HEAD}s1;01.06.2099;1\n", "год вне разумных пределов", id="far to come"),
        pytest.param(f"{HEAD}sosh-1-2023;{DAY};1\n", "организации «sosh-1-2023» нет в списке", id="another year's id"),
        pytest.param(f"{HEAD}s1;{DAY};1\nИтого;;1\n", "строка 3, столбец school: организации «Итого» нет", id="a total"),
        pytest.param(f"{HEAD}s1;{DAY};1\nСОШ № 1;01.06.2025;1\n", "строка 3: повторяет строку 2", id="twice"),
        pytest.param(f"{HEAD}s1;{DAY};1;лишнее\n", "строка 2, столбец 4: «лишнее» стоит вне столбцов", id="a cell beside the table"),
        pytest.param(f"school,date,vacancies\ns1,{DAY},0,5\n", "десятичной запятой берётся в кавычки", id="a comma parts a number"),
        pytest.param(f"school,date,vacancies,source\ns1,{DAY},0,5\n", "столбец source: источник «5» — число", id="its half taken for the source"),
        pytest.param("учреждение;число\ns1;1\n", "неизвестный заголовок «учреждение»; нужны school .школа.", id="columns renamed"),
        pytest.param(f"{HEAD[:-1]};прошлый год\ns1;{DAY};1;3\n", "неизвестный заголовок «прошлый год»", id="a column more"),
        pytest.param(b"", "таблица пуста", id="empty"),
        pytest.param(b"\xef\xbb\xbf", "таблица пуста", id="nothing but a mark"),
        pytest.param(HEAD, "нет ни одной строки", id="headings alone"),
        pytest.param(f"{HEAD}s1;{DAY};1\n".encode("utf-16-le"), "нужен CSV в кодировке UTF-8", id="UTF-16 without its mark"),
        pytest.param(f"{HEAD}s1;{DAY};1\0\n", "нужен CSV в кодировке UTF-8", id="a zero byte"),
        pytest.param(b"\n<html><table><tr><td>school</td></tr></table>", "это страница HTML", id="a page called a table"),
        pytest.param(b"%PDF-1.4", "это документ PDF", id="PDF"),
        pytest.param(b'<?xml version="1.0"?><office:document/>', "это документ XML", id="flat ODF"),
    ],
)
def test_refused_with_a_word_that_helps(tmp_path: Path, content: str | bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_vacancies(text_file(tmp_path, content), PLACES)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("s1;Семинар;2025-03-14;0;0;", "столбец teachers: «0» — нужно целое число не меньше 1"),
        ("s1;Семинар;2025-03-14;41;40;", "участников .41. больше, чем педагогов"),
        ("s1;Семинар;2025-03-14;=3;40;", "столбец participants: «=3»"),
        ("s1;Семинар;2025-03-14;20000;;", "слишком большое"),
        ("s1;Семинар;2025-03-14;60 %;40;", "столбец participants: «60 %»"),
        ("s1;Семинар;14–15.03.2025;3;40;", "столбец date"),
        ("s1;Семинар;2025-03-14;3;40;\ns1;СЕМИНАР;14.03.2025;4;40;", "строка 3: повторяет строку 2"),
    ],
)
def test_participation_that_cannot_be(tmp_path: Path, row: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_participation(text_file(tmp_path, f"{EVENTS}{row}\n"), PLACES)


def test_one_table_given_for_another(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="неизвестный заголовок «vacancies»"):
        read_participation(text_file(tmp_path, f"{HEAD}s1;{DAY};1\n"), PLACES)


def put(book: xlsxwriter.Workbook, *rows: tuple[object, ...], name: str | None = None) -> xlsxwriter.worksheet.Worksheet:
    """A sheet with these rows."""
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    return sheet


TABLE: tuple[tuple[object, ...], ...] = (("school", "date", "vacancies"), ("s1", "01.06.2025", 2))


def _on_the_second_sheet(book: xlsxwriter.Workbook) -> None:
    put(book, ("Сведения школы",), name="Титул")
    put(book, *TABLE, name="Данные")


def _behind_a_hidden_sheet(book: xlsxwriter.Workbook) -> None:
    put(book, *TABLE[:1], ("s2", "01.06.2024", 9)).hide()
    put(book, *TABLE).activate()


def _under_a_merged_title(book: xlsxwriter.Workbook) -> None:
    sheet = put(book, (), (), *TABLE)
    sheet.merge_range(0, 0, 0, 2, "Сведения о вакансиях")


def _to_the_right(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet()
    for number, row in enumerate(TABLE):
        sheet.write_row(number + 3, 2, row)


def _a_formula(book: xlsxwriter.Workbook) -> None:
    put(book, *TABLE[:1], ("s1", "01.06.2025")).write_formula(1, 2, "=1+1", None, 2)


def _a_moment(book: xlsxwriter.Workbook) -> None:
    put(book, *TABLE).write_datetime(1, 1, datetime(2025, 6, 1, 23, 59), book.add_format({"num_format": "dd.mm.yyyy hh:mm"}))


@pytest.mark.parametrize(
    "build", [_on_the_second_sheet, _behind_a_hidden_sheet, _under_a_merged_title, _to_the_right, _a_formula, _a_moment]
)
def test_workbooks_read_as_they_are_meant(tmp_path: Path, build: Build) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        build(book)
    (found,) = read_vacancies(tmp_path / "t.xlsx", PLACES)
    assert (found.school, found.day, found.posts) == ("s1", DAY, 2.0)


def _two_sheets_alike(book: xlsxwriter.Workbook) -> None:
    put(book, *TABLE, name="Май")
    put(book, *TABLE, name="Сентябрь")


def _merged_schools(book: xlsxwriter.Workbook) -> None:
    put(book, *TABLE, ("", "01.09.2024", 3)).merge_range(1, 0, 2, 0, "s1")


def _a_broken_formula(book: xlsxwriter.Workbook) -> None:
    put(book, *TABLE[:1], ("s1", "01.06.2025")).write_formula(1, 2, "=1/0", None, "#DIV/0!")


def _truth(book: xlsxwriter.Workbook) -> None:
    put(book, *TABLE).write_boolean(1, 2, True)


def _a_chart(book: xlsxwriter.Workbook) -> None:
    book.add_chartsheet()


@pytest.mark.parametrize(
    ("build", "told"),
    [
        (_two_sheets_alike, "на нескольких листах: «Май», «Сентябрь»"),
        (_merged_schools, "строка 3, столбец school: организация не указана; объединённые ячейки"),
        (_a_broken_formula, "строка 2, столбец 3: формула с ошибкой #DIV/0!"),
        (_truth, "столбец vacancies: «да»"),
        (_a_chart, "нет листов с таблицей"),
        (lambda book: put(book, ("дата",)) and None, "неизвестный заголовок|нет столбца school"),
    ],
)
def test_workbooks_refused(tmp_path: Path, build: Build, told: str) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        build(book)
    with pytest.raises(InputError, match=told):
        read_vacancies(tmp_path / "t.xlsx", PLACES)


def test_a_workbook_that_unpacks_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.table_sheets.MAX_UNPACKED", 5_000_000)
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book, book.open("xl/worksheets/sheet1.xml", "w") as part:
        for _ in range(6):
            part.write(bytes(1_000_000))
    with pytest.raises(InputError, match="слишком велика"):
        read_vacancies(path, PLACES)
