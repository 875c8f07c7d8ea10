"""Whole visits of small sites: order, bounds, budgets, manners, and what the next run asks for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.archive import read_body
from crawler.job import dump_shard, write_known
from crawler.journal import Bundle, read_bundle
from crawler.model import Fetch, Known, Outcome, Visit, VisitStatus
from tests.crawler.running import ROOT, Ran, environment, job_for, page, run, school
from tests.misbehaving import Reply, Seen, Server

PDF = {"Content-Type": "application/pdf"}
ACT = "Положение о наставничестве"


def pdf(text: str = "a") -> Reply:
    """A document."""
    return Reply(f"%PDF-1.4 {text}", headers=PDF)


def link(address: str, text: str = "Раздел") -> str:
    """A link in a paragraph of its own."""
    return f"<p><a href='{address}'>{text}</a></p>"


def visit_of(bundle: Bundle) -> Visit:
    """The visit record of a finished bundle."""
    assert bundle.visit is not None
    return bundle.visit


def order_site() -> Server:
    """A site whose pages show in which order links are followed."""
    news = page("Новости", "".join(link(f"/novosti/{n}", f"Ёлка {n}") for n in range(80)))
    calendar = page("Календарь", "".join(link(f"/calendar/2023-{n:02}", f"Месяц {n}") for n in range(12)))
    home = page(
        "Школа",
        link("/novosti", "Новости") + link("/calendar", "Календарь") + link("/menu", "Меню столовой") + link("/about", "О школе")
        + link("/metod", "Методическая работа") + link("/about?print=1", "Печать") + link("/go/login", "Вход") + link("/photo.jpg", "Фото"),
    )  # fmt: skip
    metod = page(
        "Методическая работа",
        link("/d/neutral.pdf", "План") + link("/d/act.pdf", ACT) + link("/scan.jpg", ACT) + link("/d/viewer.html?file=/d/wrapped.pdf", "Просмотр")
        + "<table><tr><td>Положение о наставничестве педагогов</td><td><a href='/d/row.pdf'>Скачать</a></td></tr></table>",
    )  # fmt: skip
    routes: dict[str, Reply | str] = {
        "/": home, "/novosti": news, "/calendar": calendar, "/about": page("О школе", "<p>текст</p>"), "/metod": metod,
        "/menu": page("Меню"), "/scan.jpg": Reply(b"\xff\xd8\xff scan", headers={"Content-Type": "image/jpeg"}),
    }  # fmt: skip
    routes |= {f"/d/{name}.pdf": pdf(name) for name in ("neutral", "act", "wrapped", "row")}
    routes |= {f"/novosti/{n}": page(f"Ёлка {n}", f"<p>праздник {n}</p>") for n in range(80)}
    return Server(routes)


def sitemap_site() -> Server:
    """A site with pages nobody links to: in the sitemap, in the registry, at a usual address."""

    def sitemap(seen: Seen) -> Reply:
        host = seen.headers["host"]
        text = f"<urlset><url><loc>http://{host}/hidden/nastavnichestvo</loc></url><url><loc>http://elsewhere.invalid/x</loc></url></urlset>"
        return Reply(text, headers={"Content-Type": "application/xml"})

    def robots(seen: Seen) -> Reply:
        return Reply(f"User-agent: *\nSitemap: http://{seen.headers['host']}/map.xml\n", headers={"Content-Type": "text/plain"})

    return Server(
        {
            "/": page("Школа"),
            "/robots.txt": robots,
            "/map.xml": sitemap,
            "/hidden/nastavnichestvo": page("Наставничество", link("/h.pdf", "Приказ")),
            "/h.pdf": pdf("h"),
            "/seed": page("Документы", link("/s.pdf", "Приказ")),
            "/s.pdf": pdf("s"),
            "/sveden/": page("Сведения", link("/sveden/document", "Документы")),
            "/sveden/document": page("Документы"),
        }
    )


def map_only_site() -> Server:
    """A site whose menu is made by scripts: only the sitemap leads anywhere."""
    routes = {f"/n{n}": page(f"Страница {n}", f"<p>{n}</p>") for n in range(50)}
    addresses = "".join(f"<url><loc>/n{n}</loc></url>" for n in range(50))
    sitemap = Reply(f"<urlset>{addresses}</urlset>", headers={"Content-Type": "text/xml"})
    return Server({"/": page("Школа", "<p>Добро пожаловать</p>"), "/sitemap.xml": sitemap, **routes})


def wide_site(pages: int = 30) -> Server:
    """A site of many equal pages."""
    routes = {f"/p{n}": page(f"Страница {n}", f"<p>{n}</p>") for n in range(pages)}
    return Server({"/": page("Школа", "".join(link(f"/p{n}", f"Раздел {n}") for n in range(pages))), **routes})


@dataclass(frozen=True)
class World:
    """Servers and what was made of them."""

    servers: dict[str, Server]
    ran: Ran

    def fetches(self, name: str) -> dict[str, Fetch]:
        """Fetches by path."""
        return {fetch.url.removeprefix(self.servers[name].url): fetch for fetch in self.ran.bundles[name].fetches}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Sites visited with common manners."""
    with ExitStack() as stack:
        servers = {
            "order": order_site(),
            "sitemap": sitemap_site(),
            "wide": wide_site(),
            "spellings": Server(
                {
                    "/": page(
                        "Школа",
                        link("/a.pdf", "Приказ")
                        + "<h2>Акты</h2>"
                        + link("a.pdf?utm_source=x", ACT)
                        + link("./x/../a.pdf#page=2", "Копия"),
                    ),
                    "/a.pdf": pdf(),
                }
            ),
            "map-only": map_only_site(),
            "cloud": Server(
                {"/": page("Школа", link("https://mega.nz/file/abc", ACT) + link("https://mega.nz/file/photo", "Фото"))}
            ),
            "portal": Server(
                {
                    "/one/": page(
                        "Первая", link("/one/docs", "Документы") + link("/two/docs", "Соседи") + link("/files/a.pdf", ACT)
                    ),
                    "/one/docs": page("Документы первой"),
                    "/two/": page("Вторая", link("/two/docs", "Документы")),
                    "/two/docs": page("Документы второй"),
                    "/files/a.pdf": pdf(),
                }
            ),
            "same": Server(
                {"/": page("Школа", "".join(link(f"/x{n}", f"Раздел {n}") for n in range(60)))},
                page("Раздел", "<p>одно и то же</p>"),
            ),
        }
        for server in servers.values():
            stack.enter_context(server)
        rows = [school(name, f"{server.url}/") for name, server in servers.items() if name != "portal"]
        rows = [replace(row, seeds=(f"{servers['sitemap'].url}/seed",)) if row.id == "sitemap" else row for row in rows]
        rows += [school("one", f"{servers['portal'].url}/one/"), school("two", f"{servers['portal'].url}/two/")]
        yield World(servers, run(job_for(tmp_path_factory.mktemp("visits"), rows, max_pages=60)))


