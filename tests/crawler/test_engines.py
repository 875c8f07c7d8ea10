"""Engines: recognised from the page; copies, traps, asides and documents from the address."""

from __future__ import annotations

import pytest

from crawler.domains import host_of
from crawler.engines import ENGINES, LinkClass, classify, detect, engine_named, is_shelf, original_of
from crawler.frontier import Frontier
from crawler.links import LinkReader
from crawler.model import ScoredPhrase
from crawler.scoring import LinkScorer
from extractors.page import parse_page
from extractors.phrases import Phrase

PAGES = {
    "wordpress": ("http://s.ru/", "<html><head><meta name='generator' content='WordPress 6.2'></head><body>x</body></html>"),
    "joomla": ("http://s.ru/", "<a href='/index.php/dokumenty/175-polozhenie'>a</a><a href='/index.php/novosti/12-b'>b</a>"),
    "bitrix": ("http://s.ru/", "<link href='/bitrix/templates/school/styles.css'>"),
    "ucoz": ("http://s.ru/", "<a href='/index/dokumenty/0-58'>a</a><a href='/load/prikazy/1-1-0-45'>b</a>"),
    "edusite": ("http://s.ru/", "<a href='/p30aa1.html'>a</a><a href='/p31aa1.html'>b</a>"),
    "gosweb": ("https://shkola-r43.gosweb.gosuslugi.ru/", "<p>x</p>"),
    "nubex": ("https://one.nubex.ru/", "<p>x</p>"),
    "file-card": ("http://s.ru/", "<a href='/file/card?id=12'>a</a><a href='/file/card?id=13'>b</a>"),
    "siteobr": ("http://shkola.siteobr.ru/", "<p>x</p>"),
    "dokuwiki": ("http://s.ru/", "<link rel='stylesheet' href='/lib/exe/css.php?t=dokuwiki'>"),
    "drupal": ("http://s.ru/", "<a href='/?q=node/12'>a</a><a href='/?q=node/13'>b</a>"),
    "drupal 10": ("http://s.ru/ru", "<head><meta name='Generator' content='Drupal 10 (https://www.drupal.org)'></head><p>x</p>"),
    "drupal 7 below its own folder": ("http://s.ru/", "<script>jQuery.extend(Drupal.settings, {'basePath':'/'})</script>"),
    "mediawiki": ("http://s.ru/", "<a href='/index.php?title=Документы'>a</a><a href='/index.php?title=Служебная:Вход'>b</a>"),
    "general": ("http://s.ru/", "<a href='/about'>a</a>"),
}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_an_engine_is_recognised(name: str) -> None:
    url, html = PAGES[name]
    assert detect(parse_page(html), url, html).name == name.split()[0]


def test_each_engine_has_a_page_here() -> None:
    assert {engine.name for engine in ENGINES} | {"general"} == {name.split()[0] for name in PAGES}


