"""A recommendation and what runs say of it. One module owns the states."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SITE = ""
"""Stands for the indicator in recommendations about the site as a whole."""
ABSENT = "absent"
"""The ground «there is no act»; other grounds are remarks."""


class State(StrEnum):
    """What a run says of a recommendation."""

    ISSUED = "issued"
    REPEATED = "repeated"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    UNVERIFIED = "unverified"


STATE_TEXT = {
    State.ISSUED: "выдана",
    State.REPEATED: "повторена",
    State.RESOLVED: "выполнена",
    State.WITHDRAWN: "отозвана",
    State.UNVERIFIED: "исполнение не проверено",
}
OPEN = frozenset({State.ISSUED, State.REPEATED, State.UNVERIFIED})
"""States after which a recommendation still waits for the institution."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One piece of advice. ``number`` is its number in the data bank, 0 until it is stored; ``issued_run`` the run that gave it.

    ``alive_run`` is the last run that saw its ground with its own eyes (issued or repeated it).
    """

    school: str
    indicator: str
    ground: str
    text: str
    number: int = 0
    issued_run: int = 0
    alive_run: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about: two with the same key are never open at once."""
        return self.school, self.indicator, self.ground


@dataclass(frozen=True, slots=True)
class Step:
    """What one run makes of one recommendation; ``note`` (Russian) says why where the state does not."""

    recommendation: Recommendation
    state: State
    note: str = ""
