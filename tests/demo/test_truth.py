"""The truth speaks of what is there, and the comparison sees every kind of difference."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from checks.model import Evidence, Finding, NearestMiss, Remark, Verdict
from crawler.model import Visit, VisitStatus
from demo.server import District
from demo.truth import PARTICIPATION, Expected, Truth, TruthError, compare, load_truth
from extractors.model import Level
from tests.demo.test_files import file_text
from tests.demo.walk import Walk

TRUTH = load_truth()
MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря",
)
UNREADABLE = {"/images/docs/Положение о наставничестве № 74-2.pdf", "/upload/iblock/77c/Приказ о закреплении наставников.pdf"}


def squeeze(text: str) -> str:
    return re.sub(r"[\s_]+", "", text).replace("–", "-").lower()


def found(expected: Expected) -> Finding:
    """The finding the truth asks for, as a right run would give it."""
    evidence: tuple[Evidence, ...] = ()
    if expected.act is not None:
        act = expected.act
        evidence = (Evidence(
            1, act.path, "", "", (act.kinds or ("прочее",))[0], "", act.number, act.date.isoformat() if act.date else None, "",
            Level.SCHOOL, "", "", "", "text"),)
    miss = NearestMiss(expected.miss, "", "") if expected.miss else None
    return Finding(expected.school, expected.indicator, expected.verdict, expected.value, tuple(expected.remarks),
                   evidence=evidence, nearest_miss=miss)


def right(truth: Truth) -> tuple[list[Finding], list[Visit]]:
    visits = [Visit(school, status, complete=True) for school, status in truth.visits.items()]
    return [found(expected) for expected in truth.findings.values()], visits


def test_every_school_and_indicator_is_known(district: District) -> None:
    ids = {row["id"] for row in district.rows}
    assert set(TRUTH.visits) == ids
    assert set(TRUTH.findings) == {(school, indicator) for school in ids for indicator in "12345"}
    assert TRUTH.as_of.isoformat() == "2025-05-31"


def test_every_act_is_served_and_linked(walks: dict[str, Walk]) -> None:
    checked = 0
    for expected in TRUTH.findings.values():
        places = [(expected.act.site, expected.act.path)] if expected.act else []
        places += [(expected.school, expected.miss)] if expected.miss else []
        for site, path in places:
            assert walks[site].replies[path].status == 200, path
            assert walks[site].found_on[path], path
            checked += 1
    assert checked >= 28


def test_every_number_and_date_stands_in_its_act(walks: dict[str, Walk]) -> None:
    checked = 0
    for expected in TRUTH.findings.values():
        act = expected.act
        if act is None or act.path in UNREADABLE or (act.number is None and act.date is None):
            continue
        reply = walks[act.site].replies[act.path]
        text = squeeze(unescape(reply.text) if "html" in reply.type else file_text(reply.body))
        if act.number is not None:
            assert f"№{squeeze(act.number)}" in text, act
        if act.date is not None:
            day, month, year = act.date.day, MONTHS[act.date.month - 1], act.date.year
            forms = [f"{act.date:%d.%m.%Y}", f"{act.date:%d}»{act.date:%m%Y}", f"{day}{month}{year}", f"{day:02}{month}{year}",
                     f"{day:02}»{month}{year}"]
            assert any(form in text for form in forms), act
        checked += 1
    assert checked >= 18


def test_broken_and_hidden_things_are_really_so(walks: dict[str, Walk]) -> None:
    assert walks["torfyanoy"].replies["/files/polozhenie-o-mo-nachalnyh-klassov.pdf"].status == 404
    assert set(walks["ds-solnyshko"].replies) != {"/"}, "the forbidden site has pages that must not be read"


def test_every_verdict_and_most_remarks_occur() -> None:
    acts = [expected for expected in TRUTH.findings.values() if expected.indicator in "234"]
    assert {expected.verdict for expected in acts} == set(Verdict)
    occurring = {remark for expected in TRUTH.findings.values() for remark in expected.remarks | expected.allowed}
    assert set(Remark) - occurring == {Remark.LOW_CONFIDENCE, Remark.INCOMPLETE_CRAWL, Remark.INCOMPLETE_SET}
    assert set(TRUTH.visits.values()) == set(VisitStatus) - {VisitStatus.PARTIAL, VisitStatus.SKIPPED}


def test_participation_gives_the_expected_shares(district: District) -> None:
    teachers = {row["id"]: row["teachers"] for row in district.rows}
    with PARTICIPATION.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["school", "event", "date", "participants", "teachers"]
    shares = {row["school"]: 100 * int(row["participants"]) / int(row["teachers"]) for row in rows}
    took_part, all_teachers = (sum(int(row[name]) for row in rows) for name in ("participants", "teachers"))
    shares["uo"] = round(100 * took_part / all_teachers, 1)  # the municipality's own share
    assert shares == {school: expected.value for (school, indicator), expected in TRUTH.findings.items()
                      if indicator == "1" and expected.value is not None}
    assert all(row["teachers"] == teachers[row["school"]] for row in rows)


def test_a_right_run_has_no_difference() -> None:
    assert compare(TRUTH, *right(TRUTH)) == []


def test_allowed_remarks_are_no_difference() -> None:
    findings, visits = right(TRUTH)
    findings = [replace(finding, remarks=(*finding.remarks, Remark.WRONG_LEVEL)) if (finding.school, finding.indicator) == ("ddt", "3")
                else finding for finding in findings]
    assert compare(TRUTH, findings, visits) == []


@pytest.mark.parametrize(("change", "what"), [
    ({"verdict": Verdict.ABSENT}, "вывод"),
    ({"remarks": (Remark.DRAFT,)}, "замечания"),
    ({"evidence": ()}, "акт"),
])
def test_a_wrong_finding_is_one_difference(change: dict[str, object], what: str) -> None:
    findings, visits = right(TRUTH)
    at = next(i for i, finding in enumerate(findings) if (finding.school, finding.indicator) == ("sosh1", "2"))
    findings[at] = replace(findings[at], **change)  # type: ignore[arg-type]
    (difference,) = compare(TRUTH, findings, visits)
    assert (difference.school, difference.indicator, difference.what) == ("sosh1", "2", what)
    assert "sosh1, показатель 2" in str(difference)


def test_the_date_and_number_of_the_act_count() -> None:
    findings, visits = right(TRUTH)
    at = next(i for i, finding in enumerate(findings) if (finding.school, finding.indicator) == ("sosh1", "2"))
    for change in ({"number": "1"}, {"date": "2024-08-29"}, {"kind": "приказ"}):
        wrong = replace(findings[at].evidence[0], **change)  # type: ignore[arg-type]
        changed = [*findings[:at], replace(findings[at], evidence=(wrong,)), *findings[at + 1:]]
        assert [difference.what for difference in compare(TRUTH, changed, visits)] == ["акт"]


def test_null_is_not_zero() -> None:
    findings, visits = right(TRUTH)
    at = next(i for i, finding in enumerate(findings) if (finding.school, finding.indicator) == ("kamenny-brod", "5"))
    findings[at] = replace(findings[at], value=None)
    (difference,) = compare(TRUTH, findings, visits)
    assert (difference.what, difference.expected, difference.found) == ("значение", "0", "нет данных")


def test_missing_and_surplus_findings_and_visits() -> None:
    findings, visits = right(TRUTH)
    differences = compare(TRUTH, [*findings[1:], Finding("x", "2", Verdict.ABSENT)], [*visits[1:], Visit("x", VisitStatus.OK)])
    assert {(difference.school, difference.what) for difference in differences} == {
        ("uo", "вывод"), ("uo", "посещение"), ("x", "вывод"), ("x", "посещение")}


def test_visits_count() -> None:
    findings, visits = right(TRUTH)
    visits[0] = replace(visits[0], complete=False)
    visits[1] = replace(visits[1], status=VisitStatus.PARTIAL)
    assert [difference.what for difference in compare(TRUTH, findings, visits)] == ["полнота обхода", "посещение"]


def test_a_missing_nearest_miss_is_a_difference() -> None:
    findings, visits = right(TRUTH)
    findings = [replace(finding, nearest_miss=None) for finding in findings]
    assert {difference.school for difference in compare(TRUTH, findings, visits)} == {"kamenny-brod", "lipovy-yar", "ddt"}


@pytest.mark.parametrize("text", [
    "as_of = 2025-05-31\n[a]\nvisit = 'ok'\n2 = { verdict = 'perhaps' }\n",
    "as_of = 2025-05-31\n[a]\nvisit = 'ok'\n2 = { verdict = 'absent', remraks = [] }\n",
    "as_of = 2025-05-31\n[a]\n2 = { verdict = 'absent' }\n",
])
def test_a_mistake_in_the_truth_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "truth.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TruthError, match="a"):
        load_truth(path)
