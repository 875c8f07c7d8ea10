"""Made-up runs for the writers: invented places, and titles as hostile as a site can make them."""

from __future__ import annotations

from datetime import date

from checks.model import Evidence, Finding, FoundAct, NearestMiss, Remark, Searched, Verdict
from crawler.model import Institution, InstitutionKind, Link, Visit, VisitStatus
from db.model import RunData, RunInfo, StoredAct
from extractors.model import Act, ActKind, Level
from programmes import Programme, bundled, load_programme

HOSTILE_TITLE = '=HYPERLINK("http://evil.example";"x")</script><script>alert(1)</script>\x1b[31m\u202eтка\x00'
HOSTILE_URL = "javascript:alert(document.cookie)"


def programme() -> Programme:
    """The programme that comes with the package."""
    return load_programme(bundled())


def institution(id: str, name: str, kind: InstitutionKind = InstitutionKind.SCHOOL, **more: object) -> Institution:
    """A registry row of the invented district."""
    place = Institution(id, name, kind, f"http://{id}.example/", municipality="Заречный район", region="Приозёрная область")
    return Institution(**({field: getattr(place, field) for field in Institution.__dataclass_fields__} | more))


def act(title: str = "Положение о наставничестве", number: str | None = "118-од") -> Act:
    """A regulation with all its requisites."""
    return Act(
        ActKind.REGULATION,
        title,
        number,
        date(2024, 8, 30),
        "МБОУ СОШ № 1",
        Level.SCHOOL,
        ("2024-2025",),
        confidence={"number": 0.981, "date": 0.99},
    )


def evidence(title: str = "Положение о наставничестве", url: str = "https://s1.example/file/1.pdf", **more: object) -> Evidence:
    """The deciding act of a finding."""
    values: dict[str, object] = {
        "act_id": 51,
        "url": url,
        "page_url": "https://s1.example/docs",
        "link_text": title,
        "kind": "положение",
        "title": title,
        "number": "118-од",
        "date": "2024-08-30",
        "issuer": "МБОУ СОШ № 1",
        "level": Level.SCHOOL,
        "quote": "УТВЕРЖДЕНО приказом № 118-од от 30.08.2024",
        "sha256": "ab" * 32,
        "fetched": "2025-05-16T06:10:00+00:00",
        "text_source": "text",
    }
    return Evidence(**(values | more))  # type: ignore[arg-type]


def finding(school: str, indicator: str, verdict: Verdict, **more: object) -> Finding:
    """A verdict with an ordinary search behind it."""
    values: dict[str, object] = {"explanation": "Проверено.", "searched": Searched(212, 64, 1, True)}
    return Finding(school, indicator, verdict, **(values | more))  # type: ignore[arg-type]


def visit(school: str, status: VisitStatus = VisitStatus.OK, **more: object) -> Visit:
    """A visit of some minutes."""
    values: dict[str, object] = {
        "pages": 212, "documents": 64, "bytes": 18231234, "requests": 281, "complete": status is VisitStatus.OK, "seconds": 212.44,
        "started": "2025-05-16T06:00:00+00:00", "finished": "2025-05-16T06:03:32+00:00", "site": f"http://{school}.example/",
    }  # fmt: skip
    return Visit(school, status, **(values | more))  # type: ignore[arg-type]


def run_data() -> RunData:
    """Five institutions with every verdict, a number, a zero, hostile texts, and a site that could not be reached."""
    places = (
        institution("uo", "Управление образования администрации Заречного района", InstitutionKind.AUTHORITY),
        institution("s1", "МБОУ СОШ №1 г. Заречный имени героя с очень длинным именем и отчеством", teachers=40),
        institution("s2", "МБОУ СОШ №2 п. Озёрный", teachers=20),
        institution("ds1", "МБДОУ детский сад №10 п. Озёрный", InstitutionKind.KINDERGARTEN),
        institution("cdt", "МБУ ДО «Центр <b>творчества</b>»", InstitutionKind.SUPPLEMENTARY),
    )
    findings: list[Finding] = []
    for place in places:
        for indicator in programme().indicators:
            findings.append(_some(place.id, indicator.id))
    stored = StoredAct(
        "s1", FoundAct(act(), "https://s1.example/file/1.pdf", 51, "https://s1.example/docs", text_source="text"), ("3",)
    )
    hostile = StoredAct("s2", FoundAct(act(HOSTILE_TITLE, "+7-1"), HOSTILE_URL, 52, link_text="@cmd"))
    return RunData(
        RunInfo(
            7, "2025-05-16T06:00:00+00:00", "2025-05-16T07:00:00+00:00", "2025-05-31", programme().id, programme().hash, "0.1.0"
        ),
        places,
        tuple(findings),
        (stored, hostile),
        (
            visit("uo"),
            visit("s1"),
            visit("s2", VisitStatus.PARTIAL, reason="вышло время", unread=(Link("https://s2.example/x", "Положение"),)),
            visit("ds1", VisitStatus.UNREACHABLE, reason="имя узла не найдено", pages=0, documents=0, requests=3, bytes=0),
            visit("cdt", VisitStatus.MOVED, complete=True, site="https://new.example/", counters={"off_site": 12}),
        ),
    )


def _some(school: str, indicator: str) -> Finding:
    if school == "ds1":
        return finding(school, indicator, Verdict.UNKNOWN, remarks=(Remark.UNREACHABLE,), searched=Searched())
    if indicator == "1":
        share = {"s1": 50.0, "s2": 12.5}.get(school)
        if share is None:
            return finding(school, indicator, Verdict.UNKNOWN, remarks=(Remark.NOT_IMPORTED,))
        return finding(school, indicator, Verdict.PRESENT, value=share)
    if indicator == "5":
        posts = {"s1": 0.0, "s2": 2.5}.get(school)
        if posts is None:
            return finding(school, indicator, Verdict.UNKNOWN, remarks=(Remark.NOT_PUBLISHED,))
        return finding(school, indicator, Verdict.PRESENT if posts == 0 else Verdict.PARTIAL, value=posts)
    if school == "s1":
        return finding(school, indicator, Verdict.PRESENT, evidence=(evidence(),), reviewed=indicator == "3")
    if school == "s2":
        bad = evidence(
            HOSTILE_TITLE, HOSTILE_URL, number=None, link_text="@cmd", remarks=(Remark.NO_REQUISITES,), reasons=("Потому.",)
        )
        return finding(school, indicator, Verdict.PARTIAL, remarks=(Remark.DRAFT, Remark.NO_REQUISITES), evidence=(bad,))
    miss = NearestMiss("https://region.example/act", HOSTILE_TITLE, "акт другого уровня")
    remarks = (Remark.BROKEN_LINK,) if indicator == "2" else ()
    return finding(school, indicator, Verdict.ABSENT, nearest_miss=miss, remarks=remarks)
