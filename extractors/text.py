"""Normalisation of Russian text, once and in one place, with positions kept so that quotes come from the original.

NFC (never NFKD: it splits «й» and «ё»), soft hyphens and zero-width characters dropped, kinds of spaces, dashes and numero
signs made one, Latin look-alikes folded word by word, letter-spaced words («П Р И К А З») joined, «ё» and «ѐ» read as «е».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from extractors.broken import PATTERNS as BROKEN_PATTERNS
from extractors.broken import is_broken, joined

_DROPPED = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SPACES = dict.fromkeys([0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x09, 0x0B, 0x0D], " ")
_DASHES = dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0x2043, 0xFE63, 0xFF0D], "-")
_LETTERS = {ord("ё"): "е", ord("Ё"): "Е", ord("ѐ"): "е", ord("Ѐ"): "Е"}
_CHARS: dict[int, str | None] = {**_DROPPED, **_SPACES, **_DASHES, **_LETTERS, 0x2116: "№"}

_SAME_LENGTH = tuple((chr(code), shown) for code, shown in _CHARS.items() if shown is not None and chr(code) != shown)

_LENGTH_CHANGES = re.compile("[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff\u202a-\u202e\u2066-\u2069\ue000-\uf8ff]")

_TO_CYRILLIC = str.maketrans("ABCEHKMOPTXYaceopxykn", "АВСЕНКМОРТХУасеорхукп")
_LOOK_ALIKES = frozenset("ABCEHKMOPTXYaceopxy")
_LATIN = re.compile("[A-Za-z]")
_WORD_WITH_LATIN = re.compile(r"(?<![A-Za-zА-Яа-яЁё0-9])[А-Яа-яЁё0-9]*[A-Za-z][A-Za-zА-Яа-яЁё0-9]*")
_LATIN_ABBREVIATION = re.compile(r"(?<=[А-Яа-я] )[ABCEHKMOPTX]{2,4}(?= [а-я])")
_DIGIT_IN_WORD = re.compile(
    r"[0З3Э](?:(?<=0)(?<![0-9A-Za-zА-Яа-я]0)(?=[тбТБ](?![А-Яа-я]))|(?<=Ф[3З])(?![0-9А-Яа-я])|(?<=[0-9]-ФЭ)(?![А-Яа-я]))"
)
_ZERO_TITLE = re.compile(r"^[\[|]?0(?= [а-я]{4,})", re.MULTILINE)
_SPACED_WORD = re.compile(
    r"(?<![A-Za-zА-Яа-я])(?:(?:[А-Я] {1,2}){3,}[А-Я]|(?:[А-Я] {1,2})?(?:[а-я] {1,2}){3,}[а-я])(?![A-Za-zА-Яа-я])"
)
_MOJIBAKE_NUMERO = re.compile(
    r"[J\]}ЛлNв¹Н](?:(?:(?<=J)(?:\\[ЪъЬьb!]|\\Гs|t?lb|Vs|Ф|\{b)|(?<=\])Ф|(?<=\})lЪ|(?<=[Лл])[Ъъ]|(?<=N)[ЬпnsgreоoО!º°])(?=[\s.]?\d)|(?<=в)„[–-]"
    r"|(?<=N)[ºo°](?=\s*\d)|(?<=N)(?<![A-Za-z]N)(?=\s?\d|\s[А-ЯA-Z]{1,3}-\d)|(?<=¹)(?=\s?\d)|(?<=Н)(?<![А-Яа-яA-Za-z]Н)(?=\s\d))"
)
"""These patterns name first the characters they can begin with: the engine then passes over all others at once."""
_BLANK_RUN = re.compile(r" {2,}")


@dataclass(frozen=True, slots=True)
class Normalised:
    """Normalised text; ``positions[i]`` is the offset of character ``i`` in the original (one more entry for the end)."""

    text: str
    original: str
    positions: tuple[int, ...]

    def source(self, start: int, end: int) -> str:
        """The original's words for a span of the normalised text."""
        if start >= end:
            return ""
        return self.original[self.positions[start] : self.positions[end - 1] + 1]


