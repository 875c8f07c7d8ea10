"""Formats are told by bytes, whatever names and types say."""

import io
from pathlib import Path

import pytest
from PIL import Image

from extractors.sniff import sniff
from tests.extractors_formats.samples import make_7z, make_rar, make_zip, patched, sample


@pytest.mark.parametrize("name", ["act.doc", "act.docx", "act.odt", "act.pdf", "act.rtf", "table.xls", "table.xlsx", "table.ods"])
def test_office_files(name: str) -> None:
    assert sniff(sample(name), "application/octet-stream") == name.rpartition(".")[2]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "GIF", "WEBP", "BMP"])
def test_pictures(kind: str) -> None:
    stream = io.BytesIO()
    Image.new("L", (50, 50)).save(stream, kind)
    assert sniff(stream.getvalue()) == kind.lower()


def test_archives(tmp_path: Path) -> None:
    assert sniff(make_zip({"a.txt": b"a"})) == "zip"
    assert sniff(make_rar({"a.txt": b"a"})) == "rar"
    assert sniff(make_7z({"a.txt": b"a"}, tmp_path)) == "7z"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<!DOCTYPE html><p>x", "html"),
        (b"\xef\xbb\xbf\r\n <!-- c --><html>", "html"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC>", "html"),
        ("<p>Приказ</p><br><b>о</b>".encode("cp1251"), "html"),
        ("<html><body>Приказ".encode("utf-16"), "html"),
        ("Приказ № 5".encode("cp866"), "txt"),
        ("Приказ № 5".encode("utf-16"), "txt"),
        (b"<?xml version='1.0'?><feed/>", "other"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>', "wordxml"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x", "mht"),
        (b"junk before\r\n" * 5 + b"%PDF-1.4\n...", "pdf"),
        (b"\r\n{\\rtf1 x}", "rtf"),
        (b"AT&TFORM\0\0\0\0DJVU", "djvu"),
        (bytes(range(256)) * 8, "other"),
        (b"\0" * 100, "other"),
    ],
)
def test_text_and_odd_files(data: bytes, kind: str) -> None:
    assert sniff(data) == kind


def test_content_type_decides_between_page_and_text_only() -> None:
    one_tag = "Приказ <b> о наставничестве".encode()
    assert sniff(one_tag, "text/html") == "html"
    assert sniff(one_tag, "text/plain") == "txt"
    assert sniff(sample("act.pdf"), "text/html") == "pdf"


def test_office_file_under_a_password() -> None:
    name, locked = "WordDocument".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
    data = patched(sample("act.doc"), name + b"\0" * 8, locked)
    at = data.index(locked)
    data = data[: at + 64] + (len("EncryptedPackage") * 2 + 2).to_bytes(2, "little") + data[at + 66 :]
    assert sniff(data) == "encrypted"
