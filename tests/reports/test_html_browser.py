"""The folder as a browser meets it, opened from a disk: nothing asked of the network, keys and switches work, rules of access hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import html5lib
import pytest

from crawler.browser import chromium, unavailable
from reports.files import open_data
from reports.html_pages import pages
from reports.model import build
from reports.written import write
from tests.reports import sample
from tests.reports.district import Size, district, hostile

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

_AXE = Path(__file__).parents[2] / "build" / "node_modules" / "axe-core" / "axe.min.js"
_KINDS = ("index.html", "place-1.html", "indicator-3.html", "changes.html", "measures.html", "method.html", "data.html")

pytestmark = [
    pytest.mark.skipif(bool(unavailable()), reason=unavailable() or "Chromium is there"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # the driver's own pipes at its end
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("report")
    data = district(Size(6, 60))
    for name, content in pages(build(data, sample.programme()), open_data(data, sample.programme())):
        write(made / name, content)
    for name, content in pages(build(hostile(20), sample.programme())):
        write(made / "hostile" / name, content)
    return made


@pytest.fixture(scope="module")
def context() -> Iterator[BrowserContext]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser.new_context(viewport={"width": 390, "height": 800})
        browser.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    yield opened
    opened.close()


def test_nothing_leaves_the_folder_and_nothing_is_refused(page: Page, folder: Path) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    for name in (*_KINDS, "hostile/index.html", "hostile/s1.html", "hostile/s2.html"):
        page.goto((folder / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is wider than a telephone"
        assert page.evaluate("getComputedStyle(document.querySelector('.top')).backgroundColor") == "rgb(20, 54, 95)", name
        assert page.evaluate("[...document.images].every(picture => picture.loading === 'lazy' || picture.naturalWidth > 0)"), (
            name
        )
    assert asked
    assert all(url.startswith(folder.as_uri()) for url in asked), asked
    assert not said


def test_the_first_key_skips_to_the_content(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_the_low_vision_view_is_switched_by_keys_remembered_and_taken_back(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    page.get_by_role("button", name="Версия для слабовидящих").press("Enter")
    page.get_by_role("button", name="крупный", exact=True).press("Enter")
    page.get_by_role("button", name="белым по чёрному").press("Enter")
    size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    assert page.evaluate(size) == 20
    page.goto((folder / "place-1.html").as_uri())
    assert page.evaluate(size) == 20
    assert page.evaluate("getComputedStyle(document.querySelector('section')).backgroundColor") == "rgb(0, 0, 0)"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Версия для слабовидящих").click()
    assert page.get_by_role("button", name="крупный", exact=True).get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Вернуть обычный вид").click()
    assert page.evaluate(size) == 16


def test_filters_narrow_the_map_and_say_how_much_is_left(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    shown = "[...document.querySelectorAll('#map tr[data-kind]')].filter(row => !row.hidden).length"
    assert page.evaluate(shown) == 6
    page.locator("#filter-kind").select_option("kindergarten")
    kindergartens = page.evaluate(shown)
    assert 0 < kindergartens < 6
    assert page.get_by_role("status").inner_text() == f"Показано организаций: {kindergartens} из 6"
    page.locator("#filter-text").fill("такой нет")
    assert page.evaluate(shown) == 0
    page.get_by_role("button", name="Показать все").click()
    assert page.evaluate(shown) == 6
    page.locator("#filter-verdict").select_option("absent")
    absent = page.evaluate("document.querySelectorAll('#map tr[data-kind]:has(.badge.absent)').length")
    assert page.evaluate(shown) == absent


def test_with_huge_letters_the_map_becomes_cards_and_needs_no_scrolling(page: Page, folder: Path) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto((folder / "index.html").as_uri())
    display = "getComputedStyle(document.querySelector('#map td')).display"
    assert page.evaluate(display) == "table-cell"
    page.get_by_role("button", name="Версия для слабовидящих").click()
    page.get_by_role("button", name="очень крупный", exact=True).click()
    assert page.evaluate(display) == "flex"
    assert page.evaluate("(box => box.scrollWidth <= box.clientWidth)(document.querySelector('#map').parentElement)")
    page.get_by_role("button", name="Вернуть обычный вид").click()


def test_filters_are_worked_by_keys_alone(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    page.locator("#filter-text").focus()
    page.keyboard.type("СОШ № 3")
    rows = "[...document.querySelectorAll('#map tr[data-kind]')].filter(row => !row.hidden).map(row => row.cells[0].innerText)"
    assert [name.split(" г.")[0] for name in page.evaluate(rows)] == ["МБОУ СОШ № 3"]
    visited = [page.evaluate("document.activeElement.id")]
    for _step in range(4):
        page.keyboard.press("Tab")
        visited.append(page.evaluate("document.activeElement.id"))
    assert visited == ["filter-text", "filter-kind", "filter-verdict", "filter-column", "filter-reset"]
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"
    page.keyboard.press("Enter")
    assert len(page.evaluate(rows)) == 6
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "scroll"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#map') !== null")


@pytest.mark.parametrize("low", [False, True], ids=["usual", "low-vision"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", (*_KINDS, "hostile/s1.html"))
def test_axe_finds_no_serious_fault(page: Page, folder: Path, name: str, width: int, low: bool) -> None:
    if not _AXE.exists():
        pytest.skip("no axe-core: make accessibility")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((folder / name).as_uri())
    if low:
        page.get_by_role("button", name="Версия для слабовидящих").click()
        page.get_by_role("button", name="очень крупный", exact=True).click()
        page.get_by_role("button", name="белым по чёрному").click()
        page.get_by_role("button", name="увеличенные").click()
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {preload: false})")
    serious = [
        (item["id"], item["nodes"][0]["html"]) for item in found["violations"] if item["impact"] in ("serious", "critical")
    ]
    if low:
        page.get_by_role("button", name="Вернуть обычный вид").click()
    assert found["passes"]
    assert not serious
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_strict_parser_finds_no_fault(folder: Path) -> None:
    for path in folder.rglob("*.html"):
        parser = html5lib.HTMLParser()
        parser.parse(path.read_bytes(), transport_encoding="utf-8")
        assert not parser.errors, f"{path.name}: {parser.errors[:3]}"
