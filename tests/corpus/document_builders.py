"""Writers of the corpus documents: DOCX, HTML, plain text, hand-made RTF and workbooks."""

from __future__ import annotations

import html
import io
import zipfile
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import cast
from xml.sax.saxutils import escape

import xlsxwriter
from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.text.run import CT_R
from docx.shared import Cm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as DocxParagraph

from tests.corpus.document_text import Block, Break, Columns, Edge, Grid, Paragraph, Source, block_lines

EPOCH = datetime(2024, 1, 15, 9, 0, 0, tzinfo=UTC)
ALIGN = {
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
}
KEPT_STYLES = {
    "Normal",
    "Header",
    "HeaderChar",
    "Footer",
    "FooterChar",
    "ListNumber",
    "TableGrid",
    "TableNormal",
    "DefaultParagraphFont",
    "NoList",
}
MENU = [
    "Главная",
    "Сведения об образовательной организации",
    "Наша школа",
    "Педагогам и сотрудникам",
    "Родителям и ученикам",
    "Положение о приёме",
    "Вакантные места для приёма",
    "Питание",
    "Новости",
    "Контакты",
]
WIDGET = (
    "Решаем вместе Есть предложения по организации учебного процесса или знаете, как сделать школу лучше? Написать о проблеме"
)
VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'


def write_docx(source: Source, path: Path) -> None:
    """The document by python-docx; the same bytes for the same source."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name = source.option("font", "Times New Roman")
    style.font.size = Pt(float(source.option("size", "12")))
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), style.font.name)
    style.paragraph_format.space_after = Pt(4)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Cm(2.5), Cm(1.5), Cm(1.8), Cm(1.8)
    properties = document.core_properties
    properties.created = properties.modified = EPOCH.replace(tzinfo=None)
    properties.author = properties.title = ""
    for block in source.blocks:
        _docx_block(document, block)
    _slim(document)
    buffer = io.BytesIO()
    document.save(buffer)
    _steady_zip(buffer, path)


def _slim(document: DocxDocument) -> None:
    """Drop the template's unused styles, effects and thumbnail: nine tenths of a small file."""
    styles = document.styles.element
    for style in styles.xpath("w:style"):
        if style.get(qn("w:styleId")) not in KEPT_STYLES:
            styles.remove(style)
    for owner in (document.part.rels, document.part.package.rels if document.part.package else {}):
        for key in [key for key, relation in owner.items() if relation.reltype.endswith(("/stylesWithEffects", "/thumbnail"))]:
            owner.pop(key)


def _docx_block(document: DocxDocument, block: Block) -> None:
    if isinstance(block, Paragraph):
        paragraph = document.add_paragraph(style="List Number" if block.item else None)
        _fill(paragraph, block.text, ALIGN[block.align], block.bold)
    elif isinstance(block, Break):
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    elif isinstance(block, Grid):
        table = document.add_table(len(block.rows), len(block.rows[0]), style="Table Grid")
        for row, values in zip(table.rows, block.rows, strict=True):
            for cell, value in zip(row.cells, values, strict=True):
                cell.text = value
        document.add_paragraph()
    elif isinstance(block, Edge):
        part = document.sections[0].header if block.place == "hdr" else document.sections[0].footer
        _fill(part.paragraphs[0], block.text, ALIGN["right"])
    else:
        _docx_columns(document, block)


