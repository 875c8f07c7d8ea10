"""Judging of many institutions on all cores. Verdicts depend on nothing but the material, so the order does not matter."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import cast

from checks.check import check
from checks.model import Finding, Judgement, Material
from fleet.local import child_environment
from programmes.model import Programme

FEWEST_ACTS = 500
"""Below so many acts the start of further processes costs more than it gains."""

class JudgingError(RuntimeError):
    """A process that judged died (memory, a signal): nothing was stored."""


Judged = tuple[Material, tuple[Finding, ...], tuple[Judgement, ...]]


def judged(materials: Iterable[Material], acts: int, programme: Programme, as_of: date) -> Iterator[Judged]:
    """Each material with its findings and judgements, in any order. ``acts`` is how many there are in all of them."""
    processes = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if processes < 2 or acts < FEWEST_ACTS:
        for material in materials:
            yield material, *check(material, programme, as_of)
        return
    yield from _in_processes(iter(materials), processes, programme, as_of)


def _in_processes(materials: Iterator[Material], count: int, programme: Programme, as_of: date) -> Iterator[Judged]:
    workers: dict[Connection, subprocess.Popen[bytes]] = {}
    under_way: dict[Connection, Material] = {}
    try:
        for _ in range(count):
            ours, process = _start()
            workers[ours] = process
            with _alive():
                ours.send((programme, as_of))
            _give(ours, materials, under_way)
        while under_way:
            for ready in wait(list(under_way)):
                worker = cast("Connection", ready)
                with _alive():
                    answer = worker.recv()
                if isinstance(answer, Exception):
                    raise answer
                material = under_way.pop(worker)
                _give(worker, materials, under_way)
                yield material, *answer
    finally:
        for connection, process in workers.items():
            connection.close()
            process.kill()
            process.wait()


def _start() -> tuple[Connection, subprocess.Popen[bytes]]:
    """A fresh process with a pipe of its own: it ends with the pipe, also when this process is killed.

    Not ``multiprocessing``: a fork would inherit the lock and the open database, a spawn would import the caller's script.
    """
    ours, theirs = Pipe()
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - our own module, list of arguments, no shell
            [sys.executable, "-m", "fleet.judging", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env=child_environment(),
            process_group=0,
        )
    return ours, process


@contextmanager
def _alive() -> Iterator[None]:
    """A pipe that breaks means that the process at its other end has died."""
    try:
        yield
    except (EOFError, BrokenPipeError, ConnectionResetError) as error:
        raise JudgingError("процесс проверки завершился аварийно; повторите команду check") from error


def _give(worker: Connection, materials: Iterator[Material], under_way: dict[Connection, Material]) -> None:
    material = next(materials, None)
    if material is not None:
        with _alive():
            worker.send(material)
        under_way[worker] = material


def main() -> None:
    """The inside of one process: materials in, findings and judgements out, until the other end is closed."""
    connection: Connection = Connection(int(sys.argv[1]))
    programme, as_of = connection.recv()
    while True:
        try:
            material = connection.recv()
        except EOFError:
            return
        try:
            connection.send(check(material, programme, as_of))
        except Exception as error:  # told to the process that waits for the answer, which raises it
            connection.send(error)


if __name__ == "__main__":
    main()
