"""Vacancies in one line: a sentence, an item of a list, a row of a table. Posts and ставки are told apart."""

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
    r"обраща|контакт|(?<![а-я])тел\.|телефон|резюме|требовани[ея]|опыт|(?<!дополнительного\s)образовани[ея]\s*[:–—-]|собеседован|отдел\s+кадров|@|рассказал|встрет", re.IGNORECASE
)
"""Words of what stands around a list of vacancies: whom to call, what is asked of applicants, news."""
_PERSON = re.compile(r"[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вна|ична)|[А-ЯЁ][а-яё]+\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.")
_RATE = re.compile(r"(?:по\s+|на\s+)?(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:-?[а-я]{1,2}\s+)?(?:ставк|ставок|ст\b|шт\.?\s*ед)|(\d[.,]\d{1,2})\s*(?:единиц|ед\b)", re.IGNORECASE)
_HALF = re.compile(r"полставк|половин[а-я]+\s+ставк", re.IGNORECASE)
_WHOLE = re.compile(r"(?:полн[а-я]+|одн[а-я]+)\s+ставк", re.IGNORECASE)
_HOURS = re.compile(r"\d{1,2}(?:[.,]\d)?\s*(?:-\s*\d{1,2}\s*)?(?:час|ч\.|ч\b|уч\.\s*час)", re.IGNORECASE)
_COUNT = re.compile(
    r"(?:[-–—:(]\s*|\s)(\d{1,2})\s*(?:ваканс|чел|единиц|ед\.|мест|штук|шт\b|педагог|учител)|\(\s*(\d{1,2})\s*\)|[-–—:]\s*(\d{1,2})\s*[.;]?\s*$",
    re.IGNORECASE,
)
_NONE = re.compile(r"(?:[-–—:]\s*|\s)(?:нет|отсутству[а-я]+|0)\s*[.;]?\s*$|закрыт[аыо]?(?![а-я])|не\s+требу", re.IGNORECASE)
_NOT_CLOSED = re.compile(r"не\s+закрыт", re.IGNORECASE)
_NUMERALS = {
    "один": 1, "одна": 1, "одного": 1, "одну": 1, "два": 2, "две": 2, "двух": 2, "двое": 2, "три": 3, "трех": 3, "трое": 3, "четыре": 4,
    "четырех": 4, "пять": 5, "пяти": 5, "шесть": 6, "семь": 7, "восемь": 8, "девять": 9, "десять": 10,
}  # fmt: skip
_LEADING = re.compile(rf"^(\d{{1,2}}|{'|'.join(_NUMERALS)})\s+(?=[а-я])", re.IGNORECASE)
_POSITION = re.compile(r"^\s*\d{1,2}\s*[.)]\s*(?=\D)")
_MANY = re.compile(r"(?<![а-я])(?:учителя|преподаватели|педагоги|воспитатели|учителей|преподавателей)(?![а-я])", re.IGNORECASE)
_PLURAL = re.compile(r"требуются|нужны|приглашаются|необходимы|ищем|не\s+хватает|(?:учителя|преподаватели)\s*:", re.IGNORECASE)
_VACANCIES_OF = re.compile(r"вакансии\s+(?:учителей|преподавателей)(?![а-я-])", re.IGNORECASE)
_SUBJECT = re.compile(
    r"^(?:и\s+)?(?:математик|физик|хими|биолог|географ|истори|обществозн|русск|литератур|английск|немецк|французск|китайск|иностранн|"
    r"информатик|технолог|труд|музык|изобразит|изо(?![а-я])|физкультур|физическ|обж|обзр|основ\s+безопасн|астроном|начальн|родн|мхк|черчен|"
    r"алгебр|геометр|эконом|прав[аоу]?(?![а-я])|естествозн|окружающ|робототехн|хореограф)",
    re.IGNORECASE,
)
_SHORT = 80
_LISTED_RATE = re.compile(r"[-–—:]\s*\d{1,2}(?:[.,]\d{1,2})?(?=\s*(?:[;,.]\s|[;.]?\s*$))")
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
    r"^(?:учител(?:ей|я)(?:-предметник[а-я]*)?|педагог(?:ов|и)|воспитател(?:ей|и)|преподавател(?:ей|и)|педагогическ[а-я]+\s+(?:работник|кадр)[а-я]*)(?:\s+(?:школы|учреждения|организации|на\s.*|по\s+состоянию.*))?\s*$",
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
    if strictly and len(first) == 2 and single.isdisjoint(lemmas(first[0].text)) and not first[0].text.endswith(("ый", "ий", "ой", "ая")):
        return False
    return any(not single.isdisjoint(lemmas(word.text)) for word in first)


