"""Columns of the open data: headings, types and what they mean. The tables and their descriptor are made of the same list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_YES_NO: dict[str, object] = {"trueValues": ["да"], "falseValues": ["нет"]}
_COMMA: dict[str, object] = {"decimalChar": ","}


@dataclass(frozen=True, slots=True)
class OpenColumn:
    """One column. ``type`` is a type of the Table Schema standard."""

    name: str
    about: str
    type: Literal["string", "number", "integer", "boolean", "date", "datetime"] = "string"

    @property
    def form(self) -> dict[str, object]:
        """How the type's values are written."""
        return dict(_YES_NO if self.type == "boolean" else _COMMA if self.type == "number" else {})


_PLACE = (
    OpenColumn("муниципалитет", "Муниципалитет организации"),
    OpenColumn("id", "Постоянный код организации в реестре"),
    OpenColumn("организация", "Полное наименование организации"),
)
_SOURCE = (
    OpenColumn("получен", "Когда файл или страница получены с сайта (UTC)", "datetime"),
    OpenColumn("sha256", "Контрольная сумма полученного содержания"),
)

FINDING_COLUMNS = (
    *_PLACE,
    OpenColumn("вид организации", "Школа, детский сад, дополнительное образование или орган управления"),
    OpenColumn("показатель", "Код показателя в программе мониторинга"),
    OpenColumn("название показателя", "Название показателя по программе"),
    OpenColumn("вывод", "Есть, есть с замечаниями, нет или нет данных"),
    OpenColumn("код вывода", "present, partial, absent или unknown"),
    OpenColumn("значение", "Число для числовых показателей; пусто — нет данных", "number"),
    OpenColumn("замечания", "Замечания словами"),
    OpenColumn("коды замечаний", "Машинные коды замечаний через пробел"),
    OpenColumn("решение проверяющего", "Принят ли вывод решением человека", "boolean"),
    OpenColumn("объяснение", "Почему сделан такой вывод"),
    OpenColumn("вид акта", "Вид первого доказательства"),
    OpenColumn("номер", "Номер акта, как он написан"),
    OpenColumn("дата", "Дата акта", "date"),
    OpenColumn("кем принят", "Кто издал или утвердил акт"),
    OpenColumn("название акта", "Название акта"),
    OpenColumn("адрес файла", "Адрес файла или страницы с актом"),
    OpenColumn("страница со ссылкой", "Страница сайта, на которой стоит ссылка"),
    *_SOURCE,
    OpenColumn("ближайший неподошедший", "Самый близкий документ, который не засчитан"),
    OpenColumn("почему не подошёл", "Почему он не засчитан"),
    OpenColumn("прочитано страниц", "Сколько страниц сайта прочитано", "integer"),
    OpenColumn("прочитано документов", "Сколько документов сайта прочитано", "integer"),
    OpenColumn("не прочитано документов", "Сколько документов прочитать не удалось", "integer"),
    OpenColumn("сайт прочитан полностью", "Прочитано ли всё, что могло содержать акты", "boolean"),
)

ACT_COLUMNS = (
    *_PLACE,
    OpenColumn("вид акта", "Приказ, положение, договор и другие виды"),
    OpenColumn("номер", "Номер акта, как он написан"),
    OpenColumn("дата", "Дата акта", "date"),
    OpenColumn("кем принят", "Кто издал или утвердил акт"),
    OpenColumn("название", "Название акта"),
    OpenColumn("уровень", "Уровень, на котором издан акт"),
    OpenColumn("учебные годы", "Учебные годы, названные в акте"),
    OpenColumn("проект", "Проект или незаполненный шаблон", "boolean"),
    OpenColumn("утратил силу", "Сказано ли, что акт утратил силу", "boolean"),
    OpenColumn("показатели", "Коды показателей, по которым акт засчитан"),
    OpenColumn("замечания", "Замечания словами"),
    OpenColumn("источник текста", "Текст файла или распознанное изображение"),
    OpenColumn("уверенность в номере", "От 0 до 1", "number"),
    OpenColumn("уверенность в дате", "От 0 до 1", "number"),
    OpenColumn("адрес файла", "Адрес файла или страницы с актом"),
    OpenColumn("текст ссылки", "Текст ссылки на сайте"),
    OpenColumn("страница со ссылкой", "Страница сайта, на которой стоит ссылка"),
    *_SOURCE,
)
