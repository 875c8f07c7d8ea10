"""Templates of the HTML report: what they may call, and the policy that keeps a page from loading or running anything foreign."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from checks.model import REMARK_TEXT, VERDICT_TEXT, MachineWord, Verdict
from checks.recommendation import OPEN, STATE_TEXT
from checks.wording import quality_text
from reports import clean, plural
from reports.dates import day, moment
from reports.html_views import DECISION_TEXT, explained
from reports.measures_text import effect_share, state_text, subject
from reports.model import Column, Report, amount, lacking_text
from reports.visits import visit_reason, visit_text
from reports.words import KIND_TEXT, KINDS_TEXT, LEVEL_TEXT, NOT_CHECKED, counter_text, site_remark_text, source_text

FILES = ("style.css", "vision.js", "filter.js")
"""Files of our own that stand beside the pages. Without the scripts everything is shown and nothing is lost."""
POLICY = "default-src 'none'; style-src 'self' file:; img-src 'self' file:; script-src 'self' file:; base-uri 'none'; form-action 'none'"
"""Styles, pictures and scripts of the folder only, nothing inline. ``file:`` stands for ``'self'`` where the folder is opened from a
disk: some browsers hold every file for a place of its own."""



def environment(report: Report, common: Mapping[str, object]) -> Environment:
    """The environment of a report's pages; ``common`` is what every template sees."""
    percent = {column.id for column in report.columns if column.percent}
    made = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: "" if value is None else value,
    )
    made.globals |= {
        **common,
        "policy": POLICY,
        "code": verdict_code,
        "verdict_text": verdict_text,
        "verdicts": tuple(Verdict),
        "shown": lambda value, id: amount(value, id in percent),
        "said_machine": _machine,
        "visit_text": visit_text,
        "visit_reason": visit_reason,
        "lacking_text": lacking_text,
        "kind_text": KIND_TEXT.__getitem__,
        "kinds_text": KINDS_TEXT,
        "level_text": LEVEL_TEXT.__getitem__,
        "remark_text": REMARK_TEXT.__getitem__,
        "remarks_known": REMARK_TEXT,
        "decision_text": DECISION_TEXT.__getitem__,
        "states": STATE_TEXT,
        "open_states": OPEN,
        "state_text": state_text,
        "effect_share": effect_share,
        "subject": lambda indicator: subject(report, indicator),
        "source_text": source_text,
        "quality_text": quality_text,
        "counter_text": counter_text,
        "explained": lambda text: explained(clean.line(text)),
        "site_remark_text": site_remark_text,
        "counted": lambda value, noun: plural.counted(value, getattr(plural, noun)),
    }
    made.filters |= {
        "line": clean.line,
        "href": clean.link,
        "address": clean.address,
        "day": day,
        "moment": moment,
        "duration": plural.duration,
        "size": plural.size,
        "number": plural.number,
        "first_upper": lambda text: text[:1].upper() + text[1:],
    }
    return made


def own_file(name: str) -> str:
    """A file of the templates' folder."""
    return files("reports").joinpath("templates", name).read_text(encoding="utf-8")


def verdict_code(verdict: Verdict | None) -> str:
    """The verdict's code as a CSS class."""
    return verdict.value if verdict else "none"


def verdict_text(verdict: Verdict | None) -> str:
    """The verdict in Russian."""
    return VERDICT_TEXT[verdict] if verdict else NOT_CHECKED


def _machine(word: MachineWord, column: Column) -> str:
    if column.numeric and word.value is not None:
        return amount(word.value, column.percent)
    return VERDICT_TEXT[word.verdict]
