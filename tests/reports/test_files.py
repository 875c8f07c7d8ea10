"""JSON and CSV: the public shapes, and cells that no spreadsheet executes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from checks.model import VERDICT_TEXT
from db.model import RunData
from extractors.model import ActKind, Document, ReadStatus, TextSource
from reports.files import open_data, write_reports
from reports.findings_json import act_dict, document_dict, encode, to_json
from reports.tables_csv import acts_csv, findings_csv, safe
from reports.written import replace_reports, write
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
    assert index.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert {path.name for path in others} == {"spravka.docx", "sheets", "monitoring.xlsx", "table.docx", "findings.csv", "acts.csv", "findings.json", "datapackage.json"}
    assert all(path.stat().st_size for path in others)
    assert len(list((tmp_path / "новая" / "папка" / "sheets").glob("*.docx"))) == 5
    assert not [path for path in (tmp_path / "новая").rglob("*") if path.name.startswith(".")]


def without(school: str) -> RunData:
    """The sample run after an institution has left the registry."""
    data = sample.run_data()
    return replace(
        data,
        institutions=tuple(item for item in data.institutions if item.id != school),
        findings=tuple(item for item in data.findings if item.school != school),
        acts=tuple(item for item in data.acts if item.school != school),
        visits=tuple(item for item in data.visits if item.school != school),
    )


def test_who_left_the_registry_leaves_no_page_and_nobody_elses_file_is_touched(tmp_path: Path) -> None:
    write_reports(sample.run_data(), sample.programme(), tmp_path)
    (tmp_path / "report" / "note.html").write_text("чужая страница")
    (tmp_path / "report" / "s2.html").write_text("правленая страница")
    assert (tmp_path / "report" / "cdt.html").exists()
    write_reports(without("cdt"), sample.programme(), tmp_path)
    assert not (tmp_path / "report" / "cdt.html").exists()
    assert not (tmp_path / "sheets" / "cdt.docx").exists()
    assert (tmp_path / "report" / "note.html").read_text() == "чужая страница"
    pages = {path.name for path in (tmp_path / "report").glob("*.html")}
    listed = {Path(name).name for name in json.loads((tmp_path / "report-files.json").read_bytes())["files"]}
    assert pages - listed == {"note.html"}


def test_an_edited_page_of_who_left_stays_and_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    replace_reports(tmp_path, {"report/a.html": b"a", "report/b.html": b"b"})
    page = tmp_path / "report" / "b.html"
    page.write_text("правка")
    with caplog.at_level("WARNING", logger="reports.written"):  # a quiet command run before leaves the root above it
        replace_reports(tmp_path, {"report/a.html": b"a"})
    assert page.read_text() == "правка"
    assert "изменён" in caplog.text
    page.unlink()
    replace_reports(tmp_path, {"report/a.html": b"a"})
    assert "report/b.html" not in json.loads((tmp_path / "report-files.json").read_bytes())["files"]


def test_a_report_on_some_institutions_takes_nothing_of_the_others_away(tmp_path: Path) -> None:
    replace_reports(tmp_path, {"sheets/a.docx": b"a", "sheets/b.docx": b"b"})
    replace_reports(tmp_path, {"sheets/a.docx": b"a"}, whole=False)
    assert (tmp_path / "sheets" / "b.docx").exists()
    replace_reports(tmp_path, {"sheets/a.docx": b"a"})
    assert not (tmp_path / "sheets" / "b.docx").exists()


def test_an_edited_statement_is_set_aside(tmp_path: Path) -> None:
    for content in (b"first", b"second"):
        replace_reports(tmp_path, {"spravka.docx": content})
    assert [path.name for path in tmp_path.glob("spravka*")] == ["spravka.docx"]
    (tmp_path / "spravka.docx").write_bytes(b"edited")
    replace_reports(tmp_path, {"spravka.docx": b"third"})
    assert (tmp_path / "spravka-правка-1.docx").read_bytes() == b"edited"
    assert (tmp_path / "spravka.docx").read_bytes() == b"third"


@pytest.mark.parametrize("listed", ["{", "[]", '{"files": 7}', '{"files": {"../outside.txt": "@", "/outside.txt": "@"}}'])
def test_a_list_that_was_tampered_with_removes_nothing(tmp_path: Path, listed: str) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("x")
    out = tmp_path / "out"
    write(out / "report-files.json", listed.replace("@", hashlib.sha256(b"x").hexdigest()).encode())
    replace_reports(out, {"a.txt": b"a"})
    assert outside.read_text() == "x"
    assert json.loads((out / "report-files.json").read_bytes())["files"].keys() == {"a.txt"}


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
