"""The pool: order, all workers at work, and no file that ends the run."""

import io
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from extractors import tools
from extractors.limits import Limits, OcrMode
from extractors.model import Hints, ReadStatus
from extractors.read import read
from extractors.workers import Job, PoolError, WorkerPool
from tests.extractors_formats.samples import FILES, NO_OCR, make_zip, sample

NAMES = ("act.doc", "act.docx", "act.odt", "act.pdf", "act.rtf", "table.xls", "encrypted.pdf")


def children(pid: int) -> list[int]:
    """Living processes below a process."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(entry.parent.name))
    return found


def gone(pids: list[int], seconds: float = 10.0) -> bool:
    """True when none of the processes lives any more."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def eater() -> bytes:
    """A small file that wants much memory: one paragraph of a document, packed a thousandfold."""
    xml = b"<w:document xmlns:w='w'><w:body>" + b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 2_000_000 + b"</w:body></w:document>"
    return make_zip({"[Content_Types].xml": b"<x/>", "word/document.xml": xml})


def sleeper() -> bytes:
    """A file that keeps its reader busy for minutes: a scan with very many pages."""
    stream = io.BytesIO()
    with Image.open(FILES / "scan.tiff") as scan:
        frames = [scan.convert("1")] * 200
    frames[0].save(stream, "TIFF", save_all=True, append_images=frames[1:], compression="group4")
    return stream.getvalue()


def test_results_come_in_order_and_equal_those_of_one_process() -> None:
    jobs = [Job(f"{number}/{name}", sample(name), limits=NO_OCR) for number in range(6) for name in NAMES]
    with WorkerPool(2) as pool:
        documents = list(pool.map(jobs))
        again = list(pool.map(jobs[:3]))
    assert [document.path for document in documents] == [job.path for job in jobs]
    assert documents[: len(NAMES)] == [read(sample(name), Hints(), f"0/{name}", NO_OCR) for name in NAMES]
    assert again == documents[:3]


def test_members_and_files_by_name_come_through(tmp_path: Path) -> None:
    path = tmp_path / "набор.zip"
    path.write_bytes(make_zip({"Приказ.rtf": sample("act.rtf")}))
    with WorkerPool(1) as pool:
        found, missing = pool.map([Job("набор.zip", file=path, limits=NO_OCR), Job("нет", file=tmp_path / "нет", limits=NO_OCR)])
    assert found.members[0].path == "набор.zip!/Приказ.rtf"
    assert found.members[0].status is ReadStatus.OK
    assert missing.status is ReadStatus.UNREADABLE
    assert (missing.reason or "").startswith("файл не открывается")


def test_jobs_are_taken_only_as_fast_as_results_are() -> None:
    taken = 0

    def jobs() -> Iterator[Job]:
        nonlocal taken
        for _number in range(300):
            taken += 1
            yield Job("x", b"text", limits=NO_OCR)

    with WorkerPool(2) as pool:
        results = pool.map(jobs())
        next(results)
        assert taken < 40
        assert sum(1 for _document in results) == 299


def test_memory_limit_costs_one_document() -> None:
    with WorkerPool(1, seconds=60, megabytes=600) as pool:
        documents = list(pool.map([Job("a", b"text"), Job("eater", eater(), limits=Limits(OcrMode.OFF)), Job("b", b"text")]))
        assert pool.restarts == 1
    assert [document.status for document in documents] == [ReadStatus.OK, ReadStatus.FAILED, ReadStatus.OK]
    assert documents[1].reason in ("превышена память", "сбой чтения")


@pytest.mark.skipif("rus" not in tools.ocr_languages(), reason="tesseract with Russian data is not installed")
def test_time_limit_costs_one_document_and_leaves_no_helper() -> None:
    slow = Job("slow", sleeper(), limits=Limits(seconds=1000, max_ocr_pages=1000))
    with WorkerPool(1, seconds=4) as pool:
        results = pool.map([Job("a", b"text"), slow, Job("b", b"text")])
        assert next(results).status is ReadStatus.OK
        started = time.monotonic()
        late = next(results)
        assert (late.path, late.status, late.reason) == ("slow", ReadStatus.FAILED, "превышено время")
        assert time.monotonic() - started < 15
        assert next(results).status is ReadStatus.OK
        processes = children(os.getpid())
        helpers = [helper for process in processes for helper in children(process)]
        assert helpers == []


