"""What changed between two runs, and what only looks like a change.

A verdict that changed carries its cause: another programme, date, version, a decision or an unread site is no doing of the school.
An act is called removed only when its place was read and the site was seen as it usually is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checks.causes import CAUSE_TEXT, Cause, Yardstick, cause, marks, not_read
from checks.circumstances import Circumstances
from checks.disappearance import SHRUNK, doubt_of_act, doubt_of_place, doubt_of_site
from checks.model import Finding, Remark
from crawler.model import Institution, Visit
from db.model import RunData, RunInfo, StoredAct
from reports.visits import fully_read

_NOWHERE = Circumstances()
_GROWN = 10
"""A site may grow by so many pages and documents without it looking as if it had not been seen whole before."""


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A verdict or a number that differs; one side is ``None`` where a run did not judge the institution.

    ``cause`` is ``None`` then, too. ``doubt`` (Russian) says why a loss is not confirmed; empty when it is.
    """

    school: str
    indicator: str
    before: Finding | None
    after: Finding | None
    cause: Cause | None = None
    doubt: str = ""

    @property
    def why(self) -> str:
        """The cause in Russian; an unread site is told with the run that did not read it. Empty where there is no cause."""
        if self.cause is None:
            return ""
        earlier = self.cause is Cause.NOT_READ and self.before is not None and self.after is not None and not_read(self.before) and not not_read(self.after)
        return ("в прошлый раз " if earlier else "") + CAUSE_TEXT[self.cause]

    @property
    def by_school(self) -> bool:
        """Whether the change says something about the institution."""
        return self.cause is Cause.SCHOOL


