"""How a visit ends: status, reason and completeness from what was read and what was not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.fetching import LONG_REST
from crawler.frontier import Target
from crawler.model import Fetch, Link, Outcome, Visit, VisitStatus
from crawler.outcomes import FAILURES

MAX_UNREAD = 200
_UNDECIDED = FAILURES | {Outcome.ROBOTS, Outcome.BOT_WALL, Outcome.NEEDS_JAVASCRIPT}
"""Outcomes of a promising link that leave open what lies behind it."""
_LEFT_UNSEEN = {
    "links_cut:promising": "на странице больше ссылок, чем читается, и среди остальных есть важные",
    "page_cut": "слишком длинная страница прочитана не до конца",
    "sitemap_unread": "карта сайта прочитана не вся",
    "frontier_full": "адресов больше, чем вмещает очередь",
}
"""Counters of what was never looked at: no one knows what it was."""
_NEUTRAL_FAILURES = 0.1
_NEUTRAL_FAILURES_AT_LEAST = 5


def plural(number: int, one: str, few: str, many: str) -> str:
    """``number`` with the form of the word that Russian wants."""
    tens, ones = number % 100, number % 10
    if 11 <= tens <= 14 or ones == 0 or ones >= 5:
        return f"{number} {many}"
    return f"{number} {one}" if ones == 1 else f"{number} {few}"


@dataclass
class Tally:
    """What a visit has come to so far."""

    pages: int = 0
    documents: int = 0
    not_modified: int = 0
    counters: Counter[str] = field(default_factory=Counter)
    undecided: list[Link] = field(default_factory=list)
    """Promising links that failed in a way that says nothing about what lies there."""
    neutral_failures: int = 0
    passing: int = 0
    """How many failed in a way that may be another later; those the site asked to leave alone for long do not count."""
    remarks: list[str] = field(default_factory=list)

    def add(self, fetch: Fetch, *, own: bool = True) -> None:
        """Count one fetch of a page or document. What another host (not ``own``) fails to give is a broken link, recorded as
        such: the site itself was read."""
        link = fetch.link
        if fetch.outcome in (Outcome.OK, Outcome.NOT_MODIFIED):
            if fetch.is_page:
                self.pages += 1
            else:
                self.documents += 1
            self.not_modified += fetch.outcome is Outcome.NOT_MODIFIED
            return
        self.counters[f"outcome:{fetch.outcome}"] += 1
        if fetch.outcome is Outcome.NOT_FOUND and fetch.status == 200:
            self.counters["soft_404"] += 1
        if own and fetch.outcome in FAILURES and not fetch.reason.endswith(LONG_REST):
            self.passing += 1
        if own and fetch.outcome in _UNDECIDED:
            if link is not None and link.score > 0:
                self.undecided.append(link)
            elif fetch.outcome in FAILURES:
                self.neutral_failures += 1

    def remark(self, code: str) -> None:
        """Note a machine code about the site, once."""
        if code not in self.remarks:
            self.remarks.append(code)

    @property
    def too_many_failures(self) -> bool:
        """Whether so much of the site failed that what was read is not the site."""
        read = self.pages + self.documents
        return self.neutral_failures > max(_NEUTRAL_FAILURES_AT_LEAST, _NEUTRAL_FAILURES * read)


@dataclass(frozen=True, slots=True)
class Ending:
    """The verdict on a visit."""

    status: VisitStatus
    reason: str | None
    complete: bool
    unread: tuple[Link, ...]
    again: bool = False
    """Whether another try may read more: something failed in a way that may pass."""


def judge(tally: Tally, rest: Iterable[Target], stopped: str, moved: str) -> Ending:
    """The ending of a visit whose home page was read. ``stopped`` is the budget or fault that cut it ("" for none)."""
    waiting = [target for target in rest if not (target.aside or target.probe)]
    for target in waiting:
        tally.counters["left:document" if target.document else "left:page"] += 1
    links = [target.link for target in waiting if target.link is not None] + tally.undecided
    unread = tuple(sorted(links, key=lambda link: (-link.score, link.url))[:MAX_UNREAD])
    why = []
    if stopped:
        why.append(stopped)
    if waiting:
        why.append(f"не прочитано: {plural(len(waiting), 'ссылка', 'ссылки', 'ссылок')}")
    why += [reason for counter, reason in _LEFT_UNSEEN.items() if tally.counters[counter]]
    if tally.undecided:
        links_word = plural(
            len(tally.undecided), "важная ссылка не открылась", "важные ссылки не открылись", "важных ссылок не открылось"
        )
        why.append(links_word)
    if tally.too_many_failures:
        why.append(f"{plural(tally.neutral_failures, 'страница не открылась', 'страницы не открылись', 'страниц не открылось')}")
    if why:
        return Ending(VisitStatus.PARTIAL, "; ".join([moved, *why] if moved else why), False, unread, tally.passing > 0)
    if moved:
        return Ending(VisitStatus.MOVED, moved, True, unread)
    return Ending(VisitStatus.OK, None, True, unread)


def visit_record(
    school: str,
    ending: Ending,
    tally: Tally,
    *,
    requests: int,
    received: int,
    seconds: float,
    started: str,
    finished: str,
    site: str,
) -> Visit:
    """The record that is stored."""
    return Visit(
        school=school,
        status=ending.status,
        reason=ending.reason,
        pages=tally.pages,
        documents=tally.documents,
        not_modified=tally.not_modified,
        bytes=received,
        requests=requests,
        complete=ending.complete,
        seconds=round(seconds, 1),
        started=started,
        finished=finished,
        site=site,
        unread=ending.unread,
        remarks=tuple(tally.remarks),
        counters=dict(sorted(tally.counters.items())),
    )
