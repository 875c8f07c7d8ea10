"""What starts a command at given days of every year: texts for systemd, cron and the Windows task scheduler.

Paths are data: whatever signs they hold, they reach the program unchanged and start nothing else.
"""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from xml.etree import ElementTree

MARK = "school-monitor schedule"
"""Stands in everything written by us: what does not have it is somebody else's."""
_MONTHS = "January February March April May June July August September October November December".split()
_TASKS = "http://schemas.microsoft.com/windows/2004/02/mit/task"


class TimetableError(ValueError):
    """The timetable cannot be written, installed or asked for; the message (Russian) says why.

    ``said`` are the words of the program that refused, ``missing`` is set where there is no such program.
    """

    def __init__(self, message: str, said: str = "", *, missing: bool = False) -> None:
        super().__init__(message)
        self.said = said
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Start:
    """A day of every year, with what begins on it."""

    month: int
    day: int
    name: str


@dataclass(frozen=True, slots=True)
class Timetable:
    """A command with absolute paths, the folder it works in, the file its messages go to, the days and the hour it starts at."""

    name: str
    title: str
    command: tuple[str, ...]
    folder: Path
    log: Path
    at: time
    starts: tuple[Start, ...]


def starts(stages: Sequence[tuple[str, date]]) -> tuple[Start, ...]:
    """The days on which stages begin, in the order of the year; stages of one day are one start."""
    named: dict[tuple[int, int], list[str]] = {}
    for name, day in stages:
        named.setdefault((day.month, day.day), []).append(name)
    return tuple(Start(month, day, "; ".join(names)) for (month, day), names in sorted(named.items()))


def systemd_files(table: Timetable) -> dict[str, str]:
    """The service and the timer by file name. Raises ``TimetableError``."""
    _refuse(table, "\n\r\0", "systemd")
    if str(table.log) != str(table.log).strip() or str(table.folder) != str(table.folder).strip():
        raise TimetableError("путь начинается или кончается пробелом: systemd такого не читает")
    # systemd takes no quotes in the name of an executable, only in arguments: there ``env`` calls it.
    program, *arguments = ("/usr/bin/env", *table.command) if set(table.command[0]) & set("'\"\\$") else table.command
    words = [_quoted(program), *map(systemd_word, arguments)]
    service = f"""# {MARK}
[Unit]
Description={_plain(table.title)}

[Service]
Type=oneshot
WorkingDirectory={_percent(str(table.folder))}
ExecStart={" ".join(words)}
StandardOutput=append:{_percent(str(table.log))}
StandardError=append:{_percent(str(table.log))}
# 3: finished, some sites could not be read. 2: wrong input, which another try does not mend.
SuccessExitStatus=3
RestartPreventExitStatus=2
Restart=on-failure
RestartSec=30min
TimeoutStopSec=5min
Nice=10
"""
    days = "\n".join(f"# {_plain(start.name)}\nOnCalendar={calendar(start, table.at)}" for start in table.starts)
    timer = f"""# {MARK}
[Unit]
Description={_plain(table.title)}: по календарю

[Timer]
{days}
# A machine that was off makes up for the start when it is on again.
Persistent=true
Unit={table.name}.service

[Install]
WantedBy=timers.target
"""
    return {f"{table.name}.service": service, f"{table.name}.timer": timer}


def calendar(start: Start, at: time) -> str:
    """A start as ``systemd-analyze calendar`` reads it."""
    return f"*-{start.month:02}-{start.day:02} {at:%H:%M}:00"


def cron_lines(table: Timetable) -> str:
    """Lines for a crontab between our marks. Raises ``TimetableError``."""
    _refuse(table, "\n\r\0", "cron")
    command = " ".join(shlex.quote(word) for word in table.command)
    log = shlex.quote(str(table.log))
    line = f"cd {shlex.quote(str(table.folder))} && {command} >> {log} 2>&1"
    if "\\" in line:
        raise TimetableError("в пути есть обратная косая черта: разные cron читают её по-разному; выберите --format systemd")
    line = line.replace("%", "\\%")
    body = "".join(
        f"# {_plain(start.name)}\n{table.at.minute} {table.at.hour} {start.day} {start.month} * {line}\n" for start in table.starts
    )
    begin, end = cron_marks(table.name)
    return f"{begin}\n{body}{end}\n"


