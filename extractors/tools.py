"""External programs: found once, run with a time limit and a bound on their output, never through a shell."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

try:
    import resource
except ImportError:  # not a POSIX system
    resource = None  # type: ignore[assignment]

_CHUNK = 1 << 16
_PACKAGES = {
    "tesseract": "tesseract-ocr tesseract-ocr-rus",
    "catdoc": "catdoc",
    "unar": "unar",
    "lsar": "unar",
    "soffice": "libreoffice-writer-nogui",
    "ddjvu": "djvulibre-bin",
    "djvutxt": "djvulibre-bin",
    "djvused": "djvulibre-bin",
}
_NAMED = "(пакет "
_HELPERS = ("catdoc", "unar", "soffice", "ddjvu")


class ToolError(Exception):
    """A program could not do its work; the message is Russian and ready to be shown."""


class ToolMissingError(ToolError):
    """The program is not installed."""


class ToolTimeoutError(ToolError):
    """The program was stopped because its time was over."""


class ToolFailedError(ToolError):
    """The program ended with an error or wrote more than it may."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What a program wrote before it ended well."""

    stdout: bytes
    stderr: str


@lru_cache(maxsize=64)
def find(program: str) -> str:
    """Full path of a program, or "" when it is not installed."""
    return shutil.which(program) or ""


@lru_cache(maxsize=1)
def ocr_languages() -> frozenset[str]:
    """The languages tesseract has data for; empty when there is no tesseract."""
    if not find("tesseract"):
        return frozenset()
    try:
        listed = run("tesseract", ["--list-langs"], seconds=30)
    except ToolError:
        return frozenset()
    lines = (listed.stdout.decode("utf-8", "replace") + "\n" + listed.stderr).splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and " " not in line.strip())


def abilities() -> str:
    """What this machine can do of what not every machine can: the installed helpers, "ocr" for the recognition of Russian."""
    ocr = ("ocr",) if "rus" in ocr_languages() else ()
    return "+".join((*ocr, *(program for program in _HELPERS if find(program))))


def names_missing(reason: str | None) -> bool:
    """Whether a document's reason says that a program or its data are not installed here."""
    return _NAMED in (reason or "")


def run(
    program: str,
    arguments: Sequence[str],
    *,
    stdin: bytes = b"",
    seconds: float = 60.0,
    max_output: int = 64_000_000,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Finished:
    """Run a program to its end and return what it wrote.

    Raises ``ToolMissingError``, ``ToolTimeoutError`` (with all its children it is killed) or ``ToolFailedError``.
    """
    path = find(program)
    if not path:
        package = _PACKAGES.get(program, program)
        raise ToolMissingError(f"не установлена программа {program} (пакет {package})")
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        with without_memory_limit():
            process = subprocess.Popen(  # noqa: S603 - full path, list of arguments, no shell
                [path, *arguments],
                stdin=given,
                stdout=out,
                stderr=err,
                cwd=folder,
                env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
            )
        try:
            code = _wait(process, seconds, max_output, out.fileno(), program)
        except BaseException:
            kill_tree(process.pid)
            process.wait()
            raise
        out.seek(0)
        err.seek(0)
        output = out.read(max_output + 1)
        errors = err.read(_CHUNK).decode("utf-8", "replace")
    if len(output) > max_output:
        raise ToolFailedError(f"программа {program} выдала слишком много данных")
    if code != 0:
        detail = " ".join(errors.split())[:200]
        raise ToolFailedError(f"программа {program} завершилась с кодом {code}" + (f": {detail}" if detail else ""))
    return Finished(output, errors)


def _wait(process: subprocess.Popen[bytes], seconds: float, max_output: int, out: int, program: str) -> int:
    left = seconds
    step = 0.005
    while True:
        try:
            return process.wait(timeout=min(step, max(left, 0.001)))
        except subprocess.TimeoutExpired:
            left -= step
            step = min(step * 2, 0.5)
        if left <= 0:
            raise ToolTimeoutError(f"программа {program} не уложилась в {seconds:g} с")
        if os.fstat(out).st_size > max_output:
            raise ToolFailedError(f"программа {program} выдала слишком много данных")


@contextmanager
def without_memory_limit() -> Iterator[None]:
    """The worker's own limit on address space is no measure for its helpers (an office suite maps gigabytes it never uses)."""
    if resource is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft == hard:
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def kill_tree(pid: int) -> None:
    """Kill a process and its descendants (programs such as soffice are scripts that start the real one)."""
    kill((*descendants(pid), pid))


def kill(pids: Iterable[int]) -> None:
    """Kill processes that may be gone already."""
    for victim in pids:
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            continue


def descendants(pid: int) -> list[int]:
    """Processes below one, its children first."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if len(fields) > 1:
            parents.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found: list[int] = []
    waiting = [pid]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found
