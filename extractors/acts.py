"""Acts in a document, and what a link alone says of one: the document's header zone first, link text and file name as fallback."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from extractors import header
from extractors.agreement import less_sure
from extractors.issuer import level_of_title, organisations
from extractors.issuing import issuer_of
from extractors.lemmas import is_finite_verb, words
from extractors.lines import Line, lines_of
from extractors.link_titles import LinkTitle, act_of_title, read_link, title_requisites
from extractors.model import ORDERS, QUOTE_SIZE, Act, ActKind, Document, Hints, Level, ReadStatus, TextSource
from extractors.page_titles import without_page_titles
from extractors.requisites import MEETING_WORDS, Zone, requisites_of
from extractors.segments import BODY, COMMAND, Segment, segments
from extractors.text import Normalised, normalise, plain, squeeze
from extractors.titles import bare_title, is_draft_title, is_order_title, kind_of
from extractors.validity import is_repealed, may_end, school_years, valid_until

_PAGES = frozenset({"html"})
EXCERPT = "excerpt"
"""The format of a text of which only a part may be known: an act's heading is enough, its body need not follow."""
_LIMIT = 400_000
_TITLE_LINES = 9
_VALIDITY_TEXT = 30_000
_APPROVAL_LINE = re.compile(r"^(?:приложени|утвержд|к\s+приказу|приказ|от\s|№|введен)", re.IGNORECASE)
_GREETING = re.compile(r"^уважаем(?:ые|ый|ая)\b", re.IGNORECASE | re.MULTILINE)
_ADDRESSED = re.compile(
    r"(?:руководител|директор|начальник|заведующ|председател|глав)(?:ям|ам|ю|у|им|ему|ей)\s+(?:[а-я-]+(?:ых|ого|ой)\s+){0,3}(?:орган|организаци|учреждени|школ|управлени|отдел|департамент|комитет|администраци|район|округ|ОО|ОУ|ДОУ|М[БКА]?[Д]?ОУ)"
    r"|(?<![а-я])на\s+№\s*[_\d]|(?<![а-я])исх\.?\s*№",
    re.IGNORECASE,
)
"""To whom a letter goes, or the register's marks of one."""
_WHO = re.compile(r"(?:руководител|составител|автор|разработчик|ответственн|исполнител)[а-я-]*[^:\n]{0,40}:", re.IGNORECASE)
"""«Руководитель РМО: …»: below a title, and no part of it."""
_REPORT = re.compile(r"^\W*(?:[а-я]+(?:ый|ий)\s+)?(?:доклад|отчет|презентаци)", re.IGNORECASE | re.MULTILINE)
"""What greets its readers too, but is no letter."""
_GENERAL = re.compile(r"общие\s*положения", re.IGNORECASE)
_STATED = re.compile(
    r"(?:настоящ|данн)(?:ее|ое|ий|ый|ая|ие)\s+(?P<kind>положение|порядок|программа|правила|регламент)\s+об?\s[^.;:(\n]{6,140}?"
    r"(?=\s*(?:\(|[.;:]|\n|\s(?:регламентир|определя|разработан|устанавлива|регулир)))",
    re.IGNORECASE,
)
"""«Настоящее положение о … (далее — Положение) регламентирует»: a text without a heading names itself."""
_STATED_KIND = re.compile(
    r"(?:настоящ|данн)(?:ее|ое|ий|ый|ая|ие|ые)\s+(?P<kind>положение|порядок|программа|правила|регламент)\s+(?:\([^)]*\)\s*)?(?:составлен|разработан|регламентир|определя|устанавлива|регулир)"
    r"|1\.\s?1\.?\s+(?P<point>положение|порядок|правила|программа|регламент)\s+об?\s"
    r"|(?P<contract>коллективный\s+договор)\s+(?:является|заключ[её]н)|заключили\s+настоящ(?:ий|ее)\s+(?P<concluded>(?:дополнительное\s+)?(?:соглашение|договор))",
    re.IGNORECASE,
)
_STATED_ZONE = 1500
_LETTER_HEAD = 1000
_COMMAND_ZONE = 2500
_KIND_OF_COMMAND = {"постан": ActKind.RESOLUTION, "распор": ActKind.DIRECTIVE, "решил": ActKind.DECISION}
_POINT = re.compile(r"^\s*\d{1,2}[.)]\s*[А-Я]", re.MULTILINE)
_SUBPOINT = re.compile(r"^\s*1\.1\.?\s", re.MULTILINE)
_APPROVED = re.compile(
    r"утвержд(?:аю|ен)|введен[аоы]?\s+в\s+действие|принят[аоы]?\s+(?:на|решением|педагог|обще)|^\W*приложени[ея]\s*(?:№|\d|к\s)",
    re.IGNORECASE | re.MULTILINE,
)
_APPROVAL_BLOCK = re.compile(
    r"^\W*(?:утверждаю|утвержден[аоы]?)(?=\s*(?:$|:|приказ|директор|заведующ|распоряжен|постановлен))|^\W*приложени[ея]\s*(?:№?\s*\d+\s*)?к\s+(?:приказу|распоряжению|постановлению)",
    re.IGNORECASE | re.MULTILINE,
)
_ACTING = re.compile(r"приказываю|постановля(?:ет|ю)|утвержд(?:аю|ен[аоы]?\s+приказом)", re.IGNORECASE)
"""Words of an act's own text: however short it is, it is more than a title."""
_ORDERING = re.compile(r"(?:приказываю|постановля(?:ет|ю)|распоряжаюсь|обязываю)\s*:?\s*\n?\s*1[.)]", re.IGNORECASE)
"""The command and its first point: an order whose heading is not in the text."""
_PLACE_OR_DATE = re.compile(
    r"^(?:[№_]|г\.\s?[А-Я]|(?:с|п|д|пос|пгт)\.\s?[А-Я][а-я]+\s*(?:$|[«\"\d_])|[«\"][\s_\d]|\d{1,2}[.\s]\d\d?[.\s]\d{2})"
)
_DRAFT_LINE = re.compile(r"^\W*(?:проект|образец|шаблон|форма|бланк)\W*$", re.IGNORECASE)
_BODY_MARK = re.compile(r"общие\s*положения|приказыва|предмет\s+(?:договора|соглашения)|постановля|обязыва", re.IGNORECASE)


