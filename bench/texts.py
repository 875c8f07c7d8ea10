"""Invented acts of invented schools: what the files of the benchmark say."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

_SUBJECTS = (
    "наставничестве педагогических работников", "школьном методическом объединении", "методическом совете школы",
    "сетевом взаимодействии образовательных организаций", "аттестации на соответствие занимаемой должности",
    "повышении квалификации учителей", "конкурсе профессионального мастерства", "школе молодого учителя",
)  # fmt: skip
_PLACES = ("Верхние Ключи", "Заречный Яр", "Малая Ольха", "Каменный Лог", "Старый Бор", "Новые Ветлы", "Сухая Балка")
_WHO = (
    "Педагогический совет", "Методическое объединение", "Наставник", "Куратор программы", "Администрация школы", "Молодой учитель",
    "Руководитель объединения", "Рабочая группа", "Заместитель директора", "Аттестационная комиссия",
)  # fmt: skip
_DOES = (
    "утверждает план работы на учебный год", "рассматривает итоги посещения уроков", "готовит предложения о повышении квалификации",
    "проводит открытые занятия и мастер-классы", "ведёт учёт достижений участников", "обеспечивает обмен опытом между педагогами",
    "организует взаимное посещение занятий", "составляет индивидуальный маршрут развития", "анализирует результаты диагностики",
    "представляет отчёт о проделанной работе",
)  # fmt: skip
_HOW = (
    "не реже одного раза в четверть", "в срок до 15 сентября", "по согласованию с директором", "с учётом запросов педагогов",
    "в соответствии с Федеральным законом от 29.12.2012 № 273-ФЗ «Об образовании в Российской Федерации»",
    "на основании решения педагогического совета, протокол от 29.08.2024 № 1", "в пределах своей компетенции",
    "с размещением сведений на официальном сайте школы", "в порядке, установленном локальными нормативными актами",
)  # fmt: skip
_WHY = (
    "Целью этой работы является непрерывное профессиональное развитие педагогических работников.",
    "Результаты обсуждаются на заседании и оформляются протоколом.",
    "Срок хранения материалов составляет три года.",
    "Ответственность за исполнение возлагается на заместителя директора по учебно-воспитательной работе.",
    "Изменения вносятся по предложению участников образовательных отношений.",
)
_HEADS = (
    "Общие положения",
    "Цели и задачи",
    "Организация работы",
    "Права и обязанности",
    "Документация",
    "Заключительные положения",
)
_EVENTS = (
    "Семинар",
    "Открытый урок",
    "Круглый стол",
    "Мастер-класс",
    "Диагностика затруднений",
    "Неделя молодого учителя",
    "Защита проектов",
)
_MONTHS = ("сентябрь", "октябрь", "ноябрь", "декабрь", "январь", "февраль", "март", "апрель", "май")


@dataclass(frozen=True, slots=True)
class ActText:
    """What one file says. ``blocks`` are paragraphs (a string) and tables (rows of cells) in order."""

    school: str
    title: str
    number: str
    date: str
    heading: tuple[str, ...]
    blocks: tuple[str | tuple[tuple[str, ...], ...], ...] = field(default=())

    def plain(self) -> str:
        """Everything the file says, a line a paragraph or cell."""
        lines = list(self.heading)
        for block in self.blocks:
            lines += [block] if isinstance(block, str) else [cell for row in block for cell in row]
        return "\n".join(lines)


def make_act(seed: int, clauses: int) -> ActText:
    """A regulation with so many clauses (some fifteen a page) and a table of events after each section; the same for the same seed."""
    rng = random.Random(seed)
    school = f"МБОУ «Средняя школа № {rng.randrange(1, 60)} села {rng.choice(_PLACES)}»"
    number = f"{rng.randrange(10, 300)}-од"
    date = f"{rng.randrange(1, 29):02}.{rng.choice((8, 9, 10)):02}.{rng.choice((2021, 2022, 2023, 2024))}"
    title = f"Положение о {rng.choice(_SUBJECTS)}"
    heading = (school, "УТВЕРЖДЕНО", f"приказом директора от {date} № {number}", title.upper())
    blocks: list[str | tuple[tuple[str, ...], ...]] = []
    share = max(1, clauses // len(_HEADS))
    for place, head in enumerate(_HEADS, 1):
        blocks.append(f"{place}. {head}")
        for point in range(1, share + 1):
            sentences = [f"{rng.choice(_WHO)} {rng.choice(_DOES)} {rng.choice(_HOW)}." for _ in range(rng.choice((1, 1, 2, 3)))]
            sentences += [rng.choice(_WHY)] if rng.random() < 0.4 else []
            blocks.append(f"{place}.{point}. {' '.join(sentences)}")
        if place % 2 == 0:
            rows = [("№", "Мероприятие", "Срок", "Ответственный")]
            rows += [
                (
                    str(row),
                    f"{rng.choice(_EVENTS)} по теме «{rng.choice(_DOES).capitalize()}»",
                    rng.choice(_MONTHS),
                    rng.choice(_WHO),
                )
                for row in range(1, rng.randrange(4, 9))
            ]
            blocks.append(tuple(rows))
    return ActText(school, title, number, date, heading, tuple(blocks))
