"""Where acts begin in a document: an order and its appendices, minutes and an order, ten regulations in one file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from extractors.issuer import authority, organisations
from extractors.lemmas import is_finite_verb, words
from extractors.lines import Line
from extractors.model import ORDERS, ActKind
from extractors.quick_lines import LineFilter, QuickLines
from extractors.text import Normalised
from extractors.titles import is_order_title

_NATIONAL = r"(?:боер|бойо|хушу|бири|туша|захи|закв|буйр|унаф|карар|бегим|пунчал)"
"""How the word for an order begins in the languages of the republics, in Cyrillic letters that Russian has."""
_ORDER = re.compile(
    rf"^(?:{_NATIONAL}\S{{0,9}}[\s/]+)?(ПРИКАЗ|РАСПОРЯЖЕНИЕ|ПОСТАНОВЛЕНИЕ|РЕШЕНИЕ|ПИСЬМО)(?=$|[\s_№\d]|от\s\d)(?:\s+{_NATIONAL}\S{{0,9}}$)?[\s_]*(?P<rest>.*)$",
    re.IGNORECASE,
)
_ORDER_IN_LINE = re.compile(
    r"^(?:приказ|распоряжение|постановление|решение)\s+(?P<issuer>(?!от\s|№)[А-Яа-я][^\n]{5,140}?\s)?(?:№\s?[\w/-]+\s+)?от\s+[«\"\d][^\n]{5,40}?(?:г\.?|года?|№\s?[\w/.-]+)(?:\s+№\s?[\w/.-]+)?(?=\s|$)",
    re.IGNORECASE,
)
"""An order's word, (issuer,) date and number with its title behind them in one line, as pages type them."""
_ORDER_OF = re.compile(r"^(?:приказ|распоряжение|постановление|решение)\s+(?P<issuer>[А-Яа-я][^\n]{5,140})$", re.IGNORECASE)
_FROM = re.compile(r"^от\s+[«\"\d]", re.IGNORECASE)
_OTHERS = re.compile(r"(?:утрати|изменени|дополнени|редакци|основани|соответстви|исполнени)[^\n]*$", re.IGNORECASE)
_ORDER_REST = re.compile(r"^(?:(?:от|№|по\b|N|\d|[«\"_]|г\.|\().{0,70})?$", re.IGNORECASE)
_LOCAL = re.compile(
    r"^(?:[•·▪●]\s*)?[«\"(]?(?P<word>(?:временное |типовое |муниципальное )?положени[ея]|порядок|правила|(?:персонализированная |рабочая |муниципальная )?программа|(?:(?:годовой|календарный|учебный|перспективный) ){0,3}(?:план|график)(?: мероприятий)?|комплекс(?:ный план)? мер(?:оприятий)?|(?:муниципальная )?дорожная карта|"
    r"(?:коллективный )?договор|(?:дополнительное )?соглашение|устав|концепция|регламент|(?:должностная )?инструкция|(?:[а-я]+ая )?политика|кодекс|(?:муниципальная )?(?:целевая )?модель|методические рекомендации)\b(?P<rest>.*)$",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"^(?:(?:выписка\s+)?из\s+)?протокола?(?=$|[\s№_])(?P<rest>.{0,140})$", re.IGNORECASE)
_MEETING = re.compile(r"^(?:заседани|педагогическ|общего|совещани|собрани)", re.IGNORECASE)
_MINUTES_ALONE = re.compile(r"^протокол\s*(?:№\s?[\w/-]+)?(?:\s*от\s[^а-я]{0,6}\d.{0,25})?$", re.IGNORECASE)
_GATHERING = re.compile(r"заседани|собрани|совещани", re.IGNORECASE)
_ATTENDED = re.compile(r"^(?:присутствовал|отсутствовал|председатель|секретарь|повестка|слушали)", re.IGNORECASE)
_APPENDIX = re.compile(r"^приложени[ея]\s*(?:[№N]?\s*\d{0,3})?(?:\s*(?:к|от)\s.*|\s*)$", re.IGNORECASE)
_APPROVAL = re.compile(r"^(?:утвержд(?!ени[яию])|(?:принят|рассмотрен|согласован|введен)(?!и))", re.IGNORECASE)
COMMAND = re.compile(r"приказыва|обязыва|постановля|распоряжаюсь|решил|предлагаю", re.IGNORECASE)
BODY = re.compile(
    r"^(?:\(?1\.|I\.|1\s*[).]?\s+[А-Я]|глава\b|раздел\b|общие положения|в соответствии|в целях|на основании|во исполнение|с целью|руководствуясь|в связи|согласно|по итогам|приказыва|"
    r"настоящ|паспорт программы|содержание$|пояснительная записка|введение$|постановля|обязыва|распоряжаюсь|в рамках|для\s+[а-я]+ения\b|учитывая|с учетом|по результатам|в дополнение|предмет договора)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"^(?:и\.?\s?о\.?\s+)?(?:директор|заведующ|начальник|глава|председатель|руководитель|секретарь|министр)[а-я]*\b",
    re.IGNORECASE,
)
_HEADER_LINES = 45


