"""The grammar of posts: what a sentence, an item of a list or a cell says of vacant teaching posts. Posts and ставки are told apart.

::

    list    = [opening] segment {(«,» | «;» | «и» | new sentence) segment}
    opening = words up to the one that asks («требуются», «вакансии») or up to a colon
    segment = item | subject (after «учителя …») | amount (of the item before) | other words | what ends the list («обращаться …»)
    item    = [number] {adjective} post {subject | word} {amount}
    amount  = number «ставки» | number «вакансии, чел., ед.» | «(»number«)» | «–» number | «полставки» | number «часов» (no amount) | «нет»
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from checks.vacancy_amounts import ADJECTIVE, BETWEEN, MARKS, Amount, amount_of
from checks.vacancy_tokens import Kind, Line, Token, lex
from extractors.lemmas import is_finite_verb, lemmas, normal_forms
from extractors.text import squeeze

_PERSON = re.compile(r"[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вна|ична)|[А-ЯЁ][а-яё]+\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.")
_POSITION = re.compile(r"^\s*\d{1,2}\s*[.)]\s*(?=\D)")
_MANY = re.compile(
    r".*?(?:(?:учител|преподавател)(?:я|ей)(?:-предметник[а-я]*)?|(?:воспитател|преподавател)(?:и|ей)|(?:педагог|тренер|методист|логопед|психолог|дефектолог)(?:и|ы|ов))$",
    re.IGNORECASE,
)
_SURELY_MANY = re.compile(r".*(?:ей|ов|и|ы)(?:-предметник[а-я]*)?$|учителя-предметники$", re.IGNORECASE)
_ASK_MANY = re.compile(r"требуются|нужны|приглашаются|необходимы|ищем|не\s+хватает", re.IGNORECASE)
_EACH = re.compile(r"(?<![а-яё])по\s+[\d,.]+\s*став[а-я]+\W*$", re.IGNORECASE)
"""Ставки of every post of a list: «логопед, дефектолог – по 0,5 ставки»."""
_WORKPLACE = frozenset({
    "школа", "гимназия", "лицей", "сад", "детский", "учреждение", "организация", "коллектив", "команда", "работа", "сотрудничество", "должность", "место",
    "период", "следующий", "свой", "наш", "постоянный", "временный", "срочно", "дополнительно", "еще", "один", "учебный", "год", "педагогический", "кадр",
})
"""Words between «приглашаем» and the post: where to and for what."""
_LOAD = frozenset({"нагрузка", "объем", "занятость", "количество", "число", "всего"})
_OTHER_CASE = re.compile(r"(?:[яа]м|лю|[гдр]у|[ое]м|[ая]ми|[ая]х)$", re.IGNORECASE)
"""To teachers or with them, not teachers: «учителям требуются путёвки», «работа с воспитателями»."""
_BECOMING = frozenset({"работать", "работа", "стать"})
_COMPOUNDS = (("язык", "литератур"), ("истори", "обществозн"), ("физическ", "обж"), ("музык", "изо"), ("хими", "биолог"), ("культур", "обж"), ("культур", "обзр"))
"""Subjects that one teacher usually has together: «русского языка и литературы»."""
_NAMES = (Kind.POST, Kind.OTHER_POST, Kind.SUBJECT)
_SHORT = 80
_HEAD = 100


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A vacant teaching post: ``posts`` vacancies, ``rate`` ставки where the page names them."""

    post: str
    posts: int
    rate: float | None = None


def is_person(text: str) -> bool:
    """Whether somebody is named: a list of the staff, not of vacancies."""
    return _PERSON.search(text) is not None


def teaching(text: str, posts: tuple[str, ...]) -> bool:
    """Whether a text names a teaching post (and no post of another kind)."""
    return _is_post(lex(text, posts).tokens)


def _is_post(tokens: Sequence[Token]) -> bool:
    kinds = {token.kind for token in tokens}
    return Kind.POST in kinds and Kind.OTHER_POST not in kinds


# --- lists and items -------------------------------------------------------------------------------------------------


def vacancies_of(text: str, posts: tuple[str, ...], asked: bool, strictly: bool = False, in_rates: bool = False) -> list[Vacancy]:
    """Vacancies of a sentence or an item of a list; ``asked`` tells that the line itself speaks of vacancies.

    ``in_rates``: what stands above says that numbers without a unit are ставки.

    ``strictly``: whatever is asked for must be teachers from the first word on, as where a page is not about vacancies.
    """
    line = lex(_POSITION.sub("", text), posts)
    if line.tokens and line.tokens[0].kind is Kind.TALK:
        return []  # «Требования к кандидатам на вакансию учителя: …»
    return _List(line, asked, strictly, in_rates).read()


