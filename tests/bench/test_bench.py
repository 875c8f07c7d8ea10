"""The benchmark's machinery on a few files: that it measures at all, not what it measures."""

from __future__ import annotations

import importlib.util
import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bench import extraction
from bench.documents import Files, make_files
from bench.extraction import Effort
from bench.results import Result, save, show
from bench.texts import make_act
from bench.timing import Paired, take_turns, wait_until_quiet

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice makes the files")
needs_kreuzberg = pytest.mark.skipif(importlib.util.find_spec("kreuzberg") is None, reason="kreuzberg is not installed")
ONCE = Effort(rounds=1, slow_rounds=1)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return make_files(3, 1, tmp_path_factory.mktemp("bench"))


def test_taking_turns_runs_both_on_every_item_each_round_and_changes_who_begins() -> None:
    calls: list[str] = []
    paired = take_turns(
        ["a", "b"], lambda item: calls.append(f"ours {item}"), lambda item: calls.append(f"theirs {item}"), rounds=2
    )
    assert len(paired.ours) == len(paired.baseline) == 2
    assert len(calls) == 12  # the round that is not counted too
    assert calls[:4] != calls[4:8]
    assert sorted(calls[:4]) == sorted(calls[4:8]) == sorted(calls[8:])


def test_the_ratio_is_the_median_of_the_rounds() -> None:
    paired = Paired((1.0, 1.0, 2.0), (3.0, 40.0, 8.0))
    assert paired.ratios == [3.0, 40.0, 4.0]
    assert paired.ratio == 4.0


def test_waiting_for_quiet_ends() -> None:
    share = wait_until_quiet(0.0)
    assert share is None or 0.0 <= share <= 1.0


def test_the_same_seed_gives_the_same_act() -> None:
    assert make_act(4, 12) == make_act(4, 12)
    assert make_act(4, 12) != make_act(5, 12)
    assert make_act(4, 12).number in make_act(4, 12).plain()


def test_a_target_is_met_only_with_the_text_kept() -> None:
    assert Result("a", "b", 2, 2.5, "").verdict == "met"
    assert Result("a", "b", 2, 1.5, "").verdict == "missed"
    assert Result("a", "b", 2, 2.5, "", quality_kept=False).verdict == "missed"
    assert Result("a", "b", 2, None, "").verdict == "skipped"


def test_the_share_of_letters_kept_counts_words_once_each() -> None:
    assert extraction._kept("приказ приказ школа", "ПРИКАЗ школа") == pytest.approx(11 / 17)
    assert extraction._kept("приказ", "при каз") == 0
    assert extraction._kept("", "") == 1


def test_results_are_shown_and_saved(tmp_path: Path) -> None:
    results = [
        Result("PDF", "pdfminer.six", 15, 30.0, "900 against 30 pages/s", ratios=(30.0,)),
        Result("DOC", "x", 50, None, "none"),
    ]
    out = StringIO()
    show(results, Console(file=out, width=160), "Extraction")
    assert "30.0×" in out.getvalue()
    assert "skipped" in out.getvalue()
    saved = json.loads(save(results, tmp_path, quick=True, name="extraction").read_text(encoding="utf-8"))
    assert [item["verdict"] for item in saved["results"]] == ["met", "skipped"]


@needs_office
def test_files_are_made_once(files: Files) -> None:
    made = {made.path for group in (files.pdf, files.doc, files.docx, files.scans, files.mixed) for made in group}
    assert len(made) >= 3
    times = {path: path.stat().st_mtime_ns for path in made}
    again = make_files(3, 1, files.pdf[0].path.parents[2])
    assert again == files
    assert {path: path.stat().st_mtime_ns for path in made} == times


@needs_office
@pytest.mark.parametrize("measure", ["text_pdf", "word_97", "docx", "scan_header", "second_worker"])
def test_each_measure_gives_a_ratio(files: Files, measure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "_WORKER_SECONDS", 0.1)
    group = {
        "text_pdf": files.pdf,
        "word_97": files.doc,
        "docx": files.docx,
        "scan_header": files.scans,
        "second_worker": files.pdf,
    }
    result: Result = getattr(extraction, measure)(group[measure], ONCE)
    if result.ratio is None:
        pytest.skip(result.figures)
    assert result.ratio > 0
    assert result.ratios
    assert result.quality_kept


@needs_office
@needs_kreuzberg
def test_the_whole_extractor_keeps_as_much_text_as_kreuzberg(files: Files) -> None:
    result = extraction.whole(files.mixed, ONCE, acts=True)
    assert result.ratio is not None
    assert result.quality_kept, result.quality