_TELLING = LineFilter(
    "приказ|распоряж|постановл|решение|письмо|временное|типов|муницип|положен|порядок|правила|персонал|рабочая|программ|годовой|календар|учебный|перспект|план|график|комплекс|"
    "дорожная|коллект|договор|дополн|соглаш|устав|концепц|регламент|должност|инструкц|кодекс|целевая|модель|методич|выписка|протокол|приложен|утвержд|принят|рассмотр|"
    "согласов|введен|из протокола|боерык|бойорок|хушу|бирикээс|тушаал|захиралта|заквар|буйрукъ|унаф|карар|бегим|пунчал|глава|раздел|общие|в соответствии|в целях|в связи|в рамках|в дополнение|на основании|во исполнение|с целью|с учетом|руковод|согласно|по итогам|по результатам|"
    "настоящ|паспорт|содержание|пояснит|обязыва|для |учитывая|предмет",
    _ORDER,
    _LOCAL,
    _MINUTES,
    _APPENDIX,
    _APPROVAL,
    BODY,
    any_head="политика",
)
"""A line that can change where acts begin; nearly all of a text's lines cannot."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One act's lines: ``heading`` is the index of the line with the kind's word, ``first``…``last`` (exclusive) its whole extent."""

    kind: ActKind
    heading: int
    first: int
    last: int
    appendix_of_order: bool = False


_KIND_WORDS = (
    ("положен", ActKind.REGULATION),
    ("порядок", ActKind.PROCEDURE),
    ("правила", ActKind.RULES),
    ("программа", ActKind.PROGRAMME),
    ("карта", ActKind.ROAD_MAP),
    ("план", ActKind.PLAN),
    ("график", ActKind.PLAN),
    ("комплекс", ActKind.PLAN),
    ("договор", ActKind.CONTRACT),
    ("соглашен", ActKind.AGREEMENT),
    ("устав", ActKind.CHARTER),
    ("концепц", ActKind.CONCEPT),
    ("приказ", ActKind.ORDER),
    ("распоряжен", ActKind.DIRECTIVE),
    ("постановлен", ActKind.RESOLUTION),
    ("решени", ActKind.DECISION),
    ("протокол", ActKind.MINUTES),
    ("письмо", ActKind.LETTER),
)


def _kind_of_word(word: str, rest: str) -> ActKind:
    lower = word.lower()
    if ("план" in lower or "комплекс" in lower) and "дорожная карта" in rest.lower():
        return ActKind.ROAD_MAP
    return next((kind for stem, kind in _KIND_WORDS if stem in lower), ActKind.OTHER)


def _is_upper(text: str) -> bool:
    letters = [ch for ch in text if ch.isalpha()]
    return bool(letters) and sum(ch.isupper() for ch in letters) >= 0.8 * len(letters)


def _near_top(lines: list[Line], index: int, since: int) -> bool:
    """Whether only a header's worth of lines stands between ``since`` (or the page's top) and ``index``."""
    page_top = index
    while page_top > since and lines[page_top - 1].page == lines[index].page:
        page_top -= 1
    filled = sum(1 for line in lines[max(page_top, since) : index] if line.text)
    return filled <= _HEADER_LINES


def _after(lines: list[Line], index: int, characters: int) -> str:
    pieces: list[str] = []
    size = 0
    for place in range(index + 1, len(lines)):
        pieces.append(lines[place].text)
        size += len(lines[place].text)
        if size > characters or len(pieces) > characters:
            break
    return "\n".join(pieces)


def _is_order(lines: list[Line], index: int) -> bool:
    line = lines[index]
    match = _ORDER.match(line.text)
    if match and _is_order_with_issuer(lines, index):
        return True
    if not match or not _ORDER_REST.match(match["rest"]) or len(line.text) > 110:
        return False
    if match[1].isupper() and not match["rest"]:
        return True
    before = [entry.text for entry in lines[max(0, index - 24) : index] if entry.text][-10:]
    if any(_APPROVAL.match(text) or "утвержд" in text.lower() for text in before):
        return False
    following = [entry.text for entry in lines[index + 1 : index + 9] if entry.text]
    title = next((place for place, text in enumerate(following) if is_order_title(text)), None)
    if (
        not match["rest"]
        and title is not None
        and following[0]
        and _ORDER_REST.match(following[0])
        and not any(map(_LOCAL.match, following[:title]))
    ):
        return True
    if match[1].islower() and not match["rest"]:
        return COMMAND.search(_after(lines, index, 2500)) is not None
    if (match[1].isupper() or match["rest"]) and title is not None:
        return not any(_LOCAL.match(text) for text in following[:title])
    return COMMAND.search(_after(lines, index, 2500)) is not None


