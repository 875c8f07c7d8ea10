"""All reports of a run as files, under names of our own making."""

from __future__ import annotations

from pathlib import Path

from db.model import RunData
from programmes.model import Programme
from reports.data_package import data_package
from reports.findings_json import to_json
from reports.html_names import page_names
from reports.html_pages import pages
from reports.model import build
from reports.sheet_docx import sheet_docx
from reports.statement_docx import statement_docx
from reports.table_docx import table_docx
from reports.tables_csv import acts_csv, findings_csv
from reports.workbook import workbook
from reports.written import replace_reports

INDEX = Path("report") / "index.html"


STATEMENT = "spravka.docx"
SHEETS = "sheets"
WORKBOOK = "monitoring.xlsx"
_TABLE = "table.docx"


def write_reports(
    data: RunData, programme: Programme, folder: Path, template: bytes | None = None, basis: str = ""
) -> tuple[Path, ...]:
    """All reports of a run in ``folder``, in place of those of an earlier run; gives the files a reader opens first.

    ``template`` is the analyst's own for the statement, ``basis`` the order the monitoring rests on where it is not the programme's.
    Raises ``OSError`` when the disk refuses, ``StatementTemplateError``; then the old reports stand.
    """
    report = build(data, programme, basis)
    tables = open_data(data, programme)
    files: dict[str, bytes] = dict(tables)
    files |= {f"{INDEX.parent}/{name}": content for name, content in pages(report, tables)}
    files |= {STATEMENT: statement_docx(report, template), WORKBOOK: workbook(report), _TABLE: table_docx(report)}
    names = page_names(report.rows)
    for row in report.rows:
        files[f"{SHEETS}/{Path(names[row.institution.id]).stem}.docx"] = sheet_docx(report, row)
    replace_reports(folder, files, whole=not data.left_out)
    return folder / INDEX, *(folder / name for name in (STATEMENT, SHEETS, WORKBOOK, _TABLE, *tables))


def open_data(data: RunData, programme: Programme) -> dict[str, bytes]:
    """The open data with their descriptor: file name → content."""
    tables = {"findings.csv": findings_csv(data, programme), "acts.csv": acts_csv(data), "findings.json": to_json(data)}
    return {**tables, "datapackage.json": data_package(data, programme, tables)}