def is_person(text: str) -> bool:
    """Whether somebody is named: a list of the staff, not of vacancies."""
    return _PERSON.search(text) is not None


def of_sentence(line: str, posts: tuple[str, ...], asked: bool) -> list[Vacancy]:
    """Vacancies of a sentence or an item of a list; ``asked`` tells that the line itself speaks of vacancies."""
    line = _POSITION.sub("", line)
    start = (_REQUIRED.search(line) or _BEFORE_COLON.match(line)) if asked else None
    listed = line[start.end() :] if start else line
    if start and start.re is _REQUIRED and not teaching(listed, posts) and teaching(line, posts):
        listed = line[start.start() :] if teaching(line[start.start() :], posts) or not begins_with_post(line, posts) else line
    found: list[Vacancy] = []
    many = False
    listed = _PAIRS.sub(lambda match: match.group().replace(" и ", " + "), listed)
    lead = line[: start.end()] if start else ""
    if re.search(r"став[ок]{2}", lead) and _LISTED_RATE.search(listed):
        listed = _LISTED_RATE.sub(r"\g<0> ставки", listed)
    plural = _PLURAL.search(line) is not None or not asked or _VACANCIES_OF.search(line) is not None
    for part in _SPLIT.split(listed):
        part = part.strip(" .-–—,")
        if not part or len(part) > 160 or is_person(part):
            continue
        if _TALK.search(part):
            break
        if _ANYBODY.match(part):
            continue
        if not teaching(part, posts):
            if many and _SUBJECT.match(part):
                found.append(_vacancy(part, f"учитель {part}"))
            elif found and (rate := rate_of(part)) is not None and found[-1].rate is None:
                found[-1] = Vacancy(found[-1].post, max(found[-1].posts, whole(rate)), rate)
            continue
        many = plural and _MANY.search(part) is not None
        inside = _IN_BRACKETS.search(part) if many else None
        subjects = [item.strip() for item in inside[1].split(",")] if inside else []
        if subjects and all(_SUBJECT.match(item) for item in subjects):
            found += [_vacancy(item, f"учитель {item}") for item in subjects]
            continue
        head, colon, rest = part.partition(":")
        if colon and not teaching(head, posts) and teaching(rest, posts):
            part = rest.strip()  # «на 2025-2026 учебный год: учитель химии»
        elif colon and many and _SUBJECT.match(rest.strip()):
            found.append(_vacancy(rest.strip(), f"учитель {rest.strip()}"))
            continue
        before, dash, after = part.partition(" – ") if " – " in part else part.partition(" - ")
        if dash and not teaching(before, posts) and teaching(after, posts):
            part = after  # «школа № 6 – учитель физкультуры»
        found.append(_vacancy(part, part))
    return [vacancy for vacancy in found if vacancy.posts]


def of_subject(line: str) -> list[Vacancy]:
    """The vacancy of a line that names a subject alone with a number, ставки or hours: «математика – 2»."""
    line = _POSITION.sub("", line).strip(" .;–—-")
    if len(line) > _SHORT or not _SUBJECT.match(line) or _TALK.search(line):
        return []
    if not (_COUNT.search(line) or _NONE.search(line) or _HOURS.search(line) or rate_of(line) is not None):
        return []
    return [_vacancy(line, f"учитель: {line}")]


def counted(line: str) -> bool:
    """Whether a line tells how many there are of what it names."""
    return _COUNT.search(line) is not None or rate_of(line) is not None


def _vacancy(text: str, named: str) -> Vacancy:
    rate = rate_of(text)
    bare = _HOURS.sub(" ", _RATE.sub(" ", text))
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
    if _HALF.search(text):
        return 0.5
    return 1.0 if _WHOLE.search(text) else None


def whole(rate: float) -> int:
    """The posts that so many ставки are at least: 3 ставки are three, 0,5 and 1,5 are one."""
    return max(1, int(rate))


