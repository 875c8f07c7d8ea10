"""Indicators that ask for acts: the best act decides, what hinders it becomes a remark, a search that failed is no absence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from checks.model import REMARK_TEXT, Evidence, Finding, FoundAct, Judgement, Material, NearestMiss, Remark, Verdict
from checks.search import conclusive, obstacle, obstacle_text, searched, searched_text
from extractors.model import Act
from extractors.text import plain, squeeze
from programmes.model import Indicator

BLOCKING = frozenset(
    {Remark.DRAFT, Remark.EXPIRED, Remark.FOREIGN_ISSUER, Remark.SCOPE_UNCLEAR, Remark.SCOPE_PUPILS, Remark.UNREADABLE}
)
"""Remarks that make an act «есть с замечаниями»; the others stand beside «есть»."""
_MOST_EVIDENCE = 12

_Candidate = tuple[FoundAct, tuple[Remark, ...], Judgement]


def check_acts(
    indicator: Indicator, material: Material, judgements: Sequence[Judgement], remark_advice: Mapping[str, str]
) -> Finding:
    """The finding for an indicator of type «acts»."""
    counted: list[_Candidate] = [
        (found, judgement.remarks[indicator.id], judgement)
        for found, judgement in zip(material.acts, judgements, strict=True)
        if indicator.id in judgement.indicators
    ]
    broken = [candidate for candidate in counted if candidate[0].broken]
    whole = _distinct(sorted((candidate for candidate in counted if not candidate[0].broken), key=_rank))
    miss = _nearest_miss(indicator, material.acts, judgements)
    school = material.institution.id
    if whole:
        best, remarks, judgement = whole[0]
        blocked = [remark for remark in remarks if remark in BLOCKING]
        verdict = Verdict.PARTIAL if blocked else Verdict.PRESENT
        text = _explain_found(indicator, best, remarks, judgement, remark_advice)
        if len(whole) > 1:
            text += f" Всего актов по показателю: {len(whole)}."
        return Finding(
            school, indicator.id, verdict, None, remarks, text, _evidence(whole, indicator.id), miss, searched(material)
        )
    if not conclusive(material.visit):
        text = f"Сделать вывод нельзя: {obstacle_text(material.visit)}; {searched_text(material)}."
        return Finding(
            school, indicator.id, Verdict.UNKNOWN, None, (obstacle(material.visit),), text, (), miss, searched(material)
        )
    if broken:
        title = squeeze(broken[0][0].act.title)
        advice = remark_advice.get(Remark.BROKEN_LINK, indicator.advice)
        text = f"Ссылка на акт «{title}» не работает ({broken[0][0].reason or 'страница не найдена'}); другого акта нет. {advice}"
        return Finding(
            school,
            indicator.id,
            Verdict.ABSENT,
            None,
            (Remark.BROKEN_LINK,),
            text,
            _evidence(broken, indicator.id),
            miss,
            searched(material),
        )
    text = f"Акт не найден; {searched_text(material)}."
    if miss:
        text += f" Ближе всего — «{miss.title}», но {miss.why}."
    return Finding(
        school, indicator.id, Verdict.ABSENT, None, (), f"{text} {indicator.advice}".strip(), (), miss, searched(material)
    )


def _rank(candidate: _Candidate) -> tuple[int, int, int, int, int, str]:
    """Best first: unhindered, read, with requisites, the newest; the address settles ties."""
    found, remarks, _judgement = candidate
    hindered = sum(remark in BLOCKING for remark in remarks)
    day = found.act.date or date.min
    return hindered, not found.act.from_text, len(remarks), -day.toordinal(), found.act_id, found.url


def _distinct(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """One candidate an act: a card and its file, a page and its print copy are the same act; ten regulations of one order stay ten."""
    kept: list[_Candidate] = []
    for candidate in candidates:
        if not any(_same_act(candidate[0].act, other[0].act) for other in kept):
            kept.append(candidate)
    return kept


def _same_act(one: Act, other: Act) -> bool:
    if (one.kind, one.number, one.date) != (other.kind, other.number, other.date):
        return False
    first, second = _stems(one.title), _stems(other.title)
    smaller, larger = sorted((first, second), key=len)
    return smaller <= larger if one.number else first == second


def _stems(title: str) -> set[str]:
    """What a title is about: its words without endings and without what editions add."""
    words = re.findall(r"[а-я]{4,}", re.sub(r"\([^)]*\)", " ", plain(title).lower()))
    return {word[:6] for word in words}


def _evidence(candidates: Sequence[_Candidate], indicator: str) -> tuple[Evidence, ...]:
    return tuple(
        evidence_of(found, remarks, judgement.phrases.get(indicator, ()))
        for found, remarks, judgement in candidates[:_MOST_EVIDENCE]
    )


def evidence_of(found: FoundAct, remarks: tuple[Remark, ...] = (), reasons: tuple[str, ...] = ()) -> Evidence:
    """An act as evidence of a finding."""
    act = found.act
    return Evidence(
        found.act_id, found.url, found.page_url, found.link_text, str(act.kind), act.title, act.number, act.date.isoformat() if act.date else None,
        act.issuer, act.level, act.quote, found.sha256, found.fetched, found.text_source, remarks, reasons,
    )  # fmt: skip


def requisites_text(act: Act) -> str:
    """«от 30.08.2024 № 118-од» as far as it is known."""
    parts = [f"от {act.date:%d.%m.%Y}" if act.date else "", f"№ {act.number}" if act.number else ""]
    return " ".join(part for part in parts if part)


def _explain_found(
    indicator: Indicator, found: FoundAct, remarks: tuple[Remark, ...], judgement: Judgement, remark_advice: Mapping[str, str]
) -> str:
    act = found.act
    head = f"{str(act.kind).capitalize()} «{squeeze(act.title)}»"
    requisites = requisites_text(act)
    text = f"{head} {requisites}".strip() + "."
    phrases = judgement.phrases.get(indicator.id, ())
    if phrases:
        text += f" Засчитано по словам: «{phrases[0]}»."
    if remarks:
        text += " Замечания: " + "; ".join(REMARK_TEXT[remark] for remark in remarks) + "."
    if act.conflicts:
        text += " Расхождение: " + "; ".join(act.conflicts) + "."
    if found.reason and not found.readable:
        text += f" Причина: {found.reason}."
    return " ".join((text, *dict.fromkeys(remark_advice[remark] for remark in remarks if remark in remark_advice)))


def _nearest_miss(indicator: Indicator, acts: Sequence[FoundAct], judgements: Sequence[Judgement]) -> NearestMiss | None:
    missed = [
        (found, judgement.misses[indicator.id])
        for found, judgement in zip(acts, judgements, strict=True)
        if indicator.id in judgement.misses and indicator.id not in judgement.indicators
    ]
    if not missed:
        return None
    found, why = min(
        missed,
        key=lambda item: (item[0].broken, not item[0].act.from_text, -(item[0].act.date or date.min).toordinal(), item[0].url),
    )
    return NearestMiss(found.url, squeeze(found.act.title) or found.link_text, why)
