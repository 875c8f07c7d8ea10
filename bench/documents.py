"""Makes the benchmark's files once and keeps them in the user's cache: acts as DOCX, turned by LibreOffice into what sites hold."""

from __future__ import annotations

import html
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped, unused-ignore]
import xlsxwriter
from docx import Document
from PIL import Image, ImageFilter

from bench.texts import ActText, make_act

_VERSION = "1"
"""Part of the folder's name: raise it when the files change."""
_CLAUSES = (12, 18, 24, 36, 48, 60, 72, 90, 42, 66)
"""Some two to fifteen pages, some 400 in sixty files."""
_FILTERS = {
    "pdf": "pdf:writer_pdf_Export",
    "doc": "doc:MS Word 97",
    "rtf": "rtf:Rich Text Format",
    "odt": "odt",
    "docx": "docx:MS Word 2007 XML",
}
_SCAN_TURN = 0.8
_MENU = ("Главная", "Сведения об образовательной организации", "Документы", "Педагогам", "Родителям", "Новости", "Контакты")
_MIX = {"pdf": 22, "docx": 14, "doc": 10, "html": 6, "rtf": 3, "xlsx": 3, "odt": 2}
"""Of sixty files; the shares are those of a usual document section: PDF and DOCX first."""
_BATCH = 30


class MakingError(RuntimeError):
    """LibreOffice did not make a file."""


@dataclass(frozen=True, slots=True)
class Made:
    """One file of the benchmark with the act it was made of."""

    path: Path
    act: ActText


@dataclass(frozen=True, slots=True)
class Files:
    """All files, by what they are measured for."""

    pdf: tuple[Made, ...]
    doc: tuple[Made, ...]
    docx: tuple[Made, ...]
    scans: tuple[Made, ...]
    mixed: tuple[Made, ...]


def cache_folder() -> Path:
    """Where the files stay between runs, outside the project."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "school-monitor-bench"


def make_files(count: int, scans: int, folder: Path) -> Files:
    """``count`` files (the mix keeps its shares) and so many scans; made anew only where they are missing.

    Raises:
        MakingError: LibreOffice is missing or did not make a file.
    """
    base = folder / f"files-{_VERSION}"
    acts = {number: make_act(number, _CLAUSES[number % len(_CLAUSES)]) for number in range(count)}
    python_docx = base / "python-docx"
    python_docx.mkdir(parents=True, exist_ok=True)
    for number, act in acts.items():
        _once(python_docx / _name(number, "docx"), partial(_write_docx, act))
    half = range(max(1, count // 2))
    mix = _mixed_kinds(count)
    wanted: dict[str, set[int]] = {"pdf": set(acts), "doc": set(half), "docx": set(half), "rtf": set(), "odt": set()}
    for number, kind in mix.items():
        wanted.setdefault(kind, set()).add(number)
    for kind, numbers in wanted.items():
        if kind in _FILTERS:
            _convert(kind, [python_docx / _name(number, "docx") for number in sorted(numbers)], base / kind)
    for kind, write in (("html", _write_html), ("xlsx", _write_workbook)):
        (base / kind).mkdir(exist_ok=True)
        for number in wanted.get(kind, ()):
            _once(base / kind / _name(number, kind), partial(write, acts[number]))
    (base / "scan").mkdir(exist_ok=True)
    for number in range(scans):
        source = base / "pdf" / _name(number, "pdf")
        _once(base / "scan" / _name(number, "jpg"), partial(_write_scan, source, number))

    def made(kind: str, numbers: Iterable[int]) -> tuple[Made, ...]:
        suffix = "jpg" if kind == "scan" else kind
        return tuple(Made(base / kind / _name(number, suffix), acts[number]) for number in numbers)

    from_word = tuple(Made(python_docx / _name(number, "docx"), acts[number]) for number in acts if number not in half)
    mixed = tuple(made(kind, [number])[0] for number, kind in mix.items())
    return Files(made("pdf", acts), made("doc", half), made("docx", half) + from_word, made("scan", range(scans)), mixed)


def _mixed_kinds(count: int) -> dict[int, str]:
    """The format of each file of the mix; every format is there when there are files enough."""
    total = sum(_MIX.values())
    kinds: list[str] = []
    for kind, share in _MIX.items():
        kinds += [kind] * max(1, round(share * count / total))
    return dict(enumerate(kinds[:count]))


def _name(number: int, suffix: str) -> str:
    return f"act-{number:03}.{suffix}"


def _once(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file under another name first, so that a broken run leaves no half file."""
    if path.is_file():
        return
    draft = path.with_name(f"draft-{os.getpid()}-{path.name}")
    write(draft)
    draft.replace(path)


