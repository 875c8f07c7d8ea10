"""The analytical statement for signature: the template filled with a report's texts, tables and charts."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence, Set
from io import BytesIO
from typing import Any

from docx.document import Document as DocxDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from reports.charts import charts
from reports.model import Report
from reports.statement import statement
from reports.statement_template import default_template

_WIDTH = Cm(16.5)
_ORDER = ("verdicts", "levels", "years")
_LANDSCAPE, _NAMES = 25.7, 8.2
"""Centimetres: the text's width on a sheet that lies, and the column of names on it."""


class StatementTemplateError(ValueError):
    """The user's template cannot be filled; the message (Russian) says what is wrong with it."""


def statement_docx(report: Report, template: bytes | None = None) -> bytes:
    """The statement as DOCX; ``template`` is the analyst's own, ``None`` the bundled one. Raises ``StatementTemplateError``."""
    try:
        document = DocxTemplate(BytesIO(template or default_template()))
        pictures, filled = charts(report), statement(report)
        context: dict[str, Any] = {
            "s": filled,
            "charts": dict.fromkeys(("verdicts", "years", "levels"))
            | {chart.name: InlineImage(document, BytesIO(chart.image("png")), width=_WIDTH) for chart in pictures},
            "titles": {chart.name: chart.title for chart in pictures},
            "figures": _figures({chart.name for chart in pictures}),
        }
        # A template may come from anybody: it may fill in texts and nothing else.
        document.render(context, SandboxedEnvironment(autoescape=True, undefined=StrictUndefined), autoescape=True)
        stream = BytesIO()
        _widen_names(document.docx, filled.columns)
        document.save(stream)
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError) as error:
        raise StatementTemplateError("это не документ Word (DOCX)") from error
    except TemplateError as error:
        raise StatementTemplateError(f"ошибка в метках документа: {error.message or error}") from error
    return stream.getvalue()


def _figures(drawn: Set[str]) -> dict[str, int]:
    """The numbers of the figures, in the order in which the bundled template shows them."""
    return {name: number for number, name in enumerate((name for name in _ORDER if name in drawn), 1)}


def _widen_names(document: DocxDocument, columns: Sequence[str]) -> None:
    """The table whose columns the programme decides: names of organisations need more room than verdicts."""
    for table in document.tables:
        if len(table.columns) == len(columns) and [cell.text for cell in table.rows[0].cells] == list(columns):
            rest = Cm((_LANDSCAPE - _NAMES) / max(1, len(columns) - 1))
            table.autofit = False
            for number, column in enumerate(table.columns):
                column.width = rest if number else Cm(_NAMES)
            for row in table.rows:
                for number, cell in enumerate(row.cells):
                    cell.width = rest if number else Cm(_NAMES)
