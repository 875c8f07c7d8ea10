"""LibreOffice, kept alive between files: one a process, started on first need and ended with the process that needed it.

A small script of ours (``office_helper``) run by a Python that has ``uno`` (python3-uno) drives it; where there is none, each file
starts an office of its own. Documents are turned into OpenDocument, whose readers we have: tables keep their rows.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import secrets
import selectors
import shutil
import subprocess
import tempfile
import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractors import office_helper, tools

try:
    import resource
except ImportError:  # not a POSIX system
    resource = None  # type: ignore[assignment]

_MEGABYTES = 1500
_FILES = 200
"""After so many the office is started anew: what it leaks must not be the fault of a later file."""
_SURE_SECONDS = 30.0
"""An office that has not started in this time will not start for the next file either."""
_MAX_LINE = 100_000
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
{}</oor:items>
"""
_ITEM = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>\n'
_PRIVATE = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Save/Document", "GenerateThumbnail", "false"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    *(("Inet/Settings", f"ooInet{scheme}ProxyName", "127.0.0.1") for scheme in ("HTTP", "HTTPS", "FTP")),
    *(("Inet/Settings", f"ooInet{scheme}ProxyPort", "9") for scheme in ("HTTP", "HTTPS", "FTP")),
    ("Inet/Settings", "ooInetNoProxy", ""),
)
"""No macros, no links followed, and a proxy nobody listens at: a document must not reach the network or other files."""


class _LostError(Exception):
    """The office ended in the middle of its work."""


@lru_cache(maxsize=1)
def driver() -> str:
    """The Python that can ``import uno``, or ""."""
    beside = str(Path(tools.find("soffice")).resolve().parent / "python") if tools.find("soffice") else ""
    for python in dict.fromkeys(("/usr/bin/python3", tools.find("python3"), beside)):
        if not python or not os.access(python, os.X_OK):
            continue
        try:
            with tools.without_memory_limit():
                done = subprocess.run(  # noqa: S603 - our own list
                    [python, "-c", "import uno"], env=_environment(), capture_output=True, timeout=20, check=False
                )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return python
    return ""


def to_open_document(data: bytes, suffix: str, target: str, seconds: float, most: int) -> bytes:
    """A document as ODT, ODS or ODP, by this process's office. ``suffix`` is the original's (``.doc``), ``target`` the one hoped for.

    ``seconds`` bounds the whole call, the start included; ``most`` is the size in bytes from which a result is an error.
    Raises ``ToolMissingError``, ``ToolTimeoutError`` or ``ToolFailedError`` (also for a file that LibreOffice does not read).
    """
    if not tools.find("soffice"):
        tools.run("soffice", [])  # says what is missing
    return _own(os.getpid()).convert(data, suffix, target, seconds, most)


def close() -> None:
    """End this process's office, if there is one. The next file starts another."""
    _own(os.getpid()).close()


@lru_cache(maxsize=1)
def _own(pid: int) -> Office:
    """The office of this process: one that was forked must not talk through its parent's pipes."""
    office = Office()
    atexit.register(office.close)
    return office