def test_what_promises_an_act_is_read_first(world: World) -> None:
    assert world.ran.code == 0, world.ran.errors
    asked = world.servers["order"].paths()
    first = [path for path in asked if path not in ("/robots.txt", "/sitemap.xml") and "net-takoy" not in path][:6]
    assert first[:2] == ["/", "/metod"]
    assert set(first[2:5]) == {"/d/act.pdf", "/d/row.pdf", "/scan.jpg"}
    assert asked.index("/d/neutral.pdf") > asked.index("/scan.jpg")
    assert asked.index("/novosti") > asked.index("/about")


def test_a_file_behind_a_viewer_and_a_promising_scan_are_read(world: World) -> None:
    fetches = world.fetches("order")
    assert fetches["/d/wrapped.pdf"].outcome is Outcome.OK
    assert fetches["/scan.jpg"].outcome is Outcome.OK and not fetches["/scan.jpg"].is_page


def test_what_is_left_out_is_counted(world: World) -> None:
    visit = visit_of(world.ran.bundles["order"])
    assert visit.status is VisitStatus.OK and visit.complete
    asked = world.servers["order"].paths()
    assert not [path for path in asked if path.startswith(("/calendar/", "/go/login", "/menu", "/photo")) or "print" in path]
    assert visit.counters["trap:calendar"] == 12
    assert visit.counters["service:login"] == 1
    assert visit.counters["picture"] == 1
    assert visit.counters["below_threshold"] == 1
    assert visit.counters["left:aside"] > 0
    assert sum(path.startswith("/novosti/") for path in asked) < 40


def test_the_line_speaks_for_a_link_that_says_nothing(world: World) -> None:
    bundle = world.ran.bundles["order"]
    (found,) = bundle.links[f"{world.servers['order'].url}/d/row.pdf"]
    assert found.text == "Скачать" and "наставничестве педагогов" in found.context and found.score > 0
    assert (found.section, found.page_title) == ("Методическая работа", "Методическая работа")


def test_starts_besides_the_home_page(world: World) -> None:
    fetches = world.fetches("sitemap")
    for path in ("/hidden/nastavnichestvo", "/h.pdf", "/seed", "/s.pdf", "/sveden/", "/sveden/document"):
        assert fetches[path].outcome is Outcome.OK, path
    assert visit_of(world.ran.bundles["sitemap"]).counters["sitemap_foreign"] == 1
    assert "/robots.txt" not in fetches and "/map.xml" not in fetches


