"""Acts in documents: several in one file, headless ones, templates, pages that only name an act."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.acts import act_from_link, find_acts
from extractors.model import Act, ActKind, Document, Hints, Level, ReadStatus, TextSource

ORDER = """Управление образования администрации Заречного района
Муниципальное бюджетное общеобразовательное учреждение
«Ключевская средняя общеобразовательная школа»

П Р И К А З

02 сентября 2024 года        п. Ключи           № 181-О

Об утверждении Положения о наставничестве
педагогических работников

В целях реализации распоряжения Минпросвещения России от 25.12.2019 № Р-145
ПРИКАЗЫВАЮ:
1. Утвердить прилагаемое положение.
Директор школы              _____________

"""
REGULATION = """Приложение № 1
к приказу от 02.09.2024 № 181-О

ПОЛОЖЕНИЕ
о системе наставничества педагогических работников
в МБОУ «Ключевская СОШ»

1. Общие положения
1.1. Настоящее положение определяет порядок наставничества педагогических работников в школе, права и обязанности наставника и
наставляемого, порядок закрепления пар и поощрения наставников.
1.2. Положение разработано в соответствии с Федеральным законом от 29.12.2012 № 273-ФЗ.
1.3. Срок действия положения не ограничен; изменения вносятся приказом директора школы, согласованным с педагогическим советом школы и
профсоюзной организацией.
"""


def read(text: str, format: str = "pdf", link: str = "", url: str = "") -> tuple[Act, ...]:
    document = Document("d", "0" * 64, format, ReadStatus.OK, text=text, text_source=TextSource.TEXT)
    return find_acts(document, Hints(url=url, link_text=link))


def test_an_order_with_its_appendix_is_two_acts() -> None:
    order, regulation = read(ORDER + REGULATION)
    assert (order.kind, order.number, order.date) == (ActKind.ORDER, "181-О", date(2024, 9, 2))
    assert order.level is Level.SCHOOL
    assert "Ключевская" in order.issuer
    assert order.title == "Об утверждении Положения о наставничестве педагогических работников"
    assert (regulation.kind, regulation.number, regulation.date) == (ActKind.REGULATION, "181-О", date(2024, 9, 2))
    assert regulation.title.startswith("ПОЛОЖЕНИЕ о системе наставничества")


def test_the_appendix_takes_the_orders_requisites_where_it_has_none() -> None:
    _order, regulation = read(ORDER + REGULATION.replace("к приказу от 02.09.2024 № 181-О", ""))
    assert (regulation.number, regulation.date) == ("181-О", date(2024, 9, 2))


def test_two_columns_and_a_download_suffix() -> None:
    text = """ПРИНЯТО УТВЕРЖДЕНО
на педагогическом совете приказом директора
протокол № 1 от 30.08.2023 МБОУ СОШ № 5
от 31.08.2023 № 17 – ОД
Положение
о методическом объединении учителей

