"""What the HTML pages show beyond the report model: bars, earlier dates, changes of one institution. No markup here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from checks.model import REMARK_TEXT, DecisionKind, Verdict
from db.model import StoredAct
from reports.charts import shares_by_day
from reports.compare import ActChange, ActEdit, Comparison, FindingChange
from reports.model import Column, Report, Row, Total, amount
from reports.words import NOT_CHECKED, SHORT_VERDICT

BAR = 600
"""Width of a bar chart in its own units; the page scales it."""
DECISION_TEXT = {
    DecisionKind.ACCEPT: "вывод принят",
    DecisionKind.REJECT: "доказательства отклонены",
    DecisionKind.ACT: "указан акт",
    DecisionKind.VALUE: "указано значение",
    DecisionKind.VERDICT: "указан вывод",
    DecisionKind.OBJECTION: "возражение",
    DecisionKind.WITHDRAW: "решение отозвано",
}


@dataclass(frozen=True, slots=True)
class Detail:
    """How much an institution's page shows of long lists: acts found, changed acts, and evidence with all its particulars."""

    acts: int
    changes: int
    evidence: int


DETAILS = (Detail(200, 10, 10), Detail(40, 6, 3), Detail(15, 4, 1), Detail(5, 2, 1))
"""From the fullest to the shortest: a report takes the first with which the folder keeps its size. What is left out is counted."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One coloured part of an indicator's bar; ``start`` and ``width`` in the bar's units."""

    code: str
    text: str
    count: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class PastCell:
    """What an earlier run said: shown like a cell of the table."""

    verdict: Verdict | None
    text: str


@dataclass(frozen=True, slots=True)
class PastRow:
    """One reporting date of one institution, cells in the report's column order."""

    as_of: str
    cells: tuple[PastCell, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """One reporting date of one indicator over the institutions of this report; ``share`` 0…1 of those with data."""

    as_of: str
    counts: Mapping[Verdict, int]
    share: float | None


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes since the last earlier reporting date, sorted by whose doing they are."""

    own: tuple[FindingChange, ...] = ()
    doubtful: tuple[FindingChange, ...] = ()
    other: tuple[FindingChange, ...] = ()
    new_acts: tuple[ActChange, ...] = ()
    changed_acts: tuple[ActEdit, ...] = ()
    removed_acts: tuple[ActChange, ...] = ()
    doubtful_acts: tuple[ActChange, ...] = ()

    def __bool__(self) -> bool:
        return any((self.own, self.doubtful, self.other, self.new_acts, self.changed_acts, self.removed_acts, self.doubtful_acts))


@dataclass(slots=True)
class _Sorting:
    own: list[FindingChange] = field(default_factory=list)
    doubtful: list[FindingChange] = field(default_factory=list)
    other: list[FindingChange] = field(default_factory=list)


_PARTS = re.compile(
    r"(?<=[.;»)]) (?=(?:Где|Почему|Замечания|Уточнение|Публикация|Обычный набор актов|Основание|Что сделать|На даты программы|Мероприятия|Число педагогов|"
    r"Искали|Не прочитано|Ближе всего|Сайт прочитан|Всего актов по показателю|Расхождение)\b)"
)


def explained(text: str) -> tuple[str, ...]:
    """An explanation's parts, each of which answers one question: «Где: …», «Почему: …»."""
    return tuple(_PARTS.split(text))


def slices(total: Total) -> tuple[Slice, ...]:
    """The parts of an indicator's bar, good to unknown."""
    parts: list[Slice] = []
    start = 0.0
    for verdict in (*Verdict, None):
        count = total.counts.get(verdict, 0)
        if count:
            width = BAR * count / total.rows
            code = verdict.value if verdict else "none"
            parts.append(Slice(code, total.column.counted_as(verdict), count, round(start, 2), round(width, 2)))
            start += width
    return tuple(parts)


def past_rows(report: Report, school: str) -> tuple[PastRow, ...]:
    """An institution's verdicts at earlier reporting dates, the oldest first; dates at which it was not judged are left out."""
    rows = []
    for past in report.background.history:
        found = [past.verdicts.get((school, column.id)) for column in report.columns]
        if any(found):
            cells = tuple(_past_cell(column, said) for column, said in zip(report.columns, found, strict=True))
            rows.append(PastRow(past.run.as_of, cells))
    return tuple(rows)


def _past_cell(column: Column, said: tuple[Verdict, float | None] | None) -> PastCell:
    if said is None:
        return PastCell(None, NOT_CHECKED)
    verdict, value = said
    return PastCell(verdict, amount(value, column.percent) if column.numeric and value is not None else SHORT_VERDICT[verdict])


def years(report: Report, column: Column) -> tuple[Year, ...]:
    """An indicator's counts at each reporting date, this run last; only with earlier dates."""
    if not report.background.history:
        return ()
    schools = {row.institution.id for group in report.groups for row in group.rows}
    counts = [
        Counter(verdict for (school, id), (verdict, _value) in past.verdicts.items() if id == column.id and school in schools)
        for past in report.background.history
    ]
    index = report.columns.index(column)
    now = Counter(verdict for group in report.groups for row in group.rows if (verdict := row.cells[index].verdict) is not None)
    shares = shares_by_day(report, column)
    return tuple(Year(day, count, share) for (day, share), count in zip(shares, [*counts, now], strict=True))


def remark_counts(report: Report, column: Column) -> tuple[tuple[str, int], ...]:
    """Remarks on the indicator's verdicts in Russian, the most frequent first."""
    index = report.columns.index(column)
    cells = (row.cells[index].finding for row in report.rows)
    found = Counter(REMARK_TEXT[remark] for finding in cells if finding for remark in finding.remarks)
    return tuple(found.most_common())


def changes_of(found: Comparison | None, school: str | None = None) -> Changes:
    """The changes of one institution, or of all; empty in the first year."""
    if found is None:
        return Changes()
    sorting = _Sorting()
    for item in found.findings:
        if school is None or item.school == school:
            place = sorting.doubtful if item.doubt else sorting.own if item.by_school else sorting.other
            place.append(item)
    return Changes(
        tuple(sorting.own),
        tuple(sorting.doubtful),
        tuple(sorting.other),
        _of(found.new_acts, school),
        tuple(edit for edit in found.changed_acts if school is None or edit.school == school),
        _of(found.removed_acts, school),
        _of(found.doubtful_acts, school),
    )


def _of(changes: Iterable[ActChange], school: str | None) -> tuple[ActChange, ...]:
    return tuple(change for change in changes if school is None or change.school == school)


def listed_acts(row: Row, most: int) -> tuple[StoredAct, ...]:
    """The acts a page lists: those that count for an indicator first, otherwise in the order found."""
    return tuple(sorted(row.acts, key=lambda stored: not stored.indicators)[:most])
