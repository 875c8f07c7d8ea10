"""The workbook: everything of a run on sheets that can be sorted and filtered; numbers are numbers, dates are dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from io import BytesIO
from math import ceil
from typing import Any

import xlsxwriter

from checks.model import VERDICT_TEXT, Verdict
from db.model import StoredAct
from reports.clean import line, link
from reports.measures_text import state_text, subject
from reports.model import Cell, Column, Report, Row, Total
from reports.statement import school_year
from reports.visits import visit_reason, visit_text
from reports.words import KIND_TEXT, LEVEL_TEXT, NOT_CHECKED, remarks_text, source_text
from reports.workbook_changes import change_rows

_MOST_TEXT = 32_767
_MOST_LINKS = 60_000
"""A sheet holds 65,530 links at most; further addresses stay texts."""
_MOST_ADDRESS = 2_079
_LINE, _MOST_LINES = 15.0, 12
"""Height of a line in points; a row grows to so many lines."""
_A3, _A4, _WIDE = 8, 9, 170.0

Value = str | int | float | date | None


class Kind(Enum):
    """What a column holds, and so how it is written."""

    TEXT = auto()
    LONG = auto()
    NUMBER = auto()
    SHARE = auto()
    DATE = auto()
    LINK = auto()
    VERDICT = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a sheet; ``width`` in characters."""

    heading: str
    kind: Kind = Kind.TEXT
    width: float = 18


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its columns and rows. ``foot`` stands below the filter's range."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]
    foot: tuple[Value, ...] = ()


_PLACE = Field("Муниципалитет", width=22)
_NAME = Field("Организация", width=44)


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


def sheets(report: Report) -> tuple[Sheet, ...]:
    """All sheets but the cover, in their order."""
    return (
        _summary(report),
        *(_indicator(report, index, total) for index, total in enumerate(report.totals)),
        _acts(report),
        _vacancies(report),
        _participation(report),
        _rating(report),
        _visits(report),
        Sheet("Изменения", "Изменения с прошлой проверки", (Field("Что", width=26), _NAME, Field("Показатель", width=20), Field("Было", Kind.LONG, 40), Field("Стало", Kind.LONG, 40), Field("Причина или оговорка", Kind.LONG, 50)), tuple(change_rows(report))),
        _measures(report),
    )


def _summary(report: Report) -> Sheet:
    fields = (_PLACE, _NAME, Field("Вид", width=24), *(_verdict_field(column) for column in report.columns), Field("Чтение сайта", width=30))
    rows = tuple(
        (line(group.municipality), line(row.title), KIND_TEXT[row.institution.kind], *(_cell(cell) for cell in row.cells), visit_text(row.visit))
        for group in report.groups
        for row in group.all_rows
    )
    foot: tuple[Value, ...] = ("Итого", None, None, *(total.text for total in report.totals), None)
    return Sheet("Сводная", line(report.programme.title), fields, rows, foot)


def _verdict_field(column: Column) -> Field:
    return Field(column.label, (Kind.SHARE if column.percent else Kind.NUMBER) if column.numeric else Kind.VERDICT, 16)


def _cell(cell: Cell) -> Value:
    """A number where there is one: spreadsheets can add it up."""
    if cell.finding is not None and cell.column.numeric and cell.finding.value is not None:
        return cell.finding.value / 100 if cell.column.percent else cell.finding.value
    return cell.text


def _indicator(report: Report, index: int, total: Total) -> Sheet:
    numeric = (_verdict_field(total.column),) if total.column.numeric else ()
    fields = (
        _PLACE, _NAME, Field("Вывод", Kind.VERDICT, 20), *numeric, Field("Замечания", Kind.LONG, 36), Field("Вид акта"),
        Field("Номер", width=14), Field("Дата", Kind.DATE, 12), Field("Кем принят", Kind.LONG, 34), Field("Название", Kind.LONG, 50),
        Field("Адрес файла", Kind.LINK, 40), Field("Страница", Kind.LINK, 40), Field("Пояснение", Kind.LONG, 70), Field("Решение проверяющего", width=14),
    )  # fmt: skip
    rows = tuple(
        _finding_row(line(group.municipality), row, row.cells[index]) for group in report.groups for row in group.all_rows
    )
    return Sheet(_sheet_name(total.column.label), line(f"{total.column.id}. {total.column.name}"), fields, rows)


