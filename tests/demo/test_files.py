"""Every bundled file is what it is said to be."""

from __future__ import annotations

import zipfile
from io import BytesIO

import docx
import olefile  # type: ignore[import-untyped, unused-ignore]
import pypdfium2  # type: ignore[import-untyped, unused-ignore]
import pytest
from striprtf.striprtf import rtf_to_text

from demo.content import FILES, read_sites

PICTURES = {"rucheek-prikaz.pdf", "sosh1-scan.pdf"}
LOCKED = {"sosn-nastavnik.pdf"}
PDFS = sorted(path.name for path in FILES.glob("*.pdf") if path.name not in PICTURES | LOCKED)


def pdf_text(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        pages = []
        for page in document:
            textpage = page.get_textpage()
            pages.append(textpage.get_text_bounded())
            textpage.close()
            page.close()
    return "\n".join(pages)


def file_text(data: bytes) -> str:
    """The text of a bundled file, by what it really is."""
    if data.startswith(b"%PDF"):
        return pdf_text(data)
    if data.startswith(b"{\\rtf"):
        return str(rtf_to_text(data.decode("latin-1")))  # type: ignore[no-untyped-call, unused-ignore]
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        with olefile.OleFileIO(BytesIO(data)) as ole:
            return str(ole.openstream("WordDocument").read().decode("utf-16-le", "ignore"))
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if "word/document.xml" not in archive.namelist():
            return "\n".join(file_text(archive.read(name)) for name in archive.namelist())
    document = docx.Document(BytesIO(data))
    return "\n".join("".join(node.itertext()) for node in document.element.body.iter("{*}p"))


def test_there_are_enough_and_they_are_small() -> None:
    sizes = [path.stat().st_size for path in FILES.iterdir()]
    assert len(sizes) > 50
    assert sum(sizes) < 3_000_000


def test_none_lies_idle() -> None:
    used = {file.name for content in read_sites() for file in content.files}
    kept = {path.name for path in FILES.iterdir() if path.suffix != ".txt"}
    in_archive = {"rucheek-plan.docx", "rucheek-tvorcheskaya.docx"}
    assert kept == used | in_archive


@pytest.mark.parametrize("name", PDFS)
def test_pdf_has_a_russian_text_layer(name: str) -> None:
    text = pdf_text((FILES / name).read_bytes())
    cyrillic = sum("а" <= char.lower() <= "я" for char in text)
    assert cyrillic > 200
    assert cyrillic > 0.6 * len(text.replace(" ", ""))


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_scans_are_pictures_without_text(name: str) -> None:
    data = (FILES / name).read_bytes()
    assert data.startswith(b"%PDF")
    assert pdf_text(data).strip() == ""
    with pypdfium2.PdfDocument(data) as document:
        page = document[0]
        kinds = [item.type for item in page.get_objects()]
        page.close()
    assert kinds == [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]


@pytest.mark.parametrize("name", sorted(LOCKED))
def test_the_locked_pdf_does_not_open(name: str) -> None:
    data = (FILES / name).read_bytes()
    assert data.startswith(b"%PDF")
    with pytest.raises(pypdfium2.PdfiumError, match="password"):
        pypdfium2.PdfDocument(data)


@pytest.mark.parametrize("path", sorted(FILES.glob("*.docx")), ids=lambda path: str(path.name))
def test_docx_opens(path: object) -> None:
    assert len(file_text((FILES / str(path)).read_bytes())) > 150


def test_doc_and_rtf_are_what_they_say() -> None:
    for path in FILES.glob("*.doc"):
        with olefile.OleFileIO(path) as ole:
            assert ole.exists("WordDocument")
        assert "методическ" in file_text(path.read_bytes()) or "наставнич" in file_text(path.read_bytes())
    for path in FILES.glob("*.rtf"):
        assert len(file_text(path.read_bytes())) > 200


def test_zip_names_are_cp866_without_a_flag() -> None:
    with zipfile.ZipFile(FILES / "rucheek-arkhiv.zip", metadata_encoding="cp866") as archive:
        assert archive.namelist() == ["Положение о творческой группе.docx", "План работы творческой группы 2024-2025.docx"]
        assert not any(info.flag_bits & 0x800 for info in archive.infolist())
        assert archive.testzip() is None


def test_some_names_lie() -> None:
    served = {(file.path.rsplit(".", 1)[-1], file.type.split("/")[-1], file.name.rsplit(".", 1)[-1])
              for content in read_sites() for file in content.files}
    assert ("doc", "msword", "rtf") in served
    assert ("doc", "msword", "docx") in served
    assert ("pdf", "octet-stream", "pdf") in served
