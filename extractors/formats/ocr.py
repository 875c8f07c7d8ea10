"""Recognition of scanned pages with tesseract and its Russian data.

One thread a process (OpenMP makes tesseract slower here, the pool's processes give the speed), 200 dpi in grey, the slope
taken out first, and another orientation tried when hardly anything was recognised with confidence. Where the upper part of a
first page names a number or a date, that part is recognised once more in another way: a requisite counts for sure only when
both readings have it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from itertools import pairwise

from PIL import Image, ImageOps, ImageStat

from extractors import tools
from extractors.formats.content import Budget, UnreadableError
from extractors.header import names_requisites

DPI = 200
_LONG_SIDE = 2800
_SHORT_SIDE = 900
_GOOD = 62.0
_FEW_WORDS = 4
_ANGLES = tuple(step / 2 for step in range(-12, 13))
_HEADER_SHARE = 0.35
_SECOND_DPI = 300
_MARGIN = 60
"""Rows of pixels below the upper part, so that the second reading has its last line whole."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Text of one picture with the mean confidence of its words (0…100).

    ``header`` is the text of the upper part where that part was recognised twice, ``second`` its other reading ("" when the
    second attempt gave nothing).
    """

    text: str
    confidence: float
    words: int
    header: str = ""
    second: str = ""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A reading with the page as it was turned for it, and the text of the page's upper part."""

    found: Recognised
    page: Image.Image
    upper: str

    @property
    def weight(self) -> float:
        return self.found.confidence * min(self.found.words, 60)

    @property
    def good(self) -> bool:
        return self.found.confidence >= _GOOD and self.found.words >= _FEW_WORDS


def require() -> None:
    """Raise ``UnreadableError`` when this machine cannot recognise Russian."""
    if not tools.find("tesseract"):
        raise UnreadableError("скан не распознан: не установлена программа tesseract (пакет tesseract-ocr)")
    if "rus" not in tools.ocr_languages():
        raise UnreadableError("скан не распознан: нет русских данных tesseract (пакет tesseract-ocr-rus)")


def recognise(image: Image.Image, budget: Budget, header_only: bool = False, twice: bool = False) -> Recognised:
    """Recognise one page; ``header_only`` reads its upper part alone, ``twice`` reads that part again where it has requisites.

    Raises ``ToolError`` when the first reading fails.
    """
    page = prepare(image)
    if _blank(page):
        return Recognised("", 100.0, 0)
    best = _upright(page, budget, header_only)
    if not best.good:
        for angle in _likely_turns(page, budget):
            if budget.over():
                break
            turned = _upright(page.rotate(angle, expand=True, fillcolor=255), budget, header_only)
            best = max(best, turned, key=lambda attempt: attempt.weight)
            if best.good:
                break
    if twice and names_requisites(best.upper):
        return replace(best.found, header=best.upper, second=_second_reading(best.page, budget, header_only))
    return best.found


