"""Whether a monitoring programme was written for the territory that is being reported on: its order is a ground only there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from programmes.model import LegalBasis, Programme

_WORD = re.compile(r"[а-яё]{4,}")
_GENERAL = re.compile(
    r"муниципальн|район|округ|город|област|кра[йя]|республик|посел|сельск|администрац|управлен|образован|отдел|комитет|департамент|министерств|внутригородск"
)


def at_home(programme: Programme, municipalities: Iterable[str], authorities: Iterable[str] = ()) -> bool:
    """Whether the registry speaks of the programme's municipality, by the names it gives or, without them, by its authorities' names.

    A registry that says neither is taken for the programme's own.
    """
    told = [text for text in municipalities if text.strip()] or [text for text in authorities if text.strip()]
    stems = _stems(programme.municipality)
    return not told or not stems or all(_named(stems, text) for text in told)


def local(programme: Programme, basis: LegalBasis) -> bool:
    """Whether an act is of the programme's own municipality: its issuer or title names the place."""
    stems = _stems(programme.municipality)
    return bool(stems) and _named(stems, f"{basis.issuer} {basis.title}")


def _stems(place: str) -> tuple[str, ...]:
    """The place's own words without their endings: «Конаковский муниципальный округ» is «конаковск»."""
    words = (word for word in _WORD.findall(place.casefold()) if not _GENERAL.match(word))
    return tuple(word[:-2] if len(word) > 6 else word[:-1] for word in words)


def _named(stems: tuple[str, ...], text: str) -> bool:
    words = _WORD.findall(text.casefold())
    return all(any(word.startswith(stem) for word in words) for stem in stems)
