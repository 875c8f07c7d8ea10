"""Loading of a programme file with messages that name file and key."""

from __future__ import annotations

import hashlib
import json
import tomllib
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from extractors.os_errors import reason
from programmes.model import Programme


class ProgrammeError(ValueError):
    """The programme file cannot be used; the message (Russian) names file, key and fault."""


_MESSAGES = {
    "missing": "обязательный ключ отсутствует",
    "extra_forbidden": "неизвестный ключ",
    "enum": "недопустимое значение",
    "literal_error": "недопустимое значение",
    "string_type": "нужна строка",
    "tuple_type": "нужен список",
    "float_type": "нужно число",
    "float_parsing": "нужно число",
    "int_parsing": "нужно целое число",
    "int_type": "нужно целое число",
    "date_from_datetime_parsing": "нужна дата ГГГГ-ММ-ДД",
    "date_parsing": "нужна дата ГГГГ-ММ-ДД",
    "date_type": "нужна дата ГГГГ-ММ-ДД",
    "string_pattern_mismatch": "значение записано не в той форме",
    "too_short": "список пуст",
    "greater_than_equal": "значение слишком мало",
    "less_than_equal": "значение слишком велико",
    "model_type": "нужна таблица",
}


def bundled(name: str = "konakovo") -> Path:
    """Path of a programme that comes with the package."""
    return Path(str(files("programmes") / f"{name}.toml"))


def load_programme(path: Path) -> Programme:
    """The programme in ``path``. Raises ``ProgrammeError``."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ProgrammeError(f"{path}: файл программы не читается: {reason(error)}") from error
    except UnicodeDecodeError as error:
        raise ProgrammeError(f"{path}: файл программы должен быть в кодировке UTF-8") from error
    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise ProgrammeError(f"{path}: ошибка записи TOML: {error}") from error
    digest = hashlib.sha256(json.dumps(data, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()
    data["hash"] = digest
    try:
        return Programme.model_validate(data)
    except ValidationError as error:
        raise ProgrammeError("\n".join(_describe(path, problem) for problem in error.errors())) from error


def _describe(path: Path, problem: ErrorDetails) -> str:
    key = ".".join(f"{part}" if isinstance(part, str) else f"[{part + 1}]" for part in problem["loc"]).replace(".[", "[")
    text = _MESSAGES.get(problem["type"], problem["msg"].removeprefix("Value error, "))
    shown = problem.get("input")
    given = f" (записано: {shown!r})" if isinstance(shown, str | int | float) and problem["type"] != "missing" else ""
    return f"{path}: ключ {key or 'файл'}: {text}{given}"
