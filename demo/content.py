"""The demonstration district's content as it lies in ``demo/district``: read and checked, not yet rendered."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

DISTRICT = Path(__file__).parent / "district"
FILES = DISTRICT / "files"


class ContentError(ValueError):
    """A content file of the district has a mistake; the message names the file and the key."""


class Mode(StrEnum):
    """What a visitor meets: an ordinary site, a bot check, a shell for scripts, or a host nobody listens on."""

    PLAIN = "plain"
    WALL = "wall"
    SCRIPT = "script"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Person:
    """An institution as its registry row and its page headers name it. ``kind`` is the registry's."""

    id: str
    name: str
    short_name: str
    kind: str
    place: str
    head: str
    post: str = "Директор"
    aliases: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    teachers: int | None = None
    registered: bool = True
    """False for a site that no registry row names: the new address of a site that moved."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: ``body`` is a Jinja text. Without ``group`` it is not in the menu, without ``path`` the engine names it."""

    key: str
    title: str
    body: str
    group: str = ""
    path: str = ""
    sveden: str = ""
    """Last part of the address in the obligatory section, for the engines that have one."""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class News:
    """A news item of the common pool; each site shows its own choice under its own address."""

    title: str
    day: date
    body: str


@dataclass(frozen=True, slots=True)
class Served:
    """A bundled file under the address and the Content-Type the site gives it."""

    name: str
    path: str
    type: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Special:
    """An answer written out by hand: robots.txt, a redirect, an error."""

    path: str
    status: int = 200
    type: str = "text/plain"
    body: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class Paths:
    """How the engine names its addresses; ``{n}``, ``{slug}``, ``{cyr}``, ``{key}``, ``{date}``, ``{y}``… are filled in.

    An empty pattern means that the engine has no such page. ``copy`` and ``short`` are patterns of a second address of a page
    (print copy, short link); ``calendar`` is the address of a calendar that never ends.
    """

    page: str
    news: str
    list: str
    sveden: str = ""
    card: str = ""
    copy: str = ""
    short: str = ""
    day: str = ""
    month: str = ""
    calendar: str = ""
    first: int = 10


@dataclass(frozen=True, slots=True)
class SiteContent:
    """Everything of one site. ``charset`` encodes the bodies, ``content_type`` is what the header says, true or not."""

    person: Person
    template: str
    paths: Paths
    mode: Mode = Mode.PLAIN
    charset: str = "utf-8"
    content_type: str = "text/html; charset=utf-8"
    validators: bool = True
    news: int = 10
    news_from: int = 0
    news_page: int = 5
    skip: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()
    files: tuple[Served, ...] = ()
    specials: tuple[Special, ...] = ()


@dataclass(frozen=True, slots=True)
class Common:
    """Pages and news that every site shares in its own words."""

    pages: tuple[Page, ...] = field(default=())
    news: tuple[News, ...] = field(default=())


def _make(kind: type[Any], row: dict[str, Any], where: Path) -> Any:
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    try:
        return kind(**values)
    except TypeError as error:
        raise ContentError(f"{where.name}: {kind.__name__}: {error}") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{path.name}: {error}") from error


def read_common(path: Path = DISTRICT / "common.toml") -> Common:
    """The shared pages and news. Raises ``ContentError``."""
    data = _read(path)
    return Common(
        tuple(_make(Page, row, path) for row in data["page"]),
        tuple(_make(News, row, path) for row in data["news"]),
    )


def read_site(path: Path) -> SiteContent:
    """One site's file. Raises ``ContentError``."""
    data = _read(path)
    try:
        site = dict(data["site"])
        site["mode"] = Mode(site.get("mode", "plain"))
        return SiteContent(
            person=_make(Person, {"id": path.stem, **data["institution"]}, path),
            paths=_make(Paths, data.get("paths", {"page": "/{slug}", "news": "/news/{n}", "list": "/news?page={n}"}), path),
            pages=tuple(_make(Page, row, path) for row in data.get("page", [])),
            files=tuple(_make(Served, row, path) for row in data.get("file", [])),
            specials=tuple(_make(Special, row, path) for row in data.get("special", [])),
            skip=tuple(site.pop("skip", ())),
            **site,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ContentError(f"{path.name}: {error}") from error


def read_sites(folder: Path = DISTRICT / "sites") -> tuple[SiteContent, ...]:
    """All sites, the authority first, then by file name."""
    sites = [read_site(path) for path in sorted(folder.glob("*.toml"))]
    return tuple(sorted(sites, key=lambda site: (site.person.kind != "authority", site.person.id)))