def cron_marks(name: str) -> tuple[str, str]:
    """The lines our part of a crontab stands between."""
    return f"# BEGIN {MARK}: {name}", f"# END {MARK}: {name}"


def without_block(crontab: str, name: str) -> str:
    """A crontab without our part. Raises ``TimetableError`` when its end is missing: what follows may be somebody else's."""
    begin, end = cron_marks(name)
    lines = crontab.splitlines(keepends=True)
    kept: list[str] = []
    inside = False
    for line in lines:
        if line.rstrip("\n") == begin and not inside:
            inside = True
        elif line.rstrip("\n") == end and inside:
            inside = False
        elif not inside:
            kept.append(line)
    if inside:
        raise TimetableError(f"в crontab есть строка «{begin}», а строки «{end}» нет: исправьте его командой crontab -e")
    return "".join(kept)


def windows_task(table: Timetable) -> str:
    """A task for ``schtasks /Create /XML``. Raises ``TimetableError``."""
    _refuse(table, "\n\r\0\"", "планировщик Windows")
    task = ElementTree.Element("Task", {"version": "1.2", "xmlns": _TASKS})
    about = ElementTree.SubElement(task, "RegistrationInfo")
    _add(about, "Description", f"{_plain(table.title)} ({MARK})")
    triggers = ElementTree.SubElement(task, "Triggers")
    for start in table.starts:
        trigger = ElementTree.SubElement(triggers, "CalendarTrigger")
        _add(trigger, "StartBoundary", f"2020-01-01T{table.at:%H:%M}:00")
        schedule = ElementTree.SubElement(trigger, "ScheduleByMonth")
        _add(ElementTree.SubElement(schedule, "DaysOfMonth"), "Day", str(start.day))
        ElementTree.SubElement(ElementTree.SubElement(schedule, "Months"), _MONTHS[start.month - 1])
    settings = ElementTree.SubElement(task, "Settings")
    for name, value in (
        ("MultipleInstancesPolicy", "IgnoreNew"), ("DisallowStartIfOnBatteries", "false"), ("StopIfGoingOnBatteries", "false"),
        ("StartWhenAvailable", "true"), ("ExecutionTimeLimit", "P3D"),
    ):  # fmt: skip
        _add(settings, name, value)
    action = ElementTree.SubElement(ElementTree.SubElement(task, "Actions"), "Exec")
    program, *arguments = table.command
    _add(action, "Command", program)
    _add(action, "Arguments", subprocess.list2cmdline(arguments))
    _add(action, "WorkingDirectory", str(table.folder))
    ElementTree.indent(task)
    return ElementTree.tostring(task, encoding="unicode") + "\n"


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _refuse(table: Timetable, signs: str, what: str) -> None:
    for text in (*table.command, str(table.folder), str(table.log)):
        if any(sign in text for sign in signs):
            raise TimetableError(f"путь {text!r} содержит знак, которого {what} не передаст; переименуйте файл или папку")
        try:
            text.encode()
        except UnicodeEncodeError:
            raise TimetableError(f"путь {text!r} записан не в UTF-8; переименуйте файл или папку") from None


def systemd_word(argument: str) -> str:
    """An argument as a unit has it."""
    return _quoted(argument.replace("$", "$$"))


def cron_word(argument: str) -> str:
    """An argument as a crontab has it."""
    return shlex.quote(argument).replace("%", "\\%")


def _quoted(word: str) -> str:
    return '"' + _percent(word).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _percent(text: str) -> str:
    return text.replace("%", "%%")


def _plain(text: str) -> str:
    """A text of the programme on one line of a unit or crontab."""
    return _percent(" ".join(text.replace("\\", "/").split()))
