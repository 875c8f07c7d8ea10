"""Three school years of a district, real crawls: tables, changes, recommendations, effect and rating as written down by hand before."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checks.model import Remark
from checks.recommendation import State
from cli.main import execute
from db.background import load_report
from db.connection import open_database
from db.runs import run_programme
from programmes import bundled
from reports.model import Report, build
from tests.cli.years import SCHOOLS, YEARS, show, write_registry
from tests.fleet.district import Server, serving

WRITTEN = tomllib.loads((Path(__file__).parent / "three_years.toml").read_text(encoding="utf-8"))
DATES: list[str] = WRITTEN["dates"]
MARK = {"present": "+", "partial": "~", "absent": "-", "unknown": "?"}
STATE = {"issued": "i", "repeated": "r", "resolved": "+", "withdrawn": "w", "unverified": "?"}
BY = ("--comment", "в положении названы молодые педагоги", "--author", "Орлова М. И.")


def done(code: int, *arguments: str | Path) -> None:
    """Run a command that ends with this code."""
    assert execute([str(argument) for argument in arguments]) == code, arguments


def later_programme(folder: Path) -> Path:
    """The bundled programme as changed for the third year: mentoring counts whoever is mentored."""
    text = bundled().read_text(encoding="utf-8")
    path = folder / "programme.toml"
    assert text.count('unclear = "scope_unclear"') == 1
    path.write_text(text.replace('unclear = "scope_unclear"', 'unclear = "accept"'), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data bank after the third year."""
    place = tmp_path_factory.mktemp("years")
    servers = {school: Server({}) for school in SCHOOLS}
    with serving(*servers.values()):
        schools, base = write_registry(place, servers), ("--db", place / "m.db", "--quiet")
        for number, day in enumerate(DATES):
            for school, server in servers.items():
                show(server, school, YEARS[school][number])
            if number == 2:
                table = "".join(f"{school};Методический день;2025-11-10;{count}\n" for school, count in WRITTEN["participation"].items())
                (place / "p.csv").write_text("school;event;date;participants\n" + table, encoding="utf-8")
                done(0, "import", "participation", place / "p.csv", "--schools", schools, "--db", place / "m.db")
            programme = later_programme(place) if number == 2 else bundled()
            call = ("--schools", schools, "--as-of", day, "--delay", "0", "--allow-private-hosts", "--programme", programme)
            down = any(shown[number].down for shown in YEARS.values())
            done(3 if down else 0, "run", *call, *base, "--out", place / f"out{number}")
            if number == 1:
                done(0, "review", "verdict", "s5:3", "present", *BY, "--db", place / "m.db")
                done(3, "check", *base)
    return place


@pytest.fixture(scope="module")
def reports(folder: Path) -> Iterator[list[Report]]:
    """The report of each year."""
    with open_database(folder / "m.db") as db:
        yield [build(load_report(db, run), run_programme(db, run)) for run in (1, 2, 3)]


def word(verdict: str, value: float | None) -> str:
    """A verdict or a number as the file has it."""
    return MARK[verdict] if value is None else f"{value:g}"


def test_tables(reports: list[Report]) -> None:
    found = {
        row.institution.id: {
            cell.column.id: [word(cell.finding.verdict, cell.finding.value) if cell.finding else "" for cell in (cell,)]
            for cell in row.cells
        }
        for row in reports[0].rows
    }
    for report in reports[1:]:
        for row in report.rows:
            for cell in row.cells:
                found[row.institution.id][cell.column.id].append(word(cell.finding.verdict, cell.finding.value) if cell.finding else "")
    assert found == {
        school: {indicator: [str(item) for item in three] for indicator, three in table.items()}
        for school, table in WRITTEN["verdicts"].items()
    }