def _is_order_with_issuer(lines: list[Line], index: int) -> bool:
    """«Приказ Управления образования … от 9 декабря 2024 г. № 225 «О проведении …»»: in one line, or with the date in the next."""
    text = lines[index].text
    above = next((entry.text for entry in reversed(lines[max(0, index - 4) : index]) if entry.text), "")
    if len(text) > 700 or _OTHERS.search(above) or above.endswith(":"):
        return False
    following = [entry.text for entry in lines[index + 1 : index + 8] if entry.text]
    whole = _ORDER_IN_LINE.match(text)
    if whole is None:
        divided = _ORDER_OF.match(text)
        if divided is None or not following or not _FROM.match(following[0]):
            return False
        return authority(divided["issuer"]) is not None and any(is_order_title(entry.lstrip('«"')) for entry in following[1:3])
    issuer = whole["issuer"]
    if issuer is not None and authority(issuer) is None and not organisations(issuer):
        return False
    titled = is_order_title(text[whole.end() :].lstrip(' «"')) or any(
        is_order_title(entry.lstrip('«"')) for entry in following[:2]
    )
    return COMMAND.search(_after(lines, index, 1500)) is not None and (titled or issuer is None)


def _is_local(lines: list[Line], index: int, since: int, running: bool) -> ActKind | None:
    line = lines[index]
    match = _LOCAL.match(line.text)
    if not match or len(line.text) > 260:
        return None
    word, rest = match["word"], match["rest"]
    if word[0].islower():
        return None
    if not _is_upper(word) and any(is_finite_verb(found.text) for found in words(rest)[:8]):
        return None  # a sentence that begins with the word
    if line.text.endswith((";", ",")) and not _is_upper(line.text):
        return None
    if word.lower().startswith("методич") and not any(
        _APPROVAL.match(entry.text) or _APPENDIX.match(entry.text) for entry in lines[since - (since > 0) : index]
    ):
        return None  # recommendations are an act only where somebody approved them
    above = [entry.text for entry in lines[since:index] if entry.text]
    if not rest.strip(' .»"') and not _is_upper(word) and len(above) > 12 and not any(map(_APPROVAL.match, above[-8:])):
        return None
    if _is_upper(word) or not running:
        if not _near_top(lines, index, since):
            return None
        return _kind_of_word(word, rest + " " + (lines[index + 1].text if index + 1 < len(lines) else ""))
    return None


def segments(lines: list[Line], whole: Normalised) -> list[Segment]:
    """The acts of a document in order. An empty list where no line looks like an act's heading."""
    quick = _TELLING.on(whole)
    marks: list[tuple[int, int, ActKind, bool]] = []  # (first, heading, kind, appendix)
    since = 0
    in_body = False
    titles: list[
        tuple[int, int, ActKind, bool]
    ] = []  # headings taken for a page's title: where none follows, they were the act's
    appendix_at: int | None = None
    for index, line in enumerate(lines):
        if not quick.telling(line):
            continue
        approved = _APPROVAL.match(line.text) is not None and _has_own_approval(lines, quick, marks, index)
        if _APPROVAL.match(line.text) and (
            (index and line.page != lines[index - 1].page) or ((in_body or approved) and _opens_regulation(lines, index))
        ):
            appendix_at, since, in_body = index, index, False
        if _APPROVAL.match(line.text) and marks and not approved and _bare_title(lines, quick, marks[-1], index, in_body):
            again = _named_again(lines, quick, marks[-1][1], index)
            titles.append(marks.pop())
            first = titles[-1][0]  # the page's or file's title stood above; the act's own heading follows its approval
            appendix_at, since = None, index if again else first
            continue
        if _APPENDIX.match(line.text):
            if marks and _bare_title(lines, quick, marks[-1], index, in_body):
                titles.append(marks.pop())
            if appendix_at is not None and marks and lines[appendix_at].text.lower().startswith("приложени"):
                marks.append((appendix_at, appendix_at, ActKind.APPENDIX, True))
            appendix_at, since, in_body = index, index, False
            continue
        if _is_order(lines, index):
            first = _back_to_header(lines, index, marks[-1][1] + 1 if marks else 0)
            order = _ORDER.match(line.text)
            kind = _kind_of_word(order[1] if order else line.text.split()[0], "")
            marks.append((first, index, kind, False))
            since, in_body, appendix_at = index + 1, False, None
            continue
        if _is_minutes(lines, index) and not in_body and not _in_approval(lines, index):
            marks.append((_back_to_header(lines, index, marks[-1][1] + 1 if marks else 0), index, ActKind.MINUTES, False))
            since, in_body, appendix_at = index + 1, True, None
            continue
        if BODY.match(line.text):
            in_body = True
        new_header = not marks or appendix_at is not None
        if new_header:
            local = _is_local(lines, index, since, in_body)
            if local is not None:
                first = appendix_at if appendix_at is not None else 0
                marks.append((first, index, local, appendix_at is not None and bool(marks)))
                since, in_body, appendix_at = index + 1, False, None
    if appendix_at is not None and marks and lines[appendix_at].text.lower().startswith("приложени"):
        marks.append((appendix_at, appendix_at, ActKind.APPENDIX, True))
    if not marks:
        marks = titles[-1:]
    result: list[Segment] = []
    for number, (first, heading, kind, appendix) in enumerate(marks):
        last = marks[number + 1][0] if number + 1 < len(marks) else len(lines)
        result.append(Segment(kind, heading, first if number else 0, max(last, heading + 1), appendix))
    return result


