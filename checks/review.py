"""The reviewer's word over the machine's: which decision holds for a finding, and the finding it makes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from checks.model import VERDICT_TEXT, DecisionKind, Finding, MachineWord, NumberAt, Remark, Review, Share, Verdict
from checks.review_model import DECIDING, Basis, Decision

REVIEWER = "решение проверяющего"
"""Where a number of teachers is from that a decision names."""
KIND_TEXT = {
    DecisionKind.ACCEPT: "вывод программы принят",
    DecisionKind.REJECT: "вывод программы отклонён",
    DecisionKind.ACT: "засчитан другой акт",
    DecisionKind.VALUE: "указано другое значение",
    DecisionKind.VERDICT: "вывод сделан проверяющим",
    DecisionKind.OBJECTION: "возражение организации",
    DecisionKind.WITHDRAW: "решение отозвано",
}


def standing(log: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions of one item that are neither replaced nor withdrawn, the oldest first: the last word on each state
    of the evidence."""
    last: dict[str, Decision] = {}
    withdrawn: set[int | None] = set()
    for entry in sorted(log, key=lambda item: item.id):
        if entry.kind is DecisionKind.WITHDRAW:
            withdrawn.add(entry.withdraws)
        elif entry.kind in DECIDING:
            last[entry.basis] = entry
    return tuple(sorted((item for item in last.values() if item.id not in withdrawn), key=lambda item: item.id))


def holds(decision: Decision, basis: Basis) -> bool:
    """Whether a decision was taken on this evidence: what it rests on is still there, and nothing new decides.

    «Есть» stands on its document, whatever else appears. «Нет» falls with any document that might be the one.
    """
    there = basis.present if decision.from_site else basis.current
    new = {basis.anchor} if decision.verdict in (Verdict.PRESENT, Verdict.PARTIAL) else basis.current
    if decision.from_site:
        new = new & basis.documents
    return decision.anchor in there and new <= decision.seen


def in_force(log: Iterable[Decision], basis: Basis) -> Decision | None:
    """The newest decision that holds, ``None`` when there is none."""
    return next((item for item in reversed(standing(log)) if holds(item, basis)), None)


def reviewed(finding: Finding, decision: Decision | None, as_of: date | None = None) -> Finding:
    """The machine's finding as the decision makes it. Without a decision it stays as it is.

    ``as_of`` is the reporting date: a number that was decided on stands at the last of the programme's dates that has come.
    """
    if decision is None or decision.verdict is None:
        return finding
    machine = MachineWord(finding.verdict, finding.value, finding.remarks, finding.explanation)
    evidence = finding.evidence
    added = 0
    if decision.kind is DecisionKind.ACT and decision.act is not None:
        evidence = (decision.act, *evidence)
        added = 1
    number = _number_decided_on(finding, decision, as_of)
    share = finding.share if decision.value != finding.value or decision.fraction else None
    review = Review(
        decision.id, decision.kind, decision.author, decision.decided, decision.comment, machine, added, number, share, decision.fraction
    )
    if number is not None:
        said = NumberAt(number.day, decision.value, stated=number.day if decision.value is not None else None, source="review")
        finding = replace(finding, numbers=tuple(said if item is number else item for item in finding.numbers))
    if share is not None:
        finding = replace(finding, share=_share_decided_on(share, decision))
    return replace(
        finding, verdict=decision.verdict, value=decision.value, remarks=decision.remarks,
        explanation=_explanation(decision, machine, finding.share is not None), evidence=evidence, reviewed=True, review=review,
        advice=finding.advice if decision.verdict is finding.verdict else (),
    )  # fmt: skip


def machine_finding(finding: Finding) -> Finding:
    """The finding as the machine had it before a decision."""
    review = finding.review
    if review is None:
        return finding
    machine = review.machine
    numbers = finding.numbers
    if review.number is not None:
        numbers = tuple(review.number if item.day == review.number.day else item for item in numbers)
    return replace(
        finding, verdict=machine.verdict, value=machine.value, remarks=machine.remarks, explanation=machine.explanation,
        evidence=finding.evidence[review.added :], reviewed=False, review=None, numbers=numbers, share=review.share or finding.share,
    )  # fmt: skip


