"""The known truth of the demonstration district, and how far a run is from it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from checks.model import Evidence, Finding, Remark, Verdict
from crawler.model import Visit, VisitStatus

TRUTH = Path(__file__).parent / "truth.toml"
PARTICIPATION = Path(__file__).parent / "participation.csv"
"""Numbers for indicator 1 that no site holds: columns school, event, date, participants, teachers."""
NUMBERS = frozenset({"1", "5"})
"""Indicators that are numbers rather than acts."""


class TruthError(ValueError):
    """The truth file has a mistake; the message names school and key."""


@dataclass(frozen=True, slots=True)
class ExpectedAct:
    """The deciding act. ``None`` and an empty tuple mean that any will do; ``path`` is the served address on ``site``."""

    path: str
    site: str
    number: str | None = None
    date: date | None = None
    kinds: tuple[str, ...] = ()

    def matches(self, found: Evidence) -> bool:
        """Whether the evidence speaks of this act."""
        return (
            (self.number is None or found.number == self.number)
            and (self.date is None or found.date == self.date.isoformat())
            and (not self.kinds or found.kind in self.kinds)
        )


@dataclass(frozen=True, slots=True)
class Expected:
    """The right finding. ``allowed`` remarks may stand beside the required ``remarks``; ``miss`` is the nearest miss's path."""

    school: str
    indicator: str
    verdict: Verdict
    value: float | None = None
    remarks: frozenset[Remark] = frozenset()
    allowed: frozenset[Remark] = frozenset()
    act: ExpectedAct | None = None
    miss: str | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything that is known: findings by (school, indicator), visits by school."""

    as_of: date
    findings: Mapping[tuple[str, str], Expected]
    visits: Mapping[str, VisitStatus]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a run and the truth part. ``indicator`` is empty for a visit."""

    school: str
    indicator: str
    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        where = f"{self.school}, показатель {self.indicator}" if self.indicator else self.school
        return f"{where}: {self.what}: ожидалось «{self.expected}», получено «{self.found}»"


def _act(row: dict[str, Any], school: str) -> ExpectedAct:
    try:
        return ExpectedAct(row["path"], row.get("site", school), row.get("number"), row.get("date"), tuple(row.get("kinds", ())))
    except KeyError as error:
        raise TruthError(f"{school}: act has no {error}") from error


def _expected(school: str, indicator: str, row: dict[str, Any]) -> Expected:
    if unknown_keys := row.keys() - {"verdict", "value", "remarks", "allowed", "act", "miss"}:
        raise TruthError(f"{school}, {indicator}: unknown keys {sorted(unknown_keys)}")
    value = row.get("value")
    known = Verdict.UNKNOWN if value is None else Verdict.PRESENT
    verdict = known if indicator in NUMBERS else Verdict(row["verdict"])
    return Expected(
        school, indicator, verdict, None if value is None else float(value),
        frozenset(map(Remark, row.get("remarks", ()))), frozenset(map(Remark, row.get("allowed", ()))),
        _act(row["act"], school) if "act" in row else None, row.get("miss"),
    )


def load_truth(path: Path = TRUTH) -> Truth:
    """The truth in ``path``. Raises ``TruthError`` for a school whose table is not understood."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    as_of = data.pop("as_of")
    findings: dict[tuple[str, str], Expected] = {}
    visits: dict[str, VisitStatus] = {}
    for school, table in data.items():
        try:
            visits[school] = VisitStatus(table.pop("visit"))
            reason = table.pop("unknown", None)
            if reason is not None:
                table = {"1": {"remarks": ["not_imported"]}, "5": {"remarks": [reason]}, **table}
                table.update({key: {"verdict": "unknown", "remarks": [reason]} for key in "234"})
            findings.update({(school, key): _expected(school, key, row) for key, row in table.items()})
        except (KeyError, ValueError) as error:
            raise TruthError(f"{path.name}: {school}: {error}") from error
    return Truth(as_of, findings, visits)


def compare(truth: Truth, findings: Iterable[Finding], visits: Iterable[Visit]) -> list[Difference]:
    """Every difference between a run and the truth, in the truth's order; an empty list means that the run is right."""
    found = {(finding.school, finding.indicator): finding for finding in findings}
    seen = {visit.school: visit for visit in visits}
    differences: list[Difference] = []
    for school, status in truth.visits.items():
        visit = seen.pop(school, None)
        differences += _visit_differences(school, status, visit)
    differences += [Difference(school, "", "посещение", "нет такого сайта", visit.status) for school, visit in seen.items()]
    for key, expected in truth.findings.items():
        finding = found.pop(key, None)
        if finding is None:
            differences.append(Difference(*key, "вывод", expected.verdict, "вывода нет"))
        else:
            differences += _finding_differences(expected, finding)
    differences += [Difference(*key, "вывод", "такого вывода быть не должно", finding.verdict) for key, finding in found.items()]
    return differences


def _visit_differences(school: str, status: VisitStatus, visit: Visit | None) -> list[Difference]:
    if visit is None:
        return [Difference(school, "", "посещение", status, "не записано")]
    if visit.status != status:
        return [Difference(school, "", "посещение", status, visit.status)]
    if status in (VisitStatus.OK, VisitStatus.MOVED) and not visit.complete:
        return [Difference(school, "", "полнота обхода", "полный", "неполный")]
    return []


def _finding_differences(expected: Expected, finding: Finding) -> list[Difference]:
    def differs(what: str, right: str, wrong: str) -> Difference:
        return Difference(expected.school, expected.indicator, what, right, wrong)

    if finding.verdict != expected.verdict:
        return [differs("вывод", expected.verdict, finding.verdict)]
    differences = []
    if finding.value != expected.value:
        differences.append(differs("значение", _number(expected.value), _number(finding.value)))
    remarks = frozenset(finding.remarks)
    if not expected.remarks <= remarks <= expected.remarks | expected.allowed:
        differences.append(differs("замечания", _list(expected.remarks), _list(remarks)))
    if expected.act is not None and not any(expected.act.matches(item) for item in finding.evidence):
        found = "; ".join(f"{item.kind} № {item.number} от {item.date}" for item in finding.evidence) or "доказательств нет"
        kinds = "/".join(expected.act.kinds)
        differences.append(differs("акт", f"{kinds} № {expected.act.number} от {expected.act.date}", found))
    if expected.miss is not None and finding.nearest_miss is None:
        differences.append(differs("ближайший неподходящий акт", expected.miss, "не назван"))
    return differences


def _number(value: float | None) -> str:
    return "нет данных" if value is None else f"{value:g}"


def _list(remarks: Iterable[Remark]) -> str:
    return ", ".join(sorted(remarks)) or "нет"
