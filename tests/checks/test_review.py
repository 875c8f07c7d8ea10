"""The reviewer's word: on what evidence it holds, what it makes of a finding, and which decisions make no sense."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from checks.basis import ActKeys, act_key, basis_of, stated_key
from checks.deciding import Request, decide
from checks.model import (
    DecisionKind,
    Event,
    Evidence,
    Finding,
    FoundAct,
    Judgement,
    MachineWord,
    NearestMiss,
    NumberAt,
    Remark,
    Share,
    Verdict,
)
from checks.queue import Case, Reason, item, queue
from checks.review import differs, holds, in_force, machine_finding, reviewed, standing
from checks.review_model import Basis, Decision, ReviewProblem
from extractors.model import Act, ActKind, Level
from programmes import bundled, load_programme

PROGRAMME = load_programme(bundled())
NO_ACTS = ActKeys((), frozenset())
TODAY = date(2025, 6, 10)
MOMENT = "2025-06-10T09:00:00+00:00"
A = Basis("a", frozenset({"a", "near"}), frozenset({"a", "near", "seen"}), frozenset({"a", "near", "seen"}))


def evidence(**more: object) -> Evidence:
    """The deciding act."""
    values: dict[str, object] = {
        "act_id": 1, "url": "https://s.example/1.pdf", "page_url": "", "link_text": "", "kind": "положение", "title": "О наставничестве",
        "number": "5-од", "date": "2024-09-02", "issuer": "", "level": Level.SCHOOL, "quote": "", "sha256": "ab", "fetched": MOMENT,
        "text_source": "text",
    }  # fmt: skip
    return Evidence(**(values | more))  # type: ignore[arg-type]


def finding(verdict: Verdict = Verdict.PRESENT, indicator: str = "3", **more: object) -> Finding:
    """The machine's finding."""
    return replace(Finding("s1", indicator, verdict, explanation="Найден акт.", evidence=(evidence(),)), **more)  # type: ignore[arg-type]


def take(kind: DecisionKind, of: Finding | None = None, basis: Basis = A, id: int = 1, log: tuple[Decision, ...] = (), **more: object) -> Decision:
    """A decision as it is logged under ``id``."""
    of = of or finding()
    request = Request(kind, **({"comment": "смотрел", "author": "Орлова"} | more))  # type: ignore[arg-type]
    made = decide(request, of, basis, PROGRAMME.indicator(of.indicator), log, 1, MOMENT, TODAY)
    return replace(made, id=id)


@pytest.mark.parametrize(
    ("kind", "now", "held"),
    [
        (DecisionKind.ACCEPT, A, True),
        (DecisionKind.ACCEPT, Basis("a", frozenset({"a", "new"}), frozenset({"a", "new"})), True),
        (DecisionKind.ACCEPT, Basis("seen", frozenset({"a", "seen"}), frozenset({"a", "seen"})), True),
        (DecisionKind.ACCEPT, Basis("new", frozenset({"a", "new"}), frozenset({"a", "new"})), False),
        (DecisionKind.ACCEPT, Basis("seen", frozenset({"seen"}), frozenset({"seen"})), False),
        (DecisionKind.ACCEPT, Basis("nothing:unknown", frozenset({"nothing:unknown"}), frozenset()), False),
        (DecisionKind.REJECT, A, True),
        (DecisionKind.REJECT, Basis("a", frozenset({"a", "seen"}), frozenset()), True),
        (DecisionKind.REJECT, Basis("a", frozenset({"a", "new"}), frozenset()), False),
        (DecisionKind.REJECT, Basis("nothing:absent", frozenset({"nothing:absent"}), frozenset()), False),
    ],
)
def test_a_decision_holds_on_its_evidence(kind: DecisionKind, now: Basis, held: bool) -> None:
    assert holds(take(kind), now) is held


