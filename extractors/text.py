"""Normalisation of Russian text, once and in one place, with positions kept so that quotes come from the original.

NFC (never NFKD: it splits «й» and «ё»), soft hyphens and zero-width characters dropped, kinds of spaces, dashes and numero
signs made one, Latin look-alikes folded word by word, letter-spaced words («П Р И К А З») joined, «ё» and «ѐ» read as «е».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractors.broken import PATTERNS as BROKEN_PATTERNS
from extractors.broken import is_broken, joined
from extractors.positions import Draft, Positions

_DROPPED = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SPACES = dict.fromkeys([0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x09, 0x0B, 0x0D], " ")
_DASHES = dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0x2043, 0xFE63, 0xFF0D], "-")
_LETTERS = {ord("ё"): "е", ord("Ё"): "Е", ord("ѐ"): "е", ord("Ѐ"): "Е"}
_CHARS: dict[int, str | None] = {**_DROPPED, **_SPACES, **_DASHES, **_LETTERS, 0x2116: "№"}

_SAME_LENGTH = tuple((chr(code), shown) for code, shown in _CHARS.items() if shown is not None and chr(code) != shown)

_LENGTH_CHANGES = re.compile("[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff\u202a-\u202e\u2066-\u2069\ue000-\uf8ff]")

_TO_CYRILLIC = str.maketrans("ABCEHKMOPTXYaceopxykn", "АВСЕНКМОРТХУасеорхукп")
_LOOK_ALIKES = frozenset("ABCEHKMOPTXYaceopxy")
_FROM_LATIN = re.compile("[A-Za-z][A-Za-zА-Яа-яЁё0-9]*")
_BEFORE_LATIN = frozenset("0123456789ЁёАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя")
_LATIN_ABBREVIATION = re.compile(r"[ABCEHKMOPTX](?<=[А-Яа-я] [ABCEHKMOPTX])[ABCEHKMOPTX]{1,3}(?= [а-я])")
_DIGIT_IN_WORD = re.compile(
    r"[0З3Э](?:(?<=0)(?<![0-9A-Za-zА-Яа-я]0)(?=[тбТБ](?![А-Яа-я]))|(?<=Ф[3З])(?![0-9А-Яа-я])|(?<=[0-9]-ФЭ)(?![А-Яа-я]))"
)
_ZERO_TITLE = re.compile(r"^[\[|]?0(?= [а-я]{4,})", re.MULTILINE)
_SPACED_WORD = re.compile(
    r"(?<![A-Za-zА-Яа-я])(?:(?:[А-Я] {1,2}){3,}[А-Я]|(?:[А-Я] {1,2})?(?:[а-я] {1,2}){3,}[а-я])(?![A-Za-zА-Яа-я])"
)
_SPACED_PROBE = re.compile(r" [А-Яа-я] {1,2}[А-Яа-я] {1,2}[А-Яа-я](?![A-Za-zА-Яа-я])")
"""Stands in every letter-spaced word; such words are rare, and looking for this costs a fraction. So with the other probes."""
_MOJIBAKE_NUMERO_FORMS = (
    r"J(?:\\[ЪъЬьb!]|\\Гs|t?lb|Vs|Ф|\{b)(?=[\s.]?\d)",
    r"\]Ф(?=[\s.]?\d)",
    r"\}lЪ(?=[\s.]?\d)",
    r"Л[Ъъ](?=[\s.]?\d)",
    r"л[Ъъ](?=[\s.]?\d)",
    r"N(?:[ЬпnsgreоoО!º°](?=[\s.]?\d)|[ºo°](?=\s*\d)|(?<![A-Za-z]N)(?=\s?\d|\s[А-ЯA-Z]{1,3}-\d))",
    r"в„[–-]",
    r"¹(?=\s?\d)",
    r"Н(?<![А-Яа-яA-Za-z]Н)(?=\s\d)",
)
"""Each begins with one character: the engine passes over all others at once, and only the forms that occur are replaced."""
_MOJIBAKE_NUMERO = tuple(re.compile(form) for form in _MOJIBAKE_NUMERO_FORMS)
_ZERO_PROBE = re.compile("0(?= [а-я]{4})")
_DIGIT_PROBES = (re.compile("0(?=[тбТБ])"), re.compile("Ф(?=[3Э])"))
_BLANK_RUN = re.compile(r"  +")


@dataclass(frozen=True, slots=True)
class Normalised:
    """Normalised text; ``positions[i]`` is the offset of character ``i`` in the original (one more entry for the end)."""

    text: str
    original: str
    positions: Positions

    def source(self, start: int, end: int) -> str:
        """The original's words for a span of the normalised text."""
        if start >= end:
            return ""
        return self.original[self.positions[start] : self.positions[end - 1] + 1]


