"""The number of teachers from a site's page on its staff («Педагогический состав», /sveden/employees). Names are counted, never kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from checks.model import PageText
from extractors.text import plain

_STATED = re.compile(
    r"(?:(?:всего|общее\s+(?:число|количество)|численность|количество|число)\s+(?:[а-я-]+\s+){0,2}?(?:педагог[а-я]*(?:\s+работник[а-я]*)?|учител[а-я]+|"
    r"педработник[а-я]*|воспитател[а-я]+)(?:\s+(?:школы|учреждения|организации|сада))?\s*(?:[:—–-]|составляет|равно)?\s*"
    r"|(?:работа[а-я]+|трудятся|трудится|насчитывает[а-я]*|состоит\s+из|включает)\s+)(?P<number>\d{1,3})(?!\s*(?:%|лет|год|\d|[.,]\d))"
    r"(?=\s*(?:$|[.,;)(\n]|педагог|учител|чел|педагогическ|работник|преподавател|воспитател))",
    re.IGNORECASE | re.MULTILINE,
)
_NAME = re.compile(
    r"(?<![А-Яа-яЁё])[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|ична|вна|инична|кызы|оглы|гызы|угли)(?![а-яё])|"
    r"(?<![А-ЯЁ])[А-ЯЁ]{2,}(?:-[А-ЯЁ]{2,})?\s+[А-ЯЁ]{2,}\s+[А-ЯЁ]+(?:ВИЧ|ВНА|ИЧНА)(?![А-ЯЁ])"
)
_HEAD = re.compile(r"(?:^|\W)(?:директор|заведующ|заместитель|зам\.|завхоз|бухгалтер|секретар)", re.IGNORECASE)
_TEACHES = re.compile(r"учител|воспитател|педагог|преподавател|логопед|психолог|дефектолог|тьютор|музыкальн|инструктор|методист", re.IGNORECASE)
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class StaffCount:
    """How many teachers a page gives, and how it was found out (Russian, for the explanation)."""

    teachers: int
    page: PageText
    how: str


def teachers_on_site(pages: Iterable[PageText]) -> StaffCount | None:
    """The number of teachers a site's staff pages give: a stated total before a counted list, the longest list before others."""
    pages = list(pages)
    for page in pages:
        match = _STATED.search(plain(page.text))
        if match is not None and int(match["number"]) >= _FEWEST:
            return StaffCount(int(match["number"]), page, "число названо на странице")
    counted = [StaffCount(len(names), page, "список педагогов") for page in pages if len(names := _names(page.text)) >= _FEWEST]
    return max(counted, key=lambda item: (item.teachers, item.page.url), default=None)


def _names(text: str) -> frozenset[str]:
    """Full names in a list or table, without those of heads who do not teach. A name may stand on the line above its post."""
    lines = [plain(line) for line in text.splitlines() if line.strip()]
    found: set[str] = set()
    for number, line in enumerate(lines):
        names = _NAME.findall(line)
        if not names:
            continue
        following = lines[number + 1] if number + 1 < len(lines) and not _NAME.search(lines[number + 1]) else ""
        about = line if "\t" in line else f"{line} {following}"
        if _HEAD.search(about) and not _TEACHES.search(about):
            continue
        found.update(re.sub(r"\s+", " ", name).lower() for name in names)
    return frozenset(found)
