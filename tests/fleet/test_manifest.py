"""The manifest beside the archive says what was crawled, with what, and what came of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from db import open_database
from fleet.contents import extractor_key
from fleet.job import crawl
from fleet.manifest import manifest_path, registry_hash
from fleet.progress import SiteProgress, SiteState
from tests.fleet.district import PROGRAMME, Server, school_pages, serving, settings


def manifest(path: Path) -> dict[str, Any]:
    """The manifest of the first run."""
    with open_database(path, create=False) as db:
        found: dict[str, Any] = json.loads(manifest_path(db.archive, 1).read_text(encoding="utf-8"))
    return found


def test_the_manifest_names_versions_settings_and_every_planned_site(tmp_path: Path) -> None:
    site, dead = Server(school_pages(1)), Server({}, address="http://127.0.0.1:9/")
    job = settings(tmp_path / "m.db", [site, dead])
    with serving(site):
        job = settings(tmp_path / "m.db", [site, dead])
        crawl(job)
    found = manifest(tmp_path / "m.db")
    assert found["run"]["id"] == 1 and found["run"]["crawled"] is True
    assert found["versions"]["extractor"] == extractor_key()
    assert all(found["versions"][name] for name in ("school-monitor", "python", "scrapy", "selectolax", "pypdfium2", "warcio"))
    assert found["programme"]["hash"] == PROGRAMME.hash
    assert found["registry"] == {"hash": registry_hash(job.institutions), "institutions": 2}
    assert (found["settings"]["delay"], found["settings"]["connections"], found["settings"]["max_pages"]) == (0.0, 1, 1500)
    assert found["counters"]["documents"] == 1 and found["counters"]["pages"] == 8
    assert [(item["school"], item["status"]) for item in found["sites"]] == [("s1", "ok"), ("s2", "unreachable")]
    assert found["sites"][0]["complete"] is True and found["sites"][0]["bundle"] == "s1"
    assert found["sites"][1]["reason"]


def test_a_crawl_that_is_broken_off_leaves_what_was_planned(tmp_path: Path) -> None:
    def break_off(step: SiteProgress) -> None:
        if step.state is SiteState.RUNNING:
            raise KeyboardInterrupt

    site = Server(school_pages(1), slow=0.05)
    with serving(site):
        with pytest.raises(KeyboardInterrupt):
            crawl(settings(tmp_path / "m.db", [site]), break_off)
        found = manifest(tmp_path / "m.db")
        assert found["run"]["crawled"] is False
        assert [(item["school"], item["status"]) for item in found["sites"]] == [("s1", "skipped")]
        crawl(settings(tmp_path / "m.db", [site]))
    assert [(item["school"], item["status"]) for item in manifest(tmp_path / "m.db")["sites"]] == [("s1", "ok")]


def test_the_hash_of_the_registry_tells_rows_apart() -> None:
    one, two = (settings(Path("m.db"), [Server({}, address=f"http://{name}.example/")]).institutions for name in "ab")
    assert registry_hash(one) != registry_hash(two)
    assert registry_hash(one) == registry_hash(tuple(one))