def test_a_chosen_act_holds_while_it_is_on_the_site() -> None:
    decision = take(DecisionKind.ACT, act=evidence(title="Другое"), act_key="seen")
    assert decision.anchor == "seen"
    assert holds(decision, A)
    nothing = Basis("nothing:unknown", frozenset({"nothing:unknown"}), frozenset(), frozenset({"seen"}))
    assert holds(decision, nothing)
    assert not holds(decision, replace(nothing, present=frozenset()))
    assert not holds(decision, Basis("new", frozenset({"new"}), frozenset(), frozenset({"seen"})))


def test_an_act_entered_by_hand_rests_on_what_the_machine_found() -> None:
    of = finding(Verdict.ABSENT, evidence=())
    nothing = Basis("nothing:absent", frozenset({"nothing:absent"}), frozenset({"nothing:absent"}))
    decision = take(DecisionKind.ACT, of, nothing, act=evidence(fetched="", sha256=""))
    assert holds(decision, replace(nothing, current=frozenset({"nothing:absent", "another miss"})))
    assert not holds(decision, A)


def test_what_is_not_known_is_no_absence() -> None:
    """«Нет» of a site that was read does not stand for a year in which it could not be."""
    of = finding(Verdict.ABSENT, evidence=())
    before = basis_of(PROGRAMME.indicator("3"), of, (), (), NO_ACTS)
    now = basis_of(PROGRAMME.indicator("3"), replace(of, verdict=Verdict.UNKNOWN), (), (), NO_ACTS)
    assert not holds(take(DecisionKind.ACCEPT, of, before), now)


def test_the_last_word_counts_and_withdrawing_leaves_nothing() -> None:
    first, second = take(DecisionKind.ACCEPT), take(DecisionKind.REJECT, id=2)
    assert in_force((first, second), A) == second
    assert standing((first, second)) == (second,)
    back = take(DecisionKind.WITHDRAW, id=3, log=(first, second))
    assert back.withdraws == 2
    assert in_force((first, second, back), A) is None
    third = take(DecisionKind.ACCEPT, id=4)
    assert in_force((first, second, back, third), A) == third


def test_an_older_decision_comes_back_with_its_evidence() -> None:
    other = Basis("b", frozenset({"b"}), frozenset({"b"}))
    first, second = take(DecisionKind.ACCEPT), take(DecisionKind.REJECT, basis=other, id=2)
    assert in_force((first, second), A) == first
    assert in_force((first, second), other) == second


def test_the_machines_word_stays_beside() -> None:
    of = finding(Verdict.PARTIAL, remarks=(Remark.LOW_CONFIDENCE, Remark.DRAFT))
    made = reviewed(of, take(DecisionKind.ACCEPT, of))
    assert (made.verdict, made.reviewed, made.remarks) == (Verdict.PARTIAL, True, (Remark.DRAFT,))
    assert made.explanation.startswith("Решение проверяющего (Орлова, 10.06.2025): вывод программы принят. смотрел.")
    assert made.explanation.endswith("Вывод программы — «есть с замечаниями»: Найден акт.")
    assert machine_finding(made) == of
    assert reviewed(of, None) is of


def test_a_chosen_act_stands_before_the_machines_evidence() -> None:
    made = reviewed(finding(), take(DecisionKind.ACT, act=evidence(title="Другое", number=None), act_key="seen"))
    assert [act.title for act in made.evidence] == ["Другое", "О наставничестве"]
    assert made.remarks == (Remark.NO_REQUISITES,)
    assert "засчитан другой акт — положение «Другое» от 02.09.2024" in made.explanation
    assert machine_finding(made) == finding()


def test_a_machine_that_changed_its_mind_is_told_of() -> None:
    decision = take(DecisionKind.REJECT)
    now = finding(Verdict.PARTIAL, remarks=(Remark.EXPIRED,))
    assert differs(decision, MachineWord(now.verdict, None, now.remarks))
    assert "делала вывод «есть»; документы те же" in reviewed(now, decision).explanation
    assert item(Case(now, A, (decision,)), PROGRAMME).reasons == (Reason.DIFFERS,)
    assert item(Case(finding(), A, (decision,)), PROGRAMME).reasons == ()


