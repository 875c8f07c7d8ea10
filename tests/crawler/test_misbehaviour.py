"""Sites that misbehave: one shard visits them all at the same time, each test looks at one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from crawler.archive import read_body
from crawler.journal import Bundle
from crawler.model import Fetch, Outcome, VisitStatus
from tests.crawler.running import Ran, job_for, page, run
from tests.misbehaving import Reply, Seen, Server

TEXT = "<p>" + "Школа работает с одной тысячи девятьсот шестьдесят первого года. " * 12 + "</p>"
ACT = "Положение о наставничестве"
PDF = Reply(b"%PDF-1.4 one", headers={"Content-Type": "application/pdf"})
ROBOTS_TYPE = {"Content-Type": "text/plain"}


@dataclass(frozen=True)
class World:
    """The servers by name and what the crawl made of them."""

    servers: dict[str, Server]
    ran: Ran

    def bundle(self, name: str) -> Bundle:
        """The bundle of a site."""
        return self.ran.bundles[name]

    def fetch(self, name: str, path: str) -> Fetch:
        """The fetch of one path of a site."""
        url = self.servers[name].url + path
        return next(fetch for fetch in self.bundle(name).fetches if fetch.url == url)

    def status(self, name: str) -> tuple[VisitStatus, bool]:
        """Status and completeness of a site's visit."""
        visit = self.bundle(name).visit
        assert visit is not None
        return visit.status, visit.complete

    def reason(self, name: str) -> str:
        """The reason that stands in a site's visit record."""
        visit = self.bundle(name).visit
        assert visit is not None
        return visit.reason or ""


def home(*links: str) -> str:
    """A home page with links to the paths given, each promising the act."""
    return page("Школа", TEXT + "".join(f"<p><a href='{link}'>{ACT} {link}</a></p>" for link in links))


def busy_once() -> Reply:
    """What a server says that wants to be asked later."""
    return Reply("позже", 429, {"Retry-After": "1"})


def after(times: int, first: Reply, then: Reply | str) -> object:
    """A route that answers ``first`` so many times, and ``then`` ever after."""
    left = [times]

    def route(_seen: Seen) -> Reply | str:
        left[0] -= 1
        return first if left[0] >= 0 else then

    return route


def fit_only_with_cookie(seen: Seen) -> Reply | str:
    """A page that sends back to itself until its cookie comes along."""
    if "visited=1" in seen.headers.get("cookie", ""):
        return home("/a.pdf")
    return Reply("", 302, {"Location": "/", "Set-Cookie": "visited=1; path=/"})


