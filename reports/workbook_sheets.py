"""The contents of the workbook's sheets: everything of a run as rows that can be sorted and filtered."""

from __future__ import annotations

from checks.model import VERDICT_TEXT
from checks.participation import share_is_decided
from db.model import StoredAct
from reports.clean import line
from reports.measures_text import state_text, subject
from reports.model import Cell, Column, Report, Row, Total
from reports.visits import visit_reason, visit_text
from reports.words import KIND_TEXT, LEVEL_TEXT, NOT_CHECKED, remarks_text, source_text
from reports.workbook_changes import change_rows
from reports.workbook_model import NAME, PLACE, Field, Kind, Sheet, Value, day, moment, sheet_name
from reports.workbook_vacancies import vacancy_sheets


def sheets(report: Report) -> tuple[Sheet, ...]:
    """All sheets but the cover, in their order."""
    return (
        _summary(report),
        *(_indicator(report, index, total) for index, total in enumerate(report.totals)),
        _acts(report),
        *vacancy_sheets(report),
        _participation(report),
        _rating(report),
        _visits(report),
        _changes(report),
        _measures(report),
    )


def _summary(report: Report) -> Sheet:
    fields = (PLACE, NAME, Field("Вид", Kind.LONG, 19), *(_verdict_field(column) for column in report.columns), Field("Чтение сайта", Kind.LONG, 24))
    rows = tuple(
        (line(group.municipality), line(row.title), KIND_TEXT[row.institution.kind], *(_cell(cell) for cell in row.cells), visit_text(row.visit))
        for group in report.groups
        for row in group.all_rows
    )
    foot: tuple[Value, ...] = ("Итого", None, None, *(total.text for total in report.totals), None)
    return Sheet("Сводная", line(report.programme.title), fields, rows, foot)


def _verdict_field(column: Column) -> Field:
    return Field(column.label, (Kind.SHARE if column.percent else Kind.NUMBER) if column.numeric else Kind.VERDICT, 16)


def _cell(cell: Cell) -> Value:
    """A number where there is one: spreadsheets can add it up."""
    if cell.finding is not None and cell.column.numeric and cell.finding.value is not None:
        return cell.finding.value / 100 if cell.column.percent else cell.finding.value
    return cell.text


def _indicator(report: Report, index: int, total: Total) -> Sheet:
    numeric = (_verdict_field(total.column),) if total.column.numeric else ()
    fields = (
        PLACE, NAME, Field("Вывод", Kind.VERDICT, 20), *numeric, Field("Замечания", Kind.LONG, 30), Field("Вид акта", width=14),
        Field("Номер", Kind.LONG, 12), Field("Дата", Kind.DATE, 12), Field("Название", Kind.LONG, 50), Field("Решение проверяющего", width=14),
        Field("Кем принят", Kind.LONG, 34, False), Field("Адрес файла", Kind.LINK, 40, False), Field("Страница", Kind.LINK, 40, False),
        Field("Пояснение", Kind.LONG, 90, False),
    )  # fmt: skip
    rows = tuple(
        _finding_row(line(group.municipality), row, row.cells[index]) for group in report.groups for row in group.all_rows
    )
    return Sheet(sheet_name(total.column.label), line(f"{total.column.id}. {total.column.name}"), fields, rows)


def _finding_row(place: str, row: Row, cell: Cell) -> tuple[Value, ...]:
    finding = cell.finding
    numeric = (_cell(cell),) if cell.column.numeric else ()
    if finding is None:
        return place, line(row.title), NOT_CHECKED, *numeric, *(None,) * 10
    first = finding.evidence[0] if finding.evidence else None
    return (
        place, line(row.title), VERDICT_TEXT[finding.verdict], *numeric, remarks_text(finding.remarks), first and line(first.kind),
        first and line(first.number or ""), first and day(first.date), first and line(first.title), "да" if finding.reviewed else None,
        first and line(first.issuer), first and first.url, first and first.page_url, line(finding.explanation),
    )  # fmt: skip


def _acts(report: Report) -> Sheet:
    fields = (
        NAME, Field("Вид", width=14), Field("Номер", Kind.LONG, 12), Field("Дата", Kind.DATE, 12), Field("Название", Kind.LONG, 50),
        Field("Уровень", Kind.LONG, 16), Field("Показатели", Kind.LONG, 16), Field("Замечания", Kind.LONG, 26), Field("Кем принят", Kind.LONG, 34, False),
        Field("Учебные годы", Kind.LONG, 16, False), Field("Источник текста", Kind.LONG, 22, False), Field("Адрес файла", Kind.LINK, 40, False),
        Field("Страница", Kind.LINK, 40, False), Field("Текст ссылки", Kind.LONG, 40, False),
    )  # fmt: skip
    labels = {column.id: column.short for column in report.columns}
    rows = tuple(_act_row(row, stored, labels) for row in report.rows for stored in row.acts)
    return Sheet("Банк актов", "Акты, найденные на сайтах", fields, rows)


