"""The quick look at lines never says no where the patterns themselves say yes."""

import re
from pathlib import Path

import pytest

from extractors import segments
from extractors.lines import lines_of
from extractors.segments import BODY
from extractors.text import normalise

_PATTERNS: tuple[re.Pattern[str], ...] = (
    segments._ORDER, segments._LOCAL, segments._MINUTES, segments._APPENDIX, segments._APPROVAL, BODY,
)  # fmt: skip
_SOURCES = Path(__file__).parents[1] / "corpus" / "document_sources"
_BEGINNINGS = """
ПРИКАЗ № 5|Распоряжение|Постановление|Решение|письмо|Временное положение о|Типовое положение|Муниципальная программа|Порядок|Правила|Персонализированная программа
Рабочая программа|Программа|Годовой план|Календарный учебный график|Перспективный план|План мероприятий|Дорожная карта|Муниципальная дорожная карта|Коллективный договор
Дополнительное соглашение|Устав|Концепция|Регламент|Должностная инструкция|Антикоррупционная политика|Политика|Кодекс|Целевая модель|Муниципальная целевая модель|Методические рекомендации
• Положение|«Положение|(ПОЛОЖЕНИЕ|▪ Положение|Выписка из протокола|ПРОТОКОЛ|Приложение № 1|Приложения|УТВЕРЖДАЮ|Принято|Рассмотрено|Согласовано|Введено|(1.|1.|I.|1 ) А|1 Б|Глава|Раздел|Общие положения
В соответствии|В целях|На основании|Во исполнение|С целью|Руководствуясь|В связи|Согласно|По итогам|Приказываю|Настоящее|Паспорт программы|Содержание|Пояснительная записка|Введение|Постановляю
Обязываю|Распоряжаюсь|В рамках|Для выполнения|Учитывая|С учетом|По результатам|В дополнение|Предмет договора|ПРИКАЗ\u2028№ 5|\u2028ПРОТОКОЛ
"""


def _asked(text: str) -> tuple[list[str], int]:
    """The lines that the quick look passes over although a pattern matches, and how many match."""
    whole = normalise(text)
    quick = segments._TELLING.on(whole)
    matching = [line for line in lines_of(whole.text) if any(pattern.match(line.text) for pattern in _PATTERNS)]
    return [line.text for line in matching if not quick.telling(line)], len(matching)


@pytest.mark.parametrize("path", sorted(_SOURCES.glob("*.txt")), ids=lambda path: path.stem)
def test_no_line_of_the_corpus_is_passed_over(path: Path) -> None:
    missed, matching = _asked(path.read_text(encoding="utf-8"))
    assert not missed and matching > 3


def test_no_beginning_is_passed_over() -> None:
    beginnings = [part for line in _BEGINNINGS.strip().split("\n") for part in line.split("|")]
    for beginning in beginnings:
        for text in (beginning, beginning.upper(), f"{beginning} и далее"):
            missed, _matching = _asked(text)
            assert not missed
    assert _asked("\n".join(beginnings))[1] > 75
