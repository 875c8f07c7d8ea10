"""Documents on cloud disks: links recognised, interfaces asked, files read as documents of the site, failures told as they are."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.access import SiteAccess
from crawler.archive import read_body
from crawler.cloud import reference
from crawler.cloud_reading import UNREAD, CloudReader
from crawler.ending import Tally
from crawler.fetching import Answer
from crawler.frontier import Frontier, Target
from crawler.journal import Bundle, Journal, read_bundle
from crawler.model import CrawlSettings, Fetch, Known, Link, Outcome, Visit
from crawler.scoring import LinkScorer
from tests.crawler.running import AGENT, PHRASES, Ran, job_for, page, run
from tests.misbehaving import Reply, Server
from tests.misbehaving.cloud import LOGIN, QUOTA, Clouds, said, yandex_error
from tests.misbehaving.cloud import google_id as gid

ACT = "Положение о наставничестве"
DISK = "https://disk.yandex.ru"
MAIL = "https://cloud.mail.ru/public"
DRIVE = "https://drive.google.com"
DOCS = "https://docs.google.com"


def pdf(name: str) -> bytes:
    """A document of its own."""
    return f"%PDF-1.4 {name}".encode()


def links(*rows: tuple[str, str]) -> str:
    """Links in paragraphs of their own."""
    return "".join(f"<p><a href='{url.replace('&', '&amp;')}'>{text}</a></p>" for url, text in rows)


GOOD = (
    f"{DISK}/i/file1", f"{DISK}/d/file2", "https://yadi.sk/i/file3", "https://disk.yandex.com/d/file4", f"{DISK}/d/folder/Внутри.docx",
    f"{MAIL}/aaaa/bbbb", f"{MAIL}/cccc/dddd/Приказ 1.pdf",
    f"{DRIVE}/file/d/{gid('a')}/view?usp=sharing", f"{DRIVE}/open?id={gid('b')}", f"{DRIVE}/uc?id={gid('c')}&export=download",
    f"{DRIVE}/file/d/{gid('big')}/view", f"{DOCS}/document/d/{gid('doc')}/edit", f"{DOCS}/spreadsheets/d/{gid('tab')}/edit#gid=0",
    f"{DOCS}/presentation/d/{gid('pre')}/edit", f"{DOCS}/document/d/e/2PACX-{'y' * 30}/pub",
)  # fmt: skip
BAD = {
    f"{DISK}/i/removed": Outcome.NOT_FOUND,
    f"{DISK}/d/closed": Outcome.FORBIDDEN,
    f"{DISK}/i/nonsense": Outcome.HTTP_ERROR,
    f"{DISK}/i/template": Outcome.HTTP_ERROR,
    f"{DISK}/i/lost": Outcome.NOT_FOUND,
    f"{MAIL}/gone/gone": Outcome.NOT_FOUND,
    f"{MAIL}/strange/answer": Outcome.HTTP_ERROR,
    f"{DRIVE}/file/d/{gid('gone')}/view": Outcome.NOT_FOUND,
    f"{DOCS}/document/d/{gid('login')}/edit": Outcome.FORBIDDEN,
    f"{DRIVE}/file/d/{gid('page')}/view": Outcome.HTTP_ERROR,
    f"{DRIVE}/file/d/{gid('quota')}/view": Outcome.SERVER_ERROR,
    f"{DRIVE}/drive/folders/{gid('nofolder')}": Outcome.HTTP_ERROR,
    "https://dropbox.com/s/abc/x.pdf": Outcome.OFF_SITE,
}


def fill(clouds: Clouds) -> None:
    """What the services hold."""
    many = {f"Протокол {n:03}.pdf": pdf(f"many {n}") for n in range(70)}
    deep = {
        "Файл 1.pdf": pdf("deep 1"),
        "Б": {"Файл 2.pdf": pdf("deep 2"), "В": {"Файл 3.pdf": pdf("deep 3"), "Г": {"Файл 4.pdf": pdf("deep 4")}}},
    }
    clouds.yandex_shares |= {
        f"{DISK}/i/file1": pdf("1"), f"{DISK}/d/file2": pdf("2"), "https://yadi.sk/i/file3": pdf("3"),
        "https://disk.yandex.com/d/file4": pdf("4"),
        f"{DISK}/d/folder": {
            "Внутри.docx": pdf("inside"), "Приказ №5 100%.pdf": pdf("order"), "видео.mp4": b"mp4", "Меню.xlsx": b"menu", "..": b"up", "Ещё": {},
        },
        f"{DISK}/d/many": many, f"{DISK}/d/deep": deep,
        f"{DISK}/d/closed": yandex_error("DiskForbiddenError", 403, "Доступ запрещён"),
        f"{DISK}/i/nonsense": Reply("<p>что-то другое</p>"), f"{DISK}/i/template": said({"href": "http://x/{a}", "templated": True}),
    }  # fmt: skip
    lost = f"{clouds.store.url}/weblink/never/there"
    clouds.yandex_shares[f"{DISK}/i/lost"] = said({"href": lost, "method": "GET", "templated": False})
    clouds.mail_shares |= {
        "aaaa/bbbb": pdf("mail file"), "cccc/dddd": {"Приказ 1.pdf": pdf("mail order"), "Вложенная": {"Приказ 2.pdf": pdf("mail nested")}},
        "strange/answer": said({"body": "?", "status": 200}),
    }  # fmt: skip
    clouds.google_files |= {gid(name): pdf(f"google {name}") for name in ("a", "b", "c", "big", "doc", "tab", "pre", "in")}
    clouds.google_files |= {
        gid("login"): LOGIN, gid("quota"): QUOTA, gid("page"): Reply(page("Что-то новое", "<p>Откройте приложение</p>")),
        gid("nofolder"): Reply(page("Вход", "<a href='/x'>x</a>")),
        "e": Reply(page("Положение", "<p>Опубликованный текст</p>")), f"2PACX-{'y' * 30}": Reply(page("Положение", "<p>Опубликованный текст</p>")),
        gid("folder"): {"Положение.pdf": f"{DRIVE}/file/d/{gid('in')}/view?usp=drive_web", "Ещё папка": f"{DRIVE}/drive/folders/{gid('empty')}"},
        gid("empty"): {},
    }  # fmt: skip
    clouds.big.add(gid("big"))


@dataclass(frozen=True)
class World:
    """The stand-ins and what was made of the sites that link to them."""

    clouds: Clouds
    ran: Ran
    archive: Path

    def fetches(self, name: str) -> dict[str, Fetch]:
        """Fetches of a site by address."""
        return {fetch.url: fetch for fetch in self.ran.bundles[name].fetches}

    def fetch(self, name: str, link: str) -> Fetch:
        """The fetch of one link, as it stands in the page."""
        wanted = reference(link)
        return next(
            fetch for url, fetch in self.fetches(name).items() if url == link or (wanted is not None and reference(url) == wanted)
        )

    def texts(self, name: str) -> dict[str, Link]:
        """Links that led to documents, by text."""
        return {fetch.link.text: fetch.link for fetch in self.ran.bundles[name].fetches if fetch.link and not fetch.is_page}


def visit_of(bundle: Bundle) -> Visit:
    """The visit record of a finished bundle."""
    assert bundle.visit is not None
    return bundle.visit


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Four sites in one shard, their links on three services."""
    with ExitStack() as stack:
        clouds = stack.enter_context(Clouds())
        fill(clouds)
        busy = [f"{DISK}/i/busy{n}" for n in range(5)]
        clouds.yandex_shares |= {url: yandex_error("DiskResourceDownloadLimitExceededError", 429) for url in busy}
        folders = (
            (f"{DISK}/d/folder", f"{ACT}, приказы"), (f"{DISK}/d/many", "Методическая работа: протоколы"),
            (f"{DISK}/d/deep", "Наставничество"), (f"{MAIL}/cccc/dddd", ACT), (f"{DRIVE}/drive/folders/{gid('folder')}", ACT),
        )  # fmt: skip
        pages = {
            "good": page(
                "Школа", links(*((url, f"{ACT} {n}") for n, url in enumerate(GOOD)), (f"{DISK}/i/photo1", "Фотографии"))
            ),
            "bad": page("Школа", links(*((url, f"{ACT} {n}") for n, url in enumerate(BAD)))),
            "folders": page("Школа", f"<h2>Документы</h2>{links(*folders)}"),
            "busy": page("Школа", links(*((url, f"{ACT} {n}") for n, url in enumerate(busy)))),
        }
        servers = {name: stack.enter_context(Server({"/": html})) for name, html in pages.items()}
        archive = tmp_path_factory.mktemp("cloud")
        sites = {name: f"{server.url}/" for name, server in servers.items()}
        yield World(clouds, run(job_for(archive, sites, retries=1, cloud_endpoints=clouds.endpoints)), archive)


