"""The inputs that options name: registry, programme, stored runs. What cannot be used is said with file, line and column."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cli.errors import InputError
from cli.options import PROGRAMME, Inputs
from crawler.model import Institution
from crawler.registry import Registry, load_registry
from db.background import load_report
from db.connection import Database
from db.model import RunData
from db.runs import latest_run, list_runs
from programmes import Programme, bundled, load_programme
from reports.plural import ROW, counted

_log = logging.getLogger(__name__)


def programme(path: Path | None) -> Programme:
    """The programme named by the user, else the one of the current folder, else the bundled one. Raises ``ProgrammeError``."""
    if path is None:
        path = PROGRAMME if PROGRAMME.exists() else bundled()
    return load_programme(path)


def registry(path: Path) -> Registry:
    """The registry; rows that cannot be used are logged with line and column. Raises ``RegistryError``."""
    read = load_registry(path)
    for problem in read.problems:
        _log.error(
            "%s, строка %d, столбец %s: %s%s",
            path,
            problem.line,
            problem.column,
            problem.message,
            " (значение пропущено)" if problem.usable else " (строка пропущена)",
            extra={"file": str(path), "line": problem.line, "column": problem.column, "usable": problem.usable},
        )
    skipped = len({problem.line for problem in read.problems if not problem.usable})
    if skipped:
        _log.error("%s: пропущено: %s; работа продолжается с остальными", path, counted(skipped, ROW))
    return read


def institutions(inputs: Inputs) -> tuple[Institution, ...]:
    """The registry's institutions that the work is about. Raises ``RegistryError``, and ``InputError`` for unknown ids."""
    return chosen(registry(inputs.schools).institutions, inputs.only, str(inputs.schools))


def chosen(places: Sequence[Institution], only: Sequence[str], source: str) -> tuple[Institution, ...]:
    """``places`` cut down to ``only``. Raises ``InputError`` naming every id that is not there."""
    if not only:
        return tuple(places)
    known = {place.id for place in places}
    unknown = [id for id in only if id not in known]
    if unknown:
        raise InputError(f"--only: в {source} нет организаций с id: {', '.join(unknown)}")
    return tuple(place for place in places if place.id in set(only))


def stored_run(db: Database, number: int | None, as_of: str | None = None) -> RunData:
    """Run ``number``, else the newest (of the reporting date, when one is given). Raises ``DatabaseProblem``, ``InputError``."""
    if number is not None:
        return load_report(db, number)
    if as_of is not None:
        of_day = [run for run in list_runs(db) if run.as_of == as_of]
        if not of_day:
            raise InputError(f"{db.path}: нет проверки с отчётной датой {as_of}")
        return load_report(db, of_day[-1].id)
    newest = latest_run(db)
    if newest is None:
        raise InputError(f"{db.path}: в базе нет ни одной проверки; сначала выполните school-monitor run")
    return load_report(db, newest.id)


def cut(data: RunData, ids: Sequence[str]) -> RunData:
    """``data`` with these institutions only."""
    wanted = set(ids)
    background = data.background
    return replace(
        data,
        background=replace(
            background,
            previous=cut(background.previous, ids) if background.previous else None,
            recommendations=tuple(item for item in background.recommendations if item.recommendation.school in wanted),
            participation=tuple(item for item in background.participation if item.school in wanted),
            vacancies=tuple(item for item in background.vacancies if item.school in wanted),
        ),
        institutions=tuple(place for place in data.institutions if place.id in wanted),
        left_out=data.left_out + sum(place.id not in wanted for place in data.institutions),
        findings=tuple(finding for finding in data.findings if finding.school in wanted),
        acts=tuple(act for act in data.acts if act.school in wanted),
        visits=tuple(visit for visit in data.visits if visit.school in wanted),
    )
