"""A pool of worker processes that read files: one file that hangs, crashes or eats memory costs one document, not the run."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import selectors
import signal
import struct
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from extractors.limits import Limits
from extractors.model import Document, Hints, ReadStatus
from extractors.worker_process import from_json, pack

_LENGTH = struct.Struct("<I")
_ROOT = Path(__file__).resolve().parent.parent
_MAX_ANSWER = 512_000_000
_START_SECONDS = 60.0
_WINDOW = 8
_JOBS_PER_WORKER = 2000
_BOOT = "import sys; sys.path.append(sys.argv.pop(1)); from extractors.worker_process import main; main()"


class PoolError(RuntimeError):
    """Workers cannot even start: the installation is broken, no file is to blame."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read: its bytes, or the file that holds them (read by the worker, so the queue stays small)."""

    path: str
    data: bytes | None = None
    file: Path | None = None
    hints: Hints = field(default_factory=Hints)
    limits: Limits = field(default_factory=Limits)


class WorkerPool:
    """Reads files in worker processes, each job within ``seconds`` and ``megabytes``.

    Use it as a context manager; leaving it ends every worker. A pool belongs to one thread.
    """

    def __init__(self, processes: int | None = None, seconds: float = 120, megabytes: int = 1500) -> None:
        self._count = processes if processes and processes > 0 else _cores()
        self._seconds = seconds
        self._megabytes = megabytes
        self._workers: list[_Worker] = []
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._running: set[int] = set()
        self._finalizer = weakref.finalize(self, _kill_groups, self._running)
        self.restarts = 0
        """Workers that were lost to a file and replaced."""

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close(at_once=kind is not None)

    def close(self, at_once: bool = False) -> None:
        """End the workers; ``at_once`` does not wait for what they are doing."""
        for worker in self._workers:
            worker.stop(0.0 if at_once or worker.index is not None else 2.0)
        self._workers.clear()
        self._running.clear()
        if self._folder is not None:
            self._folder.cleanup()  # with what killed workers left in it
            self._folder = None

    def map(self, jobs: Iterable[Job]) -> Iterator[Document]:
        """Documents in the order of ``jobs``; at most a few jobs a worker are taken from ``jobs`` ahead of the results."""
        source = enumerate(jobs)
        done: dict[int, Document] = {}
        taken = given = 0
        exhausted = False
        with selectors.DefaultSelector() as selector:
            for worker in self._workers:
                selector.register(worker.output, selectors.EVENT_READ, worker)
            try:
                while True:
                    while not exhausted and taken - given < self._count * _WINDOW:
                        free = self._idle(selector)
                        if free is None:
                            break
                        following = next(source, None)
                        if following is None:
                            exhausted = True
                            break
                        taken += 1
                        self._give(free, following, done, selector)
                    while given in done:
                        yield done.pop(given)
                        given += 1
                    if exhausted and given == taken:
                        return
                    if given not in done:
                        self._wait(selector, done)
            finally:
                if any(worker.index is not None for worker in self._workers):
                    self.close(at_once=True)  # the caller went away in the middle: answers under way belong to nobody

    def _idle(self, selector: selectors.BaseSelector) -> _Worker | None:
        for worker in self._workers:
            if worker.index is None:
                if worker.jobs < _JOBS_PER_WORKER:
                    return worker
                selector.unregister(worker.output)
                self._drop(worker)
                break
        if len(self._workers) < self._count:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="monitor-", ignore_cleanup_errors=True)
            worker = _Worker(self._megabytes, self._folder.name)
            self._running.add(worker.pid)
            self._workers.append(worker)
            selector.register(worker.output, selectors.EVENT_READ, worker)
            return worker
        return None

    def _give(self, worker: _Worker, work: tuple[int, Job], done: dict[int, Document], selector: selectors.BaseSelector) -> None:
        index, job = work
        if job.limits.seconds <= 0:
            job = replace(job, limits=replace(job.limits, seconds=self._seconds * 0.75))
        if not worker.give(index, job, self._seconds):
            self._lost(worker, done, selector)

    def _wait(self, selector: selectors.BaseSelector, done: dict[int, Document]) -> None:
        deadlines = [worker.deadline for worker in self._workers if worker.index is not None]
        left = max(0.0, min(deadlines) - time.monotonic()) if deadlines else 1.0
        active = set()
        for key, _events in selector.select(left):
            worker: _Worker = key.data
            active.add(id(worker))
            alive, answer = worker.receive()
            if answer is not None and worker.index is not None:
                done[worker.index] = answer
                worker.index = None
                if answer.status is ReadStatus.FAILED:  # out of memory: a fresh process for the next file
                    selector.unregister(worker.output)
                    self._drop(worker)
                    self.restarts += 1
            elif not alive:
                self._lost(worker, done, selector)
        now = time.monotonic()
        for worker in list(self._workers):
            if worker.index is not None and now >= worker.deadline and id(worker) not in active:
                self._lost(worker, done, selector, late=True)

    def _lost(self, worker: _Worker, done: dict[int, Document], selector: selectors.BaseSelector, late: bool = False) -> None:
        """A worker died or must: its job becomes a failed document."""
        selector.unregister(worker.output)
        index, path = worker.index, worker.path
        started = worker.ready or late
        reason = self._drop(worker)
        if not started:
            raise PoolError(f"рабочий процесс не запускается: {worker.complaint or 'причина неизвестна'}")
        self.restarts += 1
        if index is not None:
            done[index] = Document(path, "", "other", ReadStatus.FAILED, "превышено время" if late else reason)

    def _drop(self, worker: _Worker) -> str:
        self._workers.remove(worker)
        reason = worker.stop(0.0)
        self._running.discard(worker.pid)
        return reason


