"""The log of decisions in the database: everything comes back as it was, and the same row is entered once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from checks.model import DecisionKind, Evidence, MachineWord, Remark, Verdict
from checks.review_model import Decision
from db.connection import open_database
from db.decisions import add_decisions, decisions, import_keys, taken_since_check
from extractors.model import Level

ACT = Evidence(
    0, "https://s.example/1.pdf", "https://s.example/", "ссылка", "приказ", "О «наставничестве»", None, "2024-09-02", "МОУ", Level.SCHOOL,
    "цитата", "ab", "2025-05-16T06:10:00+00:00", "text", (Remark.NO_REQUISITES,), ("слова",),
)  # fmt: skip
ENTRY = Decision(
    school="s1", indicator="3", kind=DecisionKind.ACT, comment="вот\x00он", author="Орлова", decided="2025-06-10T09:00:00+00:00",
    basis="b" * 64, anchor="sha256:ab", seen=frozenset({"sha256:ab", "url:x"}),
    machine=MachineWord(Verdict.PARTIAL, None, (Remark.DRAFT,), "Найден проект."), run_id=7, verdict=Verdict.PRESENT,
    remarks=(Remark.NO_REQUISITES,), act=ACT, objection="есть", objection_day="2025-06-03", source="q.xlsx", import_key="k1",
)  # fmt: skip


def test_an_entry_comes_back_as_it_was(tmp_path: Path) -> None:
    with open_database(tmp_path / "m.db") as db:
        (first,) = add_decisions(db, [ENTRY])
        (second,) = add_decisions(db, [replace(ENTRY, kind=DecisionKind.WITHDRAW, verdict=None, act=None, withdraws=1, import_key="")])
        assert (first.id, second.id) == (1, 2)
        ((key, stored),) = decisions(db).items()
        assert key == ("s1", "3")
        assert stored == (replace(first, comment="вот он"), replace(second, comment="вот он"))
        assert stored[0].from_site
        assert decisions(db, ["s2"]) == {}
        assert taken_since_check(db, 7) == 2


def test_a_share_as_a_fraction_comes_back(tmp_path: Path) -> None:
    with open_database(tmp_path / "m.db") as db:
        add_decisions(db, [replace(ENTRY, value=30.0, fraction=(12, 40))])
        ((stored,),) = decisions(db).values()
        assert (stored.value, stored.fraction) == (30.0, (12, 40))


def test_an_imported_row_is_entered_once(tmp_path: Path) -> None:
    with open_database(tmp_path / "m.db") as db:
        assert len(add_decisions(db, [ENTRY, replace(ENTRY, school="s2"), replace(ENTRY, school="s2", import_key="k2")])) == 2
        assert add_decisions(db, [ENTRY]) == ()
        assert import_keys(db) == {"k1", "k2"}
        assert len(add_decisions(db, [replace(ENTRY, import_key=""), replace(ENTRY, import_key="")])) == 2


def test_a_database_of_before_gets_the_log(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    with open_database(path) as db:
        for table in ("reviews", "bases", "decisions"):
            db.execute(f"DROP TABLE {table}")
        db.execute("CREATE TABLE decisions (school TEXT PRIMARY KEY)")
        db.execute("DELETE FROM _sqlite_migrations WHERE name IN ('the_reviewers_word', 'shares_decided_as_fractions')")
    with open_database(path) as db:
        assert len(add_decisions(db, [ENTRY])) == 1
