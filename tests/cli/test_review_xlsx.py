"""The reviewer's workbook there and back: filled by hand, saved again by LibreOffice, refused with row and column."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from checks.model import Verdict
from checks.queue import Case, Item
from checks.review_model import Basis
from reports.review_xlsx import DECISION_WORDS, FIELDS, workbook
from tests.cli.conftest import Run
from tests.cli.desk import BY, findings, waiting
from tests.reports import sample
from tests.reports.test_workbook_limits import faults

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NAMES = [field.name for field in FIELDS]
SHEET = "xl/worksheets/sheet1.xml"
Cells = dict[str, str | float | date]
office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not there")


def exported(desk: Run, *more: str) -> Path:
    """The workbook of all items."""
    done = desk("review", "--all", "--out", "q.xlsx", *more)
    assert done.code == 0, done.err
    return Path("q.xlsx").absolute()


def rows(path: Path) -> dict[str, dict[str, object]]:
    """The first sheet by item."""
    table = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert table[0] == NAMES
    return {str(row[0]): dict(zip(NAMES, row, strict=True)) for row in table[1:]}


def fill(path: Path, filled: dict[str, Cells]) -> Path:
    """Write cells into the exported file itself, as a spreadsheet does: everything else stays."""
    numbers = {name: number for number, name in enumerate(rows(path), 2)}
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = etree.fromstring(parts[SHEET])
    for item, cells in filled.items():
        for name, value in cells.items():
            at = NAMES.index(name)
            letters = (chr(ord("A") + at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)
            (cell,) = sheet.iterfind(f".//{MAIN}c[@r='{letters}{numbers[item]}']")
            for child in list(cell):
                cell.remove(child)
            if isinstance(value, str):
                cell.set("t", "inlineStr")
                etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t").text = value
            else:
                cell.attrib.pop("t", None)
                serial = (value - date(1899, 12, 30)).days if isinstance(value, date) else value
                etree.SubElement(cell, f"{MAIN}v").text = str(serial)
    parts[SHEET] = etree.tostring(sheet, xml_declaration=True, encoding="UTF-8", standalone=True)
    made = path.with_name("filled.xlsx")
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return made


def said(word: str, **more: Any) -> Cells:
    """A decision with its comment and author."""
    return {"решение": word, "комментарий": "открыл и прочитал", "кто решил": "Орлова М. И.", **more}


def convert(path: Path, form: str, folder: Path) -> Path:
    """What LibreOffice makes of a file."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    call = ["soffice", profile, "--headless", "--convert-to", form, "--outdir", str(folder / "lo"), str(path)]
    subprocess.run(call, check=True, capture_output=True, timeout=120)
    return folder / "lo" / path.with_suffix(f".{form.split(':')[0]}").name


DECISIONS: dict[str, Cells] = {
    "s1:3": said("отклонить", **{"возражение организации": "документ верный", "дата возражения": date(2025, 6, 3)}),
    "s1:4": said("принять"),
    "s2:5": said("другое значение", значение=2.5),
    "s2:1": said("другой вывод", вывод="нет данных"),
    "s2:4": said("другой акт", **{"название акта": "=О сетевой форме", "номер акта": "12-од", "дата акта": date(2024, 9, 2), "вид акта": "приказ"}),
    "s2:3": {"возражение организации": "=просим засчитать", "кто решил": "Орлова М. И."},
}  # fmt: skip


def test_the_workbook_keeps_excels_limits(desk: Run) -> None:
    assert faults(exported(desk).read_bytes()) == []


