"""What servers and pages can do to a crawler: answers without end, addresses that are none, and ways into the inner network."""

from __future__ import annotations

import asyncio
import gzip
import json
import subprocess
import sys
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import brotli  # type: ignore[import-untyped]  # the package has no types
import pytest

from crawler.fetching import Answer, Fetcher, Result
from crawler.journal import read_bundle
from crawler.model import CrawlSettings, Fetch, Outcome, ShardJob, VisitStatus
from crawler.outcomes import Trouble
from tests.crawler.running import AGENT, ROOT, Ran, command, environment, job_for, page
from tests.misbehaving import Reply, Seen, Server
from tests.misbehaving.server import Route

ACT = "Положение о наставничестве"
PDF = Reply(b"%PDF-1.4 one", headers={"Content-Type": "application/pdf"})


def home(*links: str) -> str:
    """A home page with such links, as written."""
    return page("Школа", "".join(f"<p><a href='{link}'>{ACT} {number}</a></p>" for number, link in enumerate(links)))


MESSY = {
    "spaces": ("/файлы/Приказ о наставничестве.pdf", "/файлы/Приказ о наставничестве.pdf"),
    "number sign": ("/docs/Приказ № 5.pdf", "/docs/Приказ № 5.pdf"),
    "quoted already": ("/docs/%D0%9F%20%E2%84%96.pdf", "/docs/П №.pdf"),
    "old charset": ("/docs/%EF%F0%E8%EA%E0%E7.pdf", "/docs/%EF%F0%E8%EA%E0%E7.pdf"),
    "run together": ("{site}/a.pdf{site}/second.pdf", "/second.pdf"),
    "twice http": ("http://{site}/twice.pdf", "/twice.pdf"),
    "backslashes": ("\\docs\\back.pdf", "/docs/back.pdf"),
    "backslashes all over": ("http:\\\\{host}\\all.pdf", "/all.pdf"),
    "above the root": ("../../../above.pdf", "/above.pdf"),
    "dots inside": ("/a/./b/../c/dots.pdf", "/a/c/dots.pdf"),
    "one slash": ("http:/{host}/one-slash.pdf", "/one-slash.pdf"),
    "no scheme": ("//{host}/no-scheme.pdf", "/no-scheme.pdf"),
    "great letters": ("HTTP://{host}/great.pdf", "/great.pdf"),
    "line end": ("/line\n-end.pdf", "/line-end.pdf"),
    "entity": ("/get?id=1&amp;file=e.pdf", "/get?id=1&file=e.pdf"),
    "fragment": ("/fragment.pdf#page=2", "/fragment.pdf"),
}
ENCODED = {
    "utf-8 called windows-1251": ("utf-8", "text/html; charset=windows-1251", ""),
    "windows-1251 called utf-8": ("cp1251", "text/html; charset=utf-8", ""),
    "koi8-r not named": ("koi8-r", "text/html", ""),
    "windows-1251 not named": ("cp1251", "text/html", ""),
    "meta that lies": ("cp1251", "text/html", "<meta charset='utf-8'>"),
    "unknown name": ("cp1251", "text/html; charset=x-user-defined", ""),
    "utf-16": ("utf-16", "text/html", ""),
    "utf-8 with a mark": ("utf-8-sig", "text/html; charset=koi8-r", ""),
}
PACKERS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}
PACKED = {
    **{(kind, "good"): pack(b"%PDF-1.4 packed") for kind, pack in PACKERS.items()},
    **{(kind, "bad"): b"these bytes are not packed at all" for kind in (*PACKERS, "zstd")},
    **{(kind, "bomb"): pack(b"\0" * 80_000_000) for kind, pack in PACKERS.items()},
}
LONG = "<p>Педагогический совет школы утвердил программу развития и план работы на новый учебный год.</p>" * 4


def encoded(name: str) -> Reply:
    """A page in one charset that says it is in another."""
    charset, kind, meta = ENCODED[name]
    text = f"<!doctype html><html><head>{meta}<title>Наставничество</title></head><body><h1>Наставничество</h1>{LONG}</body></html>"
    return Reply(text.encode(charset), headers={"Content-Type": kind})


def every_name(seen: Seen) -> Reply:
    """A file under any name, each another one."""
    return Reply(b"%PDF-1.4 " + seen.target.encode("latin-1"), headers={"Content-Type": "application/pdf"})


