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
