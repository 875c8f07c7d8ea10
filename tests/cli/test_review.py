"""The reviewer at work on a crawled district: the queue, decisions, what survives a new crawl and what does not, the log."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.conftest import Run
from tests.cli.desk import BY, CRAWL, findings, first_school, order, page_order, second_school, waiting, write_registry
from tests.fleet.district import Server, serving


def test_the_queue_says_what_needs_eyes(desk: Run) -> None:
    items = waiting(desk)
    assert items["s1:4"] == ["partial"]
    assert "s1:3" not in items
    assert "s1:1" not in items, "what is to be loaded needs no eyes"
    assert next(iter(items)) == "s1:4"
    assert set(waiting(desk, "--only", "s2")) == {item for item in items if item.startswith("s2")}
    assert set(waiting(desk, "--indicator", "4")) == {"s1:4"}
    assert set(waiting(desk, "--reason", "partial")) == {"s1:4"}
    assert len(waiting(desk, "--all")) == 10
    table = desk("review")
    assert "есть с замечаниями" in table.out
    assert "Школа № 1" in table.out
    narrow = desk("review", "--reason", "changed")
    assert "Очередь пуста" in narrow.out


def test_an_item_in_detail(desk: Run, sites: list[Server], tmp_path: Path) -> None:
    done = desk("review", "show", "s1:3", "--copy", "копии", "--acts")
    assert done.code == 0, done.err
    for text in ("118-од", "Цитата: «", "/files/118.docx", "SHA-256: ", "Сохранённая копия: run-0001/s1/", "Просмотрено: страниц",
                 "Решений ещё не было", "Другие акты этого сайта"):  # fmt: skip
        assert text in done.out
    (copy,) = (tmp_path / "копии").iterdir()
    assert copy.read_bytes() == sites[0].pages["/files/118.docx"][1]
    hostile = desk("review", "show", "s1:4")
    assert "HYPERLINK" in hostile.out, "shown as it stands"


def test_decisions_enter_the_verdicts_with_check(desk: Run) -> None:
    before = findings(desk)
    assert desk("review", "accept", "s1:4", *BY).code == 0
    assert desk("review", "reject", "s1:3", *BY).code == 0
    told = "сказала Сидорова Анна Петровна"
    assert desk("review", "value", "s2:5", "2", "--comment", told, "--author", "Орлова М. И.").code == 0
    assert desk("review", "verdict", "s1:5", "unknown", *BY).code == 0
    assert findings(desk) == before, "the machine's results are not touched by a decision"
    assert "Не вошло в выводы: 4" in desk("review").err
    with sqlite3.connect("monitoring.db") as raw:
        raw.execute("UPDATE checkings SET finished = '2025-05-31T00:00:00+00:00'")
    raw.close()
    assert "принято решений: 4" in desk("report", "--out", "early").err
    checked = desk("check")
    assert "По решению проверяющего: 4" in checked.out
    after = findings(desk)
    assert {name for name, item in after.items() if item["reviewed"]} == {"s1:4", "s1:3", "s2:5", "s1:5"}
    assert (after["s1:3"]["verdict"], after["s1:3"]["review"]["machine"]["verdict"]) == ("absent", "present")
    assert (after["s2:5"]["verdict"], after["s2:5"]["value"]) == ("present", 2)
    assert [(item["day"], item["value"], item["source"]) for item in after["s2:5"]["numbers"]][-1] == ("2024-09-01", 2, "review")
    assert after["s2:5"]["review"]["machine"]["number"]["value"] is None
    assert after["s1:4"]["verdict"] == "partial"
    assert "Орлова М. И." in after["s1:3"]["explanation"]
    assert "открыл и прочитал" in after["s1:3"]["explanation"]
    assert after["s2:5"]["review"]["author"] == "Орлова М. И.", "who decides does so in office"
    assert "Сидорова" not in json.dumps(after["s2:5"], ensure_ascii=False)
    assert "Сидорова" in json.dumps(findings(desk, "--internal")["s2:5"], ensure_ascii=False)
    assert after["s1:3"]["review"]["machine"]["explanation"] == before["s1:3"]["explanation"]
    assert after["s2:3"] == before["s2:3"]
    assert desk("review").err == ""
    assert "решение проверяющего" in (desk("report", "--out", "r").out and Path("r/report/s1.html").read_text(encoding="utf-8"))


def test_a_share_as_a_fraction_enters_the_municipalitys(desk: Run, tmp_path: Path) -> None:
    """The second school is made the authority: what the first one's reviewer says is its municipality's figure."""
    registry = tmp_path / "schools.csv"
    registry.write_text(registry.read_text(encoding="utf-8").replace("Школа № 2 города Заречье»;school", "Управление»;authority"), encoding="utf-8")
    assert desk("crawl", *CRAWL).code == 0
    assert desk("check").code == 0
    assert findings(desk)["s2:1"]["value"] is None
    for item, said in (("s1:1", "двенадцать"), ("s1:1", "-1"), ("s1:5", "45 %"), ("s1:5", "2 из 4"), ("s1:1", "120")):
        assert desk("review", "value", item, *BY, "--", said).code == 2, said
    Path("p.csv").write_text("school;event;date;participants;teachers\ns1;Семинар;2025-02-01;5;20\n", encoding="utf-8")
    assert desk("import", "participation", "p.csv").code == 0
    assert desk("check").code == 0
    assert findings(desk)["s2:1"]["value"] == 25
    done = desk("review", "value", "s1:1", "12 из 40", *BY)
    assert "указано другое значение, вывод — «30 % (12 из 40 педагогов)». Автор: Орлова М. И. Чтобы" in done.out
    assert "30 % (12 из 40 педагогов)" in desk("review", "log").out
    assert desk("check").code == 0
    after = findings(desk)
    assert (after["s1:1"]["review"]["fraction"], after["s1:1"]["share"]["teachers_source"]) == ([12, 40], "решение проверяющего")
    assert (after["s2:1"]["value"], after["s2:1"]["share"]["took_part"], after["s2:1"]["share"]["teachers"]) == (30, 12, 40)
    assert after["s2:1"]["share"]["decided"] == ["Школа № 1 — 12 из 40"]
    assert after["s2:1"]["reviewed"] is False
    assert desk("report", "--out", "r").code == 0
    sheet = CalamineWorkbook.from_path("r/monitoring.xlsx").get_sheet_by_name("Участие").to_python()
    assert [row[-1] for row in sheet if row[1] == "Семинар"] == ["таблица в расчёт не вошла"]
    assert desk("review", "withdraw", "s1:1", *BY).code == 0
    assert desk("check").code == 0
    assert findings(desk)["s2:1"]["value"] == 25, "the table counts again"


def test_another_act_of_the_site_and_one_by_hand(desk: Run) -> None:
    acts = json.loads(desk("export", "--only", "s1").out)["acts"]
    mentoring = next(act for act in acts if act["number"] == "118-од")
    assert desk("review", "act", "s1:2", "--act", str(mentoring["id"]), *BY).code == 0
    by_hand = ("--url", "http://school.example/p.pdf", "--title", "О сетевой форме", "--kind", "приказ", "--number", "12 - од")
    assert desk("review", "act", "s2:4", *by_hand, "--date", "2024-09-02", *BY).code == 0
    assert desk("review", "act", "s2:2", "--title", "О ШМО", "--verdict", "partial", *BY).code == 0
    assert desk("check").code == 0
    after = findings(desk)
    assert after["s1:2"]["verdict"] == "present"
    assert (after["s1:2"]["evidence"][0]["url"], after["s1:2"]["evidence"][0]["act_id"]) == (mentoring["url"], mentoring["id"])
    assert len(after["s1:2"]["evidence"]) == 2, "the machine's own evidence stays beside"
    assert desk("review", "act", "s1:4", "--url", mentoring["url"], *BY).code == 0
    assert json.loads(desk("review", "log", "--only", "s1", "--indicator", "4", "--json").out)["act"]["number"] == "118-од"
    assert [after["s2:4"]["evidence"][0][key] for key in ("number", "date", "kind")] == ["12-од", "2024-09-02", "приказ"]
    assert after["s2:2"]["remarks"] == ["no_requisites"]
    shown = desk("review", "show", "s1:2").out
    assert "Вывод программы: нет" in shown
    assert "засчитан другой акт → есть" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("accept", "s1:9"), "нет пункта «s1:9»"),
        (("accept", "s1:3", "--author", "О"), "без пояснения"),
        (("accept", "s1:3", "--comment", "да", "--author", " "), "кто принял"),
        (("reject", "s1:4", "--verdict", "partial", *BY), "тот же вывод"),
        (("reject", "s2:4", *BY), "отклонять нечего"),
        (("value", "s1:3", "2", *BY), "не число"),
        (("value", "s1:1", "140", *BY), "вне пределов"),
        (("value", "s1:5", "много", *BY), "много"),
        (("verdict", "s1:5", "present", *BY), "укажите значение"),
        (("verdict", "s1:3", "да", *BY), "допустимо одно из"),
        (("act", "s1:3", *BY), "укажите акт"),
        (("act", "s1:3", "--act", "99999", *BY), "нет акта № 99999"),
        (("act", "s1:3", "--act", "1", "--title", "Т", *BY), "уберите"),
        (("act", "s1:3", "--url", "javascript:alert(1)", "--title", "Т", *BY), "не адрес"),
        (("act", "s1:3", "--url", "http://нет.example/x", *BY), "введите его вручную"),
        (("act", "s1:3", "--title", "Т", "--date", "2999-01-01", *BY), "ещё не наступила"),
        (("withdraw", "s1:3", *BY), "отзывать нечего"),
        (("objection", "s1:3", "--text", " ", "--author", "О"), "не указан"),
        (("--run", "7"), "проверки № 7"),
        (("--only", "нет"), "нет организаций с id: нет"),
        (("--indicator", "77"), "нет показателей 77"),
        (("--format", "xlsx"), "--out ФАЙЛ"),
        (("--db", "нет.db"), "базы нет"),
        (("--only", "s1", "accept", "s1:3"), "пишутся после команды"),
        (("принять", "s1:3"), "Нет команды"),
    ],
)  # fmt: skip
def test_what_cannot_be_decided(desk: Run, arguments: tuple[str, ...], message: str) -> None:
    done = desk("review", *arguments)
    assert done.code == 2
    assert message in done.err
    assert "Журнал пуст" in desk("review", "log").out


def test_the_author_may_stand_in_the_settings(desk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHOOL_MONITOR_AUTHOR", "Отдел мониторинга")
    assert "Автор: Отдел мониторинга" in desk("review", "accept", "s1:3", "--comment", "верно").out
    monkeypatch.delenv("SCHOOL_MONITOR_AUTHOR")
    monkeypatch.setenv("LOGNAME", "petrova")
    assert "Автор: petrova" in desk("review", "accept", "s2:3", "--comment", "верно").out


def test_the_log_is_only_added_to(desk: Run, tmp_path: Path) -> None:
    assert desk("review", "objection", "s1:3", "--text", "акт размещён", "--date", "2025-06-03", "--author", "Орлова").code == 0
    assert waiting(desk)["s1:3"] == ["objection"]
    assert desk("review", "reject", "s1:3", *BY).code == 0
    assert "s1:3" not in waiting(desk)
    assert desk("review", "accept", "s1:3", *BY).code == 0
    assert desk("check").code == 0
    assert desk("review", "withdraw", "s1:3", *BY).code == 0
    assert desk("check").code == 0
    assert findings(desk)["s1:3"]["reviewed"] is False, "the first decision does not come back"
    entries = [json.loads(line) for line in desk("review", "log", "--json").out.splitlines()]
    assert [entry["kind"] for entry in entries] == ["objection", "reject", "accept", "withdraw"]
    assert all(entry["author"] and entry["decided"] for entry in entries)
    assert entries[0]["objection_date"] == "2025-06-03"
    assert entries[3]["withdraws"] == 3
    text = desk("review", "log", "--only", "s1").out
    assert "возражение организации от 03.06.2025: акт размещён" in text
    assert "[действует]" not in text
    with sqlite3.connect(tmp_path / "monitoring.db") as raw:
        for statement in ("UPDATE decisions SET author = 'x'", "DELETE FROM decisions"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(statement)
    raw.close()


def test_a_changed_programme_leaves_decisions_in_force(desk: Run, tmp_path: Path) -> None:
    assert desk("review", "accept", "s1:3", *BY).code == 0
    programme = Path(__file__).parents[2] / "programmes" / "konakovo.toml"
    changed = programme.read_text(encoding="utf-8").replace('advice = "', 'advice = "Срочно. ')
    (tmp_path / "p.toml").write_text(changed, encoding="utf-8")
    assert desk("check", "--programme", "p.toml").code == 0
    assert findings(desk)["s1:3"]["reviewed"] is True
    later = desk("check", "--as-of", "2031-05-31")
    assert later.code == 0
    assert findings(desk)["s1:3"]["reviewed"] is True


def test_decide_crawl_again_change_decide(command: Run, tmp_path: Path) -> None:
    one, two = first_school(), second_school()
    original = one.pages
    run = ("run", *CRAWL)
    with serving(one):
        with serving(two):
            write_registry(tmp_path, one, two)
            assert command(*run).code == 0
            assert findings(command)["s2:2"]["evidence"][0]["number"] == "77-од", "the order that is typed into a page"
            for item in ("s1:3", "s2:2", "s2:3"):
                assert command("review", "accept", item, *BY).code == 0
            assert command("review", "reject", "s1:4", *BY).code == 0

            one.pages = {**original, "/files/118.docx": order("постановляю")}
            two.pages = {**two.pages, "/order.html": page_order(816)}
            assert command(*run).code == 0
            after = findings(command)
            assert {name for name, item in after.items() if item["reviewed"]} == {"s1:4", "s2:2", "s2:3"}, "a counter is no change"
            assert after["s1:3"]["verdict"] == "present"
            items = waiting(command)
            assert not {"s1:4", "s2:2", "s2:3"} & set(items)
            assert (next(iter(items)), items["s1:3"]) == ("s1:3", ["changed"])
            assert "изменилось после решения" in command("review").out
            shown = command("review", "show", "s1:3").out
            assert "№ 1" in shown
            assert "[действует]" not in shown
            assert command("review", "accept", "s1:3", *BY).code == 0
            assert "s1:3" not in waiting(command)
        one.pages = original
        assert command(*run).code == 3
    last = findings(command)
    assert last["s1:3"]["review"]["decision"] == 1, "the first document is back, and so is its decision"
    assert last["s2:3"]["verdict"] == "unknown", "what cannot be checked is not decided by last year's word"
    assert waiting(command, "--only", "s2")["s2:3"] == ["changed", "unknown"]
    assert [json.loads(line)["id"] for line in command("review", "log", "--json").out.splitlines()] == [1, 2, 3, 4, 5]


def test_a_run_judged_before_decisions_were_known_is_to_be_judged_again(desk: Run, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "monitoring.db") as raw:
        raw.execute("DELETE FROM bases")
    raw.close()
    done = desk("review")
    assert done.code == 2
    assert "school-monitor check --run 1" in done.err
    assert desk("check").code == 0
    assert waiting(desk)
