"""The Word table: every organisation, every verdict, a heading that repeats; hostile titles stay text."""

from __future__ import annotations

from io import BytesIO

from docx import Document

from reports.clean import line
from reports.model import build
from reports.table_docx import table_docx
from tests.reports import sample


def test_the_table_has_every_organisation_and_verdict() -> None:
    report = build(sample.run_data(), sample.programme())
    document = Document(BytesIO(table_docx(report)))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0][1:] == [line(column.label) for column in report.columns]
    shown = {row[0]: row[1:] for row in rows}
    for row in report.rows:
        assert shown[line(row.title)] == [line(cell.text) for cell in row.cells]
    assert rows[-1][0] == "Итого"
    assert document.tables[0].rows[0]._tr.xpath("./w:trPr/w:tblHeader")


def test_no_field_or_link_comes_from_a_site() -> None:
    document = Document(BytesIO(table_docx(build(sample.run_data(), sample.programme()))))
    assert not document.element.xpath("//w:fldSimple | //w:instrText | //w:hyperlink")
