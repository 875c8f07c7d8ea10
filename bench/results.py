"""What a benchmark found: the table for people and the file for machines."""

from __future__ import annotations

import datetime
import json
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.timing import cores


@dataclass(frozen=True, slots=True)
class Result:
    """One measure. ``ratio`` is how many times as fast as the baseline we are, ``None`` where it could not be measured."""

    name: str
    baseline: str
    target: float
    ratio: float | None
    figures: str
    """Both sides in their own unit."""
    quality: str = ""
    """What was compared besides time, in words."""
    quality_kept: bool = True
    ratios: tuple[float, ...] = field(default=())

    @property
    def verdict(self) -> str:
        """met, missed or skipped."""
        if self.ratio is None:
            return "skipped"
        return "met" if self.ratio >= self.target and self.quality_kept else "missed"


def show(results: list[Result], console: Console, title: str) -> None:
    """Print the table."""
    table = Table(title=title, title_justify="left")
    for heading in ("Measure", "Baseline", "Target", "Result", "", "Figures", "Besides"):
        table.add_column(heading, justify="right" if heading in ("Target", "Result") else "left")
    colours = {"met": "green", "missed": "red", "skipped": "yellow"}
    for item in results:
        colour = colours[item.verdict]
        shown = "–" if item.ratio is None else f"{item.ratio:.1f}×" if item.ratio < 100 else f"{item.ratio:.0f}×"
        row = (item.name, item.baseline, f"≥ {item.target:g}×", shown)
        table.add_row(*row, f"[{colour}]{item.verdict}[/]", item.figures, item.quality)
    console.print(table)


def save(results: list[Result], folder: Path, quick: bool, name: str) -> Path:
    """Write the results of the day as JSON; the path of the file."""
    folder.mkdir(parents=True, exist_ok=True)
    day = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    path = folder / f"{name}-{day}{'-quick' if quick else ''}.json"
    machine = {"python": platform.python_version(), "system": platform.system(), "processors": cores()}
    values = {
        "date": day,
        "quick": quick,
        "machine": machine,
        "results": [
            asdict(item)
            | {"verdict": item.verdict, "ratio": _round(item.ratio), "ratios": [round(value, 3) for value in item.ratios]}
            for item in results
        ],
    }
    path.write_text(json.dumps(values, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
