"""Presentations, books under a password and documents of objects only: OLE files made by changing real ones."""

from __future__ import annotations

import io
import struct

import olefile  # type: ignore[import-untyped, unused-ignore]
import pytest

from extractors.model import ReadStatus
from tests.extractors_formats.samples import make_zip, patched, read_plain, sample

_SLIDE, _MASTER, _OUTLINE, _CHARS, _BYTES = 0x03EE, 0x03F8, 0x0FF0, 0x0FA0, 0x0FA8


def with_stream(data: bytes, name: str, content: bytes) -> bytes:
    """The OLE file with a stream's content exchanged, its length kept."""
    file = io.BytesIO(data)
    with olefile.OleFileIO(file, write_mode=True) as ole:
        ole.write_stream(name, content.ljust(ole.get_size(name), b"\0"))
    return file.getvalue()


def renamed(data: bytes, old: str, new: str) -> bytes:
    """The OLE file with a stream renamed in its directory."""
    names = [name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2 * len(name) + 2) for name in (old, new)]
    return patched(data, *names)


def record(kind: int, content: bytes, version: int = 0) -> bytes:
    return struct.pack("<HHI", version, kind, len(content)) + content


def ppt(*records: bytes) -> bytes:
    """A presentation of these records."""
    return renamed(with_stream(sample("act.doc"), "WordDocument", b"".join(records)), "WordDocument", "PowerPoint Document")


def text(words: str) -> bytes:
    return record(_CHARS, words.encode("utf-16-le"))


def test_texts_of_slides_without_those_of_masters_and_notes() -> None:
    document = read_plain(
        ppt(
            record(_MASTER, text("Образец заголовка"), 0xF),
            record(_OUTLINE, text("Наставничество\rв школе"), 0xF),
            record(_OUTLINE, text("Заметки"), 0x2F),
            record(_SLIDE, record(0x040C, text("Приказ № 5"), 0xF), 0xF),
            record(_SLIDE, record(_BYTES, b"2024"), 0xF),
        )
    )
    assert (document.format, document.status, document.pages) == ("ppt", ReadStatus.OK, 3)
    assert document.text == "Наставничество\nв школе\n\fПриказ № 5\n\f2024"


@pytest.mark.parametrize("size", [0, 7, 8, 40])
def test_damaged_presentation(size: int) -> None:
    whole = record(_SLIDE, text("Приказ" * 20), 0xF)
    cut = read_plain(ppt(whole[:size]))
    assert cut.status in (ReadStatus.EMPTY, ReadStatus.OK, ReadStatus.UNREADABLE)
    huge = read_plain(ppt(struct.pack("<HHI", 0, _CHARS, 0xFFFFFFFF)))
    assert huge.status is not ReadStatus.OK


def test_presentation_under_a_password() -> None:
    data = ppt(record(_SLIDE, text("ничего"), 0xF))
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        other = next(entry[-1] for entry in ole.listdir() if "able" in entry[-1])
    document = read_plain(renamed(data, other, "EncryptedSummary"))
    assert (document.status, document.reason) == (ReadStatus.ENCRYPTED, "презентация защищена паролем")


def test_books_under_a_password() -> None:
    with olefile.OleFileIO(io.BytesIO(sample("table.xls"))) as ole:
        stream = ole.openstream("Workbook").read()
    first = 4 + struct.unpack_from("<H", stream, 2)[0]
    stream = stream[:first] + struct.pack("<H", 0x2F) + stream[first + 2 : first + 8] + b"\xff" * (len(stream) - first - 8)
    assert read_plain(with_stream(sample("table.xls"), "Workbook", stream)).status is ReadStatus.ENCRYPTED
    manifest = b'<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>'
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    ods = make_zip({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": b"\x8f" * 900})
    assert read_plain(ods).status is ReadStatus.ENCRYPTED


def test_a_document_of_objects_only_is_empty_not_damaged() -> None:
    data = sample("act.doc")
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        word = bytearray(ole.openstream("WordDocument").read())
    begins = read_plain(data).text.lstrip()[:8]
    first = word.find(begins.encode("utf-16-le"))
    assert begins and first > 0
    characters = sum(struct.unpack_from("<8i", word, 0x4C))
    field = "\x13 EMBED Excel.Sheet.8 \x14\x01\x15\r".ljust(characters, "\r").encode("utf-16-le")
    word[first : first + len(field)] = field
    document = read_plain(with_stream(data, "WordDocument", bytes(word)))
    assert (document.status, document.format) == (ReadStatus.EMPTY, "doc")
