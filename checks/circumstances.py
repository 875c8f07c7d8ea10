"""How a run met the sites. One module owns what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How a run met the sites, by institution: what speaks against taking a missing act for removed.

    ``answered``: addresses that gave their content; ``failed``: addresses that could not be read (a 404 is an answer, not a failure);
    ``usual``: median of pages and documents read in earlier complete visits; ``stubs``: institutions most of whose pages bear a text
    that many others bear too.
    """

    answered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    failed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    usual: Mapping[str, float] = field(default_factory=dict)
    stubs: frozenset[str] = frozenset()