class Office:
    """A LibreOffice that is started when it is first needed, killed when it hangs and started again for the next file."""

    def __init__(self, megabytes: int = 0) -> None:
        self._megabytes = megabytes or _worker_megabytes()
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None
        self._buffer = bytearray()
        self._served = 0
        self._asked = False
        self._broken = False
        self.pid = 0
        """The office's process, 0 when none runs."""

    def convert(self, data: bytes, suffix: str, target: str, seconds: float, most: int) -> bytes:
        """See ``to_open_document``."""
        deadline = time.monotonic() + seconds
        with self._lock:
            if self._broken or not driver():
                return _once(data, suffix, target, seconds, most)
            while True:
                used = self._served > 0
                try:
                    return self._convert(data, suffix, deadline, most)
                except _LostError as error:
                    self._end()
                    if not used:  # not the fault of an earlier file
                        raise tools.ToolFailedError("LibreOffice завершился со сбоем") from error
                except tools.ToolTimeoutError as error:
                    self._end()
                    raise tools.ToolTimeoutError(f"LibreOffice не уложился в {seconds:g} с") from error
                except BaseException:
                    if self._asked:  # an answer under way would be taken for that to the next file
                        self._end()
                    raise

    def close(self) -> None:
        """End the office and remove its folder; harmless when there is none."""
        if os.getpid() == self._owner:
            with self._lock:
                self._end()

    def _convert(self, data: bytes, suffix: str, deadline: float, most: int) -> bytes:
        if self._served >= _FILES:
            self._end()
        if self._process is None:
            self._start(deadline)
        if self._folder is None or self._process is None or self._process.stdin is None:
            raise _LostError
        work = self._folder / secrets.token_hex(4)
        work.mkdir()
        try:
            source = work / f"document{suffix}"
            source.write_bytes(data)
            request = {"source": str(source), "target": str(work / "made")}
            self._asked = True
            try:
                self._process.stdin.write(json.dumps(request).encode() + b"\n")
                self._process.stdin.flush()
            except BrokenPipeError as error:
                raise _LostError from error
            answer = self._answer(deadline)
            self._asked = False
            self._served += 1
            if "made" not in answer:
                raise tools.ToolFailedError("LibreOffice не смог прочитать файл")
            return _load(Path(answer["made"]), most)
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def _start(self, deadline: float) -> None:
        started = time.monotonic()
        self._folder = _private_folder()
        command = [driver(), office_helper.__file__, _program(), str(self._folder), str(self._megabytes)]
        with tools.without_memory_limit():
            self._process = subprocess.Popen(  # noqa: S603 - full paths, list of arguments, no shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
                env=_environment(),
            )
        try:
            self.pid = int(self._answer(deadline)["ready"])
        except (tools.ToolTimeoutError, _LostError) as error:
            lost = isinstance(error, _LostError)
            self._broken = lost or time.monotonic() - started >= _SURE_SECONDS
            self._end()
            if lost:
                raise tools.ToolFailedError("LibreOffice не запускается") from error
            raise

    def _answer(self, deadline: float) -> dict[str, Any]:
        """The helper's next line."""
        if self._process is None or self._process.stdout is None:
            raise _LostError
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            while b"\n" not in self._buffer:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise tools.ToolTimeoutError
                piece = os.read(self._process.stdout.fileno(), 1 << 16)
                if not piece or len(self._buffer) > _MAX_LINE:
                    raise _LostError
                self._buffer += piece
        line, _end, rest = self._buffer.partition(b"\n")
        self._buffer = rest
        values: dict[str, Any] = json.loads(line)
        return values

    def _end(self) -> None:
        process, folder = self._process, self._folder
        self._process, self._folder, self.pid, self._served, self._asked = None, None, 0, 0, False
        self._buffer.clear()
        if process is not None:
            victims = tools.descendants(process.pid)
            if process.stdin is not None:
                with contextlib.suppress(BrokenPipeError):
                    process.stdin.close()  # it kills the office and tidies up itself, if it still can
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(2.0)
            tools.kill((*victims, *tools.descendants(process.pid)))
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _once(data: bytes, suffix: str, target: str, seconds: float, most: int) -> bytes:
    """An office for one file alone."""
    folder = _private_folder()
    try:
        given = folder / f"document{suffix}"
        given.write_bytes(data)
        out = folder / "out"
        arguments = [
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless", "--norestore", "--nolockcheck", "--convert-to", target.lstrip("."), "--outdir", str(out), str(given),
        ]  # fmt: skip
        tools.run("soffice", arguments, seconds=seconds, folder=folder, environment={"TMPDIR": str(folder)})
        made = out / f"document{target}"
        if not made.is_file():
            raise tools.ToolFailedError("LibreOffice не смог прочитать файл")
        return _load(made, most)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _load(path: Path, most: int) -> bytes:
    with path.open("rb") as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise tools.ToolFailedError("LibreOffice выдал слишком много данных")
    return data


def _private_folder() -> Path:
    """A folder of our own with a profile in it."""
    folder = Path(tempfile.mkdtemp(prefix="monitor-"))
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    items = "".join(_ITEM.format(*setting) for setting in _PRIVATE)
    (user / "registrymodifications.xcu").write_text(_SETTINGS.format(items), encoding="utf-8")
    return folder


def _program() -> str:
    """The office itself rather than the script that starts it: its death signal must be its own."""
    script = tools.find("soffice")
    real = Path(script).resolve().parent / "soffice.bin"
    return str(real) if os.access(real, os.X_OK) else script


def _environment() -> dict[str, str]:
    """Ours without what is said to our own Python."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return {**kept, "LC_ALL": "C.UTF-8"}


def _worker_megabytes() -> int:
    """As much as this process may take itself."""
    soft = resource.getrlimit(resource.RLIMIT_AS)[0] if resource is not None else -1
    return soft // 1_000_000 if resource is not None and soft != resource.RLIM_INFINITY else _MEGABYTES