def find_acts(document: Document, hints: Hints, today: date | None = None) -> tuple[Act, ...]:
    """Acts in a document's text (link text and file name as fallback). A page without an act gives an empty tuple.

    ``today`` bounds dates: what lies after it is no date of an act.
    """
    link = read_link(hints, today)
    if document.status is not ReadStatus.OK or not document.text.strip():
        alone = act_from_link(hints, today)
        return (alone,) if alone else ()
    whole = normalise(document.text[:_LIMIT])
    lines = lines_of(whole.text)
    few = len(whole.text) < 600 and sum(1 for line in lines if line.text) <= 3
    if few and (document.format == "title" or (document.format in ("html", "txt") and not _ACTING.search(whole.text))):
        return _title_only(document.text, link, document.format == "title")
    found = segments(lines, whole)
    if document.format == EXCERPT:
        found = [segment for segment in found if not _is_listed(lines, segment)]
    if document.format == EXCERPT and not found and not _page_is_act(whole, lines, link, excerpt=True):
        return ()
    if document.format in _PAGES:
        found = [segment for segment in found if _has_body(lines, segment)]
    acts = [_act(whole, lines, segment, link if number == 0 else None, today) for number, segment in enumerate(found)]
    if acts:
        acts = _inherit(*without_page_titles(acts, found, lines))
    elif document.format not in _PAGES or _page_is_act(whole, lines, link):
        acts = [_headless(whole, lines, link, document, today)]
    if document.text_source in (TextSource.OCR, TextSource.MIXED):
        acts = [less_sure(act, document, today) for act in acts]
    return tuple(acts)


def _is_listed(lines: list[Line], segment: Segment) -> bool:
    """Whether a heading is but an entry in a list of titles: the next one follows at once and nothing stands above or below."""
    after = [line.text for line in lines[segment.heading + 1 : segment.last] if line.text]
    above = "\n".join(line.text for line in lines[segment.first : segment.heading])
    return bool(after) and all(len(text) < 150 and kind_of(text) is not None for text in after) and not _APPROVED.search(above)


def _page_is_act(whole: Normalised, lines: list[Line], link: LinkTitle, *, excerpt: bool = False) -> bool:
    """Whether a page without an act's heading is an act all the same: its link or its first words say so, and a body follows."""
    stated = _STATED.search(whole.text[:_STATED_ZONE]) or _STATED_KIND.search(whole.text[:_STATED_ZONE])
    kind = link.kind or (kind_of(stated[stated.lastgroup or 0]) if stated else None)
    if excerpt and kind is None:
        return any(mark.search(whole.text[:_STATED_ZONE]) for mark in (_APPROVAL_BLOCK, _ORDERING))
    return kind is not None and (excerpt or _has_body(lines, Segment(kind, 0, 0, len(lines))))


