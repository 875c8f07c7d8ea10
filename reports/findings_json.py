"""A run, and the acts of a file, as JSON in the shapes the public interface fixes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from db.export import run_json
from db.model import RunData
from extractors.model import Act, Document


def to_json(data: RunData) -> bytes:
    """A run as UTF-8 JSON with a final line end; ``institutions`` is added so that ids have names."""
    content = run_json(data)
    content["institutions"] = [
        {
            "id": place.id,
            "name": place.name,
            "kind": place.kind.value,
            "site": place.site,
            "municipality": place.municipality,
            "region": place.region,
        }
        for place in data.institutions
    ]
    return encode(content, indent=1) + b"\n"


def encode(content: Mapping[str, object], indent: int | None = None) -> bytes:
    """UTF-8 JSON; a lone surrogate becomes its JSON escape, so that any text can be written."""
    text = json.dumps(content, ensure_ascii=False, indent=indent, allow_nan=False)
    return text.encode("utf-8", "backslashreplace")


def act_dict(act: Act, indicators: Sequence[str] = (), text_source: str | None = None) -> dict[str, object]:
    """An act found in a file: the fields of the export without school and address, plus what the text says of its validity."""
    return {
        "kind": act.kind.value,
        "number": act.number,
        "date": act.date.isoformat() if act.date else None,
        "issuer": act.issuer,
        "title": act.title,
        "level": act.level.value,
        "school_years": list(act.school_years),
        "valid_until": act.valid_until.isoformat() if act.valid_until else None,
        "repealed": act.repealed,
        "draft": act.draft,
        "indicators": list(indicators),
        "text_source": text_source,
        "confidence": {name: round(value, 2) for name, value in act.confidence.items()},
        "conflicts": list(act.conflicts),
    }


def document_dict(document: Document, acts: tuple[Act, ...], indicators: Sequence[Sequence[str]] = ()) -> dict[str, object]:
    """One file that was read, or could not be, with its acts and (act by act) the indicators they count for."""
    source = document.text_source.value if document.text_source else None
    return {
        "path": document.path,
        "format": document.format,
        "status": document.status.value,
        "reason": document.reason,
        "text_source": document.text_source.value if document.text_source else None,
        "pages": document.pages,
        "characters": len(document.text),
        "sha256": document.sha256,
        "acts": [act_dict(act, counted, source) for act, counted in zip(acts, indicators or [()] * len(acts), strict=True)],
    }
