"""``datapackage.json``: what the open data are, column by column (Frictionless Data Package)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from db.model import RunData
from programmes.model import Programme
from reports.clean import line
from reports.findings_json import encode
from reports.open_columns import ACT_COLUMNS, FINDING_COLUMNS

_TABLES = {
    "findings.csv": ("findings", "Выводы: строка на показатель каждой организации, с первым доказательством", FINDING_COLUMNS),
    "acts.csv": ("acts", "Акты, найденные на сайтах организаций", ACT_COLUMNS),
}


def data_package(data: RunData, programme: Programme, files: Mapping[str, bytes]) -> bytes:
    """The descriptor of ``files`` (name → content); tables are described column by column."""
    return encode(
        {
            "profile": "data-package",
            "name": f"{programme.id}-run-{data.run.id}",
            "title": line(programme.title),
            "description": f"Открытые данные проверки № {data.run.id}, отчётная дата {data.run.as_of}. Имена частных лиц в опубликованных данных скрыты.",
            "version": data.run.version,
            "created": data.run.finished or data.run.started,
            "keywords": ["образование", "мониторинг", "профессиональное развитие педагогов"],
            "resources": [_resource(name, content) for name, content in files.items()],
        },
        indent=1,
    ) + b"\n"  # fmt: skip


def _resource(name: str, content: bytes) -> dict[str, object]:
    common: dict[str, object] = {"path": name, "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "encoding": "utf-8"}
    if name not in _TABLES:
        return {"name": name.partition(".")[0] + "-json", "format": "json", "mediatype": "application/json", **common}
    id, title, columns = _TABLES[name]
    return {
        "name": id,
        "title": title,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        **common,
        "dialect": {"delimiter": ";", "quoteChar": '"', "header": True},
        "schema": {
            "fields": [{"name": column.name, "type": column.type, "description": column.about, **column.form} for column in columns],
            "missingValues": [""],
        },
    }
