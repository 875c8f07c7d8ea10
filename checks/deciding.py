"""Whether a decision can be taken, and the log entry it makes. The command line and tables ask here alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from checks.model import VERDICT_TEXT, DecisionKind, Evidence, Finding, MachineWord, Remark, Verdict
from checks.review import in_force, outcome_text
from checks.review_model import Basis, Decision, ReviewProblem
from programmes.model import Indicator

MAX_TEXT = 4000
_MOST_POSTS = 10_000
_FOUND = frozenset({Verdict.PRESENT, Verdict.PARTIAL})


@dataclass(frozen=True, slots=True)
class Request:
    """What a reviewer asks for. ``act_key`` is the key of a chosen act of the site, empty for one entered by hand."""

    kind: DecisionKind
    comment: str = ""
    author: str = ""
    verdict: Verdict | None = None
    value: float | None = None
    fraction: tuple[int, int] | None = None
    """A share as numerator and denominator, in place of ``value``."""
    act: Evidence | None = None
    act_key: str = ""
    objection: str = ""
    objection_day: date | None = None
    source: str = ""
    import_key: str = ""


def decide(
    request: Request,
    finding: Finding,
    basis: Basis,
    indicator: Indicator,
    log: Sequence[Decision],
    run_id: int,
    moment: str,
    today: date,
) -> Decision:
    """The log entry for a request about the machine's ``finding``. Raises ``ReviewProblem`` when it makes no sense."""
    author, comment = _filled("author", request.author, "не указано, кто принял решение"), request.comment.strip()
    if request.kind is not DecisionKind.OBJECTION:
        comment = _filled("comment", comment, "решение без пояснения не принимается: укажите, на чём оно основано")
    objection = request.objection.strip()
    for field, text in (("comment", comment), ("author", author), ("objection", objection)):
        if len(text) > MAX_TEXT:
            raise ReviewProblem(field, f"текст длиннее {MAX_TEXT} знаков")
    day = request.objection_day
    if day is not None and day > today:
        raise ReviewProblem("objection_day", f"дата возражения {day:%d.%m.%Y} ещё не наступила")
    if day is not None and not objection:
        raise ReviewProblem("objection", "указана дата возражения, а его текста нет")
    request = _with_share(request, indicator)
    verdict, value, remarks, withdraws = _outcome(request, finding, basis, indicator, log)
    return Decision(
        school=finding.school, indicator=finding.indicator, kind=request.kind, comment=comment, author=author, decided=moment,
        basis=basis.digest, anchor=request.act_key if request.kind is DecisionKind.ACT and request.act_key else basis.anchor,
        seen=basis.seen, machine=MachineWord(finding.verdict, finding.value, finding.remarks, finding.explanation),
        run_id=run_id, verdict=verdict, value=value, fraction=request.fraction, remarks=remarks,
        act=request.act if request.kind is DecisionKind.ACT else None, objection=objection,
        objection_day=day.isoformat() if day else "", withdraws=withdraws, source=request.source, import_key=request.import_key,
    )  # fmt: skip


def _with_share(request: Request, indicator: Indicator) -> Request:
    """The request with the per cent that its numerator and denominator make."""
    if request.fraction is None:
        return request
    took_part, teachers = request.fraction
    _only(request.value is None, "значение указано дважды", "value")
    _only(indicator.type == "share", f"показатель {indicator.id} — не доля: «{took_part} из {teachers}» для него не значение", "value")
    _only(teachers > 0, "педагогов не может быть 0: доля от нуля не считается", "value")
    _only(took_part <= teachers, f"участников ({took_part}) больше, чем педагогов ({teachers})", "value")
    return replace(request, value=round(took_part / teachers * 100, 1))


