"""Two crawls of one site with the same settings ask for the same addresses in the same order."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawler.running import job_for, page, run
from tests.misbehaving import Reply, Seen, Server

PAGES = 40


def many_alike(seen: Seen) -> Reply:
    """Pages that promise the same, linked in another order on each, with documents and a sitemap."""
    name = seen.path.strip("/")
    if name == "sitemap.xml":
        urls = "".join(f"<url><loc>http://{seen.headers['host']}/only-{n}</loc></url>" for n in range(5))
        return Reply(f"<?xml version='1.0'?><urlset>{urls}</urlset>", headers={"Content-Type": "application/xml"})
    if name.endswith(".pdf"):
        return Reply(f"%PDF-1.4 {name}", headers={"Content-Type": "application/pdf"})
    if name and not name.startswith(("razdel-", "only-")):
        return Reply("нет", 404)
    number = int(name.rpartition("-")[2] or 0)
    others = [(number * 7 + step * 11) % PAGES for step in range(12)]
    links = "".join(f"<li><a href='/razdel-{n}'>Раздел</a></li><li><a href='/{n}.pdf'>Положение</a></li>" for n in others)
    return Reply(page(f"Страница {name}", f"<ul>{links}</ul>"))


def test_the_order_of_requests_does_not_depend_on_chance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = []
    with Server({}, many_alike) as server:
        for number, seed in enumerate(("0", "1", "4711")):
            monkeypatch.setenv("PYTHONHASHSEED", seed)
            asked = len(server.seen)
            ran = run(job_for(tmp_path / str(number), {"s": f"{server.url}/"}))
            assert ran.code == 0, ran.errors
            logs.append(server.paths()[asked:])
    assert len(logs[0]) > 2 * PAGES
    assert logs[0] == logs[1] == logs[2]
