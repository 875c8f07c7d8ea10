"""One call of tesseract and its answer as lines of text with their places on the page."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal

from PIL import Image

from extractors import tools
from extractors.formats.content import Budget, UnreadableError
from extractors.slips import without_slips

DPI = 200
_SECONDS = 90
_WIDE_GAP = 2.5
"""Heights of a line between two words from which they may belong to different columns."""
_STAMP = re.compile(r"утвержд|принят|рассмотр|согласов|одобрен|введен", re.IGNORECASE)

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""
Turn = Literal[0, 90, 180, 270]


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its box and tesseract's confidence (0…100)."""

    text: str
    box: Box
    sure: float


@dataclass(frozen=True, slots=True)
class Line:
    """Words side by side; ``apart`` says that a new paragraph begins here. ``block`` is tesseract's number of the area."""

    words: tuple[Word, ...]
    apart: bool
    block: int = 0

    @property
    def text(self) -> str:
        """The line as it is read."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        """The box around all words."""
        boxes = [word.box for word in self.words]
        return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def require() -> None:
    """Raise ``UnreadableError`` when this machine cannot recognise Russian."""
    if not tools.find("tesseract"):
        raise UnreadableError("скан не распознан: не установлена программа tesseract (пакет tesseract-ocr)")
    if "rus" not in tools.ocr_languages():
        raise UnreadableError("скан не распознан: нет русских данных tesseract (пакет tesseract-ocr-rus)")


def recognised_lines(page: Image.Image, budget: Budget, layout: int, dpi: int = DPI) -> list[Line]:
    """The lines of a grey picture; ``layout`` is tesseract's page segmentation mode. Raises ``ToolError``."""
    arguments = ["stdin", "stdout", "-l", "rus", "--psm", str(layout), "--dpi", str(dpi), "tsv"]
    return _from_tsv(_run(arguments, page, budget, _SECONDS))


def orientation(page: Image.Image, budget: Budget) -> Turn | None:
    """How far the page has to be turned to stand upright, as tesseract's orientation data tell; ``None`` where they do not."""
    if "osd" not in tools.ocr_languages():
        return None
    try:
        told = _run(["stdin", "stdout", "--psm", "0", "-l", "osd", "--dpi", str(DPI)], page, budget, 30)
    except tools.ToolFailedError:
        return None  # too few characters to tell
    match = re.search(r"^Orientation in degrees:\s*(\d+)", told, re.MULTILINE)
    turns: dict[int, Turn] = {0: 0, 90: 90, 180: 180, 270: 270}
    return turns.get(int(match.group(1))) if match else None


def joined(lines: Sequence[Line]) -> str:
    """Lines as one text without the usual slips, paragraphs parted by an empty line."""
    return without_slips("\n".join(("\n" if line.apart and number else "") + line.text for number, line in enumerate(lines)))


def confidence(lines: Sequence[Line]) -> float:
    """Mean confidence of the letters, 0 where there are none."""
    words = [word for line in lines for word in line.words]
    weight = sum(len(word.text) for word in words)
    return sum(max(word.sure, 0.0) * len(word.text) for word in words) / weight if weight else 0.0


def _run(arguments: list[str], page: Image.Image, budget: Budget, seconds: float) -> str:
    stream = io.BytesIO()
    page.save(stream, "PPM")
    limit = budget.seconds(seconds)
    done = tools.run("tesseract", arguments, stdin=stream.getvalue(), seconds=limit, environment={"OMP_THREAD_LIMIT": "1"})
    return done.stdout.decode("utf-8", "replace")


def _from_tsv(table: str) -> list[Line]:
    """Tesseract's table of words: level, page, block, paragraph, line, word, box (left, top, width, height), confidence, text."""
    found: dict[tuple[str, ...], list[Word]] = {}
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) >= 12 and cells[0] == "5" and cells[11].strip():
            left, top, width, height = map(int, cells[6:10])
            word = Word(cells[11].strip(), (left, top, left + width, top + height), float(cells[10]))
            found.setdefault(tuple(cells[2:5]), []).append(word)
    lines: list[Line] = []
    before: tuple[str, ...] = ()
    for place, words in found.items():
        lines.append(Line(tuple(words), bool(before) and place[:2] != before[:2], int(place[0])))
        before = place
    return _by_column(_downwards(lines))


def _downwards(lines: list[Line]) -> list[Line]:
    """The area of an approval («УТВЕРЖДЕНО …») that stands above an area read before it goes in front of that."""
    areas = [list(group) for _block, group in groupby(lines, key=lambda line: line.block)]
    result: list[list[Line]] = []
    for area in areas:
        at = len(result)
        if _STAMP.match(area[0].text):
            bottom = max(line.box[3] for line in area)
            at = next((place for place, other in enumerate(result) if min(line.box[1] for line in other) >= bottom), at)
        result.insert(at, area)
    return [
        replace(line, apart=line.apart or (not place and bool(number)))
        for number, area in enumerate(result)
        for place, line in enumerate(area)
    ]


def _by_column(lines: list[Line]) -> list[Line]:
    """Approvals that stand side by side («РАССМОТРЕНО … УТВЕРЖДЕНО …») read one after the other and not row by row."""
    result: list[Line] = []
    at = 0
    while at < len(lines):
        gap = _gap(lines[at]) if _STAMP.search(lines[at].text) else None
        end = at + 1
        while gap is not None and end < len(lines):
            following = _gap(lines[end], gap)
            if following is None:
                break
            gap = max(gap[0], following[0]), min(gap[1], following[1])
            end += 1
        if gap is None or end - at < 2:
            result.append(lines[at])
            at += 1
            continue
        middle = (gap[0] + gap[1]) / 2
        for side in (True, False):
            column = [tuple(word for word in line.words if (word.box[0] < middle) == side) for line in lines[at:end]]
            result += [Line(words, not number) for number, words in enumerate(filter(None, column))]
        at = end
    return result


def _gap(line: Line, within: tuple[int, int] | None = None) -> tuple[int, int] | None:
    """The widest gap between two words that may part columns, or a side's emptiness beside an earlier gap; ``None``: neither."""
    left, top, right, bottom = line.box
    least = _WIDE_GAP * (bottom - top) if within is None else 1.0 * (bottom - top)
    words = sorted(line.words, key=lambda word: word.box[0])
    gaps = [(one.box[2], other.box[0]) for one, other in pairwise(words)]
    if within is not None:
        gaps = [(max(one, within[0]), min(other, within[1])) for one, other in [*gaps, (right, within[1]), (within[0], left)]]
    widest = max(gaps, key=lambda gap: gap[1] - gap[0], default=None)
    return widest if widest is not None and widest[1] - widest[0] >= least else None
