"""Search finds Russian words in every form, «ё» and all, and never fails on what a user types."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db import Database
from db.search import search
from db.sites import store_site
from db.wording import question
from tests.db.samples import EXTRACTOR, begin, content, new_database, sha, store_document

TEXTS = {
    "a": "П Р И К А З\nОб утвержде\u00adнии Положения о системе наставничества педагогов. Утверждён 30.08.2024 № 118-од",
    "b": "Образовательные программы начального общего образования. Учёба и ёлка.",
    "c": "Меню школьной столовой. Комплексный обед для всех учеников, кроме льготников.",
    "d": "Письмо 273-Ф3: CП и РМO в школе",
}


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A run with a few texts."""
    with new_database(tmp_path_factory.mktemp("search")) as database:
        run_id = begin(database, "s1", "s2").info.id
        first = content()
        for text in TEXTS.values():
            store_document(database, text)
        blank = replace(first.readings[0], link_text="")
        readings = tuple(replace(blank, url=url, sha256=sha(text), text=text) for url, text in TEXTS.items())
        copy = replace(readings[0], url="a2")
        store_site(database, run_id, replace(first, readings=(*readings, copy), acts=()), EXTRACTOR)
        yield database


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("приказ", "a"), ("ПРИКАЗЫ", "a"), ("утверждение положений", "a"), ("утвержден", "a"), ("наставничеством педагога", "a"),
        ("образовательной программой", "b"), ("елка", "b"), ("ёлки", "b"), ("учебой", "b"), ('"школьной столовой"', "c"),
        ('"столовой школьной"', ""), ("столов*", "c"), ("118-од", "a"), ("№ 118-од", "a"), ("273-ФЗ", "d"), ("СП", "d"),
        ("РМО", "d"), ("школа", "d"), ("школьный столовая", "c"), ("летающий слон", ""), ("", ""), ("*", ""), ('"', ""),
        ('" OR a', ""), ("NEAR(", ""), ("title:приказ", ""),
    ],
)  # fmt: skip
def test_found(db: Database, asked: str, found: str) -> None:
    assert "".join(sorted(hit.url for hit in search(db, asked))) == found


def test_hit_has_an_excerpt_and_counts_copies(db: Database) -> None:
    hit = search(db, "наставничество", marks=("<<", ">>"))[0]
    assert "<<наставничества>>" in hit.excerpt
    assert (hit.school, hit.url, hit.others, hit.sha256) == ("s1", "a", 1, sha(TEXTS["a"]))
    assert search(db, "наставничество", school="s2") == ()
    assert search(db, "наставничество", run_id=99) == ()


@given(st.text(max_size=60))
@example("\U00017000")  # a letter without a name
def test_no_text_breaks_the_question(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE f USING fts5(text)")
    asked = question(text)
    if asked:
        connection.execute("SELECT * FROM f WHERE f MATCH ?", [asked.encode("utf-8", "replace").decode()]).fetchall()
    connection.close()
