"""The workbook: everything of a run on sheets that can be sorted and filtered; numbers are numbers, dates are dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from itertools import count
from math import ceil
from typing import Any

import xlsxwriter

from checks.model import VERDICT_TEXT, Verdict
from reports.clean import line, link
from reports.model import Report
from reports.statement import school_year
from reports.workbook_model import MOST_NAME, Field, Kind, Sheet, Value, day
from reports.workbook_sheets import sheets

_MOST_TEXT = 32_767
_MOST_LINKS = 60_000
"""A sheet holds 65,530 links at most; further addresses stay texts."""
_MOST_ADDRESS = 2_079
_LINE, _MOST_LINES = 15.0, 8
"""Height of a line in points; a row grows to so many lines."""
_A3, _A4, _WIDE = 8, 9, 215.0


def workbook(report: Report) -> bytes:
    """The workbook as XLSX."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        book.set_properties({"title": line(report.programme.title), "comments": f"Проверка № {report.run.id}"})
        formats = _formats(book)
        _cover(book, report, formats)
        for sheet in sheets(report):
            _write(book, sheet, formats, report)
    return stream.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "Times New Roman", "font_size": 11, "valign": "top", "border": 1, "border_color": "#BBBBBB", "reading_order": 1}
    return {
        Kind.TEXT.name: book.add_format(base),
        Kind.VERDICT.name: book.add_format(base),
        Kind.LONG.name: book.add_format(base | {"text_wrap": True}),
        Kind.NUMBER.name: book.add_format(base | {"num_format": "#,##0.##;-#,##0.##;0", "align": "right", "indent": 1}),
        Kind.SHARE.name: book.add_format(base | {"num_format": "0.0%", "align": "right", "indent": 1}),
        Kind.DATE.name: book.add_format(base | {"num_format": "dd.mm.yyyy", "align": "left"}),
        Kind.MOMENT.name: book.add_format(base | {"num_format": "dd.mm.yyyy hh:mm", "align": "left"}),
        Kind.LINK.name: book.add_format(base | {"font_color": "#0B4F9C", "underline": 1}),
        "foot text": book.add_format({"font_name": "Times New Roman", "font_size": 11, "italic": True}),
        "heading": book.add_format(base | {"bold": True, "text_wrap": True, "bg_color": "#E8EDF3"}),
        "title": book.add_format({"font_name": "Times New Roman", "font_size": 13, "bold": True}),
        "day": book.add_format({"font_name": "Times New Roman", "font_size": 11, "num_format": "dd.mm.yyyy", "align": "left", "valign": "top"}),
        "count": book.add_format({"font_name": "Times New Roman", "font_size": 11, "num_format": "#,##0", "align": "left", "valign": "top"}),
        "plain": book.add_format({"font_name": "Times New Roman", "font_size": 11, "text_wrap": True, "valign": "top"}),
        "foot": book.add_format(base | {"bold": True, "top": 2}),
        Verdict.PRESENT.value: book.add_format({"bg_color": "#D5EBDD", "font_color": "#14432A"}),
        Verdict.PARTIAL.value: book.add_format({"bg_color": "#FBEBC8", "font_color": "#5C4300"}),
        Verdict.ABSENT.value: book.add_format({"bg_color": "#F6D3CD", "font_color": "#7A1B0C", "bold": True}),
        Verdict.UNKNOWN.value: book.add_format({"bg_color": "#ECEEF1", "font_color": "#444444", "italic": True}),
    }


def _cover(book: Any, report: Report, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet("О проверке")
    sheet.set_column(0, 0, 34, formats["plain"])
    sheet.set_column(1, 1, 90, formats["plain"])
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, line(report.programme.title), formats["title"])
    facts: tuple[tuple[str, Value], ...] = (
        ("Муниципалитет", line(report.place)),
        ("Отчётная дата", day(report.run.as_of)),
        ("Период", school_year(date.fromisoformat(report.run.as_of))),
        ("Проверка", f"№ {report.run.id}, обход начат {report.run.started[:16].replace('T', ' ')} UTC, версия программы {report.run.version}"),
        ("Организаций", len(report.rows)),
        ("Сайтов прочитано полностью", sum(row.fully_read for row in report.rows)),
        *(("Замечание", note) for note in report.notes),
        *((f"Показатель {column.id}", line(column.name)) for column in report.columns),
        *((f"«{VERDICT_TEXT[verdict]}»", _MEANING[verdict]) for verdict in Verdict),
        ("Печать", "Адреса, пояснения и другие длинные столбцы стоят правее области печати: на экране они есть, на бумагу не идут."),
    )
    for number, (name, text) in enumerate(facts, 2):
        sheet.write_string(number, 0, name, formats["plain"])
        if isinstance(text, date):
            sheet.write_datetime(number, 1, text, formats["day"])
        elif isinstance(text, int | float):
            sheet.write_number(number, 1, text, formats["count"])
        else:
            sheet.write_string(number, 1, text or "", formats["plain"])
            sheet.set_row(number, _LINE * max(1, ceil(len(text or "") / 80)))


