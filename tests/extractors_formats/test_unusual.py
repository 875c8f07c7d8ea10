"""Files that a school may hang out although nobody expects them: read, or told in Russian why not."""

from __future__ import annotations

import ctypes
import io
import zipfile
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from random import Random

import docx
import pypdfium2 as pdfium  # type: ignore[import-untyped, unused-ignore]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped, unused-ignore]
import pytest
from PIL import Image, features

from extractors.acts import find_acts
from extractors.model import Document, Hints, ReadStatus
from extractors.read import Limits, OcrMode, read

_LINES = (
    "МБОУ «Средняя школа № 5 села Ключи»", "ПРИКАЗ", "02.09.2024 № 43-од", "О внедрении системы наставничества",
    "В соответствии с планом работы ПРИКАЗЫВАЮ:", "1. Утвердить Положение о наставничестве.",
)  # fmt: skip


def _docx() -> bytes:
    document = docx.Document()
    for line in _LINES:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _zip(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return stream.getvalue()


def _is_the_order(document: Document) -> bool:
    acts = find_acts(document, Hints()) if document.status is ReadStatus.OK else ()
    return [act.number for act in acts] == ["43-од"]


def _portfolio(**files: bytes) -> bytes:
    document = pdfium.PdfDocument.new()
    document.new_page(595, 842)
    for name, data in files.items():
        wide = f"{name}\0".encode("utf-16-le")
        attachment = pdfium_c.FPDFDoc_AddAttachment(document.raw, (ctypes.c_ushort * (len(wide) // 2)).from_buffer_copy(wide))
        assert pdfium_c.FPDFAttachment_SetFile(
            attachment, document.raw, (ctypes.c_ubyte * len(data)).from_buffer_copy(data), len(data)
        )
    stream = io.BytesIO()
    document.save(stream)
    document.close()
    return stream.getvalue()


def test_the_files_of_a_pdf_portfolio_are_members() -> None:
    found = read(_portfolio(Приказ=_docx(), Смета=b"x" * 40), path="set.pdf")
    assert found.status is ReadStatus.OK and not found.text.strip()
    members = {member.path: member for member in found.members}
    assert set(members) == {"set.pdf!/Приказ", "set.pdf!/Смета"} and _is_the_order(members["set.pdf!/Приказ"])


def test_portfolios_in_portfolios_end() -> None:
    data = _docx()
    for _ in range(8):
        data = _portfolio(inner=data)
    found = read(data, path="a.pdf")
    depth = 0
    while found.members:
        found, depth = found.members[0], depth + 1
    assert depth == Limits().archive_depth and "вложен" in (found.reason or "")


def test_a_form_that_only_adobe_shows_says_so() -> None:
    words = b"Please wait... If this message is not eventually replaced with the proper contents of the document, your PDF viewer"
    content = b"BT /F1 12 Tf 50 700 Td (" + words + b") Tj ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"".join(b"%d 0 obj%s\nendobj\n" % (number, part) for number, part in enumerate(parts, 1))
    found = read(b"%PDF-1.7\n" + body + b"trailer<</Size 6/Root 1 0 R>>\n%%EOF")
    assert found.status is ReadStatus.UNREADABLE and "XFA" in (found.reason or "")


def test_what_is_attached_to_a_letter_is_read() -> None:
    letter = MIMEMultipart()
    letter["Subject"], letter["From"], letter["Date"] = "Приказ", "school@example.ru", "Mon, 02 Sep 2024 10:00:00 +0300"
    letter.attach(MIMEText("Направляем документ.", "plain", "utf-8"))
    attachment = MIMEApplication(_docx())
    attachment.add_header("Content-Disposition", "attachment", filename="Приказ.docx")
    letter.attach(attachment)
    found = read(letter.as_bytes(), path="letter.eml")
    assert (found.format, found.text.strip(), len(found.members)) == ("eml", "Направляем документ.", 1)
    assert found.members[0].path == "letter.eml!/Приказ.docx" and _is_the_order(found.members[0])


def test_an_xps_file_gives_its_lines() -> None:
    glyphs = "".join(f'<Glyphs OriginY="{number * 20}" UnicodeString="{line}"/>' for number, line in enumerate(_LINES))
    page = f'<FixedPage xmlns="http://schemas.microsoft.com/xps/2005/06">{glyphs}</FixedPage>'
    found = read(_zip({"[Content_Types].xml": "<Types/>", "FixedDocSeq.fdseq": "<a/>", "Documents/1/Pages/1.fpage": page}))
    assert (found.format, found.pages) == ("xps", 1) and _is_the_order(found)


def test_a_book_gives_its_chapters_in_the_order_of_the_spine() -> None:
    head, rest = ("".join(f"<p>{line}</p>" for line in part) for part in (_LINES[:3], _LINES[3:]))
    found = read(
        _zip({
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
            "OPS/book.opf": '<package><manifest><item id="a" href="z.xhtml"/><item id="b" href="a.xhtml"/></manifest>'
            '<spine><itemref idref="a"/><itemref idref="b"/></spine></package>',
            "OPS/a.xhtml": f"<html><body>{rest}</body></html>",
            "OPS/z.xhtml": f"<html><body>{head}</body></html>",
        })
    )  # fmt: skip
    assert found.format == "epub" and _is_the_order(found)


@pytest.mark.parametrize(("shape", "shown"), [("JPEG2000", "jp2"), ("AVIF", "avif"), ("WEBP", "webp"), ("GIF", "gif")])
def test_pictures_of_rare_kinds_are_scans_too(shape: str, shown: str) -> None:
    if shape == "AVIF" and not features.check("avif"):
        pytest.skip("this Pillow has no AVIF")
    stream = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(stream, shape)
    found = read(stream.getvalue(), limits=Limits(ocr=OcrMode.OFF))
    assert (found.format, found.reason) == (shown, "скан: распознавание выключено")


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\7" * 500, "HEIC"),
        (b"\xff" + b"WPC" + b"\7" * 500, "WordPerfect"),
        (b"\x01\xfe2\0" + b"\7" * 500, "Works"),
        (b"1\xbe\0\0\0\xab" + "ПРИКАЗ".encode("cp1251") * 90, "Write"),
        (b"\xdb\xa5\x2d\0" + "ПРИКАЗ".encode("cp1251") * 90, "Word 2"),
        (bytes(18) + b"\xff\xff\xff" * 900 + b"TRUEVISION-XFILE.\0", "TGA"),
        (b"\xff" * 900 + b"PK\x05\x06" + b"\x01\0\x01\0" + bytes(14), "многотомного"),
    ],
)
def test_a_known_format_that_is_not_read_is_named(data: bytes, named: str) -> None:
    found = read(data)
    assert found.status is ReadStatus.UNREADABLE and named in (found.reason or "")


_FIRST_PART = bytes.fromhex(
    "504b0708504b0304140000000800f4bd765daae7dc1dc11a0600801a060005001c00612e62696e55540900031b7f036b1b7f036b75780b000104000000000400"
)
_LAST_PART = bytes.fromhex(
    "504b01021e03140000000800f4bd765daae7dc1dc11a0600801a0600050018000000000000000000a48104000000612e62696e55540500031b7f036b75780b000104"
    "000000000400000000504b01021e03140000000800f4bd765daae7dc1dc11a0600801a0600050018000000030000000000a481046b0100622e62696e555405000"
    "31b7f036b75780b000104000000000400000000504b0506070007000200020096000000044601000000"
)
"""How the first part begins and the last ends that ``zip -s 100k`` made of two files."""


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("акты.z01", _FIRST_PART + b"\x8f" * 900),
        ("акты.z02", Random(2).randbytes(900)),
        ("акты.zip", b"\x8f" * 900 + _LAST_PART),
    ],
)
def test_each_part_of_a_divided_zip_says_what_it_is(name: str, data: bytes) -> None:
    found = read(data, path=name)
    assert (found.status, found.reason) == (
        ReadStatus.UNREADABLE,
        "часть многотомного архива ZIP: одна часть без остальных не читается",
    )


def test_a_text_that_begins_like_a_letter_stays_a_text() -> None:
    found = read(
        "Тема: приказ\nДата: 02.09.2024\n\nПРИКАЗ № 43-од\nот 02.09.2024\nО внедрении наставничества\nПРИКАЗЫВАЮ:\n1. Внедрить.".encode()
    )
    assert found.format == "txt"
