"""Judging in processes gives what judging in one place gives, and its processes do not outlive it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from checks.model import Material
from crawler.model import Visit, VisitStatus
from fleet.judging import JudgingError, judged
from tests.db.samples import act, school
from tests.fleet.bundles import ORDER
from tests.fleet.district import PROGRAMME

AS_OF = date(2026, 5, 31)


def judges() -> list[str]:
    """Processes that this one has started for judging and that are still there."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
            command = (entry.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == os.getpid() and b"fleet.judging" in command:
            found.append(entry.parent.name)
    return found


def materials(count: int) -> Iterator[Material]:
    """Schools with two acts each."""
    for number in range(count):
        visit = Visit(f"s{number}", VisitStatus.OK, pages=1, documents=1, complete=True)
        yield Material(school(f"s{number}"), visit, (act(ORDER), act(f"Иной текст {number}")))


def test_processes_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    alone = {item[0].visit.school: item[1:] for item in judged(materials(5), 10, PROGRAMME, AS_OF)}
    together = {item[0].visit.school: item[1:] for item in judged(materials(5), 10_000, PROGRAMME, AS_OF)}
    assert together == alone
    assert len(alone) == 5
    assert judges() == []


def test_fault_in_a_process_is_raised_here_and_all_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    wrong = [Material(None, Visit("s1", VisitStatus.OK))]  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        list(judged(iter(wrong), 10_000, PROGRAMME, AS_OF))
    assert judges() == []


def test_reader_that_goes_away_ends_the_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    answers = judged(materials(50), 10_000, PROGRAMME, AS_OF)
    next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert judges() == []


def test_dead_process_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    answers = judged(materials(200), 10_000, PROGRAMME, AS_OF)
    next(answers)
    for pid in judges():
        os.kill(int(pid), signal.SIGKILL)
    with pytest.raises(JudgingError, match="завершился аварийно"):
        list(answers)
    assert judges() == []
