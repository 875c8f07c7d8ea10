"""A run full of traps: every report is written and opens in a program of its kind."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from docx import Document
from lxml import html
from python_calamine import CalamineWorkbook

from reports.files import write_reports
from reports.masking import masked
from tests.reports import sample
from tests.reports.district import hostile

_ACTS = 500


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hostile")
    write_reports(masked(hostile(_ACTS)), sample.programme(), made)
    return made


def test_no_file_is_written_outside_and_none_under_a_foreign_name(folder: Path) -> None:
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert {"report/s1.html", "report/s2.html", "report/s3.html", "sheets/s1.docx", "spravka.docx", "monitoring.xlsx"} <= names
    assert all(name.isascii() and ".." not in name for name in names)


def test_every_page_is_harmless(folder: Path) -> None:
    for path in (folder / "report").glob("*.html"):
        tree = html.fromstring(path.read_bytes().decode())
        assert {script.get("src") for script in tree.xpath("//script")} <= {"vision.js", "filter.js"}, path.name
        assert not tree.xpath("//img[not(starts-with(@alt, 'Число') or starts-with(@alt, 'Проценты'))]|//iframe|//form|//@onerror"), path.name
        assert not [link for link in tree.xpath("//a/@href") if link.lower().startswith(("javascript:", "data:"))], path.name
        assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x00\x1b") & set(tree.text_content()), path.name


def test_texts_that_look_like_templates_are_shown_as_they_are(folder: Path) -> None:
    assert "{{ 7 * 7 }}" in html.fromstring((folder / "report" / "s1.html").read_bytes().decode()).text_content()
    with ZipFile(folder / "spravka.docx") as statement:
        assert "{{ 7 * 7 }}" in statement.read("word/document.xml").decode()


def test_word_files_open_and_keep_fields_out(folder: Path) -> None:
    for path in (folder / "spravka.docx", folder / "table.docx", *(folder / "sheets").glob("*.docx")):
        assert Document(str(path)).element.body is not None
        with ZipFile(path) as parts:
            root = ElementTree.fromstring(parts.read("word/document.xml"))
        fields = [item.text or "" for item in root.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}instrText")]
        assert not [field for field in fields if field.strip() != "PAGE"], path.name


def test_the_workbook_opens_without_formulas(folder: Path) -> None:
    book = CalamineWorkbook.from_path(str(folder / "monitoring.xlsx"))
    bank = next(name for name in book.sheet_names if "акт" in name.casefold())
    assert len(book.get_sheet_by_name(bank).to_python()) >= _ACTS
    with ZipFile(folder / "monitoring.xlsx") as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in parts.read(name), name
            if name.endswith(".rels"):
                assert b"javascript:" not in parts.read(name), name


def test_tables_and_json_keep_every_act(folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO((folder / "acts.csv").read_bytes().decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == _ACTS
    assert not [cell for row in rows for cell in row.values() if cell.lstrip().startswith(("=", "+", "-", "@"))]
    content = json.loads((folder / "findings.json").read_bytes())
    assert len(content["acts"]) == _ACTS
    assert {finding["verdict"] for finding in content["findings"]} == {"unknown"}
