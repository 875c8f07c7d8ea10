"""Charts for all formats, drawn with one library. Hatching and markers tell the parts apart also in black and white."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from checks.model import VERDICT_TEXT, Verdict
from reports.model import Column, Report, Total
from reports.plural import number
from reports.words import NOT_CHECKED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

_LOOK: dict[Verdict | None, tuple[str, str]] = {
    Verdict.PRESENT: ("#2f6f4e", ""),
    Verdict.PARTIAL: ("#e0b64a", "//"),
    Verdict.ABSENT: ("#b5402f", "xx"),
    Verdict.UNKNOWN: ("#d9dde2", ""),
    None: ("#ffffff", ""),
}
"""Fill and hatching of a verdict's part; the fills differ in lightness too."""
_LINES = (("o", "-"), ("s", "--"), ("^", ":"), ("D", "-."), ("v", (0, (5, 1))), ("P", (0, (1, 1))))
_INCHES = 6.7
_DPI = 160


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart. ``alt`` says in words what it shows."""

    name: str
    title: str
    alt: str
    figure: Figure

    def image(self, form: Literal["png", "svg"]) -> bytes:
        """The picture; the same report gives the same bytes."""
        import matplotlib

        stream = BytesIO()
        with matplotlib.rc_context({"svg.hashsalt": "school-monitor", "svg.fonttype": "none", "hatch.linewidth": 0.6}):
            self.figure.savefig(stream, format=form, dpi=_DPI, metadata={"Date": None} if form == "svg" else {"Software": None})
        return stream.getvalue()


def charts(report: Report) -> tuple[Chart, ...]:
    """The charts a report has data for: verdicts by indicator, shares by year, levels of the rating."""
    return tuple(chart for chart in (_verdicts(report), _years(report), _levels(report)) if chart is not None)


def _verdicts(report: Report) -> Chart | None:
    totals = [total for total in report.totals if not total.column.numeric and total.rows]
    if not totals:
        return None
    figure, axes = _axes(0.9 + 0.5 * len(totals))
    kinds = [kind for kind in (*Verdict, None) if any(total.counts.get(kind) for total in totals)]
    left = [0] * len(totals)
    for kind in kinds:
        fill, hatch = _LOOK[kind]
        values = [total.counts.get(kind, 0) for total in totals]
        label = VERDICT_TEXT[kind] if kind else NOT_CHECKED
        bars = axes.barh(range(len(totals)), values, left=left, color=fill, hatch=hatch, edgecolor="#333", linewidth=0.6, label=label)
        texts = axes.bar_label(bars, [str(value) if value else "" for value in values], label_type="center", fontsize=8)
        for text in texts:
            text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1.2, "alpha": 0.9} if text.get_text() else None)
        left = [one + other for one, other in zip(left, values, strict=True)]
    axes.set_yticks(range(len(totals)), [total.column.label for total in totals])
    axes.invert_yaxis()
    axes.set_xlabel("организаций")
    axes.xaxis.set_major_locator(_whole_numbers())
    figure.legend(loc="outside lower center", ncols=len(kinds), frameon=False, fontsize=8)
    said = "; ".join(f"{total.column.short}: {_counts(total, kinds)}" for total in totals)
    return Chart("verdicts", "Выводы по показателям", f"Число организаций. {said}.", figure)


def _counts(total: Total, kinds: list[Verdict | None]) -> str:
    return ", ".join(f"{VERDICT_TEXT[kind] if kind else NOT_CHECKED} — {total.counts.get(kind, 0)}" for kind in kinds)


def _years(report: Report) -> Chart | None:
    columns = [column for column in report.columns if not column.numeric]
    if not report.background.history or not columns:
        return None
    days = [past.run.as_of for past in report.background.history] + [report.run.as_of]
    figure, axes = _axes(2.9)
    said = []
    for column, (marker, line) in zip(columns, _LINES * len(columns), strict=False):
        values = [share for _day, share in shares_by_day(report, column)]
        shown = [float("nan") if value is None else value * 100 for value in values]
        axes.plot(range(len(days)), shown, marker=marker, linestyle=line, color="#222", label=column.label, linewidth=1.2, markersize=5)
        said.append(f"{column.short}: " + ", ".join("—" if value is None else number(value * 100) for value in values))
    axes.set_xticks(range(len(days)), [".".join(reversed(day.split("-"))) for day in days])
    axes.set_ylim(-4, 104)
    axes.set_ylabel("организаций с актом, %")
    axes.grid(axis="y", linewidth=0.4)
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=8)
    return Chart("years", "Доля организаций, у которых есть акт, по годам", f"Проценты по отчётным датам. {'; '.join(said)}.", figure)


def shares_by_day(report: Report, column: Column) -> tuple[tuple[str, float | None], ...]:
    """Reporting date and share (0…1) of the institutions with the act (also with remarks) among those with data, this run last.

    Only institutions of this report are counted; ``None`` where no data are.
    """
    schools = {row.institution.id for group in report.groups for row in group.rows}
    found: list[tuple[str, float | None]] = []
    for past in report.background.history:
        verdicts = [verdict for (school, id), (verdict, _value) in past.verdicts.items() if id == column.id and school in schools]
        found.append((past.run.as_of, _share(verdicts)))
    index = report.columns.index(column)
    now = [row.cells[index].verdict for group in report.groups for row in group.rows]
    found.append((report.run.as_of, _share([verdict for verdict in now if verdict is not None])))
    return tuple(found)


def _share(verdicts: list[Verdict]) -> float | None:
    known = [verdict for verdict in verdicts if verdict is not Verdict.UNKNOWN]
    if not known:
        return None
    return sum(verdict in (Verdict.PRESENT, Verdict.PARTIAL) for verdict in known) / len(known)


def _levels(report: Report) -> Chart | None:
    names = [step.name for step in sorted(report.programme.rating, key=lambda step: -step.minimum)]
    ranked = report.rating.ranked
    if not names or not ranked:
        return None
    counts = [sum(item.level == name for item in ranked) for name in names]
    labels = [*names, "нет данных"] if report.rating.apart else names
    values = [*counts, len(report.rating.apart)] if report.rating.apart else counts
    figure, axes = _axes(2.4)
    looks = [("#2f6f4e", ""), ("#e0b64a", "//"), ("#b5402f", "xx")] * len(names)
    fills = [*looks[: len(names)], ("#d9dde2", "")]
    bars = axes.bar(labels, values, width=0.55, edgecolor="#333", linewidth=0.6)
    for bar, (fill, hatch) in zip(bars, fills, strict=False):
        bar.set_facecolor(fill)
        bar.set_hatch(hatch)
    axes.bar_label(bars, fontsize=9, padding=2)
    axes.set_ylabel("организаций")
    axes.margins(y=0.15)
    axes.yaxis.set_major_locator(_whole_numbers())
    said = ", ".join(f"{label} — {value}" for label, value in zip(labels, values, strict=True))
    return Chart("levels", "Уровни организаций", f"Число организаций по уровням: {said}.", figure)


def _axes(height: float) -> tuple[Figure, Axes]:
    make = _figure_class()
    figure = make(figsize=(_INCHES, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=9)
    return figure, axes


def _whole_numbers() -> MaxNLocator:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(integer=True)


@cache
def _figure_class() -> type[Figure]:
    """The drawing library, imported with the first chart: a table in the terminal need not wait for it."""
    from matplotlib.figure import Figure

    return Figure
