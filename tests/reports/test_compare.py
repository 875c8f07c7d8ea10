"""What counts as a change between two runs."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from checks.model import FoundAct, Verdict
from crawler.model import VisitStatus
from db.model import RunData, StoredAct
from reports.compare import compare
from reports.comparison_text import comparison_json, show_comparison
from reports.findings_json import encode
from tests.reports import sample


def stored(number: str, url: str = "https://s1.example/1.pdf") -> StoredAct:
    """An act of the first school."""
    return StoredAct("s1", FoundAct(sample.act(f"Положение {number}", number), url))


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