1.Общие положения
"""
    (act,) = read(text, link="Положение (3).pdf", url="http://s.example/polozhenie_o_mo.pdf")
    assert (act.kind, act.number, act.date, act.level) == (ActKind.REGULATION, "17-ОД", date(2023, 8, 31), Level.SCHOOL)
    assert act.title == "Положение о методическом объединении учителей"


def test_a_headless_text_is_named_by_its_link() -> None:
    (act,) = read("1.Общие положения\n1.1. Наставничество в школе\n" * 10, link="26. Положение о наставничестве от 01.09.2021 г")
    assert (act.kind, act.title, act.date) == (ActKind.REGULATION, "Положение о наставничестве от 01.09.2021 г", date(2021, 9, 1))


def test_text_wins_over_the_link_and_the_conflict_is_reported() -> None:
    (order,) = read(ORDER, link="Приказ № 19 от 17.01.2022 Об утверждении Положения")
    assert order.number == "181-О"
    assert any("19" in conflict for conflict in order.conflicts)
    assert any("17.01.2022" in conflict for conflict in order.conflicts)


def test_an_unfilled_template_is_a_draft() -> None:
    text = "УТВЕРЖДАЮ\nДиректор МБОУ СОШ № 7\nПриказ № ___ от «___»______20__ г.\n\nПОРЯДОК\nорганизации сетевых форм\n\n1. Общие положения\nтекст"
    (act,) = read(text)
    assert act.draft
    assert (act.number, act.date) == (None, None)


def test_an_order_typed_into_a_page_is_an_act() -> None:
    typed = ORDER.replace("02 сентября 2024 года        п. Ключи           № 181-О", "От_09.02.2024 г ____\n№_2_____")
    (act,) = read(typed, format="html")
    assert (act.kind, act.number, act.date) == (ActKind.ORDER, "2", date(2024, 2, 9))


def test_a_page_that_only_names_acts_is_none() -> None:
    page = "Локальные акты\nПоложение о наставничестве\nПоложение о методическом совете\nПриказ № 5 от 01.09.2024\nНовости школы"
    assert read(page, format="html") == ()


def test_minutes_and_an_order_in_one_text() -> None:
    minutes = "ПРОТОКОЛ № 1\nзаседания педагогического совета\nот 30.08.2024\n\nПовестка дня: о наставничестве.\nРешили: утвердить.\n\nСекретарь ________\n\n"
    kinds = [(act.kind, act.number) for act in read(minutes + ORDER)]
    assert kinds == [(ActKind.MINUTES, "1"), (ActKind.ORDER, "181-О")]


def test_a_municipal_order() -> None:
    text = """УПРАВЛЕНИЕ ОБРАЗОВАНИЯ
АДМИНИСТРАЦИИ ЗАРЕЧНОГО РАЙОНА

ПРИКАЗ

15.02.2023                  г. Заречный               № 44

Об утверждении Положения о районном методическом объединении