WALL = """<html><head><title>Проверка браузера</title><script src="/.well-known/ddos-guard/js-challenge/index.js"></script></head>
<body><noscript>Включите JavaScript</noscript><h1>Проверка браузера перед переходом на сайт</h1><p>Это займёт несколько секунд.</p>
</body></html>"""
COOKIE_WALL = """<html><body><script src="/aes.js"></script><script>document.cookie="__t=" + toHex(1) + "; path=/";
location.href="http://example/?i=1";</script></body></html>"""
SHELL = """<!doctype html><html><head><title>Школа</title></head><body><noscript>You need to enable JavaScript to run this app.
</noscript><div id="root"></div><script src="/static/js/main.js"></script></body></html>"""
BUSY_BUT_FINE = page(
    "Школа",
    TEXT + "<script>document.cookie='a=1'; if (window.x) location.reload();</script><div class='g-recaptcha'></div>"
    "<noscript>Включите JavaScript, чтобы видеть карту</noscript><form><input name='login'><input name='password'></form>"
    + "".join(f"<a href='/p{n}.pdf'>{ACT} {n}</a>" for n in range(5)),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """All sites, visited by one process."""
    with ExitStack() as stack:
        servers: dict[str, Server] = {}

        def site(name: str, routes: dict[str, object], missing: object = None) -> Server:
            server = Server(routes, missing)  # type: ignore[arg-type]
            servers[name] = stack.enter_context(server)
            return server

        site("fine", {"/": BUSY_BUT_FINE, **{f"/p{n}.pdf": PDF for n in range(5)}})
        site("slow", {"/": home("/a.pdf", "/slow"), "/a.pdf": PDF, "/slow": Reply(home(), delay=20)})
        site("dropped", {"/": home("/a.pdf", "/b.pdf"), "/a.pdf": Reply(misbehave="drop"), "/b.pdf": PDF})
        site("flaky", {"/": home("/a.pdf"), "/a.pdf": after(1, Reply(misbehave="reset"), PDF)})
        site("garbage", {"/": Reply(misbehave="garbage")})
        site("cut", {"/": home("/a.pdf"), "/a.pdf": after(1, Reply(b"%PDF-1.4 long body", misbehave="cut"), PDF)})
        site("liar", {"/": home("/a.pdf"), "/a.pdf": Reply(b"%PDF-1.4 whole", misbehave="lie")})
        site("endless", {"/": home("/a.pdf", "/endless"), "/a.pdf": PDF, "/endless": Reply(misbehave="endless")})
        site("bomb", {"/": home("/a.pdf", "/bomb"), "/a.pdf": PDF, "/bomb": Reply.bomb(80_000_000)})
        site("loop", {"/": home("/one", "/a.pdf"), "/one": Reply.redirect("/two"), "/two": Reply.redirect("/one"), "/a.pdf": PDF})
        site("busy", {"/": home("/a.pdf"), "/a.pdf": after(1, busy_once(), PDF)})
        site("always-busy", {"/": home("/a.pdf"), "/a.pdf": Reply("", 429, {"Retry-After": "86400"})})
        site("broken", {"/": home("/a.pdf", "/gone.pdf"), "/a.pdf": Reply("", 500)})
        site("wrong-charset", {"/": Reply(home("/a.pdf").encode("cp1251"), headers={"Content-Type": "text/html; charset=utf-8"})})
        site("wall", {"/": Reply(WALL, 403, {"Server": "ddos-guard"})})
        site("polite-wall", {"/": WALL})
        site("cookie-wall", {"/": COOKIE_WALL})
        site("wall-later", {"/": home(*(f"/{n}.pdf" for n in range(6)))}, WALL)
        site("shell", {"/": SHELL})
        site("parked", {"/": page("Домен", "<p>Домен example.ru припаркован</p>", "")})
        site("login", {"/": page("Вход", "<form action='/in'><input name='login'><input name='password'></form>", "")})
        site("refused", {"/": Reply("нельзя", 403)})
        site("robots-all", {"/": home("/a.pdf"), "/robots.txt": Reply("User-agent: *\nDisallow: /\n", headers=ROBOTS_TYPE)})
        site(
            "robots-some",
            {
                "/": home("/a.pdf", "/closed/b.pdf"),
                "/a.pdf": PDF,
                "/closed/b.pdf": PDF,
                "/robots.txt": Reply("User-agent: *\nDisallow: /closed/\n", headers=ROBOTS_TYPE),
            },
        )
        site("robots-error", {"/": home("/a.pdf"), "/robots.txt": Reply("", 503)})
        site("robots-html", {"/": home("/a.pdf"), "/a.pdf": PDF, "/robots.txt": page("Школа", "Disallow: /")})
        site(
            "robots-moved",
            {"/": home("/a.pdf"), "/robots.txt": Reply.redirect("/r2.txt"), "/r2.txt": Reply("User-agent: *\nDisallow: /a.pdf")},
        )
        site("cookie", {"/": fit_only_with_cookie, "/a.pdf": PDF})
        site(
            "everything",
            {"/": home("/a.pdf", "/there.pdf", "/there2"), "/a.pdf": PDF},
            page("Ошибка", "<p>Нет такой страницы</p>" + TEXT),
        )
        site("to-home", {"/": home("/lost.pdf", "/a.pdf"), "/a.pdf": PDF}, Reply.redirect("/"))
        new = site("new", {"/": home("/a.pdf"), "/a.pdf": PDF})
        site("moved-notice", {"/": page("Сайт закрыт", f"<p>САЙТ ЗАКРЫТ!!! НОВЫЙ САЙТ {new.url}/</p>", "")})
        site("moved-redirect", {"/": Reply.redirect(f"{new.url}/", 301)})
        site(
            "moved-refresh",
            {"/": f"<html><head><meta http-equiv='refresh' content='0; url={new.url}/'></head><body>Переход</body></html>"},
        )
        site("moved-dead", {"/": page("Мы переехали", "<p>Новый сайт: http://127.0.0.1:9/</p>", "")})
        site("moved-in-circles", {})
        servers["moved-in-circles"].routes["/"] = Reply.redirect(f"{servers['moved-notice'].url}/x")
        servers["moved-notice"].routes["/x"] = Reply.redirect(f"{servers['moved-in-circles'].url}/")
        site("foreign", {"/": home(f"{new.url}/a.pdf", f"{new.url}/page", "/out"), "/out": Reply.redirect(f"{new.url}/page")})
        site(
            "entities",
            {"/": home("/a.pdf"), "/a.pdf": PDF, "/sitemap.xml": Reply(ENTITIES, headers={"Content-Type": "text/xml"})},
        )
        site(
            "frames",
            {
                "/": "<html><frameset><frame src='/menu.html'><frame src='/a.html'></frameset></html>",
                "/menu.html": home("/a.pdf"),
                "/a.pdf": PDF,
            },
        )
        site("splash", {"/": "<html><script>location.href='/real/';</script></html>", "/real/": home("/a.pdf"), "/a.pdf": PDF})
        site(
            "liar-type",
            {
                "/": home("/a.pdf", "/b.html"),
                "/a.pdf": Reply(b"%PDF-1.4 x"),
                "/b.html": Reply(home(), headers={"Content-Type": "application/pdf"}),
            },
        )
        site("flood", {"/": home("/a.pdf", "/flood"), "/a.pdf": PDF, "/flood": page("Много", FLOOD)})
        site("own-disk", {"/": home("/a.pdf", "file:///C:/Users/Zavuch/n.doc", "D:\\Акты\\n.doc", "javascript:void(0)", "tel:+70000000000"), "/a.pdf": PDF})
        every = {"/": home("/a.pdf", "/gone.pdf", "/gone.html", "/room.html"), "/a.pdf": PDF, "/room.html": page("Кабинет", TEXT)}
        site("missing-elsewhere", every, lambda seen: page("Поиск", TEXT) if seen.path.startswith("/poisk") else Reply.redirect(f"/poisk?{seen.path}"))
        site("missing-stub", every, Reply(b"%PDF-1.4 stub", headers={"Content-Type": "application/pdf"}))
        site("missing-empty", every, "")
        site("moved-frame", {"/": f"<html><frameset><frame src='{new.url}/'></frameset></html>"})
        site("for-sale", {"/": page("s.ru", "<p>Домен s.ru продаётся</p>" + "".join(f"<a href='/go?{n}'>Кредит {n}</a>" for n in range(12)))})
        school_menu = "".join(f"<p><a href='/r{number}'>Раздел {number}</a></p>" for number in range(8))
        neighbour = "<p>Сайт нашего музея переехал: http://muzey.invalid/</p>"
        site("neighbour-moved", {"/": page("Школа", TEXT + neighbour + school_menu + f"<a href='/a.pdf'>{ACT}</a>"), "/a.pdf": PDF})
        menu = "".join(f"<p><a href='/r{number}'>Раздел {number}</a></p>" for number in range(8))
        site("error-home", {"/": Reply(page("Школа", TEXT + menu + f"<a href='/a.pdf'>{ACT}</a>"), 500), "/a.pdf": PDF})
        site("error-page", {"/": Reply(page("Страница не найдена", TEXT + menu), 404)})
        site("zero", {"/": home("/a.pdf").replace("<h1>", "<h1>\0"), "/a.pdf": PDF})
        site("refresh-header", {"/": Reply("<html><p>Вход</p></html>", headers={"Refresh": "0; url=/real/"}), "/real/": home("/a.pdf"), "/a.pdf": PDF})
        site(
            "polite-404",
            {
                "/": home("/a.pdf", "/gone.pdf", "/gone.html", "/empty.pdf", "/none.pdf", "/room.html"),
                "/a.pdf": PDF,
                "/gone.pdf": page("Школа № 5", "<p>Файл не найден или был удалён.</p>"),
                "/gone.html": page("Ошибка 404", TEXT),
                "/room.html": page("Кабинет № 404", TEXT),
                "/empty.pdf": Reply(b"", headers={"Content-Type": "text/html"}),
                "/none.pdf": Reply(b"", 204),
            },
        )
        site("angles", {"/": home("/a.pdf", "/angles"), "/a.pdf": PDF, "/angles": ANGLES})
        sites = {name: f"{server.url}/" for name, server in servers.items()}
        sites["nobody"] = "http://127.0.0.1:9/"
        sites["unknown-name"] = "http://shkola-kotoroy-net.invalid/"
        job = job_for(tmp_path_factory.mktemp("world"), sites, timeout=2.0, retries=1, max_body=2_000_000, max_minutes=1.0)
        yield World(servers, run(job))


FLOOD = "".join(f"<a href='/login?n={n}'>{n}</a>" for n in range(40_000))
ANGLES = "<script></script>" + "<div id=" * 60_000 + "<!--" * 20_000
ENTITIES = """<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
<urlset><url><loc>/from-sitemap-&x;&c;</loc></url></urlset>"""


def test_the_process_ends_well(world: World) -> None:
    assert world.ran.code == 0, world.ran.errors
    assert world.ran.errors == ""


@pytest.mark.parametrize(
    ("name", "status", "complete"),
    [
        ("fine", VisitStatus.OK, True),
        ("slow", VisitStatus.PARTIAL, False),
        ("dropped", VisitStatus.PARTIAL, False),
        ("flaky", VisitStatus.OK, True),
        ("garbage", VisitStatus.UNREACHABLE, False),
        ("cut", VisitStatus.OK, True),
        ("liar", VisitStatus.OK, True),
        ("endless", VisitStatus.OK, True),
        ("bomb", VisitStatus.OK, True),
        ("loop", VisitStatus.OK, True),
        ("busy", VisitStatus.OK, True),
        ("always-busy", VisitStatus.PARTIAL, False),
        ("broken", VisitStatus.PARTIAL, False),
        ("wrong-charset", VisitStatus.OK, True),
        ("wall", VisitStatus.BOT_WALL, False),
        ("polite-wall", VisitStatus.BOT_WALL, False),
        ("cookie-wall", VisitStatus.BOT_WALL, False),
        ("wall-later", VisitStatus.PARTIAL, False),
        ("shell", VisitStatus.NEEDS_JAVASCRIPT, False),
        ("parked", VisitStatus.UNREACHABLE, False),
        ("login", VisitStatus.UNREACHABLE, False),
        ("refused", VisitStatus.UNREACHABLE, False),
        ("robots-all", VisitStatus.ROBOTS_FORBIDDEN, False),
        ("robots-some", VisitStatus.PARTIAL, False),
        ("robots-error", VisitStatus.ROBOTS_FORBIDDEN, False),
        ("robots-html", VisitStatus.OK, True),
        ("robots-moved", VisitStatus.PARTIAL, False),
        ("cookie", VisitStatus.OK, True),
        ("everything", VisitStatus.OK, True),
        ("to-home", VisitStatus.OK, True),
        ("moved-notice", VisitStatus.MOVED, True),
        ("moved-redirect", VisitStatus.MOVED, True),
        ("moved-refresh", VisitStatus.MOVED, True),
        ("moved-dead", VisitStatus.UNREACHABLE, False),
        ("moved-in-circles", VisitStatus.UNREACHABLE, False),
        ("foreign", VisitStatus.OK, True),
        ("frames", VisitStatus.OK, True),
        ("splash", VisitStatus.OK, True),
        ("flood", VisitStatus.OK, True),
        ("angles", VisitStatus.OK, True),
        ("own-disk", VisitStatus.OK, True),
        ("missing-elsewhere", VisitStatus.OK, True),
        ("missing-stub", VisitStatus.OK, True),
        ("missing-empty", VisitStatus.OK, True),
        ("moved-frame", VisitStatus.MOVED, True),
        ("for-sale", VisitStatus.UNREACHABLE, False),
        ("neighbour-moved", VisitStatus.OK, True),
        ("error-home", VisitStatus.OK, True),
        ("error-page", VisitStatus.UNREACHABLE, False),
        ("zero", VisitStatus.OK, True),
        ("refresh-header", VisitStatus.OK, True),
        ("polite-404", VisitStatus.OK, True),
        ("nobody", VisitStatus.UNREACHABLE, False),
        ("unknown-name", VisitStatus.UNREACHABLE, False),
    ],
)
def test_status_and_completeness(world: World, name: str, status: VisitStatus, complete: bool) -> None:
    assert world.status(name) == (status, complete), world.reason(name)


@pytest.mark.parametrize(
    ("name", "path", "outcome"),
    [
        ("slow", "/slow", Outcome.TIMEOUT),
        ("slow", "/a.pdf", Outcome.OK),
        ("dropped", "/a.pdf", Outcome.BROKEN),
        ("dropped", "/b.pdf", Outcome.OK),
        ("endless", "/endless", Outcome.TOO_LARGE),
        ("endless", "/a.pdf", Outcome.OK),
        ("bomb", "/bomb", Outcome.TOO_LARGE),
        ("loop", "/one", Outcome.REDIRECT_LOOP),
        ("always-busy", "/a.pdf", Outcome.SERVER_ERROR),
        ("broken", "/a.pdf", Outcome.SERVER_ERROR),
        ("broken", "/gone.pdf", Outcome.NOT_FOUND),
        ("wall", "/", Outcome.BOT_WALL),
        ("shell", "/", Outcome.NEEDS_JAVASCRIPT),
        ("refused", "/", Outcome.FORBIDDEN),
        ("robots-some", "/closed/b.pdf", Outcome.ROBOTS),
        ("robots-moved", "/a.pdf", Outcome.ROBOTS),
        ("everything", "/there.pdf", Outcome.NOT_FOUND),
        ("everything", "/a.pdf", Outcome.OK),
        ("to-home", "/lost.pdf", Outcome.NOT_FOUND),
        ("foreign", "/out", Outcome.OFF_SITE),
        ("frames", "/a.pdf", Outcome.OK),
        ("splash", "/a.pdf", Outcome.OK),
        *((f"missing-{kind}", path, Outcome.NOT_FOUND) for kind in ("elsewhere", "stub", "empty") for path in ("/gone.pdf", "/gone.html")),
        *((f"missing-{kind}", path, Outcome.OK) for kind in ("elsewhere", "stub", "empty") for path in ("/a.pdf", "/room.html")),
        ("neighbour-moved", "/a.pdf", Outcome.OK),
        ("error-home", "/a.pdf", Outcome.OK),
        ("zero", "/a.pdf", Outcome.OK),
        ("refresh-header", "/a.pdf", Outcome.OK),
        ("polite-404", "/gone.pdf", Outcome.NOT_FOUND),
        ("polite-404", "/gone.html", Outcome.NOT_FOUND),
        ("polite-404", "/room.html", Outcome.OK),
    ],
)
def test_outcome_of_a_page(world: World, name: str, path: str, outcome: Outcome) -> None:
    fetch = world.fetch(name, path)
    assert fetch.outcome is outcome
    assert outcome is Outcome.OK or fetch.reason


def test_forbidden_addresses_are_never_asked_for(world: World) -> None:
    assert world.servers["robots-all"].paths() == ["/robots.txt"]
    assert set(world.servers["robots-error"].paths()) == {"/robots.txt"}
    assert "/closed/b.pdf" not in world.servers["robots-some"].paths()


def test_retry_after_is_kept(world: World) -> None:
    asked = [seen.when for seen in world.servers["busy"].seen if seen.path == "/a.pdf"]
    assert len(asked) == 2
    assert asked[1] - asked[0] >= 1.0
    assert world.servers["always-busy"].count("/a.pdf") == 1


def test_a_wrong_length_that_is_always_the_same_is_a_remark(world: World) -> None:
    visit = world.bundle("liar").visit
    assert visit is not None and "wrong_content_length" in visit.remarks
    fetch = world.fetch("liar", "/a.pdf")
    assert read_body(world.bundle("liar").folder.parents[1], fetch.warc, fetch.offset)[1] == b"%PDF-1.4 whole"


def test_the_bytes_decide_about_the_charset(world: World) -> None:
    fetch = world.fetch("wrong-charset", "/")
    assert (fetch.title, fetch.charset) == ("Школа", "windows-1251")


def test_the_bytes_decide_what_a_page_is(world: World) -> None:
    assert not world.fetch("liar-type", "/a.pdf").is_page
    assert world.fetch("liar-type", "/b.html").is_page


def test_an_empty_answer_to_a_document_is_a_file_without_text(world: World) -> None:
    for path in ("/empty.pdf", "/none.pdf"):
        fetch = world.fetch("polite-404", path)
        assert (fetch.outcome, fetch.is_page, fetch.size) == (Outcome.OK, False, 0)


def test_a_link_to_somebodys_own_disk_is_broken(world: World) -> None:
    found = {fetch.url: fetch for fetch in world.bundle("own-disk").fetches if fetch.url.startswith("file:")}
    assert set(found) == {"file:///C:/Users/Zavuch/n.doc", "file:///D:/Акты/n.doc"}
    assert all(fetch.outcome is Outcome.NOT_FOUND and fetch.link is not None and ACT in fetch.link.text for fetch in found.values())


def test_a_home_page_with_an_error_code_is_a_remark(world: World) -> None:
    visit = world.bundle("error-home").visit
    assert visit is not None and "error_status" in visit.remarks


def test_a_moved_site_is_read_under_its_new_address(world: World) -> None:
    visit = world.bundle("moved-notice").visit
    assert visit is not None
    assert visit.site == f"{world.servers['new'].url}/"
    assert "переехал" in (visit.reason or "")
    assert [fetch.outcome for fetch in world.bundle("moved-notice").fetches if fetch.url.endswith("/a.pdf")] == [Outcome.OK]
    assert visit.documents == 1


def test_a_new_address_that_is_dead_is_named(world: World) -> None:
    assert "127.0.0.1:9" in world.reason("moved-dead")


def test_documents_elsewhere_are_read_and_pages_elsewhere_are_not(world: World) -> None:
    urls = {fetch.url: fetch.outcome for fetch in world.bundle("foreign").fetches}
    new = world.servers["new"].url
    assert urls[f"{new}/a.pdf"] is Outcome.OK
    assert f"{new}/page" not in urls
    assert world.servers["new"].count("/page") == 0


def test_a_flood_of_links_is_cut_and_counted(world: World) -> None:
    visit = world.bundle("flood").visit
    assert visit is not None and visit.counters["links_cut"] > 30_000


def test_entities_are_not_expanded(world: World) -> None:
    assert not [path for path in world.servers["entities"].paths() if "root" in path or "aaaa" in path]


def test_everything_asked_for_is_on_record(world: World) -> None:
    for name, server in world.servers.items():
        if name in ("new", "foreign", "neighbour-moved") or name.startswith("moved"):  # asked under another site's name as well
            continue
        visit = world.bundle(name).visit
        assert visit is not None
        # The HTTP library asks once more by itself when a kept connection dies before the answer.
        spare = 2 if name in ("dropped", "flaky", "cut", "garbage") else 0
        assert visit.requests <= len(server.seen) <= visit.requests + spare, name


def test_the_crawler_says_who_it_is(world: World) -> None:
    agents = {seen.headers["user-agent"] for seen in world.servers["fine"].seen}
    assert agents == {"school-monitor/1.0 (+mailto:monitoring@example.org)"}


def test_one_connection_a_site(world: World) -> None:
    # "new" is visited under several names, and "slow" still sleeps over a request that was given up.
    crowded = {name: server.most_at_once for name, server in world.servers.items() if server.most_at_once > 1}
    assert set(crowded) <= {"new", "slow", "endless"}
