"""What a municipality comes to over its institutions: known only when all of them are judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from checks.model import Finding, ImportedParticipation, Judgement, Material
from checks.municipal import municipal_share
from checks.review_model import Basis
from crawler.model import Institution, InstitutionKind
from fleet.judging import Judged
from programmes.model import Indicator, Programme

Word = Callable[[Material, Sequence[Finding], Sequence[Judgement]], tuple[tuple[Finding, ...], dict[str, Basis]]]
"""The reviewer's word over the machine's findings of one institution, and what each of them rests on."""
Settled = tuple[Material, tuple[Finding, ...], dict[str, Basis], tuple[Judgement, ...]]


@dataclass
class MunicipalShares:
    """Holds the authorities' findings back until the shares of their municipality's institutions are known and decided on."""

    programme: Programme
    as_of: date
    word: Word
    _found: dict[str, dict[str, dict[str, tuple[Institution, Finding]]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(dict)))
    _rows: dict[str, list[ImportedParticipation]] = field(default_factory=lambda: defaultdict(list))

    def settled(self, judged: Iterable[Judged]) -> Iterator[Settled]:
        """The same institutions with the reviewer's word, the authorities last and with their municipality's share."""
        waiting: list[Judged] = []
        for material, found, judgements in judged:
            place = material.institution
            if place.kind is InstitutionKind.AUTHORITY:
                waiting.append((material, found, judgements))
                continue
            findings, bases = self.word(material, found, judgements)
            self._rows[place.municipality] += material.participation
            for finding in findings:
                if finding.share is not None:
                    self._found[place.municipality][finding.indicator][place.id] = place, finding
            yield material, findings, bases, judgements
        for material, found, judgements in waiting:
            findings, bases = self.word(material, self._with_share(material, found), judgements)
            yield material, findings, bases, judgements

    def _with_share(self, material: Material, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        place = material.institution.municipality
        shares: dict[str, Indicator] = {entry.id: entry for entry in self.programme.indicators if entry.type == "share"}
        return tuple(
            municipal_share(
                shares[finding.indicator], (material, finding), self._found[place][finding.indicator], self._rows[place],
                self.programme, self.as_of,
            )
            if finding.indicator in shares and finding.share is not None
            else finding
            for finding in findings
        )  # fmt: skip
