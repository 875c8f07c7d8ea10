"""When a visit ends early: budgets that are used up, a site that goes down, walls itself off or answers all with one page."""

from __future__ import annotations

from crawler.context import Context
from crawler.frontier import Target
from crawler.model import Fetch, Outcome
from crawler.outcomes import FAILURES

ASIDE_PAGES = 30
"""News, galleries and the like that are read without a promise of their own."""
SILENT_IN_A_ROW = 6
ERRORS_IN_A_ROW = 15
WALLS_IN_A_ROW = 3
SAME_IN_A_ROW = 25
DOCUMENTS_A_PAGE = 4
"""Documents may outnumber the page budget by this factor."""


class Stopping:
    """Hands out targets within the budgets. ``why`` is the reason to stop (Russian), "" while there is none."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._pages = self._documents = self._asides = 0
        self._in_a_row: dict[str, int] = {}
        self.why = ""
        self._over = False

    def count_home(self) -> None:
        """The home page counts as the first."""
        self._pages = 1

    def next(self) -> Target | None:
        """The next target within the budgets; asides beyond their share are left, counted."""
        while (target := self._context.frontier.pop()) is not None:
            if trap := self._context.traps.why_not(target):
                self._context.tally.counters[trap] += 1
                continue
            if target.aside:
                if self._asides >= ASIDE_PAGES:
                    self._context.tally.counters["left:aside"] += 1
                    continue
                self._asides += 1
            if target.document:
                self._documents += 1
            elif not target.probe:
                self._pages += 1
            return target
        return None

    def now(self) -> bool:
        """Whether a budget is used up or the site has stopped answering; says which, unless nothing that counts is left unread."""
        if self.why or self._over:
            return True
        if len(self._context.frontier) == 0:
            return False
        why = self._used_up()
        if why:
            self._over = True
            waiting = (target for target in self._context.frontier.rest() if not (target.aside or target.probe))
            self.why = why if any(not self._context.traps.why_not(target) for target in waiting) else ""
        return bool(why)

    def _used_up(self) -> str:
        """The budget that is used up (Russian), "" for none."""
        limits = self._context.settings
        if self._pages >= limits.max_pages:
            return f"достигнут предел страниц ({limits.max_pages})"
        if self._documents >= limits.max_pages * DOCUMENTS_A_PAGE:
            return f"достигнут предел документов ({limits.max_pages * DOCUMENTS_A_PAGE})"
        if self._context.access.received >= limits.max_bytes:
            return f"достигнут предел объёма ({limits.max_bytes // 1_000_000} МБ)"
        if self._context.access.seconds >= limits.max_minutes * 60:
            return f"достигнут предел времени ({limits.max_minutes:g} мин)"
        return ""

    def watch(self, fetch: Fetch) -> None:
        """Notice a site that goes down, walls itself off, or gives one page for everything."""
        rows = self._in_a_row
        silent = fetch.outcome in (Outcome.UNREACHABLE, Outcome.TIMEOUT)
        rows["silent"] = rows.get("silent", 0) + 1 if silent else 0
        rows["errors"] = rows.get("errors", 0) + 1 if fetch.outcome in FAILURES else 0
        rows["walls"] = rows.get("walls", 0) + 1 if fetch.outcome is Outcome.BOT_WALL else 0
        if rows["silent"] >= SILENT_IN_A_ROW:
            self.why = "сайт перестал отвечать во время обхода"
        elif rows["errors"] >= ERRORS_IN_A_ROW:
            self.why = "сайт отвечает одними ошибками"
        elif rows["walls"] >= WALLS_IN_A_ROW:
            self.why = "сайт стал показывать проверку на робота"
        elif rows.get("same", 0) >= SAME_IN_A_ROW:
            self.why = "сайт отдаёт одну и ту же страницу на разные адреса"

    def same_body(self, again: bool) -> None:
        """Note whether a page's body was one seen before under another address."""
        self._in_a_row["same"] = self._in_a_row.get("same", 0) + 1 if again else 0
