"""Bundles as the crawler writes them, for made-up sites: the real journal and the real archive."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path

from docx import Document as Docx

from crawler.journal import Entry, Journal
from crawler.model import Fetch, Link, Outcome, Visit, VisitStatus

WHEN = "2026-05-15T06:00:00+00:00"

ORDER = """Муниципальное общеобразовательное учреждение «Школа № 1 города Заречье»

ПРИКАЗ
30.08.2024 № 118-од

Об утверждении Положения о системе наставничества педагогических работников

В целях поддержки молодых педагогов приказываю:
1. Утвердить Положение о системе наставничества педагогических работников в школе.
2. Назначить куратором заместителя директора.
3. Контроль исполнения приказа оставляю за собой.
Директор школы
"""


def docx(text: str) -> bytes:
    """A DOCX file with these lines, always the same bytes for the same lines: a file that is there from year to year."""
    made = Docx()
    for line in text.splitlines():
        made.add_paragraph(line)
    buffer = io.BytesIO()
    made.save(buffer)
    with zipfile.ZipFile(buffer) as packed:
        return archive({name: packed.read(name) for name in packed.namelist()})


def archive(files: dict[str, bytes]) -> bytes:
    """A ZIP of these files, always the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name, data in files.items():
            packed.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data)
    return buffer.getvalue()


def page(text: str, title: str = "Страница") -> bytes:
    """An HTML page with these lines as paragraphs."""
    body = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{body}</body></html>".encode()


@dataclass
class Site:
    """A visit in the making: ``answer`` adds one address, ``finish`` ends the visit."""

    archive: Path
    folder: Path
    school: str = "s1"
    journal: Journal = field(init=False)
    fetches: list[Fetch] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.journal = Journal(self.folder, self.archive, {"school": self.school, "site": f"http://{self.school}.example/"})

    def url(self, path: str) -> str:
        """An address of the site."""
        return f"http://{self.school}.example/{path}"

    def answer(
        self,
        path: str,
        body: bytes = b"",
        text: str = "",
        outcome: Outcome = Outcome.OK,
        status: int | None = 200,
        places: tuple[Link, ...] = (),
        **changes: object,
    ) -> Fetch:
        """One fetch with its archive record; ``text`` is the link's text, ``places`` further links to the address."""
        url = self.url(path)
        document = not path.endswith(("/", ".html")) and bool(path)
        link = Link(url, text, "Локальные акты", self.url("docs/"), "Документы", 10.0, document) if text else None
        fetch = Fetch(url, outcome, WHEN, url, status, is_page=not document, link=link)
        if body:
            kind = "application/octet-stream" if document else "text/html; charset=utf-8"
            offset = self.journal.warc.write_response(url, WHEN, 200, [("Content-Type", kind)], body, [])
            fetch = replace(
                fetch, sha256=hashlib.sha256(body).hexdigest(), size=len(body), warc=self.journal.warc_path, offset=offset,
                content_type=kind,
            )  # fmt: skip
        fetch = replace(fetch, **changes)  # type: ignore[arg-type]
        links = (*((link,) if link and document else ()), *places)
        self.journal.record(Entry(fetch, links=links))
        self.fetches.append(fetch)
        return fetch

    def finish(self, status: VisitStatus = VisitStatus.OK, complete: bool = True) -> Visit:
        """End the visit and let the bundle go."""
        visit = Visit(
            self.school, status, None, sum(1 for item in self.fetches if item.is_page and item.sha256),
            sum(1 for item in self.fetches if not item.is_page and item.sha256), 0, 1000, len(self.fetches), complete, 2.0,
            WHEN, WHEN, self.url(""),
        )  # fmt: skip
        self.journal.finish(visit)
        self.journal.close()
        return visit
