"""Whether a scan's header settles what the document is, so that the rest of it need not be recognised for that."""

from __future__ import annotations

import re

from extractors.acts import find_acts
from extractors.model import ORDERS, Act, ActKind, Document, Hints, ReadStatus, TextSource
from extractors.text import plain
from extractors.titles import kind_of

_WORD = re.compile(r"[а-я]{4,}")
_EMPTY = (
    "приказ", "распоряжен", "постановлен", "положен", "порядок", "правила", "программ", "план", "договор", "соглашен", "решен",
    "устав", "протокол", "письмо", "приложен", "документ", "файл", "скач", "утвержд", "директор", "заведующ", "школ",
)  # fmt: skip
"""How words begin that name a document without saying what it is about."""
_COLLECTIVE = re.compile(r"(?:локальн\w*|нормативн\w*|правов\w*)\s+(?:\w+\s+)*акт|положений\b|документов\b", re.IGNORECASE)
"""«Об утверждении локальных актов»: what such an order approves stands on its further pages."""


def header_settles(text: str, hints: Hints, path: str = "") -> bool:
    """Whether the recognised upper part of a scan names an act with its kind, its subject and its number or date."""
    acts = find_acts(Document(path, "", "pdf", ReadStatus.OK, None, text, TextSource.OCR), hints) if text.strip() else ()
    return bool(acts) and not leaves_open(acts[0])


def leaves_open(act: Act) -> bool:
    """Whether an act's header leaves open what kind of act it is, what it is about or when it was issued under which number."""
    no_kind = act.kind is ActKind.APPENDIX or (act.kind is ActKind.OTHER and kind_of(act.title) is None)
    title = plain(act.title).lower()
    no_subject = not any(not word.startswith(_EMPTY) for word in _WORD.findall(title))
    several = act.kind in ORDERS and _COLLECTIVE.search(title) is not None
    return no_kind or no_subject or several or (act.number is None and act.date is None)
