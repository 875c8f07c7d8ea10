"""Addresses as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.addresses import AddressError, address_key, join, normalise_address, readable, unwrap
from crawler.domains import core_host, folder_of, platform_of, politeness_slot, registrable_domain, same_site


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("школа8-пример.рф", f"http://{'школа8-пример.рф'.encode('idna').decode()}/"),
        (" http:/x.ru ", "http://x.ru/"),
        ("http:\\\\x.ru\\a b", "http://x.ru/a%20b"),
        ("http : //x.ru", "http://x.ru/"),
        ("www. x.ru", "http://www.x.ru/"),
        ("https//x.ru", "https://x.ru/"),
        ("http://http://x.ru", "http://x.ru/"),
        ("HTTPS://X.RU/Путь №1.pdf#p2", "https://x.ru/%D0%9F%D1%83%D1%82%D1%8C%20%E2%84%961.pdf"),
        ("https://1.48242.3535.ru", "https://1.48242.3535.ru/"),
        ("sho_example.raion.zabedu.ru", "http://sho_example.raion.zabedu.ru/"),
        ("a.ru:80", "http://a.ru/"),
        ("a.ru:8080/x", "http://a.ru:8080/x"),
        ("https://a.ru:443/x", "https://a.ru/x"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000/"),
        ("«https://x.ru»", "https://x.ru/"),
        ("x.ru\u200b/about", "http://x.ru/about"),
    ],
)
def test_a_site_address_is_mended(written: str, url: str) -> None:
    assert normalise_address(written) == url
    assert normalise_address(url) == url


@pytest.mark.parametrize(
    "written",
    [
        "",
        "  ",
        "школа",
        "нет",
        "mailto:a@b.ru",
        "tel:+7495",
        "a@b.ru",
        "http://",
        "x..ru",
        "x.ru:99999",
        "http://-x.ru",
        "x.ru y.ru",
    ],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(AddressError):
        normalise_address(written)


BASE = "http://s.ru/a/b/c.html"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("../../../x.pdf", "http://s.ru/x.pdf"),
        ("./d/../e.pdf", "http://s.ru/a/b/e.pdf"),
        ("\\docs\\приказ №1.pdf", "http://s.ru/docs/%D0%BF%D1%80%D0%B8%D0%BA%D0%B0%D0%B7%20%E2%84%961.pdf"),
        ("http:/s.ru/x", "http://s.ru/x"),
        ("http:\\\\s.ru\\x", "http://s.ru/x"),
        ("www.s.ru/x", "http://www.s.ru/x"),
        ("Положение 1.doc", "http://s.ru/a/b/%D0%9F%D0%BE%D0%BB%D0%BE%D0%B6%D0%B5%D0%BD%D0%B8%D0%B5%201.doc"),
        ("http://s.ru/ahttp://t.ru/b.pdf", "http://t.ru/b.pdf"),
        ("http://http://t.ru/b.pdf", "http://t.ru/b.pdf"),
        ("//cdn.ru/x", "http://cdn.ru/x"),
        ("?id=1&amp;x=2", "http://s.ru/a/b/c.html?id=1&x=2"),
        ("/go?url=http://x.ru/", "http://s.ru/go?url=http://x.ru/"),
        (" http://s.ru/a b ", "http://s.ru/a%20b"),
        ("%D0%9F%zz", "http://s.ru/a/b/%D0%9F%25zz"),
        ("http://s.ru/x#top", "http://s.ru/x"),
        ("https://s.ru?x=1", "https://s.ru/?x=1"),
        ("/a%20b%2fc", "http://s.ru/a%20b%2Fc"),
        ("page\n.html", "http://s.ru/a/b/page.html"),
        ("#a", None),
        ("", None),
        ("mailto:x@y", None),
        ("javascript:void(0)", None),
        ("tel:+7", None),
        ("file:///C:/x.doc", None),
        ("data:text/html,x", None),
        ("http://", None),
        ("http://[::1", None),
        ("http://x.ru:port/", None),
        ("x" * 5000, None),
    ],
)
def test_a_link_is_joined(href: str, url: str | None) -> None:
    assert join(BASE, href) == url


@given(st.text(max_size=80))
def test_joining_never_fails_and_gives_what_can_be_asked_for(href: str) -> None:
    url = join(BASE, href)
    if url is not None:
        assert url.startswith(("http://", "https://"))
        assert url.isascii() and " " not in url and "#" not in url and "\\" not in url
        assert join(BASE, url) == url


@given(st.text(max_size=60))
def test_normalising_refuses_or_settles(text: str) -> None:
    try:
        url = normalise_address(text)
    except AddressError:
        return
    assert normalise_address(url) == url


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.s.ru/index.php", "http://s.ru/"),
        ("http://s.ru/a/?PHPSESSID=1&b=2", "http://s.ru/a/?b=2&utm_source=x"),
        ("http://s.ru/a?x=1&y=2", "http://s.ru/a?y=2&x=1"),
        (
            "http://s.ru/index.php?option=com_content&id=5&tmpl=component&print=1&layout=default",
            "http://s.ru/index.php?option=com_content&id=5",
        ),
        ("http://s.ru/a;jsessionid=AB12", "http://s.ru/a/"),
        ("http://s.ru/a?special_version=Y", "http://s.ru/a"),
        ("http://s.ru//a", "http://s.ru/a"),
        ("http://s.ru/a?s=0123456789abcdef0123", "http://s.ru/a"),
    ],
)
def test_spellings_of_one_page_have_one_key(one: str, other: str) -> None:
    assert address_key(one) == address_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://s.ru/a?id=1", "http://s.ru/a?id=2"),
        ("http://s.ru/a", "http://s.ru/A"),
        ("http://s.ru:8080/", "http://s.ru/"),
        ("http://a.s.ru/", "http://s.ru/"),
        ("http://s.ru/modules.php?sid=12", "http://s.ru/modules.php?sid=13"),
    ],
)
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)


def test_words_of_an_address() -> None:
    assert readable("http://s.ru/%EF%F0%E8%EA%E0%E7/%D0%B0%D0%BA%D1%82?x=%D0%B4%D0%B0") == "приказ; акт; да"


@pytest.mark.parametrize(
    ("url", "document"),
    [
        ("http://s.ru/pdfjs/web/viewer.html?file=/docs/a.pdf", "http://s.ru/docs/a.pdf"),
        ("https://docs.google.com/viewer?url=http%3A%2F%2Fs.ru%2Fa.doc&embedded=true", "http://s.ru/a.doc"),
        ("http://s.ru/bitrix/redirect.php?goto=/upload/a.docx", "http://s.ru/upload/a.docx"),
        ("http://s.ru/page?file=a", "http://s.ru/page?file=a"),
    ],
)
def test_a_viewer_is_looked_through(url: str, document: str) -> None:
    assert unwrap(url) == document


def test_registrable_domains_know_the_platforms() -> None:
    assert registrable_domain("www.school1.ru") == "school1.ru"
    assert registrable_domain("ds2.tver.prosadiki.ru") == "ds2.tver.prosadiki.ru"
    assert registrable_domain("www.teremok9.ucoz.ru") == "teremok9.ucoz.ru"
    assert registrable_domain("12abc.lenschool.ru") == "12abc.lenschool.ru"
    assert (
        registrable_domain("xn---1-7kcaphrcsf6d.xn----7sbec2bbthdbbz.xn--p1ai")
        == "xn---1-7kcaphrcsf6d.xn----7sbec2bbthdbbz.xn--p1ai"
    )
    assert registrable_domain("127.0.0.1") == "127.0.0.1"
    assert platform_of("shkola-r43.gosweb.gosuslugi.ru") == "gosweb.gosuslugi.ru"
    assert platform_of("school1.ru") == ""


def test_one_slot_for_a_platform_and_one_for_each_server() -> None:
    assert politeness_slot("http://ds2.tver.prosadiki.ru/") == politeness_slot("https://ds3.prosadiki.ru/x")
    assert politeness_slot("http://a.ru/") != politeness_slot("http://b.ru/")
    assert politeness_slot("http://www.a.ru/") == politeness_slot("http://docs.a.ru/")
    assert politeness_slot("http://127.0.0.1:1/") != politeness_slot("http://127.0.0.1:2/")


@pytest.mark.parametrize(
    ("url", "site", "same"),
    [
        ("http://www.s.ru/a", "https://s.ru/", True),
        ("http://docs.s.ru/a", "http://s.ru/", True),
        ("http://s.ru/a", "http://new.s.ru/", True),
        ("http://two.raion.ru/", "http://one.raion.ru/", False),
        ("http://raion.ru/", "http://one.raion.ru/", False),
        ("http://two.ucoz.ru/", "http://one.ucoz.ru/", False),
        ("http://127.0.0.1:1/", "http://127.0.0.1:2/", False),
        ("http://other.ru/", "http://s.ru/", False),
    ],
)
def test_what_belongs_to_a_site(url: str, site: str, same: bool) -> None:
    assert same_site(url, site) is same


def test_a_portal_gives_each_school_a_folder() -> None:
    assert folder_of("http://school.tver.ru/school/44/news") == "/school/44"
    assert folder_of("http://s.ru/school/44") == ""
    assert core_host("www.new.s.ru") == "s.ru"
