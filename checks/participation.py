"""Indicator of participation: teachers who took part / all teachers, from imported tables; no table is «нет данных», never 0 %."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from checks.acts import evidence_of
from checks.model import Finding, ImportedParticipation, Judgement, Material, Remark, Verdict
from checks.search import searched
from programmes.model import Indicator

_YEAR = timedelta(days=365)


def check_share(indicator: Indicator, material: Material, judgements: Sequence[Judgement], as_of: date) -> Finding:
    """The finding for an indicator of type «share»; ``value`` is per cent with one decimal."""
    school = material.institution.id
    orders = tuple(
        evidence_of(found, judgement.remarks[indicator.id], judgement.phrases.get(indicator.id, ()))
        for found, judgement in zip(material.acts, judgements, strict=True)
        if indicator.id in judgement.indicators and not found.broken
    )[:12]
    rows = [row for row in material.participation if _within_year(row, as_of)]
    teachers = material.institution.teachers or max((row.teachers for row in rows if row.teachers), default=None)
    if not rows or not teachers:
        missing = "таблица участия не загружена" if not rows else "не известно общее число педагогов"
        text = f"Доля не рассчитана: {missing}. Загрузите таблицу командой import participation."
        if orders:
            text += f" На сайте найдены приказы о мероприятиях: {len(orders)}."
        return Finding(
            school, indicator.id, Verdict.UNKNOWN, None, (Remark.NOT_IMPORTED,), text, orders, None, searched(material)
        )
    took_part, exact = count_participants(rows)
    value = round(took_part / teachers * 100, 1)
    remarks = () if exact or took_part <= teachers else (Remark.LOW_CONFIDENCE,)
    text = f"Приняли участие {took_part} из {teachers} педагогов ({value:g} %), мероприятий: {len({row.event for row in rows})}."
    if remarks:
        text += " Участий больше, чем педагогов: имена не указаны, и один педагог мог быть учтён несколько раз."
    elif not exact:
        text += " Имена не указаны: участия сложены."
    return Finding(school, indicator.id, Verdict.PRESENT, value, remarks, text, orders, None, searched(material))


def count_participants(rows: Sequence[ImportedParticipation]) -> tuple[int, bool]:
    """How many teachers took part, each named one counted once; the flag is True when all rows give names."""
    names = {name.casefold().strip() for row in rows for name in row.names}
    nameless = sum(row.participants for row in rows if not row.names)
    return len(names) + nameless, nameless == 0


def _within_year(row: ImportedParticipation, as_of: date) -> bool:
    day = date.fromisoformat(row.day)
    return as_of - _YEAR < day <= as_of
