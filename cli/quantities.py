"""Numbers as people write them in tables and on the command line."""

from __future__ import annotations

import re

_WHOLE = r"(?:\d{1,3}(?:[\s_’']\d{3})+|\d+)"
_WHOLE_ONLY = re.compile(rf"({_WHOLE})(?:[.,]0+)?")
_DECIMAL = re.compile(rf"({_WHOLE}|\d+)(?:[.,](\d+))?\s*(%?)")
_FRACTION = re.compile(rf"({_WHOLE})\s*(?:/|из)\s*({_WHOLE})", re.IGNORECASE)
_GROUPS = re.compile(r"[\s_’']")


def whole_number(text: str) -> int | None:
    """A whole number not below 0: «1 234», «12», «12,0»; ``None`` for anything else."""
    match = _WHOLE_ONLY.fullmatch(text.strip())
    return int(_GROUPS.sub("", match[1])) if match else None


def decimal_number(text: str) -> tuple[float, bool] | None:
    """A number not below 0 with up to two decimals, comma or point, and whether a per cent sign follows; ``None`` for anything else."""
    match = _DECIMAL.fullmatch(text.strip())
    if match is None or len(match[2] or "") > 2:
        return None
    return float(f"{_GROUPS.sub('', match[1])}.{match[2] or 0}"), bool(match[3])


def fraction(text: str) -> tuple[int, int] | None:
    """A share as numerator and denominator, «12 из 40» or «12/40»; ``None`` for anything else."""
    match = _FRACTION.fullmatch(text.strip())
    return (int(_GROUPS.sub("", match[1])), int(_GROUPS.sub("", match[2]))) if match else None
