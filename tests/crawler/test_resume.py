"""A crawl that was killed goes on: nothing is asked for twice, nothing is doubled, nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.journal import JOURNAL, VISIT, WARC, Bundle, read_bundle
from crawler.model import Outcome, ShardJob, VisitStatus
from tests.crawler.running import ROOT, Ran, command, environment, job_for, page, run
from tests.misbehaving import Reply, Seen, Server

PAGES = 20


def big_site(delay: float = 0.02) -> Server:
    """A site of linked pages, each with a document and repeated menu links."""
    menu = (
        "".join(f"<a href='/p{n}'>Раздел {n}</a>" for n in range(PAGES)) + "<a href='/common.pdf'>Положение о наставничестве</a>"
    )

    def answer(seen: Seen) -> Reply:
        name = seen.path.strip("/")
        if seen.path == "/" or name.startswith("p"):
            number = int(name[1:] or 0) if seen.path != "/" else 0
            body = f"<p>Страница {number} {'текст ' * 200}</p><a href='/docs/{number}.pdf'>Локальный акт {number}</a>"
            return Reply(page(f"Страница {number}" if name else "Главная", body, menu), delay=delay)
        if name.endswith(".pdf"):
            return Reply(f"%PDF-1.4 {name}", headers={"Content-Type": "application/pdf"}, delay=delay)
        return Reply("нет", 404)

    return Server({}, answer)


def site_job(folder: Path, server: Server, **manners: Any) -> ShardJob:
    """A job over one server."""
    return job_for(folder, {"s": f"{server.url}/"}, **manners)


def kill_after(job: ShardJob, lines: int) -> None:
    """Run the job and kill it, mercilessly, when its journal has so many lines."""
    journal = job.sites[0].bundle / JOURNAL
    process = subprocess.Popen(command(job), cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        if journal.exists() and journal.read_bytes().count(b"\n") >= lines:
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def shape(bundle: Bundle) -> tuple[object, ...]:
    """Everything about a finished bundle but times."""
    visit = bundle.visit
    assert visit is not None
    fetches = sorted((f.url, f.outcome, f.sha256, f.title, f.link.text if f.link else "") for f in bundle.fetches)
    links = {url: sorted((link.page_url, link.text) for link in found) for url, found in bundle.links.items()}
    return (
        visit.status,
        visit.complete,
        visit.pages,
        visit.documents,
        visit.requests,
        visit.bytes,
        visit.counters,
        fetches,
        links,
    )


def warc_urls(bundle: Bundle) -> Counter[str]:
    """How often each URL has a response or revisit record."""
    with (bundle.folder / WARC).open("rb") as stream:
        return Counter(
            record.rec_headers.get_header("WARC-Target-URI")
            for record in ArchiveIterator(stream)
            if record.rec_type in ("response", "revisit")
        )


def test_killed_twice_and_gone_on(tmp_path: Path) -> None:
    with big_site() as server:
        job = site_job(tmp_path / "killed", server)
        kill_after(job, 12)
        first = read_bundle(job.sites[0].bundle)
        assert first.visit is None and len(first.fetches) >= 5
        kill_after(job, 30)
        bundle = run(job).bundles["s"]
        repeated = {path: count for path, count in Counter(server.paths()).items() if count > 1}
        assert len(repeated) <= 2, "only what was on its way when the process was killed may be asked for again"
        assert set(warc_urls(bundle).values()) == {1}
        assert [fetch.url for fetch in bundle.fetches[: len(first.fetches)]] == [fetch.url for fetch in first.fetches]
        fresh = run(site_job(tmp_path / "fresh", server)).bundles["s"]
        assert shape(bundle) == shape(fresh)
        assert fresh.visit is not None and (fresh.visit.pages, fresh.visit.documents) == (PAGES + 1, PAGES + 1)


DAMAGES: dict[str, Callable[[Path], None]] = {}


def damage(change: Callable[[Path], None]) -> Callable[[Path], None]:
    """Register a way to damage a bundle."""
    DAMAGES[change.__name__] = change
    return change


@damage
def cut_line(bundle: Path) -> None:
    """The last line is half written."""
    journal = bundle / JOURNAL
    lines = journal.read_bytes().splitlines(keepends=True)[:20]
    journal.write_bytes(b"".join(lines) + lines[-1][:40])


@damage
def damaged_line(bundle: Path) -> None:
    """A line in the middle is damaged."""
    journal = bundle / JOURNAL
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[20] = b'{"fetch": \x00\xff' + lines[20][10:]
    journal.write_bytes(b"".join(lines))


@damage
def half_record(bundle: Path) -> None:
    """The archive has half a record that the journal does not know."""
    cut_line(bundle)
    warc = bundle / WARC
    end = json.loads((bundle / JOURNAL).read_bytes().splitlines()[19])["end"]
    warc.write_bytes(warc.read_bytes()[: end + 77])


@damage
def short_archive(bundle: Path) -> None:
    """The archive lost its end: the disk did not keep what the journal names."""
    warc = bundle / WARC
    end = json.loads((bundle / JOURNAL).read_bytes().splitlines()[15])["end"]
    warc.write_bytes(warc.read_bytes()[: end - 5])


@damage
def no_journal(bundle: Path) -> None:
    """Only the archive is left."""
    (bundle / JOURNAL).unlink()


@damage
def half_header(bundle: Path) -> None:
    """The process died while it wrote the first line."""
    (bundle / JOURNAL).write_bytes((bundle / JOURNAL).read_bytes()[:30])


@dataclass(frozen=True)
class Mended:
    """Bundles before they were damaged and after the next run, and what that run asked for."""

    before: dict[str, Bundle]
    ran: Ran
    asked: list[str]


@pytest.fixture(scope="module")
def mended(tmp_path_factory: pytest.TempPathFactory) -> Mended:
    """One site visited under several names, each bundle damaged in its own way, visited again. "untouched" is finished."""
    folder = tmp_path_factory.mktemp("mended")
    with big_site(0) as server:
        job = job_for(folder, dict.fromkeys((*DAMAGES, "untouched"), f"{server.url}/"))
        before = run(job).bundles
        asked = len(server.seen)
        for name, change in DAMAGES.items():
            bundle = folder / "run-1" / name
            (bundle / VISIT).unlink()
            change(bundle)
        ran = run(job)
        return Mended(dict(before), ran, server.paths()[asked:])


@pytest.mark.parametrize("name", sorted(DAMAGES))
def test_a_damaged_bundle_is_mended(mended: Mended, name: str) -> None:
    assert shape(mended.ran.bundles[name]) == shape(mended.before[name])
    assert set(warc_urls(mended.ran.bundles[name]).values()) == {1}


def test_a_finished_visit_is_not_repeated(mended: Mended) -> None:
    assert mended.ran.bundles["untouched"].visit == mended.before["untouched"].visit
    assert mended.asked.count("/") <= len(DAMAGES)
    assert [line["state"] for line in mended.ran.progress if line["school"] == "untouched"] == ["waiting", "finished"]


def test_two_processes_never_write_one_bundle(tmp_path: Path) -> None:
    with big_site(0) as server:
        server.routes["/p3"] = Reply("поздно", delay=100)
        job = site_job(tmp_path, server, timeout=90.0)
        first = subprocess.Popen(command(job), cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            assert first.stdout is not None
            while b"started" not in first.stdout.readline():
                continue
            second = run(job)
            assert second.code == 1
            assert "другой процесс" in second.errors
        finally:
            first.terminate()
            first.communicate(timeout=20)


def test_a_full_disk_ends_the_process_and_leaves_the_journal_usable(tmp_path: Path) -> None:
    with big_site(0) as server:
        job = site_job(tmp_path, server)
        limit = "import resource,sys,runpy; resource.setrlimit(resource.RLIMIT_FSIZE,(30000,30000)); sys.argv=sys.argv[1:]; " + (
            "runpy.run_module('crawler.shard', run_name='__main__')"
        )
        python, _w, _error, _m, module, path = command(job)
        done = subprocess.run(
            [python, "-W", "error", "-c", limit, module, path],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 1
        assert "не записывается" in done.stderr and "Traceback" not in done.stderr
        bundle = read_bundle(job.sites[0].bundle)
        assert bundle.visit is None and len(bundle.fetches) >= 3
        before = Counter(server.paths())
        after = run(job).bundles["s"]
        assert after.visit is not None and after.visit.status is VisitStatus.OK
        known = {fetch.url.removeprefix(server.url) for fetch in bundle.fetches if fetch.outcome is Outcome.OK}
        again = Counter(server.paths()) - before
        assert not known & set(again)


def test_stopping_is_prompt_and_loses_nothing(tmp_path: Path) -> None:
    def stop_by_signal(process: subprocess.Popen[bytes]) -> None:
        os.kill(process.pid, signal.SIGTERM)

    def stop_by_pipe(process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        process.stdin.close()

    for number, stop in enumerate((stop_by_signal, stop_by_pipe)):
        with big_site(0.05) as server:
            server.routes["/p3"] = Reply("поздно", delay=50)
            job = site_job(tmp_path / str(number), server, timeout=60.0)
            process = subprocess.Popen(
                command(job, "--watch-stdin"),
                cwd=ROOT,
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            while server.count("/p3") == 0:
                time.sleep(0.05)
            began = time.monotonic()
            stop(process)
            process.wait(timeout=20)
            took = time.monotonic() - began
            assert process.stdout is not None and process.stderr is not None
            output, errors = process.stdout.read(), process.stderr.read()
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
            assert (process.returncode, errors.decode()) == (0, "")
            assert json.loads(output.splitlines()[-1])["state"] == "interrupted"
            assert took < 5
            bundle = read_bundle(job.sites[0].bundle)
            assert bundle.visit is None and bundle.fetches


STOPPED_EARLY = """
import os, sys, time
from pathlib import Path
from crawler.job import load_shard
from crawler.shard import run_shard
reading, writing = os.pipe()
os.dup2(reading, 0)
seen = []
def tell(progress):
    if not seen:
        os.close(writing)
        time.sleep(0.3)
    seen.append(progress.state)
failed = run_shard(load_shard(Path(sys.argv[1])), tell, watch_stdin=True)
print(seen, failed)
"""


def test_the_word_to_stop_is_heard_before_the_first_visit_has_begun(tmp_path: Path) -> None:
    with big_site(0) as server:
        path = Path(command(job_for(tmp_path, dict.fromkeys(("a", "b"), f"{server.url}/")))[-1])
        script = [sys.executable, "-c", STOPPED_EARLY, str(path)]
        done = subprocess.run(script, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=30)
        assert (done.returncode, done.stderr) == (0, "")
        assert "{}" in done.stdout
        assert server.seen == []
