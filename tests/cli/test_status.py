"""The last runs, the next dates, and the dates that went by."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from tests.cli.conftest import Run


def begun(database: Path, started: str, finished: str | None = "2025-05-16T09:00:00+00:00", status: str = "finished") -> None:
    """Move the run of the database to another time."""
    with sqlite3.connect(database) as raw:
        raw.execute("UPDATE runs SET started = ?, finished = ?, status = ?", [started, finished, status])
    raw.close()


def test_runs_dates_and_what_was_missed(desk: Run, tmp_path: Path) -> None:
    begun(tmp_path / "monitoring.db", "2025-05-16T08:00:00+00:00")
    done = desk("status", "--as-of", "2025-06-10")
    assert done.code == 0, done.err
    for text in ("завершена", "16.05.2025 08:00 UTC", "31.05.2025", "01.09.2025–15.09.2025", "83 дн."):
        assert text in done.out
    assert "Пропущено: подготовительный этап, 01.04.2025–30.04.2025" in done.out
    assert "Пропущено: основной этап" not in done.out
    assert "Идёт заключительный этап" in done.out
    found = json.loads(desk("status", "--as-of", "2025-06-10", "--json").out)
    (run,) = found["runs"]
    assert (run["sites"], run["read"], run["not_read"], run["not_begun"], run["complete"]) == (2, 2, 0, 0, True)
    assert [stage["name"] for stage in found["missed"]] == ["показатель 5 на 01.09", "подготовительный этап"]
    assert found["coming"][0] == {"name": "заключительный этап", "start": "2025-06-01", "end": "2025-06-30"}


def test_a_run_that_was_broken_off_says_how_to_go_on(desk: Run, tmp_path: Path) -> None:
    database = tmp_path / "monitoring.db"
    with sqlite3.connect(database) as raw:
        raw.execute("UPDATE visits SET loaded = 0, complete = 0, status = 'skipped' WHERE school = 's2'")
        raw.execute("UPDATE runs SET started = strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now', '-1 day'), finished = NULL, status = 'crawling'")
    raw.close()
    done = desk("status")
    assert "не завершена, осталось 1\u00a0сайт: повторите ту же команду" in done.out
    assert json.loads(desk("status", "--json").out)["runs"][0]["resumable"] is True
    begun(database, "2024-05-16T08:00:00+00:00", None, "crawling")
    assert "уже не продолжается" in desk("status").out
    begun(database, "2025-05-16T08:00:00+00:00", status="crawled")
    assert "выводов нет — school-monitor check --run 1" in desk("status").out


def test_a_trial_of_a_few_is_no_run_of_the_stage(desk: Run, tmp_path: Path) -> None:
    begun(tmp_path / "monitoring.db", "2024-09-02T08:00:00+00:00")
    with sqlite3.connect(tmp_path / "monitoring.db") as raw:
        raw.execute("""INSERT INTO runs SELECT 2, '2025-05-20T08:00:00+00:00', finished, as_of, status, programme_hash, version, key, parameters
                       FROM runs""")
        raw.execute("UPDATE schools SET planned = planned")
    raw.close()
    assert "Пропущено: основной этап" in desk("status", "--as-of", "2025-07-10").out


def test_no_database_and_an_empty_one(command: Run, tmp_path: Path) -> None:
    assert command("status").code == 2
    (tmp_path / "v.csv").write_text("school;date;vacancies\ns1;2025-06-01;1\n", encoding="utf-8")
    (tmp_path / "schools.csv").write_text("id,name,kind,site\ns1,Школа,school,http://s1.example\n", encoding="utf-8")
    assert command("import", "vacancies", "v.csv").code == 0
    done = command("status")
    assert done.code == 0
    assert "Проверок ещё не было" in done.out
