"""Two processes of one run whose sites keep their documents at one host: it is asked by one of them at a time."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from threading import Barrier

from crawler.journal import read_bundle
from crawler.model import Outcome
from tests.crawler.running import ROOT, command, environment, job_for, page
from tests.misbehaving import Reply, Seen, Server

FILES = 6
DELAY = 0.1


def a_file(seen: Seen) -> Reply:
    """Any file, slowly."""
    return Reply(f"%PDF-1.4 {seen.path}", headers={"Content-Type": "application/pdf"}, delay=0.05)


def test_processes_take_turns_at_a_host_of_documents(tmp_path: Path) -> None:
    with ExitStack() as stack:
        shared = stack.enter_context(Server({"/robots.txt": Reply("", 404)}, a_file))
        both = Barrier(2)

        def home(seen: Seen, links: str) -> Reply | str:
            if seen.path != "/":
                return Reply("", 404)
            both.wait(40)  # processes start as the machine pleases
            return page("Главная", links)

        processes, jobs = [], []
        for name in ("a", "b"):
            links = "".join(f"<a href='{shared.url}/{name}{number}.pdf'>Положение о наставничестве {number}</a>" for number in range(FILES))
            site = stack.enter_context(Server({}, lambda seen, links=links: home(seen, links)))
            folder = tmp_path / name
            folder.mkdir()
            job = replace(job_for(folder, {name: f"{site.url}/"}, delay=DELAY, timeout=60.0), turns=tmp_path / "turns")
            jobs.append(job)
            processes.append(subprocess.Popen(command(job), cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True))
        for process in processes:
            _out, errors = process.communicate(timeout=60)
            assert process.returncode == 0, errors
        got = [fetch for job in jobs for fetch in read_bundle(job.sites[0].bundle).fetches if fetch.url.endswith(".pdf")]
        assert [fetch.outcome for fetch in got] == [Outcome.OK] * 2 * FILES
        assert shared.most_at_once == 1
        order = [seen for seen in shared.seen if seen.path.endswith(".pdf")]
    assert len({seen.path[1] for seen in order[:FILES]}) == 2, "one of them was let in only when the other had done"
    assert min(later.when - earlier.when for earlier, later in pairwise(order)) > 0.9 * DELAY


def test_a_folder_for_turns_that_cannot_be_made_is_a_failure_and_no_silent_site(tmp_path: Path) -> None:
    (tmp_path / "turns").write_text("a file")
    with Server({"/": page("Главная")}) as site:
        ran = subprocess.run(
            command(replace(job_for(tmp_path, {"s": f"{site.url}/"}), turns=tmp_path / "turns")),
            cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60,
        )  # fmt: skip
    assert ran.returncode == 1 and "turns" in ran.stderr
