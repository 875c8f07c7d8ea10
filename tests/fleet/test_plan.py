"""Sites of one platform stay together; folders cannot leave the archive; what earlier runs know goes along."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.job import load_shard, read_known
from crawler.model import CrawlSettings, Institution, InstitutionKind, Known
from fleet.plan import Plan, bundle_folder, by_platform, scored_phrases, split
from programmes import bundled, load_programme
from tests.db.samples import PROGRAMME


def site(id: str, address: str) -> Institution:
    """An institution with this site."""
    return Institution(id, id, InstitutionKind.SCHOOL, address)


def plan(archive: Path) -> Plan:
    """A plan of run 7."""
    return Plan(archive, 7, CrawlSettings("test/1"), scored_phrases(PROGRAMME))


def test_sites_of_one_platform_are_never_parted(tmp_path: Path) -> None:
    addresses = ["http://a.ucoz.ru/", "http://b.ucoz.ru/", "http://c.ucoz.ru/", "http://one.example/", "http://two.example/"]
    jobs = [plan(tmp_path).site(site(f"s{number}", address)) for number, address in enumerate(addresses)]
    assert [[job.institution.id for job in group] for group in by_platform(jobs)] == [["s0", "s1", "s2"], ["s3"], ["s4"]]
    assert [{job.institution.id for job in shard} for shard in split(jobs, 2)] == [{"s0", "s1", "s2"}, {"s3", "s4"}]
    assert len(split(jobs, 9)) == 3
    assert split([], 2) == ()


def test_only_shards_side_by_side_take_turns(tmp_path: Path) -> None:
    jobs = [plan(tmp_path).site(site("s1", "http://one.example/"))]
    assert plan(tmp_path).shard(jobs).turns is None
    turns = plan(tmp_path).shard(jobs, side_by_side=True).turns
    assert turns is not None and turns.is_relative_to(tmp_path)
    job = plan(tmp_path).shard(jobs, side_by_side=True)
    assert load_shard(plan(tmp_path).write(job, 1)) == job


@given(st.text(max_size=80))
def test_no_id_leads_out_of_the_run(id: str) -> None:
    folder = bundle_folder(Path("/archive"), 12, id)
    assert folder.parent == Path("/archive/run-0012")
    assert re.fullmatch(r"[A-Za-z0-9_-]+", folder.name)


@pytest.mark.parametrize("id", ["s1", "school-7", "MOU_3"])
def test_plain_ids_are_folder_names(id: str) -> None:
    assert bundle_folder(Path("a"), 1, id).name == id


def test_job_goes_through_its_file(tmp_path: Path) -> None:
    made = plan(tmp_path)
    (tmp_path / "run-0001").mkdir()
    (tmp_path / "run-0001" / "r.warc.gz").write_bytes(b"x")
    known = [
        Known("http://s1.example/a", "aa", '"1"', warc="run-0001/r.warc.gz", offset=4),
        Known("http://s1.example/b", "bb", warc="run-0002/gone.warc.gz"),
    ]
    job = made.shard([made.site(site("s1", "http://s1.example/"), known), made.site(site("s2", "http://s2.example/"))])
    assert load_shard(made.write(job, 1)) == job
    assert job.sites[1].known is None
    path = job.sites[0].known
    assert path is not None
    assert list(read_known(path)) == ["http://s1.example/a"]


def test_phrases_of_the_bundled_programme() -> None:
    phrases = {item.phrase.pattern: item.weight for item in scored_phrases(load_programme(bundled()))}
    assert phrases["наставничество"] == 9
    assert all(phrases[name] > 0 for name in phrases if name.startswith("положение"))
    assert min(phrases.values()) < 0 < max(phrases.values())
    assert phrases["календарь|архив"] == -5