class _List:
    """Reads the segments of a line in order."""

    def __init__(self, line: Line, asked: bool, strictly: bool, in_rates: bool) -> None:
        self.in_rates = in_rates or heads_rates(line)
        self.line = line
        self.strictly = strictly and asked
        self.tokens = _after_opening(line.tokens) if asked else line.tokens
        self.opening = line.tokens[: len(line.tokens) - len(self.tokens)]
        self.asks_many = not asked or _ASK_MANY.search(line.text) is not None
        self.items: list[tuple[str, list[Token]]] = []
        self.general: list[Token] = []
        self.many = False
        self.heads = False

    def read(self) -> list[Vacancy]:
        """The vacancies of the line."""
        for segment in _segments(self.tokens):
            said = _before_talk(segment)
            if said and not self._segment(said):
                return []
            if len(said) < len(segment):
                break
        found = [item_of(tokens, self.line, before, self.in_rates) for before, tokens in self.items]
        each = amount_of(self.items[-1][1]).rate if self.items and _EACH.search(self.line.text) else None
        if each is not None:
            found = [replace(vacancy, rate=each * vacancy.posts) for vacancy in found]
        return [vacancy for vacancy in found if vacancy.posts]

    def _segment(self, segment: list[Token]) -> bool:
        """Take one segment in; ``False``: what is asked for are no teachers."""
        colon = _index(segment, Kind.COLON)
        if colon is not None and len(segment) > colon + 1 and not _is_head(segment[:colon], segment[colon + 1 :]):
            if self.strictly and not self.items and any(token.kind is Kind.WORD and not _is_about_work(token) for token in segment[:colon]):
                return False  # «требуются новые подходы: учитель …»
            segment = segment[colon + 1 :]  # «на 2025-2026 учебный год: учитель химии»
        kinds = {token.kind for token in segment}
        if is_person(self.line.source(segment[0], segment[-1])) or _is_mention(segment):
            return True
        general, self.general = self.general, segment if _is_general(segment) else []
        if self.general:
            return True
        if general and not kinds & {Kind.POST, Kind.OTHER_POST} and amount_of(segment).said and not _names_another(segment):
            self.items.append(("", [*general, *segment]))  # «воспитатели, 3 единицы»
            return True
        if _is_post(segment):
            if self.strictly and not self.items and not _asks_for_post(segment, self.opening):
                return False
            self._items(segment)
        elif Kind.OTHER_POST in kinds:
            self.many = self.heads = False
            return bool(self.items) or not self.strictly
        elif (self.many and segment[0].kind is Kind.SUBJECT) or (self.heads and (_begins_with_subject(segment) or _names_another(segment))):
            self.items.append(("учитель", segment))
        elif self.items and amount_of(segment).said and not _names_another(segment):
            self.items[-1][1].extend(segment)
        else:
            return bool(self.items) or not self.strictly
        return True

    def _items(self, segment: list[Token]) -> None:
        dash = _index(segment, Kind.DASH)
        if dash is not None and not _is_post(segment[:dash]) and _is_post(segment[dash:]) and segment[0].kind is not Kind.NUMBER:
            segment = segment[dash + 1 :]  # «школа № 6 – учитель физкультуры»
        colon = _index(segment, Kind.COLON)
        post = next(token for token in segment if token.kind is Kind.POST).text
        self.many = _MANY.match(post) is not None and (self.asks_many or _SURELY_MANY.match(post) is not None)
        self.heads = self.many and colon is not None and not amount_of(segment[:colon]).said
        if self.heads and colon is not None and len(segment) > colon + 1:
            self.items.append(("учитель", segment[colon + 1 :]))
            return
        opened = _index(segment, Kind.OPEN)
        inside = [list(group) for group in _segments(segment[opened + 1 :])] if opened is not None and self.many else []
        if inside and all(group[0].kind is Kind.SUBJECT for group in inside):
            self.items += [("учитель", group) for group in inside]  # «учителя (математики, физики)»
        else:
            self.items.append(("", segment))


