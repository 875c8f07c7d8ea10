"""Files for the tests of reading: the committed ones, and small ones that are made on the spot."""

from __future__ import annotations

import io
import shutil
import struct
import zipfile
import zlib
from pathlib import Path

import libarchive
import pytest

from extractors.limits import Limits, OcrMode
from extractors.model import Document, Hints
from extractors.read import read
from extractors.tools import ocr_languages

FILES = Path(__file__).parent.parent / "files"
NO_OCR = Limits(ocr=OcrMode.OFF)
ACT_WORDS = ("Верхние Ключи", "ПРИКАЗ", "30.08.2024", "118-од", "Об утверждении Положения о наставничестве", "учитель химии")

needs_ocr = pytest.mark.skipif("rus" not in ocr_languages(), reason="tesseract with Russian data is not installed")
needs_catdoc = pytest.mark.skipif(shutil.which("catdoc") is None, reason="catdoc is not installed")
needs_unar = pytest.mark.skipif(shutil.which("unar") is None, reason="unar is not installed")


def sample(name: str) -> bytes:
    """A committed file."""
    return (FILES / name).read_bytes()


def read_plain(data: bytes, path: str = "", **hints: str) -> Document:
    """Read without recognition."""
    return read(data, Hints(**hints), path, NO_OCR)


class _RawName(zipfile.ZipInfo):
    """A member whose name is written in a code page without the UTF-8 flag, as old archivers do."""

    charset = "cp866"

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the library's hook
        return self.filename.encode(self.charset), self.flag_bits & ~0x800


def make_zip(members: dict[str, bytes], charset: str = "", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive; with ``charset`` the names are in that code page and carry no flag."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members.items():
            if charset:
                info = _RawName(name)
                info.charset = charset
                info.compress_type = method
                archive.writestr(info, data)
            else:
                archive.writestr(name, data)
    return stream.getvalue()


def make_7z(members: dict[str, bytes], folder: Path) -> bytes:
    """A 7z archive."""
    path = folder / "made.7z"
    with libarchive.file_writer(str(path), "7zip") as archive:
        for name, data in members.items():
            archive.add_file_from_memory(name, len(data), data)
    return path.read_bytes()


def make_rar(members: dict[str, bytes], volume: bool = False) -> bytes:
    """A RAR archive of version 3 with stored members, or a volume of one."""

    def block(kind: int, flags: int, body: bytes, extra: bytes = b"") -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + extra

    out = b"Rar!\x1a\x07\x00" + block(0x73, int(volume), bytes(6))
    for name, data in members.items():
        raw = name.encode("ascii")
        body = struct.pack("<IIBIIBBHI", len(data), len(data), 2, zlib.crc32(data), 0x5921_0000, 20, 0x30, len(raw), 0x20) + raw
        out += block(0x74, 0x8000, body, data)
    return out + block(0x7B, 0x4000, b"")


def patched(data: bytes, old: bytes, new: bytes) -> bytes:
    """Bytes with one place changed (which must be there)."""
    assert data.count(old) >= 1
    return data.replace(old, new, 1)
