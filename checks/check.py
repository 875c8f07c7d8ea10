"""The findings of one institution: every indicator of the programme, each with its evidence or its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from checks.acts import check_acts
from checks.editions import repealed_by, repeals
from checks.judge import Setting, judge
from checks.model import Finding, FoundAct, Judgement, Material, Remark
from checks.participation import check_share
from checks.vacancies import check_count
from programmes.model import Programme


def check(material: Material, programme: Programme, as_of: date) -> tuple[tuple[Finding, ...], tuple[Judgement, ...]]:
    """The findings (one an indicator, in the programme's order) and the judgement of each of ``material.acts``."""
    setting = Setting.of(material.institution)
    alone = tuple(judge(found, setting, programme, as_of) for found in material.acts)
    judgements = _among_others(material.acts, alone, as_of)
    findings: list[Finding] = []
    for indicator in programme.indicators:
        if indicator.type == "acts":
            findings.append(check_acts(indicator, material, judgements, programme, as_of))
        elif indicator.type == "count":
            findings.append(check_count(indicator, material, programme, as_of))
        else:
            findings.append(check_share(indicator, material, judgements, programme, as_of))
    return tuple(findings), judgements


def _among_others(acts: Sequence[FoundAct], judgements: Sequence[Judgement], as_of: date) -> tuple[Judgement, ...]:
    """Judgements with what other acts of the site do to an act: an order may put it out of force."""
    known = repeals(found for found in acts if found.act.date is None or found.act.date <= as_of)
    later = repeals(found for found in acts if found.act.date is not None and found.act.date > as_of)
    if not known and not later:
        return tuple(judgements)
    result: list[Judgement] = []
    for found, judgement in zip(acts, judgements, strict=True):
        ended, note = repealed_by(found.act, (*known, *later), as_of) if judgement.indicators else (False, "")
        if note:
            judgement = replace(judgement, notes=(*judgement.notes, note), reasons=(*judgement.reasons, note))
        if ended:
            remarks = {key: tuple(dict.fromkeys((*codes, Remark.EXPIRED))) for key, codes in judgement.remarks.items()}
            judgement = replace(judgement, remarks=remarks)
        result.append(judgement)
    return tuple(result)
