"""PDF: what counts as text, mixed files, many pages."""

import io

import pypdfium2 as pdfium
import pytest

from extractors.formats.pdf import plausible
from extractors.limits import Limits, OcrMode
from extractors.model import Hints, ReadStatus, TextSource
from extractors.read import read
from tests.extractors_formats.samples import NO_OCR, needs_ocr, sample

GARBAGE = "YTBEPXAEHO npnKa3oM IIOJIOXEHI4E o HACTABHIIIIECTBE flpororon Ne 1 Mynuqunamnoe 6roAxenroe " * 8
ENGLISH = "The school is one of the best in the town and it is open for you and for the children on Monday " * 6


def joined(*names: str) -> bytes:
    """The pages of several files in one."""
    made = pdfium.PdfDocument.new()
    for name in names:
        part = pdfium.PdfDocument(sample(name))
        made.import_pages(part)
        part.close()
    stream = io.BytesIO()
    made.save(stream)
    made.close()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Приказ об утверждении Положения о наставничестве № 118-од", True),
        (GARBAGE, False),
        (ENGLISH, True),
        ("", False),
        ("стр. 5", False),
        ("\ue001\ue002\ue003 Приказ Приказ Приказ Приказ Приказ " + "\ue004" * 60, False),
        ("1 2 3 4 5 6 7 8 9 " * 30 + "Приказ № 5 об утверждении плана работы", True),
    ],
)
def test_plausible_text(text: str, verdict: bool) -> None:
    assert plausible(text) is verdict


def test_implausible_layer_without_recognition_is_marked() -> None:
    document = read(sample("garbage_layer.pdf"), Hints(), "", NO_OCR)
    assert document.status is ReadStatus.OK
    assert "неправдоподобен" in (document.reason or "")


@needs_ocr
def test_scanned_order_before_typed_regulation_is_mixed() -> None:
    data = joined("scan.pdf", "act.pdf", "act.pdf")
    document = read(data)
    assert (document.status, document.text_source, document.pages) == (ReadStatus.OK, TextSource.MIXED, 3)
    assert [page.count("Об утверждении Положения о наставничестве") for page in document.text.split("\f")] == [1, 1, 1]
    without = read(data, limits=NO_OCR)
    assert (without.text_source, without.reason) == (TextSource.TEXT, "распознавание сканов выключено")
    assert without.text.count("\f") == 2


@needs_ocr
def test_header_mode_reads_the_top_of_the_first_page_only() -> None:
    document = read(joined("scan.pdf", "scan.pdf"), limits=Limits(ocr=OcrMode.HEADER))
    first, second = document.text.split("\f")
    assert "118-од" in first
    assert "Молодой учитель" not in first
    assert second == ""


def test_pages_past_the_limit_are_counted() -> None:
    document = read(joined(*["act.pdf"] * 40), limits=Limits(ocr=OcrMode.OFF, max_pages=15))
    assert (document.pages, document.text.count("\f")) == (40, 14)
    assert document.reason == "прочитаны первые страницы: 15 из 40"


def test_damaged_table_of_contents_is_rebuilt() -> None:
    data = sample("act.pdf")
    at = data.rindex(b"startxref")
    assert "118-од" in read(data[:at] + b"startxref\n99999999\n%%EOF", limits=NO_OCR).text
