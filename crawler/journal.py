"""The bundle of one site: a folder with the journal of the visit, its archive, and the visit record written last.

``journal.jsonl`` is append-only. Its first line names the visit; each further line is one fetch with the archive's length
after it and the links found, so that a crawl that was killed goes on from the last whole line and nothing is asked twice.
``visit.json`` exists only when the visit has ended.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from filelock import FileLock, Timeout

from crawler.archive import BundleWriteError, WarcFile
from crawler.codec import CodecError, decode, encode
from crawler.files import write_atomically
from crawler.model import Fetch, Link, Visit
from extractors.os_errors import reason as os_reason

JOURNAL = "journal.jsonl"
WARC = "responses.warc.gz"
VISIT = "visit.json"
LOCK = "bundle.lock"
VERSION = 1


class BundleError(Exception):
    """A bundle that cannot be read or is being written by another process; the message (Russian) names the folder."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal.

    ``purpose`` is ``page`` for what the visit is about, and ``robots``, ``sitemap``, ``search``, ``probe`` or ``cloud`` (the
    listing of a folder on a cloud disk) for what serves the crawl itself. ``links`` are the links to pages first seen here and every occurrence of a document's address. ``seconds`` is how
    long the visit has run so far; ``requests`` and ``received`` what this entry cost in requests and bytes.
    """

    fetch: Fetch
    purpose: str = "page"
    links: tuple[Link, ...] = ()
    seconds: float = 0.0
    requests: int = 1
    received: int = 0
    warc_end: int = 0


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a visit left behind.

    ``fetches`` are the pages and documents in the order they were asked for; a URL stands in them once. ``links`` gives for
    each document's address, fetched or not, every place it is linked from (page address, link text, section, page title).
    ``visit`` is ``None`` while the visit goes on or was broken off.
    """

    folder: Path
    visit: Visit | None
    fetches: tuple[Fetch, ...]
    links: Mapping[str, tuple[Link, ...]]


def _entry_to_line(entry: Entry, end: int) -> bytes:
    record: dict[str, Any] = {"fetch": encode(entry.fetch), "end": end, "seconds": round(entry.seconds, 3)}
    if entry.purpose != "page":
        record["purpose"] = entry.purpose
    if entry.links:
        page = entry.fetch.final_url or entry.fetch.url
        record["links"] = [_link_to_list(link, page, entry.fetch.title) for link in entry.links]
    for name, value, default in (("requests", entry.requests, 1), ("received", entry.received, 0)):
        if value != default:
            record[name] = value
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _link_to_list(link: Link, page: str, title: str) -> list[Any]:
    row: list[Any] = [link.url, link.text, link.section, round(link.score, 3), int(link.document), link.context]
    if link.page_url != page or link.page_title != title:
        row += [link.page_url, link.page_title]
    return row


def _line_to_entry(line: bytes) -> Entry:
    record = json.loads(line)
    fetch = decode(Fetch, record["fetch"])
    page = fetch.final_url or fetch.url
    links = []
    for row in record.get("links", ()):
        url, text, section, score, document, context = row[:6]
        page_url, page_title = row[6:8] if len(row) > 6 else (page, fetch.title)
        links.append(Link(url, text, section, page_url, page_title, float(score), bool(document), context))
    return Entry(
        fetch,
        str(record.get("purpose", "page")),
        tuple(links),
        float(record["seconds"]),
        int(record.get("requests", 1)),
        int(record.get("received", 0)),
        int(record["end"]),
    )


def _read_lines(folder: Path, warc_size: int | None) -> tuple[dict[str, Any], list[Entry], int]:
    """Header, whole entries, and the byte length of the journal they take up.

    Reading ends at the first line that is cut off or damaged, or whose record the archive no longer holds.
    """
    path = folder / JOURNAL
    header: dict[str, Any] = {}
    entries: list[Entry] = []
    length = 0
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        return header, entries, 0
    except OSError as error:
        raise BundleError(f"{path}: журнал не читается: {os_reason(error)}") from error
    with stream:
        for line in stream:
            if not line.endswith(b"\n"):
                break
            try:
                if not header:
                    header = json.loads(line)
                    if not isinstance(header, dict) or "version" not in header:
                        raise BundleError(f"{path}: это не журнал обхода")
                    if header["version"] != VERSION:
                        raise BundleError(f"{path}: журнал другой версии ({header['version']})")
                else:
                    entry = _line_to_entry(line)
                    if warc_size is not None and entry.warc_end > warc_size:
                        break
                    entries.append(entry)
            except (ValueError, KeyError, TypeError, CodecError):
                break
            length += len(line)
    return header, entries, length


