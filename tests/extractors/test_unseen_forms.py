"""Forms of headers, requisites and levels met on acts read for the first time; every text here is invented."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.acts import find_acts
from extractors.broken import is_broken
from extractors.issuer import level_of_title
from extractors.link_titles import title_requisites
from extractors.model import Act, Document, Hints, Level, ReadStatus, TextSource
from extractors.text import normalise

BODY = "\n1. Общие положения\n1.1. Настоящее Положение разработано в соответствии с Федеральным законом от 29.12.2012 № 273-ФЗ.\n"
COMMAND = (
    "\nВ целях развития системы образования\nПРИКАЗЫВАЮ:\n1. Утвердить прилагаемое положение.\n2. Контроль оставляю за собой.\n"
)


def read(text: str, format: str = "txt") -> tuple[Act, ...]:
    return find_acts(Document("d", "0" * 64, format, ReadStatus.OK, text=text, text_source=TextSource.TEXT), Hints())


def seen(act: Act) -> tuple[str, str | None, str | None, str]:
    return str(act.kind), act.number, act.date.isoformat() if act.date else None, str(act.level)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Приказ №4 от 25.08.2021 г. По Ключевской основной школе «Об организации питания»\nДля организации питания во исполнение приказа "
            "Управления образования Заречного района\nПРИКАЗЫВАЮ:\n1. Назначить ответственного.\n",
            ("приказ", "4", "2021-08-25", "school"),
            id="order-typed-in-one-line",
        ),
        pytest.param(
            'Приказ Главного управления образования и науки Заречной области\nот 24 октября 2019 г. N 1986\n"О внесении изменений в приказ"'
            + COMMAND,
            ("приказ", "1986", "2019-10-24", "region"),
            id="issuer-behind-the-word-date-in-the-next-line",
        ),
        pytest.param(
            'Приказ Федерального агентства по связи от 9 декабря 2019 г. N 225 "О проведении олимпиады"\n\nВ соответствии с планом приказываю:\n'
            "1. Провести олимпиаду.\n",
            ("приказ", "225", "2019-12-09", "federation"),
            id="federal-agency",
        ),
        pytest.param(
            "Постановление от 06.03.2012 г № 790\nО закреплении территории за муниципальными образовательными учреждениями\n"
            "В целях обеспечения права граждан Администрация городского округа Заречный постановляет:\n1. Закрепить территорию.\n"
            "2. Директору школы № 5 довести до сведения родителей.\n",
            ("постановление", "790", "2012-03-06", "municipality"),
            id="who-resolves-stands-before-the-command",
        ),
        pytest.param(
            "Приказ от 05 августа 2010 года № 1715\n\nОб областном конкурсе педагогов\n\nВ целях поддержки учителей приказываю:\n1. Утвердить Положение.\n"
            "Министр образования\nЗаречной области\nА.А. Иванов\n",
            ("приказ", "1715", "2010-08-05", "region"),
            id="minister-signs",
        ),
        pytest.param(
            "Утверждаю\nЗаместитель Министра просвещения\nРоссийской Федерации\n28 июня 2019 г. N МР-12/02вн\n\nМЕТОДИЧЕСКИЕ РЕКОМЕНДАЦИИ\n"
            "ПО ВОПРОСАМ РАЗВИТИЯ НАСТАВНИЧЕСТВА\n" + BODY,
            ("прочее", "МР-12/02вн", "2019-06-28", "federation"),
            id="approved-recommendations",
        ),
        pytest.param(
            "Приложение 1\nк приказу\nМинистерства образования и науки\nЗаречной области\nот 6 февраля 2023 г. N 01/288\nДорожная карта\n"
            "развития наставничества\n1. Организационные мероприятия\n",
            ("дорожная карта", "01/288", "2023-02-06", "region"),
            id="appendix-to-a-ministrys-order",
        ),
        pytest.param(
            "Приложение к приказу Министерства образования и науки Заречной Республики от 28 июля 2017 года №505\n\nМетодические рекомендации\n"
            "по составлению рабочих программ\n" + BODY,
            ("прочее", "505", "2017-07-28", "region"),
            id="an-approving-ministry-is-not-cited",
        ),
        pytest.param(
            "УТВЕРЖДЕНО\nПриказом МБДОУ № 54 г. Заречный\nот «27» 12 2021 года №_92/01-48\nПоложение о педагогическом совете\n" + BODY,
            ("положение", "92/01-48", "2021-12-27", "school"),
            id="month-as-a-number-behind-a-quoted-day",
        ),
        pytest.param(
            "УТВЕРЖДЕНО\nприказом № 1 – ОД/ЛНА от «01» июня 2022г.\nЗаведующий МБДОУ д/с № 61\nПоложение о сайте\n" + BODY,
            ("положение", "1-ОД/ЛНА", "2022-06-01", "school"),
            id="two-suffixes",
        ),
        pytest.param(
            "Приложение № 67\nк приказу от 30.08.2021г. №01-03\\482\n\nПоложение\nо методическом совете МАОУ СОШ №7\n" + BODY,
            ("положение", "01-03\\482", "2021-08-30", "school"),
            id="backslash",
        ),
        pytest.param(
            "Принято на Совете\nГБОУ СО «Заречная школа-интернат»\n\nУТВЕРДЖАЮ\nДиректор ГБОУ СО «Заречная школа-интернат»\n\n«05» марта 2018 г.\n"
            "«06» марта 2018 г.\n\nПОЛОЖЕНИЕ\nо методическом объединении\n" + BODY,
            ("положение", None, "2018-03-06", "school"),
            id="two-dates-under-two-blocks",
        ),
        pytest.param(
            "Утверждена приказом\n№133/8 от 15.10.2024 г.\nМКОУ «Ключевская СОШ»\nДолжностная инструкция учителя\n" + BODY,
            ("прочее", "133/8", "2024-10-15", "school"),
            id="job-description",
        ),
        pytest.param(
            "РАССМОТРЕНО\nна педсовете\nУТВЕРЖДЕНО\nПриказом по школе № 168 от « 29» .08.2025г.\nПоложение о методическом объединении\n" + BODY,
            ("положение", "168", "2025-08-29", "school"),
            id="order-of-the-school-is-no-numbered-school",
        ),
        pytest.param(
            "Муниципальное дошкольное образовательное учреждение «Детский сад № 18»\nПРИКАЗ\nНомер\nдокумента\n\nДата\nсоставления\n\n1/2- ОД\n\n"
            "09.01.2023г.\n\nг. Заречный\nОб организации питания детей" + COMMAND,
            ("приказ", "1/2-ОД", "2023-01-09", "school"),
            id="unified-form-without-a-number-sign",
        ),
        pytest.param(
            "МБОУ СОШ № 36\n  • Правила внутреннего распорядка МБОУ СОШ № 36 (утв. приказом директора от 24.10. 2024 № 32 § 3)\n\n    1. Общие положения\n"
            "    1.1. Настоящие Правила разработаны для учащихся школы.\n",
            ("правила", "32§3", "2024-10-24", "school"),
            id="bullet-before-the-title",
        ),
        pytest.param(
            "О порядке закрепления территорий за школами Заречного района\n\nВ целях учёта детей администрация Заречного муниципального района "
            "п о с т а н о в л я е т :\n\n1. Закрепить территории согласно приложению.\n2. Опубликовать постановление.\n",
            ("постановление", None, None, "municipality"),
            id="order-without-its-heading",
        ),
        pytest.param(
            "Пятница, 26.04.2024, 21:19\nПриветствую Вас Гость\nСайт МОУ ООШ с. Ключи\n\nПРАВИЛА\nпользования школьной библиотекой\n" + BODY,
            ("правила", None, None, "school"),
            id="the-pages-clock-is-no-date",
        ),
        pytest.param(
            "Положение о методическом совете\nДата публикации17.10.2016\nРазмер9.76 Kb.\nПОЛОЖЕНИЕ\nо методическом совете МБОУ «Ключевская СОШ»\n" + BODY,
            ("положение", None, None, "school"),
            id="date-of-publication",
        ),
        pytest.param(
            "МБОУ СОШ № 51 Протокол № 3 заседания методического объединения учителей от 22.05.2024 года Председатель – Иванова А.А. "
            "Секретарь – Петрова Б.Б. Присутствовали 12 человек Повестка дня: 1. Об итогах года. По первому вопросу слушали Иванову А.А. "
            "Решили: признать работу удовлетворительной. Планируя работу на следующий учебный год, поставить задачи обновления содержания.",
            ("протокол", "3", "2024-05-22", "school"),
            id="minutes-in-one-line",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("format", ["txt", "excerpt"])
def test_requisites_and_level(text: str, expected: tuple[str, str | None, str | None, str], format: str) -> None:
    acts = read(text, format)
    assert [seen(act) for act in acts] == [expected]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param(
            "Постановление № 563\n\nАДМИНИСТРАЦИЯ ЗАРЕЧНОГО РАЙОНА\nПОСТАНОВЛЕНИЕ\nот « 10 » марта 2015 г. № 563\nОб организации отдыха детей\n"
            "В соответствии с законом\nПОСТАНОВЛЯЮ:\n1. Утвердить план.\n",
            1,
            id="page-title-above-the-order",
        ),
        pytest.param(
            "УТВЕРЖДАЮ:\nДиректор МБОУ «Ключевская СОШ»\nПриказ № 42/5 от 29.08.2022\nПЛАН МЕТОДИЧЕСКОЙ РАБОТЫ\n2023 год\nУТВЕРЖДЕНО\n"
            "приказом по МБОУ «Ключевская СОШ»\nот «29 » 08. 2022г № 41/4\nПОЛОЖЕНИЕ\nО МЕТОДИЧЕСКОМ СОВЕТЕ\n" + BODY,
            2,
            id="two-acts-each-with-its-approval",
        ),
        pytest.param(
            "Правила внутреннего распорядка обучающихся\n\nМБОУ СОШ № 26\n" + "Подписан: строка подписи\nDN: C=RU, L=Заречный\n" * 8
            + "Дата: 2023-11-07 15:07:45\n\nУТВЕРЖДЕНЫ\nприказом МБОУ СОШ № 26\nот 31.08.2023 № 50/8-о\n\nПравила\n"
            "внутреннего распорядка обучающихся\nМБОУ СОШ № 26\n" + BODY,
            1,
            id="card-title-above-a-long-signature-block",
        ),
    ],
)  # fmt: skip
def test_how_many_acts(text: str, count: int) -> None:
    assert len(read(text)) == count


def test_the_act_below_a_card_title_keeps_its_requisites() -> None:
    text = (
        "Положение об электронном журнале\n\nМУНИЦИПАЛЬНОЕ ОБЩЕОБРАЗОВАТЕЛЬНОЕ УЧРЕЖДЕНИЕ\n" + "Почтовый адрес и телефон школы\n" * 12
        + "Принято педагогическим советом\nПротокол № 7 от 09 января 2024 года\nУтверждено\nДиректор МОУ СОШ с. Ключи\n"
        "Приказ № 1 от 10.01.2024 года\nРег.№___\n\nПоложение об электронном классном журнале\n" + BODY
    )  # fmt: skip
    (act,) = read(text)
    assert (act.number, act.date) == ("1", date(2024, 1, 10))


def test_a_quoted_name_with_a_number_is_no_blank_date() -> None:
    (act,) = read("Положение\nо методическом совете\nв МОУ «Лицей № 40»\n" + BODY)
    assert not act.draft


BROKEN = (
    "М у н и ц и п а л ь н о е к а з е н н о е о б щ е о б р а з о в а т е л ь н о е у ч р е ж д е н и е «К л ю ч е в с к а я ш к о л а»\n"
    "У Т В Е Р Ж Д Е Н О п р и к а зо м о т 2 8 .0 8 .2 0 2 3 № 1 32 о /д\nП ол ож ен и е\nо м е т о д и ч е с к о м с о в е т е\n"
    "1. О б щ и е п о л о ж е н и я\n1.1. Н а с т о я щ е е П о л о ж е н и е о п р е д е л я е т п о р я д о к\n"
)


def test_a_layer_broken_into_letters_is_read() -> None:
    assert is_broken(BROKEN)
    assert not is_broken(BODY * 10)
    (act,) = read(BROKEN, "pdf")
    assert seen(act)[:3] == ("положение", "132о/д", "2023-08-28")


def test_positions_survive_the_joining() -> None:
    whole = normalise(BROKEN)
    at = whole.text.index("Положение")
    assert whole.source(at, at + len("Положение")) == "П ол ож ен и е"


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ('Постановление администрации Заречного района от 02.09.2014 N 782 "Об утверждении Устава МБДОУ «Детский сад № 3»"', Level.MUNICIPALITY),
        ("Постановление администрации Заречной области от 13 февраля 2001 г. N 14-п О конкурсах", Level.REGION),
        ("Положение о наставничестве в образовательных организациях Заречной области", Level.REGION),
        ("О наставничестве в образовательных организациях Заречного района Верхней области", Level.MUNICIPALITY),
        ("Положение о процедурах аттестации работников муниципальных учреждений на территории Заречной области", Level.REGION),
        ("приказ министерства образования Заречного края от 25.10.2012 № 258-04/2 О сроках муниципального этапа", Level.REGION),
        ("Приказ Минобразования и науки РФ от 09.11.2015 №1309", Level.FEDERATION),
        ("Решение Районного Собрания Заречного района от 06.10.2008 г № 292", Level.MUNICIPALITY),
        ("Положение о консилиуме ГБДОУ детский сад № 88 Приречного района", Level.SCHOOL),
        ("Об областном конкурсе педагогов", Level.REGION),
        ("Об участии в областном конкурсе педагогов", Level.UNKNOWN),
    ],
)  # fmt: skip
def test_level_of_a_title(title: str, level: Level) -> None:
    assert level_of_title(title) is level


@pytest.mark.parametrize(
    ("title", "number", "day"),
    [
        ("Приказ об организации питания учащихся МОУ СШ №7 в 2024-2025 учебном году", None, None),
        ('Положение «Требования к внешнему виду учащихся МОУ "ЗСШ №10"»', None, None),
        ("ПОСТАНОВЛЕНИЕ Правительства РФ от 07.03.95 N 233 (ред. от 08.08.2003) О типовом положении", "233", date(1995, 3, 7)),
        ("postanovlenie_o_zakreplenii_ot_19.02.25", None, date(2025, 2, 19)),
    ],
)
def test_requisites_of_a_title(title: str, number: str | None, day: date | None) -> None:
    found = title_requisites(title, None)
    assert (found.number, found.date) == (number, day)
