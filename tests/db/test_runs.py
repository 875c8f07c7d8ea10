"""Runs begin, continue and end; everything that is stored comes back as it was, and storing it twice changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from checks.model import ImportedParticipation, ImportedVacancies
from crawler.model import VisitStatus
from db import Database, DatabaseProblem
from db.documents import load_document, store_documents, stored_sha256s
from db.export import run_json
from db.findings import act_places, judgements, load_run, store_findings
from db.imports import store_participation, store_vacancies
from db.material import About, Materials, material
from db.runs import (
    NOT_BEGUN,
    finish_run,
    institutions,
    latest_run,
    list_runs,
    loaded_schools,
    run_info,
    run_programme,
    set_judged,
    start_run,
    visits,
)
from db.sites import known_urls, store_site
from extractors.model import Document, ReadStatus
from extractors.phrases import Phrase
from tests.db.samples import (
    EXTRACTOR,
    JUDGEMENT,
    PROGRAMME,
    act,
    begin,
    content,
    document,
    finding,
    new_database,
    school,
    sha,
    store_document,
)

TEXT = "ПРИКАЗ № 118-од об утверждении положения о системе наставничества"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    with new_database(tmp_path) as database:
        yield database


def dump(db: Database) -> list[str]:
    """The whole database as SQL."""
    return list(db.utils.iterdump())


def stored(db: Database, text: str = TEXT) -> int:
    """A run with one school, its document, act, finding and judgement stored."""
    run_id = begin(db).info.id
    store_document(db, text)
    store_site(db, run_id, content(text), EXTRACTOR)
    found = material(db, run_id, "s1").acts
    store_findings(db, run_id, "s1", [finding(found[0])], found, [JUDGEMENT])
    return run_id


def test_each_planned_school_has_a_visit_from_the_beginning(db: Database) -> None:
    run_id = begin(db, "s1", "s2").info.id
    assert [(visit.school, visit.status, visit.reason, visit.complete) for visit in visits(db, run_id)] == [
        ("s1", VisitStatus.SKIPPED, NOT_BEGUN, False),
        ("s2", VisitStatus.SKIPPED, NOT_BEGUN, False),
    ]
    assert loaded_schools(db, run_id) == frozenset()


def test_broken_run_goes_on_with_its_own_date(db: Database) -> None:
    first = begin(db)
    again = start_run(db, [school()], PROGRAMME, None, {"max_pages": 10}, "1.1")
    assert (again.resumed, again.info.id, again.info.as_of) == (True, first.info.id, "2026-05-31")
    assert len(list_runs(db)) == 1


@pytest.mark.parametrize("change", ["schools", "site", "programme", "parameters", "date", "finished", "old"])
def test_anything_that_matters_begins_a_new_run(db: Database, change: str) -> None:
    first = begin(db).info.id
    schools, programme, as_of, parameters = [school()], PROGRAMME, date(2026, 5, 31), {"max_pages": 10}
    match change:
        case "schools":
            schools.append(school("s2"))
        case "site":
            schools = [school(site="http://new.example/")]
        case "programme":
            programme = programme.model_copy(update={"hash": "b" * 64})
        case "parameters":
            parameters = {"max_pages": 11}
        case "date":
            as_of = date(2026, 6, 1)
        case "finished":
            finish_run(db, first)
        case "old":
            db.execute("UPDATE runs SET started = '2020-01-01T00:00:00+00:00'")
    second = start_run(db, schools, programme, as_of, parameters, "1.0")
    assert (second.resumed, second.info.id) == (False, first + 1)
    assert [info.id for info in list_runs(db)] == [first, first + 1]


def test_latest_run_prefers_one_that_is_over(db: Database) -> None:
    assert latest_run(db) is None
    first = begin(db).info
    assert latest_run(db) == first
    finish_run(db, first.id)
    begin(db)
    latest = latest_run(db)
    assert latest is not None
    assert latest.id == first.id


def test_missing_run_is_named(db: Database) -> None:
    for ask in (run_info, load_run, run_programme):
        with pytest.raises(DatabaseProblem, match="проверки № 7"):
            ask(db, 7)
    with pytest.raises(DatabaseProblem, match="нет организации s9"):
        material(db, begin(db).info.id, "s9")


def test_site_comes_back_as_it_was(db: Database) -> None:
    run_id = stored(db)
    data = load_run(db, run_id)
    expected = content(TEXT)
    assert data.institutions == (school(),)
    assert data.visits == (replace(expected.visit, counters={"off_site": 3, "unread_documents": 1}),)
    assert data.acts[0].found == replace(act(TEXT), act_id=1, text="")
    assert (data.acts[0].indicators, [code.value for code in data.acts[0].remarks]) == (("3",), ["draft"])
    assert data.findings == (finding(replace(act(TEXT), act_id=1)),)
    assert judgements(db, run_id) == {1: JUDGEMENT}
    assert act_places(db, run_id) == {1: (("http://s1.example/a.pdf?copy", "http://s1.example/docs"),)}
    address = "http://s1.example/a.pdf"
    assert material(db, run_id, "s1").acts == (
        replace(act(TEXT), act_id=1, clicks=0, page_title="", also=(address + "?copy",)),
    )
    assert run_programme(db, run_id) == PROGRAMME


def test_storing_a_visit_twice_changes_nothing(db: Database) -> None:
    run_id = stored(db)
    before = dump(db)
    store_site(db, run_id, content(TEXT), EXTRACTOR)
    assert dump(db) == before
    store_document(db, TEXT)
    db.execute("UPDATE documents SET attempts = 1")
    assert dump(db) == before


def test_storing_a_changed_visit_leaves_nothing_of_the_old_one(db: Database) -> None:
    run_id = stored(db)
    empty = replace(content(TEXT), fetches=(), links=(), readings=(), acts=())
    store_site(db, run_id, empty, EXTRACTOR)
    for table in ("fetches", "links", "readings", "acts", "act_places", "act_indicators"):
        assert db.value(f"SELECT count(*) FROM {table}") == 0, table
    assert load_run(db, run_id).findings[0].evidence[0].act_id == 0


def test_runs_do_not_touch_each_other(db: Database) -> None:
    first = stored(db)
    finish_run(db, first)
    before = load_run(db, first)
    second = stored(db, "ПРИКАЗ № 7")
    assert second != first
    assert load_run(db, first) == before
    assert [item.found.sha256 for item in load_run(db, second).acts] == [sha("ПРИКАЗ № 7")]


def test_known_urls_are_the_newest_good_answers(db: Database) -> None:
    first = stored(db)
    finish_run(db, first)
    second = begin(db).info.id
    assert {item.url: item.sha256 for item in known_urls(db, "s1")}["http://s1.example/a.pdf"] == sha(TEXT)
    store_document(db, "новый")
    store_site(db, second, content("новый"), EXTRACTOR)
    known = {item.url: item for item in known_urls(db, "s1")}
    assert known["http://s1.example/a.pdf"].sha256 == sha("новый")
    assert known["http://s1.example/a.pdf"].etag == '"1"'
    assert (known["http://s1.example/docs"].is_page, known["http://s1.example/docs"].warc) == (True, "w")
    assert known_urls(db, "s2") == ()


def test_known_urls_tell_what_the_last_checked_run_found_there(db: Database) -> None:
    finish_run(db, stored(db))
    known = {item.url: item.acts for item in known_urls(db, "s1")}
    assert known["http://s1.example/a.pdf"] == 1
    assert known["http://s1.example/docs"] == 1  # the page that leads to it
    later = begin(db).info.id
    store_document(db, "новый")
    store_site(db, later, content("новый"), EXTRACTOR)
    assert all(item.acts is None for item in known_urls(db, "s1"))  # asked for again since, not judged yet


def test_archive_members_are_documents_of_their_own(db: Database) -> None:
    inner = document("внутренний", "http://s1.example/set.zip!/in.zip!/a.docx")
    middle = document("", "http://s1.example/set.zip!/in.zip", (inner,))
    outer = document("список", "http://s1.example/set.zip", (middle, document("второй", "http://s1.example/set.zip!/б.docx")))
    store_documents(db, [outer], EXTRACTOR)
    store_documents(db, [outer], EXTRACTOR)
    assert db.value("SELECT count(*) FROM members") == 3
    assert load_document(db, outer.sha256, EXTRACTOR, "http://s1.example/set.zip") == outer
    moved = load_document(db, outer.sha256, EXTRACTOR, "http://other.example/x.zip")
    assert moved is not None
    assert moved.members[0].members[0].path == "http://other.example/x.zip!/in.zip!/a.docx"
    assert load_document(db, outer.sha256, "other version", "x") is None


def test_failed_document_gets_one_more_attempt(db: Database) -> None:
    failed = Document("p", sha("x"), "pdf", ReadStatus.FAILED, "превышено время")
    unread = Document("q", sha("y"), "pdf", ReadStatus.UNREADABLE, "повреждён")
    store_documents(db, [failed, unread], EXTRACTOR)
    both = [failed.sha256, unread.sha256]
    assert stored_sha256s(db, both, EXTRACTOR) == {unread.sha256}
    store_documents(db, [failed], EXTRACTOR)
    assert stored_sha256s(db, both, EXTRACTOR) == set(both)
    assert stored_sha256s(db, both, "other version") == frozenset()


def test_neighbours_are_known_but_not_visited(db: Database) -> None:
    far = school("s3", municipality="Дальнее")
    run = start_run(db, [school()], PROGRAMME, None, {}, "1.0", neighbours=[school(), school("s2"), far])
    assert institutions(db, run.info.id) == (school(),)
    assert [visit.school for visit in visits(db, run.info.id)] == ["s1"]
    assert material(db, run.info.id, "s1").others == (school("s2"),)


def test_pages_are_those_that_may_speak_of_the_matter(db: Database) -> None:
    run_id = begin(db).info.id
    texts = {"a": "Свободных вакансий нет", "b": "Меню столовой", "c": "требуется учитель", "d": "вакантны 2 ставки"}
    first = content(TEXT)
    for text in texts.values():
        store_document(db, text)
    readings = tuple(replace(first.readings[0], url=url, sha256=sha(text), text=text) for url, text in texts.items())
    store_site(db, run_id, replace(first, readings=readings, acts=()), EXTRACTOR)

    def about(*patterns: str) -> str:
        return "".join(page.url for page in Materials(db, run_id, About(tuple(Phrase(item) for item in patterns))).of("s1").pages)

    assert about() == "abcd"
    assert about("вакансия") == "a"
    assert about("вакан*", "требоваться") == "acd"
    assert about("вакансия|требоваться учитель") == "c"
    assert about("*ставка") == "abcd"


def test_imports_replace_the_same_key(db: Database) -> None:
    run_id = begin(db).info.id
    rows = [ImportedVacancies("s1", "2026-06-01", 2.5, "форма.xlsx"), ImportedVacancies("s1", "2025-09-01", 0)]
    assert store_vacancies(db, rows).added == 2
    changed = store_vacancies(db, [replace(rows[0], posts=3)])
    assert (changed.added, changed.replaced) == (0, 1)
    event = ImportedParticipation("s1", "Семинар", "2026-02-01", 4, ("А. А.",), 20, "файл.csv")
    assert store_participation(db, [event]).added == 1
    found = material(db, run_id, "s1")
    assert [item.posts for item in found.vacancies] == [0, 3]
    assert found.participation == (event,)


def test_check_keeps_the_log_of_programmes(db: Database) -> None:
    run_id = stored(db)
    changed = PROGRAMME.model_copy(update={"hash": "b" * 64, "title": "Другая"})
    set_judged(db, run_id, PROGRAMME, date(2026, 5, 31), "1.0")
    set_judged(db, run_id, changed, date(2026, 6, 30), "1.0")
    info = run_info(db, run_id)
    assert (info.programme_hash, info.as_of, info.programme_title) == ("b" * 64, "2026-06-30", "Другая")
    assert [row["programme_hash"][0] for row in db.rows("SELECT * FROM checkings ORDER BY id")] == ["a", "b"]
    assert db.value("SELECT count(*) FROM programmes") == 2


def test_export_is_the_interface(db: Database) -> None:
    run_id = stored(db)
    finish_run(db, run_id)
    data = json.loads(json.dumps(run_json(load_run(db, run_id))))
    assert set(data) == {"run", "findings", "acts", "visits"}
    assert set(data["run"]) == {"id", "started", "finished", "as_of", "programme", "programme_hash", "version"}
    only = data["findings"][0]
    assert {key: only[key] for key in ("school", "indicator", "verdict", "value", "remarks", "reviewed")} == {
        "school": "s1", "indicator": "3", "verdict": "partial", "value": 2.5, "remarks": ["draft", "low_confidence"],
        "reviewed": False,
    }  # fmt: skip
    assert only["evidence"][0]["act_id"] == data["acts"][0]["id"]
    searched = {"pages": 4, "documents": 3, "unread_documents": 2, "complete": True}
    assert {key: only["searched"][key] for key in searched} == searched
    assert only["nearest_miss"]["why"] == "другая организация"
    made = data["acts"][0]
    assert (made["date"], made["kind"], made["level"], made["draft"]) == ("2024-08-30", "приказ", "school", True)
    assert made["confidence"] == {"number": 0.98, "date": 0.99}
    assert (data["visits"][0]["complete"], data["visits"][0]["not_modified"]) == (True, 0)
