"""Staff vacancies on a school's pages: posts of teachers, counted from tables, lists and sentences.

«Вакансий нет» is 0 with evidence; no page is «нет данных»; places for pupils, competitions for a director's post and civil service
never count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from checks.lexicon import Lexicon, lexicon
from checks.model import Evidence, Finding, Material, NearestMiss, PageText, Remark, Verdict
from checks.search import conclusive, obstacle, obstacle_text, searched, searched_text
from crawler.model import InstitutionKind
from extractors.dates import find_dates
from extractors.lemmas import lemmas
from extractors.model import Level
from extractors.phrases import Text
from extractors.text import plain, squeeze
from programmes.model import Indicator, Programme

_CURRENT = timedelta(days=366)
"""A statement as of an earlier day says nothing of the school year that is judged."""
_NOT_TEACHING = re.compile(r"помощник|младш|секретар|заместител|лаборант|ассистент|няня|замест", re.IGNORECASE)
_RATE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:ставк|ст\.|шт\.?\s*ед)", re.IGNORECASE)
_COUNT = re.compile(
    r"(?:[-–:(]\s*|\s)(\d{1,2})\s*(?:ваканс|чел|единиц|ед\.|мест|штук|шт\b)|\((\d{1,2})\)\s*$|[-–:]\s*(\d{1,2})\s*$",
    re.IGNORECASE,
)
_AS_OF = re.compile(r"по\s+состоянию\s+на|\bна\s+(?=\d{1,2}[. ])|обновлен[а-я]*|дата", re.IGNORECASE)
_COUNT_COLUMN = re.compile(r"кол-?во|количеств|число|вакантн|единиц", re.IGNORECASE)
_RATE_COLUMN = re.compile(r"ставк", re.IGNORECASE)
_REQUIRED = re.compile(
    r"(?:требу[а-я]+|приглаша[а-я]+|ище[мт]|вакансии|вакантные\s+(?:должности|ставки)|открыт[а-я]*\s+ваканси[а-я]*)[^:\n]{0,60}?(?::|\s-\s|—)?\s*",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"требу(?:ется|ются)|приглаша|ищем|(?:ваканси|должност|ставк|потребност)[^:]{0,60}:|^\W*(?:открытые\s+)?вакансии\W*$|ваканс[^\n]{0,3}$",
    re.IGNORECASE,
)
"""A line that opens a list of vacancies: not every sentence that speaks of them."""
_LEADING_COUNT = re.compile(r"(\d{1,2})\s+(?=[а-я])", re.IGNORECASE)
_BEFORE_COLON = re.compile(r"[^:]{5,90}:\s*")
_CELL = re.compile(r"\t+|\s*\|\s*")


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A vacant teaching post: ``posts`` vacancies, ``rate`` ставки where the page names them."""

    post: str
    posts: int
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class PageVacancies:
    """What one page says: a number of vacancies with the words that prove it, as of a day where it names one."""

    page: PageText
    vacancies: tuple[Vacancy, ...]
    quote: str
    day: date | None

    @property
    def total(self) -> int:
        """Number of vacancies of teachers."""
        return sum(vacancy.posts for vacancy in self.vacancies)