def test_the_process_ends_well(world: World) -> None:
    assert world.ran.code == 0, world.ran.errors
    assert world.ran.errors == ""


@pytest.mark.parametrize("url", GOOD)
def test_a_shared_document_is_read_under_its_link(world: World, url: str) -> None:
    fetch = world.fetch("good", url)
    assert fetch.outcome is Outcome.OK, fetch.reason
    hosts = [urlsplit(server.url).netloc for server in (world.clouds.store, world.clouds.google)]
    assert urlsplit(fetch.final_url).netloc in hosts
    assert fetch.link is not None and fetch.link.text.startswith(ACT) and fetch.link.document
    assert fetch.link.page_url.startswith("http://127.0.0.1")
    _headers, body = read_body(world.archive, fetch.warc, fetch.offset)
    assert fetch.is_page == url.endswith("/pub") and (fetch.is_page or body.startswith(b"%PDF"))


def test_links_are_counted_and_unpromising_ones_not_asked(world: World) -> None:
    visit = visit_of(world.ran.bundles["good"])
    assert visit.counters["cloud_disk"] == len(GOOD) + 1
    assert (visit.documents, visit.complete) == (len(GOOD) - 1, True)
    assert not [path for path in world.clouds.yandex.paths() if "photo1" in path]


def test_every_answer_is_archived(world: World) -> None:
    from warcio.archiveiterator import ArchiveIterator

    with (world.ran.bundles["good"].folder / "responses.warc.gz").open("rb") as stream:
        asked = [
            record.rec_headers.get_header("WARC-Target-URI")
            for record in ArchiveIterator(stream)
            if record.rec_type == "response"
        ]
    assert any("/v1/disk/public/resources/download?" in url for url in asked)
    assert any("/api/v2/dispatcher" in url for url in asked)
    assert any(url.startswith(f"{world.clouds.google.url}/uc?") for url in asked)
    assert any("confirm=t" in url for url in asked)


