"""One site of the district, rendered: every address with its answer, the way its engine would give it."""

from __future__ import annotations

import calendar
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import quote, unquote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from demo.content import DISTRICT, FILES, Common, ContentError, Mode, News, Page, Served, SiteContent

_CHANGED = datetime(2025, 5, 20, 9, 30, tzinfo=UTC)
_LETTERS = (
    "а=a б=b в=v г=g д=d е=e ё=yo ж=zh з=z и=i й=j к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=h ц=c ч=ch ш=sh щ=shh "
    "ъ= ы=y ь= э=eh ю=yu я=ya"
)
_LATIN = dict(pair.split("=") for pair in _LETTERS.split(" "))
_MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)


Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A response without its transport: ``headers`` in order, ``body`` as sent."""

    status: int
    body: bytes = b""
    headers: Headers = ()

    def header(self, name: str) -> str:
        """The header's value, empty when it is not sent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link of the menu."""

    title: str
    href: str


@dataclass(slots=True)
class Site:
    """The answers of one site by decoded address (path and query as they stand)."""

    content: SiteContent
    routes: dict[str, Answer] = field(default_factory=dict)
    traps: list[Callable[[str], Answer | None]] = field(default_factory=list)

    def answer(self, target: str) -> Answer:
        """The answer to a request target as it came over the wire."""
        decoded = unquote(target.split("#")[0])
        if self.content.mode in (Mode.WALL, Mode.SCRIPT) and decoded not in self.routes:
            decoded = "/"
        found = self.routes.get(re.sub(r"[?&]special_version=Y$", "", decoded))  # the same page in large letters
        for trap in self.traps:
            found = found or trap(decoded)
        return found or self.routes["404"]


def slug(text: str, limit: int = 48) -> str:
    """The title in Latin letters, as engines make it."""
    latin = "".join(_LATIN.get(ch, ch) for ch in text.lower())
    return re.sub(r"[^a-z0-9]+", "-", latin)[:limit].strip("-")


def _cyrillic_slug(text: str) -> str:
    return re.sub(r"[^а-яё0-9]+", "-", text.lower())[:40].strip("-")


def _tag(body: bytes) -> str:
    return '"' + hashlib.sha256(body).hexdigest()[:20] + '"'