@pytest.mark.parametrize(
    ("request_fields", "of", "field"),
    [
        ({"kind": DecisionKind.ACCEPT, "comment": "  "}, finding(), "comment"),
        ({"kind": DecisionKind.ACCEPT, "author": ""}, finding(), "author"),
        ({"kind": DecisionKind.ACCEPT, "comment": "я" * 5000}, finding(), "comment"),
        ({"kind": DecisionKind.ACCEPT, "verdict": Verdict.ABSENT}, finding(), "verdict"),
        ({"kind": DecisionKind.ACCEPT, "value": 3.0}, finding(), "value"),
        ({"kind": DecisionKind.ACCEPT, "act": evidence()}, finding(), "act"),
        ({"kind": DecisionKind.ACCEPT, "objection_day": TODAY}, finding(), "objection"),
        ({"kind": DecisionKind.ACCEPT, "objection": "нет", "objection_day": date(2025, 6, 11)}, finding(), "objection_day"),
        ({"kind": DecisionKind.REJECT}, finding(Verdict.ABSENT), "decision"),
        ({"kind": DecisionKind.REJECT}, finding(Verdict.UNKNOWN), "decision"),
        ({"kind": DecisionKind.REJECT, "verdict": Verdict.PRESENT}, finding(), "verdict"),
        ({"kind": DecisionKind.REJECT}, finding(Verdict.UNKNOWN, "5"), "decision"),
        ({"kind": DecisionKind.REJECT, "verdict": Verdict.ABSENT}, finding(indicator="5", value=2.0), "verdict"),
        ({"kind": DecisionKind.VALUE, "value": 1.0}, finding(), "value"),
        ({"kind": DecisionKind.VALUE}, finding(indicator="5"), "value"),
        ({"kind": DecisionKind.VALUE, "value": 101.0}, finding(indicator="1"), "value"),
        ({"kind": DecisionKind.VALUE, "value": -1.0}, finding(indicator="5"), "value"),
        ({"kind": DecisionKind.ACT}, finding(), "act"),
        ({"kind": DecisionKind.ACT, "act": evidence()}, finding(indicator="5"), "decision"),
        ({"kind": DecisionKind.ACT, "act": evidence(), "verdict": Verdict.ABSENT}, finding(), "verdict"),
        ({"kind": DecisionKind.VERDICT}, finding(), "verdict"),
        ({"kind": DecisionKind.VERDICT, "verdict": Verdict.PRESENT}, finding(indicator="5"), "verdict"),
        ({"kind": DecisionKind.OBJECTION}, finding(), "objection"),
        ({"kind": DecisionKind.WITHDRAW}, finding(), "decision"),
    ],
)  # fmt: skip
def test_decisions_that_make_no_sense(request_fields: dict[str, object], of: Finding, field: str) -> None:
    with pytest.raises(ReviewProblem) as caught:
        take(of=of, **request_fields)  # type: ignore[arg-type]
    assert caught.value.field == field
    assert str(caught.value)


@pytest.mark.parametrize(
    ("kind", "of", "more", "outcome"),
    [
        (DecisionKind.REJECT, finding(), {}, (Verdict.ABSENT, None)),
        (DecisionKind.REJECT, finding(Verdict.PARTIAL), {"verdict": Verdict.UNKNOWN}, (Verdict.UNKNOWN, None)),
        (DecisionKind.REJECT, finding(indicator="5", value=3.0), {}, (Verdict.UNKNOWN, None)),
        (DecisionKind.VALUE, finding(Verdict.UNKNOWN, "5"), {"value": 0.0}, (Verdict.PRESENT, 0.0)),
        (DecisionKind.VERDICT, finding(Verdict.UNKNOWN), {"verdict": Verdict.ABSENT}, (Verdict.ABSENT, None)),
        (DecisionKind.ACT, finding(), {"act": evidence(), "verdict": Verdict.PARTIAL}, (Verdict.PARTIAL, None)),
    ],
)
def test_what_decisions_come_to(kind: DecisionKind, of: Finding, more: dict[str, object], outcome: tuple[Verdict, float | None]) -> None:
    made = reviewed(of, take(kind, of, **more))  # type: ignore[arg-type]
    assert (made.verdict, made.value) == outcome


