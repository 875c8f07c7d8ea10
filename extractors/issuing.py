"""Who issued an act, from the zones of its header: lines above the heading, approval block, title, signature."""

from __future__ import annotations

import re
from itertools import takewhile

from extractors import header
from extractors.issuer import authority, centre, level_of_organisation, level_of_title, organisations
from extractors.masking import mask
from extractors.model import ORDERS, ActKind, Level
from extractors.text import plain
from extractors.titles import kind_of

_DIRECTOR = re.compile(r"^(?:и\.?\s?о\.?\s+)?(?:директор|заведующ)", re.IGNORECASE | re.MULTILINE)
_CHIEF = re.compile(
    r"^(?:и\.?\s?о\.?\s+)?(?:начальник|глава|председатель комитета|руководитель (?:управления|отдела|комитета))",
    re.IGNORECASE | re.MULTILINE,
)
_MINISTER = re.compile(
    r"^(?:и\.?\s?о\.?\s+)?(?:первый\s+)?(?:заместитель\s+)?(?:министр|губернатор)а?(?![а-я])[^\n]*(?:\n[^\n]*)?",
    re.IGNORECASE | re.MULTILINE,
)
_TASKS = 6000
_RESOLVES = re.compile(r"постановляет|реши(?:л[аои]?|ло)(?![а-я])|распоряжается|приказывает", re.IGNORECASE)
"""Who does this is named right before it; «приказываю» names nobody, and what stands before it is cited."""
_SUBJECT = re.compile(r"[,.;\n]\s")
"""What stands between the last of these and «постановляет» is who resolves."""
_APPROVED_BY_SCHOOL = re.compile(
    r"(?:приказ[а-я]*|утвержда[а-я]*|утвержден[а-я]*)\s*[:\s]\s*(?:и\.?\s?о\.?\s*)?(?:директор|заведующ|руководител|по школе|по д|мбоу|моу|мкоу|маоу|мбдоу|мадоу|мдоу|школ)",
    re.IGNORECASE,
)
_WRAPPED_NAME = re.compile(
    r"\n(?=\s*(?:[«\"]|администраци|российской\s+федерации|(?:[а-я-]+(?:ой|ого)\s+)(?:области|края|(?:муниципального\s+)?(?:района|округа))(?![а-я])|республики\s))|(?<=учреждение)\s*\n|(?<=вательное)\s*\n|(?<=школьное)\s*\n|(?<=бюджетное)\s*\n|(?<=казенное)\s*\n",
    re.IGNORECASE,
)
"""Where a long name of an organisation runs on in the next line."""

_CENTRE_DIRECTOR = re.compile(
    r"(?:директор|руководител|заведующ)[а-я]*\s+(?:М[А-Я]{1,3}У\s+)?[«\"]?(?P<centre>(?:[А-Яа-я-]*методическ[а-я]+\s+(?:центр|кабинет)|ИМЦ|ЦРО)[^\n]{0,60})",
    re.IGNORECASE,
)
"""A municipal methodical centre has a director like a school."""
_TO_SCHOOLS = re.compile(
    r"(?:руководител|директор|заведующ)[а-я]{1,3}\s+(?:муниципальных\s+)?(?:(?:общео|дошкольных\s+о|о)бразовательных\s+(?:школ|организаций|учреждений)|школ(?![а-я])|(?-i:ОО|ОУ|ДОУ|МБОУ|МОУ)(?![А-Я]))",
    re.IGNORECASE,
)
"""Whoever gives tasks to the heads of schools is above them."""
_TO_MUNICIPALITIES = re.compile(
    r"(?:руководител|начальник)[а-я]{1,3}\s+(?:муниципальных\s+)?органов[^\n.;]{0,60}|^[\d.\s]+(?:отдел|управлени)[а-я]*\s[^\n]{0,90}(?:министерств|департамент)[а-я]*\s[^\n]{0,60}(?:област|кра[яй]|республик)",
    re.IGNORECASE | re.MULTILINE,
)
_OF_A_SCHOOL = re.compile(
    r"директор|заведующ|педсовет|педагогическ[а-я]+\s+совет|советом?\s+(?:школы|учреждения|родителей|обучающихся|старшеклассников)|собрани[а-я]+\s+(?:трудового|работников)|"
    r"(?:в|по)\s+(?:школе|учреждении|гимназии|лицее|детском\s+саду)|школ[аыеу](?![а-я])|самообследовани|(?:образовательного|дошкольного)\s+учреждения(?![а-я])|уставом\s+(?:школы|учреждения|оо|оу|доу|образовательно)|наименование\s+(?:[а-я]*образовательно[йг]о?\s+)?(?:организации|учреждения)|внутришкольн|(?-i:(?<![А-Я])Д?О[УО](?![А-Я]))|воспитател|учител",
    re.IGNORECASE,
)
"""Words of a single school's acts; they decide only where no organisation or authority is named."""


