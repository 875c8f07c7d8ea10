"""Shards as processes of this machine: started, listened to, started anew in smaller parts when they crash, stopped."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType

import crawler
from crawler.model import SiteJob
from db.errors import StorageFailure
from fleet.plan import Plan, by_platform, split
from fleet.progress import SiteProgress, SiteState

STALL_SECONDS = 900.0
"""A shard that says nothing for so long hangs: its own limits should have ended it long before."""
STOP_SECONDS = 30.0


class ShardError(Exception):
    """A shard refused its job: a fault of the program, not of a site."""


@dataclass
class _Running:
    sites: tuple[SiteJob, ...]
    process: subprocess.Popen[str]
    errors: Path
    reader: threading.Thread
    heard: float
    finished: set[str] = field(default_factory=set)


class LocalShards:
    """Runs shards in at most ``processes`` processes. A context manager: leaving it stops what still runs.

    Stopped or killed in the middle, a site's bundle keeps all that was fetched, and the next run goes on from there.
    """

    def __init__(self, plan: Plan, sites: Sequence[SiteJob], processes: int | None = None) -> None:
        self._plan = plan
        groups = len(by_platform(sites))
        self._processes = max(1, min(processes or os.cpu_count() or 1, groups or 1))
        self._waiting = deque(split(sites, self._processes))
        self._running: dict[int, _Running] = {}
        self._events: SimpleQueue[tuple[int, str | None]] = SimpleQueue()
        self._numbers = 0
        self.given_up: dict[str, str] = {}
        """Sites whose shard crashed again and again, with the reason."""

    def __enter__(self) -> LocalShards:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.stop()

    def progress(self, wait: bool = True) -> Iterator[SiteProgress]:
        """What the shards tell. With ``wait`` until all have ended, without only what they have told by now.

        Raises ``StorageFailure`` when a shard could not write, ``ShardError`` when one refused its job.
        """
        while True:
            self._start_waiting()
            if not self._running and self._events.empty():
                return
            try:
                number, line = self._events.get(timeout=0.5) if wait else self._events.get_nowait()
            except Empty:
                if not wait:
                    return
                self._kill_stalled()
                continue
            if line is None:
                yield from self._ended(number)
                continue
            step = _step(line)
            if step is not None and number in self._running:
                self._running[number].heard = time.monotonic()
                if step.state is SiteState.FINISHED:
                    self._running[number].finished.add(step.school)
                yield step

    def stop(self) -> None:
        """Ask the shards to stop, wait for them to close their files, and kill those that do not."""
        self._waiting.clear()
        for shard in self._running.values():
            _close_input(shard.process)
        deadline = time.monotonic() + STOP_SECONDS
        for shard in self._running.values():
            try:
                shard.process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                shard.process.kill()
                shard.process.wait()
            shard.reader.join()
        self._running.clear()

    def _start_waiting(self) -> None:
        while self._waiting and len(self._running) < self._processes:
            self._start(self._waiting.popleft())

    def _start(self, sites: tuple[SiteJob, ...]) -> None:
        self._numbers += 1
        number = self._numbers
        path = self._plan.write(self._plan.shard(sites, side_by_side=self._processes > 1), number)
        errors = path.with_suffix(".err")
        with errors.open("wb") as sink:
            process = subprocess.Popen(  # noqa: S603 - our own module, list of arguments, no shell
                [sys.executable, "-m", "crawler.shard", str(path), "--watch-stdin"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=sink,
                text=True,
                encoding="utf-8",
                errors="replace",
                env=child_environment(),
                # Ctrl-C in the terminal reaches this process alone, which then stops the shards in order.
                start_new_session=True,
            )
        reader = threading.Thread(target=self._read, args=(number, process), daemon=True)
        self._running[number] = _Running(sites, process, errors, reader, time.monotonic())
        reader.start()

    def _read(self, number: int, process: subprocess.Popen[str]) -> None:
        stream = process.stdout
        if stream is not None:
            with stream:
                for line in stream:
                    self._events.put((number, line))
        self._events.put((number, None))

    def _ended(self, number: int) -> Iterator[SiteProgress]:
        shard = self._running.pop(number)
        code = shard.process.wait()
        _close_input(shard.process)
        message = shard.errors.read_text(encoding="utf-8", errors="replace").strip()
        left = tuple(site for site in shard.sites if site.institution.id not in shard.finished)
        if code == 2:
            raise ShardError(message or "процесс обхода не принял задание")
        if code == 1 and _disk_failed(message):
            raise StorageFailure(f"{self._plan.archive}: на диске нет места или архив не записывается; сохранённое ранее не потеряно")
        if not left:
            return
        groups = by_platform(left)
        if len(groups) > 1 and code != 0:
            # One site may take the whole process down: the halves find out which, the others are read.
            self._waiting.extend(split(left, 2))
            return
        reason = f"обход прерван: процесс завершился с кодом {code}"
        for site in left:
            self.given_up[site.institution.id] = reason
            yield SiteProgress(site.institution.id, SiteState.FAILED, reason=reason)

    def _kill_stalled(self) -> None:
        for shard in self._running.values():
            if time.monotonic() - shard.heard > STALL_SECONDS:
                shard.process.kill()


def child_environment() -> dict[str, str]:
    """The environment of our own processes: the package is found by the child also where it is not installed and the working folder is another."""
    root = str(Path(crawler.__file__).resolve().parents[1])
    known = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [root, known])), "PYTHONUNBUFFERED": "1"}


def _close_input(process: subprocess.Popen[str]) -> None:
    """The sign for a shard to stop; it comes by itself when this process dies."""
    if process.stdin is not None and not process.stdin.closed:
        try:
            process.stdin.close()
        except BrokenPipeError:
            return


def _step(line: str) -> SiteProgress | None:
    """A line of progress; ``None`` for anything else a library may have printed."""
    try:
        told = json.loads(line)
        return SiteProgress(
            str(told["school"]), SiteState(told["state"]), int(told.get("pages", 0)), int(told.get("documents", 0)),
            int(told.get("queue", 0)), int(told.get("bytes", 0)), str(told.get("status") or ""), str(told.get("reason") or ""),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError):
        return None


def _disk_failed(message: str) -> bool:
    """Whether a shard ended because it could not write: the crawler's only failure of that kind says so in these words."""
    return any(words in message for words in ("не записывается", "не создаётся", "No space left on device"))
