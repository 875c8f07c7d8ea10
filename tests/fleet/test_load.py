"""A bundle becomes documents and acts: each file once, each act with its best link, nothing lost silently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from checks.check import check
from checks.model import FoundAct, Material, Verdict
from crawler.journal import read_bundle
from crawler.model import Institution, InstitutionKind, Link, Outcome, Visit, VisitStatus
from db import Database
from db.material import material
from db.search import search
from db.sites import SiteContent
from extractors.limits import Limits
from extractors.model import ActKind
from extractors.workers import WorkerPool
from fleet.contents import Extraction
from fleet.links import best_link, spoken, telling
from fleet.load import load_bundle, not_read_in_full
from fleet.plan import bundle_folder
from programmes import bundled, load_programme
from tests.db.samples import begin, new_database
from tests.fleet.bundles import ORDER, Site, archive, docx, page


@dataclass
class Loader:
    """Bundles of one run are made and loaded."""

    db: Database
    extraction: Extraction

    def site(self, run_id: int) -> Site:
        """A new visit of ``s1``."""
        return Site(self.db.archive, bundle_folder(self.db.archive, run_id, "s1"))

    def load(self, site: Site, run_id: int) -> SiteContent:
        """Finish the visit and load it."""
        visit = site.finish()
        return load_bundle(self.extraction, run_id, read_bundle(site.folder), visit, lambda: None)

    def acts(self, run_id: int) -> tuple[FoundAct, ...]:
        """The stored acts."""
        return material(self.db, run_id, "s1").acts


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    """One worker for all tests."""
    with WorkerPool(1, 30, 1500) as workers:
        yield workers


@pytest.fixture
def loader(tmp_path: Path, pool: WorkerPool) -> Iterator[Loader]:
    """A database with run 1 of school ``s1``."""
    with new_database(tmp_path) as db:
        begin(db)
        yield Loader(db, Extraction(db, db.archive, pool, Limits()))


def test_document_is_read_and_its_act_found(loader: Loader) -> None:
    site = loader.site(1)
    site.answer("docs/", page("Локальные акты школы"))
    fetch = site.answer("files/1.docx", docx(ORDER), "Приказ о наставничестве")
    loader.load(site, 1)
    (act,) = loader.acts(1)
    assert (act.act.kind, act.act.number, str(act.act.date)) == (ActKind.ORDER, "118-од", "2024-08-30")
    assert (act.url, act.page_url, act.link_text) == (fetch.url, site.url("docs/"), "Приказ о наставничестве")
    assert (act.sha256, act.fetched, act.warc, act.offset) == (fetch.sha256, fetch.fetched, fetch.warc, fetch.offset)
    assert (act.readable, act.broken, act.text_source, act.section) == (True, False, "text", "Локальные акты")
    assert "куратором" in act.text
    assert [hit.url for hit in search(loader.db, "куратор", run_id=1)] == [fetch.url]


def test_loading_twice_changes_nothing_and_extracts_nothing(loader: Loader) -> None:
    site = loader.site(1)
    site.answer("files/1.docx", docx(ORDER), "Приказ")
    site.answer("files/2.zip", archive({"a.docx": docx(ORDER + "второй")}), "Архив")
    site.answer("files/3.pdf", b"%PDF-1.4 broken", "Положение о наставничестве")
    site.answer("files/4.doc", text="Положение о методическом совете", outcome=Outcome.NOT_FOUND, status=404)
    loader.load(site, 1)
    before, extracted = list(loader.db.utils.iterdump()), loader.extraction.extracted
    bundle = read_bundle(site.folder)
    assert bundle.visit is not None
    load_bundle(loader.extraction, 1, bundle, bundle.visit, lambda: None)
    assert list(loader.db.utils.iterdump()) == before
    assert loader.extraction.extracted == extracted == 3


def test_second_run_over_the_same_documents_extracts_nothing(loader: Loader) -> None:
    first = loader.site(1)
    first.answer("files/1.docx", body := docx(ORDER), "Приказ")
    first.answer("", start := page("Главная"))
    loader.load(first, 1)
    loader.db.execute("UPDATE runs SET finished = started")
    assert begin(loader.db).info.id == 2
    second = loader.site(2)
    second.answer("moved/1.docx", body, "Приказ")
    second.answer("", start)
    loader.load(second, 2)
    assert loader.extraction.extracted == 2
    assert [act.url for act in loader.acts(2)] == [second.url("moved/1.docx")]
    assert loader.acts(1)[0].text == loader.acts(2)[0].text


def test_one_file_under_many_addresses_is_one_act_with_the_most_telling_link(loader: Loader) -> None:
    site = loader.site(1)
    body = docx(ORDER)
    more = Link(site.url("b.docx"), "Приказ о системе наставничества № 118-од", "Наставничество", site.url("nast/"), "", 12.0, True)
    site.answer("a.docx", body, "Скачать")
    site.answer("b.docx", body, "b.docx", places=(more,))
    site.answer("c.docx", body)
    loader.load(site, 1)
    (act,) = loader.acts(1)
    assert (act.url, act.page_url, act.section) == (site.url("b.docx"), site.url("nast/"), "Наставничество")
    assert act.link_text == "Приказ о системе наставничества № 118-од"
    places = loader.db.rows("SELECT url, page_url FROM act_places ORDER BY position")
    assert [(row["url"][-6:], row["page_url"]) for row in places] == [
        ("a.docx", site.url("docs/")), ("b.docx", site.url("docs/")), ("c.docx", ""),
    ]  # fmt: skip
    assert loader.extraction.extracted == 1


def test_members_of_an_archive_are_documents_of_their_own(loader: Loader) -> None:
    site = loader.site(1)
    inner = archive({"Положение.docx": docx("ПОЛОЖЕНИЕ\nо методическом совете\n1. Общие положения\n1.1. Совет действует.")})
    fetch = site.answer("set.zip", archive({"Приказ 118.docx": docx(ORDER), "in.zip": inner}), "Все акты")
    loader.load(site, 1)
    found = {act.url.removeprefix(fetch.url): act for act in loader.acts(1)}
    assert set(found) == {"!/Приказ 118.docx", "!/in.zip!/Положение.docx"}
    assert found["!/Приказ 118.docx"].link_text == "Все акты → Приказ 118"
    assert found["!/Приказ 118.docx"].sha256 != fetch.sha256
    assert search(loader.db, "методический совет", run_id=1)[0].url == fetch.url + "!/in.zip!/Положение.docx"


def test_promising_links_without_a_file(loader: Loader) -> None:
    site = loader.site(1)
    site.answer("gone.docx", text="Положение о наставничестве", outcome=Outcome.NOT_FOUND, status=404)
    site.answer("gone2.docx", text="Приказ о методическом совете", outcome=Outcome.HTTP_ERROR, status=410)
    site.answer("slow.docx", text="Положение о методическом объединении", outcome=Outcome.TIMEOUT, status=None)
    site.answer("bad.pdf", b"%PDF-1.4 nothing", "Положение о молодых специалистах")
    site.answer("menu.html", text="Фотогалерея", outcome=Outcome.NOT_FOUND, status=404)
    content = loader.load(site, 1)
    found = {act.url.rsplit("/", 1)[1]: act for act in loader.acts(1)}
    assert {name: (act.broken, act.readable) for name, act in found.items()} == {
        "gone.docx": (True, False), "gone2.docx": (True, False), "slow.docx": (False, False), "bad.pdf": (False, False),
    }  # fmt: skip
    assert all(act.reason and not act.text and not act.act.from_text for act in found.values())
    assert found["slow.docx"].reason == "сайт не ответил за отведённое время"
    assert content.unread_documents == 2
    assert material(loader.db, 1, "s1").visit.counters["unread_documents"] == 2


TERMS = (
    "Политика конфиденциальности", "Политика в отношении обработки персональных данных", "Согласие на обработку персональных данных",
    "Пользовательское соглашение", "Правила использования сайта", "Публичная оферта",
)  # fmt: skip


def test_what_a_site_asks_its_visitors_is_no_act_that_is_missing(loader: Loader) -> None:
    site = loader.site(1)
    for number, text in enumerate((*TERMS, "Политика использования файлов cookie", "Положение о наставничестве", "Правила приёма")):
        site.answer(f"p{number}.html", text=text, outcome=Outcome.NOT_FOUND, status=404)
    site.answer("politika.pdf", text=TERMS[1], outcome=Outcome.NOT_FOUND, status=404)
    loader.load(site, 1)
    found = {act.link_text for act in loader.acts(1)}
    assert found == {"Положение о наставничестве", "Правила приёма", TERMS[1]}
    assert all(act.broken for act in loader.acts(1)) and [act.url for act in loader.acts(1) if act.link_text == TERMS[1]] == [site.url("politika.pdf")]


def test_order_typed_into_a_page_is_found_among_menus(loader: Loader) -> None:
    site = loader.site(1)
    menu = "Школа № 1\nВакантные места для приёма\nСетевичок"
    for number in range(6):
        site.answer(f"p{number}.html", page(f"{menu}\nСтраница номер {number}\nТекст {number}"), f"Страница {number}")
    fetch = site.answer("nast.html", page(f"{menu}\n{ORDER}"), "Наставничество")
    copy = site.answer("print/nast.html", page(f"{menu}\n{ORDER}", "Печать"), "Версия для печати")
    loader.load(site, 1)
    (act,) = loader.acts(1)
    assert (act.url, act.act.number) == (fetch.url, "118-од")
    assert "Вакантные" not in act.text
    assert [row["url"] for row in loader.db.rows("SELECT url FROM act_places")] == [copy.url]
    assert search(loader.db, "вакантные места", run_id=1) == ()
    assert len(material(loader.db, 1, "s1").pages) == 8


def test_damaged_archive_is_counted_and_not_the_end(loader: Loader) -> None:
    site = loader.site(1)
    site.answer("1.docx", docx(ORDER), "Приказ о наставничестве")
    site.answer("2.docx", docx(ORDER + "\nещё один"), "Приказ № 2 о наставничестве")
    visit = site.finish()
    path = loader.db.archive / site.fetches[0].warc
    data = bytearray(path.read_bytes())
    middle = (site.fetches[0].offset + site.fetches[1].offset) // 2
    data[middle : middle + 40] = b"\0" * 40
    path.write_bytes(data)
    content = load_bundle(loader.extraction, 1, read_bundle(site.folder), visit, lambda: None)
    assert content.visit.counters["archive_damaged"] == 1
    assert content.unread_documents == 1
    assert [(act.url[-6:], act.readable) for act in loader.acts(1)] == [("2.docx", True), ("1.docx", False)]


def test_file_that_kills_its_worker_is_a_failed_document(loader: Loader, tmp_path: Path) -> None:
    site = loader.site(1)
    site.answer("huge.docx", docx("слово " * 300_000), "Положение о наставничестве")
    site.answer("1.docx", docx(ORDER), "Приказ о наставничестве")
    visit = site.finish()
    with WorkerPool(1, 0.02, 1500) as hasty:
        loader.extraction.pool = hasty
        load_bundle(loader.extraction, 1, read_bundle(site.folder), visit, lambda: None)
    row = loader.db.row("SELECT status, reason, attempts FROM documents WHERE status = 'failed'")
    assert row == {"status": "failed", "reason": "превышено время", "attempts": 1}
    assert any(not act.readable and act.reason == "превышено время" for act in loader.acts(1))


@pytest.mark.parametrize(
    ("text", "says"), [("Скачать", 0), ("Скачать документ (pdf, 2 Мб)", 0), ("Положение о наставничестве", 2), ("", 0), ("…", 0)]
)
def test_telling(text: str, says: int) -> None:
    assert telling(text) == says


def test_best_link_and_what_it_says() -> None:
    empty = Link("u", "Скачать", score=50.0, context="Положение о наставничестве Скачать")
    named = Link("u", "Положение о наставничестве", score=3.0)
    assert best_link([empty, named]) is named
    assert best_link([]) is None
    assert spoken(empty) == "Положение о наставничестве Скачать"
    assert spoken(Link("u", "Скачать")) == "Скачать"


@pytest.mark.parametrize("status", [VisitStatus.OK, VisitStatus.MOVED])
def test_a_site_with_pages_that_could_not_be_read_is_not_read_in_full(status: VisitStatus) -> None:
    school = Institution("s1", "СОШ № 5", InstitutionKind.SCHOOL, "http://s1.example/")
    whole = Visit("s1", status, pages=9, complete=True)
    cut = not_read_in_full(whole, 7)
    assert (cut.status, cut.complete) == (VisitStatus.PARTIAL, False)
    assert "7" in (cut.reason or "")
    programme = load_programme(bundled())
    verdicts = {}
    for visit in (whole, cut):
        findings, _judgements = check(Material(school, visit), programme, date(2025, 5, 31))
        verdicts[visit.complete] = {finding.indicator: finding.verdict for finding in findings}
    assert verdicts[True]["3"] is Verdict.ABSENT
    assert verdicts[False]["3"] is Verdict.UNKNOWN
