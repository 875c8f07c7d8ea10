"""The compliance table in the terminal: legible at 80 columns, without colours, and in a pipe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from checks.model import VERDICT_TEXT, Verdict
from checks.recommendation import OPEN
from reports.clean import line, middle
from reports.model import Cell, Column, Report, Row, Total, lacking_text
from reports.plural import FINDING, INSTITUTION, INSTITUTION_OF, SITE, counted
from reports.visits import visit_reason, visit_text
from reports.words import SHORT_VERDICT, remarks_text

STYLES = {
    Verdict.PRESENT: "green",
    Verdict.PARTIAL: "yellow",
    Verdict.ABSENT: "bold red",
    Verdict.UNKNOWN: "dim",
    None: "dim italic",
}
_SHORTER = (("детский сад", "д/с"), ("Детский сад", "Д/с"))
_CELL = max(len(text) for text in SHORT_VERDICT.values())
_NAME_LEAST = 16
_FEW = 3
"""Institutions of which each one's usual set of acts is shown."""
_ROOMY = 100
"""From this width on columns stand two spaces apart."""


def show(console: Console, report: Report, files: Sequence[object] = ()) -> None:
    """Table, totals, legend, who lacks documents, sites not read fully, paths of ``files``."""
    for note in report.notes:
        console.print(Text(note, style="yellow"))
    console.print(compliance_table(report, console.width))
    console.print(legend(report))
    decided = sum(cell.finding is not None and cell.finding.reviewed for row in report.rows for cell in row.cells)
    if decided:
        console.print(Text(f"По решению проверяющего: {counted(decided, FINDING)} (school-monitor review log)."))
    for block in (lacking(report), expected(report), unread(report)):
        if block is not None:
            console.print()
            console.print(block)
    if files:
        console.print()
        console.print(Text("Отчёты:", style="bold"))
        for path in files:
            console.print(Text(f"  {path}"), soft_wrap=True)


def expected(report: Report) -> Group | None:
    """The usual set of acts, found and not found, where few institutions were asked for; ``None`` otherwise."""
    if len(report.rows) > _FEW:
        return None
    lines: list[Text] = []
    for row in report.rows:
        for cell in row.cells:
            items = cell.finding.expected if cell.finding else ()
            if not items:
                continue
            lines.append(Text(f"{line(row.title)} — {line(cell.column.label)}: обычный набор актов", style="bold"))
            for item in items:
                there = f"найден: {line(item.title, 80)} {line(item.requisites)}".rstrip() if item.found else "не найден"
                lines.append(Text(f"  {line(item.name)} — {there}"))
    return Group(*lines) if lines else None


def compliance_table(report: Report, width: int) -> Table:
    """Institution × indicator, fitted to ``width`` columns of the terminal."""
    gap = 2 if width >= _ROOMY else 1
    table = Table(
        box=box.SIMPLE_HEAD,
        padding=(0, gap - 1, 0, 0),
        pad_edge=False,
        show_edge=False,
        title=Text(f"{line(report.programme.title)} — на {_day(report.run.as_of)}", style="bold"),
        title_justify="left",
        show_footer=bool(report.totals),
    )
    widths = _column_widths(report.columns, width, gap)
    room = max(_NAME_LEAST, width - sum(widths) - gap * len(widths))
    names = _names(report.rows, room)
    table.add_column(
        "Организация", Text("Итого по организациям", style="bold"), no_wrap=True, width=max(map(len, names.values()))
    )
    for column, total, wide in zip(report.columns, report.totals, widths, strict=True):
        table.add_column(
            _heading(column, wide),
            Text(_total(total), style="bold"),
            width=wide,
            justify="right" if column.numeric else "left",
        )
    several = len(report.groups) > 1
    for group in report.groups:
        if several:
            table.add_section()
            table.add_row(Text(_end(line(group.municipality) or "Без муниципалитета", room), style="bold underline"))
        for row in group.authorities:
            table.add_row(Text(names[row.institution.id], style="bold"), *map(_cell, row.cells))
        if group.authorities and group.rows:
            table.add_section()
        for row in group.rows:
            table.add_row(Text(names[row.institution.id]), *map(_cell, row.cells))
    return table


def legend(report: Report) -> Group:
    """What words and columns mean."""
    lines: list[Text] = [
        Text.assemble(f"{line(column.label)}: ", (line(column.name), "dim"))
        for column in report.columns
        if column.name != column.short
    ]
    words = Text()
    for verdict, text in SHORT_VERDICT.items():
        words.append(text, style=STYLES[verdict]).append(f" — {_MEANING[verdict]}; ")
    words.append("*").append(" — число с замечаниями. «Нет данных» — не ноль и не «нет». ")
    words.append("Итого — у скольких есть, в том числе с замечаниями; органы управления в нём не считаются.")
    return Group(*lines, words)


