"""The reviewer's workbook as it comes back from schools and from other hands: read right, or refused with row and column."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from tests.cli.conftest import Run
from tests.cli.test_review_xlsx import DECISIONS, NAMES, convert, exported, fill

Table = list[list[object]]
Sheets = dict[str, Table]
Change = Callable[[Sheets], None]
FIRST = "Пункты"


def rewritten(path: Path, change: Change) -> Path:
    """The workbook written anew by another program, after ``change``."""
    book = CalamineWorkbook.from_path(path)
    sheets: Sheets = {name: [list(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names}
    change(sheets)
    made = path.with_name("back.xlsx")
    with xlsxwriter.Workbook(made, {"strings_to_formulas": False, "strings_to_urls": False}) as new:
        day = new.add_format({"num_format": "dd.mm.yyyy"})
        for name, table in sheets.items():
            sheet = new.add_worksheet(name)
            for at, row in enumerate(table):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(at, column, datetime(value.year, value.month, value.day), day)
                    else:
                        sheet.write(at, column, value)
    return made


def filled(sheets: Sheets, item: str = "s1:3", **cells: object) -> list[object]:
    """The item's row, with a decision."""
    row = next(row for row in sheets[FIRST] if row[0] == item)
    for name, value in ({"решение": "принять", "комментарий": "открыл", "кто решил": "Орлова М. И."} | cells).items():
        row[NAMES.index(name.replace("_", " "))] = value
    return row


def _in_any_order(sheets: Sheets) -> None:
    filled(sheets)
    sheets[FIRST][1:] = reversed(sheets[FIRST][1:])


def _behind_other_sheets(sheets: Sheets) -> None:
    filled(sheets)
    sheets[FIRST] = sheets.pop(FIRST)


def _without_grey_columns(sheets: Sheets) -> None:
    filled(sheets)
    kept = [NAMES.index(name) for name in ("пункт", "состояние", "решение", "комментарий", "кто решил")]
    sheets[FIRST] = [[row[at] for at in kept] for row in sheets[FIRST]]


def _with_a_letter_above(sheets: Sheets) -> None:
    filled(sheets)
    sheets[FIRST].insert(0, ["Возражения школы № 1 от 03.06.2025"])


def _typed_carelessly(sheets: Sheets) -> None:
    row = filled(sheets, решение="  Принять ", комментарий=2025.0)
    row[0] = "\u00a0S1:3 "


def _day_as_text(sheets: Sheets) -> None:
    filled(sheets, возражение_организации="нет", дата_возражения="3 июня 2025 г.")


@pytest.mark.parametrize(
    "change", [_in_any_order, _behind_other_sheets, _without_grey_columns, _with_a_letter_above, _typed_carelessly, _day_as_text]
)
def test_read_as_it_is_meant(desk: Run, change: Change) -> None:
    done = desk("review", "--import", rewritten(exported(desk), change))
    assert done.code == 0, done.err
    (entry,) = [json.loads(line) for line in desk("review", "log", "--json").out.splitlines()]
    assert (entry["item"], entry["kind"]) == ("s1:3", "accept")


def _renamed(sheets: Sheets) -> None:
    filled(sheets)
    sheets[FIRST][0][NAMES.index("решение")] = "Наше решение"


def _without_its_state(sheets: Sheets) -> None:
    filled(sheets)
    for row in sheets[FIRST]:
        del row[NAMES.index("состояние")]


def _a_note_in_the_margin(sheets: Sheets) -> None:
    filled(sheets).append("см. приложение")


def _a_copy_of_the_sheet(sheets: Sheets) -> None:
    filled(sheets)
    sheets["Пункты (2)"] = [list(row) for row in sheets[FIRST]]


def _a_row_copied(sheets: Sheets) -> None:
    sheets[FIRST].append(list(filled(sheets)))


def _an_item_of_another_district(sheets: Sheets) -> None:
    filled(sheets)[0] = "sosh-9:3"


def _an_indicator_there_is_none(sheets: Sheets) -> None:
    filled(sheets)[0] = "s1:9"


def _the_state_retyped(sheets: Sheets) -> None:
    filled(sheets, состояние="1e+16")


def _an_objection_to_come(sheets: Sheets) -> None:
    filled(sheets, возражение_организации="нет", дата_возражения=date.today().replace(year=date.today().year + 1, day=1))


def _a_comment_without_end(sheets: Sheets) -> None:
    filled(sheets, комментарий="я" * 5000)


def _merged_down(sheets: Sheets) -> None:
    """What a spreadsheet makes of merged cells: the first keeps the value."""
    filled(sheets)
    filled(sheets, "s1:4", решение="", комментарий="", кто_решил="Орлова М. И.")


def _two_verdicts_at_once(sheets: Sheets) -> None:
    filled(sheets, решение="принять", вывод="нет")


def _a_value_nobody_asked_for(sheets: Sheets) -> None:
    filled(sheets, значение=5.0)


def _emptied(sheets: Sheets) -> None:
    sheets[FIRST].clear()


def _another_workbook(sheets: Sheets) -> None:
    sheets.clear()
    sheets["Сводная"] = [["Организация", "МО"], ["Школа № 1", "есть"]]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_renamed, "неизвестный заголовок «Наше решение»"),
        (_without_its_state, "нет столбца состояние"),
        (_a_note_in_the_margin, "«см. приложение» стоит вне столбцов таблицы"),
        (_a_copy_of_the_sheet, "на нескольких листах: «Пункты», «Пункты (2)»"),
        (_a_row_copied, "повторяет строку"),
        (_an_item_of_another_district, "нет пункта «sosh-9:3»"),
        (_an_indicator_there_is_none, "нет пункта «s1:9»"),
        (_the_state_retyped, "столбец состояние"),
        (_an_objection_to_come, "ещё не наступила"),
        (_a_comment_without_end, "длиннее 4000 знаков"),
        (_merged_down, "строка заполнена, а решение не выбрано"),
        (_two_verdicts_at_once, "«принять» оставляет вывод программы"),
        (_a_value_nobody_asked_for, "значение указывают только с решением"),
        (_emptied, "неизвестный заголовок|пуст"),
        (_another_workbook, "неизвестный заголовок «МО»|неизвестный заголовок|нет столбца"),
    ],
)
def test_refused_with_nothing_entered(desk: Run, change: Change, told: str) -> None:
    done = desk("review", "--import", rewritten(exported(desk), change))
    assert done.code == 2
    assert any(part in done.err for part in told.split("|")), done.err
    assert "Traceback" not in done.err
    assert "Журнал пуст" in desk("review", "log").out


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not there")
@pytest.mark.parametrize("form", ["ods", "xls:MS Excel 97"])
def test_saved_by_libreoffice_in_its_other_forms(desk: Run, tmp_path: Path, form: str) -> None:
    path = fill(exported(desk), DECISIONS)
    done = desk("review", "--import", convert(path, form, tmp_path))
    assert done.code == 0, done.err
    assert "Внесено: 6" in done.out
    assert "Внесено: 0" in desk("review", "--import", path).out, "the same rows in another form"
