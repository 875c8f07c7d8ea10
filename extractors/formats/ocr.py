"""Recognition of scanned pages with tesseract and its Russian data.

One thread a process (OpenMP makes tesseract slower here, the pool's processes give the speed), 200 dpi in grey, the slope
taken out first, and another orientation tried when hardly anything was recognised with confidence.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageOps, ImageStat

from extractors import tools
from extractors.formats.content import Budget, UnreadableError

DPI = 200
_LONG_SIDE = 2800
_SHORT_SIDE = 900
_GOOD = 62.0
_FEW_WORDS = 4
_ANGLES = tuple(step / 2 for step in range(-12, 13))
_HEADER_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Recognised:
    """Text of one picture with the mean confidence of its words (0…100)."""

    text: str
    confidence: float
    words: int


def require() -> None:
    """Raise ``UnreadableError`` when this machine cannot recognise Russian."""
    if not tools.find("tesseract"):
        raise UnreadableError("скан не распознан: не установлена программа tesseract (пакет tesseract-ocr)")
    if "rus" not in tools.ocr_languages():
        raise UnreadableError("скан не распознан: нет русских данных tesseract (пакет tesseract-ocr-rus)")


def recognise(image: Image.Image, budget: Budget, header_only: bool = False) -> Recognised:
    """Recognise one page; ``header_only`` reads its upper part alone. Raises ``ToolError``."""
    page = prepare(image)
    if _blank(page):
        return Recognised("", 100.0, 0)
    best = _upright(page, budget, header_only)
    if best.confidence >= _GOOD and best.words >= _FEW_WORDS:
        return best
    for angle in _likely_turns(page, budget):
        if budget.over():
            break
        turned = _upright(page.rotate(angle, expand=True, fillcolor=255), budget, header_only)
        if turned.confidence * min(turned.words, 60) > best.confidence * min(best.words, 60):
            best = turned
        if best.confidence >= _GOOD and best.words >= _FEW_WORDS:
            break
    return best


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


def _upright(page: Image.Image, budget: Budget, header_only: bool) -> Recognised:
    if header_only:
        page = page.crop((0, 0, page.width, max(1, int(page.height * _HEADER_SHARE))))
    angle = slope(page) if page.width >= 200 and page.height >= 100 else 0.0
    if angle:
        page = page.rotate(angle, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    return _tesseract(page, budget)


def _blank(page: Image.Image) -> bool:
    return ImageStat.Stat(page).stddev[0] < 2.0


def _likely_turns(page: Image.Image, budget: Budget) -> tuple[int, ...]:
    """Turns to try: what tesseract's own orientation detection says, else all three."""
    if "osd" not in tools.ocr_languages():
        return (180, 90, 270)
    try:
        told = tools.run("tesseract", ["stdin", "stdout", "--psm", "0", "-l", "osd", "--dpi", str(DPI)], stdin=_png(page),
                         seconds=budget.seconds(30), environment={"OMP_THREAD_LIMIT": "1"})  # fmt: skip
    except tools.ToolFailedError:
        return (180, 90, 270)  # too few characters to tell
    for line in told.stdout.decode("utf-8", "replace").splitlines():
        name, _colon, value = line.partition(":")
        if name == "Orientation in degrees" and value.strip().isdecimal():
            turn = int(value) % 360
            return (turn,) if turn else ()
    return (180, 90, 270)


def _tesseract(page: Image.Image, budget: Budget) -> Recognised:
    arguments = ["stdin", "stdout", "-l", "rus", "--psm", "3", "--dpi", str(DPI), "tsv"]
    done = tools.run("tesseract", arguments, stdin=_png(page), seconds=budget.seconds(90), environment={"OMP_THREAD_LIMIT": "1"})
    return _from_tsv(done.stdout.decode("utf-8", "replace"))


def _from_tsv(table: str) -> Recognised:
    """Lines of text from tesseract's table of words: level, page, block, paragraph, line, word, box, confidence, text."""
    lines: list[str] = []
    words: list[str] = []
    place: tuple[str, ...] = ()
    total = weight = count = 0.0
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        here = tuple(cells[2:5])
        if here != place and words:
            lines.append(" ".join(words))
            words = []
        if place and here[:2] != place[:2]:
            lines.append("")
        place = here
        words.append(cells[11])
        total += max(float(cells[10]), 0.0) * len(cells[11])
        weight += len(cells[11])
        count += 1
    if words:
        lines.append(" ".join(words))
    return Recognised("\n".join(lines), total / weight if weight else 0.0, int(count))


def _png(page: Image.Image) -> bytes:
    stream = io.BytesIO()
    page.save(stream, "PNG", compress_level=1, dpi=(DPI, DPI))
    return stream.getvalue()
