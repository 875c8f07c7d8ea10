"""Every site answers as its engine would, asked by a plain HTTP client."""

from __future__ import annotations

import csv
import re
import socket
import threading
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from demo.content import FILES, read_site, read_sites
from demo.server import District, serve_district
from tests.demo.walk import Walk, get

COPIES = re.compile(r"_pr\.html$|print=|special_version=|^/\?p=")
BROKEN = {
    "torfyanoy": {"/files/polozhenie-o-mo-nachalnyh-klassov.pdf", "/files/konspekt.jpg"},
    "kamenny-brod": {"/index/vakansii/www.gosuslugi.ru"},
}
FULL = [
    "sosh1", "zarechny", "kamenny-brod", "lipovy-yar", "gimnazia2", "sosnovka", "torfyanoy", "borovaya-new", "ds-rucheek",
    "ds-teremok", "ddt",
]


def visible(html: str) -> str:
    body = LexborHTMLParser(html).body
    assert body is not None
    return " ".join(body.text(separator=" ").split())


@pytest.mark.parametrize("site", FULL)
def test_a_full_site_has_many_pages_and_a_long_menu(walks: dict[str, Walk], site: str) -> None:
    visited = walks[site]
    assert 25 <= len([path for path in visited.pages if not COPIES.search(path)]) <= 65
    links = LexborHTMLParser(visited.replies["/"].text).css("a[href]")
    assert 30 <= len(links) <= 75
    assert any("Вакантные места для приёма (перевода)" in link.text() for link in links)


def test_the_whole_district_is_small(walks: dict[str, Walk]) -> None:
    pages = sum(len([path for path in visited.pages if not COPIES.search(path)]) for visited in walks.values())
    assert 400 <= pages <= 700


def test_no_link_is_broken_but_those_that_shall_be(walks: dict[str, Walk]) -> None:
    for site, visited in walks.items():
        bad = {path for path, reply in visited.replies.items() if reply.status not in (200, 301)}
        assert bad == BROKEN.get(site, set()), site


def test_every_bundled_file_of_a_site_is_linked_and_served_as_it_is(walks: dict[str, Walk]) -> None:
    served = 0
    for content in read_sites():
        for file in content.files:
            reply = walks[content.person.id].replies[file.path]
            assert reply.status == 200
            assert reply.body == (FILES / file.name).read_bytes()
            assert reply.headers["Content-Length"] == str(len(reply.body))
            assert reply.type == file.type
            served += 1
    assert served >= 54


def test_addresses_hold_what_real_ones_hold(walks: dict[str, Walk]) -> None:
    raw = walks["uo"].replies["/"].text
    assert 'href="/files/2023/Приказ № 118 от 05.09.2023 РМО.pdf"' in raw
    odd = walks["sosnovka"].replies["/index.php?option=com_content&view=article&id=1013&Itemid=729"].text
    assert '"images\\docs\\pedsovet.pdf"' in odd


@pytest.mark.parametrize(("site", "header", "meta", "charset"), [
    ("uo", "text/html", b"charset=windows-1251", "windows-1251"),
    ("lipovy-yar", "text/html", b"charset=windows-1251", "windows-1251"),
    ("ds-teremok", "text/html", b"", "koi8-r"),
    ("ds-rucheek", "text/html; charset=windows-1251", b"charset=utf-8", "windows-1251"),
    ("zarechny", "text/html; charset=UTF-8", b'charset="UTF-8"', "utf-8"),
])
def test_charsets(walks: dict[str, Walk], site: str, header: str, meta: bytes, charset: str) -> None:
    for path, reply in walks[site].pages.items():
        assert reply.type == header, path
        assert meta in reply.body
        assert bool(meta) == (b"charset" in reply.body)
        assert re.search("[а-яё]{4}", reply.body.decode(charset))
    if charset != "utf-8":
        with pytest.raises(UnicodeDecodeError):
            walks[site].replies["/"].body.decode("utf-8")


def test_a_card_page_shows_name_text_and_download(walks: dict[str, Walk]) -> None:
    text = walks["sosh1"].replies["/file/card?id=2993"].text
    shown = visible(text)
    assert "4.12 Положение о методическом совете (новая редакция)" in shown
    assert "Решаем вместе" in shown
    assert "Приложение №1 к приказу № 43/1 от 30.08.2024г" in shown
    assert 'href="/file/download?id=2993"' in text


def test_print_copies_repeat_the_page(walks: dict[str, Walk]) -> None:
    for site, page, copy in [
        ("lipovy-yar", "/p30aa1.html", "/p30aa1_pr.html"),
        ("sosnovka", "/index.php?option=com_content&view=article&id=1013&Itemid=729",
         "/index.php?option=com_content&view=article&id=1013&Itemid=729&tmpl=component&print=1&layout=default"),
        ("ds-rucheek", "/sveden/common/", "/sveden/common/?print=Y"),
    ]:
        shown = visible(walks[site].replies[copy].text)
        last = shown.split()[-8:]
        assert " ".join(last) in visible(walks[site].replies[page].text), site


def test_wordpress_has_archives_short_links_and_percent_encoded_slugs(district: District, walks: dict[str, Walk]) -> None:
    visited = walks["gimnazia2"]
    assert {"/2024/11/", "/category/novosti/page/2/"} <= set(visited.pages)
    assert visited.replies["/?p=1013"].status == 301
    assert get(district.urls["gimnazia2"], visited.replies["/?p=1013"].headers["Location"]).status == 200
    slugs = [path for path in visited.pages if re.search(r"/\d{4}/\d\d/\d\d/[а-яё-]+/$", path)]
    assert len(slugs) >= 10
    assert get(district.urls["gimnazia2"], slugs[0]).status == 200


