"""Russian numbers and the words that go with them: 1 школа, 2 школы, 5 школ, 21 школа, 1,5 школы."""

from __future__ import annotations

from typing import NamedTuple

NBSP = "\u00a0"


class Noun(NamedTuple):
    """Forms after 1, after 2–4 and after 5; a fraction takes the second."""

    one: str
    few: str
    many: str


INSTITUTION = Noun("организация", "организации", "организаций")
INSTITUTION_OF = Noun("организации", "организаций", "организаций")
"""Genitive, after «у», «из», «для»."""
SITE = Noun("сайт", "сайта", "сайтов")
SITE_OF = Noun("сайта", "сайтов", "сайтов")
PAGE = Noun("страница", "страницы", "страниц")
DOCUMENT = Noun("документ", "документа", "документов")
UNREAD = Noun("не прочитан", "не прочитаны", "не прочитаны")
ACT = Noun("акт", "акта", "актов")
FINDING = Noun("вывод", "вывода", "выводов")
REQUEST = Noun("запрос", "запроса", "запросов")
ROW = Noun("строка", "строки", "строк")
VACANCY = Noun("вакансия", "вакансии", "вакансий")
CHANGE = Noun("изменение", "изменения", "изменений")
SECOND = Noun("секунда", "секунды", "секунд")
MINUTE = Noun("минута", "минуты", "минут")
LINK = Noun("ссылка", "ссылки", "ссылок")
REMARK = Noun("замечание", "замечания", "замечаний")
ITEM = Noun("пункт", "пункта", "пунктов")
DECISION = Noun("решение", "решения", "решений")
RECOMMENDATION = Noun("рекомендация", "рекомендации", "рекомендаций")
FILE = Noun("файл", "файла", "файлов")


def plural(value: float, noun: Noun) -> str:
    """The form of ``noun`` that stands after ``value``; the sign of ``value`` does not matter."""
    if value != int(value):
        return noun.few
    whole = abs(int(value))
    if whole % 10 == 1 and whole % 100 != 11:
        return noun.one
    if whole % 10 in (2, 3, 4) and whole % 100 not in (12, 13, 14):
        return noun.few
    return noun.many


def number(value: float, decimals: int = 1) -> str:
    """``value`` as Russian text shows it: decimal comma, thousands parted by a no-break space, no trailing zeros."""
    shown = f"{value:,.{decimals}f}"
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    if shown == "-0":
        shown = "0"
    return shown.replace(",", NBSP).replace(".", ",")


def counted(value: float, noun: Noun) -> str:
    """Number and noun together: «21 школа»."""
    return f"{number(value, 2)}{NBSP}{plural(round(value, 2), noun)}"


def share(part: int, whole: int) -> str:
    """«40 (62,5 %)»; without the share when there is nothing to divide by."""
    if not whole:
        return number(part)
    return f"{number(part)} ({number(100 * part / whole)}{NBSP}%)"


def duration(seconds: float) -> str:
    """«45 с», «3 мин 20 с», «2 ч 5 мин»."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole}{NBSP}с"
    if whole < 3600:
        return f"{whole // 60}{NBSP}мин {whole % 60}{NBSP}с"
    return f"{whole // 3600}{NBSP}ч {whole % 3600 // 60}{NBSP}мин"


def size(count: int) -> str:
    """Bytes for people: «512 Б», «18,2 МБ»."""
    amount = float(count)
    for unit in ("Б", "КБ", "МБ", "ГБ"):
        if amount < 1024 or unit == "ГБ":
            break
        amount /= 1024
    return f"{number(amount, 0 if unit == 'Б' else 1)}{NBSP}{unit}"
