"""What is different from the last reporting date, in the statement's sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from checks.model import Verdict
from reports.clean import line
from reports.compare import FindingChange
from reports.dates import day
from reports.measures_text import subject
from reports.model import Report
from reports.plural import ACT, CHANGE, counted, number

_MOST_NAMED = 40
"""Up to this many changes are named; the workbook names all."""


def changes_text(report: Report) -> Iterable[str]:
    """Sentences on what is different from the run of the last earlier reporting date."""
    found = report.comparison
    if found is None:
        yield "Это первая проверка по программе: сравнивать не с чем."
        return
    yield f"Сравнение с проверкой на {day(found.before.as_of)}."
    if not found.same_programme:
        yield "Проверки сделаны по разным редакциям программы; изменения, вызванные программой, отмечены отдельно."
    titles = {row.institution.id: line(row.title) for row in report.rows}
    sorts = _sorted(found.findings)
    for head, changes in (("Показатель стал выполняться", sorts.better), ("Показатель перестал выполняться", sorts.worse)):
        if changes:
            said = "; ".join(f"{titles.get(item.school, item.school)} ({subject(report, item.indicator)})" for item in changes[:_MOST_NAMED])
            yield f"{head} по сведениям организаций: {said}."
    if sorts.known:
        yield f"Данные появились или их больше нет, сравнить выводы нельзя: {counted(len(sorts.known), CHANGE)}."
    if sorts.numbers:
        yield f"Изменились числовые значения: {counted(len(sorts.numbers), CHANGE)}."
    if sorts.remarks:
        yield f"Вывод тот же, изменились замечания: {counted(len(sorts.remarks), CHANGE)}."
    if sorts.other:
        yield f"Изменений вывода, не зависящих от организаций (программа, отчётная дата, решение проверяющего, непрочитанный сайт): {number(len(sorts.other))}."
    yield (
        f"Появилось: {counted(len(found.new_acts), ACT)}; изменено: {number(len(found.changed_acts))}; исчезло: "
        f"{number(len(found.removed_acts))}; исчезновение не подтверждено: {number(len(found.doubtful_acts))}."
    )


@dataclass(frozen=True, slots=True)
class _Sorts:
    """Changed verdicts by what they say; ``other`` are not the organisations' doing or not confirmed."""

    better: list[FindingChange] = field(default_factory=list)
    worse: list[FindingChange] = field(default_factory=list)
    known: list[FindingChange] = field(default_factory=list)
    numbers: list[FindingChange] = field(default_factory=list)
    remarks: list[FindingChange] = field(default_factory=list)
    other: list[FindingChange] = field(default_factory=list)


def _sorted(changes: Iterable[FindingChange]) -> _Sorts:
    sorts = _Sorts()
    order = [Verdict.ABSENT, Verdict.PARTIAL, Verdict.PRESENT]
    for item in changes:
        if not item.by_school or item.doubt:
            sorts.other.append(item)
        elif item.before is None or item.after is None or Verdict.UNKNOWN in (item.before.verdict, item.after.verdict):
            sorts.known.append(item)
        elif item.before.value is not None or item.after.value is not None:
            sorts.numbers.append(item)
        else:
            up = order.index(item.after.verdict) - order.index(item.before.verdict)
            (sorts.better if up > 0 else sorts.worse if up < 0 else sorts.remarks).append(item)
    return sorts
