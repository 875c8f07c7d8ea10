"""What a municipality comes to over its institutions: known only when all of them are judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from checks.model import ImportedParticipation, Share
from checks.participation import municipal_share
from crawler.model import InstitutionKind
from fleet.judging import Judged
from programmes.model import Indicator, Programme


@dataclass
class MunicipalShares:
    """Holds the authorities' findings back until the shares of their municipality's institutions are known."""

    programme: Programme
    as_of: date
    _shares: dict[str, dict[str, dict[str, Share]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(dict)))
    _rows: dict[str, list[ImportedParticipation]] = field(default_factory=lambda: defaultdict(list))

    def completed(self, judged: Iterable[Judged]) -> Iterator[Judged]:
        """The same institutions, the authorities last and with their municipality's share."""
        waiting: list[Judged] = []
        for item in judged:
            material, findings, _judgements = item
            if material.institution.kind is InstitutionKind.AUTHORITY:
                waiting.append(item)
                continue
            place = material.institution.municipality
            self._rows[place] += material.participation
            for finding in findings:
                if finding.share is not None:
                    self._shares[place][finding.indicator][finding.school] = finding.share
            yield item
        for item in waiting:
            yield self._with_share(item)

    def _with_share(self, item: Judged) -> Judged:
        material, findings, judgements = item
        place = material.institution.municipality
        shares: dict[str, Indicator] = {entry.id: entry for entry in self.programme.indicators if entry.type == "share"}
        done = tuple(
            municipal_share(
                shares[finding.indicator], (material, finding), self._shares[place][finding.indicator], self._rows[place],
                self.programme, self.as_of,
            )
            if finding.indicator in shares and finding.share is not None
            else finding
            for finding in findings
        )  # fmt: skip
        return material, done, judgements