def deep_redirect(seen: Seen) -> Reply:
    """The next of a hundred redirects, on the other of two names of this machine."""
    number = int(seen.path.rpartition("/")[2]) + 1
    host = seen.headers["host"]
    port = host.rpartition(":")[2]
    other = "localhost" if host.startswith("127") else "127.0.0.1"
    return Reply.redirect(f"http://{other}:{port}/chain/{number}" if number < 100 else "/")


MEASURED = """
import pathlib, re, runpy, sys
sys.argv[0] = "crawler.shard"
try:
    runpy.run_module("crawler.shard", run_name="__main__")
finally:
    status = pathlib.Path("/proc/self/status").read_text()
    print(re.search(r"VmHWM:\\s*(\\d+)", status).group(1), file=sys.stderr)
"""


@dataclass(frozen=True)
class Measured(Ran):
    """A shard process with the most memory it held, in kilobytes."""

    peak: int = 0


def measured(job: ShardJob) -> Measured:
    """Run a job to its end."""
    words = [word for word in command(job) if word not in ("-m", "crawler.shard")]
    words[words.index("error") + 1 : words.index("error") + 1] = ["-c", MEASURED]
    done = subprocess.run(words, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=90)
    errors, _line, peak = done.stderr.strip().rpartition("\n")
    bundles = {site.institution.id: read_bundle(site.bundle) for site in job.sites}
    return Measured(done.returncode, (), errors, bundles, int(peak))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[dict[str, Server], Measured]]:
    """One crawl of all sites."""
    with ExitStack() as stack:

        def site(routes: Mapping[str, Route], missing: Route | None = None) -> Server:
            return stack.enter_context(Server(routes, missing))

        chain: dict[str, Route] = {f"/chain/{number}": deep_redirect for number in range(101)}
        servers = {
            "drip": site({"/": home("/a.pdf", "/drip.pdf"), "/a.pdf": PDF, "/drip.pdf": Reply(b"%PDF" * 99, misbehave="drip")}),
            "hang": site({"/": home("/a.pdf", "/hang"), "/a.pdf": PDF, "/hang": Reply("x", misbehave="hang")}),
            "heads": site({"/": home("/a.pdf", "/heads"), "/a.pdf": PDF, "/heads": Reply(misbehave="heads")}),
            "huge": site({"/": home("/a.pdf", "/huge.zip"), "/a.pdf": PDF, "/huge.zip": Reply(b"PK\3\4" * 20_000, misbehave="huge")}),
            "endless": site({"/": home("/a.pdf", "/endless.pdf"), "/a.pdf": PDF, "/endless.pdf": Reply(b"%PDF" * 20_000, misbehave="endless")}),
            "bomb": site({"/": home("/a.pdf", "/bomb"), "/a.pdf": PDF, "/bomb": Reply.bomb(300_000_000)}),
            "chain": site({"/": home("/a.pdf", "/chain/0"), "/a.pdf": PDF, **chain}),
            "schemes": site({
                "/": home("/a.pdf", "/file", "/data", "/ftp", "/nowhere", "/script"), "/a.pdf": PDF,
                "/file": Reply.redirect("file:///etc/passwd"), "/data": Reply.redirect("data:text/html,<p>x"),
                "/ftp": Reply.redirect("ftp://127.0.0.1/x"), "/nowhere": Reply("", 302), "/script": Reply.redirect("javascript:alert(1)"),
            }),
        }  # fmt: skip
        packed = {f"/{kind}-{state}.pdf": Reply(body, headers={"Content-Encoding": kind}) for (kind, state), body in PACKED.items()}
        servers["packed"] = site({"/": home("/a.pdf", *packed), "/a.pdf": PDF, **packed})
        messy = servers["messy"] = site({"/robots.txt": Reply("", 404), "/sitemap.xml": Reply("", 404)}, every_name)
        host = messy.url.removeprefix("http://")
        messy.routes["/"] = home(*(href.format(site=messy.url, host=host) for href, _path in MESSY.values()))
        old = "/приказ.pdf".encode("cp1251")
        servers["old redirect"] = site({
            "/": home("/a.pdf", "/old", "/new"), "/a.pdf": PDF, "/new": Reply.redirect("/файлы/Приказ № 5.pdf"), "/файлы/Приказ № 5.pdf": PDF,
            "/old": Reply.redirect(old.decode("utf-8", "surrogateescape")), quote(old): PDF,
        })  # fmt: skip
        names = list(ENCODED)
        pages: dict[str, Route] = {f"/{number}.html": encoded(name) for number, name in enumerate(names)}
        servers["charsets"] = site({"/": home(*pages), **pages})
        sites = {name: f"{server.url}/" for name, server in servers.items()}
        job = job_for(tmp_path_factory.mktemp("hostile"), sites, timeout=1.5, retries=0, max_body=3_000_000, max_minutes=1.0)
        yield servers, measured(job)


