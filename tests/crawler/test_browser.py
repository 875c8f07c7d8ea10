"""Pages made by scripts, with a real Chromium: read where they need it, and no way out for what runs in them."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler import browser as module
from crawler.archive import read_body
from crawler.browser import Browser, BrowserProblem, Part, unavailable
from crawler.model import Outcome, Visit, VisitStatus
from tests.crawler.running import Ran, job_for, page, run
from tests.misbehaving import Reply, Server

pytestmark = pytest.mark.skipif(bool(unavailable()), reason=f"no browser: {unavailable()}")

JS = {"Content-Type": "text/javascript"}
SHELL = """<!doctype html><html><head><meta charset="utf-8"><title>Школа</title></head><body><noscript>Включите JavaScript</noscript>
<div id="root"></div><script src="/static/app.js"></script></body></html>"""
APP = """
fetch('/api' + location.pathname).then(answer => answer.ok ? answer.json() : {title: 'Нет такой страницы', links: []}).then(data => {
  document.title = data.title;
  document.getElementById('root').innerHTML = '<h1>' + data.title + '</h1>' +
    data.links.map(link => '<p><a href="' + link[0] + '">' + link[1] + '</a></p>').join('') +
    '<p>Школа стоит на берегу реки, в ней учатся триста детей.</p>'.repeat(4);
});
new Image().src = '/pixel.png'; fetch('/api/save', {method: 'POST', body: '1'});
"""
PDF = Reply(b"%PDF-1.4 x", headers={"Content-Type": "application/pdf"})


def api(title: str, *links: tuple[str, str]) -> Reply:
    """What the application is told of one page."""
    return Reply(json.dumps({"title": title, "links": links}, ensure_ascii=False), headers={"Content-Type": "application/json"})


def application() -> Server:
    """A site whose every page is the same shell."""
    return Server(
        {
            "/static/app.js": Reply(APP, headers=JS),
            "/api/": api("Школа № 5", ("/docs", "Локальные акты"), ("/lost", "Наставничество: пропавшая страница")),
            "/api/docs": api("Локальные акты", ("/files/a.pdf", "Положение о наставничестве")),
            "/files/a.pdf": PDF,
            "/robots.txt": Reply("", 404),
            "/sitemap.xml": Reply("", 404),
        },
        lambda seen: Reply("", 404) if seen.path.startswith("/api/") else SHELL,
    )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Server], Ran, Path]]:
    """Three sites in one crawl."""
    folder = tmp_path_factory.mktemp("browser")
    empty = SHELL.replace("/static/app.js", "/static/gone.js")
    challenge = page("Проверка браузера", "<p>Идёт проверка вашего браузера</p><script>fetch('/pass')</script>", "")
    with application() as app, Server({"/": empty}) as hollow, Server({"/": challenge}) as wall:
        servers = {"app": app, "hollow": hollow, "wall": wall}
        sites = {name: f"{server.url}/" for name, server in servers.items()}
        yield servers, run(job_for(folder, sites, timeout=20.0)), folder


def visit_of(ran: Ran, name: str) -> Visit:
    """The visit of a site."""
    visit = ran.bundles[name].visit
    assert visit is not None
    return visit


def test_an_application_is_read(world: tuple[dict[str, Server], Ran, Path]) -> None:
    servers, ran, _folder = world
    visit = visit_of(ran, "app")
    outcomes = {fetch.url.removeprefix(servers["app"].url): fetch.outcome for fetch in ran.bundles["app"].fetches}
    assert (visit.status, visit.documents, visit.remarks) == (VisitStatus.OK, 1, ("rendered", "soft_404")), (visit.reason, ran.errors)
    assert outcomes["/files/a.pdf"] is Outcome.OK
    assert outcomes["/lost"] is Outcome.NOT_FOUND
    assert ran.errors == ""


def test_what_was_shown_is_the_evidence(world: tuple[dict[str, Server], Ran, Path]) -> None:
    servers, ran, folder = world
    fetch = next(fetch for fetch in ran.bundles["app"].fetches if fetch.url == f"{servers['app'].url}/docs")
    headers, body = read_body(folder, fetch.warc, fetch.offset)
    assert "Положение о наставничестве" in body.decode() and fetch.title == "Локальные акты"
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert (fetch.etag, fetch.size) == ("", len(body))


def test_the_page_asks_within_the_crawlers_manners(world: tuple[dict[str, Server], Ran, Path]) -> None:
    servers, ran, _folder = world
    app = servers["app"]
    assert app.count("/pixel.png") == app.count("/api/save") == 0
    assert app.count("/static/app.js") == 1
    assert app.most_at_once == 1
    assert {seen.headers["user-agent"] for seen in app.seen} == {"school-monitor/1.0 (+mailto:monitoring@example.org)"}
    assert visit_of(ran, "app").requests == len(app.seen)


def test_an_application_that_stays_empty_is_told(world: tuple[dict[str, Server], Ran, Path]) -> None:
    visit = visit_of(world[1], "hollow")
    assert visit.status is VisitStatus.NEEDS_JAVASCRIPT
    assert "в браузере" in (visit.reason or "")


def test_a_check_for_robots_is_not_played_along_with(world: tuple[dict[str, Server], Ran, Path]) -> None:
    assert visit_of(world[1], "wall").status is VisitStatus.BOT_WALL
    assert world[0]["wall"].count("/pass") == 0


def test_without_a_browser_the_site_needs_scripts(tmp_path: Path) -> None:
    with application() as app:
        visit = visit_of(run(job_for(tmp_path, {"s": f"{app.url}/"}, browser=False)), "s")
    assert visit.status is VisitStatus.NEEDS_JAVASCRIPT
    assert "браузера нет" in (visit.reason or "")


HOSTILE = """<!doctype html><title>x</title><link rel="prefetch" href="{inner}/prefetch"><link rel="preconnect" href="{inner}">
<link rel="stylesheet" href="{inner}/style"><img src="{inner}/image"><iframe src="{inner}/frame"></iframe>
<video src="{inner}/video" autoplay></video><object data="{inner}/object"></object>
<form id="f" method="post" action="{inner}/form" target="_blank"></form><div id="out">ничего</div><script>
try {{ new WebSocket('{socket}/socket') }} catch (e) {{}}
try {{ new EventSource('{inner}/events') }} catch (e) {{}}
try {{ navigator.sendBeacon('{inner}/beacon', 'x') }} catch (e) {{}}
try {{ new Worker(URL.createObjectURL(new Blob(["fetch('{inner}/worker');new WebSocket('{socket}/worker-socket')"]))) }} catch (e) {{}}
try {{ window.open('{inner}/popup') }} catch (e) {{}}
fetch('file:///etc/passwd').then(a => a.text()).then(t => out.textContent = t).catch(() => 0);
fetch('{inner}/asked').catch(() => 0);
alert('?'); confirm('?');
document.getElementById('f').submit();
setTimeout(() => {{ location.href = '{inner}/away' }}, 300);
</script>"""


def test_nothing_in_a_page_reaches_the_network_by_itself() -> None:
    asked: list[str] = []

    async def ask(url: str) -> Part | None:
        asked.append(url)
        return None

    async def work(inner: str) -> str:
        chromium = Browser()
        try:
            socket = inner.replace("http", "ws")
            return await chromium.render("http://shkola.example.ru/", HOSTILE.format(inner=inner, socket=socket), ask)
        finally:
            await chromium.close()

    with Server({}, "тайна") as server:
        shown = asyncio.run(work(server.url))
        assert server.seen == []
        assert set(asked) <= {f"{server.url}/asked", f"{server.url}/worker"}
    assert "ничего" in shown and "root:" not in shown


def children() -> list[int]:
    """The process ids of Chromium's main processes that descend from this one."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes().split(b"\0")
            parent = int((entry.parent / "stat").read_text().rpartition(")")[2].split()[1])
            grand = int(Path(f"/proc/{parent}/stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if b"chrom" in command[0] and os.getpid() in (parent, grand) and not any(part.startswith(b"--type=") for part in command):
            found.append(int(entry.parent.name))
    return found


def test_a_page_that_hangs_and_a_browser_that_dies_are_outcomes(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask(_url: str) -> Part | None:
        for pid in children():
            os.kill(pid, signal.SIGKILL)
        return None

    async def work() -> str:
        chromium = Browser()
        try:
            with monkeypatch.context() as short, pytest.raises(BrowserProblem, match="не собрал страницу"):
                short.setattr(module, "PAGE_SECONDS", 4.0)
                await chromium.render("http://a.example.ru/", "<script>while (true) {}</script>", ask)
            with pytest.raises(BrowserProblem):
                await chromium.render("http://b.example.ru/", "<script>fetch('/kill').then(() => 0)</script>" + "<p>x</p>", ask)
            return await chromium.render("http://c.example.ru/", "<div id=r></div><script>r.textContent = 'жив'</script>", ask)
        finally:
            await chromium.close()

    assert "жив" in asyncio.run(work())