_APPROVED_BLOCK = re.compile(r"утвержд|принят|рассмотрен|согласован|приказ|именуем", re.IGNORECASE)
_NO_ISSUER = re.compile(
    r"\d{1,2}[.\s]|№|^[\"«]?об?\s|^(?:в|на|во|с|за|по|для)\s|приказыва|постановля|решил|утверд|^(?:г|с|п|пос|пгт|ст|рп|р\.п)\.?\s|[.:;]$",
    re.IGNORECASE,
)
"""What a line has that names no issuer: figures, a title, a place, a sentence."""


def _of_no_school(body: str, title: str) -> tuple[str, Level, float]:
    """A постановление is an authority's whatever schools it names; the municipality's where nothing higher signs it."""
    level = level_of_title(title)
    signed = authority(mask(body[-600:]))
    if signed:
        return signed[0], signed[1], 0.7
    return "", level if level in (Level.REGION, Level.FEDERATION) else Level.MUNICIPALITY, 0.6


_MINUTES_HEAD = re.compile(r"^\W*(?:(?:выписка\s+)?из\s+)?протокола?\s*(?:№\s*[\w/-]+)?\s*", re.IGNORECASE)


def _named_below(body: str, kind: ActKind) -> tuple[str, Level] | None:
    """«РЕШЕНИЕ / муниципального методического совета / … района / от …»: the issuer's lines between the heading and what follows."""
    heading, *below = body[:1500].split("\n")[:7]
    of_minutes = [_MINUTES_HEAD.sub("", heading)] if kind is ActKind.MINUTES else []
    lines = [line for line in (*of_minutes, *below) if line]
    named = " ".join(takewhile(lambda line: _NO_ISSUER.search(line) is None, lines[:4]))
    if not named or len(named) > 250:
        return None
    schools = organisations(named)
    if schools:
        return schools[0].text, level_of_organisation(schools[0].text)
    found = authority(mask(named, cited=False))
    if found is not None:
        return found
    level = level_of_title(named)
    return ("", level) if level is not Level.UNKNOWN else None


def _of_municipality(zone: str, title: str) -> bool:
    """A district association's plan: nobody approved it, and the only school that is named is its head's."""
    return (
        _APPROVED_BLOCK.search(zone) is None and not organisations(plain(title)) and level_of_title(title) is Level.MUNICIPALITY
    )


