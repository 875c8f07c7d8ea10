"""What an answer really is; above all: ordinary pages are ordinary."""

from __future__ import annotations

import pytest

from crawler import recognise
from extractors.page import Page, parse_page

URL = "http://shkola.example.ru/"
LINKS = "".join(f"<li><a href='/r{n}'>Раздел {n}</a></li>" for n in range(8))
TEXT = "<p>Школа основана в одна тысяча девятьсот тридцать шестом году и учит триста детей.</p>" * 3


def ordinary(extra: str = "") -> str:
    """A school's home page as they are: short, full of scripts."""
    scripts = "<script src='/jquery.js'></script><script>document.cookie='a=1';location.reload&&0</script>" * 3
    return f"<html><head><title>Школа</title>{scripts}</head><body><ul>{LINKS}</ul>{TEXT}{extra}</body></html>"


ORDINARY = {
    "plain": ordinary(),
    "captcha in a form": ordinary("<form><input name='name'><div class='g-recaptcha' data-sitekey='x'></div></form>"),
    "login box": ordinary("<form><input name='login'><input name='password' type='password'></form>"),
    "noscript": ordinary("<noscript>Для просмотра включите JavaScript</noscript>"),
    "news of a move": ordinary("<p>Библиотека переехала в новый корпус, наш новый адрес: ул. Школьная, 5.</p>"),
    "link to a network": ordinary("<p>Наш новый сайт группы: <a href='https://vk.com/shkola'>https://vk.com/shkola</a></p>"),
    "vue widget": ordinary("<div id='app'></div><script src='/widget.js'></script>"),
    "cloudflare script": ordinary("<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"),
    "security lesson": ordinary("<p>Урок о защите от DDoS: проверка безопасности, капча, «я не робот».</p>"),
    "domain lesson": ordinary("<p>Кружок: домен продаётся, сайт временно недоступен — что делать?</p>"),
    "tiny": "<html><body><h1>Школа</h1><a href='/a'>Документы</a> <a href='/b'>Педагоги</a> <a href='/c'>Контакты</a></body></html>",
    "tiny with counter": "<html><body><h1>Школа</h1><p>Адрес и телефон</p><a href='/a'>Документы</a><script>ga()</script></body></html>",
}


@pytest.mark.parametrize("name", sorted(ORDINARY))
@pytest.mark.parametrize("server", ["nginx", "cloudflare", "ddos-guard"])
def test_an_ordinary_page_is_nothing_else(name: str, server: str) -> None:
    html = ORDINARY[name]
    page = parse_page(html)
    assert recognise.bot_wall(200, {"server": server}, html, page, URL) is None
    assert recognise.needs_javascript(html, page, URL) is None
    assert recognise.moved_to(html, page, URL) is None
    assert recognise.parked(html, page, URL) is None
    assert recognise.login_page(html, page, URL) is None


WALLS = [
    (
        403,
        "cloudflare",
        "<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>",
    ),
    (
        503,
        "ddos-guard",
        "<html><head><title>DDOS-GUARD</title><script src='/.well-known/ddos-guard/check'></script></head><body>Checking your browser</body>",
    ),
    (200, "nginx", "<html><body><script>document.cookie='k=1';location.reload();</script></body></html>"),
    (
        200,
        "nginx",
        "<html><body><h1>Подтвердите, что вы не робот</h1><form><div class='smart-captcha'></div></form><script src='https://smartcaptcha/x.js'></script></body></html>",
    ),
    (429, "QRATOR", "<html><body>Too many<script src='/__qrator/qauth.js'></script></body></html>"),
    (403, "Variti", "<html><body>Идёт проверка браузера<script></script></body></html>"),
]


@pytest.mark.parametrize(("status", "server", "html"), WALLS)
def test_walls(status: int, server: str, html: str) -> None:
    assert recognise.bot_wall(status, {"server": server}, html, parse_page(html), URL)


def test_a_plain_refusal_is_no_wall() -> None:
    html = "<html><body><h1>403 Forbidden</h1><hr>nginx</body></html>"
    assert recognise.bot_wall(403, {"server": "nginx"}, html, parse_page(html), URL) is None


@pytest.mark.parametrize(
    "html",
    [
        "<body><noscript>You need to enable JavaScript to run this app.</noscript><div id='root'></div><script src='/a.js'></script></body>",
        "<body><div id=app></div><script src='/js/app.1.js'></script></body>",
        "<body><app-root></app-root><script src='/main.js'></script></body>",
        "<body><p>Для работы сайта необходимо включить JavaScript</p><script></script></body>",
        "<head><script src='/a.js'></script><script src='/b.js'></script></head><body></body>",
    ],
)
def test_empty_shells(html: str) -> None:
    assert recognise.needs_javascript(html, parse_page(html), URL)