def act_from_link(hints: Hints, today: date | None = None) -> Act | None:
    """The act a link promises, when its file is not read; ``None`` when it promises none."""
    link = read_link(hints, today)
    if link.kind is None or not link.title:
        return None
    return act_of_title(link)


def _title_only(text: str, link: LinkTitle, forced: bool) -> tuple[Act, ...]:
    """A bare title: what an analyst types in, or a page with nothing but a heading."""
    title = squeeze(text)
    kind = kind_of(title)
    named = LinkTitle(bare_title(title), kind, title_requisites(title, None), is_draft_title(title), False)
    if kind is None and is_order_title(title):
        spoken = link.kind or (ActKind.ORDER if organisations(plain(title)) or len(title.split()) >= 5 else None)
        named = replace(named, kind=spoken)
    if named.kind is None:
        if link.kind is None or not forced or not _same_subject(title, link.title):
            return ()
        named = replace(named, kind=link.kind)
    act = act_of_title(named)
    merged = _merge_link(replace(act, from_text=True), link)
    return (merged,) if forced else ()


def _same_subject(title: str, link_title: str) -> bool:
    own = {word[:6].lower() for word in re.findall(r"[А-Яа-я]{5,}", plain(title))}
    other = {word[:6].lower() for word in re.findall(r"[А-Яа-я]{5,}", plain(link_title))}
    return bool(own & other)


def _has_body(lines: list[Line], segment: Segment) -> bool:
    """Whether more than a heading stands there: a page that only names an act is not that act."""
    body = "\n".join(line.text for line in lines[segment.heading : segment.last])
    marked = _BODY_MARK.search(body) is not None
    if segment.kind in ORDERS:
        return (marked and len(body) > 150) or len(_POINT.findall(body)) >= 2
    if segment.kind is ActKind.MINUTES:
        return MEETING_WORDS.search(body) is not None
    above = "\n".join(line.text for line in lines[segment.first : segment.heading])
    points = len(_POINT.findall(body))
    title_size = len(lines[segment.heading].text)
    if _APPROVED.search(above) and (points >= 1 or len(body) - title_size > 80):
        return True
    return (marked or _SUBPOINT.search(body) is not None) and len(body) > 400


def _title_zone(whole: Normalised, lines: list[Line], segment: Segment) -> tuple[int, int]:
    """Line indexes (first, last exclusive) of the title."""
    last = min(segment.last, segment.heading + 40)
    if segment.kind is ActKind.APPENDIX:
        first = next(
            (i for i in range(segment.heading + 1, last) if lines[i].text and not _APPROVAL_LINE.match(lines[i].text)),
            segment.heading,
        )
        return first, first + 1
    if segment.kind in ORDERS or segment.kind in (ActKind.MINUTES, ActKind.LETTER):
        titles = (i for i in range(segment.heading + 1, last) if is_order_title(lines[i].text) and not BODY.match(lines[i].text))
        first = next(titles, segment.heading)
        if first == segment.heading:
            return first, first + 1
    else:
        first = segment.heading
    end = first + 1
    while end < last and end - first < _TITLE_LINES:
        text = lines[end].text
        if not text:
            bare = squeeze(" ".join(line.text for line in lines[first:end]))
            if len(bare.split()) > 2 or end + 1 >= last or BODY.match(lines[end + 1].text):
                break
            end += 1
            continue
        if BODY.match(text) or re.match(r"^(?:утвержда|(?:принят|рассмотрен|согласован)(?!и))", text, re.IGNORECASE):
            break
        if (
            _is_sentence(text)
            or _WHO.match(text)
            or _is_next_title(text, lines[first].text)
            or _PLACE_OR_DATE.match(text)
            or "\t" in whole.source(lines[end].start, lines[end].end)
        ):
            break
        end += 1
    return first, end


def _is_sentence(text: str) -> bool:
    """A line with a verb and a full stop is the body's, not a title's."""
    return text.endswith((".", ";", ":")) and text[0].isupper() and any(is_finite_verb(word.text) for word in words(text)[:12])


def _is_next_title(text: str, title: str) -> bool:
    """A whole title in the line below a whole title: a list, not a title of two lines."""
    return (
        len(title.split()) > 2
        and len(text.split()) > 2
        and text[0].isupper()
        and not title.isupper()
        and kind_of(text) is not None
    )