def prepare(image: Image.Image) -> Image.Image:
    """Grey, on white, of a size tesseract likes."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layered = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered)
    page = image.convert("L")
    long, short = max(page.size), max(1, min(page.size))
    scale = _LONG_SIDE / long if long > _LONG_SIDE else min(2.5, _SHORT_SIDE / short) if short < _SHORT_SIDE else 1.0
    scale = min(scale, 4000 / long)
    if scale != 1.0:
        page = page.resize((max(1, round(page.width * scale)), max(1, round(page.height * scale))), Image.Resampling.LANCZOS)
    return ImageOps.autocontrast(page, cutoff=1)


def slope(page: Image.Image) -> float:
    """Angle in degrees by which the lines of text lean: the one that makes the rows of pixels most unequal."""
    small = page.resize((600, max(1, page.height * 600 // page.width)), Image.Resampling.BOX)
    small = ImageOps.invert(small).point(lambda value: 255 if value > 96 else 0)

    def unevenness(angle: float) -> float:
        turned = small.rotate(angle, resample=Image.Resampling.NEAREST, fillcolor=0)
        rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
        return float(sum((after - before) ** 2 for before, after in pairwise(rows)))

    scores = {angle: unevenness(angle) for angle in _ANGLES}
    best = max(scores, key=lambda angle: (scores[angle], -abs(angle)))
    return best if scores[best] > 1.08 * scores[0.0] else 0.0


def _upright(page: Image.Image, budget: Budget, header_only: bool) -> _Attempt:
    if header_only:
        page = page.crop((0, 0, page.width, _upper(page)))
    angle = slope(page) if page.width >= 200 and page.height >= 100 else 0.0
    if angle:
        page = page.rotate(angle, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    lines = _tesseract(page, budget, DPI, 3)
    bottom = page.height if header_only else _upper(page)
    return _Attempt(_joined(lines), page, _joined([line for line in lines if line.top < bottom]).text)


def _upper(page: Image.Image) -> int:
    return max(1, int(page.height * _HEADER_SHARE))


def _second_reading(page: Image.Image, budget: Budget, header_only: bool) -> str:
    """The upper part again, finer and as one block: other pixels and other lines for tesseract, so other mistakes."""
    bottom = page.height if header_only else min(page.height, _upper(page) + _MARGIN)
    part = page.crop((0, 0, page.width, bottom))
    scale = _SECOND_DPI / DPI
    part = part.resize((round(part.width * scale), round(part.height * scale)), Image.Resampling.LANCZOS)
    if budget.over():
        return ""
    try:
        return _joined(_tesseract(part, budget, _SECOND_DPI, 6)).text
    except tools.ToolError:
        return ""  # unconfirmed: the requisites of the first reading count as uncertain


def _blank(page: Image.Image) -> bool:
    return ImageStat.Stat(page).stddev[0] < 2.0


def _likely_turns(page: Image.Image, budget: Budget) -> tuple[int, ...]:
    """Turns to try: what tesseract's own orientation detection says, else all three."""
    if "osd" not in tools.ocr_languages():
        return (180, 90, 270)
    try:
        told = tools.run("tesseract", ["stdin", "stdout", "--psm", "0", "-l", "osd", "--dpi", str(DPI)], stdin=_png(page, DPI),
                         seconds=budget.seconds(30), environment={"OMP_THREAD_LIMIT": "1"})  # fmt: skip
    except tools.ToolFailedError:
        return (180, 90, 270)  # too few characters to tell
    for line in told.stdout.decode("utf-8", "replace").splitlines():
        name, _colon, value = line.partition(":")
        if name == "Orientation in degrees" and value.strip().isdecimal():
            turn = int(value) % 360
            return (turn,) if turn else ()
    return (180, 90, 270)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with its upper edge in pixels; ``weight`` counts letters, ``sure`` is their confidence summed up."""

    text: str
    top: int
    apart: bool
    words: int
    weight: int
    sure: float


def _tesseract(page: Image.Image, budget: Budget, dpi: int, layout: int) -> list[_Line]:
    arguments = ["stdin", "stdout", "-l", "rus", "--psm", str(layout), "--dpi", str(dpi), "tsv"]
    done = tools.run(
        "tesseract", arguments, stdin=_png(page, dpi), seconds=budget.seconds(90), environment={"OMP_THREAD_LIMIT": "1"}
    )
    return _from_tsv(done.stdout.decode("utf-8", "replace"))


def _from_tsv(table: str) -> list[_Line]:
    """Lines of tesseract's table of words: level, page, block, paragraph, line, word, box (4), confidence, text."""
    found: dict[tuple[str, ...], list[list[str]]] = {}
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) >= 12 and cells[0] == "5" and cells[11].strip():
            found.setdefault(tuple(cells[2:5]), []).append(cells)
    lines: list[_Line] = []
    before: tuple[str, ...] = ()
    for place, words in found.items():
        lines.append(_Line(
            text=" ".join(cells[11] for cells in words), top=min(int(cells[7]) for cells in words),
            apart=bool(before) and place[:2] != before[:2], words=len(words), weight=sum(len(cells[11]) for cells in words),
            sure=sum(max(float(cells[10]), 0.0) * len(cells[11]) for cells in words),
        ))  # fmt: skip
        before = place
    return lines


def _joined(lines: list[_Line]) -> Recognised:
    """Lines as one text, paragraphs parted by an empty line."""
    weight = sum(line.weight for line in lines)
    text = "\n".join(("\n" if line.apart and number else "") + line.text for number, line in enumerate(lines))
    return Recognised(text, sum(line.sure for line in lines) / weight if weight else 0.0, sum(line.words for line in lines))


def _png(page: Image.Image, dpi: int) -> bytes:
    stream = io.BytesIO()
    page.save(stream, "PNG", compress_level=1, dpi=(dpi, dpi))
    return stream.getvalue()
