"""The template of the analytical statement as it comes with the program: a Word file whose wording and styles the analyst may edit.

The tags are docxtpl's (Jinja): «{{ … }}» puts a text, «{%p … %}» and «{%tr … %}» repeat a paragraph or a table's row.
"""

from __future__ import annotations

from io import BytesIO

from docx.document import Document as DocxDocument
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from reports.gost import TABLE_STYLE, centred, official_document, page, repeat_heading

_SUBJECT = (
    "по итогам мониторинга системы обеспечения профессионального развития педагогических работников образовательных учреждений "
    "({{ s.place }}), {{ s.period }}"
)


def default_template() -> bytes:
    """The template, as bytes of a DOCX file."""
    document = official_document()
    document.core_properties.title = "Сводная аналитическая справка"
    _title(document)
    _general(document)
    _sections(document)
    _paragraphs_with(document, "3. Рейтинг организаций", "rating")
    _table(document, ("Место", "Организация", "Сумма, %", "Уровень"), "rating_rows", (2, 9, 2.8, 3.2))
    _chart(document, "levels")
    _paragraphs_with(document, "4. Изменения с прошлой проверки", "changes")
    _chart(document, "years")
    _paragraphs_with(document, "5. Действенность принятых мер", "effect")
    headings = ("Дата", "Показатель", "Вы\u00adдано", "Повто\u00adрено", "Выпол\u00adнено", "Ото\u00adзвано", "Не прове\u00adрено", "Выпол\u00adнено, %")
    _table(document, headings, "effect_rows", (2.3, 3.7, 1.8, 1.8, 1.9, 1.8, 1.8, 1.9))
    _paragraphs_with(document, "6. Выводы", "conclusions")
    document.add_heading("7. Адресные рекомендации", 1)
    _table(document, ("Организация", "№", "Рекомендация", "Состояние"), "measures", (4.2, 1, 8.6, 3.2))
    document.add_heading("8. Проект управленческих решений", 1)
    _loop(document, "item", "s.decisions", "{{ loop.index }}. {{ item }}")
    _signatures(document)
    _appendices(document)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _title(document: DocxDocument) -> None:
    _line(document, "{%p if s.authority %}")
    centred(document, "{{ s.authority }}")
    _line(document, "{%p endif %}")
    document.add_paragraph("СВОДНАЯ АНАЛИТИЧЕСКАЯ СПРАВКА", style="Title")
    centred(document, _SUBJECT, bold=True)
    centred(document, "")
    document.add_paragraph("Основание: {{ s.basis }}.").alignment = WD_ALIGN_PARAGRAPH.LEFT
    _line(document, "{%p if s.origin %}")
    _line(document, "Показатели и критерии — по программе мониторинга, утверждённой для другой территории: {{ s.origin }}.")
    _line(document, "{%p endif %}")
    _line(document, "Отчётная дата: {{ s.as_of }}.")


def _general(document: DocxDocument) -> None:
    document.add_heading("1. Общие сведения", 1)
    _loop(document, "item", "s.general", "{{ item }}")
    _table(document, ("Вид организаций", "Число"), "kinds", (13, 4))


def _sections(document: DocxDocument) -> None:
    document.add_heading("2. Результаты по показателям", 1)
    _chart(document, "verdicts")
    _line(document, "{%p for x in s.sections %}")
    document.add_heading("Показатель {{ x.title }}", 2)
    _line(document, "{%p if x.criterion %}")
    _line(document, "Критерий: {{ x.criterion }}. Способ расчёта: {{ x.method }}. Источник: {{ x.source }}.")
    _line(document, "{%p endif %}")
    _rows(document, ("Вывод", "Организаций", "Доля, %"), "x.counts", (9, 4, 4))
    _loop(document, "item", "x.paragraphs", "{{ item }}")
    _line(document, "{%p endfor %}")


def _signatures(document: DocxDocument) -> None:
    _line(document, "")
    _line(document, "{%p if s.authority %}")
    _flush(document, "{{ s.authority }}")
    _line(document, "{%p endif %}")
    for post in ("Руководитель органа управления образованием", "Исполнитель"):
        _flush(document, post)
        _flush(document, "____________________ / ______________________________ /")
    _flush(document, "«____» ________________ 20____ г.")


def _flush(document: DocxDocument, text: str) -> None:
    """A line at the left margin that stays with the next one: signatures are not parted."""
    paragraph = document.add_paragraph(text)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.first_line_indent = Cm(0)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(6)


def _appendices(document: DocxDocument) -> None:
    page(document.add_section(WD_SECTION.NEW_PAGE), landscape=True)
    document.add_heading("Приложение 1. Сводная таблица по организациям", 1)
    made = document.add_table(rows=4, cols=3, style="Table Grid")
    texts = (
        ("{%tc for c in s.columns %}", "{{ c }}", "{%tc endfor %}"),
        ("{%tr for row in s.table %}", "", ""),
        ("{%tc for c in row %}", "{{ c }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", ""),
    )
    first, *_rest = rows = list(made.rows)
    for row, cells in zip(rows, texts, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.paragraphs[0].style = TABLE_STYLE
            cell.paragraphs[0].add_run(text).bold = row is first
    repeat_heading(made)
    _line(document, "{%p if s.visits %}")
    document.add_heading("Приложение 2. Сайты, прочитанные не полностью", 1)
    _rows(document, ("Организация", "Состояние", "Причина"), "s.visits", (9, 6, 10.7))
    _line(document, "{%p endif %}")


def _paragraphs_with(document: DocxDocument, heading: str, name: str) -> None:
    document.add_heading(heading, 1)
    _loop(document, "item", f"s.{name}", "{{ item }}")


def _loop(document: DocxDocument, item: str, items: str, text: str) -> None:
    _line(document, f"{{%p for {item} in {items} %}}")
    _line(document, text)
    _line(document, "{%p endfor %}")


def _chart(document: DocxDocument, name: str) -> None:
    _line(document, f"{{%p if charts.{name} %}}")
    centred(document, f"{{{{ charts.{name} }}}}").paragraph_format.keep_with_next = True
    centred(document, f"Рисунок {{{{ figures.{name} }}}}. {{{{ titles.{name} }}}}")
    _line(document, "{%p endif %}")


def _table(document: DocxDocument, headings: tuple[str, ...], name: str, widths: tuple[float, ...]) -> None:
    _line(document, f"{{%p if s.{name} %}}")
    _rows(document, headings, f"s.{name}", widths)
    _line(document, "{%p endif %}")


def _rows(document: DocxDocument, headings: tuple[str, ...], items: str, widths: tuple[float, ...]) -> None:
    made = document.add_table(rows=4, cols=len(headings), style="Table Grid")
    made.autofit = False
    loop, end = (f"{{%tr for row in {items} %}}",), ("{%tr endfor %}",)
    cells = tuple(f"{{{{ row[{number}] }}}}" for number in range(len(headings)))
    for number, (row, texts) in enumerate(zip(made.rows, (headings, loop, cells, end), strict=True)):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.paragraphs[0].add_run(text).bold = number == 0
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
            cell.paragraphs[0].style = TABLE_STYLE
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    repeat_heading(made)
    document.add_paragraph().paragraph_format.line_spacing = 0.7


def _line(document: DocxDocument, text: str) -> None:
    document.add_paragraph(text)
