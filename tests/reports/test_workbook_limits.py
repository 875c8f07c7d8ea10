"""What Excel refuses or repairs, looked for in the workbook's own XML: its limits, its names, its hidden codes."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from cli.import_registry import REGISTRY, REGISTRY_EXAMPLE
from cli.spreadsheet import write_template
from db.model import RunData, StoredAct
from extractors.model import Act
from reports import workbook as writer
from reports.model import build
from reports.workbook import workbook
from tests.reports import sample
from tests.reports.district import Size, district, hostile

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TEXT, _ADDRESS, _LINKS, _NAME, _VALIDATION = 32_767, 2_079, 65_530, 31, 255


def parts(content: bytes) -> dict[str, bytes]:
    """The package's parts by name."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert len(package.namelist()) == len(set(package.namelist()))
        return {name: package.read(name) for name in package.namelist()}


def faults(content: bytes) -> list[str]:
    """Everything in a workbook that goes beyond what Excel takes."""
    package = parts(content)
    found: list[str] = []
    book = etree.fromstring(package["xl/workbook.xml"])
    names = [sheet.get("name", "") for sheet in book.iter(f"{M}sheet")]
    if len({name.casefold() for name in names}) != len(names):
        found.append("two sheets of one name")
    found += [f"sheet name {name!r}" for name in names if not 0 < len(name) <= _NAME or re.search(r"[\[\]:*?/\\]", name)]
    found += [f"sheet name {name!r}" for name in names if name != name.strip("'") or name.casefold() == "history"]
    defined = [(item.get("name"), item.get("localSheetId")) for item in book.iter(f"{M}definedName")]
    found += [f"defined twice: {one}" for one in set(defined) if defined.count(one) > 1]
    formats = etree.fromstring(package["xl/styles.xml"])
    known = len(formats.findall(f"{M}dxfs/{M}dxf"))
    texts = [item.text or "" for item in etree.fromstring(package.get("xl/sharedStrings.xml", b"<sst/>")).iter(f"{M}t")]
    found += [f"text of {len(text)} characters" for text in texts if len(text) > _TEXT]
    for name, xml in package.items():
        if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", xml.decode("utf-8", "strict")) and name.endswith((".xml", ".rels")):
            found.append(f"control character in {name}")
        if name.endswith(".rels"):
            targets = [item.get("Target", "") for item in etree.fromstring(xml) if item.get("TargetMode") == "External"]
            found += [f"address of {len(target)} characters" for target in targets if len(target) > _ADDRESS or " " in target]
        if name.startswith("xl/worksheets/sheet"):
            found += sheet_faults(etree.fromstring(xml), package.get(f"xl/worksheets/_rels/{Path(name).name}.rels"), known)
    return found


def sheet_faults(sheet: Any, relations: bytes | None, known: int) -> list[str]:
    """Those of one sheet."""
    found: list[str] = []
    links = sheet.findall(f"{M}hyperlinks/{M}hyperlink")
    ids = {item.get("Id") for item in etree.fromstring(relations)} if relations else set()
    found += [f"{len(links)} links"] if len(links) > _LINKS else []
    found += ["a link without its address"] if {link.get(f"{R}id") for link in links if link.get(f"{R}id")} - ids else []
    found += ["two links in a cell"] if len({link.get("ref") for link in links}) != len(links) else []
    found += [f"no format {rule.get('dxfId')}" for rule in sheet.iter(f"{M}cfRule") if int(rule.get("dxfId", 0)) >= known]
    for rule in sheet.iter(f"{M}dataValidation"):
        texts = [rule.get(key) or "" for key in ("error", "prompt")] + [part.text or "" for part in rule]
        found += [f"validation of {len(text)} characters" for text in texts if len(text) > _VALIDATION]
        found += ["title of a validation"] if any(len(rule.get(key) or "") > 32 for key in ("errorTitle", "promptTitle")) else []
    found += [f"{len(list(sheet.iter(tag)))} of {tag}" for tag in (f"{M}autoFilter", f"{M}pageSetup") if len(list(sheet.iter(tag))) > 1]
    return found


