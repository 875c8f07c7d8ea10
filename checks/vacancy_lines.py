"""Vacancies in one line: a sentence or an item of a list. Posts and ставки are told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractors.lemmas import lemmas
from extractors.phrases import Text
from extractors.text import plain, squeeze

_NOT_TEACHING = re.compile(
    r"помощник|младш|секретар|заместител|(?<![а-я])зам\.|лаборант|ассистент|нян[яией]|замест|инструкци|директор(?!а\s+по\s+восп)|обязанност",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"обраща|контакт|(?<![а-я])тел\.|телефон|резюме|требовани[ея]|опыт|(?<!дополнительного\s)(?<!доп\.\s)(?<!доп\s)образовани[ея]\s*[:–—-]|собеседован|отдел\s+кадров|обязанност[а-я]+\s*:|услови[яе]\s*:|предлагаем|@|рассказал|встрет", re.IGNORECASE
)
"""Words of what stands around a list of vacancies: whom to call, what is asked of applicants, news."""
_PERSON = re.compile(r"[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вна|ична)|[А-ЯЁ][а-яё]+\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.")
_RATE = re.compile(r"(?:по\s+|на\s+)?(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:-?[а-я]{1,2}\s+)?(?:ставк|ставок|ст\b|шт\.?\s*ед)|(\d[.,]\d{1,2})\s*(?:единиц|ед\b)", re.IGNORECASE)
_HALF = re.compile(r"полставк|половин[а-я]+\s+ставк", re.IGNORECASE)
_WHOLE = re.compile(r"(?:полн[а-я]+|одн[а-я]+)\s+ставк", re.IGNORECASE)
HOURS = re.compile(r"\d{1,2}(?:[.,]\d)?\s*(?:-\s*\d{1,2}\s*)?(?:час|ч\.|ч\b|уч\.\s*час)", re.IGNORECASE)
_COUNT = re.compile(
    r"(?:[-–—:(]\s*|\s)(\d{1,2})\s*(?:ваканс|чел|единиц|ед(?![а-я])|мест|штук|шт\b|педагог|учител)|\(\s*(\d{1,2})\s*\)|[-–—:]\s*(\d{1,2})\s*[.;]?\s*$",
    re.IGNORECASE,
)
_NONE = re.compile(r"(?:[-–—:]\s*|\s)(?:нет|отсутству[а-я]+|0)\s*[.;]?\s*$|закрыт[аыо]?(?![а-я])|(?<!не )занят[аыо]?(?![а-я])|не\s+требу", re.IGNORECASE)
_NOT_CLOSED = re.compile(r"не\s+закрыт", re.IGNORECASE)
_NUMERALS = {
    "один": 1, "одна": 1, "одного": 1, "одну": 1, "два": 2, "две": 2, "двух": 2, "двое": 2, "три": 3, "трех": 3, "трое": 3, "четыре": 4,
    "четырех": 4, "пять": 5, "пяти": 5, "шесть": 6, "семь": 7, "восемь": 8, "девять": 9, "десять": 10,
}  # fmt: skip
_LEADING = re.compile(rf"^(\d{{1,2}}|{'|'.join(_NUMERALS)})\s+(?=[а-я])", re.IGNORECASE)
_POSITION = re.compile(r"^\s*\d{1,2}\s*[.)]\s*(?=\D)")
_MANY = re.compile(r"(?<![а-я])(?:учителя|преподаватели|педагоги|воспитатели|учителей|преподавателей)(?![а-я])", re.IGNORECASE)
_PLURAL = re.compile(r"требуются|нужны|приглашаются|необходимы|ищем|не\s+хватает|(?:учителя|преподаватели)\s*:", re.IGNORECASE)
_VACANCIES_OF = re.compile(r"(?<![а-я])(?:учителей|преподавателей)(?![а-я-])", re.IGNORECASE)
SUBJECT = re.compile(
    r"^(?:и\s+)?(?:математик|физик|хими|биолог|географ|истори|обществозн|русск|литератур|английск|немецк|французск|китайск|иностранн|"
    r"информатик|технолог|труд|музык|изобразит|изо(?![а-я])|физкультур|физическ|обж|обзр|основ\s+безопасн|астроном|начальн|родн|мхк|черчен|"
    r"алгебр|геометр|эконом|прав[аоу]?(?![а-я])|естествозн|окружающ|робототехн|хореограф)",
    re.IGNORECASE,
)
_SHORT = 80
_SCHOOL_NEEDS = re.compile(r"(?:требу[а-я]+|нуж[а-я]+|ищ[а-я]+|приглаша[а-я]+|ваканси[а-я]*|должност[а-я]*|ставк[а-я]*|работ[а-я]+|специалист[а-я]*|сотрудничеств[а-я]*)\s", re.IGNORECASE)
_FOR_POST = re.compile(r"(?<![а-я])на\s+(?:вакантн[а-я]+\s+)?(?:должност[ьи]|ваканси[юи])\s+", re.IGNORECASE)
_OF_TEACHERS = re.compile(r"^(?!.*ваканс).*?(?<![а-я])(?:для|от|об?|у|со?)\s+(?:учител|педагог|воспитател|преподавател)", re.IGNORECASE)
"""What is done for teachers or told of them, not the teachers who are wanted."""
_BARE_RATE = re.compile(r"[-–—:(]\s*(\d{1,2}[.,]\d{1,2})\W*$")
"""Nobody counts posts in fractions: «инструктор – 0,5»."""
_EACH = re.compile(r"по\s+(\d{1,2}(?:[.,]\d{1,2})?)\s*став[а-я]+\W*$", re.IGNORECASE)
"""Ставки of every post of a list: «логопед, дефектолог – по 0,5 ставки»."""
_LISTED_RATE = re.compile(r"(?:[-–—:]\s*\d{1,2}(?:[.,]\d{1,2})?(?=\s*(?:[;,.]\s|[;.]?\s*$))|(?<=\()\d{1,2}(?:[.,]\d{1,2})?(?=\)))")
_IN_BRACKETS = re.compile(r"\(([^()\d]+)\)")
_SPLIT = re.compile(r"[;•]|,(?![^()]*\))(?!\d)|(?<=[а-я)])\.\s+(?=[А-ЯЁ])|\s+(?:и|а\s+также)\s+(?=[а-яё\d]+)")
_REQUIRED = re.compile(
    r"(?:требу[а-я]+|приглаша[а-я]+(?:\s+на\s+работу)?|ище[мт]|нужн[а-я]{1,2}|необходим[а-я]*|вакансии|вакантн[а-я]+\s+(?:педагогическ[а-я]+\s+)?(?:должност[а-я]+|ставк[а-я]+)|"
    r"(?:открыт[а-я]*|имеется|есть|свободна)\s+ваканси[а-я]*)[^:\n]{0,60}?(?::|\s[-–—]\s)?\s*",
    re.IGNORECASE,
)
_PAIRS = re.compile(r"языка\s+и\s+литературы|истории\s+и\s+обществозн|физической\s+культуры\s+и|музыки\s+и\s+изо|химии\s+и\s+биологии", re.IGNORECASE)
"""Subjects that one teacher usually has together."""
_ANYBODY = re.compile(
    r"^(?:учител(?:ей|я)(?:-предметник[а-я]*)?|педагог(?:ов|и)|воспитател(?:ей|и)|преподавател(?:ей|и)|педагогическ[а-я]+\s+(?:работник|кадр)[а-я]*)(?:\s+(?:школы|учреждения|организации|на\s(?!должност).*|по\s+состоянию.*))?\s*$",
    re.IGNORECASE,
)
"""Teachers in general: a heading («Вакансии учителей»), no post."""
_BEFORE_COLON = re.compile(r"[^:]{5,90}:\s*")


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A vacant teaching post: ``posts`` vacancies, ``rate`` ставки where the page names them."""

    post: str
    posts: int
    rate: float | None = None