def test_the_workbook_is_typed_locked_and_offers_choices(desk: Run) -> None:
    path = exported(desk)
    found = rows(path)
    assert len(found) == 10
    assert found["s1:3"]["дата документа"] == date(2024, 8, 30)
    assert found["s1:3"]["номер документа"] == "118-од"
    assert found["s1:4"]["почему смотреть"] == "есть с замечаниями"
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["Пункты", "Пояснение", "Списки"]
    explained = " ".join(str(row[0]) for row in book.get_sheet_by_name("Пояснение").to_python())
    assert all(word in explained for word in DECISION_WORDS)
    with zipfile.ZipFile(path) as parts:
        sheet = etree.fromstring(parts.read(SHEET))
        every = b"".join(parts.read(name) for name in parts.namelist() if name.startswith("xl/"))
    assert sheet.find(f"{MAIN}sheetProtection") is not None
    rules = {str(rule.get("sqref")): rule for rule in sheet.iter(f"{MAIN}dataValidation")}
    assert {rule.get("type") for rule in rules.values()} == {"list", "date"}
    assert b"<f>" not in every.replace(b"<formula1>", b""), "no cell is a formula"
    assert b"<hyperlink" not in every


def test_titles_of_sites_never_become_formulas(tmp_path: Path) -> None:
    data = sample.run_data()
    hostile = sample.evidence(sample.HOSTILE_TITLE, sample.HOSTILE_URL, number="+1", quote="@SUM(A1)", page_url="-2")
    finding = sample.finding(data.institutions[0].id, "3", Verdict.PARTIAL, evidence=(hostile,), explanation="=1+1")
    path = tmp_path / "q.xlsx"
    path.write_bytes(workbook(data, [Item(Case(finding, Basis()), (), 0.0)], sample.programme()))
    ((_name, row),) = rows(path).items()
    assert str(row["документ"]).startswith('=HYPERLINK("http://evil.example";"x")')
    assert (row["объяснение"], row["цитата"], row["номер документа"], row["страница"]) == ("=1+1", "@SUM(A1)", "+1", "-2")
    assert not any(ord(char) < 32 or char == "\u202e" for char in str(row["документ"]))
    with zipfile.ZipFile(path) as parts:
        sheet = etree.fromstring(parts.read(SHEET))
        assert sheet.find(f".//{MAIN}f") is None
        assert b'quotePrefix="1"' in parts.read("xl/styles.xml"), "text also after the cell was edited"


def test_names_of_teachers_stay_inside(tmp_path: Path) -> None:
    data = sample.run_data()
    told = sample.evidence(quote="Закрепить за Сидоровым Петром Ильичом учителя Иванову А. А.")
    finding = sample.finding(data.institutions[0].id, "3", Verdict.PRESENT, evidence=(told,))
    for internal in (False, True):
        path = tmp_path / "q.xlsx"
        path.write_bytes(workbook(data, [Item(Case(finding, Basis()), (), 0.0)], sample.programme(), internal))
        ((_name, row),) = rows(path).items()
        assert ("Сидоров" in str(row["цитата"])) is internal


def test_there_and_back(desk: Run) -> None:
    path = fill(exported(desk), DECISIONS)
    done = desk("review", "--import", path)
    assert done.code == 0, done.err
    assert "Внесено: 6" in done.out
    again = desk("review", "--import", path)
    assert again.code == 0
    assert "Внесено: 0\u00a0строк; внесены раньше: 6" in again.out
    assert desk("check").code == 0
    after = findings(desk)
    assert (after["s1:3"]["verdict"], after["s1:4"]["verdict"], after["s2:5"]["value"]) == ("absent", "partial", 2.5)
    assert "Возражение организации от 03.06.2025: «документ верный»." in after["s1:3"]["explanation"]
    assert after["s2:4"]["evidence"][0]["title"] == "=О сетевой форме"
    assert after["s2:4"]["evidence"][0]["date"] == "2024-09-02"
    assert after["s2:3"]["reviewed"] is False
    assert waiting(desk)["s2:3"] == ["objection"]
    entries = [json.loads(line) for line in desk("review", "log", "--json").out.splitlines()]
    assert len(entries) == 6
    assert {entry["source"] for entry in entries} == {"filled.xlsx"}
    second = exported(desk)
    assert "вывод программы отклонён: нет — открыл и прочитал" in str(rows(second)["s1:3"]["действующее решение"])
    nothing = desk("review", "--import", second)
    assert nothing.code == 2
    assert "ни решения, ни возражения" in nothing.err


