"""A programme's phrases compiled once for matching."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extractors.phrases import Match, PhraseSet, Text
from programmes.model import Indicator, PhraseRule, Programme


class RuleSet:
    """Some rules of the programme, matched together."""

    def __init__(self, rules: Iterable[PhraseRule]) -> None:
        self._rules = {rule.phrase: rule for rule in rules}
        self._set = PhraseSet(tuple(self._rules))

    def matches(self, text: Text) -> list[Match]:
        """Matches in text order."""
        return self._set.matches(text) if self._rules else []

    def found(self, text: Text) -> bool:
        """Whether any rule matches."""
        return bool(self.matches(text))

    def weight(self, matches: Iterable[Match]) -> float:
        """The heaviest rule among the matches, 0 for none."""
        return max((self._rules[match.phrase].weight for match in matches), default=0.0)


@dataclass(frozen=True)
class IndicatorLexicon:
    """The compiled phrases of one indicator."""

    indicator: Indicator
    phrases: RuleSet
    near_misses: RuleSet
    exclude: RuleSet
    teachers: RuleSet
    pupils: RuleSet
    generic: RuleSet
    expected: tuple[RuleSet, ...]
    """In the order of ``indicator.expected``."""


class Lexicon:
    """All compiled phrases of a programme."""

    def __init__(self, programme: Programme) -> None:
        self.indicators = tuple(
            IndicatorLexicon(
                indicator,
                RuleSet((*indicator.phrases, *indicator.title_phrases)),
                RuleSet(indicator.near_misses),
                RuleSet(indicator.exclude),
                RuleSet(indicator.scope.teachers if indicator.scope else ()),
                RuleSet(indicator.scope.pupils if indicator.scope else ()),
                RuleSet(indicator.scope.generic if indicator.scope else ()),
                tuple(RuleSet(item.phrases) for item in indicator.expected),
            )
            for indicator in programme.indicators
            if indicator.phrases
        )
        words = programme.vocabulary
        self.not_acts = RuleSet(words.not_acts)
        self.vacancies = RuleSet(words.vacancies)
        self.vacancies_never = RuleSet(words.vacancies_never)
        self.no_vacancies = RuleSet(words.no_vacancies)
        self.staff = RuleSet(words.staff)
        self.sections = RuleSet(words.sections)


    def of(self, indicator: str) -> IndicatorLexicon:
        """The phrases of one indicator; ``KeyError`` when it has none."""
        for item in self.indicators:
            if item.indicator.id == indicator:
                return item
        raise KeyError(indicator)


_COMPILED: dict[str, Lexicon] = {}


def lexicon(programme: Programme) -> Lexicon:
    """The compiled phrases of a programme, kept by its hash."""
    key = programme.hash or str(id(programme))
    if key not in _COMPILED:
        _COMPILED[key] = Lexicon(programme)
    return _COMPILED[key]