def test_a_usual_address_that_is_missing_is_no_broken_link(world: World) -> None:
    assert "/sveden/" not in world.fetches("wide")
    assert world.servers["wide"].count("/sveden/") == 1


def test_every_place_of_a_document_is_kept_under_one_address(world: World) -> None:
    bundle = world.ran.bundles["spellings"]
    found = bundle.links[f"{world.servers['spellings'].url}/a.pdf"]
    assert [(place.text, place.section) for place in found] == [("Приказ", "Школа"), (ACT, "Акты"), ("Копия", "Акты")]
    assert len(bundle.links) == 1
    assert world.servers["spellings"].count("/a.pdf") == 1
    fetch = world.fetches("spellings")["/a.pdf"]
    assert fetch.link is not None and fetch.link.text == ACT


def test_pages_only_the_sitemap_knows_make_a_visit_complete(world: World) -> None:
    assert visit_of(world.ran.bundles["map-only"]).complete
    assert sum(path.startswith("/n") for path in world.servers["map-only"].paths()) >= 50


def test_a_cloud_disk_is_told_and_not_asked(world: World) -> None:
    (fetch,) = [fetch for fetch in world.ran.bundles["cloud"].fetches if "mega.nz" in fetch.url]
    assert fetch.outcome is Outcome.OFF_SITE and fetch.link is not None and fetch.link.text == ACT
    assert visit_of(world.ran.bundles["cloud"]).counters["cloud_disk"] == 2


def test_two_schools_on_one_host_keep_to_their_folders(world: World) -> None:
    one = {fetch.url.split("/", 3)[3] for fetch in world.ran.bundles["one"].fetches}
    assert one == {"one/", "one/docs", "files/a.pdf"}
    assert visit_of(world.ran.bundles["one"]).counters["other_folder"] == 2
    assert {fetch.url.split("/", 3)[3] for fetch in world.ran.bundles["two"].fetches} == {"two/", "two/docs"}
    assert world.servers["portal"].most_at_once == 1


def test_one_page_for_every_address_is_not_a_site_that_was_read(world: World) -> None:
    bundle = world.ran.bundles["same"]
    assert {fetch.outcome for fetch in bundle.fetches if not fetch.url.endswith("/")} == {Outcome.NOT_FOUND}
    assert "soft_404" in visit_of(bundle).remarks


def test_a_budget_makes_a_visit_partial(tmp_path: Path) -> None:
    with wide_site() as server:
        ran = run(job_for(tmp_path, {"s": f"{server.url}/"}, max_pages=7))
        visit = visit_of(ran.bundles["s"])
        assert (visit.status, visit.complete, visit.pages) == (VisitStatus.PARTIAL, False, 7)
        assert "предел страниц (7)" in (visit.reason or "") and "не прочитано: 24 ссылки" in (visit.reason or "")
        assert len(visit.unread) == 24 and visit.counters["left:page"] == 24
        assert sum(path.startswith("/p") for path in server.paths()) == 6


def test_a_budget_that_is_used_up_by_the_last_page_cuts_nothing(tmp_path: Path) -> None:
    news = "".join(link(f"/novosti/{n}", f"Новость {n}") for n in range(9))
    with wide_site(6) as server:
        server.routes["/"] = str(server.routes["/"]).replace("</main>", f"{news}</main>")
        visit = visit_of(run(job_for(tmp_path, {"s": f"{server.url}/"}, max_pages=7)).bundles["s"])
        assert (visit.status, visit.complete, visit.pages) == (VisitStatus.OK, True, 7), visit.reason


def gaps(server: Server) -> list[float]:
    """Seconds between the requests."""
    times = [seen.when for seen in server.seen]
    return [later - earlier for earlier, later in pairwise(times)]


def test_manners(tmp_path: Path) -> None:
    with wide_site(3) as plain, wide_site(3) as slow, wide_site(12) as broad:
        slow.routes["/robots.txt"] = Reply("User-agent: *\nCrawl-delay: 0.6\n", headers={"Content-Type": "text/plain"})
        for path, body in list(broad.routes.items()):
            broad.routes[path] = Reply(body, delay=0.2)  # type: ignore[arg-type]
        ran = run(job_for(tmp_path, {"plain": f"{plain.url}/", "slow": f"{slow.url}/"}, delay=0.3))
        assert [visit_of(bundle).status for bundle in ran.bundles.values()] == [VisitStatus.OK] * 2
        assert min(gaps(plain)) >= 0.28
        assert min(gaps(slow)[1:]) >= 0.58
        run(job_for(tmp_path / "broad", {"broad": f"{broad.url}/"}, connections=4))
        assert 2 <= broad.most_at_once <= 4


