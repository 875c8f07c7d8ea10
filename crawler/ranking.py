"""The order of the frontier: what a link says, where it stands, what it leads to, and what came of it last time, as one number.

The subject counts most: a phrase of an indicator. A word that only names a form («положение», «документ») makes a page worth
opening early, for it leads to many documents, but a document late: its text has told its subject, and it is another one. A link
that names nothing takes over part of what led to its page (the inheritance of the Shark-Search crawler, Hersovici et al. 1998).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from crawler.scoring import Hit, Score

MOST_HEAT = 12.0
PAST_ACT = 30.0
PAST_NOTHING = -1.5
ASIDE = -20.0
_DOCUMENT = 3.0
_DOCUMENT_UNNAMED = 0.5
_FURTHER = 0.25
_FORM_OF_OTHER = 0.1
_MOST_OF_OTHER = 0.3
"""A document whose text tells another subject: after the pages of which more can be expected, before those that never gave."""
_TOP_LEVEL = 1.0
_SHELF = 2.0
_ASIDE_PROMISE = 0.05
_SITEMAP = -2.0
_INHERIT = {"unnamed": 0.6, "page": 0.5, "document": 0.25}

PART_TEXT = {
    "topic": "предмет мониторинга",
    "form": "вид документа или раздела",
    "against": "слова, с которыми актов не бывает",
    "document": "это файл",
    "top": "раздел первого уровня",
    "shelf": "здесь сайты такого вида держат документы",
    "inherited": "на страницу вели ссылки о предмете мониторинга",
    "aside": "новости, галереи, форумы — в последнюю очередь",
    "past": "в прошлый раз здесь нашёлся акт",
    "barren": "в прошлый раз здесь ничего не нашлось",
    "sitemap": "известно только из карты сайта",
}


class Part(NamedTuple):
    """One addend of a rank; ``name`` is a key of ``PART_TEXT``."""

    name: str
    value: float


class Circumstances(NamedTuple):
    """What is known of a link besides its words. ``heat`` is that of the page it stands on; ``unnamed`` when its text names
    no subject; ``past_acts`` the acts found at its address last time (``None``: nobody has looked); ``top`` for pages linked
    from a start, ``shelf`` for catalogues of documents."""

    document: bool = False
    aside: bool = False
    unnamed: bool = False
    heat: float = 0.0
    past_acts: int | None = None
    sitemap: bool = False
    top: bool = False
    shelf: bool = False


class Rank(NamedTuple):
    """The place of a link in the frontier, as the sum of its parts; ``heat`` is handed on to the links of the page it leads to."""

    parts: tuple[Part, ...] = ()
    heat: float = 0.0
    value: float = 0.0
    """The sum of the parts: the greater, the earlier."""


def _most(hits: list[Hit]) -> float:
    """The best of some hits in full, the others a little: synonyms are no further evidence."""
    values = sorted((hit.value for hit in hits), reverse=True)
    return values[0] + _FURTHER * sum(values[1:]) if values else 0.0


@lru_cache(maxsize=16384)
def rank_of(score: Score, facts: Circumstances) -> Rank:
    """The rank of a link with this score under these circumstances."""
    topic = _most([hit for hit in score.hits if hit.topical and hit.value > 0])
    form = _most([hit for hit in score.hits if not hit.topical and hit.value > 0])
    against = sum(hit.value for hit in score.hits if hit.value < 0)
    how = "unnamed" if facts.unnamed else "document" if facts.document else "page"
    inherited = 0.0 if topic >= facts.heat else facts.heat * _INHERIT[how]
    if facts.aside:
        parts = [("aside", ASIDE if score.value <= 0 else 0.0), ("topic", _ASIDE_PROMISE * topic), ("form", _ASIDE_PROMISE * form)]
        inherited = 0.0
    elif facts.document and not topic:
        if facts.unnamed:
            parts = [("document", _DOCUMENT if inherited else _DOCUMENT_UNNAMED), ("form", form), ("inherited", inherited)]
        else:
            parts = [("form", min(_MOST_OF_OTHER, _FORM_OF_OTHER * form)), ("inherited", inherited)]
    else:
        parts = [("topic", topic), ("form", form), ("document", _DOCUMENT if facts.document else 0.0), ("inherited", inherited)]
        parts.append(("top", _TOP_LEVEL if facts.top and not facts.document else 0.0))
        parts.append(("shelf", _SHELF if facts.shelf and not facts.document else 0.0))
    parts.append(("against", against))
    if facts.sitemap and score.value <= 0:
        parts.append(("sitemap", _SITEMAP))
    if facts.past_acts is not None:
        parts.append(("past", PAST_ACT) if facts.past_acts else ("barren", PAST_NOTHING))
    heat = 0.0 if facts.aside else min(MOST_HEAT, max(topic, inherited))
    told = tuple([Part(name, value) for name, value in parts if value])
    return Rank(told, heat, round(sum([part.value for part in told], 0.0), 3))
