"""The programme file's shape. Every key is checked; an unknown key is an error, not a silent loss."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from extractors.model import ActKind, Level
from extractors.phrases import Phrase, validate


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _as_table(value: object) -> object:
    return {"pattern": value} if isinstance(value, str) else value


class PhraseRule(_Strict):
    """A lemma pattern. ``weight`` is what it adds to a link's score (0…10); see ``extractors.phrases`` for the syntax."""

    pattern: str
    window: int = Field(default=0, ge=0, le=8)
    unless: tuple[str, ...] = ()
    near: int = Field(default=3, ge=0, le=20)
    weight: float = Field(default=5.0, ge=-20, le=20)

    @model_validator(mode="after")
    def _patterns_can_match(self) -> PhraseRule:
        validate(self.phrase)
        return self

    @property
    def phrase(self) -> Phrase:
        """The pattern as the matcher takes it."""
        return Phrase(self.pattern, self.window, self.unless, self.near)


Rule = Annotated[PhraseRule, BeforeValidator(_as_table)]


class Period(_Strict):
    """A stage of the yearly calendar, ``MM-DD`` to ``MM-DD`` inclusive."""

    name: str
    start: str = Field(pattern=r"^\d\d-\d\d$")
    end: str = Field(pattern=r"^\d\d-\d\d$")


class LegalBasis(_Strict):
    """An act the monitoring rests on; ``valid_to`` is empty while it is in force."""

    title: str
    number: str
    date: datetime.date
    issuer: str
    valid_from: datetime.date
    valid_to: datetime.date | None = None
    indicators: tuple[str, ...] = ()
    """Ids of the indicators it is the ground of; empty: of all."""

    def in_force(self, day: datetime.date) -> bool:
        """Whether the act is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class ScopeRule(_Strict):
    """Phrases that settle whom an act covers, and the remark when they decide for a reservation."""

    teachers: tuple[Rule, ...] = ()
    pupils: tuple[Rule, ...] = ()
    generic: tuple[Rule, ...] = ()
    pupils_only: Literal["reject", "scope_pupils"] = "reject"
    unclear: Literal["accept", "scope_unclear", "scope_pupils"] = "accept"


class ExpectedAct(_Strict):
    """One act of the set that is usual for an indicator: shown as found / not found beside the verdict."""

    name: str
    kinds: tuple[ActKind, ...] = ()
    phrases: tuple[Rule, ...] = ()
    required: bool = False
    """Without it the verdict is «есть с замечаниями» at best."""


class Indicator(_Strict):
    """One indicator (показатель) of the programme, worded as the order words it."""

    id: str = Field(pattern=r"^[a-z0-9_-]+$")
    type: Literal["acts", "share", "count"]
    short: str
    """Column heading, a few letters."""
    name: str
    criterion: str
    method: str
    unit: str
    source: str
    collection: str
    levels: tuple[Level, ...] = ()
    kinds: tuple[ActKind, ...] = ()
    phrases: tuple[Rule, ...] = ()
    title_phrases: tuple[Rule, ...] = ()
    """Phrases that count only in a title or link text: too common in running text."""
    search: tuple[str, ...] = ()
    """Words that the search of a site is asked for: the commonest of the subject, as people write them."""
    near_misses: tuple[Rule, ...] = ()
    """Words close to the subject: a title with one of these is shown as the nearest miss where nothing counts."""
    exclude: tuple[Rule, ...] = ()
    """Titles with one of these never count for the indicator."""
    scope: ScopeRule | None = None
    expected: tuple[ExpectedAct, ...] = ()
    as_of: tuple[Annotated[str, Field(pattern=r"^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$")], ...] = ()
    """``MM-DD`` dates the number is taken at."""
    period: Literal["year", "school_year"] = "year"
    """What a share is summed over: the twelve months that end with the reporting date, or the school year it lies in."""
    weight: float = Field(default=1.0, ge=0)
    advice: str = ""


class Vocabulary(_Strict):
    """Words of the field shared by all indicators: what helps or hinders a link, what is never an act of the school."""

    promising: tuple[Rule, ...] = ()
    unpromising: tuple[Rule, ...] = ()
    not_acts: tuple[Rule, ...] = ()
    """Titles of news, articles, reports, pages: not acts whatever they speak of."""
    vacancies: tuple[Rule, ...] = ()
    vacancies_never: tuple[Rule, ...] = ()
    no_vacancies: tuple[Rule, ...] = ()
    teaching_posts: tuple[str, ...] = ()
    staff: tuple[Rule, ...] = ()
    """Titles of pages that list the teaching staff."""
    sections: tuple[Rule, ...] = ()
    """Titles of sections and pages where acts belong."""


class LevelThreshold(_Strict):
    """A level of the rating: the share of the weighted sum (0…1) from which it begins."""

    name: str
    minimum: float = Field(ge=0, le=1)


class Programme(_Strict):
    """A monitoring programme: what to look for, what it means, when, and on what legal ground."""

    id: str = Field(pattern=r"^[a-z0-9_-]+$")
    title: str
    municipality: str
    legal_basis: tuple[LegalBasis, ...] = Field(min_length=1)
    calendar: tuple[Period, ...] = ()
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    vocabulary: Vocabulary = Vocabulary()
    rating: tuple[LevelThreshold, ...] = ()
    partial_points: float = Field(default=0.5, ge=0, le=1)
    """What «есть с замечаниями» is worth in the rating, as a share of «есть»."""
    remark_advice: dict[str, str] = Field(default_factory=dict)
    """What a school should do about each remark (machine code → sentence)."""
    follow_threshold: float = 0.0
    """Links that score below are not followed."""
    hash: str = ""
    """sha256 of the file's parsed content, set on load."""

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Programme:
        ids = [indicator.id for indicator in self.indicators]
        if len(ids) != len(set(ids)):
            raise ValueError("у двух показателей один id")
        return self

    def indicator(self, id: str) -> Indicator:
        """The indicator with this id; ``KeyError`` when there is none."""
        for indicator in self.indicators:
            if indicator.id == id:
                return indicator
        raise KeyError(id)
