"""What extraction gives: documents and the acts in them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

EXTRACTOR_VERSION = "5"
"""Part of the cache key: raise it whenever the same bytes may give another text."""


class ReadStatus(StrEnum):
    """How the reading of one file ended."""

    OK = "ok"
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    FAILED = "failed"


class TextSource(StrEnum):
    """Where a document's text comes from."""

    TEXT = "text"
    OCR = "ocr"
    MIXED = "mixed"


class ActKind(StrEnum):
    """Kinds of acts, as the public interface names them."""

    ORDER = "приказ"
    DIRECTIVE = "распоряжение"
    RESOLUTION = "постановление"
    REGULATION = "положение"
    PROCEDURE = "порядок"
    RULES = "правила"
    PROGRAMME = "программа"
    PLAN = "план"
    ROAD_MAP = "дорожная карта"
    CONTRACT = "договор"
    AGREEMENT = "соглашение"
    DECISION = "решение"
    CHARTER = "устав"
    CONCEPT = "концепция"
    MINUTES = "протокол"
    LETTER = "письмо"
    APPENDIX = "приложение"
    OTHER = "прочее"


ORDERS = frozenset({ActKind.ORDER, ActKind.DIRECTIVE, ActKind.RESOLUTION, ActKind.DECISION})
"""Kinds that carry requisites of their own; the others are approved by one of these."""

QUOTE_SIZE = 320


class Level(StrEnum):
    """Whose act it is."""

    SCHOOL = "school"
    MUNICIPALITY = "municipality"
    REGION = "region"
    FEDERATION = "federation"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a document besides its bytes; every field may be empty."""

    url: str = ""
    link_text: str = ""
    content_type: str = ""
    charset: str = ""
    """Charset named by the HTTP header, checked before it is believed."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file that was read (or could not be).

    ``text`` keeps reading order; lines are separated by ``\\n`` and pages by ``\\f``. ``path`` is the path or URL it was
    read from; members of an archive are documents of their own with ``archive.zip!/member.docx`` as path.
    """

    path: str
    sha256: str
    format: str
    status: ReadStatus
    reason: str | None = None
    text: str = ""
    text_source: TextSource | None = None
    pages: int | None = None
    title: str = ""
    members: tuple[Document, ...] = ()
    header_only: bool = False
    """True when scanned pages were left out because only the header was asked for (``OcrMode.HEADER``)."""
    header_text: str = ""
    """The upper part of a scanned first page where it names a number or date: that part is recognised twice."""
    second_reading: str = ""
    """The other reading of that part; "" beside a ``header_text`` means that nothing confirms it."""

    @property
    def partly_recognised(self) -> bool:
        """Whether a full reading could give more, of this file or of a file packed in it."""
        return self.header_only or any(member.partly_recognised for member in self.members)


@dataclass(frozen=True, slots=True)
class Act:
    """One legal act found in a document, with its requisites (реквизиты).

    ``number`` is as written with white space and underscores stripped and Latin look-alikes folded to Cyrillic, ``None``
    where blank or missing. ``start`` and ``end`` are offsets of the act's own text in the document's text. ``confidence``
    gives 0…1 for ``number``, ``date``, ``kind`` and ``issuer``. ``conflicts`` are sentences (Russian) saying where the
    text and the link or file name disagree.
    """

    kind: ActKind
    title: str
    number: str | None = None
    date: datetime.date | None = None
    issuer: str = ""
    level: Level = Level.UNKNOWN
    school_years: tuple[str, ...] = ()
    valid_until: datetime.date | None = None
    repealed: bool = False
    draft: bool = False
    start: int = 0
    end: int = 0
    quote: str = ""
    """The header zone as it stands in the original, shortened: the reader's proof."""
    from_text: bool = True
    """False when only the link text or file name speaks for the act (its file was not read)."""
    confidence: Mapping[str, float] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
