"""Two runs side by side, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from checks.model import VERDICT_TEXT, Finding
from db.model import RunInfo, StoredAct
from programmes.model import Programme
from reports.clean import address, line
from reports.compare import ActChange, Comparison, FindingChange
from reports.model import amount
from reports.plural import ACT, CHANGE, counted

_OTHER_YARDSTICK = (
    "Проверки сделаны по разным редакциям программы: разница выводов может говорить о программе, а не об организациях. "
    "Чтобы сравнить их, пересмотрите обе командой check с одной программой."
)


def show_comparison(console: Console, found: Comparison, programme: Programme) -> None:
    """Print the comparison: verdicts, new acts, acts that are gone, acts whose absence is doubtful."""
    console.print(Text(f"Проверка {_when(found.before)} → проверка {_when(found.after)}", "bold"))
    if not found.same_programme:
        console.print(Text(_OTHER_YARDSTICK, "yellow"))
    indicators = {indicator.id: indicator for indicator in programme.indicators}
    what = "Выводы" if found.same_programme else "Выводы по разным программам"
    _head(console, f"{what}: {counted(len(found.findings), CHANGE)}", found.findings)
    for change in found.findings:
        indicator = indicators.get(change.indicator)
        short = indicator.short if indicator else change.indicator
        percent = bool(indicator and indicator.type == "share")
        _item(
            console,
            f"{_name(found, change.school)}, {short}: {_verdict(change.before, percent)} → {_verdict(change.after, percent)}"
            + _why(change),
        )
    _head(console, f"Изменённые акты: {counted(len(found.changed_acts), ACT)}", found.changed_acts)
    for edit in found.changed_acts:
        _item(console, f"{_name(found, edit.school)}: {act_line(edit.before)} → {act_line(edit.after)} ({', '.join(edit.what)})")
    for title, acts in (
        ("Новые акты", found.new_acts),
        ("Исчезли с сайтов", found.removed_acts),
        ("Не найдены, но вывод об удалении был бы поспешным", found.doubtful_acts),
    ):
        _head(console, f"{title}: {counted(len(acts), ACT)}", acts)
        for act in acts:
            _item(console, f"{_name(found, act.school)}: {_act(act)}")
    for title, places in (("Новые организации", found.joined), ("Нет во второй проверке", found.left)):
        if places:
            _head(console, title, places)
            for place in places:
                _item(console, line(place.name))


def comparison_json(found: Comparison) -> dict[str, object]:
    """The comparison as plain dictionaries and lists."""
    return {
        "before": {"id": found.before.id, "as_of": found.before.as_of, "programme_hash": found.before.programme_hash},
        "after": {"id": found.after.id, "as_of": found.after.as_of, "programme_hash": found.after.programme_hash},
        "same_programme": found.same_programme,
        "findings": [
            {
                "school": change.school,
                "indicator": change.indicator,
                "before": _finding_json(change.before),
                "after": _finding_json(change.after),
                "cause": change.cause.value if change.cause else None,
                "doubt": change.doubt or None,
            }
            for change in found.findings
        ],
        "new_acts": _acts_json(found.new_acts),
        "changed_acts": [
            {"school": edit.school, "before": _act_json(edit.before), "after": _act_json(edit.after), "what": list(edit.what)}
            for edit in found.changed_acts
        ],
        "removed_acts": _acts_json(found.removed_acts),
        "doubtful_acts": _acts_json(found.doubtful_acts),
        "joined": [place.id for place in found.joined],
        "left": [place.id for place in found.left],
    }


def _finding_json(finding: Finding | None) -> dict[str, object] | None:
    if finding is None:
        return None
    return {"verdict": finding.verdict.value, "value": finding.value, "remarks": [remark.value for remark in finding.remarks]}


def _acts_json(changes: Iterable[ActChange]) -> list[dict[str, object]]:
    return [{"school": change.school, **_act_json(change.act), "doubt": change.doubt or None} for change in changes]


def _act_json(stored: StoredAct) -> dict[str, object]:
    act = stored.found.act
    return {
        "url": stored.found.url,
        "kind": act.kind.value,
        "number": act.number,
        "date": act.date.isoformat() if act.date else None,
        "title": act.title,
    }


def _head(console: Console, title: str, items: Sequence[object]) -> None:
    console.print()
    console.print(Text(title, "bold" if items else "dim"))


def _item(console: Console, text: str) -> None:
    console.print(Text(f"  {text}"))


def _name(found: Comparison, school: str) -> str:
    return line(found.names.get(school, school))


def _verdict(finding: Finding | None, percent: bool) -> str:
    if finding is None:
        return "не проверено"
    if finding.value is not None:
        return amount(finding.value, percent)
    return VERDICT_TEXT[finding.verdict]


def _why(change: FindingChange) -> str:
    said = [change.why, f"не подтверждено: {change.doubt}" if change.doubt else ""]
    shown = "; ".join(filter(None, said))
    return f" ({shown})" if shown else ""


def _act(change: ActChange) -> str:
    return act_line(change.act) + (f" ({change.doubt})" if change.doubt else "")


def act_line(stored: StoredAct) -> str:
    """An act in one line: kind, requisites, title, address."""
    act = stored.found.act
    parts = [act.kind.value]
    if act.number:
        parts.append(f"№ {line(act.number)}")
    if act.date:
        parts.append(f"от {act.date:%d.%m.%Y}")
    title = line(act.title, 120)
    return " ".join(parts) + (f" «{title}»" if title else "") + f", {address(stored.found.url)}"


def _when(run: RunInfo) -> str:
    return f"№ {run.id} (на {'.'.join(reversed(run.as_of.split('-')))})"
