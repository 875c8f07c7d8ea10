"""What a programme makes of one act: which indicators it counts for, with which reservations, and why not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from checks.editions import not_yet, out_of_force
from checks.lexicon import IndicatorLexicon, lexicon
from checks.model import FoundAct, Judgement, Remark
from crawler.model import Institution, InstitutionKind
from extractors.issuer import is_foreign
from extractors.model import Act, ActKind, Level
from extractors.phrases import Match, Text
from extractors.repair import repaired
from extractors.text import plain, squeeze
from programmes.model import Programme

_LEAD = 1800
_SCOPE_TEXT = 30_000
_CONTENT_WORD = re.compile(r"[А-Яа-яЁё]{4,}")
_EMPTY_WORDS = frozenset(
    "приказ приказа положение приложение документ файл скачать утверждении утверждено директора школы школа приказу".split()
)
_DISTRICT = re.compile(
    r"([А-ЯЁ][а-яё]+(?:ск|цк)[а-яё]{2,3})\s+(?:муниципальн[а-яё]+\s+|городск[а-яё]+\s+)?(?:район|округ)"
)
_VAGUE_KINDS = frozenset({ActKind.OTHER, ActKind.LETTER, ActKind.APPENDIX})
"""Kinds that leave open whether the document is an act at all."""
LEVEL_TEXT = {
    Level.SCHOOL: "школьный",
    Level.MUNICIPALITY: "муниципальный",
    Level.REGION: "региональный",
    Level.FEDERATION: "федеральный",
    Level.UNKNOWN: "не установлен",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """Whose site the act was found on. Without ``kind`` (a bare title) levels are taken as the act shows them."""

    kind: InstitutionKind | None = None
    names: tuple[str, ...] = ()
    municipality: str = ""

    @classmethod
    def of(cls, institution: Institution) -> Setting:
        """The setting of acts found on this institution's site."""
        names = (institution.name, institution.short_name, *institution.aliases)
        return cls(institution.kind, names, institution.municipality)

    @property
    def level(self) -> Level:
        """The level the site's own acts have."""
        if self.kind is None:
            return Level.UNKNOWN
        return Level.MUNICIPALITY if self.kind is InstitutionKind.AUTHORITY else Level.SCHOOL


@dataclass(slots=True)
class _Ruling:
    """One indicator's view of an act while it is formed."""

    counts: bool = False
    weight: float = 0.0
    remarks: list[Remark] = field(default_factory=list)
    why: str = ""
    miss: str = ""
    phrases: tuple[str, ...] = ()
    covers: str = ""
    """Words that show that the act covers teachers."""


class _Texts:
    """An act's texts, each cut into words only when it is asked for: most acts are settled by their title."""

    def __init__(self, found: FoundAct) -> None:
        self._found = found
        self.read = bool(found.text.strip()) and found.readable

    @cached_property
    def title(self) -> Text:
        return Text(repaired(self._found.act.title))

    @cached_property
    def link(self) -> Text:
        if self._found.link_text == self._found.act.title:
            return self.title
        return Text(repaired(self._found.link_text))

    @cached_property
    def lead(self) -> Text:
        return Text(self._found.text[:_LEAD])

    @cached_property
    def body(self) -> Text:
        return Text(self._found.text[:_SCOPE_TEXT])


def level_of(act: Act, setting: Setting) -> Level:
    """The act's level; where the act shows none, that of the site it stands on."""
    return act.level if act.level is not Level.UNKNOWN else setting.level


