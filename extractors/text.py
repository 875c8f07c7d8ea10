"""Normalisation of Russian text, once and in one place, with positions kept so that quotes come from the original.

NFC (never NFKD: it splits «й» and «ё»), soft hyphens and zero-width characters dropped, kinds of spaces, dashes and numero
signs made one, Latin look-alikes folded word by word, letter-spaced words («П Р И К А З») joined, «ё» and «ѐ» read as «е».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractors.broken import PATTERNS as BROKEN_PATTERNS
from extractors.broken import is_broken, joined, split_headings
from extractors.positions import Draft, Positions

_DROPPED = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SPACES = dict.fromkeys([0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x09, 0x0B, 0x0D], " ")
_DASHES = dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0x2043, 0xFE63, 0xFF0D], "-")
_LETTERS = {ord("ё"): "е", ord("Ё"): "Е", ord("ѐ"): "е", ord("Ѐ"): "Е"}
_CHARS: dict[int, str | None] = {**_DROPPED, **_SPACES, **_DASHES, **_LETTERS, 0x2116: "№"}

_SAME_LENGTH = tuple((chr(code), shown) for code, shown in _CHARS.items() if shown is not None and chr(code) != shown)
_CODE = "cp1251"
"""A character a byte: what holds nothing else (nearly all texts) is searched and rewritten many times as fast as bytes."""


def _table(change: Callable[[str], str]) -> bytes:
    """What ``change`` makes of each character of the code page, for ``bytes.translate``."""
    shown = (bytes([code]).decode(_CODE, "replace") for code in range(256))
    return b"".join(change(char).encode(_CODE, "replace") for char in shown)


_RUSSIAN = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюя")
_LOWER = _table(str.lower)
_ONE_FOR_ONE = _table(lambda char: _CHARS.get(ord(char)) or char)
_SOFT_HYPHEN = b"\xad"
_NOT_LATIN = bytes(code for code in range(256) if not chr(code).isascii() or not chr(code).isalpha())

_LENGTH_CHANGES = re.compile("[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff\u202a-\u202e\u2066-\u2069\ue000-\uf8ff]")

_TO_CYRILLIC = str.maketrans("ABCEHKMOPTXYaceopxykn", "АВСЕНКМОРТХУасеорхукп")
_LOOK_ALIKES = frozenset("ABCEHKMOPTXYaceopxy")
_FROM_LATIN = re.compile("[A-Za-z][A-Za-zА-Яа-яЁё0-9]*")
_BEFORE_LATIN = frozenset("0123456789ЁёАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя")
_LATIN_ABBREVIATION = re.compile(r"[ABCEHKMOPTX](?<=[А-Яа-я] [ABCEHKMOPTX])[ABCEHKMOPTX]{1,3}(?= [а-я])")
_DIGIT_IN_WORD = re.compile(
    r"[0З3Э](?:(?<=0)(?<![0-9A-Za-zА-Яа-я]0)(?=[тбТБ](?![А-Яа-я]))|(?<=Ф[3З])(?![0-9А-Яа-я])|(?<=[0-9]-ФЭ)(?![А-Яа-я])|(?<=[А-Я]0)(?=[А-Я][А-Я0])|(?<=[А-Я][А-Я]0)(?=[А-Я])|(?<=[А-Я]{4}0)(?![0-9A-Za-zА-Яа-я])|(?<=ПРИКА3)(?![0-9А-Яа-я]))"
)
_ZERO_TITLE = re.compile(r"^[\[|]?0(?= [а-я]{4,})", re.MULTILINE)
_SPACED_WORD = re.compile(
    r"(?<![A-Za-zА-Яа-я])(?:(?:[А-Я] {1,2}){3,}[А-Я]|(?:[А-Я] {1,2})?(?:[а-я] {1,2}){3,}[а-я])(?![A-Za-zА-Яа-я])"
)
_SHAPES = _table(lambda char: "x" if char.lower() in _RUSSIAN else char if char == " " else ".")
_SPACED_SHAPE = b" x x x"
"""Stands in every letter-spaced word; such words are rare, and looking for this costs a fraction. So with the other probes."""
_MOJIBAKE_NUMERO = tuple(
    (sign, re.compile(form))
    for sign, form in (
        ("J", r"J(?:\\[ЪъЬьb!]|\\Гs|t?lb|Vs|Ф|[{(][bЪъЬь])(?=[\s.]?\d)"),
        ("]", r"\]Ф(?=[\s.]?\d)"),
        ("}", r"\}lЪ(?=[\s.]?\d)"),
        ("лъ", r"[Лл][Ъъ](?=[\s.]?\d)"),
        ("N", r"N(?:9(?= \d)|[ЬпnsgreоoО!º°](?=[\s.]?\d)|[ºo°](?=\s*\d)|(?<![A-Za-z]N)(?=\s?\d|\s[А-ЯA-Z]{1,3}-\d))"),
        ("„", r"в„[–-]"),
        ("¹", r"¹(?=\s?\d)"),
        ("Н", r"Н(?<![А-Яа-яA-Za-z]Н)(?=\s\d)"),
    )
)
"""What stands for «№», each with a sign that it must have (in lower case where that is two): most texts have few of them."""
_DIGIT_PROBE = re.compile("[0Ф](?:(?<=0)(?: [а-я]{4}|[тбТБ])|(?<=Ф)[3Э]|(?<=[А-Я]0)(?=[А-Я]|[^0-9А-Я]))".encode(_CODE))
_ORDER_WITH_DIGIT = "КА3".encode(_CODE)
_BLANK_RUN = re.compile(r"  +")


@dataclass(frozen=True, slots=True)
class Normalised:
    """Normalised text; ``positions[i]`` is the offset of character ``i`` in the original (one more entry for the end).

    ``lower`` is the text in lower case as bytes of windows-1251, one a character («?» for what that has not): for quick
    searches that only tell whether a look at the text itself is worth while.
    """

    text: str
    original: str
    positions: Positions
    lower: bytes

    def source(self, start: int, end: int) -> str:
        """The original's words for a span of the normalised text."""
        if start >= end:
            return ""
        return self.original[self.positions[start] : self.positions[end - 1] + 1]


