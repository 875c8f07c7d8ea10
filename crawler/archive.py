"""The archive of evidence: responses as WARC records (ISO 28500), each its own gzip member, so that any can be read alone.

A response is written together with its request. An unchanged one becomes a ``revisit`` record that names the earlier
answer by its digest; whoever needs the body reads it from the earlier record.
"""

from __future__ import annotations

import base64
import hashlib
import os
import zlib
from collections.abc import Iterable, Mapping, Sequence
from http import client as http_client
from pathlib import Path
from uuid import uuid4

from isal import isal_zlib
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from crawler.fetching import now
from extractors.os_errors import reason as os_reason

REVISIT_PROFILE = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED_PROFILE = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_VERSION = "WARC/1.1"
_LEVEL = 2
"""ISA-L's: text shrinks as with zlib's own second level in a quarter of its time, and what is packed already does not grow."""
_GZIP = b"\x1f\x8b"
_HOP_HEADERS = frozenset({"transfer-encoding", "content-encoding", "content-length", "connection", "keep-alive", "trailer"})


class ArchiveError(Exception):
    """A record that cannot be read: missing file, damaged data, or a path that leaves the archive."""


class BundleWriteError(OSError):
    """The bundle cannot be written any further (full disk, lost mount); what was stored stays usable."""


Headers = Iterable[tuple[str, str]]
Fields = Sequence[tuple[str, str]]


def payload_digest(body: bytes) -> str:
    """The digest of a body as WARC writes it."""
    return warc_digest(hashlib.sha256(body).hexdigest())


def warc_digest(sha256: str) -> str:
    """A hexadecimal sha256 as WARC writes it."""
    return "sha256:" + base64.b32encode(bytes.fromhex(sha256)).decode()


def _member(data: bytes) -> bytes:
    packer = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, zlib.MAX_WBITS + 16)
    return bytes(packer.compress(data) + packer.flush())


def _record(kind: str, fields: Fields, block: bytes) -> bytes:
    """One record as it stands in the file, unpacked."""
    head = "".join([f"{_VERSION}\r\nWARC-Type: {kind}\r\n", *(f"{name}: {value}\r\n" for name, value in fields)])
    return b"".join((head.encode("utf-8", "replace"), b"Content-Length: %d\r\n\r\n" % len(block), block, b"\r\n\r\n"))


def _fields(url: str, when: str) -> Fields:
    """What every record about an address begins with."""
    return [("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"), ("WARC-Target-URI", "%20".join(url.split())), ("WARC-Date", when)]


def _http(first_line: str, headers: Headers, body: bytes) -> bytes:
    return "".join([f"{first_line}\r\n", *(f"{name}: {value}\r\n" for name, value in headers), "\r\n"]).encode("utf-8", "replace") + body