def test_requests_and_bytes_count(world: World) -> None:
    seen = sum(len(server.seen) for server in (world.clouds.yandex, world.clouds.mail, world.clouds.google, world.clouds.store))
    told = sum(visit_of(bundle).requests for bundle in world.ran.bundles.values())
    sites = 4 * 4  # home page, robots.txt, sitemap, an address that cannot exist; a site may be asked for /sveden/ and its documents as well
    assert seen + sites <= told <= seen + sites + 2 * 4


@pytest.mark.parametrize(("url", "outcome"), BAD.items())
def test_a_failure_is_told_as_it_is(world: World, url: str, outcome: Outcome) -> None:
    fetch = world.fetch("bad", url)
    assert fetch.outcome is outcome, fetch.reason
    assert fetch.reason and fetch.link is not None
    assert outcome is Outcome.OFF_SITE or fetch.reason.startswith(("Яндекс Диск", "Облако Mail", "Google Диск"))


def test_a_login_is_never_asked_for(world: World) -> None:
    fetch = world.fetch("bad", f"{DOCS}/document/d/{gid('login')}/edit")
    assert "не открыл доступ" in fetch.reason and "accounts" not in fetch.final_url


def test_failures_elsewhere_leave_the_site_complete(world: World) -> None:
    visit = visit_of(world.ran.bundles["bad"])
    assert visit.complete and visit.counters["outcome:not_found"] == 4


def test_a_busy_service_is_left_alone(world: World) -> None:
    fetches = [fetch for url, fetch in world.fetches("busy").items() if "yandex" in url]
    assert [fetch.outcome for fetch in fetches] == [Outcome.SERVER_ERROR] * 5
    asked = [path for path in world.clouds.yandex.paths() if "busy" in path]
    assert len(asked) == 3 * 2  # three files, each once more after a pause
    assert sum("не запрашивался" in fetch.reason for fetch in fetches) == 2


