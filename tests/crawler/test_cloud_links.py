"""Links to cloud disks and the answers of their interfaces, without the network."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler import cloud_answers as answers
from crawler.cloud import ENDPOINTS, NO_CLOUDS, CloudError, CloudService, Reference, Shape, endpoints, inside, reference
from crawler.cloud_answers import UnknownAnswerError
from crawler.job import JobError, shard_from_json, shard_to_json
from tests.crawler.running import job_for
from tests.misbehaving.cloud import google_id as gid

DISK = "https://disk.yandex.ru"
MAIL = "https://cloud.mail.ru/public"
DRIVE = "https://drive.google.com"
DOCS = "https://docs.google.com"


@pytest.mark.parametrize(
    ("url", "service", "shape", "id"),
    [
        (f"{DISK}/d/AbC-1_/sub/%D0%B0.pdf", CloudService.YANDEX, Shape.EITHER, f"{DISK}/d/AbC-1_"),
        (f"{DISK}/public?hash=a%2Bb%2Fc%3D%3A%2Fsub", CloudService.YANDEX, Shape.EITHER, "a+b/c="),
        ("https://disk.360.yandex.ru/i/AbCd", CloudService.YANDEX, Shape.FILE, "https://disk.360.yandex.ru/i/AbCd"),
        (f"{MAIL}/5fxt/3rDQ5zpX4/", CloudService.MAIL, Shape.EITHER, "5fxt/3rDQ5zpX4"),
        (f"{DRIVE}/a/school.ru/file/d/{gid('q')}/preview", CloudService.GOOGLE, Shape.FILE, gid("q")),
        (f"{DRIVE}/drive/u/0/folders/{gid('q')}?usp=sharing", CloudService.GOOGLE, Shape.FOLDER, gid("q")),
        (f"{DOCS}/spreadsheets/u/1/d/{gid('q')}/htmlview", CloudService.GOOGLE, Shape.TABLE, gid("q")),
    ],
)
def test_spellings(url: str, service: CloudService, shape: Shape, id: str) -> None:
    found = reference(url)
    assert found is not None and (found.service, found.shape, found.id) == (service, shape, id)


@pytest.mark.parametrize(
    "url",
    [
        f"{DISK}/client/disk", f"{DISK}/a/album1", f"{DISK}/", "https://yandex.ru/d/abcd", "https://disk.yandex.ru.example.org/d/abcd",
        "https://cloud.mail.ru/", f"{MAIL}/only", f"{DRIVE}/drive/my-drive", f"{DOCS}/forms/d/e/{gid('f')}/viewform", f"{DRIVE}/open?id=../x",
        "https://notdrive.google.com/file/d/1/view",
    ],
)  # fmt: skip
def test_what_is_no_share(url: str) -> None:
    assert reference(url) is None


def test_the_spellings_of_one_share_are_one_address() -> None:
    same = {
        f"{DRIVE}/file/d/{gid('q')}/view?usp=sharing",
        f"{DRIVE}/open?id={gid('q')}",
        f"{DOCS}/uc?export=download&id={gid('q')}",
    }
    assert len({found.key for url in same if (found := reference(url))}) == 1
    assert reference(f"{DISK}/d/AAAA") != reference(f"{DISK}/d/aaaa")


@pytest.mark.parametrize("name", ["План.pdf", "а/б", "..", "", "100% №1 #2 ?x.pdf", "a&b+c=d.pdf", "x" * 3000])
def test_an_entry_has_an_address_that_leads_back_or_none(name: str) -> None:
    good = name not in ("а/б", "..", "") and len(name) < 1000
    for folder in (f"{DISK}/d/AbCd/sub", f"{DISK}/public?hash=a%2Bb%3D", f"{MAIL}/aaaa/bbbb"):
        ref = reference(folder)
        assert ref is not None
        url = inside(ref, name)
        found = reference(url) if url else None
        assert (url is not None) == good
        assert found is None or (found.path or found.id).endswith(f"/{name}")


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"[" * 100_000, b'{"href": 5}', b'{"href": "javascript:x"}', b'{"type": "dir"}', b"\xff\xfe"]
)
def test_unknown_answers_are_errors(body: bytes) -> None:
    ref = Reference(CloudService.YANDEX, Shape.EITHER, f"{DISK}/d/abcd")
    for read in (
        answers.read_yandex_download, answers.read_mail_resource, answers.read_mail_dispatcher,
        lambda body: answers.read_yandex_resource(body, ref), lambda body: answers.read_mail_folder(body, ref),
    ):  # fmt: skip
        with pytest.raises(UnknownAnswerError):
            read(body)


@pytest.mark.parametrize(
    ("href", "good"),
    [
        (f"https://downloader.disk.yandex.ru/disk/ab/cd?uid=0&filename={'%D0%B0' * 500}&tknv=v2", True),
        ("http://127.0.0.1:8080/file", True),
        ("http://good.ru@127.0.0.1/", False),
        ("http://good.ru\\@127.0.0.1/", False),
        ("http://good.ru/a b", False),
        ("http://good.ru/\r\nHost: x", False),
        ("http:///x", False),
        ("//good.ru/x", False),
        ("file:///etc/passwd", False),
        (f"http://good.ru/{'x' * 9000}", False),
    ],
)
def test_an_address_is_taken_as_it_came_or_not_at_all(href: str, good: bool) -> None:
    body = json.dumps({"href": href, "method": "GET", "templated": False}).encode()
    if good:
        assert answers.read_yandex_download(body) == href
    else:
        with pytest.raises(UnknownAnswerError):
            answers.read_yandex_download(body)


def test_a_confirmation_leads_nowhere_else() -> None:
    form = "<form action='{}'><input name='id' value='1'><input name='confirm' value='t'></form>"
    at = "https://drive.usercontent.google.com/download?id=1"
    assert answers.read_google_confirmation(form.format("https://evil.example.org/x"), at) is None
    assert answers.read_google_confirmation("<p>ничего</p>", at) is None
    assert answers.read_google_confirmation(form.format("/download?export=download"), at) == (
        "https://drive.usercontent.google.com/download?export=download&id=1&confirm=t"
    )
    old = "<a id='uc-download-link' href='/uc?export=download&amp;confirm=Ab1&amp;id=1'>Скачать</a>"
    assert answers.read_google_confirmation(old, f"{DRIVE}/uc?id=1") == f"{DRIVE}/uc?export=download&confirm=Ab1&id=1"


def test_endpoints_are_checked_and_travel_with_the_job(tmp_path: Path) -> None:
    assert endpoints({}) == dict(ENDPOINTS)
    assert set(endpoints(NO_CLOUDS).values()) == {""}
    for wrong in ({"dropbox": "http://x.ru"}, {"yandex": "не адрес"}, {"mail": "ftp://x.ru"}):
        with pytest.raises(CloudError):
            endpoints(wrong)
    job = job_for(tmp_path, {"s": "http://a.ru/"}, cloud_endpoints={"yandex": "http://127.0.0.1:1", "mail": ""})
    assert shard_from_json(shard_to_json(job)).settings.cloud_endpoints == {"yandex": "http://127.0.0.1:1", "mail": ""}
    with pytest.raises(JobError, match="облачн"):
        shard_from_json(shard_to_json(job).replace('"yandex"', '"unknown"'))