def known_of(bundle: Bundle) -> list[Known]:
    """What the next run is told."""
    return [
        Known(f.url, f.sha256, f.etag, f.last_modified, f.content_type, f.charset, f.is_page, f.warc, f.offset)
        for f in bundle.fetches
        if f.outcome in (Outcome.OK, Outcome.NOT_MODIFIED)
    ]


def fresh_only(tag: str, body: str | bytes, kind: str = "text/html") -> object:
    """A route that answers 304 to whoever knows the tag."""

    def answer(seen: Seen) -> Reply:
        if seen.headers.get("if-none-match") == tag:
            return Reply("", 304, {"ETag": tag})
        return Reply(body, headers={"ETag": tag, "Content-Type": kind})

    return answer


def test_the_next_run_asks_only_for_what_changed(tmp_path: Path) -> None:
    routes = {
        "/": fresh_only('"home"', page("Школа", link("/a.pdf", ACT) + link("/b.pdf", ACT + " 2") + link("/c.pdf", ACT + " 3"))),
        "/a.pdf": fresh_only('"a"', b"%PDF-1.4 a", "application/pdf"),
        "/b.pdf": pdf("same bytes"),
        "/c.pdf": pdf("old"),
    }
    with Server(routes) as server:  # type: ignore[arg-type]
        first = run(job_for(tmp_path, {"s": f"{server.url}/"}, "run-1")).bundles["s"]
        write_known(tmp_path / "known.jsonl", known_of(first))
        server.routes["/c.pdf"] = pdf("new")
        ran = run(job_for(tmp_path, {"s": f"{server.url}/"}, "run-2", known={"s": tmp_path / "known.jsonl"}))
        second = ran.bundles["s"]
        outcomes = {fetch.url.removeprefix(server.url): fetch.outcome for fetch in second.fetches}
        assert outcomes == {"/": Outcome.NOT_MODIFIED, "/a.pdf": Outcome.NOT_MODIFIED, "/b.pdf": Outcome.OK, "/c.pdf": Outcome.OK}
        visit = visit_of(second)
        assert (visit.not_modified, visit.pages, visit.documents, visit.complete) == (2, 1, 3, True)
        before = {fetch.url: fetch for fetch in first.fetches}
        for fetch in second.fetches:
            body = read_body(tmp_path, fetch.warc, fetch.offset)[1]
            earlier = before[fetch.url]
            unchanged = not fetch.url.endswith("/c.pdf")
            assert (fetch.warc, fetch.offset) == (earlier.warc, earlier.offset) if unchanged else fetch.warc.startswith("run-2/")
            assert unchanged or body == b"%PDF-1.4 new"
        write_known(tmp_path / "known.jsonl", known_of(second))
        (tmp_path / "run-1" / "s" / "responses.warc.gz").unlink()
        third = run(job_for(tmp_path, {"s": f"{server.url}/"}, "run-3", known={"s": tmp_path / "known.jsonl"})).bundles["s"]
        home = next(fetch for fetch in third.fetches if fetch.is_page)
        assert home.outcome is Outcome.OK and home.warc.startswith("run-3/")


def self_signed(folder: Path) -> Path:
    """A certificate nobody trusts, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def test_a_wrong_certificate_is_a_remark_and_the_site_is_read(tmp_path: Path) -> None:
    with Server({"/": page("Школа", link("/a.pdf", ACT)), "/a.pdf": pdf()}, certificate=self_signed(tmp_path)) as server:
        visit = visit_of(run(job_for(tmp_path / "archive", {"s": f"{server.url}/"})).bundles["s"])
    assert server.url.startswith("https:")
    assert (visit.status, visit.documents, visit.remarks) == (VisitStatus.OK, 1, ("certificate_wrong_name:127.0.0.1", "certificate_self_signed"))


def test_the_spider_runs_under_scrapy_as_well(tmp_path: Path) -> None:
    with Server({"/": page("Школа")}) as server:
        job = job_for(tmp_path, {"s": f"{server.url}/"})
        dump_shard(job, tmp_path / "job.json")
        scrapy = [
            sys.executable,
            "-m",
            "scrapy",
            "crawl",
            "site",
            "-a",
            f"job={tmp_path / 'job.json'}",
            "-s",
            "ALLOW_PRIVATE_HOSTS=1",
        ]
        subprocess.run(scrapy, cwd=ROOT, env=environment(), check=True, capture_output=True, timeout=60)
        assert visit_of(read_bundle(job.sites[0].bundle)).status is VisitStatus.OK


def test_a_bad_job_is_told_in_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "crawler.shard", str(tmp_path / "no.json")],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "no.json" in done.stderr
