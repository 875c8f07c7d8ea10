"""One report model for all writers: rows grouped by municipality, columns by indicator, totals, sites not read fully."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checks.model import REMARK_TEXT, VERDICT_TEXT, Finding, Verdict
from checks.rating import Rating, rating
from crawler.model import Institution, InstitutionKind, Visit
from db.model import Background, RunData, RunInfo, StoredAct, Tracked
from programmes.model import Indicator, Programme
from programmes.territory import at_home
from reports.compare import Comparison, compare
from reports.effect import Effect, effects
from reports.plural import NBSP, number
from reports.visits import fully_read
from reports.words import NOT_CHECKED, SHORT_VERDICT


@dataclass(frozen=True, slots=True)
class Column:
    """One indicator as reports show it. ``indicator`` is ``None`` when the programme at hand does not know the id."""

    id: str
    short: str
    name: str
    numeric: bool = False
    percent: bool = False
    indicator: Indicator | None = None

    @property
    def label(self) -> str:
        """«3. Наставничество» (with a no-break space): the number the programme gives the indicator, and its short name."""
        return f"{self.id}.{NBSP}{self.short}" if self.indicator else self.short

    def counted_as(self, verdict: Verdict | None) -> str:
        """A verdict as counts name it: of a number not the thing is there or not, but what is known of it."""
        if verdict is None:
            return NOT_CHECKED
        if self.numeric and verdict in (Verdict.PRESENT, Verdict.PARTIAL):
            return "сведения есть" + (", с замечаниями" if verdict is Verdict.PARTIAL else "")
        return VERDICT_TEXT[verdict]


@dataclass(frozen=True, slots=True)
class Cell:
    """One institution under one indicator; ``finding`` is ``None`` where the run has no verdict."""

    column: Column
    finding: Finding | None

    @property
    def verdict(self) -> Verdict | None:
        """The verdict, ``None`` when nothing was judged."""
        return self.finding.verdict if self.finding else None

    @property
    def text(self) -> str:
        """«есть», «замечания», «нет», «нет данных», or the number; a number with reservations carries an asterisk."""
        if self.finding is None:
            return NOT_CHECKED
        if self.column.numeric and self.finding.value is not None:
            mark = "*" if self.finding.verdict is Verdict.PARTIAL else ""
            return amount(self.finding.value, self.column.percent) + mark
        return SHORT_VERDICT[self.finding.verdict]


@dataclass(frozen=True, slots=True)
class Row:
    """One institution: its cells in column order, its visit (``None`` when the run has none) and its acts."""

    institution: Institution
    cells: tuple[Cell, ...]
    visit: Visit | None
    acts: tuple[StoredAct, ...]

    @property
    def title(self) -> str:
        """The short name where the registry has one: what tables and lists show."""
        return self.institution.short_name or self.institution.name

    @property
    def fully_read(self) -> bool:
        """Whether the site was read to the end of what was promising."""
        return self.visit is not None and fully_read(self.visit)


@dataclass(frozen=True, slots=True)
class Group:
    """A municipality: the authority's rows are its municipal level, ``rows`` are the others in the registry's order."""

    municipality: str
    region: str
    authorities: tuple[Row, ...]
    rows: tuple[Row, ...]

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """The authority's rows first."""
        return self.authorities + self.rows


@dataclass(frozen=True, slots=True)
class Total:
    """A column over institutions other than authorities. ``total`` is the sum of a count, or the mean share weighted by the
    number of teachers; ``None`` where it would not be honest: no data, or a share without numbers of teachers."""

    column: Column
    counts: dict[Verdict | None, int]
    known: int
    rows: int
    total: float | None

    @property
    def text(self) -> str:
        """«40 из 64» (present, also with remarks), the number, or «нет данных»."""
        if not self.column.numeric:
            return f"{self.counts.get(Verdict.PRESENT, 0) + self.counts.get(Verdict.PARTIAL, 0)} из {self.rows}"
        if self.total is not None:
            return amount(self.total, self.column.percent)
        return "данные" if self.known else SHORT_VERDICT[Verdict.UNKNOWN]

    @property
    def basis(self) -> str:
        """For numbers «2 из 16»: how many institutions the number rests on; empty otherwise."""
        return f"{self.known} из {self.rows}" if self.column.numeric and self.known else ""


