"""Every rule of the decisions table and every remark: a text that passes, one that fails, one that is unclear.

The whole way is taken: a document's text and its link, the acts in it, their judgement, the finding. Each id names the rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from checks.check import check
from checks.model import Finding, FoundAct, ImportedParticipation, Material, PageText, Remark, Verdict
from crawler.model import Institution, InstitutionKind, Visit, VisitStatus
from extractors.acts import act_from_link, find_acts
from extractors.model import Document, Hints, ReadStatus, TextSource
from programmes import Programme, bundled, load_programme

AS_OF = date(2025, 5, 31)
SCHOOL = Institution("s1", "МБОУ СОШ № 5 п. Ключи", InstitutionKind.SCHOOL, "http://s1.example/", "СОШ № 5", teachers=20,
                     municipality="Заречный район")  # fmt: skip
AUTHORITY = Institution("uo", "Управление образования Заречного района", InstitutionKind.AUTHORITY, "http://uo.example/",
                        municipality="Заречный район")  # fmt: skip
KINDERGARTEN = Institution("d1", "МБДОУ детский сад № 2 «Ромашка»", InstitutionKind.KINDERGARTEN, "http://d1.example/")
SUPPLEMENTARY = Institution("t1", "МБУ ДО «Дом творчества»", InstitutionKind.SUPPLEMENTARY, "http://t1.example/")
READ = Visit("s1", VisitStatus.OK, pages=40, documents=9, complete=True, finished="2025-05-20T06:00:00+00:00")
PRESENT, PARTIAL, ABSENT, UNKNOWN = Verdict.PRESENT, Verdict.PARTIAL, Verdict.ABSENT, Verdict.UNKNOWN
R = Remark

_APPROVED = "МБОУ СОШ № 5 п. Ключи\nУТВЕРЖДЕНО\nприказом директора от 02.09.2024 № 118-од\n"
_BODY = "\n1. Общие положения\n1.1. Настоящее положение определяет порядок работы. {about}\n1.2. Срок действия не ограничен.\n2. Задачи\n2.1. {about}\n2.2. Контроль осуществляет директор школы.\n"
_TEACHERS = "Наставник сопровождает молодого специалиста, педагогического работника школы."
_GENERIC = "Методология (целевая модель) наставничества утверждена распоряжением Р-145. Наставник и наставляемый — участники программы."
_PUPILS = "Форма «ученик – ученик». Наставник обучающегося помогает наставляемому школьнику."


def local(title: str, about: str = _TEACHERS, approved: str = _APPROVED) -> str:
    """A local act: approval block, title, body."""
    return f"{approved}{title}{_BODY.format(about=about)}"


def order(title: str, body: str = "", date_line: str = "02.09.2024 № 118-од", issuer: str = "МБОУ СОШ № 5 п. Ключи") -> str:
    """An order."""
    signed = "Директор школы" if "СОШ" in issuer or "сад" in issuer else "Начальник управления"
    return (
        f"{issuer}\nПРИКАЗ\n{date_line}\n{title}\nВ целях развития ПРИКАЗЫВАЮ:\n1. {body or 'Утвердить прилагаемое положение.'}\n"
        f"2. Контроль исполнения оставляю за собой.\n{signed}\n"
    )


@dataclass(frozen=True)
class Doc:
    """A document of the site: its text (empty: not read) and the link to it."""

    text: str
    link: str = "Документ"
    reason: str = ""
    broken: bool = False
    ocr: bool = False
    url: str = "http://s1.example/files/a.pdf"


@dataclass(frozen=True)
class Case:
    """What is on the site and what follows for one indicator."""

    rule: str
    indicator: str
    docs: tuple[Doc, ...]
    verdict: Verdict
    remarks: tuple[Remark, ...] = ()
    place: Institution = SCHOOL
    visit: Visit = READ
    pages: tuple[PageText, ...] = ()
    rows: tuple[ImportedParticipation, ...] = ()
    required: bool = False
    value: float | None = None


def case(rule: str, indicator: str, verdict: Verdict, *found: str | Doc, remarks: tuple[Remark, ...] = (), **more: object) -> Case:
    """A case whose documents may be given by their text alone."""
    docs = tuple(item if isinstance(item, Doc) else Doc(item, url=f"http://s1.example/files/{number}.pdf") for number, item in enumerate(found))
    return Case(rule, indicator, docs, verdict, remarks, **more)  # type: ignore[arg-type]


def acts_of(docs: tuple[Doc, ...]) -> tuple[FoundAct, ...]:
    """The acts of documents as loading finds them."""
    found: list[FoundAct] = []
    for doc in docs:
        hints = Hints(doc.url, doc.link)
        common = {"url": doc.url, "link_text": doc.link, "page_url": "http://s1.example/docs", "section": "Локальные акты"}
        if not doc.text:
            act = act_from_link(hints, AS_OF)
            assert act is not None, doc.link
            got = "" if doc.broken or doc.reason == _SERVER_ERROR else doc.url
            found.append(FoundAct(act, readable=False, broken=doc.broken, reason=doc.reason, sha256=got, **common))  # type: ignore[arg-type]
            continue
        source = TextSource.OCR if doc.ocr else TextSource.TEXT
        document = Document(doc.url, "", "pdf", ReadStatus.OK, text=doc.text, text_source=source,
                            header_text="\n".join(doc.text.splitlines()[:4]) if doc.ocr else "")  # fmt: skip
        for number, act in enumerate(find_acts(document, hints, date(2026, 12, 31))):
            text = doc.text[act.start : act.end] if act.end > act.start else doc.text
            found.append(FoundAct(act, act_id=number + 1, text=text, text_source=source.value, sha256=doc.url, **common))  # type: ignore[arg-type]
    return tuple(found)


def visit(status: VisitStatus, complete: bool = False) -> Visit:
    """A visit that ended so."""
    return Visit("s1", status, "подробность", 3, 0, complete=complete)


_SERVER_ERROR = "ошибка на стороне сайта"
MO = "Положение о методическом объединении учителей математики"
MENTORING = "Положение о наставничестве"
TEACHING = "Положение о наставничестве педагогических работников"
NET = "Положение о сетевом взаимодействии педагогов"
FORM = "Положение о сетевой форме реализации образовательных программ"
_FORM_BODY = "Сетевая форма реализации образовательных программ для обучающихся по договору между школами."
_DRAFT = "МБОУ СОШ № 5 п. Ключи\nУТВЕРЖДЕНО\nприказом директора от «___» ________ 20__ г. № ____\n"
_NOTHING = "МБОУ СОШ № 5 п. Ключи\n"
_FOREIGN = "МБОУ «Гимназия № 28» г. Светлый\nУТВЕРЖДЕНО\nприказом директора МБОУ «Гимназия № 28» от 02.09.2024 № 118-од\n"
_NURSERY = "МБДОУ детский сад № 2 «Ромашка»\nУТВЕРЖДЕНО\nприказом заведующего от 02.09.2024 № 11\n"
_CLUB = "МБУ ДО «Дом творчества»\nУТВЕРЖДЕНО\nприказом директора от 02.09.2024 № 11\n"
_REGION = order(
    "О внедрении системы наставничества педагогических работников в области", issuer="Министерство образования Залесской области"
)
_UO = "Управление образования администрации Заречного района"
_FEDERAL = (
    "Министерство просвещения Российской Федерации\nРАСПОРЯЖЕНИЕ\n25.12.2019 № Р-145\nО внедрении системы наставничества педагогических работников\n"
    "1. Внедрить наставничество педагогических работников.\nЗаместитель Министра\n"
)
_AUTHORITY_APPROVED = "УТВЕРЖДЕНО\nприказом Управления образования администрации Заречного района\nот 02.09.2024 № 118\n"
_CONTRACT = (
    "МБОУ СОШ № 5 п. Ключи\nДОГОВОР № 3\nо сетевой форме реализации образовательных программ\n02.09.2024\n"
    "Стороны реализуют образовательную программу для обучающихся в сетевой форме.\n"
)
_NEWS = PageText("http://s1.example/v", "Вакансии", "По состоянию на 20.05.2025\nучитель физики – 1\nповар – 1")

CASES = (
    case("methodical-council-pass", "2", PRESENT, local("Положение о методическом совете школы", "Совет объединяет педагогов.")),
    case("methodical-council-fail", "2", ABSENT, local("Положение о педагогическом совете", "Совет рассматривает вопросы.")),
    case("methodical-council-unclear", "2", PARTIAL, local("Положение о методическом совете школы", "Совет.", _DRAFT), remarks=(R.DRAFT,)),
    case("class-teachers-association-pass", "2", PRESENT, local("Положение о методическом объединении классных руководителей", "МО.")),
    case("class-teachers-association-fail", "2", ABSENT, local("Положение о классном руководстве", "Классный руководитель.")),
    case("class-teachers-association-unclear", "2", PRESENT,
         local("Положение о методическом объединении классных руководителей", "МО.", _NOTHING), remarks=(R.NO_REQUISITES,)),
    case("methodical-room-pass", "2", PRESENT, local(MO, "Объединение учителей.")),
    case("methodical-room-fail", "2", ABSENT, local("Положение о методическом кабинете", "Кабинет хранит пособия.")),
    case("methodical-room-unclear", "2", PRESENT, local("Положение о методической работе и методическом кабинете", "Работа с учителями."),
         local("Положение о методическом кабинете", "Кабинет хранит пособия.")),
    case("teaching-and-methodical-association-pass", "2", PRESENT, local("Положение о школьном методическом объединении", "Объединение учителей.")),
    case("teaching-and-methodical-association-fail", "2", ABSENT, order("О создании регионального учебно-методического объединения",
         issuer="Министерство образования Залесской области")),
    case("teaching-and-methodical-association-unclear", "2", ABSENT, local("Положение об учебно-методическом объединении", "УМО области.")),
    case("methodical-service-pass", "2", PRESENT, local("Положение о методической службе школы", "Служба сопровождает педагогов.")),
    case("methodical-service-fail", "2", ABSENT, local("Положение о службе школьной медиации", "Служба примирения.")),
    case("methodical-service-unclear", "2", PARTIAL, Doc("", "Положение о методической службе школы", "файл повреждён"), remarks=(R.UNREADABLE,)),
    case("methodical-work-pass", "2", PRESENT, local("Положение об организации методической работы", "Методическая работа с педагогами.")),
    case("methodical-work-fail", "2", ABSENT, local("Методические рекомендации по организации работы с родителями", "Рекомендации.")),
    case("methodical-work-unclear", "2", PARTIAL, order("Об организации методической работы в 2022-2023 учебном году", date_line="01.09.2022 № 7"),
         remarks=(R.EXPIRED,)),
    case("creative-group-pass", "2", PRESENT, local("Положение о творческой группе педагогов", "Группа учителей.")),
    case("creative-group-fail", "2", ABSENT, local("Положение о творческом объединении обучающихся", "Кружок.")),
    case("creative-group-unclear", "2", PRESENT, local("Положение о творческой группе педагогов", "Группа.", _NOTHING), remarks=(R.NO_REQUISITES,)),
    case("regional-platform-pass", "2", PRESENT, local("Положение о муниципальной методической площадке", "Площадка объединяет педагогов района.",
         _AUTHORITY_APPROVED), place=AUTHORITY),
    case("regional-platform-fail", "2", ABSENT, order("О присвоении статуса региональной инновационной площадки",
         issuer="Министерство образования Залесской области")),
    case("regional-platform-unclear", "2", ABSENT, order("О работе школы в статусе региональной инновационной площадки")),
    case("mentoring-teachers-pass", "3", PRESENT, local(TEACHING)),
    case("mentoring-teachers-fail", "3", ABSENT, local("Положение о стимулирующих выплатах молодым специалистам", "Выплаты.")),
    case("mentoring-teachers-unclear", "3", PARTIAL, local(MENTORING, _GENERIC), remarks=(R.SCOPE_UNCLEAR,)),
    case("scope_unclear-pass", "3", PRESENT, local(MENTORING, f"{_GENERIC} {_TEACHERS}")),
    case("scope_unclear-fail", "3", ABSENT, local(MENTORING, _PUPILS)),
    case("scope_unclear-unclear", "3", PARTIAL, local("Положение о целевой модели наставничества", _GENERIC), remarks=(R.SCOPE_UNCLEAR,)),
    case("mentoring-pupils-pass", "3", PRESENT, local("Положение о работе с молодыми педагогами", _TEACHERS)),
    case("mentoring-pupils-fail", "3", ABSENT, local("Положение о наставничестве обучающихся", _PUPILS)),
    case("mentoring-pupils-unclear", "3", PARTIAL, local(MENTORING, f"{_PUPILS} {_GENERIC}"), remarks=(R.SCOPE_UNCLEAR,)),
    case("scope_pupils-pass", "4", PRESENT, local(NET, "Сетевое взаимодействие педагогов школ.")),
    case("scope_pupils-fail", "4", ABSENT, local("Правила использования сети Интернет", "Доступ к сети.")),
    case("scope_pupils-unclear", "4", PARTIAL, local(FORM, _FORM_BODY), remarks=(R.SCOPE_PUPILS,)),
    case("network-form-for-pupils-pass", "4", PRESENT, local("Положение о сетевом сообществе педагогов", "Сообщество учителей школ района.")),
    case("network-form-for-pupils-fail", "4", ABSENT, local("Порядок зачёта результатов освоения предметов в других организациях", "Зачёт.")),
    case("network-form-for-pupils-unclear", "4", PARTIAL, _CONTRACT, remarks=(R.SCOPE_PUPILS,)),
    case("professional-contest-pass", "1", PRESENT, order("О проведении муниципального конкурса «Учитель года»", issuer=_UO), place=AUTHORITY,
         rows=(ImportedParticipation("uo", "Учитель года", "2025-02-01", 5, teachers=10),), value=50.0),
    case("professional-contest-fail", "1", UNKNOWN, order("О проведении конкурса хоровых коллективов", issuer=_UO), place=AUTHORITY,
         remarks=(R.NOT_IMPORTED,)),
    case("professional-contest-unclear", "1", UNKNOWN, order("О проведении муниципального конкурса «Учитель года»", issuer=_UO),
         place=AUTHORITY, remarks=(R.NOT_IMPORTED,)),
    case("kindergarten-pass", "3", PRESENT, local("Положение о наставничестве воспитателей", "Наставник воспитателя.", _NURSERY), place=KINDERGARTEN),
    case("kindergarten-fail", "3", ABSENT, local("Положение о приёме воспитанников", "Приём."), place=KINDERGARTEN),
    case("kindergarten-unclear", "3", UNKNOWN, place=KINDERGARTEN, visit=visit(VisitStatus.UNREACHABLE), remarks=(R.UNREACHABLE,)),
    case("supplementary-education-pass", "3", PRESENT, local("Положение о наставничестве педагогов дополнительного образования", "Наставник педагога.",
         _CLUB), place=SUPPLEMENTARY),
    case("supplementary-education-fail", "3", ABSENT, local("Положение о детском объединении", "Кружок.", _CLUB), place=SUPPLEMENTARY),
    case("supplementary-education-unclear", "3", PARTIAL, local("Положение о наставничестве", _GENERIC, _CLUB), place=SUPPLEMENTARY,
         remarks=(R.SCOPE_UNCLEAR,)),
    case("no_requisites-pass", "3", PRESENT, local(TEACHING)),
    case("no_requisites-fail", "3", PRESENT, local(TEACHING, approved=_NOTHING), remarks=(R.NO_REQUISITES,)),
    case("no_requisites-unclear", "3", PRESENT, local(TEACHING, approved="МБОУ СОШ № 5 п. Ключи\nУТВЕРЖДЕНО\nприказом директора от 02.09.2024\n"),
         remarks=(R.NO_REQUISITES,)),
    case("draft-pass", "3", PRESENT, local(TEACHING)),
    case("draft-fail", "3", PARTIAL, local(TEACHING, approved=_DRAFT), remarks=(R.DRAFT,)),
    case("draft-unclear", "3", PARTIAL, Doc(local(TEACHING, approved="ПРОЕКТ\n" + _NOTHING), "Проект положения о наставничестве"), remarks=(R.DRAFT,)),
    case("expired-pass", "3", PRESENT, order("О наставничестве педагогов в 2024-2025 учебном году")),
    case("expired-fail", "3", PARTIAL, order("О наставничестве педагогов в 2022-2023 учебном году", date_line="01.09.2022 № 5"), remarks=(R.EXPIRED,)),
    case("expired-unclear", "3", PARTIAL, Doc(local(TEACHING), "Положение о наставничестве (утратило силу)"), remarks=(R.EXPIRED,)),
    case("expired-by-another-act-pass", "3", PRESENT, local(TEACHING), order("О признании утратившими силу приказов",
         "Признать утратившим силу приказ от 01.09.2020 № 17.", "10.01.2025 № 3")),
    case("expired-by-another-act-fail", "3", PARTIAL, local(TEACHING), order("О признании утратившими силу приказов",
         "Признать утратившим силу приказ от 02.09.2024 № 118-од.", "10.01.2025 № 3"), remarks=(R.EXPIRED,)),
    case("expired-by-another-act-unclear", "3", PRESENT, local(TEACHING), order("О признании утратившими силу приказов",
         "Признать утратившим силу с 01.09.2025 приказ от 02.09.2024 № 118-од.", "10.01.2025 № 3")),
    case("after-the-reporting-date-pass", "3", PRESENT, order("О наставничестве педагогов", date_line="30.05.2025 № 40")),
    case("after-the-reporting-date-fail", "3", ABSENT, order("О наставничестве педагогов", date_line="02.06.2025 № 41")),
    case("after-the-reporting-date-unclear", "3", PRESENT, Doc(local(TEACHING), "Положение (утратило силу с 01.09.2025)")),
    case("foreign_issuer-pass", "3", PRESENT, local(TEACHING)),
    case("foreign_issuer-fail", "3", PARTIAL, local(TEACHING, approved=_FOREIGN), remarks=(R.FOREIGN_ISSUER,)),
    case("foreign_issuer-unclear", "3", PRESENT, local(TEACHING, approved="УТВЕРЖДЕНО\nприказом директора от 02.09.2024 № 118-од\n")),
    case("wrong_level-pass", "3", PRESENT, order("Об организации наставничества педагогов", issuer=_UO), place=AUTHORITY),
    case("wrong_level-fail", "3", ABSENT, order("Об организации наставничества педагогов", issuer=_UO)),
    case("wrong_level-unclear", "3", ABSENT, _REGION),
    case("republished-pass", "3", PRESENT, _REGION, order("О наставничестве педагогических работников",
         "Во исполнение приказа Министерства образования Залесской области от 01.08.2022 № 356/ПК организовать наставничество педагогов.")),
    case("republished-fail", "3", ABSENT, _FEDERAL),
    case("republished-unclear", "3", ABSENT, local(TEACHING, approved=_AUTHORITY_APPROVED)),
    case("published-by-the-authority-pass", "3", PRESENT, local(TEACHING, approved=_AUTHORITY_APPROVED), place=AUTHORITY),
    case("published-by-the-authority-fail", "3", ABSENT, local(TEACHING), place=AUTHORITY),
    case("published-by-the-authority-unclear", "3", ABSENT, _REGION, place=AUTHORITY),
    case("unreadable-pass", "3", PRESENT, local(TEACHING), Doc("", TEACHING, "файл защищён паролем")),
    case("unreadable-fail", "3", PARTIAL, Doc("", TEACHING, "файл защищён паролем"), remarks=(R.UNREADABLE,)),
    case("unreadable-unclear", "3", ABSENT, Doc("", "Положение о приёме граждан", "файл защищён паролем")),
    case("file-not-got-pass", "3", PRESENT, local(TEACHING), Doc("", TEACHING, _SERVER_ERROR)),
    case("file-not-got-fail", "3", ABSENT, Doc("", "Положение о приёме граждан", _SERVER_ERROR)),
    case("file-not-got-unclear", "3", PARTIAL, Doc("", TEACHING, _SERVER_ERROR), remarks=(R.UNREADABLE,)),
    case("broken_link-pass", "3", PRESENT, local(TEACHING), Doc("", TEACHING, broken=True, reason="страница не найдена")),
    case("broken_link-fail", "3", ABSENT, Doc("", TEACHING, broken=True, reason="страница не найдена"), remarks=(R.BROKEN_LINK,)),
    case("broken_link-unclear", "3", UNKNOWN, Doc("", TEACHING, broken=True), visit=visit(VisitStatus.PARTIAL), remarks=(R.INCOMPLETE_CRAWL,)),
    case("low_confidence-pass", "3", PRESENT, Doc(local(TEACHING), ocr=False)),
    case("low_confidence-fail", "3", PRESENT, Doc(local(TEACHING), ocr=True), remarks=(R.LOW_CONFIDENCE,)),
    case("low_confidence-unclear", "1", PRESENT, remarks=(R.LOW_CONFIDENCE,), value=125.0,
         rows=(ImportedParticipation("s1", "Семинар", "2025-02-01", 25),)),
    *(
        built
        for remark, status in (
            (R.UNREACHABLE, VisitStatus.UNREACHABLE), (R.ROBOTS_FORBIDDEN, VisitStatus.ROBOTS_FORBIDDEN), (R.BOT_WALL, VisitStatus.BOT_WALL),
            (R.NEEDS_JAVASCRIPT, VisitStatus.NEEDS_JAVASCRIPT), (R.INCOMPLETE_CRAWL, VisitStatus.PARTIAL),
        )
        for built in (
            case(f"{remark.value}-pass", "2", PRESENT, local(MO, "МО."), visit=visit(status)),
            case(f"{remark.value}-fail", "2", ABSENT),
            case(f"{remark.value}-unclear", "2", UNKNOWN, visit=visit(status), remarks=(remark,)),
        )
    ),
    case("not_published-pass", "5", PRESENT, pages=(_NEWS,), value=1.0),
    case("not_published-fail", "5", UNKNOWN, remarks=(R.NOT_PUBLISHED,)),
    case("not_published-unclear", "5", UNKNOWN, pages=(replace(_NEWS, text="По состоянию на 01.09.2021\nучитель физики – 1"),), remarks=(R.NOT_PUBLISHED,)),
    case("not_imported-pass", "1", PRESENT, rows=(ImportedParticipation("s1", "Семинар", "2025-02-01", 5),), value=25.0),
    case("not_imported-fail", "1", UNKNOWN, remarks=(R.NOT_IMPORTED,)),
    case("not_imported-unclear", "1", UNKNOWN, rows=(ImportedParticipation("s1", "Семинар", "2022-02-01", 5),), remarks=(R.NOT_IMPORTED,)),
    case("incomplete_set-pass", "4", PRESENT, local(NET, "Взаимодействие педагогов."), required=True),
    case("incomplete_set-fail", "4", PARTIAL, order("О сетевом взаимодействии педагогов"), required=True, remarks=(R.INCOMPLETE_SET,)),
    case("incomplete_set-unclear", "4", PRESENT, order("О сетевом взаимодействии педагогов")),
)  # fmt: skip


_NEAREST = {
    "wrong_level-fail": "муниципальный уровень", "wrong_level-unclear": "региональный уровень", "republished-fail": "федеральный уровень",
    "republished-unclear": "муниципальный уровень", "published-by-the-authority-fail": "школьный уровень",
    "published-by-the-authority-unclear": "региональный уровень", "regional-platform-fail": "другой предмет",
    "regional-platform-unclear": "другой предмет", "mentoring-pupils-fail": "обучающихся", "methodical-room-fail": "ещё не делают",
}  # fmt: skip
"""What is shown as the nearest miss: part of its reason."""


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme(bundled())


def judged(item: Case, programme: Programme, as_of: date = AS_OF) -> Finding:
    """The finding of a case."""
    if item.required:
        indicators = []
        for indicator in programme.indicators:
            first = tuple(replace_required(expected, number == 0) for number, expected in enumerate(indicator.expected))
            indicators.append(indicator.model_copy(update={"expected": first}))
        programme = programme.model_copy(update={"indicators": tuple(indicators), "hash": "required"})
    visited = replace(item.visit, school=item.place.id)
    material = Material(item.place, visited, acts_of(item.docs), item.pages, participation=item.rows)
    findings, _judgements = check(material, programme, as_of)
    return next(finding for finding in findings if finding.indicator == item.indicator)


def replace_required(expected: object, required: bool) -> object:
    """An expected act, required or not."""
    return expected.model_copy(update={"required": required})  # type: ignore[attr-defined]


@pytest.mark.parametrize("item", CASES, ids=lambda item: item.rule)
def test_rule(programme: Programme, item: Case) -> None:
    finding = judged(item, programme)
    assert (finding.verdict, finding.remarks, finding.value) == (item.verdict, item.remarks, item.value), finding.explanation
    assert finding.explanation
    if item.verdict in (PARTIAL, ABSENT):
        assert finding.advice
    if item.verdict is ABSENT and not item.remarks:
        assert finding.searched.phrases
    if item.rule in _NEAREST:
        assert finding.nearest_miss is not None
        assert _NEAREST[item.rule] in finding.nearest_miss.why


WAYS = ("pass", "fail", "unclear")
_TABLE_ROW = re.compile(r"^\| `([a-z_-]+)` \|", re.MULTILINE)


def _rules() -> set[str]:
    """The rules that have cases, without the way."""
    return {item.rule.rpartition("-")[0] for item in CASES}


def test_every_remark_and_every_rule_has_its_three() -> None:
    ways: dict[str, list[str]] = {}
    for item in CASES:
        rule, _dash, way = item.rule.rpartition("-")
        ways.setdefault(rule, []).append(way)
    assert {rule: sorted(found) for rule, found in ways.items() if sorted(found) != sorted(WAYS)} == {}
    assert {remark.value for remark in Remark} - ways.keys() == set()


def test_every_remark_is_seen_on_a_finding_or_a_nearest_miss() -> None:
    """A remark that no case ever shows has no fixture, whatever the name of a case says."""
    shown = {remark for item in CASES for remark in item.remarks}
    assert set(Remark) - shown == {R.WRONG_LEVEL}  # an act of another level is no evidence: it is the nearest miss
    assert {rule for rule in _NEAREST if _NEAREST[rule].endswith("уровень")} >= {"wrong_level-fail", "wrong_level-unclear"}


def test_the_guide_s_table_of_doubtful_cases_and_the_cases_are_the_same() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")
    table = guide.partition("### Спорные случаи")[2].partition("\n#")[0]
    assert set(_TABLE_ROW.findall(table)) == _rules() - {remark.value for remark in Remark}
