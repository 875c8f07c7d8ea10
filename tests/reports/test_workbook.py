"""The workbook: sheets, types of cells, nothing that runs; and LibreOffice opens it."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from checks.model import ImportedParticipation, ImportedVacancies
from db.model import Background, RunData
from reports.model import Report, build
from reports.workbook import workbook
from tests.reports import sample


def report() -> Report:
    """A run with loaded tables and an earlier run in which one act more was there."""
    data = sample.run_data()
    earlier = replace(data, run=replace(data.run, id=6, as_of="2024-05-31"), acts=())
    tables = Background(
        previous=RunData(earlier.run, earlier.institutions, earlier.findings, earlier.acts, earlier.visits),
        participation=(ImportedParticipation("s1", "=Семинар", "2025-03-01", 4, source="+список"),),
        vacancies=(ImportedVacancies("s1", "2025-06-01", 1.5),),
    )
    return build(replace(data, background=tables), sample.programme())


def rows(content: bytes, sheet: str) -> list[list[Any]]:
    """A sheet's rows below its title, as a spreadsheet program reads them."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return [list(row) for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)][2:]


def test_sheets_in_their_order() -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(workbook(report())))
    assert book.sheet_names == [
        "О проверке", "Сводная", "1. Участие", "2. МО", "3. Наставничество", "4. Сетевые формы", "5. Вакансии", "Банк актов", "Вакансии",
        "Вакансии (загружено)", "Участие", "Рейтинг", "Посещения", "Изменения", "Рекомендации",
    ]  # fmt: skip


def test_numbers_are_numbers_and_dates_dates() -> None:
    made = workbook(report())
    summary = {row[1]: row for row in rows(made, "Сводная")[1:]}
    school = next(row for name, row in summary.items() if str(name).startswith("МБОУ СОШ №1"))
    assert school[3] == 0.5
    assert school[7] == 0.0
    acts = rows(made, "Банк актов")
    assert acts[1][3] == date(2024, 8, 30)
    assert acts[1][2] == "118-од"
    assert [row[3] for row in rows(made, "Участие")[1:]] == [4]
    assert [row[1:3] for row in rows(made, "Вакансии (загружено)")[1:2]] == [[date(2025, 6, 1), 1.5]]


def test_nothing_runs_and_only_web_addresses_are_links() -> None:
    with zipfile.ZipFile(BytesIO(workbook(report()))) as package:
        names = package.namelist()
        xml = {name: package.read(name).decode() for name in names if name.endswith((".xml", ".rels"))}
    assert not any("vba" in name.lower() or "externalLink" in name for name in names)
    assert not any("<f>" in text or "<f " in text for text in xml.values())
    targets = re.findall(r'Target="([^"]+)" TargetMode="External"', "".join(xml.values()))
    assert targets
    assert all(target.startswith(("http://", "https://")) for target in targets)
    assert any("=HYPERLINK" in text for text in xml.values())


def test_changes_name_the_new_act() -> None:
    said = rows(workbook(report()), "Изменения")
    assert ["новый акт", "положение № 118-од от 30.08.2024 «Положение о наставничестве»"] in [[row[0], row[4]] for row in said]


def test_a_run_of_nothing() -> None:
    data = sample.run_data()
    made = workbook(build(RunData(data.run, (), (), (), ()), sample.programme()))
    assert rows(made, "Банк актов")[0][0] == "Организация"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").write_bytes(workbook(report()))
    done = subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "book.xlsx"],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert (tmp_path / "book.pdf").stat().st_size > 10_000, done.stderr
