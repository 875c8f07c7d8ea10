"""Pages: links with section and context, lines, chrome, and hostile markup."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.page import Page, PageLink, parse_page

PAGE = """<!doctype html><html><head><title> Школа
 № 1 </title><base href="/x/"><meta name=generator content="uCoz"><link rel=canonical href="http://a.example/">
<meta http-equiv=Refresh content="0;URL='http://b.example/'"></head><body class="sidebar-left">
<header><a href="/">Главная</a></header>
<ul class=menu><li><a href=/d>Документы</a><ul><li><a href="/d/1">Положения</a></li></ul></li><li><a href=/z>Другое</a></li></ul>
<div id=content><h1>Документы школы</h1><!-- тайна --><p><b>Локальные акты</b></p>
<p>Текст<br>вторая <i>стро</i>ка <a href=" a.pdf
">Скачать</a></p>
<table><tr><th>№</th><th>Наименование</th><th>Файл</th></tr>
<tr><td><p>1</p></td><td><p>Положение о ШМО</p></td><td><a href=b.doc download><img src=i alt="Файл"></a></td></tr></table>
<h3>Раздел 2</h3><div onclick="location.href='/c.pdf'">Нажми</div><iframe src="https://docs.example/x.pdf"></iframe>
<script>var a = "<p>скрипт";</script><style>p { color: red }</style>
<dl><dt>Срок</dt><dd><a href=1>д</a></dd></dl><a href=2 title="Всплывающий"></a>
<noscript>Включите JavaScript <a href=ns>без него</a></noscript>
<form action=/s><input name=q><select name=z><option>один</select></form>
<pre>a
 b</pre><fieldset><legend>Лег</legend><a href=3>3</a></fieldset><a href=4>4</a>
