"""The end of a working command: what is written and shown, and the exit code that says whether all sites were read."""

from __future__ import annotations

import logging
from pathlib import Path

from cli.errors import InputError
from cli.options import Talk
from cli.terminal import results
from db.model import RunData
from fleet.job import JobResult
from programmes import Programme
from reports.console import problems, show, summary, unread
from reports.dates import moment
from reports.files import write_reports
from reports.masking import masked
from reports.model import Report, build
from reports.statement_docx import StatementTemplateError

_log = logging.getLogger(__name__)

ALL_READ = 0
NOT_ALL_READ = 3
DEFAULT_OUT = Path("out")


def finish(
    data: RunData,
    programme: Programme,
    out: Path | None,
    talk: Talk,
    internal: bool = False,
    template: Path | None = None,
    basis: str = "",
) -> int:
    """Write the reports, print the table with their paths; the exit code is 3 when a site was not read fully.

    Names of private persons are masked unless the reports are ``internal``. ``template`` is the analyst's own for the statement,
    ``basis`` the order it names where that is not the programme's.
    Raises ``InputError`` when it cannot be filled.
    """
    data = data if internal else masked(data)
    report = build(data, programme)
    try:
        files = write_reports(data, programme, out or DEFAULT_OUT, template.read_bytes() if template else None, basis)
    except StatementTemplateError as error:
        raise InputError(f"{template}: {error}") from error
    show(results(), report, files)
    return _code(report, talk)


def show_findings(data: RunData, programme: Programme, talk: Talk) -> int:
    """Print the table; no files."""
    report = build(data, programme)
    show(results(), report)
    return _code(report, talk)


def show_problems(data: RunData, programme: Programme, talk: Talk) -> int:
    """Print the institutions that lack documents; no files."""
    report = build(data, programme)
    results().print(problems(report))
    return _code(report, talk)


def show_visits(data: RunData, programme: Programme, talk: Talk) -> int:
    """Print which sites were not read fully."""
    report = build(data, programme)
    console = results()
    block = unread(report)
    if block is not None:
        console.print(block)
    return _code(report, talk)


def say_resumed(result: JobResult) -> None:
    """Tell that a broken run was continued: its date and earlier pages are in the result."""
    if result.resumed:
        text = "Продолжена прерванная проверка № %d, начатая %s."
        _log.warning(text, result.run.id, moment(result.run.started), extra={"run": result.run.id})


def _code(report: Report, talk: Talk) -> int:
    left = [row.institution.id for row in report.not_fully_read]
    level = logging.INFO if talk.json_log else logging.WARNING  # shown unless --quiet
    _log.log(level, summary(report), extra={"run": report.run.id, "not_fully_read": left})
    return NOT_ALL_READ if left else ALL_READ
