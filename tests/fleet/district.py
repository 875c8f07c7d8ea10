"""A district of made-up sites on loopback, one port a site, which can be slow or count what they are asked."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zlib import crc32

from crawler.model import CrawlSettings, Institution, InstitutionKind
from fleet.job import JobSettings
from programmes import bundled, load_programme
from tests.fleet.bundles import ORDER, docx

PROGRAMME = load_programme(bundled())
MANNERS = CrawlSettings("school-monitor-test/1", delay=0.0, timeout=5.0, retries=0, allow_private_hosts=True, max_minutes=2.0)


@dataclass
class Server:
    """One site: pages by path. ``slow`` is a pause before each answer in seconds.

    ``validators`` names what it lets a client ask by: ``etag``, ``last-modified`` or nothing. ``sent`` counts bytes of bodies.
    """

    pages: Mapping[str, tuple[str, bytes]]
    slow: float = 0.0
    asked: Counter[str] = field(default_factory=Counter)
    address: str = ""
    validators: str = "etag"
    sent: int = 0
    failing: frozenset[str] = frozenset()
    """Paths that answer 500."""
    down: bool = False
    """Whether it breaks off every connection."""

    def handler(self) -> type[BaseHTTPRequestHandler]:
        """The request handler of this site."""
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = self.path.split("?")[0]
                site.asked[path] += 1
                time.sleep(site.slow)
                if site.down:
                    self.close_connection = True
                    return
                if path in site.failing:
                    self.send_response(500)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                known = site.pages.get(path)
                if site.validators == "etag":
                    name, asks, mark = "ETag", "If-None-Match", f'"{crc32(known[1])}"' if known else ""
                else:
                    # A day for each content: what is compared is the whole date, as servers with this validator do.
                    day = crc32(known[1]) % 20_000 if known else 0
                    name, asks, mark = "Last-Modified", "If-Modified-Since", formatdate(day * 86_400, usegmt=True)
                if known and site.validators and self.headers.get(asks) == mark:
                    self.send_response(304)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                kind, body = known or ("text/html", b"<html><title>404</title><body>no</body></html>")
                self.send_response(200 if known else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                if known and site.validators:
                    self.send_header(name, mark)
                self.end_headers()
                site.sent += len(body)
                try:
                    self.wfile.write(body)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                return

        return Handler


def html(title: str, body: str) -> tuple[str, bytes]:
    """A page."""
    text = f"<html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    return "text/html; charset=utf-8", text.encode()


def school_pages(number: int, pages: int = 6) -> dict[str, tuple[str, bytes]]:
    """A small school site: a home page, local acts with an order on mentoring, a broken link, and pages of no matter."""
    menu = "".join(f'<li><a href="/p{item}.html">Методическая работа {item}</a></li>' for item in range(pages))
    acts = (
        '<h2>Локальные акты</h2><p><a href="/files/118.docx">Приказ о системе наставничества педагогов</a></p>'
        '<p><a href="/files/gone.docx">Положение о методическом объединении учителей</a></p>'
    )
    docx_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    found = {
        "/": html(f"Школа № {number}", f'<ul>{menu}<li><a href="/docs.html">Документы</a></li></ul>'),
        "/docs.html": html("Документы", f"<ul>{menu}</ul>{acts}"),
        "/files/118.docx": (docx_type, docx(ORDER.replace("Школа № 1", f"Школа № {number}"))),
    }
    for item in range(pages):
        text = f"<ul>{menu}</ul><p>План методической работы, часть {item} школы {number}.</p>"
        found[f"/p{item}.html"] = html(f"Методическая работа {item}", text)
    return found


@contextmanager
def serving(*servers: Server) -> Iterator[None]:
    """The sites are up for the block."""
    running = []
    for server in servers:
        http = ThreadingHTTPServer(("127.0.0.1", 0), server.handler())
        http.daemon_threads = True
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        server.address = f"http://127.0.0.1:{http.server_address[1]}/"
        running.append((http, thread))
    try:
        yield
    finally:
        for http, thread in running:
            http.shutdown()
            http.server_close()
            thread.join()


def settings(db: Path, servers: list[Server], **changes: object) -> JobSettings:
    """A job over these sites: ``s1``, ``s2`` …"""
    schools = tuple(
        Institution(
            f"s{number}", f"МОУ «Школа № {number} города Заречье»", InstitutionKind.SCHOOL, server.address, f"Школа № {number}",
            municipality="Заречье",
        )
        for number, server in enumerate(servers, 1)
    )  # fmt: skip
    fields: dict[str, object] = {"db": db, "institutions": schools, "programme": PROGRAMME, "crawl": MANNERS, "processes": 2}
    return JobSettings(**{**fields, **changes})  # type: ignore[arg-type]
