"""Pictures of pages as an office scanner leaves them, and PDFs with a wrong text layer over such pictures."""

from __future__ import annotations

import io
import random
import time
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from tests.corpus.document_text import Source

SCANNED = time.gmtime(1_700_000_000)
LOOKS = dict(
    zip(
        "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ".lower() + "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ",
        (
            "a 6 n r A e x s u fi K Jr M H o fl p c r y Q x q rr lu ru r br b 3 ro s "
            "A 6 B f A E X 3 I4 14 K JI M H O II P C T Y O X IJ t{ III IIJ b bI b 3 IO .rI"
        ).split(),
        strict=True,
    )
)
LOOKS |= {"№": "Ns", "«": "<", "»": ">", "–": "-", "ё": "e", "Ё": "E"}


def misread(text: str) -> str:
    """Russian text as a scanner's program set to English reads it."""
    return "".join(LOOKS.get(letter, letter if letter.isascii() else " ") for letter in text)


def page_pictures(pdf: Path, source: Source, seed: int) -> list[Image.Image]:
    """Pages of a PDF as grey scans: tilted, slightly blurred, with paper tone and noise."""
    rng = random.Random(f"{seed}:{source.name}:scan")
    dpi, skew, clean = (
        float(source.option("dpi", "150")),
        float(source.option("skew", "0")),
        source.option("true", "") in {"png", "tif"},
    )
    pictures = []
    document = pypdfium2.PdfDocument(str(pdf))
    try:
        for index in range(len(document)):
            picture = document[index].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
            picture = picture.rotate(skew, Image.Resampling.BICUBIC, fillcolor=255)
            if not clean:
                paper, ink = rng.randrange(238, 250), rng.randrange(25, 60)
                picture = picture.point(lambda v, low=ink, high=paper: low + v * (high - low) // 255)
                picture = picture.filter(ImageFilter.GaussianBlur(rng.choice([0.3, 0.5, 0.6])))
                noise = Image.frombytes("L", picture.size, rng.randbytes(picture.width * picture.height)).point(lambda v: v // 32)
                picture = ImageChops.subtract(ImageChops.add(picture, noise), Image.new("L", picture.size, 4))
            pictures.append(picture)
    finally:
        document.close()
    return pictures


def save_scan(pictures: list[Image.Image], source: Source, path: Path) -> None:
    """Write the pictures in the document's true format."""
    true, dpi, quality = source.option("true", "scan"), float(source.option("dpi", "150")), int(source.option("q", "55"))
    first, rest = pictures[0], pictures[1:]
    if true == "jpg":
        first.save(path, "JPEG", quality=quality, dpi=(dpi, dpi))
    elif true == "png":
        first.quantize(12).save(path, "PNG", optimize=True, dpi=(dpi, dpi))
    elif true == "tif":
        fax = [picture.point(lambda v: 255 if v > 150 else 0).convert("1") for picture in pictures]
        fax[0].save(path, "TIFF", compression="group4", save_all=True, append_images=fax[1:], dpi=(dpi, dpi))
    elif true in {"latin", "headlatin"}:
        path.write_bytes(_layered(pictures, source, quality, dpi))
    else:
        first.save(
            path, "PDF", resolution=dpi, quality=quality, save_all=True, append_images=rest, creationDate=SCANNED, modDate=SCANNED
        )


def _layered(pictures: list[Image.Image], source: Source, quality: int, dpi: float) -> bytes:
    """A PDF of the first page's picture with invisible text: misread wholly, or in the first lines only."""
    lines = source.plain().split("\n")
    head = 3 if source.option("true", "") == "headlatin" else len(lines)
    texts = [misread(line) for line in lines[:head]] + lines[head:]
    jpeg = io.BytesIO()
    pictures[0].save(jpeg, "JPEG", quality=quality)
    width, height = (side * 72 / dpi for side in pictures[0].size)
    step = (height - 100) / max(len(texts), 1)
    shown = "".join(
        f"1 0 0 1 60 {height - 60 - n * step:.1f} Tm <{text.encode('cp1251', 'replace').hex()}> Tj\n"
        for n, text in enumerate(texts)
    )
    content = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /Im0 Do Q\nBT 3 Tr /F0 8 Tf\n{shown}ET".encode("ascii")
    pairs = [(code, bytes([code]).decode("cp1251", "replace")) for code in range(32, 256)]
    mapped = [f"<{code:02x}> <{ord(char):04x}>" for code, char in pairs if char != "�"]
    groups = "\n".join(
        f"{len(mapped[n : n + 90])} beginbfchar\n" + "\n".join(mapped[n : n + 90]) + "\nendbfchar"
        for n in range(0, len(mapped), 90)
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{groups}\nendcmap end end"
    ).encode("ascii")
    image = (
        f"<< /Type /XObject /Subtype /Image /Width {pictures[0].width} /Height {pictures[0].height} /ColorSpace /DeviceGray "
        f"/BitsPerComponent 8 /Filter /DCTDecode /Length {len(jpeg.getvalue())} >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.2f} {height:.2f}] /Contents 4 0 R /Resources << /XObject << /Im0 5 0 R >> "
        "/Font << /F0 6 0 R >> >> >>".encode("ascii"),
        f"<< /Length {len(content)} >>\nstream\n".encode("ascii") + content + b"\nendstream",
        image.encode("ascii") + b"\nstream\n" + jpeg.getvalue() + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 7 0 R >>",
        f"<< /Length {len(cmap)} >>\nstream\n".encode("ascii") + cmap + b"\nendstream",
    ]
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode("ascii") + body + b"\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n".encode(
        "ascii"
    )
    return bytes(out)
