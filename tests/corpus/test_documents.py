"""Number, date, kind and level of acts in labelled documents of every format and header form, with floors pinned.

The files are real (office suite, scanner-like pictures, archives); ``make_documents.py`` made them and their labels side by side.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.acts import find_acts
from extractors.limits import Limits
from extractors.model import Act, Document, Hints
from extractors.tools import ocr_languages
from extractors.workers import Job, WorkerPool

HERE = Path(__file__).parent
PINNED = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))["documents"]
MEASURES = ("kind", "number", "date", "level", "draft")


def labels() -> dict[str, list[dict[str, str]]]:
    """The labelled acts by file, in the order they stand in it."""
    found: dict[str, list[dict[str, str]]] = {}
    with (HERE / "documents.tsv").open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source, delimiter="\t"):
            found.setdefault(row["file"], []).append(row)
    return found


def whole(document: Document) -> Iterator[Document]:
    """A document and its members at any depth."""
    yield document
    for member in document.members:
        yield from whole(member)


def as_labelled(act: Act) -> dict[str, str]:
    """An act in the words of the labels."""
    return {
        "kind": str(act.kind),
        "number": act.number or "",
        "date": act.date.isoformat() if act.date else "",
        "level": str(act.level),
        "draft": str(int(act.draft)),
    }


@pytest.mark.skipif("rus" not in ocr_languages(), reason="tesseract with its Russian data is not installed")
def test_documents_keep_their_floors() -> None:
    table = HERE / "documents.tsv"
    assert hashlib.sha256(table.read_bytes()).hexdigest() == PINNED["sha256"], (
        "the labels changed: pin their hash and figures anew"
    )
    truth = labels()
    files = list(dict.fromkeys(name.split("!/")[0] for name in truth))
    with WorkerPool() as pool:
        jobs = [Job(name, file=HERE / "documents" / name, hints=Hints(), limits=Limits()) for name in files]
        read = {document.path: document for top in pool.map(jobs) for document in whole(top)}
    right: Counter[str] = Counter()
    faults: list[str] = []
    total = 0
    for name, acts in truth.items():
        document = read[name]
        found = find_acts(document, Hints(f"http://s.example/{name.rsplit('/', 1)[-1]}", acts[0]["link_text"]))
        for index, label in enumerate(acts):
            total += 1
            given = as_labelled(found[index]) if index < len(found) else dict.fromkeys(MEASURES, "—")
            right.update(measure for measure in MEASURES if given[measure] == label[measure])
            wrong = {measure: (label[measure], given[measure]) for measure in MEASURES if given[measure] != label[measure]}
            if wrong:
                faults.append(f"{name} ({label['form']}): {wrong}")
        if len(found) > len(acts):
            faults.append(f"{name}: {len(found)} acts found, {len(acts)} labelled")
    assert total >= 250
    report = "\n".join(faults)
    for measure in MEASURES:
        assert right[measure] / total >= PINNED[measure], f"{measure}: {right[measure]} of {total}\n{report}"
    assert len(faults) <= PINNED["faults"], report