@pytest.mark.parametrize(
    ("engine", "address", "kind"),
    [
        ("general", "/docs/polozhenie.pdf", LinkClass.DOCUMENT),
        ("general", "/docs/ПРИКАЗ.DOCX", LinkClass.DOCUMENT),
        ("general", "/file/card?id=2993", LinkClass.DOCUMENT),
        ("general", "/download.php?id=5", LinkClass.DOCUMENT),
        ("general", "/scan.jpg", LinkClass.DOCUMENT),
        ("general", "/archive/2019/05/otchet.pdf", LinkClass.DOCUMENT),
        ("general", "/sveden/document", LinkClass.PAGE),
        ("general", "/index/polozhenie/0-58", LinkClass.PAGE),
        ("general", "/?page_id=41", LinkClass.PAGE),
        ("general", "/?p=14325", LinkClass.PAGE),
        ("general", "/uchebnyy-god/2021-2022", LinkClass.PAGE),
        ("general", "/documents?page=3", LinkClass.PAGE),
        ("general", "/metodicheskaya-rabota", LinkClass.PAGE),
        ("general", "/newsletter-metod", LinkClass.PAGE),
        ("general", "/novosti", LinkClass.ASIDE),
        ("general", "/novosti-1_1319.html", LinkClass.ASIDE),
        ("general", "/новости/ёлка", LinkClass.ASIDE),
        ("general", "/fotogalereya/2", LinkClass.ASIDE),
        ("general", "/forum/viewtopic.php?t=5", LinkClass.ASIDE),
        ("general", "/2023/04/17/", LinkClass.TRAP),
        ("general", "/calendar/2023-04", LinkClass.TRAP),
        ("general", "/events?month=4", LinkClass.TRAP),
        ("general", "/cal?d=2024-01-31", LinkClass.TRAP),
        ("general", "/god?period=2024-2025", LinkClass.PAGE),
        ("general", "/food/2024-01-15-sm.xlsx", LinkClass.TRAP),
        ("general", "/novosti?page=200", LinkClass.TRAP),
        ("general", "/post?replytocom=5", LinkClass.TRAP),
        ("general", "/a/b/a/b/a/b/", LinkClass.TRAP),
        ("general", "/" + "x/" * 20, LinkClass.TRAP),
        ("general", "/docs?sort=date", LinkClass.COPY),
        ("general", "/login", LinkClass.SERVICE),
        ("general", "/?s=что", LinkClass.SERVICE),
        ("general", "/feed/", LinkClass.SERVICE),
        ("general", "/style.css", LinkClass.MEDIA),
        ("general", "/film.mp4", LinkClass.MEDIA),
        ("wordpress", "/2023/04/17/slug/", LinkClass.ASIDE),
        ("wordpress", "/2023/04/", LinkClass.TRAP),
        ("wordpress", "/wp-login.php", LinkClass.SERVICE),
        ("joomla", "/index.php?option=com_jevents&task=day.listevents&day=5", LinkClass.TRAP),
        ("joomla", "/index.php?option=com_docman&task=doc_download&gid=5", LinkClass.DOCUMENT),
        ("joomla", "/index.php?option=com_content&view=article&id=1013", LinkClass.PAGE),
        ("ucoz", "/news/2018-11-02", LinkClass.TRAP),
        ("ucoz", "/load/0-0-1-12-20", LinkClass.DOCUMENT),
        ("ucoz", "/load/prikazy/1-1-0-45", LinkClass.PAGE),
        ("bitrix", "/bitrix/redirect.php?goto=/upload/1", LinkClass.DOCUMENT),
        ("gosweb", "/roditelyam-i-uchenikam/novosti/novosti_80.html", LinkClass.ASIDE),
        ("gosweb", "/nasha-shkola/nastavnichestvo", LinkClass.PAGE),
        ("general", "/documents?page=40", LinkClass.PAGE),
        ("joomla", "/index.php/prikazy?start=585", LinkClass.PAGE),
        ("general", "/documents?page=100000", LinkClass.TRAP),
        ("dokuwiki", "/doku.php?id=doc:start", LinkClass.PAGE),
        ("dokuwiki", "/doku.php?id=doc:start&do=edit", LinkClass.SERVICE),
        ("dokuwiki", "/doku.php/doc:start?rev=1700000000", LinkClass.SERVICE),
        ("dokuwiki", "/doku.php?id=a&tab_files=upload&do=media&ns=doc", LinkClass.SERVICE),
        ("dokuwiki", "/lib/exe/fetch.php?media=doc:a.pdf", LinkClass.DOCUMENT),
        ("dokuwiki", "/_media/doc/a", LinkClass.DOCUMENT),
        ("dokuwiki", "/lib/exe/detail.php?id=a&media=b", LinkClass.SERVICE),
        ("siteobr", "/material/264743", LinkClass.PAGE),
        ("nubex", "/s1748-17b/f60490_34/plan", LinkClass.DOCUMENT),
        ("nubex", "/s1748-17b/f60490_34", LinkClass.DOCUMENT),
        ("nubex", "/s828-c8b/ca459bfe73_fit-in~160x160__f3107_7e", LinkClass.SERVICE),
        ("nubex", "/gallery/page_2.html", LinkClass.ASIDE),
        ("edusite", "/DswMedia/prikaz1", LinkClass.DOCUMENT),
        ("general", "/?q=node/12", LinkClass.PAGE),
        ("general", "/?q=наставничество", LinkClass.SERVICE),
        ("general", "/index.php?page=o-nas&action=edit", LinkClass.SERVICE),
        ("general", "/ikiwiki.cgi?do=create&from=klassy&page=Discussion", LinkClass.SERVICE),
        ("general", "/spravka?action=info", LinkClass.PAGE),
        ("general", "/prikazy/?nav-akty=page-3", LinkClass.PAGE),
        ("general", "/prikazy/?nav-akty=page-3000", LinkClass.TRAP),
        ("wordpress", "/?p=14325", LinkClass.ASIDE),
        ("wordpress", "/?page_id=41", LinkClass.PAGE),
        ("ucoz", "/index/8-25", LinkClass.SERVICE),
        ("ucoz", "/index/0-25", LinkClass.PAGE),
        ("ucoz", "/index/dokumenty/0-25", LinkClass.PAGE),
        ("ucoz", "/load/0-0-0-0-1", LinkClass.SERVICE),
        ("ucoz", "/load/0-1-3-0-16", LinkClass.SERVICE),
        ("drupal", "/?q=node/12/edit", LinkClass.SERVICE),
        ("drupal", "/user/5", LinkClass.SERVICE),
        ("drupal", "/node/12", LinkClass.PAGE),
        ("drupal", "/ru/node/12?page=0%2C1", LinkClass.PAGE),
        ("drupal", "/comment/12", LinkClass.SERVICE),
        ("drupal", "/taxonomy/term/3", LinkClass.PAGE),
        ("drupal", "/system/files/akty/prikaz", LinkClass.DOCUMENT),
        ("drupal", "/media/44/download", LinkClass.DOCUMENT),
        ("drupal", "/calendar/month/2024-05", LinkClass.TRAP),
        ("drupal", "/dokumenty?f[0]=god:2024", LinkClass.TRAP),
        ("mediawiki", "/index.php?title=Документы", LinkClass.PAGE),
        ("mediawiki", "/index.php?title=Документы&action=history", LinkClass.SERVICE),
        ("mediawiki", "/index.php?title=Служебная:Свежие_правки", LinkClass.SERVICE),
        ("mediawiki", "/wiki/Special:WhatLinksHere/Документы", LinkClass.SERVICE),
        ("mediawiki", "/wiki/Служебная:Все_страницы", LinkClass.PAGE),
        ("mediawiki", "/wiki/Обсуждение_категории:Акты", LinkClass.ASIDE),
    ],
)
def test_the_class_of_an_address(engine: str, address: str, kind: LinkClass) -> None:
    assert classify(f"http://s.ru{address}", engine_named(engine))[0] is kind


