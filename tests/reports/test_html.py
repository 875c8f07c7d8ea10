"""The HTML report: complete in itself, harmless whatever a site says, understandable without colour or sight."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import pytest
from lxml import html

from checks.model import REMARK_TEXT, VERDICT_TEXT, DecisionKind, MachineWord, Remark, Review, Verdict
from checks.recommendation import Recommendation, State
from db.model import Background, PastRun, Said, Tracked
from reports.dates import day, moment
from reports.files import open_data
from reports.html_environment import FILES
from reports.html_names import RESERVED, indicator_names, page_names
from reports.html_pages import LIMIT, pages
from reports.html_views import slices
from reports.model import build
from tests.reports import sample
from tests.reports.district import Size, district

Pages = dict[str, str]


@pytest.fixture(scope="module")
def folder() -> dict[str, bytes]:
    """Everything that stands in the folder: path → content."""
    data = sample.run_data()
    return dict(pages(build(data, sample.programme()), open_data(data, sample.programme())))


@pytest.fixture(scope="module")
def made(folder: dict[str, bytes]) -> Pages:
    return {name: content.decode() for name, content in folder.items() if name.endswith(".html")}


def test_an_overview_a_page_for_each_institution_and_each_indicator(made: Pages) -> None:
    assert made.keys() == {*RESERVED, "uo.html", "s1.html", "s2.html", "ds1.html", "cdt.html", *(f"indicator-{id}.html" for id in "12345")}


def test_every_page_reaches_every_section_and_says_where_it_is(made: Pages) -> None:
    for name, page in made.items():
        tree = html.fromstring(page)
        menu = tree.xpath("//div[@class='bar']//a")
        assert {link.get("href") for link in menu} == RESERVED, name
        assert [link.get("href") for link in menu if link.get("aria-current")] == ([name] if name in RESERVED else []), name
        assert tree.xpath("//body/*[1]")[0].get("href") == "#content", name
        labels = [nav.get("aria-label") for nav in tree.xpath("//nav")]
        assert all(labels), name
        assert len(labels) == len(set(labels)), name


def test_every_internal_link_leads_somewhere(made: Pages, folder: dict[str, bytes]) -> None:
    for name, page in made.items():
        for target in html.fromstring(page).xpath("//a/@href|//link/@href|//img/@src"):
            if target.startswith("http"):
                continue
            file, _hash, anchor = target.partition("#")
            assert not file or file in folder, f"{name}: {target}"
            if not anchor:
                continue
            other = html.fromstring(made[file or name])
            assert not anchor or other.xpath("//*[@id=$id]", id=anchor), f"{name}: {target}"


def test_hostile_texts_stay_texts(made: Pages, folder: dict[str, bytes]) -> None:
    for name, page in made.items():
        tree = html.fromstring(page)
        assert not tree.xpath("//script[text()]|//iframe|//object|//embed|//base|//form[@action]|//b[text()='творчества']"), name
        assert not [attribute for attribute in tree.xpath("//@*") if attribute.attrname.startswith("on")], name
        assert all(
            href.startswith(("http://", "https://", "#")) or href.split("#")[0] in folder for href in tree.xpath("//@href")
        ), name
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", page), name
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in made["s2.html"]
    assert "javascript:alert(document.cookie)" in html.fromstring(made["s2.html"]).text_content()


def test_nothing_is_loaded_from_elsewhere(made: Pages, folder: dict[str, bytes]) -> None:
    for name, page in made.items():
        loaded = html.fromstring(page).xpath("//@src|//link/@href")
        assert set(loaded) <= {*FILES, "verdicts.svg", "levels.svg", "years.svg"}, name
    assert "url(" not in folder["style.css"].decode()
    assert "@import" not in folder["style.css"].decode()


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(made: Pages) -> None:
    for page in made.values():
        tree = html.fromstring(page)
        (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert not tree.xpath("//@style|//style|//script[not(@src)]|//@*[starts-with(name(), 'on')]"), "the policy would refuse it"


def test_without_scripts_everything_is_shown(made: Pages) -> None:
    for name, page in made.items():
        hidden = {item.get("id") for item in html.fromstring(page).xpath("//*[@hidden]")}
        assert hidden <= {"filter"}, name


def test_pictures_have_words(made: Pages) -> None:
    pictures = html.fromstring(made["index.html"]).xpath("//img")
    assert len(pictures) == 2
    assert all("есть — " in alt or "высокий — " in alt for alt in (picture.get("alt") for picture in pictures))
    assert all(chart.get("aria-label") for page in made.values() for chart in html.fromstring(page).xpath("//*[@role='img']"))


def test_language_title_and_headings(made: Pages) -> None:
    for name, page in made.items():
        tree = html.fromstring(page)
        assert tree.get("lang") == "ru"
        assert tree.findtext(".//title"), name
        assert len(tree.xpath("//h1")) == 1, name
        levels = [int(heading.tag[1]) for heading in tree.xpath("//h1|//h2|//h3")]
        assert all(after - before <= 1 for before, after in pairwise(levels)), name
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), name


def test_the_table_names_rows_and_columns_for_screen_readers(made: Pages) -> None:
    tree = html.fromstring(made["index.html"])
    assert len(tree.xpath("//table[@id='map']/thead//th[@scope='col']")) == 6
    rows = tree.xpath("//table[@id='map']/tbody/tr[th[@scope='row']]")
    assert len(rows) == 5
    assert all(len(row.xpath("td[@data-label]")) == 5 for row in rows)
    assert all(cell.text_content().strip() for row in rows for cell in row.xpath("td"))


def test_every_table_has_a_caption_and_scopes(made: Pages) -> None:
    for name, page in made.items():
        for table in html.fromstring(page).xpath("//table"):
            assert table.xpath("caption[normalize-space()]"), name
            assert all(head.get("scope") for head in table.xpath(".//th")), name


def test_verdicts_are_told_by_words_and_not_by_colour_alone(made: Pages) -> None:
    text = html.fromstring(made["s2.html"]).text_content()
    assert VERDICT_TEXT[Verdict.PARTIAL] in text
    assert REMARK_TEXT[Remark.DRAFT].capitalize() in text


def test_an_institution_page_shows_what_proves_each_verdict(made: Pages) -> None:
    tree = html.fromstring(made["s1.html"])
    section = tree.xpath("//section[@id='p3']")[0]
    text = " ".join(section.text_content().split())
    for piece in (
        "положение № 118-од от 30.08.2024",
        "УТВЕРЖДЕНО приказом",
        "решение проверяющего",
        "ab" * 32,
        "16.05.2025 06:10",
    ):
        assert piece in text
    assert "https://s1.example/file/1.pdf" in section.xpath(".//a/@href")
    assert all("noopener" in link.get("rel") for link in section.xpath(".//a[starts-with(@href, 'http')]"))


def test_absence_shows_the_nearest_miss_what_was_searched_and_advice(made: Pages) -> None:
    text = " ".join(html.fromstring(made["cdt.html"]).xpath("//section[@id='p3']")[0].text_content().split())
    assert "Ближайший неподошедший документ" in text
    assert "акт другого уровня" in text
    assert "212 страниц" in text
    assert "Рекомендация" in text


def test_an_indicators_page_is_its_passport_and_its_table(made: Pages) -> None:
    for indicator in sample.programme().indicators:
        tree = html.fromstring(made[f"indicator-{indicator.id}.html"])
        text = tree.xpath("//section[@id='passport']")[0].text_content()
        assert indicator.method in text
        assert indicator.criterion in text
        assert sample.programme().legal_basis[0].number in text
        assert len(tree.xpath("//section[@id='table']//tbody/tr[td]")) == 5


def test_the_method_names_every_remark_the_rating_and_how_to_object(made: Pages) -> None:
    text = html.fromstring(made["method.html"]).text_content()
    for said in REMARK_TEXT.values():
        assert said[1:] in text
    for piece in ("возразить", "warcio", sample.programme().hash, *(step.name for step in sample.programme().rating)):
        assert piece in text


def test_open_data_lie_in_the_folder_or_are_said_to_be_elsewhere(folder: dict[str, bytes]) -> None:
    data = sample.run_data()
    tables = open_data(data, sample.programme())
    assert {name.removeprefix("data/"): content for name, content in folder.items() if name.startswith("data/")} == tables
    report = build(data, sample.programme())
    packed = dict(pages(report, {**tables, "acts.csv": b"x" * LIMIT}))
    with ZipFile(BytesIO(packed["data/open-data.zip"])) as archive:
        assert set(archive.namelist()) == set(tables)
    huge = dict(pages(report, {**tables, "acts.csv": random.Random(1).randbytes(LIMIT)}))
    assert not [name for name in huge if name.startswith("data/")]
    assert not html.fromstring(huge["data.html"].decode()).xpath("//a[@download]")
    for made in (folder, packed, huge):
        assert sum(map(len, made.values())) <= LIMIT


def test_a_large_district_keeps_the_folders_size_and_counts_what_it_left_out() -> None:
    data = district(Size(64, 6400))
    made = dict(pages(build(data, sample.programme()), open_data(data, sample.programme())))
    assert len([name for name in made if name.startswith("place-")]) == 63
    assert sum(map(len, made.values())) <= LIMIT
    page = made["place-1.html"].decode()
    assert re.search(r"Показано \d+ из 100, сначала засчитанные", page)


def test_earlier_dates_changes_and_measures_stand_on_an_institutions_page() -> None:
    data = sample.run_data()
    before = replace(
        data, run=replace(data.run, id=3, as_of="2024-05-31"),
        findings=tuple(replace(item, verdict=Verdict.ABSENT, evidence=()) if (item.school, item.indicator) == ("s1", "3") else item for item in data.findings),
        acts=(),
    )  # fmt: skip
    history = (PastRun(before.run, {(item.school, item.indicator): (item.verdict, item.value) for item in before.findings}),)
    advice = Recommendation("s1", "4", "absent", "Заключить договор.", 17, 3)
    tracked = Tracked(advice, (Said(3, "2024-05-31", State.ISSUED), Said(7, "2025-05-31", State.REPEATED)))
    background = Background(history, before, recommendations=(tracked,))
    made = {name: content.decode() for name, content in pages(build(replace(data, background=background), sample.programme())) if name.endswith(".html")}
    tree = html.fromstring(made["s1.html"])
    text = {id: " ".join(tree.xpath("//section[@id=$id]", id=id)[0].text_content().split()) for id in ("history", "changes", "measures")}
    assert "31.05.2024" in text["history"]
    assert "Появились акты: 1" in text["changes"]
    assert "17" in text["measures"]
    assert "Повторена (выдана 31.05.2024)" in text["measures"]
    assert "Заключить договор." in text["measures"]
    changes = html.fromstring(made["changes.html"])
    assert changes.xpath("//section[@id='other']//tr[contains(., 'решение проверяющего')]//a[@href='s1.html']")
    assert "Заключить договор." in html.fromstring(made["measures.html"]).text_content()
    assert html.fromstring(made["index.html"]).xpath("//img[@src='years.svg']")
    assert "31.05.2024" in html.fromstring(made["indicator-3.html"]).xpath("//section[@id='summary']")[0].text_content()


def test_what_is_done_is_not_what_to_do() -> None:
    def advice(number: int, state: State) -> Tracked:
        return Tracked(Recommendation("s1", "4", f"ground-{number}", f"Совет {number}.", number, 3), (Said(3, "2024-05-31", State.ISSUED), Said(7, "2025-05-31", state)))

    data = sample.run_data()
    for given, to_do, done in (
        ((State.REPEATED, State.RESOLVED, State.WITHDRAWN), ["Совет 1."], ["Совет 2.", "Совет 3."]),
        ((State.RESOLVED,), [], ["Совет 1."]),
    ):
        tracked = tuple(advice(number, state) for number, state in enumerate(given, 1))
        made = dict(pages(build(replace(data, background=Background(recommendations=tracked)), sample.programme())))
        section = html.fromstring(made["s1.html"].decode()).xpath("//section[@id='measures']")[0]
        first = "".join(section.xpath("./h2/following-sibling::*[1]//text()"))
        later = "".join(section.xpath("./h3/following-sibling::*[1]//text()"))
        assert all(text in first and text not in later for text in to_do)
        assert all(text in later and text not in first for text in done)
        assert to_do or "выполнены или отозваны" in first


def test_another_districts_order_is_named_as_the_programmes_origin_only() -> None:
    report = build(sample.run_data(), sample.programme())
    method = html.fromstring(dict(pages(report))["method.html"].decode()).text_content()
    assert "утверждённой для другой территории (Конаковский муниципальный округ)" in method
    assert "на основании" not in method
    told = build(sample.run_data(), sample.programme(), "приказ от 15.01.2025 № 12")
    assert "на основании: приказ от 15.01.2025 № 12." in html.fromstring(dict(pages(told))["method.html"].decode()).text_content()


def test_a_reviewers_word_stands_beside_the_programmes() -> None:
    data = sample.run_data()
    word = Review(4, DecisionKind.VERDICT, "Методист", "2025-06-01T09:00:00+00:00", "Акт прислан <i>письмом</i>", MachineWord(Verdict.ABSENT))
    findings = tuple(replace(item, review=word, reviewed=True) if (item.school, item.indicator) == ("s1", "3") else item for item in data.findings)
    made = dict(pages(build(replace(data, findings=findings), sample.programme())))
    text = html.fromstring(made["s1.html"].decode()).xpath("//p[@class='review']")[0].text_content()
    assert "указан вывод — Методист, 01.06.2025 09:00 UTC" in text
    assert "Акт прислан <i>письмом</i>" in text
    assert "Вывод программы без этого решения: нет." in text


def test_file_names_never_come_from_strange_ids() -> None:
    data = sample.run_data()
    ids = ("../../etc/passwd", "index", "method", "indicator-3", "a b", "CON", "Я", "x" * 300, "ok_1-2")
    places = tuple(sample.institution(id, "Школа") for id in ids)
    report = build(type(data)(data.run, places, (), (), ()), sample.programme())
    names = page_names(report.rows)
    assert names["ok_1-2"] == "ok_1-2.html"
    assert names["index"] != "index.html"
    assert not {*names.values()} & RESERVED
    assert not {*indicator_names(report.columns, report.rows).values()} & {*RESERVED, *names.values()}
    assert len(set(names.values())) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,110}\.html", name) for name in names.values())
    assert dict(pages(report)).keys() >= {*RESERVED, *names.values()}


def test_bars_fill_the_width() -> None:
    for total in build(sample.run_data(), sample.programme()).totals:
        parts = slices(total)
        assert sum(part.count for part in parts) == total.rows
        assert parts[-1].start + parts[-1].width == pytest.approx(600)


def test_days_and_moments_that_are_none_stand_as_they_are() -> None:
    assert day("2025-05-31") == "31.05.2025"
    assert day("вчера") == "вчера"
    assert day(None) == ""
    assert moment("2025-05-31T06:00:00+00:00") == "31.05.2025 06:00 UTC"
    assert moment("<b>") == "<b>"


def _contrast(foreground: str, background: str) -> float:
    def luminance(colour: str) -> float:
        full = colour if len(colour) == 7 else "#" + "".join(ch * 2 for ch in colour[1:])
        parts = [int(full[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(foreground), luminance(background)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_rule_that_sets_both_colours_meets_aa(folder: dict[str, bytes]) -> None:
    style = folder["style.css"].decode()
    first = re.findall(r"--(\w+):(#[0-9a-f]{3,6})", style[: style.index("}")])
    variables = dict(first)
    style = re.sub(r"var\(--(\w+)\)", lambda match: variables[match[1]], style)
    pairs = [
        (selector, colour.group(1), ground.group(1))
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", style)
        if (colour := re.search(r"(?:^|;)color:(#[0-9a-f]{3,6})", body))
        and (ground := re.search(r"background:(#[0-9a-f]{3,6})", body))
    ]
    assert len(pairs) >= 5
    for selector, front, back in pairs:
        assert _contrast(front, back) >= 4.5, selector
    for soft_on in (variables["paper"], variables["ground"], variables["head"]):
        assert _contrast(variables["soft"], soft_on) >= 4.5


def test_low_vision_colours_are_far_apart(folder: dict[str, bytes]) -> None:
    schemes = re.findall(r"data-colours=\w+\]\{--ink:(#\w+);--paper:(#\w+)", folder["style.css"].decode())
    assert len(schemes) == 3
    for ink, paper in schemes:
        assert _contrast(ink, paper) >= 7
