"""Recognition of scanned pages with tesseract and its Russian data.

One thread a process (OpenMP makes tesseract slower here, the pool's processes give the speed), 200 dpi in grey, the slope
taken out first, and another orientation tried when hardly anything was recognised with confidence. The lines of a first page's
upper part that name a number or a date are recognised once more in another way: a requisite counts for sure only when both
readings have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image

from extractors import tools
from extractors.formats import scan_picture
from extractors.formats.content import Budget
from extractors.formats.tesseract import DPI, Box, Line, confidence, joined, orientation, recognised_lines, require
from extractors.header import Named, named_requisites
from extractors.lemmas import is_known

__all__ = ["DPI", "ILLEGIBLE", "Recognised", "recognise", "require"]

_GOOD = 62.0
_FEW_WORDS = 4
_HEADER_SHARE = 1 / 3
_CUT = 6
"""Pixels above the cut below which a line may be halved."""
_SECOND_DPI = 350
_MARGIN = 20
"""Pixels left of and right of a line in its second reading."""
_UNREAD_INK = 0.04
_DOUBTED = 85.0
_SURE, _WORD, _KNOWN_SHARE = 45.0, 4, 0.3
_LETTERS = re.compile(r"[А-Яа-яЁё]+")
ILLEGIBLE = "изображение неразборчиво"


@dataclass(frozen=True, slots=True)
class Recognised:
    """Text of one picture with the mean confidence of its words (0…100).

    ``header`` is the text of the upper part where it names a number or a date, ``second`` the other reading of the lines
    that do ("" when the second attempt gave nothing). ``partial`` says that the upper part alone was read.
    """

    text: str
    confidence: float
    words: int
    header: str = ""
    second: str = ""
    partial: bool = False

    @property
    def legible(self) -> bool:
        """Whether these are words at all: stains give letters too, few of them sure and hardly any a word of the dictionary."""
        if not self.words or self.confidence >= _SURE:
            return True
        found = _LETTERS.findall(self.text)
        known = sum(len(word) for word in found if len(word) >= _WORD and is_known(word.lower()))
        return known >= _KNOWN_SHARE * sum(map(len, found))


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A reading of a page or its upper part: ``picture`` is what was read, ``page`` made level by ``angle``."""

    lines: list[Line]
    picture: Image.Image
    page: Image.Image
    angle: float

    @property
    def words(self) -> int:
        return sum(len(line.words) for line in self.lines)

    @property
    def weight(self) -> float:
        return confidence(self.lines) * min(self.words, 60)

    @property
    def good(self) -> bool:
        return confidence(self.lines) >= _GOOD and self.words >= _FEW_WORDS


def recognise(
    image: Image.Image, budget: Budget, *, twice: bool = False, settles: Callable[[str], bool] | None = None
) -> Recognised:
    """Recognise one page. ``twice`` reads the requisites in its upper part again; with ``settles`` that part is read first,
    and what lies below only when its text does not settle the matter.

    Raises ``ToolError`` when the first reading fails.
    """
    page = scan_picture.prepare(image)
    if scan_picture.blank(page):
        return Recognised("", 100.0, 0)
    step = settles is not None and not scan_picture.blank(_upper(page))
    best = _best(page, budget, step)
    bottom = best.picture.height if step else _bottom(best.picture)
    upper = [line for line in best.lines if line.box[1] < bottom]
    rest = [line for line in best.lines if line.box[1] >= bottom]
    header = second = ""
    if twice:
        part = best.picture.crop((0, 0, best.picture.width, bottom))
        upper, part = _reread(part, upper, budget)
        named = named_requisites(joined(upper))
        if named.any:
            header, second = joined(upper), _second_reading(part, upper, named, budget)
    partial = step and settles is not None and settles(joined(upper))
    if step and not partial:
        upper, rest = _go_on(best, upper, budget)
    lines = [*upper, *rest]
    return Recognised(joined(lines), confidence(lines), sum(len(line.words) for line in lines), header, second, partial)


def _best(page: Image.Image, budget: Budget, step: bool) -> _Attempt:
    """The page read as it stands; where that gives hardly a word, turned, and at last as one block of text."""
    best = _attempt(page, budget, step, 3)
    if best.good:
        return best
    told = orientation(page, budget)
    turns = (180, 90, 270) if told is None else (told,) if told else ()
    for angle in turns:
        if budget.over():
            return best
        best = max(best, _attempt(_turned(page, angle), budget, step, 3), key=lambda attempt: attempt.weight)
        if best.good:
            return best
    if not budget.over():
        best = max(best, _attempt(_turned(page, told or 0), budget, step, 6), key=lambda attempt: attempt.weight)
    return best