def with_act(**more: object) -> RunData:
    """The sample run whose first act's own place and words are replaced."""
    data = sample.run_data()
    stored = data.acts[0]
    act = {key: more.pop(key) for key in tuple(more) if key in Act.__dataclass_fields__}
    found = replace(stored.found, act=replace(stored.found.act, **act), **more)  # type: ignore[arg-type]
    return replace(data, acts=(StoredAct(stored.school, found, stored.indicators), *data.acts[1:]))


def bank(content: bytes) -> list[list[Any]]:
    """The acts as a spreadsheet program reads them."""
    return [list(row) for row in CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("Банк актов").to_python()][3:]


@pytest.mark.parametrize("data", [sample.run_data(), hostile(200), district(Size(12, 400))], ids=["sample", "hostile", "district"])
def test_no_limit_of_excel_is_passed(data: RunData) -> None:
    assert faults(workbook(build(data, sample.programme()))) == []


def test_the_checks_find_what_they_look_for() -> None:
    good = parts(workbook(build(sample.run_data(), sample.programme())))
    for name, old, new, fault in (
        ("xl/workbook.xml", 'name="Сводная"', f'name="{"я" * 32}"', "sheet name"),
        ("xl/workbook.xml", 'name="Сводная"', 'name="Участие"', "two sheets"),
        ("xl/sharedStrings.xml", "</t></si>", f"{'x' * 40_000}</t></si>", "text of"),
        ("xl/worksheets/sheet2.xml", 'dxfId="0"', 'dxfId="99"', "no format 99"),
        ("xl/worksheets/_rels/sheet5.xml.rels", 'Target="https://', f'Target="https://{"x" * 3000}', "address of"),
    ):
        changed = good | {name: good[name].decode().replace(old, new, 1).encode()}
        assert changed != good, name
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            for part, content in changed.items():
                package.writestr(part, content)
        assert any(said.startswith(fault) for said in faults(stream.getvalue())), fault


def test_long_texts_are_cut_and_long_addresses_stay_texts() -> None:
    address = "https://s1.example/" + "x" * 3000
    made = workbook(build(with_act(title="я" * 40_000, url=address), sample.programme()))
    assert faults(made) == []
    row = bank(made)[0]
    assert len(row[4]) == _TEXT
    assert address in row


def test_codes_that_excel_would_decode_stay_what_they_are() -> None:
    made = workbook(build(with_act(title="до _x000B_ после \x0b _x0041_"), sample.programme()))
    assert faults(made) == []
    assert b"_x005F_x000B_" in parts(made)["xl/sharedStrings.xml"]
    assert b"_x005F_x0041_" in parts(made)["xl/sharedStrings.xml"]


def test_more_links_than_a_sheet_holds_stay_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert writer._MOST_LINKS <= _LINKS
    monkeypatch.setattr(writer, "_MOST_LINKS", 3)
    made = workbook(build(district(Size(3, 30)), sample.programme()))
    counts = [xml.count(b"<hyperlink ") for name, xml in parts(made).items() if name.startswith("xl/worksheets/sheet")]
    assert max(counts) == 3
    assert len([row for row in bank(made) if row[11].startswith("http")]) == 30


def test_indicators_with_names_no_sheet_may_have() -> None:
    measure = sample.programme()
    shorts = ("History", "'[:*?/\\]'", "Очень длинное название показателя программы", "Очень длинное название показателя программы 2", "Сводная")
    indicators = tuple(item.model_copy(update={"short": short}) for item, short in zip(measure.indicators, shorts, strict=True))
    made = workbook(build(sample.run_data(), measure.model_copy(update={"indicators": indicators})))
    assert faults(made) == []


def test_the_empty_tables_for_filling_in(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    write_template(path, REGISTRY, REGISTRY_EXAMPLE)
    assert faults(path.read_bytes()) == []
