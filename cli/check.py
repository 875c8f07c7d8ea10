"""``school-monitor check``: verdicts anew from what is stored."""

from __future__ import annotations

from pathlib import Path

from cli.inputs import chosen, cut, stored_run
from cli.inputs import programme as load
from cli.options import (
    PROGRAMME,
    Inputs,
    Manners,
    Talk,
    input_options,
    manners_options,
    out_option,
    run_option,
    talk_options,
    working_command,
)
from cli.outcome import show_findings
from cli.work import stoppable
from db.background import load_report
from db.connection import Database, open_database
from db.runs import run_programme
from fleet.job import check
from programmes import Programme


@working_command()
@run_option
@input_options
@manners_options
@out_option
@talk_options
def command(run: int | None, inputs: Inputs, manners: Manners, out: Path | None, talk: Talk) -> int:
    """Заново сделать выводы по сохранённому обходу: после правки программы, загрузки данных или решения проверяющего.

    В сеть не ходит. Без ключа --programme берётся та программа, по которой проверка сделана; если файл этой программы
    лежит в папке programmes и изменился — его новая редакция. Состав организаций берётся из проверки; ключ --only
    ограничивает таблицу. Ключи --schools, --out и ключи обхода принимаются для единообразия шагов и ни на что не влияют.

    \b
    Пример:
      school-monitor check --programme programmes/konakovo.toml
      school-monitor check --run 3 --as-of 2025-06-01
    """
    with open_database(inputs.db, create=False) as db:
        before = stored_run(db, run)
        measure = _programme(inputs.programme, db, before.run.id)
    chosen(before.institutions, inputs.only, f"проверке № {before.run.id}")
    with stoppable():
        result = check(inputs.db, measure, before.run.id, inputs.as_of)
    with open_database(inputs.db, create=False) as db:
        data = load_report(db, result.run.id)
    return show_findings(cut(data, inputs.only) if inputs.only else data, measure, talk)


def _programme(given: Path | None, db: Database, run: int) -> Programme:
    stored = run_programme(db, run)
    if given is not None:
        return load(given)
    if PROGRAMME.exists():
        edited = load(PROGRAMME)
        if edited.id == stored.id:
            return edited
    return stored
