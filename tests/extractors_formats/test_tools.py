"""External programs: time, output, failure and absence are errors with a message."""

import time

import pytest

from extractors import tools


def test_output_comes_back() -> None:
    done = tools.run("sh", ["-c", "cat; echo нет >&2"], stdin="да".encode())
    assert (done.stdout.decode(), done.stderr.strip()) == ("да", "нет")


def test_missing_program_names_its_package() -> None:
    with pytest.raises(tools.ToolMissingError, match="не установлена программа no-such-program"):
        tools.run("no-such-program", [])


def test_failure_carries_code_and_message() -> None:
    with pytest.raises(tools.ToolFailedError, match=r"кодом 3: сломано"):
        tools.run("sh", ["-c", "echo сломано >&2; exit 3"])


def test_time_is_limited_for_the_whole_family() -> None:
    started = time.monotonic()
    with pytest.raises(tools.ToolTimeoutError):
        tools.run("sh", ["-c", "sleep 60 & sleep 60; wait"], seconds=0.3)
    assert time.monotonic() - started < 5


def test_output_is_limited() -> None:
    with pytest.raises(tools.ToolFailedError, match="слишком много"):
        tools.run("sh", ["-c", "yes"], max_output=100_000, seconds=20)
