"""Installing of a timetable for the user who calls: systemd user units or the user's crontab, and taking it away again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fleet.timetable import MARK, Timetable, TimetableError, calendar, cron_lines, systemd_files, without_block

_SECONDS = 60
_NO_SESSION = (
    "у пользователя нет сеанса systemd (вход через su или sudo, контейнер): войдите под ним обычным входом или выполните от имени root "
    "loginctl enable-linger ИМЯ; без systemd подойдёт --format cron"
)
"""In place of systemd's «Failed to connect to bus», which tells a user nothing."""


@dataclass(frozen=True, slots=True)
class Installed:
    """What was done: files written or removed, commands carried out, and those the user still has to give."""

    paths: tuple[Path, ...]
    commands: tuple[str, ...]
    left: tuple[str, ...] = ()
    why: str = ""
    """Why something is left, in the words of the program that refused."""


def unit_folder() -> Path:
    """Where systemd looks for the user's own units."""
    base = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(base) if base.startswith("/") else Path.home() / ".config") / "systemd" / "user"


def verify_systemd(table: Timetable) -> None:
    """Let systemd itself read the units, where it is there. Raises ``TimetableError`` with its words."""
    if shutil.which("systemd-analyze") is None:
        return
    for start in table.starts:
        asked(["systemd-analyze", "calendar", calendar(start, table.at)], "срок в расписании не читается")
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, text in systemd_files(table).items():
            path = Path(folder) / name
            path.write_text(text, encoding="utf-8")
            paths.append(str(path))
        # Without a session there is no folder of this kind, and units can be read all the same.
        runtime = os.environ.get("XDG_RUNTIME_DIR") or folder
        asked(["systemd-analyze", "verify", "--user", "--man=no", *paths], "systemd не принимает расписание", XDG_RUNTIME_DIR=runtime)


def install_systemd(table: Timetable) -> Installed:
    """Write the units and switch the timer on. Raises ``TimetableError`` before anything is written."""
    files = systemd_files(table)
    folder = unit_folder()
    for name in files:
        _refuse_foreign(folder / name)
    verify_systemd(table)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return _with_systemctl(
        tuple(folder / name for name in files), [["daemon-reload"], ["enable", "--now", f"{table.name}.timer"]]
    )


def remove_systemd(name: str) -> Installed:
    """Switch the timer off and remove the units. Raises ``TimetableError`` when there are none of ours."""
    paths = tuple(path for suffix in ("service", "timer") if (path := unit_folder() / f"{name}.{suffix}").exists())
    if not paths:
        raise TimetableError(f"в {unit_folder()} нет расписания {name}: убирать нечего")
    for path in paths:
        _refuse_foreign(path)
    stopped = _with_systemctl(paths, [["disable", "--now", f"{name}.timer"]])
    for path in paths:
        path.unlink()
    reloaded = _with_systemctl(paths, [["daemon-reload"]])
    left = stopped.left or reloaded.left
    return Installed(paths, stopped.commands + reloaded.commands, left, stopped.why or reloaded.why)


def install_cron(table: Timetable) -> Installed:
    """Put our lines into the user's crontab, in the place of earlier ones. Raises ``TimetableError``; then it is as it was."""
    lines = cron_lines(table)
    before = crontab()
    kept = without_block(before, table.name)
    separator = "" if not kept or kept.endswith("\n") else "\n"
    _write_crontab(kept + separator + lines)
    return Installed((), ("crontab -",))


def remove_cron(name: str) -> Installed:
    """Take our lines out of the user's crontab. Raises ``TimetableError`` when there are none."""
    before = crontab()
    kept = without_block(before, name)
    if kept == before:
        raise TimetableError(f"в crontab нет расписания {name}: убирать нечего")
    _write_crontab(kept)
    return Installed((), ("crontab -",))


def crontab() -> str:
    """The user's crontab, empty where there is none. Raises ``TimetableError``."""
    done = _run(["crontab", "-l"])
    if done.returncode == 0:
        return done.stdout
    if "no crontab" in done.stderr.lower():
        return ""
    raise TimetableError(f"crontab -l: {done.stderr.strip() or f'код {done.returncode}'}")


def _write_crontab(text: str) -> None:
    done = _run(["crontab", "-"], text)
    if done.returncode:
        raise TimetableError(f"crontab не принял расписание, прежнее осталось: {done.stderr.strip()}")


def _refuse_foreign(path: Path) -> None:
    if path.exists() and MARK not in path.read_text(encoding="utf-8", errors="replace"):
        raise TimetableError(f"{path}: файл создан не этой программой и не изменён; выберите другое имя в --name")


def _with_systemctl(paths: tuple[Path, ...], calls: Sequence[list[str]]) -> Installed:
    """Where the user's systemd does not answer (no session), the files are there and the commands are left to the user."""
    commands = [["systemctl", "--user", *call] for call in calls]
    done: list[str] = []
    for number, command in enumerate(commands):
        try:
            asked(command, "systemctl")
        except TimetableError as error:
            return Installed(paths, tuple(done), tuple(" ".join(item) for item in commands[number:]), str(error))
        done.append(" ".join(command))
    return Installed(paths, tuple(done))


def asked(command: list[str], what: str, **environment: str) -> None:
    """Carry out a command. Raises ``TimetableError`` with the words of a program that refuses or is not there."""
    done = _run(command, **environment)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[:1000]
        said = _NO_SESSION if "Failed to connect to bus" in said else said
        raise TimetableError(f"{what}: {said}", said)


def _run(command: list[str], text: str | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which(command[0])
    if program is None:
        raise TimetableError(f"на этом компьютере нет программы {command[0]}", missing=True)
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "C", **more}
    try:
        return subprocess.run(  # noqa: S603 - a list of arguments, no shell
            [program, *command[1:]], input=text, capture_output=True, text=True, timeout=_SECONDS, check=False, env=environment,
            encoding="utf-8", errors="replace",
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise TimetableError(f"программа {command[0]} не ответила за {_SECONDS} с") from error
