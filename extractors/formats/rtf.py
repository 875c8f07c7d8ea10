"""RTF through striprtf, with pictures and binary blocks taken out first."""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from extractors.charset import decode
from extractors.formats.content import Content, Lines, Source, UnreadableError

_HEX_RUN = 2000
_HEX_BLOCK = re.compile(rf"(?<![0-9a-fA-F\s])[0-9a-fA-F\s]{{{_HEX_RUN},}}")
_BINARY = re.compile(rb"\\bin(\d{1,9}) ?")
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_CELL = re.compile(r"\\(?:nest)?cell(?![a-z])")
_SKIPS = re.compile(r"\\uc(\d*)")
_UNICODE = re.compile(r"(\d{3,5}) ?(?:\\'[0-9a-fA-F]{2}|\?)")
"""What follows «\\u»: the code and what stands in its place for old programs."""
_SHORT = 12
_MOST_CODES = 4096
_LOOK = (
    r"(?:r(?:tlch|tlpar|in|i)|l(?:trch|och|ang|angfe|angnp|angfenp|trpar|in|i)|hich|dbch|a(?:f|fs|lang|djustright|spalpha"
    r"|spnum|b|i)|f(?:s|cs|i|aauto)|c(?:f|b|harrsid|grid|ellx|l(?:brdr[tlrb]|padf?[tlrb]|vertal[tcb]|txlrtb|cbpat|shdng|ftsWidth|wWidth))"
    r"|s(?:l|lmult|b|a)|q[lcrj]|w(?:idctlpar|rapdefault)|nowidctlpar|hyphpar|kerning|insrsid"
    r"|brdr(?:s|w|cf|nil|none|tbl)|tr(?:q[lcr]|left|gaph|paddf?[tlrb]|brdr[tlrbhv]|ftsWidth[AB]?|wWidth[AB]?|autofit|rh|hdr)|ltrrow|intbl"
    r"|itap|b|i)(?:-?\d{1,10}|(?![A-Za-z\d-])) ?"
)
_LOOKS = re.compile(rf"\\(?<!\\\\){_LOOK}(?:\\{_LOOK})+")
"""Runs of words that say only how the text looks; a line end in their place parts their neighbours and is no text in RTF."""
_TABLES = re.compile(r"\{(?:\\(?:stylesheet|colortbl)|\\\*\\(?:list|listoverride|rsid|latentstyles)(?:table|tbl)?)(?![a-z])")
_BRACE = re.compile(r"\\[\\{}]|[{}]")
_RUN = re.compile(r"[А-Яа-яЁё][^\\{}\r\n\";]{2,}")
_STAND_IN = re.compile("[\U000f0000-\U000ffffd]")
_FIRST_STAND_IN = 0xF0000
_MOST_STAND_INS = 0xFFFE
_COUNTED_SKIPS = re.compile(r"\\u-?\d|\\u[ \\{}\r\n]")


def read_rtf(source: Source) -> Content:
    """Read an RTF file."""
    data = _without_binary(source.data)
    code_page = _CODE_PAGE.search(data, 0, 4096)
    charset = f"cp{int(code_page.group(1))}" if code_page else ""
    raw = data.decode("ascii") if data.isascii() else decode(data, charset.replace("cp", "windows-")).text
    raw = _CELL.sub(r"\\tab", _without_hex(_shortened(_without_tables(raw))))
    raw, runs = _stand_ins(raw)
    try:
        text = rtf_to_text(raw, encoding="cp1251" if charset in ("", "cp1252", "cp0") else charset, errors="ignore")  # type: ignore[no-untyped-call, unused-ignore]
    except (ValueError, IndexError, KeyError, LookupError, TypeError, UnicodeError) as error:
        raise UnreadableError(f"файл RTF повреждён ({type(error).__name__})") from error
    if runs:
        text = _STAND_IN.sub(lambda match: runs[ord(match.group()) - _FIRST_STAND_IN], text)
    lines = Lines(source.limits.max_text)
    for line in text.replace("\r\n", "\n").split("\n"):
        lines.add(line.rstrip("\t "))
    return Content(lines.text(), note=lines.note)


def _shortened(raw: str) -> str:
    """The same text in a fraction of the characters: the library looks at each of them in turn."""
    if "\\\\u" not in raw and all(skipped == "1" for skipped in _SKIPS.findall(raw)):
        # an escaped backslash is no code, and how many signs stand in for a code never changes
        first, *rest = raw.split("\\u")
        raw = "".join((first, *map(_CODES.__getitem__, rest)))
    return _LOOKS.sub("\n", raw)


def _without_hex(raw: str) -> str:
    """Without pictures and objects written as digits; most files have none, which the places of the backslashes tell at once."""
    return _HEX_BLOCK.sub("", raw) if max(map(len, raw.split("\\"))) >= _HEX_RUN else raw


def _without_tables(raw: str) -> str:
    """Without the tables of styles and lists: they give no text and are often most of the file's words."""
    pieces: list[str] = []
    last = 0
    while (table := _TABLES.search(raw, last)) is not None:
        depth = 0
        end = -1
        for brace in _BRACE.finditer(raw, table.start()):
            depth += {"{": 1, "}": -1}.get(brace.group(), 0)
            if not depth:
                end = brace.end()
                break
        if end < 0:
            break  # cut off: what is left of it is the library's matter
        pieces.append(raw[last : table.start()])
        last = end
    return "".join((*pieces, raw[last:]))


def _stand_ins(raw: str) -> tuple[str, list[str]]:
    """Runs of Russian text as one sign each, and the runs: the library takes as long for a sign as for a letter.

    Nothing is replaced where the library counts letters (signs to be skipped) or looks into the text (links).
    """
    runs: list[str] = []
    if _COUNTED_SKIPS.search(raw) or _STAND_IN.search(raw) or "HYPERLINK" in raw.upper():
        return raw, runs

    def sign(match: re.Match[str]) -> str:
        if len(runs) >= _MOST_STAND_INS:
            return match.group()
        runs.append(match.group())
        return chr(_FIRST_STAND_IN + len(runs) - 1)

    return _RUN.sub(sign, raw), runs


class _Codes(dict[str, str]):
    """What stands behind «\\u» with its code as a character; as it was where that is a sign of RTF, half of a pair or no code."""

    def __missing__(self, piece: str) -> str:
        match = _UNICODE.match(piece)
        code = int(match.group(1)) if match else 0
        shown = f"\\u{piece}"
        if match and (0xA0 <= code < 0xD800 or 0xE000 <= code <= 0xFFFF):
            shown = chr(code) + piece[match.end() :]
        if len(piece) < _SHORT and len(self) < _MOST_CODES:  # one of the few dozen letters; others come but once
            self[piece] = shown
        return shown


_CODES = _Codes()


def _without_binary(data: bytes) -> bytes:
    pieces: list[bytes] = []
    last = 0
    while (match := _BINARY.search(data, last)) is not None:
        pieces.append(data[last : match.start()])
        last = min(len(data), match.end() + int(match.group(1)))
    pieces.append(data[last:])
    return b"".join(pieces)
