"""The reviewer's queue as a workbook: the programme's columns locked, those for the decision open, with lists to choose from.

Titles and quotes come from foreign sites. Every text is written as text, and one that looks like a formula stays text also when
the cell is edited.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter

from checks.model import VERDICT_TEXT, DecisionKind, Evidence
from checks.queue import REASON_TEXT, Case, Item
from checks.review import KIND_TEXT, day_text, decided_text
from db.model import RunData
from extractors.model import ActKind
from programmes.model import Programme
from reports.clean import line
from reports.masking import mask, masked_finding
from reports.review_console import finding_text, indicator_label
from reports.tables_csv import FORMULA
from reports.words import remarks_text

SHEET = "Пункты"
DECISION_WORDS = {
    "принять": DecisionKind.ACCEPT,
    "отклонить": DecisionKind.REJECT,
    "другой акт": DecisionKind.ACT,
    "другое значение": DecisionKind.VALUE,
    "другой вывод": DecisionKind.VERDICT,
    "отозвать": DecisionKind.WITHDRAW,
}
_TEXT_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its heading, what it holds, its width in characters. ``choices`` are offered as a list."""

    name: str
    about: str
    width: int = 20
    open: bool = False
    choices: tuple[str, ...] = ()
    kind: str = "text"


FIELDS = (
    Field("пункт", "id организации и показатель; не менять", 22),
    Field("состояние", "по нему программа узнаёт, не изменились ли документы после выгрузки; не менять", 18),
    Field("организация", "", 30),
    Field("показатель", "", 22),
    Field("вывод программы", "", 18),
    Field("почему смотреть", "", 26),
    Field("замечания", "", 26),
    Field("документ", "название акта, на котором основан вывод", 40),
    Field("номер документа", "", 14),
    Field("дата документа", "", 13, kind="date"),
    Field("адрес файла", "", 30),
    Field("страница", "", 30),
    Field("цитата", "", 40),
    Field("объяснение", "", 50),
    Field("действующее решение", "решение, принятое раньше", 30),
    Field("решение", "выберите из списка; пусто — решения по пункту нет", 16, True, tuple(DECISION_WORDS)),
    Field("вывод", "для «другой вывод»; для «отклонить» и «другой акт» — если нужен не обычный вывод", 18, True, tuple(VERDICT_TEXT.values())),
    Field("значение", "для «другое значение»: число; доля участия — в процентах (45) или словами «12 из 40»", 14, True),
    Field("адрес акта", "для «другой акт»: адрес файла", 30, True),
    Field("вид акта", "для «другой акт»", 14, True, tuple(kind.value for kind in ActKind)),
    Field("название акта", "для «другой акт», если файла нет среди найденных на сайте", 30, True),
    Field("номер акта", "для «другой акт»", 12, True),
    Field("дата акта", "для «другой акт»", 13, True, kind="date"),
    Field("комментарий", "на чём основано решение; обязателен", 40, True),
    Field("кто решил", "фамилия и инициалы; обязательно", 20, True),
    Field("возражение организации", "дословно; без решения — будет записано, и пункт встанет в начало очереди", 40, True),
    Field("дата возражения", "", 13, True, kind="date"),
)  # fmt: skip

_RULES = (
    "Как заполнять",
    "Заполняются столбцы с жёлтыми заголовками. Серые столбцы — сведения программы: они защищены, менять их не нужно.",
    "Решение выбирается из списка: «принять» — вывод программы верен; «отклонить» — документ не засчитывается (вывод станет «нет», "
    "у числа — «нет данных»); «другой акт» — засчитать другой документ; «другое значение» — указать число или долю словами «12 из 40» (доля, указанная школе, войдёт и в долю муниципалитета); «другой вывод» — назвать вывод самому; "
    "«отозвать» — действующее решение снимается, остаётся вывод программы.",
    "К каждому решению обязательны комментарий (на чём оно основано) и «кто решил».",
    "Возражение организации можно записать и без решения: тогда пункт встанет в начало очереди.",
    "Строки без решения и без возражения не читаются. Порядок строк можно менять, лишние строки — удалять.",
    "Заполненная книга вносится целиком: school-monitor review --import ФАЙЛ. При любой ошибке не вносится ничего, ошибки "
    "перечисляются с номером строки и столбцом. Повторное внесение той же книги ничего не меняет.",
    "Если после выгрузки документы на сайте изменились или по пункту уже принято решение, строка не принимается: выгрузите книгу заново.",
    "Столбцы",
)  # fmt: skip


def state(case: Case) -> str:
    """What tells whether the evidence or the decisions of an item have changed since it was exported."""
    return f"{case.basis.digest[:16]}-{max((entry.id for entry in case.log), default=0)}"


def workbook(data: RunData, items: Sequence[Item], programme: Programme, internal: bool = False) -> bytes:
    """The workbook of these items; the first sheet is the one that is read back.

    It goes to schools, so the names of private persons are masked unless it is ``internal``.
    """
    buffer = io.BytesIO()
    places = {place.id: place.short_name or place.name for place in data.institutions}
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_urls": False}) as book:
        sheet = _Sheet(book, len(items))
        for number, item in enumerate(items, 1):
            sheet.row(number, _cells(item, places, programme, internal))
        _explain(book, data, programme)
        _lists(book)
    return buffer.getvalue()


