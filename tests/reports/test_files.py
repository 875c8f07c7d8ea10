"""JSON and CSV: the public shapes, and cells that no spreadsheet executes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest

from checks.model import VERDICT_TEXT
from extractors.model import ActKind, Document, ReadStatus, TextSource
from reports.files import open_data, write, write_reports
from reports.findings_json import act_dict, document_dict, encode, to_json
from reports.tables_csv import acts_csv, findings_csv, safe
from tests.reports import sample

RUN = {"id", "started", "finished", "as_of", "programme", "programme_hash", "version"}
FINDING = {
    "school",
    "indicator",
    "verdict",
    "value",
    "remarks",
    "reviewed",
    "explanation",
    "evidence",
    "nearest_miss",
    "searched",
}
EVIDENCE = {
    "act_id", "url", "page_url", "link_text", "kind", "title", "number", "date", "issuer", "level", "quote", "sha256", "fetched",
    "text_source",
}  # fmt: skip
ACT = {
    "school", "url", "kind", "number", "date", "issuer", "title", "level", "school_years", "draft", "indicators", "text_source",
    "confidence",
}  # fmt: skip
VISIT = {"school", "status", "reason", "pages", "documents", "not_modified", "bytes", "requests", "complete", "seconds"}


def test_json_has_the_public_shape() -> None:
    content = json.loads(to_json(sample.run_data()))
    assert content["run"].keys() >= RUN
    assert len(content["findings"]) == 25
    assert all(finding.keys() >= FINDING for finding in content["findings"])
    proofs = [proof for finding in content["findings"] for proof in finding["evidence"]]
    assert proofs
    assert all(proof.keys() >= EVIDENCE for proof in proofs)
    assert all(act.keys() >= ACT for act in content["acts"])
    assert all(visit.keys() >= VISIT for visit in content["visits"])
    assert {visit["school"] for visit in content["visits"]} == {place["id"] for place in content["institutions"]}


def test_json_keeps_zero_apart_from_nothing() -> None:
    values = {f["school"]: f["value"] for f in json.loads(to_json(sample.run_data()))["findings"] if f["indicator"] == "5"}
    assert values["s1"] == 0
    assert values["s1"] is not None
    assert values["cdt"] is None


def test_json_survives_any_text() -> None:
    raw = encode({"text": "лом \ud800 и \x00"})
    assert json.loads(raw)["text"] == "лом \ud800 и \x00"


def test_extract_shapes() -> None:
    document = Document("a.zip!/б.docx", "00", "docx", ReadStatus.OK, text="абв", text_source=TextSource.TEXT, pages=2)
    made = document_dict(document, (sample.act(),))
    assert made.keys() >= {"path", "format", "status", "reason", "text_source", "pages", "characters", "acts"}
    assert made["characters"] == 3
    assert act_dict(sample.act()).keys() >= ACT - {"school", "url", "indicators", "text_source"}
    assert act_dict(sample.act())["kind"] == ActKind.REGULATION.value


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+7",
        "-1",
        "@cmd",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u200b=1",
        "＝1",
        '=HYPERLINK("http://x";"y")',
        "\x00=1",
        "\u202e=1",
    ],
)
def test_a_cell_never_begins_as_a_formula(cell: str) -> None:
    assert safe(cell).startswith("'")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, ""), (True, "да"), (False, "нет"), (0, "0"), (0.0, "0"), (12.5, "12,5"), (1200, "1200"), ("№ 1", "№ 1")],
)
def test_ordinary_cells(value: object, shown: str) -> None:
    assert safe(value) == shown


def rows(content: bytes) -> list[dict[str, str]]:
    """A file as Excel would take it."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_findings_table() -> None:
    made = rows(findings_csv(sample.run_data(), sample.programme()))
    assert len(made) == 25
    assert {row["вывод"] for row in made} <= set(VERDICT_TEXT.values())
    hostile = next(row for row in made if row["id"] == "s2" and row["показатель"] == "2")
    assert hostile["название акта"].startswith("'=HYPERLINK")
    assert hostile["коды замечаний"] == "draft no_requisites"
    zero = next(row for row in made if row["id"] == "s1" and row["показатель"] == "5")
    assert zero["значение"] == "0"
    assert next(row for row in made if row["id"] == "cdt" and row["показатель"] == "5")["значение"] == ""


def test_acts_table() -> None:
    made = rows(acts_csv(sample.run_data()))
    assert [row["номер"] for row in made] == ["118-од", "'+7-1"]
    assert made[1]["текст ссылки"] == "'@cmd"
    assert None not in made[1]


def test_reports_lie_where_they_are_said_to_lie(tmp_path: Path) -> None:
    index, *others = write_reports(sample.run_data(), sample.programme(), tmp_path / "новая" / "папка")
    assert index.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert {path.name for path in others} == {"spravka.docx", "sheets", "monitoring.xlsx", "table.docx", "findings.csv", "acts.csv", "findings.json", "datapackage.json"}
    assert all(path.stat().st_size for path in others)
    assert len(list((tmp_path / "новая" / "папка" / "sheets").glob("*.docx"))) == 5
    assert not [path for path in (tmp_path / "новая").rglob("*") if path.name.startswith(".")]


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    write(target, b"old")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write(tmp_path / "folder", b"new")
    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "folder"]


def test_the_descriptor_describes_what_stands_in_the_files() -> None:
    files = open_data(sample.run_data(), sample.programme())
    package = json.loads(files["datapackage.json"])
    for resource in package["resources"]:
        content = files[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        if resource["format"] == "csv":
            heading = content.decode("utf-8-sig").splitlines()[0].split(";")
            assert [field["name"] for field in resource["schema"]["fields"]] == heading
            assert all(field["description"] for field in resource["schema"]["fields"])