_MEANING = {
    Verdict.PRESENT: "акт найден и засчитан",
    Verdict.PARTIAL: "акт найден, но есть замечание, которое мешает засчитать его полностью",
    Verdict.ABSENT: "сайт прочитан полностью, акта на нём нет",
    Verdict.UNKNOWN: "вывод сделать нельзя: сайт не прочитан полностью или сведения не представлены; отсутствия это не означает",
}


def _write(book: Any, sheet: Sheet, formats: dict[str, Any], report: Report) -> None:
    page = book.add_worksheet(_free_name(book, sheet.name))
    page.write_string(0, 0, sheet.title[:_MOST_TEXT], formats["title"])
    if sheet.empty and not sheet.rows:
        page.write_string(1, 0, sheet.empty, formats["foot text"])
    head = 2
    for number, field in enumerate(sheet.fields):
        page.set_column(number, number, field.width)
        page.write_string(head, number, field.heading, formats["heading"])
    links = 0
    page.set_row(head, 2 * _LINE)
    for at, row in enumerate(sheet.rows, head + 1):
        page.set_row(at, _LINE * _lines(sheet.fields, row))
        for number, (field, value) in enumerate(zip(sheet.fields, row, strict=True)):
            links += _put(page, at, number, field.kind, value, formats, links)
    last = head + len(sheet.rows)
    for number, value in enumerate(sheet.foot):
        page.write(last + 1, number, value, formats["foot"])
    if sheet.rows:
        page.autofilter(head, 0, last, len(sheet.fields) - 1)
        _colours(page, sheet, head, last, formats)
    page.freeze_panes(head + 1, 2 if len(sheet.fields) > 4 else 1)
    page.repeat_rows(head)
    page.set_landscape()
    printed = [field for field in sheet.fields if field.printed]
    page.set_paper(_A3 if sum(field.width for field in printed) > _WIDE else _A4)
    page.set_margins(0.4, 0.4, 0.5, 0.6)
    page.fit_to_pages(1, 0)
    page.print_area(0, 0, max(last, head) + bool(sheet.foot), len(printed) - 1)
    page.set_footer(f"&L{_plain_footer(report)}&R&P из &N")


def _lines(fields: Sequence[Field], row: Sequence[Value]) -> int:
    """How many lines the longest wrapped printed text of a row takes: spreadsheet programs do not all find that out themselves."""
    needed = (
        len(value) / field.width * 1.15
        for field, value in zip(fields, row, strict=True)
        if field.kind is Kind.LONG and field.printed and isinstance(value, str)
    )
    return min(_MOST_LINES, max(1, ceil(max(needed, default=1))))


def _put(page: Any, row: int, column: int, kind: Kind, value: Value, formats: dict[str, Any], links: int) -> int:
    """Write one cell; gives 1 when it became a link. Texts are written as texts whatever they look like."""
    form = formats[kind.name]
    if value is None or value == "":
        page.write_blank(row, column, None, form)
    elif isinstance(value, datetime):
        page.write_datetime(row, column, value, formats[Kind.MOMENT.name])
    elif isinstance(value, date):
        page.write_datetime(row, column, value, formats[Kind.DATE.name])
    elif isinstance(value, int | float):
        page.write_number(row, column, value, form)
    elif kind is Kind.LINK and links < _MOST_LINKS and (target := link(value)) and len(target) <= _MOST_ADDRESS:
        page.write_url(row, column, target, form, line(value)[:_MOST_TEXT])
        return 1
    else:
        page.write_string(row, column, line(value)[:_MOST_TEXT], form)
    return 0


def _colours(page: Any, sheet: Sheet, head: int, last: int, formats: dict[str, Any]) -> None:
    words = {Verdict.PRESENT: ("есть",), Verdict.PARTIAL: ("замечания", "есть с замечаниями"), Verdict.ABSENT: ("нет",), Verdict.UNKNOWN: ("нет данных",)}
    for number, field in enumerate(sheet.fields):
        if field.kind in (Kind.VERDICT, Kind.NUMBER, Kind.SHARE):
            for verdict, texts in words.items():
                for text in texts:
                    page.conditional_format(
                        head + 1, number, last, number, {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": formats[verdict.value]}
                    )


def _free_name(book: Any, name: str) -> str:
    taken = {sheet.get_name().casefold() for sheet in book.worksheets()}
    if name.casefold() not in taken:
        return name
    tails = (f" ({number})" for number in count(2))
    return next(other for tail in tails if (other := f"{name[: MOST_NAME - len(tail)]}{tail}").casefold() not in taken)


def _plain_footer(report: Report) -> str:
    """A footer has codes of its own that begin with «&»."""
    return f"Проверка № {report.run.id}, отчётная дата {'.'.join(reversed(report.run.as_of.split('-')))}".replace("&", "&&")
