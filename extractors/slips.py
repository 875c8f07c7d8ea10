"""What recognition takes for something else, set right by what stands around it: digits in dates and behind «№», letters in words.

Only what cannot be as it was read is changed: a date with letters in it, a word with digits that the dictionary knows without
them, a sign before a number that is no word. A letter behind a number's digits stays: «№ 8О» may be just that.
"""

from __future__ import annotations

import re

from extractors.lemmas import is_known

_AS_DIGIT = str.maketrans("ОоOoQЗзlIІі|!бВS", "0000033111111685")
_AS_LETTER = str.maketrans("0346", "озчб")
_D = r"[\dОоOoQЗзlIІі|!бВS]"
_MONTH = r"(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]{0,2}(?![а-я])"

_DATE = re.compile(
    rf"(?<![\w.,])({_D}{{1,2}})([ \t]?[.,][ \t]?)({_D}{{1,2}})([ \t]?[.,][ \t]?)({_D}{{2}})[ \t]?({_D}[ \t]?{_D})(?=\s?г|\W|$)"
)
_DAY = re.compile(rf"(?<![\w.])({_D}{{1,2}})(?=[\s_\"«»„“”]{{0,3}}{_MONTH})", re.IGNORECASE)
_YEAR = re.compile(rf"(?<!\w)([12lIІ|][09ОоOo]{_D}{{2}})(?=\s?(?:г(?![а-яё])|год|уч))")
_YEAR_OF_MONTH = re.compile(rf"({_MONTH}[\s_.,»\"]{{1,3}})([12lIІ|][09ОоOo][ \t]?{_D}{_D})(?!\w)", re.IGNORECASE)
_NUMERO = re.compile(
    r"(?<![\w])(?:N[•·*°º'’^]\.?|[МM][еeоoз]|[ХX][оo]|[ЛJ][оoеe]|N[еeоoпgs])(?=[ \t_]{0,2}\d)|\.№|(?<![\w])N(?=Р-\d)|№(?=\s?№)"
)
_NUMBER = re.compile(
    r"(№[ \t_]{0,3})((?:[ЗlIІ|](?=[\dОO/]|-[А-Яа-я0-9]|\s|$)|[ОO](?=\d))[\dОOЗlI]*|\d+[ОOЗlI]+(?=\d)[\dОOЗlI]*|\d+[lI|]+(?![А-Яа-яA-Za-z]))",
    re.MULTILINE,
)
_ABOUT = re.compile(rf"^[ОO0][6б](?=[ \t]+(?!{_MONTH})[а-яё]{{4,}})", re.MULTILINE)
_WORD = re.compile(r"(?<![\w-])(?=[А-Яа-яЁё]*[0346])(?:[А-Яа-яЁё]*[0346][А-Яа-яЁё]*){1,2}(?![\w-])")
_LEAST_LETTERS = 3


def without_slips(text: str) -> str:
    """Recognised text with such slips mended; lines stay as they are."""
    text = _NUMERO.sub(_numero, text)
    text = _DATE.sub(_date, text)
    text = _DAY.sub(_day, text)
    text = _YEAR_OF_MONTH.sub(lambda match: match[1] + match[2].translate(_AS_DIGIT), text)
    text = _YEAR.sub(lambda match: match[1].translate(_AS_DIGIT), text)
    text = _NUMBER.sub(lambda match: match[1] + match[2].translate(_AS_DIGIT), text)
    text = _ABOUT.sub("Об", text)
    return _WORD.sub(_word, text)


def _numero(match: re.Match[str]) -> str:
    return "" if match.group() == "№" else "№"


def _date(match: re.Match[str]) -> str:
    """The date in digits, where most signs are digits already and the rest make it a day that there is."""
    day, month, century, year = (re.sub(r"[ \t]", "", match[number]).translate(_AS_DIGIT) for number in (1, 3, 5, 6))
    if sum(char.isdigit() for char in match.group()) < 4 or century not in ("19", "20"):
        return match.group()
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return match.group()
    return f"{day}{match[2]}{month}{match[4]}{century}{year}"


def _day(match: re.Match[str]) -> str:
    day = match[1].translate(_AS_DIGIT)
    return day if 1 <= int(day) <= 31 else match.group()


def _word(match: re.Match[str]) -> str:
    """«Прика3» → «Приказ»: a word that is one only without its digits."""
    word = match.group()
    if sum(char.isalpha() for char in word) < _LEAST_LETTERS:
        return word
    letters = word.translate(_AS_LETTER)
    if not is_known(letters.lower()):
        return word
    upper = sum(char.isupper() for char in word) > 1 or (word[0].isdigit() and len(word) > 1 and word[1].isupper())
    return letters.upper() if upper else letters.capitalize() if word[0].isupper() else letters
