"""The format of a file by its bytes: names and Content-Types of school sites lie."""

from __future__ import annotations

import io
import re
import struct
import zipfile

import olefile  # type: ignore[import-untyped, unused-ignore]

from extractors.charset import decode
from extractors.formats.signed import is_signed

_ZONE = 4096
_END = struct.Struct("<4sHHHHIIH")
_ENTRY = struct.Struct("<4s24xHHH12x")
_MOST_ENTRIES = 2000
"""A ZIP's end and the fixed part of an entry in its directory."""
_MAGIC = (
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"AT&TFORM", "djvu"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "jp2"),
    (b"\xffO\xffQ", "jp2"),
)
_FOREIGN = (
    (b"\xdb\xa5", 0, "Word 2 для Windows"),
    (b"1\xbe\0\0\0\xab", 0, "Windows Write"),
    (b"\xffWPC", 0, "WordPerfect"),
    (b"\x01\xfe2\0", 0, "Microsoft Works"),
    (b"ftyphei", 4, "HEIC (снимок телефона Apple)"),
    (b"ftyphev", 4, "HEIC (снимок телефона Apple)"),
    (b"ftypmif1", 4, "HEIC (снимок телефона Apple)"),
    (b"ftypmp4", 4, "видео MP4"),
    (b"ftypisom", 4, "видео MP4"),
    (b"ftypqt", 4, "видео QuickTime"),
    (b"ID3", 0, "звук MP3"),
    (b"MZ\x90\0", 0, "программа Windows"),
    (b"\x1f\x8b", 0, "архив GZIP"),
    (b"BZh", 0, "архив BZIP2"),
    (b"\xfd7zXZ\0", 0, "архив XZ"),
    (b"8BPS", 0, "рисунок Photoshop"),
    (b"%!PS", 0, "PostScript"),
    (b"\xd7\xcd\xc6\x9a", 0, "рисунок WMF"),
    (b"\0\0\x01\0", 0, "значок Windows"),
)
_TGA_END = b"TRUEVISION-XFILE.\0"
_LETTER = re.compile(r"(?:(?:[A-Za-z][\w-]*):[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}")
_LETTER_FIELDS = (
    re.compile(r"^(?:From|Received|Return-Path):", re.I | re.M),
    re.compile(r"^(?:Subject|Date|MIME-Version|To):", re.I | re.M),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.text-template": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.spreadsheet-template": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?>(?:<!--.*?-->\s*)*)<(?:!doctype\s+html|html|head|body|title|meta)\b", re.I | re.S
)
_HTML_TAG = re.compile(
    r"<(?:html|head|body|table|tr|td|p|div|br|a|font|span|ul|li|h[1-6]|b|strong|title|meta|script)\b[^<>]*>", re.I
)
_WORD_XML = re.compile(
    r"<\?xml.{0,400}?<(?:\?mso-application\s+progid=\"Word\.Document\"|(?:w:wordDocument|pkg:package)\b)", re.S
)
_FLAT_OPEN_DOCUMENT = re.compile(r"<\?xml.{0,400}?<office:document\s", re.S)
_PARTS = ("word/document.xml", "xl/workbook.xml", "ppt/presentation.xml", "content.xml")
_MHT = re.compile(r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?content-type:\s*multipart/related", re.I)
_CONTROL = re.compile(rb"[\x00-\x06\x0e-\x19\x1c-\x1f]")


def foreign_format(data: bytes) -> str:
    """The Russian name of a format that is known but not read; "" for any other."""
    if data.endswith(_TGA_END):
        return "рисунок TGA"
    return next((name for magic, at, name in _FOREIGN if data.startswith(magic, at)), "")


def sniff(data: bytes, content_type: str = "") -> str:
    """Name of the format: pdf, docx, xlsx, pptx, odt, ods, odp, doc, xls, ppt, rtf, html, mht, wordxml, txt, zip, rar, 7z, jpeg,
    png, tiff, gif, webp, bmp, jp2, avif, djvu, eml, xps, epub, signed (CMS), encrypted (an office file under a password) or other.

    ``content_type`` decides only between HTML and plain text where the bytes leave it open.
    """
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    if data.startswith(_OLE):
        return _ole(data)
    if data.startswith(_ZIP):
        return _zip(data)
    if data.startswith((b"ftypavif", b"ftypavis"), 4):
        return "avif"
    if foreign_format(data):
        return "other"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[:2] == b"BM" and len(data) > 26 and struct.unpack_from("<I", data, 14)[0] in (12, 40, 52, 56, 64, 108, 124):
        return "bmp"
    if is_signed(data):
        return "signed"
    text = _text_format(data, content_type)
    if (pdf := data.find(b"%PDF-", 0, _ZONE)) >= 0 and (pdf < 1100 or text == "other"):
        return "pdf"
    if text in ("other", "txt") and data[:_ZONE].lstrip(b"\0\r\n\t \xef\xbb\xbf").startswith(b"{\\rtf"):
        return "rtf"
    return text


def _ole(data: bytes) -> str:
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            names = {"/".join(path).lower() for path in ole.listdir()[:500]}
    except (OSError, ValueError, IndexError, TypeError, struct.error, RecursionError, MemoryError):
        names = set()
    for stream, name in (
        ("encryptedpackage", "encrypted"),
        ("worddocument", "doc"),
        ("workbook", "xls"),
        ("book", "xls"),
        ("powerpoint document", "ppt"),
    ):
        if stream in names:
            return name
    for mark, name in (("WordDocument", "doc"), ("Workbook", "xls"), ("PowerPoint Document", "ppt"), ("Book", "xls")):
        if mark.encode("utf-16-le") in data:  # the directory of a damaged file
            return name
    return "other"


def _entries(data: bytes) -> set[str]:
    """Names in an ordinary ZIP's directory, in lower case; none where anything about it is unusual (``zipfile`` knows more)."""
    end = len(data) - _END.size
    if end < 0:
        return set()
    mark, disk, _first, _here, count, size, start, comment = _END.unpack_from(data, end)
    if mark != b"PK\x05\x06" or disk or comment or start + size != end or count > _MOST_ENTRIES:
        return set()
    names: set[str] = set()
    at = start
    for _ in range(count):
        if at + _ENTRY.size > end:
            return set()
        mark, name_size, extra_size, comment_size = _ENTRY.unpack_from(data, at)
        name = data[at + _ENTRY.size : at + _ENTRY.size + name_size]
        if mark != b"PK\x01\x02" or not name.isascii() or b"\0" in name:
            return set()
        names.add(name.decode("ascii").lower())
        at += _ENTRY.size + name_size + extra_size + comment_size
    return names if at == end else set()


def _office(names: set[str]) -> str:
    """The kind of an office package by the names of its parts; "" for anything else."""
    if "[content_types].xml" in names or "_rels/.rels" in names:
        for folder, name in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(part.startswith(folder) for part in names):
                return name
    return ""


def _zip(data: bytes) -> str:
    quick = _entries(data)
    if quick and "mimetype" not in quick and (kind := _office(quick)):
        return kind
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.lower() for name in archive.namelist()[:20_000]}
            if "mimetype" in names:
                real = next(name for name in archive.namelist() if name.lower() == "mimetype")
                with archive.open(real) as stream:
                    kind = stream.read(200).decode("ascii", "replace").strip()
                if kind == "application/epub+zip":
                    return "epub"
                if kind in _OPEN_DOCUMENT:
                    return _OPEN_DOCUMENT[kind]
    except Exception:  # damaged in one of many ways: what can be seen in the raw bytes decides
        names = {name for name in _PARTS if name.encode() in data}
        names |= {"[content_types].xml"} if names - {"content.xml"} else set()
    if kind := _office(names):
        return kind
    if any(part.endswith(".fpage") for part in names):
        return "xps"
    if "content.xml" in names and "meta-inf/manifest.xml" in names:
        return "odt"
    return "zip"


