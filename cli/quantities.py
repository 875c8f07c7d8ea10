"""Numbers as people write them in tables and on the command line."""

from __future__ import annotations

import re
from typing import Any

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


def said_value(text: str, share: bool) -> dict[str, Any]:
    """What a reviewer gives as a value, as ``checks.deciding.Request`` takes it. Raises ``ValueError`` with a message (Russian).

    ``share`` tells that the indicator is one: then «45 %» and «12 из 40» are values, too.
    """
    parts, number = fraction(text), decimal_number(text)
    if parts is not None:
        return {"fraction": parts}
    if number is None or (number[1] and not share):
        wanted = "число процентов, например 45, или доля словами: «12 из 40»" if share else "число не меньше 0"
        raise ValueError(f"«{text}» — нужно {wanted}")
    return {"value": number[0]}
