"""How long the queries of the reports take on a data bank of many years, and ``check`` of its newest run.

``python -m bench.bank FILE`` measures the bank in ``FILE``; where there is none it is made first (ten years of two runs a year take
some minutes). Figures are of this machine: there is no limit that could fail.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.district import Size, make_bank
from db.background import load_report, reporting_runs
from db.circumstances import circumstances
from db.connection import Database, open_database
from db.findings import act_identities, findings, stored_acts
from db.recommendations import tracked
from db.runs import list_runs, run_programme
from db.search import search
from fleet.job import check
from reports.model import build

_ATTEMPTS = 3


def measured(db: Database, run: int) -> Iterator[tuple[str, float, float]]:
    """Name, seconds and processor seconds of each thing a report asks the bank for: the best of three."""
    programme = run_programme(db, run)
    asked: dict[str, Callable[[], object]] = {
        "findings of a run": lambda: findings(db, run),
        "acts of a run": lambda: stored_acts(db, run),
        "marks of a run's acts": lambda: act_identities(db, run),
        "circumstances": lambda: circumstances(db, run),
        "recommendations of all years": lambda: tracked(db, run),
        "earlier reporting dates": lambda: reporting_runs(db, run),
        "search": lambda: search(db, "наставничество молодых специалистов", run),
        "all of a report (two runs)": lambda: load_report(db, run),
    }
    for name, ask in asked.items():
        yield name, *_best(ask)
    data = load_report(db, run)
    yield "report and comparison built", *_best(lambda: build(data, programme))


def _best(ask: Callable[[], object]) -> tuple[float, float]:
    found = []
    for _attempt in range(_ATTEMPTS):
        wall, own = time.perf_counter(), time.process_time()
        ask()
        found.append((time.perf_counter() - wall, time.process_time() - own))
    return min(wall for wall, _own in found), min(own for _wall, own in found)


def main() -> int:
    """Make the bank if need be, measure, print; the exit code."""
    usual = Size(runs=20)
    parser = argparse.ArgumentParser(prog="python -m bench.bank", description="Times what reports ask of a data bank.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--runs", type=int, default=usual.runs)
    parser.add_argument("--institutions", type=int, default=usual.institutions)
    parser.add_argument("--acts", type=int, default=usual.acts)
    options = parser.parse_args()
    if not options.file.exists():
        make_bank(options.file, Size(options.institutions, options.acts, options.runs))
    with open_database(options.file) as db:
        runs = list_runs(db)
        print(f"{len(runs)} runs, {options.file.stat().st_size / 1e6:.0f} MB")
    started, used = time.perf_counter(), _processor_seconds()
    check(options.file, None, runs[-1].id)
    wall, own = time.perf_counter() - started, _processor_seconds() - used
    memory, others = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{'check of the newest run':30} {wall:6.2f} s, processors {own:6.2f} s, {memory:.0f} MB, its largest process {others:.0f} MB")
    with open_database(options.file) as db:
        for name, wall, own in measured(db, runs[-1].id):
            print(f"{name:30} {wall:6.2f} s, processor  {own:6.2f} s")
    return 0


def _processor_seconds() -> float:
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


if __name__ == "__main__":
    sys.exit(main())
