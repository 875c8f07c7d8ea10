"""What came back for one URL, whether from the network now or from the journal of an interrupted visit."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email.message import Message
from functools import lru_cache
from pathlib import Path

from crawler.archive import ArchiveError, WarcFile, read_body, warc_digest
from crawler.fetching import Answer, Result, now
from crawler.model import Fetch, Known, Outcome
from crawler.outcomes import Trouble
from extractors.charset import Decoded, decode
from extractors.page import Page, parse_page

MAX_HTML = 4_000_000
RENDERED_TYPE = "text/html; charset=utf-8"
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|h[1-6]|script|link|span|center|font|frameset)\b", re.I
)
_BINARY = (
    b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"II*\x00",
    b"MM\x00*", b"RIFF", b"\x1f\x8b", b"BM", b"AT&TFORM", b"\x00\x00", b"ID3", b"OggS",
)  # fmt: skip
_REFRESH = re.compile(r"url\s*=\s*[\"']?([^\"'\s]+)", re.I)
_STRAY_ZEROS = 20
"""Zero bytes that slip into the beginning of a page from a database; binary files have more."""
_NO_PAGE_TYPES = (
    "application/xml",
    "text/xml",
    "application/rss",
    "application/atom",
    "application/json",
    "text/css",
    "image/svg",
)


def is_page(body: bytes, content_type: str) -> bool:
    """Whether a body is a web page. The bytes decide: names and types of school sites lie."""
    head = body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n\x0b\x0c")
    if head.startswith(_BINARY):
        return False
    kind = content_type.split(";", 1)[0].strip().lower()
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "html" in kind or b"<\0h" in body[:400].lower() or b"\0<\0h" in body[:400].lower()
    if b"\0" in head and (head[:1] != b"<" or head.count(b"\0") > _STRAY_ZEROS):
        return False
    if kind.startswith(_NO_PAGE_TYPES):
        return False
    if head[:1] == b"<" and _HTML.search(head):
        return True
    return kind in ("text/html", "application/xhtml+xml")


@lru_cache(maxsize=1024)
def charset_of(content_type: str) -> str:
    """The charset a Content-Type header names, "" for none."""
    message = Message()
    message["content-type"] = content_type
    charset = message.get_param("charset", "")
    return charset.strip().strip("\"'").lower() if isinstance(charset, str) else ""


@dataclass
class Got:
    """One answer on its way through the visit. ``fetch`` is complete but for what reading the page will add."""

    fetch: Fetch
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    requests: int = 0
    received: int = 0
    recorded: bool = False
    retry_unconditionally: bool = False
    rendered: bool = False
    """Whether the body is what a browser made of the page."""
    ip: str = ""
    """Where the answer came from; "" for one from the journal."""
    cookies: tuple[str, ...] = ()
    """What a page given for a document wants to be told again (``name=value``), redirects included."""
    _decoded: Decoded | None = None
    _page: Page | None = None

    @property
    def ok(self) -> bool:
        """Whether there is something to read."""
        return self.fetch.outcome in (Outcome.OK, Outcome.NOT_MODIFIED)

    @property
    def decoded(self) -> Decoded:
        """The body as text; of an over-long page only the beginning."""
        if self._decoded is None:
            self._decoded = decode(self.body[:MAX_HTML], charset_of(self.fetch.content_type))
        return self._decoded

    @property
    def page(self) -> Page:
        """The parsed page, parsed once."""
        if self._page is None:
            self._page = parse_page(self.decoded.text)
            if "refresh" in self.headers and not self._page.refresh and (found := _REFRESH.search(self.headers["refresh"])):
                self._page = replace(self._page, refresh=found.group(1))
        return self._page


class Evidence:
    """Writes answers into the site's archive; equal bodies are stored once."""

    def __init__(self, root: Path, warc: WarcFile, warc_path: str) -> None:
        self._root = root
        self._warc = warc
        self._path = warc_path
        self._bodies: dict[str, tuple[str, int, str]] = {}
        self._files: dict[str, bool] = {}

    def remember(self, fetch: Fetch) -> None:
        """A body that was stored by an earlier process of this visit."""
        if fetch.sha256 and fetch.warc == self._path:
            self._bodies.setdefault(fetch.sha256, (fetch.warc, fetch.offset, fetch.url))

    def holds(self, known: Known) -> bool:
        """Whether the archive still has the file with the body of an earlier run."""
        if known.warc not in self._files:
            path = (self._root / known.warc).resolve()
            self._files[known.warc] = bool(known.warc) and path.is_relative_to(self._root.resolve()) and path.is_file()
        return self._files[known.warc]

    def body(self, fetch: Fetch) -> tuple[dict[str, str], bytes]:
        """The stored headers and body of a fetch. Raises ``ArchiveError``."""
        return read_body(self._root, fetch.warc, fetch.offset)

    def store(self, result: Result, known: Known | None) -> Got:
        """Archive every hop of ``result`` and say what it came to."""
        final = result.final
        for hop in result.answers[:-1]:
            self._warc.write_response(hop.url, hop.when, hop.status, hop.headers, hop.body, hop.request_headers, ip=hop.ip)
        if final is None:
            return Got(_failed(result, now()), requests=result.requests, received=result.received)
        if final.status == 304:
            return self._not_modified(result, final, known)
        sha256 = hashlib.sha256(final.body).hexdigest()
        warc, offset = self._keep(final, sha256, known)
        trouble = result.trouble
        fetch = Fetch(
            url=result.url,
            outcome=trouble.outcome if trouble else Outcome.OK,
            fetched=final.when,
            final_url=final.url,
            status=final.status,
            reason=trouble.reason if trouble else result.remark,
            content_type=final.header("content-type"),
            etag=final.header("etag"),
            last_modified=final.header("last-modified"),
            sha256=sha256,
            size=len(final.body),
            is_page=is_page(final.body, final.header("content-type")),
            warc=warc,
            offset=offset,
        )
        return Got(fetch, final.body, final.header_map(), result.requests, result.received, ip=final.ip)

    def store_rendered(self, got: Got, body: bytes) -> Got:
        """The same answer with ``body``, what a browser made of it, archived as a conversion of what the server sent.

        Validators go: a shell stays the same while what its scripts fetch changes.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        url = got.fetch.final_url or got.fetch.url
        offset = self._warc.write_conversion(url, got.fetch.fetched, body, RENDERED_TYPE, sha256)
        fetch = replace(
            got.fetch, sha256=sha256, size=len(body), warc=self._path, offset=offset, etag="", last_modified="",
            content_type=RENDERED_TYPE,
        )  # fmt: skip
        return Got(fetch, body, {"content-type": RENDERED_TYPE}, got.requests, got.received, rendered=True, ip=got.ip)

    def _keep(self, answer: Answer, sha256: str, known: Known | None) -> tuple[str, int]:
        """Where the body lies now: in this file, or where this visit or an earlier run has stored the same bytes."""
        if known is not None and known.sha256 == sha256 and known.warc and self.holds(known):
            self._revisit(answer, sha256, known.url)
            return known.warc, known.offset
        if sha256 in self._bodies and answer.body:
            warc, offset, url = self._bodies[sha256]
            self._revisit(answer, sha256, url)
            return warc, offset
        offset = self._warc.write_response(
            answer.url,
            answer.when,
            answer.status,
            answer.headers,
            answer.body,
            answer.request_headers,
            ip=answer.ip,
            sha256=sha256,
        )
        self._bodies[sha256] = (self._path, offset, answer.url)
        return self._path, offset

    def _revisit(self, answer: Answer, sha256: str, refers_to: str, not_modified: bool = False) -> None:
        self._warc.write_revisit(
            answer.url,
            answer.when,
            answer.status,
            answer.headers,
            warc_digest(sha256),
            answer.request_headers,
            ip=answer.ip,
            refers_to=refers_to,
            not_modified=not_modified,
        )

    def _not_modified(self, result: Result, final: Answer, known: Known | None) -> Got:
        if known is None:
            trouble = Trouble(Outcome.BROKEN, "сервер ответил «не изменилось» на первый вопрос")
            fetch = _failed(Result(result.url, result.answers, trouble), final.when)
            return Got(fetch, requests=result.requests, received=result.received)
        self._revisit(final, known.sha256, known.url, not_modified=True)
        body, headers, lost = b"", final.header_map(), False
        if known.is_page:
            try:
                headers, body = read_body(self._root, known.warc, known.offset)
            except ArchiveError:
                lost = True
        fetch = Fetch(
            url=result.url,
            outcome=Outcome.NOT_MODIFIED,
            fetched=final.when,
            final_url=final.url,
            status=304,
            content_type=known.content_type,
            charset=known.charset,
            etag=final.header("etag") or known.etag,
            last_modified=final.header("last-modified") or known.last_modified,
            sha256=known.sha256,
            is_page=known.is_page,
            size=len(body),
            warc=known.warc,
            offset=known.offset,
        )
        return Got(fetch, body, headers, result.requests, result.received, retry_unconditionally=lost, ip=final.ip)


def _failed(result: Result, when: str) -> Fetch:
    trouble = result.trouble or Trouble(Outcome.BROKEN, "ответа нет")
    final = result.final
    return Fetch(
        url=result.url,
        outcome=trouble.outcome,
        fetched=final.when if final else when,
        final_url=final.url if final else "",
        status=final.status if final else None,
        reason=trouble.reason,
    )
