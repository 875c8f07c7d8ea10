"""The reviewer's word: decisions as they are logged, and what of the evidence each of them rests on."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from checks.model import DecisionKind, Evidence, MachineWord, Remark, Verdict

DECIDING = frozenset(
    {DecisionKind.ACCEPT, DecisionKind.REJECT, DecisionKind.ACT, DecisionKind.VALUE, DecisionKind.VERDICT}
)
"""Kinds that give a finding its verdict."""


NOTHING = "nothing:"
"""Begins the key of a finding without evidence; the machine's verdict follows."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a finding rests on, as keys of content: a file's sha256, or a digest of what a page says.

    ``anchor`` is the deciding evidence, or that there is none; ``current`` all evidence and the nearest miss; ``seen``
    every document of the site that speaks of the indicator; ``present`` those and what earlier decisions chose.
    """

    anchor: str = ""
    current: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()
    present: frozenset[str] = frozenset()

    @property
    def documents(self) -> frozenset[str]:
        """``current`` without the key that says that there is no evidence."""
        return frozenset(key for key in self.current if not key.startswith(NOTHING))

    @property
    def digest(self) -> str:
        """One name for this state of the evidence."""
        content = json.dumps([self.anchor, sorted(self.current)])
        return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the log. It is never changed: a later entry replaces or withdraws it.

    ``anchor`` is what it rests on, ``seen`` what the reviewer had before them; ``checks.review.holds`` says how long it holds.
    ``basis`` names the state of the evidence it was taken on, ``machine`` the machine's word of that moment. ``decided`` is ISO 8601 in UTC.
    """

    school: str
    indicator: str
    kind: DecisionKind
    comment: str
    author: str
    decided: str
    basis: str
    anchor: str
    seen: frozenset[str]
    machine: MachineWord
    id: int = 0
    run_id: int = 0
    verdict: Verdict | None = None
    value: float | None = None
    fraction: tuple[int, int] | None = None
    """Who took part and all teachers, where a share was decided as «12 из 40»; ``value`` is its per cent."""
    remarks: tuple[Remark, ...] = ()
    act: Evidence | None = None
    objection: str = ""
    objection_day: str = ""
    withdraws: int | None = None
    source: str = ""
    """The file the decision came with, empty for the command line."""
    import_key: str = ""
    """Digest of the imported row: the same row is never entered twice."""

    @property
    def from_site(self) -> bool:
        """Whether an act of the site was chosen: then ``anchor`` is its key."""
        return self.kind is DecisionKind.ACT and self.act is not None and bool(self.act.fetched)


class ReviewProblem(ValueError):  # noqa: N818 - named as DatabaseProblem is: the user's to mend
    """A decision that cannot be taken. ``field`` names what is wrong with it; the message (Russian) says why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