def fetch_of(world: tuple[dict[str, Server], Measured], name: str, path: str) -> Fetch:
    """The fetch of one path."""
    servers, ran = world
    return next(fetch for fetch in ran.bundles[name].fetches if fetch.url == servers[name].url + path)


@pytest.mark.parametrize(
    ("name", "path", "outcomes"),
    [
        ("drip", "/drip.pdf", {Outcome.TIMEOUT}),
        ("hang", "/hang", {Outcome.TIMEOUT}),
        ("heads", "/heads", {Outcome.BROKEN}),
        ("huge", "/huge.zip", {Outcome.TOO_LARGE}),
        ("endless", "/endless.pdf", {Outcome.TOO_LARGE}),
        ("bomb", "/bomb", {Outcome.TOO_LARGE}),
        ("chain", "/chain/0", {Outcome.REDIRECT_LOOP, Outcome.OFF_SITE}),
        ("schemes", "/file", {Outcome.HTTP_ERROR}),
        ("schemes", "/data", {Outcome.HTTP_ERROR}),
        ("schemes", "/ftp", {Outcome.HTTP_ERROR}),
        ("schemes", "/nowhere", {Outcome.HTTP_ERROR}),
        ("schemes", "/script", {Outcome.HTTP_ERROR}),
    ],
)
def test_each_attack_is_an_outcome_and_the_rest_is_read(
    world: tuple[dict[str, Server], Measured], name: str, path: str, outcomes: set[Outcome]
) -> None:
    fetch = fetch_of(world, name, path)
    assert fetch.outcome in outcomes and fetch.reason
    assert fetch_of(world, name, "/a.pdf").outcome is Outcome.OK


@pytest.mark.parametrize("path", ["/old", "/new"])
def test_a_redirect_to_a_name_in_russian(world: tuple[dict[str, Server], Measured], path: str) -> None:
    assert fetch_of(world, "old redirect", path).outcome is Outcome.OK


def test_a_hundred_redirects_are_not_followed(world: tuple[dict[str, Server], Measured]) -> None:
    assert sum(path.startswith("/chain/") for path in world[0]["chain"].paths()) <= 10


def test_the_process_stays_small_and_ends_well(world: tuple[dict[str, Server], Measured]) -> None:
    assert (world[1].code, world[1].errors) == (0, "")
    assert world[1].peak < 300_000


@pytest.mark.parametrize(("kind", "state"), sorted(PACKED))
def test_packed_answers(world: tuple[dict[str, Server], Measured], kind: str, state: str) -> None:
    fetch = fetch_of(world, "packed", f"/{kind}-{state}.pdf")
    assert fetch.outcome is {"good": Outcome.OK, "bad": Outcome.BROKEN, "bomb": Outcome.TOO_LARGE}[state]
    assert fetch.size == (len(b"%PDF-1.4 packed") if state == "good" else 0)


@pytest.mark.parametrize("name", sorted(MESSY))
def test_an_address_as_people_write_them(world: tuple[dict[str, Server], Measured], name: str) -> None:
    server = world[0]["messy"]
    asked = {seen.path for seen in server.seen} | {seen.target for seen in server.seen}
    assert MESSY[name][1] in asked, sorted(asked)


def test_every_messy_address_is_one_document(world: tuple[dict[str, Server], Measured]) -> None:
    visit = world[1].bundles["messy"].visit
    assert visit is not None
    assert (visit.status, visit.documents) == (VisitStatus.OK, len(MESSY) + sum(map(world[0]["messy"].count, ("/sveden/", "/sveden/document"))))


@pytest.mark.parametrize("name", sorted(ENCODED))
def test_the_bytes_decide_about_the_charset(world: tuple[dict[str, Server], Measured], name: str) -> None:
    fetch = fetch_of(world, "charsets", f"/{list(ENCODED).index(name)}.html")
    assert (fetch.outcome, fetch.title) == (Outcome.OK, "Наставничество"), fetch.charset


# --- ways into the inner network -------------------------------------------------------------------------------------------