class SiteBuilder:
    """Renders a site. ``urls`` are the root addresses of all sites of the district by id."""

    def __init__(self, content: SiteContent, common: Common, urls: Mapping[str, str]) -> None:
        self.content = content
        self.paths = content.paths
        self.site = Site(content)
        self._urls = urls
        self._env = Environment(
            loader=FileSystemLoader(DISTRICT / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.globals.update(file=self._file, page=self._href, url=self._url, s=content.person)
        kind = content.person.kind
        own = [page for page in common.pages if (not page.kinds or kind in page.kinds) and page.key not in content.skip]
        if content.mode is not Mode.PLAIN or content.template in ("authority", "notice"):
            own = []
        taken = {page.key for page in content.pages}
        self.pages = [*(page for page in own if page.key not in taken), *content.pages]
        self.news = [common.news[(content.news_from + i) % len(common.news)] for i in range(content.news)]
        self.news.sort(key=lambda item: item.day, reverse=True)
        self._served = {served.name: served for served in content.files}
        self._news_text = {item.title: Markup(self._env.from_string(item.body).render()) for item in self.news}  # noqa: S704
        self._menu: list[tuple[str, list[MenuItem]]] = []
        self._number = {page.key: self.paths.first + i for i, page in enumerate(self.pages)}

    def build(self) -> Site:
        """The finished site."""
        self._menu = self._groups()
        for special in self.content.specials:
            headers = [("Content-Type", special.type)] + ([("Location", special.location)] if special.location else [])
            body = special.body.encode(self.content.charset)
            self.site.routes[special.path] = Answer(special.status, body, tuple(headers))
        self._add_files()
        if self.content.mode is not Mode.DEAD:
            for page in self.pages:
                self._add_page(page)
            self._add_news()
            if "/" not in self.site.routes:
                self._add("/", "home", "Главная", self._welcome())
        self._html_error()
        if self.paths.calendar:
            self.site.traps.append(self._calendar)
        return self.site

    def _welcome(self) -> Markup:
        item = Markup('<li><a href="{}">{}</a></li>')
        items = [item.format(self._news_path(index), news.title) for index, news in enumerate(self.news[:5])]
        return Markup("<p>Добро пожаловать! {}</p><ul>{}</ul>").format(self.content.person.name, Markup("").join(items))

    # --- addresses ---

    def _format(self, pattern: str, title: str, number: int, key: str = "", day: date | None = None) -> str:
        at = day or date(2024, 9, 2)
        return pattern.format(n=number, slug=slug(title), cyr=_cyrillic_slug(title), key=key, date=at.isoformat(),
                              y=at.year, m=f"{at.month:02}", d=f"{at.day:02}")

    def _path(self, page: Page) -> str:
        if page.path:
            return page.path
        if page.sveden and self.paths.sveden:
            return self.paths.sveden.format(key=page.sveden)
        return self._format(self.paths.page, page.title, self._number[page.key], page.key)

    def _news_path(self, index: int) -> str:
        item = self.news[index]
        return self._format(self.paths.news, item.title, 400 + 7 * index, "", item.day)

    def _href(self, key: str) -> str:
        for page in self.pages:
            if page.key == key:
                return self._path(page)
        raise ContentError(f"{self.content.person.id}: no page «{key}»")

    def _url(self, site: str) -> str:
        return self._urls[site]

    def _card_path(self, served: Served) -> str:
        return self.paths.card.format(n=self._card_number(served)) if self.paths.card else served.path

    def _card_number(self, served: Served) -> int:
        return 2990 + 3 * list(self._served).index(served.name)

    def _file(self, name: str, text: str = "") -> Markup:
        served = self._served[name]
        return Markup('<a href="{}">{}</a>').format(self._card_path(served), text or served.title)

    def _groups(self) -> list[tuple[str, list[MenuItem]]]:
        groups: dict[str, list[MenuItem]] = {}
        for page in self.pages:
            if page.group:
                groups.setdefault(page.group, []).append(MenuItem(page.title, self._path(page)))
        return list(groups.items())

    # --- answers ---

    def _add(self, path: str, view: str, title: str, body: str | Markup, **more: object) -> None:
        html = self._env.get_template(f"{self.content.template}.html").render(
            view=view, title=title, body=Markup(body), menu=self._menu, path=path, latest=self._items(self.news[:3]),  # noqa: S704
            months=self._archive_links(), calendar=self.paths.calendar.format(y=2025, m="05") if self.paths.calendar else "",
            copy=self._copy_path(path) if view == "page" else "", list=self.paths.list.format(n=1), **more,
        )  # the body comes from this package's own data
        data = html.encode(self.content.charset, "xmlcharrefreplace")
        headers = self._headers(self.content.content_type, data, self.content.validators)
        self.site.routes[unquote(path)] = Answer(200, data, headers)

    def _headers(self, kind: str, body: bytes, validators: bool = True, changed: datetime = _CHANGED) -> Headers:
        if not validators:
            return (("Content-Type", kind),)
        return (("Content-Type", kind), ("ETag", _tag(body)), ("Last-Modified", format_datetime(changed, usegmt=True)))

    def _copy_path(self, path: str) -> str:
        base, dot, suffix = path.rpartition(".")
        if not self.paths.copy or path == "/":
            return ""
        head, mark, query = self.paths.copy.format(path=path, base=base, suffix=dot + suffix).partition("?")
        return head + mark + query.replace("?", "&")

    def _add_page(self, page: Page) -> None:
        path = self._path(page)
        body = self._env.from_string(page.body).render()
        self._add(path, "page" if path != "/" else "home", page.title, body)
        if self._copy_path(path):
            self._add(self._copy_path(path), "copy", page.title, body)
        if self.paths.short:
            short = self._format(self.paths.short, page.title, self._number[page.key], page.key)
            self.site.routes[short] = Answer(301, b"", (("Location", quote(path, safe="/?=&%")), ("Content-Type", "text/html")))

    def _add_files(self) -> None:
        for index, served in enumerate(self._served.values()):
            body = (FILES / served.name).read_bytes()
            changed = _CHANGED - timedelta(days=40 + 11 * index)
            self.site.routes[unquote(served.path)] = Answer(200, body, self._headers(served.type, body, changed=changed))
            if self.paths.card:
                text = (FILES / served.name).with_suffix(".txt")
                lines = text.read_text(encoding="utf-8").splitlines() if text.is_file() else []
                self._add(self._card_path(served), "card", served.title, "", lines=lines, download=served.path)

    def _items(self, items: Sequence[News]) -> list[dict[str, object]]:
        return [{"title": item.title, "day": item.day, "text": self._news_text[item.title],
                 "href": self._news_path(self.news.index(item))} for item in items]

    def _add_news(self) -> None:
        if not self.news:
            return
        per = self.content.news_page
        total = -(-len(self.news) // per)
        for number in range(1, total + 1):
            items = self._items(self.news[(number - 1) * per : number * per])
            links = [(n, self.paths.list.format(n=n)) for n in range(1, total + 1)]
            self._add(self.paths.list.format(n=number), "list", "Новости", "", items=items, pager=links)
        for index, item in enumerate(self.news):
            self._add(self._news_path(index), "news", item.title, self._news_text[item.title], day=item.day)
        for pattern in filter(None, (self.paths.day, self.paths.month)):
            for path in {self._format(pattern, "", 0, day=item.day) for item in self.news}:
                items = self._items([item for item in self.news if self._format(pattern, "", 0, day=item.day) == path])
                self._add(path, "list", "Архив новостей", "", items=items, pager=[])

    def _archive_links(self) -> list[MenuItem]:
        pattern = self.paths.month or self.paths.day
        seen: dict[str, MenuItem] = {}
        for item in self.news if pattern else ():
            path = self._format(pattern, "", 0, day=item.day)
            label = f"{_MONTHS[item.day.month - 1]} {item.day.year}" if self.paths.month else f"{item.day:%d.%m.%Y}"
            seen.setdefault(path, MenuItem(label, path))
        return list(seen.values())

    def _calendar(self, target: str) -> Answer | None:
        """A month of the calendar that never ends: every month links to its days and to both neighbours."""
        pattern = re.escape(self.paths.calendar).replace(r"\{y\}", r"(\d{4})").replace(r"\{m\}", r"(\d\d)")
        match = re.fullmatch(pattern + r"(?:&day=(\d\d))?", target)
        if not match or not 1 <= int(match[2]) <= 12 or not 1 < int(match[1]) < 9999:
            return None
        year, month = int(match[1]), int(match[2])
        back, on = date(year, month, 1) - timedelta(days=1), date(year, month, 28) + timedelta(days=4)
        near = [MenuItem(f"{_MONTHS[at.month - 1]} {at.year}", self.paths.calendar.format(y=f"{at.year:04}", m=f"{at.month:02}"))
                for at in (back, on)]
        last = calendar.monthrange(year, month)[1]
        days = [MenuItem(str(day), f"{target.split('&')[0]}&day={day:02}") for day in range(1, last + 1)]
        name = f"{_MONTHS[month - 1]} {year}"
        html = self._env.get_template("calendar.html").render(name=name, day=match[3], near=near, days=days)
        body = html.encode(self.content.charset, "xmlcharrefreplace")
        return Answer(200, body, (("Content-Type", self.content.content_type),))

    def _html_error(self) -> None:
        html = self._env.get_template("error.html").render(charset=self.content.charset)
        self.site.routes["404"] = Answer(404, html.encode(self.content.charset), (("Content-Type", self.content.content_type),))
