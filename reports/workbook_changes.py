"""The workbook's sheet of changes."""

from __future__ import annotations

from collections.abc import Iterable

from checks.model import VERDICT_TEXT, Finding
from db.model import StoredAct
from reports.clean import line
from reports.measures_text import subject
from reports.model import Report, amount
from reports.words import NOT_CHECKED


def change_rows(report: Report) -> Iterable[tuple[str, str, str, str, str, str]]:
    """What, institution, indicator, before, after, cause or reservation. Empty in the first year."""
    found = report.comparison
    if found is None:
        return
    titles = {row.institution.id: line(row.title) for row in report.rows}
    percent = {column.id: column.percent for column in report.columns}
    for item in found.findings:
        part = percent.get(item.indicator, False)
        why = [item.why, f"не подтверждено: {item.doubt}" if item.doubt else ""]
        yield (
            "вывод", titles.get(item.school, item.school), subject(report, item.indicator), _verdict(item.before, part), _verdict(item.after, part),
            "; ".join(filter(None, why)),
        )  # fmt: skip
    for edit in found.changed_acts:
        yield "изменён акт", titles.get(edit.school, edit.school), "", act_text(edit.before), act_text(edit.after), ", ".join(edit.what)
    for fresh in found.new_acts:
        yield "новый акт", titles.get(fresh.school, fresh.school), "", "", act_text(fresh.act), fresh.doubt
    for what, changes in (("исчез акт", found.removed_acts), ("не найден акт (не подтверждено)", found.doubtful_acts)):
        for lost in changes:
            yield what, titles.get(lost.school, lost.school), "", act_text(lost.act), "", lost.doubt
    for place in found.joined:
        yield "новая организация", line(place.name), "", "", "", ""
    for place in found.left:
        yield "нет в реестре", line(place.name), "", "", "", ""


def act_text(stored: StoredAct) -> str:
    """«положение № 5 от 30.08.2024 «О наставничестве»»."""
    act = stored.found.act
    parts = [act.kind.value, f"№ {line(act.number)}" if act.number else "", f"от {act.date:%d.%m.%Y}" if act.date else "", f"«{line(act.title, 160)}»" if act.title else ""]
    return " ".join(filter(None, parts))


def _verdict(finding: Finding | None, percent: bool) -> str:
    if finding is None:
        return NOT_CHECKED
    return amount(finding.value, percent) if finding.value is not None else VERDICT_TEXT[finding.verdict]
