"""What we are measured against: the usual program for each job, used as its own manual says."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from docx import Document
from pdfminer.high_level import extract_text


def pdfminer_text(data: bytes) -> str:
    """The text of a PDF by pdfminer.six alone."""
    return extract_text(BytesIO(data))


def python_docx_text(data: bytes) -> str:
    """The text of a DOCX by python-docx alone: paragraphs, then tables."""
    document = Document(BytesIO(data))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(lines)


def tesseract_page(picture: Path) -> str:
    """The text of a whole scanned page by tesseract, one thread."""
    command = ["tesseract", str(picture), "stdout", "-l", "rus"]
    done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    return done.stdout.decode("utf-8", "replace")


def has_program(name: str) -> bool:
    """Whether a program is installed."""
    return shutil.which(name) is not None


def kreuzberg_reader() -> Callable[[Path], str] | None:
    """Reads a file of any format with kreuzberg, its cache off (a second reading would be a look-up); ``None`` where it is missing."""
    if importlib.util.find_spec("kreuzberg") is None:
        return None
    kreuzberg = importlib.import_module("kreuzberg")
    config = kreuzberg.ExtractionConfig(use_cache=False)

    def text(path: Path) -> str:
        return str(kreuzberg.extract_file_sync(path, config=config).content)

    return text


def bare_spider(url: str) -> tuple[float, float]:
    """Seconds and processor seconds a page of Scrapy's own ``CrawlSpider`` on the site at ``url``."""
    done = subprocess.run([sys.executable, "-m", "bench.bare_spider", url], capture_output=True, check=True)
    told = json.loads(done.stdout)
    return float(told["seconds"]) / int(told["pages"]), float(told["processor"]) / int(told["pages"])


def wget(url: str, folder: Path) -> float:
    """Seconds a page of ``wget -r`` on the site at ``url``, the files written into ``folder``."""
    start = time.perf_counter()
    command = ["wget", "-r", "-l", "inf", "-q", "--no-parent", "-P", str(folder), url]
    subprocess.run(command, check=False, capture_output=True)  # it ends with 8 where one address of many was missing
    seconds = time.perf_counter() - start
    return seconds / max(1, sum(1 for path in folder.rglob("*") if path.is_file() and path.suffix == ".html"))
