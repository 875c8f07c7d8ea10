"""Walls, stubs and logins in many wordings, and pages of schools that have the same words in them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from crawler import recognise
from extractors.page import parse_page

URL = "http://shkola.example.ru/"
MENU = "".join(f"<li><a href='/r{n}'>Раздел {n}</a></li>" for n in range(8))
TEXT = "<p>Школа стоит на берегу реки, в ней учатся триста детей и работают двадцать два педагога.</p>" * 3


def judged(html: str, status: int = 200, headers: Mapping[str, str] | None = None) -> str:
    """What the rules make of an answer: ``wall``, ``stub``, ``login``, ``script`` or ``page``."""
    page = parse_page(html)
    if recognise.bot_wall(status, headers or {}, html, page, URL) is not None:
        return "wall"
    if recognise.parked(html, page, URL) is not None:
        return "stub"
    if recognise.login_page(html, page, URL) is not None:
        return "login"
    if recognise.needs_javascript(html, page, URL) is not None:
        return "script"
    return "page"


def shown(title: str, body: str, head: str = "") -> str:
    """A page with nothing but this."""
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


WALLS: dict[str, tuple[str, int]] = {
    "ddos-guard": (shown("DDOS-GUARD", "<p>Проверка браузера</p>", "<script src='/.well-known/ddos-guard/js-challenge/index.js'></script>"), 403),
    "cloudflare in Russian": (shown("Один момент…", "<h1>shkola.example.ru</h1><p>Проверка безопасности подключения</p><script>window._cf_chl_opt={}</script>"), 403),
    "cloudflare, needs to review": (shown("x", "<p>shkola.example.ru needs to review the security of your connection before proceeding.</p><script></script>"), 503),
    "qrator": (shown("", "<script src='/__qsn/qsn.js'></script>"), 401),
    "cookie and reload": ("<html><body><script>document.cookie='k=1;path=/';location.reload(true);</script></body></html>", 200),
    "begetok": ("<html><head><script>function set_cookie(){var n=new Date();document.cookie='beget=begetok; expires='+n;}set_cookie();location.reload();</script></head><body></body></html>", 200),
    "scrambled": (r"<html><script>var a=['\x63\x6f\x6f\x6b\x69\x65','\x72\x65\x6c\x6f\x61\x64'];document[a[0]]='x=1';location[a[1]]();</script></html>", 200),
    "cookie and form": ("<html><body><form id=f method=post></form><script>document.cookie='v='+hash();document.getElementById('f').submit()</script></body></html>", 200),
    "only a script behind 403": ("<html><head><script>(function(){var q=1})()</script></head><body></body></html>", 403),
    "only a script behind 202": ("<html><body><div id='c'></div><script src='https://x.awswaf.com/challenge.js'></script></body></html>", 202),
    "refresh with words": (shown("Подождите", "<p>Подождите, идёт проверка вашего браузера. Вы будете перенаправлены через 5 секунд.</p>", "<meta http-equiv='refresh' content='5'>"), 200),
    "captcha without scripts": (shown("Проверка", "<p>Введите символы с картинки, чтобы продолжить.</p><form><img src='/c.png'><input name='code'><button>Отправить</button></form>"), 200),
    "smart captcha": (shown("Вы не робот?", "<p>Нам очень жаль, но запросы с вашего устройства похожи на автоматические.</p><form class='SmartCaptcha'></form><script></script>"), 200),
    "imunify": (shown("One moment, please...", "<h1>Please wait while your request is being verified...</h1><script></script>"), 200),
    "anubis in Russian": (shown("Проверяем, что вы не бот!", "<div id='anubis_challenge'></div><p>Загрузка…</p><script></script>"), 200),
    "cookies wanted": (shown("Сайт", "<p>Для продолжения включите cookie в браузере.</p><script></script>"), 200),
    "turned away by a firewall": (shown("Доступ запрещён", "<p>Доступ с вашего IP-адреса ограничен. Incident ID: 4-5-6</p>"), 403),
    "only from Russia": (shown("403", "<p>Доступ к сайту возможен только из России: доступ для вашего IP закрыт.</p>"), 403),
    "hosting's own check": (shown("", "<p>Мы проверяем, что запрос отправлен не роботом. Это займёт несколько секунд.</p><script></script>"), 503),
    "captcha alone": (shown("Капча", "<form><div class='box'></div><button>Далее</button></form><script></script>"), 200),
    "set-cookie and reload": ("<html><body onload='go()'><script>function go(){window.location.reload()}</script></body></html>", 200),
    "connection check": (shown("Проверка соединения", "<p>Выполняется проверка соединения, это автоматический процесс.</p><script></script>"), 200),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(WALLS))
def test_walls(name: str) -> None:
    html, status = WALLS[name]
    assert judged(html, status, {"set-cookie": "a=1"}) == "wall"


STUBS = {
    "blocked": "<h1>Сайт заблокирован</h1><p>Обратитесь в службу поддержки хостинга.</p>",
    "domain not prolonged": "<h1>Домен не продлён</h1><p>Если вы владелец, продлите домен в личном кабинете.</p>",
    "domain ended": "<p>Срок регистрации домена shkola.example.ru истёк.</p>",
    "suspended": "<title>Account Suspended</title><h1>This Account has been suspended.</h1><p>Contact your hosting provider.</p>",
    "nginx": "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working.</p>",
    "angie": "<h1>Welcome to Angie!</h1><p>Further configuration is required.</p>",
    "apache": "<title>Apache2 Debian Default Page: It works</title><p>This is the default welcome page.</p>",
    "ispmanager": "<h1>Сайт только что создан</h1><p>Чтобы разместить сайт, загрузите файлы через ISPmanager.</p>",
    "listing": "<title>Index of /</title><h1>Index of /</h1><pre><a href='cgi-bin/'>cgi-bin/</a></pre>",
    "soon": "<h1>Здесь скоро будет сайт</h1>",
    "not connected": "<p>Домен направлен на сервер, но сайт не настроен на хостинге.</p>",
    "unpaid": "<p>Обслуживание аккаунта приостановлено: услуги не оплачены.</p>",
    "court": "<p>Доступ к информационному ресурсу ограничен на основании Федерального закона.</p>",
    "works": "<h1>Ведутся технические работы</h1><p>Зайдите позже.</p>",
    "for sale": "<p>Доменное имя shkola.example.ru продаётся. Купить домен</p>",
    "maintenance": "<p>This site is down for maintenance. Please check back again soon.</p>",
    "no site here": "<title>Сайт не обнаружен</title><p>Проверьте адрес.</p>",
}


@pytest.mark.parametrize("name", sorted(STUBS))
def test_stubs(name: str) -> None:
    assert judged(STUBS[name]) == "stub"


LOGINS = {
    "plain": "<h1>Авторизация</h1><form><input name='a'><input name='b' type='password'></form>",
    "bitrix": "<form action='/auth/'><input name='USER_LOGIN'><input name='USER_PASSWORD'></form><a href='/auth/?forgot=1'>Забыли пароль?</a>",
    "with search": "<form><input name='q'></form><form><input type=\"password\" name='x1'></form>",
}


@pytest.mark.parametrize("name", sorted(LOGINS))
def test_logins(name: str) -> None:
    assert judged(LOGINS[name]) == "login"


def school(extra: str = "", head: str = "", menu: str = MENU) -> str:
    """A page of a school with something more in it."""
    return shown("Школа № 5", f"<ul>{menu}</ul><h1>Школа № 5</h1>{TEXT}{extra}", head)


PAGES = {
    "captcha in feedback": school("<form><input name='name'><img src='/captcha.php'><label>Введите символы с картинки</label><input name='code'></form>"),
    "recaptcha and login": school("<form><div class='g-recaptcha'></div><input type='password' name='p'></form>", "<script src='https://www.google.com/recaptcha/api.js'></script>"),
    "cookie banner": school("<div>Сайт использует cookie. Включите cookie в браузере.</div><script>document.cookie='ok=1';location.reload</script>"),
    "news about captcha": school("<h2>Что такое капча и как отличить робота</h2><p>Я не робот — урок цифры.</p><script></script>", menu=""),
    "technical works in a news": school("<p>21 мая на сайте ведутся технические работы, сайт временно недоступен с 18 до 20 часов.</p>"),
    "domain in a lesson": school("<p>Урок: домен продаётся, как выбрать хостинг.</p>"),
    "page behind a protection service": school("<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"),
    "document as a page": shown("Положение", "<h1>Положение о наставничестве</h1><p>Принято на педагогическом совете. Проверка безопасности труда. Подождите утверждения.</p>"),
    "splash": "<html><body><h1>Школа № 5</h1><a href='/main'>Вход на сайт</a><script>counter()</script></body></html>",
    "analytics only": "<html><body><h1>Школа № 5</h1><p>Адрес: ул. Школьная</p><script>(function(d){d.cookie})(document)</script><a href='/a'>Документы</a></body></html>",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(PAGES))
@pytest.mark.parametrize("server", ["nginx", "ddos-guard", "cloudflare"])
def test_pages_of_schools(name: str, server: str) -> None:
    assert judged(PAGES[name], 200, {"server": server, "set-cookie": "session=1"}) == "page"


SHELLS = {
    "react with analytics": shown("Школа", "<div id='root'></div><script>document.cookie='theme=1';if(location.hash)location.reload()</script><script src='/m.js'></script>"),
    "vue": shown("Школа", "<noscript>Включите JavaScript</noscript><div id=app></div><script src='/js/app.js'></script>"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SHELLS))
def test_an_application_is_no_wall(name: str) -> None:
    assert judged(SHELLS[name]) == "script"


@pytest.mark.parametrize("status", [401, 403, 404, 500, 503])
def test_a_plain_error_is_no_wall(status: int) -> None:
    html = f"<html><head><title>{status}</title></head><body><center><h1>{status} Error</h1></center><hr><center>nginx</center></body></html>"
    assert judged(html, status, {"server": "nginx"}) == "page"
