"""Writing of report files: each appears whole or not at all, under names of our own making."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

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

INDEX = Path("report") / "index.html"


STATEMENT = "spravka.docx"
SHEETS = "sheets"
WORKBOOK = "monitoring.xlsx"


def write_reports(data: RunData, programme: Programme, folder: Path, template: bytes | None = None) -> tuple[Path, ...]:
    """All reports of a run in ``folder``; gives the files a reader opens first. ``template`` is the analyst's own for the statement.

    Raises ``OSError`` when the disk refuses, ``StatementTemplateError``.
    """
    tables = open_data(data, programme)
    for name, content in tables.items():
        write(folder / name, content)
    report = build(data, programme)
    for name, content in pages(report, tables):
        write(folder / INDEX.parent / name, content)
    word = folder / "table.docx"
    write(word, table_docx(report))
    paper = folder / STATEMENT
    write(paper, statement_docx(report, template))
    book = folder / WORKBOOK
    write(book, workbook(report))
    names = page_names(report.rows)
    for row in report.rows:
        write(folder / SHEETS / Path(names[row.institution.id]).with_suffix(".docx").name, sheet_docx(report, row))
    return folder / INDEX, paper, folder / SHEETS, book, word, *(folder / name for name in tables)


def open_data(data: RunData, programme: Programme) -> dict[str, bytes]:
    """The open data with their descriptor: file name → content."""
    tables = {"findings.csv": findings_csv(data, programme), "acts.csv": acts_csv(data), "findings.json": to_json(data)}
    return {**tables, "datapackage.json": data_package(data, programme, tables)}


def write(path: Path, content: bytes) -> None:
    """Write ``content`` so that a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
        unfinished = Path(draft.name)
        try:
            draft.write(content)
            draft.flush()
            unfinished.chmod(0o666 & ~_umask())
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