@pytest.mark.parametrize(
    ("html", "target"),
    [
        ("<p>САЙТ ЗАКРЫТ!!! НОВЫЙ САЙТ http://novaya.example.org</p>", "http://novaya.example.org/"),
        (
            "<h1>Мы переехали</h1><p>Наш новый сайт:</p><p>школа-новая.рф</p>",
            f"http://{'школа-новая.рф'.encode('idna').decode()}/",
        ),
        (
            "<p>Официальный сайт школы находится по новому адресу: <a href='https://n.example.org/'>перейти</a></p>",
            "https://n.example.org/",
        ),
        ("<meta http-equiv=refresh content='3; url=https://n.example.org/x'><p>Переход</p>", "https://n.example.org/x"),
        ("<script>window.location.href = 'https://n.example.org/';</script>", "https://n.example.org/"),
    ],
)
def test_moved_sites(html: str, target: str) -> None:
    moved = recognise.moved_to(html, parse_page(html), URL)
    assert moved is not None
    assert (moved.url, moved.certain) == (target, True)


def test_a_full_page_that_names_a_new_site_is_read_as_well() -> None:
    html = f"<p>Наш новый сайт: http://novaya.example.org</p>{TEXT * 20}"
    moved = recognise.moved_to(html, parse_page(html), URL)
    assert moved is not None and not moved.certain


@pytest.mark.parametrize(
    "target", ["https://vk.com/shkola", "http://www.shkola.example.ru/new", "https://esia.gosuslugi.ru/login"]
)
def test_where_no_site_moves_to(target: str) -> None:
    html = f"<p>Сайт закрыт. Новый сайт: {target}</p>"
    assert recognise.moved_to(html, parse_page(html), URL) is None


@pytest.mark.parametrize(
    "text",
    [
        "Домен shkola.ru продаётся",
        "Сайт временно отключён",
        "Welcome to nginx!",
        "Хостинг приостановлен",
        "This account has been suspended",
        "Сайт успешно создан",
    ],
)
def test_stubs(text: str) -> None:
    html = f"<title>x</title><h1>{text}</h1>"
    assert recognise.parked(html, parse_page(html), URL)


def test_soft_404_is_known_again() -> None:
    def answer(path: str, extra: str = "") -> Page:
        return parse_page(
            f"<nav>{LINKS}</nav><main><h1>Ошибка</h1><p>Страницы {path} нет.</p><p>Перейдите на главную</p>{extra}</main>"
        )

    sameness = recognise.Sameness()
    assert not sameness.matches(answer("/a-long-name.html"), f"{URL}a-long-name.html")
    sameness.learn(answer("/impossible-page.html"), f"{URL}impossible-page.html")
    assert sameness.matches(answer("/other-page.html"), f"{URL}other-page.html")
    assert not sameness.matches(answer("/x", TEXT + "<p>другое</p><p>третье</p>"), f"{URL}x")


def test_a_short_page_beside_long_columns_is_no_soft_404() -> None:
    column = "".join(f"<p>Новость: праздник {word}</p>" for word in ("осени", "ёлки", "весны", "книги", "музыки") for _again in range(5))
    column += "".join(f"<p>Архив, {month}</p>" for month in "январь февраль март апрель май июнь июль август сентябрь октябрь".split())
    home = parse_page(f"<html><title>Школа</title><body><h1>Школа</h1><p>Добро пожаловать</p>{column}</body></html>")
    named = parse_page(f"<html><title>Наставничество — Школа</title><body><h1>Наставничество</h1>{column}</body></html>")
    nameless = parse_page(f"<html><title>Школа</title><body><h1>Школа</h1><p><a href='/f/prikaz.pdf'>Приказ</a></p>{column}</body></html>")
    sameness = recognise.Sameness()
    sameness.learn(home, f"{URL}net-takoy-stranicy.html")
    assert sameness.matches(home, f"{URL}?page_id=7")
    assert not sameness.matches(named, f"{URL}?page_id=15")
    assert not sameness.matches(nameless, f"{URL}?page_id=16")


def test_where_a_browser_is_sent_within_the_site() -> None:
    for html in ("<script>location='/main/'</script>", "<meta http-equiv='refresh' content='0;url=/main/'>"):
        assert recognise.sends_to(html, parse_page(html), URL) == f"{URL}main/"
    html = "<meta http-equiv='refresh' content='300'><p>обновляется</p>"
    assert recognise.sends_to(html, parse_page(html), URL) is None
