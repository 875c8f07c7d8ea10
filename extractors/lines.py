"""The lines of a normalised text, also of one that lost its line ends."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple


class Line(NamedTuple):
    """A line of the normalised text; ``page`` counts from 0. (A tuple: a document has thousands of them.)"""

    text: str
    start: int
    end: int
    page: int


_LONG_LINE = 300
_HEAD = 4000
_SOFT_BREAK = re.compile(
    r"[А-ЯпI1](?<=[\s»\"_.;)](?=(?:УТВЕРЖД[АЕ]|Утвержд(?:аю|ен)|ПРИНЯТ|Принят[аоы]?\s|СОГЛАСОВАН|Согласован[оа]?\s|РАССМОТРЕН|Рассмотрен[оа]?\s|"
    r"Введен[оа]?\s+в\s+действие|ВВЕДЕН|ПРИКАЗ(?=[\s_№\d])|[Пп]рик[Аа]з(?=\s+\d{1,2}[\s.])|РАСПОРЯЖЕНИЕ|ПОСТАНОВЛЕНИЕ|ПРИКАЗЫВАЮ|(?:В\s+(?:соответствии|целях|связи)|На\s+основании|Во\s+исполнение)\s|"
    r"ПОЛОЖЕНИЕ\s|Положение\s+об?\s|ПОРЯДОК\s|ПРОГРАММА\s|Программа\s+[а-я]|ПРАВИЛА\s|ДОГОВОР\s|СОГЛАШЕНИЕ\s|ПЛАН\s|(?:Календарный|Учебный|Годовой)\s+(?:учебный\s+)?(?:план|график)\s+(?:работы\s+)?(?:для|на|МБ|МА|МК|МО)|ДОРОЖНАЯ\s|ПРОТОКОЛ\s|Протокол\s+№\s?\d+\s+(?:заседани|собрани|совещани)|(?:Присутствовали|Повестка\s+дня)[\s:]|Председатель\s+[-–—]|"
    r"Об?\s+(?:внедрении|внесении|утверждении|организации|назначении|закреплении|создании|введении|проведении|реализации|целевой|наставничестве|методическом|сетевом|мерах|порядке|работе|деятельности|участии|составе|обеспечении|"
    r"подготовке|итогах|результатах|формировании|открытии|функционировании|установлении|распределении)\s|Составител[ьи]\s*:|Авторы?(?:-составител[ьи])?\s*:|Паспорт\s+программы|"
    r"Приложение\s*(?:№|\d|к\s)|ПРИЛОЖЕНИЕ|(?:1|I)\.\s*(?:[А-Я]{2}|[А-Я][а-я])|1\.1\.?\s|ОБЩИЕ\s+ПОЛОЖЕНИЯ|Общие\s+положения|Пояснительная\s+записка|Содержание\s)).)"
)
"""At which character a text that lost its line ends (a card's text in one line) has to be broken again."""
_APPENDIX_WORDS = re.compile("Приложение|ПРИЛОЖЕНИЕ")


def _broken_again(raw: str) -> list[str]:
    """The pieces of a long line: broken at every mark in its head, further on only where an appendix begins."""
    cuts = [0]
    for match in _SOFT_BREAK.finditer(raw):
        if match.start() >= _HEAD:
            break
        cuts.append(match.start())
    further = (match.start() for match in _APPENDIX_WORDS.finditer(raw, _HEAD))
    cuts += (at for at in further if _SOFT_BREAK.match(raw, at))
    return [raw[first:last] for first, last in pairwise((*cuts, len(raw)))]


def lines_of(text: str) -> list[Line]:
    """The lines of a normalised text (empty ones kept: they separate blocks); long lines are broken at the marks of a header."""
    result: list[Line] = []
    new = tuple.__new__  # half of the time goes into making them, and most of that into the class's own way
    add = result.append
    at = 0
    for page, leaf in enumerate(text.split("\f")):
        for raw in leaf.split("\n"):
            pieces = _broken_again(raw) if len(raw) > _LONG_LINE else (raw,)
            for piece in pieces:
                stripped = piece.strip()
                whole, size = len(piece), len(stripped)
                start = at if size == whole else at + whole - len(piece.lstrip())
                add(new(Line, (stripped, start, start + size, page)))
                at += whole
            at += 1
    return result
