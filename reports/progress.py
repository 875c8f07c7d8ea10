"""What a crawl shows of itself while it goes on: a live table on a terminal, plain lines elsewhere, nothing when quiet."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from crawler.model import VisitStatus
from reports.clean import line, middle
from reports.plural import DOCUMENT, PAGE, counted, duration, number
from reports.words import STATUS_TEXT

_STATES = {
    "waiting": "ожидает",
    "started": "начат",
    "running": "обходится",
    "finished": "прочитан",
    "interrupted": "прерван",
    "failed": "сбой обхода",
    "loading": "сохраняется",
    "loaded": "сохранён",
    "judged": "проверен",
}
_ACTIVE = frozenset({"started", "running", "loading"})
_OVER = frozenset({"finished", "interrupted", "failed", "loading", "loaded", "judged"})
_STYLES = {"finished": "green", "loaded": "green", "judged": "green", "failed": "bold red", "interrupted": "yellow"}
_READ = frozenset({"", "ok", "moved"})
_NUMBERS = ("страниц", "документов", "в очереди")
_PLAIN_EVERY = 30.0
"""Seconds between two plain lines about the whole run."""


class Step(Protocol):
    """One step of one site, as the job tells it. ``queue`` is the number of addresses that wait."""

    @property
    def school(self) -> str:
        """The institution's id."""

    @property
    def state(self) -> str:
        """The job's word for where the site stands."""

    @property
    def pages(self) -> int:
        """Pages read so far."""

    @property
    def documents(self) -> int:
        """Files read so far."""

    @property
    def queue(self) -> int:
        """Addresses that wait."""

    @property
    def status(self) -> str:
        """The visit's status when it is over, else empty."""

    @property
    def reason(self) -> str:
        """Why the visit ended as it did, Russian; may be empty."""


@dataclass
class _Site:
    state: str = "waiting"
    pages: int = 0
    documents: int = 0
    queue: int = 0
    note: str = ""
    status: str = ""
    over: bool = False


@dataclass
class Display:
    """Progress of a run over ``names`` (id → name shown). A context manager; ``update`` may be called as often as one likes."""

    console: Console
    names: dict[str, str]
    quiet: bool = False
    _sites: dict[str, _Site] = field(default_factory=dict)
    _live: Live | None = None
    _begun: float = field(default_factory=time.monotonic)
    _said: float = field(default_factory=time.monotonic)

    def __enter__(self) -> Display:
        if not self.quiet and self.console.is_terminal:
            self._live = Live(console=self.console, get_renderable=self._view, refresh_per_second=4, transient=True)
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None
        if not self.quiet and self._sites:
            self._say(self._overall())

    def update(self, step: Step) -> None:
        """Take in what is new about a site. Later stages tell no page counts: those of the crawl are kept."""
        site = self._sites.setdefault(step.school, _Site())
        site.state = step.state
        site.pages = step.pages or site.pages
        site.documents = step.documents or site.documents
        site.queue = step.queue
        site.note = _note(step) or site.note
        site.status = step.status or site.status
        newly_over = step.state in _OVER and not site.over
        site.over = site.over or newly_over
        if self.quiet or self._live is not None:
            return
        if newly_over:
            self._say(self._line_of(step.school, site))
        elif time.monotonic() - self._said >= _PLAIN_EVERY:
            self._said = time.monotonic()
            self._say(self._overall())

    @property
    def over(self) -> int:
        """Sites whose crawl is over."""
        return sum(site.over for site in self._sites.values())

    def _say(self, text: str) -> None:
        self.console.print(Text(text), soft_wrap=True)

    def _line_of(self, school: str, site: _Site) -> str:
        read = f"{counted(site.pages, PAGE)}, {counted(site.documents, DOCUMENT)}"
        return f"[{self.over}/{len(self.names)}] {self._name(school)}: {site.note or _word(site.state)}; {read}"

    def _overall(self) -> str:
        pages = sum(site.pages for site in self._sites.values())
        documents = sum(site.documents for site in self._sites.values())
        return (
            f"Обойдено сайтов: {self.over} из {len(self.names)}; прочитано: {counted(pages, PAGE)}, "
            f"{counted(documents, DOCUMENT)}; прошло {duration(time.monotonic() - self._begun)}"
        )

    def _name(self, school: str) -> str:
        return line(self.names.get(school, school))

    def _view(self) -> Group:
        active = [(id, site) for id, site in self._sites.items() if site.state in _ACTIVE]
        done = [(id, site) for id, site in self._sites.items() if site.over and site.state not in _ACTIVE]
        room = max(3, self.console.height - 5)
        shown = (done[-(room - len(active)) :] if len(active) < room else []) + active[:room]
        wide = max(16, min(60, self.console.width - 58))
        rest = max(10, self.console.width - wide - sum(len(text) + 1 for text in _NUMBERS) - 2)
        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_column(width=wide, no_wrap=True)
        for heading in _NUMBERS:
            table.add_column(width=len(heading), justify="right", no_wrap=True)
        table.add_column(width=rest, no_wrap=True)
        table.add_row(*(Text(text, style="bold") for text in ("Сайт", *_NUMBERS, "состояние")))
        for id, site in shown:
            table.add_row(
                Text(middle(self._name(id), wide)),
                number(site.pages),
                number(site.documents),
                number(site.queue),
                Text(site.note or _word(site.state), style=_style(site)),
            )
        hidden = len(active) + len(done) - len(shown)
        if hidden > 0:
            table.add_row(Text(f"…и ещё {hidden}", style="dim"))
        bar = Table.grid()
        bar.add_row(ProgressBar(total=max(1, len(self.names)), completed=self.over, width=min(60, self.console.width)))
        return Group(table, bar, Text(self._overall(), overflow="ellipsis", no_wrap=True))


def _style(site: _Site) -> str:
    """Green is for sites that were read."""
    style = _STYLES.get(site.state, "")
    return "yellow" if style == "green" and site.status not in _READ else style


def _word(state: str) -> str:
    return _STATES.get(state, line(state))


def _note(step: Step) -> str:
    parts = [STATUS_TEXT[VisitStatus(step.status)]] if step.status in set(VisitStatus) else []
    return line(": ".join([*parts, step.reason] if step.reason else parts), 60)
