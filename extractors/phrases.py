"""Phrases as lemma patterns with windows and exclusions, matched over a text in one pass.

A pattern is a sequence of words; each is a lemma, alternatives ``a|b``, a prefix ``настав*`` or a suffix ``*методический``.
A word in capitals («РМО») matches only capitals. ``window`` words may stand between two words of the pattern. A match is void
when one of the ``unless`` patterns occurs within ``near`` words of it. Matches do not cross a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from extractors.lemmas import Word, lemmas, normal_forms, words
from extractors.text import Normalised, normalise


class PatternError(ValueError):
    """A pattern that could never match."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of the programme's lexicon. ``near`` and ``window`` count words."""

    pattern: str
    window: int = 0
    unless: tuple[str, ...] = ()
    near: int = 3


@dataclass(frozen=True, slots=True)
class Match:
    """Where a phrase was found: word indexes and character offsets in the normalised text."""

    phrase: Phrase
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Element:
    exact: frozenset[str]
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    capitals: frozenset[str]

    def accepts(self, word: str) -> bool:
        if self.capitals and word in self.capitals:
            return True
        forms = lemmas(word)
        if not self.exact.isdisjoint(forms):
            return True
        return any(f.startswith(self.prefixes) for f in forms) or any(f.endswith(self.suffixes) for f in forms)


@lru_cache(maxsize=4096)
def _parse(pattern: str) -> tuple[_Element, ...]:
    elements: list[_Element] = []
    for item in pattern.split():
        exact: set[str] = set()
        capitals: set[str] = set()
        prefixes: list[str] = []
        suffixes: list[str] = []
        for alternative in item.split("|"):
            if not alternative.strip("*"):
                raise PatternError(f"пустое слово в образце «{pattern}»")
            folded = alternative.replace("ё", "е")
            if folded.endswith("*"):
                prefixes.append(folded[:-1].lower())
            elif folded.startswith("*"):
                suffixes.append(folded[1:].lower())
            elif len(folded) > 1 and folded.isupper():
                capitals.add(folded)
            elif folded.lower() != folded or folded not in normal_forms(folded):
                hint = " или ".join(f"«{form}»" for form in sorted(normal_forms(folded.lower())))
                raise PatternError(f"«{alternative}» в образце «{pattern}» — не начальная форма слова; начальная: {hint}")
            else:
                exact.add(folded)
        elements.append(_Element(frozenset(exact), tuple(prefixes), tuple(suffixes), frozenset(capitals)))
    if not elements:
        raise PatternError("пустой образец")
    return tuple(elements)


def validate(phrase: Phrase) -> None:
    """Raise ``PatternError`` (Russian message) when the phrase or one of its exclusions cannot match."""
    for pattern in (phrase.pattern, *phrase.unless):
        _parse(pattern)


class Text:
    """A normalised text cut into words once, for any number of phrase sets."""

    def __init__(self, text: str | Normalised) -> None:
        self.normalised = normalise(text) if isinstance(text, str) else text
        self.words: list[Word] = words(self.normalised.text)

    def quote(self, first: int, last: int, around: int = 0) -> str:
        """The original's words from word ``first`` to ``last`` with ``around`` words of context on each side."""
        lo = self.words[max(0, first - around)].start
        hi = self.words[min(len(self.words) - 1, last + around)].end
        return self.normalised.source(lo, hi)


@dataclass
class PhraseSet:
    """Many phrases looked up at once: each word of the text is asked once which phrases may begin with it."""

    phrases: Sequence[Phrase]
    _elements: list[tuple[_Element, ...]] = field(init=False, repr=False)
    _starts: dict[str, tuple[int, ...]] = field(init=False, repr=False, default_factory=dict)
    _any: _Element = field(init=False, repr=False)
    """What begins any of the phrases: most words begin none."""

    def __post_init__(self) -> None:
        self._elements = [_parse(phrase.pattern) for phrase in self.phrases]
        first = [elements[0] for elements in self._elements]
        self._any = _Element(
            frozenset().union(*(item.exact for item in first)),
            tuple({prefix for item in first for prefix in item.prefixes}),
            tuple({suffix for item in first for suffix in item.suffixes}),
            frozenset().union(*(item.capitals for item in first)),
        )

    def _beginning_with(self, word: str) -> tuple[int, ...]:
        known = self._starts.get(word)
        if known is None:
            known = ()
            if self._any.accepts(word):
                known = tuple(i for i, elements in enumerate(self._elements) if elements[0].accepts(word))
            self._starts[word] = known
        return known

    def matches(self, text: Text) -> list[Match]:
        """Every valid match in text order; a phrase may match several times."""
        found: list[Match] = []
        for index, word in enumerate(text.words):
            for number in self._beginning_with(word.text):
                phrase = self.phrases[number]
                last = _follow(text.words, index, self._elements[number], phrase.window)
                if last is not None and not _void(text.words, index, last, phrase):
                    found.append(Match(phrase, index, last, word.start, text.words[last].end))
        return found


def _follow(found: Sequence[Word], first: int, elements: tuple[_Element, ...], window: int) -> int | None:
    at = first
    for element in elements[1:]:
        for candidate in range(at + 1, min(at + window + 2, len(found))):
            if found[candidate].opens:
                return None
            if element.accepts(found[candidate].text):
                at = candidate
                break
        else:
            return None
    return at


def _void(found: Sequence[Word], first: int, last: int, phrase: Phrase) -> bool:
    lo, hi = max(0, first - phrase.near), min(len(found), last + phrase.near + 1)
    for pattern in phrase.unless:
        elements = _parse(pattern)
        for start in range(lo, hi):
            if elements[0].accepts(found[start].text):
                end = _follow(found, start, elements, phrase.window)
                if end is not None and end < hi:
                    return True
    return False