def _docx_columns(document: DocxDocument, block: Columns) -> None:
    if block.mode in {"tabs", "spaces"}:
        for left, right in zip_longest(*block.cells, fillvalue=""):
            text = f"{left}\t{right}" if block.mode == "tabs" else f"{left:<42}{right}"
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(9.5))
            _fill(paragraph, text, ALIGN["left"])
    elif block.mode == "box":
        paragraph = document.add_paragraph()
        lines = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in block.cells[1])
        paragraph.add_run()._r.append(
            cast(
                CT_R,
                parse_xml(
                    f'<w:pict {nsdecls("w")} {VML}><v:shape id="box1" type="#_x0000_t202" style="position:absolute;margin-left:255pt;'
                    f'margin-top:0;width:225pt;height:{22 * len(block.cells[1]) + 12}pt" stroked="f"><v:textbox><w:txbxContent>{lines}'
                    "</w:txbxContent></v:textbox></v:shape></w:pict>"
                ),
            )
        )
        for line in (*block.cells[0], "", ""):
            _fill(document.add_paragraph(), line, ALIGN["left"])
    elif block.mode == "right":
        for line in (line for cell in block.cells for line in cell):
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.left_indent = Cm(9)
            _fill(paragraph, line, ALIGN["left"])
    elif block.mode == "header":
        table = document.sections[0].header.add_table(1, len(block.cells), Cm(17))
        for cell, lines_of in zip(table.rows[0].cells, block.cells, strict=True):
            _fill_cell(cell, lines_of)
    elif block.mode == "rows":
        rows = list(zip_longest(*block.cells, fillvalue=""))
        table = document.add_table(len(rows), len(block.cells))
        for row, values in zip(table.rows, rows, strict=True):
            for cell, value in zip(row.cells, values, strict=True):
                cell.text = value
    else:
        table = document.add_table(1, len(block.cells))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for cell, lines_of in zip(table.rows[0].cells, block.cells, strict=True):
            _fill_cell(cell, lines_of)
        document.add_paragraph()


def _fill(paragraph: DocxParagraph, text: str, align: WD_ALIGN_PARAGRAPH, bold: bool = False) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if "\t" in text else align
    paragraph.add_run(text).bold = bold or None


def _fill_cell(cell: _Cell, lines: tuple[str, ...]) -> None:
    cell.text = lines[0]
    for line in lines[1:]:
        cell.add_paragraph(line)