<details><summary>Свод</summary><a href=5>5</a></details></div>
<footer><a href=f>Подвал</a> © школа</footer></body></html>"""


@pytest.fixture(scope="module")
def page() -> Page:
    return parse_page(PAGE)


def link(page: Page, href: str) -> PageLink:
    found = [item for item in page.links if item.href == href]
    assert len(found) == 1, href
    return found[0]


def test_head(page: Page) -> None:
    assert page.title == "Школа № 1"
    assert page.heading == "Документы школы"
    assert (page.base_href, page.generator, page.canonical) == ("/x/", "uCoz", "http://a.example/")
    assert page.refresh == "http://b.example/"
    assert page.scripts == 1
    assert page.noscript == "Включите JavaScript без него"
    assert page.forms == (("/s", ("q", "z")),)


@pytest.mark.parametrize(
    ("href", "text", "section"),
    [
        ("/d/1", "Положения", "Документы"),
        ("/z", "Другое", ""),
        ("a.pdf", "Скачать", "Локальные акты"),
        ("b.doc", "Файл", "Локальные акты"),
        ("/c.pdf", "Нажми", "Раздел 2"),
        ("https://docs.example/x.pdf", "", "Раздел 2"),
        ("1", "д", "Срок"),
        ("2", "Всплывающий", "Раздел 2"),
        ("ns", "без него", "Раздел 2"),
        ("3", "3", "Лег"),
        ("4", "4", "Раздел 2"),
        ("5", "5", "Свод"),
        ("f", "Подвал", ""),
    ],
)
def test_links_have_text_and_section(page: Page, href: str, text: str, section: str) -> None:
    found = link(page, href)
    assert (found.text, found.section) == (text, section)


def test_context_is_the_row_or_line(page: Page) -> None:
    assert link(page, "b.doc").context == "1\tПоложение о ШМО"
    assert link(page, "a.pdf").context == "вторая строка Скачать"


def test_chrome_and_download(page: Page) -> None:
    assert {item.href for item in page.links if item.chrome} == {"/", "/d", "/d/1", "/z", "f"}
    assert [item.href for item in page.links if item.download] == ["b.doc"]


def test_lines(page: Page) -> None:
    assert page.text().split("\n")[:7] == [
        "Документы школы", "Локальные акты", "Текст", "вторая строка Скачать", "№\tНаименование\tФайл", "1\tПоложение о ШМО", "Раздел 2",
    ]  # fmt: skip
    everything = page.text(chrome=True)
    assert "Подвал © школа" in everything
    for hidden in ("тайна", "скрипт", "color", "Включите"):
        assert hidden not in everything
    assert page.text_length == sum(len(line.text) for line in page.lines)


def test_class_names_do_not_make_the_whole_page_a_menu() -> None:
    found = parse_page(
        "<div class='content-menu sidebar'><h1>Приказ</h1><p>" + "слово " * 50 + "</p></div><div class=menu>меню</div>"
    )
    assert "Приказ" in found.text()
    assert "меню" not in found.text()


def test_header_inside_an_article_is_content() -> None:
    found = parse_page("<header>Шапка</header><article><header><h1>Приказ</h1></header><p>Текст</p></article>")
    assert found.text() == "Приказ\nТекст"


def test_layout_table_keeps_its_lines() -> None:
    found = parse_page("<table><tr><td><ul><li>меню</ul></td><td><h2>Акты</h2><p>Первый<p>Второй</td></tr></table>")
    assert found.text().split("\n") == ["меню", "Акты", "Первый", "Второй"]


def test_approval_block_in_two_columns_is_one_line() -> None:
    found = parse_page("<table><tr><td>ПРИНЯТО<br>протокол № 1</td><td>УТВЕРЖДЕНО<br>приказом № 5-од</td></tr></table>")
    assert found.text() == "ПРИНЯТО протокол № 1\tУТВЕРЖДЕНО приказом № 5-од"


def test_bold_row_over_the_table_is_a_section_and_a_bold_head_is_none() -> None:
    rows = "<tr><td colspan=2><b>Положения</b></td></tr><tr><td>1</td><td><a href=x>скачать</a></td></tr>"
    assert parse_page(f"<table>{rows}</table>").links[0].section == "Положения"
    head = "<tr><td><b>№</b></td><td><b>Файл</b></td></tr><tr><td>1</td><td><a href=x>скачать</a></td></tr>"
    assert parse_page(f"<h2>Акты</h2><table>{head}</table>").links[0].section == "Акты"


def test_folding_blocks_name_the_section() -> None:
    markup = "<div class='accordion-title'>Методическая работа</div><div class='accordion-body'><a href=x>Положение</a></div>"
    assert parse_page(markup).links[0].section == "Методическая работа"


def test_scripted_and_odd_links() -> None:
    markup = (
        "<a href=\"javascript:window.open('/doc.pdf')\">Приказ</a><span data-href='/two.pdf'>Два</span>"
        "<button onclick=\"window.location='/three'\">Три</button><frameset><frame src=f.html></frameset><map><area href=m alt=Карта></map>"
        "<object data=o.pdf></object><embed src=e.pdf>"
    )
    found = {item.href: item.text for item in parse_page(markup).links}
    assert found["/doc.pdf"] == "Приказ"
    assert found["/two.pdf"] == "Два"
    assert found["/three"] == "Три"
    assert found["m"] == "Карта"
    assert {"o.pdf", "e.pdf"} <= found.keys()
    framed = parse_page("<html><frameset><frame src=left.html><frame src=main.html></frameset></html>")
    assert [item.href for item in framed.links] == ["left.html", "main.html"]


def test_entities_spaces_and_nothing() -> None:
    assert parse_page("<a href='?a=1&amp;b=2'>А&nbsp;&laquo;Б&raquo;</a>").links[0] == PageLink(
        "?a=1&b=2", "А «Б»", context="А «Б»"
    )
    assert parse_page("") == Page()
    assert parse_page("\ud800<p>да").text().endswith("да")


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 200_000 + "дно", "<b>" * 50_000 + "дно", "<table><tr><td>" * 20_000 + "дно", "<ul><li>" * 20_000 + "дно",
        "<p><button>" * 30_000 + "дно", "<div></x>" * 60_000 + "дно", "<" * 300_000, "<a href=x>" * 30_000,
        "".join(f"<font size={size}>" for size in range(1400)) + "<p>" * 1400,
        "<!--" * 50_000, "<script>" * 60_000, "<title>" * 60_000, "<h1>" * 20_000 + "дно", "<svg>" * 30_000, "<x-y class=menu>" * 30_000 + "дно",
    ],
    ids=lambda markup: markup[:12],
)  # fmt: skip
def test_hostile_nesting_ends_soon(markup: str) -> None:
    started = time.monotonic()
    parse_page(markup)
    assert time.monotonic() - started < 5


def test_large_page_with_scripts_keeps_its_blocks() -> None:
    script = "<script>" + "if (a<b1 && c>d) x = '<div><b>';" * 3000 + "</script>"
    found = parse_page(script + "<div><b>Акты</b></div><div><a href=x>Приказ</a></div>" + "<!-- <div> -->" * 600)
    assert [line.text for line in found.lines] == ["Акты", "Приказ"]
    assert found.links[0].section == "Акты"


def test_repeated_menus_give_the_same_links_each_time() -> None:
    menu = (
        "<ul class=menu>"
        + "".join(f"<li><a href=/{n}>Пункт {n}</a><ul><li><a href=/{n}/1>Под {n}</a></ul>" for n in range(20))
        + "</ul>"
    )
    first = parse_page(menu + "<p>Первая страница</p>")
    second = parse_page(menu + "<h2>Вторая</h2><p><a href=a>А</a></p>")
    assert first.links == second.links[:40]
    assert second.links[40].section == "Вторая"
    assert [line.text for line in first.lines[:40]] == [line.text for line in second.lines[:40]]


_PIECES = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>", "<ul>", "<li>", "</li>", "</ul>", "<a href=x>",
     "</a>", "<h2>", "</h2>", "слово ", "\n", "<br>", "<nav>", "</nav>", "<div class=menu>", "</div>", "<form>", "</form>", "<pre>", "</pre>",
     "<noscript>", "</noscript>", "<details><summary>", "</summary>", "<img alt=к>", "<iframe src=y>", "</iframe>", "<!-- ", "-->", "<script>",
     "</script>", "<dl><dt>", "<dd>", "<fieldset><legend>", "<article>", "<header>", "&nbsp;", "<select>", "<svg>", "<frameset>", "\0"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=60))
def test_any_markup_is_read_and_read_alike_twice(pieces: list[str]) -> None:
    markup = "".join(pieces)
    first = parse_page(markup)
    assert parse_page(markup) == first
    assert first.text_length == sum(len(line.text) for line in first.lines)
    assert all(line.text == line.text.strip() and line.text for line in first.lines)


def test_a_page_reads_the_same_whatever_was_read_before() -> None:
    menu = "<nav><ul>" + "".join(f"<li><a href='/m{number}'>Раздел {number}</a></li>" for number in range(20)) + "</ul></nav>"
    acts = "<p>Положение о наставничестве</p><p>Принято в мае.</p><ul><li><a href='/a'>скачать</a></li></ul>"
    foot = "<footer><ul><li><a href='/privacy'>Политика</a></li></ul></footer>"
    html = f"<html><body>{menu}<main>{acts}</main>{foot}</body></html>"
    first = parse_page(html)
    assert first == parse_page(html)
    assert {link.href: link.section for link in first.links}["/privacy"] == ""


def test_a_list_after_a_menu_stands_under_its_own_heading_however_often_it_was_read() -> None:
    menu = "<nav><ul><li>Раздел<ul><li><a href=/a>Документы</a></li></ul></li></ul></nav><div><a href=/>Главная</a> / <a href=/r>Школа</a></div>"
    lists = "".join(f"<h3>Приказы {year} года</h3><ul><li><a href=/{year}>Приказ</a></li></ul>" for year in (2023, 2024))
    pages = [parse_page(f"<body>{menu}{lists}</body>") for _ in range(3)]
    assert [link.section for link in pages[0].links[-2:]] == ["Приказы 2023 года", "Приказы 2024 года"]
    assert pages[0] == pages[1] == pages[2]


def test_markup_that_calls_itself_xml_is_mended_without_a_word() -> None:
    page = parse_page(f"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><style>p {{}}<body><p>{'Приказ о наставничестве. ' * 20}</p>")
    assert "Приказ о наставничестве" in page.text()
    feed = "<?xml version='1.0'?><note>" + "<a>x</a>" * 50 + "<title>Приказ о наставничестве " + "слово " * 60
    assert parse_page(feed).title or parse_page(feed).text()


_HREF = "<p><a href='/act.pdf'>Положение</a>"
EXPENSIVE = {
    "attributes": "<div " + " ".join(f"a{number}='>'" for number in range(60_000)) + ">" + _HREF,
    "attributes of an end tag": "<div></div " + " ".join(f"a{number}" for number in range(60_000)) + ">" + _HREF,
    "attributes of many bodies": "".join(f"<body {' '.join(f'a{body}_{number}' for number in range(99))}>" for body in range(600)) + _HREF,
    "options": "<select>" + "<option>a" * 60_000 + "</select>" + _HREF,
}


@pytest.mark.parametrize("name", sorted(EXPENSIVE))
def test_markup_that_is_only_there_to_be_expensive_is_read(name: str) -> None:
    started = time.process_time()
    found = parse_page(EXPENSIVE[name])
    assert [(link.href, link.text) for link in found.links] == [("/act.pdf", "Положение")]
    assert time.process_time() - started < 3.0  # a tenth of a second; ten and more without the guard


@pytest.mark.parametrize(
    "around",
    [
        "<!-- <div {many} -->{link}",
        "<script>if (a<b {many}) x()</script>{link}",
        "<p title='{many}' class=x>{link}",
        "<img src='data:image/png;base64,{letters}'>{link}",
        "<style>a<b {many}</style>{link}",
        "<p>it's <b>{many}</b>{link}",
    ],
)
def test_a_large_page_keeps_what_is_no_heap_of_attributes(around: str) -> None:
    many = " ".join(f"a{number}=1" for number in range(20_000))
    found = parse_page(around.format(many=many, letters="A" * 150_000, link=_HREF))
    assert [link.href for link in found.links] == ["/act.pdf"]
