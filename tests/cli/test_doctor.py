"""What the machine lacks is found by trying, and each lack comes with its cost and its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.machine import inspect
from tests.cli.conftest import Run


def test_a_machine_with_nothing_but_python(command: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = command("doctor")
    assert done.code == 0
    for name in ("tesseract-ocr", "tesseract-ocr-rus", "catdoc", "unar", "libreoffice-writer-nogui", "chromium"):
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