def _steady_zip(buffer: io.BytesIO, path: Path) -> None:
    """Rewrite a package with fixed times."""
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as steady:
        for item in made.infolist():
            entry = zipfile.ZipInfo(item.filename, (2024, 1, 15, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            steady.writestr(entry, made.read(item.filename))


def plain_text(source: Source) -> str:
    """The document as a typist would type it."""
    out: list[str] = []
    for block in source.blocks:
        if isinstance(block, Columns) and block.mode in {"spaces", "table", "tabs"}:
            out += ["".join(f"{cell:<40}" for cell in row).rstrip() for row in zip_longest(*block.cells, fillvalue="")]
        elif isinstance(block, Columns):
            out += [" " * 44 + line for cell in block.cells for line in cell]
        elif isinstance(block, Paragraph):
            out.append({"center": block.text.center(78).rstrip(), "right": f"{block.text:>78}"}.get(block.align, block.text))
        elif isinstance(block, Grid):
            out += ["  ".join(f"{value:<28}" for value in row).rstrip() for row in block.rows]
        else:
            out += block_lines(block)
        if not isinstance(block, Paragraph) or block.align == "justify":
            out.append("")
    return "\n".join(out) + "\n"


def write_text(source: Source, path: Path) -> None:
    """Plain text with DOS line ends in the source's encoding."""
    text, encoding = plain_text(source).replace("\n", "\r\n"), source.option("enc", "utf-8")
    if encoding == "cp866":
        text = text.translate(str.maketrans("«»–—", '""--'))  # the DOS code page has no such signs
    path.write_bytes(text.encode(encoding))


def write_rtf(source: Source, path: Path) -> None:
    """RTF of old editors: Windows-1251 bytes as escapes, tables as tabs."""
    lines = []
    for line in plain_text(source).split("\n"):
        encoded = line.strip().encode("cp1251", errors="replace")
        body = "".join(chr(b) if 32 <= b < 127 and chr(b) not in "\\{}" else f"\\'{b:02x}" for b in encoded)
        lines.append(f"\\pard {body}\\par")
    head = "{\\rtf1\\ansi\\ansicpg1251\\deff0\\deflang1049{\\fonttbl{\\f0\\froman\\fcharset204 Times New Roman;}}\\f0\\fs24"
    path.write_bytes("\r\n".join([head, *lines, "}"]).encode("ascii"))


def write_workbook(source: Source, path: Path) -> None:
    """XLSX with the header in cells and the plan below."""
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": EPOCH.replace(tzinfo=None)})
    sheet = book.add_worksheet("Лист1")
    sheet.set_column(1, 3, 34)
    number = 0
    for block in source.blocks:
        if isinstance(block, Grid):
            for number, row in enumerate(block.rows, number):  # noqa: B020 - goes on from the current row
                sheet.write_row(number, 0, row)
            number += 1
        else:
            for line in block_lines(block):
                sheet.write(number, 1 if number else 2, line)
                number += 1
    book.close()


def write_html(source: Source, path: Path) -> None:
    """A page of a site: menus of one of four kinds round the typed act."""
    encoding = source.option("enc", "utf-8")
    page = _page(
        source.option("site", "plain"), "\n".join(_html_block(block) for block in source.blocks), encoding, source.option("s", "")
    )
    path.write_bytes(page.encode(encoding, errors="xmlcharrefreplace"))


def _html_block(block: Block) -> str:
    if isinstance(block, Paragraph):
        text = html.escape(block.text).replace("\t", "&nbsp;&nbsp;&nbsp; ")
        text = f"<b>{text}</b>" if block.bold else text
        return f"<ol><li>{text}</li></ol>" if block.item else f'<p align="{block.align}">{text}</p>'
    if isinstance(block, Columns):
        if block.mode == "right":
            return '<div style="margin-left:55%">' + "<br>".join(html.escape(line) for line in block.cells[0]) + "</div>"
        cells = "".join("<td valign=top>" + "<br>\n".join(html.escape(line) for line in cell) + "</td>" for cell in block.cells)
        return f'<table width="100%" border=0><tr>{cells}</tr></table>'
    if isinstance(block, Grid):
        rows = "".join("<tr>" + "".join(f"<td>{html.escape(value)}</td>" for value in row) + "</tr>" for row in block.rows)
        return f"<table border=1 cellspacing=0>{rows}</table>"
    return "<hr>"


def _page(site: str, body: str, encoding: str, school: str) -> str:
    name = html.escape(school)
    items = "".join(f'<li><a href="/{n}">{item}</a></li>' for n, item in enumerate(MENU))
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
    if site == "none":
        return f"<html><head>{meta}</head><body>{body}</body></html>"
    if site == "old":
        links = "<br>".join(f'<a href="p{n}aa1.html">{item}</a>' for n, item in enumerate(MENU))
        return (
            f"<HTML><HEAD>{meta}<TITLE>{name}</TITLE></HEAD><BODY bgcolor=#ffffee><table width=980><tr><td colspan=2><h2>{name}</h2></td></tr>"
            f"<tr><td width=200 valign=top>{links}</td><td valign=top>{body}</td></tr></table><p>Сайт создан 12.03.2009. Счётчик: 48211</p></BODY></HTML>"
        )
    if site == "gosweb":
        return (
            f'<!DOCTYPE html><html lang="ru"><head><meta charset="{encoding}"><title>Документ — {name}</title><script>var x = "15.10.2025";</script></head>'
            f'<body><header><a href="/">{name}</a><nav><ul>{items}</ul></nav></header><main><div class="breadcrumbs">Главная / Наша школа</div>'
            f"<article>{body}</article><p>Дата публикации: 15.10.2025</p></main><footer>© 2025 {name}. Тел. 8 (900) 000-00-00</footer></body></html>"
        )
    if site == "widget":
        return (
            f'<!DOCTYPE html><html><head><meta charset="{encoding}"><title>{name}</title><style>p{{margin:0}}</style></head><body>'
            f'<div id="pos">{WIDGET}</div><ul class="menu">{items}</ul><div class="content">{body}</div>'
            f'<div class="side"><h3>Новости</h3><p>07.10.2025 Приказ о каникулах № 300</p></div></body></html>'
        )
    return f"<html><head>{meta}<title>{name}</title></head><body><div><ul>{items}</ul></div><div>{body}</div><div>{name}, 2025</div></body></html>"