# --- tables ----------------------------------------------------------------------------------------------------------

_POST_COLUMN = re.compile(r"должност|професси|специальност|ваканси|наименован", re.IGNORECASE)
_SUBJECT_COLUMN = re.compile(r"предмет|дисциплин", re.IGNORECASE)
_COUNT_COLUMN = re.compile(r"кол-?во|количеств|число|единиц|вакансий|вакантно|наличие|штук|потребност|свободн", re.IGNORECASE)
_VACANT_COLUMN = re.compile(
    r"вакантно|(?:кол-?во|количество|число)\s+(?:свободных|вакантных|вакансий)|наличие\s+ваканс|ваканси[яи]\s*\(|свободно", re.IGNORECASE
)
"""Columns that surely count what is vacant: they go before other numbers («Всего единиц по штату»)."""
_STAFF_COLUMN = re.compile(r"всего|по\s+штат|занят|фактич|имеется\s+работник", re.IGNORECASE)
_GROUP = re.compile(r"^\W*педагогическ[а-я]+\s+(?:работник|персонал|кадр|состав|должност)[а-я]*\W*$", re.IGNORECASE)
"""Teachers as a whole, as one row of a table."""

_RATE_COLUMN = re.compile(r"ставк|ставок|штатн[а-я]+\s+един", re.IGNORECASE)
_OTHER_COLUMN = re.compile(
    r"час|дата|срок|нагрузк|зарплат|заработн|оплат|оклад|образован|требован|услови|стаж|телефон|контакт|график|жиль|примечан|фио|ф\.\s?и|школа|учрежден|организац",
    re.IGNORECASE,
)
_ZERO = re.compile(r"^\W*(?:нет|отсутств[а-я]*|0|[-–—])?\W*$", re.IGNORECASE)
_FRACTION = re.compile(r"^\W*\d{1,2}[.,]\d{1,2}\W*$")
_TOTAL_ROW = re.compile(r"^\W*(?:итого|всего)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a table says what; ``None`` where there is none. ``dated`` are columns of numbers as of a date."""

    post: int | None = None
    subject: int | None = None
    count: int | None = None
    rate: int | None = None
    dated: tuple[int, ...] = ()
    width: int = 0
    count_is_rate: bool = False
    """What is vacant is told in ставки, as the rest of the table is."""


def columns_of(cells: Sequence[str], posts: tuple[str, ...], dated: Sequence[int] = ()) -> Columns | None:
    """The columns a heading row names; ``None`` for a row of data."""
    kinds = [_column_kind(cell) for cell in cells]
    if sum(kind != "" for kind in kinds) + len(dated) < 2 or any(is_person(cell) for cell in cells):
        return None
    if any(teaching(cell, posts) and _column_kind(cell) == "" for cell in cells):
        return None

    def first(kind: str) -> int | None:
        return next((number for number, found in enumerate(kinds) if found == kind), None)

    posts_named = [number for number, kind in enumerate(kinds) if kind == "post"]
    count = first("vacant")
    if count is None:
        count = first("count")
    if count is None and len(posts_named) > 1 and first("rate") is None:
        count = posts_named[-1]  # «Должность | Вакансия»: the second says whether there is one
    in_rates = (
        count is not None and kinds[count] == "vacant" and any(_RATE_COLUMN.search(cell) for cell in cells)
        and first("rate") is None and not re.search(r"ед|кол-?во|количеств|число", cells[count], re.IGNORECASE)
    )  # fmt: skip
    return Columns(first("post"), first("subject"), count, first("rate"), tuple(dated), len(cells), in_rates)


def says_none(cells: Sequence[str], columns: Columns | None) -> bool:
    """A row that names no post and says that nothing is vacant: «01.09.2024 | нет»."""
    at = columns.count if columns else None
    return at is not None and at < len(cells) and re.fullmatch(r"\W*(?:нет|отсутств[а-я]*|0)\W*", cells[at], re.IGNORECASE) is not None


def _column_kind(cell: str) -> str:
    if len(cell) > 90:
        return ""
    if _STAFF_COLUMN.search(cell) and not _VACANT_COLUMN.search(cell):
        return "other"
    if _RATE_COLUMN.search(cell):
        return "rate"
    if _OTHER_COLUMN.search(cell):
        return "other"
    if _SUBJECT_COLUMN.search(cell):
        return "subject"
    if _VACANT_COLUMN.search(cell):
        return "vacant"
    if _COUNT_COLUMN.search(cell) and not re.search(r"вакантн[а-я]+\s+должност", cell, re.IGNORECASE):
        return "count"
    if re.fullmatch(r"\W*(?:№|n)\s*(?:п/?п)?\W*", cell, re.IGNORECASE):
        return "other"
    return "post" if _POST_COLUMN.search(cell) else ""


def is_group(cells: Sequence[str]) -> bool:
    """Whether a row speaks of teachers as a whole."""
    return any(_GROUP.match(plain(cell)) for cell in cells)


def of_row(cells: Sequence[str], columns: Columns | None, posts: tuple[str, ...], number_at: int | None = None) -> list[Vacancy]:
    """The vacancy of one row; ``number_at`` names the column of the date that is asked for."""
    if _TOTAL_ROW.search(" ".join(cells)) or any(is_person(cell) for cell in cells):
        return []
    at = next((number for number, cell in enumerate(cells) if teaching(cell, posts) or _GROUP.match(plain(cell))), None)
    subject = columns.subject if columns else None
    if at is None:
        if subject is None or subject >= len(cells) or not _SUBJECT.match(plain(cells[subject]).strip()):
            return []
        at = subject
    named = cells[at]
    if columns is None:
        return _of_loose_row(cells, at)
    if len(cells) < columns.width and columns.post is not None and at < columns.post:
        # The first cell is merged with the row above: the rest has moved to the left.
        cells = [*[""] * (columns.post - at), *cells]
    rate = _number(cells, columns.rate)
    if rate is None:
        rate = next((found for cell in cells if (found := rate_of(cell)) is not None), None)
    counted = number_at if number_at is not None else columns.count
    if counted is not None and counted < len(cells) and (number_at is None and columns.count_is_rate or _FRACTION.search(cells[counted])):
        rate = 0.0 if _ZERO.match(cells[counted]) else _number(cells, counted)
        posts_here = whole(rate) if rate else 0
    elif counted is not None and counted < len(cells):
        digits = re.search(r"\d{1,3}", cells[counted])
        stated = int(not _ZERO.match(cells[counted]))
        posts_here = int(digits.group()) if digits else stated
    elif columns.rate is not None and columns.rate < len(cells) and _ZERO.match(cells[columns.rate]):
        posts_here = 0
    else:
        inside = _vacancy(named, named)
        posts_here = inside.posts if rate is None else max(inside.posts, whole(rate))
    title = squeeze(named) if at != subject else f"учитель: {squeeze(named)}"
    return [Vacancy(title, posts_here, rate if posts_here else None)]


def _of_loose_row(cells: Sequence[str], at: int) -> list[Vacancy]:
    rest = cells[at + 1 :]
    rate = next((found for cell in rest if (found := rate_of(cell)) is not None), None)
    numbers = [cell.strip() for cell in rest if re.fullmatch(r"\s*\d{1,2}(?:[.,]\d{1,2})?\s*", cell)]
    if not rest:
        return [_vacancy(cells[at], cells[at])]
    if numbers and ("," in numbers[0] or "." in numbers[0]):
        value = float(numbers[0].replace(",", "."))
        return [Vacancy(squeeze(cells[at]), whole(value), value)]
    if numbers:
        return [Vacancy(squeeze(cells[at]), int(numbers[0]), rate)]
    if re.fullmatch(r"\s*(?:нет|[-–—])\s*", rest[0], re.IGNORECASE):
        return [Vacancy(squeeze(cells[at]), 0)]
    inside = _vacancy(cells[at], cells[at])
    return [Vacancy(inside.post, max(inside.posts, whole(rate)) if rate is not None else inside.posts, rate or inside.rate)]


def _number(cells: Sequence[str], at: int | None) -> float | None:
    if at is None or at >= len(cells) or _HOURS.search(cells[at]):
        return None
    found = re.search(r"\d{1,2}(?:[.,]\d{1,2})?", cells[at])
    return float(found.group().replace(",", ".")) if found else None