def test_the_calendar_never_ends(district: District) -> None:
    root, path, seen = district.urls["gimnazia2"], "/events/?month=2025-05", set()
    assert path in get(root, "/").text
    for _ in range(40):
        reply = get(root, path)
        assert reply.status == 200
        seen.add(path)
        links = LexborHTMLParser(reply.text).css("a[href]")
        assert len(links) >= 30
        path = links[1].attributes["href"] or ""
    assert len(seen) == 40
    assert get(root, "/events/?month=2041-02&day=28").status == 200
    assert get(root, "/events/?month=2025-13").status == 404


def test_day_archives_list_that_days_news(walks: dict[str, Walk]) -> None:
    days = [path for path in walks["kamenny-brod"].pages if re.fullmatch(r"/news/\d{4}-\d\d-\d\d", path)]
    assert len(days) >= 5
    for path in days:
        day = path.removeprefix("/news/")
        assert f"/{day}-" in walks["kamenny-brod"].replies[path].text


def test_low_vision_page_is_the_same_page(district: District) -> None:
    root = district.urls["ds-rucheek"]
    assert get(root, "/?special_version=Y").body == get(root, "/").body


def test_robots(district: District) -> None:
    assert "Disallow: /\n" in get(district.urls["ds-solnyshko"], "/robots.txt").body.decode()
    assert get(district.urls["orlovka"], "/robots.txt").status == 500
    assert get(district.urls["sosh1"], "/robots.txt").status == 404
    reply = get(district.urls["ds-rucheek"], "/robots.txt")
    assert reply.type == "text/plain"
    assert "Disallow: /*?print=" in reply.body.decode()


def test_wall_and_scripts_give_one_page_for_everything(district: District) -> None:
    for site, words in [("ivanovy-gorki", "Проверяем ваш браузер"), ("sosh3", "включите JavaScript")]:
        root = district.urls[site]
        first = get(root, "/")
        assert first.status == 200
        assert words in first.text
        assert get(root, "/sveden/document").body == get(root, "/robots.txt").body == first.body


def test_the_dead_host_refuses(district: District) -> None:
    with pytest.raises(ConnectionRefusedError):
        get(district.urls["nizhnie-klyuchi"], "/")


def test_the_moved_site_names_its_new_address(district: District, walks: dict[str, Walk]) -> None:
    notice = visible(get(district.urls["borovaya"], "/").text)
    assert notice == f"САЙТ ЗАКРЫТ!!! НОВЫЙ САЙТ {district.urls['borovaya-new']}"
    assert walks["borovaya"].outside == {district.urls["borovaya-new"]}


def test_conditional_requests(district: District) -> None:
    root, target = district.urls["zarechny"], "/netcat_files/userfiles/Polozhenie_o_setevom_vzaimodeystvii_pedagogov.pdf"
    first = get(root, target)
    tag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    again = get(root, target, If_None_Match=tag)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == tag
    assert get(root, target, If_None_Match=f'"other", W/{tag}').status == 304
    assert get(root, target, If_None_Match='"other"', If_Modified_Since=changed).status == 200
    assert get(root, target, If_Modified_Since=changed).status == 304
    assert get(root, target, If_Modified_Since="Thu, 01 Jan 2015 00:00:00 GMT").status == 200
    assert get(root, target, If_Modified_Since="вчера".encode().decode("latin-1")).status == 200
    assert get(root, "/").headers["ETag"]
    assert get(district.urls["uo"], "/").headers["ETag"] is None


def test_head_and_unknown_methods(district: District) -> None:
    at = urlsplit(district.urls["sosh1"])
    connection = HTTPConnection(at.hostname or "", at.port, timeout=10)
    connection.request("HEAD", "/")
    response = connection.getresponse()
    assert int(response.headers["Content-Length"]) > 2000
    assert response.read() == b""
    connection.request("POST", "/send", body=b"q=1")
    response = connection.getresponse()
    assert response.status == 501
    response.read()
    connection.close()


def test_requests_are_kept(district: District) -> None:
    get(district.urls["ddt"], "/nastavnichestvo?trace=1")
    assert "/nastavnichestvo?trace=1" in district.requests["ddt"]


def test_the_registry_is_written(district: District, tmp_path: Path) -> None:
    path = district.write_registry(tmp_path / "out")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 17
    assert len({row["id"] for row in rows}) == 17
    assert rows[0]["kind"] == "authority"
    assert {row["kind"] for row in rows} == {"authority", "school", "kindergarten", "supplementary"}
    assert {row["municipality"] for row in rows} == {"Верхнеключевской муниципальный округ"}
    assert [row["teachers"] for row in rows if row["id"] == "sosh1"] == ["48"]
    assert all(urlsplit(row["site"]).hostname == "127.0.0.1" for row in rows)
    assert len({row["site"] for row in rows}) == 17


def test_it_stops_cleanly_with_a_visitor_still_connected() -> None:
    before = set(threading.enumerate())
    with serve_district() as running:
        at = urlsplit(running.urls["sosh1"])
        idle = HTTPConnection(at.hostname or "", at.port, timeout=10)
        idle.request("GET", "/")
        assert idle.getresponse().read()
        half = socket.create_connection((at.hostname or "", at.port or 0), timeout=10)
        half.sendall(b"GET / HT")
    assert set(threading.enumerate()) <= before
    for url in running.urls.values():
        with pytest.raises(ConnectionRefusedError):
            get(url, "/")
    idle.close()
    half.close()


def test_a_mistake_in_a_site_file_names_file_and_key(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('[institution]\nnmae = "x"\n[site]\ntemplate = "card"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad\.toml.*nmae"):
        read_site(path)