def _act(whole: Normalised, lines: list[Line], segment: Segment, link: LinkTitle | None, today: date | None) -> Act:
    first, end = _title_zone(whole, lines, segment)
    title = squeeze(whole.source(lines[first].start, lines[end - 1].end)).strip(' _"')
    heading_zone_end = max(first, segment.heading + 1)
    if first == segment.heading:  # no title was found: the requisites stand somewhere above the body
        heading_zone_end = next(
            (i for i in range(first + 1, min(segment.last, first + 9)) if BODY.match(lines[i].text)), min(segment.last, first + 9)
        )
    body_start = next(
        (i for i in range(end, min(segment.last, end + 25)) if BODY.match(lines[i].text)), min(end + 12, segment.last)
    )
    zone = "\n".join(line.text for line in lines[segment.first : body_start])
    requisites = requisites_of(whole, lines, segment, Zone(zone, heading_zone_end, body_start), today)
    text_end = lines[segment.last - 1].end
    body = "\n".join(line.text for line in lines[segment.heading : segment.last])
    issuer, level, sure = issuer_of(
        zone, "\n".join(line.text for line in lines[segment.first : segment.heading]), title, body, segment.kind
    )
    if len(title.split()) < 2 and link is not None and link.title and not link.generic:
        title = link.title
    draft = any(_DRAFT_LINE.match(line.text) for line in lines[segment.first : segment.heading]) or requisites.unfilled
    act = Act(
        kind=segment.kind,
        title=title,
        number=requisites.number,
        date=requisites.date,
        issuer=issuer,
        level=level,
        school_years=school_years(plain(title)),
        valid_until=valid_until(plain(title), f"{zone}\n{body[:_VALIDITY_TEXT]}" if may_end(whole.lower) else ""),
        repealed=is_repealed(plain(title), zone),
        draft=draft,
        start=whole.positions[lines[segment.first].start],
        end=whole.positions[text_end],
        quote=squeeze(whole.source(lines[segment.first].start, lines[min(body_start, segment.last) - 1].end))[:QUOTE_SIZE],
        confidence={"kind": 0.95, "number": requisites.number_confidence, "date": requisites.date_confidence, "issuer": sure},
    )
    return _merge_link(act, link) if link is not None else act


def _headless(whole: Normalised, lines: list[Line], link: LinkTitle, document: Document, today: date | None) -> Act:
    """A document without a heading of its own («1. Общие положения …»): the link names it, the text may still give requisites."""
    body_start = next((i for i, line in enumerate(lines) if BODY.match(line.text)), min(len(lines), 25))
    zone = "\n".join(line.text for line in lines[: min(body_start, 45)])
    first = next((line for line in lines if line.text), None)
    own_title = document.title if kind_of(document.title) else ""
    title = link.title if link.title and not link.generic else own_title or (squeeze(first.text)[:200] if first else link.title)
    kind = link.kind or kind_of(own_title) or (kind_of(first.text) if first else None)
    unnamed = next((line for line in lines[:body_start] if is_order_title(line.text.lstrip('«"')) and len(line.text) > 12), None)
    if unnamed is not None and _GENERAL.search(whole.text[unnamed.end : unnamed.end + 1500]):
        kind = kind if kind not in (None, ActKind.ORDER) else ActKind.REGULATION  # a regulation without the word
        title = squeeze(whole.source(unnamed.start, unnamed.end))
    elif (stated := _STATED.search(whole.text[:_STATED_ZONE])) is not None and (kind is None or len(title.split()) < 3):
        kind = kind or kind_of(stated["kind"])
        title = squeeze(whole.source(stated.start("kind"), stated.end())).strip(" -–—")
    elif (
        kind is None
        and (command := COMMAND.search(whole.text[:_COMMAND_ZONE])) is not None
        and _GENERAL.search(whole.text[: command.start()]) is None
    ):
        kind = _KIND_OF_COMMAND.get(command.group()[:6].lower(), ActKind.ORDER)
        own = next((line for line in lines if is_order_title(line.text) and line.start < command.start()), None)
        title = squeeze(whole.source(own.start, own.end)) if own is not None else title
    elif kind is None and (bare := _STATED_KIND.search(whole.text[:_STATED_ZONE])) is not None:
        kind = kind_of(bare[bare.lastgroup or 0])
    elif (
        kind in (None, ActKind.ORDER)
        and not _REPORT.search(whole.text[:300])
        and (_GREETING.search(whole.text[:1500]) or _ADDRESSED.search(whole.text[:_LETTER_HEAD]))
    ):
        kind = ActKind.LETTER
    if kind is ActKind.ORDER and is_order_title(title) and (command := COMMAND.search(whole.text[:_COMMAND_ZONE])) is not None:
        kind = _KIND_OF_COMMAND.get(command.group()[:6].lower(), kind)  # a title «О …» says no more than that somebody orders
    letter = kind is ActKind.LETTER
    requisites = header.of_order(zone, today, own=True) if letter else header.of_local_act(zone, today)
    issuer, level, sure = issuer_of(zone, zone, title, whole.text[:4000], kind or ActKind.OTHER)
    appendix = next((i for i, line in enumerate(lines[:12]) if line.text.lower().startswith("приложени")), None)
    if kind is None and appendix is not None:
        kind = ActKind.APPENDIX
    act = Act(
        kind=kind or ActKind.OTHER,
        title=title,
        number=requisites.number,
        date=requisites.date,
        issuer=issuer,
        level=level,
        school_years=school_years(plain(title)),
        valid_until=valid_until(plain(title), whole.text[:_VALIDITY_TEXT]),
        repealed=is_repealed(plain(title), zone),
        draft=requisites.unfilled,
        start=0,
        end=len(document.text),
        quote=squeeze(whole.source(0, lines[max(body_start - 1, 0)].end))[:QUOTE_SIZE] or squeeze(whole.original[:QUOTE_SIZE]),
        confidence={"kind": 0.6, "number": requisites.number_confidence, "date": requisites.date_confidence, "issuer": sure},
    )
    return _merge_link(act, link)


