"""Decisions out of a workbook: every row is checked like one of the command line, and all are entered or none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from checks.deciding import Request
from checks.model import VERDICT_TEXT, DecisionKind, Evidence
from checks.queue import Case
from checks.review_model import Decision, ReviewProblem
from cli.errors import InputError
from cli.import_rows import CellError, converted, day, filled
from cli.inputs import stored_run
from cli.options import Talk
from cli.quantities import said_value
from cli.review_words import entered_act
from cli.spreadsheet import Column, TableRow, read_table
from db.connection import Database, open_database
from db.decisions import add_decisions, import_keys
from extractors.model import ActKind
from fleet.reviewing import Desk, act_by_address, decided, desk
from reports.plural import ROW, counted
from reports.review_xlsx import DECISION_WORDS, FIELDS, state

_NEEDED = frozenset({"пункт", "состояние", "решение", "комментарий", "кто решил"})
_COLUMNS = tuple(Column(field.name, (), field.about, field.name in _NEEDED) for field in FIELDS)
_OPEN = tuple(field.name for field in FIELDS if field.open)
_ACT_COLUMNS = ("адрес акта", "вид акта", "название акта", "номер акта", "дата акта")
_SAID_BY = {
    "item": "пункт", "decision": "решение", "verdict": "вывод", "value": "значение", "act": "адрес акта",
    "comment": "комментарий", "author": "кто решил", "objection": "возражение организации", "objection_day": "дата возражения",
}  # fmt: skip
_VERDICTS = {text: verdict for verdict, text in VERDICT_TEXT.items()}


@dataclass(frozen=True, slots=True)
class _Row:
    """One filled row: the entries it makes, none when it was entered before."""

    name: str
    entries: tuple[Decision, ...] = ()


def import_decisions(path: Path, db: Path, run: int | None, talk: Talk) -> int:
    """Enter the decisions of a workbook. Raises ``InputError`` that lists every faulty row; then nothing is entered."""
    rows = [row for row in read_table(path, _COLUMNS) if any(row.cells.get(name) for name in _OPEN)]
    if not rows:
        raise InputError(f"{path}: ни в одной строке нет ни решения, ни возражения")
    with open_database(db, create=False) as database, database.transaction():
        held = desk(database, stored_run(database, run))
        reader = _Reader(path, database, held)
        items = converted(path, rows, reader.row, lambda item: item.name)
        add_decisions(database, [entry for item in items for entry in item.entries])
    if not talk.quiet:
        added = sum(bool(item.entries) for item in items)
        click.echo(_said(added, len(items) - added))
    return 0


def _said(added: int, known: int) -> str:
    text = f"Внесено: {counted(added, ROW)}"
    if known:
        text += f"; внесены раньше: {counted(known, ROW)}"
    return f"{text}. Чтобы вошли в выводы: school-monitor check"


class _Reader:
    """What the rows of one workbook mean for one run."""

    def __init__(self, path: Path, database: Database, held: Desk) -> None:
        self._path = path
        self._database = database
        self._held = held
        self._known = import_keys(database)

    def row(self, row: TableRow) -> _Row:
        """The entries of a row. Raises ``CellError``."""
        name = filled(row, "пункт")
        key = _key(row)
        if key in self._known:
            return _Row(name)
        try:
            case = self._held.case(name)
            self._unchanged(row, case)
            return _Row(name, decided(self._held, case, self._request(row, case, key)))
        except ReviewProblem as problem:
            raise CellError(_SAID_BY.get(problem.field, problem.field), str(problem)) from problem
        except InputError as problem:
            raise CellError("адрес акта", str(problem)) from problem

    def _unchanged(self, row: TableRow, case: Case) -> None:
        exported, now = filled(row, "состояние"), state(case)
        if exported == now:
            return
        if exported.partition("-")[0] == now.partition("-")[0]:
            text = f"после выгрузки по пункту сделана запись № {case.log[-1].id if case.log else 0}; выгрузите книгу заново"
        else:
            text = "документы по пункту изменились после выгрузки; выгрузите книгу заново"
        raise CellError("состояние", text)

    def _request(self, row: TableRow, case: Case, key: str) -> Request:
        cells = row.cells
        word = cells.get("решение", "").casefold()
        if word and word not in DECISION_WORDS:
            raise CellError("решение", f"«{cells['решение']}» — такого решения нет; есть {', '.join(DECISION_WORDS)}")
        if not word and not cells.get("возражение организации"):
            raise CellError("решение", "строка заполнена, а решение не выбрано")
        kind = DECISION_WORDS[word] if word else DecisionKind.OBJECTION
        said = cells.get("вывод", "").casefold()
        if said and said not in _VERDICTS:
            raise CellError("вывод", f"«{cells['вывод']}» — такого вывода нет; есть {', '.join(_VERDICTS)}")
        evidence, act_key = self._act(row, case, kind)
        return Request(
            kind=kind, comment=cells.get("комментарий", ""), author=cells.get("кто решил", ""), verdict=_VERDICTS.get(said),
            **_said_value(row, self._held.programme.indicator(case.finding.indicator).type == "share"), act=evidence, act_key=act_key,
            objection=cells.get("возражение организации", ""), objection_day=_day(row, "дата возражения"),
            source=self._path.name, import_key=key,
        )  # fmt: skip

    def _act(self, row: TableRow, case: Case, kind: DecisionKind) -> tuple[Evidence | None, str]:
        given = {name: row.cells.get(name, "") for name in _ACT_COLUMNS}
        if not any(given.values()):
            return None, ""
        if kind is not DecisionKind.ACT:
            raise CellError("решение", "указан акт: для него выберите «другой акт»")
        url, title = given["адрес акта"], given["название акта"]
        if url and not any(given[name] for name in _ACT_COLUMNS[1:]):
            found = act_by_address(self._database, self._held, case, url)
            if found is not None:
                return found
        if not title:
            raise CellError("название акта", "такого акта на сайте не найдено: введите его название, вид, номер и дату")
        if given["вид акта"] and given["вид акта"] not in set(ActKind):
            raise CellError("вид акта", f"«{given['вид акта']}» — такого вида нет")
        signed = _day(row, "дата акта")
        entered = entered_act(self._held, case.finding.school, url, title, given["вид акта"], given["номер акта"], signed)
        return entered, ""


def _said_value(row: TableRow, share: bool) -> dict[str, Any]:
    """The value of a row as ``Request`` takes it. Raises ``CellError``.

    A cell that shows «45 %» holds 0.45, and nothing in it tells: a share of one per cent and less is asked for as a fraction.
    """
    text = row.cells.get("значение", "")
    if not text:
        return {}
    try:
        said = said_value(text, share)
    except ValueError as error:
        raise CellError("значение", str(error)) from error
    value = said.get("value")
    if share and value is not None and 0 < value <= 1 and "%" not in text:
        shown = f"{value:g}".replace(".", ",")
        raise CellError("значение", f"«{shown}» — это {shown} % или {value * 100:g} %? Напишите долю словами: «12 из 40»")
    return said


def _day(row: TableRow, column: str) -> date | None:
    return date.fromisoformat(day(row, column)) if row.cells.get(column) else None


def _key(row: TableRow) -> str:
    """The same row of the same export, whatever program saved it in between."""
    parts = [row.cells.get(name, "") for name in ("пункт", "состояние", *_OPEN)]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
