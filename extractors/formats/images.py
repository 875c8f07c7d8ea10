"""Pictures of documents: JPEG, PNG, TIFF (each frame a page), GIF, WebP, BMP, JPEG 2000, AVIF."""

from __future__ import annotations

import io
import struct
import warnings

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from extractors.formats import ocr
from extractors.formats.content import Content, Source, TooLargeError, UnreadableError
from extractors.limits import OcrMode
from extractors.model import TextSource
from extractors.tools import ToolError

ImageFile.LOAD_TRUNCATED_IMAGES = True  # the upper part of a cut-off scan holds the act's header
_SMALL = 120
_FORMATS = ("JPEG", "PNG", "TIFF", "GIF", "WEBP", "BMP", "JPEG2000", "AVIF")
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, struct.error, OverflowError)


def read_image(source: Source) -> Content:
    """Recognise a picture. Raises ``UnreadableError`` (also where recognition is off or impossible here)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = _open(source)
        frames = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
        if max(image.size) < _SMALL:
            return Content("", TextSource.OCR, pages=frames)
        if source.limits.ocr is OcrMode.OFF:
            raise UnreadableError("скан: распознавание выключено")
        ocr.require()
        step = source.limits.ocr is OcrMode.HEADER
        pages: list[ocr.Recognised] = []
        for index in range(min(frames, source.limits.max_ocr_pages)):
            if index and source.budget.over():
                break
            try:
                settles = source.header_settles if step and not index else None
                pages.append(ocr.recognise(_frame(image, index, source), source.budget, twice=index == 0, settles=settles))
            except (ToolError, UnreadableError):
                if not pages:
                    raise
                break  # the note counts the pages from here on
            if pages[0].partial:
                break
    if not any(page.legible for page in pages):
        raise UnreadableError(ocr.ILLEGIBLE)
    left = frames - len(pages)
    partial = pages[0].partial
    note = "распознан только верх первой страницы" if partial else f"не распознано страниц: {left}" if left else ""
    text = "\f".join(page.text for page in pages)
    return Content(
        text,
        TextSource.OCR,
        pages=frames,
        note=note,
        header_only=partial,
        header_text=pages[0].header,
        second_reading=pages[0].second,
    )


def _open(source: Source) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(source.data), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise TooLargeError("в изображении слишком много точек") from error
    except (UnidentifiedImageError, *_BROKEN) as error:
        raise UnreadableError("изображение повреждено") from error
    if image.width * image.height > source.limits.max_pixels:
        raise TooLargeError("в изображении слишком много точек")
    return image


def _frame(image: Image.Image, index: int, source: Source) -> Image.Image:
    try:
        image.seek(index)
        if image.width * image.height > source.limits.max_pixels:
            raise TooLargeError("в изображении слишком много точек")
        image.draft("L", (2000, 2800))
        image.load()
        return ImageOps.exif_transpose(image)
    except Image.DecompressionBombError as error:
        raise TooLargeError("в изображении слишком много точек") from error
    except _BROKEN as error:
        raise UnreadableError("изображение повреждено") from error
