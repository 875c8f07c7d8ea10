"""DjVu: the text layer that its maker's recognition left, and the pages' pictures where there is none."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image

from extractors import tools
from extractors.formats import ocr
from extractors.formats.content import Content, Source, UnreadableError
from extractors.formats.pdf import plausible
from extractors.limits import OcrMode
from extractors.model import TextSource

_MAX_PICTURE = 60_000_000


def read_djvu(source: Source) -> Content:
    """Read a DjVu file. Raises ``UnreadableError`` or ``ToolError`` (DjVuLibre is not installed, a page is broken)."""
    with tempfile.TemporaryDirectory(prefix="monitor-") as folder:
        path = Path(folder) / "scan.djvu"
        path.write_bytes(source.data)
        text, pages = _layer(path, source)
        if plausible(text):
            return Content(text, pages=pages)
        if source.limits.ocr is OcrMode.OFF:
            raise UnreadableError("скан: распознавание выключено")
        ocr.require()
        return _recognised(path, pages, source)


def _layer(path: Path, source: Source) -> tuple[str, int]:
    """The text layer, pages parted by form feeds, and how many pages there are."""
    counted = tools.run("djvused", [str(path), "-e", "n"], seconds=source.budget.seconds(20), max_output=1000).stdout
    pages = int(counted) if counted.strip().isdigit() else 0
    if not pages:
        raise UnreadableError("файл DjVu повреждён")
    told = tools.run("djvutxt", [str(path)], seconds=source.budget.seconds(30), max_output=source.limits.max_text * 4)
    return told.stdout.decode("utf-8", "replace").rstrip("\f\n"), pages


def _recognised(path: Path, pages: int, source: Source) -> Content:
    step = source.limits.ocr is OcrMode.HEADER
    found: list[ocr.Recognised] = []
    for number in range(1, min(pages, source.limits.max_ocr_pages) + 1):
        if found and source.budget.over():
            break
        try:
            settles = source.header_settles if step and not found else None
            found.append(ocr.recognise(_page(path, number, source), source.budget, twice=not found, settles=settles))
        except (tools.ToolError, UnreadableError):
            if not found:
                raise
            break  # the note counts the pages from here on
        if found[0].partial:
            break
    left, first = pages - len(found), found[0]
    note = "распознан только верх первой страницы" if first.partial else f"не распознано страниц: {left}" if left else ""
    return Content(
        "\f".join(page.text for page in found), TextSource.OCR, pages=pages, note=note, header_only=first.partial,
        header_text=first.header, second_reading=first.second,
    )  # fmt: skip


def _page(path: Path, number: int, source: Source) -> Image.Image:
    arguments = ["-format=pgm", f"-page={number}", f"-scale={ocr.DPI}", str(path)]
    done = tools.run("ddjvu", arguments, seconds=source.budget.seconds(60), max_output=_MAX_PICTURE)
    try:
        with Image.open(io.BytesIO(done.stdout), formats=("PPM",)) as image:
            return image.convert("L")
    except (OSError, ValueError) as error:
        raise UnreadableError("файл DjVu повреждён") from error
