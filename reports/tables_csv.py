"""Findings and acts as CSV that Russian Excel opens with a double click: UTF-8 with BOM, semicolons, decimal commas.

Texts come from foreign sites: a cell that a spreadsheet would take for a formula gets a leading apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from checks.model import VERDICT_TEXT, Finding
from db.model import RunData, StoredAct
from programmes.model import Programme
from reports.clean import line
from reports.open_columns import ACT_COLUMNS, FINDING_COLUMNS, OpenColumn
from reports.plural import number
from reports.words import KIND_TEXT, LEVEL_TEXT, remarks_text, source_text

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")



def safe(value: object) -> str:
    """A cell's text: one line, and never a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float | int):
        return number(value, 2).replace("\u00a0", "")
    raw = str(value)
    text = line(raw)
    return "'" + text if raw.startswith(FORMULA) or text.startswith(FORMULA) else text


def findings_csv(data: RunData, programme: Programme) -> bytes:
    """One row a finding, with its first evidence."""
    places = {institution.id: institution for institution in data.institutions}
    names = {indicator.id: indicator.name for indicator in programme.indicators}

    def row(finding: Finding) -> Sequence[object]:
        institution = places.get(finding.school)
        first = finding.evidence[0] if finding.evidence else None
        miss = finding.nearest_miss
        return (
            institution.municipality if institution else "", finding.school, institution.name if institution else "",
            KIND_TEXT[institution.kind] if institution else "", finding.indicator, names.get(finding.indicator, ""),
            VERDICT_TEXT[finding.verdict], finding.verdict.value, finding.value, remarks_text(finding.remarks),
            " ".join(finding.remarks), finding.reviewed, finding.explanation, first.kind if first else "",
            first.number if first else "", first.date if first else "", first.issuer if first else "",
            first.title if first else "", first.url if first else "", first.page_url if first else "",
            first.fetched if first else "", first.sha256 if first else "", miss.title or miss.url if miss else "",
            miss.why if miss else "", finding.searched.pages, finding.searched.documents, finding.searched.unread_documents,
            finding.searched.complete,
        )  # fmt: skip

    return _table(FINDING_COLUMNS, map(row, data.findings))


def acts_csv(data: RunData) -> bytes:
    """One row an act, whatever it counts for."""
    places = {institution.id: institution for institution in data.institutions}

    def row(stored: StoredAct) -> Sequence[object]:
        found, act = stored.found, stored.found.act
        institution = places.get(stored.school)
        return (
            institution.municipality if institution else "", stored.school, institution.name if institution else "",
            act.kind.value, act.number, act.date.isoformat() if act.date else "", act.issuer, act.title, LEVEL_TEXT[act.level],
            ", ".join(act.school_years), act.draft, act.repealed, ", ".join(stored.indicators), remarks_text(stored.remarks),
            source_text(found.text_source), act.confidence.get("number"), act.confidence.get("date"), found.url,
            found.link_text, found.page_url, found.fetched, found.sha256,
        )  # fmt: skip

    return _table(ACT_COLUMNS, map(row, data.acts))


def _table(columns: Sequence[OpenColumn], rows: Iterable[Sequence[object]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow([column.name for column in columns])
    writer.writerows([safe(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")
