"""Drives one LibreOffice over UNO; run by the system's Python, which has the bridge, and never imported by the others.

``office_helper.py PROGRAM FOLDER MEGABYTES`` starts the office with its profile in FOLDER and says ``{"ready": pid}``. Then
every line of JSON on stdin, ``{"source": path, "target": path without suffix}``, is answered by one on stdout: ``{"made":
path}`` or ``{"error": text}``. When stdin ends or the office dies, both end and FOLDER is removed. Exit code 3: no UNO.

It must run on any Python from 3.7 on and needs nothing but the standard library and ``uno``.
"""

from __future__ import annotations

import os
import sys

sys.path[:] = [entry for entry in sys.path if os.path.realpath(entry or ".") != os.path.dirname(os.path.realpath(__file__))]  # noqa: PTH120
# our own modules lie beside this one, and some bear names of the standard library

import ctypes  # noqa: E402
import importlib  # noqa: E402
import json  # noqa: E402
import queue  # noqa: E402
import resource  # noqa: E402
import secrets  # noqa: E402
import shutil  # noqa: E402
import signal  # noqa: E402
import subprocess  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

NO_UNO = 3
_RESTART = (79, 81)
"""The office ends itself with these after setting up a new profile and wants to be started again."""
_MAX_FILE = 500_000_000
_KINDS = (
    ("com.sun.star.sheet.SpreadsheetDocument", "calc8", ".ods"),
    ("com.sun.star.presentation.PresentationDocument", "impress8", ".odp"),
    ("com.sun.star.text.TextDocument", "writer8", ".odt"),
)
_NEVER = 0
"""Of MacroExecMode and of UpdateDocMode."""
_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


class LostError(Exception):
    """The office is gone."""


def start(arguments: list[str]) -> None:
    """Become the office: bounded, and dead as soon as the helper is. Arguments: megabytes, the helper's pid, the command."""
    megabytes, parent = int(arguments[0]), int(arguments[1])
    for kind in (
        resource.RLIMIT_AS,
        resource.RLIMIT_CPU,
    ):  # the worker's own: it counts the life of one job, and mappings never used
        _soft, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (hard, hard))
    resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 1_000_000, megabytes * 1_000_000))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MAX_FILE, _MAX_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)  # its sockets are for this user alone
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_DEATH_SIGNAL, int(signal.SIGKILL))
    if os.getppid() == parent:
        os.execv(arguments[2], arguments[2:])  # noqa: S606 - a list of arguments, no shell


class Office:
    """The office's process and its desktop."""

    def __init__(self, program: str, folder: Path, megabytes: int) -> None:
        self._uno: Any = importlib.import_module("uno")
        self._pipe = "monitor" + secrets.token_hex(12)
        self._command = [
            sys.executable, __file__, "--start", str(megabytes), str(os.getpid()), program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard", "--nolockcheck",
            f"--accept=pipe,name={self._pipe};urp;",
        ]  # fmt: skip
        self._environment = {**os.environ, "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
            self._environment.pop(name, None)
        self._process = self._start()
        self._desktop: Any = None

    def _start(self) -> subprocess.Popen[bytes]:
        null = subprocess.DEVNULL
        return subprocess.Popen(self._command, stdin=null, stdout=null, stderr=null, env=self._environment)  # noqa: S603 - no shell

    def connect(self) -> int:
        """Wait until the office answers; its pid. Who waits too long is killed by the caller."""
        local = self._uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        restarts = 0
        while True:
            try:
                context = resolver.resolve(f"uno:pipe,name={self._pipe};urp;StarOffice.ComponentContext")
                break
            except Exception as error:  # the bridge makes its classes at run time: nothing answers there yet
                code = self._process.poll()
                if code is not None and (code not in _RESTART or restarts > 2):
                    raise LostError(f"code {code}") from error
            if code is not None:
                restarts += 1
                self._process = self._start()
            time.sleep(0.03)
        self._desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        self._unlink_sockets()  # connected is connected: a killed office leaves no file, and nobody else comes in
        return self._process.pid

    def convert(self, source: str, target: str) -> str:
        """Save a document as OpenDocument; the path of what was made. Raises ``LostError`` or what the bridge raises."""
        document = self._load(source, False) or self._load(source, True)
        if document is None:
            raise ValueError("not loaded")
        try:
            return self._save(document, target)
        finally:
            document.close(True)

    def _load(self, source: str, repair: bool) -> Any:
        settings = self._values(
            Hidden=True, ReadOnly=True, MacroExecutionMode=_NEVER, UpdateDocMode=_NEVER, RepairPackage=repair, Silent=True
        )
        try:
            return self._desktop.loadComponentFromURL(Path(source).as_uri(), "_blank", 0, settings)
        except Exception as error:  # classes of the bridge, see above
            self.check(error)
            return None

    def _save(self, document: Any, target: str) -> str:
        used = {item.Name: item.Value for item in document.getArgs()}.get("FilterName", "")
        if str(used).startswith(("Text", "HTML")):
            raise ValueError("bytes taken for plain text")
        for service, name, suffix in _KINDS:
            if document.supportsService(service):
                document.storeToURL(Path(target + suffix).as_uri(), self._values(FilterName=name))
                return target + suffix
        raise ValueError("a document of another kind")

    def check(self, error: Exception) -> None:
        """Raise ``LostError`` when the error came from the office's end."""
        if "Disposed" in type(error).__name__ or self._process.poll() is not None:
            raise LostError(str(error)) from error

    def end(self) -> None:
        """Kill the office."""
        self._unlink_sockets()
        self._process.kill()
        self._process.wait(10)

    def _values(self, **settings: Any) -> tuple[Any, ...]:
        values = []
        for name, value in settings.items():
            item = self._uno.createUnoStruct("com.sun.star.beans.PropertyValue")
            item.Name, item.Value = name, value
            values.append(item)
        return tuple(values)

    def _unlink_sockets(self) -> None:
        proc = Path("/proc") / str(self._process.pid)
        try:
            links = {os.readlink(entry) for entry in (proc / "fd").iterdir()}  # noqa: PTH115
            table = (proc / "net" / "unix").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:  # not Linux, or the office has just ended (and has removed them itself)
            return
        for fields in (line.split(None, 7) for line in table):
            if len(fields) == 8 and "/OSL_PIPE_" in fields[7] and f"socket:[{fields[6]}]" in links:
                try:
                    Path(fields[7]).unlink()
                except FileNotFoundError:
                    continue


def serve(program: str, folder: Path, megabytes: int) -> None:
    """Answer requests until stdin ends."""
    office = Office(program, folder, megabytes)

    def end(code: int) -> None:
        try:
            office.end()
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os._exit(code)  # a call into a hung office never returns

    requests: queue.Queue[dict[str, str]] = queue.Queue()

    def listen() -> None:
        for line in sys.stdin:
            requests.put(json.loads(line))
        end(0)

    threading.Thread(target=listen, daemon=True).start()
    try:
        _tell({"ready": office.connect()})
        while True:
            request = requests.get()
            try:
                answer = {"made": office.convert(request["source"], request["target"])}
            except LostError:
                raise
            except Exception as error:  # classes of the bridge, see above
                office.check(error)
                answer = {"error": f"{type(error).__name__}: {error}"[:300]}
            _tell(answer)
    except (LostError, BrokenPipeError):
        end(1)


def _tell(values: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def main() -> None:
    """See the module."""
    if sys.argv[1] == "--start":
        start(sys.argv[2:])
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))
    try:
        importlib.import_module("uno")
    except ImportError:
        sys.exit(NO_UNO)
    serve(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))


if __name__ == "__main__":
    main()
