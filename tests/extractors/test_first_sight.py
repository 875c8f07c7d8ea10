"""Forms that were misread at first sight in real acts, with invented names: levels told by tasks, samples, lines without ends."""

from datetime import date

import pytest

from extractors.acts import find_acts
from extractors.model import Act, ActKind, Document, Hints, Level, ReadStatus, TextSource


def _acts(text: str, link: str = "", kind: str = "pdf") -> tuple[Act, ...]:
    document = Document("", "", kind, ReadStatus.OK, text=text, text_source=TextSource.TEXT)
    return find_acts(document, Hints(link_text=link), date(2026, 5, 31))


_TO = (
    "В целях выявления одарённых детей и в соответствии с планом работы ПРИКАЗЫВАЮ:\n1. Провести фестиваль 29 марта 2024 года.\n"
)


@pytest.mark.parametrize(
    ("task", "level"),
    [
        ("2. Руководителям общеобразовательных учреждений обеспечить участие школьников.", Level.MUNICIPALITY),
        ("2. Руководителям образовательных организаций направить заявки.", Level.MUNICIPALITY),
        ("2. Заведующим ДОУ направить заявки.", Level.MUNICIPALITY),
        ("2. Директорам школ направить заявки.", Level.MUNICIPALITY),
        ("2. Руководителям органов управления образованием муниципальных районов направить заявки.", Level.REGION),
        ("3. Отделу общего образования министерства образования Заречной области разместить объявление.", Level.REGION),
        ("2. Классным руководителям направить заявки.\nДиректор школы", Level.SCHOOL),
    ],
)
def test_who_gives_tasks_to_heads_of_schools_is_above_them(task: str, level: Level) -> None:
    (act,) = _acts(f"ПРИКАЗ\n11.03.2024 № 15\nО проведении фестиваля\n{_TO}{task}")
    assert (act.level, act.number) == (level, "15")


def test_a_department_named_again_with_its_region_is_the_regions() -> None:
    (act,) = _acts(
        "Департамент образования и науки\nДепартамент образования и науки\nЗаречной области\nП Р И К А З\n31 августа 2021г. № 751\n"
        "Об утверждении регламента\nВ соответствии с законом приказываю:\n1. Утвердить регламент."
    )
    assert (act.level, act.number, act.date) == (Level.REGION, "751", date(2021, 8, 31))


def test_an_adjective_with_a_capital_tells_the_region_too() -> None:
    (act,) = _acts(
        "Распоряжение от 19.05.2015 г № 285-Р\nО внесении изменений в Положение о Региональном экспертном совете\nВ связи с переходом:\n1. Внести изменения."
    )
    assert (act.kind, act.level) == (ActKind.DIRECTIVE, Level.REGION)


def test_an_order_in_one_line_breaks_before_a_title_of_any_usual_noun() -> None:
    (act,) = _acts(
        "МУНИЦИПАЛЬНОЕ БЮДЖЕТНОЕ ОБЩЕОБРАЗОВАТЕЛЬНОЕ УЧРЕЖДЕНИЕ СРЕДНЯЯ ОБЩЕОБРАЗОВАТЕЛЬНАЯ ШКОЛА № 15 СТ. КЛЮЧЕВОЙ ИМЕНИ ГЕРОЯ "
        "(МБОУ СОШ № 15) ПРИКАЗ От 02.09.2024г. № 533 ст-ца Ключевая О деятельности школьного самоуправления в 2024-2025 учебном году "
        "В целях формирования и раскрытия потенциала учащихся и повышения уровня самоорганизации приказываю: 1. Утвердить Положение."
    )
    assert (act.kind, act.number, act.date, act.level) == (ActKind.ORDER, "533", date(2024, 9, 2), Level.SCHOOL)


def test_what_the_parties_concluded_names_a_text_without_a_heading() -> None:
    (act,) = _acts(
        "Муниципальное бюджетное дошкольное образовательное учреждение Детский сад № 14 «Колосок» в лице заведующего, с одной стороны, "
        "и работники в лице председателя профсоюза, с другой стороны, заключили настоящее дополнительное соглашение о следующем: 1. Внести изменение."
    )
    assert (act.kind, act.level) == (ActKind.AGREEMENT, Level.SCHOOL)


@pytest.mark.parametrize("link", ["Образец приказа о наставничестве", "Форма договора о сетевом взаимодействии", "Шаблон положения о наставничестве",
                                  "Примерная форма договора о сотрудничестве", "Бланк соглашения о сотрудничестве"])  # fmt: skip
def test_a_sample_is_no_act_in_force(link: str) -> None:
    (act,) = _acts(link, kind="title")
    assert act.draft and act.kind in (ActKind.ORDER, ActKind.CONTRACT, ActKind.REGULATION, ActKind.AGREEMENT)


@pytest.mark.parametrize("mark", ["ОБРАЗЕЦ", "Проект", "(форма)", "Шаблон"])
def test_a_sample_stays_one_however_it_is_filled_in(mark: str) -> None:
    (act,) = _acts(
        f"{mark}\nПРИКАЗ\n15 сентября 2024 года № 42\nО пропускном режиме\nВ целях безопасности приказываю:\n1. Ввести режим."
    )
    assert act.draft


@pytest.mark.parametrize("title", ["Положение о форме одежды", "Приказ о форме обучения", "Форма 9 класса"])
def test_the_word_form_alone_makes_no_sample(title: str) -> None:
    assert not any(act.draft for act in _acts(title, kind="title"))