def _convert(kind: str, sources: list[Path], out: Path) -> None:
    """The files that are missing, by LibreOffice, in batches."""
    out.mkdir(exist_ok=True)
    lacking = [source for source in sources if not (out / source.with_suffix(f".{kind}").name).is_file()]
    with tempfile.TemporaryDirectory() as name:
        for start in range(0, len(lacking), _BATCH):
            batch = lacking[start : start + _BATCH]
            made = convert(batch, _FILTERS[kind], Path(name))
            for path in made:
                shutil.move(path, out / path.name)


def convert(sources: list[Path], target: str, folder: Path) -> list[Path]:
    """One LibreOffice call for all ``sources``, under a profile in ``folder``; the files made (in ``folder``/out).

    Raises:
        MakingError: LibreOffice is missing or a file was not made.
    """
    program = shutil.which("soffice")
    if program is None:
        raise MakingError("LibreOffice (soffice) is not installed")
    out = folder / "out"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--norestore", "--convert-to", target, "--outdir", str(out), *map(str, sources)]
    done = subprocess.run(command, capture_output=True, timeout=900)
    made = [out / f"{source.stem}.{target.partition(':')[0]}" for source in sources]
    lacking = [path.name for path in made if not path.is_file()]
    if lacking:
        told = done.stderr.decode("utf-8", "replace").strip()[:300]
        raise MakingError(f"LibreOffice did not make {', '.join(lacking[:5])}: {told}")
    return made


def _write_docx(act: ActText, path: Path) -> None:
    document = Document()
    document.core_properties.title = act.title
    for line in act.heading:
        document.add_paragraph(line)
    for block in act.blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), len(block[0]), style="Table Grid")
        for row, values in zip(table.rows, block, strict=True):
            for cell, value in zip(row.cells, values, strict=True):
                cell.text = value
    document.save(str(path))


def _write_html(act: ActText, path: Path) -> None:
    """A page of a site: the act between menus."""
    menu = "".join(f'<li><a href="/page{place}">{item}</a></li>' for place, item in enumerate(_MENU * 8))
    body = "".join(f"<p>{html.escape(line)}</p>" for line in act.heading)
    for block in act.blocks:
        if isinstance(block, str):
            body += f"<p>{html.escape(block)}</p>"
        else:
            rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in block)
            body += f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    name = html.escape(act.school)
    page = (
        f'<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>{name}</title></head><body><header>{name}<nav><ul>{menu}</ul>'
        f"</nav></header><main><article>{body}</article></main><footer>{name}</footer></body></html>"
    )
    path.write_text(page, encoding="utf-8")


def _write_workbook(act: ActText, path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("План")
        number = 0
        for line in act.heading:
            sheet.write_string(number, 0, line)
            number += 1
        for block in act.blocks:
            for row in [(block,)] if isinstance(block, str) else block:
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell)
                number += 1


def _write_scan(pdf: Path, number: int, path: Path) -> None:
    """The first page as a scanner sees it at 200 dpi: grey, a little soft, leaning now and then."""
    document = pdfium.PdfDocument(pdf)
    picture: Image.Image = document[0].render(scale=200 / 72, grayscale=True).to_pil().convert("L")
    document.close()
    picture = picture.filter(ImageFilter.GaussianBlur(0.6))
    picture = picture.rotate((number % 3 - 1) * _SCAN_TURN, resample=Image.Resampling.BICUBIC, fillcolor=255)
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=60, dpi=(200, 200))
    path.write_bytes(stream.getvalue())