ПРИКАЗЫВАЮ: утвердить.
Начальник Управления образования
"""
    (act,) = read(text)
    assert (act.kind, act.number, act.level) == (ActKind.ORDER, "44", Level.MUNICIPALITY)


def test_limited_validity() -> None:
    text = ORDER.replace("педагогических работников", "педагогических работников на 2022-2023 учебный год", 1)
    (act,) = read(text)
    assert act.school_years == ("2022-2023",)
    assert act.valid_until == date(2023, 8, 31)


@pytest.mark.parametrize("link", ["Наставничество", "Новости", "", "Скачать"])
def test_a_link_that_promises_nothing_gives_nothing(link: str) -> None:
    assert act_from_link(Hints(url="http://s.example/page/1", link_text=link)) is None


def test_a_file_name_promises_an_act() -> None:
    act = act_from_link(Hints(url="http://s.example/load/prikaz_426_ot_28_11_2012/1-1-0-1048", link_text="Скачать"))
    assert act is not None
    assert (act.kind, act.number, act.date) == (ActKind.ORDER, "426", date(2012, 11, 28))


def test_ten_regulations_of_one_order_stay_ten() -> None:
    several = "".join(
        REGULATION.replace("№ 1\n", f"№ {number}\n", 1).replace("системе наставничества", f"порядке номер {number}")
        for number in range(1, 11)
    )
    assert len(read(ORDER + several)) == 11


ONE_LINE = (
    "Министерство образования Заречной области Отдел образования Ключевского района Муниципальное казенное общеобразовательное учреждение "
    "«Юловская средняя общеобразовательная школа» Согласовано Председатель методического совета ____________ « 23» августа 2021 г. протокол №1 "
    "Утверждаю «23 » августа 2021 г. приказ № 60 Программа наставничества на 2021-2022 учебный год Пояснительная записка Программа разработана "
    "во исполнение Распоряжения Министерства просвещения РФ от 25 декабря 2019 г. № Р-145 о внедрении целевой модели наставничества"
)


def test_a_text_that_lost_its_line_ends_is_read() -> None:
    (act,) = read(ONE_LINE, format="txt")
    assert (act.kind, act.number, act.date, act.level) == (ActKind.PROGRAMME, "60", date(2021, 8, 23), Level.SCHOOL)
    assert act.title.startswith("Программа наставничества на 2021-2022 учебный год")
    assert "Юловская" in act.issuer


def test_a_stamp_between_the_lines_gives_no_date() -> None:
    text = (
        "МКОУ СОШ №1 с. Псыхово Согласовано с: Управляющим советом, протокол №4 от 20.05.2021 г.; Принято на заседании педагогического совета, "
        "протокол №5 от 20.05.2021 г. Утверждено приказом директора от 20 мая 2021 г. №42ОД ПОЛОЖЕНИЕ о сетевой форме реализации образовательных "
        "программ 1. ОБЩИЕ ПОЛОЖЕНИЯ Подписано цифровой подписью: Директор Дата: 2021.11.08 14:39:47 +03'00' 1.1. Настоящее положение разработано"
    )
    (act,) = read(text, format="txt")
    assert (act.number, act.date) == ("42ОД", date(2021, 5, 20))


def test_the_cards_name_above_the_act_is_not_another_act() -> None:
    text = (
        "Положение о наставничестве педагогических работников в МАОУ СОШ №24\n\nПриложение 1 к приказу\nот 01.04.2022 г № 67-д\n\n"
        "Рассмотрено\nна педагогическом совете МАОУ\nСОШ № 24\nпротокол № 5 от 10.03.2022 г\n\nУтверждено:\nПриказом от 01.04. 2022 г. № 67-д\n"
        "Директор МАОУ СОШ № 24\n\nПоложение о наставничестве педагогических работников в\nМАОУ СОШ № 24\n1. Общие положения\n1.1. Настоящее положение"
    )
    (act,) = read(text)
    assert (act.number, act.date) == ("67-д", date(2022, 4, 1))


def test_an_approval_that_slid_behind_the_minutes() -> None:
    text = (
        "СОГЛАСОВАНО\n\nУТВЕРЖДАЮ\n\nпедагогическим советом\n\nДиректор\n\nПротокол от 26.08.2025 №\n15\n\n01.09.2025\n\n"
        "Положение о методической службе\n\n1. Общие положения\n1.1 Положение разработано"
    )
    (act,) = read(text)
    assert (act.number, act.date) == (None, date(2025, 9, 1))
    assert act.confidence["date"] < 0.75


def test_a_text_without_a_heading_names_itself() -> None:
    text = (
        "1. Общие положения 1.1. Настоящее положение о программе наставничества МБДОУ детский сад № 6 (далее – Положение) регламентирует особенности "
        "внедрения целевой модели наставничества. 1.2. Положение разработано в соответствии с Федеральным законом от 29.12.2012 № 273-ФЗ."
    )
    (act,) = read(text)
    assert (act.kind, act.title) == (ActKind.REGULATION, "положение о программе наставничества МБДОУ детский сад № 6")


def test_a_sentence_that_begins_with_a_kinds_word_is_no_heading() -> None:
    page = (
        "Наставничество\nПрограмма наставничества позволит создать сообщество педагогов.\nПоложение дел изменится.\nОбщие положения модели просты.\n"
        * 9
    )
    assert read(page, format="html") == ()


def test_a_school_of_a_resolution_about_it_is_not_its_issuer() -> None:
    text = (
        'Постановление администрации Ключевского района от 02.09.2014 N 782 "Об утверждении Устава детского сада "Ромашка"\n\nЗАРЕЧНАЯ ОБЛАСТЬ\n'
        "АДМИНИСТРАЦИЯ КЛЮЧЕВСКОГО РАЙОНА\n\nПОСТАНОВЛЕНИЕ\nот 2 сентября 2014 г. № 782\n\nОБ УТВЕРЖДЕНИИ УСТАВА МУНИЦИПАЛЬНОГО БЮДЖЕТНОГО\n"
        'ДОШКОЛЬНОГО ОБРАЗОВАТЕЛЬНОГО УЧРЕЖДЕНИЯ "ДЕТСКИЙ САД "РОМАШКА"\n\nРуководствуясь законом, администрация района постановляет:\n1. Утвердить Устав.\n'
    )
    (act,) = read(text)
    assert (act.kind, act.number, act.level) == (ActKind.RESOLUTION, "782", Level.MUNICIPALITY)