def read_visit(folder: Path) -> Visit | None:
    """The visit record of a bundle, ``None`` while there is none. Raises ``BundleError``."""
    path = folder / VISIT
    try:
        return decode(Visit, json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, CodecError) as error:
        raise BundleError(f"{path}: запись о посещении не читается: {error}") from error


def read_bundle(folder: Path) -> Bundle:
    """What the visit in ``folder`` left, also when it is not finished. Raises ``BundleError``."""
    _header, entries, _length = _read_lines(folder, None)
    fetches: dict[str, Fetch] = {}
    links: dict[str, list[Link]] = {}
    for entry in entries:
        if entry.purpose == "page":
            fetches[entry.fetch.url] = entry.fetch
        for link in entry.links:
            if link.document:
                links.setdefault(link.url, []).append(link)
    return Bundle(folder, read_visit(folder), tuple(fetches.values()), {url: tuple(found) for url, found in links.items()})


class Journal:
    """The bundle while it is written: one process at a time, archive first, then the line that names it.

    ``entries`` holds what an earlier process of the same visit has left. Raises ``BundleError`` when another process holds
    the bundle, ``BundleWriteError`` when the disk refuses.
    """

    def __init__(self, folder: Path, archive: Path, header: Mapping[str, Any]) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BundleWriteError(error.errno, f"папка {folder} не создаётся: {os_reason(error)}") from error
        self._lock = FileLock(folder / LOCK)
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise BundleError(f"{folder}: эту папку пишет другой процесс") from error
        except OSError as error:
            raise BundleWriteError(error.errno, f"папка {folder} не записывается: {os_reason(error)}") from error
        try:
            self.warc_path = (folder / WARC).resolve().relative_to(archive.resolve()).as_posix()
            self._open(header)
        except BaseException:
            self._lock.release()
            raise

    def _open(self, header: Mapping[str, Any]) -> None:
        path, warc = self.folder / JOURNAL, self.folder / WARC
        size = warc.stat().st_size if warc.exists() else 0
        found, entries, length = _read_lines(self.folder, size)
        self.entries = tuple(entries)
        try:
            self._stream: BinaryIO = path.open("ab", buffering=0)
            self._stream.truncate(length)
            info_end = int(found.get("end", 0))
            self._warc = WarcFile(warc, entries[-1].warc_end if entries else min(info_end, size))
            self._length = length
            if not found:
                self._warc.write_info({"software": "school-monitor", "format": "WARC File Format 1.1", **_texts(header)})
                line = json.dumps({"version": VERSION, **header, "end": self._warc.end}, ensure_ascii=False)
                self._write(line.encode() + b"\n")
        except BundleWriteError:
            raise
        except OSError as error:
            raise BundleWriteError(error.errno, f"папка {self.folder} не записывается: {os_reason(error)}") from error
        self.header = {**header, **found}

    @property
    def warc(self) -> WarcFile:
        """The site's archive."""
        return self._warc

    def record(self, entry: Entry) -> Entry:
        """Append one entry; its archive records must be written before."""
        self._write(_entry_to_line(entry, self._warc.end))
        return replace(entry, warc_end=self._warc.end)

    def _write(self, line: bytes) -> None:
        start = self._length
        data = memoryview(line)
        try:
            while data:
                written = self._stream.write(data)
                data = data[written or 0 :]
        except OSError as error:
            self._cut(start)
            raise BundleWriteError(error.errno, f"журнал {self.folder / JOURNAL} не записывается: {os_reason(error)}") from error
        self._length = start + len(line)

    def _cut(self, length: int) -> None:
        # Where even the cut fails, the half line has no line end and the next run drops it.
        try:
            self._stream.truncate(length)
        except OSError:
            return

    def finish(self, visit: Visit) -> None:
        """Write the visit record: from here on the bundle is complete."""
        try:
            self._warc.sync()
            os.fsync(self._stream.fileno())
            content = json.dumps(encode(visit), ensure_ascii=False, indent=1)
            write_atomically(self.folder / VISIT, content.encode())
        except OSError as error:
            raise BundleWriteError(error.errno, f"папка {self.folder} не записывается: {os_reason(error)}") from error

    def close(self) -> None:
        """Close the files and let the bundle go; closing twice is harmless."""
        self._stream.close()
        self._warc.close()
        self._lock.release()


def _texts(header: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in header.items()}
