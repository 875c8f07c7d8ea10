"""Formats that are rare on sites: each is read, or ends in a status that says why not."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from extractors.limits import Limits, OcrMode
from extractors.model import ReadStatus, TextSource
from extractors.read import read
from tests.extractors_formats.samples import needs_ocr, read_plain, sample
from tests.scans import ORDER, scan

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
needs_djvu = pytest.mark.skipif(shutil.which("cjb2") is None, reason="djvulibre-bin is not installed")


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key and a certificate of its own."""
    folder = tmp_path_factory.mktemp("signer")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key", "-out", "cert", "-subj", "/CN=test", "-days", "9"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return folder


def sign(folder: Path, data: bytes, *options: str) -> bytes:
    """Signed data as openssl writes them."""
    (folder / "given").write_bytes(data)
    subprocess.run(
        ["openssl", "cms", "-sign", "-binary", "-in", "given", "-signer", "cert", "-inkey", "key", "-out", "signed", *options],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    return (folder / "signed").read_bytes()


@needs_openssl
@pytest.mark.parametrize("options", [("-outform", "DER"), ("-outform", "DER", "-stream"), ("-outform", "PEM")])
def test_document_inside_a_signature(signer: Path, options: tuple[str, ...]) -> None:
    document = read_plain(sign(signer, sample("act.pdf"), "-nodetach", *options), "Приказ.pdf.sig")
    assert (document.status, document.format) == (ReadStatus.OK, "pdf")
    assert "118-од" in document.text


@needs_openssl
def test_signature_in_bare_base64(signer: Path) -> None:
    signed = base64.encodebytes(sign(signer, sample("act.docx"), "-nodetach", "-outform", "DER"))
    assert "118-од" in read_plain(signed).text


@needs_openssl
def test_signature_apart_from_its_document(signer: Path) -> None:
    document = read_plain(sign(signer, sample("act.pdf"), "-outform", "DER"))
    assert document.status is ReadStatus.EMPTY
    assert "только электронную подпись" in str(document.reason)


@needs_openssl
def test_damaged_and_nested_signatures(signer: Path) -> None:
    signed = sign(signer, sample("act.pdf"), "-nodetach", "-outform", "DER")
    assert read_plain(signed[:300]).status is ReadStatus.UNREADABLE
    for _time in range(5):
        signed = sign(signer, signed, "-nodetach", "-outform", "DER")
    assert read_plain(signed).status is ReadStatus.UNREADABLE


@needs_ocr
@needs_djvu
def test_scanned_djvu(tmp_path: Path) -> None:
    scan(ORDER).point(lambda value: 255 if value > 150 else 0).convert("1").save(tmp_path / "a.pbm")
    subprocess.run(["cjb2", "-dpi", "150", "a.pbm", "a.djvu"], cwd=tmp_path, check=True, capture_output=True)
    data = (tmp_path / "a.djvu").read_bytes()
    document = read(data)
    assert (document.status, document.format, document.pages) == (ReadStatus.OK, "djvu", 1)
    assert document.text_source is TextSource.OCR
    assert "187-од" in document.text
    assert "распознавание выключено" in str(read(data, limits=Limits(ocr=OcrMode.OFF)).reason)
    assert read(data[:200]).status is ReadStatus.UNREADABLE


def test_picture_of_a_billion_points(tmp_path: Path) -> None:
    Image.new("1", (30_000, 30_000)).save(tmp_path / "bomb.png")
    assert read((tmp_path / "bomb.png").read_bytes()).status is ReadStatus.TOO_LARGE
