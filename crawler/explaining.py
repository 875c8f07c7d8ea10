"""Why a crawl would follow a link, and when: the judgement of ``LinkReader`` with each of its parts in words (Russian)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.addresses import join, normalise_address
from crawler.engines import LinkClass, detect
from crawler.engines.base import Engine
from crawler.frontier import Frontier
from crawler.links import LinkReader
from crawler.model import Link, ScoredPhrase
from crawler.ranking import PART_TEXT, Part
from crawler.scoring import LinkScorer, says_nothing
from extractors.page import parse_page

_CLASS_TEXT = {
    LinkClass.PAGE: "страница",
    LinkClass.DOCUMENT: "документ",
    LinkClass.ASIDE: "новости, галерея или форум",
    LinkClass.TRAP: "ловушка: адресов такого вида без конца",
    LinkClass.COPY: "копия страницы, у которой есть свой адрес",
    LinkClass.SERVICE: "служебный адрес",
    LinkClass.MEDIA: "картинка, звук, видео или программа",
}
_SKIP_TEXT = {"off_site": "другой сайт", "other_folder": "другой раздел портала", "media": _CLASS_TEXT[LinkClass.MEDIA]}
SAMPLE = "http://site.invalid/"
"""Stands for a site whose address does not matter."""


@dataclass(frozen=True, slots=True)
class LinkExplanation:
    """One link as a crawl judges it. ``score`` is what its words promise, ``rank`` its place in the queue (the greater, the
    earlier), ``parts`` the addends of the rank, ``reasons`` the phrases found; ``skip`` says why it is not followed, "" if it is."""

    url: str
    text: str
    kind: str
    score: float
    rank: float
    parts: tuple[Part, ...]
    reasons: tuple[str, ...]
    skip: str = ""

    @property
    def lines(self) -> list[str]:
        """The explanation for people."""
        rows = [f"Адрес: {self.url.replace(SAMPLE, '/')}", f"Вид адреса: {self.kind}"]
        if self.skip:
            rows.append(f"Открываться не будет: {self.skip}.")
        rows.append(f"Что обещают слова: {self.score:+.1f}")
        rows += [f"  {reason}" for reason in self.reasons] or ["  ни одной фразы программы"]
        rows.append(f"Место в очереди: {self.rank:+.2f} (чем больше, тем раньше)")
        rows += [f"  {part.value:+.2f}  {PART_TEXT[part.name]}" for part in self.parts] or ["  +0.00  ничто не говорит ни за, ни против"]
        return rows


def explain_link(
    phrases: Sequence[ScoredPhrase], threshold: float, url: str, text: str = "", section: str = "", page_title: str = "", context: str = ""
) -> LinkExplanation:
    """How a link to ``url`` would be judged on its own site. Raises ``AddressError`` for what is no address."""
    absolute = normalise_address(url if "://" in url or "." in url.split("/", 1)[0] else f"{SAMPLE}{url.lstrip('/')}")
    parts = urlsplit(absolute)
    site = f"{parts.scheme}://{parts.netloc}/"
    reader, scorer = _reader(phrases, threshold, site, detect(parse_page(""), absolute, ""))
    return _explained(reader, scorer, threshold, Link(absolute, text, section, site, page_title, context=context))


def explain_page(phrases: Sequence[ScoredPhrase], threshold: float, html: str, url: str = SAMPLE) -> list[LinkExplanation]:
    """The links of a page at ``url``, each address once with its best place, in the order a crawl would take them."""
    page = parse_page(html)
    reader, scorer = _reader(phrases, threshold, url, detect(page, url, html))
    base = (join(url, page.base_href) if page.base_href else None) or url
    best: dict[str, LinkExplanation] = {}
    for link in page.links:
        target = join(base, link.href)
        if target is None:
            continue
        context = link.context if link.context != link.text and says_nothing(link.text) else ""
        title = "" if link.chrome else page.heading or page.title
        made = Link(target, link.text, link.section, url, title, document=link.download, context=context)
        found = _explained(reader, scorer, threshold, made)
        if found.url not in best or best[found.url].rank < found.rank:
            best[found.url] = found
    return sorted(best.values(), key=lambda item: (bool(item.skip), -item.rank))


def _reader(phrases: Sequence[ScoredPhrase], threshold: float, site: str, engine: Engine) -> tuple[LinkReader, LinkScorer]:
    scorer = LinkScorer(phrases)
    reader = LinkReader(site, scorer, Frontier(), threshold)
    reader.move(site, engine)
    return reader, scorer


def _explained(reader: LinkReader, scorer: LinkScorer, threshold: float, link: Link) -> LinkExplanation:
    address = reader.address(link.url)
    score = scorer.score(link.text, link.section, address.url, link.page_title, link.context)
    rank = reader.rank(link.text, link.document or address.kind is LinkClass.DOCUMENT, address, score, 1)
    skip = ""
    if address.skip:
        skip = _SKIP_TEXT.get(address.skip, _CLASS_TEXT[address.kind])
    elif score.value < threshold:
        skip = f"оценка ниже порога {threshold:+.1f}"
    elif address.picture and score.value <= 0:
        skip = "картинка, о которой ничего не сказано"
    return LinkExplanation(
        address.url, link.text, _CLASS_TEXT[address.kind], score.value, rank.value, rank.parts, score.reasons, skip
    )
