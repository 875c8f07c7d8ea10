"""Developers' tool: makes ``demo/district/files`` from the texts in ``demo/sources``. Not needed at run time.

Run as ``python -m demo.make_files [NAME …]``; needs LibreOffice (``soffice``) and ``pdftoppm``. A source is a text file of
``@key value`` directives followed by lines of a small markup, see ``Builder``. The result is the same each time apart from the
dates and ids that LibreOffice writes into its own formats.
"""

from __future__ import annotations

import io
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from PIL import Image, ImageFilter

HERE = Path(__file__).parent
SOURCES = HERE / "sources"
FILES = HERE / "district" / "files"
MOMENT = datetime(2025, 1, 15, 12, 0, 0)  # written into every file instead of the real time of making
PASSWORD = "Parol-2023"  # noqa: S105  # the one encrypted document of the district: nobody is meant to open it

_LOCKED = (
    'pdf:writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},'
    f'"DocumentOpenPassword":{{"type":"string","value":"{PASSWORD}"}}}}'
)
_FILTERS = {"pdf": "pdf", "doc": "doc:MS Word 97", "rtf": "rtf", "locked": _LOCKED, "scan": "pdf", "hopeless": "pdf"}
_SUFFIXES = {"docx": "docx", "doc": "doc", "rtf": "rtf"}


class SourceError(ValueError):
    """A source that cannot be turned into a file."""


@dataclass(frozen=True, slots=True)
class Source:
    """One act as it was written down. ``out`` is pdf, docx, doc, rtf, scan, hopeless or locked."""

    name: str
    out: str
    font: str
    size: float
    card: bool
    """True when a plain text is wanted too, for the page on which a site shows it."""
    lines: tuple[str, ...]

    @property
    def target(self) -> Path:
        """Where the file goes."""
        return FILES / f"{self.name}.{_SUFFIXES.get(self.out, 'pdf')}"


def read_sources(path: Path) -> Iterator[Source]:
    """The source in ``path``; several when ``@for`` names the institutions a text is repeated for."""
    directives: dict[str, str] = {"out": "pdf", "font": "Liberation Serif", "size": "12", "card": "no"}
    names: dict[str, list[str]] = {path.stem: []}
    lines: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("@for "):
            key, *values = (part.strip() for part in line[5:].split("|"))
            names.pop(path.stem, None)
            names[f"{key}-{path.stem}"] = values
        elif line.startswith("@"):
            key, _, value = line[1:].partition(" ")
            if key not in directives:
                raise SourceError(f"{path.name}: unknown directive @{key}")
            directives[key] = value.strip()
        else:
            lines.append(line)
    for name, values in names.items():
        own = list(lines)
        for number, value in enumerate(values, 1):
            own = [line.replace(f"${number}", value) for line in own]
        size, card = float(directives["size"]), directives["card"] == "yes"
        yield Source(name, directives["out"], directives["font"], size, card, tuple(own))


@dataclass
class Builder:
    """Turns marked-up lines into a DOCX.

    ``= text`` centred bold, ``~ text`` centred, ``> text`` right, ``< text`` left without indent, ``%% a ;; b %% c`` a
    borderless row of columns (``;;`` breaks a line), ``| a | b`` a row of a ruled table, ``[[ a ;; b ]]`` the stamp of an
    electronic signature, ``---`` a new page, ``.`` an empty line; anything else is a justified paragraph.
    """

    source: Source
    document: Docx = field(init=False)
    text: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.document = Document()
        style = self.document.styles["Normal"]
        style.font.name = self.source.font
        style.font.size = Pt(self.source.size)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), self.source.font)
        style.paragraph_format.space_after = Pt(2)
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
        section.top_margin = section.bottom_margin = Cm(2)
        relations = self.document.part.package.rels
        for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
            del relations[key]

    def build(self) -> bytes:
        """The bytes of the DOCX, with fixed times."""
        rows: list[list[str]] = []
        for line in (*self.source.lines, ""):
            if line.startswith("|"):
                rows.append([cell.strip() for cell in line.strip("| ").split("|")])
                continue
            if rows:
                self._table(rows)
                rows = []
            self._line(line.rstrip())
        properties = self.document.core_properties
        properties.author, properties.title, properties.comments = "", "", ""
        properties.created = properties.modified = MOMENT
        raw = io.BytesIO()
        self.document.save(raw)
        return _frozen_zip(raw.getvalue())

    def _line(self, line: str) -> None:
        mark, rest = line[:2], line[2:].strip()
        if not line:
            return
        if line == "---":
            self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        elif line == ".":
            self.document.add_paragraph()
        elif mark == "%%":
            self._columns([cell.strip() for cell in line.strip("% ").split("%%")])
        elif mark == "[[":
            self._stamp([part.strip() for part in line.strip("[] ").split(";;")])
        elif mark in _ALIGNED:
            self._put(self.document.add_paragraph(), rest, _ALIGNED[mark], bold=mark == "= ")
        else:
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.first_line_indent = Cm(1.25)
            self._put(paragraph, line, WD_ALIGN_PARAGRAPH.JUSTIFY)

    def _put(self, paragraph: Paragraph, text: str, align: WD_ALIGN_PARAGRAPH, bold: bool = False) -> None:
        paragraph.alignment = align
        paragraph.add_run(text).bold = bold
        self.text.append(text)

    def _cell(self, cell: _Cell, text: str) -> None:
        parts = [part.strip() for part in text.split(";;")]
        cell.paragraphs[0].add_run(parts[0])
        for part in parts[1:]:
            cell.add_paragraph().add_run(part)

    def _columns(self, cells: Sequence[str]) -> None:
        table = self.document.add_table(rows=1, cols=len(cells))
        for cell, text in zip(table.rows[0].cells, cells, strict=True):
            self._cell(cell, text)
        self.text.extend(" ".join(cells).split(";;"))

    def _table(self, rows: Sequence[Sequence[str]]) -> None:
        table = self.document.add_table(rows=0, cols=max(len(row) for row in rows))
        table.style = self.document.styles["Table Grid"]
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=False):
                self._cell(cell, text)
            self.text.append(" ".join(row))

    def _stamp(self, parts: Sequence[str]) -> None:
        table = self.document.add_table(rows=1, cols=2)
        inner = table.rows[0].cells[1].add_table(rows=1, cols=1)
        inner.style = self.document.styles["Table Grid"]
        self._cell(inner.rows[0].cells[0], ";;".join(parts))
        for paragraph in inner.rows[0].cells[0].paragraphs:
            for run in paragraph.runs:
                run.font.size = Pt(8)
        self.text.append(" ".join(parts))