def _cells(item: Item, places: dict[str, str], programme: Programme, internal: bool) -> dict[str, str | date]:
    case = item.case
    finding = case.finding if internal else masked_finding(case.finding)
    first: Evidence | None = finding.evidence[0] if finding.evidence else None
    miss = finding.nearest_miss
    held = case.decision
    cells: dict[str, str | date] = {
        "пункт": case.name,
        "состояние": state(case),
        "организация": places.get(finding.school, finding.school),
        "показатель": indicator_label(finding.indicator, programme),
        "вывод программы": finding_text(finding, programme),
        "почему смотреть": "; ".join(REASON_TEXT[reason] for reason in item.reasons),
        "замечания": remarks_text(finding.remarks),
        "объяснение": finding.explanation,
    }
    if first is not None:
        cells |= {
            "документ": first.title or first.link_text, "номер документа": first.number or "", "адрес файла": first.url,
            "страница": first.page_url, "цитата": first.quote,
        }  # fmt: skip
        if first.date:
            cells["дата документа"] = date.fromisoformat(first.date)
    elif miss is not None:
        cells |= {"документ": f"похожий: {miss.title}", "адрес файла": miss.url}
    if held is not None and held.verdict is not None:
        said = f"{KIND_TEXT[held.kind]}: {decided_text(held)}"
        comment = held.comment if internal else mask(held.comment)
        cells["действующее решение"] = f"№ {held.id}, {day_text(held.decided)}, {held.author}: {said} — {comment}"
    return cells


class _Sheet:
    """The sheet of items while it is written."""

    def __init__(self, book: xlsxwriter.Workbook, rows: int) -> None:
        wrapped = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8CED6"}
        self._formats = {
            (opened, kind): book.add_format(
                {**wrapped, "num_format": number, "locked": not opened, "bg_color": "#FFFFFF" if opened else "#F2F4F7"}
            )
            for opened in (False, True)
            for kind, number in (("text", "@"), ("date", "dd.mm.yyyy"))
        }
        self._quoted = book.add_format({**wrapped, "num_format": "@", "bg_color": "#F2F4F7", "quote_prefix": True})
        self._sheet = book.add_worksheet(SHEET)
        heads = {
            opened: book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1, "bg_color": colour})
            for opened, colour in ((False, "#D9DEE6"), (True, "#FFE699"))
        }
        last = max(rows, 1)
        for at, field in enumerate(FIELDS):
            self._sheet.write_string(0, at, field.name, heads[field.open])
            self._sheet.set_column(at, at, field.width)
            if field.about:
                self._sheet.write_comment(0, at, field.about)
            if field.open:
                self._validate(at, field, last)
        self._sheet.freeze_panes(1, 1)
        self._sheet.autofilter(0, 0, last, len(FIELDS) - 1)
        self._sheet.set_landscape()
        self._sheet.repeat_rows(0)
        # Numbers stay as they were typed: a spreadsheet would make 0.45 of «45 %» and a date of «12/40».
        self._sheet.ignore_errors({"number_stored_as_text": f"A2:XFD{last + 1}"})
        allowed = ("format_columns", "format_rows", "sort", "autofilter", "delete_rows")
        self._sheet.protect("", dict.fromkeys(allowed, True))

    def _validate(self, at: int, field: Field, last: int) -> None:
        if field.choices:
            column = chr(ord("A") + [item.name for item in FIELDS if item.choices].index(field.name))
            rule: dict[str, object] = {"validate": "list", "source": f"=Списки!${column}$2:${column}${len(field.choices) + 1}"}
        elif field.kind == "date":
            rule = {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1)}
        else:
            return
        about = {"error_title": field.name, "error_message": f"{field.about or 'нужна дата'}"[:255]}
        self._sheet.data_validation(1, at, last, at, rule | about)

    def row(self, number: int, cells: dict[str, str | date]) -> None:
        """One item."""
        for at, field in enumerate(FIELDS):
            value = cells.get(field.name, "")
            style = self._formats[field.open, field.kind]
            if isinstance(value, date):
                self._sheet.write_datetime(number, at, datetime(value.year, value.month, value.day), style)
            elif text := line(value, _TEXT_LIMIT):
                self._sheet.write_string(number, at, text, self._quoted if text.startswith(FORMULA) else style)
            else:
                self._sheet.write_blank(number, at, None, style)


def _explain(book: xlsxwriter.Workbook, data: RunData, programme: Programme) -> None:
    bold, plain = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("Пояснение")
    sheet.set_column(0, 0, 120)
    about = f"Проверка № {data.run.id} на {day_text(data.run.as_of)}. {line(programme.title)}."
    fields = [f"{field.name} — {field.about}" for field in FIELDS if field.open and field.about]
    for number, text in enumerate((about, *_RULES, *fields)):
        sheet.write_string(number, 0, text, bold if text in ("Как заполнять", "Столбцы") else plain)


def _lists(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Списки")
    for at, field in enumerate(item for item in FIELDS if item.choices):
        for number, text in enumerate((field.name, *field.choices)):
            sheet.write_string(number, at, text)
    sheet.hide()
