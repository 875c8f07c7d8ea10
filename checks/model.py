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
    INCOMPLETE_SET = "incomplete_set"


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
    Remark.INCOMPLETE_SET: "найдены не все акты, обязательные по программе",
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
    clicks: int | None = None
    """Links from the home page to the file or page, at most; ``None`` where it is not known."""
    page_title: str = ""
    """Title of the page that offers the file."""
    also: tuple[str, ...] = ()
    """Further addresses of the same content."""


@dataclass(frozen=True, slots=True)
class Archived:
    """Where the stored copy lies: path of the WARC file from the archive's root, byte offset of the record."""

    warc: str
    offset: int


@dataclass(frozen=True, slots=True)
class Quality:
    """How well an act is published, beside its presence: completeness, currency, findability, machine-readability.

    ``clicks`` from the home page; ``right_section`` whether the section or page that offers it is where such acts belong;
    ``machine_readable`` False for a picture; ``age_days`` from its date to the reporting date; ``requisites`` is the share
    (0…1) of kind, number, date and issuer that are stated. ``None`` is "not known".
    """

    clicks: int | None = None
    right_section: bool | None = None
    machine_readable: bool | None = None
    age_days: int | None = None
    requisites: float = 0.0


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
    ground: str = ""
    """Why it counts (or with which reservation): one Russian phrase."""
    section: str = ""
    archived: Archived | None = None
    quality: Quality | None = None
    also: tuple[str, ...] = ()
    """Further addresses of the same act."""


@dataclass(frozen=True, slots=True)
class NearestMiss:
    """The best candidate that does not count, and why. ``requisites`` reads «приказ от 30.08.2024 № 118-од»."""

    url: str
    title: str
    why: str
    requisites: str = ""
    page_url: str = ""


@dataclass(frozen=True, slots=True)
class ExpectedFound:
    """One act of the usual set: whether it is there, and which act it is."""

    name: str
    found: bool
    required: bool = False
    title: str = ""
    requisites: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class NumberAt:
    """A number as of one of the programme's dates (ISO). ``value`` ``None`` is "нет данных".

    ``stated`` is the date the source names, ``read`` the day its page was fetched; ``source`` is ``import``, ``site`` or ``review``.
    ``rates`` is the sum of ставки where the source names them. A reviewer's number has the source ``review``.
    """

    day: str
    value: float | None = None
    rates: float | None = None
    stated: str | None = None
    read: str = ""
    source: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A methodical event. ``participants`` is ``None`` for one that an order announces and no table was loaded for."""

    name: str
    day: str | None
    participants: int | None = None
    order: str = ""
    """Kind and requisites of the order on it, where one was found."""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """Numerator and denominator of a share with their sources; ``None`` is "not known".

    ``exact`` is True when every participant is named or numbered, so that nobody is counted twice. ``since`` and ``until``
    bound the year (ISO, inclusive).
    """

    took_part: int | None
    teachers: int | None
    teachers_source: str
    since: str
    until: str
    exact: bool = True
    events: tuple[Event, ...] = ()
    schools: int = 1
    """Organisations that gave a numerator."""
    decided: tuple[str, ...] = ()
    """Of a municipality: the organisations whose part a reviewer decided, with what it was taken for (Russian)."""
    left_out: tuple[str, ...] = ()
    """Of a municipality: the organisations with data that the sum leaves out, with the reason (Russian)."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A document or page that was not read, by name, with the reason."""

    title: str
    url: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Searched:
    """How much was looked at before the verdict."""

    pages: int = 0
    documents: int = 0
    unread_documents: int = 0
    complete: bool = False
    sections: tuple[str, ...] = ()
    """Headings and titles of what was looked through."""
    phrases: tuple[str, ...] = ()
    """The programme's patterns that were looked for; given where nothing was found."""
    unread: tuple[Unread, ...] = ()


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
    number: NumberAt | None = None
    """The machine's number at the date whose number the decision gives."""
    share: Share | None = None
    """The machine's numerator and denominator, where the decision gives another share."""
    fraction: tuple[int, int] | None = None
    """Numerator and denominator that the decision itself names."""


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
    expected: tuple[ExpectedFound, ...] = ()
    """The usual set of acts, found or not."""
    legal_basis: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    """What the institution should do, sentence by sentence."""
    numbers: tuple[NumberAt, ...] = ()
    """Values at the programme's dates, for indicators that are counts."""
    share: Share | None = None


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
    warc: str = ""
    offset: int = 0
    clicks: int | None = None


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
    staff: tuple[PageText, ...] = ()
    """Pages about the teaching staff."""
    sections: tuple[str, ...] = ()
    """Headings and page titles of the site, as far as it was read."""
    unread: tuple[Unread, ...] = ()
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
    grounds: dict[str, str] = field(default_factory=dict)
    """Per indicator why the act counts: one Russian phrase."""
    notes: tuple[str, ...] = ()
    """What bears on its being in force on the reporting date, whatever it counts for."""
