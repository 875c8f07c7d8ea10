"""Personal names masked in whatever is published (152-ФЗ): teachers disappear, signatories and namesakes of schools stay.

A name is found by its form: surname and initials in either order, given name with patronymic, surname beside a given name. Whoever
signs an act, approves it, heads the body that issued it or decides on a finding acts in an official capacity and stays; so does a person a school is named after.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from checks.model import Evidence, Finding, Review, Share
from db.model import Background, RunData, StoredAct
from extractors.lemmas import name_parts

MASK = "[имя скрыто]"

_UPPER = "А-ЯЁ"
_WORD = rf"[{_UPPER}](?:[а-яё]+|[{_UPPER}]+)(?:-[{_UPPER}](?:[а-яё]+|[{_UPPER}]+))?"
_INITIALS = rf"[{_UPPER}]\.(?:\s?[{_UPPER}]\.)?"
_PATRONYMIC = r"(?:[А-ЯЁ][а-яё]+(?:ович|евич|овн|евн|иничн|ичн)(?:а|у|ем|ом|е|ы|ой|ою|ею)?|[А-ЯЁ][а-яё]+(?:ьич|мич|кич|тич)(?:а|у|ем|ом|е)?|[А-ЯЁ]+(?:ОВИЧ|ЕВИЧ|ОВН|ЕВН|ИНИЧН|ИЧН|ЬИЧ)[АУЕЫОМЙЮ]{0,2})"
_NAME = re.compile(
    rf"(?<![\w.-])(?:(?P<patronymic>(?:{_WORD}\s+)?{_WORD}\s+{_PATRONYMIC}(?:\s+{_WORD})?)"
    rf"|(?P<after>{_WORD}\s+{_INITIALS})|(?P<before>{_INITIALS}\s?{_WORD})"
    rf"|(?P<pair>{_WORD}\s+{_WORD}))(?![\w-])"
)
_NAMESAKE = re.compile(r"(?:\bим(?:\.|ени)|\bпамяти|\bгеро[йя]\w*|\bсоюза|\bкавалера|\bакадемика|\bгенерала|\bмаршала)\s*(?:[\w.«\"-]+\s+){0,4}$", re.I)
_OFFICE = re.compile(
    r"(?<!зам\. )(?<!зам\.)(?<!заместитель )(?<!заместителя )(?<!заместителем )"
    r"\b(?:директор\w*|заведующ\w+|начальник\w*|глав[аыеу]|министр\w*|председател\w+|губернатор\w*|президент\w*|мэр\w*|ректор\w*|проверяющ\w+)\b"
    r"[^.;!?\n]{0,90}$",
    re.I,
)
_CONTEXT = 140


def masked(data: RunData) -> RunData:
    """The run as it may be published. Numbers of participants stay; their names go."""
    background = data.background
    return replace(
        data,
        findings=tuple(masked_finding(item) for item in data.findings),
        acts=tuple(_act(item) for item in data.acts),
        background=replace(
            background,
            previous=masked(background.previous) if background.previous else None,
            participation=tuple(replace(item, names=()) for item in background.participation),
        )
        if background != Background()
        else background,
    )


@lru_cache(maxsize=65536)
def mask(text: str) -> str:
    """``text`` with the names of private persons replaced; text without any is given back as it is."""
    if "." not in text and text.islower():
        return text
    pieces: list[str] = []
    last = 0
    for start, end in _names(text):
        pieces += [text[last:start], MASK]
        last = end
    return "".join([*pieces, text[last:]]) if pieces else text


def _names(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while (match := _NAME.search(text, at)) is not None:
        start, end = _span(match)
        if end <= start:
            at = _next_word(text, match)
            continue
        at = end
        before = text[max(0, start - _CONTEXT) : start]
        if not _NAMESAKE.search(before) and not _OFFICE.search(before):
            yield start, end


def _next_word(text: str, match: re.Match[str]) -> int:
    """Where to go on when a pair of words was no name: the second may begin one."""
    gap = re.search(r"\s", match.group())
    return match.start() + gap.end() if gap else match.end()


def _span(match: re.Match[str]) -> tuple[int, int]:
    """The part of a match that is a name; empty when it only looks like one."""
    text = match.group()
    words = [(item.group(), match.start() + item.start(), match.start() + item.end()) for item in re.finditer(_WORD, text)]
    if match["patronymic"]:
        return _around_patronymic(match, words)
    if match["after"] or match["before"]:
        word = words[0][0] if match["after"] else words[-1][0]
        return match.span() if _may_be_surname(word) else (match.start(), match.start())
    first, second = (name_parts(word) for word, _start, _end in words[:2])
    names = ("Name" in first and "Surn" in second) or ("Surn" in first and "Name" in second)
    return match.span() if names else (match.start(), match.start())


def _around_patronymic(match: re.Match[str], words: list[tuple[str, int, int]]) -> tuple[int, int]:
    """Given name and patronymic always; the words around them when they may be a surname."""
    at = next(number for number, (word, _s, _e) in enumerate(words) if number and re.fullmatch(_PATRONYMIC, word))
    first, last = at - 1, at
    if first > 0 and _may_be_surname(words[first - 1][0]):
        first -= 1
    if last + 1 < len(words) and _may_be_surname(words[last + 1][0]):
        last += 1
    return words[first][1], words[last][2]


def _may_be_surname(word: str) -> bool:
    """A dictionary surname, or a word the dictionary does not have and that begins like a name."""
    parts = name_parts(word)
    return "Surn" in parts or not parts


def _act(stored: StoredAct) -> StoredAct:
    found = stored.found
    return replace(
        stored,
        found=replace(
            found,
            link_text=mask(found.link_text),
            section=mask(found.section),
            act=replace(found.act, title=mask(found.act.title), quote=mask(found.act.quote)),
        ),
    )


def masked_finding(finding: Finding) -> Finding:
    """A finding as it may be published. Whoever decides on it does so in office, and stays."""
    miss = finding.nearest_miss
    return replace(
        finding,
        explanation=mask(finding.explanation),
        evidence=tuple(_evidence(item) for item in finding.evidence),
        nearest_miss=replace(miss, title=mask(miss.title), why=mask(miss.why)) if miss else None,
        expected=tuple(replace(item, title=mask(item.title)) for item in finding.expected),
        searched=replace(
            finding.searched,
            sections=tuple(map(mask, finding.searched.sections)),
            unread=tuple(replace(item, title=mask(item.title)) for item in finding.searched.unread),
        ),
        share=_share(finding.share) if finding.share else None,
        review=_review(finding.review) if finding.review else None,
    )


def _share(share: Share) -> Share:
    return replace(share, events=tuple(replace(event, name=mask(event.name)) for event in share.events))


def _review(review: Review) -> Review:
    machine = replace(review.machine, explanation=mask(review.machine.explanation))
    return replace(review, comment=mask(review.comment), machine=machine, share=_share(review.share) if review.share else None)


def _evidence(item: Evidence) -> Evidence:
    return replace(
        item,
        link_text=mask(item.link_text),
        title=mask(item.title),
        quote=mask(item.quote),
        reasons=tuple(map(mask, item.reasons)),
        ground=mask(item.ground),
        section=mask(item.section),
    )