_ALIGNED = {
    "= ": WD_ALIGN_PARAGRAPH.CENTER, "~ ": WD_ALIGN_PARAGRAPH.CENTER,
    "> ": WD_ALIGN_PARAGRAPH.RIGHT, "< ": WD_ALIGN_PARAGRAPH.LEFT,
}


def _frozen_zip(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new:
        for info in old.infolist():
            new.writestr(zipfile.ZipInfo(info.filename, MOMENT.timetuple()[:6]), old.read(info), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=300)  # noqa: S603  # own constants


def convert(sources: Sequence[Source]) -> None:
    """Write the files of ``sources``, one LibreOffice start for each kind of result."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for source in sources:
            builder = Builder(source)
            data = builder.build()
            folder = work / source.out
            folder.mkdir(exist_ok=True)
            (folder / f"{source.name}.docx").write_bytes(data)
            if source.out == "docx":
                source.target.write_bytes(data)
            if source.card:
                source.target.with_suffix(".txt").write_text("\n".join(part.strip() for part in builder.text) + "\n", "utf-8")
        for kind, output in _FILTERS.items():
            if not (work / kind).is_dir():
                continue
            made = work / f"{kind}-made"
            _run("soffice", f"-env:UserInstallation=file://{work}/profile", "--headless", "--convert-to", output,
                 "--outdir", made, *sorted((work / kind).glob("*.docx")))
            for source in (source for source in sources if source.out == kind):
                _finish(source, made / source.target.name)


def _finish(source: Source, made: Path) -> None:
    if source.out == "scan":
        _picture(made, source.target, dpi=120, blur=0.4, noise=18)
    elif source.out == "hopeless":
        _picture(made, source.target, dpi=45, blur=2.2, noise=90)
    else:
        source.target.write_bytes(made.read_bytes())


def _picture(pdf: Path, target: Path, dpi: int, blur: float, noise: int) -> None:
    """Print and scan again: a slanted grey picture with specks, as a PDF without a text layer."""
    _run("pdftoppm", "-r", str(dpi), "-gray", pdf, pdf.with_suffix(""))
    dice = random.Random(target.name)  # noqa: S311  # the same specks each time
    pages = []
    for path in sorted(pdf.parent.glob(f"{pdf.stem}-*.pgm")):
        with Image.open(path) as sheet:
            page = sheet.rotate(0.7, fillcolor=245).filter(ImageFilter.GaussianBlur(blur))
            grain = Image.frombytes("L", page.size, dice.randbytes(page.width * page.height))
            pages.append(Image.blend(page, grain, noise / 255))
    moment = time.struct_time(MOMENT.timetuple())
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=35,
                  creationDate=moment, modDate=moment)


def pack(target: Path, members: dict[str, str]) -> None:
    """A ZIP as Russian Windows makes it: member names in cp866 without a flag that would say so."""
    raw = io.BytesIO()
    renamed: dict[bytes, bytes] = {}
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, file) in enumerate(members.items()):
            place = f"{number}{'x' * (len(name) - 1)}"
            renamed[place.encode()] = name.encode("cp866")
            archive.writestr(zipfile.ZipInfo(place, MOMENT.timetuple()[:6]), (FILES / file).read_bytes(), zipfile.ZIP_DEFLATED)
    data = raw.getvalue()
    for written, wanted in renamed.items():
        data = data.replace(written, wanted)
    target.write_bytes(data)


def main(wanted: Sequence[str]) -> None:
    """Make all files, or those whose names begin with one of ``wanted``."""
    FILES.mkdir(parents=True, exist_ok=True)
    everything = [source for path in sorted(SOURCES.glob("*.txt")) for source in read_sources(path)]
    convert([source for source in everything if not wanted or source.name.startswith(tuple(wanted))])
    pack(FILES / "rucheek-arkhiv.zip", {
        "Положение о творческой группе.docx": "rucheek-tvorcheskaya.docx",
        "План работы творческой группы 2024-2025.docx": "rucheek-plan.docx",
    })
    total = sum(path.stat().st_size for path in FILES.iterdir())
    sys.stdout.write(f"{len(list(FILES.iterdir()))} files, {total / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main(sys.argv[1:])
