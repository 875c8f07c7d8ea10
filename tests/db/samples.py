"""Made-up institutions, acts and findings for the database's tests."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from checks.model import (
    Archived,
    Event,
    Evidence,
    ExpectedFound,
    Finding,
    FoundAct,
    Judgement,
    NearestMiss,
    NumberAt,
    Quality,
    Remark,
    Searched,
    Share,
    Unread,
    Verdict,
)
from crawler.model import Fetch, Institution, InstitutionKind, Link, Outcome, Visit, VisitStatus
from db.connection import Database, open_database
from db.documents import store_documents
from db.runs import StartedRun, start_run
from db.sites import Place, Reading, SiteAct, SiteContent
from extractors.model import Act, ActKind, Document, Level, ReadStatus, TextSource
from programmes.model import Programme

EXTRACTOR = "test"
PROGRAMME = Programme.model_validate({
    "id": "test", "title": "Проверочная программа", "municipality": "Заречье", "hash": "a" * 64,
    "legal_basis": [{"title": "О мониторинге", "number": "1", "date": "2023-01-01", "issuer": "УО", "valid_from": "2023-01-01"}],
    "indicators": [{
        "id": "3", "type": "acts", "short": "Наст.", "name": "Наставничество", "criterion": "наличие", "method": "обход",
        "unit": "да/нет", "source": "сайт", "collection": "обход", "phrases": ["наставничество"],
    }],
})  # fmt: skip


def school(id: str = "s1", **changes: object) -> Institution:
    """A school of an invented district."""
    fields = {"name": f"Школа {id}", "kind": InstitutionKind.SCHOOL, "site": f"http://{id}.example/", "municipality": "Заречье"}
    return Institution(id=id, **{**fields, **changes})  # type: ignore[arg-type]


def sha(text: str) -> str:
    """The content hash of a made-up file."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def document(text: str, path: str = "http://s1.example/a.pdf", members: tuple[Document, ...] = ()) -> Document:
    """A document that was read."""
    return Document(path, sha(text), "pdf", ReadStatus.OK, None, text, TextSource.TEXT, 1, "", members)


def begin(db: Database, *ids: str) -> StartedRun:
    """A run over these schools."""
    return start_run(db, [school(id) for id in ids or ("s1",)], PROGRAMME, date(2026, 5, 31), {"max_pages": 10}, "1.0")


def act(text: str, url: str = "http://s1.example/a.pdf", **changes: object) -> FoundAct:
    """An act as it is found in a document."""
    made = Act(
        ActKind.ORDER, "Об утверждении положения о наставничестве", "118-од", date(2024, 8, 30), "Школа s1", Level.SCHOOL,
        ("2024-2025",), date(2025, 8, 31), draft=True, start=0, end=len(text), quote=text[:40],
        confidence={"number": 0.98, "date": 0.99}, conflicts=("в ссылке другая дата",),
    )  # fmt: skip
    fields: dict[str, object] = {
        "page_url": "http://s1.example/docs", "link_text": "Приказ", "section": "Локальные акты", "sha256": sha(text),
        "fetched": "2026-05-15T06:00:00+00:00", "text_source": "text", "text": text, "warc": "run-0001/s1/r.warc.gz",
        "offset": 17,
    }  # fmt: skip
    return FoundAct(made, url, **{**fields, **changes})  # type: ignore[arg-type]


def content(text: str = "ПРИКАЗ № 118-од об утверждении положения о системе наставничества", id: str = "s1") -> SiteContent:
    """What a visit of one page and one document brought."""
    url, page = f"http://{id}.example/a.pdf", f"http://{id}.example/docs"
    link = Link(url, "Приказ", "Локальные акты", page, "Документы", 12.5, True, "Приказ скачать")
    when = "2026-05-15T06:00:00+00:00"
    fetches = (
        Fetch(page, Outcome.OK, when, page, 200, "", "text/html", sha256=sha("page"), size=10, is_page=True, warc="w", offset=1),
        Fetch(url, Outcome.OK, when, url, 200, content_type="application/pdf", etag='"1"', sha256=sha(text), size=20, link=link,
              warc="w", offset=2),
    )  # fmt: skip
    readings = (Reading(url, sha(text), "", text, False, "", page, "Приказ", when),)
    visit = Visit(id, VisitStatus.OK, None, 1, 1, 0, 30, 2, True, 1.5, when, when, f"http://{id}.example/", (link,),
                  ("wrong_certificate",), {"off_site": 3})  # fmt: skip
    return SiteContent(visit, fetches, (link,), readings, (SiteAct(act(text, url), (Place(url + "?copy", page),)),), 1)


def finding(found: FoundAct, id: str = "s1") -> Finding:
    """A finding that rests on an act."""
    evidence = Evidence(
        found.act_id, found.url, found.page_url, found.link_text, "приказ", found.act.title, "118-од", "2024-08-30", "Школа s1",
        Level.SCHOOL, "цитата", found.sha256, found.fetched, "text", (Remark.DRAFT,), ("названы педагоги",),
        "в названии — «наставничество»", "Локальные акты", Archived("run-0001/s1/r.warc.gz", 17), Quality(2, True, True, 639, 1.0),
        ("http://s1.example/a.pdf?copy",),
    )  # fmt: skip
    return Finding(
        id, "3", Verdict.PARTIAL, 2.5, (Remark.DRAFT, Remark.LOW_CONFIDENCE), "Акт найден", (evidence,),
        NearestMiss("http://x.example/", "Иное", "другая организация", "приказ № 3", "http://x.example/docs"),
        Searched(4, 3, 2, True, ("Документы",), ("наставничество",), (Unread("Скан", "http://s1.example/b.pdf", "нет текста"),)),
        expected=(ExpectedFound("положение", True, True, "О наставничестве", "№ 118-од", "http://s1.example/a.pdf"),
                  ExpectedFound("дорожная карта", False)),
        legal_basis=("УО, 01.01.2023 № 1",), advice=("Разместить утверждённый акт.",),
        numbers=(NumberAt("2025-09-01", 3.0, 2.5, "2025-09-02", "2025-09-05", "site", "http://s1.example/v"), NumberAt("2025-06-01")),
        share=Share(3, 10, "сайт", "2025-06-01", "2026-05-31", False, (Event("Семинар", "2026-02-01", 3, "приказ № 5"),)),
    )  # fmt: skip


JUDGEMENT = Judgement(("3",), {"3": (Remark.DRAFT,)}, ("названы педагоги",), {"4": "сеть Интернет"}, {"3": ("наставничества",)})


def store_document(db: Database, text: str, members: tuple[Document, ...] = ()) -> None:
    """Store a document that was read."""
    store_documents(db, [document(text, members=members)], EXTRACTOR)


def new_database(folder: Path) -> Database:
    """An empty database in a folder of a test."""
    return open_database(folder / "monitoring.db")
