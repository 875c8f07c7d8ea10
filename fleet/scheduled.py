"""Which of our timetables are installed for the user who asks: systemd user timers and blocks of the crontab.

What cannot be found out (no session, no such program) is told, never taken for "not installed".
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from fleet.timers import asked, crontab, unit_folder
from fleet.timetable import MARK, TimetableError, cron_word, systemd_word
from programmes.planned import Installation, Schedule

_BLOCK = re.compile(rf"^# BEGIN {re.escape(MARK)}: (?P<name>\S+)$(?P<lines>.*?)^# END {re.escape(MARK)}: (?P=name)$", re.MULTILINE | re.DOTALL)


def installation(database: Path) -> Installation:
    """The user's timetables, with which of them run on this database."""
    if sys.platform == "win32":
        return Installation(unknown="задания Windows программа не читает: посмотрите в «Планировщике заданий»")
    found = list(_timers(database))
    unknown = ""
    try:
        found += _blocks(database)
    except TimetableError as error:
        # A machine without cron has no crontab that could start anything.
        unknown = "" if error.missing else str(error)
    return Installation(tuple(found), unknown)


def _timers(database: Path) -> list[Schedule]:
    found = []
    for path in sorted(unit_folder().glob("*.timer")):
        if MARK not in path.read_text(encoding="utf-8", errors="replace"):
            continue
        service = path.with_suffix(".service")
        command = service.read_text(encoding="utf-8", errors="replace") if service.exists() else ""
        ours = f'"--db" {systemd_word(str(database.absolute()))} ' in command
        found.append(Schedule(path.stem, "systemd", ours, *_is_active(path.name)))
    return found


def _is_active(timer: str) -> tuple[bool | None, str]:
    """Whether systemd waits for the timer's next start; ``None`` with the reason where it does not answer."""
    try:
        asked(["systemctl", "--user", "is-active", "--quiet", timer], "systemctl")
    except TimetableError as error:
        # It says nothing of a timer that is off; what it says is why it cannot tell.
        return (None, error.said or str(error)) if error.said or error.missing else (False, "")
    return True, ""


def _blocks(database: Path) -> list[Schedule]:
    word = f" --db {cron_word(str(database.absolute()))} "
    return [Schedule(match["name"], "cron", word in match["lines"]) for match in _BLOCK.finditer(crontab())]
