"""What repeats on a site's pages (menus, banners, addresses in the footer) is no page's own text.

The tags of a page tell much of it already; this finds the rest by counting, as no markup can be trusted for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractors.text import plain, squeeze

_FEWEST = 4
"""With fewer different pages than this nothing can be said."""
_WIDGET = re.compile(
    r"\s*(?:решаем вместе|есть предложения по организации учебного процесса|не убран(?:\s+снег|\s+мусор)|сложности с получением|размер шрифта|"
    r"версия для слабовидящих|сообщить о проблеме|есть вопрос\?)",
    re.IGNORECASE,
)
"""The state portal's feedback widget and accessibility panels: on a site of a few pages they do not repeat enough to be told by counting."""
_SHARES = ((10, 0.6), (40, 0.35), (200, 0.2))
_LEAST_SHARE = 0.12
_NEVER = frozenset({
    "приказ", "распоряжение", "постановление", "положение", "порядок", "правила", "план", "программа", "договор", "соглашение",
    "решение", "протокол", "выписка", "проект", "дорожная карта", "приказываю", "приказываю:", "утверждаю", "утверждено",
    "утвержден", "принято", "рассмотрено", "согласовано", "общие положения", "1. общие положения", "1.общие положения",
})  # fmt: skip
"""Headings of acts: where a site has its orders typed into pages, they repeat like a menu and are none."""


def chrome_lines(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """The lines (white space squeezed) that stand on a large share of a site's pages.

    Pages that are the same from the first line to the last count once: a copy for printing, or one page served for every
    address, makes nothing a menu. A site with fewer than four different pages has no chrome that could be told from its text.
    """
    different = {frozenset(squeezed) for page in pages if (squeezed := {squeeze(line) for line in page} - {""})}
    if len(different) < _FEWEST:
        return frozenset()
    counts = Counter(line for page in different for line in page)
    needed = max(3, _share(len(different)) * len(different))
    return frozenset(line for line, count in counts.items() if count >= needed and plain(line).lower() not in _NEVER)


def _share(pages: int) -> float:
    """The share from which a line is chrome: the more pages, the less likely that so many say the same of their own."""
    return next((share for most, share in _SHARES if pages < most), _LEAST_SHARE)


def without_chrome(text: str, chrome: frozenset[str]) -> str:
    """``text`` without the lines of ``chrome`` and of the widgets that stand on every site of the country."""
    return "\n".join(line for line in text.split("\n") if squeeze(line) not in chrome and not _WIDGET.match(line))
