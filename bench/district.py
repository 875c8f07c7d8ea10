"""A data bank of a whole district, made without a network: institutions, visits, pages, acts with texts, runs over years.

Everything is invented and depends on the numbers alone: the same call gives the same bank. Used by tests and benchmarks of what
works on stored runs (``check``, reports, ``compare``).

``python -m bench.district FILE --runs 20`` writes one and tells how long ``check`` of its newest run takes.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from checks.model import FoundAct
from crawler.model import Fetch, Institution, InstitutionKind, Link, Outcome, Visit, VisitStatus
from db.connection import Database, open_database
from db.documents import store_documents
from db.runs import finish_run, set_crawled, start_run
from db.sites import Place, Reading, SiteAct, SiteContent, store_site
from extractors.model import Act, ActKind, Document, Level, ReadStatus, TextSource
from fleet.job import check
from programmes import bundled, load_programme
from programmes.model import Programme

EXTRACTOR = "bench"
FIRST_YEAR = 2016
_PLACES = "Заречье Ключи Озерки Полевой Луговое Сосновка Раменье Выселки Бережки Калиновка Дубрава Приозёрный".split()
_KINDS = (ActKind.REGULATION, ActKind.ORDER, ActKind.PROCEDURE, ActKind.RULES, ActKind.PROGRAMME, ActKind.PLAN)
_ON_TOPIC = (
    (ActKind.REGULATION, "Положение о методическом объединении учителей {subject}"),
    (ActKind.REGULATION, "Положение о системе наставничества педагогических работников"),
    (ActKind.ORDER, "О закреплении наставников за молодыми специалистами на {year} учебный год"),
    (ActKind.ROAD_MAP, "Дорожная карта внедрения целевой модели наставничества"),
    (ActKind.CONTRACT, "Договор о сетевом взаимодействии с центром «{subject}»"),
    (ActKind.PROCEDURE, "Порядок сетевой формы реализации образовательных программ"),
    (ActKind.REGULATION, "Положение о наставничестве обучающихся"),
    (ActKind.REGULATION, "Положение о методическом совете"),
)
_OFF_TOPIC = (
    "порядке приёма граждан", "режиме занятий обучающихся", "внутреннем распорядке", "школьной форме", "формах и порядке промежуточной аттестации",
    "пользовании сетью Интернет", "обработке персональных данных", "комиссии по урегулированию споров", "питании обучающихся", "школьной библиотеке",
    "порядке отчисления и перевода", "оказании платных услуг", "внутренней системе оценки качества", "рабочей программе", "совете родителей",
    "противодействии коррупции", "охране труда", "пропускном режиме", "электронном журнале", "педагогическом совете",
)  # fmt: skip
_SUBJECTS = "математики физики химии биологии истории географии музыки технологии литературы информатики".split()
_PARAGRAPHS = (
    "Настоящий документ разработан в соответствии с Федеральным законом «Об образовании в Российской Федерации» и уставом учреждения.",
    "Участники образовательных отношений обязаны соблюдать установленный порядок, своевременно сообщать администрации об изменениях.",
    "Контроль исполнения возлагается на заместителя директора по учебно-воспитательной работе, который отчитывается раз в полугодие.",
    "Решение оформляется протоколом, подписывается председателем и секретарём и хранится в делах учреждения в течение пяти лет.",
    "Ответственный работник ведёт учёт, готовит предложения и представляет сведения в срок, установленный руководителем.",
    "Обучающиеся и их родители знакомятся с документом на официальном сайте учреждения и на информационном стенде.",
    "Изменения и дополнения вносятся по решению педагогического совета и вступают в силу с момента утверждения приказом.",
    "Документация хранится в кабинете заместителя директора, передаётся по акту и выдаётся работникам под подпись.",
)
_MENTORING = "Наставляемый — молодой специалист. Наставник сопровождает педагогического работника в первый год его работы. "


@dataclass(frozen=True, slots=True)
class Size:
    """How large a bank is. ``runs`` go back from the last one, two a year: 1 October and 31 May."""

    institutions: int = 64
    acts: int = 300
    runs: int = 1
    characters: int = 5000
    """Length of an act's text."""


def run_dates(runs: int) -> tuple[date, ...]:
    """Reporting dates, the oldest first: 1 October and 31 May of each school year."""
    days = (day for year in range(FIRST_YEAR, FIRST_YEAR + runs) for day in (date(year, 10, 1), date(year + 1, 5, 31)))
    return tuple(day for day, _number in zip(days, range(runs), strict=False))


