"""A small district for the reviewer: two schools that a test may change between crawls."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fleet.bundles import ORDER, docx
from tests.fleet.district import Server, html, school_pages

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CRAWL = ("--delay", "0", "--allow-private-hosts", "--as-of", "2025-05-31", "--quiet")
BY = ("--comment", "открыл и прочитал", "--author", "Орлова М. И.")
HOSTILE = '=HYPERLINK("http://evil.example";"жми") Положение о сетевом взаимодействии педагогов'
PAGE_ORDER = """Муниципальное общеобразовательное учреждение «Школа № 2 города Заречье»

ПРИКАЗ
02.09.2024 № 77-од

О методическом объединении учителей начальных классов

В целях методической работы приказываю:
1. Утвердить Положение о школьном методическом объединении учителей начальных классов.
2. Назначить руководителем школьного методического объединения учителя первого класса.
Директор школы"""


def order(words: str = "приказываю", number: int = 1) -> tuple[str, bytes]:
    """The order on mentoring of school ``number``; with other words it is another file."""
    return DOCX, docx(ORDER.replace("Школа № 1", f"Школа № {number}").replace("приказываю", words))


def page_order(visitors: int, text: str = PAGE_ORDER) -> tuple[str, bytes]:
    """An order typed into a page, with a counter that never stands still."""
    body = "".join(f"<p>{line}</p>" for line in text.splitlines() if line)
    return html("Приказ о методическом объединении учителей", f"{body}<p>Посетителей сегодня: {visitors}</p>")


def draft() -> tuple[str, bytes]:
    """A draft of a regulation on networking."""
    text = ORDER.replace("30.08.2024 № 118-од", "ПРОЕКТ\n«___» ________ 20__ г. № ____").replace(
        "системе наставничества педагогических работников", "сетевом взаимодействии педагогических работников"
    )
    return DOCX, docx(text)


def first_school() -> Server:
    """An order on mentoring, a draft under a hostile link text, a broken link."""
    pages = school_pages(1, 4)
    kind, body = pages["/docs.html"]
    link = f'<p><a href="/files/draft.docx">{HOSTILE}</a></p></body>'.encode()
    return Server({**pages, "/docs.html": (kind, body.replace(b"</body>", link)), "/files/draft.docx": draft()})


def second_school() -> Server:
    """An order on mentoring, and one typed into a page."""
    pages = school_pages(2, 4)
    kind, body = pages["/docs.html"]
    link = '<p><a href="/order.html">Приказ о методическом объединении учителей</a></p></body>'.encode()
    return Server({**pages, "/docs.html": (kind, body.replace(b"</body>", link)), "/order.html": page_order(5)})


def write_registry(folder: Path, *servers: Server) -> Path:
    """``schools.csv`` of these sites: ``s1``, ``s2`` …"""
    rows = [f"s{number};МОУ «Школа № {number} города Заречье»;school;{server.address};Школа № {number}\n"
            for number, server in enumerate(servers, 1)]  # fmt: skip
    path = folder / "schools.csv"
    path.write_text("id;name;kind;site;short_name\n" + "".join(rows), encoding="utf-8")
    return path


def findings(command: Callable[..., Any], *more: str) -> dict[str, dict[str, Any]]:
    """The run's findings as exported, by item."""
    done = command("export", *more)
    assert done.code == 0, done.err
    return {f"{item['school']}:{item['indicator']}": item for item in json.loads(done.out)["findings"]}


def waiting(command: Callable[..., Any], *more: str) -> dict[str, list[str]]:
    """The queue: items with their reasons."""
    done = command("review", "--format", "json", *more)
    assert done.code == 0, done.err
    return {item["item"]: item["reasons"] for item in json.loads(done.out)["items"]}