def _translate(draft: Draft) -> None:
    """Apply the one-character rules and compose to NFC."""
    if draft.text.isascii():
        return
    moves = _LENGTH_CHANGES.search(draft.text) is not None
    for sign, shown in _SAME_LENGTH:
        draft.text = draft.text.replace(sign, shown)  # nearly all are absent, which costs less than a look at each character
    if not moves:
        return
    odd = "".join(char for char in set(draft.text) if unicodedata.combining(char) or _LENGTH_CHANGES.match(char))
    draft.apply(_composed(draft.text, match) for match in re.finditer(f"[{re.escape(odd)}]+", draft.text))


def _composed(text: str, run: re.Match[str]) -> tuple[int, int, str, list[int]]:
    """Marks joined to the character before them, characters without a shape dropped: the span with that character, rewritten."""
    first = max(run.start() - 1, 0)
    written: list[str] = []
    places: list[int] = []
    for place in range(first, run.end()):
        char = text[place]
        if unicodedata.combining(char) and written:
            composed = unicodedata.normalize("NFC", written[-1] + char)
            if len(composed) == 1:
                written[-1] = _CHARS.get(ord(composed), composed) or ""
        elif (new := _CHARS.get(ord(char), char)) is not None and not 0xE000 <= ord(char) <= 0xF8FF:
            written.append(new)  # not of private use: those are bullets of Symbol fonts
            places.append(place)
    return first, run.end(), "".join(written), places


def _latin_words(text: str) -> Iterator[tuple[int, int, str, None]]:
    """Words with a Latin letter, folded: found by that letter, which most words have not."""
    for match in _FROM_LATIN.finditer(text):
        first = match.start()
        while first and text[first - 1] in _BEFORE_LATIN:
            first -= 1
        yield first, match.end(), _fold_word(text[first : match.end()]), None


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
    draft = Draft(text)
    _translate(draft)
    for form in _MOJIBAKE_NUMERO:
        draft.replace(form, lambda _old: "№")
    plain_signs = draft.text.encode("ascii", "ignore")  # looking for Latin letters in all of the text costs several times as much
    if plain_signs.upper() != plain_signs.lower():
        draft.apply(_latin_words(draft.text))
        draft.replace(_LATIN_ABBREVIATION, lambda old: old.translate(_TO_CYRILLIC))
    if _ZERO_PROBE.search(draft.text):
        draft.replace(_ZERO_TITLE, lambda old: old.replace("0", "О"))
    if any(probe.search(draft.text) for probe in _DIGIT_PROBES):
        draft.replace(_DIGIT_IN_WORD, lambda old: "О" if old == "0" else "З")
    if is_broken(draft.text):
        for pattern in BROKEN_PATTERNS:
            draft.replace(pattern, joined)
    if _SPACED_PROBE.search(draft.text):
        draft.replace(_SPACED_WORD, _join_letters)
    if "  " in draft.text:
        draft.replace(_BLANK_RUN, lambda _old: " ")
    return Normalised(draft.text, text, draft.positions())


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Normalised text without positions: for short strings such as link texts."""
    return normalise(text).text.strip()


def squeeze(text: str) -> str:
    """White space collapsed, nothing else changed: how lines, quotes and titles are shown."""
    # Most lines have single blanks only, which is found out faster than their words are parted.
    return text.strip(" ") if "  " not in text and text.isprintable() else " ".join(text.split())
