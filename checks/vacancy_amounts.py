"""The amounts of a segment: posts, ставки or that there is nothing. Hours are no amount; nobody counts posts in fractions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checks.vacancy_tokens import Kind, Token
from extractors.lemmas import lemmas

BETWEEN = (Kind.COMMA, Kind.STOP, Kind.AND)
MARKS = (Kind.DASH, Kind.COLON, Kind.OPEN, Kind.CLOSE, *BETWEEN)
ADJECTIVE = ("ый", "ий", "ой", "ая", "его", "ого", "ых", "ую")


@dataclass(frozen=True, slots=True)
class Amount:
    """What words say of how much: posts, ставки, or that there is nothing (``none``)."""

    posts: int | None = None
    rate: float | None = None
    none: bool = False

    @property
    def said(self) -> bool:
        """Whether anything is said."""
        return self.none or self.posts is not None or self.rate is not None

    @property
    def number(self) -> int:
        """The posts: as told, else what the ставки are at least, else the one that is named."""
        if self.none:
            return 0
        if self.posts is not None:
            return self.posts
        return whole(self.rate) if self.rate is not None else 1


def whole(rate: float) -> int:
    """The posts that so many ставки are at least: 3 ставки are three, 0,5 and 1,5 are one."""
    return max(1, int(rate))


def amount_of(tokens: Sequence[Token], in_rates: bool = False) -> Amount:
    """The amount that a segment names; ``in_rates``: numbers without a unit are ставки."""
    posts: int | None = None
    rate: float | None = None
    leading: int | None = None
    for at, token in enumerate(tokens):
        if token.kind is Kind.RATE and rate is None and (token.value is not None or (at and "полный" in lemmas(tokens[at - 1].text))):
            rate = token.value or 1.0
        if token.kind is not Kind.NUMBER or token.value is None:
            continue
        unit = _unit(tokens, at)
        if unit is Kind.RATE or (unit in (Kind.UNIT, Kind.NUMBER) and _is_fraction(token)) or (unit is Kind.NUMBER and in_rates):
            rate = token.value if rate is None else rate
        elif unit in (Kind.UNIT, Kind.NUMBER):
            posts = int(token.value) if posts is None else posts
        elif unit is Kind.POST:
            leading = int(token.value)
    if leading is not None and posts is None and (rate is None or not _is_position(tokens)):
        posts = leading
    if _denies(tokens) or posts == 0 or rate == 0.0:
        return Amount(none=True)
    return Amount(posts, rate)


def _is_fraction(token: Token) -> bool:
    """Nobody counts posts in fractions: «0,5», «1,0»."""
    return not token.text.rstrip("-").isdecimal() and token.value is not None and not token.text.isalpha()


def _unit(tokens: Sequence[Token], at: int) -> Kind:
    """What a number counts: ``NUMBER`` for one that stands alone, ``WORD`` for one that counts something else."""
    after = list(tokens[at + 1 :])
    for ahead in after[:3]:
        if ahead.kind in (Kind.RATE, Kind.UNIT, Kind.HOURS):
            return ahead.kind
        if ahead.kind is Kind.ASK and "вакансия" in lemmas(ahead.text):
            return Kind.UNIT
        if ahead.kind not in (Kind.WORD, Kind.ASK):
            break
    before = tokens[at - 1].kind if at else None
    if not after or after[0].kind in MARKS:
        named = (Kind.POST, Kind.SUBJECT, Kind.WORD)
        if before is Kind.OPEN and after and after[0].kind is not Kind.CLOSE:
            return Kind.WORD  # «(5, 7 классы)»
        if at > 1 and before in (Kind.DASH, Kind.COLON) and tokens[at - 2].kind is Kind.RATE:
            return Kind.RATE  # «ставка – 1»
        if before in (Kind.DASH, Kind.COLON, Kind.OPEN) or (before in named and not after and any(token.kind in named[:2] for token in tokens)):
            return Kind.NUMBER
    return Kind.POST if (at == 0 or before is Kind.OPEN) and _leads(after) else Kind.WORD


def _leads(after: Sequence[Token]) -> bool:
    """Whether a number before these words counts posts: «2 воспитателя», «три новых учителя», «1 – учителя-логопеда»."""
    words = [token for token in after[:4] if token.kind is not Kind.DASH]
    until = next((at for at, token in enumerate(words) if token.kind is Kind.POST), None)
    return until is not None and all(token.text.lower().endswith(ADJECTIVE) for token in words[:until])


def _is_position(tokens: Sequence[Token]) -> bool:
    """«2 Воспитатель 0,5»: a number before a nominative is the place in a list."""
    post = next(token.text.split()[0] for token in tokens if token.kind is Kind.POST)
    return post[0].isupper() and post.lower() in lemmas(post)


def _denies(tokens: Sequence[Token]) -> bool:
    for at, token in enumerate(tokens):
        negated = at > 0 and tokens[at - 1].text.lower() == "не"
        if token.kind is Kind.NONE and not negated:
            forms = lemmas(token.text)
            ends = at + 1 == len(tokens) or tokens[at + 1].kind in MARKS
            if ends or forms.isdisjoint(("нет", "отсутствовать")):
                return True
        if token.kind is Kind.ASK and negated and "требоваться" in lemmas(token.text):
            return True
    return False
