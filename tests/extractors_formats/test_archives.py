"""Archives: members are documents of their own, names are shown safely, bombs and loops end."""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from extractors.formats.archives import display_name
from extractors.limits import Limits, OcrMode
from extractors.model import Hints, ReadStatus
from extractors.read import read
from tests.extractors_formats.samples import NO_OCR, make_7z, make_rar, make_zip, needs_unar, patched, read_plain, sample


def limits(**values: int) -> Limits:
    """Limits without recognition."""
    return Limits(ocr=OcrMode.OFF, **values)


@pytest.mark.parametrize("charset", ["", "cp866", "cp1251", "utf-8"])
def test_zip_names_in_any_code_page(charset: str) -> None:
    names = ["Приказы/Положение о наставничестве.docx", "План работы.rtf"]
    members = {names[0]: sample("act.docx"), names[1]: sample("act.rtf")}
    document = read_plain(make_zip(members, charset), "набор.zip")
    assert [member.path for member in document.members] == [f"набор.zip!/{name}" for name in names]
    assert [member.format for member in document.members] == ["docx", "rtf"]
    assert all("118-од" in member.text for member in document.members)
    assert (document.format, document.status, document.text) == ("zip", ReadStatus.OK, "")


def test_7z_and_rar(tmp_path: Path) -> None:
    document = read_plain(make_7z({"Приказы/Приказ.doc": sample("act.doc"), "пусто.txt": b""}, tmp_path), "a.7z")
    assert [(member.path, member.status) for member in document.members] == [
        ("a.7z!/Приказы/Приказ.doc", ReadStatus.OK),
        ("a.7z!/пусто.txt", ReadStatus.EMPTY),
    ]
    document = read_plain(make_rar({"order.doc": sample("act.doc"), "dir/plan.txt": "План работы".encode("cp1251")}), "a.rar")
    assert [member.text[:11] for member in document.members] == ["Муниципальн", "План работы"]


def test_names_are_read_in_a_plain_locale(tmp_path: Path) -> None:
    path = tmp_path / "a.7z"
    path.write_bytes(make_7z({"Приказ.txt": "Приказ".encode()}, tmp_path))
    code = (
        "import sys; from pathlib import Path; from extractors.workers import Job, WorkerPool\n"
        "with WorkerPool(1) as pool: (d,) = pool.map([Job('a', file=Path(sys.argv[1]))])\n"
        "sys.stdout.buffer.write(d.members[0].path.encode())"
    )
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, check=True, env=environment, timeout=60)
    assert done.stdout.decode() == "a!/Приказ.txt"


@needs_unar
def test_unar_reads_what_libarchive_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    import libarchive

    from extractors.formats import archives

    def refuse(source: object) -> object:
        raise libarchive.ArchiveError("unsupported", 1, -30, None)

    monkeypatch.setattr(archives, "_libarchive", refuse)
    document = read_plain(make_rar({"order.doc": sample("act.doc"), "plan.txt": b"plan"}), "a.rar")
    assert [(member.path, member.status) for member in document.members] == [
        ("a.rar!/order.doc", ReadStatus.OK),
        ("a.rar!/plan.txt", ReadStatus.OK),
    ]
    assert "118-од" in document.members[0].text


def test_nested_archives_to_a_depth() -> None:
    data = sample("act.rtf")
    for level in range(5):
        data = make_zip({f"{level}.zip" if level else "act.rtf": data})
    document = read(data, Hints(), "a.zip", NO_OCR)
    path = "a.zip"
    for level in (4, 3):
        document = document.members[0]
        path += f"!/{level}.zip"
        assert (document.path, document.status) == (path, ReadStatus.OK)
    assert document.members[0].status is ReadStatus.UNREADABLE
    assert "глубже" in (document.members[0].reason or "")
    inner = read(make_zip({"b.zip": make_zip({"act.rtf": sample("act.rtf")})}), Hints(), "a.zip", NO_OCR)
    assert inner.members[0].members[0].path == "a.zip!/b.zip!/act.rtf"


def test_number_and_size_of_members_are_limited() -> None:
    data = make_zip({f"{number}.txt": b"text %d" % number for number in range(20)})
    document = read(data, Hints(), "", limits(archive_members=5))
    assert len(document.members) == 5
    assert "числа файлов" in (document.reason or "")
    document = read(data, Hints(), "", limits(archive_bytes=20))
    assert [member.status for member in document.members] == [ReadStatus.OK] * 3
    assert "объёма" in (document.reason or "")


def test_bomb_is_refused() -> None:
    document = read_plain(make_zip({"bomb.txt": b"0" * 60_000_000, "act.txt": "Приказ".encode()}))
    assert [member.status for member in document.members] == [ReadStatus.TOO_LARGE, ReadStatus.OK]
    assert "сжат" in (document.members[0].reason or "")


def test_bomb_in_7z_is_refused(tmp_path: Path) -> None:
    document = read_plain(make_7z({"bomb.txt": b"0" * 60_000_000}, tmp_path))
    assert [member.status for member in document.members] == [ReadStatus.TOO_LARGE]


def test_encrypted_members() -> None:
    data = bytearray(make_zip({"secret.txt": b"text"}, method=zipfile.ZIP_STORED))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    document = read_plain(bytes(data))
    assert (document.status, document.reason) == (ReadStatus.ENCRYPTED, "архив защищён паролем")


def test_damaged_member_does_not_hide_the_others() -> None:
    data = make_zip({"a.txt": b"first text", "b.txt": b"second text"}, method=zipfile.ZIP_STORED)
    document = read_plain(patched(data, b"first text", b"fXrst text"))
    assert [(member.status, member.text) for member in document.members] == [
        (ReadStatus.UNREADABLE, ""),
        (ReadStatus.OK, "second text"),
    ]


def test_service_files_are_left_out() -> None:
    names = ("__MACOSX/._a.txt", ".DS_Store", "x/Thumbs.db", "a.txt")
    document = read_plain(make_zip(dict.fromkeys(names, b"text")), "s.zip")
    assert [member.path for member in document.members] == ["s.zip!/a.txt"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("C:\\Users\\x\\Приказ.doc", "Users/x/Приказ.doc"),
        ("/root/./a//b.txt", "root/a/b.txt"),
        ("a\x00\x1b[31m\u202egnp.exe", "a[31mgnp.exe"),
        ("", "без имени"),
        ("..", "без имени"),
        ("a!/b", "a!b"),
    ],
)
def test_display_names_are_safe(name: str, shown: str) -> None:
    assert display_name(name) == shown


def test_long_name_keeps_its_end() -> None:
    assert display_name("д" * 1000 + ".docx").endswith("д.docx")
    assert len(display_name("д" * 1000)) < 300


def test_members_never_reach_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("../outside.txt", b"text")
        archive.writestr(str(tmp_path / "absolute.txt"), b"text")
    document = read_plain(stream.getvalue(), "z")
    assert len(document.members) == 2
    assert list(tmp_path.iterdir()) == []
    assert not (tmp_path.parent / "outside.txt").exists()


def test_volume_of_an_archive_is_named() -> None:
    document = read_plain(make_rar({"act.rtf": sample("act.rtf")}, volume=True))
    assert [member.status for member in document.members] == [ReadStatus.OK]
    assert document.reason == "часть многотомного архива: файлы на границе томов неполны"
    assert read_plain(make_rar({"act.rtf": sample("act.rtf")})).reason is None