def _finding_row(place: str, row: Row, cell: Cell) -> tuple[Value, ...]:
    finding = cell.finding
    numeric = (_cell(cell),) if cell.column.numeric else ()
    if finding is None:
        return place, line(row.title), NOT_CHECKED, *numeric, *(None,) * 10
    first = finding.evidence[0] if finding.evidence else None
    return (
        place, line(row.title), VERDICT_TEXT[finding.verdict], *numeric, remarks_text(finding.remarks), first and line(first.kind),
        first and line(first.number or ""), first and _day(first.date), first and line(first.issuer), first and line(first.title),
        first and first.url, first and first.page_url, line(finding.explanation), "да" if finding.reviewed else None,
    )  # fmt: skip


def _acts(report: Report) -> Sheet:
    fields = (
        _NAME, Field("Вид"), Field("Номер", width=14), Field("Дата", Kind.DATE, 12), Field("Название", Kind.LONG, 56), Field("Кем принят", Kind.LONG, 34),
        Field("Уровень", width=20), Field("Показатели", width=16), Field("Замечания", Kind.LONG, 30), Field("Учебные годы", width=16),
        Field("Источник текста", width=22), Field("Адрес файла", Kind.LINK, 40), Field("Страница", Kind.LINK, 40), Field("Текст ссылки", Kind.LONG, 40),
    )  # fmt: skip
    labels = {column.id: column.short for column in report.columns}
    rows = tuple(_act_row(row, stored, labels) for row in report.rows for stored in row.acts)
    return Sheet("Банк актов", "Акты, найденные на сайтах", fields, rows)


def _act_row(row: Row, stored: StoredAct, labels: dict[str, str]) -> tuple[Value, ...]:
    found, act = stored.found, stored.found.act
    return (
        line(row.title), act.kind.value, line(act.number or ""), act.date, line(act.title), line(act.issuer), LEVEL_TEXT[act.level],
        ", ".join(labels.get(id, id) for id in stored.indicators), remarks_text(stored.remarks), ", ".join(act.school_years),
        source_text(found.text_source), found.url, found.page_url, line(found.link_text),
    )  # fmt: skip


def _vacancies(report: Report) -> Sheet:
    fields = (_NAME, Field("По состоянию на", Kind.DATE, 16), Field("Вакансий", Kind.NUMBER, 12), Field("Источник", Kind.LONG, 50), Field("Адрес", Kind.LINK, 40))
    titles = {row.institution.id: line(row.title) for row in report.rows}
    rows: list[tuple[Value, ...]] = [
        (titles[item.school], _day(item.day), item.posts, line(item.source) or "загруженная таблица", None)
        for item in report.background.vacancies
        if item.school in titles
    ]
    counts = [index for index, column in enumerate(report.columns) if column.numeric and not column.percent]
    for row in report.rows:
        for finding in (row.cells[index].finding for index in counts):
            first = finding.evidence[0] if finding and finding.evidence else None
            if finding is not None and finding.value is not None and first is not None:
                rows.append((line(row.title), _day(first.date or report.run.as_of), finding.value, line(finding.explanation), first.url))
    return Sheet("Вакансии", "Вакансии по датам", fields, tuple(rows))


def _participation(report: Report) -> Sheet:
    fields = (_NAME, Field("Мероприятие", Kind.LONG, 60), Field("Дата", Kind.DATE, 12), Field("Участников", Kind.NUMBER, 12), Field("Педагогов всего", Kind.NUMBER, 16), Field("Источник", Kind.LONG, 40))
    titles = {row.institution.id: row for row in report.rows}
    rows = tuple(
        (line(titles[item.school].title), line(item.event), _day(item.day), item.participants, item.teachers or titles[item.school].institution.teachers, line(item.source))
        for item in report.background.participation
        if item.school in titles
    )
    return Sheet("Участие", "Участие педагогов в мероприятиях", fields, rows)


