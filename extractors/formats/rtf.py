"""RTF through striprtf, with pictures and binary blocks taken out first."""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from extractors.charset import decode
from extractors.formats.content import Content, Lines, Source, UnreadableError

_HEX_BLOCK = re.compile(r"[0-9a-fA-F\s]{2000,}")
_BINARY = re.compile(rb"\\bin(\d{1,9}) ?")
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_CELL = re.compile(r"\\(?:nest)?cell(?![a-z])")


def read_rtf(source: Source) -> Content:
    """Read an RTF file."""
    data = _without_binary(source.data)
    code_page = _CODE_PAGE.search(data, 0, 4096)
    charset = f"cp{int(code_page.group(1))}" if code_page else ""
    raw = data.decode("ascii") if data.isascii() else decode(data, charset.replace("cp", "windows-")).text
    raw = _CELL.sub(r"\\tab", _HEX_BLOCK.sub("", raw))
    try:
        text = rtf_to_text(raw, encoding="cp1251" if charset in ("", "cp1252", "cp0") else charset, errors="ignore")  # type: ignore[no-untyped-call, unused-ignore]
    except (ValueError, IndexError, KeyError, LookupError, TypeError, UnicodeError) as error:
        raise UnreadableError(f"файл RTF повреждён ({type(error).__name__})") from error
    lines = Lines(source.limits.max_text)
    for line in text.replace("\r\n", "\n").split("\n"):
        lines.add(line.rstrip("\t "))
    return Content(lines.text(), note=lines.note)


def _without_binary(data: bytes) -> bytes:
    pieces: list[bytes] = []
    last = 0
    while (match := _BINARY.search(data, last)) is not None:
        pieces.append(data[last : match.start()])
        last = min(len(data), match.end() + int(match.group(1)))
    pieces.append(data[last:])
    return b"".join(pieces)
