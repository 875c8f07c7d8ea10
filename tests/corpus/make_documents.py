"""Makes ``documents/`` and ``documents.tsv``: real files in the formats of school sites, with true labels.

A developer's tool, not run by the tests: ``python -m tests.corpus.make_documents [--seed N] [--out DIR]``. Needs LibreOffice
(``soffice``). Texts and layouts are the same for the same seed; LibreOffice puts its own times and identifiers into its files.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path

import libarchive

from tests.corpus.document_builders import write_docx, write_html, write_rtf, write_text, write_workbook
from tests.corpus.document_scans import page_pictures, save_scan
from tests.corpus.document_text import Label, Source, SourceError, read_sources

HERE = Path(__file__).parent
COLUMNS = ["file", "act", "link_text", "kind", "number", "date", "level", "draft", "text_source", "form", "note"]
SCANS = {"scan", "jpg", "png", "tif", "latin", "headlatin"}
JUNK = b"\r\n<!-- proxy -->\r\n\x00\x01\x02" + b"junk before the header\r\n" * 8
FILTERS = {
    "pdf": 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"false"}}',
    "doc": "doc:MS Word 97",
    "rtf": "rtf:Rich Text Format",
    "odt": "odt",
    "docx": "docx:MS Word 2007 XML",
    "xls": "xls:MS Excel 97",
    "locked": 'pdf:writer_pdf_Export:{"RestrictPermissions":{"type":"boolean","value":"true"},'
    '"PermissionPassword":{"type":"string","value":"owner"}}',
}
MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
FOLD = str.maketrans("ABCEHKMOPTXaceopxy–—", "АВСЕНКМОРТХасеорху--")


class Cp866Name(zipfile.ZipInfo):
    """A member whose name is written in cp866 without the UTF-8 flag, as old archivers do."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own hook
        return self.filename.encode("cp866", errors="replace"), self.flag_bits & ~0x800


def true_format(source: Source) -> str:
    """What the file really is, whatever its name says."""
    if source.option("make", "") == "locked":
        return "locked"
    return source.option("true", source.name.rsplit(".", 1)[1])


def check_label(source: Source, label: Label) -> None:
    """The labelled number and date must stand in the document's text."""
    text = re.sub(r"[^\S\n]+|_+", "", source.plain()).translate(FOLD)
    if label.number and label.number.translate(FOLD) not in text:
        raise SourceError(f"{source.name}: the number {label.number} is not in the text")
    if label.date and "in words" not in label.note:
        year, month, day = label.date.split("-")
        name = MONTHS[int(month) - 1]
        pattern = rf"(?<!\d)0?{int(day)}[«»\".]*(?:\.?{month}\.?|{name}[.]?)(?:{year}|{year[2:]})(?!\d)|{label.date}"
        if not re.search(pattern.translate(FOLD), text):
            raise SourceError(f"{source.name}: the date {label.date} is not in the text")


def convert(kind: str, files: list[Path], out: Path, profile: Path) -> None:
    """One LibreOffice call for all files of a kind.

    Raises:
        SourceError: a file was not made.
    """
    out.mkdir(parents=True, exist_ok=True)
    command = [
        "soffice",
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        FILTERS[kind],
        "--outdir",
        str(out),
    ]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=600)
    suffix = "pdf" if kind == "locked" else kind
    lacking = [path.name for path in files if not (out / f"{path.stem}.{suffix}").exists()]
    if lacking:
        raise SourceError(f"LibreOffice made no {kind} of {', '.join(lacking)}")