def _text_format(data: bytes, content_type: str) -> str:
    zone = data[:_ZONE]
    wide = zone.startswith((b"\xff\xfe", b"\xfe\xff")) or zone.count(0) * 3 > len(zone)
    if not wide and len(_CONTROL.findall(zone)) * 50 > len(zone):
        return "other"
    text = decode(zone).text
    if wide and sum(ord(char) < 32 and char not in "\t\n\r\f" for char in text) * 50 > len(text):
        return "other"
    if _WORD_XML.match(text.lstrip("\ufeff")):
        return "wordxml"
    if _FLAT_OPEN_DOCUMENT.match(text.lstrip("\ufeff \r\n\t")):
        return "other"
    if _MHT.match(text.lstrip()):
        return "mht"
    if (head := _LETTER.match(text.lstrip("\ufeff"))) and all(field.search(head.group()) for field in _LETTER_FIELDS):
        return "eml"
    if _HTML_START.match(text.lstrip("\ufeff")):
        return "html"
    tags = len(_HTML_TAG.findall(text))
    if tags >= 3 or (tags and "html" in content_type.lower()):
        return "html"
    if text.lstrip("\ufeff \r\n\t").startswith("<?xml"):
        return "other"
    return "txt" if text.strip("\0 \r\n\t") else "other"