def _outcome(
    request: Request, finding: Finding, basis: Basis, indicator: Indicator, log: Sequence[Decision]
) -> tuple[Verdict | None, float | None, tuple[Remark, ...], int | None]:
    numeric = indicator.type != "acts"
    kind = request.kind
    if request.value is not None and kind is not DecisionKind.VALUE:
        raise ReviewProblem("value", "значение указывают только с решением «другое значение»")
    if request.act is not None and kind is not DecisionKind.ACT:
        raise ReviewProblem("act", "акт указывают только с решением «другой акт»")
    if kind in (DecisionKind.OBJECTION, DecisionKind.WITHDRAW):
        _only(request.verdict is None, "вывод указан, а решения о нём нет")
    if kind is DecisionKind.OBJECTION:
        if not request.objection.strip():
            raise ReviewProblem("objection", "текст возражения не указан")
        return None, None, (), None
    if kind is DecisionKind.WITHDRAW:
        held = in_force(log, basis)
        if held is None:
            raise ReviewProblem("decision", "отзывать нечего: действующего решения по этому пункту нет")
        return None, None, (), held.id
    if kind is DecisionKind.ACCEPT:
        _only(request.verdict in (None, finding.verdict), "«принять» оставляет вывод программы; для иного вывода есть «другой вывод»")
        return finding.verdict, finding.value, tuple(r for r in finding.remarks if r is not Remark.LOW_CONFIDENCE), None
    if kind is DecisionKind.VALUE:
        _only(numeric, f"показатель {indicator.id} — не число", "value")
        _only(request.verdict in (None, Verdict.PRESENT), "у значения вывод всегда «есть»")
        return Verdict.PRESENT, _number(request.value, indicator), (), None
    if kind is DecisionKind.REJECT:
        return _rejected(request, finding, numeric), None, (), None
    if kind is DecisionKind.ACT:
        _only(not numeric, f"показатель {indicator.id} — число: акт на него не влияет, укажите значение", "decision")
        if request.act is None or not (request.act.title or request.act.url):
            raise ReviewProblem("act", "акт не указан: нужен его адрес или название")
        verdict = request.verdict or Verdict.PRESENT
        _only(verdict in _FOUND, "с актом вывод может быть «есть» или «есть с замечаниями»")
        return verdict, None, _act_remarks(request.act), None
    if request.verdict is None:
        raise ReviewProblem("verdict", "вывод не указан")
    if numeric and request.verdict is not Verdict.UNKNOWN:
        raise ReviewProblem("verdict", f"показатель {indicator.id} — число: укажите значение")
    kept = finding.remarks if request.verdict is finding.verdict else ()
    return request.verdict, None, kept, None


def _rejected(request: Request, finding: Finding, numeric: bool) -> Verdict:
    if numeric:
        _only(finding.value is not None, "отклонять нечего: значения нет; укажите его решением «другое значение»", "decision")
        _only(request.verdict in (None, Verdict.UNKNOWN), "отклонённое число — «нет данных»; другое число указывают значением")
        return Verdict.UNKNOWN
    if finding.verdict not in _FOUND:
        text = f"отклонять нечего: вывод программы — «{VERDICT_TEXT[finding.verdict]}»; укажите акт или другой вывод"
        raise ReviewProblem("decision", text)
    verdict = request.verdict or Verdict.ABSENT
    _only(verdict is not finding.verdict, "отклонить и оставить тот же вывод нельзя")
    return verdict


def _act_remarks(act: Evidence) -> tuple[Remark, ...]:
    missing = (Remark.NO_REQUISITES,) if act.number is None or act.date is None else ()
    return tuple(dict.fromkeys(r for r in (*act.remarks, *missing) if r is not Remark.LOW_CONFIDENCE))


def _number(value: float | None, indicator: Indicator) -> float:
    if value is None:
        raise ReviewProblem("value", "значение не указано")
    most = 100 if indicator.type == "share" else _MOST_POSTS
    if not 0 <= value <= most:
        raise ReviewProblem("value", f"значение {outcome_text(Verdict.PRESENT, value)} вне пределов от 0 до {most}")
    return value


def _filled(field: str, text: str, message: str) -> str:
    if not text.strip():
        raise ReviewProblem(field, message)
    return text.strip()


def _only(condition: bool, message: str, field: str = "verdict") -> None:
    if not condition:
        raise ReviewProblem(field, message)
