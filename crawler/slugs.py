"""Words of an address in Russian: a phrase's own words are known under every spelling, the rest is turned back as it comes.

Sites transliterate by half a dozen schemes («объединение»: obedinenie, obyedineniye, ob-edinenie, objedinenije). Folding a Latin
and a Cyrillic word to the same skeleton makes the scheme irrelevant for the words that matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractors.translit import cyrillic

_LATIN = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", (
    "a b v g d e e zh z i i k l m n o p r s t u f h c ch sh sch _ i _ e iu ia"
).split(), strict=True))  # fmt: skip
_FOLDS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"_", ""), (r"shch|shh", "sch"), (r"kh|x", "h"), (r"[yj](?=[aueo])", "i"), (r"[yj]", "i"), (r"ts|tc|cz|tz", "c"), (r"w", "v"),
        (r"i+e", "e"), (r"io", "o"), (r"ii+", "i"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
_HARD_SIGN = re.compile(r"(?<![A-Za-z])(ob|raz|pod|iz)[-_'](?=[yj]?ed|ya|yu|ia)", re.I)
_WORD = re.compile(r"[A-Za-z']+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MIN_STEM = 5
_MAX_ENDING = 6


def skeleton(word: str) -> str:
    """A coarse Latin form that is the same for a Russian word and its transliterations (but for endings and soft signs)."""
    folded = "".join(_LATIN.get(char, char) for char in word.lower().replace("'", ""))
    for pattern, to in _FOLDS:
        folded = pattern.sub(to, folded)
    return folded


class Slugs:
    """Turns addresses into Russian words, knowing the words of the patterns it was made with."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._capitals: set[str] = set()
        self._stems: dict[str, tuple[str, int]] = {}
        for word in {word for pattern in patterns for word in re.split(r"[\s|]+", pattern)}:
            bare = word.strip("*")
            if word.isupper() and len(word) > 1:
                self._capitals.add(word)
            elif bare and not word.startswith("*"):
                whole = skeleton(bare)
                stem = whole if word.endswith("*") else whole[:-2]
                if len(stem) >= _MIN_STEM:
                    self._stems[stem] = (bare, 40 if word.endswith("*") else _MAX_ENDING)
        self._words: dict[str, str] = {}

    def words(self, slug: str) -> str:
        """The words of one part of an address."""
        joined = _HARD_SIGN.sub(r"\1", slug)
        spaced = _CAMEL.sub(" ", re.sub(r"[-_+/.%=&?()]+", " ", joined))
        return _WORD.sub(lambda match: self._word(match.group()), spaced)

    def _word(self, latin: str) -> str:
        known = self._words.get(latin)
        if known is None:
            known = self._known(skeleton(latin)) or cyrillic(latin)
            if known.upper() in self._capitals:
                known = known.upper()
            if len(self._words) < 100_000:
                self._words[latin] = known
        return known

    def _known(self, folded: str) -> str:
        for size in range(len(folded), _MIN_STEM - 1, -1):
            found = self._stems.get(folded[:size])
            if found is not None and len(folded) - size <= found[1]:
                return found[0]
        return ""