def _translate(draft: Draft) -> bytes:
    """Apply the one-character rules and compose to NFC; the text's code, «?» for what the code page has not."""
    text = draft.text
    if text.isascii():
        return text.encode()
    try:
        code = text.encode(_CODE)
    except UnicodeEncodeError:
        pass
    else:
        if _SOFT_HYPHEN not in code:
            shown = code.translate(_ONE_FOR_ONE)
            if shown != code:
                draft.text = shown.decode(_CODE)
            return shown
    moves = _LENGTH_CHANGES.search(text) is not None
    for sign, shown_sign in _SAME_LENGTH:
        draft.text = draft.text.replace(sign, shown_sign)  # nearly all are absent, which costs less than a look at each character
    if moves:
        odd = "".join(char for char in set(draft.text) if unicodedata.combining(char) or _LENGTH_CHANGES.match(char))
        draft.apply(_composed(draft.text, match) for match in re.finditer(f"[{re.escape(odd)}]+", draft.text))
    return draft.text.encode(_CODE, "replace")


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
    if cyrillic and "I" in word:
        word = word.replace("ЬI", "Ы")  # «ПРИКАЗЬIВАЮ», as a scanner reads it
    if cyrillic or (len(word) == 1 and latin[0] in "AaBCcEeOoPpKHMTXxy"):
        return word.translate(_TO_CYRILLIC) if all(ch in _LOOK_ALIKES for ch in latin) or cyrillic else word
    return word


def _join_letters(spaced: str) -> str:
    return spaced.replace(" ", "")


def normalise(text: str) -> Normalised:
    """The normalised form of ``text`` with positions in it."""
    draft = Draft(text)
    code = _translate(draft)
    translated = draft.text
    lower = code.translate(_LOWER)
    for sign, form in _MOJIBAKE_NUMERO:
        if sign in draft.text if len(sign) == 1 else sign.encode(_CODE) in lower:
            draft.replace(form, lambda _old: "№")
    if code.translate(None, _NOT_LATIN):  # looking for Latin letters in the text itself costs several times as much
        draft.apply(_latin_words(draft.text))
        draft.replace(_LATIN_ABBREVIATION, lambda old: old.translate(_TO_CYRILLIC))
    if draft.text is not translated:
        translated, code = draft.text, draft.text.encode(_CODE, "replace")
    if _DIGIT_PROBE.search(code) or _ORDER_WITH_DIGIT in code:
        draft.replace(_ZERO_TITLE, lambda old: old.replace("0", "О"))
        draft.replace(_DIGIT_IN_WORD, lambda old: "О" if old == "0" else "З")
    if is_broken(code):
        for pattern in BROKEN_PATTERNS:
            draft.replace(pattern, joined)
    if b"\n" in code:
        draft.apply(split_headings(draft.text))
    if draft.text is not translated:
        translated, code = draft.text, draft.text.encode(_CODE, "replace")
    blanks = b"  " in code
    shape = code.translate(_SHAPES)
    if _SPACED_SHAPE in (shape.replace(b"  ", b" ") if blanks else shape):
        draft.replace(_SPACED_WORD, _join_letters)
    if blanks:
        draft.replace(_BLANK_RUN, lambda _old: " ")
    if draft.text is not translated:
        code = draft.text.encode(_CODE, "replace")
    return Normalised(draft.text, text, draft.positions(), code.translate(_LOWER))


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Normalised text without positions: for short strings such as link texts."""
    return normalise(text).text.strip()


def squeeze(text: str) -> str:
    """White space collapsed, nothing else changed: how lines, quotes and titles are shown."""
    # Most lines have single blanks only, which is found out faster than their words are parted.
    return text.strip(" ") if "  " not in text and text.isprintable() else " ".join(text.split())