def places(institutions: int) -> tuple[Institution, ...]:
    """The registry: an authority and ``institutions - 1`` schools and kindergartens."""
    found = [Institution("uo", "Управление образования Заречного района", InstitutionKind.AUTHORITY, "http://uo.example/", "Управление",
                         municipality="Заречный район")]  # fmt: skip
    for number in range(1, institutions):
        kindergarten = number % 3 == 0
        name = f"{'МБДОУ детский сад' if kindergarten else 'МБОУ СОШ'} № {number} п. {_PLACES[number % len(_PLACES)]}"
        found.append(Institution(
            f"s{number:02}", name, InstitutionKind.KINDERGARTEN if kindergarten else InstitutionKind.SCHOOL,
            f"http://s{number:02}.example/", name.split(" п.")[0], teachers=12 + number % 40, municipality="Заречный район",
        ))  # fmt: skip
    return tuple(found)


def make_bank(path: Path, size: Size | None = None, programme: Programme | None = None, judge: bool = True) -> tuple[int, ...]:
    """Write the bank (``path`` must not exist yet); gives the runs' numbers, the oldest first."""
    size = size or Size()
    programme = programme or load_programme(bundled())
    registry = places(size.institutions)
    made = []
    for number, day in enumerate(run_dates(size.runs)):
        with open_database(path) as db:
            info = start_run(db, registry, programme, day, {"bench": number}, "bench").info
            for place in registry:
                content, documents = _visit(place, number, day, size)
                store_documents(db, documents, EXTRACTOR)
                store_site(db, info.id, content, EXTRACTOR)
            set_crawled(db, info.id)
            _imports(db, registry, day)
        if judge:
            check(path, programme, info.id)
        with open_database(path) as db:
            finish_run(db, info.id)
        made.append(info.id)
    return tuple(made)


def _imports(db: Database, registry: tuple[Institution, ...], day: date) -> None:
    event = f"Методический день {day:%Y-%m}"
    with db.transaction():
        db.upsert("participation", [
            {"school": place.id, "event": event, "day": (day - timedelta(days=30)).isoformat(), "participants": 3 + len(place.id),
             "names": "[]", "teachers": None, "source": "сводная таблица", "imported": day.isoformat()}
            for place in registry[1::2]
        ], ("school", "event", "day"))  # fmt: skip


def _visit(place: Institution, run: int, day: date, size: Size) -> tuple[SiteContent, list[Document]]:
    crawled = f"{day - timedelta(days=5)}T06:00:00+00:00"
    page = f"{place.site}sveden/document/"
    acts: list[SiteAct] = []
    fetches = [Fetch(page, Outcome.OK, crawled, page, 200, sha256=_sha(page), is_page=True, depth=1, title="Документы", warc="w", offset=1)]
    readings: list[Reading] = []
    links: list[Link] = []
    documents: list[Document] = []
    page_text = f"Вакансии\nПо состоянию на {day:%d.%m.%Y}\nучитель математики — {1 + (run + len(place.id)) % 3}"
    documents.append(Document(page, _sha(page), "html", ReadStatus.OK, None, page_text, TextSource.TEXT, 1, "Вакансии"))
    readings.append(Reading(page, _sha(page), "", page_text, True, "Вакансии", place.site, "Вакансии", crawled))
    for number, found in enumerate(_acts(place, run, day, size)):
        link = Link(found.url, found.act.title, "Локальные акты", page, "Документы", 10.0, True)
        links.append(link)
        fetches.append(Fetch(found.url, Outcome.OK, crawled, found.url, 200, content_type="application/pdf", sha256=found.sha256,
                             size=9000, depth=2, link=link, warc="w", offset=number))  # fmt: skip
        documents.append(Document(found.url, found.sha256, "pdf", ReadStatus.OK, None, found.text, TextSource.TEXT, 3, ""))
        readings.append(Reading(found.url, found.sha256, "", None, False, "", page, found.act.title, crawled))
        acts.append(SiteAct(found, (Place(found.url + "?copy=1", page, "Скачать"),) if number % 10 == 0 else ()))
    broken = run % 5 == 4 and place.id.endswith("7")
    visit = Visit(
        place.id, VisitStatus.UNREACHABLE if broken else VisitStatus.OK, "нет соединения" if broken else None, 40, len(acts), 0,
        10_000_000, 400, not broken, 300.0, crawled, crawled, place.site,
    )  # fmt: skip
    if broken:
        return SiteContent(visit), []
    return SiteContent(visit, tuple(fetches), tuple(links), tuple(readings), tuple(acts)), documents


