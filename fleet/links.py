"""Which of the links to a file speaks for it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.model import Link
from extractors.model import Hints
from extractors.text import normalise, squeeze

_WORD = re.compile(r"[а-яa-z]{3,}")
_SAYS_NOTHING = (
    "скач", "загруз", "подробн", "читать", "далее", "дальше", "открыть", "посмотр", "просмотр", "смотр", "ссылк", "здесь",
    "файл", "документ", "формат", "перейти", "ознаком", "полност", "pdf", "doc", "zip", "rar", "xls", "odt", "rtf", "download",
    "more", "here", "link", "электронн", "вид", "сервер", "кб", "мб", "kb", "mb", "копия", "скан", "эцп",
)  # fmt: skip
_TERMS_OF_SITE = re.compile(
    r"(?:публичн\w+\s+)?оферт|договор\w*[\s-]+(?:публичн\w+\s+)?оферт|пользовательск\w+\s+соглашени|cookie"
    r"|(?:политик|соглаш|соглас|правил|услови|уведомлени)\w+.{0,60}?(?:конфиденциальн|приватност|персональн\w+\s+данн|cookie|куки"
    r"|(?:использовани|пользовани|работ|посещени|размещени)\w*\s+(?:\w+\s+)?(?:сайт|портал|интернет-ресурс))"
)
_LONG = 250


def telling(text: str) -> int:
    """How many words of a link text say what it leads to: none in «Скачать документ (pdf)»."""
    return sum(1 for word in _WORD.findall(normalise(text).text.lower()) if not word.startswith(_SAYS_NOTHING))


def spoken(link: Link) -> str:
    """What the link says: its text; where that names nothing, the line it stands in, else the page that offers the file."""
    text = squeeze(link.text)
    if telling(text):
        return text
    if telling(link.context):
        return squeeze(link.context)[:_LONG]
    return squeeze(link.page_title)[:_LONG] if link.document and telling(link.page_title) else text


def asks_visitors(link: Link) -> bool:
    """Whether a link to a page, no file, leads to what a site wants its visitors to agree to: a policy of privacy, a user's
    agreement, rules of using the site. Builders put it under every page, also where nobody wrote that page."""
    said = normalise(link.text).text.lower()
    return not link.document and _TERMS_OF_SITE.match(said) is not None


def best_link(links: Iterable[Link]) -> Link | None:
    """The most telling of the links to one file: what is named beats «Скачать», then promise, then words, then order."""
    best: Link | None = None
    rank: tuple[bool, float, int] = (False, 0.0, 0)
    for link in links:
        said = telling(link.text[:_LONG]) if link.text else 0
        mine = (said > 0, link.score, min(said, 20))
        if best is None or mine > rank:
            best, rank = link, mine
    return best


def hints_for(url: str, link: Link | None, content_type: str = "", charset: str = "") -> Hints:
    """What is known of a file besides its bytes."""
    return Hints(url, spoken(link) if link else "", content_type, charset)