def issuer_of(zone: str, above: str, title: str, body: str, kind: ActKind) -> tuple[str, Level, float]:
    """Issuer, level and confidence: the school where one is named as the issuer, else the authority, else the signature."""
    zone, above, title = zone[: header.MOST_ZONE], above[-header.MOST_ZONE :], title[: header.MOST_ZONE]
    above = "\n".join(line for line in above.split("\n") if kind_of(line) is None)  # a card's title is no issuer
    above, zone = _WRAPPED_NAME.sub(" ", above), _WRAPPED_NAME.sub(" ", zone)
    above_schools, zone_schools = organisations(above), organisations(zone)
    asked = kind in ORDERS or kind is ActKind.LETTER or not zone_schools
    above_authority = authority(mask(above)) if asked else None
    if kind is ActKind.LETTER and above_schools and authority(mask(above[: above_schools[0].start])) is None:
        return (
            above_schools[0].text,
            level_of_organisation(above_schools[0].text),
            0.85,
        )  # the letterhead; an authority is written to
    if kind is ActKind.LETTER and above_authority:
        return above_authority[0], above_authority[1], 0.9
    if kind in ORDERS:
        if above_schools:
            return above_schools[-1].text, level_of_organisation(above_schools[-1].text), 0.95
        if above_authority:
            return above_authority[0], above_authority[1], 0.95
        if (serving := centre(above)) is not None:
            return *serving, 0.9
        heading = authority(mask(body.split("\n", 1)[0], cited=False))
        if in_heading := organisations(body.split("\n", 1)[0]):
            return in_heading[0].text, level_of_organisation(in_heading[0].text), 0.9
        if heading:
            return heading[0], heading[1], 0.9
        if (below := _named_below(body, kind)) is not None:
            return *below, 0.85
        minister = _MINISTER.search(body[-1500:])
        if minister:
            federal = re.search(r"российской\s+федерации|россии", minister.group(), re.IGNORECASE)
            return "", Level.FEDERATION if federal else Level.REGION, 0.8
        resolving = (
            authority(mask(_SUBJECT.split(body[: command.start()][-200:])[-1])) if (command := _RESOLVES.search(body)) else None
        )
        if resolving:
            return resolving[0], resolving[1], 0.85
        if kind is ActKind.RESOLUTION:
            return _of_no_school(body, title)
        tasks = body[:_TASKS]
        if _TO_MUNICIPALITIES.search(tasks):
            return "", Level.REGION, 0.7
        if _TO_SCHOOLS.search(tasks):
            return "", Level.MUNICIPALITY, 0.7
        head = body[:1500]
        if _DIRECTOR.search(body[-1500:]) or _DIRECTOR.search(head):
            return (zone_schools[0].text if zone_schools else ""), Level.SCHOOL, 0.7
        if _CHIEF.search(body[-1500:]):
            named = authority(mask(head))
            return (*(named or ("", Level.MUNICIPALITY)), 0.7)
    elif kind is ActKind.MINUTES and (held := _named_below(body, kind)) is not None:
        return *held, 0.85  # whose meeting it was, wherever it was held
    elif (headed := _CENTRE_DIRECTOR.search(zone)) is not None:
        return headed["centre"].strip(), Level.MUNICIPALITY, 0.85
    elif zone_schools and not organisations(above) and _of_municipality(zone, title):
        return "", Level.MUNICIPALITY, 0.6
    elif zone_schools and kind in (ActKind.CONTRACT, ActKind.AGREEMENT):
        named_school = next((each for each in zone_schools if level_of_organisation(each.text) is Level.SCHOOL), zone_schools[0])
        return named_school.text, level_of_organisation(named_school.text), 0.9  # whoever the other party is
    elif zone_schools:
        return zone_schools[0].text, level_of_organisation(zone_schools[0].text), 0.9
    elif (serving := centre(above)) is not None:
        return *serving, 0.8
    elif _APPROVED_BY_SCHOOL.search(zone) or _DIRECTOR.search(zone):
        return "", Level.SCHOOL, 0.7
    else:
        named = above_authority or authority(mask(zone))
        if named:
            return named[0], named[1], 0.85
    by_title = level_of_title(title)
    named_in_title = organisations(plain(title))
    if by_title is not Level.UNKNOWN:
        return (named_in_title[0].text if named_in_title else ""), by_title, 0.6
    in_body = organisations(body[:3000])
    if in_body:
        return in_body[0].text, Level.SCHOOL, 0.5
    if _OF_A_SCHOOL.search(zone) or _OF_A_SCHOOL.search(body[:6000]):
        return "", Level.SCHOOL, 0.4
    return "", Level.UNKNOWN, 0.0
