"""The programme file: what order no. 44 asks is there; a fault is named by file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from programmes import ProgrammeError, bundled, load_programme


def test_the_bundled_programme_has_the_five_indicators() -> None:
    programme = load_programme(bundled())
    assert [indicator.id for indicator in programme.indicators] == ["1", "2", "3", "4", "5"]
    assert [indicator.type for indicator in programme.indicators] == ["share", "acts", "acts", "acts", "count"]
    assert programme.indicator("5").as_of == ("09-01", "06-01")
    assert programme.legal_basis[0].number == "44"
    assert [(stage.start, stage.end) for stage in programme.calendar] == [("04-01", "04-30"), ("05-15", "05-31"), ("06-01", "06-30")]
    for indicator in programme.indicators:
        assert indicator.criterion
        assert indicator.source
        assert indicator.collection
        assert indicator.advice


def test_an_unknown_indicator_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load_programme(bundled()).indicator("9")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('id = "konakovo-2023"', 'id = "Конаково 2023"', "ключ id"),
        ('type = "share"', 'type = "percent"', "ключ indicators[1].type"),
        ('weight = 1.0\nadvice = "Направить', 'weight = "много"\nadvice = "Направить', "ключ indicators[1].weight"),
        ("date = 2023-02-15", 'date = "вчера"', "ключ legal_basis[1].date"),
        ('municipality = "Конаковский муниципальный округ"', 'municipalitet = "Конаковский"', "ключ municipalitet: неизвестный ключ"),
        ('{ pattern = "наставничество", weight = 9 }', '{ pattern = "наставничества", weight = 9 }', "наставничества"),
        ('id = "2"', 'id = "1"', "id"),
        ('levels = ["municipality"]', 'levels = ["city"]', "ключ indicators[1].levels[1]"),
        ("[[rating]]", "[[rating", "TOML"),
    ],
)
def test_a_fault_is_named_by_file_and_key(tmp_path: Path, old: str, new: str, named: str) -> None:
    content = bundled().read_text(encoding="utf-8")
    assert old in content
    file = tmp_path / "programme.toml"
    file.write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ProgrammeError) as error:
        load_programme(file)
    assert "programme.toml" in str(error.value)
    assert named in str(error.value)


def test_a_missing_or_foreign_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProgrammeError, match=r"nowhere\.toml"):
        load_programme(tmp_path / "nowhere.toml")
    (tmp_path / "cp1251.toml").write_bytes("id = «ё»".encode("cp1251"))
    with pytest.raises(ProgrammeError, match="UTF-8"):
        load_programme(tmp_path / "cp1251.toml")


def test_the_hash_follows_the_content_not_the_layout(tmp_path: Path) -> None:
    content = bundled().read_text(encoding="utf-8")
    (tmp_path / "a.toml").write_text("# comment\n" + content, encoding="utf-8")
    (tmp_path / "b.toml").write_text(content.replace("weight = 9", "weight = 8", 1), encoding="utf-8")
    original = load_programme(bundled()).hash
    assert load_programme(tmp_path / "a.toml").hash == original
    assert load_programme(tmp_path / "b.toml").hash != original
