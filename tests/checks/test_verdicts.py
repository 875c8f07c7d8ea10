"""The decisions table: what counts, what counts with a reservation, what does not, and what cannot be known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from checks.check import check
from checks.model import Finding, FoundAct, ImportedParticipation, Material, Remark, Verdict
from crawler.model import Institution, InstitutionKind, Link, Visit, VisitStatus
from extractors.model import Act, ActKind, Level
from programmes import Programme, bundled, load_programme

AS_OF = date(2025, 5, 31)
SCHOOL = Institution("s1", "МБОУ СОШ № 5 п. Ключи", InstitutionKind.SCHOOL, "http://s1.example/", short_name="СОШ № 5")
AUTHORITY = Institution("a1", "Управление образования Заречного района", InstitutionKind.AUTHORITY, "http://a1.example/")
READ = Visit("s1", VisitStatus.OK, pages=20, documents=5, complete=True)
TEACHERS = "Наставничество педагогических работников организуется в школе. Наставляемый — молодой специалист."
GENERIC = "Целевая модель наставничества по распоряжению Р-145. Наставляемый — участник программы. Куратор и наставник."
PUPILS = "Наставничество обучающихся. Форма «ученик – ученик». Наставляемый обучающийся."

Checker = Callable[..., dict[str, Finding]]


@pytest.fixture(scope="module")
def judged() -> Checker:
    programme: Programme = load_programme(bundled())

    def run(*acts: FoundAct, visit: Visit = READ, institution: Institution = SCHOOL, **material: object) -> dict[str, Finding]:
        found = Material(institution, replace(visit, school=institution.id), acts, **material)  # type: ignore[arg-type]
        findings, _judgements = check(found, programme, AS_OF)
        return {finding.indicator: finding for finding in findings}

    return run


def act(title: str, text: str = TEACHERS, kind: ActKind = ActKind.REGULATION, **options: object) -> FoundAct:
    fields = {
        "number": "12-од",
        "date": date(2024, 9, 2),
        "issuer": "МБОУ СОШ № 5",
        "level": Level.SCHOOL,
        "confidence": {"issuer": 0.9},
    }
    found_fields = {key: options.pop(key) for key in ("readable", "broken", "reason", "link_text") if key in options}
    return FoundAct(Act(kind=kind, title=title, **{**fields, **options}), "http://s1.example/a.pdf", text=text, **found_fields)  # type: ignore[arg-type]


MENTORING = "Положение о наставничестве"


@pytest.mark.parametrize(
    ("indicator", "found", "verdict", "remarks"),
    [
        ("2", act("Положение о методическом совете"), Verdict.PRESENT, ()),
        ("2", act("Положение о методической службе школы"), Verdict.PRESENT, ()),
        ("2", act("Положение о творческой группе педагогов"), Verdict.PRESENT, ()),
        ("2", act("Положение об организации методической работы"), Verdict.PRESENT, ()),
        ("2", act("Положение о методическом объединении классных руководителей"), Verdict.PRESENT, ()),
        ("2", act("Положение о методическом кабинете"), Verdict.ABSENT, ()),
        ("2", act("Положение об учебно-методическом объединении"), Verdict.ABSENT, ()),
        ("2", act("Протокол заседания методического объединения", kind=ActKind.MINUTES), Verdict.ABSENT, ()),
        ("3", act("Положение о наставничестве педагогических работников", GENERIC), Verdict.PRESENT, ()),
        ("3", act("Положение о работе с молодыми специалистами", "порядок работы"), Verdict.PRESENT, ()),
        ("3", act(MENTORING, TEACHERS), Verdict.PRESENT, ()),
        ("3", act(MENTORING, GENERIC), Verdict.PARTIAL, (Remark.SCOPE_UNCLEAR,)),
        ("3", act(MENTORING, PUPILS), Verdict.ABSENT, ()),
        ("3", act("Положение о наставничестве обучающихся", PUPILS), Verdict.ABSENT, ()),
        ("3", act("О наставничестве над несовершеннолетними", kind=ActKind.ORDER), Verdict.ABSENT, ()),
        ("4", act("Положение о сетевом взаимодействии педагогов"), Verdict.PRESENT, ()),
        ("4", act("Договор о сетевом взаимодействии", kind=ActKind.CONTRACT), Verdict.PRESENT, ()),
        (
            "4",
            act("Порядок сетевой формы реализации образовательных программ", kind=ActKind.PROCEDURE),
            Verdict.PARTIAL,
            (Remark.SCOPE_PUPILS,),
        ),
        ("4", act("Правила использования сети Интернет", kind=ActKind.RULES), Verdict.ABSENT, ()),
        ("4", act("Положение о работе в системе «Сетевой город»"), Verdict.ABSENT, ()),
        ("3", act(MENTORING, number=None), Verdict.PRESENT, (Remark.NO_REQUISITES,)),
        ("3", act(MENTORING, date=None), Verdict.PRESENT, (Remark.NO_REQUISITES,)),
        ("3", act(MENTORING, number=None, date=None, draft=True), Verdict.PARTIAL, (Remark.DRAFT,)),
        ("3", act(MENTORING, valid_until=date(2024, 8, 31)), Verdict.PARTIAL, (Remark.EXPIRED,)),
        ("3", act(MENTORING, valid_until=date(2025, 8, 31)), Verdict.PRESENT, ()),
        ("3", act(MENTORING, repealed=True), Verdict.PARTIAL, (Remark.EXPIRED,)),
        ("3", act(MENTORING, issuer="МБОУ «Гимназия № 28»"), Verdict.PARTIAL, (Remark.FOREIGN_ISSUER,)),
        ("3", act(MENTORING, issuer="МОУ СОШ № 5"), Verdict.PRESENT, ()),
        ("3", act(MENTORING, level=Level.MUNICIPALITY, issuer="Управление образования"), Verdict.ABSENT, ()),
        ("3", act(MENTORING, level=Level.REGION), Verdict.ABSENT, ()),
        (
            "3",
            act(MENTORING, text="", readable=False, from_text=False, reason="файл зашифрован"),
            Verdict.PARTIAL,
            (Remark.UNREADABLE,),
        ),
        ("3", act(MENTORING, text="", broken=True, from_text=False), Verdict.ABSENT, (Remark.BROKEN_LINK,)),
    ],
)
def test_the_decisions_table(
    judged: Checker, indicator: str, found: FoundAct, verdict: Verdict, remarks: tuple[Remark, ...]
) -> None:
    finding = judged(found)[indicator]
    assert (finding.verdict, finding.remarks) == (verdict, remarks), finding.explanation
    assert finding.explanation
    if verdict is Verdict.ABSENT and not found.broken:
        assert finding.nearest_miss is not None
        assert finding.nearest_miss.why


def test_the_best_act_decides(judged: Checker) -> None:
    draft, good = act(MENTORING, number=None, date=None, draft=True), act(MENTORING)
    finding = judged(draft, good)["3"]
    assert finding.verdict is Verdict.PRESENT
    assert [evidence.number for evidence in finding.evidence] == ["12-од", None]


def test_a_broken_link_yields_to_a_whole_act(judged: Checker) -> None:
    assert judged(act(MENTORING, broken=True, from_text=False, text=""), act(MENTORING))["3"].verdict is Verdict.PRESENT


def test_an_act_of_the_authority_counts_for_the_municipality(judged: Checker) -> None:
    municipal = act("Положение о районном методическом объединении", level=Level.MUNICIPALITY, issuer="Управление образования")
    assert judged(municipal, institution=AUTHORITY)["2"].verdict is Verdict.PRESENT
    assert judged(act("Положение о методическом объединении"), institution=AUTHORITY)["2"].verdict is Verdict.ABSENT


@pytest.mark.parametrize(
    ("status", "remark"),
    [
        (VisitStatus.UNREACHABLE, Remark.UNREACHABLE),
        (VisitStatus.ROBOTS_FORBIDDEN, Remark.ROBOTS_FORBIDDEN),
        (VisitStatus.BOT_WALL, Remark.BOT_WALL),
        (VisitStatus.NEEDS_JAVASCRIPT, Remark.NEEDS_JAVASCRIPT),
        (VisitStatus.PARTIAL, Remark.INCOMPLETE_CRAWL),
        (VisitStatus.SKIPPED, Remark.INCOMPLETE_CRAWL),
    ],
)
def test_a_site_that_was_not_read_is_never_absent(judged: Checker, status: VisitStatus, remark: Remark) -> None:
    visit = Visit("s1", status, reason="подробность")
    for indicator in "2345":
        finding = judged(visit=visit)[indicator]
        assert (finding.verdict, finding.value, finding.remarks) == (Verdict.UNKNOWN, None, (remark,))
    assert judged(act(MENTORING), visit=visit)["3"].verdict is Verdict.PRESENT


def test_a_cut_crawl_is_not_absence(judged: Checker) -> None:
    visit = Visit("s1", VisitStatus.OK, pages=20, complete=False, unread=(Link("http://s1.example/p.pdf", document=True),))
    finding = judged(visit=visit)["3"]
    assert (finding.verdict, finding.remarks) == (Verdict.UNKNOWN, (Remark.INCOMPLETE_CRAWL,))
    assert finding.searched.unread_documents == 1


def test_numbers_are_null_without_data(judged: Checker) -> None:
    findings = judged()
    assert (findings["1"].verdict, findings["1"].value, findings["1"].remarks) == (Verdict.UNKNOWN, None, (Remark.NOT_IMPORTED,))
    assert (findings["5"].verdict, findings["5"].value, findings["5"].remarks) == (Verdict.UNKNOWN, None, (Remark.NOT_PUBLISHED,))


def test_participation_counts_named_teachers_once(judged: Checker) -> None:
    rows = (
        ImportedParticipation("s1", "Семинар", "2025-02-01", 2, ("Первый А.", "Второй Б."), teachers=10),
        ImportedParticipation("s1", "Мастер-класс", "2025-03-01", 2, ("второй б.", "Третий В.")),
        ImportedParticipation("s1", "Давний семинар", "2020-03-01", 5, ("Четвёртый Г.",)),
    )
    finding = judged(participation=rows)["1"]
    assert (finding.verdict, finding.value) == (Verdict.PRESENT, 30.0)
