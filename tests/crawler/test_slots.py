"""One connection for each party that serves sites, also where several visits want it at once and no delay keeps them apart."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from crawler.model import Outcome
from tests.crawler.running import job_for, page, run
from tests.misbehaving import Reply, Seen, Server


def a_file(seen: Seen) -> Reply:
    """Any file, slowly; every fourth needs a second try."""
    again = seen.path.endswith("3.pdf")
    kind = {"Content-Type": "application/pdf", **({"Connection": "close"} if again else {})}
    return Reply(f"%PDF-1.4 {seen.path}", headers=kind, delay=0.03, misbehave="drop" if again else "")


def test_visits_side_by_side_share_the_one_connection_of_a_host(tmp_path: Path) -> None:
    with ExitStack() as stack:
        shared = stack.enter_context(Server({"/robots.txt": Reply("", 404)}, a_file))
        sites = {}
        for number in range(4):
            links = "".join(f"<a href='{shared.url}/{number}-{n}.pdf'>Положение о наставничестве {n}</a>" for n in range(6))
            sites[f"s{number}"] = stack.enter_context(Server({"/": Reply(page("Главная", links))}))
        ran = run(job_for(tmp_path, {name: f"{site.url}/" for name, site in sites.items()}, retries=1))
        assert ran.code == 0, ran.errors
        assert sum(seen.path.endswith(".pdf") for seen in shared.seen) >= 24
        assert shared.most_at_once == 1
        assert {site.most_at_once for site in sites.values()} == {1}


def test_a_redirect_may_be_longer_than_a_link(tmp_path: Path) -> None:
    state = "s" * 4000
    link = f"/act.pdf?state={state}"
    pdf = Reply("%PDF-1.4 act", headers={"Content-Type": "application/pdf"})
    home = page("Главная", f"<a href='/order'>Положение о наставничестве</a><a href='{link}x'>Положение о методическом объединении</a>")
    with Server({"/": home, "/order": Reply.redirect(link), link: pdf}) as server:
        fetches = run(job_for(tmp_path, {"s": f"{server.url}/"})).bundles["s"].fetches
        assert [fetch.outcome for fetch in fetches if fetch.url.endswith("/order")] == [Outcome.OK]
        assert server.count(link) == 1 and server.count(f"{link}x") == 0
