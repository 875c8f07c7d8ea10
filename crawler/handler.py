"""Scrapy's HTTP handler with our manner of encryption, and with an end to the head of an answer: Twisted reads headers without one."""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAddress
from twisted.web._newclient import HTTP11ClientProtocol, ParseError

from crawler.tls import Certificates, EncryptionPolicy

MAX_HEAD = 256_000
"""Bytes of status line and headers; the largest honest heads are those of bloated cookies, some 20 kB."""


class _BoundedParser(_LenientHTTPClientParser):
    _head = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        """Twisted's interface. Raises ``ParseError``, which ends the request."""
        self._head += len(line) + 2
        if self._head > MAX_HEAD:
            raise ParseError("the head of the answer is too long", line[:80])  # type: ignore[no-untyped-call]
        super().lineReceived(line)


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Any:
        """Twisted's interface. The parser is made in there with its class fixed; ours adds a counter that begins at nought."""
        answer: Any = super().request(request)
        if self._parser is not None:
            self._parser.__class__ = _BoundedParser
        return answer


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: N802
        """Twisted's interface."""
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class DownloadHandler(HTTP11DownloadHandler):
    """For http and https; the spider holds the ``Certificates``."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        certificates: Any = getattr(crawler.spider, "certificates", None)
        self._contextFactory = EncryptionPolicy(certificates or Certificates())  # type: ignore[assignment]  # zope interfaces
        self._pool._factory = _BoundedFactory