class WarcFile:
    """One site's WARC, appended record by record. ``end`` is its length so far, in bytes."""

    def __init__(self, path: Path, end: int) -> None:
        """Open ``path`` for appending after ``end``; whatever lies beyond is a record that was cut off, and goes."""
        self.path = path
        self._stream = path.open("ab", buffering=0)
        self._stream.truncate(end)
        self._stream.seek(end)
        self.end = end

    def write_info(self, fields: Mapping[str, str]) -> None:
        """The ``warcinfo`` record that opens a file."""
        head = [
            ("WARC-Record-ID", f"<urn:uuid:{uuid4()}>"),
            ("WARC-Filename", self.path.name),
            ("WARC-Date", now()),
            ("Content-Type", "application/warc-fields"),
        ]
        told = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in fields.items())
        self._append([_member(_record("warcinfo", head, told.encode()))])

    def write_response(
        self,
        url: str,
        when: str,
        status: int,
        headers: Headers,
        body: bytes,
        request_headers: Headers,
        *,
        ip: str = "",
        sha256: str = "",
    ) -> int:
        """Store an answer with its request; gives the offset of the response record. ``sha256`` saves computing it again."""
        extra = [("WARC-Payload-Digest", warc_digest(sha256) if sha256 else payload_digest(body))]
        return self._pair(url, when, status, headers, body, request_headers, ip, "response", extra)

    def write_conversion(self, url: str, when: str, body: bytes, content_type: str, sha256: str) -> int:
        """Store what a browser made of a page; gives the offset of the record. The server's own answer precedes it."""
        extra = [("WARC-Payload-Digest", warc_digest(sha256)), ("Content-Type", content_type)]
        return self._append([_member(_record("conversion", [*_fields(url, when), *extra], body))])

    def write_revisit(
        self,
        url: str,
        when: str,
        status: int,
        headers: Headers,
        digest: str,
        request_headers: Headers,
        *,
        ip: str = "",
        refers_to: str = "",
        not_modified: bool = False,
    ) -> int:
        """Store that the answer is the same as an earlier one; gives the offset of the revisit record."""
        extra = [
            ("WARC-Profile", NOT_MODIFIED_PROFILE if not_modified else REVISIT_PROFILE),
            ("WARC-Payload-Digest", digest),
            ("WARC-Refers-To-Target-URI", "%20".join((refers_to or url).split())),
        ]
        return self._pair(url, when, status, headers, b"", request_headers, ip, "revisit", extra)

    def _pair(
        self,
        url: str,
        when: str,
        status: int,
        headers: Headers,
        body: bytes,
        request_headers: Headers,
        ip: str,
        kind: str,
        extra: Fields,
    ) -> int:
        """Append an answer and its request; gives the offset of the answer's record."""
        if ip:
            extra = [*extra, ("WARC-IP-Address", ip)]
        kept = [(n, _one_line(v)) for n, v in headers if n.lower() not in _HOP_HEADERS]
        kept.append(("Content-Length", str(len(body))))
        about = _fields(url, when)
        answer = [*about, *extra, ("Content-Type", "application/http; msgtype=response")]
        response = _record(kind, answer, _http(f"HTTP/1.1 {status} {http_client.responses.get(status, '')}", kept, body))
        asked = [(n, _one_line(v)) for n, v in request_headers]
        question = [*_fields(url, when), ("WARC-Concurrent-To", about[0][1]), ("Content-Type", "application/http; msgtype=request")]
        request = _record("request", question, _http(f"GET {_request_target(url)} HTTP/1.1", asked, b""))
        return self._append([_member(response), _member(request)])

    def _append(self, members: list[bytes]) -> int:
        start = self.end
        data = memoryview(b"".join(members))
        try:
            while data:
                written = self._stream.write(data)
                data = data[written or 0 :]
        except OSError as error:
            self._cut(start)
            raise BundleWriteError(error.errno, f"архив {self.path} не записывается: {os_reason(error)}") from error
        self.end = self._stream.tell()
        return start

    def _cut(self, end: int) -> None:
        # A cut needs no room on the disk; where even that fails, the next run cuts at the journal's last offset.
        try:
            self._stream.truncate(end)
            self._stream.seek(end)
        except OSError:
            return

    def sync(self) -> None:
        """Flush to the disk."""
        os.fsync(self._stream.fileno())

    def close(self) -> None:
        """Close the file; closing twice is harmless."""
        self._stream.close()


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _request_target(url: str) -> str:
    rest = url.split("://", 1)[-1]
    slash = min((at for at in (rest.find("/"), rest.find("?")) if at >= 0), default=-1)
    target = rest[slash:] if slash >= 0 else "/"
    return target if target.startswith("/") else f"/{target}"


def read_body(root: Path, warc: str, offset: int) -> tuple[dict[str, str], bytes]:
    """The HTTP headers (names in lower case) and the body stored at ``offset`` of the WARC ``warc`` under ``root``.

    Raises ``ArchiveError``, also for a path that leads out of ``root`` and for a record without a body.
    """
    base = root.resolve()
    path = (base / warc).resolve()
    if not warc or not path.is_relative_to(base):
        raise ArchiveError(f"путь «{warc}» ведёт за пределы архива")
    try:
        with path.open("rb") as stream:
            if offset < 0 or offset >= path.stat().st_size:
                raise ArchiveError(f"{path}: в архиве нет записи по смещению {offset}")
            stream.seek(offset)
            if stream.read(2) != _GZIP:
                raise ArchiveError(f"{path}: по смещению {offset} запись не начинается")
            stream.seek(offset)
            for record in ArchiveIterator(stream):
                # The iterator takes for a record of the older ARC format whatever has the right number of words in a line.
                if record.format != "warc":
                    raise ArchiveError(f"{path}: по смещению {offset} нет записи архива")
                if record.rec_type == "conversion":
                    headers = {"content-type": record.rec_headers.get_header("Content-Type", "")}
                elif record.rec_type == "response" and record.http_headers is None:
                    raise ArchiveError(f"{path}: у записи по смещению {offset} нет заголовков ответа")
                elif record.rec_type == "response":
                    headers = {name.lower(): value for name, value in record.http_headers.headers}
                else:
                    raise ArchiveError(f"{path}: запись по смещению {offset} не содержит ответа ({record.rec_type})")
                body = record.raw_stream.read()
                expected = record.rec_headers.get_header("WARC-Payload-Digest")
                if expected and expected.startswith("sha256:") and payload_digest(body) != expected:
                    raise ArchiveError(f"{path}: запись по смещению {offset} повреждена: не сходится контрольная сумма")
                return headers, body
    except (OSError, ArchiveLoadFailed, StatusAndHeadersParserException, zlib.error, ValueError, EOFError) as error:
        raise ArchiveError(f"{path}: запись по смещению {offset} не читается: {error}") from error
    raise ArchiveError(f"{path}: в архиве нет записи по смещению {offset}")
