"""What a link promises: the programme's phrases looked up in its text, its section, its address and its page's title.

Transliterated addresses are turned back into Russian first, so that the same phrases judge them. A menu of 140 links stands on
every page of a site, so each text and each address is judged once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from crawler.addresses import readable
from crawler.model import ScoredPhrase
from crawler.slugs import Slugs
from extractors.phrases import PhraseSet, Text

_WEIGHTS = {"text": 1.0, "context": 0.8, "url": 0.7, "section": 0.6, "page": 0.4}
_PLACES = {
    "text": "в тексте ссылки",
    "context": "в строке со ссылкой",
    "url": "в адресе",
    "section": "в разделе",
    "page": "в названии страницы",
}
_MAX_TEXT = 400
_MAX_MEMO = 20_000
_LETTERS = re.compile(r"[а-яёa-z]+")
_GLUED = re.compile(r"(?<=[а-яё])(?=\d)|(?<=\d)(?=[а-яё]{4})|_", re.I)
"""«службе2025», «074_Правила»: file names run words, numbers and underscores together."""
_MAY_BE_GLUED = re.compile(r"[\d_]")
_CHAIN = re.compile(r"(?:[^\s-]+-+){3,}[^\s-]+")
"""More hyphens than any word has: a title as a file name."""
_EXTENSION = re.compile(r"\.[a-z0-9]{2,5}$", re.I)
_OPAQUE = re.compile(r"^(?:[0-9a-f-]{12,}|[\d._-]+|(?=.*\d)(?=.*[a-z])[a-z0-9]{16,})$", re.I)


class Hit(NamedTuple):
    """A phrase found in one place, with what it adds there."""

    place: str
    pattern: str
    value: float
    topical: bool = False
    """Whether the phrase names a subject of the monitoring, rather than a form or a place of documents."""


class Score(NamedTuple):
    """What a link promises. ``hits`` are the phrases that count, each once, at its best place."""

    value: float
    hits: tuple[Hit, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """Russian sentences, strongest first."""
        ordered = sorted(self.hits, key=lambda hit: -abs(hit.value))
        return tuple(f"{_PLACES[hit.place]}: «{hit.pattern}» ({hit.value:+.1f})" for hit in ordered)


NOTHING = Score(0.0)
Found = tuple[tuple[str, float], ...]
"""Patterns found in a text with their weights, each once."""


def _words_apart(text: str) -> str:
    """A text whose words can be told apart, however a file name has joined them."""
    if text.count("-") > 2:
        text = _CHAIN.sub(lambda match: match.group().replace("-", " "), text)
    return _GLUED.sub(" ", text) if _MAY_BE_GLUED.search(text) else text


class LinkScorer:
    """Judges links by the programme's phrases; keeps what it has judged."""

    def __init__(self, phrases: Sequence[ScoredPhrase]) -> None:
        self._weights = {id(item.phrase): item.weight for item in phrases}  # the set below keeps the phrases
        self._topical = frozenset(item.phrase.pattern for item in phrases if item.topical)
        self._set = PhraseSet([item.phrase for item in phrases])
        self._slugs = Slugs(pattern for item in phrases for pattern in (item.phrase.pattern, *item.phrase.unless))
        self._addresses: dict[str, str] = {}
        self._texts: dict[str, Found] = {}
        self._scores: dict[tuple[Found, ...], Score] = {}

    def found_in(self, text: str) -> Found:
        """What is found in a short text."""
        known = self._texts.get(text)
        if known is None:
            best: dict[str, float] = {}
            if text and self._weights:
                for match in self._set.matches(Text(_words_apart(text[:_MAX_TEXT]))):
                    best[match.phrase.pattern] = self._weights[id(match.phrase)]
            known = tuple(best.items())
            if len(self._texts) > _MAX_MEMO:
                self._texts.clear()
            self._texts[text] = known
        return known

    def words_of(self, url: str) -> str:
        """The address as Russian words: «; » between the parts of the path."""
        known = self._addresses.get(url)
        if known is not None:
            return known
        parts = []
        for segment in readable(url).split("; ")[-4:]:
            stem = _EXTENSION.sub("", segment)
            if not stem or _OPAQUE.match(stem) or len(stem) > 200:
                continue
            parts.append(self._slugs.words(stem))
        words = "; ".join(parts)
        if len(self._addresses) < _MAX_MEMO:
            self._addresses[url] = words
        return words

    def score(self, text: str = "", section: str = "", url: str = "", page_title: str = "", context: str = "") -> Score:
        """What the link promises; 0 where nothing speaks for or against it."""
        found = (
            self.found_in(text),
            self.found_in(context),
            self.found_in(self.words_of(url)) if url else (),
            self.found_in(section),
            self.found_in(page_title),
        )
        # Texts, addresses and sections are new on every page, what is found in them hardly ever.
        known = self._scores.get(found)
        if known is None:
            known = self._judge(found)
            if len(self._scores) > _MAX_MEMO:
                self._scores.clear()
            self._scores[found] = known
        return known

    def _judge(self, found: tuple[Found, ...]) -> Score:
        best: dict[str, Hit] = {}
        for place, patterns in zip(_PLACES, found, strict=True):
            for pattern, weight in patterns:
                value = weight * _WEIGHTS[place]
                if pattern not in best or abs(value) > abs(best[pattern].value):
                    best[pattern] = Hit(place, pattern, value, pattern in self._topical)
        if not best:
            return NOTHING
        hits = tuple(best.values())
        return Score(round(sum(hit.value for hit in hits), 3), hits)


@lru_cache(maxsize=65536)
def says_nothing(text: str) -> bool:
    """Whether a link text names nothing («Скачать», «подробнее», «pdf»): its line has to speak for it."""
    words = _LETTERS.findall(text.lower())
    return all(len(word) < 3 or word.startswith(_EMPTY_WORDS) for word in words)


@lru_cache(maxsize=65536)
def names_no_subject(text: str) -> bool:
    """Whether a link text names at most the form of a document («Положение (3).pdf», «Приказ № 12 от 01.09.2023»)."""
    words = _LETTERS.findall(text.lower())
    return all(len(word) < 3 or word.startswith(_EMPTY_WORDS) or word.startswith(_FORM_WORDS) for word in words)


_FORM_WORDS = (
    "положен", "приказ", "распоряж", "постановл", "порядок", "правил", "программ", "план", "дорожн", "карт", "договор", "соглаш", "решен",
    "протокол", "локальн", "акт", "нормативн", "правов", "баз", "утвержд", "утв", "редакц", "нов", "год", "учебн", "подпис", "образец", "проект",
    "polozh", "prikaz", "dogovor", "plan", "programm", "jpg", "png", "odt", "rtf",
)  # fmt: skip
_EMPTY_WORDS = (
    "скач", "загруз", "подробн", "читать", "далее", "дальше", "открыт", "посмотр", "просмотр", "смотр", "ссылк", "здесь", "тут",
    "файл", "документ", "формат", "перейти", "ознаком", "полност", "pdf", "doc", "docx", "zip", "rar", "xls", "xlsx", "download",
    "more", "here", "link", "прилож", "материал", "вложен", "страниц", "это", "электронн", "вид", "копия", "скан", "эцп", "adobe",
)  # fmt: skip
