"""Scans in two steps: the header first, the rest where it leaves something open or is of the programme's matter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crawler.journal import read_bundle
from crawler.model import Fetch, Link, Outcome
from db import Database
from db.material import material
from db.search import search
from extractors.limits import Limits
from extractors.model import Document, ReadStatus, TextSource
from extractors.tools import ocr_languages
from extractors.workers import WorkerPool
from fleet.contents import Content, Extraction
from fleet.job import run
from fleet.load import load_bundle
from fleet.plan import bundle_folder
from fleet.reading import Interest
from tests.db.samples import begin, new_database
from tests.extractors_formats.samples import sample
from tests.fleet.bundles import WHEN, Site, archive
from tests.fleet.district import PROGRAMME, Server, html, serving, settings
from tests.fleet.test_job import opened
from tests.scans import HEAD, ORDER, REGULATION, RULES, pdf, scan

needs_ocr = pytest.mark.skipif("rus" not in ocr_languages(), reason="tesseract with its Russian data is not installed")
INTEREST = Interest(PROGRAMME)
PLAIN = ("УТВЕРЖДЕНЫ", "приказом от 28.08.2023 № 96-од", "", "ПРАВИЛА", "внутреннего распорядка учащихся", "", "1. Общие положения")


def content(text: str = "Скачать", section: str = "Локальные акты", url: str = "http://s1.example/files/1.pdf", page: str = "") -> Content:
    """A file with one link to it."""
    link = Link(url, text, section, "http://s1.example/docs/", page, 5.0, True)
    fetch = Fetch(url, Outcome.OK, WHEN, url, 200, sha256="0" * 64, warc="w", link=link)
    return Content("0" * 64, (fetch,), link, (link,))


def header(*lines: str, status: ReadStatus = ReadStatus.OK, **changes: object) -> Document:
    """A scan whose header was recognised."""
    document = Document("http://s1.example/files/1.pdf", "0" * 64, "pdf", status, None, "\n".join(lines), TextSource.OCR, 2)
    return replace(document, header_only=True, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "item",
    [
        content("Положение о наставничестве"),
        content("Приказ о методическом обьединении учителей"),
        content(section="Наставничество педагогов"),
        content(page="Сетевое взаимодействие педагогов"),
        content(url="http://s1.example/polozhenie_o_nastavnichestve.pdf"),
        content("Вакансии"),
        content("Требуется учитель математики"),
    ],
)
def test_links_that_ask_for_the_whole_text(item: Content) -> None:
    assert INTEREST.by_links(item)


@pytest.mark.parametrize("text", ["Скачать", "Правила внутреннего распорядка учащихся", "Вакантные места для приёма (перевода)", "Приказ № 5"])
def test_links_that_do_not(text: str) -> None:
    assert not INTEREST.by_links(content(text))


def test_header_that_settles_everything() -> None:
    assert not INTEREST.by_header(content(), header(*PLAIN))


@pytest.mark.parametrize(
    "document",
    [
        header(),
        header(status=ReadStatus.EMPTY),
        header("Фотография класса", "снято у школы"),
        header("ПРИКАЗ", "", "Об утверждении графика отпусков", "", "В целях порядка приказываю:"),
        header("ПРИКАЗ", "30.08.2024 № 5", "", "приказываю:", "1. Утвердить."),
        header("ПРИКАЗ", "30.08.2024 № 5", "", "Об утверждении локальных нормативных актов школы", "", "приказываю:"),
        header("ПРИКАЗ", "30.08.2024 № 5", "", "О назначении наставников молодым учителям", "", "приказываю:"),
        header("ПРИКАЗ", "30.08.2024 № 5", "", "О назначении наставнников молодым учителям", "", "приказываю:"),
        header(*PLAIN, title="Положение о методическом совете"),
        header(*PLAIN, "Требуется учитель математики на полную ставку."),
    ],
)
def test_header_that_leaves_something_open(document: Document) -> None:
    assert INTEREST.by_header(content(), document)


def test_members_of_an_archive_are_asked_one_by_one() -> None:
    whole = replace(header("Фотография"), path="http://s1.example/a.zip!/b.pdf", header_only=False)
    settled = replace(header(*PLAIN), path="http://s1.example/a.zip!/c.pdf")
    packed = Document("http://s1.example/a.zip", "1" * 64, "zip", ReadStatus.OK, members=(whole, settled))
    assert not INTEREST.by_header(content(), packed)
    named = replace(settled, path="http://s1.example/a.zip!/Положение о наставничестве.pdf")
    assert INTEREST.by_header(content(), replace(packed, members=(whole, named)))


def state(db: Database) -> list[dict[str, object]]:
    """Every stored reading."""
    return db.rows("SELECT sha256, extractor, attempts, header_only, reason, text_id FROM documents ORDER BY id")


@needs_ocr
def test_header_never_serves_where_the_whole_is_asked_for_and_the_whole_serves_both(tmp_path: Path) -> None:
    body = pdf(scan(RULES), scan(REGULATION))
    packed = archive({"Правила.pdf": body})
    with new_database(tmp_path) as db, WorkerPool(1, 60) as pool:
        begin(db)
        extraction = Extraction(db, db.archive, pool, Limits(), INTEREST)

        def visit(run_id: int, text: str) -> int:
            site = Site(db.archive, bundle_folder(db.archive, run_id, "s1"))
            site.answer("files/1.pdf", body, text)
            site.answer("files/2.zip", packed, "Архив файлов")
            content = load_bundle(extraction, run_id, read_bundle(site.folder), site.finish(), lambda: None)
            db.execute("UPDATE runs SET finished = started")
            begin(db)
            return content.visit.counters.get("ocr_header_only", 0)

        assert visit(1, "Правила") == 2
        assert extraction.extracted == 2
        assert visit(2, "Правила") == 2
        assert extraction.extracted == 2
        assert [act.act.number for act in material(db, 2, "s1").acts] == ["96-од", "96-од"]
        assert search(db, "наставничество", run_id=2) == ()
        assert visit(3, "Положение о наставничестве") == 1
        assert extraction.extracted == 3
        assert [hit.url[-5:] for hit in search(db, "наставничество", run_id=3)] == ["1.pdf"]
        assert visit(4, "Правила") == 1
        assert extraction.extracted == 3
        assert search(db, "наставничество", run_id=1) == ()


@needs_ocr
def test_without_interest_everything_is_read_whole(tmp_path: Path) -> None:
    with new_database(tmp_path) as db, WorkerPool(1, 60) as pool:
        begin(db)
        site = Site(db.archive, bundle_folder(db.archive, 1, "s1"))
        site.answer("files/1.pdf", pdf(scan(RULES), scan(REGULATION)), "Правила")
        extraction = Extraction(db, db.archive, pool, Limits())
        content = load_bundle(extraction, 1, read_bundle(site.folder), site.finish(), lambda: None)
        assert "ocr_header_only" not in content.visit.counters
        assert len(search(db, "наставничество", run_id=1)) == 1


@needs_ocr
def test_district_of_scans(tmp_path: Path) -> None:
    kind = "application/pdf"
    appendix = ("Приложение", "Список кабинетов и ответственных")
    links = (
        '<h2>Локальные акты</h2><p><a href="/f/rules.pdf">Правила внутреннего распорядка учащихся</a></p>'
        '<p><a href="/f/5.pdf">Приказ № 187-од</a></p><p><a href="/f/nast.pdf">Положение о системе наставничества</a></p>'
        '<p><a href="/f/unsigned.pdf">Положение о школьной форме</a></p>'
    )
    pages = {
        "/": html("Школа № 1", '<ul><li><a href="/docs.html">Документы</a></li></ul>'),
        "/docs.html": html("Документы", links),
        "/f/rules.pdf": (kind, pdf(scan(RULES), scan(appendix))),
        "/f/5.pdf": (kind, pdf(scan(ORDER), scan(REGULATION))),
        "/f/nast.pdf": (kind, pdf(scan((*HEAD, *REGULATION)), scan(appendix))),
        "/f/unsigned.pdf": (kind, pdf(scan((*HEAD, "ПОЛОЖЕНИЕ", "о школьной форме учащихся", "", "1. Общие положения")), scan(appendix))),
    }
    server = Server(pages)
    with serving(server):
        job = settings(tmp_path / "m.db", [server], processes=1)
        run(job)
        with opened(tmp_path / "m.db") as db:
            first = state(db)
            found = material(db, 1, "s1")
        second = run(job)
    readings = {"rules.pdf": 1, "5.pdf": 2, "nast.pdf": 1, "unsigned.pdf": 1}
    assert len(first) - 2 == sum(readings.values())  # beside two pages
    assert sum(bool(row["header_only"]) for row in first) == 2
    assert found.visit.counters["ocr_header_only"] == 1
    acts = {(act.url.rsplit("/", 1)[1], str(act.act.kind)): act for act in found.acts}
    order = [act.text for act in found.acts if act.url.endswith("5.pdf")]
    assert any("организуется" in text for text in order)  # on the second page: the header named the matter
    rules = acts["rules.pdf", "правила"]
    assert (rules.act.number, str(rules.act.date)) == ("96-од", "2023-08-28")
    assert "кабинетов" not in rules.text
    for name in ("unsigned.pdf", "nast.pdf"):
        assert any("кабинетов" in act.text for act in found.acts if act.url.endswith(name))
    with opened(tmp_path / "m.db") as db:
        assert state(db) == first  # attempts too: nothing was recognised again
        again = material(db, 2, "s1")
        reasons = db.rows(
            "SELECT documents.reason FROM readings JOIN documents ON documents.id = document_id WHERE run_id = 2 AND url LIKE '%rules.pdf'"
        )
    assert second.run.id == 2
    assert [(act.url, act.text) for act in again.acts] == [(act.url, act.text) for act in found.acts]
    assert reasons == [{"reason": "распознан только верх первой страницы"}]


@needs_ocr
def test_what_a_missing_program_kept_unread_is_read_again_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    with new_database(tmp_path) as db:
        begin(db)
        site = Site(db.archive, bundle_folder(db.archive, 1, "s1"))
        site.answer("files/1.pdf", pdf(scan(RULES)), "Правила")
        site.answer("files/2.docx", sample("act.docx"), "Приказ")
        visit, bundle = site.finish(), site.folder

        def read(able: str) -> Extraction:
            with WorkerPool(1, 60) as pool:
                extraction = Extraction(db, db.archive, pool, Limits(), able=able)
                load_bundle(extraction, 1, read_bundle(bundle), visit, lambda: None)
            return extraction

        with monkeypatch.context() as machine:
            machine.setenv("TESSDATA_PREFIX", str(tmp_path / "data"))  # no language's data are there
            assert read("catdoc").extracted == 2
            assert search(db, "распорядка", run_id=1) == ()
            reasons = [row["reason"] for row in state(db)]
            assert "скан не распознан: нет русских данных tesseract (пакет tesseract-ocr-rus)" in reasons
            assert read("catdoc").extracted == 0
        assert read("ocr+catdoc").extracted == 1
        assert len(search(db, "распорядка", run_id=1)) == 1
        assert read("ocr+catdoc").extracted == 0