def test_files_of_a_folder_keep_their_names(world: World) -> None:
    found = world.texts("folders")
    link = found["Приказ №5 100%.pdf"]
    assert link.section == f"{ACT}, приказы" and link.score > 0
    assert link.page_url.startswith("http://127.0.0.1") and link.url.startswith(f"{DISK}/d/folder/")
    assert "видео.mp4" not in found and "Меню.xlsx" not in found
    assert world.fetches("folders")[link.url].outcome is Outcome.OK
    assert link in world.ran.bundles["folders"].links[link.url]
    assert found["Приказ 2.pdf"].section == f"{ACT} / Вложенная"
    assert found["Положение.pdf"].url.startswith(f"{DRIVE}/file/d/")


def test_a_folder_itself_is_no_document(world: World) -> None:
    assert not [url for url in world.fetches("folders") if url in (f"{DISK}/d/folder", f"{MAIL}/cccc/dddd")]


def test_folders_have_bounds(world: World) -> None:
    found, visit = world.texts("folders"), visit_of(world.ran.bundles["folders"])
    assert sum(text.startswith("Протокол") for text in found) == 50
    assert [name for name in ("Файл 1.pdf", "Файл 2.pdf", "Файл 3.pdf", "Файл 4.pdf") if name in found] == [
        f"Файл {n}.pdf" for n in (1, 2, 3)
    ]
    assert visit.counters["cloud_folder_left"] == 20 + 1  # beyond the limit, and a name that is no name
    assert visit.counters["cloud_folder_deep"] == 1
    assert visit.counters["cloud_folders"] == 10
    assert visit.counters["media"] == 1


def test_rules_switches_pauses_and_the_server_a_public_page_names(tmp_path: Path) -> None:
    drive = f"{DRIVE}/file/d/{gid('a')}/view"
    rows = links((f"{DISK}/i/file1", ACT), (f"{MAIL}/aaaa/bbbb", ACT), (drive, ACT))
    with Clouds() as clouds, Server({"/": page("Школа", rows)}) as site, Server({"/": page("Сад", rows)}) as other:
        clouds.yandex.routes["/robots.txt"] = Reply("User-agent: *\nDisallow: /", headers={"Content-Type": "text/plain"})
        clouds.mail_shares["aaaa/bbbb"] = pdf("x")
        clouds.dispatcher = said({"body": "token", "status": 403}, 403)
        sites = {"s": f"{site.url}/", "t": f"{other.url}/"}
        ran = run(job_for(tmp_path, sites, delay=0.15, cloud_endpoints={**clouds.endpoints, "google_drive": ""}))
        found = {fetch.url: fetch for fetch in ran.bundles["s"].fetches}
        assert found[f"{DISK}/i/file1"].outcome is Outcome.ROBOTS
        assert set(clouds.yandex.paths()) == {"/robots.txt"}
        assert (found[drive].outcome, found[drive].reason, clouds.google.seen) == (Outcome.OFF_SITE, UNREAD, [])
        assert found[f"{MAIL}/aaaa/bbbb"].outcome is Outcome.OK
        assert clouds.mail.count("/public/aaaa/bbbb") == 2
        # Both sites ask the service at the same time: it is spared as one host.
        assert min(after.when - one.when for one, after in pairwise(clouds.mail.seen)) >= 0.14