def _turned(page: Image.Image, angle: int) -> Image.Image:
    return page.rotate(angle, expand=True, fillcolor=255) if angle else page


def _attempt(page: Image.Image, budget: Budget, step: bool, layout: int) -> _Attempt:
    picture = _upper(page) if step else page
    angle = scan_picture.slope(picture)
    picture = scan_picture.level(picture, angle)
    return _Attempt(recognised_lines(picture, budget, layout), picture, page, angle)


def _bottom(page: Image.Image) -> int:
    return max(1, int(page.height * _HEADER_SHARE))


def _upper(page: Image.Image) -> Image.Image:
    return page.crop((0, 0, page.width, _bottom(page)))


def _reread(part: Image.Image, lines: list[Line], budget: Budget) -> tuple[list[Line], Image.Image]:
    """The upper part without what is lighter than letters, where a requisite is missing and something on the paper was not read."""
    before = named_requisites(joined(lines))
    if (before.number and before.date) or budget.over():
        return lines, part
    if confidence(lines) >= _DOUBTED and scan_picture.unread_ink(part, [line.box for line in lines]) < _UNREAD_INK:
        return lines, part
    try:
        again = recognised_lines(scan_picture.dark_alone(part), budget, 4)
    except tools.ToolError:
        return lines, part
    after = named_requisites(joined(again))
    more = (after.number or not before.number) and (after.date or not before.date) and after.kinds > before.kinds
    return (again, scan_picture.dark_alone(part, 150)) if more else (lines, part)


def _second_reading(page: Image.Image, lines: Sequence[Line], named: Named, budget: Budget) -> str:
    """The lines with requisites again, each by itself and finer: other pixels and other neighbours, so other mistakes."""
    if budget.over():
        return ""
    strips = [page.crop(_strip(lines[number], lines, page)) for number in sorted(named.lines)]
    gap = max(strip.height for strip in strips) // 2
    sheet = Image.new("L", (max(s.width for s in strips), sum(s.height + gap for s in strips) + gap), 255)
    top = gap
    for strip in strips:
        sheet.paste(strip, (0, top))
        top += strip.height + gap
    scale = _SECOND_DPI / DPI
    sheet = sheet.resize((round(sheet.width * scale), round(sheet.height * scale)), Image.Resampling.LANCZOS)
    try:
        return joined(recognised_lines(sheet, budget, 6, _SECOND_DPI))
    except tools.ToolError:
        return ""  # unconfirmed: the requisites of the first reading count as uncertain


def _strip(line: Line, lines: Sequence[Line], page: Image.Image) -> Box:
    """The band of a line, as wide as the page leaves it: what the first reading cut off is to be seen by the second."""
    left, top, right, bottom = line.box
    beside = [other.box for other in lines if other is not line and other.box[1] < bottom and other.box[3] > top]
    start = max((box[2] for box in beside if box[2] <= left), default=0)
    end = min((box[0] for box in beside if box[0] >= right), default=page.width)
    pad = max(4, (bottom - top) // 3)
    return max(0, min(start + _MARGIN, left)), max(0, top - pad), min(page.width, max(end - _MARGIN, right)), bottom + pad


def _go_on(begun: _Attempt, upper: list[Line], budget: Budget) -> tuple[list[Line], list[Line]]:
    """The lines above the cut that are whole, and those of the page below them.

    Rows count alike in the levelled part and in the levelled page: how far they are moved depends on the width alone.
    """
    cut = _bottom(begun.page) - _CUT
    kept = [line for line in upper if line.box[3] < cut]
    while True:
        top = min((line.box[1] for line in upper if line not in kept), default=cut)
        fewer = [line for line in kept if line.box[3] <= top + 2]
        if len(fewer) == len(kept):
            break
        kept = fewer
    top = max(0, top - _CUT, max((line.box[3] for line in kept), default=0))
    page = scan_picture.level(begun.page, begun.angle)
    rest = page.crop((0, top, page.width, page.height))
    if scan_picture.blank(rest):
        return kept, []
    try:
        return kept, recognised_lines(rest, budget, 3)
    except tools.ToolError:
        if not upper:
            raise
        return upper, []