def _acts(place: Institution, run: int, day: date, size: Size) -> Iterator[FoundAct]:
    """The acts a site shows in a run: most stay, some appear, some vanish, some come out in a new edition."""
    municipal = place.kind is InstitutionKind.AUTHORITY
    shown = 0
    for number in count():
        if shown == size.acts:
            return
        seed = int(_sha(f"{place.id} {number}")[:8], 16)
        appears, vanishes = seed % 20 - 12, 34 - seed // 32 % 28
        if not appears <= run < vanishes:
            continue
        shown += 1
        edition = max(0, run - seed // 7 % 9) // 6
        subject = _SUBJECTS[number % len(_SUBJECTS)]
        first = FIRST_YEAR - 3 + seed % 3 + 3 * edition
        if number < len(_ON_TOPIC) and seed % 3:
            kind, title = _ON_TOPIC[number]
        else:
            kind = _KINDS[number % len(_KINDS)]
            topic = _OFF_TOPIC[(number + seed) % len(_OFF_TOPIC)]
            title = f"О {topic}" if kind is ActKind.ORDER else f"{kind.value.capitalize()} о {topic} ({number})"
        year = day.year if day.month >= 9 else day.year - 1
        title = title.format(subject=subject, year=f"{year - seed % 2}-{year + 1 - seed % 2}")
        signed = date(min(first, day.year - 1), 1 + seed % 12, 1 + seed % 28)
        act = Act(
            kind, title, f"{1 + seed % 200}-од", signed, place.name, Level.MUNICIPALITY if municipal else Level.SCHOOL,
            start=0, end=size.characters, quote=f"УТВЕРЖДЕНО приказом от {signed:%d.%m.%Y}",
            valid_until=date(year + 1 - seed % 2, 8, 31) if "учебный год" in title else None,
            draft=seed % 41 == 0, confidence={"kind": 0.95, "number": 0.98, "date": 0.98, "issuer": 0.9},
        )  # fmt: skip
        text = _text(act, place, seed, size.characters)
        url = f"{place.site}files/{number}.pdf"
        yield FoundAct(act, url, page_url=f"{place.site}sveden/document/", link_text=title, section="Локальные акты",
                       sha256=_sha(text), fetched=f"{day - timedelta(days=5)}T06:00:00+00:00", text_source="text", text=text,
                       warc="w", offset=number)  # fmt: skip


def _text(act: Act, place: Institution, seed: int, size: int) -> str:
    lines = [place.name, f"УТВЕРЖДЕНО приказом от {act.date:%d.%m.%Y} № {act.number}", act.title, "1. Общие положения"]
    length = sum(map(len, lines))
    number = 0
    while length < size:
        extra = _MENTORING if "наставнич" in act.title and number % 3 == 0 else ""
        line = f"1.{number + 1}. {extra}{_PARAGRAPHS[(seed + number * 3) % len(_PARAGRAPHS)]} Пункт {seed % 997 + number}."
        lines.append(line)
        length += len(line)
        number += 1
    return "\n".join(lines)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def main() -> int:
    """Make a bank and time ``check`` on its newest run; the exit code."""
    usual = Size()
    parser = argparse.ArgumentParser(prog="python -m bench.district", description="Writes a made-up data bank, times check on it.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--institutions", type=int, default=usual.institutions)
    parser.add_argument("--acts", type=int, default=usual.acts)
    parser.add_argument("--runs", type=int, default=usual.runs)
    options = parser.parse_args()
    started = time.perf_counter()
    runs = make_bank(options.file, Size(options.institutions, options.acts, options.runs), judge=False)
    print(f"made in {time.perf_counter() - started:.1f} s, {options.file.stat().st_size / 1e6:.0f} MB")
    for attempt in ("first", "again"):
        started = time.perf_counter()
        check(options.file, None, runs[-1])
        own, others = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        print(f"check ({attempt}): {time.perf_counter() - started:.1f} s, {own:.0f} MB, its largest process {others:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