def build(sources: list[Source], work: Path, seed: int) -> dict[int, Path]:
    """Every document as a file in ``work``; by the source's place in the list."""
    made: dict[int, Path] = {}
    batches: dict[str, list[tuple[int, Path]]] = defaultdict(list)
    drafts = work / "drafts"
    drafts.mkdir(parents=True)
    for index, source in enumerate(sources):
        kind = true_format(source)
        target = work / f"{index:03}.{kind}"
        make = source.option("make", "")
        if kind in {"html", "txt"}:
            (write_html if kind == "html" else write_text)(source, target)
        elif make == "rtf1251":
            write_rtf(source, target)
        elif kind in {"xlsx", "xls"}:
            draft = target.with_suffix(".xlsx")
            write_workbook(source, draft)
            if kind == "xls":
                batches["xls"].append((index, draft))
        elif kind == "docx" and make != "lo":
            write_docx(source, target)
        else:
            draft = drafts / f"{index:03}.docx"
            write_docx(source, draft)
            batches["pdf" if kind in SCANS else kind].append((index, draft))
        made[index] = target
    for kind, pairs in batches.items():
        out = work / f"out_{kind}"
        convert(kind, [path for _, path in pairs], out, work / "profile")
        for index, path in pairs:
            made[index] = out / f"{path.stem}.{'pdf' if kind == 'locked' else kind}"
    for index, source in enumerate(sources):
        if true_format(source) in SCANS:
            target = work / f"{index:03}.scan"
            save_scan(page_pictures(made[index], source, seed), source, target)
            made[index] = target
        elif source.option("make", "") == "junk":
            target = work / f"{index:03}.junk"
            target.write_bytes(JUNK + made[index].read_bytes())
            made[index] = target
    return made


def pack(members: list[tuple[str, bytes, bool]], target: Path) -> None:
    """Write an archive: 7z by libarchive, ZIP with cp866 or UTF-8 names; a member ``inner.zip/name`` goes into an inner archive."""
    if target.suffix == ".7z":
        with libarchive.file_writer(str(target), "7zip") as archive:
            for name, data, _ in members:
                archive.add_file_from_memory(name, len(data), data)
        return
    inner: dict[str, list[tuple[str, bytes, bool]]] = defaultdict(list)
    plain: list[tuple[str, bytes, bool]] = []
    for name, data, utf8 in members:
        outer, found, rest = name.partition(".zip/")
        if found:
            inner[f"{outer}.zip"].append((rest, data, utf8))
        else:
            plain.append((name, data, utf8))
    for name, group in inner.items():
        plain.append((name, _zip(group), group[0][2]))
    target.write_bytes(_zip(plain))


def _zip(members: list[tuple[str, bytes, bool]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data, utf8 in members:
            entry = (zipfile.ZipInfo if utf8 else Cp866Name)(name, (2024, 1, 15, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()


def store(sources: list[Source], made: dict[int, Path], out: Path) -> list[dict[str, str]]:
    """Copy files and pack archives into ``out``; return the rows of the table of labels."""
    archives: dict[str, list[tuple[str, bytes, bool]]] = defaultdict(list)
    rows = []
    for index, source in enumerate(sources):
        place = source.option("in", "")
        name = source.name
        if place:
            archive, _, inner = place.partition("/")
            member = f"{inner}/{name}" if inner else name
            archives[archive].append((member, made[index].read_bytes(), bool(source.option("utf8", ""))))
            name = f"{archive}!/{inner}!/{name}" if inner else f"{archive}!/{name}"
        else:
            shutil.copyfile(made[index], out / name)
        for act, label in enumerate(source.labels, 1):
            check_label(source, label)
            rows.append(
                {
                    "file": name,
                    "act": str(act),
                    "link_text": label.link_text,
                    "kind": label.kind,
                    "number": label.number,
                    "date": label.date,
                    "level": label.level,
                    "draft": label.draft,
                    "text_source": "ocr" if true_format(source) in SCANS else "text",
                    "form": label.form,
                    "note": label.note,
                }
            )
    for archive, members in archives.items():
        pack(members, out / archive)
    return rows


def main() -> int:
    """Make everything anew; print what was made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--out", type=Path, default=HERE / "documents")
    options = parser.parse_args()
    sources = read_sources(options.seed)
    for source in sources:
        for label in source.labels:
            check_label(source, label)
    with tempfile.TemporaryDirectory() as folder:
        made = build(sources, Path(folder), options.seed)
        shutil.rmtree(options.out, ignore_errors=True)
        options.out.mkdir(parents=True)
        rows = store(sources, made, options.out)
    with (options.out.parent / "documents.tsv").open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, COLUMNS, delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    size = sum(path.stat().st_size for path in options.out.iterdir())
    sys.stdout.write(f"{len(list(options.out.iterdir()))} files, {len(rows)} acts, {size / 1e6:.2f} MB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