def _after_opening(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """What follows the last word that asks before the posts, else the first colon; all of it where the posts stand before."""
    first = _index(tokens, Kind.ASK) or 0
    post = next((at for at in range(first, len(tokens)) if tokens[at].kind in (Kind.POST, Kind.OTHER_POST, Kind.SUBJECT)), None)
    if post is None:
        return tokens
    asks = [at for at in range(first, post) if tokens[at].kind is Kind.ASK]
    start = asks[-1] if asks else _index(tokens[:post], Kind.COLON)
    return tokens if start is None else tokens[start + 1 :]


def heads_rates(line: Line) -> bool:
    """Whether the words before the posts name ставки as what is counted: «Имеются свободные ставки: учитель физики – 1»."""
    post = _index(line.tokens, Kind.POST)
    before = line.tokens[:post]
    return any(token.kind is Kind.RATE and before[at - 1].kind is not Kind.NUMBER for at, token in enumerate(before) if at)


def _segments(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Parts between commas, «и» and sentences, brackets left whole; subjects that belong together stay so."""
    depth = 0
    part: list[Token] = []
    for at, token in enumerate(tokens):
        depth = max(0, depth + (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE))
        if token.kind is Kind.STOP or (not depth and token.kind in BETWEEN and not _joins(tokens, at)):
            if part:
                yield part
            part = []
            depth = 0 if token.kind is Kind.STOP else depth
        elif part or token.kind not in (Kind.DASH, Kind.COLON, Kind.CLOSE):
            part.append(token)
    if part:
        yield part


def _joins(tokens: Sequence[Token], at: int) -> bool:
    """Whether «и» joins two subjects that one teacher has."""
    if tokens[at].kind is not Kind.AND or not 0 < at < len(tokens) - 1:
        return False
    before, after = tokens[at - 1].text.lower(), tokens[at + 1].text.lower()
    if tokens[at + 1].kind is Kind.WORD and after not in normal_forms(after) and not any(token.kind in _NAMES for token in tokens[at + 2 : at + 4]):
        return True  # «советник по воспитанию и взаимодействию»
    return any(_alike(before, first) and _alike(after, second) for first, second in _COMPOUNDS)


def _alike(word: str, stem: str) -> bool:
    """Whether a word begins with a stem or shortens it: «лит-ры», «яз.»."""
    word = word.split("-")[0]
    return word.startswith(stem) or (len(word) > 1 and stem.startswith(word))


def _index(tokens: Sequence[Token], kind: Kind) -> int | None:
    return next((at for at, token in enumerate(tokens) if token.kind is kind), None)


def _before_talk(segment: list[Token]) -> list[Token]:
    """A segment up to whom to call and what is asked of applicants."""
    at = _index(segment, Kind.TALK)
    return segment if at is None else segment[:at]


def _names_another(segment: Sequence[Token]) -> bool:
    """Whether an amount is of something of its own: «костюмер – 1», not «нагрузка – 1,5 ставки»."""
    named = segment[0].kind in (Kind.WORD, Kind.UNIT) and _LOAD.isdisjoint(lemmas(segment[0].text))
    return named and any(token.kind in (Kind.DASH, Kind.COLON, Kind.OPEN) for token in segment)


def _begins_with_subject(tokens: Sequence[Token]) -> bool:
    """«математики (2)», «по вокалу – 1 ставка»."""
    return bool(tokens) and (tokens[0].kind is Kind.SUBJECT or tokens[0].text.lower() == "по")


def _is_head(head: Sequence[Token], rest: Sequence[Token]) -> bool:
    """Whether what stands before a colon belongs to what is after it: «учителя: математики», «воспитатель: 2 ставки», «ставка: 0,5»."""
    if rest[0].kind is Kind.NUMBER and head[-1].kind in (Kind.RATE, Kind.UNIT):
        return True
    return _is_post(head) and (not _is_general(head) or _begins_with_subject(rest) or rest[0].kind is Kind.NUMBER or (_names_another(rest) and amount_of(rest).said))


def _is_mention(segment: Sequence[Token]) -> bool:
    """What is done for teachers or told of them: «курсы для учителей», «совмещение с должностью учителя»; they are not wanted."""
    called = any(not _BECOMING.isdisjoint(lemmas(token.text)) for token in segment)
    if not called and any(token.kind is Kind.POST and _OTHER_CASE.search(token.text) for token in segment):
        return True
    post = _index(segment, Kind.POST) or 0
    after = next((token for token in segment[post + 1 :] if token.kind is not Kind.SUBJECT), None)
    if segment[post].kind is Kind.POST and after is not None and after.kind is Kind.WORD and is_finite_verb(after.text):
        return True  # «воспитатель встречает детей»
    named = [token for token in segment if "должность" not in lemmas(token.text)]
    asks = any(token.kind is Kind.ASK for token in named)
    return not asks and any(first.kind is Kind.ABOUT and second.kind is Kind.POST for first, second in pairwise(named))


def _is_general(segment: Sequence[Token]) -> bool:
    """Teachers in general, a heading and no post: «Вакансии учителей школы»."""
    at = _index(segment, Kind.POST)
    if at is None or _MANY.match(segment[at].text) is None or amount_of(segment).said:
        return False
    rest = [token for token in segment[at + 1 :] if token.kind not in MARKS]
    return not rest or rest[0].text.lower() in ("на", "по") or all(_is_about_work(token) for token in rest)


def _is_about_work(token: Token) -> bool:
    return token.kind is Kind.WORD and (len(token.text) <= 2 or not _WORKPLACE.isdisjoint(lemmas(token.text)))


def _asks_for_post(segment: Sequence[Token], opening: Sequence[Token]) -> bool:
    """Whether a segment asks for a teacher, not for a teacher's advice."""
    return _first_is_post(segment, strictly=True) or any(token.kind in (Kind.ASK, Kind.RATE, Kind.UNIT) for token in segment)


def _first_is_post(tokens: Sequence[Token], strictly: bool) -> bool:
    words = [token for token in tokens if token.kind is not Kind.NUMBER and token.kind not in MARKS]
    while strictly and words and words[0].kind is Kind.WORD and _is_about_work(words[0]):
        words = words[1:]
    words = words[:2]
    if words and words[0].kind is Kind.POST:
        return True
    return len(words) == 2 and words[1].kind is Kind.POST and (not strictly or words[0].text.lower().endswith(ADJECTIVE))


def heads_list(text: str, posts: tuple[str, ...]) -> bool:
    """A line that names a kind of teachers whose list is below: «педагоги дополнительного образования:»."""
    tokens = lex(text, posts).tokens
    if not tokens or tokens[-1].kind is not Kind.COLON or amount_of(tokens).said:
        return False
    named = [token for token in tokens if token.kind is Kind.POST]
    return bool(named) and _MANY.match(named[-1].text) is not None


def counts_something(text: str, posts: tuple[str, ...]) -> bool:
    """A line that counts something that is no other post: «техническая – 1»."""
    tokens = lex(text, posts).tokens
    return amount_of(tokens).said and not {token.kind for token in tokens} & {Kind.OTHER_POST, Kind.POST, Kind.TALK}


def begins_with_post(line: str, posts: tuple[str, ...], strictly: bool = False) -> bool:
    """A line that begins with a post: below «Вакансии» in a menu stand news, too.

    ``strictly``: with nothing before it but what belongs to it («старший воспитатель»), not with what is done for teachers.
    """
    tokens = lex(_POSITION.sub("", line), posts).tokens
    return len(line) <= _HEAD and _index(tokens, Kind.TALK) is None and _first_is_post(tokens, strictly)


def of_subject(text: str, posts: tuple[str, ...], listed: bool = False) -> list[Vacancy]:
    """The vacancy of a line that names a subject alone with a number, ставки or hours: «математика – 2».

    ``listed``: below a heading that says that teachers are wanted the subject is enough.
    """
    line = lex(_POSITION.sub("", text).strip(" .;–—-"), posts)
    tokens = line.tokens
    if len(line.text) > _SHORT or not tokens or tokens[0].kind is not Kind.SUBJECT or _index(tokens, Kind.TALK) is not None:
        return []
    if not listed and not amount_of(tokens).said and _index(tokens, Kind.HOURS) is None:
        return []
    return [item_of(list(tokens), line, "учитель:")]


def begins_with_subject(text: str, posts: tuple[str, ...]) -> bool:
    """Whether the first word of a cell names a school subject."""
    tokens = lex(text, posts).tokens
    return bool(tokens) and tokens[0].kind is Kind.SUBJECT


def amount_in(text: str, posts: tuple[str, ...], in_rates: bool = False) -> Amount:
    """The amount that a line or a cell names."""
    return amount_of(lex(text, posts).tokens, in_rates)


def item_in(text: str, posts: tuple[str, ...]) -> Vacancy:
    """The vacancy that a line or a cell names."""
    line = lex(_POSITION.sub("", text), posts)
    return item_of(list(line.tokens), line)


def item_of(tokens: Sequence[Token], line: Line, before: str = "", in_rates: bool = False) -> Vacancy:
    """The vacancy that a segment names; ``before`` is put before its name («учитель»)."""
    amount = amount_of(tokens, in_rates)
    first = next((at for at, token in enumerate(tokens) if token.kind is not Kind.NUMBER and token.kind not in MARKS), 0)
    ends = (Kind.NUMBER, Kind.DASH, Kind.COLON, Kind.OPEN, Kind.COMMA)
    last = next((at for at, token in enumerate(tokens) if at > first and token.kind in ends), len(tokens))
    name = squeeze(line.source(tokens[first], tokens[last - 1]))
    return Vacancy(f"{before} {name}".strip(), amount.number, amount.rate)
