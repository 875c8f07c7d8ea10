"""Vacancies of the workbook: on each of the programme's dates side by side, and the rows that were loaded."""

from __future__ import annotations

from collections.abc import Iterable

from checks.model import Finding, NumberAt, Verdict
from reports.clean import line
from reports.dates import day as shown_day
from reports.model import Report
from reports.words import SHORT_VERDICT
from reports.workbook_model import NAME, Field, Kind, Sheet, Value, day


def vacancy_sheets(report: Report) -> Iterable[Sheet]:
    """Vacancies by date; loaded rows where there are any."""
    yield _by_date(report)
    titles = {row.institution.id: line(row.title) for row in report.rows}
    loaded = tuple(
        (titles[item.school], day(item.day), item.posts, line(item.source) or "загруженная таблица")
        for item in report.background.vacancies
        if item.school in titles
    )
    if loaded:
        fields = (NAME, Field("По состоянию на", Kind.DATE, 16), Field("Вакансий", Kind.NUMBER, 12), Field("Источник", Kind.LONG, 50))
        yield Sheet("Вакансии (загружено)", "Загруженные сведения о вакансиях", fields, loaded)


def _by_date(report: Report) -> Sheet:
    index = next((number for number, column in enumerate(report.columns) if column.numeric and not column.percent), None)
    findings = [(row, row.cells[index].finding) for row in report.rows] if index is not None else []
    days = sorted({item.day for _row, finding in findings if finding for item in finding.numbers})
    fields = (
        NAME, *(Field(f"На {shown_day(item)}", Kind.NUMBER, 14) for item in days), Field("Засчитано", Kind.NUMBER, 14), Field("Ставок", Kind.NUMBER, 10),
        Field("Источник", Kind.LONG, 40), Field("Адрес", Kind.LINK, 40, False),
    )  # fmt: skip
    rows = tuple((line(row.title), *_numbers(finding, days)) for row, finding in findings)
    sums = [_sum([row[1 + number] for row in rows]) for number in range(len(days) + 1)]
    foot: tuple[Value, ...] = ("Всего по организациям, о которых есть сведения", *sums, None, None, None) if rows else ()
    return Sheet("Вакансии", "Вакансии на даты программы", fields, rows, foot, "Показателя о вакансиях в программе нет.")


def _sum(values: list[Value]) -> Value:
    """Of what is known; nothing known is no zero."""
    known = [value for value in values if isinstance(value, int | float)]
    return sum(known) if known else SHORT_VERDICT[Verdict.UNKNOWN]


def _numbers(finding: Finding | None, days: list[str]) -> tuple[Value, ...]:
    unknown = SHORT_VERDICT[Verdict.UNKNOWN]
    said = {item.day: item for item in finding.numbers} if finding else {}
    at = tuple(item.value if (item := said.get(one)) is not None and item.value is not None else unknown for one in days)
    latest = max((item for item in said.values() if item.value is not None), key=lambda item: item.day, default=None)
    counted = finding.value if finding is not None and finding.value is not None else unknown
    first = finding.evidence[0].url if finding is not None and finding.evidence else None
    return (*at, counted, latest.rates if latest else None, _source(latest), (latest.url if latest else "") or first)


def _source(item: NumberAt | None) -> str:
    if item is None:
        return ""
    where = "загруженная таблица" if item.source == "import" else "сайт организации"
    return where + (f", сведения на {shown_day(item.stated)}" if item.stated else "")