def _act_row(row: Row, stored: StoredAct, labels: dict[str, str]) -> tuple[Value, ...]:
    found, act = stored.found, stored.found.act
    return (
        line(row.title), act.kind.value, line(act.number or ""), act.date, line(act.title), LEVEL_TEXT[act.level],
        ", ".join(labels.get(id, id) for id in stored.indicators), remarks_text(stored.remarks), line(act.issuer), ", ".join(act.school_years),
        source_text(found.text_source), found.url, found.page_url, line(found.link_text),
    )  # fmt: skip


def _participation(report: Report) -> Sheet:
    fields = (NAME, Field("Мероприятие", Kind.LONG, 60), Field("Дата", Kind.DATE, 12), Field("Участников", Kind.NUMBER, 12), Field("Педагогов всего", Kind.NUMBER, 16), Field("Источник", Kind.LONG, 40), Field("Решение проверяющего", width=34, printed=False))
    titles = {row.institution.id: row for row in report.rows}
    rows = tuple(
        (line(titles[item.school].title), line(item.event), day(item.day), item.participants, item.teachers or titles[item.school].institution.teachers, line(item.source), _instead_of_tables(titles[item.school]))
        for item in report.background.participation
        if item.school in titles
    )
    return Sheet("Участие", "Участие педагогов в мероприятиях", fields, rows, empty="Таблица участия не загружена: school-monitor import participation.")


def _instead_of_tables(row: Row) -> str | None:
    """That a reviewer's figure stands for the institution in place of its tables."""
    decided = any(cell.finding is not None and cell.column.percent and share_is_decided(cell.finding) for cell in row.cells)
    return "таблица в расчёт не вошла" if decided else None


def _changes(report: Report) -> Sheet:
    fields = (Field("Что", Kind.LONG, 16), NAME, Field("Показатель", Kind.LONG, 18), Field("Было", Kind.LONG, 40), Field("Стало", Kind.LONG, 40), Field("Причина или оговорка", Kind.LONG, 34))
    found = report.comparison
    title = f"Изменения с проверки на {'.'.join(reversed(found.before.as_of.split('-')))}" if found else "Изменения с прошлой проверки"
    return Sheet("Изменения", title, fields, tuple(change_rows(report)), empty="Изменений нет." if found else "Это первая проверка по программе: сравнивать не с чем.")


def _rating(report: Report) -> Sheet:
    parts = [column for column in report.columns if any(part.indicator == column.id for item in (*report.rating.ranked, *report.rating.apart) for part in item.parts)]
    fields = (Field("Место", width=10), NAME, Field("Сумма", Kind.SHARE, 12), Field("Уровень", width=16), *(Field(column.label, Kind.SHARE, 16) for column in parts))
    titles = {row.institution.id: line(row.title) for row in report.rows}
    rows = tuple(
        (
            item.place or "—", titles.get(item.school, item.school), item.score, item.level if item.place else "нет данных",
            *(next((part.points for part in item.parts if part.indicator == column.id), None) for column in parts),
        )
        for item in (*report.rating.ranked, *report.rating.apart)
    )  # fmt: skip
    return Sheet("Рейтинг", "Рейтинг: сумма — взвешенное среднее по показателям", fields, rows)


def _visits(report: Report) -> Sheet:
    fields = (
        NAME, Field("Сайт", Kind.LINK, 30), Field("Состояние", Kind.LONG, 20), Field("Причина", Kind.LONG, 36), Field("Прочитан полностью", width=12),
        Field("Страниц", Kind.NUMBER, 9), Field("Документов", Kind.NUMBER, 12), Field("Запросов", Kind.NUMBER, 11), Field("Байт", Kind.NUMBER, 13),
        Field("Минут", Kind.NUMBER, 9), Field("Начат (UTC)", Kind.MOMENT, 17),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for row in report.rows:
        visit = row.visit
        head = (line(row.title), (visit.site if visit else "") or row.institution.site, visit_text(visit), visit_reason(visit))
        if visit is None:
            rows.append((*head, "нет", *(None,) * 6))
        else:
            rows.append((
                *head, "да" if row.fully_read else "нет", visit.pages, visit.documents, visit.requests, visit.bytes, round(visit.seconds / 60, 1),
                moment(visit.started),
            ))  # fmt: skip
    return Sheet("Посещения", "Чтение сайтов", fields, tuple(rows))


def _measures(report: Report) -> Sheet:
    fields = (Field("№", Kind.NUMBER, 7), NAME, Field("Показатель", Kind.LONG, 19), Field("Рекомендация", Kind.LONG, 64), Field("Состояние", Kind.LONG, 30), Field("Выдана", Kind.DATE, 12))
    titles = {row.institution.id: line(row.title) for row in report.rows}
    rows = tuple(
        (
            item.recommendation.number, titles.get(item.recommendation.school, item.recommendation.school), subject(report, item.recommendation.indicator),
            line(item.recommendation.text), state_text(item), day(item.history[0].as_of),
        )
        for item in report.measures
    )  # fmt: skip
    return Sheet("Рекомендации", "Рекомендации организациям", fields, rows, empty="Рекомендаций нет.")
