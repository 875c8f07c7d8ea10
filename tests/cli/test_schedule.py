"""What starts the runs: read by systemd, cron and shells themselves, with paths as hostile as a folder may be named."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
from calendar import month_name
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import cast
from xml.etree import ElementTree

import pytest
from lxml import etree

from fleet.timers import verify_systemd
from fleet.timetable import (
    Start,
    Timetable,
    TimetableError,
    calendar,
    cron_lines,
    starts,
    systemd_files,
    windows_task,
    without_block,
)
from programmes import bundled, load_programme
from programmes.calendar import stages
from tests.cli.conftest import Run

HOSTILE = """д'ир "кав" $HOME %h `id` ; touch x & пробел"""
systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not there")
DAYS = starts([(stage.name, stage.start) for stage in stages(load_programme(bundled()), 2025)])


def timetable(folder: Path, program: str = "/bin/true", *more: str) -> Timetable:
    """A timetable with paths in ``folder``."""
    words = (program, "run", "--schools", str(folder / "schools.csv"), "--db", str(folder / "m.db"), *more)
    return Timetable("school-monitor", "Мониторинг 100 %", words, folder, folder / "m.log", time(2, 30), DAYS)


def echo(folder: Path) -> Path:
    """A program that writes down how it was called: folder and arguments, one a line."""
    path = folder / "program.sh"
    path.write_text('#!/bin/sh\nfor word in "$PWD" "$@"; do printf "%s\\n" "$word"; done\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder with every sign that shells, systemd and cron take for their own."""
    folder = tmp_path / HOSTILE
    folder.mkdir()
    return folder


def test_each_day_of_the_calendar_starts_once() -> None:
    assert [(start.month, start.day) for start in DAYS] == [(4, 1), (5, 15), (6, 1), (9, 1)]
    assert calendar(DAYS[1], time(2, 30)) == "*-05-15 02:30:00"
    assert starts([("а", DAY), ("б", DAY)]) == (Start(6, 1, "а; б"),)


DAY = stages(load_programme(bundled()), 2025)[2].start


@systemd
def test_systemd_reads_the_units(hostile: Path) -> None:
    verify_systemd(timetable(hostile, str(echo(hostile))))
    plain = hostile.parent / "мой район"
    plain.mkdir()
    verify_systemd(timetable(plain, str(echo(plain))))
    with pytest.raises(TimetableError, match="не принимает"):
        verify_systemd(timetable(hostile, "/нет/такой/программы"))


@systemd
def test_systemd_refuses_a_month_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(TimetableError, match="не читается"):
        verify_systemd(replace(timetable(tmp_path), starts=(Start(13, 1, "нет месяца"),)))


def test_units_escape_what_systemd_would_expand(hostile: Path) -> None:
    service = systemd_files(timetable(hostile))["school-monitor.service"]
    line = next(line for line in service.splitlines() if line.startswith("ExecStart="))
    assert '\\"кав\\"' in line
    assert "$$HOME %%h" in line
    folder = next(line for line in service.splitlines() if line.startswith("WorkingDirectory="))
    assert folder.endswith("""/д'ир "кав" $HOME %%h `id` ; touch x & пробел""")
    assert "Description=Мониторинг 100 %%" in service


def test_the_shell_of_cron_gets_the_words_unchanged(hostile: Path) -> None:
    table = timetable(hostile, str(echo(hostile)))
    lines = [line for line in cron_lines(table).splitlines() if not line.startswith("#")]
    assert next(line.split(" ")[:5] for line in lines) == ["30", "2", "1", "4", "*"]
    command = lines[0].split(" ", 5)[5].replace("\\%", "%")  # what cron itself does before the shell sees it
    assert "%" not in lines[0].replace("\\%", "")
    subprocess.run(["/bin/sh", "-c", command], check=True, env={}, timeout=20)
    assert table.log.read_text(encoding="utf-8").splitlines() == [str(hostile), *table.command[1:]]
    assert sorted(path.name for path in hostile.iterdir()) == ["m.log", "program.sh"]


def dry_run() -> str:
    """The option with which this machine's crontab only checks a file; empty where there is none."""
    if shutil.which("crontab") is None:
        return ""
    usage = subprocess.run(["crontab", "-?"], capture_output=True, text=True, timeout=20, check=False, env={**os.environ, "LC_ALL": "C"})
    said = usage.stderr + usage.stdout
    return "-n" if "dry run" in said else "-T" if "-T" in said else ""


@pytest.mark.skipif(not dry_run(), reason="no crontab that checks a file without installing it")
def test_cron_accepts_the_lines(hostile: Path) -> None:
    path = hostile.parent / "crontab"
    for text, accepted in ((cron_lines(timetable(hostile)), True), ("0 99 1 1 * true\n", False)):
        path.write_text(text, encoding="utf-8")
        checked = subprocess.run(["crontab", dry_run(), str(path)], capture_output=True, text=True, timeout=20, check=False)
        assert (checked.returncode == 0) is accepted, checked.stderr


def test_windows_task_is_xml_with_one_trigger_a_day(hostile: Path) -> None:
    task = ElementTree.fromstring(windows_task(timetable(Path("C:/Мой район"), "C:/Program Files/m.exe")))
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    months = [child.tag.removeprefix(space) for child in task.findall(f".//{space}Months/*")]
    assert months == ["April", "May", "June", "September"]
    assert [day.text for day in task.iter(f"{space}Day")] == ["1", "15", "1", "1"]
    assert task.findtext(f".//{space}Command") == "C:/Program Files/m.exe"
    assert '"C:/Мой район/schools.csv"' in (task.findtext(f".//{space}Arguments") or "")


_TASK_RULES = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{space}" targetNamespace="{space}" elementFormDefault="qualified">
<xs:element name="Task"><xs:complexType><xs:all>
  <xs:element name="RegistrationInfo"><xs:complexType><xs:all><xs:element name="Description" type="xs:string"/></xs:all></xs:complexType></xs:element>
  <xs:element name="Triggers"><xs:complexType><xs:sequence><xs:element name="CalendarTrigger" maxOccurs="48"><xs:complexType><xs:sequence>
    <xs:element name="Enabled" type="xs:boolean" minOccurs="0"/><xs:element name="StartBoundary" type="xs:dateTime"/>
    <xs:element name="ScheduleByMonth"><xs:complexType><xs:all>
      <xs:element name="DaysOfMonth"><xs:complexType><xs:sequence><xs:element name="Day" maxOccurs="32"><xs:simpleType>
        <xs:restriction base="xs:string"><xs:pattern value="[1-9]|[1-2][0-9]|3[0-1]|Last"/></xs:restriction></xs:simpleType></xs:element></xs:sequence></xs:complexType></xs:element>
      <xs:element name="Months"><xs:complexType><xs:all>{months}</xs:all></xs:complexType></xs:element>
    </xs:all></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
  <xs:element name="Settings"><xs:complexType><xs:all>
    <xs:element name="MultipleInstancesPolicy"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="Parallel"/>
      <xs:enumeration value="Queue"/><xs:enumeration value="IgnoreNew"/><xs:enumeration value="StopExisting"/></xs:restriction></xs:simpleType></xs:element>
    <xs:element name="DisallowStartIfOnBatteries" type="xs:boolean"/><xs:element name="StopIfGoingOnBatteries" type="xs:boolean"/>
    <xs:element name="StartWhenAvailable" type="xs:boolean"/><xs:element name="ExecutionTimeLimit" type="xs:duration"/>
  </xs:all></xs:complexType></xs:element>
  <xs:element name="Actions"><xs:complexType><xs:sequence><xs:element name="Exec"><xs:complexType><xs:all><xs:element name="Command" type="xs:string"/>
    <xs:element name="Arguments" type="xs:string"/><xs:element name="WorkingDirectory" type="xs:string"/></xs:all></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
</xs:all><xs:attribute name="version"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="1[.][0-9]"/></xs:restriction></xs:simpleType></xs:attribute>
</xs:complexType></xs:element></xs:schema>
"""
"""The rules of [MS-TSCH] 2.5 for the elements a task of ours has: their order, where it is laid down, and the types of values."""


def test_windows_task_keeps_the_order_and_types_of_its_schema() -> None:
    space = "http://schemas.microsoft.com/windows/2004/02/mit/task"
    months = "".join(f'<xs:element name="{month_name[number]}" minOccurs="0"><xs:complexType/></xs:element>' for number in range(1, 13))
    rules = etree.XMLSchema(etree.fromstring(_TASK_RULES.format(space=space, months=months)))
    task = etree.fromstring(windows_task(timetable(Path("C:/Мой район"), "C:/Program Files/m.exe")))
    rules.assertValid(task)
    trigger = task.find(f".//{{{space}}}CalendarTrigger")
    assert trigger is not None
    etree.SubElement(trigger, f"{{{space}}}Enabled").text = "true"
    assert not rules.validate(task), "the order is checked"


@pytest.mark.parametrize("sign", ["\n", "\r", "\udcff"])
@pytest.mark.parametrize("make", [systemd_files, cron_lines, windows_task])
def test_signs_that_cannot_be_passed_are_refused(tmp_path: Path, make: object, sign: str) -> None:
    with pytest.raises(TimetableError, match="переименуйте"):
        make(timetable(tmp_path / f"a{sign}b"))  # type: ignore[operator]


def test_a_backslash_is_read_differently_by_different_crons(tmp_path: Path) -> None:
    with pytest.raises(TimetableError, match="systemd"):
        cron_lines(timetable(tmp_path / "a\\b"))


def test_our_part_of_a_crontab_is_taken_out_alone() -> None:
    ours = cron_lines(timetable(Path("/tmp/район")))
    theirs = "MAILTO=x\n0 1 * * * своё\n"
    assert without_block(theirs + ours + "5 5 * * * ещё\n", "school-monitor") == theirs + "5 5 * * * ещё\n"
    assert without_block(theirs + ours, "other") == theirs + ours
    with pytest.raises(TimetableError, match="crontab -e"):
        without_block(theirs + ours.rsplit("# END", 1)[0] + "5 5 * * * ещё\n", "school-monitor")


@pytest.fixture
def place(command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command in a folder with a registry, with a home of its own."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home" / "config"))
    (tmp_path / "schools.csv").write_text("id,name,kind,site\ns1,Школа,school,http://s1.example\n", encoding="utf-8")
    return command


def test_printing_changes_nothing(place: Run, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    done = place("schedule", "--delay", "2", "--max-minutes", "30")
    assert done.code == 0, done.err
    assert f'"--schools" "{tmp_path}/schools.csv"' in done.out
    assert '"--delay" "2" "--max-minutes" "30"' in done.out
    assert "OnCalendar=*-05-15 02:00:00" in done.out
    assert "BEGIN school-monitor" in place("schedule", "--format", "cron", "--at", "03:30").out
    assert "<Task" in place("schedule", "--format", "windows").out
    assert sorted(tmp_path.rglob("*")) == before


def test_files_in_a_folder(place: Run, tmp_path: Path) -> None:
    assert place("schedule", "--to", "t").code == 0
    assert place("schedule", "--to", "t", "--format", "windows").code == 0
    assert {path.name for path in (tmp_path / "t").iterdir()} == {"school-monitor.service", "school-monitor.timer", "school-monitor.xml"}
    assert ElementTree.parse(tmp_path / "t" / "school-monitor.xml").getroot().tag.endswith("Task")


def test_systemd_units_are_installed_and_removed(place: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = program(tmp_path, monkeypatch, "systemctl", 'echo "$@" >> "$0.log"')
    done = place("schedule", "--install", "--yes")
    assert done.code == 0, done.err
    units = tmp_path / "home" / "config" / "systemd" / "user"
    assert {path.name for path in units.iterdir()} == {"school-monitor.service", "school-monitor.timer"}
    assert f"Установлено: {units}/school-monitor.timer" in done.out
    assert calls.read_text().splitlines() == ["--user daemon-reload", "--user enable --now school-monitor.timer"]
    assert place("schedule", "--install", "--yes").code == 0, "again is the same"
    assert place("schedule", "--remove", "--yes").code == 0
    assert list(units.iterdir()) == []
    assert "убирать нечего" in place("schedule", "--remove", "--yes").err


def test_without_a_session_the_rest_is_told(place: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, monkeypatch, "systemctl", 'echo "Failed to connect to bus" >&2; exit 1')
    done = place("schedule", "--install", "--yes")
    assert done.code == 1
    assert "нет сеанса systemd" in done.err
    assert "loginctl enable-linger" in done.err
    assert "systemctl --user enable --now school-monitor.timer" in done.err
    assert (tmp_path / "home" / "config" / "systemd" / "user" / "school-monitor.timer").exists()


def test_a_unit_of_somebody_else_is_left_alone(place: Run, tmp_path: Path) -> None:
    units = tmp_path / "home" / "config" / "systemd" / "user"
    units.mkdir(parents=True)
    (units / "school-monitor.service").write_text("[Service]\nExecStart=/bin/mine\n")
    for option in ("--install", "--remove"):
        done = place("schedule", option, "--yes")
        assert done.code == 2
        assert "не этой программой" in done.err
    assert (units / "school-monitor.service").read_text() == "[Service]\nExecStart=/bin/mine\n"


def test_the_users_crontab_keeps_what_is_not_ours(place: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = tmp_path / "held"
    held.write_text("0 1 * * * своё")
    program(tmp_path, monkeypatch, "crontab", f'if [ "$1" = -l ]; then cat "{held}"; else cat > "{held}"; fi')
    assert place("schedule", "--format", "cron", "--install", "--yes").code == 0
    once = held.read_text(encoding="utf-8")
    assert once.startswith("0 1 * * * своё\n# BEGIN")
    assert place("schedule", "--format", "cron", "--install", "--yes", "--at", "04:00").code == 0
    assert held.read_text(encoding="utf-8").count("# BEGIN") == 1
    assert place("schedule", "--format", "cron", "--remove", "--yes").code == 0
    assert held.read_text(encoding="utf-8") == "0 1 * * * своё\n"
    assert place("schedule", "--format", "cron", "--remove", "--yes").code == 2
    program(tmp_path, monkeypatch, "crontab", 'if [ "$1" = -l ]; then echo "no crontab for x" >&2; exit 1; fi; echo "bad minute" >&2; exit 1')
    refused = place("schedule", "--format", "cron", "--install", "--yes")
    assert refused.code == 2
    assert "bad minute" in refused.err


def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, script: str) -> Path:
    """A program of this name first on the PATH: the user's own timers are none of a test's business. Gives its log."""
    folder = tmp_path / "bin"
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder / f"{name}.log"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--install"], "--yes"),
        (["--install", "--remove", "--yes"], "либо"),
        (["--format", "windows", "--install", "--yes"], "schtasks"),
        (["--name", "../x"], "имя расписания"),
        (["--at", "25:00"], "не время"),
        (["--schools", "нет.csv"], "нет.csv"),
        (["--programme", "нет.toml"], "нет.toml"),
        (["--db", "нет/m.db"], "не существует"),
    ],
)
def test_what_cannot_be_scheduled(place: Run, tmp_path: Path, arguments: list[str], message: str) -> None:
    before = sorted(tmp_path.rglob("*"))
    done = place("schedule", *arguments)
    assert done.code == 2
    assert message in done.err
    assert sorted(tmp_path.rglob("*")) == before


def told(place: Run) -> dict[str, object]:
    """What ``status`` says of the schedule."""
    found: dict[str, object] = json.loads(place("status", "--json").out)["schedule"]
    return found


@pytest.fixture
def planners(place: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A machine with a systemd that says what ``timer`` holds, and a crontab that is empty; a database that is."""
    (tmp_path / "v.csv").write_text("school;date;vacancies\ns1;2025-06-01;1\n", encoding="utf-8")
    assert place("import", "vacancies", "v.csv").code == 0
    (tmp_path / "crontab.txt").write_text("0 1 * * * своё\n")
    (tmp_path / "timer").write_text("exit 0\n")
    program(tmp_path, monkeypatch, "systemctl", f'. "{tmp_path}/timer"')
    program(tmp_path, monkeypatch, "crontab", f'if [ "$1" = -l ]; then cat "{tmp_path}/crontab.txt"; else cat > "{tmp_path}/crontab.txt"; fi')
    return place


def test_status_says_whether_a_schedule_is_installed(planners: Run, tmp_path: Path) -> None:
    assert told(planners) == {"installed": False, "found": [], "unknown": None}
    assert "Расписание для этой базы не установлено: school-monitor schedule --install" in planners("status").out
    assert planners("schedule", "--install", "--yes").code == 0
    (timer,) = cast("list[object]", told(planners)["found"])
    assert timer == {"name": "school-monitor", "planner": "systemd", "ours": True, "active": True, "why": ""}
    assert "Расписание school-monitor (systemd): установлено." in planners("status").out
    (tmp_path / "timer").write_text("exit 3\n")
    assert told(planners)["installed"] is False
    assert "выключено. Включить: systemctl --user enable --now school-monitor.timer" in planners("status").out
    (tmp_path / "timer").write_text("echo 'Failed to connect to bus' >&2; exit 1\n")
    assert told(planners)["installed"] is None
    assert "узнать не удалось: у пользователя нет сеанса systemd" in planners("status").out


def test_status_reads_the_crontab_and_tells_whose_schedule_it_is(planners: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert planners("schedule", "--format", "cron", "--name", "other", "--db", "другая 50%.db", "--install", "--yes").code == 0
    assert told(planners)["installed"] is False
    assert "Расписание other (cron) — для другой базы." in planners("status").out
    assert planners("schedule", "--format", "cron", "--install", "--yes").code == 0
    found = {item["name"]: item["ours"] for item in cast("list[dict[str, object]]", told(planners)["found"])}
    assert (told(planners)["installed"], found) == (True, {"other": False, "school-monitor": True})
    program(tmp_path, monkeypatch, "crontab", "echo 'not allowed' >&2; exit 1")
    assert told(planners)["installed"] is None
    assert "узнать не удалось: crontab -l: not allowed" in planners("status").out


def test_status_knows_its_own_schedule_whatever_the_path(planners: Run, tmp_path: Path) -> None:
    hard = tmp_path / "Мой район 50% $HOME 'я'.db"
    (tmp_path / "monitoring.db").rename(hard)
    for form in ("systemd", "cron"):
        assert planners("schedule", "--format", form, "--db", hard.name, "--install", "--yes").code == 0
    found = json.loads(planners("status", "--json", "--db", hard.name).out)["schedule"]["found"]
    assert [(item["planner"], item["ours"]) for item in found] == [("systemd", True), ("cron", True)]
