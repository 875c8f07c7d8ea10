"""A sheet for one institution: what was found, what is missing, what to do. What its head receives and answers to."""

from __future__ import annotations

from io import BytesIO

from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from checks.model import VERDICT_TEXT, Finding, Verdict
from checks.recommendation import OPEN
from reports.clean import address, line
from reports.gost import centred, official_document, table
from reports.measures_text import state_text, subject
from reports.model import Cell, Report, Row
from reports.plural import DOCUMENT, NBSP, PAGE, counted
from reports.visits import visit_reason, visit_text
from reports.words import NOT_CHECKED, remarks_text

_MOST_RECOMMENDATIONS = 8
_MOST_GROUNDS, _MOST_NAME = 330, 250
"""Characters of an explanation or an advice, and of a name, on the sheet."""
_WIDTHS = (3.9, 2.6, 10.5)


def sheet_docx(report: Report, row: Row) -> bytes:
    """The sheet as DOCX, one page long for an ordinary institution."""
    document = official_document(11)
    section = document.sections[0]
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Cm(2.5), Cm(1.5), Cm(1.5), Cm(1.5)
    document.styles["Normal"].paragraph_format.line_spacing = 1.0
    document.core_properties.title = f"Результаты мониторинга: {line(row.title)}"
    if report.authority and report.authority != row.institution.name:
        centred(document, line(report.authority))
    centred(document, "РЕЗУЛЬТАТЫ МОНИТОРИНГА", bold=True)
    centred(document, line(report.programme.title))
    centred(document, line(row.institution.name, _MOST_NAME), bold=True)
    _plain(document, f"Отчётная дата: {_day(report.run.as_of)}. Проверка №{NBSP}{report.run.id}. Сайт: {address(row.institution.site)}.")
    _plain(document, "Чтение сайта: " + ". ".join(filter(None, (visit_text(row.visit), visit_reason(row.visit)))) + ".")
    if standing := report.standing(row.institution.id):
        _plain(document, f"Рейтинг: {standing}.")
    table(document, ("Показатель", "Вывод", "Основание"), [_line(cell) for cell in row.cells], _WIDTHS)
    _recommendations(document, report, row)
    _plain(document, "")
    _plain(document, "Если акт размещён, но не найден, сообщите его адрес органу управления образованием: вывод будет пересмотрен.")
    _plain(document, f"Возражения: {'_' * 60}")
    _plain(document, "")
    _plain(document, f"Ознакомлен(а), руководитель: ______________ / __________________ / «___» ________ 20__{NBSP}г.")
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _line(cell: Cell) -> tuple[str, str, str]:
    finding = cell.finding
    if finding is None:
        return cell.column.label, NOT_CHECKED, ""
    shown = cell.text if cell.column.numeric and finding.value is not None else VERDICT_TEXT[finding.verdict]
    return cell.column.label, shown, _grounds(finding, cell.column.numeric)


def _grounds(finding: Finding, numeric: bool) -> str:
    """The deciding act with its address; without one the explanation's own words."""
    if finding.verdict is Verdict.UNKNOWN and finding.remarks:
        return f"{remarks_text(finding.remarks).capitalize()}."
    if finding.verdict is Verdict.ABSENT and not finding.reviewed:
        return _absence(finding)
    if not finding.evidence or finding.verdict is Verdict.ABSENT:
        return whole_sentences(line(finding.explanation), _MOST_GROUNDS)
    first = finding.evidence[0]
    if numeric:
        stated = f"сведения на {_day(first.date)}" if first.date else ""
        said = (f"«{line(first.title, 140)}»" if first.title else "", stated, f"адрес: {address(first.url)}" if first.url else "")
        return "; ".join(filter(None, ("Указано на странице" if first.url else "", *said))).replace("странице; «", "странице «") + "."
    requisites = [f"от {_day(first.date)}" if first.date else "", f"№{NBSP}{line(first.number)}" if first.number else ""]
    act = " ".join(filter(None, (line(first.kind).capitalize(), *requisites, f"«{line(first.title, 140)}»" if first.title else "")))
    parts = [act, f"адрес: {address(first.url)}" if first.url else ""]
    if finding.remarks:
        parts.append(f"замечания: {remarks_text(finding.remarks)}")
    if len(finding.evidence) > 1:
        parts.append(f"ещё актов: {len(finding.evidence) - 1}")
    return "; ".join(filter(None, parts)) + "."


def _absence(finding: Finding) -> str:
    """Where it was looked for and what came nearest: what a head may answer to."""
    looked = f"просмотрено: {counted(finding.searched.pages, PAGE)} и {counted(finding.searched.documents, DOCUMENT)}"
    why = f" ({remarks_text(finding.remarks)})" if finding.remarks else ""
    miss = finding.nearest_miss
    near = f" Ближе всего — «{line(miss.title, 140)}», но {line(miss.why, 160).rstrip('.')}." if miss else ""
    return f"Акт не найден{why}; {looked}.{near}"


def whole_sentences(text: str, limit: int) -> str:
    """The first sentences of ``text`` that fit; a first sentence that is longer alone is cut."""
    if len(text) <= limit:
        return text
    end = max(text.rfind(mark, 0, limit) for mark in (". ", "; "))
    return text[: end + 1].rstrip(";").rstrip() if end > 0 else line(text, limit)


def _recommendations(document: DocxDocument, report: Report, row: Row) -> None:
    items = [item for item in report.measures_of(row.institution.id) if item.state in OPEN]
    if not items:
        return
    heading = document.add_paragraph("Рекомендации", style="Heading 1")
    heading.paragraph_format.space_before = Pt(6)
    for item in items[:_MOST_RECOMMENDATIONS]:
        advice = item.recommendation
        text = line(advice.text, _MOST_GROUNDS).rstrip(".")
        _plain(document, f"№{NBSP}{advice.number}. {subject(report, advice.indicator)}. {text} ({state_text(item)}).")
    if len(items) > _MOST_RECOMMENDATIONS:
        _plain(document, f"Остальные рекомендации ({len(items) - _MOST_RECOMMENDATIONS}) — в сводной справке.")


def _plain(document: DocxDocument, text: str) -> None:
    paragraph = document.add_paragraph(text)
    paragraph.paragraph_format.first_line_indent = Cm(0)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _day(iso: str) -> str:
    return ".".join(reversed(iso[:10].split("-")))
