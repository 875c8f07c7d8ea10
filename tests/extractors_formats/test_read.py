"""Files of each format give their text, or an honest status with a Russian reason."""

import io
import zipfile
from pathlib import Path

import pytest

from extractors.limits import Limits, OcrMode
from extractors.model import Document, Hints, ReadStatus, TextSource
from extractors.read import read
from tests.extractors_formats.samples import ACT_WORDS, NO_OCR, make_zip, needs_catdoc, needs_ocr, patched, read_plain, sample

ACTS = ["act.doc", "act.docx", "act.odt", "act.pdf", "act.rtf", "owner_password.pdf"]


def in_order(document: Document, *parts: str) -> None:
    place = -1
    for part in parts:
        found = document.text.find(part, place + 1)
        assert found > place, part
        place = found


@pytest.mark.parametrize("name", ACTS)
def test_act_is_read_in_order(name: str) -> None:
    document = read_plain(sample(name), name)
    assert (document.status, document.reason, document.text_source) == (ReadStatus.OK, None, TextSource.TEXT)
    in_order(document, *ACT_WORDS)
    assert document.path == name
    assert len(document.sha256) == 64


@pytest.mark.parametrize("name", ["act.docx", "act.odt", "act.pdf", "act.rtf"])
def test_list_numbers_are_as_shown(name: str) -> None:
    lines = [" ".join(line.split()) for line in read_plain(sample(name)).text.split("\n")]
    starts = ["1. Общие", "1.1. Утвердить", "1.2. Назначить", "2. Порядок", "2.1. Закрепить"]
    assert [next(line for line in lines if line.startswith(start)) for start in starts]
    if name != "act.odt":
        assert any(line.startswith("а) Список") for line in lines)


@pytest.mark.parametrize("name", ["act.doc", "act.docx", "act.odt", "act.rtf"])
def test_table_row_is_a_line(name: str) -> None:
    lines = [line.rstrip() for line in read_plain(sample(name)).text.split("\n")]
    assert "№\tНаставник\tМолодой учитель" in lines
    assert "1\tучитель физики\tучитель химии" in lines


@pytest.mark.parametrize("name", ["act.doc", "act.docx", "act.odt", "act.pdf"])
def test_text_box_headers_and_title(name: str) -> None:
    document = read_plain(sample(name))
    assert document.text.count("УТВЕРЖДЕНО приказом от") == 1
    assert "Верхний колонтитул школы" in document.text
    assert document.title == "Приказ о наставничестве"


@pytest.mark.parametrize("name", ["table.xls", "table.xlsx", "table.ods"])
def test_workbook_rows(name: str) -> None:
    document = read_plain(sample(name))
    assert document.text == "Должность\tСтавок\tНа дату\nучитель математики\t1,5\t01.09.2024\nучитель физики\t3\n\fвторой лист"
    assert document.pages == 2


def test_pages_and_plain_text() -> None:
    page = "<html><head><title>Приказ</title></head><body><nav>меню</nav><p>Текст приказа</p></body></html>"
    document = read_plain(page.encode("cp1251"), charset="utf-8")
    assert (document.format, document.text, document.title) == ("html", "Текст приказа", "Приказ")
    document = read_plain("Приказ № 5\r\nоб отпуске\rи прочем".encode("cp866"))
    assert (document.format, document.text) == ("txt", "Приказ № 5\nоб отпуске\nи прочем")


def test_web_archive_and_word_xml() -> None:
    body = "<html><body><p>Приказ о наставничестве</p></body></html>".encode("cp1251")
    archive = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: text/html; charset=windows-1251\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + body + b"\r\n--x--\r\n"
    )
    document = read_plain(archive)
    assert (document.format, document.text) == ("html", "Приказ о наставничестве")
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="x"><w:body><w:p><w:r>'
        "<w:t>Приказ</w:t></w:r></w:p></w:body></w:wordDocument>"
    )
    document = read_plain(xml.encode())
    assert (document.format, document.text) == ("doc", "Приказ")


def test_slides() -> None:
    slide = '<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>Слайд {}</a:t></a:r></a:p></p:sld>'
    parts = {f"ppt/slides/slide{n}.xml": slide.format(n).encode() for n in (10, 2, 1)}
    document = read_plain(make_zip({"[Content_Types].xml": b"<x/>", "ppt/presentation.xml": b"<x/>", **parts}))
    assert (document.format, document.text, document.pages) == ("pptx", "Слайд 1\n\fСлайд 2\n\fСлайд 10", 3)


@pytest.mark.parametrize("name", ["act.doc", "act.docx", "act.pdf", "scan.jpg", "act.rtf"])
def test_bytes_decide_not_names(name: str) -> None:
    document = read_plain(sample(name), "set/Положение.xls", content_type="text/html")
    assert document.format == {"scan.jpg": "jpeg"}.get(name, name.rpartition(".")[2])


def test_pdf_with_junk_before_its_header() -> None:
    document = read_plain(b"HTTP/1.1 200 OK\r\nX: y\r\n\r\n" + sample("act.pdf"))
    assert document.status is ReadStatus.OK
    in_order(document, *ACT_WORDS[:4])


def test_encrypted_files() -> None:
    assert read_plain(sample("encrypted.pdf")).status is ReadStatus.ENCRYPTED
    flagged = bytearray(sample("act.doc"))
    at = flagged.index(b"\xec\xa5")
    flagged[at + 0x0B] |= 0x01
    assert read_plain(bytes(flagged)).status is ReadStatus.ENCRYPTED
    manifest = b'<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
    odt = make_zip(
        {"mimetype": b"application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": manifest, "content.xml": b"x"}
    )
    document = read_plain(odt)
    assert (document.format, document.status) == ("odt", ReadStatus.ENCRYPTED)
    assert "парол" in (document.reason or "")


