"""What counts as a change between two runs."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from rich.console import Console

from checks.causes import Cause
from checks.circumstances import Circumstances
from checks.model import FoundAct, Remark, Searched, Verdict
from crawler.model import VisitStatus
from db.model import RunData, StoredAct
from reports.compare import compare
from reports.comparison_text import comparison_json, show_comparison
from reports.findings_json import encode
from tests.reports import sample

PAGE = "https://s1.example/docs"


def stored(number: str, url: str = "", **changes: Any) -> StoredAct:
    """An act of the first school."""
    found = FoundAct(sample.act(f"Положение {number}", number), url or f"https://s1.example/{number}.pdf", page_url=PAGE)
    return replace(StoredAct("s1", found), **changes)


def data(*acts: StoredAct, visit: VisitStatus = VisitStatus.OK, verdict: Verdict = Verdict.PRESENT, hash: str = "h") -> RunData:
    """A run of one school."""
    base = sample.run_data()
    place = base.institutions[1]
    run = replace(base.run, programme_hash=hash)
    return RunData(run, (place,), (sample.finding("s1", "3", verdict),), acts, (sample.visit("s1", visit),))


def test_new_and_removed_acts() -> None:
    found = compare(data(stored("1"), stored("2")), data(stored("2"), stored("3")))
    assert [change.act.found.act.number for change in found.new_acts] == ["3"]
    assert [change.act.found.act.number for change in found.removed_acts] == ["1"]
    assert not found.doubtful_acts


def test_the_same_act_at_another_address_is_no_change() -> None:
    found = compare(data(stored("1")), data(stored("1", "https://s1.example/new/1.pdf")))
    assert not found.new_acts
    assert not found.removed_acts


def test_a_site_not_read_fully_loses_nothing() -> None:
    found = compare(data(stored("1")), data(visit=VisitStatus.UNREACHABLE))
    assert not found.removed_acts
    assert [change.doubt for change in found.doubtful_acts] == ["сайт прочитан не полностью"]


def test_mass_disappearance_is_doubted() -> None:
    many = tuple(stored(str(number)) for number in range(10))
    found = compare(data(*many), data(many[0]))
    assert not found.removed_acts
    assert len(found.doubtful_acts) == 9
    assert "похоже на сбой" in found.doubtful_acts[0].doubt


def test_verdicts_under_another_programme_are_marked() -> None:
    same = compare(data(), data(verdict=Verdict.ABSENT))
    assert same.same_programme
    assert len(same.findings) == 1
    other = compare(data(), data(verdict=Verdict.ABSENT, hash="other"))
    assert not other.same_programme
    assert "разным" in text_of(other)


def text_of(found: object) -> str:
    """What the terminal shows of a comparison."""
    stream = io.StringIO()
    show_comparison(Console(file=stream, width=100, markup=False), found, sample.programme())  # type: ignore[arg-type]
    return stream.getvalue()


def test_texts_and_json_of_a_comparison() -> None:
    hostile = StoredAct("s1", FoundAct(sample.act(sample.HOSTILE_TITLE, "9"), sample.HOSTILE_URL))
    found = compare(data(stored("1")), data(hostile, verdict=Verdict.ABSENT))
    text = text_of(found)
    assert "Наставничество: есть → нет" in text
    assert "\x1b" not in text
    made = comparison_json(found)
    assert encode(made)
    assert made["same_programme"] is True


def test_institutions_that_joined_or_left() -> None:
    one, whole = data(), sample.run_data()
    assert {place.id for place in compare(one, whole).joined} == {"uo", "s2", "ds1", "cdt"}
    assert {place.id for place in compare(whole, one).left} == {"uo", "s2", "ds1", "cdt"}


def test_a_new_edition_is_a_change_and_not_a_loss() -> None:
    old, url = stored("1"), "https://s1.example/1.pdf"
    found = compare(data(old), data(stored("7", url)))
    [edit] = found.changed_acts
    assert edit.what == ("номер", "название")
    assert not found.new_acts
    assert not found.removed_acts
    assert "(номер, название)" in text_of(found)


def typed(number: str, text_id: int, source: str = "text") -> StoredAct:
    """An act with its stored text."""
    base = stored(number)
    return replace(base, found=replace(base.found, text_source=source), text_id=text_id)


def test_another_text_under_the_same_requisites_is_a_change() -> None:
    assert [edit.what for edit in compare(data(typed("1", 5)), data(typed("1", 6))).changed_acts] == [("содержание",)]
    assert not compare(data(typed("1", 5)), data(typed("1", 5))).changed_acts
    assert not compare(data(typed("1", 5, "ocr")), data(typed("1", 6, "ocr"))).changed_acts


def test_ten_regulations_of_one_order_are_ten() -> None:
    both = [replace(stored("1", f"https://s1.example/{name}.pdf")) for name in "ab"]
    both = [replace(item, found=replace(item.found, act=sample.act(f"Положение о {name}", "5"))) for item, name in zip(both, "ab", strict=True)]
    assert [change.act.found.url for change in compare(data(*both), data(both[0])).removed_acts] == ["https://s1.example/b.pdf"]


@pytest.mark.parametrize(
    ("seen", "doubt"),
    [
        (Circumstances(failed={"s1": frozenset({"https://s1.example/1.pdf"})}), "файл не удалось получить"),
        (Circumstances(failed={"s1": frozenset({PAGE})}), "раздел"),
        (Circumstances(answered={"s1": frozenset({"https://s1.example/1.pdf"})}), "файл на месте"),
        (Circumstances(usual={"s1": 500.0}), "прочитано страниц и документов: 276, обычно"),
        (Circumstances(stubs=frozenset({"s1"})), "заглушку"),
    ],
)
def test_what_speaks_against_a_removal(seen: Circumstances, doubt: str) -> None:
    found = compare(data(stored("1")), data(verdict=Verdict.ABSENT), seen)
    assert not found.removed_acts
    [change] = found.doubtful_acts
    assert doubt in change.doubt


def test_a_smaller_site_within_bounds_and_a_404_are_no_doubt() -> None:
    found = compare(data(stored("1")), data(), Circumstances(usual={"s1": 300.0}, answered={"s1": frozenset({PAGE})}))
    assert len(found.removed_acts) == 1


def run_with(verdict: Verdict, *acts: StoredAct, hash: str = "h", as_of: str = "2025-05-31", version: str = "0.1.0", **more: Any) -> RunData:
    """A run whose finding rests on the acts."""
    base = data(*acts, hash=hash)
    proof = tuple(sample.evidence(item.found.act.title, item.found.url, number=item.found.act.number, sha256="") for item in acts)
    shown = proof if verdict in (Verdict.PRESENT, Verdict.PARTIAL) else ()
    made = sample.finding("s1", "3", verdict, evidence=shown, **more)
    return replace(base, run=replace(base.run, as_of=as_of, version=version), findings=(made,))


ACT = stored("1")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (run_with(Verdict.PRESENT, ACT), run_with(Verdict.ABSENT), Cause.SCHOOL),
        (run_with(Verdict.ABSENT), run_with(Verdict.PRESENT, ACT), Cause.SCHOOL),
        (run_with(Verdict.ABSENT, ACT), run_with(Verdict.PRESENT, ACT, hash="x"), Cause.PROGRAMME),
        (run_with(Verdict.ABSENT), run_with(Verdict.PRESENT, ACT, hash="x"), Cause.SCHOOL),
        (run_with(Verdict.PRESENT, ACT), run_with(Verdict.PARTIAL, ACT, as_of="2026-05-31"), Cause.DATE),
        (run_with(Verdict.ABSENT, ACT), run_with(Verdict.PRESENT, ACT, version="0.2.0"), Cause.READER),
        (run_with(Verdict.ABSENT, ACT), run_with(Verdict.PRESENT, ACT, reviewed=True), Cause.DECISION),
        (
            run_with(Verdict.PRESENT, ACT),
            run_with(Verdict.UNKNOWN, remarks=(Remark.UNREACHABLE,), searched=Searched()),
            Cause.NOT_READ,
        ),
    ],
)
def test_the_cause_of_a_changed_verdict(before: RunData, after: RunData, expected: Cause) -> None:
    [change] = compare(before, after).findings
    assert change.cause is expected


def resting_on(verdict: Verdict, sha256: str, *remarks: Remark) -> RunData:
    """A run whose finding rests on one file of these bytes; without any the site did not give it."""
    proof = sample.evidence("Положение 1", "https://s1.example/1.pdf", number="1", sha256=sha256, remarks=remarks)
    found = replace(ACT, found=replace(ACT.found, sha256=sha256, readable=Remark.UNREADABLE not in remarks))
    made = sample.finding("s1", "3", verdict, evidence=(proof,), remarks=remarks)
    return replace(data(found), findings=(made,))


READ_FILE, BAD = resting_on(Verdict.PRESENT, "a"), Remark.UNREADABLE


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (READ_FILE, resting_on(Verdict.PARTIAL, "", BAD), Cause.NOT_READ),
        (resting_on(Verdict.PARTIAL, "", BAD), READ_FILE, Cause.NOT_READ),
        (READ_FILE, resting_on(Verdict.PARTIAL, "a", BAD), Cause.READER),
        (READ_FILE, resting_on(Verdict.PARTIAL, "b", BAD), Cause.SCHOOL),
        (resting_on(Verdict.PARTIAL, "b", BAD), READ_FILE, Cause.SCHOOL),
    ],
    ids=["server-error", "after-a-server-error", "same-bytes-not-read", "replaced-by-a-locked-file", "unlocked"],
)
def test_a_file_that_was_not_read_is_no_doing_of_the_school(before: RunData, after: RunData, expected: Cause) -> None:
    [change] = compare(before, after).findings
    assert change.cause is expected


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (Circumstances(), Cause.SCHOOL),
        (Circumstances(failed={"s1": frozenset({"https://s1.example/v"})}), Cause.NOT_READ),
        (Circumstances(answered={"s1": frozenset({"https://s1.example/v"})}), Cause.SCHOOL),
    ],
    ids=["page-gone", "page-failed", "page-read"],
)
def test_a_number_whose_page_failed_is_no_doing_of_the_school(seen: Circumstances, expected: Cause) -> None:
    page = sample.evidence("Вакансии", "https://s1.example/v", number=None, sha256="a")
    before = replace(data(), findings=(sample.finding("s1", "5", Verdict.PRESENT, value=2.0, evidence=(page,)),))
    lost = sample.finding("s1", "5", Verdict.UNKNOWN, remarks=(Remark.NOT_PUBLISHED,), evidence=(), searched=Searched(complete=True))
    [change] = compare(before, replace(data(), findings=(lost,)), seen).findings
    assert (change.cause, bool(change.doubt)) == (expected, expected is Cause.NOT_READ)


def test_a_lost_verdict_on_a_doubtful_loss_is_not_confirmed() -> None:
    seen = Circumstances(failed={"s1": frozenset({PAGE})})
    [change] = compare(run_with(Verdict.PRESENT, ACT), run_with(Verdict.ABSENT), seen).findings
    assert "раздел" in change.doubt
