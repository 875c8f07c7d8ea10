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
_SKIPS = re.compile(r"\\uc(\d*)")
_UNICODE = re.compile(r"(?<!\\)(\\u\d{3,5} ?(?:\\'[0-9a-fA-F]{2}|\?))")
_CODE = re.compile(r"\d+")
_LOOKS = re.compile(
    r"(?<!\\)(?:\\(?:r(?:tlch|tlpar|in|i)|l(?:trch|och|ang|angfe|angnp|angfenp|trpar|in|i)|hich|dbch|a(?:f|fs|lang|djustright|spalpha"
    r"|spnum|b|i)|f(?:s|cs|i|aauto)|c(?:f|b|harrsid|grid)|s(?:l|lmult|b|a)|q[lcrj]|w(?:idctlpar|rapdefault)|nowidctlpar|hyphpar|kerning|insrsid"
    r"|itap|b|i)(?:-?\d{1,10}|(?![a-z\d-])) ?){2,}"
)
"""Runs of words that say only how the text looks; a line end in their place parts their neighbours and is no text in RTF."""


def read_rtf(source: Source) -> Content:
    """Read an RTF file."""
    data = _without_binary(source.data)
    code_page = _CODE_PAGE.search(data, 0, 4096)
    charset = f"cp{int(code_page.group(1))}" if code_page else ""
    raw = data.decode("ascii") if data.isascii() else decode(data, charset.replace("cp", "windows-")).text
    raw = _CELL.sub(r"\\tab", _HEX_BLOCK.sub("", _shortened(raw)))
    try:
        text = rtf_to_text(raw, encoding="cp1251" if charset in ("", "cp1252", "cp0") else charset, errors="ignore")  # type: ignore[no-untyped-call, unused-ignore]
    except (ValueError, IndexError, KeyError, LookupError, TypeError, UnicodeError) as error:
        raise UnreadableError(f"файл RTF повреждён ({type(error).__name__})") from error
    lines = Lines(source.limits.max_text)
    for line in text.replace("\r\n", "\n").split("\n"):
        lines.add(line.rstrip("\t "))
    return Content(lines.text(), note=lines.note)


def _shortened(raw: str) -> str:
    """The same text in a fraction of the characters: the library looks at each of them in turn."""
    if all(skipped == "1" for skipped in _SKIPS.findall(raw)):  # how many signs stand in for a Unicode one never changes
        pieces = _UNICODE.split(raw)
        shown = {escape: _character(escape) for escape in set(pieces[1::2])}
        pieces[1::2] = map(shown.__getitem__, pieces[1::2])
        raw = "".join(pieces)
    return _LOOKS.sub("\n", raw)


def _character(escape: str) -> str:
    """What an escape stands for; the escape itself where that is a sign of RTF, half of a pair or nothing."""
    found = _CODE.search(escape)
    code = int(found.group()) if found else 0
    return chr(code) if 0xA0 <= code < 0xD800 or 0xE000 <= code <= 0xFFFF else escape


def _without_binary(data: bytes) -> bytes:
    pieces: list[bytes] = []
    last = 0
    while (match := _BINARY.search(data, last)) is not None:
        pieces.append(data[last : match.start()])
        last = min(len(data), match.end() + int(match.group(1)))
    pieces.append(data[last:])
    return b"".join(pieces)
