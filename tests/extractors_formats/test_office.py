"""LibreOffice as the last resort: one for many files, none that hangs, reaches out or stays behind."""

import os
import shutil
import signal
import socketserver
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors import office, tools
from extractors.model import Hints, ReadStatus
from extractors.read import read
from extractors.workers import Job, WorkerPool
from tests.extractors_formats.samples import ACT_WORDS, FILES, NO_OCR, read_plain, sample
from tests.extractors_formats.test_workers import gone

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
needs_bridge = pytest.mark.skipif(
    shutil.which("soffice") is None or not office.driver(), reason="LibreOffice with python3-uno is not installed"
)
MOST = 10_000_000
FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>{}</office:text></office:body></office:document>
"""
RARE = FLAT.format("<text:p>Приказ № 15 о наставничестве в школе</text:p>").encode()
"""A flat OpenDocument text, which no reader of ours knows."""


def old_doc() -> bytes:
    """A DOC that calls itself one of Word 95, whose piece table is not ours to read."""
    data = bytearray(sample("act.doc"))
    at = data.index(b"\xec\xa5")
    data[at + 2 : at + 4] = b"\x65\x00"
    return bytes(data)


@pytest.fixture
def own() -> Iterator[office.Office]:
    one = office.Office()
    yield one
    one.close()


@pytest.fixture(scope="module")
def common() -> Iterator[office.Office]:
    """For the tests that do it no harm: a start takes seconds."""
    one = office.Office(700)
    yield one
    one.close()


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where everything temporary goes."""
    path = tmp_path_factory.mktemp("t")
    monkeypatch.setenv("TMPDIR", str(path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return path


@pytest.fixture
def no_catdoc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with LibreOffice and without catdoc (its workers look for programs themselves)."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "soffice").symlink_to(shutil.which("soffice") or "")
    monkeypatch.setenv("PATH", str(programs))


def convert(one: office.Office, data: bytes, seconds: float = 60) -> str:
    made = one.convert(data, ".doc", ".odt", seconds, MOST)
    return read(made, Hints(), "", NO_OCR).text


def office_pids(pid: int) -> list[int]:
    """The offices below a process."""
    found = []
    for process in tools.descendants(pid):
        try:
            if "soffice" in Path(f"/proc/{process}/comm").read_text():
                found.append(process)
        except OSError:
            continue
    return found


def sockets() -> set[str]:
    return {entry.name for entry in Path("/tmp").glob("OSL_PIPE_*_monitor*")}


@needs_bridge
def test_files_share_an_office_that_leaves_nothing(own: office.Office, folder: Path) -> None:
    before = sockets()
    texts = [convert(own, old_doc())]
    first = own.pid
    texts += [convert(own, sample("act.rtf")), convert(own, old_doc())]
    assert first == own.pid > 0
    assert all(word in text for text in texts for word in ACT_WORDS)
    assert "1\tучитель физики\tучитель химии" in texts[0]  # a table keeps its rows
    assert sockets() <= before
    own.close()
    assert gone([first])
    assert list(folder.iterdir()) == []
    assert "118-од" in convert(own, old_doc())  # a closed one starts again
    assert own.pid != first


@needs_bridge
def test_an_office_that_hangs_is_replaced(own: office.Office, folder: Path) -> None:
    convert(own, old_doc())
    first = own.pid
    os.kill(first, signal.SIGSTOP)
    started = time.monotonic()
    with pytest.raises(tools.ToolTimeoutError, match="LibreOffice не уложился в 1 с"):
        convert(own, old_doc(), 1)
    assert time.monotonic() - started < 6
    assert gone([first])
    assert list(folder.iterdir()) == []
    assert "118-од" in convert(own, old_doc())
    assert own.pid not in (0, first)


@needs_bridge
def test_an_office_that_died_meanwhile_costs_no_file(own: office.Office) -> None:
    convert(own, old_doc())
    first = own.pid
    os.kill(first, signal.SIGKILL)
    assert "118-од" in convert(own, old_doc())
    assert own.pid not in (0, first)


@needs_bridge
def test_an_office_dies_with_its_helper(own: office.Office) -> None:
    convert(own, old_doc())
    first = own.pid
    helper = int(Path(f"/proc/{first}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(helper, signal.SIGKILL)
    assert gone([first])
    assert "118-од" in convert(own, old_doc())


@needs_bridge
def test_a_file_it_refuses_leaves_it_running(common: office.Office) -> None:
    convert(common, old_doc())
    first = common.pid
    for bad in (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), b"no document at all", b"PK\x03\x04" + bytes(100)):
        with pytest.raises(tools.ToolFailedError, match="LibreOffice не смог прочитать файл"):
            convert(common, bad)
    with pytest.raises(tools.ToolFailedError, match="слишком много данных"):
        common.convert(old_doc(), ".doc", ".odt", 60, 100)
    assert common.pid == first


@needs_bridge
def test_its_memory_is_bounded(common: office.Office) -> None:
    convert(common, old_doc())
    limits = [line.split() for line in Path(f"/proc/{common.pid}/limits").read_text().splitlines()]
    assert ["Max", "data", "size", "700000000", "700000000", "bytes"] in limits
    assert ["Max", "core", "file", "size", "0", "0", "bytes"] in limits


@needs_bridge
def test_nothing_is_fetched_for_a_document(common: office.Office, tmp_path: Path) -> None:
    """Linked sections and pictures are ways to other files and to the network."""
    asked: list[str] = []

    class Listener(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            asked.append(self.rfile.readline().decode("latin-1"))

    secret = tmp_path / "secret.txt"
    secret.write_text("тайна", encoding="utf-8")
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        section = '<text:section text:name="s{0}"><text:section-source xlink:type="simple" xlink:href="{1}"/><text:p>было</text:p></text:section>'
        picture = (
            '<text:p><draw:frame draw:name="p" svg:width="3cm" svg:height="3cm" text:anchor-type="as-char">'
            f'<draw:image xlink:type="simple" xlink:href="{address}/x.png"/></draw:frame></text:p>'
        )
        links = "".join(section.format(number, url) for number, url in enumerate((secret.as_uri(), f"{address}/x.odt")))
        flat = FLAT.format(f"<text:p>Приказ о наставничестве</text:p>{links}{picture}").encode()
        made = common.convert(flat, ".fodt", ".odt", 60, MOST)
        server.shutdown()
    text = read(made, Hints(), "", NO_OCR).text
    assert "Приказ о наставничестве" in text
    assert "тайна" not in text
    assert asked == []


@needs_office
def test_without_the_bridge_each_file_has_an_office(folder: Path) -> None:
    made = office._once(old_doc(), ".doc", ".odt", 60, MOST)
    assert "118-од" in read(made, Hints(), "", NO_OCR).text
    assert list(folder.iterdir()) == []


@needs_bridge
def test_workers_keep_theirs_until_the_pool_closes(folder: Path, no_catdoc: None) -> None:
    jobs = [Job("old.doc", old_doc(), limits=NO_OCR), Job("rare", RARE, limits=NO_OCR)]
    before = office_pids(os.getpid())
    with WorkerPool(1) as pool:
        first, rare = pool.map(jobs)
        offices = [pid for pid in office_pids(os.getpid()) if pid not in before]
        again, _rare = pool.map(jobs)
        assert set(office_pids(os.getpid())) == {*before, *offices}
        assert len(offices) == 1
    assert gone(offices)
    assert list(folder.iterdir()) == []
    assert (first.status, first.format) == (ReadStatus.OK, "doc")
    assert all(word in first.text for word in ACT_WORDS)
    assert (rare.status, rare.format, rare.text) == (ReadStatus.OK, "doc", "Приказ № 15 о наставничестве в школе")
    assert again.text == first.text


@needs_bridge
def test_nothing_outlives_a_killed_parent(tmp_path: Path) -> None:
    (tmp_path / "rare").write_bytes(RARE)
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(
            """
            import sys, time
            from pathlib import Path
            from extractors.workers import Job, WorkerPool
            pool = WorkerPool(1)
            print(*[document.status for document in pool.map([Job("rare", file=Path(sys.argv[1]))])], flush=True)
            time.sleep(600)
            """
        )
    )
    environment = {**os.environ, "PYTHONPATH": str(FILES.parent.parent), "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, script, tmp_path / "rare"], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ok\n"
        below = tools.descendants(parent.pid)
        assert office_pids(parent.pid)
        parent.kill()
    assert gone(below)


@needs_bridge
@pytest.mark.parametrize("whose", ["worker", "helper"])
def test_nothing_outlives_a_killed_worker(whose: str, no_catdoc: None) -> None:
    before = office_pids(os.getpid())
    with WorkerPool(1) as pool:
        assert next(pool.map([Job("rare", RARE, limits=NO_OCR)])).status is ReadStatus.OK
        (running,) = (pid for pid in office_pids(os.getpid()) if pid not in before)
        helper = parent(running)
        os.kill(parent(helper) if whose == "worker" else helper, signal.SIGKILL)
        assert gone([running, helper])
        (document,) = pool.map([Job("rare", RARE, limits=NO_OCR)])
        assert document.status is (ReadStatus.FAILED if whose == "worker" else ReadStatus.OK)


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_without_programs_the_reason_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with WorkerPool(1) as pool:
        documents = list(pool.map([Job("old.doc", old_doc(), limits=NO_OCR), Job("rare", RARE, limits=NO_OCR)]))
    assert [document.status for document in documents] == [ReadStatus.UNREADABLE] * 2
    for document in documents:
        assert "не установлена программа soffice (пакет libreoffice-writer-nogui)" in (document.reason or "")


def test_documents_under_a_password_are_not_tried(tmp_path: Path) -> None:
    data = bytearray(old_doc())
    data[data.index(b"\xec\xa5") + 0x0B] |= 0x01
    document = read_plain(bytes(data))
    assert (document.status, document.reason) == (ReadStatus.ENCRYPTED, "документ защищён паролем")


@needs_bridge
def test_bytes_read_as_characters_are_no_text(no_catdoc: None) -> None:
    data = bytearray(sample("act.doc"))
    at = data.index(b"\xec\xa5")
    data[at + 0x1A2 : at + 0x1AA] = bytes(8)  # no piece table: two-byte text is taken for one-byte text
    with WorkerPool(1) as pool:
        (document,) = pool.map([Job("x.doc", bytes(data), limits=NO_OCR)])
    assert document.status is ReadStatus.UNREADABLE
    assert document.text == ""
