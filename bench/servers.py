"""Servers on loopback for the crawl's benchmarks: nginx for speed, a server of our own for a fixed latency."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.website import Website

_CONFIG = """
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  types {{ text/html html; application/pdf pdf; application/vnd.openxmlformats-officedocument.wordprocessingml.document docx; }}
  access_log off; sendfile on; tcp_nodelay on; keepalive_requests 100000;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; root {root}; index index.html; }}
}}
"""
_START_SECONDS = 30.0
_MADE_BEFORE = 1000
"""Pages up to which all are made before the first request, so that the server is not what is measured."""


class ServerError(RuntimeError):
    """A server did not start."""


def free_port() -> int:
    """A port of loopback nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def nginx(root: Path) -> Iterator[str]:
    """A static server for ``root``; gives its URL. Raises ``ServerError``."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin") or shutil.which("nginx")
    if program is None:
        raise ServerError("nginx is not installed")
    with tempfile.TemporaryDirectory() as name:
        port = free_port()
        config = Path(name) / "nginx.conf"
        config.write_text(_CONFIG.format(folder=name, port=port, root=root), encoding="utf-8")
        # Also where the benchmark is run by root, the worker must be able to read the files.
        user = ["-g", "user root;"] if Path(name).stat().st_uid == 0 else []
        command = [program, "-p", name, "-c", str(config), *user]
        with _running(command, port):
            yield f"http://127.0.0.1:{port}"


@contextmanager
def slow(pages: int, documents: int, delay: float) -> Iterator[str]:
    """The generated site behind a server that answers each request ``delay`` seconds late; gives its URL."""
    port = free_port()
    options = ["--port", str(port), "--pages", str(pages), "--documents", str(documents), "--delay", str(delay)]
    with _running([sys.executable, "-m", "bench.servers", *options], port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        end = time.monotonic() + _START_SECONDS
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > end:
                process.kill()
                told = process.communicate()[1].decode("utf-8", "replace").strip()
                raise ServerError(f"{Path(command[0]).name} did not start: {told[-300:]}")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.communicate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class _Answering(asyncio.Protocol):
    """HTTP/1.1 as far as crawlers ask for it: GET, kept alive, each answer ``delay`` seconds after its request."""

    def __init__(self, body: Callable[[str], bytes | None], delay: float) -> None:
        self._body = body
        self._delay = delay
        self._buffer = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Part of a request, or several."""
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
            path = head.split(b" ", 2)[1].decode("ascii", "replace")
            asyncio.get_running_loop().call_later(self._delay, self._answer, path)

    def _answer(self, path: str) -> None:
        if self._transport.is_closing():
            return
        body = self._body(path.partition("?")[0])
        status = b"200 OK" if body is not None else b"404 Not Found"
        suffix = path.rpartition(".")[2]
        kind = {"pdf": b"application/pdf", "docx": b"application/octet-stream"}.get(suffix, b"text/html")
        body = body or b"<h1>404 Not Found</h1>"
        head = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n" % (status, kind, len(body))
        self._transport.write(head + body)


async def _serve(port: int, body: Callable[[str], bytes | None], delay: float) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: _Answering(body, delay), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


async def capacity(url: str, paths: list[str], connections: int) -> float:
    """Answers a second that the server gives to a client that only reads: our own server must not be what is measured."""
    host, port = url.removeprefix("http://").split(":")
    waiting = iter(paths)

    async def ask() -> None:
        reader, writer = await asyncio.open_connection(host, int(port))
        for path in waiting:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
            await reader.readexactly(length)
        writer.close()

    start = time.perf_counter()
    await asyncio.gather(*(ask() for _ in range(connections)))
    return len(paths) / (time.perf_counter() - start)


def main() -> None:
    """The process of the slow server."""
    parser = argparse.ArgumentParser()
    for name in ("port", "pages", "documents"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--delay", type=float, required=True)
    options = parser.parse_args()
    site = Website(options.pages, options.documents)
    made = {path: site.body(path) for path in site.paths()} if site.pages <= _MADE_BEFORE else {}
    asyncio.run(_serve(options.port, lambda path: made.get(path) or site.body(path), options.delay))


if __name__ == "__main__":
    main()
