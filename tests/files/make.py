"""Makes the sample files beside it: python tests/files/make.py (needs LibreOffice; the results are committed).

Every name, place and text is invented.
"""

from __future__ import annotations

import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import xlsxwriter
from docx import Document
from docx.oxml import parse_xml
from PIL import Image, ImageFilter

HERE = Path(__file__).parent
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ISSUER = "Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 3 села Верхние Ключи»"
PARAGRAPHS = (
    "На основании решения педагогического совета от 29.08.2024, протокол № 1, и в целях профессионального развития молодых учителей",
    "ПРИКАЗЫВАЮ:",
)
NUMBERED = (
    (0, "Общие положения"),
    (1, "Утвердить Положение о системе наставничества педагогических работников."),
    (1, "Назначить куратором заместителя директора по учебной работе."),
    (0, "Порядок работы"),
    (1, "Закрепить наставнические пары до 15 сентября."),
    (2, "Список пар разместить на сайте школы."),
)
NUMBERING = (
    f'<w:abstractNum {W} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="russianLower"/><w:lvlText w:val="%3)"/></w:lvl></w:abstractNum>'
)
BOX = (
    f'<w:r {W} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape style="width:200pt;height:40pt"><v:textbox><w:txbxContent>'
    "<w:p><w:r><w:t>УТВЕРЖДЕНО приказом от 30.08.2024 № 118-од</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


def make_docx(path: Path) -> None:
    """The act as Word would save it: header, footer, text box, table, numbered list."""
    document = Document()
    document.core_properties.title = "Приказ о наставничестве"
    document.sections[0].header.paragraphs[0].text = "Верхний колонтитул школы"
    document.sections[0].footer.paragraphs[0].text = "Нижний колонтитул школы"
    document.add_paragraph(ISSUER)
    document.add_paragraph("ПРИКАЗ")
    document.add_paragraph("30.08.2024\t№ 118-од")
    document.add_paragraph("Об утверждении Положения о наставничестве")
    for text in PARAGRAPHS:
        document.add_paragraph(text)
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(NUMBERING))
    numbering.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for level, text in NUMBERED:
        paragraph = document.add_paragraph(text)
        properties = paragraph._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'))  # type: ignore[arg-type]  # parse_xml is typed as any element
    table = document.add_table(rows=2, cols=3)
    for row, cells in zip(
        table.rows, (("№", "Наставник", "Молодой учитель"), ("1", "учитель физики", "учитель химии")), strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("Директор школы")._p.append(parse_xml(BOX))  # type: ignore[arg-type]
    document.save(str(path))


def convert(source: Path, target: str, folder: Path) -> None:
    """Convert with LibreOffice under a profile of its own."""
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            target,
            "--outdir",
            folder,
            source,
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )


def make_workbook(path: Path) -> None:
    """A table of vacancies with numbers, a date and two sheets."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Вакансии")
        sheet.write_row(0, 0, ["Должность", "Ставок", "На дату"])
        sheet.write_row(1, 0, ["учитель математики", 1.5])
        sheet.write_formula(2, 1, "=1+2", value=3)
        sheet.write(2, 0, "учитель физики")
        sheet.write_string(1, 2, "01.09.2024")
        workbook.add_worksheet("Лист2").write(0, 0, "второй лист")


def page_picture(pdf: Path) -> Image.Image:
    """The first page as a scanner sees it at 200 dpi: grey, a little soft."""
    document = pdfium.PdfDocument(str(pdf))
    picture: Image.Image = document[0].render(scale=200 / 72, grayscale=True).to_pil().convert("L")
    document.close()
    return picture.filter(ImageFilter.GaussianBlur(0.6))


def jpeg(picture: Image.Image) -> bytes:
    """Grey JPEG of moderate quality."""
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=40, dpi=(200, 200))
    return stream.getvalue()


def scan_pdf(picture: Image.Image, layer: list[str]) -> bytes:
    """A PDF whose page is a picture, with an invisible text layer as scanners write it."""
    data = jpeg(picture)
    rows = "".join(f"BT 3 Tr /F1 10 Tf 40 {780 - 12 * number} Td ({row}) Tj ET\n" for number, row in enumerate(layer))
    content = f"q 595 0 0 842 0 0 cm /Im1 Do Q\n{rows}".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /XObject << /Im1 5 0 R >> /Font << /F1 6 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode"
        b" /Length %d >>\nstream\n" % (picture.width, picture.height, len(data)) + data + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


GARBAGE = [
    "YTBEPXAEHO npnKa3oM Ns 118-ol or 30.08.2024 IIOJIOXEHI4E o HACTABHIIIIECTBE",
    "flpororon Ne 1 Mynuqunamnoe 6roAxenroe",
] * 6


def main() -> None:
    """Make everything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        act, book = folder / "act.docx", folder / "table.xlsx"
        make_docx(act)
        make_workbook(book)
        for target in ("doc:MS Word 97", "rtf:Rich Text Format", "odt", "pdf"):
            convert(act, target, folder)
        for target in ("xls:MS Excel 97", "ods"):
            convert(book, target, folder)
        for made in ("act.docx", "act.doc", "act.rtf", "act.odt", "act.pdf", "table.xlsx", "table.xls", "table.ods"):
            (HERE / made).write_bytes((folder / made).read_bytes())
        locked = 'pdf:writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"x"}}'
        convert(act, locked, folder)
        (HERE / "encrypted.pdf").write_bytes((folder / "act.pdf").read_bytes())
        owner = (
            'pdf:writer_pdf_Export:{"RestrictPermissions":{"type":"boolean","value":"true"},'
            '"PermissionPassword":{"type":"string","value":"x"},"Changes":{"type":"long","value":"0"}}'
        )
        convert(act, owner, folder)
        (HERE / "owner_password.pdf").write_bytes((folder / "act.pdf").read_bytes())
    picture = page_picture(HERE / "act.pdf")
    leaning = picture.rotate(1.7, resample=Image.Resampling.BICUBIC, fillcolor=255)
    (HERE / "scan.jpg").write_bytes(jpeg(leaning))
    (HERE / "scan_turned.jpg").write_bytes(jpeg(picture.transpose(Image.Transpose.ROTATE_90)))
    (HERE / "scan.pdf").write_bytes(scan_pdf(leaning, []))
    (HERE / "garbage_layer.pdf").write_bytes(scan_pdf(picture, GARBAGE))
    frames = [picture.point(lambda value: 255 if value > 160 else 0).convert("1")] * 2
    frames[0].save(HERE / "scan.tiff", save_all=True, append_images=frames[1:], compression="group4", dpi=(200, 200))


if __name__ == "__main__":
    main()
