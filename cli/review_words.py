"""The subcommands of ``review``: one item shown, a decision taken or withdrawn, the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from checks.deciding import Request
from checks.model import DecisionKind, Evidence, Verdict
from checks.queue import item as item_of
from checks.review import KIND_TEXT, decided_text
from checks.review_model import Decision
from cli.errors import InputError
from cli.inputs import stored_run
from cli.options import Day, Ids, Talk, Whole, database_option, talk_options, working_command
from cli.quantities import said_value
from cli.review_copies import copies, save_copies
from cli.review_options import AUTHOR_VARIABLE, desk_options, item_argument, system_user, verdict_help, word_options
from cli.terminal import results
from crawler.model import InstitutionKind
from db.connection import Database, open_database
from db.decisions import decisions
from extractors.model import ActKind, Level
from fleet.reviewing import Desk, act_by_address, act_by_number, desk, record
from reports.clean import line, link
from reports.findings_json import encode
from reports.review_console import indicator_label, show_item, show_log
from reports.review_json import decision_json

_MOST_ACTS = 40
_verdict = click.option("--verdict", type=click.Choice([verdict.value for verdict in Verdict]), help=verdict_help)


@working_command()
@item_argument
@click.option(
    "--copy", type=click.Path(path_type=Path, file_okay=False), metavar="ПАПКА",
    help="Положить в папку сохранённые копии документов из архива.",
)  # fmt: skip
@click.option("--acts", is_flag=True, help="Перечислить и другие акты этого сайта с номерами для review act.")
@desk_options
def show(item: str, copy: Path | None, acts: bool, run: int | None, db: Path, talk: Talk) -> None:
    """Показать пункт: вывод, документы с цитатами и адресами, копии в архиве, объяснение, прежние решения.

    \b
    Пример:
      school-monitor review show school-1:3
      school-monitor review show school-1:3 --copy копии --acts
    """
    with open_database(db, create=False) as database:
        held = desk(database, stored_run(database, run))
        case = held.case(item)
        kept = copies(database, held.data.run.id, case)
        saved = save_copies(database, case, kept, copy) if copy is not None else ()
    shown = {url: f"{place.warc}, смещение {place.offset}" for url, place in kept.items()}
    show_item(results(), item_of(case, held.programme), held.place(case.finding.school), held.programme, shown,
              _other_acts(held, case.finding.school, acts))  # fmt: skip
    for path in saved:
        click.echo(f"Копия: {path}")


def _other_acts(held: Desk, school: str, wanted: bool) -> list[tuple[int, str]]:
    if not wanted:
        return []
    mine = [stored.found for stored in held.data.acts if stored.school == school]
    listed = [
        (found.act_id, f"{found.act.kind} {f'от {found.act.date:%d.%m.%Y}' if found.act.date else 'без даты'} {'№ ' + found.act.number if found.act.number else ''} {found.act.title}")
        for found in mine[:_MOST_ACTS]
    ]
    return [*listed, (0, f"…и ещё {len(mine) - _MOST_ACTS}; все — в acts.csv")] if len(mine) > _MOST_ACTS else listed


@working_command()
@item_argument
@word_options
@desk_options
def accept(item: str, word: Mapping[str, Any], run: int | None, db: Path, talk: Talk) -> None:
    """Согласиться с выводом программы: проверено глазами. Замечание о неуверенном распознавании снимается.

    \b
    Пример:
      school-monitor review accept school-1:3 --comment "номер и дата верны" --author "Орлова М. И."
    """
    _take(db, run, item, talk, lambda _held, _database: Request(DecisionKind.ACCEPT, **word))


@working_command()
@item_argument
@_verdict
@word_options
@desk_options
def reject(item: str, verdict: str | None, word: Mapping[str, Any], run: int | None, db: Path, talk: Talk) -> None:
    """Отклонить вывод «есть» или «есть с замечаниями»: без ключа --verdict вывод станет «нет», у числа — «нет данных».

    \b
    Пример:
      school-monitor review reject school-1:3 --comment "это план, а не положение" --author "Орлова М. И."
    """
    _take(db, run, item, talk, lambda _held, _database: Request(DecisionKind.REJECT, verdict=_code(verdict), **word))


@working_command()
@item_argument
@click.argument("verdict", type=click.Choice([verdict.value for verdict in Verdict]), metavar="ВЫВОД")
@word_options
@desk_options
def verdict(item: str, verdict: str, word: Mapping[str, Any], run: int | None, db: Path, talk: Talk) -> None:
    """Сделать вывод самому: present, partial, absent или unknown. Например, вместо «нет данных» после проверки вручную.

    \b
    Пример:
      school-monitor review verdict school-1:3 absent --comment "сайт просмотрен вручную, акта нет" --author "Орлова М. И."
    """
    _take(db, run, item, talk, lambda _held, _database: Request(DecisionKind.VERDICT, verdict=Verdict(verdict), **word))


@working_command()
@item_argument
@click.argument("value", metavar="ЗНАЧЕНИЕ")
@word_options
@desk_options
def value(item: str, value: str, word: Mapping[str, Any], run: int | None, db: Path, talk: Talk) -> None:
    """Указать значение показателя-числа: вакансии или долю участия — в процентах или как «12 из 40».

    Доля, указанная школе, входит и в долю муниципалитета. Запись «12 из 40» точнее процентов: по ней известно и число участников.

    \b
    Пример:
      school-monitor review value school-1:5 2 --comment "справка школы от 02.06.2025" --author "Орлова М. И."
      school-monitor review value school-1:1 "12 из 40" --comment "список участников из школы" --author "Орлова М. И."
    """

    def request(held: Desk, _database: Database) -> Request:
        indicator = held.programme.indicator(held.case(item).finding.indicator)
        try:
            return Request(DecisionKind.VALUE, **said_value(value, indicator.type == "share"), **word)
        except ValueError as error:
            raise InputError(str(error)) from error

    _take(db, run, item, talk, request)


@working_command()
@item_argument
@click.option("--act", "act_id", type=Whole(min=1), metavar="НОМЕР", help="Номер акта этого сайта: review show ПУНКТ --acts.")
@click.option("--url", default="", metavar="АДРЕС", help="Адрес файла; если такой акт на сайте найден, берётся он.")
@click.option("--title", default="", metavar="ТЕКСТ", help="Название акта, введённого вручную.")
@click.option("--kind", type=click.Choice([kind.value for kind in ActKind]), help="Вид акта, введённого вручную.")
@click.option("--number", default="", metavar="НОМЕР", help="Номер акта, введённого вручную.")
@click.option("--date", "day", type=Day(), metavar="ГГГГ-ММ-ДД", help="Дата акта, введённого вручную.")
@_verdict
@word_options
@desk_options
def act(
    item: str,
    act_id: int | None,
    url: str,
    title: str,
    kind: str | None,
    number: str,
    day: date | None,
    verdict: str | None,
    word: Mapping[str, Any],
    run: int | None,
    db: Path,
    talk: Talk,
) -> None:
    """Засчитать другой акт: с этого сайта (--act или --url) либо введённый вручную (--url, --title, --kind, --number, --date).

    \b
    Пример:
      school-monitor review act school-1:3 --act 512 --comment "вот положение" --author "Орлова М. И."
      school-monitor review act school-1:3 --url https://school-1.ru/p.pdf --title "О наставничестве" --kind приказ
        --number 12-од --date 2024-09-02 --comment "файл закрыт для программы" --author "Орлова М. И."
    """
    by_hand = bool(title or kind or number or day)
    if act_id is not None and (by_hand or url):
        raise click.UsageError("с --act остальные сведения об акте берутся с сайта: уберите их.")
    if act_id is None and not (url or title):
        raise click.UsageError("укажите акт: --act, --url или --title.")

    def request(held: Desk, database: Database) -> Request:
        case = held.case(item)
        found = None
        if not by_hand:
            found = act_by_number(database, held, case, act_id) if act_id else act_by_address(database, held, case, url)
        if found is None and act_id is not None:
            raise InputError(f"--act: на сайте {case.finding.school} в проверке № {held.data.run.id} нет акта № {act_id}")
        if found is None and not title:
            raise InputError(f"--url: акт по адресу {url} на сайте не найден; введите его вручную: --title, --kind, --number, --date")
        evidence, key = found or (entered_act(held, case.finding.school, url, title, kind or "", number, day), "")
        return Request(DecisionKind.ACT, act=evidence, act_key=key, verdict=_code(verdict), **word)

    _take(db, run, item, talk, request)


def entered_act(held: Desk, school: str, url: str, title: str, kind: str, number: str, day: date | None) -> Evidence:
    """An act as a person entered it. Raises ``InputError`` for an address that is none and a day to come."""
    if url and link(url) is None:
        raise InputError(f"адрес «{url}» — не адрес страницы или файла: нужен http:// или https://")
    if day is not None and day > date.today():
        raise InputError(f"дата акта {day:%d.%m.%Y} ещё не наступила")
    place = held.place(school)
    level = Level.MUNICIPALITY if place.kind is InstitutionKind.AUTHORITY else Level.SCHOOL
    return Evidence(
        act_id=0, url=link(url) or "", page_url="", link_text="", kind=kind or ActKind.OTHER.value, title=line(title),
        number="".join(number.split()) or None, date=day.isoformat() if day else None, issuer=place.name, level=level, quote="",
        sha256="", fetched="", text_source=None, reasons=(),
    )  # fmt: skip


@working_command()
@item_argument
@click.option("--text", required=True, metavar="ТЕКСТ", help="Что возражает организация.")
@click.option("--date", "day", type=Day(), metavar="ГГГГ-ММ-ДД", help="Дата возражения.")
@click.option("--comment", default="", metavar="ТЕКСТ", help="Пояснение, если нужно: входящий номер письма.")
@click.option("--author", envvar=AUTHOR_VARIABLE, metavar="ИМЯ", help="Кто записал.  [по умолчанию: имя пользователя системы]")
@desk_options
def objection(
    item: str, text: str, day: date | None, comment: str, author: str | None, run: int | None, db: Path, talk: Talk
) -> None:
    """Записать возражение организации без решения: пункт встанет в начало очереди и останется там до решения.

    \b
    Пример:
      school-monitor review objection school-1:3 --text "положение размещено 20.05" --date 2025-06-03 --author "Орлова М. И."
    """
    who = author if author is not None else system_user()
    request = Request(DecisionKind.OBJECTION, comment=comment, author=who, objection=text, objection_day=day)
    _take(db, run, item, talk, lambda _held, _database: request)


@working_command()
@item_argument
@word_options
@desk_options
def withdraw(item: str, word: Mapping[str, Any], run: int | None, db: Path, talk: Talk) -> None:
    """Отозвать решение по пункту: вернётся вывод программы. В журнале остаются и решение, и отзыв.

    \b
    Пример:
      school-monitor review withdraw school-1:3 --comment "решение принято по ошибке" --author "Орлова М. И."
    """
    _take(db, run, item, talk, lambda _held, _database: Request(DecisionKind.WITHDRAW, **word))


@working_command()
@click.option("--only", type=Ids(), metavar="ID[,ID]", help="Только эти организации, id через запятую.")
@click.option("--indicator", type=Ids(), metavar="НОМЕР[,НОМЕР]", help="Только эти показатели.")
@click.option("--json", "as_json", is_flag=True, help="Печатать строки JSON, по одной на запись.")
@database_option
@talk_options
def log(only: tuple[str, ...] | None, indicator: tuple[str, ...] | None, as_json: bool, db: Path, talk: Talk) -> None:
    """Показать журнал: кто, когда, что решил и почему; записи только добавляются.

    \b
    Пример:
      school-monitor review log --only school-1
    """
    with open_database(db, create=False) as database:
        every = decisions(database)
        data = stored_run(database, None) if every else None
        cases = desk(database, data).cases if data is not None and data.findings else ()
    entries = sorted(
        (entry for (school, number), items in every.items() for entry in items
         if (not only or school in only) and (not indicator or number in indicator)),
        key=lambda entry: entry.id,
    )  # fmt: skip
    if as_json:
        for entry in entries:
            click.echo(encode(decision_json(entry)))
        return
    held = frozenset(case.decision.id for case in cases if case.decision is not None)
    places = {place.id: place for place in data.institutions} if data is not None else {}
    show_log(results(), entries, places, held & {entry.id for entry in entries})


def _take(db: Path, run: int | None, item: str, talk: Talk, request: Callable[[Desk, Database], Request]) -> None:
    with open_database(db, create=False) as database:
        held = desk(database, stored_run(database, run))
        entries = record(database, held, item, request(held, database))
    if not talk.quiet:
        for entry in entries:
            click.echo(_said(entry, held))


def _said(entry: Decision, held: Desk) -> str:
    what = KIND_TEXT[entry.kind]
    if entry.verdict is not None:
        what += f", вывод — «{decided_text(entry)}»"
    label = indicator_label(entry.indicator, held.programme)
    place = held.place(entry.school)
    text = f"Записано № {entry.id}: {line(place.short_name or place.name)}, {label}: {what}. Автор: {entry.author.rstrip('.')}."
    return text if entry.kind is DecisionKind.OBJECTION else f"{text} Чтобы вошло в выводы: school-monitor check"


def _code(verdict: str | None) -> Verdict | None:
    return Verdict(verdict) if verdict else None
