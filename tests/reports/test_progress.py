"""Progress: live on a terminal, plain lines in a pipe, nothing when quiet."""

from __future__ import annotations

import io
from dataclasses import dataclass

from rich.console import Console

from reports.progress import Display

NAMES = {"s1": "МБОУ СОШ № 1", "s2": "МБОУ СОШ № 2 с очень длинным названием, которое не помещается в строку терминала"}


@dataclass(frozen=True)
class Told:
    """One step as a job tells it."""

    school: str
    state: str
    pages: int = 0
    documents: int = 0
    queue: int = 0
    status: str = ""
    reason: str = ""


STEPS = (
    Told("s1", "started"),
    Told("s1", "running", 5, 1, 40),
    Told("s2", "running", 2, 0, 3),
    Told("s1", "finished", 21, 2, 0, "partial", "вышло время\x1b[31m"),
    Told("s1", "loading"),
    Told("s1", "loaded"),
    Told("s2", "failed", reason="процесс завершился"),
    Told("s1", "judged"),
)


def run(width: int = 80, terminal: bool = False, quiet: bool = False) -> str:
    """Everything the display wrote."""
    stream = io.StringIO()
    console = Console(file=stream, width=width, height=24, force_terminal=terminal, markup=False, color_system=None)
    with Display(console, NAMES, quiet) as display:
        for step in STEPS:
            display.update(step)
        if display._live is not None:
            display._live.refresh()
    assert display.over == 2
    return stream.getvalue()


def test_a_pipe_gets_one_line_a_finished_site() -> None:
    *lines, last = run().splitlines()
    assert len(lines) == 2
    assert last.startswith("Обойдено сайтов: 2 из 2; прочитано: 23\u00a0страницы, 2\u00a0документа; прошло")
    assert lines[0].startswith("[1/2] МБОУ СОШ № 1: прочитан не полностью: вышло время")
    assert "21\u00a0страница, 2\u00a0документа" in lines[0]
    assert "процесс завершился" in lines[1]
    assert "\x1b" not in lines[0]


def test_quiet_says_nothing() -> None:
    assert run(quiet=True) == ""
    assert run(terminal=True, quiet=True) == ""


def test_a_terminal_gets_a_table_that_fits() -> None:
    text = run(width=80, terminal=True)
    assert "Обойдено сайтов: 2 из 2" in text
    assert "документов" in text
    assert "Обойдено сайтов: 2 из 2" in text.rpartition("\x1b[2K")[2], "the table goes, its sum stays"
    assert max(len(row) for row in text.replace("\r", "\n").splitlines() if "\x1b" not in row) <= 80