def test_the_queue_puts_the_weightiest_first() -> None:
    fallen = take(DecisionKind.ACCEPT, basis=Basis("old", frozenset({"old"}), frozenset({"old"})))
    objected = take(DecisionKind.OBJECTION, objection="есть на сайте")
    cases = (
        Case(finding(Verdict.ABSENT, evidence=(), nearest_miss=NearestMiss("u", "План", "не тот вид")), A),
        Case(finding(Verdict.UNKNOWN, remarks=(Remark.BOT_WALL,)), A),
        Case(finding(Verdict.UNKNOWN, "1", remarks=(Remark.NOT_IMPORTED,)), A),
        Case(finding(Verdict.PARTIAL), A),
        Case(finding(remarks=(Remark.LOW_CONFIDENCE,)), A),
        Case(finding(), A, conflicts=("номер в ссылке другой",)),
        Case(finding(), A, (objected,)),
        Case(finding(), A, (fallen,)),
        Case(finding(), A),
    )  # fmt: skip
    found = queue(cases, PROGRAMME)
    assert [item.reasons for item in found] == [
        (Reason.CHANGED,), (Reason.OBJECTION,), (Reason.CONFLICT,), (Reason.LOW_CONFIDENCE,), (Reason.PARTIAL,), (Reason.UNKNOWN,),
        (Reason.NEAR_MISS,), (), (),
    ]  # fmt: skip
    assert found[0].case.fallen == fallen


def test_a_rejected_document_that_is_gone_leaves_nothing_to_look_at() -> None:
    rejected = take(DecisionKind.REJECT)
    gone = Basis("nothing:absent", frozenset({"nothing:absent"}), frozenset())
    assert item(Case(finding(Verdict.ABSENT, evidence=()), gone, (rejected,)), PROGRAMME).reasons == ()


def test_an_answered_objection_is_closed() -> None:
    objected = take(DecisionKind.OBJECTION, objection="есть на сайте")
    answer = take(DecisionKind.ACCEPT, id=2, objection="есть на сайте", objection_day=TODAY)
    assert item(Case(finding(), A, (objected, answer)), PROGRAMME).reasons == ()
    assert "Возражение организации от 10.06.2025: «есть на сайте»." in reviewed(finding(), answer).explanation


def found_act(text: str, url: str = "https://s.example/p", sha256: str = "one") -> FoundAct:
    """An act with its text."""
    return FoundAct(Act(ActKind.ORDER, "О наставничестве", "5", date(2024, 9, 2)), url, 7, sha256=sha256, text=text)


def test_a_page_is_what_it_says_and_a_file_its_bytes() -> None:
    pages = frozenset({"https://s.example/p"})
    said = found_act("Приказ № 5. Назначить наставников. Посетителей: 123")
    counted = found_act("Приказ  № 5. Назначить наставников.\nПосетителей: 124", sha256="two")
    changed = found_act("Приказ № 5. Отменить наставников. Посетителей: 123")
    assert act_key(said, pages) == act_key(counted, pages) != act_key(changed, pages)
    assert act_key(said, frozenset()) == "sha256:one" != act_key(counted, frozenset())
    assert act_key(found_act("", sha256=""), frozenset()) == "url:https://s.example/p"
    assert act_key(said, pages) != act_key(replace(said, act=replace(said.act, number="6")), pages)