def judge(found: FoundAct, setting: Setting, programme: Programme, as_of: date) -> Judgement:
    """The programme's judgement of one act as of the reporting date."""
    act = found.act
    words = lexicon(programme)
    texts = _Texts(found)
    indicators: list[str] = []
    remarks: dict[str, tuple[Remark, ...]] = {}
    misses: dict[str, str] = {}
    reasons: list[str] = []
    phrases: dict[str, tuple[str, ...]] = {}
    grounds: dict[str, str] = {}
    too_late = not_yet(act, as_of)
    ended, note = out_of_force(found, as_of)
    no_act = words.not_acts.matches(texts.title) if act.kind in _VAGUE_KINDS else []
    for lex in words.indicators:
        ruling = _rule(found, lex, texts, setting)
        identifier = lex.indicator.id
        if ruling.counts and no_act:
            ruling.counts, ruling.miss = (
                False,
                "это не акт, а материал: «" + texts.title.quote(no_act[0].first, no_act[0].last) + "»",
            )
        if ruling.counts and too_late:
            ruling.counts, ruling.miss = False, too_late
        if ruling.counts:
            general = _general_remarks(found, setting, ended)
            indicators.append(identifier)
            remarks[identifier] = tuple(dict.fromkeys((*ruling.remarks, *general)))
            phrases[identifier] = ruling.phrases
            grounds[identifier] = _ground(act, ruling, setting)
            reasons.append(f"показатель {identifier}: {ruling.why}")
        elif ruling.miss:
            misses[identifier] = ruling.miss
            reasons.append(f"показатель {identifier} не засчитан: {ruling.miss}")
    reasons += act.conflicts
    notes = (note,) if note and indicators else ()
    return Judgement(tuple(indicators), remarks, (*reasons, *notes), misses, phrases, grounds, notes)


def _ground(act: Act, ruling: _Ruling, setting: Setting) -> str:
    """The rule by which an act counts, with what satisfied it."""
    parts = [ruling.why, f"вид акта — {act.kind}", f"уровень — {LEVEL_TEXT[level_of(act, setting)]}"]
    if ruling.covers:
        parts.append(f"касается педагогов: «{ruling.covers}»")
    return "; ".join(parts)


def _rule(found: FoundAct, lex: IndicatorLexicon, texts: _Texts, setting: Setting) -> _Ruling:
    act = found.act
    ruling = _Ruling()
    place, matches = _topic(act, lex, texts)
    if not matches:
        near = lex.near_misses.matches(texts.title)
        if near:
            ruling.miss = f"слова «{squeeze(texts.title.quote(near[0].first, near[0].last))}» в названии ещё не делают документ актом по показателю"
        return ruling
    source = {"title": texts.title, "link": texts.link}.get(place) or texts.lead
    shown = tuple(squeeze(source.quote(first, last, around=3)) for first, last in _spans(matches)[:3])
    ruling.phrases = shown
    ruling.weight = lex.phrases.weight(matches)
    where = {"title": "в названии", "link": "в тексте ссылки", "text": "в тексте"}[place]
    ruling.why = f"{where} — «{'», «'.join(shown)}»"
    excluded = lex.exclude.matches(source) if place != "text" else []
    if excluded:
        words = squeeze(source.quote(excluded[0].first, excluded[0].last))
        ruling.miss = f"«{words}» — другой предмет"
        return ruling
    if act.kind not in lex.indicator.kinds:
        ruling.miss = f"вид документа «{act.kind}» не засчитывается"
        return ruling
    level = level_of(act, setting)
    own = setting.level
    if level in (Level.REGION, Level.FEDERATION) or (own is not Level.UNKNOWN and level not in (own, Level.UNKNOWN)):
        ruling.miss = f"{LEVEL_TEXT[level]} уровень: акт издан не этой организацией"
        ruling.remarks = [Remark.WRONG_LEVEL]
        return ruling
    if level is not Level.UNKNOWN and lex.indicator.levels and level not in lex.indicator.levels:
        ruling.miss = f"{LEVEL_TEXT[level]} уровень для показателя не предусмотрен"
        return ruling
    scope, ruling.covers = _scope(lex, source, texts)
    if scope == "reject":
        ruling.miss = "касается обучающихся, а не педагогов"
        return ruling
    if scope is not None:
        ruling.remarks.append(Remark(scope))
    ruling.counts = True
    return ruling


