"""``school-monitor run``: the whole job for a registry."""

from __future__ import annotations

from pathlib import Path

from cli.options import (
    Inputs,
    Manners,
    Talk,
    input_options,
    internal_option,
    manners_options,
    out_option,
    talk_options,
    working_command,
)
from cli.outcome import finish, say_resumed
from cli.work import carry_out, settings, writable
from db.background import load_report
from db.connection import open_database
from fleet.job import run


@working_command()
@input_options
@manners_options
@out_option
@internal_option
@talk_options
def command(inputs: Inputs, manners: Manners, out: Path | None, internal: bool, talk: Talk) -> int:
    """Обойти сайты списка, проверить найденное и составить отчёты.

    В конце печатаются таблица соответствия, пути отчётов и сайты, которые не удалось прочитать полностью. Прерванная
    работа (Ctrl-C, выключение) продолжается той же командой с того же места.

    \b
    Пример:
      school-monitor run --schools schools.csv --out отчёт
      school-monitor run --only school-1,ds-2 --as-of 2025-05-31 --delay 2
    """
    given = settings(inputs, manners)
    if out is not None:
        writable(out)
    result = carry_out(run, given, talk)
    say_resumed(result)
    with open_database(inputs.db, create=False) as db:
        data = load_report(db, result.run.id)
    return finish(data, given.programme, out, talk, internal)
