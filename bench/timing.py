"""Paired timing: two ways of doing the same work take turns, so that what else the machine does hits both alike."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeVar

Item = TypeVar("Item")
_STAT = Path("/proc/stat")
_SAMPLE_SECONDS = 0.5
_QUIET = 0.15


@dataclass(frozen=True, slots=True)
class Paired:
    """Seconds of our way and of the baseline, round by round."""

    ours: tuple[float, ...]
    baseline: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """How many times as fast our way is: the median of the rounds' ratios."""
        return median(self.ratios)

    @property
    def ratios(self) -> list[float]:
        """The ratio of each round."""
        return [theirs / own for own, theirs in zip(self.ours, self.baseline, strict=True)]


def take_turns(
    items: Sequence[Item],
    ours: Callable[[Item], object],
    baseline: Callable[[Item], object],
    rounds: int,
    ours_times: int = 1,
) -> Paired:
    """Time both on every item, item by item, the one that begins changing each time; one round before is not counted.

    ``ours_times`` repeats our way on each item (and divides its time) where one run is too short for the clock.
    """
    own: list[float] = []
    other: list[float] = []
    for number in range(-1, rounds):
        gc.collect()
        spent = {True: 0.0, False: 0.0}
        for index, item in enumerate(items):
            first = (index + number) % 2 == 0
            for mine in (first, not first):
                work, times = (ours, ours_times) if mine else (baseline, 1)
                start = time.perf_counter()
                for _ in range(times):
                    work(item)
                spent[mine] += (time.perf_counter() - start) / times
        if number >= 0:
            own.append(spent[True])
            other.append(spent[False])
    return Paired(tuple(own), tuple(other))


def wait_until_quiet(most_seconds: float) -> float | None:
    """Wait until little else runs, at most so long; the share of the machine that others use then (``None`` where unknown)."""
    if not _STAT.is_file():
        return None
    end = time.monotonic() + most_seconds
    while True:
        busy = _others()
        if busy < _QUIET or time.monotonic() >= end:
            return busy


def _others() -> float:
    """Share of all processors in use while we sleep, 0…1."""
    before = _jiffies()
    time.sleep(_SAMPLE_SECONDS)
    after = _jiffies()
    total = after[1] - before[1]
    return (after[0] - before[0]) / total if total else 0.0


def _jiffies() -> tuple[int, int]:
    """Busy time and all time of all processors since the start."""
    with _STAT.open(encoding="ascii") as stream:
        fields = [int(field) for field in stream.readline().split()[1:9]]
    return sum(fields) - fields[3] - fields[4], sum(fields)


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