@dataclass(frozen=True, slots=True)
class Report:
    """A run ready for showing."""

    run: RunInfo
    programme: Programme
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    totals: tuple[Total, ...]
    notes: tuple[str, ...]
    """Russian sentences every reader must know: another edition of the programme, a run that was broken off."""
    rating: Rating
    """Of the institutions other than authorities."""
    background: Background
    comparison: Comparison | None
    """With the run of the last earlier reporting date; ``None`` in the first year."""
    effects: tuple[Effect, ...]
    left_out: int = 0
    """Institutions of the run that the report leaves out: places in the rating are among those shown, and mean little."""
    basis: str = ""
    """The order the monitoring rests on, in the user's words; empty: the programme's own."""

    @property
    def measures(self) -> tuple[Tracked, ...]:
        """Recommendations this run spoke of: issued, repeated, resolved, withdrawn or not verified, by number."""
        return tuple(item for item in self.background.recommendations if item.history[-1].run_id == self.run.id)

    def measures_of(self, school: str) -> tuple[Tracked, ...]:
        """Those of one institution."""
        return tuple(item for item in self.measures if item.recommendation.school == school)

    @property
    def place(self) -> str:
        """Whose report it is: the municipality when there is one, the region when there are several, else the programme's."""
        places = {group.municipality for group in self.groups}
        regions = {group.region for group in self.groups}
        single = places if len(places) == 1 else regions
        told = next(iter(single)) if len(single) == 1 else ""
        return told or (self.programme.municipality if self.at_home else self.authority)

    def standing(self, school: str) -> str:
        """«место 2–4, средний уровень, сумма 75 %»; why there is no place where there is none; empty for who is not ranked at all."""
        for item in self.rating.ranked:
            if item.school == school and item.score is not None:
                place = "" if self.left_out else f"место {item.place}, "
                return f"{place}{item.level} уровень, сумма {number(item.score * 100)}{NBSP}%"
        return "без места: нет данных хотя бы об одном показателе" if any(item.school == school for item in self.rating.apart) else ""

    @property
    def at_home(self) -> bool:
        """Whether the programme was written for this territory; otherwise its order is no ground here, only where its indicators are from."""
        authorities = [row.institution.name for group in self.groups for row in group.authorities]
        return at_home(self.programme, [group.municipality for group in self.groups], authorities)

    @property
    def authority(self) -> str:
        """The full name of the authority whose report it is; empty when the registry has none or several."""
        names = {row.institution.name for group in self.groups for row in group.authorities}
        return names.pop() if len(names) == 1 else ""

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, authorities first in their municipality."""
        return tuple(row for group in self.groups for row in group.all_rows)

    @property
    def not_fully_read(self) -> tuple[Row, ...]:
        """Rows whose site was not read to the end: exit code 3 lists them."""
        return tuple(row for row in self.rows if not row.fully_read)

    @property
    def lacking(self) -> tuple[Row, ...]:
        """Rows that lack documents: at least one indicator of acts is ``absent``."""
        return tuple(row for row in self.rows if any(cell.verdict is Verdict.ABSENT for cell in row.cells))


def amount(value: float, percent: bool) -> str:
    """A numeric indicator's value: «62,5 %» or «12»."""
    return number(value, 1 if percent else 2) + (f"{NBSP}%" if percent else "")


def lacking_text(row: Row) -> str:
    """The indicators a row lacks, by their short names."""
    lacked = (cell for cell in row.cells if cell.verdict is Verdict.ABSENT)
    return ", ".join(cell.column.short + _why(cell.finding) for cell in lacked)


def _why(finding: Finding | None) -> str:
    return f" ({REMARK_TEXT[finding.remarks[0]]})" if finding and finding.remarks else ""


def build(data: RunData, programme: Programme, basis: str = "") -> Report:
    """The report of a run. Columns are the programme's indicators, then those only the run knows. ``basis`` as in ``Report``."""
    columns = _columns(data.findings, programme)
    findings = {(finding.school, finding.indicator): finding for finding in data.findings}
    visits = {visit.school: visit for visit in data.visits}
    acts: dict[str, list[StoredAct]] = {}
    for act in data.acts:
        acts.setdefault(act.school, []).append(act)
    rows = [
        Row(
            institution,
            tuple(Cell(column, findings.get((institution.id, column.id))) for column in columns),
            visits.get(institution.id),
            tuple(acts.get(institution.id, ())),
        )
        for institution in data.institutions
    ]
    judged = [row for row in rows if row.institution.kind is not InstitutionKind.AUTHORITY]
    return Report(
        data.run,
        programme,
        columns,
        _groups(rows),
        tuple(_total(column, index, judged, rows) for index, column in enumerate(columns)),
        tuple(_notes(data, programme)),
        rating([row.institution.id for row in judged], data.findings, programme),
        data.background,
        compare(data.background.previous, data, data.background.circumstances) if data.background.previous else None,
        effects(data.background.recommendations),
        data.left_out,
        basis,
    )


