"""``python -m bench``: make the files, measure, print the tables.

Exit code 0 also where a target is missed: the figures are the result, and a busy machine is no fault. 2: the files cannot be made.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from rich.console import Console

from bench import crawl, extraction, focus
from bench.documents import MakingError, cache_folder, make_files
from bench.results import Result, save, show
from bench.timing import wait_until_quiet

_QUIET_SECONDS = 30.0
_PLAIN_WIDTH = 170


def main() -> int:
    """Run the benchmarks; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures extraction, crawl and focus against named baselines.")
    parser.add_argument("part", nargs="?", choices=("all", "extraction", "crawl", "focus"), default="all", help="what is measured")
    parser.add_argument("--quick", action="store_true", help="fewer files and rounds")
    parser.add_argument("--json", action="store_true", help="also write bench/results/PART-DATE.json")
    parser.add_argument("--formats", action="store_true", help="also show the ratio to kreuzberg for each format")
    options = parser.parse_args()
    console = Console() if sys.stdout.isatty() else Console(width=_PLAIN_WIDTH)
    if options.part in ("all", "extraction") and not _extraction(options, console):
        return 2
    if options.part in ("all", "crawl"):
        size = crawl.QUICK if options.quick else crawl.Size()
        _measure("crawl", "The crawl", crawl.measures(cache_folder(), size), options, console)
    if options.part in ("all", "focus"):
        with console.status("Focus: crawling four generated sites"):
            results = focus.results(focus.measure(600 if options.quick else focus.PAGES))
        _give("focus", "Focus", results, options, console)
    return 0


def _extraction(options: argparse.Namespace, console: Console) -> bool:
    try:
        with console.status("Making the files (once; LibreOffice)"):
            files = make_files(20 if options.quick else 60, 3 if options.quick else 8, cache_folder())
    except MakingError as error:
        console.print(f"The files cannot be made: {error}", style="red", markup=False)
        return False
    effort = extraction.QUICK if options.quick else extraction.Effort()
    _measure("extraction", "Extraction", extraction.measures(files, effort), options, console)
    if options.formats:
        ratios = extraction.by_format(files.mixed, effort)
        console.print("Against kreuzberg by format: " + ", ".join(f"{kind} {ratio:.1f}×" for kind, ratio in ratios.items()))
    return True


def _measure(
    name: str, title: str, measures: Iterable[Callable[[], Result]], options: argparse.Namespace, console: Console
) -> None:
    """Run the measures one by one on a machine as quiet as it gets, show and keep what they give."""
    results = []
    busiest = 0.0
    for number, measure in enumerate(measures, 1):
        with console.status(f"{title}, measure {number}"):
            busiest = max(busiest, wait_until_quiet(5.0 if options.quick else _QUIET_SECONDS) or 0.0)
            results.append(measure())
        ratio = results[-1].ratio
        console.print(f"{results[-1].name}: {results[-1].verdict if ratio is None else f'{ratio:.1f}×'}", style="dim")
    _give(name, f"{title} (medians of paired rounds)", results, options, console)
    if busiest > 0.15:
        console.print(f"The machine was busy with other work (up to {busiest:.0%}): the ratio of two processes suffers most.")


def _give(name: str, title: str, results: list[Result], options: argparse.Namespace, console: Console) -> None:
    show(results, console, f"{title} against its baselines")
    if options.json:
        path = save(results, Path(__file__).parent / "results", options.quick, name)
        console.print(f"Written: {path.name}")


if __name__ == "__main__":
    sys.exit(main())