class _Worker:
    """One process with its pipes."""

    def __init__(self, megabytes: int, folder: str) -> None:
        self._megabytes = megabytes
        self._inherited = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        """Linux counts what the parent held at the fork as the child's own peak: a peak no higher than that tells nothing."""
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8", "TMPDIR": folder}
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-c", _BOOT, str(_ROOT), str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            process_group=0,
        )
        if self._process.stdin is None or self._process.stdout is None or self._process.stderr is None:
            raise PoolError("рабочий процесс запущен без каналов")
        self._input = self._process.stdin
        self.output = self._process.stdout
        self._errors = self._process.stderr
        os.set_blocking(self.output.fileno(), False)
        self.pid = self._process.pid
        self.index: int | None = None
        self.path = ""
        self.jobs = 0
        self.deadline = 0.0
        self._seconds = 0.0
        self.ready = False
        self.complaint = ""
        """What it wrote to stderr before it was ready."""
        self._buffer = bytearray()

    def give(self, index: int, job: Job, seconds: float) -> bool:
        """Send a job; False when the process is no longer there."""
        self.index, self.path = index, job.path
        self.jobs += 1
        self.deadline = time.monotonic() + seconds + (0.0 if self.ready else _START_SECONDS)
        self._seconds = seconds
        values: dict[str, Any] = {
            "path": job.path,
            "size": len(job.data) if job.data is not None else None,
            "file": str(job.file) if job.data is None and job.file is not None else None,
            "hints": asdict(job.hints),
            "limits": asdict(job.limits),
            "seconds": seconds,
        }
        try:
            self._input.write(pack(values))
            if job.data is not None:
                self._input.write(job.data)
            self._input.flush()
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def receive(self) -> tuple[bool, Document | None]:
        """Take what the process has written: whether it still lives, and its document once that is complete."""
        try:
            piece = self.output.read(1 << 20)
        except BlockingIOError:
            return True, None
        if piece is None:
            return True, None
        if not piece:
            return False, None
        self._buffer += piece
        while len(self._buffer) >= _LENGTH.size:
            (size,) = _LENGTH.unpack_from(self._buffer)
            if size > _MAX_ANSWER:
                return False, None
            if len(self._buffer) < _LENGTH.size + size:
                break
            body = bytes(self._buffer[_LENGTH.size : _LENGTH.size + size])
            del self._buffer[: _LENGTH.size + size]
            try:
                answer = self._understand(body)
            except (ValueError, KeyError, TypeError, RecursionError):
                return False, None  # not one of our frames: the process is not to be trusted any more
            if answer is not None:
                return True, answer
        return True, None

    def _understand(self, body: bytes) -> Document | None:
        values = json.loads(body)
        if not isinstance(values, dict):
            raise TypeError("a frame is an object")
        if values.get("ready") is True:
            if not self.ready:
                self.deadline = time.monotonic() + self._seconds
            self.ready = True
            return None
        return replace(from_json(values), path=self.path)

    def stop(self, patience: float) -> str:
        """End the process with all it started; the reason why it ended by itself, if it did."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._input.close()
        limit = time.monotonic() + patience
        while patience and self._process.poll() is None and time.monotonic() < limit:
            time.sleep(0.01)
        _kill_groups({self.pid})
        reason = "сбой чтения"
        if self._process.returncode is None:
            try:
                _pid, status, usage = os.wait4(self.pid, 0)
                self._process.returncode = os.waitstatus_to_exitcode(status)
                if usage.ru_maxrss > self._inherited and usage.ru_maxrss * 1024 > 0.6e6 * self._megabytes > 0:
                    reason = "превышена память"
            except ChildProcessError:
                self._process.wait()
        self.output.close()
        if not self.ready:
            self.complaint = self._errors.read(4000).decode("utf-8", "replace").strip().rpartition("\n")[2]
        self._errors.close()
        return reason


def _kill_groups(groups: Iterable[int]) -> None:
    for group in tuple(groups):
        try:
            os.killpg(group, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
