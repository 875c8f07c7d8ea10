"""Readings of documents by content: what was recognised twice comes back, and two readings of one file stay apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from db.documents import load_document, store_documents
from db.material import material
from db.sites import Reading, store_site
from tests.db.samples import EXTRACTOR, begin, content, document, new_database

TEXT = "ПРИКАЗ № 118-од об утверждении положения о системе наставничества"


def test_two_readings_of_a_header_come_back(tmp_path: Path) -> None:
    member = replace(document("шапка", "http://s1.example/a.pdf!/b.pdf"), header_only=True, header_text="№ 1", second_reading="№ 7")
    packed = document("", members=(member,))
    with new_database(tmp_path) as db:
        store_documents(db, [packed], EXTRACTOR)
        stored = load_document(db, packed.sha256, EXTRACTOR, packed.path)
        assert stored == packed
        assert stored.partly_recognised
        store_documents(db, [replace(packed, members=(replace(member, header_only=False, second_reading=""),))], EXTRACTOR)
        again = load_document(db, packed.sha256, EXTRACTOR, packed.path)
        assert again is not None
        assert not again.partly_recognised


def test_header_and_whole_of_one_file_stay_apart(tmp_path: Path) -> None:
    whole = document(TEXT)
    header = replace(whole, text="ПРИКАЗ № 118-од", header_only=True)
    with new_database(tmp_path) as db:
        begin(db)
        store_documents(db, [header], EXTRACTOR + "+header")
        assert load_document(db, whole.sha256, EXTRACTOR, whole.path) is None
        store_documents(db, [whole], EXTRACTOR)
        site = content(TEXT)
        (reading,) = site.readings
        readings = (replace(reading, text=None), Reading(reading.url + "?2", whole.sha256, extractor=EXTRACTOR + "+header"))
        store_site(db, 1, replace(site, readings=readings), EXTRACTOR)
        assert {page.url: page.text for page in material(db, 1, "s1").pages} == {
            reading.url: TEXT, reading.url + "?2": "ПРИКАЗ № 118-од",
        }  # fmt: skip
