"""Runs that were, runs that are due, runs that were missed: for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.model import Visit
from db.model import RunInfo
from programmes.calendar import Stage, awaited, coming, missed
from programmes.model import Programme
from programmes.planned import Installation
from reports.dates import day, moment
from reports.plural import SITE, counted
from reports.visits import fully_read

_NOWHERE = Installation()
_PART = 0.5
"""A run of less than this share of the largest run's institutions is a trial, not the monitoring of a stage."""


@dataclass(frozen=True, slots=True)
class RunState:
    """A run with what became of its sites."""

    info: RunInfo
    sites: int
    read: int
    not_read: int
    not_begun: int
    resumable: bool

    @property
    def state(self) -> str:
        """In Russian: finished, crawled without verdicts, or broken off."""
        if self.info.finished is None:
            return "не завершена"
        return "завершена" if self.info.status == "finished" else "обход без выводов"


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a monitoring database on a day; ``runs`` are the newest first."""

    today: date
    runs: tuple[RunState, ...]
    coming: tuple[Stage, ...]
    awaited: tuple[Stage, ...]
    missed: tuple[Stage, ...]
    planned: Installation = _NOWHERE


def run_state(info: RunInfo, visits: Sequence[Visit], loaded: int, resumable: bool) -> RunState:
    """``loaded`` is how many of the visits are over and stored."""
    read = sum(fully_read(visit) for visit in visits)
    return RunState(info, len(visits), read, loaded - read, len(visits) - loaded, resumable)


def status(
    runs: Sequence[RunState], programme: Programme, today: date, shown: int, planned: Installation = _NOWHERE
) -> Status:
    """The status on ``today`` from all runs, the oldest first; of them the newest ``shown`` are kept."""
    largest = max((run.sites for run in runs), default=0)
    days = [begun(run.info) for run in runs if run.sites >= _PART * largest]
    return Status(
        today, tuple(reversed(runs))[:shown], coming(programme, today), awaited(programme, today, days),
        missed(programme, today, days), planned,
    )  # fmt: skip


def begun(info: RunInfo) -> date:
    """The local day a run was begun on."""
    return datetime.fromisoformat(info.started).astimezone().date()


def status_json(found: Status) -> dict[str, object]:
    """The status as plain dictionaries and lists."""
    return {
        "today": found.today.isoformat(),
        "runs": [
            {
                "id": run.info.id, "started": run.info.started, "finished": run.info.finished, "as_of": run.info.as_of,
                "programme": run.info.programme, "state": run.info.status, "complete": run.info.finished is not None,
                "sites": run.sites, "read": run.read, "not_read": run.not_read, "not_begun": run.not_begun,
                "resumable": run.resumable,
            }
            for run in found.runs
        ],
        "coming": [_stage(stage) for stage in found.coming],
        "awaited": [_stage(stage) for stage in found.awaited],
        "missed": [_stage(stage) for stage in found.missed],
        "schedule": {
            "installed": found.planned.installed,
            "found": [asdict(item) for item in found.planned.found],
            "unknown": found.planned.unknown or None,
        },
    }  # fmt: skip


def _stage(stage: Stage) -> dict[str, str]:
    return {"name": stage.name, "start": stage.start.isoformat(), "end": stage.end.isoformat()}


def show_status(console: Console, found: Status) -> None:
    """Tables of runs and dates, then what to do."""
    if found.runs:
        console.print(_runs(found.runs))
    else:
        console.print(Text("Проверок ещё не было: school-monitor run"))
    for run in found.runs:
        if run.info.finished is None:
            console.print(Text(_how_to_go_on(run), "yellow"))
        elif run.info.status == "crawled":
            console.print(Text(f"Проверка № {run.info.id}: сайты прочитаны, выводов нет — school-monitor check --run {run.info.id}", "yellow"))
    console.print()
    console.print(_dates(found))
    for text, style in _schedule_lines(found.planned):
        console.print(Text(text, style))
    for stage in found.missed:
        console.print(Text(f"Пропущено: {stage.name}, {_span(stage)} — запуска не было.", "bold red"))
    for stage in found.awaited:
        console.print(Text(f"Идёт {stage.name} ({_span(stage)}), а запуска ещё не было: school-monitor run", "yellow"))


def _schedule_lines(planned: Installation) -> Iterator[tuple[str, str]]:
    """What starts the runs, for people: text and style."""
    for item in planned.found:
        name = f"Расписание {item.name} ({item.planner})"
        if not item.ours:
            yield f"{name} — для другой базы.", ""
        elif item.active:
            yield f"{name}: установлено.", ""
        elif item.active is None:
            yield f"{name}: файлы на месте, включено ли — узнать не удалось: {item.why}", "yellow"
        else:
            yield f"{name}: выключено. Включить: systemctl --user enable --now {item.name}.timer", "bold red"
    if planned.unknown:
        yield f"Установлено ли расписание, узнать не удалось: {planned.unknown}", "yellow"
    elif not any(item.ours for item in planned.found):
        yield "Расписание для этой базы не установлено: school-monitor schedule --install", "yellow"


def _runs(runs: Sequence[RunState]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, title="Последние проверки", title_justify="left")
    for heading in ("№", "Начата", "На дату", "Состояние", "Сайтов", "Прочитано", "Не полностью", "Не начато"):
        table.add_column(heading)
    for run in runs:
        info = run.info
        table.add_row(
            str(info.id), moment(info.started), day(info.as_of), Text(run.state, "yellow" if info.finished is None else ""),
            *map(str, (run.sites, run.read, run.not_read, run.not_begun)),
        )  # fmt: skip
    return table


def _dates(found: Status) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, title="Календарь программы", title_justify="left")
    for heading in ("Когда", "Что", "Через"):
        table.add_column(heading)
    for stage in found.coming:
        left = (stage.start - found.today).days
        table.add_row(_span(stage), stage.name, f"{left} дн." if left > 0 else "сейчас")
    return table


def _how_to_go_on(run: RunState) -> str:
    left = counted(run.not_begun, SITE)
    if run.resumable:
        return f"Проверка № {run.info.id} не завершена, осталось {left}: повторите ту же команду, и она продолжит с этого места."
    return f"Проверка № {run.info.id} не завершена и уже не продолжается (прошло больше двух недель): начните новую."


def _span(stage: Stage) -> str:
    return f"{stage.start:%d.%m.%Y}–{stage.end:%d.%m.%Y}"
