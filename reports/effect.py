"""The effect of measures (§§ 1.2 and 8 of the order): what became of recommendations, indicator by indicator and year by year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from checks.recommendation import State
from db.model import Tracked


@dataclass(frozen=True, slots=True)
class Effect:
    """What the run of one reporting date said of the recommendations on one indicator (``""``: on sites)."""

    as_of: str
    indicator: str
    counts: dict[State, int]

    def __getitem__(self, state: State) -> int:
        return self.counts.get(state, 0)

    @property
    def checked(self) -> int:
        """Earlier recommendations whose fulfilment was seen with one's own eyes."""
        return self[State.RESOLVED] + self[State.REPEATED]

    @property
    def share(self) -> float | None:
        """Fulfilled of the checked, 0…1; ``None`` where nothing was there to check."""
        return self[State.RESOLVED] / self.checked if self.checked else None


def effects(tracked: Iterable[Tracked]) -> tuple[Effect, ...]:
    """By reporting date, then by indicator; of several runs for one date the last counts."""
    last: dict[tuple[str, str], dict[int, tuple[int, State]]] = defaultdict(dict)
    for item in tracked:
        for said in item.history:
            cell = last[said.as_of, item.recommendation.indicator]
            known = cell.get(item.recommendation.number)
            if known is None or known[0] <= said.run_id:
                cell[item.recommendation.number] = said.run_id, said.state
    return tuple(
        Effect(as_of, indicator, dict(Counter(state for _run, state in cell.values())))
        for (as_of, indicator), cell in sorted(last.items())
    )


def overall(found: Iterable[Effect]) -> Effect:
    """All indicators and dates together."""
    total: Counter[State] = Counter()
    for item in found:
        total.update(item.counts)
    return Effect("", "", dict(total))
