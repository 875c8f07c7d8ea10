"""How well an act is published, beside its presence (the idea of Infometer's audits): complete, current, findable, machine-readable."""

from __future__ import annotations

from datetime import date

from checks.lexicon import IndicatorLexicon, Lexicon
from checks.model import FoundAct, Quality
from extractors.phrases import Text


def quality_of(found: FoundAct, lex: IndicatorLexicon, words: Lexicon, as_of: date) -> Quality:
    """The measures of one act under one indicator, as of the reporting date."""
    act = found.act
    stated = (act.number is not None, act.date is not None, bool(act.issuer), bool(act.title))
    return Quality(
        clicks=found.clicks,
        right_section=_right_section(found, lex, words),
        machine_readable=None if found.text_source is None else found.text_source == "text",
        age_days=(as_of - act.date).days if act.date is not None else None,
        requisites=sum(stated) / len(stated),
    )


def _right_section(found: FoundAct, lex: IndicatorLexicon, words: Lexicon) -> bool | None:
    """Whether heading or page speak of the subject or of documents; ``None`` where neither is known."""
    named = [Text(text) for text in (found.section, found.page_title) if text.strip()]
    if not named:
        return None
    return any(words.sections.found(text) or lex.phrases.found(text) for text in named)