@office
def test_saved_again_by_libreoffice(desk: Run, tmp_path: Path) -> None:
    path = fill(exported(desk), DECISIONS)
    saved = convert(path, "xlsx:Calc MS Excel 2007 XML", tmp_path)
    done = desk("review", "--import", saved)
    assert done.code == 0, done.err
    assert "Внесено: 6" in done.out
    assert "Внесено: 0" in desk("review", "--import", path).out, "the same rows, whichever program saved them"
    table = convert(path, "csv:Text - txt - csv (StarCalc):59,34,76", tmp_path)
    with table.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    assert lines[0] == NAMES
    assert next(line for line in lines if line[0] == "s1:4")[NAMES.index("решение")] == "принять"


@office
def test_a_decision_is_withdrawn_in_the_workbook(desk: Run, tmp_path: Path) -> None:
    """Two decisions on one item, one on another: both items go back to the machine's word, nothing of the past comes into force."""
    machine = findings(desk)
    for word in ("reject", "accept"):
        assert desk("review", word, "s1:3", *BY).code == 0
        assert desk("check").code == 0
    assert desk("review", "value", "s2:5", "7", *BY).code == 0
    assert desk("check").code == 0
    assert findings(desk)["s2:5"]["value"] == 7
    path = convert(fill(exported(desk), {"s1:3": said("отозвать"), "s2:5": said("отозвать")}), "xlsx:Calc MS Excel 2007 XML", tmp_path)
    done = desk("review", "--import", path)
    assert done.code == 0, done.err
    assert "Внесено: 2" in done.out
    assert "Внесено: 0" in desk("review", "--import", path).out
    assert desk("check").code == 0
    assert findings(desk) == machine
    assert not any(str(row["действующее решение"]) for row in rows(exported(desk)).values())
    kinds = [json.loads(line)["kind"] for line in desk("review", "log", "--json").out.splitlines()]
    assert sorted(kinds) == ["accept", "reject", "value", "withdraw", "withdraw"]


