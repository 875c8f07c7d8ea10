"""``school-monitor review``: the queue of what needs a person's eyes; its subcommands take and show decisions."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click

from checks.queue import Item, Reason, queue
from cli.errors import InputError
from cli.inputs import chosen, stored_run
from cli.options import Ids, Talk, database_option, internal_option, run_option, talk_options
from cli.review_options import file_path
from cli.terminal import results
from db.connection import open_database
from fleet.reviewing import Desk, desk
from reports.findings_json import encode
from reports.plural import DECISION, ITEM, counted
from reports.review_console import show_queue
from reports.review_json import queue_json
from reports.written import write

SUBCOMMANDS = {
    "show": ("show", "показать пункт со всеми доказательствами и прежними решениями"),
    "accept": ("accept", "согласиться с выводом программы"),
    "reject": ("reject", "отклонить вывод программы"),
    "act": ("act", "засчитать другой акт: с этого сайта или введённый вручную"),
    "value": ("value", "указать другое значение показателя-числа"),
    "verdict": ("verdict", "сделать вывод самому, например вместо «нет данных»"),
    "objection": ("objection", "записать возражение организации, решение — позже"),
    "withdraw": ("withdraw", "отозвать решение"),
    "log": ("log", "показать журнал решений"),
}


class Subcommands(click.Group):
    """The subcommands, imported when one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the work."""
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand; ``None`` when there is none of this name."""
        if cmd_name not in SUBCOMMANDS:
            return None
        found: click.Command = getattr(import_module("cli.review_words"), SUBCOMMANDS[cmd_name][0])
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of subcommands, without importing them."""
        with formatter.section("Команды"):
            formatter.write_dl([(name, text) for name, (_function, text) in SUBCOMMANDS.items()])


@click.group(
    cls=Subcommands, invoke_without_command=True, options_metavar="[КЛЮЧИ]", subcommand_metavar="[КОМАНДА [АРГУМЕНТЫ]...]",
)  # fmt: skip
@click.option("--only", type=Ids(), metavar="ID[,ID]", help="Только эти организации, id через запятую.")
@click.option("--indicator", type=Ids(), metavar="НОМЕР[,НОМЕР]", help="Только эти показатели.")
@click.option(
    "--reason", type=click.Choice([reason.value for reason in Reason]), multiple=True,
    help="Только с этой причиной; ключ можно повторять.",
)  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Все пункты: и решённые, и те, где смотреть незачем.")
@click.option("--format", "form", type=click.Choice(["table", "json", "xlsx"]), help="Вид списка.  [по умолчанию: table]")
@click.option("--out", type=file_path(), metavar="ФАЙЛ", help="Записать список в этот файл.")
@click.option("--import", "source", type=file_path(), metavar="ФАЙЛ", help="Внести решения из заполненной книги XLSX, ODS или XLS.")
@internal_option
@run_option
@database_option
@talk_options
@click.pass_context
def command(
    context: click.Context,
    only: tuple[str, ...] | None,
    indicator: tuple[str, ...] | None,
    reason: tuple[str, ...],
    everything: bool,
    form: str | None,
    out: Path | None,
    source: Path | None,
    internal: bool,
    run: int | None,
    db: Path,
    talk: Talk,
) -> int | None:
    """Показать, что проверить глазами, и принять решения: очередь, самое важное первым.

    В очереди — изменившееся после решения, возражения без ответа, расхождения в чтении, неуверенно распознанное, «есть
    с замечаниями», «нет данных», которые может установить человек, и «нет» рядом с похожим документом. Решения хранятся
    отдельно от выводов программы, держатся, пока не изменятся документы, и входят в выводы командой check.

    Книга XLSX (--format xlsx --out ФАЙЛ) — для тех, кто работает в Excel, и для возражений организаций; имена педагогов в ней
    скрыты, если нет ключа --internal. Заполненная, она вносится ключом --import: все строки или ни одной.

    \b
    Пример:
      school-monitor review --reason partial --only school-1
      school-monitor review show school-1:3
      school-monitor review accept school-1:3 --comment "открыл файл, реквизиты верны" --author "Орлова М. И."
      school-monitor review --format xlsx --out проверка.xlsx
      school-monitor review --import проверка.xlsx
    """
    if context.invoked_subcommand is not None:
        _refuse_options(context)
        return None
    if source is not None:
        from cli.review_rows import import_decisions

        return import_decisions(source, db, run, talk)
    if form == "xlsx" and out is None:
        raise click.UsageError("книгу XLSX нужно куда-то записать: укажите --out ФАЙЛ.")
    with open_database(db, create=False) as database:
        held = desk(database, stored_run(database, run))
    items, hidden = selected(held, only or (), indicator or (), reason, everything)
    _print(held, items, hidden, form or _form_of(out), out, internal, talk)
    return 0


def _form_of(out: Path | None) -> str:
    suffix = out.suffix.lower() if out else ""
    return {".xlsx": "xlsx", ".json": "json"}.get(suffix, "table")


def _refuse_options(context: click.Context) -> None:
    """Options before the subcommand would be lost in silence."""
    source = click.core.ParameterSource.COMMANDLINE
    given = [name for name in context.params if context.get_parameter_source(name) is source]
    if given:
        raise click.UsageError(f"ключи пишутся после команды: review {context.invoked_subcommand} ПУНКТ [КЛЮЧИ].")


def selected(
    held: Desk, only: tuple[str, ...], indicators: tuple[str, ...], reasons: tuple[str, ...], everything: bool
) -> tuple[list[Item], int]:
    """The items the options ask for, and how many more wait. Raises ``InputError`` for ids that are not there."""
    chosen(held.data.institutions, only, f"проверке № {held.data.run.id}")
    known = {indicator.id for indicator in held.programme.indicators}
    if unknown := [id for id in indicators if id not in known]:
        raise InputError(f"--indicator: в программе нет показателей {', '.join(unknown)}; есть {', '.join(sorted(known))}")
    wanted = {Reason(name) for name in reasons}
    items = queue(held.cases, held.programme)
    waiting = [item for item in items if item.reasons or everything]
    shown = [
        item for item in waiting
        if (not only or item.case.finding.school in only)
        and (not indicators or item.case.finding.indicator in indicators)
        and (not wanted or wanted & set(item.reasons))
    ]  # fmt: skip
    return shown, len(waiting) - len(shown)


def _print(held: Desk, items: list[Item], hidden: int, form: str, out: Path | None, internal: bool, talk: Talk) -> None:
    places = {place.id: place for place in held.data.institutions}
    if form == "table":
        if out is not None:
            raise click.UsageError("таблица печатается на экран; в файл — --format json или --format xlsx.")
        show_queue(results(), items, places, held.programme, hidden)
        say_unapplied(held)
        return
    if form == "json":
        content = encode(queue_json(held.data.run.id, items), indent=1) + b"\n"
        if out is None:
            sys.stdout.buffer.write(content)
            return
    else:
        from reports.review_xlsx import workbook

        content = workbook(held.data, items, held.programme, internal)
    if out is None:
        raise AssertionError("xlsx is only made for a file")
    write(out, content)
    if not talk.quiet:
        click.echo(f"Записано: {out}, {counted(len(items), ITEM)}")


def say_unapplied(held: Desk) -> None:
    """Tell of decisions that the verdicts do not know yet."""
    if held.unapplied:
        click.echo(f"Не вошло в выводы: {counted(held.unapplied, DECISION)}. Чтобы вошли: school-monitor check", err=True)