def _is_minutes(lines: list[Line], index: int) -> bool:
    text = lines[index].text
    if not _MINUTES.match(text):
        return False
    if text[:3].lower() == "из ":  # «ВЫПИСКА / из протокола № 2 …»
        above = next((entry.text for entry in reversed(lines[max(0, index - 3) : index]) if entry.text), "")
        return above.lower() == "выписка"
    following = [entry.text for entry in lines[index + 1 : index + 25] if entry.text]
    if _is_upper(text.split()[0]) or (following and _MEETING.match(following[0])):
        return True
    named = _MINUTES_ALONE.match(text) or (re.match(r"протокол\s*№", text, re.IGNORECASE) and _GATHERING.search(text))
    return named is not None and any(_ATTENDED.match(entry) for entry in following[:10])


def _opens_regulation(lines: list[Line], index: int) -> bool:
    """Whether an approval block within a file leads to the next act's heading: «Утверждено приказом … / ПОЛОЖЕНИЕ …»."""
    if len(lines[index].text) > 90:
        return False
    following = [entry.text for entry in lines[index + 1 : index + 12] if entry.text][:8]
    for text in following:
        if BODY.match(text) or (text.endswith((".", ";")) and len(text) > 90):
            return False
        match = _LOCAL.match(text)
        if match and not match["word"][0].islower():
            return True
    return False


def _bare_title(lines: list[Line], quick: QuickLines, mark: tuple[int, int, ActKind, bool], index: int, in_body: bool) -> bool:
    """Whether the last mark is but a title directly above an approval block and not yet an act."""
    _first, heading, kind, appendix = mark
    if in_body or appendix or kind in ORDERS:
        return False
    if _named_again(lines, quick, heading, index):
        return True
    between = 0
    for place in range(index - 1, heading, -1):  # upwards: it ends soon where marks stand close together
        size = len(lines[place].text)
        between += size > 0
        if size >= 70 or between > 12:
            return False
    return kind is not ActKind.MINUTES


def _has_own_approval(lines: list[Line], quick: QuickLines, marks: list[tuple[int, int, ActKind, bool]], index: int) -> bool:
    """Whether the last heading was approved above it and is not named again below: the next approval block is another act's."""
    if not marks or marks[-1][2] in ORDERS:
        return False
    first, heading = marks[-1][:2]
    return any(_APPROVAL.match(entry.text) for entry in lines[first:heading]) and not _named_again(lines, quick, heading, index)


def _named_again(lines: list[Line], quick: QuickLines, heading: int, index: int) -> bool:
    """Whether the same title stands again below an approval block: the first was a card's or page's, however much stands between."""
    title = quick.letters(lines[heading], lines[heading])
    if len(title) > 15 and title in quick.letters(lines[index], lines[min(index + 40, len(lines)) - 1]):
        return True
    first = _LOCAL.match(lines[heading].text)
    if first is None or len(list(islice((entry for entry in islice(lines, heading) if entry.text), 4))) > 3:
        return False
    for entry in lines[index : index + 30]:
        if not quick.telling(entry):
            continue
        again = _LOCAL.match(entry.text)
        if again is not None and again["word"][0].isupper() and again["word"].lower() == first["word"].lower():
            return not any(BODY.match(between.text) for between in lines[heading + 1 : index])
        if BODY.match(entry.text):
            return False
    return False


def _in_approval(lines: list[Line], index: int) -> bool:
    before = [entry.text for entry in lines[max(0, index - 4) : index] if entry.text]
    return any(_APPROVAL.match(text) for text in before)


def _back_to_header(lines: list[Line], heading: int, stop: int) -> int:
    """The first line of an order's header: issuer lines and place above the word ПРИКАЗ."""
    first = heading
    for index in range(heading - 1, max(stop, heading - 14) - 1, -1):
        text = lines[index].text
        if not text:
            continue
        if _SIGNATURE.match(text) or (text.endswith((".", ";", ":")) and not organisations(text) and not authority(text)):
            break
        first = index
    return first
