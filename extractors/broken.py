"""Text layers that break words into bits («П ол ож ен и е», «№ 1 32 о /д»): a header's own words and its figures put together again.

Some writers of PDF place letters one by one, and a reader sees blanks between them at random. The words of a header are few and known,
so they are found with a blank allowed after each letter; figures behind «№» and dates likewise. Body words stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ENOUGH = 60
_SHARE = 0.4
_HEAD = 6000
_LETTERS = "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюяЁё".encode("cp1251")
_BLANKED = bytes(code if code in _LETTERS else ord(" ") for code in range(256))
"""All but Russian letters made blanks."""
_WORDS = (
    "положение о|положение об|положение|порядок|правила|программа|план работы|регламент|договор|соглашение|дорожная карта|утверждаю|утверждено|утверждена|утвержден|приказом|приказа|приказу|приказ|"
    "принято|рассмотрено|согласовано|протокол|педагогическим советом|педагогического совета|общие положения|настоящее|директор|заведующий|заведующая|приложение|"
    "муниципальное|бюджетное|казенное|автономное|общеобразовательное|дошкольное|образовательное|учреждение|средняя|основная|общеобразовательная|школа|детский сад|гимназия|лицей|"
    "приказываю|от|наставничестве|методическом объединении|сетевом взаимодействии|методическом совете"
)


def _spaced(word: str) -> str:
    return r"\s+".join(" ?".join(re.escape(letter) for letter in part) for part in word.split())


_KNOWN = re.compile(
    r"(?<![А-Яа-я])(?:" + "|".join(_spaced(word) for word in sorted(_WORDS.split("|"), key=len, reverse=True)) + r")(?![А-Яа-я])",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?<!\d)\d ?\d ?\. ?\d ?\d ?\. ?[12] ?\d ?\d ?\d(?!\d)")
_NUMBER = re.compile(
    r"№ ?\d(?: ?\d){0,3}(?: ?[/-] ?(?:\d(?: ?\d){0,3}|[а-я](?: ?[а-я])?(?![а-я])))*(?: ?[а-я] ?/ ?[а-я](?![а-я]))?"
)
_HEADINGS = (
    "утверждаю|утверждено|утверждена|утвержден|утверждены|принято|принята|рассмотрено|рассмотрена|согласовано|согласована|"
    "положение|порядок|программа|правила|приказ|протокол|приложение"
)
_SPLIT = re.compile(
    r"[«\"]?(?:" + "|".join(_spaced(word) for word in _HEADINGS.split("|")) + r")(?![А-Яа-я])",
    re.IGNORECASE,
)
_SPLIT_FIRST = frozenset('УуПпРрСс«"')
_LONGEST = 100
PATTERNS = (_KNOWN, _DATE, _NUMBER)
"""What is put together, in this order."""


def is_broken(code: bytes) -> bool:
    """Whether most words of a text (in windows-1251) are bits of one or two letters, as no Russian text has them."""
    sizes = list(map(len, code[:_HEAD].translate(_BLANKED).split()))
    if len(sizes) < _ENOUGH:
        return False
    return sizes.count(1) + sizes.count(2) >= _SHARE * len(sizes)


def split_headings(text: str) -> Iterator[tuple[int, int, str, None]]:
    """«ПОЛОЖ ЕНИЕ», «Утве рждаю» at the beginning of a line, with what they are: a scanner's layer parts a word here and there."""
    at = 0
    for line in text[:_HEAD].split("\n"):
        if len(line) < _LONGEST and line[:1] in _SPLIT_FIRST and (match := _SPLIT.match(line)) and " " in match.group():
            yield at, at + match.end(), match.group().replace(" ", ""), None
        at += len(line) + 1


def joined(spaced: str) -> str:
    """The words of a match without blanks inside each."""
    bare = re.sub(r"\s", "", spaced)
    known = re.sub(r"\s", "", spaced).lower()
    for word in _WORDS.split("|"):
        if " " in word and word.replace(" ", "") == known:
            at, pieces = 0, []
            for part in word.split():
                pieces.append(bare[at : at + len(part)])
                at += len(part)
            return " ".join(pieces)
    return bare
