"""Decisions over a run: applied when it is judged, and laid out for the reviewer who takes new ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from checks.basis import ActKeys, act_key, basis_of
from checks.deciding import Request, decide
from checks.model import DecisionKind, Evidence, Finding, FoundAct, Judgement, Material
from checks.queue import Case
from checks.review import in_force, machine_finding, reviewed
from checks.review_model import Basis, Decision, ReviewProblem
from checks.wording import evidence_of
from crawler.model import Institution
from db.connection import Database
from db.decisions import Key, add_decisions, bases, decisions, page_addresses
from db.errors import DatabaseProblem
from db.findings import act_places
from db.findings import judgements as stored_judgements
from db.material import Materials
from db.model import RunData
from db.runs import now, run_programme
from programmes.model import Programme

_STALE = "решения можно принимать по проверенному обходу: сначала выполните school-monitor check --run {run}"


def review(
    material: Material,
    findings: Sequence[Finding],
    judgements: Sequence[Judgement],
    programme: Programme,
    log: Mapping[Key, Sequence[Decision]],
    pages: Set[str],
    as_of: date,
) -> tuple[tuple[Finding, ...], dict[str, Basis]]:
    """The machine's findings of one institution with the decisions that hold for them, and what each finding rests on.

    ``pages`` are the site's addresses that are pages, not files.
    """
    keys = ActKeys(material.acts, pages)
    made: list[Finding] = []
    rest: dict[str, Basis] = {}
    for finding in findings:
        entries = log.get((finding.school, finding.indicator), ())
        chosen = frozenset(entry.anchor for entry in entries if entry.from_site)
        basis = basis_of(programme.indicator(finding.indicator), finding, material.acts, judgements, keys, chosen)
        rest[finding.indicator] = basis
        held = in_force(entries, basis)
        made.append(reviewed(finding, None if held is None else _refreshed(held, material.acts, pages), as_of))
    return tuple(made), rest


def _refreshed(decision: Decision, acts: Sequence[FoundAct], pages: Set[str]) -> Decision:
    """The chosen act as this run has it: where it hangs now, and under the number findings name it by."""
    act = decision.act
    if act is None or not decision.from_site:
        return decision
    for found in acts:
        if found.act.title == act.title and found.act.number == act.number and act_key(found, pages) == decision.anchor:
            return replace(decision, act=evidence_of(found, act.remarks, Judgement(phrases={decision.indicator: act.reasons}), decision.indicator))
    return decision


@dataclass(frozen=True, slots=True)
class Desk:
    """A judged run as the reviewer has it: a case for each finding, in the registry's and the programme's order."""

    data: RunData
    programme: Programme
    cases: tuple[Case, ...]
    unapplied: int
    """Decisions taken since the run was judged: ``check`` brings them into its findings."""

    def case(self, name: str) -> Case:
        """The case called ``name`` (``school:indicator``). Raises ``ReviewProblem``."""
        wanted = name.strip()
        folded = (case for case in self.cases if case.name.casefold() == wanted.casefold())
        found = next((case for case in self.cases if case.name == wanted), None) or next(folded, None)
        if found is None:
            raise ReviewProblem("item", f"в проверке № {self.data.run.id} нет пункта «{name}»; пункт пишется как id:показатель")
        return found

    def place(self, school: str) -> Institution:
        """The institution with this id."""
        return next(place for place in self.data.institutions if place.id == school)


def desk(db: Database, data: RunData) -> Desk:
    """The desk of a stored run. Raises ``DatabaseProblem`` when it was not judged, or by a version without decisions."""
    run = data.run
    rest = bases(db, run.id)
    if not data.findings or any((finding.school, finding.indicator) not in rest for finding in data.findings):
        raise DatabaseProblem(f"{db.path}: {_STALE.format(run=run.id)}")
    log = decisions(db)
    conflicts = {stored.found.act_id: stored.found.act.conflicts for stored in data.acts}
    cases = []
    for finding in data.findings:
        entries = log.get((finding.school, finding.indicator), ())
        # What was chosen on this very run was on the site: the run does not change any more.
        chosen = frozenset(entry.anchor for entry in entries if entry.from_site and entry.run_id == run.id)
        basis = rest[finding.school, finding.indicator]
        basis = replace(basis, present=basis.present | chosen)
        machine = machine_finding(finding)
        told = dict.fromkeys(text for item in machine.evidence for text in conflicts.get(item.act_id, ()))
        cases.append(Case(machine, basis, entries, tuple(told)))
    applied = [finding.review.decision_id if finding.review else 0 for finding in data.findings]
    unapplied = sum(
        (case.decision.id if case.decision else 0) != number for case, number in zip(cases, applied, strict=True)
    )
    return Desk(data, run_programme(db, run.id), tuple(cases), unapplied)


def record(db: Database, held: Desk, name: str, request: Request) -> tuple[Decision, ...]:
    """Take one decision. Raises ``ReviewProblem`` when it cannot be taken."""
    with db.transaction():
        return add_decisions(db, decided(held, held.case(name), request))


def decided(held: Desk, case: Case, request: Request) -> tuple[Decision, ...]:
    """The log entries for a request about a case, not stored yet. Raises ``ReviewProblem``.

    It is one; but withdrawing takes back every decision that holds, so that none of the past comes into force instead.
    """
    indicator = held.programme.indicator(case.finding.indicator)
    entries: tuple[Decision, ...] = ()
    while True:
        entry = decide(request, case.finding, case.basis, indicator, (*case.log, *entries), held.data.run.id, now(), today())
        entries += (entry,)
        left = replace(case, log=(*case.log, *entries)).decision
        if request.kind is not DecisionKind.WITHDRAW or left is None:
            return entries
        # A row of a table is known by its key, which one entry holds.
        request = replace(request, import_key="")


def act_by_number(db: Database, held: Desk, case: Case, number: int) -> tuple[Evidence, str] | None:
    """The act of the case's site that the run knows by this number, as evidence with its key; ``None`` when there is none."""
    return _chosen_act(db, held, case, lambda act: act.act_id == number)


def act_by_address(db: Database, held: Desk, case: Case, url: str) -> tuple[Evidence, str] | None:
    """The same by its address, any of those it hangs at."""
    places = act_places(db, held.data.run.id)
    return _chosen_act(db, held, case, lambda act: url in (act.url, *(place for place, _page in places.get(act.act_id, ()))))


def _chosen_act(db: Database, held: Desk, case: Case, matches: Callable[[FoundAct], bool]) -> tuple[Evidence, str] | None:
    run_id, school = held.data.run.id, case.finding.school
    acts = Materials(db, run_id).of(school).acts
    found = next((act for act in acts if matches(act)), None)
    if found is None:
        return None
    judgement = stored_judgements(db, run_id).get(found.act_id, Judgement())
    indicator = case.finding.indicator
    evidence = evidence_of(found, judgement.remarks.get(indicator, ()), judgement, indicator)
    return evidence, act_key(found, page_addresses(db, run_id).get(school, frozenset()))


def today() -> date:
    """The day here, not in Greenwich."""
    return datetime.now(UTC).astimezone().date()