def _merge_link(act: Act, link: LinkTitle) -> Act:
    """Gaps filled from the link text or file name; disagreements reported, the text winning."""
    conflicts: list[str] = []
    own, other = act, link.requisites
    confidence = dict(act.confidence)
    number, day = own.number, own.date
    if other.number:
        if number is None:
            number, confidence["number"] = other.number, 0.8
        elif other.number.lower() != number.lower() and not number.lower().startswith(other.number.lower()):
            conflicts.append(f"номер в тексте — {number}, в названии ссылки — {other.number}")
    if other.date:
        if day is None:
            day, confidence["date"] = other.date, 0.8
        elif other.date != day:
            conflicts.append(f"дата в тексте — {day:%d.%m.%Y}, в названии ссылки — {other.date:%d.%m.%Y}")
    if (
        link.kind is not None
        and not link.generic
        and link.kind is not act.kind
        and link.kind is not ActKind.APPENDIX
        and act.kind is not ActKind.OTHER
    ):
        conflicts.append(f"по тексту это {act.kind}, по названию ссылки — {link.kind}")
    kind = link.kind if act.kind is ActKind.OTHER and link.kind is not None else act.kind
    title = act.title
    if not title or (len(title.split()) < 2 and not link.generic and link.title):
        title = link.title
    level = act.level if act.level is not Level.UNKNOWN else level_of_title(link.title)
    draft = act.draft or link.draft
    if act.draft and not (own.number or own.date) and (number or day) and not link.draft:
        draft = False
    years = act.school_years or school_years(plain(link.title))
    until = act.valid_until or (valid_until(plain(link.title), "") if not link.generic else None)
    repealed = act.repealed or is_repealed(plain(link.title))
    return replace(
        act, kind=kind, title=title, number=number, date=day, level=level, draft=draft, school_years=years, valid_until=until, repealed=repealed,
        conflicts=tuple(conflicts), confidence=confidence,
    )  # fmt: skip


def _inherit(acts: list[Act], found: list[Segment]) -> list[Act]:
    """An appendix in the same file takes the requisites and issuer of the order it belongs to where its own block has none."""
    result: list[Act] = []
    parent: Act | None = None
    for act, segment in zip(acts, found, strict=True):
        if segment.kind in ORDERS:
            parent = act
        elif segment.appendix_of_order and parent is not None:
            if act.number is None and act.date is None:
                confidence = {**act.confidence, "number": 0.85 if parent.number else 0.0, "date": 0.85 if parent.date else 0.0}
                act = replace(act, number=parent.number, date=parent.date, draft=parent.draft, confidence=confidence)
            if act.level is Level.UNKNOWN or not act.issuer:
                level = act.level if act.level is not Level.UNKNOWN else parent.level
                act = replace(act, level=level, issuer=act.issuer or (parent.issuer if level is parent.level else ""))
        result.append(act)
    return result
