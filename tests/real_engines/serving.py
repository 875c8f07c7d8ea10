"""Starting and stopping the servers of real engines."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

_WAIT = 20.0


def free_port() -> int:
    """A port of the loopback interface nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], port: int, log: Path) -> Iterator[None]:
    """Run a server, its output going to ``log``, until the block ends. Raises ``RuntimeError`` when it does not listen on ``port``."""
    with log.open("wb") as stream:
        server = subprocess.Popen(command, stdout=stream, stderr=stream)
    try:
        end = time.monotonic() + _WAIT
        while not _listens(port):
            if time.monotonic() > end or server.poll() is not None:
                raise RuntimeError(f"the server does not start: {command[0]}")
            time.sleep(0.05)
        yield
    finally:
        stopped(server)


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def stopped(server: subprocess.Popen[bytes]) -> None:
    """End a server, gently at first."""
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(10)
