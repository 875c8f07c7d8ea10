"""Words and their lemmas (pymorphy3), cached: school sites repeat the same few thousand words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import pymorphy3

_WORD = re.compile(r"[A-Za-zА-Яа-яЁё0-9]+(?:-[A-Za-zА-Яа-яЁё0-9]+)*")
_MOST_FORMS = 60
_BREAK = re.compile(r"[!?;•]|\.\s+(?=[А-ЯЁA-Z«\"0-9])|\n\s*\n|\f")


class Word(NamedTuple):
    """A word of a normalised text. ``opens`` is True where a new sentence or block begins with it."""

    text: str
    start: int
    end: int
    opens: bool


@lru_cache(maxsize=1)
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


def _forms(word: str) -> set[str]:
    """Normal forms of a word; a participle («обучающихся») also has its own nominative («обучающийся»)."""
    found: set[str] = set()
    for parse in _morphology().parse(word):
        found.add(parse.normal_form)
        if parse.tag.POS == "PRTF":
            own = parse.inflect({"nomn", "sing", "masc"})
            if own is not None:
                found.add(own.word)
    return {form.replace("ё", "е") for form in found}


@lru_cache(maxsize=262144)
def lemmas(word: str) -> frozenset[str]:
    """Every lemma the word may have, lower case, «ё» as «е»; parts of a hyphenated word count as words of their own."""
    lower = word.lower().replace("ё", "е")
    if lower.isdecimal():
        return frozenset((lower,))
    found = {lower} | _forms(lower)
    if "-" in lower:
        for part in lower.split("-"):
            if len(part) > 2:
                found |= lemmas(part)
    return frozenset(found)


def normal_forms(word: str) -> frozenset[str]:
    """The lemmas a pattern may be written with: a pattern word that is none of its own would match little or nothing."""
    return frozenset(_forms(word))


@lru_cache(maxsize=4096)
def forms(word: str, as_lemma: bool) -> tuple[str, ...]:
    """Forms that share a normal form with the word (``as_lemma``: of which it is the normal form), the word itself first; at most 60."""
    lower = word.lower().replace("ё", "е")
    if _WORD.fullmatch(lower) is None:
        return (lower,)  # pymorphy3 fails over letters that have no name in Unicode
    found = {lower}
    for parse in _morphology().parse(lower):
        if not as_lemma or parse.normal_form.replace("ё", "е") == lower:
            found.update(form.word.replace("ё", "е") for form in parse.lexeme)
    return (lower, *sorted(found - {lower})[:_MOST_FORMS])


@lru_cache(maxsize=65536)
def is_finite_verb(word: str) -> bool:
    """Whether a word is most likely a verb in a personal form: headings have none, sentences do."""
    if len(word) < 4:
        return False
    best = _morphology().parse(word.lower())[0]
    return bool(best.tag.POS == "VERB" and best.is_known)


@lru_cache(maxsize=65536)
def is_known(word: str) -> bool:
    """Whether the dictionary has the word (in any form)."""
    return bool(_morphology().word_is_known(word))


@lru_cache(maxsize=65536)
def name_parts(word: str) -> frozenset[str]:
    """What a word may be: «Name», «Surn», «Patr» for parts of a personal name, «word» for anything else the dictionary has.

    Empty for words that are not in the dictionary: as rare surnames are not.
    """
    found: set[str] = set()
    for parse in _morphology().parse(word.lower()):
        if parse.is_known:
            found |= {part for part in ("Name", "Surn", "Patr") if part in parse.tag} or {"word"}
    return frozenset(found)


def words(text: str) -> list[Word]:
    """The words of a normalised text in order."""
    result: list[Word] = []
    last = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        opens = not result or (text[last:start] != " " and _BREAK.search(text, last, start + 1) is not None)
        result.append(Word(match.group(), start, end, opens))
        last = end
    return result