def _topic(act: Act, lex: IndicatorLexicon, texts: _Texts) -> tuple[str, list[Match]]:
    """Where the act says what it is about: its own title; a link's words only where the text bears them out or is not known."""
    matches = lex.phrases.matches(texts.title)
    if matches:
        return "title", matches
    named = _informative(act.title)
    from_link = lex.phrases.matches(texts.link)
    if from_link:
        if not act.from_text or (not texts.read and not named):
            return "link", from_link
        in_lead = lex.phrases.matches(texts.lead)
        if in_lead and (len(in_lead) >= 2 or not named):
            return "link", from_link
    elif texts.read and not named and not _informative(texts.link.normalised.text):
        strong = [m for m in lex.phrases.matches(texts.lead) if lex.phrases.weight([m]) >= 7]
        if len(strong) >= 2:
            return "text", strong
    return "", []


def _spans(matches: Sequence[Match]) -> list[tuple[int, int]]:
    """The words that matched, as spans that do not overlap: the same words may satisfy several patterns."""
    found: list[tuple[int, int]] = []
    for match in matches:
        if found and match.first <= found[-1][1] + 3:
            found[-1] = (found[-1][0], max(found[-1][1], match.last))
        else:
            found.append((match.first, match.last))
    return found


def _informative(title: str) -> bool:
    """Whether a title says what the act is about (not «Приложение № 1», «Приказ № 54 от …»)."""
    return any(word.lower() not in _EMPTY_WORDS for word in _CONTENT_WORD.findall(title))


def _scope(lex: IndicatorLexicon, title: Text, texts: _Texts) -> tuple[str | None, str]:
    """``None`` when the act covers teachers, with the words that say so; «reject», «scope_unclear» or «scope_pupils» otherwise."""
    rule = lex.indicator.scope
    if rule is None:
        return None, ""
    if named := lex.teachers.matches(title):
        first, last = _spans(named)[0]
        return None, squeeze(title.quote(first, last))
    if lex.pupils.found(title):
        return rule.pupils_only, ""
    if rule.unclear == "accept" or not texts.read:
        return None, ""
    if named := lex.teachers.matches(texts.body):
        return None, squeeze(texts.body.quote(named[0].first, named[0].last, around=2))
    if lex.pupils.found(texts.body) and not lex.generic.found(texts.body):
        return rule.pupils_only, ""
    return rule.unclear, ""


def _names_another(issuer: str, setting: Setting) -> bool:
    """Whether the issuer is surely not whose site it is: another school, or the authority of another municipality."""
    if setting.level is Level.SCHOOL:
        return is_foreign(issuer, setting.names)
    if setting.level is not Level.MUNICIPALITY:
        return False
    theirs = {name[:6].lower() for name in _DISTRICT.findall(plain(issuer))}
    ours = {name[:6].lower() for place in (*setting.names, setting.municipality) for name in _DISTRICT.findall(plain(place))}
    return bool(theirs) and bool(ours) and theirs.isdisjoint(ours)


def _general_remarks(found: FoundAct, setting: Setting, ended: bool) -> list[Remark]:
    act = found.act
    remarks: list[Remark] = []
    if act.draft:
        remarks.append(Remark.DRAFT)
    if ended:
        remarks.append(Remark.EXPIRED)
    if act.issuer and act.confidence.get("issuer", 0.0) >= 0.6 and _names_another(act.issuer, setting):
        remarks.append(Remark.FOREIGN_ISSUER)
    if found.broken:
        remarks.append(Remark.BROKEN_LINK)
    elif not found.readable:
        remarks.append(Remark.UNREADABLE)
    elif not act.draft and (act.number is None or act.date is None):
        remarks.append(Remark.NO_REQUISITES)
    doubtful = any(0 < act.confidence.get(key, 0.0) < 0.75 for key in ("number", "date"))
    if doubtful or (found.text_source in ("ocr", "mixed") and act.kind is ActKind.OTHER):
        remarks.append(Remark.LOW_CONFIDENCE)
    return remarks
