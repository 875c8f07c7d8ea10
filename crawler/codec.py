"""Dataclasses of the crawl as JSON objects and back; fields that have their default value are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from crawler.model import (
    CrawlSettings,
    Fetch,
    Institution,
    InstitutionKind,
    Known,
    Link,
    Outcome,
    ScoredPhrase,
    ShardJob,
    SiteJob,
    Visit,
    VisitStatus,
)
from extractors.phrases import Phrase

_T = TypeVar("_T")


class CodecError(ValueError):
    """An object that does not have the shape it should; the message names the field."""


_PLAIN = frozenset({type(None), bool, int, float, str})
_SHAPES: dict[type[Any], tuple[tuple[str, Any], ...]] = {}


def _shape(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    """Names and default values of a dataclass's fields."""
    shape = _SHAPES.get(kind)
    if shape is None:
        shape = tuple(
            (item.name, item.default if item.default_factory is MISSING else item.default_factory()) for item in fields(kind)
        )
        _SHAPES[kind] = shape
    return shape


def encode(value: Any) -> Any:
    """``value`` as something ``json`` can write."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    result = {}
    for name, default in _shape(kind):
        item = getattr(value, name)
        if default is MISSING or item != default:
            result[name] = encode(item)
    return result


def _strings(items: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(item) for item in items)


_FIELDS: dict[type, dict[str, Callable[[Any], Any]]] = {
    Institution: {"kind": InstitutionKind, "aliases": _strings, "roles": _strings, "seeds": _strings},
    Link: {},
    Known: {},
    Phrase: {"unless": _strings},
    ScoredPhrase: {"phrase": lambda item: decode(Phrase, item)},
    CrawlSettings: {"cloud_endpoints": lambda item: {str(key): str(url) for key, url in item.items()}},
    SiteJob: {
        "institution": lambda item: decode(Institution, item),
        "bundle": Path,
        "known": lambda item: None if item is None else Path(item),
    },
    ShardJob: {
        "sites": lambda items: tuple(decode(SiteJob, item) for item in items),
        "settings": lambda item: decode(CrawlSettings, item),
        "archive": Path,
        "phrases": lambda items: tuple(decode(ScoredPhrase, item) for item in items),
        "queries": _strings,
    },
    Fetch: {"outcome": Outcome, "link": lambda item: None if item is None else decode(Link, item)},
    Visit: {
        "status": VisitStatus,
        "unread": lambda items: tuple(decode(Link, item) for item in items),
        "remarks": _strings,
        "counters": lambda item: {str(key): int(value) for key, value in item.items()},
    },
}


def decode(kind: type[_T], value: Any) -> _T:
    """The dataclass ``kind`` from what ``encode`` made of it. Raises ``CodecError``; unknown keys are an error."""
    if not isinstance(value, dict):
        raise CodecError(f"{kind.__name__}: нужен объект JSON")
    known = {name for name, _default in _shape(kind)}
    unknown = sorted(set(value) - known)
    if unknown:
        raise CodecError(f"{kind.__name__}: неизвестное поле «{unknown[0]}»")
    convert = _FIELDS[kind]
    arguments = {}
    for name, default in _shape(kind):
        if name not in value:
            if default is MISSING:
                raise CodecError(f"{kind.__name__}: нет поля «{name}»")
            continue
        try:
            arguments[name] = convert[name](value[name]) if name in convert else value[name]
        except CodecError:
            raise
        except (TypeError, ValueError, AttributeError) as error:
            raise CodecError(f"{kind.__name__}: недопустимое значение поля «{name}»: {value[name]!r}") from error
    return kind(**arguments)
