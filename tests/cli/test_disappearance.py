"""What is missing and what is not to be seen: real crawls of sites that fail in several ways in the second year."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import execute
from tests.cli.years import ASSOCIATION, MENTORING, NETWORK, Act, Shown, show, write_registry
from tests.fleet.district import Server, html, serving

ACTS = (Act(ASSOCIATION, "1-од", "01.09.2023"), Act(MENTORING, "2-од", "01.09.2023"))
MANY = (*ACTS, Act(NETWORK, "3-од", "01.09.2023"), *(Act(f"Об утверждении Положения о методической работе {n}", f"{n}-од", "01.09.2022") for n in (4, 5, 6)))
STUBS = ("s5", "s6", "s7")


def second_year(servers: dict[str, Server]) -> None:
    """s1 shrinks, s2's section fails, s3's file fails, s4's file is gone, s5–s7 show one stub, s8 loses nearly all acts at once,
    s9 takes one act down and stays as it is."""
    show(servers["s1"], "s1", Shown(pages=0))
    servers["s2"].failing = frozenset({"/docs.html"})
    servers["s3"].failing = frozenset({ACTS[1].file})
    servers["s4"].pages = {path: page for path, page in servers["s4"].pages.items() if path != ACTS[1].file}
    for school in STUBS:
        pages = servers[school].pages
        menu = "".join(f'<li><a href="{path}">Документы</a></li>' for path in pages if path.endswith(".html"))
        same = html("Наш новый сайт", f"<ul>{menu}</ul><p>Здесь вы найдёте сведения об организации и её педагогах.</p>")
        servers[school].pages = {path: same for path in pages if not path.endswith(".docx")}
    show(servers["s8"], "s8", Shown(MANY[:1], pages=12))
    show(servers["s9"], "s9", Shown(ACTS[:1], pages=9))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data bank after both years."""
    place = tmp_path_factory.mktemp("gone")
    servers = {f"s{number}": Server({}) for number in range(1, 10)}
    for school, server in servers.items():
        show(server, school, Shown(MANY if school == "s8" else ACTS, pages=9))
    with serving(*servers.values()):
        schools = write_registry(place, servers)
        for day in ("2025-05-31", "2026-05-31"):
            call = ("--schools", schools, "--db", place / "m.db", "--out", place / "out", "--as-of", day, "--delay", "0")
            code = execute([str(item) for item in ("run", *call, "--allow-private-hosts", "--quiet")])
            assert code == (0 if day == "2025-05-31" else 3)
            second_year(servers)
    return place


def told(folder: Path, capfd: pytest.CaptureFixture[str], *call: str) -> Any:
    """What a command prints as JSON."""
    capfd.readouterr()
    assert execute([*call, "--db", str(folder / "m.db")]) == 0
    return json.loads(capfd.readouterr().out)


def test_check_accuses_nobody_of_what_it_could_not_see(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    content = told(folder, capfd, "export")
    found = {(item["school"], item["indicator"]): item for item in content["findings"]}
    verdicts = {school: found[school, "3"]["verdict"] for school, indicator in found if indicator == "3"}
    assert verdicts == {
        "s1": "unknown", "s2": "unknown", "s3": "partial", "s4": "absent", "s5": "unknown", "s6": "unknown", "s7": "unknown",
        "s8": "unknown", "s9": "absent",
    }  # fmt: skip
    assert found["s3", "3"]["remarks"] == ["unreadable"]
    assert found["s4", "3"]["remarks"] == ["broken_link"]
    for school, words in (("s1", "прочитано страниц и документов: 2, обычно — 13"), ("s8", "исчезло сразу 5 из 6"), ("s5", "похоже на заглушку")):
        assert found[school, "3"]["remarks"] == ["incomplete_crawl"]
        assert words in found[school, "3"]["explanation"]
    assert found["s9", "3"]["explanation"].startswith("Акт не найден")
    assert found["s1", "4"]["verdict"] == "absent", "there was none before either"
    assert found["s5", "4"]["verdict"] == "unknown", "a stub shows nothing"


def test_compare_tells_removed_from_not_confirmed(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    content = told(folder, capfd, "compare", "1", "2", "--json")
    removed = {(item["school"], item["number"]) for item in content["removed_acts"]}
    assert removed == {("s4", "2-од"), ("s9", "2-од")}
    doubts = {item["school"]: item["doubt"] for item in content["doubtful_acts"]}
    assert set(doubts) == {"s1", "s2", "s3", "s8", *STUBS}
    assert doubts["s2"] == "раздел, где был акт, не удалось прочитать"
    assert doubts["s3"] == "файл не удалось получить"
    assert not content["changed_acts"], "a file that was not got has no other number"
    causes = {item["school"]: item["cause"] for item in content["findings"] if item["indicator"] == "3"}
    assert {school for school, cause in causes.items() if cause == "school"} == {"s4", "s9"}
    assert causes["s3"] == "not_read", "the server failed: the school changed nothing"


def test_nobody_is_asked_for_what_was_not_seen(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    content = told(folder, capfd, "recommendations", "--json")
    grounds = {item["school"]: item["ground"] for item in content["recommendations"] if item["indicator"] == "3"}
    assert grounds == {"s4": "absent", "s9": "absent"}
