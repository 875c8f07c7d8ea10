"""The picture of a scanned page made ready for recognition: grey, on white, upright lines, an even background."""

from __future__ import annotations

from itertools import pairwise

from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

_LONG_SIDE = 2800
_SHORT_SIDE = 900
_ANGLES = tuple(step / 2 for step in range(-12, 13))
_GRAIN = 24
"""Pixels of the page in one pixel of its background."""
_UNEVEN = 30
_INK_SHARE, _FEW_WORDS_SHARE, _PAPER_SHARE = 0.01, 0.003, 0.7
"""Shares of the pixels that are darker: than the cores of a page's letters, of a few words' letters, than the paper."""
_LEAST_CONTRAST = 24
_INK = 110
"""Of 255: what is lighter than typed letters, a stamp's rings or a pencil's mark, is taken away."""


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
    return _stretched(_evenly_lit(page))


def _stretched(page: Image.Image) -> Image.Image:
    """Ink black and paper white, also where a few words stand on a whole page."""
    counts = page.histogram()
    paper = _percentile(counts, _PAPER_SHARE)
    ink, least = _percentile(counts, _INK_SHARE), _percentile(counts, _FEW_WORDS_SHARE)
    if (paper - ink) * 4 < paper - least:  # hardly a word on the page: what is just darker than paper is no ink
        ink = least
    if paper - ink < _LEAST_CONTRAST:
        return page
    return page.point(lambda value: max(0, min(255, (value - ink) * 255 // (paper - ink))))


def _evenly_lit(page: Image.Image) -> Image.Image:
    """A photograph's shadows taken away: the background is what stays of the page without its thin dark strokes."""
    if min(page.size) < 4 * _GRAIN:
        return page
    small = page.resize((page.width // _GRAIN, page.height // _GRAIN), Image.Resampling.BOX).filter(ImageFilter.MaxFilter(5))
    counts = small.histogram()
    if _percentile(counts, 0.95) - _percentile(counts, 0.05) < _UNEVEN:
        return page
    background = small.filter(ImageFilter.GaussianBlur(2)).resize(page.size, Image.Resampling.BILINEAR)
    return ImageChops.invert(ImageChops.subtract(background, page))


def _percentile(counts: list[int], share: float) -> int:
    wanted, seen = share * sum(counts), 0
    for value, count in enumerate(counts):
        seen += count
        if seen >= wanted:
            return value
    return 255


def blank(page: Image.Image) -> bool:
    """Whether nothing is drawn on the page."""
    return ImageStat.Stat(page).stddev[0] < 2.0


def level(page: Image.Image, angle: float) -> Image.Image:
    """The page turned by so many degrees."""
    return page.rotate(angle, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255) if angle else page


def slope(page: Image.Image) -> float:
    """Angle in degrees by which the lines of text lean: the one that makes the rows of pixels most unequal."""
    if page.width < 200 or page.height < 100:
        return 0.0
    small = page.resize((600, max(1, page.height * 600 // page.width)), Image.Resampling.BOX)
    small = ImageOps.invert(small).point(lambda value: 255 if value > 96 else 0)

    def unevenness(angle: float) -> float:
        turned = small.rotate(angle, resample=Image.Resampling.NEAREST, fillcolor=0)
        rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
        return float(sum((after - before) ** 2 for before, after in pairwise(rows)))

    scores = {angle: unevenness(angle) for angle in _ANGLES}
    best = max(scores, key=lambda angle: (scores[angle], -abs(angle)))
    return best if scores[best] > 1.08 * scores[0.0] else 0.0


def dark_alone(page: Image.Image, ink: int = _INK) -> Image.Image:
    """What is as dark as typed letters: a stamp over a date is lighter in most scans. ``ink`` is the grey that turns white."""
    return page.point(lambda value: min(255, value * 255 // ink))


def unread_ink(page: Image.Image, boxes: list[tuple[int, int, int, int]]) -> float:
    """Share of the ink that lies in none of the boxes: a stamp, a drawing, or words that were not found."""
    small = page.resize((max(1, page.width // 4), max(1, page.height // 4)), Image.Resampling.BOX)
    small = small.point(lambda value: 255 if value < 190 else 0)
    whole = small.histogram()[255]
    for left, top, right, bottom in boxes:
        small.paste(0, (left // 4 - 1, top // 4 - 1, right // 4 + 2, bottom // 4 + 2))
    return small.histogram()[255] / whole if whole else 0.0
