"""Damaged files of every format: reading ends and gives a document, whatever the damage."""

import random
import time
from pathlib import Path

import pytest

from extractors.limits import Limits, OcrMode
from extractors.model import Hints, ReadStatus
from extractors.read import read
from tests.extractors_formats.samples import make_7z, make_rar, make_zip, sample

LIMITS = Limits(ocr=OcrMode.OFF, seconds=5, max_bytes=5_000_000, max_part=5_000_000, archive_bytes=5_000_000)
NAMES = ("act.doc", "act.docx", "act.odt", "act.pdf", "act.rtf", "table.xls", "table.xlsx", "table.ods", "scan.pdf")
SECONDS = 1.3
SIGNED = bytes.fromhex("308006092a864886f70d010702a0803080020101310030800609" "2a864886f70d010701a080248004822000")
"""The beginning of signed data with open lengths, as far as the octets of the document."""
MADE = ("set.zip", "set.7z", "set.rar", "page.html", "page.mht", "letter.txt", "scan.tiff", "signed.p7m")


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed, cut, doubled or moved."""
    out = bytearray(data)
    for _change in range(chance.choice((1, 2, 5, 20))):
        at = chance.randrange(max(1, len(out)))
        kind = chance.randrange(6)
        if kind == 0 and out:
            out[at] = chance.randrange(256)
        elif kind == 1:
            out[at : at + chance.randrange(1, 200)] = b""
        elif kind == 2:
            out[at:at] = out[chance.randrange(max(1, len(out))) :][: chance.randrange(1, 400)]
        elif kind == 3:
            out[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff"))
        elif kind == 4:
            out[at : at + 16] = chance.randbytes(16)
        else:
            del out[max(at, 40) :]
    return bytes(out)


def originals(folder: Path) -> dict[str, bytes]:
    """One file a format."""
    files = {name: sample(name) for name in NAMES}
    files["set.zip"] = make_zip({"Приказ.doc": sample("act.doc"), "План.rtf": sample("act.rtf")}, "cp866")
    files["set.7z"] = make_7z({"act.rtf": sample("act.rtf")}, folder)
    files["set.rar"] = make_rar({"act.rtf": sample("act.rtf")})
    files["page.html"] = ("<html><meta charset=windows-1251><table><tr><td><p>Приказ<td><a href=x>№ 5</a></table>" * 20).encode(
        "cp1251"
    )
    files["scan.tiff"] = sample("scan.tiff")
    files["signed.p7m"] = SIGNED + sample("act.rtf")
    files["page.mht"] = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n" + (
        b"<html><p>x</p></html>\r\n--b--\r\n"
    )
    files["letter.txt"] = ("Приказ N 5 о наставничестве\r\n" * 30).encode("koi8-r")
    return files


@pytest.mark.parametrize("name", [*NAMES, *MADE])
def test_damaged_files_give_documents(name: str, tmp_path: Path) -> None:
    data = originals(tmp_path)[name]
    chance = random.Random(name)
    until = time.monotonic() + SECONDS
    tried = 0
    while time.monotonic() < until and tried < 400:
        tried += 1
        bad = damaged(data, chance)
        started = time.monotonic()
        document = read(bad, Hints(), name, LIMITS)
        assert time.monotonic() - started < 20
        assert document.status is ReadStatus.OK or document.reason
        assert document.path == name
        document.text.encode("utf-8")
    assert tried > 0