@pytest.mark.parametrize("data", [b"", b"   \r\n", b"\0\0\0\0"])
def test_empty_files(data: bytes) -> None:
    assert read_plain(data).status is ReadStatus.EMPTY


@pytest.mark.parametrize("data", [b"<html><body></body></html>", make_zip({}), b"{\\rtf1 }"])
def test_files_without_text(data: bytes) -> None:
    document = read_plain(data)
    assert document.status is ReadStatus.EMPTY
    assert document.reason


@pytest.mark.parametrize("name", ["act.docx", "act.odt", "act.pdf", "table.xlsx", "table.ods", "table.xls"])
def test_cut_off_files_are_unreadable_or_partly_read(name: str) -> None:
    data = sample(name)
    document = read_plain(data[: len(data) // 2])
    assert document.status in (ReadStatus.UNREADABLE, ReadStatus.EMPTY, ReadStatus.OK)
    assert document.text or document.reason
    assert document.format == name.rpartition(".")[2] or document.format in ("zip", "other")


@needs_catdoc
def test_doc_without_its_piece_table_goes_to_catdoc() -> None:
    data = bytearray(sample("act.doc"))
    at = data.index(b"\xec\xa5")
    data[at + 2 : at + 4] = b"\x65\x00"  # says it is of Word 95
    document = read_plain(bytes(data))
    assert document.format == "doc"
    assert document.status in (ReadStatus.OK, ReadStatus.UNREADABLE)
    assert document.text or document.reason


def test_limits_are_kept() -> None:
    small = Limits(ocr=OcrMode.OFF, max_bytes=1000)
    document = read(sample("act.pdf"), Hints(), "", small)
    assert (document.status, document.format) == (ReadStatus.TOO_LARGE, "pdf")
    assert "предел" in (document.reason or "")
    short = Limits(ocr=OcrMode.OFF, max_text=50)
    for name in ACTS[:5]:
        document = read(sample(name), Hints(), "", short)
        assert len(document.text) <= 50
        assert document.status is ReadStatus.OK
        assert document.reason


def test_expanding_entities_and_bombs_are_refused() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 1000 + b'"><!ENTITY c "' + b"&b;" * 1000 + b'">]>'
    xml = laughs + b'<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&c;x</w:t></w:r></w:p></w:body></w:document>'
    document = read_plain(make_zip({"[Content_Types].xml": b"<x/>", "word/document.xml": xml}))
    assert len(document.text) < 1000
    outside = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + xml[len(laughs) :].replace(b"&c;", b"&a;")
    assert "root" not in read_plain(make_zip({"[Content_Types].xml": b"<x/>", "word/document.xml": outside})).text
    bomb = make_zip({"[Content_Types].xml": b"<x/>", "word/document.xml": b" " * 50_000_000})
    document = read(bomb, Hints(), "", Limits(ocr=OcrMode.OFF, max_part=1_000_000))
    assert document.status is ReadStatus.TOO_LARGE


def test_far_corner_of_a_sheet_is_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(sample("table.xlsx"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = patched(
        parts["xl/worksheets/sheet1.xml"], b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    assert read_plain(make_zip(parts)).status is ReadStatus.TOO_LARGE


def test_cyrillic_codes_read_as_western_letters_are_repaired() -> None:
    mangled = ("Приказ о наставничестве педагогических работников школы. " * 5).encode("cp1251").decode("cp1252")
    assert read_plain(mangled.encode("utf-8")).text.startswith("Приказ о наставничестве")


def test_unknown_format() -> None:
    document = read_plain(b"\x7fELF" + bytes(200) + b"\x01\x02")
    assert (document.status, document.format, document.reason) == (ReadStatus.UNREADABLE, "other", "неизвестный формат файла")


def test_scans_without_recognition_say_so() -> None:
    for name in ("scan.jpg", "scan.pdf", "scan.tiff"):
        document = read(sample(name), Hints(), name, NO_OCR)
        assert document.status is ReadStatus.UNREADABLE
        assert "распознавание" in (document.reason or "")


@needs_ocr
@pytest.mark.parametrize("name", ["scan.jpg", "scan.pdf", "garbage_layer.pdf"])
def test_scans_are_recognised(name: str) -> None:
    document = read(sample(name), Hints(), name)
    assert (document.status, document.text_source, document.pages) == (ReadStatus.OK, TextSource.OCR, 1)
    in_order(document, "ПРИКАЗ", "30.08.2024", "118-од", "Об утверждении Положения о наставничестве")
    assert "YTBEPX" not in document.text


@needs_ocr
def test_header_of_a_turned_scan_is_recognised() -> None:
    document = read(sample("scan_turned.jpg"), Hints(), "", Limits(ocr=OcrMode.HEADER))
    in_order(document, "ПРИКАЗ", "30.08.2024", "118-од")
    assert "Молодой учитель" not in document.text
    assert document.reason == "распознан только верх первой страницы"


@needs_ocr
def test_frames_of_a_tiff_are_pages() -> None:
    document = read(sample("scan.tiff"), Hints(), "", Limits(max_ocr_pages=1))
    assert document.pages == 2
    assert document.reason == "не распознано страниц: 1"


@needs_ocr
def test_stains_are_no_text() -> None:
    hopeless = Path(__file__).parents[2] / "demo" / "district" / "files" / "rucheek-prikaz.pdf"
    document = read(hopeless.read_bytes(), path=hopeless.name)
    assert document.status is ReadStatus.UNREADABLE
    assert "неразборчиво" in (document.reason or "")
