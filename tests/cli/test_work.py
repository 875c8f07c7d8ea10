"""The whole job as a user does it, on two sites of the demonstration district."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.main import execute
from cli.work import stoppable
from demo.server import serve_district
from reports.files import INDEX
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
SITES = "sosh1,nizhnie-klyuchi"
MANNERS = ("--delay", "0", "--allow-private-hosts", "--as-of", "2025-05-31")


@pytest.fixture(scope="module")
def schools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The registry of the running district."""
    with serve_district() as district:
        yield district.write_registry(tmp_path_factory.mktemp("district"))


@pytest.fixture(scope="module")
def done(schools: Path) -> Path:
    """A folder in which ``run`` was done once: a site that can be read and one that is dead."""
    folder = schools.parent / "run"
    folder.mkdir()
    arguments = [
        "run",
        "--schools",
        schools,
        "--db",
        folder / "m.db",
        "--out",
        folder / "out",
        "--only",
        SITES,
        *MANNERS,
        "--quiet",
    ]
    assert execute([str(argument) for argument in arguments]) == 3
    return folder


def test_run_leaves_database_and_reports(done: Path) -> None:
    assert (done / "m.db").stat().st_size
    assert "МБОУ «СОШ № 1" in (done / "out" / INDEX).read_text(encoding="utf-8")
    content = json.loads((done / "out" / "findings.json").read_bytes())
    assert {visit["school"]: visit["status"] for visit in content["visits"]} == {"sosh1": "ok", "nizhnie-klyuchi": "unreachable"}
    assert len(content["findings"]) == 10
    assert content["run"]["as_of"] == "2025-05-31"
    assert {f["verdict"] for f in content["findings"] if f["school"] == "nizhnie-klyuchi"} == {"unknown"}
    assert any(f["evidence"] for f in content["findings"] if f["school"] == "sosh1")


def test_report_again(command: Run, done: Path, tmp_path: Path) -> None:
    made = command("report", "--db", done / "m.db", "--out", tmp_path / "r")
    assert made.code == 3
    assert "Не прочитано полностью: 1\u00a0сайт из 2" in made.out
    assert str(tmp_path / "r" / INDEX) in made.out
    assert "МБОУ «СОШ № 1" in made.out
    one = command("report", "--db", done / "m.db", "--only", "sosh1")
    assert one.code == 0
    assert "Нижнеключевская" not in one.out
    assert (tmp_path / "out" / "findings.csv").exists()


def test_report_of_a_day_and_of_unknown_things(command: Run, done: Path) -> None:
    assert command("report", "--db", done / "m.db", "--as-of", "2025-05-31").code == 3
    assert command("report", "--db", done / "m.db", "--as-of", "2024-05-31").code == 2
    assert command("report", "--db", done / "m.db", "--run", "99").code == 2
    assert "нет организаций с id: нет" in command("report", "--db", done / "m.db", "--only", "нет").err


def test_report_for_a_part_of_the_registry(command: Run, done: Path, tmp_path: Path) -> None:
    part = tmp_path / "part.csv"
    part.write_text("id,name,kind,site\nsosh1,Школа,school,http://x.example\n", encoding="utf-8")
    assert "Нижнеключевская" not in command("report", "--db", done / "m.db", "--schools", part).out


def test_check_again_takes_no_network_and_sees_imports(command: Run, done: Path, schools: Path, tmp_path: Path) -> None:
    table = tmp_path / "v.csv"
    table.write_text("school;date;vacancies;source\nnizhnie-klyuchi;2025-05-30;7;письмо\n", encoding="utf-8")
    assert command("import", "vacancies", table, "--db", done / "m.db", "--schools", schools).code == 0
    made = command("check", "--db", done / "m.db", "--schools", schools, "--out", tmp_path, *MANNERS[:3])
    assert made.code == 3
    row = next(line for line in made.out.splitlines() if "Нижнеключевская" in line)
    assert row.rstrip().endswith(" 7")


def test_export(command: Run, done: Path, tmp_path: Path) -> None:
    content = json.loads(command("export", "--db", done / "m.db", "--format", "json").out)
    assert {"run", "findings", "acts", "visits"} <= set(content)
    assert command("export", "--db", done / "m.db", "--format", "csv").out.startswith("\ufeffмуниципалитет;id;")
    assert command("export", "--db", done / "m.db", "--format", "csv", "--out", tmp_path / "x").code == 0
    assert {path.name for path in (tmp_path / "x").iterdir()} == {"findings.csv", "acts.csv"}
    only = json.loads(command("export", "--db", done / "m.db", "--only", "sosh1").out)
    assert {finding["school"] for finding in only["findings"]} == {"sosh1"}


def test_compare_a_run_with_itself(command: Run, done: Path) -> None:
    made = command("compare", "1", "1", "--db", done / "m.db", "--json")
    assert made.code == 0
    content = json.loads(made.out)
    assert content["findings"] == content["new_acts"] == content["removed_acts"] == []
    assert command("compare", "1", "9", "--db", done / "m.db").code == 2


def test_the_three_steps_take_the_same_options(command: Run, schools: Path, tmp_path: Path) -> None:
    same = ("--schools", schools, "--db", tmp_path / "m.db", "--out", tmp_path / "o", "--only", "nizhnie-klyuchi", *MANNERS)
    crawled = command("crawl", *same)
    assert crawled.code == 3
    assert "недоступен" in crawled.out
    checked = command("check", *same)
    assert checked.code == 3
    assert "нет данных" in checked.out
    assert not (tmp_path / "o").exists()
    assert command("report", *same).code == 3
    assert (tmp_path / "o" / INDEX).exists()


def test_json_log_of_a_run(command: Run, schools: Path, tmp_path: Path) -> None:
    made = command("crawl", "--schools", schools, "--db", tmp_path / "m.db", "--only", "nizhnie-klyuchi", "--json-log", *MANNERS)
    lines = [json.loads(line) for line in made.err.splitlines()]
    assert {"school", "state", "pages"} <= set(next(line for line in lines if line["logger"] == "progress"))
    assert lines[-1]["not_fully_read"] == ["nizhnie-klyuchi"]


def test_a_polite_kill_stops_as_ctrl_c_does() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), stoppable():
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_broken_off_run_is_continued_by_the_same_command(schools: Path, tmp_path: Path) -> None:
    call = [
        sys.executable, "-m", "cli.main", "run", "--schools", str(schools), "--db", str(tmp_path / "m.db"), "--only", "sosh1",
        "--out", str(tmp_path / "out"), "--allow-private-hosts", "--as-of", "2025-05-31", "--json-log", "--max-pages", "15", "--delay",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONWARNINGS": "default"}
    with subprocess.Popen(
        [*call, "1.5"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as first:
        assert first.stderr is not None
        deadline = time.monotonic() + 60
        for line in first.stderr:
            if json.loads(line).get("pages", 0) >= 2 or time.monotonic() > deadline:
                break
        first.send_signal(signal.SIGINT)
        _out, err = first.communicate(timeout=60)
    assert first.returncode == 130
    last = json.loads(err.splitlines()[-1])
    assert "повторите ту же команду" in last["message"]
    assert last["exit_code"] == 130
    second = subprocess.run([*call, "0"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert second.returncode == 3, second.stderr
    lines = [json.loads(line) for line in second.stderr.splitlines()]
    assert any("Продолжена прерванная проверка № 1" in line["message"] for line in lines)
