"""What a finding rests on, named by content, so that a decision holds as long as the documents are the same.

A file is its bytes. A page is what it says: its bytes change with every counter and banner.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence, Set

from checks.model import Evidence, Finding, FoundAct, Judgement
from checks.review_model import NOTHING, Basis
from programmes.model import Indicator

_NO_LETTER = re.compile(r"[\W\d_]+")


class ActKeys:
    """The keys of one site's acts, each made when it is first asked for: a page's text is long, and five indicators ask."""

    def __init__(self, acts: Sequence[FoundAct], pages: Set[str]) -> None:
        self._acts = acts
        self._pages = pages
        self._made: dict[int, str] = {}

    def of(self, position: int) -> str:
        """The key of the act at this position."""
        key = self._made.get(position)
        if key is None:
            key = self._made[position] = act_key(self._acts[position], self._pages)
        return key

    def among(self, wanted: Set[str]) -> frozenset[str]:
        """Those of the ``wanted`` keys that acts of the site have."""
        return frozenset(key for position in range(len(self._acts)) if (key := self.of(position)) in wanted) if wanted else frozenset()


def act_key(found: FoundAct, pages: Set[str]) -> str:
    """The key of an act; ``pages`` are the site's addresses that are pages. A file that was not got is its address."""
    act = found.act
    if found.url in pages:
        letters = _NO_LETTER.sub("", found.text.casefold())
        return _digest("page", str(act.kind), act.number or "", str(act.date or ""), letters or act.title)
    return f"sha256:{found.sha256}" if found.sha256 else f"url:{found.url}"


def stated_key(evidence: Evidence) -> str:
    """The key of evidence that is no act: the statement itself with its day, wherever it stands."""
    words = "".join(char for char in evidence.quote.casefold() if char.isalnum())
    if words:
        return _digest("stated", evidence.date or "", words)
    return f"sha256:{evidence.sha256}" if evidence.sha256 else f"url:{evidence.url}"


def basis_of(
    indicator: Indicator,
    finding: Finding,
    acts: Sequence[FoundAct],
    judgements: Sequence[Judgement],
    keys: ActKeys,
    chosen: Set[str] = frozenset(),
) -> Basis:
    """The basis of the machine's finding. ``acts``, ``judgements`` and ``keys`` go together; ``chosen`` are keys that earlier decisions put in the evidence's place.

    A share and an imported number rest on the number: what was loaded is the evidence. Where there is no evidence the finding
    rests on that: nothing found on a site that was read is another thing than nothing known of a site that was not.
    """
    nothing = f"{NOTHING}{finding.verdict.value}"
    present = keys.among(chosen)
    if indicator.type == "share" or (indicator.type == "count" and finding.value is not None and not finding.evidence):
        anchor = f"value:{finding.value:.6g}" if finding.value is not None else nothing
        current = frozenset({anchor})
        return Basis(anchor, current, current, present | current)
    candidates: dict[int, str] = {}
    by_address: dict[str, str] = {}
    for position, (found, judgement) in enumerate(zip(acts, judgements, strict=True)):
        if indicator.id in judgement.indicators or indicator.id in judgement.misses:
            key = keys.of(position)
            candidates[found.act_id] = key
            by_address.setdefault(found.url, key)
    evidence = [candidates.get(item.act_id) or stated_key(item) for item in finding.evidence]
    miss = finding.nearest_miss
    near = [by_address.get(miss.url) or f"url:{miss.url}"] if miss else []
    anchor = evidence[0] if evidence else nothing
    current = frozenset((anchor, *evidence, *near))
    seen = current | frozenset(by_address.values()) | frozenset(candidates.values())
    return Basis(anchor, current, seen, seen | present)


def _digest(*parts: str) -> str:
    content = "\0".join(parts).encode("utf-8", "replace")
    return f"{parts[0]}:{hashlib.sha256(content).hexdigest()}"
