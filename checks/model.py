"""What judging gives. One module owns the verdicts and the remarks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from crawler.model import Institution, Visit
from extractors.model import Act, Level


class Verdict(StrEnum):
    """What the evidence means for an indicator."""

    PRESENT = "present"
    PARTIAL = "partial"
    ABSENT = "absent"
    UNKNOWN = "unknown"


VERDICT_TEXT = {
    Verdict.PRESENT: "есть",
    Verdict.PARTIAL: "есть с замечаниями",
    Verdict.ABSENT: "нет",
    Verdict.UNKNOWN: "нет данных",
}


class Remark(StrEnum):
    """Machine codes of remarks, as the public interface names them."""

    NO_REQUISITES = "no_requisites"
    DRAFT = "draft"
    EXPIRED = "expired"
    FOREIGN_ISSUER = "foreign_issuer"
    SCOPE_UNCLEAR = "scope_unclear"
    SCOPE_PUPILS = "scope_pupils"
    WRONG_LEVEL = "wrong_level"
    UNREADABLE = "unreadable"
    BROKEN_LINK = "broken_link"
    LOW_CONFIDENCE = "low_confidence"
    UNREACHABLE = "unreachable"
    ROBOTS_FORBIDDEN = "robots_forbidden"
    BOT_WALL = "bot_wall"
    NEEDS_JAVASCRIPT = "needs_javascript"
    INCOMPLETE_CRAWL = "incomplete_crawl"
    NOT_PUBLISHED = "not_published"
    NOT_IMPORTED = "not_imported"


REMARK_TEXT = {
    Remark.NO_REQUISITES: "не указаны номер или дата акта",
    Remark.DRAFT: "проект или незаполненный шаблон",
    Remark.EXPIRED: "срок действия акта истёк или акт утратил силу",
    Remark.FOREIGN_ISSUER: "в акте названа другая организация",
    Remark.SCOPE_UNCLEAR: "не указано, на кого распространяется наставничество",
    Remark.SCOPE_PUPILS: "акт о сетевой форме программ для обучающихся, а не о взаимодействии педагогов",
    Remark.WRONG_LEVEL: "акт другого уровня управления",
    Remark.UNREADABLE: "файл не удалось прочитать",
    Remark.BROKEN_LINK: "ссылка на акт не работает",
    Remark.LOW_CONFIDENCE: "распознано неуверенно, нужна проверка глазами",
    Remark.UNREACHABLE: "сайт недоступен",
    Remark.ROBOTS_FORBIDDEN: "обход запрещён файлом robots.txt",
    Remark.BOT_WALL: "сайт закрыт проверкой на робота",
    Remark.NEEDS_JAVASCRIPT: "сайт не читается без выполнения сценариев",
    Remark.INCOMPLETE_CRAWL: "сайт прочитан не полностью",
    Remark.NOT_PUBLISHED: "сведения на сайте не опубликованы",
    Remark.NOT_IMPORTED: "сведения не загружены",
}


@dataclass(frozen=True, slots=True)
class FoundAct:
    """An act with where it was found: what judging works on. ``text`` is the act's own text, empty when not read.

    ``readable`` is False when the link promised an act whose file could not be read; ``broken`` when the link answers 404
    or 410. ``section`` is the heading above the link.
    """

    act: Act
    url: str
    act_id: int = 0
    page_url: str = ""
    link_text: str = ""
    section: str = ""
    sha256: str = ""
    fetched: str = ""
    text_source: str | None = None
    text: str = ""
    readable: bool = True
    broken: bool = False
    reason: str = ""
    warc: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """An act that decides a finding, with the place it can be checked at."""

    act_id: int
    url: str
    page_url: str
    link_text: str
    kind: str
    title: str
    number: str | None
    date: str | None
    issuer: str
    level: Level
    quote: str
    sha256: str
    fetched: str
    text_source: str | None
    remarks: tuple[Remark, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearestMiss:
    """The best candidate that does not count, and why."""

    url: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Searched:
    """How much was looked at before the verdict."""

    pages: int = 0
    documents: int = 0
    unread_documents: int = 0
    complete: bool = False


class DecisionKind(StrEnum):
    """What a reviewer can say of a finding; the last two decide nothing: they stand in the log."""

    ACCEPT = "accept"
    REJECT = "reject"
    ACT = "act"
    VALUE = "value"
    VERDICT = "verdict"
    OBJECTION = "objection"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class MachineWord:
    """What the programme itself makes of an indicator, kept beside the reviewer's word."""

    verdict: Verdict
    value: float | None = None
    remarks: tuple[Remark, ...] = ()
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """The decision a finding stands on. ``added`` is the number of evidence put before the machine's own."""

    decision_id: int
    kind: DecisionKind
    author: str
    decided: str
    comment: str
    machine: MachineWord
    added: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One indicator of one institution. ``value`` is a number for numeric indicators; ``None`` is "нет данных", never 0."""

    school: str
    indicator: str
    verdict: Verdict
    value: float | None = None
    remarks: tuple[Remark, ...] = ()
    explanation: str = ""
    evidence: tuple[Evidence, ...] = ()
    nearest_miss: NearestMiss | None = None
    searched: Searched = field(default_factory=Searched)
    reviewed: bool = False
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class PageText:
    """Text of a page or document that speaks of vacancies. ``text`` has the site's chrome removed."""

    url: str
    title: str
    text: str
    link_text: str = ""
    page_url: str = ""
    sha256: str = ""
    fetched: str = ""


@dataclass(frozen=True, slots=True)
class ImportedVacancies:
    """A number an analyst loaded: it overrides what the site says. ``day`` is ISO, ``posts`` the number of vacancies."""

    school: str
    day: str
    posts: float
    source: str = ""


@dataclass(frozen=True, slots=True)
class ImportedParticipation:
    """One event's participants of a school. ``teachers`` is the school's number of teachers where the file names it."""

    school: str
    event: str
    day: str
    participants: int
    names: tuple[str, ...] = ()
    teachers: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything one institution's verdicts rest on."""

    institution: Institution
    visit: Visit
    acts: tuple[FoundAct, ...] = ()
    pages: tuple[PageText, ...] = ()
    vacancies: tuple[ImportedVacancies, ...] = ()
    participation: tuple[ImportedParticipation, ...] = ()
    others: tuple[Institution, ...] = ()
    """All institutions of the same municipality: whose name an act may bear by mistake, and the authority's."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a programme makes of one act: the indicators it counts for, with remarks and reasons (Russian sentences).

    ``misses`` names the indicators the act speaks of without counting, with the reason: the nearest misses.
    """

    indicators: tuple[str, ...] = ()
    remarks: dict[str, tuple[Remark, ...]] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    misses: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Per indicator the matched words with their context, from the original."""
