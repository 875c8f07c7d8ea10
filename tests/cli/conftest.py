"""The command run as a user runs it: arguments in, exit code and streams out."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.main import execute


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run the command in an empty folder; ``stdin`` may be given as bytes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SCHOOL_MONITOR_DEBUG", raising=False)

    def run(*arguments: str | Path, stdin: bytes = b"") -> Done:
        capfd.readouterr()
        with io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8") as given:
            monkeypatch.setattr(sys, "stdin", given)
            code = execute([str(argument) for argument in arguments])
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return Done(code, out, err)

    return run
