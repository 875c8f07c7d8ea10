"""The header of a scan: recognised twice where it has requisites, alone where nothing more is asked for."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from extractors.acts import find_acts
from extractors.limits import Limits, OcrMode
from extractors.model import Document, Hints, ReadStatus
from extractors.read import read
from extractors.workers import Job, WorkerPool
from tests.extractors_formats.samples import make_zip, needs_ocr, sample
from tests.scans import HEAD, ORDER, REGULATION, RULES, pdf, png, scan

HEADER = Limits(ocr=OcrMode.HEADER)
CORPUS = Path(__file__).parent.parent / "corpus" / "documents"

pytestmark = needs_ocr


def confidence(document: Document) -> tuple[str | None, date | None, float, float]:
    """Number and date of the first act with their confidence."""
    act = find_acts(document, Hints(), date(2026, 5, 31))[0]
    return act.number, act.date, act.confidence["number"], act.confidence["date"]


@pytest.mark.parametrize("limits", [HEADER, Limits()])
def test_readings_of_a_clean_scan_agree(limits: Limits) -> None:
    document = read(png(scan(ORDER)), limits=limits)
    assert "187-од" in document.header_text
    assert "187-од" in document.second_reading
    assert confidence(document) == ("187-од", date(2024, 8, 30), 0.83, 0.84)


@pytest.mark.parametrize("name", ["s002_order.pdf", "s013_order.jpg", "s018_fax.tif", "s021_reg.pdf"])
def test_readings_of_worse_scans_agree(name: str) -> None:
    number, day, *sure = confidence(read((CORPUS / name).read_bytes(), limits=HEADER))
    assert number and day
    assert min(sure) > 0.75


def test_smeared_digits_are_never_sure_and_wrong() -> None:
    numbers = set()
    for smear in (2.5, 3.0, 3.5, 4.0, 4.5, 5.0):
        number, _day, sure, _of_date = confidence(read(png(scan(ORDER, smear)), limits=HEADER))
        assert number in (None, "187-од") or sure < 0.75
        numbers.add((number, sure >= 0.75))
    assert len(numbers) > 1  # the worst are not read as surely as the best


def test_header_without_requisites_is_read_once() -> None:
    document = read(png(scan((*HEAD, "ПАМЯТКА", "о поведении на льду", "Не выходите на лёд."))), limits=HEADER)
    assert "ПАМЯТКА" in document.text
    assert (document.header_text, document.second_reading, document.header_only) == ("", "", False)


def test_only_the_upper_part_of_the_first_page_is_read_twice() -> None:
    document = read(pdf(scan(RULES, low=("Принято 12.01.2024, протокол № 7",)), scan(REGULATION)))
    first, second = document.text.split("\f")
    assert "12.01.2024" in first
    assert "187-од" in second
    for reading in (document.header_text, document.second_reading):
        assert "96-од" in reading
        assert "12.01.2024" not in reading
        assert "187-од" not in reading
    assert not document.header_only


def test_header_of_a_turned_page_is_read_twice() -> None:
    document = read(png(scan(ORDER).rotate(180)), limits=HEADER)
    assert "187-од" in document.text
    assert confidence(document)[2] > 0.75


def test_what_a_header_reading_left_out_is_told() -> None:
    scanned = read(pdf(scan(RULES), scan(REGULATION)), limits=HEADER)
    assert (scanned.status, scanned.header_only, scanned.partly_recognised) == (ReadStatus.OK, True, True)
    assert scanned.reason == "распознан только верх первой страницы"
    assert "наставничества" not in scanned.text
    packed = read(make_zip({"a.pdf": pdf(scan(RULES))}), limits=HEADER)
    assert (packed.header_only, packed.partly_recognised) == (False, True)
    assert not read(pdf(scan(RULES))).partly_recognised
    assert not read(sample("act.pdf"), limits=HEADER).partly_recognised


def test_scan_behind_a_typed_page_is_told() -> None:
    joined = pypdfium2.PdfDocument.new()
    for part in (sample("act.pdf"), pdf(scan(REGULATION))):
        joined.import_pages(pypdfium2.PdfDocument(part))
    stream = io.BytesIO()
    joined.save(stream)
    document = read(stream.getvalue(), limits=HEADER)
    assert (document.status, document.header_only, document.reason) == (ReadStatus.OK, True, "не распознано страниц: 1")
    assert document.header_text == ""


def test_empty_upper_part_is_read_on() -> None:
    document = read(png(scan((), low=ORDER[3:])), limits=HEADER)
    assert (document.status, document.header_only) == (ReadStatus.OK, False)
    assert "187-од" in document.text


def test_header_that_settles_nothing_goes_on_below_it() -> None:
    note = (*HEAD, "", "ПАМЯТКА", "о поведении на льду", "", "Не выходите на лёд.")
    document = read(pdf(scan(note, low=("Принято 12.01.2024, протокол № 7",)), scan(REGULATION)), limits=HEADER)
    first, second = document.text.split("\f")
    assert first.count("ПАМЯТКА") == 1
    assert "12.01.2024" in first
    assert "187-од" in second
    assert not document.partly_recognised


def test_lines_at_the_cut_are_read_once_and_whole() -> None:
    lines = (*HEAD, "ПАМЯТКА", *(f"Строка памятки под номером {number} для всех" for number in range(1, 30)))
    document = read(png(scan(lines)), limits=HEADER)
    assert not document.header_only
    assert [f"номером {number} для" in document.text for number in range(1, 30)] == [True] * 29
    assert document.text.count("под номером") == 29


def test_columns_side_by_side_are_read_one_after_the_other() -> None:
    gap = " " * 26
    rows = (f"РАССМОТРЕНО{gap}УТВЕРЖДЕНО", f"Протокол № 5{gap}  приказом от 09.07.2015", f"от 01.07.2015{gap} № 70/01-10")
    document = read(png(scan((*rows, "", "ПОЛОЖЕНИЕ", "о школьной библиотеке", "", "1. Общие положения"))))
    assert document.text.index("01.07.2015") < document.text.index("УТВЕРЖДЕНО") < document.text.index("70/01-10")
    assert confidence(document)[:2] == ("70/01-10", date(2015, 7, 9))


def test_readings_come_through_a_worker() -> None:
    data = png(scan(ORDER))
    with WorkerPool(1, 60) as pool:
        (document,) = pool.map([Job("a", data, limits=HEADER)])
    assert "187-од" in document.second_reading
    assert document.header_only