class PublicName:
    """Real requests, but ``shkola.example.ru`` is a server on loopback: what a public site is to the guard."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.asked: list[str] = []

    async def get(self, url: str, slot: str, headers: Mapping[str, str], timeout: float, max_body: int) -> Answer:
        """One GET, redirects not followed."""
        self.asked.append(url)
        parts = urlsplit(url)
        there = f"{self._server.url}{parts.path}" if parts.hostname == "shkola.example.ru" else url

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_args: object) -> None:
                return None

        try:
            with urllib.request.build_opener(Stay).open(there, timeout=timeout) as answer:
                return Answer(url, answer.status, tuple(answer.headers.items()), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(url, error.code, tuple(error.headers.items()), error.read())

    def relax(self, url: str, error: BaseException) -> bool:
        return False

    def encryption_remarks(self, url: str) -> tuple[str, ...]:
        return ()

    def leads_inside(self, host: str) -> bool:
        """The names themselves are what is tested."""
        return False


INNER = [
    "http://127.0.0.1:{port}/secret", "http://localhost:{port}/secret", "http://2130706433:{port}/secret",
    "http://0x7f000001:{port}/secret", "http://0177.0.0.1:{port}/secret", "http://127.1:{port}/secret", "http://0:{port}/secret",
    "http://[::1]:{port}/secret", "http://[::ffff:127.0.0.1]:{port}/secret", "http://[::ffff:7f00:1]:{port}/secret",
    "http://169.254.169.254/latest/meta-data/", "http://metadata.google.internal/", "http://10.0.0.1/", "http://192.168.0.1/",
    "http://shkola.example.ru@127.0.0.1:{port}/secret", "http://user:password@localhost:{port}/secret",
    "http://127.0.0.1:{port}\\@shkola.example.ru/secret", "//127.0.0.1:{port}/secret", "http:/127.0.0.1:{port}/secret",
    "http://１２７.０.０.１:{port}/secret", "http://127.0.0.1%2f@localhost:{port}/secret", "http://127。0。0。1:{port}/secret",
]  # fmt: skip


@pytest.mark.parametrize("target", INNER)
def test_no_redirect_leads_inside(target: str) -> None:
    async def open_gate(_url: str) -> Trouble | None:
        return None

    async def fetch(client: PublicName) -> Result:
        fetcher = Fetcher(client, CrawlSettings(AGENT, delay=0, retries=0, timeout=3), "slot", "http://shkola.example.ru/")
        return await fetcher.fetch("http://shkola.example.ru/go", open_gate)

    with Server({"/secret": "тайна"}) as server:
        location = quote(target.format(port=server.port), safe=":/@[]\\%")
        server.routes["/go"] = Reply.redirect(location)
        client = PublicName(server)
        result = asyncio.run(fetch(client))
        assert server.count("/secret") == 0
        assert client.asked == ["http://shkola.example.ru/go"]
    assert result.trouble is not None
    assert result.trouble.outcome in (Outcome.PRIVATE_ADDRESS, Outcome.HTTP_ERROR)


REBINDING = """
import json, socket, sys
answers = json.loads(sys.argv[1])
def look_up(host, port, *_more):
    found = answers.pop(0) if len(answers) > 1 else answers[0]
    return [(socket.AF_INET6 if ":" in item else socket.AF_INET, socket.SOCK_STREAM, 6, "",
             (item, port, 0, 0) if ":" in item else (item, port)) for item in found]
socket.getaddrinfo = look_up
from scrapy.utils.reactor import install_reactor
install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
from twisted.internet import reactor
from crawler.resolver import GuardedResolver
rounds = []
class Receiver:
    def __init__(self): self.found = []
    def resolutionBegan(self, resolution): pass
    def addressResolved(self, address): self.found.append(address.host)
    def resolutionComplete(self):
        rounds.append(self.found)
        if len(rounds) == 3:
            print(json.dumps(rounds)); reactor.stop()
        else:
            ask()
resolver = GuardedResolver(reactor, int(sys.argv[2]), False)
resolver.install_on_reactor()
def ask(): reactor.nameResolver.resolveHostName(Receiver(), "shkola.example.ru", 80)
reactor.callWhenRunning(ask)
reactor.run()
"""


@pytest.mark.parametrize(
    ("answers", "passed"),
    [
        ([["93.184.215.14"], ["127.0.0.1"], ["169.254.169.254"]], [["93.184.215.14"], [], []]),
        ([["93.184.215.14", "10.0.0.1"]], [["93.184.215.14"]] * 3),
        ([["::ffff:127.0.0.1"], ["64:ff9b::a00:1"], ["fd00::1"]], [[], [], []]),
        ([["2606:2800:220:1::1", "::1"]], [["2606:2800:220:1::1"]] * 3),
    ],
)
def test_a_name_that_changes_its_mind(answers: list[list[str]], passed: list[list[str]]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", REBINDING, json.dumps(answers), "0"],
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == passed
