"""A generated run of a whole district: as many institutions and acts as asked, an earlier run, recommendations; or all of it hostile."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from checks.model import Archived, Evidence, ExpectedFound, Finding, FoundAct, NearestMiss, Quality, Remark, Searched, Verdict
from checks.recommendation import Recommendation, State
from crawler.model import Institution, InstitutionKind, Link, Visit, VisitStatus
from db.model import Background, PastRun, RunData, RunInfo, Said, StoredAct, Tracked
from extractors.model import Act, ActKind, Level
from tests.reports import sample

_SUBJECTS = (
    "о наставничестве педагогических работников", "о школьном методическом объединении учителей", "о сетевом взаимодействии педагогов",
    "об утверждении плана методической работы", "о поддержке молодых специалистов", "о создании рабочей группы",
    "о режиме занятий обучающихся", "о порядке приёма", "о внутренней системе оценки качества образования",
)  # fmt: skip
_PEOPLE = ("Иванова Мария Петровна", "Смирнов А. В.", "Кузнецова О.И.", "")
_KINDS = (ActKind.ORDER, ActKind.REGULATION, ActKind.PLAN, ActKind.PROGRAMME)
_WORD = "Сверхдлинноеслово" * 60


@dataclass(frozen=True, slots=True)
class Size:
    """How many institutions and acts in all; ``seed`` makes it the same each time."""

    institutions: int = 64
    acts: int = 20_000
    seed: int = 1


def district(size: Size) -> RunData:
    """A run with the run of the year before behind it."""
    chance = random.Random(size.seed)
    places = tuple(_places(size.institutions))
    programme = sample.programme()
    acts = tuple(_acts(places, size.acts, chance))
    by_school: dict[str, list[StoredAct]] = {place.id: [] for place in places}
    for stored in acts:
        by_school[stored.school].append(stored)
    findings = tuple(_finding(place.id, indicator.id, by_school[place.id], chance) for place in places for indicator in programme.indicators)
    visits = tuple(_visit(place.id, chance) for place in places)
    now = RunInfo(2, "2025-05-16T06:00:00+00:00", "2025-05-16T09:00:00+00:00", "2025-05-31", programme.id, programme.hash, "0.1.0")
    before = RunData(
        replace(now, id=1, as_of="2024-05-31"), places,
        tuple(replace(item, verdict=chance.choice(tuple(Verdict)), evidence=()) for item in findings),
        tuple(stored for stored in acts if chance.random() < 0.97), visits,
    )  # fmt: skip
    history = (PastRun(before.run, {(item.school, item.indicator): (item.verdict, item.value) for item in before.findings}),)
    background = Background(history, before, recommendations=tuple(_measures(findings)))
    return RunData(now, places, findings, acts, visits, background)


def hostile(acts: int = 500) -> RunData:
    """Scripts, formulas, very long words, right-to-left marks; all acts at one school, none elsewhere; every site unknown."""
    titles = (
        sample.HOSTILE_TITLE, "=1+1", "+7", "-2", "@SUM(A1)", "\t=cmd|'/c calc'!A1", _WORD, "\u202eтамрек\u202c \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
        "{{ 7 * 7 }} {% raw %} ${7*7} {=1}", "<img src=x onerror=alert(1)>", "]]></w:t><w:p/>", "../../etc/passwd", "лом \ud800 и \x00 и \uffff", "", "&lt;b&gt; &amp; <b>",
    )  # fmt: skip
    places = (
        sample.institution("s1", f"МБОУ {_WORD}", short_name="=HYPERLINK(\"http://evil.example\")"),
        sample.institution("s2", "\u202e<script>alert(1)</script> {{ 7 * 7 }}"),
        sample.institution("s3", "\u05d1\u05d9\u05ea \u05e1\u05e4\u05e8 + школа"),
    )
    stored = tuple(
        StoredAct(
            "s1",
            FoundAct(sample.act(titles[number % len(titles)], titles[(number + 1) % len(titles)][:40] or None), sample.HOSTILE_URL if number % 3 else f"https://s1.example/{_WORD}/{number}", number, link_text=titles[(number + 2) % len(titles)]),
            ("3",), (Remark.DRAFT,),
        )
        for number in range(1, acts + 1)
    )  # fmt: skip
    programme = sample.programme()
    proofs = tuple(sample.evidence(title, url=sample.HOSTILE_URL, quote=title, link_text=title, issuer=title, section=title, reasons=(title,)) for title in titles)
    findings = tuple(
        sample.finding(
            place.id, indicator.id, Verdict.UNKNOWN, remarks=(Remark.INCOMPLETE_CRAWL,), explanation=titles[position % len(titles)],
            evidence=proofs if place.id == "s1" else (), nearest_miss=NearestMiss(sample.HOSTILE_URL, titles[0], titles[6]),
            searched=Searched(1, 1, 1, False, titles, titles),
        )
        for place in places
        for position, indicator in enumerate(programme.indicators)
    )  # fmt: skip
    unread = tuple(Link(sample.HOSTILE_URL, title) for title in titles)
    visits = (sample.visit("s1", VisitStatus.PARTIAL, reason=titles[0], unread=unread, remarks=(titles[0],), counters={"<b>": 1}), sample.visit("s2", VisitStatus.UNREACHABLE, reason=_WORD))
    run = sample.run_data().run
    tracked = tuple(
        Tracked(Recommendation("s1", "3", f"ground-{number}", title, number, run.id), (Said(run.id, run.as_of, State.UNVERIFIED, title),))
        for number, title in enumerate(titles, 1)
    )
    return RunData(run, places, findings, stored, visits, Background(recommendations=tracked))


def _places(count: int) -> Iterator[Institution]:
    yield sample.institution("uo", "Управление образования администрации Заречного района", InstitutionKind.AUTHORITY)
    kinds = (InstitutionKind.SCHOOL, InstitutionKind.KINDERGARTEN, InstitutionKind.SCHOOL, InstitutionKind.SUPPLEMENTARY)
    for number in range(1, count):
        yield sample.institution(
            f"place-{number}", f"Муниципальное бюджетное общеобразовательное учреждение средняя общеобразовательная школа № {number} г. Заречный",
            kinds[number % len(kinds)], short_name=f"МБОУ СОШ № {number} г. Заречный", teachers=20 + number,
        )  # fmt: skip


def _acts(places: tuple[Institution, ...], count: int, chance: random.Random) -> Iterator[StoredAct]:
    for number in range(count):
        place = places[number % len(places)]
        subject, person = chance.choice(_SUBJECTS), chance.choice(_PEOPLE)
        title = f"{chance.choice(_KINDS).value.capitalize()} {subject} {place.short_name or place.name} на {2019 + number % 7} год {person}".strip()
        day = date(2019 + number % 7, 1 + number % 12, 1 + number % 28)
        act = Act(chance.choice(_KINDS), title, f"{number}-ОД", day, place.short_name, Level.SCHOOL, (f"{day.year}-{day.year + 1}",), quote=f"УТВЕРЖДАЮ директор {person} приказ № {number}-ОД от {day:%d.%m.%Y} {title}")  # fmt: skip
        found = FoundAct(
            act, f"{place.site}wp-content/uploads/2024/0{1 + number % 9}/%D0%BF%D1%80%D0%B8%D0%BA%D0%B0%D0%B7-{number}.pdf", number + 1, f"{place.site}sveden/document/",
            title, "Документы", f"{number:064x}", "2025-05-16T06:10:00+00:00", "text", warc=f"{place.id}/00001.warc.gz", offset=number * 1000,
        )  # fmt: skip
        yield StoredAct(place.id, found, ("3",) if "наставничестве" in subject else (), text_id=number)


def _finding(school: str, indicator: str, acts: list[StoredAct], chance: random.Random) -> Finding:
    searched = Searched(200 + chance.randrange(99), 60, 1, True, ("Документы", "Методическая работа", "Педагогам", "Наставничество"))
    if indicator in ("1", "5"):
        if chance.random() < 0.4:
            return Finding(school, indicator, Verdict.UNKNOWN, remarks=(Remark.NOT_IMPORTED,), explanation="Сведения не загружены.", searched=searched)
        return Finding(school, indicator, Verdict.PRESENT, float(chance.randrange(8) if indicator == "5" else chance.randrange(101)), searched=searched)
    verdict = chance.choices(tuple(Verdict), (5, 3, 2, 1))[0]
    if verdict in (Verdict.UNKNOWN, Verdict.ABSENT):
        miss = NearestMiss(acts[0].found.url, acts[0].found.act.title, "это акт другого уровня управления", "приказ № 5") if acts else None
        remarks = (Remark.INCOMPLETE_CRAWL,) if verdict is Verdict.UNKNOWN else ()
        return Finding(school, indicator, verdict, remarks=remarks, explanation="Акт не найден. Просмотрены разделы «Документы» и «Методическая работа».", nearest_miss=miss, searched=searched)  # fmt: skip
    proofs = tuple(_evidence(stored, chance) for stored in acts[: 1 + chance.randrange(2)])
    remarks = (Remark.NO_REQUISITES,) if verdict is Verdict.PARTIAL else ()
    expected = tuple(ExpectedFound(name, chance.random() < 0.5, False, "Приказ о назначении наставников", "№ 5 от 01.09.2024", "https://s.example/5.pdf") for name in ("положение", "приказ о назначении"))
    return Finding(school, indicator, verdict, None, remarks, f"Засчитан акт «{proofs[0].title if proofs else ''}»: он действует на отчётную дату.", proofs, searched=searched, expected=expected)


def _evidence(stored: StoredAct, chance: random.Random) -> Evidence:
    found, act = stored.found, stored.found.act
    return sample.evidence(
        act.title, found.url, act_id=found.act_id, page_url=found.page_url, link_text="Скачать", number=act.number, date=act.date.isoformat() if act.date else None,
        issuer=act.issuer, quote=act.quote, sha256=found.sha256, reasons=("наставничество педагогических работников",), section="Документы",
        archived=Archived(found.warc, found.offset), quality=Quality(3, True, True, chance.randrange(2000), 1.0),
    )  # fmt: skip


def _visit(school: str, chance: random.Random) -> Visit:
    status = chance.choices((VisitStatus.OK, VisitStatus.PARTIAL, VisitStatus.UNREACHABLE), (10, 1, 1))[0]
    unread = tuple(Link(f"http://{school}.example/{number}", f"Положение {number}") for number in range(20)) if status is VisitStatus.PARTIAL else ()
    return sample.visit(school, status, unread=unread, counters={"off_site": 12, "picture": 90, "below_threshold": 300, "same_body": 4})


def _measures(findings: tuple[Finding, ...]) -> Iterator[Tracked]:
    number = 0
    for item in findings:
        if item.verdict in (Verdict.ABSENT, Verdict.PARTIAL):
            number += 1
            ground = item.remarks[0].value if item.remarks else "absent"
            advice = Recommendation(item.school, item.indicator, ground, "Принять и разместить на сайте в разделе «Документы» акт с номером и датой.", number, 1)
            second = State.REPEATED if number % 3 else State.RESOLVED
            yield Tracked(advice, (Said(1, "2024-05-31", State.ISSUED), Said(2, "2025-05-31", second)))
