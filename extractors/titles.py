"""What a title, link text or file name says: kind of act, list position, requisites, the bare title."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from extractors.model import ActKind
from extractors.repair import is_slug, repaired
from extractors.text import plain, squeeze
from extractors.translit import cyrillic

_EXTENSION = re.compile(r"\.(?:pdf|docx?|rtf|odt|xlsx?|zip|rar|7z|jpe?g|png|tiff?|html?|txt|php)\b\.?", re.IGNORECASE)
_FILE_NOISE = re.compile(
    r"\((?:PDF|DOCX?|RTF|XLSX?|JPG)[^)]{0,30}\)|\(\d{1,3}\)\s*$|\b\d+(?:[.,]\d+)?\s?(?:КБ|Кб|МБ|Мб|kB|MB|KB|Mb|Kb)\b|\((?:формат|электронный документ)[^)]*\)"
    r"|^\s*скачать(?:\s+(?:документ|файл))?\b|\[[^\]]{1,12}\]|_?подпись\b|\bс эцп\b|файл в формате adobe pdf\.?",
    re.IGNORECASE,
)
_POSITION = re.compile(
    r"^\s*[+•·▪*—-]*\s*(?:\(?\d{1,3}(?:\.\d{1,3}){0,3}[.)_]\s*[-.)]*|\d{1,3}(?:\.\d{1,3})+\s+|\d{3}_|(?:19|20)\d\d[-_](?=[А-Яа-я])|\d{1,2}[.)]?-)\s*(?=[^\d\s])"
)
_DRAFT = re.compile(r"^\s*(?:\(?проект\)?)\b[\s:.]*", re.IGNORECASE)
_TEMPLATE = re.compile(r"^\W*(?:(?:примерн|типов)[а-я]{2}\s+)?(?:образец|шаблон|бланк|макет|форма)\s+(?=[а-я])", re.IGNORECASE)
"""What is to be filled in is no act in force."""

_KINDS: tuple[tuple[ActKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (ActKind.APPENDIX, r"приложени[ея]\b"),
        (ActKind.ORDER, r"(?:приказ[аыу]?\b|пр\.\s?(?=№|\d))"),
        (ActKind.DIRECTIVE, r"распоряжени[ея]\b"),
        (ActKind.RESOLUTION, r"постановлени[ея]\b"),
        (
            ActKind.ROAD_MAP,
            r"(?:план мероприятий\s*\(?\s*[«\"]?дорожная карта|(?:муниципальная |комплексная )?дорожная карта|план мероприятий по внедрению)",
        ),
        (
            ActKind.REGULATION,
            r"(?:(?:[а-я-]+(?:ое|ее)\s+){1,2}|изменени[ея] в )?положени[ея](?!\s+дел)\b",
        ),
        (ActKind.PROCEDURE, r"поряд(?:ок|ка)\b"),
        (ActKind.RULES, r"правила\b"),
        (
            ActKind.PROGRAMME,
            r"(?:[а-я-]+(?:ая|яя)\s+){0,4}программ[аы]\b",
        ),
        (
            ActKind.PLAN,
            r"(?:[а-я-]+(?:ый|ий|ой)\s+){0,3}(?:план|план-график|график)\b",
        ),
        (ActKind.CONTRACT, r"(?:сетевой |типовой |коллективный |трудовой |примерная форма |форма )*договора?\b"),
        (ActKind.AGREEMENT, r"(?:сетевое |дополнительное |типовое )*соглашени[ея]\b"),
        (ActKind.DECISION, r"решени[ея]\b"),
        (ActKind.CHARTER, r"устав\b"),
        (ActKind.CONCEPT, r"(?:муниципальная |школьная )?концепци[яи]\b"),
        (ActKind.MINUTES, r"протокол\b"),
        (ActKind.LETTER, r"(?:информационное |гарантийное )?письмо\b"),
        (
            ActKind.OTHER,
            r"(?:регламент|инструкци[яи]|должностная инструкция|стандарт|указ|кодекс|(?:[а-я]+ая )?политика|федеральный закон)\b",
        ),
        (ActKind.OTHER, r"(?:муниципальная |школьная |районная )?(?:[цщ]елевая )?модель(?:\s+[^\s]+){4}"),
    )
)
_ORDER_TITLE = re.compile(
    r"^[«\"]?(?:о|об)\s+(?!нас\b|школе\b|сайте\b|себе\b|гимназии\b|лицее\b|детском саде\b|детском саду\b|нашей\b|реализуемых\b|оказываемых\b|предоставляемых\b|проекте\b|компании\b|учреждении\b|организации\s*$)"
    r"[а-я-]+", re.IGNORECASE
)  # fmt: skip
_ORDER_TOPIC = re.compile(
    r"^[«\"]?(?:о|об)\s+(?:(?:внесении|утверждении|внедрении|введении|создании|организации|назначении|закреплении|проведении|реализации|мерах|участии|работе|"
    r"формировании|открытии|присвоении|признании|составе|деятельности|функционировании|обеспечении|подготовке|продлении|прекращении|совершенствовании|"
    r"развитии|старте|апробации|начале|запуске|реорганизации|наделении|распределении|порядке|итогах|результатах|направлении|установлении)\b)", re.IGNORECASE
)  # fmt: skip
_NAMED_FIRST = re.compile(
    r"^(?:администраци|управлени|отдел|комитет|муниципальн|государственн|М[А-Я]{1,4}У|[А-Я]{0,2}Б?ДОУ|МБУ|МАУ|ГБОУ|ГКОУ|СОШ|ООШ|детский сад)[^\n]*?(?<=[\s»\"])"
    r"(?P<act>(?:ПОЛОЖЕНИЕ|Положение|ПРИКАЗ|Приказ|ПОРЯДОК|Порядок|ПРОГРАММА|Программа|ДОГОВОР|Договор|ПЛАН|План|РАСПОРЯЖЕНИЕ|Распоряжение|ПОСТАНОВЛЕНИЕ|Постановление)(?![а-яА-Я]))",
    re.IGNORECASE,
)
_OTHER_ACT = re.compile(
    r"[\s(,]+(?:во исполнение|в соответствии с|на основании|утвержд[её]нн[а-я]+|согласно|в рамках реализации|в целях (?:исполнения|реализации))\b",
    re.IGNORECASE,
)
_KIND_BEHIND = re.compile(r"[.,(]\s*(?P<act>(?:приказ|распоряжение|постановление|пр\.)\s[^.]*?(?:от\s|№).*)$", re.IGNORECASE)
"""«О создании … . Распоряжение от 11.10.2023 № 87-р»: the kind stands behind the title."""
_MOST_TITLE = 2000
"""Characters of a title that are looked at: what is longer is a text in one line."""
_INNER_KIND = re.compile(
    r"\b(приказ|распоряжение|постановление|положение|порядок|правила|программа|договор|соглашение)\b", re.IGNORECASE
)


def tidy(title: str) -> str:
    """A title without list position («26.», «4.17», «074_»), file extension, size, download suffix and draft mark."""
    text = squeeze(title.replace("_", " ") if "_" in title and " " not in title.strip() else title)
    text = _EXTENSION.sub(" ", text)
    text = _FILE_NOISE.sub(" ", text)
    text = _POSITION.sub("", squeeze(text), count=1)
    if "-" in text and " " not in text:
        text = text.replace("-", " ")
    return squeeze(text).strip(" .,;:|•+-—_")


def kind_of(title: str) -> ActKind | None:
    """The kind a title names by its first words; an order's title «О …» is an order. ``None`` where it names none."""
    return _kind_at_start(_TEMPLATE.sub("", _DRAFT.sub("", tidy(repaired(title[:_MOST_TITLE])))).lstrip('«"( '))


