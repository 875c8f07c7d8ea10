"""The tokens of what sites write about vacancies: numbers, their units, posts, subjects, words that ask or deny, and marks.

Words are known by their lemmas, abbreviations («муз. рук.», «ст.», «ед.») by what they begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from extractors.lemmas import lemmas
from extractors.text import normalise


class Kind(StrEnum):
    """What a token is for the grammar of posts."""

    NUMBER = "number"
    RATE = "rate"
    UNIT = "unit"
    HOURS = "hours"
    POST = "post"
    OTHER_POST = "other post"
    SUBJECT = "subject"
    ASK = "ask"
    NONE = "none"
    TALK = "talk"
    ABOUT = "about"
    AND = "and"
    COMMA = "comma"
    STOP = "stop"
    DASH = "dash"
    COLON = "colon"
    OPEN = "open"
    CLOSE = "close"
    WORD = "word"


class Token(NamedTuple):
    """One token: its place in the normalised line; ``value`` is what a number or «полставки» says."""

    kind: Kind
    text: str
    start: int
    end: int
    value: float | None = None


_LEXEME = re.compile(
    r"(?P<skip>\d{1,3}(?:[  ]\d{3})+(?!\d)|\d+(?::\d\d|(?:\.\d+){2,})|\d{1,2}\s*[-–]\s*\d{1,2}(?=\s*(?:час|ч\b|класс|лет|год|кл))|№\s*\S+|\d+(?:[.,]\d+)?\s*%|\d{3,}|\#\S+)"
    r"|(?P<number>(?:0\s?[.,]\s?\d{1,2}(?!\d)|\d+(?:[.,]\d{1,2})?|½|(?<![A-Za-zА-Яа-яЁё])[lI](?=\s?ст))(?:-(?=[а-я]))?)|(?P<word>[A-Za-zА-Яа-яЁё]+(?:\.?-[A-Za-zА-Яа-яЁё]+)*)|(?P<mark>[,;:.()\[\]•–—-]|(?<=\s)/(?=\s))"
)  # fmt: skip
_ONES = str.maketrans("lI", "11")
_MARKS = {",": Kind.COMMA, "/": Kind.COMMA, ".": Kind.STOP, ";": Kind.STOP, "•": Kind.STOP, ":": Kind.COLON, "(": Kind.OPEN, "[": Kind.OPEN, ")": Kind.CLOSE, "]": Kind.CLOSE, "-": Kind.DASH, "–": Kind.DASH, "—": Kind.DASH}
_NUMERALS = {
    "один": 1, "два": 2, "двое": 2, "три": 3, "трое": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7, "восемь": 8, "девять": 9, "десять": 10,
    "пол": 0.5, "половина": 0.5, "четверть": 0.25, "½": 0.5,
}  # fmt: skip
_WORDS: dict[Kind, frozenset[str]] = {
    Kind.RATE: frozenset({"ставка"}),
    Kind.UNIT: frozenset({"человек", "единица", "место", "штука", "работник", "сотрудник", "специалист", "штатный"}),
    Kind.HOURS: frozenset({"час", "часовой"}),
    Kind.ASK: frozenset({
        "требоваться", "приглашать", "приглашаться", "искать", "нужный", "необходимый", "вакансия", "вакантный", "хватать", "разыскивать", "набирать", "должность", "понадобиться", "набор", "ждать", "требуемый",
    }),
    Kind.NONE: frozenset({"нет", "отсутствовать", "закрыть", "закрытый", "занять", "занятый", "неактуальный", "укомплектовать"}),
    Kind.TALK: frozenset({
        "обращаться", "обратиться", "контакт", "контактный", "телефон", "резюме", "требование", "опыт", "собеседование", "предлагать", "рассказать",
        "встретить", "звонить", "обязанность", "условие", "ответственный", "исполнитель",
    }),
    Kind.OTHER_POST: frozenset({
        "помощник", "младший", "секретарь", "заместитель", "лаборант", "ассистент", "няня", "няня-санитарка", "директор", "заведующий", "завуч", "завхоз", "инструкция",
    }),
    Kind.ABOUT: frozenset({"для", "от", "о", "об", "у", "с", "со"}),
    Kind.AND: frozenset({"и"}),
}  # fmt: skip
_ABBREVIATIONS = {
    "ст": Kind.RATE, "став": Kind.RATE, "ед": Kind.UNIT, "чел": Kind.UNIT, "шт": Kind.UNIT, "вак": Kind.UNIT, "ч": Kind.HOURS, "час": Kind.HOURS,
    "тел": Kind.TALK, "зам": Kind.OTHER_POST, "пом": Kind.OTHER_POST, "мл": Kind.OTHER_POST,
}  # fmt: skip
_HALF = re.compile(r"пол-?ставк", re.IGNORECASE)
_MISSPELT = 7
SUBJECT = re.compile(
    r"математик|физик|хими|биолог|географ|истори|обществозн|русск|литератур|английск|немецк|французск|испанск|китайск|иностр|"
    r"информатик|технолог|труд|музык|изобразит|изо$|физкультур|физ-р|физическ|обж$|обзр$|основ$|основы$|астроном|начальн|родн|мхк$|черчен|"
    r"алгебр|геометр|эконом|право?$|права$|естествозн|окружающ|робототехн|хореограф|шахмат|вокал",
    re.IGNORECASE,
)
"""How the names of school subjects begin."""


class Line:
    """A line cut into tokens; ``source`` gives the words of the original for a span."""

    def __init__(self, line: str, posts: tuple[str, ...]) -> None:
        self._normalised = normalise(line)
        self.text = self._normalised.text
        self.tokens = tuple(_tokens(self.text, _known(posts)))

    def source(self, first: Token, last: Token) -> str:
        """What the original writes from one token to another."""
        return self._normalised.source(first.start, last.end)


@lru_cache(maxsize=8192)
def lex(line: str, posts: tuple[str, ...]) -> Line:
    """The tokens of a line; ``posts`` are the names of teaching posts."""
    return Line(line, posts)


class _Posts(NamedTuple):
    """Names of posts by their words, those of several words apart."""

    single: frozenset[str]
    several: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=64)
def _known(posts: tuple[str, ...]) -> _Posts:
    parted = [tuple(post.replace("ё", "е").split()) for post in posts]
    return _Posts(frozenset(words[0] for words in parted if len(words) == 1), tuple(words for words in parted if len(words) > 1))


def _tokens(text: str, posts: _Posts) -> Iterator[Token]:
    found = [match for match in _LEXEME.finditer(text) if match.lastgroup != "skip" and (match[0] != "." or _ends_sentence(text, match.end()))]
    at = 0
    while at < len(found):
        match = found[at]
        length = _length_of_post(text, found[at:], posts) if match.lastgroup == "word" else 0
        if length:
            end = found[at + length - 1].end()
            yield Token(Kind.POST, text[match.start() : end], match.start(), end)
        else:
            yield _token(match)
        at += length or 1


def _length_of_post(text: str, found: Sequence[re.Match[str]], posts: _Posts) -> int:
    """How many words from here on name a teaching post; 0 where they name none."""
    for post in posts.several:
        if len(found) >= len(post) and all(_is_form(text, match, word) for match, word in zip(found, post, strict=False)):
            return len(post)
    first = found[0].group().replace(".", "")
    if not posts.single.isdisjoint(lemmas(first)) or _misspelt(first.lower(), posts.single):
        return 1
    return int(_abbreviates(text, found[0]) and len(first) > 3 and any(post.startswith(first.lower()) for post in posts.single))


@lru_cache(maxsize=16384)
def _misspelt(word: str, posts: frozenset[str]) -> bool:
    """Whether a word is a post with one slip of the pen: «учиталь», «воспетатель»."""
    if len(word) < _MISSPELT or "-" in word:
        return False
    alike = (post for post in posts if len(post) >= _MISSPELT and post[0] == word[0])
    return any(_one_slip(form.replace("ё", "е"), post) for post in alike for form in lemmas(word))


def _one_slip(word: str, post: str) -> bool:
    """One letter changed, missing or doubled."""
    start = next((at for at, (one, other) in enumerate(zip(word, post, strict=False)) if one != other), min(len(word), len(post)))
    return word[start + 1 :] in (post[start + 1 :], post[start:]) or word[start:] == post[start + 1 :]


def _is_form(text: str, match: re.Match[str], word: str) -> bool:
    said = match.group().lower()
    if _abbreviates(text, match) and len(said) > 2 and word.startswith(said):
        return True
    return word in (forms := lemmas(said)) or not forms.isdisjoint(lemmas(word))


def _abbreviates(text: str, match: re.Match[str]) -> bool:
    return text[match.end() : match.end() + 1] == "."


def _token(match: re.Match[str]) -> Token:
    said, start, end = match.group(), match.start(), match.end()
    if match.lastgroup == "mark":
        return Token(_MARKS[said], said, start, end)
    if match.lastgroup == "number" and said not in _NUMERALS:
        return Token(Kind.NUMBER, said, start, end, float(re.sub(r"[-\s]", "", said).replace(",", ".").translate(_ONES)))
    kind, value = _kind_of(said.lower().replace("ё", "е"))
    return Token(kind, said, start, end, value)


def _ends_sentence(text: str, end: int) -> bool:
    """A point ends a sentence where a capital letter follows and no abbreviation precedes."""
    return re.match(r"\s*[А-ЯЁ]", text[end:]) is not None and re.search(r"(?<![а-яё])[а-яё]{1,2}\.$", text[:end]) is None


@lru_cache(maxsize=16384)
def _kind_of(word: str) -> tuple[Kind, float | None]:
    if _HALF.match(word):
        return Kind.RATE, 0.5
    forms = lemmas(word)
    for numeral, value in _NUMERALS.items():
        if numeral in forms:
            return Kind.NUMBER, float(value)
    if word in _ABBREVIATIONS:
        return _ABBREVIATIONS[word], None
    for kind, words in _WORDS.items():
        if not words.isdisjoint(forms):
            return kind, None
    return (Kind.SUBJECT if SUBJECT.match(word) else Kind.WORD), None
