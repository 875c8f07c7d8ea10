"""Whether an act that is missing was removed by the institution: everything that speaks against it is said in Russian."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from checks.causes import marks, marks_of
from checks.circumstances import Circumstances
from checks.model import Evidence, Finding, FoundAct, Remark, Verdict
from checks.search import conclusive
from checks.wording import advice_text, moment, paragraph, shortened
from crawler.model import Visit
from extractors.model import ActKind
from extractors.text import squeeze

SHRUNK = 0.7
"""A site that gave less than this share of what it usually gives was not seen as it is."""
_MASS = 0.5
_FEW = 3
"""Up to this many acts may go at once without it looking like a failure of the site."""


def doubt_of_site(visit: Visit | None, lost: int, had: int, seen: Circumstances) -> str:
    """Why nothing that is missing on this site may be called removed; empty when the site was seen as it is."""
    if visit is None or not conclusive(visit):
        return "сайт прочитан не полностью"
    if visit.school in seen.stubs:
        return "на сайте тот же текст, что у нескольких других организаций: похоже на заглушку"
    usual, size = seen.usual.get(visit.school, 0.0), visit.pages + visit.documents
    if size < usual * SHRUNK:
        return f"прочитано страниц и документов: {size}, обычно — {usual:.0f}"
    if lost > _FEW and lost > had * _MASS:
        return f"исчезло сразу {lost} из {had}: похоже на сбой сайта"
    return ""


def doubt_of_place(school: str, url: str, page_url: str, seen: Circumstances) -> str:
    """Why an act that was at ``url``, offered by ``page_url``, may still be there; empty when its place was read."""
    failed = seen.failed.get(school, frozenset())
    if url in failed:
        return "файл не удалось получить"
    return "раздел, где был акт, не удалось прочитать" if page_url in failed else ""


def doubt_of_act(school: str, found: FoundAct, seen: Circumstances) -> str:
    """Why an act may still be there though its place was read: nothing was made out in its file."""
    if found.url in seen.answered.get(school, frozenset()) and found.url != found.page_url and found.act.from_text:
        return "файл на месте, но акт в нём не распознан"
    return ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the last run that read a site whole saw there: reporting date (ISO), findings by indicator, each act's marks."""

    as_of: str
    findings: dict[str, Finding]
    acts: tuple[frozenset[str], ...] = ()


def confirmed(
    findings: Sequence[Finding], visit: Visit, acts: Sequence[FoundAct], seen: Circumstances, earlier: Callable[[], Earlier | None]
) -> tuple[Finding, ...]:
    """The findings of one institution, where «нет» became «нет данных» if what was there before may still be there.

    A stub is no search at all, whatever was there before. ``earlier`` is asked only where something is «нет».
    """
    if not conclusive(visit) or not any(_lacking(finding) for finding in findings):
        return tuple(findings)
    before = earlier()
    there = _marks(acts)
    known = before.acts if before else ()
    doubt = doubt_of_site(visit, sum(there.isdisjoint(one) for one in known), len(known), seen)
    return tuple(_confirmed(finding, before, there, doubt, seen) if _lacking(finding) else finding for finding in findings)


def _lacking(finding: Finding) -> bool:
    """A broken link is no absence of which one could doubt: the site itself still promises the act."""
    return (finding.verdict is Verdict.ABSENT and not finding.evidence) or Remark.NOT_PUBLISHED in finding.remarks


def _confirmed(
    finding: Finding, before: Earlier | None, there: frozenset[str], doubt: str, seen: Circumstances
) -> Finding:
    was = before.findings.get(finding.indicator) if before else None
    proof = was.evidence if was and was.verdict in (Verdict.PRESENT, Verdict.PARTIAL) else ()
    if any(not there.isdisjoint(marks_of(item)) for item in proof):
        return finding  # what counted is on the site: the yardstick has changed, nothing has gone
    if Remark.NOT_PUBLISHED in finding.remarks and finding.school not in seen.stubs:
        # A page with a number that was read again and counts no more is out of date, whatever became of the rest of the site.
        proof = tuple(item for item in proof if item.url not in seen.answered.get(finding.school, frozenset()))
    if finding.school in seen.stubs:
        return _unknown(finding, f"Сделать вывод нельзя: {doubt}.")
    for item in proof:
        why = doubt_of_place(finding.school, item.url, item.page_url, seen) or doubt
        if why and before:
            return _unknown(finding, f"Исчезновение не подтверждено: в проверке на {moment(before.as_of)} {_named(item)}; {why}.")
    return finding


def _unknown(finding: Finding, reason: str) -> Finding:
    rest = finding.explanation.removesuffix(advice_text(finding.advice)).rstrip()
    return replace(
        finding, verdict=Verdict.UNKNOWN, remarks=(Remark.INCOMPLETE_CRAWL,), explanation=paragraph(reason, rest), advice=(),
        searched=replace(finding.searched, complete=False),
    )  # fmt: skip


def _named(item: Evidence) -> str:
    title = shortened(squeeze(item.title), 120)
    if item.kind == ActKind.OTHER and item.number is None:
        return f"сведения были на странице «{title}»" if title else "сведения на сайте были"
    parts = ("был", item.kind, f"«{title}»" if title else "", f"от {moment(item.date)}" if item.date else "", f"№ {item.number}" if item.number else "")
    return " ".join(part for part in parts if part)


def _marks(acts: Sequence[FoundAct]) -> frozenset[str]:
    found: set[str] = set()
    for item in acts:
        act = item.act
        if not item.broken:
            found |= marks(item.sha256, item.url, str(act.kind), act.number, act.date.isoformat() if act.date else None, act.title)
    return frozenset(found)
