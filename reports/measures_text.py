"""Recommendations and their effect, for people and for programs."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from checks.recommendation import SITE, STATE_TEXT, State
from db.model import Tracked
from reports.clean import line
from reports.effect import Effect
from reports.model import Report
from reports.plural import NBSP, RECOMMENDATION, counted, number

_STYLE = {
    State.ISSUED: "bold",
    State.REPEATED: "bold red",
    State.RESOLVED: "green",
    State.WITHDRAWN: "dim",
    State.UNVERIFIED: "yellow",
}


def show_measures(console: Console, report: Report) -> None:
    """The run's recommendations, institution by institution."""
    console.print(Text(f"Рекомендации на {_day(report.run.as_of)}: {counted(len(report.measures), RECOMMENDATION)}", "bold"))
    for row in report.rows:
        items = report.measures_of(row.institution.id)
        if items:
            console.print()
            console.print(Text(line(row.title), "bold"))
        for item in items:
            head = Text(f"  № {item.recommendation.number} · {subject(report, item.recommendation.indicator)} · ")
            console.print(head.append(state_text(item), _STYLE[item.state]))
            console.print(Text(f"    {line(item.recommendation.text)}"))


def show_effects(console: Console, report: Report) -> None:
    """What became of recommendations, a line for each reporting date and indicator."""
    if not report.effects:
        console.print("Рекомендаций ещё не было.")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    for heading in ("Дата", "Показатель"):
        table.add_column(heading)
    for heading in ("выдано", "повт.", "вып.", "отозв.", "не пров.", f"вып.,{NBSP}%"):
        table.add_column(heading, justify="right")
    for effect in report.effects:
        numbers = [effect[state] for state in (State.ISSUED, State.REPEATED, State.RESOLVED, State.WITHDRAWN, State.UNVERIFIED)]
        table.add_row(_day(effect.as_of), subject(report, effect.indicator), *map(str, numbers), effect_share(effect))
    console.print(table)
    console.print(Text("повт. — повторено, вып. — выполнено, отозв. — отозвано, не пров. — не проверено; доля выполненных — от проверенных", "dim"))


def effect_share(effect: Effect) -> str:
    """«62,5», or a dash where nothing was there to check."""
    return "—" if effect.share is None else number(effect.share * 100)


def subject(report: Report, indicator: str) -> str:
    """The indicator's number and short name; the site as a whole has none."""
    if indicator == SITE:
        return "Сайт"
    return next((column.label for column in report.columns if column.id == indicator), f"показатель {line(indicator)}")


def state_text(item: Tracked) -> str:
    """«повторена (выдана 31.05.2025)», with the reason where there is one."""
    said = item.history[-1]
    since = f"выдана {_day(item.history[0].as_of)}" if len(item.history) > 1 else ""
    notes = "; ".join(filter(None, (since, line(said.note, 160))))
    return STATE_TEXT[said.state] + (f" ({notes})" if notes else "")


def measures_json(report: Report) -> dict[str, object]:
    """Recommendations with their histories, and the effect, as plain dictionaries and lists."""
    return {
        "run": {"id": report.run.id, "as_of": report.run.as_of},
        "recommendations": [
            {
                "number": item.recommendation.number,
                "school": item.recommendation.school,
                "indicator": item.recommendation.indicator or None,
                "ground": item.recommendation.ground,
                "text": item.recommendation.text,
                "state": item.state.value,
                "history": [
                    {"run": said.run_id, "as_of": said.as_of, "state": said.state.value, "note": said.note or None}
                    for said in item.history
                ],
            }
            for item in report.background.recommendations
        ],
        "effect": [
            {
                "as_of": effect.as_of,
                "indicator": effect.indicator or None,
                **{state.value: effect[state] for state in State},
                "share": effect.share,
            }
            for effect in report.effects
        ],
    }


def _day(iso: str) -> str:
    return ".".join(reversed(iso.split("-")))
