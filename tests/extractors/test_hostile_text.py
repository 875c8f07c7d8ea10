"""Texts made to keep a reader busy: finding acts in them must end within a bound on processor time that the system enforces."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from extractors.header import MOST_ZONE, of_local_act, of_order
from extractors.repair import repaired

resource = pytest.importorskip("resource")
_ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 60
_CASES = r"""
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[1]), int(sys.argv[1])))
from extractors.acts import find_acts
from extractors.model import Document, Hints, ReadStatus, TextSource
size = 100_000
head = "УТВЕРЖДЕНО\nприказом от 01.09.2023 № 5\nПОЛОЖЕНИЕ\nо наставничестве\n"
for piece in ("а", "Aа", "а\u00ad", "и\u0306", "П Р И К ", "программа", "_", "1", "1 ", "№ 5 ", "№ 5\n", "01.09.2023 ", "01.09.2023\n",
              "5 сентября 2023 г. ", "«", "«»", "дата: 1 ", "подписано электронной ", "сертификат: 0123456789ABCDEF ", "\n", "\f",
              "Утверждено\n", "Утверждено\nПриложение 1\n", "ПОЛОЖЕНИЕ\n", "МБОУ «", "министерство ", "срок действия "):
    for start in ("", head):
        document = Document("", "", "docx", ReadStatus.OK, None, start + piece * (size // len(piece)), TextSource.TEXT)
        find_acts(document, Hints())
print("done")
"""


def test_no_text_takes_more_than_a_bounded_time() -> None:
    """Before there were bounds, most of these took hours; all of them together take some seconds."""
    command = [sys.executable, "-c", _CASES, str(_SECONDS)]
    ended = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    assert ended.stdout.strip() == "done", f"ended by signal {-ended.returncode}: {ended.stderr[-500:]}"


def test_a_header_is_looked_at_up_to_a_bound() -> None:
    beyond = "слово " * (MOST_ZONE // 6 + 1) + "приказ от 01.09.2023 № 5"
    assert of_order(beyond).number is None
    assert of_local_act(beyond).date is None
    assert of_order("приказ от 01.09.2023 № 5 " + beyond).number == "5"


def test_letters_without_end_are_no_misspelt_word() -> None:
    assert repaired("а" * 5000) == "а" * 5000