@pytest.mark.skipif("rus" not in tools.ocr_languages(), reason="tesseract with Russian data is not installed")
def test_budget_of_time_gives_what_was_read() -> None:
    with WorkerPool(1, seconds=60) as pool:
        (document,) = pool.map([Job("slow", sleeper(), limits=Limits(seconds=3))])
    assert document.status is ReadStatus.OK
    assert "118-од" in document.text
    assert (document.reason or "").startswith("не распознано страниц:")


def test_killed_worker_costs_one_document() -> None:
    with WorkerPool(1) as pool:
        results = pool.map(Job(str(number), b"text") for number in range(30))
        next(results)
        for process in children(os.getpid()):
            os.kill(process, signal.SIGKILL)
        documents = list(results)
    assert len(documents) == 29
    failed = [document for document in documents if document.status is ReadStatus.FAILED]
    assert len(failed) <= 1
    assert all(document.reason == "сбой чтения" for document in failed)


def test_a_large_parent_does_not_make_a_lost_worker_look_like_one_out_of_memory() -> None:
    held = bytearray(320_000_000)
    held[::4096] = b"\1" * len(held[::4096])  # touched, so that it counts
    with WorkerPool(1, megabytes=500) as pool:
        results = pool.map(Job(str(number), b"text") for number in range(30))
        next(results)
        for process in children(os.getpid()):
            os.kill(process, signal.SIGKILL)
        reasons = {document.reason for document in results if document.status is ReadStatus.FAILED}
    assert reasons <= {"сбой чтения"} and len(held) > 0


def test_leaving_ends_the_workers() -> None:
    before = set(children(os.getpid()))
    with pytest.raises(KeyboardInterrupt), WorkerPool(2) as pool:
        results = pool.map(Job(str(number), sample("act.pdf")) for number in range(100))
        next(results)
        workers = [process for process in children(os.getpid()) if process not in before]
        assert len(workers) == 2
        raise KeyboardInterrupt
    assert gone(workers)


def test_results_left_in_the_middle_do_not_mix_with_the_next() -> None:
    with WorkerPool(2) as pool:
        first = pool.map(Job(f"a{number}", sample("act.pdf"), limits=NO_OCR) for number in range(20))
        next(first)
        first.close()  # type: ignore[attr-defined]
        assert [document.path for document in pool.map([Job("b0", b"text"), Job("b1", b"text")])] == ["b0", "b1"]


def test_workers_die_with_their_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(
            """
            import sys, time
            from extractors.workers import Job, WorkerPool
            pool = WorkerPool(2)
            results = pool.map(Job(str(n), b"text") for n in range(1000))
            for _ in range(20):
                next(results)
            print("started", flush=True)
            time.sleep(600)
            """
        )
    )
    environment = {**os.environ, "PYTHONPATH": str(FILES.parent.parent)}
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"started\n"
        workers = children(parent.pid)
        assert workers
        parent.kill()
    assert gone(workers)


def test_workers_that_cannot_start_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractors.workers._BOOT", "raise SystemExit('нет модуля')")
    with WorkerPool(1) as pool, pytest.raises(PoolError, match="нет модуля"):
        list(pool.map([Job("a", b"text")]))


def test_a_worker_that_gets_no_job_harms_none() -> None:
    """A single slow file in a pool of two: the second worker starts for nothing and says so while the first still reads."""
    deep = "<div>" * 150_000 + "Приказ" + "</div>" * 150_000
    slow = [Job(f"{number}.html", data=deep.encode() + b" " * number) for number in range(2)]
    for _attempt in range(3):
        with WorkerPool(3) as pool:
            read_now = list(pool.map(iter(slow)))
            assert [document.status for document in read_now] == [ReadStatus.OK] * 2
            assert pool.restarts == 0


def test_an_idle_worker_may_become_ready_at_any_moment() -> None:
    with WorkerPool(2) as pool:
        jobs = iter([Job("a.txt", data="Приказ № 5".encode())])
        results = pool.map(jobs)
        assert next(results).status is ReadStatus.OK
        time.sleep(2)  # the second worker, started for a job that never came, reports for duty
        assert [document.status for document in pool.map([Job("b.txt", data="Приказ № 6".encode())] * 3)] == [ReadStatus.OK] * 3
        assert pool.restarts == 0