@pytest.mark.parametrize(
    ("engine", "copy", "original"),
    [
        ("edusite", "/p30aa1_pr.html", "/p30aa1.html"),
        ("ucoz", "/p23aa1_pr.html", "/p23aa1.html"),
        ("joomla", "/dok/175-slug?tmpl=component&print=1&layout=default", "/dok/175-slug"),
        ("bitrix", "/about/?special_version=Y", "/about/"),
        ("general", "/about/?set_template=special", "/about/"),
        ("general", "/docs/page/print", "/docs/page/"),
        ("general", "/about-print.html", "/about.html"),
        ("general", "/about", "/about"),
        ("general", "/about/?special_version=Y&SECTION_ID=5", "/about/?SECTION_ID=5"),
        ("ucoz", "/load/prikazy/1-1-0-45-987", "/load/prikazy/1-1-0-45"),
        ("drupal", "/print/12", "/node/12"),
        ("drupal", "/book/export/html/12", "/node/12"),
        ("drupal", "/node/12/printable/pdf", "/node/12"),
        ("drupal", "/print/dokumenty/polozheniya", "/dokumenty/polozheniya"),
        ("drupal", "/ru/print/12", "/ru/node/12"),
        ("drupal", "/ru/print/pdf/node/12", "/ru/node/12"),
        ("drupal", "/sites/default/files/styles/large/public/2024-09/scan.jpg.webp?itok=x", "/sites/default/files/2024-09/scan.jpg"),
        ("mediawiki", "/index.php?title=Документы&oldid=63", "/index.php?title=Документы"),
        ("mediawiki", "/wiki/Документы?printable=yes", "/wiki/Документы"),
        ("dokuwiki", "/doku.php?id=start&idx=doc", "/doku.php?idx=doc"),
        ("dokuwiki", "/doku.php/start?idx=doc", "/doku.php?idx=doc"),
        ("dokuwiki", "/doc/start?do=index", "/doc/?do=index"),
        ("dokuwiki", "/doku.php?id=doc:start&do=", "/doku.php?id=doc:start"),
        ("dokuwiki", "/lib/exe/fetch.php?w=200&tok=1f&media=doc:a.png", "/lib/exe/fetch.php?media=doc:a.png"),
    ],
)
def test_a_copy_leads_to_its_original(engine: str, copy: str, original: str) -> None:
    assert original_of(f"http://s.ru{copy}", engine_named(engine)) == f"http://s.ru{original}"


@pytest.mark.parametrize(
    ("engine", "address", "shelf"),
    [
        ("general", "/dokumenty/", True),
        ("general", "/sveden/document", True),
        ("general", "/sveden/struct", True),
        ("general", "/index.php/dokumenty/175-kontakty", False),
        ("ucoz", "/load/", True),
        ("ucoz", "/index/shkola/0-5", False),
        ("joomla", "/index.php?option=com_docman&Itemid=5", True),
    ],
)
def test_catalogues_of_documents(engine: str, address: str, shelf: bool) -> None:
    assert is_shelf(f"http://s.ru{address}", engine_named(engine)) is shelf


def test_files_in_the_store_of_a_builder_are_the_sites_own() -> None:
    phrases = [ScoredPhrase(Phrase("наставничество"), 8.0, topical=True)]
    html = (
        "<a href='https://r1.nubex.ru/s1748-17b/f60490_34/1.pdf'>Скачать</a><a href='https://r1.nubex.ru/s1748-17b/page'>Страница</a>"
        "<a href='https://docs.wixstatic.com/ugd/1.pdf'>Скачать</a><a href='https://drugoy.ru/1.pdf'>Скачать</a>"
    )
    targets = {}
    for name in ("nubex", "general"):
        reader = LinkReader("https://shkola.nubex.ru/", LinkScorer(phrases), Frontier(), 0.0)
        reader.move("https://shkola.nubex.ru/", engine_named(name))
        reading = reader.read(parse_page(html), "https://shkola.nubex.ru/", "", 0)
        targets[name] = [host_of(target.url) for target in reading.targets]
    assert targets == {"nubex": ["r1.nubex.ru", "docs.wixstatic.com"], "general": ["docs.wixstatic.com"]}
