"""The bundled files come from the sources that are kept beside them."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from demo.content import FILES
from demo.make_files import SOURCES, Builder, Source, SourceError, read_sources

EVERYTHING = [source for path in sorted(SOURCES.glob("*.txt")) for source in read_sources(path)]


def test_every_file_has_a_source() -> None:
    made = {source.target for source in EVERYTHING} | {source.target.with_suffix(".txt") for source in EVERYTHING if source.card}
    assert {*made, FILES / "rucheek-arkhiv.zip"} == set(FILES.iterdir())
    assert {source.out for source in EVERYTHING} == {"pdf", "docx", "doc", "rtf", "scan", "hopeless", "locked"}


@pytest.mark.parametrize("source", [source for source in EVERYTHING if source.out == "docx"], ids=lambda source: str(source.name))
def test_docx_is_what_its_source_gives(source: Source) -> None:
    with zipfile.ZipFile(BytesIO(Builder(source).build())) as made, zipfile.ZipFile(source.target) as bundled:
        assert made.namelist() == bundled.namelist()
        assert made.read("word/document.xml") == bundled.read("word/document.xml")
        assert made.read("docProps/core.xml") == bundled.read("docProps/core.xml")


@pytest.mark.parametrize("source", [source for source in EVERYTHING if source.card], ids=lambda source: str(source.name))
def test_the_card_text_is_the_text_of_the_act(source: Source) -> None:
    builder = Builder(source)
    builder.build()
    shown = source.target.with_suffix(".txt").read_text(encoding="utf-8").split()
    assert shown == " ".join(builder.text).split()


def test_a_text_for_several_schools(tmp_path: Path) -> None:
    path = tmp_path / "rules.txt"
    path.write_text("@out rtf\n@for a | Школа А | 7\n@for b | Школа Б | 8\n$1, № $2\n", encoding="utf-8")
    first, second = read_sources(path)
    assert (first.name, first.out, first.lines) == ("a-rules", "rtf", ("Школа А, № 7",))
    assert (second.name, second.lines) == ("b-rules", ("Школа Б, № 8",))


def test_an_unknown_directive_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("@paper A5\ntext\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"x\.txt.*@paper"):
        list(read_sources(path))