def test_what_numbers_rest_on() -> None:
    count, share = PROGRAMME.indicator("5"), PROGRAMME.indicator("1")
    page = evidence(act_id=0, quote="Учитель физики — 1", date="2025-05-20")
    stated = basis_of(count, finding(indicator="5", value=1.0, evidence=(page,)), (), (), NO_ACTS)
    elsewhere = replace(page, url="https://s.example/other", sha256="cd")
    assert stated == basis_of(count, finding(indicator="5", value=1.0, evidence=(elsewhere,)), (), (), NO_ACTS)
    assert stated_key(page) != stated_key(replace(page, quote="Учитель физики — 2"))
    imported = basis_of(count, finding(indicator="5", value=3.0, evidence=()), (), (), NO_ACTS)
    assert imported.anchor == "value:3"
    one = basis_of(share, finding(indicator="1", value=40.0), (), (), NO_ACTS)
    assert one == basis_of(share, finding(indicator="1", value=40.0, evidence=()), (), (), NO_ACTS)
    assert one.anchor != basis_of(share, finding(indicator="1", value=41.0), (), (), NO_ACTS).anchor


def test_the_basis_names_every_document_that_speaks_of_the_indicator() -> None:
    acts = tuple(replace(found_act("", f"u{number}", f"{number}"), act_id=number) for number in (1, 2, 3, 4))
    judgements = (Judgement(("3",)), Judgement(("3",)), Judgement(misses={"3": "другой предмет"}), Judgement(("2",)))
    of = finding(evidence=(evidence(act_id=1),), nearest_miss=NearestMiss("u3", "План", "другой предмет"))
    found = basis_of(PROGRAMME.indicator("3"), of, acts, judgements, ActKeys(acts, frozenset()), chosen=frozenset({"sha256:4", "sha256:9"}))
    assert found.anchor == "sha256:1"
    assert found.current == {"sha256:1", "sha256:3"}
    assert found.seen == {"sha256:1", "sha256:2", "sha256:3"}
    assert found.present == {"sha256:1", "sha256:2", "sha256:3", "sha256:4"}


YEAR = (NumberAt("2024-09-01", 4.0, 3.5, "2024-09-01", "", "site", "u"), NumberAt("2025-06-01", 5.0, None, None, "", "site", "u"))


@pytest.mark.parametrize(
    ("as_of", "kind", "more", "expected"),
    [
        (date(2025, 5, 31), DecisionKind.VALUE, {"value": 7.0}, [(7.0, None, "review"), (5.0, None, "site")]),
        (date(2025, 6, 5), DecisionKind.VALUE, {"value": 7.0}, [(4.0, 3.5, "site"), (7.0, None, "review")]),
        (date(2025, 5, 31), DecisionKind.REJECT, {}, [(None, None, "review"), (5.0, None, "site")]),
        (date(2025, 5, 31), DecisionKind.ACCEPT, {}, [(4.0, 3.5, "site"), (5.0, None, "site")]),
    ],
)
def test_the_numbers_by_date_say_what_was_decided(as_of: date, kind: DecisionKind, more: dict[str, object], expected: list[object]) -> None:
    of = finding(indicator="5", value=4.0, numbers=YEAR)
    made = reviewed(of, take(kind, of, **more), as_of)  # type: ignore[arg-type]
    assert [(item.value, item.rates, item.source) for item in made.numbers] == expected
    assert machine_finding(made) == of


def test_a_share_that_was_decided_on_has_no_numerator_of_the_machine() -> None:
    share = Share(5, 20, "список организаций", "2024-06-01", "2025-05-31", events=(Event("Семинар", "2025-02-01", 5),))
    of = finding(indicator="1", value=25.0, share=share)
    made = reviewed(of, take(DecisionKind.VALUE, of, value=40.0), TODAY)
    assert made.value == 40.0
    assert made.share is not None
    assert (made.share.took_part, made.share.teachers, made.share.events) == (None, 20, share.events)
    assert machine_finding(made) == of
    assert reviewed(of, take(DecisionKind.ACCEPT, of), TODAY).share == share
