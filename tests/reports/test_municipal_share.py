"""A municipality has one figure of participation: its own row, the total and the statement say the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.model import Finding, Share, Verdict
from db.model import RunData
from reports.model import Report, build
from reports.statement import _municipal_shares
from tests.reports import sample

OWN = Share(22, 60, "сумма", "2024-06-01", "2025-05-31", schools=2)
"""Two schools with 20 + 2.5 by their own shares; one teacher is of both, so that 22 of 60 took part."""


def report(share: Share | None, value: float | None) -> Report:
    """The sample's report, its authority with this share."""
    data: RunData = sample.run_data()
    findings = tuple(_of_the_authority(item, share, value) if (item.school, item.indicator) == ("uo", "1") else item for item in data.findings)
    return build(replace(data, findings=findings), sample.programme())


def _of_the_authority(finding: Finding, share: Share | None, value: float | None) -> Finding:
    verdict = Verdict.UNKNOWN if value is None else Verdict.PRESENT
    return replace(finding, verdict=verdict, value=value, share=share, remarks=())


@pytest.mark.parametrize(
    ("share", "value", "total", "said"),
    [
        (OWN, 36.7, 22 / 60 * 100, "Доля по муниципалитету: 36,7\u00a0% (22 из 60 педагогов)."),
        (replace(OWN, schools=1), 36.7, 37.5, "Доля по муниципалитету: 36,7\u00a0% (22 из 60 педагогов)."),
        (replace(OWN, took_part=None), 50.0, 37.5, "Доля по муниципалитету: 50\u00a0%."),
        (None, None, 37.5, ""),
    ],
)
def test_one_figure(share: Share | None, value: float | None, total: float, said: str) -> None:
    made = report(share, value)
    assert made.totals[0].total == pytest.approx(total)
    assert "".join(_municipal_shares(made, 0)) == said
