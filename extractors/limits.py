"""How far the reading of one file may go."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OcrMode(StrEnum):
    """How much of a scan is recognised: nothing, the top third of its first page (where an act's header stands), all of it."""

    OFF = "off"
    HEADER = "header"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file; sizes in bytes, text in characters, pictures in pixels.

    ``seconds`` is a budget for the slow parts (recognition, archives): when it is used up, what was read so far is the
    result and ``reason`` says so. 0 means no budget. The hard limit on time and memory is the worker pool's.
    """

    ocr: OcrMode = OcrMode.FULL
    seconds: float = 0.0
    max_bytes: int = 100_000_000
    max_text: int = 8_000_000
    max_pages: int = 1000
    max_ocr_pages: int = 40
    max_pixels: int = 120_000_000
    max_part: int = 80_000_000
    """Unpacked size of one part of an office file (DOCX, ODT, XLSX)."""
    max_cells: int = 3_000_000
    archive_depth: int = 3
    archive_members: int = 300
    archive_bytes: int = 500_000_000
    archive_ratio: int = 250
    """Unpacked to packed size from which a member of more than a few megabytes counts as a decompression bomb."""