def _share_decided_on(share: Share, decision: Decision) -> Share:
    """A percentage that was decided on has no numerator; who is counted as a teacher is then not in doubt."""
    if decision.fraction is None:
        return replace(share, took_part=None, exact=False, schools=0)
    took_part, teachers = decision.fraction
    return replace(share, took_part=took_part, teachers=teachers, teachers_source=REVIEWER, exact=False)


def _number_decided_on(finding: Finding, decision: Decision, as_of: date | None) -> NumberAt | None:
    """The machine's number that the decision's takes the place of; ``None`` where they are the same or there is none."""
    come = [item for item in finding.numbers if as_of is None or item.day <= as_of.isoformat()]
    if not come or decision.value == finding.value:
        return None
    return max(come, key=lambda item: item.day)


def differs(decision: Decision, machine: MachineWord) -> bool:
    """Whether the machine now says of the same evidence something else than when the decision was taken."""
    settled = {Remark.LOW_CONFIDENCE}
    before = decision.machine
    return (before.verdict, before.value, set(before.remarks) - settled) != (
        machine.verdict, machine.value, set(machine.remarks) - settled,
    )  # fmt: skip


def open_objections(log: Sequence[Decision]) -> tuple[Decision, ...]:
    """Objections that no later decision has answered."""
    answered = max((entry.id for entry in log if entry.kind in DECIDING), default=0)
    return tuple(entry for entry in log if entry.kind is DecisionKind.OBJECTION and entry.id > answered)


def outcome_text(verdict: Verdict, value: float | None) -> str:
    """«есть с замечаниями», «12»: a number where there is one."""
    return VERDICT_TEXT[verdict] if value is None else f"{value:.6g}".replace(".", ",")


def decided_text(decision: Decision) -> str:
    """What a decision comes to: «нет», «12», «30 % (12 из 40 педагогов)»."""
    text = outcome_text(decision.verdict, decision.value) if decision.verdict is not None else ""
    return f"{text} % ({decision.fraction[0]} из {decision.fraction[1]} педагогов)" if decision.fraction is not None else text


def day_text(moment: str) -> str:
    """The local day of an ISO time as ДД.ММ.ГГГГ."""
    return f"{datetime.fromisoformat(moment).astimezone():%d.%m.%Y}" if "T" in moment else ".".join(reversed(moment.split("-")))


def _explanation(decision: Decision, machine: MachineWord, share: bool) -> str:
    said = f"Решение проверяющего ({decision.author}, {day_text(decision.decided)}): {KIND_TEXT[decision.kind]}"
    if decision.kind is DecisionKind.VALUE or (decision.kind is DecisionKind.VERDICT and decision.verdict is not None):
        percent = " %" if share and decision.value is not None and decision.fraction is None else ""
        said += f" — {decided_text(decision)}{percent}"
    if decision.kind is DecisionKind.ACT and decision.act is not None:
        act = decision.act
        named = " ".join(
            part for part in (f"{act.kind} «{act.title}»", f"от {day_text(act.date)}" if act.date else "", f"№ {act.number}" if act.number else "")
            if part
        )  # fmt: skip
        said += f" — {named}"
    parts = [f"{said}. {_sentence(decision.comment)}"]
    if decision.objection:
        day = f" от {day_text(decision.objection_day)}" if decision.objection_day else ""
        parts.append(f"Возражение организации{day}: «{decision.objection}».")
    before, now = outcome_text(decision.machine.verdict, decision.machine.value), outcome_text(machine.verdict, machine.value)
    parts.append(f"Вывод программы — «{now}»: {machine.explanation}" if machine.explanation else f"Вывод программы — «{now}».")
    if before != now:
        parts.append(f"Когда принималось решение, программа делала вывод «{before}»; документы те же.")
    return " ".join(parts)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
