"""The municipality's share: what its institutions' tables and the reviewer's decisions on them add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from checks.causes import Cause, Yardstick, cause
from checks.check import check
from checks.deciding import Request, decide
from checks.model import DecisionKind, Finding, ImportedParticipation, Judgement, Material, Remark, Verdict
from checks.review import reviewed
from checks.review_model import Basis
from crawler.model import Institution, Visit
from fleet.municipal import MunicipalShares
from programmes import Programme, bundled, load_programme
from tests.checks.test_rules import AS_OF, AUTHORITY, READ, SCHOOL, Doc, acts_of, order

SEDOVA, LOS = "Седова Анна Ильинична", "Лось Ия Олеговна"
Said = dict[str, object]


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme(bundled())


@dataclass(frozen=True)
class School:
    """A school with 20 teachers unless said otherwise, who took part in one event, and what was decided of its share."""

    id: str
    names: tuple[str, ...] = ()
    took_part: int | None = None
    teachers: int | None = 20
    decision: Said | None = None

    @property
    def place(self) -> Institution:
        return replace(SCHOOL, id=self.id, short_name=f"СОШ {self.id}", teachers=self.teachers)

    @property
    def rows(self) -> tuple[ImportedParticipation, ...]:
        number = len(self.names) if self.took_part is None else self.took_part
        return (ImportedParticipation(self.id, "Семинар «Урок»", "2025-02-01", number, self.names),) if number else ()


def settled(programme: Programme, schools: Sequence[School], authority: Material | None = None, own: Said | None = None) -> dict[str, Finding]:
    """The findings on participation by institution."""
    every = [authority or Material(AUTHORITY, READ)]
    every += [Material(item.place, replace(READ, school=item.id), participation=item.rows) for item in schools]
    said = {item.id: item.decision for item in schools if item.decision} | ({AUTHORITY.id: own} if own else {})

    def word(_material: Material, found: Sequence[Finding], _judgements: Sequence[Judgement]) -> tuple[tuple[Finding, ...], dict[str, Basis]]:
        return tuple(decided(programme, item, said.get(item.school) if item.indicator == "1" else None) for item in found), {}

    judged = [(item, *check(item, programme, AS_OF)) for item in every]
    done = MunicipalShares(programme, AS_OF, word).settled(judged)
    return {material.institution.id: found[0] for material, found, _bases, _judgements in done}


def decided(programme: Programme, finding: Finding, said: Said | None) -> Finding:
    """The finding with a decision, taken as the command takes it."""
    if said is None:
        return finding
    request = Request(**{"kind": DecisionKind.VALUE, "comment": "список из школы", "author": "Орлова М. И.", **said})  # type: ignore[arg-type]
    entry = decide(request, finding, Basis(), programme.indicator("1"), (), 1, "2025-06-02T09:00:00+00:00", AS_OF)
    return reviewed(finding, entry, AS_OF)


def test_municipality_has_its_own_share(programme: Programme) -> None:
    ordered = acts_of((Doc(order("О проведении муниципального семинара «Урок»", issuer=AUTHORITY.name)),
                       Doc(order("О методической неделе педагогов", issuer=AUTHORITY.name), url="http://uo.example/2.pdf")))  # fmt: skip
    schools = (School("s1", (SEDOVA,)), School("s2", (SEDOVA,)), School("s3", (LOS,)))
    done = settled(programme, schools, Material(AUTHORITY, READ, ordered))
    assert done["uo"].value == round(2 / 60 * 100, 1), "a full name is one teacher, whichever school's table gives it"
    assert done["uo"].share is not None
    assert [(event.participants, bool(event.order)) for event in done["uo"].share.events] == [(3, True), (None, True)]
    assert "таблица участников не загружена: «О методической неделе педагогов»" in done["uo"].explanation


def test_another_municipality_has_none_of_it(programme: Programme) -> None:
    other = Material(replace(AUTHORITY, municipality="Светлый район"), Visit("uo", READ.status, complete=True))
    done = settled(programme, (School("s1", (SEDOVA,)),), other)
    assert done["uo"].value is None
    assert "таблицы участия организаций за период не загружены" in done["uo"].explanation


TABLES = (School("s1", (SEDOVA, LOS)), School("s2", took_part=8))
"""Two of twenty and eight of twenty: 25 %."""


@pytest.mark.parametrize(
    ("rule", "last", "took_part", "teachers", "told"),
    [
        ("pass: numerator and denominator", School("s3", took_part=1, decision={"fraction": (12, 40)}), 22, 80, "СОШ s3 — 12 из 40"),
        ("pass: no table at all", School("s3", decision={"fraction": (5, 20)}), 15, 60, "СОШ s3 — 5 из 20"),
        ("pass: numbers of a school nobody knows the teachers of", School("s3", teachers=None, decision={"fraction": (5, 10)}), 15, 50, "СОШ s3 — 5 из 10"),
        ("pass: accepted as it is", School("s3", (LOS,), decision={"kind": DecisionKind.ACCEPT}), 10, 60, ""),
        ("pass: the same figure named anew", School("s3", took_part=5, decision={"value": 25.0}), 15, 60, ""),
        ("unclear: a percentage alone", School("s3", took_part=1, decision={"value": 30.0}), 16, 60, "СОШ s3 — 30 % от 20, принято 6"),
        ("unclear: a percentage that no whole number makes", School("s3", decision={"value": 33.0}), 17, 60, "СОШ s3 — 33 % от 20, принято 7"),
        ("fail: a percentage of nobody knows how many", School("s3", teachers=None, decision={"value": 30.0}), 10, 40,
         "В сумму не вошли: СОШ s3 — решением указано 30 %, а число педагогов не известно."),
        ("fail: rejected", School("s3", took_part=9, decision={"kind": DecisionKind.REJECT}), 10, 40, "В сумму не вошли: СОШ s3 — по решению проверяющего данных нет."),
        ("fail: no data", School("s3", took_part=9, decision={"kind": DecisionKind.VERDICT, "verdict": Verdict.UNKNOWN}), 10, 40, "по решению проверяющего данных нет"),
        ("fail: a table of a school nobody knows the teachers of", School("s3", took_part=9, teachers=None), 10, 40, "В сумму не вошли: СОШ s3 — не известно число педагогов."),
    ],
)  # fmt: skip
def test_what_was_decided_enters_the_sum(programme: Programme, rule: str, last: School, took_part: int, teachers: int, told: str) -> None:
    finding = settled(programme, (*TABLES, last))["uo"]
    assert finding.share is not None, rule
    assert (finding.share.took_part, finding.share.teachers) == (took_part, teachers), rule
    assert finding.value == round(took_part / teachers * 100, 1)
    assert told in finding.explanation
    assert ("По решению проверяющего вместо таблиц" in finding.explanation) is bool(finding.share.decided)
    assert ("вычислено из доли и округлено" in finding.explanation) is ("принято" in told)
    assert f"Приняли участие {took_part} из {teachers} педагогов" in finding.explanation


def test_a_decided_school_is_not_counted_by_its_table_too(programme: Programme) -> None:
    """Its named teachers also stand in another school's table: there they are counted, once."""
    done = settled(programme, (School("s1", (SEDOVA, LOS)), School("s2", (LOS,), decision={"fraction": (1, 20)})))
    assert done["uo"].share is not None
    assert (done["uo"].share.took_part, done["uo"].share.exact) == (3, False)


