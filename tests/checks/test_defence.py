"""What a finding says for itself, which of several acts decides, and what the reporting date changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from checks.check import check
from checks.model import Finding, FoundAct, ImportedParticipation, ImportedVacancies, Material, PageText, Remark, Unread, Verdict
from checks.participation import count_participants
from checks.staff import teachers_on_site
from checks.wording import name_of
from extractors.model import Act, ActKind, Level
from programmes import Programme, bundled, load_programme
from tests.checks.test_rules import AS_OF, READ, SCHOOL, TEACHING, Doc, acts_of, local, order

VACANT = "http://s1.example/v"


@pytest.fixture(scope="module")
def programme() -> Programme:
    return load_programme(bundled())


def findings(programme: Programme, *acts: FoundAct, as_of: date = AS_OF, **more: object) -> dict[str, Finding]:
    """The findings of the school by indicator."""
    found, _judgements = check(Material(SCHOOL, READ, acts, **more), programme, as_of)  # type: ignore[arg-type]
    return {finding.indicator: finding for finding in found}


def act(title: str, number: str = "1", day: date = date(2024, 9, 2), kind: ActKind = ActKind.REGULATION, **more: object) -> FoundAct:
    """An act of the school as loading gives it."""
    made = Act(kind, title, number, day, "МБОУ СОШ № 5", Level.SCHOOL, confidence={"issuer": 0.9, "number": 0.9, "date": 0.9})
    fields: dict[str, object] = {"url": f"http://s1.example/{number}.pdf", "text": "Педагогические работники школы."}
    return FoundAct(made, **{**fields, **more})  # type: ignore[arg-type]


def test_one_paragraph_answers_everything(programme: Programme) -> None:
    found = act(TEACHING, "118-од", date(2024, 8, 30), url="http://s1.example/a.pdf", page_url="http://s1.example/docs", link_text="Положение",
                section="Локальные акты", fetched="2025-05-15T06:00:00+00:00", warc="run-1/s1.warc.gz", offset=7, clicks=2,
                text_source="text", sha256="ab")  # fmt: skip
    finding = findings(programme, found)["3"]
    for said in (
        "Положение о наставничестве педагогических работников от 30.08.2024 № 118-од", "кем принят — МБОУ СОШ № 5", "уровень организации",
        "ссылка «Положение»", "страница http://s1.example/docs", "раздел «Локальные акты»", "файл http://s1.example/a.pdf",
        "переходов от главной — 2", "получен 15.05.2025 06:00 UTC", "копия в архиве", "Почему: в названии — «", "касается педагогов",
        "найдено 1 из 6", "Основание: показатель 3 программы мониторинга (Управление образования администрации Конаковского района, от 15.02.2023 № 44)", "№ Р-145",
    ):  # fmt: skip
        assert said in finding.explanation, said
    assert "\n" not in finding.explanation
    [evidence] = finding.evidence
    assert evidence.archived is not None
    assert (evidence.archived.warc, evidence.archived.offset) == ("run-1/s1.warc.gz", 7)
    assert evidence.quality is not None
    assert (evidence.quality.clicks, evidence.quality.right_section, evidence.quality.machine_readable) == (2, True, True)
    assert (evidence.quality.age_days, evidence.quality.requisites) == (274, 1.0)


@pytest.mark.parametrize(
    ("kind", "title", "number", "day", "said"),
    [
        (ActKind.ORDER, "«О назначении наставников»", "2", date(2024, 2, 9), "Приказ «О назначении наставников» от 09.02.2024 № 2"),
        (ActKind.ORDER, "О клубе «Лидер»", "2", date(2024, 2, 9), "Приказ «О клубе «Лидер»» от 09.02.2024 № 2"),
        (ActKind.CONTRACT, "Договор № 5/с о сетевой форме", "5/с", date(2024, 9, 2), "Договор № 5/с о сетевой форме от 02.09.2024"),
        (ActKind.ORDER, "Приказ 112 от 31.08.2021 Состав МО", "112", date(2021, 8, 31), "Приказ 112 от 31.08.2021 Состав МО"),
        (ActKind.ORDER, "Приказ № 5 школы № 15", "15", date(2021, 8, 31), "Приказ № 5 школы № 15 от 31.08.2021"),
        (ActKind.ORDER, "Приказ № 51 о наставниках", "5", None, "Приказ № 51 о наставниках № 5"),
        (ActKind.REGULATION, "Положение о совете", None, None, "Положение о совете"),
    ],
)  # fmt: skip
def test_an_act_is_named_without_saying_anything_twice(kind: ActKind, title: str, number: str | None, day: date | None, said: str) -> None:
    assert name_of(Act(kind, title, number, day)) == said


def test_a_term_of_years_is_no_school_year(programme: Programme) -> None:
    for title, said in (("Положение о наставничестве педагогов на 2019-2021 годы", "принят на 2019-2021 годы; срок закончился 31.12.2021"),
                        ("Положение о наставничестве педагогов на 2023-2024 учебный год", "принят на 2023-2024 учебный год; срок закончился 31.08.2024")):  # fmt: skip
        (found,) = acts_of((Doc(local(title, approved="МБОУ СОШ № 5 п. Ключи\nУТВЕРЖДЕНО\nприказом директора от 02.09.2019 № 118-од\n")),))
        assert said in findings(programme, found)["3"].explanation


def test_what_was_searched_is_named(programme: Programme) -> None:
    visit = replace(READ, counters={"unread_documents": 1})
    material = Material(SCHOOL, visit, sections=("Новости", "Документы"), unread=(Unread("Скан приказа", "http://s1.example/s.pdf", "нет текста"),))
    found, _judgements = check(material, programme, AS_OF)
    finding = next(item for item in found if item.indicator == "2")
    assert finding.verdict is Verdict.ABSENT
    assert finding.searched.sections == ("Документы", "Новости")
    assert [item.title for item in finding.searched.unread] == ["Скан приказа"]
    assert "методический" in " ".join(finding.searched.phrases)
    for said in ("страниц — 40, документов — 9", "«Документы»", "Скан приказа", "Искали по словам в любой форме: «", "Что сделать: "):
        assert said in finding.explanation, said


def test_expected_set_stands_beside_the_verdict(programme: Programme) -> None:
    pairs = act("О закреплении наставников за молодыми специалистами", "9", kind=ActKind.ORDER)
    finding = findings(programme, act(TEACHING, "8"), pairs)["3"]
    there = {item.name: item.requisites for item in finding.expected if item.found}
    assert there == {"положение о наставничестве": "от 02.09.2024 № 8", "приказ о закреплении наставнических пар": "от 02.09.2024 № 9"}
    assert finding.verdict is Verdict.PRESENT


def test_newest_edition_decides_and_the_older_is_replaced(programme: Programme) -> None:
    older, newer = act(TEACHING, "5", date(2021, 9, 1)), act(f"{TEACHING} (новая редакция)", "6", date(2024, 9, 2))
    finding = findings(programme, older, newer)["3"]
    assert [(item.number, item.remarks) for item in finding.evidence] == [("6", ()), ("5", (Remark.EXPIRED,))]
    before = findings(programme, older, newer, as_of=date(2023, 5, 31))["3"]
    assert [item.number for item in before.evidence] == ["5"]
    assert before.verdict is Verdict.PRESENT


def test_same_act_under_several_addresses_is_one(programme: Programme) -> None:
    card = act(TEACHING, "7", url="http://s1.example/card")
    copy = act(TEACHING, "7", url="http://s1.example/copy.pdf", also=("http://s1.example/third.pdf",))
    [evidence] = findings(programme, card, copy)["3"].evidence
    assert (evidence.url, set(evidence.also)) == ("http://s1.example/card", {"http://s1.example/copy.pdf", "http://s1.example/third.pdf"})


def test_ten_regulations_of_one_order_stay_ten(programme: Programme) -> None:
    subjects = "математики физики химии биологии истории географии музыки технологии литературы информатики".split()
    acts = [act(f"Положение о методическом объединении учителей {name}", "55", url=f"http://s1.example/{name}") for name in subjects]
    assert len(findings(programme, *acts)["2"].evidence) == 10


def test_document_outweighs_a_link(programme: Programme) -> None:
    promised = replace(act("", ""), act=Act(ActKind.REGULATION, TEACHING, from_text=False), readable=False, reason="не открыт", text="")
    read = act(TEACHING, "7")
    assert findings(programme, promised, read)["3"].evidence[0].number == "7"


def test_last_years_table_can_be_made_again(programme: Programme) -> None:
    year = acts_of((Doc(order("О наставничестве педагогов в 2023-2024 учебном году", date_line="01.09.2023 № 5")),))
    verdicts = {day: findings(programme, *year, as_of=day)["3"].verdict for day in (date(2023, 5, 31), date(2024, 5, 31), date(2025, 5, 31))}
    assert list(verdicts.values()) == [Verdict.ABSENT, Verdict.PRESENT, Verdict.PARTIAL]
    assert "после отчётной даты" in findings(programme, *year, as_of=date(2024, 5, 31))["3"].explanation


def test_period_named_in_the_text_ends(programme: Programme) -> None:
    found = acts_of((Doc(local(TEACHING, "Наставник молодого специалиста. Настоящее положение действует до 31.12.2024.")),))
    assert findings(programme, *found, as_of=date(2024, 12, 31))["3"].verdict is Verdict.PRESENT
    assert findings(programme, *found)["3"].remarks == (Remark.EXPIRED,)


def test_vacancies_at_the_programmes_dates(programme: Programme) -> None:
    page = PageText(VACANT, "Вакансии", "На 01.09.2024: учитель химии – 2\nНа 20.05.2025: учитель физики – 1", fetched="2025-05-21T06:00:00+00:00")
    finding = findings(programme, pages=(page,))["5"]
    assert finding.value == 2.0
    assert [(item.day, item.value, item.stated) for item in finding.numbers] == [
        ("2024-06-01", None, None), ("2024-09-01", 2.0, "2024-09-01"), ("2025-06-01", 1.0, "2025-05-20"),
    ]  # fmt: skip
    assert findings(programme, pages=(page,), as_of=date(2025, 6, 1))["5"].value == 1.0


def test_undated_page_counts_from_the_nearest_crawl(programme: Programme) -> None:
    autumn = PageText(VACANT, "Вакансии", "учитель химии – 3", fetched="2024-09-03T06:00:00+00:00")
    spring = PageText(VACANT, "Вакансии", "учитель химии – 1", fetched="2025-05-20T06:00:00+00:00")
    finding = findings(programme, pages=(spring, autumn))["5"]
    assert finding.value == 3.0
    assert "прочитано 03.09.2024" in finding.explanation


def test_import_overrides_the_site(programme: Programme) -> None:
    page = PageText(VACANT, "Вакансии", "На 01.09.2024: учитель химии – 2")
    finding = findings(programme, pages=(page,), vacancies=(ImportedVacancies("s1", "2024-09-02", 7, "письмо"),))["5"]
    assert (finding.value, finding.numbers[1].source) == (7, "import")


def test_posts_and_rates_are_told_apart(programme: Programme) -> None:
    said = "На 01.09.2024: учитель химии – 2 ставки, учитель музыки – 1,5 ст., тьютор (0,5 ставки), воспитатель – 5 ставок, учитель физики (18 часов)"
    finding = findings(programme, pages=(PageText(VACANT, "Вакансии", said),))["5"]
    assert (finding.value, finding.numbers[1].rates) == (10.0, 9.0)
    for words in ("учитель химии — 2 единицы, 2 ставки;", "учитель музыки — 1 единица, 1,5 ставки;", "тьютор — 1 единица, 0,5 ставки;",
                  "воспитатель — 5 единиц, 5 ставок;", "учитель физики — 1 единица).", "Всего 9 ставок (размер ставки указан не у всех вакансий).", "01.09.2024 — 10 (9 ставок; сведения на 01.09.2024)"):  # fmt: skip
        assert words in finding.explanation, words


def test_loaded_half_is_written_with_a_comma(programme: Programme) -> None:
    finding = findings(programme, vacancies=(ImportedVacancies("s1", "2024-09-02", 0.5, "письмо"),))["5"]
    assert "вакансий — 0,5 по состоянию на 02.09.2024" in finding.explanation
    assert "01.09.2024 — 0,5 (сведения на 02.09.2024)" in finding.explanation


def test_nobody_is_counted_twice() -> None:
    def row(school: str, event: str, *names: str, took_part: int | None = None) -> ImportedParticipation:
        return ImportedParticipation(school, event, "2025-02-01", len(names) if took_part is None else took_part, names)

    assert count_participants([row("a", "1", "Иванова Анна Петровна", "Сомов И. Л."), row("a", "2", "иванова а.п.", "Сомов И.Л.")]) == (2, True)
    assert count_participants([row("a", "1", "Сомов И. Л."), row("b", "1", "Сомов И. Л.")]) == (2, True)
    assert count_participants([row("a", "1", "Т-17"), row("b", "1", "Т-17")]) == (1, True)
    assert count_participants([row("a", "1", "Сомов И. Л.", took_part=4), row("a", "2", took_part=2)]) == (6, False)


def test_teachers_come_from_registry_import_or_site(programme: Programme) -> None:
    staff = PageText("http://s1.example/sveden/employees", "Педагогический состав", "Всего педагогических работников: 31.")
    row = ImportedParticipation("s1", "Семинар", "2025-02-01", 5, teachers=25)
    nameless = replace(SCHOOL, teachers=None)
    for place, rows, expected in ((SCHOOL, (row,), "список организаций"), (nameless, (row,), "загруженная таблица"),
                                  (nameless, (replace(row, teachers=None),), "сайт, число названо")):  # fmt: skip
        found, _judgements = check(Material(place, READ, participation=rows, staff=(staff,)), programme, AS_OF)
        share = next(item.share for item in found if item.indicator == "1")
        assert share is not None
        assert share.teachers_source.startswith(expected)
    assert teachers_on_site([]) is None


def test_names_of_the_staff_are_counted() -> None:
    text = "ФИО\tДолжность\nСедова Анна Ильинична\tучитель физики\nКотов Пётр Львович\tдиректор\nЛось Ия Олеговна\tзам. директора, учитель химии"
    counted = teachers_on_site([PageText("u", "Педагогический состав", text)])
    assert counted is not None
    assert counted.teachers == 2


def test_a_number_is_one_teacher_however_it_is_written() -> None:
    rows = (
        ImportedParticipation("s1", "Методический день", "2025-03-12", 3, ("Орлова А. А.", "Сомова Б. Б.", "101")),
        ImportedParticipation("s1", "Семинар", "2025-04-10", 2, ("орлова а.а.", "№ 101")),
    )
    assert count_participants(rows) == (3, True)