def _rating(report: Report) -> Sheet:
    parts = [column for column in report.columns if any(part.indicator == column.id for item in (*report.rating.ranked, *report.rating.apart) for part in item.parts)]
    fields = (Field("Место", width=10), _NAME, Field("Сумма", Kind.SHARE, 12), Field("Уровень", width=16), *(Field(column.label, Kind.SHARE, 16) for column in parts))
    titles = {row.institution.id: line(row.title) for row in report.rows}
    rows = tuple(
        (
            item.place or "—", titles.get(item.school, item.school), item.score, item.level if item.place else "нет данных",
            *(next((part.points for part in item.parts if part.indicator == column.id), None) for column in parts),
        )
        for item in (*report.rating.ranked, *report.rating.apart)
    )  # fmt: skip
    return Sheet("Рейтинг", "Рейтинг: сумма — взвешенное среднее по показателям", fields, rows)


def _visits(report: Report) -> Sheet:
    fields = (
        _NAME, Field("Сайт", Kind.LINK, 36), Field("Состояние", width=30), Field("Причина", Kind.LONG, 50), Field("Прочитан полностью", width=12),
        Field("Страниц", Kind.NUMBER, 10), Field("Документов", Kind.NUMBER, 12), Field("Запросов", Kind.NUMBER, 10), Field("Байт", Kind.NUMBER, 14),
        Field("Минут", Kind.NUMBER, 10), Field("Начат", width=18),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for row in report.rows:
        visit = row.visit
        head = (line(row.title), (visit.site if visit else "") or row.institution.site, visit_text(visit), visit_reason(visit))
        if visit is None:
            rows.append((*head, "нет", *(None,) * 6))
        else:
            rows.append((
                *head, "да" if row.fully_read else "нет", visit.pages, visit.documents, visit.requests, visit.bytes, round(visit.seconds / 60, 1),
                line(visit.started[:16].replace("T", " ")),
            ))  # fmt: skip
    return Sheet("Посещения", "Чтение сайтов", fields, tuple(rows))


def _measures(report: Report) -> Sheet:
    fields = (Field("№", Kind.NUMBER, 8), _NAME, Field("Показатель", width=22), Field("Рекомендация", Kind.LONG, 70), Field("Состояние", Kind.LONG, 44), Field("Выдана", Kind.DATE, 12))
    titles = {row.institution.id: line(row.title) for row in report.rows}
    rows = tuple(
        (
            item.recommendation.number, titles.get(item.recommendation.school, item.recommendation.school), subject(report, item.recommendation.indicator),
            line(item.recommendation.text), state_text(item), _day(item.history[0].as_of),
        )
        for item in report.measures
    )  # fmt: skip
    return Sheet("Рекомендации", "Рекомендации организациям", fields, rows)


def _day(iso: str | None) -> Value:
    """An ISO day as a date; anything else as it stands. Excel knows no day before 1900."""
    try:
        day = date.fromisoformat((iso or "")[:10])
    except ValueError:
        return line(iso or "") or None
    return day if day.year >= 1900 else iso


def _sheet_name(label: str) -> str:
    cleaned = "".join(ch for ch in label.replace("\xa0", " ") if ch not in "[]:*?/\\")
    return cleaned[:31].strip("' ") or "Показатель"


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "Times New Roman", "font_size": 11, "valign": "top", "border": 1, "border_color": "#BBBBBB"}
    return {
        Kind.TEXT.name: book.add_format(base),
        Kind.VERDICT.name: book.add_format(base),
        Kind.LONG.name: book.add_format(base | {"text_wrap": True}),
        Kind.NUMBER.name: book.add_format(base | {"num_format": "#,##0.##;-#,##0.##;0"}),
        Kind.SHARE.name: book.add_format(base | {"num_format": "0.0%"}),
        Kind.DATE.name: book.add_format(base | {"num_format": "dd.mm.yyyy", "align": "left"}),
        Kind.LINK.name: book.add_format(base | {"font_color": "#0B4F9C", "underline": 1}),
        "heading": book.add_format(base | {"bold": True, "text_wrap": True, "bg_color": "#E8EDF3"}),
        "title": book.add_format({"font_name": "Times New Roman", "font_size": 13, "bold": True}),
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
    facts = (
        ("Муниципалитет", line(report.place)),
        ("Отчётная дата", ".".join(reversed(report.run.as_of.split("-")))),
        ("Период", school_year(date.fromisoformat(report.run.as_of))),
        ("Проверка", f"№ {report.run.id}, обход начат {report.run.started[:16].replace('T', ' ')} UTC, версия программы {report.run.version}"),
        ("Организаций", str(len(report.rows))),
        ("Сайтов прочитано полностью", str(sum(row.fully_read for row in report.rows))),
        *(("Замечание", note) for note in report.notes),
        *((f"Показатель {column.id}", line(column.name)) for column in report.columns),
        *((f"«{VERDICT_TEXT[verdict]}»", _MEANING[verdict]) for verdict in Verdict),
    )
    for number, (name, text) in enumerate(facts, 2):
        sheet.write_string(number, 0, name, formats["plain"])
        sheet.write_string(number, 1, text, formats["plain"])
        sheet.set_row(number, _LINE * max(1, ceil(len(text) / 90)))


_MEANING = {
    Verdict.PRESENT: "акт найден и засчитан",
    Verdict.PARTIAL: "акт найден, но есть замечание, которое мешает засчитать его полностью",
    Verdict.ABSENT: "сайт прочитан полностью, акта на нём нет",
    Verdict.UNKNOWN: "вывод сделать нельзя: сайт не прочитан полностью или сведения не представлены; отсутствия это не означает",
}


def _write(book: Any, sheet: Sheet, formats: dict[str, Any], report: Report) -> None:
    page = book.add_worksheet(_free_name(book, sheet.name))
    page.write_string(0, 0, sheet.title, formats["title"])
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
    page.set_paper(_A3 if sum(field.width for field in sheet.fields) > _WIDE else _A4)
    page.fit_to_pages(1, 0)
    page.print_area(0, 0, max(last, head) + bool(sheet.foot), len(sheet.fields) - 1)
    page.set_footer(f"&L{_plain_footer(report)}&R&P из &N")


def _lines(fields: Sequence[Field], row: Sequence[Value]) -> int:
    """How many lines the longest wrapped text of a row takes: spreadsheet programs do not all find that out themselves."""
    needed = (
        len(value) / field.width * 1.15
        for field, value in zip(fields, row, strict=True)
        if field.kind is Kind.LONG and isinstance(value, str)
    )
    return min(_MOST_LINES, max(1, ceil(max(needed, default=1))))


def _put(page: Any, row: int, column: int, kind: Kind, value: Value, formats: dict[str, Any], links: int) -> int:
    """Write one cell; gives 1 when it became a link. Texts are written as texts whatever they look like."""
    form = formats[kind.name]
    if value is None or value == "":
        page.write_blank(row, column, None, form)
    elif isinstance(value, date | datetime):
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
        if field.kind is Kind.VERDICT:
            for verdict, texts in words.items():
                for text in texts:
                    page.conditional_format(
                        head + 1, number, last, number, {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": formats[verdict.value]}
                    )


def _free_name(book: Any, name: str) -> str:
    taken = {sheet.get_name().casefold() for sheet in book.worksheets()}
    if name.casefold() not in taken:
        return name
    return next(other for number in range(2, 1000) if (other := f"{name[:27]} ({number})").casefold() not in taken)


def _plain_footer(report: Report) -> str:
    """A footer has codes of its own that begin with «&»."""
    return f"Проверка № {report.run.id}, отчётная дата {'.'.join(reversed(report.run.as_of.split('-')))}".replace("&", "&&")


