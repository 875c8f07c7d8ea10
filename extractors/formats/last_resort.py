"""What none of our readers reads goes to LibreOffice: broken and odd files of office formats, and formats older than they are."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors import office
from extractors.formats.content import Content, Source, UnreadableError
from extractors.formats.odf import read_odf
from extractors.formats.sheets import read_sheets
from extractors.sniff import sniff

_SECONDS = 60.0
_TARGETS = {
    **dict.fromkeys(("doc", "docx", "rtf", "odt", "wordxml"), ".odt"),
    **dict.fromkeys(("xls", "xlsx", "ods"), ".ods"),
    **dict.fromkeys(("ppt", "pptx", "odp"), ".odp"),
}
_OLD = (
    (re.compile(rb"\xdb\xa5[\x2d\x2f\x39\x3c\x3d\x42]\x00", re.S), ".doc"),  # Word 1 and 2
    (re.compile(rb"[\x31\x32]\xbe\0\0\0\xab", re.S), ".wri"),  # Windows Write
    (re.compile(rb"\xffWPC", re.S), ".wpd"),
    (re.compile(rb"\x09[\0\x02\x04][\x04\x06]\0", re.S), ".xls"),  # Excel 2 to 4
    (re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml.{0,2000}?<office:document[\s>]", re.S), ".fodt"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NAMED = re.compile(r"\.(doc|dot|wps|xls|xlr|ppt|pps|sdw|sdc|sdd|hwp|pub)(?:[?#]|$)", re.I)
_SHOWN = {"odt": "doc", "ods": "xls", "odp": "ppt"}
_WORD = re.compile(r"[^\W\d_]{3,}")
_LETTER = re.compile(r"[^\W\d_]")
_ODD = re.compile("[\x00-\x08\x0e-\x1f\u0180-\u03ff\u0530-\u1fff\u2c00-\uf8ff\ufffd]")


def suffix(source: Source, kind: str) -> str:
    """The name's ending under which LibreOffice may read the file, "" when it is not to be asked."""
    if kind in _TARGETS:
        return ".xml" if kind == "wordxml" else f".{kind}"
    if kind != "other":
        return ""
    if source.data.startswith(_OLE):
        named = _NAMED.search(source.path) or _NAMED.search(source.hints.url)
        return f".{named.group(1).lower()}" if named else ".doc"
    return next((ending for pattern, ending in _OLD if pattern.match(source.data)), "")


def read_last_resort(source: Source, kind: str) -> Content:
    """Read a file with LibreOffice.

    Raises ``UnreadableError`` where nothing sensible comes out and the errors of ``extractors.tools``.
    """
    ending = suffix(source, kind)
    target = _TARGETS.get(kind, ".ods" if ending in (".xls", ".xlr", ".sdc") else ".odt")
    seconds = source.budget.seconds(_SECONDS)
    made = office.to_open_document(source.data, ending, target, seconds, source.limits.max_bytes)
    found = sniff(made)
    content = (read_sheets if found == "ods" else read_odf)(replace(source, data=made))
    if not _plausible(content.text, found == "ods"):
        raise UnreadableError("LibreOffice не нашёл в файле текста")
    return replace(content, format=_SHOWN.get(found, "") if kind == "other" else "")


def _plausible(text: str, table: bool) -> bool:
    """Words of a European language rather than bytes read as characters; a table may hold numbers alone."""
    letters = len(_LETTER.findall(text))
    if not letters:
        return table and any(sign.isdecimal() for sign in text)
    return len(_ODD.findall(text)) * 5 < letters and sum(map(len, _WORD.findall(text))) * 2 > letters
