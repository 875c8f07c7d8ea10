"""Recommendations to institutions (§ 8 of the order): issued by one run, resolved, repeated or withdrawn by the next ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from checks.causes import CAUSE_TEXT, Cause, not_fetched, not_read
from checks.model import Finding, Remark, Verdict
from checks.recommendation import ABSENT, SITE, Recommendation, State, Step
from crawler.model import Institution, InstitutionKind, Visit, VisitStatus
from programmes.model import Indicator, Programme

_SITE_GROUNDS = {
    VisitStatus.UNREACHABLE: Remark.UNREACHABLE,
    VisitStatus.ROBOTS_FORBIDDEN: Remark.ROBOTS_FORBIDDEN,
    VisitStatus.BOT_WALL: Remark.BOT_WALL,
    VisitStatus.NEEDS_JAVASCRIPT: Remark.NEEDS_JAVASCRIPT,
}


def advance(
    open_before: Sequence[Recommendation],
    findings: Iterable[Finding],
    visits: Iterable[Visit],
    registry: Sequence[Institution],
    programme: Programme,
    why: Callable[[Recommendation, Finding], Cause],
) -> tuple[Step, ...]:
    """The steps of one run: those of the open recommendations in their order, then the new ones.

    ``registry`` are all institutions the run knew of, visited or not; ``why`` tells why the finding is not what it was
    when the recommendation was last confirmed.
    """
    table = {(finding.school, finding.indicator): finding for finding in findings}
    seen = {visit.school: visit for visit in visits}
    needed = _needed(table, seen, registry, programme)
    registered = {item.id for item in registry}
    steps = []
    for item in open_before:
        step = _step(item, table, seen, item.key in needed, item.school in registered, why)
        if step is not None:
            steps.append(step)
    had = {item.key for item in open_before}
    steps += [Step(Recommendation(*key, text), State.ISSUED) for key, text in needed.items() if key not in had]
    return tuple(steps)


def _step(
    item: Recommendation,
    table: Mapping[tuple[str, str], Finding],
    visits: Mapping[str, Visit],
    needed: bool,
    registered: bool,
    why: Callable[[Recommendation, Finding], Cause],
) -> Step | None:
    if needed:
        return Step(item, State.REPEATED)
    if not registered:
        return Step(item, State.WITHDRAWN, "организации нет в реестре")
    if item.indicator == SITE:
        return _site_step(item, visits.get(item.school))
    finding = table.get((item.school, item.indicator))
    if finding is None:
        judged = any(school == item.school for school, _indicator in table)
        return Step(item, State.WITHDRAWN, "показателя нет в программе") if judged else None
    if not_read(finding):
        return Step(item, State.UNVERIFIED, CAUSE_TEXT[Cause.NOT_READ])
    reason = why(item, finding)
    if reason in (Cause.SCHOOL, Cause.NOT_READ):
        return Step(item, State.RESOLVED)
    return Step(item, State.WITHDRAWN, CAUSE_TEXT[reason])


def _site_step(item: Recommendation, visit: Visit | None) -> Step | None:
    if visit is None:
        return None
    if visit.status in (VisitStatus.OK, VisitStatus.MOVED, VisitStatus.PARTIAL):
        return Step(item, State.RESOLVED)
    if visit.status is VisitStatus.SKIPPED:
        return Step(item, State.UNVERIFIED, "обход сайта не начинался")
    return Step(item, State.WITHDRAWN, "препятствие сменилось другим")


def _needed(
    table: Mapping[tuple[str, str], Finding],
    visits: Mapping[str, Visit],
    registry: Sequence[Institution],
    programme: Programme,
) -> dict[tuple[str, str, str], str]:
    """Key → text of everything that ought to be recommended now."""
    indicators = {indicator.id: indicator for indicator in programme.indicators}
    collected = {finding.indicator for finding in table.values() if finding.value is not None}
    authorities = {item.id for item in registry if item.kind is InstitutionKind.AUTHORITY}
    found: dict[tuple[str, str, str], str] = {}
    for school, visit in visits.items():
        ground = _SITE_GROUNDS.get(visit.status)
        if ground is not None and programme.remark_advice.get(ground):
            found[school, SITE, ground.value] = programme.remark_advice[ground]
    for (school, id), finding in table.items():
        indicator = indicators.get(id)
        if indicator is None:
            continue
        for reason, text in _grounds(finding, indicator, programme.remark_advice):
            # Whoever did not send what others sent is reminded; what was collected from nobody is nobody's omission.
            if reason != Remark.NOT_IMPORTED or (id in collected and school not in authorities):
                found[school, id, reason] = text
    return found


def _grounds(finding: Finding, indicator: Indicator, remark_advice: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    if finding.verdict is Verdict.UNKNOWN:
        for remark in (Remark.NOT_PUBLISHED, Remark.NOT_IMPORTED):
            if remark in finding.remarks and indicator.advice:
                yield remark.value, indicator.advice
        return
    if finding.verdict is Verdict.ABSENT:
        broken = remark_advice.get(Remark.BROKEN_LINK, "") if Remark.BROKEN_LINK in finding.remarks else ""
        text = " ".join(filter(None, (broken, indicator.advice)))
        if text:
            yield ABSENT, text
        return
    unknown = {Remark.UNREADABLE} if finding.evidence and not_fetched(finding.evidence[0]) else set()
    for remark in finding.remarks:
        if remark_advice.get(remark) and remark not in unknown:
            yield remark.value, remark_advice[remark]
