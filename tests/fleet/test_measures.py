"""Recommendations through the years: issued, repeated, resolved, withdrawn, not verified; numbers that stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from checks.model import Evidence, Finding, FoundAct, Remark, Searched, Verdict
from checks.recommendation import State
from crawler.model import InstitutionKind, Visit, VisitStatus
from db.connection import Database, open_database
from db.findings import store_findings
from db.recommendations import tracked
from db.runs import finish_run, set_crawled, set_judged, start_run
from db.sites import SiteAct, SiteContent, store_site
from fleet.measures import renew_recommendations
from programmes.model import Programme
from tests.db import samples

MEASURE = samples.PROGRAMME.model_copy(
    update={
        "indicators": (samples.PROGRAMME.indicators[0].model_copy(update={"advice": "Принять положение."}),),
        "remark_advice": {"draft": "Разместить утверждённый акт.", "unreachable": "Обеспечить доступность сайта."},
    }
)
READ = Searched(10, 5, 0, True)


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Database]:
    """An empty data bank."""
    with open_database(tmp_path / "bank.db") as db:
        yield db


def year(
    db: Database,
    number: int,
    finding: Finding,
    acts: tuple[FoundAct, ...] = (),
    programme: Programme = MEASURE,
    status: VisitStatus = VisitStatus.OK,
    schools: tuple[str, ...] = ("s1",),
) -> int:
    """A run of that year with this one finding."""
    places = [samples.school(id) for id in schools]
    run = start_run(db, places, programme, date(number, 5, 31), {"year": number}, "1.0").info.id
    visit = Visit(finding.school, status, pages=10, complete=status is VisitStatus.OK)
    store_site(db, run, SiteContent(visit, (), (), (), tuple(SiteAct(item) for item in acts), 0), samples.EXTRACTOR)
    set_crawled(db, run)
    judge_again(db, run, finding, programme, number)
    finish_run(db, run)
    return run


def judge_again(db: Database, run: int, finding: Finding, programme: Programme, number: int) -> None:
    """The findings of a run as ``check`` stores them."""
    store_findings(db, run, finding.school, [finding], (), ())
    set_judged(db, run, programme, date(number, 5, 31), "1.0")
    renew_recommendations(db, run)


def said(db: Database, run: int) -> list[tuple[int, str, State]]:
    """Number, ground and state of each recommendation as the run left it."""
    return [(item.recommendation.number, item.recommendation.ground, item.state) for item in tracked(db, run)]


def absent() -> Finding:
    """No act, the site was read."""
    return Finding("s1", "3", Verdict.ABSENT, searched=READ)


def present(act: FoundAct) -> Finding:
    """The act counts."""
    return Finding("s1", "3", Verdict.PRESENT, evidence=(as_evidence(act),), searched=READ)


def as_evidence(act: FoundAct) -> Evidence:
    """The act as evidence."""
    found = act.act
    return Evidence(
        0, act.url, act.page_url, act.link_text, str(found.kind), found.title, found.number,
        found.date.isoformat() if found.date else None, found.issuer, found.level, found.quote, act.sha256, act.fetched, "text",
    )  # fmt: skip


ACT = samples.act("ПРИКАЗ № 118-од")


def test_issued_repeated_resolved(bank: Database) -> None:
    first, second, third = year(bank, 2024, absent()), year(bank, 2025, absent()), year(bank, 2026, present(ACT), (ACT,))
    assert said(bank, first) == [(1, "absent", State.ISSUED)]
    assert said(bank, second) == [(1, "absent", State.REPEATED)]
    assert said(bank, third) == [(1, "absent", State.RESOLVED)]
    [item] = tracked(bank, third)
    assert [(step.as_of, step.state) for step in item.history] == [
        ("2024-05-31", State.ISSUED), ("2025-05-31", State.REPEATED), ("2026-05-31", State.RESOLVED),
    ]  # fmt: skip


def test_a_site_that_was_down_proves_nothing_and_gets_its_own(bank: Database) -> None:
    year(bank, 2024, absent())
    down = Finding("s1", "3", Verdict.UNKNOWN, remarks=(Remark.UNREACHABLE,))
    second = year(bank, 2025, down, status=VisitStatus.UNREACHABLE)
    assert said(bank, second) == [(1, "absent", State.UNVERIFIED), (2, "unreachable", State.ISSUED)]
    third = year(bank, 2026, present(ACT), (ACT,))
    assert said(bank, third) == [(1, "absent", State.RESOLVED), (2, "unreachable", State.RESOLVED)]


def test_another_programme_withdraws_and_does_not_credit_the_school(bank: Database) -> None:
    year(bank, 2024, absent(), (ACT,))
    second = year(bank, 2025, present(ACT), (ACT,), MEASURE.model_copy(update={"hash": "b" * 64}))
    assert said(bank, second) == [(1, "absent", State.WITHDRAWN)]
    assert tracked(bank, second)[0].history[-1].note == "изменилась программа мониторинга"


def test_a_decision_withdraws(bank: Database) -> None:
    year(bank, 2024, absent(), (ACT,))
    second = year(bank, 2025, replace(present(ACT), reviewed=True), (ACT,))
    assert said(bank, second) == [(1, "absent", State.WITHDRAWN)]


def test_one_ground_gone_another_come(bank: Database) -> None:
    year(bank, 2024, absent())
    draft = replace(present(ACT), verdict=Verdict.PARTIAL, remarks=(Remark.DRAFT,))
    second = year(bank, 2025, draft, (ACT,))
    assert said(bank, second) == [(1, "absent", State.RESOLVED), (2, "draft", State.ISSUED)]


def test_a_school_that_left_the_registry_is_asked_nothing_more(bank: Database) -> None:
    year(bank, 2024, absent())
    second = year(bank, 2025, replace(absent(), school="s2"), schools=("s2",))
    assert said(bank, second) == [(1, "absent", State.WITHDRAWN), (2, "absent", State.ISSUED)]


def test_a_school_that_was_not_visited_this_time_is_left_alone(bank: Database) -> None:
    year(bank, 2024, absent())
    run = start_run(
        bank, [samples.school("s2")], MEASURE, date(2025, 5, 31), {}, "1.0", [samples.school("s1"), samples.school("s2")]
    ).info.id
    set_crawled(bank, run)
    judge_again(bank, run, replace(absent(), school="s2"), MEASURE, 2025)
    assert said(bank, run) == [(1, "absent", State.ISSUED), (2, "absent", State.ISSUED)]


def test_judging_an_old_year_again_renews_the_later_ones_and_keeps_numbers(bank: Database) -> None:
    first, second = year(bank, 2024, absent()), year(bank, 2025, absent())
    judge_again(bank, first, absent(), MEASURE, 2024)
    assert said(bank, second) == [(1, "absent", State.REPEATED)]
    judge_again(bank, first, present(ACT), MEASURE, 2024)
    assert said(bank, second) == [(2, "absent", State.ISSUED)]
    judge_again(bank, first, absent(), MEASURE, 2024)
    assert said(bank, second) == [(1, "absent", State.REPEATED)]


def shares(db: Database, **values: float | None) -> int:
    """A run whose institutions sent these shares of participation; ``None``: nothing was loaded."""
    kinds = {"uo": InstitutionKind.AUTHORITY}
    places = [samples.school(id, kind=kinds.get(id, InstitutionKind.SCHOOL)) for id in values]
    run = start_run(db, places, MEASURE, date(2025, 5, 31), {}, "1.0").info.id
    set_crawled(db, run)
    for id, value in values.items():
        remarks = () if value is not None else (Remark.NOT_IMPORTED,)
        verdict = Verdict.UNKNOWN if value is None else Verdict.PRESENT
        store_findings(db, run, id, [Finding(id, "3", verdict, value, remarks, searched=READ)], (), ())
    set_judged(db, run, MEASURE, date(2025, 5, 31), "1.0")
    renew_recommendations(db, run)
    return run


def test_only_who_did_not_send_what_others_sent_is_reminded(bank: Database) -> None:
    run = shares(bank, uo=None, s1=50.0, s2=None)
    assert [item.recommendation.school for item in tracked(bank, run)] == ["s2"]


def test_what_was_collected_from_nobody_is_nobodys_omission(bank: Database) -> None:
    assert not tracked(bank, shares(bank, uo=None, s1=None, s2=None))
