"""One file to one ``Document``: the format by its bytes, its reader, and every failure as a status with a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

from extractors.formats.archives import Member, display_name, is_volume_of_zip, read_archive, read_members
from extractors.formats.books import read_epub, read_xps
from extractors.formats.content import Budget, Content, EncryptedError, Source, TooLargeError, UnreadableError
from extractors.formats.djvu import read_djvu
from extractors.formats.doc import read_doc
from extractors.formats.docx import read_docx, read_word_xml
from extractors.formats.images import read_image
from extractors.formats.last_resort import read_last_resort, suffix
from extractors.formats.odf import read_odf
from extractors.formats.pdf import read_pdf
from extractors.formats.plain import read_html, read_letter, read_mht, read_txt
from extractors.formats.ppt import read_ppt
from extractors.formats.rtf import read_rtf
from extractors.formats.sheets import read_sheets
from extractors.formats.signed import signed_content
from extractors.formats.slides import read_pptx
from extractors.limits import Limits, OcrMode
from extractors.model import Document, Hints, ReadStatus
from extractors.sniff import foreign_format, sniff
from extractors.tools import ToolError, ToolMissingError, ToolTimeoutError

__all__ = ["Limits", "OcrMode", "read"]

_READERS: dict[str, Callable[[Source], Content]] = {
    "pdf": read_pdf,
    "djvu": read_djvu,
    "docx": read_docx,
    "wordxml": read_word_xml,
    "doc": read_doc,
    "rtf": read_rtf,
    "odt": read_odf,
    "odp": read_odf,
    "xlsx": read_sheets,
    "xls": read_sheets,
    "ods": read_sheets,
    "pptx": read_pptx,
    "ppt": read_ppt,
    "html": read_html,
    "mht": read_mht,
    "txt": read_txt,
    "eml": read_letter,
    "xps": read_xps,
    "epub": read_epub,
    **dict.fromkeys(("jpeg", "png", "tiff", "gif", "webp", "bmp", "jp2", "avif"), read_image),
}
_ARCHIVES = frozenset({"zip", "rar", "7z"})
_SHOWN = {"mht": "html", "wordxml": "doc", "signed": "other"}
_FOREIGN = frozenset({"doc", "ppt", "other"})
"""Formats that are read with the help of programs: which of them is lacking is worth telling."""
_MAX_TITLE = 300


_PART_OF_ZIP = "часть многотомного архива ZIP: одна часть без остальных не читается"


def read(data: bytes, hints: Hints | None = None, path: str = "", limits: Limits | None = None) -> Document:
    """Read a file. Never raises on account of its content: what cannot be read is a document with a status and a reason.

    ``path`` is only carried over; members of an archive get ``path!/name``. A ``reason`` beside status ok says what was
    left out (pages past a limit, a sheet that is broken).
    """
    return _read(data, hints or Hints(), path, Budget.of(limits or Limits()))


def _read(data: bytes, hints: Hints, path: str, budget: Budget) -> Document:
    sha256 = hashlib.sha256(data).hexdigest()
    if not data.strip(b"\0 \t\r\n"):
        return Document(path, sha256, "other", ReadStatus.EMPTY, "файл пуст")
    kind = sniff(data, hints.content_type)
    shown = _SHOWN.get(kind, kind)
    source = Source(data, hints, path, budget)
    try:
        if len(data) > budget.limits.max_bytes:
            raise TooLargeError(f"файл больше предела ({budget.limits.max_bytes // 1_000_000} МБ)")
        if kind == "signed":
            return replace(_signed(source), sha256=sha256)
        if kind == "zip" and is_volume_of_zip(data):
            raise UnreadableError(_PART_OF_ZIP)
        content = read_archive(source, kind, _read) if kind in _ARCHIVES else _content(source, kind)
        if content.attached:
            content = _with_attached(content, source)
    except EncryptedError as error:
        return Document(path, sha256, "other" if kind == "encrypted" else shown, ReadStatus.ENCRYPTED, str(error))
    except TooLargeError as error:
        return Document(path, sha256, shown, ReadStatus.TOO_LARGE, str(error))
    except (UnreadableError, ToolError) as error:
        return Document(path, sha256, shown, ReadStatus.UNREADABLE, str(error))
    except MemoryError:
        return Document(path, sha256, shown, ReadStatus.FAILED, "превышена память")
    except Exception as error:  # format libraries raise anything on hostile bytes: the kind of error is kept in the reason
        return Document(path, sha256, shown, ReadStatus.UNREADABLE, f"файл не читается ({type(error).__name__})")
    return _document(content, sha256, content.format or shown, path, budget.limits)


def _signed(source: Source) -> Document:
    """The document inside an attached signature."""
    inner = signed_content(source.data)
    if inner is None:
        reason = "файл содержит только электронную подпись, самого документа в нём нет"
        return Document(source.path, "", "other", ReadStatus.EMPTY, reason)
    budget = source.budget
    if budget.depth >= budget.limits.archive_depth:
        raise UnreadableError(f"файл подписан больше {budget.limits.archive_depth} раз")
    budget.depth += 1
    try:
        return _read(inner, source.hints, source.path, budget)
    finally:
        budget.depth -= 1


def _content(source: Source, kind: str) -> Content:
    """The file by its own reader; what that cannot read by LibreOffice."""
    try:
        return _reader(kind, source)(source)
    except (EncryptedError, TooLargeError, MemoryError):
        raise
    except Exception as error:  # see above
        if not suffix(source, kind):
            raise
        try:
            return read_last_resort(source, kind)
        except (ToolMissingError, ToolTimeoutError) as further:
            if isinstance(further, ToolMissingError) and kind not in _FOREIGN:
                raise error from further
            first = str(error) if isinstance(error, UnreadableError | ToolError) else "файл не читается"
            raise UnreadableError(f"{first}; {further}") from error
        except (UnreadableError, EncryptedError, ToolError) as further:
            raise error from further


def _with_attached(content: Content, source: Source) -> Content:
    """The files within a file as members; where nothing but a limit is left for them, the remark says so."""
    packed = (Member(display_name(name), data) for name, data in content.attached)
    try:
        members, note = read_members(source, packed, _read)
    except UnreadableError as error:
        members, note = (), str(error)
    return replace(content, members=members, note="; ".join(filter(None, (content.note, note))))


def _reader(kind: str, source: Source) -> Callable[[Source], Content]:
    if kind == "encrypted":
        raise EncryptedError("документ защищён паролем")
    reader = _READERS.get(kind)
    if reader is None:
        name = foreign_format(source.data)
        if not name and is_volume_of_zip(source.data, source.path):
            raise UnreadableError(_PART_OF_ZIP)
        raise UnreadableError(f"формат не читается: {name}" if name else "неизвестный формат файла")
    return reader


def _document(content: Content, sha256: str, kind: str, path: str, limits: Limits) -> Document:
    text = content.text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # lone surrogates: the text goes into databases and JSON
        text = text.encode("utf-8", "replace").decode("utf-8")
    note = content.note
    if len(text) > limits.max_text:
        text, note = text[: limits.max_text], note or "текст длиннее предела, прочитано начало"
    title = " ".join(content.title.split())[:_MAX_TITLE].encode("utf-8", "replace").decode("utf-8")
    if not text.strip() and not content.members:
        reason = "архив пуст" if kind in _ARCHIVES else "в файле нет текста"
        return Document(
            path,
            sha256,
            kind,
            ReadStatus.EMPTY,
            note or reason,
            pages=content.pages,
            title=title,
            header_only=content.header_only,
        )
    source = content.source if text.strip() else None
    return Document(
        path, sha256, kind, ReadStatus.OK, note or None, text, source, content.pages, title, content.members,
        content.header_only, content.header_text, content.second_reading,
    )  # fmt: skip
