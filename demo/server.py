"""The demonstration district on loopback: one real HTTP server a site, ports chosen by the system."""

from __future__ import annotations

import csv
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from demo.content import Mode, Person, read_common, read_sites
from demo.website import Answer, Site, SiteBuilder

HOST = "127.0.0.1"
MUNICIPALITY = "Верхнеключевской муниципальный округ"
REGION = "Залесская область"
_COLUMNS = ("id", "name", "kind", "site", "short_name", "aliases", "roles", "teachers", "municipality", "region")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    server: _Server

    def do_GET(self) -> None:
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        self._send(with_body=False)

    def _send(self, with_body: bool) -> None:
        answer = self.server.site.answer(self.path)
        self.server.requests.append(self.path)
        if self._unchanged(answer):
            answer = Answer(304, b"", answer.headers)
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def _unchanged(self, answer: Answer) -> bool:
        tag, changed = answer.header("ETag"), answer.header("Last-Modified")
        if answer.status != 200 or not tag:
            return False
        asked = self.headers.get("If-None-Match")
        if asked is not None:
            return tag in [part.strip().removeprefix("W/") for part in asked.split(",")]
        since = self.headers.get("If-Modified-Since")
        if since is None:
            return False
        try:
            return parsedate_to_datetime(since) >= parsedate_to_datetime(changed)
        except (ValueError, TypeError):  # an unreadable date is no condition (RFC 9110, 13.1.3)
            return False

    def version_string(self) -> str:
        return "nginx"

    def log_message(self, format: str, *args: object) -> None:
        """Requests are kept in ``District.requests``; the console stays clean."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close() waits for the handlers: nothing may outlive the district
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__((HOST, 0), _Handler)
        self.site: Site
        self.requests: list[str] = []
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle of an answer is an everyday thing, not a traceback on the console."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def run(self) -> None:
        self.serve_forever(poll_interval=0.05)

    def stop(self) -> None:
        self.shutdown()
        with self._lock:
            for connection in self._open:
                with suppress(OSError):  # the client may have closed it in this very moment
                    connection.shutdown(socket.SHUT_RDWR)  # wakes handlers that wait for the next request
        self.server_close()


@dataclass(frozen=True, slots=True)
class District:
    """The running district. ``urls`` are the root addresses by site id (also of sites that no registry row names)."""

    people: tuple[Person, ...]
    urls: Mapping[str, str]
    sites: Mapping[str, Site]
    requests: Mapping[str, list[str]] = field(default_factory=dict)
    """Per site the request targets that came, in order: what a crawler asked for."""

    @property
    def rows(self) -> list[dict[str, str]]:
        """The registry rows, with the columns of ``schools.csv``."""
        return [{
            "id": person.id, "name": person.name, "kind": person.kind, "site": self.urls[person.id],
            "short_name": person.short_name, "aliases": "|".join(person.aliases), "roles": "|".join(person.roles),
            "teachers": "" if person.teachers is None else str(person.teachers), "municipality": MUNICIPALITY, "region": REGION,
        } for person in self.people if person.registered]

    def write_registry(self, folder: Path) -> Path:
        """Write the rows as ``schools.csv`` into ``folder`` and give its path."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "schools.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, _COLUMNS)
            writer.writeheader()
            writer.writerows(self.rows)
        return path


@contextmanager
def serve_district() -> Iterator[District]:
    """Run all sites on loopback until the block ends. The dead host's port is held, so that nobody else answers there."""
    contents, common = read_sites(), read_common()
    with ExitStack() as stack:
        servers: dict[str, _Server] = {}
        urls: dict[str, str] = {}
        for content in contents:
            site_id = content.person.id
            if content.mode is Mode.DEAD:
                silent = stack.enter_context(socket.socket())
                silent.bind((HOST, 0))  # bound, never listening: connections are refused
                urls[site_id] = f"http://{HOST}:{silent.getsockname()[1]}/"
            else:
                server = servers[site_id] = _Server()
                stack.callback(server.server_close)
                urls[site_id] = f"http://{HOST}:{server.server_address[1]}/"
        sites = {content.person.id: SiteBuilder(content, common, urls).build() for content in contents}
        for site_id, server in servers.items():
            server.site = sites[site_id]
            thread = threading.Thread(target=server.run, name=f"demo-{site_id}")
            thread.start()
            stack.callback(thread.join)
            stack.callback(server.stop)
        yield District(tuple(content.person for content in contents), urls, sites,
                       {site_id: server.requests for site_id, server in servers.items()})