@dataclass(frozen=True, slots=True)
class ActChange:
    """An act that is new or gone. ``doubt`` (Russian) says why its absence, now or in the earlier run, proves nothing; empty when it does."""

    school: str
    act: StoredAct
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class ActEdit:
    """An act that is another than it was. ``what`` names the differences in Russian: «номер», «дата», «название», «содержание»."""

    school: str
    before: StoredAct
    after: StoredAct
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side, ``before`` and ``after`` as the user named them."""

    before: RunInfo
    after: RunInfo
    names: Mapping[str, str]
    findings: tuple[FindingChange, ...]
    new_acts: tuple[ActChange, ...]
    changed_acts: tuple[ActEdit, ...]
    removed_acts: tuple[ActChange, ...]
    doubtful_acts: tuple[ActChange, ...]
    joined: tuple[Institution, ...]
    left: tuple[Institution, ...]
    same_programme: bool


def compare(before: RunData, after: RunData, seen: Circumstances = _NOWHERE) -> Comparison:
    """The differences from ``before`` to ``after`` for institutions that are in both; others are listed by themselves.

    ``seen`` is how the later run met the sites.
    """
    old = {place.id: place for place in before.institutions}
    new = {place.id: place for place in after.institutions}
    both = [id for id in new if id in old]
    appeared: list[ActChange] = []
    edited: list[ActEdit] = []
    gone: list[ActChange] = []
    doubtful: list[ActChange] = []
    acts_before, acts_after = _by_school(before.acts), _by_school(after.acts)
    visits_after = {visit.school: visit for visit in after.visits}
    visits_before = {visit.school: visit for visit in before.visits}
    for id in both:
        had, has = acts_before.get(id, {}), acts_after.get(id, {})
        edits, lost, fresh = _edits(had, has)
        edited += edits
        reserve = _reserve(visits_before.get(id), visits_after.get(id))
        appeared += [ActChange(id, act, reserve) for act in fresh]
        doubt = doubt_of_site(visits_after.get(id), len(lost), len(had), seen)
        for act in lost:
            why = doubt_of_place(id, act.found.url, act.found.page_url, seen) or doubt or doubt_of_act(id, act.found, seen)
            (doubtful if why else gone).append(ActChange(id, act, why))
    return Comparison(
        before.run,
        after.run,
        {id: place.name for id, place in (old | new).items()},
        tuple(_finding_changes(before, after, set(both), doubtful, seen)),
        tuple(appeared),
        tuple(edited),
        tuple(gone),
        tuple(doubtful),
        tuple(place for id, place in new.items() if id not in old),
        tuple(place for id, place in old.items() if id not in new),
        before.run.programme_hash == after.run.programme_hash,
    )


def _reserve(before: Visit | None, after: Visit | None) -> str:
    """Why an act that is new in the later run may have been there before; empty when the site was seen whole."""
    if before is None or not fully_read(before):
        return "в прошлый раз сайт был прочитан не полностью"
    was, now = before.pages + before.documents, after.pages + after.documents if after else 0
    return f"в прошлый раз прочитано страниц и документов: {was}, теперь — {now}" if was < now * SHRUNK and was + _GROWN < now else ""


_Acts = Mapping[tuple[object, ...], StoredAct]


def _edits(had: _Acts, has: _Acts) -> tuple[list[ActEdit], list[StoredAct], list[StoredAct]]:
    """Acts that changed, acts that are only in ``had`` or could not be read again, acts that are only in ``has``."""
    edits = [
        ActEdit(act.school, act, has[key], ("содержание",)) for key, act in had.items() if key in has and _rewritten(act, has[key])
    ]
    lost = [act for key, act in had.items() if key not in has]
    fresh = [act for key, act in has.items() if key not in had]
    for act in tuple(lost):
        successor = next((item for item in fresh if _same_place(act, item)), None)
        if successor is None:
            continue
        fresh.remove(successor)
        if successor.found.readable:
            lost.remove(act)
            if not act.found.readable:
                continue  # the file could not be read before: what is in it now is no change of it
            edits.append(ActEdit(act.school, act, successor, _differences(act, successor)))
    return edits, lost, fresh


def _same_place(one: StoredAct, other: StoredAct) -> bool:
    """Whether the other act has come in place of the one: the same kind under the same address, or with the same title."""
    first, second = one.found.act, other.found.act
    if first.kind is not second.kind:
        return False
    if one.found.url == other.found.url or (first.title and _words(first.title) == _words(second.title)):
        return True
    titles = [set(_words(title).split()) for title in (first.title, second.title)]
    same_requisites = bool(first.number and first.date) and (first.number, first.date) == (second.number, second.date)
    return same_requisites and (titles[0] <= titles[1] or titles[1] <= titles[0])


def _differences(one: StoredAct, other: StoredAct) -> tuple[str, ...]:
    first, second = one.found.act, other.found.act
    named = (
        ("номер", first.number == second.number),
        ("дата", first.date == second.date),
        ("название", _words(first.title) == _words(second.title)),
        ("содержание", not _rewritten(one, other)),
    )
    return tuple(name for name, same in named if not same)


def _rewritten(one: StoredAct, other: StoredAct) -> bool:
    """Whether a text differs. Recognised texts differ from one reading to the next and prove nothing."""
    typed = one.found.text_source == other.found.text_source == "text"
    return typed and None not in (one.text_id, other.text_id) and one.text_id != other.text_id


def _by_school(acts: Iterable[StoredAct]) -> dict[str, dict[tuple[object, ...], StoredAct]]:
    found: dict[str, dict[tuple[object, ...], StoredAct]] = {}
    for stored in acts:
        if not stored.found.broken:
            found.setdefault(stored.school, {}).setdefault(_identity(stored), stored)
    return found


def _identity(stored: StoredAct) -> tuple[object, ...]:
    """An act moved to another address, or scanned anew, is the same act as long as its requisites are.

    The title belongs to them: ten regulations of one order have one number and one date.
    """
    act = stored.found.act
    if act.number and act.date:
        return act.kind, act.number.casefold(), act.date, _words(act.title)
    return act.kind, act.number, act.date, _words(act.title), "" if act.title else stored.found.url


def _words(title: str) -> str:
    return " ".join(title.casefold().split())


def _finding_changes(
    before: RunData, after: RunData, schools: set[str], doubtful: Iterable[ActChange], seen: Circumstances
) -> Iterable[FindingChange]:
    old = {(finding.school, finding.indicator): finding for finding in before.findings if finding.school in schools}
    new = {(finding.school, finding.indicator): finding for finding in after.findings if finding.school in schools}
    was, now = _yardstick(before), _yardstick(after)
    doubts = {(change.school, change.act.found.url): change.doubt for change in doubtful}
    for key in dict.fromkeys([*new, *old]):
        first, second = old.get(key), new.get(key)
        if first is None or second is None:
            yield FindingChange(*key, first, second)
        elif (first.verdict, first.value) != (second.verdict, second.value):
            why = cause(first, second, was, now)
            doubt = _doubt(first, second, doubts, seen)
            if doubt and why is Cause.SCHOOL:
                why = Cause.NOT_READ
            yield FindingChange(*key, first, second, why, doubt)


def _doubt(first: Finding, second: Finding, doubts: Mapping[tuple[str, str], str], seen: Circumstances) -> str:
    """Why what ``first`` rests on may still be there; empty where it is seen or its place was read."""
    still = {item.url for item in second.evidence if Remark.UNREADABLE not in item.remarks}
    for item in first.evidence:
        if item.url in still:
            return ""
    for item in first.evidence:
        why = doubts.get((first.school, item.url)) or doubt_of_place(first.school, item.url, item.page_url, seen)
        if why:
            return why
    return ""


def _yardstick(data: RunData) -> Yardstick:
    acts: dict[str, set[str]] = {}
    for stored in data.acts:
        found, act = stored.found, stored.found.act
        if not found.broken:
            day = act.date.isoformat() if act.date else None
            acts.setdefault(stored.school, set()).update(
                marks(found.sha256, found.url, str(act.kind), act.number, day, act.title)
            )
    return Yardstick(
        data.run.programme_hash, data.run.version, data.run.as_of, {id: frozenset(known) for id, known in acts.items()}
    )
