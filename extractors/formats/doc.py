"""DOC (Word 97–2003): the piece table read straight from the OLE streams, then catdoc.

Structures by [MS-DOC]: FIB (2.5.1), Clx (2.9.38), PlcPcd (2.8.35).
"""

from __future__ import annotations

import io
import re
import struct
import tempfile
from pathlib import Path

import olefile  # type: ignore[import-untyped, unused-ignore]

from extractors import tools
from extractors.charset import russian_letters
from extractors.formats.content import Content, EncryptedError, Source, UnreadableError

_WORD_97 = 0x00C1
_MAGICS = (0xA5EC, 0xA5DC)
"""Of Word 97 and of Word 6 and 95, whose password flag stands in the same place."""
_COMPRESSED = 0x40000000
_LEFT_OUT = (3, 4)
"""Of main text, footnotes, headers, macros, annotations, endnotes, text boxes, boxes of headers."""
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))")
_SIGNS = {
    **dict.fromkeys("\x00\x01\x02\x03\x04\x05\x08\x13\x14\x15\x1f", ""), "\x0b": "\n", "\x0c": "\f", "\x0d": "\n", "\x1e": "-",
}  # fmt: skip
"""Replaced one after the other: these signs are few, and looking for one in a text is far quicker than looking at each character."""
_ROW_END = re.compile("\x07\x07+")
_LETTERS = re.compile("[^\\W\\d_]+")
_ODD_CONTROLS = bytes((*range(0x0E, 0x13), *range(0x16, 0x1E)))
_ODD = re.compile("[\x0e-\x12\x16-\x1d\u0100-\u03ff\u0530-\u1fff\u2c00-\ud7ff\ufffd]")


class _NotWord97Error(Exception):
    """No piece table of Word 97 and later: an older file, or a broken one."""


def read_doc(source: Source) -> Content:
    """Read a DOC file."""
    try:
        return _pieces(source)
    except (_NotWord97Error, struct.error, IndexError, OSError, ValueError) as error:
        reason = str(error)
    try:
        text = _catdoc(source)
    except tools.ToolError as error:
        reason = str(error)
    else:
        if _plausible(text):
            return Content(text)
    raise UnreadableError(f"файл DOC не читается: {reason}" if reason else "файл DOC не читается")


def _pieces(source: Source) -> Content:
    with olefile.OleFileIO(io.BytesIO(source.data)) as ole:
        if not ole.exists("WordDocument"):
            raise _NotWord97Error("нет потока WordDocument")
        word = ole.openstream("WordDocument").read()
        magic, version = struct.unpack_from("<HH", word, 0)
        (flags,) = struct.unpack_from("<H", word, 0x0A)
        if magic in _MAGICS and flags & 0x0100:
            raise EncryptedError("документ защищён паролем")
        if magic != _MAGICS[0] or version < _WORD_97:
            raise _NotWord97Error("формат старше Word 97")
        table = ole.openstream("1Table" if flags & 0x0200 else "0Table").read()
        title = _title(ole)
    start, size = struct.unpack_from("<II", word, 0x01A2)
    counts = struct.unpack_from("<8i", word, 0x4C)
    text = _text(word, table[start : start + size], source.limits.max_text)
    parts: list[str] = []
    position = 0
    for index, count in enumerate(counts):
        count = max(count, 0)
        part = _clean(text[position : position + count])
        position += count
        if part.strip() and index not in _LEFT_OUT:
            parts.append(part if index == 0 else "\n".join(line for line in part.split("\n") if line.strip()))
    joined = "\n".join(parts) if parts else _clean(text)
    only_objects = "\x13" in text and not joined.strip()
    if len(text) > 20 and not only_objects and not _plausible(joined):
        raise _NotWord97Error("таблица фрагментов повреждена")
    return Content(joined, title=title)


def _text(word: bytes, clx: bytes, limit: int) -> str:
    position = 0
    while position < len(clx) and clx[position] == 1:
        position += 3 + int(struct.unpack_from("<H", clx, position + 1)[0])
    if position >= len(clx) or clx[position] != 2:
        raise _NotWord97Error("нет таблицы фрагментов")
    (size,) = struct.unpack_from("<I", clx, position + 1)
    plc = clx[position + 5 : position + 5 + size]
    count = (len(plc) - 4) // 12
    if count < 1:
        raise _NotWord97Error("таблица фрагментов пуста")
    ends = struct.unpack_from(f"<{count + 1}I", plc, 0)
    pieces: list[str] = []
    total = 0
    for index in range(count):
        length = ends[index + 1] - ends[index]
        if length <= 0 or total > limit:
            continue
        (address,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * index + 2)
        if address & _COMPRESSED:
            offset = (address & ~_COMPRESSED) // 2
            piece = word[offset : offset + length].decode("cp1252", "replace")
        else:
            piece = word[address : address + 2 * length].decode("utf-16-le", "replace")
        pieces.append(piece)
        total += len(piece)
    return "".join(pieces)


def _clean(text: str) -> str:
    while True:
        shorter = _FIELD_CODE.sub("", text)
        if shorter == text:
            break
        text = shorter
    text = _ROW_END.sub("\n", text).replace("\x07", "\t")
    for sign, shown in _SIGNS.items():
        text = text.replace(sign, shown)
    return text


def _title(ole: olefile.OleFileIO) -> str:  # type: ignore[type-arg, unused-ignore]
    try:
        raw = ole.get_metadata().title
    except (OSError, ValueError, IndexError, struct.error, TypeError, AttributeError):
        return ""  # a broken property set says nothing about the text
    if not isinstance(raw, bytes):
        return ""
    try:
        return " ".join(raw.decode("utf-8").split())
    except UnicodeDecodeError:
        return " ".join(raw.decode("cp1251", "replace").split())


def _plausible(text: str) -> bool:
    """Text of a European language rather than bytes read as characters."""
    usual = len(text.encode("cp1251", "ignore").translate(None, _ODD_CONTROLS))
    if 5 * (len(text) - usual) < russian_letters(text):
        return True  # what is odd stands among the rest: nearly every text is decided here
    letters = len("".join(_LETTERS.findall(text)))
    odd = len(_ODD.findall(text))
    return letters > 0 and odd * 5 < letters


def _catdoc(source: Source) -> str:
    with tempfile.TemporaryDirectory(prefix="monitor-") as name:
        given = Path(name) / "document.doc"
        given.write_bytes(source.data)
        arguments, limit = ["-w", "-dutf-8", str(given)], 4 * source.limits.max_text
        out = tools.run("catdoc", arguments, seconds=source.budget.seconds(30), max_output=limit).stdout
    return out.decode("utf-8", "replace").replace("\x07", "\t")
