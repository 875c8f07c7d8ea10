"""The command run as a user runs it: arguments in, exit code and streams out."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.main import execute
from tests.cli.desk import CRAWL, first_school, second_school, write_registry
from tests.fleet.district import Server, serving


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


@pytest.fixture(scope="session")
def sites() -> Iterator[list[Server]]:
    """The reviewer's district, on line."""
    servers = [first_school(), second_school()]
    with serving(*servers):
        yield servers


@pytest.fixture(scope="session")
def crawled(sites: list[Server], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the registry and a database that was crawled and judged once."""
    folder = tmp_path_factory.mktemp("desk")
    schools = write_registry(folder, *sites)
    assert execute(["run", "--schools", str(schools), "--db", str(folder / "monitoring.db"), "--out", str(folder / "out"), *CRAWL]) == 0
    return folder


@pytest.fixture
def desk(command: Run, crawled: Path, tmp_path: Path) -> Run:
    """The command in a folder with a copy of the crawled district."""
    shutil.copytree(crawled, tmp_path, dirs_exist_ok=True)
    return command
