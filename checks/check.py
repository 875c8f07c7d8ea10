"""The findings of one institution: every indicator of the programme, each with its evidence or its reason."""

from __future__ import annotations

from datetime import date

from checks.acts import check_acts
from checks.judge import Setting, judge
from checks.model import Finding, Judgement, Material
from checks.participation import check_share
from checks.vacancies import check_count
from programmes.model import Programme


def check(material: Material, programme: Programme, as_of: date) -> tuple[tuple[Finding, ...], tuple[Judgement, ...]]:
    """The findings (one an indicator, in the programme's order) and the judgement of each of ``material.acts``."""
    setting = Setting.of(material.institution)
    judgements = tuple(judge(found, setting, programme, as_of) for found in material.acts)
    findings: list[Finding] = []
    for indicator in programme.indicators:
        if indicator.type == "acts":
            findings.append(check_acts(indicator, material, judgements, programme.remark_advice))
        elif indicator.type == "count":
            findings.append(check_count(indicator, material, programme, as_of))
        else:
            findings.append(check_share(indicator, material, judgements, as_of))
    return tuple(findings), judgements
