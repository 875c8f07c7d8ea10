"""Scanned pages made on the spot: typed lines as a grey picture, alone or in a PDF without a text layer."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

PAGE = (1240, 1754)
"""A4 at 150 dpi."""
_LEFT = 110
_SIZE = 24
_STEP = 40

HEAD = ("Муниципальное общеобразовательное учреждение", "«Школа № 1 города Заречье»", "")
RULES = (
    *HEAD, "УТВЕРЖДЕНЫ", "приказом директора школы", "от 28.08.2023 № 96-од", "", "ПРАВИЛА", "внутреннего распорядка учащихся", "",
    "1. Общие положения", "1.1. Настоящие правила определяют режим занятий.",
)  # fmt: skip
ORDER = (
    *HEAD, "ПРИКАЗ", "", "30.08.2024                         № 187-од", "", "Об утверждении Положения о системе наставничества",
    "педагогических работников", "", "В целях поддержки молодых педагогов приказываю:", "1. Утвердить прилагаемое положение.",
)  # fmt: skip
REGULATION = (
    "Приложение", "к приказу от 30.08.2024 № 187-од", "", "ПОЛОЖЕНИЕ", "о системе наставничества педагогических работников", "",
    "1. Общие положения", "1.1. Наставничество организуется для педагогических работников.",
)  # fmt: skip


def scan(lines: tuple[str, ...], smear: float = 0.0, low: tuple[str, ...] = ()) -> Image.Image:
    """A page with these lines at its top and ``low`` at its bottom; ``smear`` blurs what follows a number's sign «№»."""
    page = Image.new("L", PAGE, 250)
    pen = ImageDraw.Draw(page)
    font = ImageFont.truetype("DejaVuSans.ttf", _SIZE)
    for first, block in ((90, lines), (PAGE[1] - 500, low)):
        for number, line in enumerate(block):
            top = first + number * _STEP
            pen.text((_LEFT, top), line, fill=30, font=font)
            if smear and "№" in line:
                left = _LEFT + int(pen.textlength(line.split("№")[0] + "№ ", font=font))
                right = _LEFT + int(pen.textlength(line, font=font)) + 8
                _smear(page, (left, top - 4, right, top + 36), smear)
    return page


def _smear(page: Image.Image, box: tuple[int, int, int, int], factor: float) -> None:
    part = page.crop(box)
    small = part.resize((round(part.width / factor), round(part.height / factor)), Image.Resampling.BOX)
    page.paste(small.resize(part.size, Image.Resampling.BICUBIC), box[:2])


def png(page: Image.Image) -> bytes:
    """The picture as a file."""
    stream = io.BytesIO()
    page.save(stream, "PNG", dpi=(150, 150))
    return stream.getvalue()


def pdf(*pages: Image.Image) -> bytes:
    """The pictures as the pages of a PDF."""
    stream = io.BytesIO()
    pages[0].save(stream, "PDF", resolution=150, save_all=True, append_images=pages[1:])
    return stream.getvalue()