@pytest.mark.parametrize(
    ("item", "cells", "column", "message"),
    [
        ("s1:3", {"решение": "принять", "кто решил": "О"}, "комментарий", "без пояснения"),
        ("s1:3", {"решение": "принять", "комментарий": "да"}, "кто решил", "кто принял"),
        ("s1:3", said("согласен"), "решение", "такого решения нет"),
        ("s1:3", {"комментарий": "просто слова"}, "решение", "решение не выбрано"),
        ("s1:3", said("другой вывод", вывод="наверное"), "вывод", "такого вывода нет"),
        ("s1:3", said("другой вывод"), "вывод", "вывод не указан"),
        ("s1:3", said("другое значение", значение=3), "значение", "не число"),
        ("s2:5", said("другое значение", значение="три"), "значение", "нужно число"),
        ("s2:5", said("другое значение", значение="5 из 9"), "значение", "не доля"),
        ("s2:5", said("другое значение", значение="45%"), "значение", "нужно число"),
        ("s1:1", said("другое значение", значение=0.45), "значение", "это 0,45 % или 45 %? Напишите долю словами"),
        ("s1:1", said("другое значение", значение=1), "значение", "это 1 % или 100 %?"),
        ("s1:1", said("другое значение", значение="41 из 40"), "значение", "участников (41) больше, чем педагогов (40)"),
        ("s1:1", said("другое значение", значение="0 из 0"), "значение", "педагогов не может быть 0"),
        ("s1:1", said("другое значение", значение="120"), "значение", "вне пределов от 0 до 100"),
        ("s1:1", said("другое значение", значение="12 июля"), "значение", "«12 из 40»"),
        ("s2:5", said("другое значение"), "значение", "значение не указано"),
        ("s2:4", said("отклонить"), "решение", "отклонять нечего"),
        ("s2:4", said("отозвать"), "решение", "отзывать нечего"),
        ("s1:3", said("отозвать", вывод="нет"), "вывод", "решения о нём нет"),
        ("s1:3", {"возражение организации": "нет", "кто решил": "О", "вывод": "нет"}, "вывод", "решения о нём нет"),
        ("s1:3", said("другой акт"), "адрес акта", "акт не указан"),
        ("s1:3", said("принять", **{"адрес акта": "http://x.example"}), "решение", "выберите «другой акт»"),
        ("s1:3", said("другой акт", **{"адрес акта": "http://x.example"}), "название акта", "не найдено"),
        ("s1:3", said("другой акт", **{"название акта": "Т", "адрес акта": "javascript:1"}), "адрес акта", "не адрес"),
        ("s1:3", said("другой акт", **{"название акта": "Т", "вид акта": "бумага"}), "вид акта", "такого вида нет"),
        ("s1:3", said("другой акт", **{"название акта": "Т", "дата акта": "вчера"}), "дата акта", "не дата"),
        ("s1:3", said("принять", **{"дата возражения": date(2025, 6, 1)}), "возражение организации", "текста нет"),
        ("s1:3", said("принять", пункт="s9:9"), "пункт", "нет пункта «s9:9»"),
        ("s1:3", said("принять", состояние="0123456789abcdef-0"), "состояние", "изменились после выгрузки"),
        ("s1:3", said("принять", пункт=""), "пункт", "значение не указано"),
    ],
)  # fmt: skip
def test_a_faulty_row_is_named_and_nothing_is_entered(desk: Run, item: str, cells: Cells, column: str, message: str) -> None:
    path = exported(desk)
    number = 2 + list(rows(path)).index(item)
    done = desk("review", "--import", fill(path, {"s1:4": said("принять"), item: cells}))
    assert done.code == 2
    assert f"filled.xlsx, строка {number}, столбец {column}: " in done.err
    assert message in done.err
    assert "ничего не изменено" in done.err
    assert "Журнал пуст" in desk("review", "log").out


@pytest.mark.parametrize(
    ("written", "value", "fraction"),
    [("12 из 40", 30, [12, 40]), ("12/40", 30, [12, 40]), ("45 %", 45, None), ("45\u00a0%", 45, None), (45, 45, None), ("0,5 %", 0.5, None), ("0", 0, None)],
)
def test_a_share_as_people_write_it(desk: Run, written: str | float, value: float, fraction: list[int] | None) -> None:
    done = desk("review", "--import", fill(exported(desk), {"s1:1": said("другое значение", значение=written)}))
    assert done.code == 0, done.err
    (entry,) = [json.loads(line) for line in desk("review", "log", "--json").out.splitlines()]
    assert (entry["value"], entry["fraction"]) == (value, fraction)


def test_a_decision_taken_since_the_export_is_not_overwritten(desk: Run) -> None:
    path = fill(exported(desk), {"s1:3": said("отклонить")})
    assert desk("review", "accept", "s1:3", *BY).code == 0
    done = desk("review", "--import", path)
    assert done.code == 2
    assert "столбец состояние: после выгрузки по пункту сделана запись № 1" in done.err


def test_the_same_item_twice_is_a_fault(desk: Run) -> None:
    path = exported(desk)
    state = str(rows(path)["s1:3"]["состояние"])
    done = desk("review", "--import", fill(path, {"s1:3": said("принять"), "s1:4": said("принять", пункт="s1:3", состояние=state)}))
    assert done.code == 2
    assert "повторяет строку" in done.err


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"a;b\n1;2\n"])
def test_a_file_that_is_no_such_workbook(desk: Run, content: bytes) -> None:
    Path("x.xlsx").write_bytes(content)
    assert desk("review", "--import", "x.xlsx").code == 2
    assert desk("review", "--import", "нет.xlsx").code == 2
