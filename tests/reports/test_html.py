"""The HTML report: complete in itself, harmless whatever a site says, understandable without colour or sight."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import pytest
from lxml import html

from checks.model import REMARK_TEXT, VERDICT_TEXT, Remark, Verdict
from reports.html_pages import day, moment, page_names, pages, slices
from reports.model import build
from tests.reports import sample

Pages = dict[str, str]


@pytest.fixture(scope="module")
def made() -> Pages:
    return {name: content.decode() for name, content in pages(build(sample.run_data(), sample.programme()))}


def test_an_index_and_a_page_for_each_institution(made: Pages) -> None:
    assert set(made) == {"index.html", "uo.html", "s1.html", "s2.html", "ds1.html", "cdt.html"}


def test_every_internal_link_leads_somewhere(made: Pages) -> None:
    for name, page in made.items():
        for target in html.fromstring(page).xpath("//a/@href"):
            if target.startswith("http"):
                continue
            file, _hash, anchor = target.partition("#")
            other = html.fromstring(made[file or name])
            assert not anchor or other.xpath("//*[@id=$id]", id=anchor), f"{name}: {target}"


def test_hostile_texts_stay_texts(made: Pages) -> None:
    for name, page in made.items():
        tree = html.fromstring(page)
        assert not tree.xpath("//script|//iframe|//object|//embed|//base|//form|//b[text()='творчества']"), name
        assert not [attribute for attribute in tree.xpath("//@*") if attribute.attrname.startswith("on")], name
        assert all(
            href.startswith(("http://", "https://", "#")) or href.split("#")[0] in made for href in tree.xpath("//@href")
        ), name
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", page), name
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in made["s2.html"]
    assert "javascript:alert(document.cookie)" in html.fromstring(made["s2.html"]).text_content()


def test_nothing_is_loaded_from_elsewhere(made: Pages) -> None:
    for name, page in made.items():
        tree = html.fromstring(page)
        assert not tree.xpath("//@src|//link|//style[contains(., 'url(')]|//style[contains(., '@import')]"), name


def test_the_policy_allows_the_inlined_style_and_nothing_else(made: Pages) -> None:
    for page in made.values():
        tree = html.fromstring(page)
        (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
        assert policy.startswith("default-src 'none';")
        assert not tree.xpath("//@style"), "an inline style would be refused by the policy"


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
    assert len(tree.xpath("//thead//th[@scope='col']")) == 6
    rows = tree.xpath("//tbody/tr[th[@scope='row']]")
    assert len(rows) == 5
    assert all(len(row.xpath("td[@data-label]")) == 5 for row in rows)
    assert all(cell.text_content().strip() for row in rows for cell in row.xpath("td"))


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


def test_index_carries_method_and_legal_basis(made: Pages) -> None:
    text = html.fromstring(made["index.html"]).text_content()
    for indicator in sample.programme().indicators:
        assert indicator.method in text
    assert sample.programme().legal_basis[0].number in text


def test_file_names_never_come_from_strange_ids() -> None:
    data = sample.run_data()
    ids = ("../../etc/passwd", "index", "a b", "CON", "Я", "x" * 300, "ok_1-2")
    places = tuple(sample.institution(id, "Школа") for id in ids)
    report = build(type(data)(data.run, places, (), (), ()), sample.programme())
    names = page_names(report.rows)
    assert names["ok_1-2"] == "ok_1-2.html"
    assert names["index"] != "index.html"
    assert len(set(names.values())) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,110}\.html", name) for name in names.values())
    assert dict(pages(report)).keys() == {"index.html", *names.values()}


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


def test_every_rule_that_sets_both_colours_meets_aa(made: Pages) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", made["index.html"], re.DOTALL)
    variables = dict(re.findall(r"--(\w+):(#[0-9a-f]{3,6})", style))
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
    for soft_on in (variables["paper"], variables["ground"]):
        assert _contrast(variables["soft"], soft_on) >= 4.5
