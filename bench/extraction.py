"""Extraction against its baselines: PDF, DOC, DOCX, the header of a scan, the whole extractor, a second worker."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import baselines
from bench.documents import Files, Made, convert
from bench.results import Result
from bench.timing import Paired, cores, take_turns
from extractors.acts import find_acts
from extractors.model import Document, Hints
from extractors.read import Limits, OcrMode, read
from extractors.workers import Job, WorkerPool

_LETTER = re.compile("[а-яёА-ЯЁ]")
_WORD = re.compile("[а-яёА-ЯЁ]+")
_MOST_LOST = 0.01
_SAME = 0.002
_DOC_TIMES = 20
_WORKER_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Effort:
    """How many rounds each measure has."""

    rounds: int = 7
    slow_rounds: int = 3
    """Of measures whose baseline needs seconds."""


QUICK = Effort(rounds=3, slow_rounds=1)


def measures(files: Files, effort: Effort) -> Iterator[Callable[[], Result]]:
    """The measures, each to be run by calling it."""
    yield lambda: text_pdf(files.pdf, effort)
    yield lambda: word_97(files.doc, effort)
    yield lambda: docx(files.docx, effort)
    yield lambda: scan_header(files.scans, effort)
    yield lambda: whole(files.mixed, effort, acts=True)
    yield lambda: whole(files.mixed, effort, acts=False)
    yield lambda: second_worker(files.pdf, effort)


def text_pdf(files: Sequence[Made], effort: Effort) -> Result:
    """PDF with a text layer against pdfminer.six alone; no file may lose more than 1 % of the letters that it finds."""
    contents = [made.path.read_bytes() for made in files]
    pages = lost = 0
    worst = 0.0
    for data in contents:
        ours = read(data)
        pages += ours.pages or 0
        theirs = len(_LETTER.findall(baselines.pdfminer_text(data)))
        missing = 1 - len(_LETTER.findall(ours.text)) / theirs if theirs else 0.0
        worst = max(worst, missing)
        lost += missing > _MOST_LOST
    paired = take_turns(contents, read, baselines.pdfminer_text, effort.slow_rounds)
    figures = _rates(paired, pages, "pages/s")
    quality = f"most Cyrillic letters lost in a file: {worst:.1%}"
    return _result("PDF, text layer", "pdfminer.six", 15, paired, figures, quality, lost == 0)


def word_97(files: Sequence[Made], effort: Effort) -> Result:
    """DOC of Word 97 against one LibreOffice conversion of all files."""
    name, baseline, target = "DOC (Word 97)", "LibreOffice, one batch", 50
    if not baselines.has_program("soffice"):
        return Result(name, baseline, target, None, "soffice is not installed")
    contents = [made.path.read_bytes() for made in files]
    with tempfile.TemporaryDirectory() as folder:
        paths = [made.path for made in files]

        def batch(_all: Sequence[bytes]) -> list[Path]:
            return convert(paths, "txt:Text (encoded):UTF8", Path(folder))

        texts = [path.read_text(encoding="utf-8-sig") for path in batch(contents)]
        quality, kept = _letters_kept(files, [read(data).text for data in contents], texts)
        paired = take_turns([contents], _read_all, batch, effort.slow_rounds, ours_times=_DOC_TIMES)
    return _result(name, baseline, target, paired, _rates(paired, len(files), "files/s"), quality, kept)


def docx(files: Sequence[Made], effort: Effort) -> Result:
    """DOCX against python-docx: paragraphs and tables."""
    contents = [made.path.read_bytes() for made in files]
    texts = [baselines.python_docx_text(data) for data in contents]
    quality, kept = _letters_kept(files, [read(data).text for data in contents], texts)
    paired = take_turns(contents, read, baselines.python_docx_text, effort.rounds)
    figures = _rates(paired, len(files), "files/s")
    return _result("DOCX", "python-docx", 5, paired, figures, quality, kept)


def scan_header(files: Sequence[Made], effort: Effort) -> Result:
    """The header of a scanned act against the whole page by tesseract, one thread each."""
    name, baseline, target = "Scan, header", "tesseract, whole page", 2
    if not files or not baselines.has_program("tesseract"):
        return Result(name, baseline, target, None, "tesseract is not installed")
    limits = Limits(ocr=OcrMode.HEADER)

    def ours(made: Made) -> Document:
        return read(made.path.read_bytes(), limits=limits)

    found = 0
    for made in files:
        acts = find_acts(ours(made), Hints())
        found += any(act.number == made.act.number and f"{act.date or '':%d.%m.%Y}" == made.act.date for act in acts if act.date)
    paired = take_turns(files, ours, lambda made: baselines.tesseract_page(made.path), effort.slow_rounds)
    figures = f"{median(paired.ours) / len(files):.2f} against {median(paired.baseline) / len(files):.2f} s a page"
    quality = f"date and number read exactly: {found} of {len(files)}"
    return _result(name, baseline, target, paired, figures, quality, found >= 0.8 * len(files))


def whole(files: Sequence[Made], effort: Effort, *, acts: bool) -> Result:
    """Reading, with ``acts`` also finding the acts, against kreuzberg, which reads alone; the text is compared with what the files say."""
    name = "Mixed files, with acts" if acts else "Mixed files, reading only"
    baseline, target = "kreuzberg 4 (reads only)", 1.5
    kreuzberg = baselines.kreuzberg_reader()
    if kreuzberg is None:
        return Result(name, baseline, target, None, "kreuzberg is not installed")

    def ours(made: Made) -> object:
        document = read(made.path.read_bytes())
        return find_acts(document, Hints()) if acts else document

    texts = [read(made.path.read_bytes()).text for made in files]
    quality, kept = _letters_kept(files, texts, [kreuzberg(made.path) for made in files])
    paired = take_turns(files, ours, lambda made: kreuzberg(made.path), effort.rounds)
    figures = _rates(paired, len(files), "files/s")
    return _result(name, baseline, target, paired, figures, quality, kept)


def by_format(files: Sequence[Made], effort: Effort) -> dict[str, float]:
    """The ratio to kreuzberg for each format of the mix: where time is won and lost."""
    kreuzberg = baselines.kreuzberg_reader()
    if kreuzberg is None:
        return {}
    kinds = sorted({made.path.suffix for made in files})
    return {
        kind.lstrip("."): take_turns(
            [made for made in files if made.path.suffix == kind],
            lambda made: find_acts(read(made.path.read_bytes()), Hints()),
            lambda made: kreuzberg(made.path),
            effort.rounds,
        ).ratio
        for kind in kinds
    }


def second_worker(files: Sequence[Made], effort: Effort) -> Result:
    """Two worker processes against one on files that only cost processor time."""
    name, baseline, target = "Two workers", "one worker", 1.7
    if cores() < 2:
        return Result(name, baseline, target, None, "one processor only")
    jobs = [Job(str(made.path), file=made.path) for made in files]
    with ExitStack() as stack:
        pools = {count: stack.enter_context(WorkerPool(count)) for count in (1, 2)}

        def work(count: int) -> Callable[[Sequence[Job]], list[Document]]:
            return lambda given: list(pools[count].map(given))

        once = take_turns([jobs], work(2), work(1), 1)  # also starts the workers
        many = jobs * max(1, round(_WORKER_SECONDS / once.baseline[0]))
        paired = take_turns([many], work(2), work(1), effort.slow_rounds)
    return _result(name, baseline, target, paired, _rates(paired, len(many), "files/s"), "", True)


def _read_all(contents: Sequence[bytes]) -> None:
    for data in contents:
        read(data)


def _letters_kept(files: Sequence[Made], ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, bool]:
    """How much of what the files are known to say both readers kept, in words, and whether we keep no less in any file."""
    truths = [made.act.plain() for made in files]
    own = [_kept(truth, text) for truth, text in zip(truths, ours, strict=True)]
    other = [_kept(truth, text) for truth, text in zip(truths, theirs, strict=True)]
    worse = sum(mine < others - _SAME for mine, others in zip(own, other, strict=True))
    return f"letters kept {_mean(own):.2%} against {_mean(other):.2%}, less in {worse} files", worse == 0


def _kept(truth: str, text: str) -> float:
    """Share of the Cyrillic letters of ``truth`` that stand in words which ``text`` has too (each as often as it has it)."""
    wanted, found = (Counter(_WORD.findall(part.lower())) for part in (truth, text))
    letters = sum(len(word) * count for word, count in wanted.items())
    return sum(len(word) * min(count, found[word]) for word, count in wanted.items()) / letters if letters else 1.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _rates(paired: Paired, amount: int, unit: str) -> str:
    return f"{amount / median(paired.ours):,.0f} against {amount / median(paired.baseline):,.0f} {unit}"


def _result(name: str, baseline: str, target: float, paired: Paired, figures: str, quality: str, kept: bool) -> Result:
    return Result(name, baseline, target, paired.ratio, figures, quality, kept, tuple(paired.ratios))