class Plain:
    """A client without a crawler around it. With a ``server`` every name leads to it, as in the open every name leads somewhere."""

    def __init__(self, server: Server | None = None) -> None:
        self._server = server
        self.asked: list[str] = []

    async def get(self, url: str, slot: str, headers: Mapping[str, str], timeout: float, max_body: int) -> Answer:
        """One GET, redirects not followed."""
        self.asked.append(url)
        parts = urlsplit(url)
        there = f"{self._server.url}{parts.path}{'?' + parts.query if parts.query else ''}" if self._server else url

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_args: object) -> None:
                return None

        request = urllib.request.Request(there, headers=dict(headers))
        try:
            with urllib.request.build_opener(Stay).open(request, timeout=timeout) as answer:
                return Answer(url, answer.status, tuple(answer.headers.items()), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(url, error.code, tuple(error.headers.items()), error.read())

    def relax(self, url: str, error: BaseException) -> bool:
        return False

    def encryption_remarks(self, url: str) -> tuple[str, ...]:
        return ()

    def leads_inside(self, host: str) -> bool:
        """No name is refused here: the addresses themselves are what is tested."""
        return False


@dataclass(frozen=True)
class Reading:
    """What reading some links came to."""

    fetches: dict[str, Fetch]
    tally: Tally
    asked: list[str]
    requests: int


def read_links(root: Path, run: str, client: Plain, urls: Sequence[str], known: Mapping[str, Known], **manners: Any) -> Reading:
    """Read links and what they lead to, as a visit does, into a bundle of its own."""
    settings = CrawlSettings(AGENT, **{"delay": 0.0, "retries": 0, "timeout": 3.0, **manners})
    journal = Journal(root / run, root, {"school": "s"})
    access = SiteAccess(journal, root, client, settings, "http://school.example.org/", known, lambda _slot, _delay: None)
    frontier, tally = Frontier(), Tally()
    reader = CloudReader(access, LinkScorer(PHRASES), frontier, tally, settings)
    for url in urls:
        ref = reference(url)
        assert ref is not None
        frontier.push(Target(ref.key, Link(url, ACT, score=8.0, document=True), url, 8.0, 1, True))

    async def read() -> None:
        while (target := frontier.pop()) is not None:
            assert await reader.read(target)

    try:
        asyncio.run(read())
    finally:
        journal.close()
    return Reading({fetch.url: fetch for fetch in read_bundle(root / run).fetches}, tally, client.asked, access.requests)


def test_an_interrupted_folder_goes_on(tmp_path: Path) -> None:
    url = f"{DISK}/d/set1"
    with Clouds() as clouds:
        clouds.yandex_shares[url] = {f"Приказ {n}.pdf": pdf(f"{n}" * n) for n in range(1, 4)}
        manners: dict[str, Any] = {"allow_private_hosts": True, "cloud_endpoints": clouds.endpoints}
        whole = read_links(tmp_path, "run-1", Plain(), [url], {}, **manners)
        journal = tmp_path / "run-1" / "journal.jsonl"
        lines = journal.read_text().splitlines(keepends=True)
        last = next(number for number, line in enumerate(lines) if f'"fetch":{{"url":"{url}/' in line)
        journal.write_text("".join(lines[: last + 1]))
        again = read_links(tmp_path, "run-1", Plain(), [url], {}, **manners)
        assert (again.fetches.keys(), again.tally.documents) == (whole.fetches.keys(), 3)
        assert len([one for one in again.asked if "/download?" in one]) == 2  # the two files that were left
        assert not [one for one in again.asked if "limit=" in one]
        assert again.requests == whole.requests


def test_an_unchanged_file_is_not_sent_again(tmp_path: Path) -> None:
    url = f"{DISK}/i/file1"
    with Clouds() as clouds:
        clouds.yandex_shares[url] = pdf("same")
        manners: dict[str, Any] = {"allow_private_hosts": True, "cloud_endpoints": clouds.endpoints}
        first = read_links(tmp_path, "run-1", Plain(), [url], {}, **manners).fetches[url]
        assert (first.outcome, first.url, first.final_url) == (Outcome.OK, url, f"{clouds.store.url}/file/0")
        known = Known(url, first.sha256, first.etag, "", first.content_type, "", False, first.warc, first.offset)
        later = read_links(tmp_path, "run-2", Plain(), [url], {url: known}, **manners).fetches[url]
        assert (later.outcome, later.warc, later.offset) == (Outcome.NOT_MODIFIED, first.warc, first.offset)


def test_no_answer_leads_into_a_private_network(tmp_path: Path) -> None:
    def file_at(address: str) -> Reply:
        return said({"href": address, "method": "GET", "templated": False})

    asking = f"/v1/disk/public/resources/download?public_key={DISK}/i/"
    routes = {
        f"{asking}inner": file_at("http://127.0.0.1:1/secret"),
        f"{asking}redirect": file_at("https://downloader.disk.yandex.ru/go"),
        f"{asking}scheme": file_at("file:///etc/passwd"),
        "/go": Reply.redirect("http://169.254.169.254/latest/meta-data"),
    }
    with Server(routes) as server:
        done = read_links(tmp_path, "run-1", Plain(server), [f"{DISK}/i/{name}" for name in ("inner", "redirect", "scheme")], {})
        assert done.tally.counters == {"outcome:private_address": 2, "outcome:http_error": 1}
        assert not [url for url in done.asked if "127.0.0.1" in url or "169.254" in url]
        assert any(url.startswith("https://cloud-api.yandex.net/") for url in done.asked)
