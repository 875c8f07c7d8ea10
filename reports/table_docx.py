"""The compliance table as a Word document: what is put before a meeting or attached to a letter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO

from docx.document import Document as DocxDocument
from docx.shared import Cm

from reports.clean import line
from reports.gost import TABLE_STYLE, official_document, page, repeat_heading, set_style, style_id
from reports.model import Report, lacking_text
from reports.visits import visit_text

_NAME_WIDTH = Cm(9)
_TEXT_WIDTH = Cm(25.7)


def table_docx(report: Report) -> bytes:
    """The report's table with its totals, the organisations that lack documents and the sites that were not read fully."""
    document = official_document(11)
    page(document.sections[0], landscape=True)
    document.core_properties.title = line(report.programme.title)
    document.add_heading(line(report.programme.title), level=1)
    document.add_paragraph(f"По состоянию на {date.fromisoformat(report.run.as_of):%d.%m.%Y}. Проверка № {report.run.id}.")
    _add_table(document, report)
    for column in report.columns:
        document.add_paragraph(f"{column.label} — {line(column.name)}.").paragraph_format.first_line_indent = Cm(0)
    for heading, lines in (
        ("Нет документов", [f"{row.title} — {lacking_text(row)}" for row in report.lacking]),
        ("Сайты, прочитанные не полностью", [f"{row.title} — {visit_text(row.visit)}" for row in report.not_fully_read]),
    ):
        if lines:
            document.add_heading(heading, level=2)
            for text in lines:
                document.add_paragraph(line(text), style="List Bullet")
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _lines(report: Report) -> Iterator[tuple[list[str], bool]]:
    """The table's lines as texts, and whether each is bold."""
    yield ["Организация", *(column.label for column in report.columns)], True
    for group in report.groups:
        if group.municipality:
            yield [group.municipality], True
        for row in group.all_rows:
            yield [row.title, *(cell.text for cell in row.cells)], False
    yield ["Итого", *(total.text for total in report.totals)], True


def _add_table(document: DocxDocument, report: Report) -> None:
    lines = list(_lines(report))
    table = document.add_table(rows=len(lines), cols=1 + len(report.columns), style="Table Grid")
    table.autofit = False
    style = style_id(document, TABLE_STYLE)
    rest = Cm((_TEXT_WIDTH.cm - _NAME_WIDTH.cm) / max(1, len(report.columns)))
    for number, column in enumerate(table.columns):
        column.width = rest if number else _NAME_WIDTH
    for row, (texts, bold) in zip(table.rows, lines, strict=True):
        cells = row.cells
        for number, cell in enumerate(cells):
            cell.width = rest if number else _NAME_WIDTH
        for cell, text in zip(cells, texts, strict=False):
            set_style(cell.paragraphs[0], style)
            cell.paragraphs[0].add_run(line(text)).bold = bold
        if len(texts) == 1:
            cells[0].merge(cells[-1])
    repeat_heading(table)
