"""Titles mended before they are judged: split words joined, glued words parted, one-letter slips set right, slugs turned back.

Only for matching: what is shown stays as it was written. A word the dictionary knows is never touched.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.lemmas import is_known
from extractors.text import plain
from extractors.translit import cyrillic

_TOKEN = re.compile(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")
_SHORT = frozenset("о об в и на с по за для при к от до из у со во".split())
_LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_SLUG = re.compile(r"^[A-Za-z0-9_.+()%№ -]*[A-Za-z]{4,}[A-Za-z0-9_.+()%№ -]*$")
_GLUED_YEAR = re.compile(r"([А-Яа-я]{4,})((?:19|20)\d\d)(?!\d)")
_LEAST_MENDED = 9
_MOST_MENDED = 60
"""A longer run of letters is a text without spaces or none at all; trying it letter by letter would take for ever."""


def is_slug(title: str) -> bool:
    """Whether a title is only a transliterated file name."""
    return _SLUG.match(title) is not None and ("_" in title or "-" in title or " " not in title.strip())


@lru_cache(maxsize=16384)
def repaired(title: str) -> str:
    """The normalised title with its slips mended."""
    if is_slug(title):
        title = cyrillic(re.sub(r"\.(?:pdf|docx?|rtf|odt|xlsx?|zip|jpe?g|png)$", "", title.strip(), flags=re.IGNORECASE))
    text = _join_broken(_GLUED_YEAR.sub(r"\1 \2", plain(title)))
    return _TOKEN.sub(lambda match: match.group() if _is_name(match) else _mend(match.group()), text)


def _is_name(match: re.Match[str]) -> bool:
    """A capitalised word inside a title is a name: what the dictionary lacks there is no slip."""
    word = match.group()
    return match.start() > 0 and word[0].isupper() and word[1:].islower()


def _known(word: str) -> bool:
    return len(word) > 1 and is_known(word.lower())


def _join_broken(text: str) -> str:
    """«ПОЛОЖ ЕНИЕ» → «ПОЛОЖЕНИЕ»: neighbours that are words only together."""
    pieces = text.split(" ")
    result: list[str] = []
    for piece in pieces:
        if result:
            before = result[-1]
            both = before + piece
            if (
                len(both) >= 7
                and before.isalpha()
                and piece.isalpha()
                and not (_known(before) and _known(piece))
                and (before.lower() not in _SHORT or not _known(piece))
                and _known(both)
            ):
                result[-1] = both
                continue
        result.append(piece)
    return " ".join(result)


@lru_cache(maxsize=65536)
def _mend(word: str) -> str:
    if "-" in word:
        bare = word.replace("-", "")
        *first, last = word.split("-")
        if _known(bare) and not all(_known(part) for part in (*first, last)):
            return bare
        return "-".join((*first, _mend(last)))
    if not 8 <= len(word) <= _MOST_MENDED or _known(word):
        return word
    lower = word.lower()
    slip = lower.replace("обьед", "объед").replace("обед", "объед") if "обьед" in lower or "обединен" in lower else lower
    if slip != lower and _known(slip):
        return slip
    parted = _part(lower)
    if parted:
        return " ".join(parted)
    return _one_letter(lower) if len(lower) >= _LEAST_MENDED else word


def _part(word: str) -> list[str] | None:
    """The fewest known words that make up ``word``; ``None`` where there are none."""
    best: list[tuple[int, list[str]] | None] = [None] * (len(word) + 1)
    best[0] = (0, [])
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 24), end):
            before = best[start]
            if before is None:
                continue
            piece = word[start:end]
            short = piece in _SHORT
            if not short and (len(piece) < 5 or not is_known(piece)):
                continue
            cost = before[0] + (2 if short else 1)
            current = best[end]
            if current is None or cost < current[0]:
                best[end] = (cost, [*before[1], piece])
    found = best[len(word)]
    if not found or len(found[1]) < 2 or (found[1][-1] in _SHORT and len(found[1][-1]) > 1):
        return None
    return found[1] if any(len(piece) >= 6 for piece in found[1]) else None


def _one_letter(word: str) -> str:
    """The known word one lost, doubled, swapped or mistaken letter away; the word itself where there is none or several kinds."""
    candidates = {word[:i] + letter + word[i:] for i in range(len(word) + 1) for letter in _LETTERS}
    candidates |= {word[:i] + word[i + 1 :] for i in range(len(word))}
    candidates |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    candidates |= {word[:i] + letter + word[i + 1 :] for i in range(len(word)) for letter in _LETTERS}
    known = sorted(candidate for candidate in candidates if is_known(candidate))
    return known[0] if known else word
