"""What recognised requisites are worth: two readings of the header must agree on them, and no date may be impossible."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from extractors.dates import find_dates, names_impossible_date
from extractors.masking import mask
from extractors.model import Act, Document
from extractors.numbers import find_numbers
from extractors.text import normalise, plain

_RECOGNISED = 0.85
_ALIKE = 0.7
"""The readings differ in «О» and zero alone."""
_UNCONFIRMED = 0.5
_IMPOSSIBLE = 0.3
_ZEROS = str.maketrans("о", "0")


def less_sure(act: Act, document: Document, today: date | None = None) -> Act:
    """An act read by OCR: no reading is quite certain, and a requisite that only one of two readings has is doubtful.

    The suffix letter «О» comes out as zero («203-0») and is set right. Confidence below 0.75 means that a person has to look.
    """
    confidence = {key: round(value * _RECOGNISED, 2) for key, value in act.confidence.items()}
    number = act.number
    if number is not None and number.endswith("-0"):
        number = number[:-1] + "о"
        confidence["number"] = _UNCONFIRMED
    if document.header_text:
        first, second = _Header(document.header_text), _Header(document.second_reading)
        if act.number is not None and (first.has(act.number) or first.resembles(act.number)):
            confidence["number"] = _number_confidence(number or "", second, confidence["number"], mended=number != act.number)
        if act.date in first.dates and act.date not in second.dates:
            confidence["date"] = min(confidence["date"], _UNCONFIRMED)
    if act.date is None and names_impossible_date(plain(act.quote), today):
        confidence["date"] = _IMPOSSIBLE
    return replace(act, number=number, confidence=confidence)


def _number_confidence(number: str, second: _Header, before: float, *, mended: bool) -> float:
    if second.has(number) and not mended:
        return before
    if second.resembles(number):
        return _ALIKE if mended else min(before, _ALIKE)
    return min(before, _UNCONFIRMED)


@dataclass
class _Header:
    """One reading of a header zone."""

    text: str

    @cached_property
    def _normal(self) -> str:
        return mask(normalise(self.text).text, cited=False).lower()

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(hit.value.lower() for hit in find_numbers(mask(normalise(self.text).text, cited=False)))

    @cached_property
    def dates(self) -> frozenset[date | None]:
        """The dates that were read."""
        return frozenset(hit.value for hit in find_dates(normalise(self.text).text))

    def has(self, number: str) -> bool:
        """Whether the number was read; where its sign «№» was lost, its own characters must stand by themselves."""
        return number.lower() in self._numbers or _stands_in(number.lower(), self._normal)

    def resembles(self, number: str) -> bool:
        """The same with «О» and zero taken for one."""
        wanted = number.lower().translate(_ZEROS)
        return wanted in {known.translate(_ZEROS) for known in self._numbers} or _stands_in(
            wanted, self._normal.translate(_ZEROS)
        )


def _stands_in(number: str, text: str) -> bool:
    if len(number) < 2:  # a lone digit stands in every text
        return False
    loose = "".join(rf"\s?{re.escape(char)}\s?" if char in "-/" else re.escape(char) for char in number)
    return re.search(rf"(?<![\w./-]){loose}(?!\w|[./-]\w)", text) is not None