@pytest.mark.parametrize("number", [1, 2])
def test_changes(reports: list[Report], number: int) -> None:
    comparison = reports[number].comparison
    assert comparison is not None
    assert comparison.same_programme is (number == 1)
    found = {}
    for change in comparison.findings:
        assert change.before and change.after and change.cause
        sides = (word(item.verdict, item.value) for item in (change.before, change.after))
        found[f"{change.school}:{change.indicator}"] = " ".join((*sides, change.cause.value, *(["doubt"] if change.doubt else [])))
    assert found == WRITTEN["changes"][DATES[number]]
    acts = {
        "new": sorted(f"{item.school} {item.act.found.act.number}" for item in comparison.new_acts if item.act.found.act.number),
        "changed": sorted(f"{item.school} {item.after.found.act.number}" for item in comparison.changed_acts),
        "removed": sorted(f"{item.school} {item.act.found.act.number}" for item in comparison.removed_acts),
        "doubtful": sorted(f"{item.school} {item.act.found.act.number}" for item in comparison.doubtful_acts),
    }
    assert acts == WRITTEN["acts"][DATES[number]]


def test_what_a_bad_year_hid_is_not_called_new(reports: list[Report]) -> None:
    comparison = reports[2].comparison
    assert comparison
    reserves = {item.school: item.doubt for item in comparison.new_acts}
    assert reserves == {
        "s2": "", "s4": "в прошлый раз сайт был прочитан не полностью", "s7": "в прошлый раз прочитано страниц и документов: 2, теперь — 14",
    }  # fmt: skip
    why = {(change.school, change.indicator): change.why for change in comparison.findings}
    assert why["s7", "2"] == "в прошлый раз сайт не удалось прочитать полностью"


def test_a_decision_survives_another_crawl_and_programme(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """It was taken in the second year; its file is the same in the third."""
    done(0, "review", "log", "--db", folder / "m.db")
    assert "Всего 1 решение, действует 1" in " ".join(capfd.readouterr().out.split())


def test_recommendations(reports: list[Report]) -> None:
    found: dict[str, str] = {}
    notes: dict[str, str] = {}
    for item in reports[2].background.recommendations:
        asked = item.recommendation
        said = {step.as_of: step for step in item.history}
        line = "".join(STATE[said[day].state] if day in said else "." for day in DATES)
        found[str(asked.number)] = f"{asked.school} {asked.indicator or 'site'} {asked.ground} {line}"
        notes |= {str(asked.number): step.note for step in item.history if step.note}
    assert found == WRITTEN["recommendations"]
    assert notes == WRITTEN["notes"]


def test_effect(reports: list[Report]) -> None:
    found: dict[str, list[Any]] = {}
    for effect in reports[2].effects:
        counts = [effect[state] for state in STATES]
        found[f"{effect.as_of} {effect.indicator or 'site'}"] = counts + ([] if effect.share is None else [effect.share])
    assert found == WRITTEN["effect"]


STATES = (State.ISSUED, State.REPEATED, State.RESOLVED, State.WITHDRAWN, State.UNVERIFIED)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_rating(reports: list[Report], number: int) -> None:
    rating = reports[number].rating
    found: dict[str, list[Any]] = {item.school: [item.place, round((item.score or 0) * 100, 1), item.level] for item in rating.ranked}
    found |= {item.school: ["apart"] for item in rating.apart}
    assert found == WRITTEN["rating"][DATES[number]]


def test_what_is_not_confirmed_is_said(reports: list[Report]) -> None:
    row = next(row for row in reports[1].rows if row.institution.id == "s7")
    finding = next(cell.finding for cell in row.cells if cell.column.id == "2")
    assert finding
    assert finding.remarks == (Remark.INCOMPLETE_CRAWL,)
    assert finding.explanation.startswith(
        "Исчезновение не подтверждено: в проверке на 31.05.2024 был приказ «О методическом объединении учителей» от 01.09.2023 № 71-од;"
    )
    assert "прочитано страниц и документов: 2, обычно — 14" in finding.explanation
    assert not finding.advice


def test_the_commands_say_the_same(folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    done(0, "recommendations", "--effect", "--json", "--db", folder / "m.db")
    content = json.loads(capfd.readouterr().out)
    assert [item["number"] for item in content["recommendations"]] == list(range(1, 31))
    shares = {(item["as_of"], item["indicator"]): item["share"] for item in content["effect"]}
    assert shares["2026-05-31", "3"] == 0.5
    done(0, "recommendations", "--effect", "--db", folder / "m.db")
    table = capfd.readouterr().out
    assert max(map(len, table.splitlines())) <= 80
    assert "…" not in table
    done(0, "compare", "1", "2", "--db", folder / "m.db")
    assert "не подтверждено: прочитано страниц и документов: 2" in " ".join(capfd.readouterr().out.split())