def _columns(findings: Iterable[Finding], programme: Programme) -> tuple[Column, ...]:
    columns = {
        indicator.id: Column(
            indicator.id, indicator.short, indicator.name, indicator.type != "acts", indicator.type == "share", indicator
        )
        for indicator in programme.indicators
    }
    for finding in findings:
        if finding.indicator not in columns:
            name = f"показатель {finding.indicator}"
            columns[finding.indicator] = Column(finding.indicator, name, name, finding.value is not None)
    return tuple(columns.values())


def _groups(rows: Sequence[Row]) -> tuple[Group, ...]:
    by_place: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_place.setdefault((row.institution.municipality, row.institution.region), []).append(row)
    return tuple(
        Group(
            municipality,
            region,
            tuple(row for row in members if row.institution.kind is InstitutionKind.AUTHORITY),
            tuple(row for row in members if row.institution.kind is not InstitutionKind.AUTHORITY),
        )
        for (municipality, region), members in by_place.items()
    )


def _total(column: Column, index: int, rows: Sequence[Row], every: Sequence[Row]) -> Total:
    cells = [row.cells[index] for row in rows]
    known = [
        (cell.finding.value, cell.finding.share.teachers if cell.finding.share else row.institution.teachers)
        for row, cell in zip(rows, cells, strict=True)
        if cell.finding is not None and cell.finding.value is not None
    ]
    total: float | None = None
    summed = _municipal_sum(index, rows, every) if known and column.percent else None
    if summed is not None:
        total = summed
    elif known and column.percent:
        weights = [teachers for _value, teachers in known if teachers]
        if len(weights) == len(known):
            total = sum(value * (teachers or 0) for value, teachers in known) / sum(weights)
    elif known:
        total = sum(value for value, _teachers in known)
    return Total(column, dict(Counter(cell.verdict for cell in cells)), len(known), len(rows), total)


def _municipal_sum(index: int, rows: Sequence[Row], every: Sequence[Row]) -> float | None:
    """The per cent that the municipalities' own shares add up to, where they cover all institutions with a number: there a teacher
    of two schools is one, which a mean of their shares does not know. ``None`` where they do not."""
    known = Counter(
        row.institution.municipality for row in rows if (finding := row.cells[index].finding) is not None and finding.value is not None
    )
    took_part = teachers = 0
    for place, schools in known.items():
        shares = (
            finding.share for row in every
            if row.institution.kind is InstitutionKind.AUTHORITY and row.institution.municipality == place
            and (finding := row.cells[index].finding) is not None and finding.share is not None
        )  # fmt: skip
        share = next(shares, None)
        if share is None or share.took_part is None or not share.teachers or share.schools != schools:
            return None
        took_part, teachers = took_part + share.took_part, teachers + share.teachers
    return took_part / teachers * 100 if teachers else None


def _notes(data: RunData, programme: Programme) -> Iterable[str]:
    if data.run.finished is None:
        yield "Обход прерван и не завершён: таблица неполна. Повторите ту же команду, и он продолжится с того же места."
    if data.left_out:
        whole = len(data.institutions) + data.left_out
        yield f"Отчёт составлен по части организаций проверки ({number(len(data.institutions))} из {number(whole)}): итоги и места — только среди них."
    if data.run.programme_hash != programme.hash:
        yield (
            f"Выводы сделаны по программе «{data.run.programme}» в другой редакции, чем указанная сейчас; "
            "чтобы пересмотреть их без обхода сайтов, выполните команду check."
        )
    groups = {place.municipality for place in data.institutions}
    led = {place.municipality for place in data.institutions if place.kind is InstitutionKind.AUTHORITY}
    if led and groups - led:
        yield f"Нет органа управления в списке, муниципальный уровень не проверен: {', '.join(sorted(groups - led))}."
    missing = len({visit.school for visit in data.visits} ^ {institution.id for institution in data.institutions})
    if missing and data.run.finished is not None:
        yield f"Нет записи о посещении сайтов: {missing}. Их показатели остались без проверки."