_MEANING = {
    Verdict.PRESENT: "акт найден",
    Verdict.PARTIAL: VERDICT_TEXT[Verdict.PARTIAL],
    Verdict.ABSENT: "искали и не нашли",
    Verdict.UNKNOWN: "проверить не удалось",
}


def lacking(report: Report) -> Group | None:
    """The institutions that lack documents; ``None`` when none does."""
    rows = report.lacking
    if not rows:
        return None
    head = Text(f"Нет документов у {counted(len(rows), INSTITUTION_OF)}:", style="bold")
    return Group(head, *(_item(row, lacking_text(row)) for row in rows))


def problems(report: Report) -> Group:
    """Who lacks documents, institution by institution: what is missing or has a remark, and what to do about it."""
    rows = report.lacking
    if not rows:
        return Group(Text("Организаций, у которых установлено отсутствие документов, нет.", style="bold"))
    lines: list[Text | Padding] = [Text(f"Нет документов у {counted(len(rows), INSTITUTION_OF)} из {len(report.rows)}", style="bold")]
    for row in rows:
        lines += [Text(), Text(line(row.title), style="bold underline")]
        for cell in row.cells:
            finding = cell.finding
            if finding is None or finding.verdict not in (Verdict.ABSENT, Verdict.PARTIAL) or cell.column.numeric:
                continue
            head = Text.assemble((f"{cell.column.label}: {VERDICT_TEXT[finding.verdict]}", STYLES[finding.verdict]))
            if finding.remarks:
                head.append(f" ({remarks_text(finding.remarks)})")
            lines.append(Padding(head, (0, 0, 0, 2)))
            if finding.nearest_miss is not None and finding.verdict is Verdict.ABSENT:
                miss = finding.nearest_miss
                lines.append(Padding(Text(f"ближе всего: «{line(miss.title, 120)}» — {line(miss.why)}", style="dim"), (0, 0, 0, 4)))
        for item in report.measures_of(row.institution.id):
            if item.state in OPEN:
                text = f"№ {item.recommendation.number}. {line(item.recommendation.text)}"
                lines.append(Padding(Text(text), (0, 0, 0, 4)))
    return Group(*lines)


def unread(report: Report) -> Group | None:
    """The sites that could not be read fully, with the reason; ``None`` when all were read."""
    rows = report.not_fully_read
    if not rows:
        return None
    head = Text(f"Не прочитано полностью: {counted(len(rows), SITE)} из {len(report.rows)}", style="bold")
    return Group(head, *(_item(row, unread_text(row)) for row in rows))


def unread_text(row: Row) -> str:
    """Status and reason of a visit."""
    reason = visit_reason(row.visit)
    return visit_text(row.visit) + (f": {reason}" if reason else "")


def summary(report: Report) -> str:
    """One sentence for logs and quiet runs."""
    bad = len(report.not_fully_read)
    tail = f"прочитано не полностью: {counted(bad, SITE)}" if bad else "все сайты прочитаны"
    return f"Проверено: {counted(len(report.rows), INSTITUTION)}; {tail}."


def _item(row: Row, text: str) -> Padding:
    return Padding(Text.assemble(line(row.title), " — ", (text, "dim")), (0, 0, 0, 2))


def _column_widths(columns: Sequence[Column], width: int, gap: int) -> list[int]:
    """Room for the longest word of each heading where the terminal has it, otherwise just for the verdicts."""
    wanted = [max(_CELL, *(len(word) for word in line(column.short).split())) for column in columns]
    return wanted if width - sum(wanted) - gap * len(wanted) >= 2 * _NAME_LEAST else [_CELL] * len(columns)


def _heading(column: Column, width: int) -> Text:
    return Text(" ".join(word if len(word) <= width else word[: width - 1] + "." for word in line(column.short).split()))


def _total(total: Total) -> str:
    return f"{total.text}\n{total.basis}" if total.basis else total.text


def _cell(cell: Cell) -> Text:
    return Text(cell.text, style=STYLES[cell.verdict])


def _names(rows: Sequence[Row], room: int) -> dict[str, str]:
    """Names cut to ``room``, at the end or, where that would make two of them alike, in the middle."""
    full = {row.institution.id: _abbreviated(line(row.title), room) for row in rows}
    cut = {id: _end(name, room) for id, name in full.items()}
    alike = Counter(cut.values())
    return {id: middle(full[id], room) if alike[name] > 1 else name for id, name in cut.items()}


def _abbreviated(name: str, room: int) -> str:
    if len(name) > room:
        for long, short in _SHORTER:
            name = name.replace(long, short)
    return name


def _end(name: str, room: int) -> str:
    return name if len(name) <= room else name[: room - 1].rstrip() + "…"


def _day(iso: str) -> str:
    parts = iso.split("-")
    return ".".join(reversed(parts)) if len(parts) == 3 else iso