class _Draft:
    """Characters with their positions while the rules are applied one after the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.positions = list(range(len(text)))

    def replace(self, pattern: re.Pattern[str], change: Callable[[str], str]) -> None:
        """Rewrite each match; the replacement's characters take the positions of the match in order."""
        pieces: list[str] = []
        positions: list[int] = []
        last = 0
        for match in pattern.finditer(self.text):
            old = match.group()
            new = change(old)
            if new == old:
                continue
            pieces.append(self.text[last : match.start()])
            positions += self.positions[last : match.start()]
            pieces.append(new)
            inside = self.positions[match.start() : match.end()]
            if len(new) == len(old):
                positions += inside
            else:
                kept = [p for p, ch in zip(inside, old, strict=True) if ch != " "][: len(new)]
                positions += kept + [inside[-1]] * (len(new) - len(kept))
            last = match.end()
        if pieces:
            pieces.append(self.text[last:])
            positions += self.positions[last:]
            self.text = "".join(pieces)
            self.positions = positions

    def translate(self) -> None:
        """Apply the one-character rules and compose to NFC."""
        if self.text.isascii():
            return
        if not _LENGTH_CHANGES.search(self.text):
            for sign, shown in _SAME_LENGTH:
                self.text = self.text.replace(
                    sign, shown
                )  # nearly all are absent, which costs less than a look at each character
            return
        text: list[str] = []
        positions: list[int] = []
        for char, position in zip(self.text, self.positions, strict=True):
            if unicodedata.combining(char) and text:
                composed = unicodedata.normalize("NFC", text[-1] + char)
                if len(composed) == 1:
                    text[-1] = _CHARS.get(ord(composed), composed) or ""
                continue
            new = _CHARS.get(ord(char), char)
            if new is None or 0xE000 <= ord(char) <= 0xF8FF:  # private use: bullets of Symbol fonts
                continue
            text.append(new)
            positions.append(position)
        self.text = "".join(text)
        self.positions = positions


def _fold_word(word: str) -> str:
    """A word that mixes alphabets, or is made of look-alikes only («CП», «P»), read as Cyrillic; true Latin stays."""
    latin = [ch for ch in word if ch.isascii() and ch.isalpha()]
    cyrillic = any("а" <= ch.lower() <= "я" for ch in word)
    if cyrillic or (len(word) == 1 and latin[0] in "AaBCcEeOoPpKHMTXxy"):
        return word.translate(_TO_CYRILLIC) if all(ch in _LOOK_ALIKES for ch in latin) or cyrillic else word
    return word


def _join_letters(spaced: str) -> str:
    return spaced.replace(" ", "")


def normalise(text: str) -> Normalised:
    """The normalised form of ``text`` with positions in it."""
    draft = _Draft(text)
    draft.translate()
    draft.replace(_MOJIBAKE_NUMERO, lambda _old: "№")
    if _LATIN.search(draft.text):
        draft.replace(_WORD_WITH_LATIN, _fold_word)
        draft.replace(_LATIN_ABBREVIATION, lambda old: old.translate(_TO_CYRILLIC))
    draft.replace(_ZERO_TITLE, lambda old: old.replace("0", "О"))
    draft.replace(_DIGIT_IN_WORD, lambda old: "О" if old == "0" else "З")
    if is_broken(draft.text):
        for pattern in BROKEN_PATTERNS:
            draft.replace(pattern, joined)
    draft.replace(_SPACED_WORD, _join_letters)
    draft.replace(_BLANK_RUN, lambda _old: " ")
    return Normalised(draft.text, text, (*draft.positions, len(text)))


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Normalised text without positions: for short strings such as link texts."""
    return normalise(text).text.strip()


def squeeze(text: str) -> str:
    """White space collapsed, nothing else changed: how quotes and titles are shown."""
    return " ".join(text.split())