def test_decisions_alone_make_a_share(programme: Programme) -> None:
    done = settled(programme, (School("s1", decision={"fraction": (3, 10)}), School("s2", decision={"fraction": (0, 10)})))
    assert (done["uo"].value, done["uo"].verdict) == (15.0, Verdict.PRESENT)
    assert "данные (2 из 2)" in done["uo"].explanation


def test_events_of_replaced_tables_are_no_orders_without_tables(programme: Programme) -> None:
    ordered = acts_of((Doc(order("О проведении муниципального семинара «Урок»", issuer=AUTHORITY.name)),))
    finding = settled(programme, (School("s1", (LOS,), decision={"fraction": (3, 20)}),), Material(AUTHORITY, READ, ordered))["uo"]
    assert "мероприятий: 1." in finding.explanation
    assert "таблица участников не загружена" not in finding.explanation


def test_nothing_that_can_be_summed_is_no_number(programme: Programme) -> None:
    finding = settled(programme, (School("s1", took_part=4, teachers=None),))["uo"]
    assert (finding.verdict, finding.value, finding.remarks) == (Verdict.UNKNOWN, None, (Remark.NOT_IMPORTED,))
    assert "В сумму не вошли: СОШ s1 — не известно число педагогов." in finding.explanation


def test_the_reviewers_word_on_the_municipality_itself_stands(programme: Programme) -> None:
    finding = settled(programme, TABLES, own={"value": 60.0})["uo"]
    assert (finding.value, finding.reviewed) == (60.0, True)
    assert finding.review is not None
    assert finding.review.machine.value == 25.0


def test_a_table_of_the_authority_itself_stands_for_all(programme: Programme) -> None:
    rows = (ImportedParticipation("uo", "Семинар", "2025-02-01", 30, teachers=120),)
    finding = settled(programme, TABLES, Material(AUTHORITY, READ, participation=rows))["uo"]
    assert finding.value == 25.0
    assert "таблицы организаций в эту сумму не входят" in finding.explanation


def test_more_participants_than_teachers_are_told_of_the_sum_too(programme: Programme) -> None:
    schools = (School("s1", took_part=25), School("s2", took_part=1))
    finding = settled(programme, schools)["uo"]
    assert finding.remarks == (Remark.LOW_CONFIDENCE,)
    assert "Участий больше, чем педагогов, у организаций: СОШ s1" in finding.explanation


def test_a_sum_that_a_decision_changed_is_no_doing_of_the_schools(programme: Programme) -> None:
    def found(last: School) -> Finding:
        return settled(programme, (*TABLES, last))["uo"]

    was, now = Yardstick("p", "1", "2025-05-31"), Yardstick("p", "1", "2025-05-31")
    before = found(School("s3", took_part=1))
    assert cause(before, found(School("s3", took_part=1, decision={"fraction": (12, 40)})), was, now) is Cause.DECISION
    assert cause(before, found(School("s3", took_part=7)), was, now) is Cause.SCHOOL
