"""Why a verdict differs between two runs: the school, the yardstick, the calendar, a person's decision, or an unread site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from checks.model import Evidence, Finding, Remark, Verdict


class Cause(StrEnum):
    """What made two findings differ. Only ``SCHOOL`` says something about the institution."""

    SCHOOL = "school"
    PROGRAMME = "programme"
    READER = "reader"
    DATE = "date"
    DECISION = "decision"
    NOT_READ = "not_read"


CAUSE_TEXT = {
    Cause.SCHOOL: "изменились сведения на сайте или загруженные данные",
    Cause.PROGRAMME: "изменилась программа мониторинга",
    Cause.READER: "система прочитала то же иначе (другая версия или средства чтения)",
    Cause.DATE: "изменилась отчётная дата",
    Cause.DECISION: "решение проверяющего",
    Cause.NOT_READ: "сайт не удалось прочитать полностью",
}


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What a run was judged with, and by what marks the acts of each institution are known: school → marks (see ``marks``)."""

    programme_hash: str
    version: str
    as_of: str
    acts: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def had(self, finding: Finding) -> bool:
        """Whether all the evidence of a finding was on the institution's site in this run."""
        known = self.acts.get(finding.school, frozenset())
        return all(marks_of(item) & known for item in finding.evidence)


def cause(before: Finding, after: Finding, was: Yardstick, now: Yardstick) -> Cause:
    """Why ``after`` differs from ``before``; the findings are of one institution and indicator.

    The evidence decides: what counts on one side and stood on the site on the other side too is no doing of the school.
    """
    if not_read(before) or not_read(after):
        return Cause.NOT_READ
    if _misread(before, after) or _misread(after, before):
        return Cause.READER
    if before.reviewed or after.reviewed or _sums_decided(before) != _sums_decided(after):
        return Cause.DECISION
    if (before.evidence or after.evidence) and was.had(after) and now.had(before):
        if was.programme_hash != now.programme_hash:
            return Cause.PROGRAMME
        if was.version != now.version:
            return Cause.READER
        if was.as_of != now.as_of:
            return Cause.DATE
    return Cause.SCHOOL


def _sums_decided(finding: Finding) -> tuple[str, ...]:
    """What a reviewer's decisions on the summed institutions put into a municipality's share."""
    return finding.share.decided if finding.share is not None else ()


def not_read(finding: Finding) -> bool:
    """Whether nothing could be concluded because the site was not read to its end, or rests on a file that was not got from it.

    What was not loaded is not the site's matter.
    """
    if finding.verdict is Verdict.UNKNOWN:
        return not finding.searched.complete and Remark.NOT_IMPORTED not in finding.remarks
    return finding.verdict is Verdict.PARTIAL and bool(finding.evidence) and not_fetched(finding.evidence[0])


def not_fetched(item: Evidence) -> bool:
    """Whether the link promises an act whose file the site did not give (an error of the server, a timeout): nothing is known of
    the file, while one that was got and cannot be read is the institution's to mend."""
    return Remark.UNREADABLE in item.remarks and not item.sha256


def _misread(one: Finding, other: Finding) -> bool:
    """Whether ``one`` rests on a file that could not be read though its very bytes were read for ``other``."""
    unread = {item.sha256 for item in one.evidence[:1] if Remark.UNREADABLE in item.remarks}
    return not unread.isdisjoint(item.sha256 for item in other.evidence if Remark.UNREADABLE not in item.remarks)


def marks(sha256: str, url: str, kind: str, number: str | None, day: str | None, title: str) -> frozenset[str]:
    """What an act is known by: the file's content, and the requisites with the title. ``day`` is ISO.

    Either is enough: a page's bytes change at each visit, a better reader gives other requisites.
    """
    content = sha256 or url
    if not (title or number):
        return frozenset({content})
    return frozenset({content, "|".join((kind, (number or "").casefold(), day or "", " ".join(title.casefold().split())[:100]))})


def marks_of(item: Evidence) -> frozenset[str]:
    """The marks of an act that is evidence."""
    return marks(item.sha256, item.url, item.kind, item.number, item.date, item.title)