def check_count(indicator: Indicator, material: Material, programme: Programme, as_of: date) -> Finding:
    """The finding for an indicator of type «count»; ``value`` is the number of vacancies or ``None``."""
    school = material.institution.id
    imported = [row for row in material.vacancies if date.fromisoformat(row.day) <= as_of]
    if imported:
        newest = max(imported, key=lambda row: row.day)
        text = f"Загружено аналитиком: вакансий — {newest.posts:g} по состоянию на {date.fromisoformat(newest.day):%d.%m.%Y}."
        return Finding(school, indicator.id, Verdict.PRESENT, newest.posts, (), text, (), None, searched(material))
    words = lexicon(programme)
    posts = programme.vocabulary.teaching_posts
    pages = material.pages
    if (
        material.institution.kind is InstitutionKind.AUTHORITY
    ):  # news of a district speak of vacancies; only a bank of them counts
        pages = tuple(page for page in pages if _staff_page(page, words))
    stated = [found for page in pages if (found := read_page(page, words, posts)) is not None]
    read = [found for found in stated if found.day is None or as_of - _CURRENT < found.day <= as_of]
    if read:
        best = max(
            read,
            key=lambda found: (found.day or date.min, _staff_page(found.page, words), found.page.fetched, -len(found.page.url)),
        )
        listed = "; ".join(f"{vacancy.post} — {vacancy.posts}" for vacancy in best.vacancies[:8])
        text = f"Вакансий педагогических работников: {best.total}" + (f" ({listed})" if listed else "") + "."
        text += f" По состоянию на {best.day:%d.%m.%Y}." if best.day else " Дата на странице не указана."
        return Finding(
            school, indicator.id, Verdict.PRESENT, float(best.total), (), text, (_evidence(best),), None, searched(material)
        )
    if not conclusive(material.visit):
        text = f"Сделать вывод нельзя: {obstacle_text(material.visit)}; {searched_text(searched(material))}."
        return Finding(
            school, indicator.id, Verdict.UNKNOWN, None, (obstacle(material.visit),), text, (), None, searched(material)
        )
    miss = _outdated(stated)
    text = f"Сведения о вакансиях на сайте не найдены; {searched_text(searched(material))}."
    if miss is not None:
        text = f"Действующих сведений о вакансиях на сайте нет: {miss.why}."
    return Finding(
        school,
        indicator.id,
        Verdict.UNKNOWN,
        None,
        (Remark.NOT_PUBLISHED,),
        f"{text} {indicator.advice}",
        (),
        miss,
        searched(material),
    )


def _outdated(stated: list[PageVacancies]) -> NearestMiss | None:
    newest = max(stated, key=lambda found: found.day or date.min, default=None)
    if newest is None or newest.day is None:
        return None
    return NearestMiss(newest.page.url, squeeze(newest.page.title), f"последние сведения — по состоянию на {newest.day:%d.%m.%Y}")


def _evidence(found: PageVacancies) -> Evidence:
    page = found.page
    return Evidence(
        0, page.url, page.page_url, page.link_text, "прочее", squeeze(page.title), None, found.day.isoformat() if found.day else None, "",
        Level.SCHOOL, found.quote[:320], page.sha256, page.fetched, "text",
    )  # fmt: skip


def _staff_page(page: PageText, words: Lexicon) -> bool:
    """Whether the page is about staff vacancies by its own title or the link that leads to it."""
    return any(words.vacancies.found(Text(text)) for text in (page.title, page.link_text))


def read_page(page: PageText, words: Lexicon, teaching_posts: tuple[str, ...]) -> PageVacancies | None:
    """The vacancies a page states, or ``None`` when it states none (it may speak of other things altogether)."""
    head = Text(f"{page.title}. {page.link_text}")
    if words.vacancies_never.found(head):
        return None
    about_staff = _staff_page(page, words)
    lines = [line.strip() for line in page.text.splitlines() if line.strip()]
    vacancies: list[Vacancy] = []
    quotes: list[str] = []
    zero: list[str] = []
    columns: tuple[int | None, int | None] | None = None
    listing = about_staff
    for line in lines:
        text = Text(line)
        if words.vacancies_never.found(text):
            listing = False
            continue
        if words.no_vacancies.found(text) and (about_staff or words.vacancies.found(text)):
            zero.append(line)
            continue
        cells = list(_CELL.split(line)) if _CELL.search(line) else []
        if (
            len(cells) >= 2
            and any(_COUNT_COLUMN.search(cell) or _RATE_COLUMN.search(cell) for cell in cells)
            and not _teaching(line, teaching_posts)
        ):
            columns = (_column(cells, _COUNT_COLUMN), _column(cells, _RATE_COLUMN))
            listing = listing or about_staff or words.vacancies.found(text)
            continue
        asked = words.vacancies.found(text)
        if asked and (about_staff or _ASKS.search(line)):
            listing = True
        if not listing or (not about_staff and not asked and not _post_line(line, teaching_posts)):
            continue
        found = _row(cells, columns, teaching_posts) if len(cells) >= 2 else _sentence(line, teaching_posts, asked)
        if found:
            vacancies += found
            quotes.append(line)
        elif not cells and not asked and len(line) > 160:
            listing = about_staff and not vacancies
    day = _as_of(lines)
    if vacancies:
        return PageVacancies(page, tuple(vacancies), squeeze(" / ".join(quotes)), day)
    if zero:
        return PageVacancies(page, (), squeeze(zero[0]), day)
    if about_staff and any(words.vacancies.found(Text(line)) for line in lines) and _other_posts(lines):
        return PageVacancies(page, (), squeeze(" / ".join(lines)[:300]), day)
    return None


