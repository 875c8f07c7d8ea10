"""The HTML report: an index and a page for each institution, each file complete in itself.

No script, no outer address is loaded, styles are inlined and named by hash in the page's content security policy. Titles, quotes
and addresses come from foreign sites: everything is autoescaped, only http(s) addresses become links.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from checks.model import REMARK_TEXT, VERDICT_TEXT, Verdict
from checks.wording import quality_text
from reports import clean, plural
from reports.model import Report, Row, Total, lacking_text
from reports.visits import visit_reason, visit_text
from reports.words import KIND_TEXT, LEVEL_TEXT, NOT_CHECKED, counter_text, site_remark_text, source_text

_MARKS = {Verdict.PRESENT: "✓", Verdict.PARTIAL: "!", Verdict.ABSENT: "✕", Verdict.UNKNOWN: "?", None: "–"}
_PLAIN_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_BAR = 600
"""Width of a bar chart in its own units; the page scales it."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One coloured part of an indicator's bar; ``start`` and ``width`` in the bar's units."""

    code: str
    text: str
    count: int
    start: float
    width: float


def pages(report: Report) -> Iterator[tuple[str, bytes]]:
    """File names and contents, the index first. Names are made of letters, digits, hyphens and underscores only."""
    environment = _environment(report)
    names = page_names(report.rows)
    common = {"report": report, "programme": report.programme, "run": report.run, "names": names}
    index = environment.get_template("index.html.j2")
    yield "index.html", _bytes(index.render(**common, bars=[(total, slices(total)) for total in report.totals]))
    page = environment.get_template("institution.html.j2")
    for row in report.rows:
        yield names[row.institution.id], _bytes(page.render(**common, row=row))


def page_names(rows: Sequence[Row]) -> dict[str, str]:
    """A file name for each institution's id; ids that are no safe names get a number instead."""
    names: dict[str, str] = {}
    taken = {"index.html"}
    for position, row in enumerate(rows, 1):
        id = row.institution.id
        name = f"{id}.html" if _PLAIN_NAME.fullmatch(id) else f"row-{position}.html"
        while name in taken:
            name = f"x{name}"
        taken.add(name)
        names[id] = name
    return names


def slices(total: Total) -> tuple[Slice, ...]:
    """The parts of an indicator's bar, good to unknown."""
    parts: list[Slice] = []
    start = 0.0
    for verdict in (*Verdict, None):
        count = total.counts.get(verdict, 0)
        if count:
            width = _BAR * count / total.rows
            parts.append(Slice(verdict_code(verdict), verdict_text(verdict), count, round(start, 2), round(width, 2)))
            start += width
    return tuple(parts)


def verdict_code(verdict: Verdict | None) -> str:
    """The verdict's code as a CSS class."""
    return verdict.value if verdict else "none"


def verdict_text(verdict: Verdict | None) -> str:
    """The verdict in Russian."""
    return VERDICT_TEXT[verdict] if verdict else NOT_CHECKED


def day(value: str | date | None) -> str:
    """An ISO day as ДД.ММ.ГГГГ; anything else as it stands."""
    if not value:
        return ""
    try:
        return (value if isinstance(value, date) else date.fromisoformat(value[:10])).strftime("%d.%m.%Y")
    except ValueError:
        return clean.line(str(value))


def moment(value: str | None) -> str:
    """An ISO time as «ДД.ММ.ГГГГ ЧЧ:ММ UTC»; anything else as it stands."""
    if not value:
        return ""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return clean.line(value)
    return at.strftime("%d.%m.%Y %H:%M") + (" UTC" if at.tzinfo else "")


def _environment(report: Report) -> Environment:
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: "" if value is None else value,
    )
    style = files("reports").joinpath("templates/style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment.globals |= {
        "style": Markup(style),  # noqa: S704 - our own file
        "policy": f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        "mark": _MARKS.__getitem__,
        "code": verdict_code,
        "verdict_text": verdict_text,
        "visit_text": visit_text,
        "visit_reason": visit_reason,
        "lacking_text": lacking_text,
        "kind_text": KIND_TEXT.__getitem__,
        "level_text": LEVEL_TEXT.__getitem__,
        "remark_text": REMARK_TEXT.__getitem__,
        "source_text": source_text,
        "quality_text": quality_text,
        "counter_text": counter_text,
        "site_remark_text": site_remark_text,
        "counted": lambda value, noun: plural.counted(value, getattr(plural, noun)),
        "bar_width": _BAR,
    }
    environment.filters |= {
        "line": clean.line,
        "href": clean.link,
        "address": clean.address,
        "day": day,
        "moment": moment,
        "duration": plural.duration,
        "size": plural.size,
        "number": plural.number,
    }
    return environment


def _bytes(page: str) -> bytes:
    return page.encode("utf-8", "replace")