def _kind_at_start(text: str) -> ActKind | None:
    for kind, pattern in _KINDS:
        if pattern.match(text):
            if kind is ActKind.APPENDIX:
                inner = _INNER_KIND.search(text)
                if inner is None or re.match(r"приложени[ея]\s*(?:№?\s*\d+)?\s*(?:к\b|$)", text, re.IGNORECASE):
                    return kind
                return _kind_at_start(text[inner.start() :])
            return kind
    behind = _KIND_BEHIND.search(text) if _ORDER_TITLE.match(text) else None
    if behind:
        return _kind_at_start(behind["act"])
    if _ORDER_TOPIC.match(text):
        return ActKind.ORDER
    named = _NAMED_FIRST.match(text)
    if named and not _kind_before(text, named):
        return _kind_at_start(text[named.start("act") :])
    return None


def _kind_before(text: str, named: re.Match[str]) -> bool:
    return _ORDER_TITLE.match(text) is not None or named.start("act") == 0


def own_part(title: str) -> str:
    """The title without what it says of other acts («во исполнение приказа … от … № …»)."""
    cut = _OTHER_ACT.search(f" {title}")
    return title[: max(cut.start() - 1, 0)] if cut else title


def is_order_title(title: str) -> bool:
    """Whether a title is worded as an order's («О внедрении …», «Об утверждении …»)."""
    return _ORDER_TITLE.match(plain(title[:_MOST_TITLE])) is not None


def from_url(url: str) -> str:
    """The words of a URL's last path part: a file name, transliterated slugs turned back. Empty for ids and roots."""
    path = unquote(urlsplit(url).path).replace("\\", "/").rstrip("/")
    parts = [part for part in path.split("/") if part]
    for part in reversed(parts):
        name = _EXTENSION.sub("", part)
        if sum(ch.isalpha() for ch in name) >= 5:
            has_cyrillic = any("а" <= ch <= "я" for ch in name.lower())
            return squeeze(name.replace("_", " ") if has_cyrillic else cyrillic(name))
    return ""


def bare_title(title: str) -> str:
    """The title for display and comparison: tidied, the kind word and its requisites kept as they are."""
    return _DRAFT.sub("", tidy(repaired(title) if is_slug(title) else title))


def is_draft_title(title: str) -> bool:
    """Whether a title calls itself a draft."""
    bare = tidy(title)
    return (
        _DRAFT.match(bare) is not None
        or _TEMPLATE.match(bare) is not None
        or bool(re.search(r"\(проект\)|\bпроект (?:положения|приказа|договора)\b", title, re.IGNORECASE))
    )
