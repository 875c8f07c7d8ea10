"""Indicators that ask for acts: the best act decides, what hinders it becomes a remark, a search that failed is no absence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from checks.causes import not_fetched
from checks.editions import replaced, requisites_text, title_words
from checks.lexicon import lexicon
from checks.model import (
    Evidence,
    ExpectedFound,
    Finding,
    FoundAct,
    Judgement,
    Material,
    NearestMiss,
    Remark,
    Verdict,
)
from checks.quality import quality_of
from checks.search import conclusive, obstacle, obstacle_text, phrases_text, searched_for, searched_text
from checks.wording import (
    NOTHING_TO_DO,
    act_text,
    advice_text,
    basis_line,
    basis_of,
    basis_text,
    crawl_text,
    evidence_of,
    expected_text,
    miss_text,
    name_of,
    paragraph,
    remarks_text,
    where_text,
    why_text,
)
from extractors.phrases import Text
from extractors.text import squeeze
from programmes.model import Indicator, Programme

BLOCKING = frozenset(
    {
        Remark.DRAFT, Remark.EXPIRED, Remark.FOREIGN_ISSUER, Remark.SCOPE_UNCLEAR, Remark.SCOPE_PUPILS, Remark.UNREADABLE,
        Remark.INCOMPLETE_SET,
    }
)  # fmt: skip
"""Remarks that make an act «есть с замечаниями»; the others stand beside «есть»."""
_MOST_EVIDENCE = 12
_NOT_FETCHED = "Проверить, открывается ли файл по ссылке: при обходе сайт его не отдал."


@dataclass(frozen=True, slots=True)
class Candidate:
    """An act that counts for the indicator, with what hinders it. ``notes`` say why it is or is not in force."""

    found: FoundAct
    remarks: tuple[Remark, ...]
    judgement: Judgement
    notes: tuple[str, ...] = ()

    @property
    def hindered(self) -> bool:
        """Whether a remark makes it «есть с замечаниями» at best."""
        return not BLOCKING.isdisjoint(self.remarks)


def check_acts(
    indicator: Indicator, material: Material, judgements: Sequence[Judgement], programme: Programme, as_of: date
) -> Finding:
    """The finding for an indicator of type «acts»."""
    counted = _counted(indicator, material, judgements, as_of)
    broken = [candidate for candidate in counted if candidate.found.broken]
    whole = distinct([candidate for candidate in counted if not candidate.found.broken])
    miss = _nearest_miss(indicator, material.acts, judgements)
    expected = _expected(indicator, whole, programme)
    basis = basis_of(programme, indicator, as_of)
    looked = searched_for(material, indicator, lexicon(programme))
    common = Finding(
        material.institution.id, indicator.id, Verdict.UNKNOWN, nearest_miss=miss, searched=replace(looked, phrases=()), expected=expected,
        legal_basis=tuple(basis_line(item) for item in basis),
    )  # fmt: skip
    ground = basis_text(basis, indicator, programme, material.institution.municipality)
    late = crawl_text(material, as_of)
    if whole:
        return _found(indicator, whole, common, programme, as_of, paragraph(ground, late))
    if not conclusive(material.visit):
        reason = obstacle(material.visit)
        advice = tuple(filter(None, (programme.remark_advice.get(reason, ""),)))
        text = paragraph(
            f"Сделать вывод нельзя: {obstacle_text(material.visit)}; {searched_text(looked)}.",
            f"Искали по словам в любой форме: {phrases_text(looked)}." if looked.phrases and looked.pages else "",
            miss_text(miss), ground, late, advice_text(advice),
        )  # fmt: skip
        return replace(common, remarks=(reason,), explanation=text, searched=looked, advice=advice)
    if broken:
        return _broken(indicator, broken, common, programme, as_of, paragraph(ground, late))
    advice = tuple(filter(None, (indicator.advice,)))
    text = paragraph(
        f"Акт не найден; {searched_text(looked)}.",
        f"Искали по словам в любой форме: {phrases_text(looked)}." if looked.phrases else "",
        miss_text(miss), ground, late, advice_text(advice),
    )  # fmt: skip
    return replace(common, verdict=Verdict.ABSENT, explanation=text, searched=looked, advice=advice)


def _found(
    indicator: Indicator, whole: Sequence[Candidate], common: Finding, programme: Programme, as_of: date, ground: str
) -> Finding:
    best = whole[0]
    remarks = best.remarks
    if any(item.required and not item.found for item in common.expected):
        remarks = (*remarks, Remark.INCOMPLETE_SET)
    blocked = not BLOCKING.isdisjoint(remarks)
    evidence = _evidence(whole, indicator, programme, as_of)
    said = programme.remark_advice | ({Remark.UNREADABLE: _NOT_FETCHED} if not_fetched(evidence[0]) else {})
    advice = tuple(dict.fromkeys(said[remark] for remark in remarks if remark in said))
    conflicts = f"Расхождение: {'; '.join(best.found.act.conflicts)}." if best.found.act.conflicts else ""
    unread = f"Причина: {best.found.reason}." if best.found.reason and not best.found.readable else ""
    more = f"Всего актов по показателю: {len(whole)}." if len(whole) > 1 else ""
    text = paragraph(
        act_text(best.found), where_text(best.found), why_text(evidence[0].ground, evidence[0].quality),
        remarks_text(remarks, best.notes), conflicts, unread, more, expected_text(common.expected), ground, advice_text(advice) or NOTHING_TO_DO,
    )  # fmt: skip
    verdict = Verdict.PARTIAL if blocked else Verdict.PRESENT
    return replace(common, verdict=verdict, remarks=remarks, explanation=text, evidence=evidence, advice=advice)


def _broken(
    indicator: Indicator, broken: Sequence[Candidate], common: Finding, programme: Programme, as_of: date, ground: str
) -> Finding:
    first = broken[0].found
    advice = (programme.remark_advice.get(Remark.BROKEN_LINK, indicator.advice),)
    text = paragraph(
        f"Ссылка на акт «{squeeze(first.act.title)}» не работает: {first.reason or 'страница не найдена'}; другого акта нет.",
        where_text(first), miss_text(common.nearest_miss), ground, advice_text(advice),
    )  # fmt: skip
    evidence = _evidence(broken, indicator, programme, as_of)
    return replace(
        common, verdict=Verdict.ABSENT, remarks=(Remark.BROKEN_LINK,), explanation=text, evidence=evidence, advice=advice
    )


def _counted(
    indicator: Indicator, material: Material, judgements: Sequence[Judgement], as_of: date
) -> list[Candidate]:
    """The acts that count, those with a newer edition marked as out of force."""
    found = [
        Candidate(act, judgement.remarks[indicator.id], judgement, judgement.notes)
        for act, judgement in zip(material.acts, judgements, strict=True)
        if indicator.id in judgement.indicators
    ]
    newer = replaced([candidate.found for candidate in found], as_of)
    for number, edition in newer.items():
        older = found[number]
        note = f"заменён новой редакцией: {edition.act.kind} {requisites_text(edition.act)}"
        remarks = tuple(dict.fromkeys((*older.remarks, Remark.EXPIRED)))
        found[number] = replace(older, remarks=remarks, notes=(*older.notes, note))
    return sorted(found, key=_rank)


def _rank(candidate: Candidate) -> tuple[int, int, int, int, int, str]:
    """Best first: unhindered, read, with requisites, the newest; the address settles ties."""
    found, remarks = candidate.found, candidate.remarks
    hindered = sum(remark in BLOCKING for remark in remarks)
    day = found.act.date or date.min
    return hindered, not found.act.from_text, len(remarks), -day.toordinal(), found.act_id, found.url


def distinct(candidates: Sequence[Candidate]) -> list[Candidate]:
    """One candidate an act, with the other addresses it has: a card and its file, a page and its print copy are the same act;
    ten regulations of one order stay ten."""
    kept: list[Candidate] = []
    for candidate in candidates:
        same = next((number for number, other in enumerate(kept) if _same_act(candidate.found, other.found)), None)
        if same is None:
            kept.append(candidate)
            continue
        first = kept[same].found
        addresses = dict.fromkeys((*first.also, candidate.found.url, *candidate.found.also))
        addresses.pop(first.url, None)
        kept[same] = replace(kept[same], found=replace(first, also=tuple(addresses)))
    return kept


def distinct_acts(items: Sequence[tuple[FoundAct, Judgement]]) -> list[tuple[FoundAct, Judgement]]:
    """The same for acts that no verdict rests on."""
    return [(item.found, item.judgement) for item in distinct([Candidate(found, (), judgement) for found, judgement in items])]


def _same_act(first: FoundAct, second: FoundAct) -> bool:
    one, other = first.act, second.act
    if first.sha256 and first.sha256 == second.sha256 and (one.start, one.end) == (other.start, other.end):
        return True
    if (one.kind, one.number, one.date) != (other.kind, other.number, other.date):
        return False
    smaller, larger = sorted((title_words(one.title), title_words(other.title)), key=len)
    return smaller <= larger if one.number else smaller == larger


def _expected(indicator: Indicator, whole: Sequence[Candidate], programme: Programme) -> tuple[ExpectedFound, ...]:
    """The usual set: of each its best act, one in force before one that is not."""
    if not indicator.expected:
        return ()
    rules = lexicon(programme).of(indicator.id).expected
    result: list[ExpectedFound] = []
    for item, phrases in zip(indicator.expected, rules, strict=True):
        act = next(
            (
                candidate.found
                for candidate in whole
                if (not item.kinds or candidate.found.act.kind in item.kinds)
                and (not item.phrases or phrases.found(Text(candidate.found.act.title)))
            ),
            None,
        )
        if act is None:
            result.append(ExpectedFound(item.name, False, item.required))
        else:
            result.append(ExpectedFound(item.name, True, item.required, squeeze(act.act.title), requisites_text(act.act), act.url))
    return tuple(result)


def _evidence(
    candidates: Sequence[Candidate], indicator: Indicator, programme: Programme, as_of: date
) -> tuple[Evidence, ...]:
    words = lexicon(programme)
    lex = words.of(indicator.id)
    return tuple(
        evidence_of(
            candidate.found, candidate.remarks, candidate.judgement, indicator.id, quality_of(candidate.found, lex, words, as_of)
        )
        for candidate in candidates[:_MOST_EVIDENCE]
    )


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
    named = name_of(replace(found.act, title=""))
    return NearestMiss(found.url, squeeze(found.act.title) or found.link_text, why, named, found.page_url)
