"""Files and titles without a database: order, members, faults, JSON lines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from cli.reading import expand
from tests.cli.conftest import Done, Run

ROOT = Path(__file__).parents[2]
ACT = """Муниципальное бюджетное общеобразовательное учреждение
«Средняя общеобразовательная школа № 1»

ПРИКАЗ
30.08.2024 № 118-од

Об утверждении Положения о наставничестве педагогических работников

ПРИКАЗЫВАЮ:
1. Утвердить Положение о наставничестве педагогических работников.
Директор
"""


def objects(done: Done) -> list[dict[str, Any]]:
    """The JSON lines of a command that ended well."""
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


def test_files_folders_and_archives_in_order(command: Run, tmp_path: Path) -> None:
    folder = tmp_path / "папка"
    (folder / "б").mkdir(parents=True)
    (folder / "б" / "2.txt").write_text(ACT, encoding="cp1251")
    (folder / "1.txt").write_text("просто текст", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        archive.writestr("Положение.txt", ACT)
    (tmp_path / "пустой.pdf").write_bytes(b"")
    found = objects(command("extract", "set.zip", folder, "нет.doc", "пустой.pdf", "папка/1.txt"))
    assert [item["path"] for item in found] == [
        "set.zip", "set.zip!/Положение.txt", str(folder / "1.txt"), str(folder / "б" / "2.txt"), "нет.doc", "пустой.pdf", "папка/1.txt",
    ]  # fmt: skip
    assert [item["status"] for item in found] == ["ok", "ok", "ok", "ok", "failed", "empty", "ok"]
    assert found[4]["reason"] == "нет такого файла или папки"
    assert found[1]["acts"][0]["number"] == "118-од"
    assert found[3]["acts"][0]["date"] == "2024-08-30"
    assert found[3]["acts"][0]["draft"] is False
    assert set(found[3]["acts"][0]["confidence"]) >= {"number", "date"}
    assert found[0]["acts"] == []


def test_a_list_on_stdin(command: Run, tmp_path: Path) -> None:
    (tmp_path / "а.txt").write_text(ACT, encoding="utf-8")
    found = objects(command("extract", "-", stdin="а.txt\r\n\nнет.txt\n".encode()))
    assert [(item["path"], item["status"]) for item in found] == [("а.txt", "ok"), ("нет.txt", "failed")]
    assert objects(command("extract", "-")) == []


def test_pipes_devices_and_loops_do_not_stop_the_work(command: Run, tmp_path: Path) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to(folder)
    (folder / "dangling").symlink_to("nowhere")
    (folder / "последний.txt").write_text(ACT, encoding="utf-8")
    found = {Path(item["path"]).name: item for item in objects(command("extract", folder, "/dev/zero"))}
    assert found["pipe"]["reason"] == "это не обычный файл"
    assert found["zero"]["status"] == "failed"
    assert found["dangling"]["status"] == "failed"
    assert found["последний.txt"]["status"] == "ok"


def test_a_name_that_is_no_text_keeps_its_bytes(command: Run, tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/\xcf\xf0\xe8\xea\xe0\xe7.txt"
    Path(os.fsdecode(raw)).write_text(ACT, encoding="utf-8")
    (item,) = objects(command("extract", "-", stdin=raw))
    assert os.fsencode(item["path"]) == raw
    assert item["acts"][0]["number"] == "118-од"


def test_a_dash_in_the_list_is_not_read_again() -> None:
    assert list(expand(["-"], iter(["-", "a"]))) == ["a"]


def test_explain_for_people(command: Run) -> None:
    done = command("explain", "Положение о наставничестве педагогических работников", "--site-kind", "school")
    assert done.code == 0
    assert done.out.startswith("Это акт.")
    assert "Наличие нормативно-правовых актов по поддержке молодых педагогов" in done.out
    assert "no_requisites" in done.out
    assert "Почему:" in done.out
    assert command("explain", "Поздравляем с Днём учителя!").out.startswith("Это не акт.")


def test_explain_a_link(command: Run) -> None:
    done = command("explain", "--link", "/docs/polozhenie.pdf", "--text", "Скачать", "--section", "Положение о ШМО")
    assert done.code == 0
    assert "Место в очереди: +" in done.out and "в разделе: " in done.out and "предмет мониторинга" in done.out
    assert "Открываться не будет: ловушка" in command("explain", "--link", "http://s.ru/calendar/2024-05/").out
    assert command("explain", "--link", "http://").code == 2
    assert command("explain", "текст", "--link", "/a").code == 2
    assert command("explain", "текст", "--section", "Документы").code == 2


def test_explain_the_links_of_a_page(command: Run, tmp_path: Path) -> None:
    (tmp_path / "с.html").write_text("<a href='/a.pdf'>Положение о наставничестве</a> <a href='/login'>Вход</a>", encoding="utf-8")
    rows = command("explain", "--page", "с.html", "--url", "http://s.ru/").out.splitlines()
    assert "http://s.ru/a.pdf" in rows[0] and "служебный адрес" in rows[1]
    assert command("explain", "--page", "нет.html").code == 2


def test_explain_a_file(command: Run, tmp_path: Path) -> None:
    (tmp_path / "п.txt").write_text(ACT, encoding="utf-8")
    done = command("explain", "--file", "п.txt")
    assert "Номер: 118-од" in done.out
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4 broken")
    assert command("explain", "--file", "x.pdf").code == 2


def test_json_lines_answer_in_order_and_survive_bad_ones(command: Run) -> None:
    lines = [
        '{"text": "Приказ о методическом совете № 5 от 01.09.2024", "site_kind": "school", "id": 7}',
        "не JSON",
        "",
        "[1]",
        '{"text": 5}',
        '{"site_kind": "цирк"}',
        "{}",
        "[" * 100_000,
        '{"text": null, "link_text": "Положение о ШМО"}',
        '{"text": "\\ud800 приказ"}',
    ]
    found = objects(command("explain", "--jsonl", stdin="\n".join(lines).encode() + b'\n{"text": "\xff"}'))
    assert len(found) == len(lines) + 1
    assert found[0]["indicators"] == ["2"]
    assert found[0]["number"] == "5"
    keys = {"is_act", "kind", "level", "number", "date", "issuer", "title", "indicators", "remarks", "reasons"}
    assert keys <= set(found[0])
    for number in (2, 3, 4, 5, 6, 8, 11):
        assert found[number - 1]["line"] == number
        assert found[number - 1]["error"]
    assert found[6]["is_act"] is False
    assert found[8]["indicators"] == ["2"]
    assert "is_act" in found[9]


def test_each_line_is_answered_at_once() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "explain", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        for title in ("Положение о ШМО", "Устав"):
            process.stdin.write(json.dumps({"text": title}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["title"]
        process.stdin.close()
    assert process.wait(timeout=60) == 0
