"""ZIP, RAR and 7z: members are read from memory one by one, nothing is ever written under a name from an archive."""

from __future__ import annotations

import io
import json
import re
import tempfile
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import libarchive  # type: ignore[import-untyped, unused-ignore]

from extractors import tools
from extractors.charset import decode
from extractors.formats.content import Budget, Content, EncryptedError, Source, UnreadableError
from extractors.model import Document, Hints, ReadStatus

ReadMember = Callable[[bytes, Hints, str, Budget], Document]
_NOISE = re.compile(r"(?:^|/)(?:__macosx(?:/|$)|\.ds_store$|thumbs\.db$|desktop\.ini$|\._)", re.I)
_RATIO_FROM = 4_000_000
_UTF8_FLAG = 0x800
_UNICODE_PATH = 0x7075
_MAX_NAME = 240
_RAR_4, _RAR_5 = b"Rar!\x1a\x07\0", b"Rar!\x1a\x07\x01\0"
_VOLUME = "часть многотомного архива: файлы на границе томов неполны"


@dataclass(frozen=True, slots=True)
class Member:
    """A packed file: its display name, its bytes or the reason why there are none."""

    name: str
    data: bytes | None
    status: ReadStatus = ReadStatus.OK
    reason: str = ""


def read_archive(source: Source, kind: str, read_member: ReadMember) -> Content:
    """Read an archive's members with ``read_member``; ``kind`` is zip, rar or 7z."""
    documents, note = read_members(source, _members(source, kind), read_member)
    if documents and all(document.status is ReadStatus.ENCRYPTED for document in documents):
        raise EncryptedError("архив защищён паролем")
    return Content("", pages=None, note=note, members=documents)


def read_members(source: Source, packed: Iterable[Member], read_member: ReadMember) -> tuple[tuple[Document, ...], str]:
    """The files packed in another, each a document of its own, and a remark on those that a limit left out."""
    if source.budget.depth >= source.limits.archive_depth:
        raise UnreadableError(f"архив вложен глубже {source.limits.archive_depth} уровней")
    inner = source.budget
    inner.depth += 1
    documents: list[Document] = []
    note = ""
    try:
        for member in packed:
            if inner.members <= 0 or inner.bytes <= 0 or inner.over():
                note = "прочитаны не все файлы архива: достигнут предел " + (
                    "числа файлов" if inner.members <= 0 else "объёма" if inner.bytes <= 0 else "времени"
                )
                break
            inner.members -= 1
            path = f"{source.path}!/{member.name}"
            if member.data is None:
                documents.append(Document(path, "", "other", member.status, member.reason))
                continue
            inner.bytes -= len(member.data)
            hints = replace(source.hints, link_text=member.name, content_type="", charset="")
            documents.append(read_member(member.data, hints, path, inner))
    except UnreadableError as error:
        if not documents:
            raise
        note = str(error)
    finally:
        inner.depth -= 1
    return tuple(documents), note


def display_name(name: str) -> str:
    """A packed file's name fit to be shown: no way out of a folder, no control or direction characters, bounded."""
    cleaned = "".join(
        char for char in name.replace("\\", "/") if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    )
    parts = [part.strip() for part in re.sub(r"^[A-Za-z]:", "", cleaned).split("/")]
    safe = "/".join(part for part in parts if part not in ("", ".", ".."))
    if len(safe) > _MAX_NAME:
        safe = "…" + safe[-_MAX_NAME:]
    return safe.replace("!/", "!") or "без имени"


