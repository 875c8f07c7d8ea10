"""Words as the full-text index has them, and questions to it in every form a Russian word takes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractors.lemmas import forms
from extractors.phrases import Phrase
from extractors.text import normalise

_TOKEN = re.compile(r"\"([^\"]*)\"|([^\s\"]+)")
_WORD = re.compile(r"\w+")


def searchable(text: str) -> str:
    """``text`` as it is indexed: normalised like everything that is matched."""
    return normalise(text).text


def _quoted(text: str, prefix: bool = False) -> str:
    words = _WORD.findall(text)
    return ('"' + " ".join(words) + '"' + ("*" if prefix else "")) if words else ""


def _any(alternatives: Iterable[str]) -> str:
    kept = [item for item in alternatives if item]
    return f"({' OR '.join(kept)})" if kept else ""


def question(text: str) -> str:
    """What a user typed, as FTS5 asks it: every word in any form; ``"…"`` as it stands; ``слово*`` by its beginning.

    Empty when there is no word in it.
    """
    parts: list[str] = []
    for match in _TOKEN.finditer(text):
        phrase, word = match.groups()
        if phrase is not None:
            parts.append(_quoted(searchable(phrase)))
        elif word.endswith("*"):
            parts.append(_quoted(searchable(word), prefix=True))
        else:
            folded = searchable(word)
            simple = folded if folded.isalpha() else ""
            parts.append(_any(_quoted(form) for form in forms(simple, False)) if simple else _quoted(folded))
    return " AND ".join(part for part in parts if part)


def phrase_question(phrases: Iterable[Phrase]) -> str | None:
    """A question that every text with one of the phrases answers (and others too); ``None`` when none can be asked.

    Word order and distance are left to the matcher: this only spares it texts that cannot match.
    """
    asked: list[str] = []
    for phrase in phrases:
        elements = [_element(item) for item in phrase.pattern.split()]
        known = [element for element in elements if element]
        if not known:
            return None
        asked.append(f"({' AND '.join(known)})")
    return " OR ".join(asked) if asked else None


def _element(item: str) -> str:
    """One word of a pattern; empty where it cannot be asked (a suffix)."""
    found: list[str] = []
    for alternative in item.split("|"):
        folded = alternative.replace("ё", "е")
        if folded.startswith("*"):
            return ""
        if folded.endswith("*"):
            found.append(_quoted(folded, prefix=True))
        else:
            found += [_quoted(form) for form in forms(folded, True)]
    return _any(found)
