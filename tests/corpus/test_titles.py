"""Precision and recall of «counts for indicator N» on labelled titles, with floors and the corpora's hashes pinned.

A changed corpus or a lower figure fails; the floors are raised by hand in ``floors.toml`` when the figures rise.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checks.explain import explain
from programmes import Programme, bundled, load_programme

AS_OF = date(2026, 9, 30)
"""After the newest act of the corpora: a reporting date before an act leaves it out."""
HERE = Path(__file__).parent
FLOORS: dict[str, dict[str, Any]] = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))


@dataclass
class Score:
    """Counts of right, false and missed labels by indicator."""

    right: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def precision(self, indicator: str | None = None) -> float:
        """Share of the given labels that are right; 1 where none was given."""
        right, false = self._sum(self.right, indicator), self._sum(self.false, indicator)
        return right / (right + false) if right + false else 1.0

    def recall(self, indicator: str | None = None) -> float:
        """Share of the true labels that were found; 1 where there are none."""
        right, missed = self._sum(self.right, indicator), self._sum(self.missed, indicator)
        return right / (right + missed) if right + missed else 1.0

    @staticmethod
    def _sum(counts: Counter[str], indicator: str | None) -> int:
        return counts.total() if indicator is None else counts[indicator]


def score(corpus: Path, programme: Programme) -> Score:
    """Every row of a corpus judged as ``explain`` would."""
    result = Score()
    with corpus.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source, delimiter="\t"):
            truth = {item.strip() for item in row["indicators"].split(",") if item.strip()}
            given = set(explain(row["title"], row["link_text"], "", row["site_kind"], programme, AS_OF).indicators)
            result.right.update(truth & given)
            result.false.update(given - truth)
            result.missed.update(truth - given)
            if truth != given:
                result.faults.append(f"{sorted(truth)} != {sorted(given)}: {row['title']} | {row['link_text']}")
    return result


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme(bundled())


@pytest.mark.parametrize("name", sorted(name for name in FLOORS if name.startswith("titles")))
def test_corpus_keeps_its_floors(name: str, programme: Programme) -> None:
    pinned = FLOORS[name]
    corpus = HERE / f"{name}.tsv"
    assert hashlib.sha256(corpus.read_bytes()).hexdigest() == pinned["sha256"], (
        "the corpus changed: pin its hash and figures anew"
    )
    result = score(corpus, programme)
    figures = "\n".join(result.faults)
    assert result.precision() >= pinned["precision"], figures
    assert result.recall() >= pinned["recall"], figures
    for indicator, floor in pinned["indicators"].items():
        assert min(result.precision(indicator), result.recall(indicator)) >= floor, figures
