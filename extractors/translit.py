"""Latin slugs of Russian words turned back: ``prikaz_426_ot_28_11_2012`` → «приказ 426 от 28 11 2012».

Sites use several schemes at once (GOST 7.79 B, passport, uCoz, home-made), so this reads the common denominator; what stays
ambiguous («й» as ``j``, ``i`` or ``y``) is settled by asking which spelling is a known word.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, product

from extractors.lemmas import is_known

_MULTI = (
    ("obed", ("объед", "обед")), ("obyed", ("объед",)), ("iya", ("ия",)), ("ija", ("ия",)), ("shch", ("щ",)), ("sch", ("щ", "сч")), ("yo", ("е", "йо")), ("jo", ("йо", "е")), ("zh", ("ж",)), ("kh", ("х",)), ("ts", ("ц", "тс")),
    ("ch", ("ч",)), ("sh", ("ш",)), ("yu", ("ю", "ыу")), ("ju", ("ю",)), ("iu", ("иу", "ю")), ("ya", ("я", "ыа")), ("ja", ("я",)), ("ia", ("иа", "я")),
    ("ey", ("ей",)), ("iy", ("ий",)), ("yy", ("ый",)), ("ij", ("ий",)), ("yj", ("ый",)), ("ye", ("е", "ые")), ("je", ("е", "ье")), ("eh", ("э", "ех")),
)  # fmt: skip
_SINGLE = {
    "a": ("а",), "b": ("б",), "c": ("ц", "с", "к"), "d": ("д",), "e": ("е", "э"), "f": ("ф",), "g": ("г",), "h": ("х",), "i": ("и", "й"), "j": ("й", "ж"),
    "k": ("к",), "l": ("л", "ль"), "m": ("м",), "n": ("н", "нь"), "o": ("о",), "p": ("п",), "q": ("я", "к"), "r": ("р",), "s": ("с",), "t": ("т", "ть"), "u": ("у",),
    "v": ("в",), "w": ("в", "ш"), "x": ("кс", "х"), "y": ("ы", "й", "и"), "z": ("з",), "'": ("ь", "ъ"),
}  # fmt: skip
_PIECE = re.compile(r"[A-Za-z']+|[^A-Za-z']+")
_ABBREVIATION = re.compile(r"\b(?:шмо|рмо|гмо|ммо|омо|нмс|шмп|шму)\b")
"""Abbreviations of the field, which a slug writes small."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=65536)
def cyrillic_word(word: str) -> str:
    """The most likely Russian spelling of one transliterated word (lower case)."""
    lower = word.lower()
    options: list[tuple[str, ...]] = []
    at = 0
    while at < len(lower):
        for latin, readings in _MULTI:
            if lower.startswith(latin, at):
                options.append(readings)
                at += len(latin)
                break
        else:
            options.append(_SINGLE.get(lower[at], (lower[at],)))
            at += 1
    first = "".join(readings[0] for readings in options)
    if is_known(first):
        return first
    for spelling in islice(product(*options), 256):
        candidate = "".join(spelling)
        if is_known(candidate):
            return candidate
    return first


def cyrillic(slug: str) -> str:
    """A file name or URL path turned into Russian words; digits and Cyrillic stay, separators become spaces."""
    spaced = _CAMEL.sub(" ", re.sub(r"[-_+/.%=&?]+", " ", slug))
    words = "".join(
        cyrillic_word(piece) if piece[0].isalpha() and piece[0].isascii() else piece for piece in _PIECE.findall(spaced)
    )
    return _ABBREVIATION.sub(lambda match: match.group().upper(), words)
