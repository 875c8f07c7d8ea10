"""What the machine lacks is found by trying, and each lack comes with its cost and its cure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli.machine import inspect
from tests.cli.conftest import Run


def test_a_machine_with_nothing_but_python(command: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = command("doctor")
    assert done.code == 0
    for name in (
        "tesseract-ocr", "tesseract-ocr-rus", "tesseract-ocr-osd", "catdoc", "unar", "djvulibre-bin", "libreoffice-writer-nogui",
        "libreoffice-calc-nogui", "libreoffice-impress-nogui", "chromium",
    ):  # fmt: skip
        assert f"apt-get install -y {name}" in done.out
    assert done.out.count("без этого") >= 6


def test_a_program_that_does_not_start_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "catdoc"
    broken.write_text("#!/nowhere\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not next(part for part in inspect(tmp_path) if part.name == "catdoc").present


def test_a_folder_that_cannot_be_written_is_essential(command: Run, tmp_path: Path) -> None:
    done = command("doctor", "--db", tmp_path / "нет" / "m.db", "--quiet")
    assert done.code == 1
    assert "Запись в папку" in done.out
    assert "НЕТ" in done.out


def test_every_part_says_what_is_lost_and_how_to_mend_it(tmp_path: Path) -> None:
    for part in inspect(tmp_path):
        assert part.detail
        assert part.present or (part.lost and part.fix)


@pytest.mark.parametrize(
    ("program", "name", "package"),
    [
        ("tesseract", "Tesseract", "tesseract-ocr"), ("catdoc", "catdoc", "catdoc"), ("unar", "unar", "unar"),
        ("ddjvu", "DjVuLibre", "djvulibre-bin"), ("soffice", "LibreOffice", "libreoffice-writer-nogui"),
    ],
)  # fmt: skip
def test_one_program_that_is_missing(program: str, name: str, package: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """All other programs stay in reach: links to them in a folder that is the whole PATH."""
    for other in ("tesseract", "catdoc", "unar", "ddjvu", "soffice"):
        found = shutil.which(other)
        if found and other != program:
            (tmp_path / other).symlink_to(found)
    monkeypatch.setenv("PATH", str(tmp_path))
    part = next(part for part in inspect(tmp_path) if part.name == name)
    assert (part.present, part.fix) == (False, f"sudo apt-get install -y {package}")


def test_recognition_without_its_russian_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    part = next(part for part in inspect(tmp_path) if part.name == "Tesseract: русский язык")
    assert not part.present
