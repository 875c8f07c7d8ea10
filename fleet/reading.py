"""Which scans are recognised whole: most say in their header that they are none of the programme's matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from checks.lexicon import RuleSet
from extractors.acts import find_acts
from extractors.link_titles import read_link
from extractors.model import Document, Hints, ReadStatus
from extractors.phrases import Text
from extractors.repair import repaired
from extractors.settled import leaves_open
from fleet.acts import day_of, member_name, members
from fleet.contents import Content
from fleet.links import spoken
from programmes.model import Programme

_HEADER = 4000


class Interest:
    """What of a programme makes the whole text of a scan worth the minutes its recognition takes."""

    def __init__(self, programme: Programme) -> None:
        words = programme.vocabulary
        self._subjects = RuleSet(
            rule
            for indicator in programme.indicators
            for rule in (*indicator.phrases, *indicator.title_phrases, *indicator.near_misses)
        )
        self._vacancies = RuleSet((*words.vacancies, *words.no_vacancies))

    def by_links(self, item: Content) -> bool:
        """Whether a link, its section or its page speaks of the programme's matter."""
        return self._touched(_said_by_links(item))

    def by_header(self, item: Content, document: Document) -> bool:
        """Whether a document, or a file packed in it, leaves open what it is, or is of the programme's matter.

        What was read to its end leaves nothing open.
        """
        parts = [(document, item.hints)]
        parts += [(member, Hints(f"{document.path}{path}", member_name(path))) for member, path in members(document)]
        return any(part.header_only and self._is_open(part, hints, item) for part, hints in parts)

    def _is_open(self, document: Document, hints: Hints, item: Content) -> bool:
        day = day_of(item.fetch)
        acts = find_acts(document, hints, day) if document.status is ReadStatus.OK else ()
        if not acts or leaves_open(acts[0]):
            return True
        titles = [act.title for act in acts]
        if self._touched((*titles, document.title, hints.link_text, read_link(hints, day).title, *_said_by_links(item))):
            return True
        return self._vacancies.found(Text(document.text[:_HEADER]))

    def _touched(self, titles: Iterable[str]) -> bool:
        texts = (Text(repaired(title)) for title in dict.fromkeys(titles) if title)
        return any(self._subjects.found(text) or self._vacancies.found(text) for text in texts)


def _said_by_links(item: Content) -> Iterator[str]:
    for link in item.places:
        yield from (link.text, spoken(link), link.section, link.page_title)
    for fetch in item.fetches:
        yield unquote(urlsplit(fetch.final_url or fetch.url).path).rsplit("/", 1)[-1]

