"""``python -m bench``: make the files, measure, print the table.

Exit code 0 also where a target is missed: the figures are the result, and a busy machine is no fault. 2: the files cannot be made.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

from bench import extraction, focus
from bench.documents import MakingError, cache_folder, make_files
from bench.results import save, show
from bench.timing import wait_until_quiet

_QUIET_SECONDS = 30.0
_PLAIN_WIDTH = 170


def main() -> int:
    """Run the benchmarks; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures extraction and focus against named baselines.")
    parser.add_argument("--quick", action="store_true", help="fewer files and rounds")
    parser.add_argument("--json", action="store_true", help="also write bench/results/extraction-DATE.json")
    parser.add_argument("--no-focus", action="store_true", help="leave out the crawl of generated sites")
    parser.add_argument("--formats", action="store_true", help="also show the ratio to kreuzberg for each format")
    options = parser.parse_args()
    console = Console() if sys.stdout.isatty() else Console(width=_PLAIN_WIDTH)
    try:
        with console.status("Making the files (once; LibreOffice)"):
            files = make_files(20 if options.quick else 60, 3 if options.quick else 8, cache_folder())
    except MakingError as error:
        console.print(f"The files cannot be made: {error}", style="red", markup=False)
        return 2
    effort = extraction.QUICK if options.quick else extraction.Effort()
    results = []
    busiest = 0.0
    for number, measure in enumerate(extraction.measures(files, effort), 1):
        with console.status(f"Measure {number}"):
            busiest = max(busiest, wait_until_quiet(5.0 if options.quick else _QUIET_SECONDS) or 0.0)
            results.append(measure())
        ratio = results[-1].ratio
        console.print(f"{results[-1].name}: {results[-1].verdict if ratio is None else f'{ratio:.1f}×'}", style="dim")
    if not options.no_focus:
        with console.status("Focus: crawling four generated sites"):
            results += focus.results(focus.measure(600 if options.quick else focus.PAGES))
    show(results, console)
    if busiest > 0.15:
        console.print(f"The machine was busy with other work (up to {busiest:.0%}): the ratio of two workers suffers most.")
    if options.formats:
        ratios = extraction.by_format(files.mixed, effort)
        console.print("Against kreuzberg by format: " + ", ".join(f"{kind} {ratio:.1f}×" for kind, ratio in ratios.items()))
    if options.json:
        path = save(results, Path(__file__).parent / "results", options.quick)
        console.print(f"Written: {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
