"""The one place where errors and HTTP statuses become outcomes, with a Russian reason each."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from crawler.model import Outcome

RETRIED_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524, 525, 526, 527, 530})
REDIRECTS = frozenset({301, 302, 303, 307, 308})

_UNPACKERS = ("zlib", "brotli", "brotlicffi", "_brotli", "backports.zstd", "compression.zstd", "zstandard")
"""Modules whose errors mean that what a server calls compressed is not."""
FAILURES = frozenset({Outcome.SERVER_ERROR, Outcome.UNREACHABLE, Outcome.TIMEOUT, Outcome.BROKEN})
"""Outcomes that may be another tomorrow: they leave a crawl incomplete."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What an exception or a status means. ``again`` is True where asking once more may help."""

    outcome: Outcome
    reason: str
    again: bool = False


class PrivateAddressError(Exception):
    """The address leads into a private network; no request was made."""


def of_error(error: BaseException, *, private_host: bool = False) -> Trouble | None:
    """What a failed download means; ``None`` for an error that is the program's own and must not be taken for the site's.

    ``private_host`` tells that the resolver refused the name because it leads to a private address.
    """
    if isinstance(error, PrivateAddressError) or (private_host and isinstance(error, CannotResolveHostError)):
        return Trouble(Outcome.PRIVATE_ADDRESS, "адрес ведёт в частную сеть, запрос не отправлен")
    if isinstance(error, CannotResolveHostError):
        return Trouble(Outcome.UNREACHABLE, "имя сайта не найдено в DNS", True)
    if isinstance(error, DownloadTimeoutError):
        return Trouble(Outcome.TIMEOUT, "сервер не ответил за отведённое время", True)
    if isinstance(error, DownloadConnectionRefusedError):
        return Trouble(Outcome.UNREACHABLE, "сервер не принимает соединения", True)
    if isinstance(error, DownloadCancelledError | IgnoreRequest):
        return Trouble(Outcome.TOO_LARGE, "ответ больше допустимого размера")
    if isinstance(error, ResponseDataLossError):
        return Trouble(Outcome.BROKEN, "ответ оборвался", True)
    if isinstance(error, UnsupportedURLSchemeError):
        return Trouble(Outcome.HTTP_ERROR, "адрес не является адресом страницы")
    if isinstance(error, DownloadFailedError):
        return _failed(error)
    if isinstance(error, gzip.BadGzipFile) or type(error).__module__.startswith(_UNPACKERS):
        return Trouble(Outcome.BROKEN, "ответ сжат с ошибкой и не распаковывается", True)
    if isinstance(error, OSError) or _is_network(error):
        return Trouble(Outcome.UNREACHABLE, f"соединение не удалось: {_shortly(error)}", True)
    return None


def _failed(error: DownloadFailedError) -> Trouble:
    text = str(error)
    if "ParseError" in text or "wasn't in the form" in text or "BadHeaders" in text:
        return Trouble(Outcome.BROKEN, "сервер ответил не по правилам HTTP", True)
    if "SSL" in text or "certificate" in text:
        return Trouble(Outcome.UNREACHABLE, f"защищённое соединение не устанавливается{_tls_words(text)}", True)
    return Trouble(Outcome.BROKEN, "соединение оборвалось", True)


def _tls_words(text: str) -> str:
    """OpenSSL's own word for the fault, for whoever has to tell the site's administrator."""
    found = re.search(r"'SSL routines', '[^']*', '([^']{3,60})'", text)
    return f" ({found.group(1)})" if found else ""


def _is_network(error: BaseException) -> bool:
    """Errors of the network library that have no class of their own in Scrapy (no route, reset, TLS alerts …)."""
    module = type(error).__module__
    return module.startswith(("twisted.internet.error", "twisted.web", "OpenSSL", "ssl"))


def _shortly(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text[:120] or type(error).__name__


def of_status(status: int) -> Trouble | None:
    """What an HTTP status means; ``None`` for an answer that can be read (2xx, 304) or followed (redirects)."""
    if 200 <= status < 300 or status == 304 or status in REDIRECTS:
        return None
    again = status in RETRIED_STATUSES
    if status in (404, 410):
        return Trouble(Outcome.NOT_FOUND, f"страница не найдена ({status})")
    if status in (401, 407):
        return Trouble(Outcome.FORBIDDEN, f"требуется пароль ({status})")
    if status in (403, 451):
        return Trouble(Outcome.FORBIDDEN, f"сервер отказал в доступе ({status})")
    if status == 429:
        return Trouble(Outcome.SERVER_ERROR, "сервер просит обращаться реже (429)", again)
    if status >= 500:
        return Trouble(Outcome.SERVER_ERROR, f"ошибка сервера ({status})", again)
    return Trouble(Outcome.HTTP_ERROR, f"сервер ответил кодом {status}", again)
