"""What stands in a header and is none of its requisites: e-signature stamps, cited acts, registers, numbered names."""

from __future__ import annotations

import re

from extractors.slips import without_slips

_REST = r"(?:(?!утвержд|приказ|принят|протокол|распоряжен)[^\n])*"
"""The rest of a stamp's line, up to another column's words."""
_STAMP = re.compile(
    rf"(?:документ\s+)?подписано?[^\n]{{0,40}}(?:цифровой|электронной|простой|усиленной|эп\b|эцп){_REST}(?:\n[^\n]*(?:дата|сертификат|владелец|действителен|ключ){_REST}){{0,5}}"
    rf"|(?:сертификат|владелец|действителен)\s*[:№]?\s*(?:[0-9A-F]{{8,}}|с\s+\d|по\s+\d|[А-Я]){_REST}|дата(?:\s+подписания)?\s*:\s*\d{_REST}|(?:дата\s+(?:публикации|размещения|создания|изменения|обновления)|опубликован[оа]|обновлен[оа]|размещен[оа])[\s:|]*\d{_REST}|\d{{4}}\.\d{{2}}\.\d{{2}}\s+\d{{2}}:\d{{2}}{_REST}|\d{{2}}\.\d{{2}}\.\d{{4}},?\s+\d{{1,2}}:\d{{2}}(?!\d)",
    re.IGNORECASE,
)
_CITED = re.compile(
    r"(?:федеральн[а-я]+\s+закон[а-я]*|закон[а-я]*\s+(?:российской|рф)|(?:приказ|распоряжени|постановлени|письм|указ)[а-я]*\s+(?:министерств|минпросвещ|минобр|правительств|президент|рособрнадзор|федеральн|"
    rf"департамент)[а-я]*){_REST}(?:\n\s*(?:от\s|№|\d{{1,2}}[.\s])(?![^\n]*(?:утвержд|приказ|принят)){_REST})?|(?:№\s*)?(?<!\d)\d+\s?-\s?ФЗ|№\s*Р\s?-\s?\d+|ФГОС[^\n]{{0,40}}|(?:лицензи|аккредитаци)[а-я]*{_REST}",
    re.IGNORECASE,
)
_STAMP_PARTS = ("подписан", "сертификат", "владелец", "действителен", "дата")
_CITED_PARTS = (
    *("закон", "министерств", "минпросвещ", "минобр", "правительств", "президент", "рособрнадзор", "федеральн", "департамент"),
    *("фз", "фгос", "лицензи", "аккредитаци"),
)
_CITED_NUMBER = re.compile(r"р\s?-\s?\d")
"""What each alternative of a stamp (but for a time with its colon) and of a cited act has in lower case: most headers have none."""
_NUMBERED_NAME = re.compile(
    r"(?:(?<![а-я])[а-я]{0,3}(?:сш|ош)|скш|оу|д/с|мдобу|црр|дюсш|центр(?:а|у|ом|е)?|(?<!по )(?:школ(?:а|ы|е|у|ой)?|гимнази[яиюе]й?|лице(?:й|я|ю|ем|е)|интернат(?:а|у|ом|е)?)|(?:(?<![а-я])|дет)сад(?:а|у|ом|е)?"
    r"|(?<![а-я])(?:приложени[а-я]*|форм(?:а|ы|е|у)?|вид(?:а|у)?|кабинет(?:а|у|ом|е)?|учреждени[а-я]*|организаци[а-я]*))[ \t]*[-«\".]*[ \t]*№[ \t]*\d+"
    r"|(?:сад[а-я]*|вида|учреждени[а-я]*)[ \t]*\n[ \t]*№[ \t]*\d+(?![\d/-]|\s*от)"
    r"|№[ \t]*\d+(?=»)"
)
"""«СОШ № 8», «Приложение № 1», in lower case: numbers of other things."""
_EDITION = re.compile(r"\(\s*(?:в\s+ред|ред\.|с\s+(?:изм|доп))[^)\n]{0,90}\)", re.IGNORECASE)
"""«(ред. от …)», «(с изменениями от …)»: dates of amendments."""
_SLIP = re.compile(r"[0-9lI|](?:(?<=[0-9])(?:[lI|](?![A-Za-z])|[ОоOo][0-9])|(?<=[lI|])(?<![A-Za-z].)[0-9])")
"""A figure with a letter or bar of the same shape beside it: nobody types that."""
_APPROVING = re.compile(r"(?:утвержден[аоы]?|введен[аоы]?\s+в\s+действие|приложени[ея]\s*(?:№?\s*\d+\s*)?к)\s*$", re.IGNORECASE)
"""Behind these an authority's order is no cited act: it approved this one."""


_REGISTERED = re.compile(
    r"зарегистрирован[а-я]*\s+(?:в\s|министерств|минюст|управлени|комитет)[^\n]*(?:\n\s*(?:от\s|№)[^\n]*)?", re.IGNORECASE
)
"""«Зарегистрировано в Минюсте … № 73606»: the register's number and day."""


def _blanked(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def mask(text: str, *, cited: bool = True) -> str:
    """The text with e-signature stamps, numbered names and (unless told) cited acts blanked, offsets unchanged."""
    lower = text.lower()
    if ":" in text or any(part in lower for part in _STAMP_PARTS):
        text = _STAMP.sub(_blanked, text)
    text = _EDITION.sub(_blanked, text)
    if "зарегистр" in lower:
        text = _REGISTERED.sub(_blanked, text)
    if cited and (_CITED_NUMBER.search(lower) or any(part in lower for part in _CITED_PARTS)):
        text = _CITED.sub(
            lambda m: m.group() if _APPROVING.search(text, max(0, m.start() - 40), m.start()) else _blanked(m), text
        )
    if "№" not in text:
        return text
    last = 0
    pieces: list[str] = []
    for match in _NUMBERED_NAME.finditer(_lower(text)):
        pieces += (text[last : match.start()], "¤" * len(match.group()))  # «Лицей № 40» must not become an unfilled «   »
        last = match.end()
    return "".join((*pieces, text[last:]))


def mended(zone: str) -> str:
    """A header whose figures a scanner's own text layer holds with letters among them («202l», «№ 4l-од»), set right."""
    return without_slips(zone) if _SLIP.search(zone) else zone


def _lower(text: str) -> str:
    """Lower case with the offsets unchanged: a handful of letters of other alphabets become two."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(low if len(low := char.lower()) == 1 else char for char in text)
