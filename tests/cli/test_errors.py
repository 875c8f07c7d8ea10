"""What is wrong with the input is one clear message and exit code 2, and changes nothing."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from cli import failures
from cli.errors import InputError
from cli.logs import JsonLines
from cli.main import COMMANDS
from db.errors import StorageFailure
from tests.cli.conftest import Run

REGISTRY = "id,name,kind,site\ns1,МБОУ СОШ № 1,school,http://127.0.0.1:9/\n"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def schools(tmp_path: Path) -> Path:
    """A registry of one school that nobody serves."""
    path = tmp_path / "schools.csv"
    path.write_text(REGISTRY, encoding="utf-8")
    return path


@pytest.mark.usefixtures("schools")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "--as-of", "31.05.2025"], "не дата"),
        (["run", "--as-of", "20250531"], "не дата"),
        (["run", "--schools", "нет.csv"], "нет.csv: файл реестра не найден"),
        (["run", "--programme", "нет.toml"], "нет.toml"),
        (["run", "--only", "s1,нет"], "нет"),
        (["run", "--only", ","], "хотя бы один id"),
        (["run", "--delay", "-1"], "вне допустимых пределов"),
        (["run", "--delay", "nan"], "не число"),
        (["run", "--max-pages", "много"], "не целое число"),
        (["run", "--max-pages", "0"], "вне допустимых пределов"),
        (["run", "--max-minutes", "0"], "вне допустимых пределов"),
        (["crawl", "--db", "нет/папки/m.db"], "не существует"),
        (["check"], "базы нет"),
        (["report"], "базы нет"),
        (["export", "--format", "xml"], "допустимо одно из"),
        (["compare", "1"], "Не указан аргумент"),
        (["compare", "1", "второй"], "не целое число"),
        (["extract"], "хотя бы один файл"),
        (["explain"], "укажите текст"),
        (["explain", "--jsonl", "текст"], "стандартного ввода"),
        (["explain", "--file", "нет.pdf"], "нет такого файла"),
        (["import", "вакансии", "x.csv"], "допустимо одно из"),
        (["import", "vacancies", "нет.csv"], "нет такого файла"),
        (["ран"], "Нет команды"),
        (["run", "--нет"], "Нет ключа"),
    ],
)  # fmt: skip
def test_wrong_input(command: Run, tmp_path: Path, arguments: list[str], message: str) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    done = command(*arguments)
    assert done.code == 2
    assert message in done.err
    assert "Traceback" not in done.err
    assert done.out == ""
    after = {path.name.removesuffix(".lock") for path in tmp_path.iterdir()}
    assert after - set(before) <= {"monitoring.db", "monitoring.db-wal", "monitoring.db-shm"}


def test_a_foreign_database_stays_as_it_is(command: Run, schools: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine(x)")
    connection.close()
    before = path.read_bytes()
    done = command("run", "--schools", schools, "--db", path)
    assert done.code == 2
    assert "другой программы" in done.err
    assert path.read_bytes() == before


def test_rows_that_cannot_be_used_are_named(command: Run, tmp_path: Path) -> None:
    path = tmp_path / "schools.csv"
    path.write_text(REGISTRY + "s2,Школа,цирк,http://x.example\ns 3,Школа,school,http://y.example\n", encoding="utf-8")
    done = command("run", "--only", "нет")
    assert done.code == 2
    assert f"{path.name}, строка 3, столбец kind" in done.err
    assert f"{path.name}, строка 4, столбец id" in done.err


def test_json_log_is_json_lines(command: Run, tmp_path: Path) -> None:
    (tmp_path / "schools.csv").write_text(REGISTRY + "s2,Школа,цирк,http://x.example\n", encoding="utf-8")
    done = command("run", "--json-log", "--only", "нет")
    lines = [json.loads(line) for line in done.err.splitlines() if line.startswith("{")]
    assert lines[0]["line"] == 3
    assert lines[0]["column"] == "kind"
    assert lines[0]["level"] == "error"


def test_json_log_keeps_what_a_record_carries() -> None:
    record = logging.makeLogRecord({"name": "a", "msg": "%d б", "args": (1,), "levelname": "INFO", "path": Path("x"), "n": 5})
    made = json.loads(JsonLines().format(record))
    assert (made["message"], made["n"], made["path"]) == ("1 б", 5, "x")


def test_exit_codes_of_errors(capfd: pytest.CaptureFixture[str]) -> None:
    assert failures.report(InputError("файл, строка 1"), debug=False) == 2
    assert failures.report(StorageFailure("нет места"), debug=False) == 1
    assert failures.report(OSError(28, "No space left on device", "out"), debug=False) == 1
    assert failures.report(FileNotFoundError(2, "No such file", "x.csv"), debug=False) == 2
    assert failures.report(MemoryError(), debug=False) == 1
    assert failures.report(KeyboardInterrupt(), debug=False) == 130
    assert failures.report(ZeroDivisionError("division"), debug=False) == 1
    text = capfd.readouterr().err
    assert "на диске нет места" in text
    assert "повторите ту же команду" in text
    assert "--debug" in text
    assert "Traceback" not in text
    assert failures.report(ZeroDivisionError("division"), debug=True) == 1
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_every_input_error_class_exists_under_its_name() -> None:
    for name in failures._INPUT | failures._STORAGE:
        module, _dot, kind = name.rpartition(".")
        __import__(module)
        assert issubclass(getattr(sys.modules[module], kind), Exception)


def test_a_reader_that_goes_away_is_no_crash(tmp_path: Path) -> None:
    for number in range(400):
        (tmp_path / f"{number}.txt").write_text("текст")
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "extract", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        assert json.loads(process.stdout.readline())["status"] == "ok"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.wait(timeout=60) in (0, 1)


def test_help_does_not_wait_for_parsers() -> None:
    script = "import sys, cli.main; cli.main.execute(['--help']); print(sorted({'scrapy', 'pymorphy3', 'pydantic'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert all(name in done.stdout for name in COMMANDS)
