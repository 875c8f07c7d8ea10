"""An HTTP server on loopback that answers as told, also in the ways servers should not.

Answers are given per path: text or bytes (a page), a ``Reply``, or a function of the request that gives one. Everything asked of
the server is kept with its time, so that a test can count requests and measure pauses.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came. ``path`` is percent-decoded, ``target`` as sent; header names are in lower case."""

    target: str
    headers: Mapping[str, str]
    when: float

    @property
    def path(self) -> str:
        """Path and query, percent-decoded."""
        return unquote(self.target)


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer, and how to misbehave while doing so. ``delay`` is in seconds before the first byte.

    Bytes that are no UTF-8 stand in headers as ``surrogateescape`` decodes them. ``misbehave`` is one of ``""``, ``drop`` (close without an answer), ``reset``, ``garbage`` (no HTTP), ``cut`` (half of the announced
    body), ``lie`` (announces more than there is, sends all), ``endless``, ``drip`` (a byte a second), ``hang`` (headers, then nothing),
    ``heads`` (headers without end), ``huge`` (announces 200 MB and sends as much as is taken).
    """

    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    misbehave: str = ""
    charset: str = "utf-8"

    @classmethod
    def redirect(cls, to: str, status: int = 302) -> Reply:
        """A redirect."""
        return cls("", status, {"Location": to})

    @classmethod
    def bomb(cls, size: int) -> Reply:
        """A page of ``size`` bytes that packs to almost nothing."""
        return cls(gzip.compress(b"\0" * size, 9), 200, {"Content-Encoding": "gzip", "Content-Type": "text/html"})


Route = bytes | str | Reply | Callable[[Seen], "Reply | str | bytes"]


class Server:
    """Serves ``routes`` until it is closed; ``missing`` answers every other path. With a ``certificate`` (PEM with key) or a
    context ``tls`` it speaks TLS."""

    def __init__(
        self,
        routes: Mapping[str, Route] | None = None,
        missing: Route | None = None,
        port: int = 0,
        certificate: Path | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.routes: dict[str, Route] = dict(routes or {})
        self.missing: Route = missing if missing is not None else Reply("нет такой страницы", 404)
        self.seen: list[Seen] = []
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()
        self._socket = socket.create_server(("127.0.0.1", port), backlog=128)
        self.port: int = self._socket.getsockname()[1]
        self._tls = tls
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)
        self.url = f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"
        self._closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._main = threading.Thread(target=self._accept, daemon=True)
        self._main.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving and end every connection."""
        self._closing.set()
        _shut(self._socket)
        self._socket.close()
        with self._lock:
            for connection in self._open:
                _shut(connection)
        self._main.join(5)
        for thread in self._threads:
            thread.join(5)

    def count(self, path: str) -> int:
        """How often ``path`` was asked for."""
        return sum(seen.path == path for seen in self.seen)

    def paths(self) -> list[str]:
        """Every path asked for, in order."""
        return [seen.path for seen in self.seen]

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open.add(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, accepted: socket.socket) -> None:
        connection = accepted
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as stream:
                while not self._closing.is_set() and (seen := _read_request(stream)) is not None:
                    with self._lock:
                        self.seen.append(seen)
                        self._now += 1
                        self.most_at_once = max(self.most_at_once, self._now)
                    try:
                        going_on = self._answer(connection, seen)
                    finally:
                        with self._lock:
                            self._now -= 1
                    if not going_on:
                        return
        except OSError:
            return
        finally:
            with self._lock:
                self._open.discard(accepted)

    def _answer(self, connection: socket.socket, seen: Seen) -> bool:
        route = self.routes.get(seen.path, self.routes.get(seen.target, self.missing))
        if callable(route):
            route = route(seen)
        reply = route if isinstance(route, Reply) else Reply(route)
        if reply.delay:
            self._closing.wait(reply.delay)
        body = reply.body.encode(reply.charset) if isinstance(reply.body, str) else reply.body
        headers = {"Content-Type": f"text/html; charset={reply.charset}", **reply.headers}
        if reply.misbehave in ("drop", "reset", "garbage"):
            if reply.misbehave == "garbage":
                connection.sendall(b"\x00\x01\x02 this is no HTTP\r\n\r\n")
            elif reply.misbehave == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            return False
        if reply.misbehave == "heads":
            connection.sendall(b"HTTP/1.1 200 X\r\n")
            return self._without_end(connection, b"X-Header: " + b"x" * 1000 + b"\r\n", 0.0)
        length = {"huge": 200_000_000, "cut": 2 * len(body) + 100, "lie": len(body) + 17}.get(reply.misbehave, len(body))
        if reply.misbehave not in ("endless", "drip"):
            headers["Content-Length"] = str(length)
        head = f"HTTP/1.1 {reply.status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"
        connection.sendall(head.encode("utf-8", "surrogateescape"))
        if reply.misbehave in ("endless", "drip", "huge"):
            return self._without_end(connection, body or b"<p>x</p>" * 1000, 1.0 if reply.misbehave == "drip" else 0.0)
        if reply.misbehave == "hang":
            self._closing.wait(120)
            return False
        if reply.status not in (204, 304):
            connection.sendall(body[: len(body) // 2] if reply.misbehave == "cut" else body)
        return reply.misbehave not in ("cut", "lie")

    def _without_end(self, connection: socket.socket, piece: bytes, pause: float) -> bool:
        until = time.monotonic() + 60
        while not self._closing.is_set() and time.monotonic() < until:
            connection.sendall(piece[:1] if pause else piece)
            if pause:
                self._closing.wait(pause)
        return False


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _read_request(stream: object) -> Seen | None:
    readline: Callable[[], bytes] = stream.readline  # type: ignore[attr-defined]
    parts = readline().split()
    if len(parts) < 2:
        return None
    headers: dict[str, str] = {}
    while (line := readline().strip()) and b":" in line:
        name, _colon, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    return Seen(parts[1].decode("latin-1"), headers, time.monotonic())