def _members(source: Source, kind: str) -> Iterator[Member]:
    if kind == "zip":
        try:
            archive = zipfile.ZipFile(io.BytesIO(source.data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
            yield from _foreign(source)
            return
        with archive:
            yield from _zip_members(archive, source)
        return
    yield from _foreign(source)


def _zip_members(archive: zipfile.ZipFile, source: Source) -> Iterator[Member]:
    for info in archive.infolist():
        name = display_name(_zip_name(info))
        if info.is_dir() or _NOISE.search(name):
            continue
        if info.flag_bits & 1:
            yield Member(name, None, ReadStatus.ENCRYPTED, "файл в архиве защищён паролем")
            continue
        try:
            with archive.open(info) as stream:
                yield _bounded(name, stream, info.compress_size, source)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError) as error:
            unknown = isinstance(error, NotImplementedError)
            reason = "неизвестный способ сжатия" if unknown else "файл в архиве повреждён"
            yield Member(name, None, ReadStatus.UNREADABLE, reason)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A member's name: by the UTF-8 flag, the Unicode Path field, else what code page its bytes look like (mostly cp866)."""
    if info.flag_bits & _UTF8_FLAG or info.orig_filename.isascii():
        return info.orig_filename
    extra = info.extra
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        if kind == _UNICODE_PATH and size > 5:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    return decode(info.orig_filename.encode("cp437", "replace"), "cp866").text


def _bounded(name: str, stream: IO[bytes], packed: int, source: Source) -> Member:
    bound = min(source.limits.max_bytes, source.budget.bytes)
    ratio_bound = max(_RATIO_FROM, packed * source.limits.archive_ratio)
    data = stream.read(min(bound, ratio_bound) + 1)
    if len(data) > ratio_bound:
        return Member(name, None, ReadStatus.TOO_LARGE, "подозрительная степень сжатия")
    if len(data) > bound == source.budget.bytes:
        source.budget.bytes = 0  # nothing more of this archive: the next round says so
        return Member(name, None, ReadStatus.TOO_LARGE, "достигнут предел объёма архива")
    if len(data) > bound:
        return Member(name, None, ReadStatus.TOO_LARGE, "файл в архиве больше предела")
    return Member(name, data)


def _foreign(source: Source) -> Iterator[Member]:
    """RAR, 7z and unusual ZIP: libarchive first, then unar for what it cannot unpack."""
    reason = ""
    read: Counter[str] = Counter()
    try:
        for member in _libarchive(source):
            read[member.name] += 1
            yield member
    except libarchive.ArchiveError as error:
        reason = str(error).lower()
    if reason:
        if not read and ("encrypt" in reason or "passphrase" in reason):
            raise EncryptedError("архив защищён паролем")
        yield from _rest(source, read)
    if is_volume(source.data):
        raise UnreadableError(_VOLUME)


def _rest(source: Source, read: Counter[str]) -> Iterator[Member]:
    """What libarchive stopped at (a solid RAR of version 3), by unar."""
    damaged = "архив повреждён: прочитана только часть файлов" if read else "архив повреждён или неизвестного вида"
    try:
        for member in _unar(source):
            read[member.name] -= 1
            if read[member.name] < 0:
                yield member
    except tools.ToolMissingError as error:
        raise UnreadableError(f"{damaged}, {error}") from error
    except tools.ToolError as error:
        raise UnreadableError(damaged) from error


_SPANNED = b"PK\x07\x08PK\x03\x04"
_PART_NAME = re.compile(r"\.z\d{2,3}$", re.IGNORECASE)


def is_volume_of_zip(data: bytes, path: str = "") -> bool:
    """Whether a file is a part of a ZIP in several volumes.

    The last part has a directory at its end that begins on another disk, the first a mark before its first member; a part between
    them has nothing but packed bytes, and its name («.z02») has to tell.
    """
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    if end >= 0 and end + 8 <= len(data):
        return int.from_bytes(data[end + 4 : end + 6], "little") > 0
    return data.startswith(_SPANNED) or _PART_NAME.search(path) is not None


def is_volume(data: bytes) -> bool:
    """Whether a RAR file is one of several volumes that are one archive together."""
    if data.startswith(_RAR_4):
        return len(data) > 12 and data[9] == 0x73 and bool(data[10] & 1)
    if not data.startswith(_RAR_5):
        return False
    numbers: list[int] = []
    at = len(_RAR_5) + 4
    while len(numbers) < 5 and at < min(len(data), 64):
        value = shift = 0
        while at < len(data) and data[at] & 0x80 and shift < 28:
            value |= (data[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
        numbers.append(value | (data[at] << shift) if at < len(data) else 0)
        at += 1
    if len(numbers) < 5 or numbers[1] != 1:
        return False
    return bool((numbers[4] if numbers[2] & 1 else numbers[3]) & 1)  # a size of extra fields may stand before the flags


def _libarchive(source: Source) -> Iterator[Member]:
    with libarchive.memory_reader(source.data) as archive:
        packed = len(source.data)
        total = 0
        for entry in archive:
            if not entry.isfile or entry.islnk:  # what a link leads to is a member of its own
                continue
            name = display_name(_entry_name(entry))
            if _NOISE.search(name):
                continue
            bound = min(source.limits.max_bytes, source.budget.bytes)
            pieces: list[bytes] = []
            size = 0
            for block in entry.get_blocks():
                pieces.append(bytes(block))
                size += len(block)
                total += len(block)
                if size > bound:
                    break
                if total > max(_RATIO_FROM, packed * source.limits.archive_ratio):
                    yield Member(name, None, ReadStatus.TOO_LARGE, "подозрительная степень сжатия")
                    return
            if size > bound:
                if bound == source.budget.bytes:
                    source.budget.bytes = 0
                yield Member(name, None, ReadStatus.TOO_LARGE, "файл в архиве больше предела")
            elif entry.size is None and not size:
                yield Member(name, None, ReadStatus.UNREADABLE, "в архиве вместо файла ссылка на другой такой же")
            else:
                yield Member(name, b"".join(pieces))


def _entry_name(entry: libarchive.ArchiveEntry) -> str:
    name = entry.pathname
    if isinstance(name, bytes):
        return decode(name, "cp866").text
    if isinstance(name, str):
        raw = name.encode("utf-8", "surrogateescape")
        return decode(raw, "cp866").text
    return ""


def _unar(source: Source) -> Iterator[Member]:
    with tempfile.TemporaryDirectory(prefix="monitor-") as folder:
        given = Path(folder) / "archive"
        given.write_bytes(source.data)
        listing = tools.run("lsar", ["-j", str(given)], seconds=source.budget.seconds(30), max_output=8_000_000)
        try:
            entries = json.loads(listing.stdout)["lsarContents"]
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableError("архив повреждён") from error
        for entry in entries:
            name = display_name(str(entry.get("XADFileName", "")))
            if entry.get("XADIsDirectory") or _NOISE.search(name):
                continue
            if entry.get("XADIsEncrypted"):
                yield Member(name, None, ReadStatus.ENCRYPTED, "файл в архиве защищён паролем")
                continue
            yield _unpacked(name, given, str(int(entry.get("XADIndex", 0))), source)


def _unpacked(name: str, given: Path, index: str, source: Source) -> Member:
    bound = min(source.limits.max_bytes, source.budget.bytes)
    try:
        arguments = ["-q", "-o", "-", "-i", str(given), index]
        data = tools.run("unar", arguments, seconds=source.budget.seconds(60), max_output=bound).stdout
    except tools.ToolError:
        return Member(name, None, ReadStatus.UNREADABLE, "файл в архиве не распаковывается")
    return Member(name, data)