@lru_cache(maxsize=64)
def _split_posts(posts: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    return frozenset(post for post in posts if " " not in post), tuple(post for post in posts if " " in post)


def teaching(text: str, posts: tuple[str, ...]) -> bool:
    """Whether a text names a teaching post (and no post of another kind)."""
    if _NOT_TEACHING.search(plain(text)):
        return False
    single, several = _split_posts(posts)
    words = Text(text).words
    if any(not single.isdisjoint(lemmas(word.text)) for word in words):
        return True
    forms = [lemmas(word.text) for word in words]
    return any(_follows(post.split(), forms) for post in several)


def _follows(post: Sequence[str], forms: Sequence[frozenset[str]]) -> bool:
    """Whether the words of a post stand one after another, in any form."""
    wanted = [lemmas(word) | {word} for word in post]
    return any(
        all(not want.isdisjoint(form) for want, form in zip(wanted, forms[at:], strict=False))
        for at in range(len(forms) - len(wanted) + 1)
    )


def begins_with_post(line: str, posts: tuple[str, ...], strictly: bool = False) -> bool:
    """A line that begins with a post: below «Вакансии» in a menu stand news, too.

    ``strictly``: with nothing before it but what belongs to it («старший воспитатель»), not with what is done for teachers.
    """
    words = Text(_POSITION.sub("", line)).words
    single, several = _split_posts(posts)
    if len(line) > 100 or _TALK.search(line):
        return False
    if any(_follows(post.split(), [lemmas(word.text) for word in words[: len(post.split())]]) for post in several):
        return True
    first = [word for word in words[:2] if not word.text.isdigit()]
    if strictly and len(first) == 2 and single.isdisjoint(lemmas(first[0].text)) and not first[0].text.endswith(
        ("ый", "ий", "ой", "ая", "его", "ого", "ых", "ую")
    ):
        return False
    return any(not single.isdisjoint(lemmas(word.text)) for word in first)


def is_person(text: str) -> bool:
    """Whether somebody is named: a list of the staff, not of vacancies."""
    return _PERSON.search(text) is not None


def of_sentence(line: str, posts: tuple[str, ...], asked: bool, strictly: bool = False) -> list[Vacancy]:
    """Vacancies of a sentence or an item of a list; ``asked`` tells that the line itself speaks of vacancies.

    ``strictly``: whatever is asked for must be teachers from the first word on, as where a page is not about vacancies.
    """
    line = _POSITION.sub("", line)
    start = (_REQUIRED.search(line) or _BEFORE_COLON.match(line)) if asked else None
    listed = line[start.end() :] if start else line
    if start and start.re is _REQUIRED and not teaching(listed, posts) and teaching(line, posts):
        listed = line[start.start() :] if teaching(line[start.start() :], posts) or not begins_with_post(line, posts) else line
    found: list[Vacancy] = []
    many = False
    listed = _PAIRS.sub(lambda match: match.group().replace(" и ", " + "), listed)
    for_post = _FOR_POST.search(listed)
    if for_post and teaching(listed[for_post.end() :], posts):
        listed = listed[for_post.end() :]
    lead = line[: start.end()] if start else ""
    if re.search(r"став(?:ок|ки)", lead) and _LISTED_RATE.search(listed):
        listed = _LISTED_RATE.sub(r"\g<0> ставки", listed)
    plural = _PLURAL.search(line) is not None or not asked or _VACANCIES_OF.search(line) is not None
    for part in _SPLIT.split(listed):
        part = part.strip(" .-–—,:")
        if not part or len(part) > 160 or is_person(part) or _OF_TEACHERS.search(part):
            continue
        if _TALK.search(part):
            break
        if _ANYBODY.match(part):
            continue
        if not teaching(part, posts):
            if many and SUBJECT.match(part):
                found.append(of_item(part, f"учитель {part}"))
            elif strictly and not found:
                return []
            elif found and (rate := rate_of(part)) is not None and found[-1].rate is None:
                found[-1] = Vacancy(found[-1].post, max(found[-1].posts, whole(rate)), rate)
            continue
        if strictly and not found and asked and not _of_post(part, posts):
            return []
        many = plural and _MANY.search(part) is not None
        inside = _IN_BRACKETS.search(part) if many else None
        subjects = [item.strip() for item in inside[1].split(",")] if inside else []
        if subjects and all(SUBJECT.match(item) for item in subjects):
            found += [of_item(item, f"учитель {item}") for item in subjects]
            continue
        head, colon, rest = part.partition(":")
        if colon and not teaching(head, posts) and teaching(rest, posts):
            part = rest.strip()  # «на 2025-2026 учебный год: учитель химии»
        elif colon and many and SUBJECT.match(rest.strip()):
            found.append(of_item(rest.strip(), f"учитель {rest.strip()}"))
            continue
        before, dash, after = part.partition(" – ") if " – " in part else part.partition(" - ")
        if dash and not teaching(before, posts) and teaching(after, posts):
            part = after  # «школа № 6 – учитель физкультуры»
        found.append(of_item(part, part))
    each = _EACH.search(line)
    if each and len(found) > 1:
        found = [Vacancy(vacancy.post, vacancy.posts, float(each[1].replace(",", "."))) for vacancy in found]
    return [vacancy for vacancy in found if vacancy.posts]


def _of_post(part: str, posts: tuple[str, ...]) -> bool:
    """Whether a part asks for a teacher, not for a teacher's advice."""
    bare = _LEADING.sub("", plain(part).strip())
    return begins_with_post(bare, posts, strictly=True) or _SCHOOL_NEEDS.search(part) is not None


def of_subject(line: str, listed: bool = False) -> list[Vacancy]:
    """The vacancy of a line that names a subject alone with a number, ставки or hours: «математика – 2».

    ``listed``: below a heading that says that teachers are wanted the subject is enough.
    """
    line = _POSITION.sub("", line).strip(" .;–—-")
    if len(line) > _SHORT or not SUBJECT.match(line) or _TALK.search(line):
        return []
    if not listed and not (_COUNT.search(line) or _NONE.search(line) or HOURS.search(line) or rate_of(line) is not None):
        return []
    return [of_item(line, f"учитель: {line}")]


def counted(line: str) -> bool:
    """Whether a line tells how many there are of what it names."""
    return _COUNT.search(line) is not None or rate_of(line) is not None


def of_item(text: str, named: str) -> Vacancy:
    """The vacancy a text names: how many posts, and ставки where it says so."""
    rate = rate_of(text)
    bare = HOURS.sub(" ", _RATE.sub(" ", text))
    leading = _LEADING.match(plain(bare).strip())
    count = _COUNT.search(bare)
    if _NONE.search(text) and not _NOT_CLOSED.search(text):
        number = 0
    elif leading:
        number = _NUMERALS.get(leading[1].lower(), 0) or int(leading[1])
    elif count:
        number = next(int(group) for group in count.groups() if group)
    else:
        number = whole(rate) if rate is not None else 1
    named = named.replace(" + ", " и ")
    name = squeeze(re.sub(r"\s+[-–—].*$|\s*[:(].*$|,.*$", "", named))
    if leading:
        name = name.split(" ", 1)[-1]
    return Vacancy(name or squeeze(named), number, rate if number else None)


def rate_of(text: str) -> float | None:
    """The ставки a text names."""
    match = _RATE.search(text)
    if match:
        return float((match[1] or match[2]).replace(",", "."))
    if bare := _BARE_RATE.search(text):
        return float(bare[1].replace(",", "."))
    if _HALF.search(text):
        return 0.5
    return 1.0 if _WHOLE.search(text) else None


def whole(rate: float) -> int:
    """The posts that so many ставки are at least: 3 ставки are three, 0,5 and 1,5 are one."""
    return max(1, int(rate))