_OTHER_POST = re.compile(
    r"(?<![а-я])(?:повар|уборщи|дворник|сторож|водител|завхоз|рабоч|кухон|гардероб|вахтер|кастелянш|медсестр|помощник воспитателя|младший воспитатель)",
    re.IGNORECASE,
)


def _other_posts(lines: list[str]) -> bool:
    """A list of vacancies that names only other posts: no teachers are wanted."""
    return any(_OTHER_POST.search(plain(line)) for line in lines)


def _post_line(line: str, posts: tuple[str, ...]) -> bool:
    """A line that begins with a post: below «Вакансии» in a menu stand news, too."""
    found = Text(line).words
    return bool(found) and len(line) <= 100 and not {post for post in posts if " " not in post}.isdisjoint(lemmas(found[0].text))


def _column(cells: list[str], pattern: re.Pattern[str]) -> int | None:
    return next((index for index, cell in enumerate(cells) if pattern.search(cell)), None)


def _teaching(text: str, posts: tuple[str, ...]) -> bool:
    words = Text(text)
    single = {post for post in posts if " " not in post}
    if any(not single.isdisjoint(lemmas(word.text)) for word in words.words):
        return _NOT_TEACHING.search(text) is None
    lower = plain(text).lower()
    return any(post in lower for post in posts if " " in post)


def _row(cells: list[str], columns: tuple[int | None, int | None] | None, posts: tuple[str, ...]) -> list[Vacancy]:
    named = next((cell for cell in cells if _teaching(cell, posts)), None)
    if named is None:
        return []
    count, rate = 1, None
    if columns is not None:
        count_at, rate_at = columns
        if count_at is not None and count_at < len(cells):
            number = re.search(r"\d+", cells[count_at])
            if number:
                count = int(number.group())
            elif re.search(r"нет|-|—", cells[count_at]):
                count = 0
        if rate_at is not None and rate_at < len(cells):
            found = re.search(r"\d+(?:[.,]\d+)?", cells[rate_at])
            rate = float(found.group().replace(",", ".")) if found else None
    else:
        numbers = [cell for cell in cells[cells.index(named) + 1 :] if re.fullmatch(r"\d{1,2}", cell.strip())]
        if numbers:
            count = int(numbers[0])
    return [Vacancy(squeeze(named), count, rate)] if count else []


def _sentence(line: str, posts: tuple[str, ...], asked: bool) -> list[Vacancy]:
    start = (_REQUIRED.search(line) or _BEFORE_COLON.match(line)) if asked else None
    listed = line[start.end() :] if start else line
    found: list[Vacancy] = []
    for part in re.split(r"[;•]|,(?![^()]*\))(?!\d)|\s+и\s+(?=[а-я]+)", listed):
        part = part.strip(" .-–—")
        if not part or len(part) > 120 or not _teaching(part, posts):
            continue
        rate = _RATE.search(part)
        without_rate = _RATE.sub(" ", part)
        count = _COUNT.search(without_rate)
        number = next((int(group) for group in count.groups() if group), 1) if count else 1
        leading = _LEADING_COUNT.match(part)
        if leading:
            number, part = int(leading[1]), part[leading.end() :]
        name = squeeze(re.sub(r"\s+[-–—].*$|\s*[:(].*$", "", part)) or part
        found.append(Vacancy(name, number, float(rate[1].replace(",", ".")) if rate else None))
    return found


def _as_of(lines: list[str]) -> date | None:
    for line in lines:
        text = plain(line)
        match = _AS_OF.search(text)
        if match:
            later = [hit.value for hit in find_dates(text[match.start() :])]
            if later:
                return later[0]
    return None
