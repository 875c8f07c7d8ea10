"""The compiled modules give what their sources give, and never stand for sources that have changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.compiled import SWITCH, folder, home, in_use, sources

_EVERYTHING = """
import hashlib, sys
from pathlib import Path
import extractors.page_walk
from crawler.frontier import Frontier
from crawler.links import LinkReader
from crawler.scoring import LinkScorer
from extractors.acts import find_acts
from extractors.model import Hints
from extractors.page import parse_page
from extractors.read import Limits, OcrMode, read
from fleet.plan import scored_phrases
from programmes.load import bundled, load_programme

told = hashlib.sha256()
scorer = LinkScorer(scored_phrases(load_programme(bundled())))
for path in sorted(Path("demo/district").rglob("*")):
    if path.suffix == ".html":
        page = parse_page(path.read_text(encoding="utf-8", errors="replace"))
        frontier = Frontier()
        reading = LinkReader("http://school.example/", scorer, frontier, 0.0).read(page, "http://school.example/a/b", page.title, 1)
        for target in reading.targets:
            frontier.push(target)
        told.update(repr((page, reading, [frontier.pop() for _ in range(len(frontier))])).encode())
    elif path.suffix in (".docx", ".doc", ".rtf", ".txt", ".pdf"):
        document = read(path.read_bytes(), limits=Limits(ocr=OcrMode.OFF))
        told.update(repr((document, find_acts(document, Hints()))).encode())
print(extractors.page_walk.__file__, told.hexdigest())
"""


def _ask(program: str, at: Path, switch: str = "1") -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=at,
        env={**os.environ, "PYTHONHASHSEED": "0", SWITCH: switch},
        capture_output=True,
        text=True,
        timeout=250,
        check=True,
    )
    return done.stdout.split()


def test_both_forms_give_the_same() -> None:
    if not folder().is_dir():
        pytest.skip("nothing is compiled here: no C compiler, or changed sources")
    module, compiled = _ask(_EVERYTHING, home())
    assert not module.endswith(".py")
    module, plain = _ask(_EVERYTHING, home(), "0")
    assert module.endswith(".py")
    assert compiled == plain


def _copied(to: Path) -> Path:
    for package in ("extractors", "crawler"):
        shutil.copytree(home() / package, to / package, ignore=shutil.ignore_patterns("__pycache__"))
    return to


def test_changed_sources_run_as_python(tmp_path: Path) -> None:
    at = _copied(tmp_path)
    asked = "import extractors.compiled as c, crawler.links as l; print(c.folder(), c.in_use(), l.__file__)"
    assert _ask(asked, at)[0] == str(folder()), "the same sources elsewhere find the same folder"
    with (at / "crawler/links.py").open("a", encoding="utf-8") as stream:
        stream.write("\n# changed\n")
    place, used, module = _ask(asked, at)
    assert place != str(folder())
    assert (used, module) == ("False", str(at / "crawler/links.py"))


@pytest.mark.parametrize("variables", [{"CC": "/nowhere/cc"}, {"PYTHONPATH": "broken"}])
def test_what_cannot_be_compiled_is_told_and_runs_as_python(variables: dict[str, str], tmp_path: Path) -> None:
    at = _copied(tmp_path)
    (at / "broken/mypyc").mkdir(parents=True)
    (at / "broken/mypyc/__init__.py").write_text("raise ImportError('no compiler of Python here')")
    with (at / "extractors/text.py").open("a", encoding="utf-8") as stream:
        stream.write("\n# changed\n")
    environment = {**os.environ, **variables, SWITCH: "1"}
    done = subprocess.run(
        [sys.executable, "-m", "extractors.compiling"],
        cwd=at,
        env=environment,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert done.returncode == 1
    assert "/nowhere/cc" in done.stderr or "no compiler of Python here" in done.stderr
    assert _ask("import extractors.text as t; print(t.__file__)", at) == [str(at / "extractors/text.py")]


def test_every_module_named_is_there() -> None:
    assert all(home().joinpath(source).is_file() for source in sources())
    assert isinstance(in_use(), bool)
