"""PPT (PowerPoint 97–2003): the texts of the slides, read from the records of the OLE stream.

Structures by [MS-PPT]: RecordHeader (2.3.1), SlideListWithTextContainer (2.4.14.3), TextCharsAtom (2.9.42), TextBytesAtom (2.9.43).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile  # type: ignore[import-untyped, unused-ignore]

from extractors.formats.content import Content, EncryptedError, Lines, Source, UnreadableError

_CIPHERED = 0xF3D1C4DF
"""The token of a presentation under a password, in the stream that names the current user."""
_CONTAINER = 0xF
_SLIDE, _OUTLINE = 0x03EE, 0x0FF0
_TEXT, _LATIN_TEXT = 0x0FA0, 0x0FA8
_OF_SLIDES = 0
"""The instance of a list of texts that belongs to slides; others belong to masters and notes."""


def read_ppt(source: Source) -> Content:
    """Read a PPT file: a page for the list of outline texts and one for each slide with texts of its own."""
    try:
        with olefile.OleFileIO(io.BytesIO(source.data)) as ole:
            if not ole.exists("PowerPoint Document"):
                raise UnreadableError("презентация PPT старше PowerPoint 97 или повреждена")
            user = ole.openstream("Current User").read(16) if ole.exists("Current User") else b""
            if ole.exists("EncryptedSummary") or (len(user) == 16 and int.from_bytes(user[12:], "little") == _CIPHERED):
                raise EncryptedError("презентация защищена паролем")
            stream = ole.openstream("PowerPoint Document").read()
    except (OSError, ValueError, IndexError, TypeError, struct.error) as error:
        raise UnreadableError("презентация PPT повреждена") from error
    lines = Lines(source.limits.max_text)
    pages = 0
    last = -1
    for place, text in _texts(stream):
        new = place != last
        lines.add(("\f" if new and pages else "") + text.replace("\r", "\n").replace("\v", "\n"))
        pages += new
        last = place
    return Content(lines.text(), pages=pages or None, note=lines.note)


def _texts(stream: bytes) -> Iterator[tuple[int, str]]:
    """Texts in their order, each with the place of the slide or outline it belongs to; masters and notes are left out."""
    position = place = end = 0
    while position + 8 <= len(stream):
        version, kind, size = struct.unpack_from("<HHI", stream, position)
        position += 8
        if version & 0xF == _CONTAINER:
            if kind == _SLIDE or (kind == _OUTLINE and version >> 4 == _OF_SLIDES):
                place, end = position, position + size
            continue
        if kind in (_TEXT, _LATIN_TEXT) and position < end:
            yield place, stream[position : position + size].decode("utf-16-le" if kind == _TEXT else "latin-1", "replace")
        position += size
