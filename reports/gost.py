"""Pages and styles of official papers (ГОСТ Р 7.0.97-2016): fields, Times New Roman, page numbers, headings of tables repeated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
TABLE_STYLE = "Текст таблицы"
TITLE_STYLE = "Title"
_LEFT, _RIGHT, _TOP, _BOTTOM = Cm(3), Cm(1), Cm(2), Cm(2)
_INDENT = Cm(1.25)


def official_document(size: float = 14) -> DocxDocument:
    """An empty document with the standard's page and styles; ``size`` of the text in points."""
    document = Document()
    _drop_old_styles(document)
    page(document.sections[0])
    _style(document.styles["Normal"], size, indent=True)
    for name, heading_size in (("Heading 1", size), ("Heading 2", size), (TITLE_STYLE, size)):
        _style(document.styles[name], heading_size, bold=True)
    title: Any = document.styles[TITLE_STYLE]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in title.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    cells: Any = document.styles.add_style(TABLE_STYLE, 1)
    cells.base_style = document.styles["Normal"]
    _style(cells, min(11, size))
    cells.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    cells.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    number_pages(document.sections[0])
    return document


def page(section: Section, landscape: bool = False) -> None:
    """A4 with the standard's margins."""
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if landscape else (Cm(21), Cm(29.7))
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = _LEFT, _RIGHT, _TOP, _BOTTOM
    section.header_distance = Cm(1)


def number_pages(section: Section) -> None:
    """Numbers in the middle of the upper margin, none on the first page."""
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.first_line_indent = Cm(0)
    run = paragraph.add_run()
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text
        run._r.append(element)


def table(document: DocxDocument, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
    """Add a table with a grid whose heading repeats on each page; ``widths`` in centimetres."""
    made = document.add_table(rows=1 + len(rows), cols=len(headings), style="Table Grid")
    made.autofit = False
    style = style_id(document, TABLE_STYLE)
    for number, (row, texts) in enumerate(zip(made.rows, (headings, *rows), strict=True)):
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            set_style(paragraph, style)
            paragraph.add_run(text).bold = number == 0
    repeat_heading(made)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)


def style_id(document: DocxDocument, name: str) -> str:
    """The id of a style, to be looked up once for many paragraphs: the library searches all styles for each."""
    return str(document.styles[name].style_id)


def set_style(paragraph: Paragraph, id: str) -> None:
    """Give a paragraph the style with this id."""
    element: Any = paragraph._p
    element.style = id


def repeat_heading(made: Table) -> None:
    """The first row stands on every page, and no row is torn apart."""
    for number, row in enumerate(made.rows):
        properties: Any = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))


def centred(document: DocxDocument, text: str, bold: bool = False) -> Paragraph:
    """A line in the middle without indent."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.first_line_indent = Cm(0)
    paragraph.add_run(text).bold = bold
    return paragraph


def _drop_old_styles(document: DocxDocument) -> None:
    """The copy of the styles for Word 2007 effects that the library's own template carries: it would contradict ours."""
    for id, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            document.part.rels.pop(id)


def _style(style: ParagraphStyle, size: float, bold: bool = False, indent: bool = False) -> None:
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts: Any = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(theme), None)
    form = style.paragraph_format
    form.space_before, form.space_after = (Pt(10), Pt(4)) if bold else (Pt(0), Pt(0))
    form.first_line_indent = _INDENT if indent else Cm(0)
    form.line_spacing = 1.15
    form.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if indent else WD_ALIGN_PARAGRAPH.LEFT
    form.keep_with_next = bold
