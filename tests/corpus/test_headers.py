"""Number, date, kind and level of acts whose headers were written before the rules had seen them, with floors pinned.

Each set was measured at first sight and mended afterwards; the figures of both readings stand in ``headers/README.md``.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from extractors.acts import find_acts
from extractors.model import Act, Document, Hints, ReadStatus, TextSource

HERE = Path(__file__).parent
PINNED = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))["headers"]
MEASURES = ("kind", "number", "date", "level")


@dataclass
class Labelled:
    """A text with its labels: kind, number, date, level and, where it is a template, a last ``1``."""

    name: str
    acts: list[list[str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The document's text."""
        return "\n".join(self.lines)


def texts(source: str) -> list[Labelled]:
    """The labelled texts of a set: «=== name», «@ label» for each act, then the text."""
    found: list[Labelled] = []
    for line in source.splitlines():
        if line.startswith("=== "):
            found.append(Labelled(line[4:]))
        elif line.startswith("@ "):
            found[-1].acts.append([part.strip() for part in line[2:].split("|")])
        else:
            found[-1].lines.append(line)
    return found


def seen(act: Act) -> tuple[str, str, str, str]:
    """What is compared, in the order of the labels."""
    return str(act.kind), act.number or "", act.date.isoformat() if act.date else "", str(act.level)


def test_headers_keep_their_floors() -> None:
    sources = [path.read_bytes() for path in sorted((HERE / "headers").glob("set*.txt"))]
    assert hashlib.sha256(b"".join(sources)).hexdigest() == PINNED["sha256"], (
        "the labels changed: pin their hash and figures anew"
    )
    right: Counter[str] = Counter()
    total = 0
    faults: list[str] = []
    for source in sources:
        for labelled in texts(source.decode()):
            document = Document("d", "0" * 64, "txt", ReadStatus.OK, text=labelled.text, text_source=TextSource.TEXT)
            acts = find_acts(document, Hints())
            if len(acts) != len(labelled.acts):
                faults.append(f"{labelled.name}: {len(acts)} acts found, {len(labelled.acts)} labelled")
            for index, label in enumerate(labelled.acts):
                total += 1
                given = seen(acts[index]) if index < len(acts) else ("—",) * len(MEASURES)
                wrong = {name: (want, got) for name, want, got in zip(MEASURES, label, given, strict=False) if want != got}
                right.update(name for name in MEASURES if name not in wrong)
                if wrong:
                    faults.append(f"{labelled.name}: {wrong}")
                if len(label) > len(MEASURES) and index < len(acts) and not acts[index].draft:
                    faults.append(f"{labelled.name}: a template is no draft")
    assert total >= 330
    report = "\n".join(faults)
    for name in MEASURES:
        assert right[name] / total >= PINNED[name], f"{name}: {right[name]} of {total}\n{report}"
    assert len(faults) <= PINNED["faults"], report
