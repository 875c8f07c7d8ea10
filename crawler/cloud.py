"""Public cloud disks by their public interfaces: which links lead there, what to ask, what the answers mean. No network here.

Яндекс Диск has a documented interface (https://yandex.ru/dev/disk-api/doc/ru/reference/public). Облако Mail and Google Диск have
none for anonymous readers: what their own pages ask for is used, and any answer that does not look as expected is an error of
its own (``UnknownAnswerError``), never taken for a document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.addresses import join
from crawler.model import Outcome
from crawler.outcomes import Trouble
from extractors.page import Page

MAX_FILES = 50
"""Files taken from one linked folder, those of its subfolders included."""
MAX_DESCENT = 2
"""Levels of subfolders below a linked folder that are opened."""
MAX_ANSWER = 4_000_000
KEY_PREFIX = "cloud:"
"""How the frontier's keys of cloud documents begin: the many spellings of one share are one address."""


class CloudError(ValueError):
    """An endpoint that cannot be used; the message (Russian) names it."""


class UnknownAnswerError(ValueError):
    """The service answered something this module does not know; the message (Russian) says what was looked for."""


class CloudService(StrEnum):
    """The services that can be read."""

    YANDEX = "yandex"
    MAIL = "mail"
    GOOGLE = "google"


NAMES = {CloudService.YANDEX: "Яндекс Диск", CloudService.MAIL: "Облако Mail", CloudService.GOOGLE: "Google Диск"}

ENDPOINTS: Mapping[str, str] = {
    "yandex": "https://cloud-api.yandex.net",
    "mail": "https://cloud.mail.ru",
    "google_drive": "https://drive.google.com",
    "google_docs": "https://docs.google.com",
}
"""Where the interfaces answer. ``CrawlSettings.cloud_endpoints`` lays others over them; an empty address turns a service off."""


class Shape(StrEnum):
    """What a link says of what lies behind it."""

    FILE = "file"
    FOLDER = "folder"
    EITHER = "either"
    """The service has to be asked."""
    TEXT = "document"
    TABLE = "spreadsheets"
    SLIDES = "presentation"
    PUBLISHED = "published"
    """A Google document published as a web page."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One shared thing. ``id`` is the public address (Яндекс), the weblink (Mail) or the identifier (Google).

    ``path`` leads from a shared folder of Яндекс Диск to something inside ("" for the folder itself); ``secret`` is the second
    key that old Google shares need.
    """

    service: CloudService
    shape: Shape
    id: str
    path: str = ""
    secret: str = ""

    @property
    def key(self) -> str:
        """The same for all spellings of a link to it."""
        name = self.id.rsplit("/", 1)[-1] if self.service is CloudService.YANDEX else self.id
        return f"{KEY_PREFIX}{self.service}:{name}{self.path}"


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a folder. ``name`` as the owner wrote it; ``url`` is the public address a person would open it under."""

    name: str
    url: str
    folder: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A folder: at most ``MAX_FILES`` entries; ``left`` counts those that were not given or cannot be used."""

    items: tuple[Item, ...]
    left: int = 0


# --- links ----------------------------------------------------------------------------------------------------------

_YANDEX_HOST = re.compile(r"(?:www\.)?(?:disk(?:\.360)?\.yandex\.[a-z]{2,3}(?:\.tr)?|yadi\.sk)")
_YANDEX_PATH = re.compile(r"/([id])/([\w-]{4,})((?:/[^/]+)*)/?")
_MAIL_PATH = re.compile(r"/public/([^/]+/[^/]+(?:/[^/]+)*)/?")
_GOOGLE_ID = r"([\w-]{10,})"
_USER = r"(?:/a/[^/]+)?(?:/u/\d+)?"
_DRIVE_FILE = re.compile(rf"{_USER}/file(?:/u/\d+)?/d/{_GOOGLE_ID}(?:/.*)?")
_DRIVE_FOLDER = re.compile(rf"{_USER}/drive(?:/u/\d+)?/(?:mobile/)?folders/{_GOOGLE_ID}/?")
_DRIVE_BY_ID = re.compile(rf"{_USER}/(open|uc|folderview|embeddedfolderview|leaf)")
_DOCS = re.compile(rf"{_USER}/(document|spreadsheets|presentation)(?:/u/\d+)?/d/{_GOOGLE_ID}(?:/.*)?")
_PUBLISHED = re.compile(r"/(?:document|spreadsheets|presentation)/d/e/([\w-]{20,})/pub(?:html)?")


@lru_cache(maxsize=16384)
def reference(url: str) -> Reference | None:
    """What a URL shares; ``None`` for one that is no share of a service that can be read (forms, albums, a person's own disk)."""
    parts = urlsplit(url)
    host, path = (parts.hostname or "").lower(), parts.path
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if _YANDEX_HOST.fullmatch(host):
        return _yandex_reference(host, path, query)
    if host == "cloud.mail.ru":
        found = _MAIL_PATH.fullmatch(path)
        return Reference(CloudService.MAIL, Shape.EITHER, unquote(found.group(1))) if found else None
    if host in ("drive.google.com", "docs.google.com"):
        return _google_reference(path, query)
    return None


def _yandex_reference(host: str, path: str, query: Mapping[str, str]) -> Reference | None:
    if found := _YANDEX_PATH.fullmatch(path):
        kind, key, inside = found.groups()
        shape = Shape.FILE if kind == "i" else Shape.EITHER
        return Reference(CloudService.YANDEX, shape, f"https://{host}/{kind}/{key}", unquote(inside))
    if path.rstrip("/") == "/public" and (given := query.get("hash")):
        key, _colon, inside = given.replace(" ", "+").partition(":")
        return Reference(CloudService.YANDEX, Shape.EITHER, key, inside.rstrip("/")) if key else None
    return None


def _google_reference(path: str, query: Mapping[str, str]) -> Reference | None:
    secret = query.get("resourcekey", "")
    if found := _PUBLISHED.fullmatch(path):
        return Reference(CloudService.GOOGLE, Shape.PUBLISHED, path.strip("/"))
    if found := _DOCS.fullmatch(path):
        return Reference(CloudService.GOOGLE, Shape(found.group(1)), found.group(2), secret=secret)
    if found := _DRIVE_FILE.fullmatch(path):
        return Reference(CloudService.GOOGLE, Shape.FILE, found.group(1), secret=secret)
    if found := _DRIVE_FOLDER.fullmatch(path):
        return Reference(CloudService.GOOGLE, Shape.FOLDER, found.group(1), secret=secret)
    found, given = _DRIVE_BY_ID.fullmatch(path), query.get("id", "")
    if found and re.fullmatch(_GOOGLE_ID, given):
        shape = Shape.FOLDER if "folder" in found.group(1) else Shape.FILE
        return Reference(CloudService.GOOGLE, shape, given, secret=secret)
    return None


def inside(folder: Reference, name: str) -> str | None:
    """The public address of an entry of a folder (Яндекс, Mail); ``None`` for a name that is none."""
    if not name or name in (".", "..") or "/" in name or "\0" in name:
        return None
    if folder.service is CloudService.MAIL:
        url = f"https://cloud.mail.ru/public/{quote(f'{folder.id}/{name}')}"
    elif folder.id.startswith("https://"):
        url = f"{folder.id}{quote(f'{folder.path}/{name}')}"
    else:
        url = f"https://disk.yandex.ru/public?{urlencode({'hash': f'{folder.id}:{folder.path}/{name}'})}"
    # The address has to lead back to the same entry, or the next request would ask for another one.
    found = join(url, url)
    known = reference(found) if found else None
    wanted = (
        replace(folder, id=f"{folder.id}/{name}")
        if folder.service is CloudService.MAIL
        else replace(folder, path=f"{folder.path}/{name}")
    )
    return found if known is not None and known.key == wanted.key else None


# --- requests -------------------------------------------------------------------------------------------------------


def endpoints(given: Mapping[str, str]) -> dict[str, str]:
    """All endpoints, those of the settings laid over the real ones, without a slash at the end. Raises ``CloudError``."""
    for name, url in given.items():
        if name not in ENDPOINTS:
            raise CloudError(f"неизвестная облачная служба «{name}», есть: {', '.join(ENDPOINTS)}")
        if url and (join(url, url) is None or urlsplit(url).query):
            raise CloudError(f"«{url}» — не адрес облачной службы «{name}»")
    return {name: given.get(name, url).rstrip("/") for name, url in ENDPOINTS.items()}


def endpoint_of(ref: Reference) -> str:
    """The name of the endpoint that is asked for ``ref``."""
    if ref.service is not CloudService.GOOGLE:
        return ref.service.value
    return "google_drive" if ref.shape in (Shape.FILE, Shape.FOLDER) else "google_docs"


def yandex_resource(base: str, ref: Reference) -> str:
    """The question what a share of Яндекс Диск is, and what it holds."""
    return f"{base}/v1/disk/public/resources?{_yandex_query(ref)}&limit={MAX_FILES}&sort=name"


def yandex_download(base: str, ref: Reference) -> str:
    """The question where a shared file of Яндекс Диск can be got."""
    return f"{base}/v1/disk/public/resources/download?{_yandex_query(ref)}"


def _yandex_query(ref: Reference) -> str:
    query = {"public_key": ref.id, **({"path": ref.path} if ref.path else {})}
    return urlencode(query, quote_via=quote, safe="")


def mail_resource(base: str, ref: Reference) -> str:
    """The question what a share of Облако Mail is."""
    return f"{base}/api/v2/file?{urlencode({'weblink': ref.id, 'api': '2'}, quote_via=quote, safe='')}"


def mail_folder(base: str, ref: Reference) -> str:
    """The question what a shared folder of Облако Mail holds."""
    query = {"weblink": ref.id, "offset": "0", "limit": str(MAX_FILES), "api": "2"}
    return f"{base}/api/v2/folder?{urlencode(query, quote_via=quote, safe='')}"


def mail_dispatcher(base: str) -> str:
    """The question which server gives out files of Облако Mail."""
    return f"{base}/api/v2/dispatcher?api=2"


def mail_page(base: str, ref: Reference) -> str:
    """The public page of a share: its state names the server as well."""
    return f"{base}/public/{quote(ref.id)}"


def mail_file(server: str, ref: Reference) -> str:
    """The address of a file on the server the dispatcher named."""
    return f"{server.rstrip('/')}/{quote(ref.id)}"


def google_address(bases: Mapping[str, str], ref: Reference) -> str:
    """The address a Google share is asked for at: a file, a document in an office format, a folder's plain view."""
    drive, docs = bases["google_drive"], bases["google_docs"]
    secret = f"&resourcekey={quote(ref.secret, safe='')}" if ref.secret else ""
    match ref.shape:
        case Shape.FOLDER:
            return f"{drive}/embeddedfolderview?id={ref.id}{secret}"
        case Shape.TEXT:
            return f"{docs}/document/d/{ref.id}/export?format=docx{secret}"
        case Shape.TABLE:
            return f"{docs}/spreadsheets/d/{ref.id}/export?format=xlsx{secret}"
        case Shape.SLIDES:
            return f"{docs}/presentation/d/{ref.id}/export/pptx"
        case Shape.PUBLISHED:
            return f"{docs}/{ref.id}"
        case _:
            return f"{drive}/uc?export=download&id={ref.id}{secret}"


# --- answers --------------------------------------------------------------------------------------------------------


def _object(body: bytes) -> dict[str, Any]:
    if len(body) > MAX_ANSWER:
        raise UnknownAnswerError("ответ слишком велик")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnknownAnswerError("ответ не в формате JSON") from error
    if not isinstance(value, dict):
        raise UnknownAnswerError("ответ не объект JSON")
    return value


def _web(value: object, where: str) -> str:
    """An address out of an answer."""
    url = join(value, value) if isinstance(value, str) and value.startswith(("http://", "https://")) else None
    if url is None:
        raise UnknownAnswerError(f"в ответе нет адреса ({where})")
    return url


def read_yandex_download(body: bytes) -> str:
    """The address a file can be got at. Raises ``UnknownAnswerError``."""
    answer = _object(body)
    if answer.get("templated") or answer.get("method", "GET") != "GET":
        raise UnknownAnswerError("адрес файла дан не как ссылка")
    # Signed addresses must go back as they came: the joiner only says whether this is one.
    _web(answer.get("href"), "href")
    return str(answer["href"])


def read_yandex_resource(body: bytes, ref: Reference) -> Listing | None:
    """What a shared folder holds; ``None`` for a file. Raises ``UnknownAnswerError``."""
    answer = _object(body)
    if answer.get("type") == "file":
        return None
    embedded = answer.get("_embedded")
    if answer.get("type") != "dir" or not isinstance(embedded, dict):
        raise UnknownAnswerError("в ответе нет типа ресурса")
    return _listing(embedded.get("items"), embedded.get("total"), "type", "dir", ref)


def read_mail_resource(body: bytes) -> Shape:
    """Whether a share of Облако Mail is a file or a folder. Raises ``UnknownAnswerError``."""
    about = _object(body).get("body")
    kind = (about.get("kind") or about.get("type")) if isinstance(about, dict) else None
    if kind not in (Shape.FILE, Shape.FOLDER):
        raise UnknownAnswerError("в ответе нет типа ресурса")
    return Shape(kind)


def read_mail_folder(body: bytes, ref: Reference) -> Listing:
    """What a shared folder of Облако Mail holds. Raises ``UnknownAnswerError``."""
    about = _object(body).get("body")
    if not isinstance(about, dict):
        raise UnknownAnswerError("в ответе нет списка файлов")
    count = about.get("count")
    total = sum(value for value in count.values() if isinstance(value, int)) if isinstance(count, dict) else None
    return _listing(about.get("list"), total, "kind" if _has_kind(about.get("list")) else "type", "folder", ref)


def _has_kind(items: object) -> bool:
    return isinstance(items, list) and any(isinstance(item, dict) and "kind" in item for item in items)


def _listing(items: object, total: object, field: str, folder: str, ref: Reference) -> Listing:
    if not isinstance(items, list):
        raise UnknownAnswerError("в ответе нет списка файлов")
    found, unusable = [], 0
    for item in items[:MAX_FILES]:
        name = item.get("name") if isinstance(item, dict) else None
        url = inside(ref, name) if isinstance(name, str) else None
        if url is None or not isinstance(name, str):
            unusable += 1
            continue
        found.append(Item(" ".join(name.split())[:300], url, item.get(field) == folder))
    known = total if isinstance(total, int) and not isinstance(total, bool) and total > 0 else 0
    return Listing(tuple(found), unusable + max(known, len(items)) - min(len(items), MAX_FILES))


def read_mail_dispatcher(body: bytes) -> str:
    """The server that gives out shared files. Raises ``UnknownAnswerError``."""
    about = _object(body).get("body")
    servers = about.get("weblink_get") if isinstance(about, dict) else None
    first = servers[0] if isinstance(servers, list) and servers else servers
    return _web(first.get("url") if isinstance(first, dict) else None, "weblink_get")


_SERVER_IN_PAGE = re.compile(r'"weblink_get"\s*:\s*\[?\s*\{[^{}\]]{0,300}?"url"\s*:\s*("(?:[^"\\]|\\.){1,500}")')


def read_mail_page(html: str) -> str:
    """The same out of the state in a public page. Raises ``UnknownAnswerError``."""
    found = _SERVER_IN_PAGE.search(html[:MAX_ANSWER])
    if found is None:
        raise UnknownAnswerError("на странице нет адреса сервера (weblink_get)")
    try:
        return _web(json.loads(found.group(1)), "weblink_get")
    except json.JSONDecodeError as error:
        raise UnknownAnswerError("адрес сервера на странице не читается") from error


def read_google_folder(page: Page, url: str, ref: Reference) -> Listing:
    """The entries of a folder's plain view. Raises ``UnknownAnswerError`` for a page that names none and does not say it is empty."""
    found: dict[str, Item] = {}
    for link in page.links:
        target = join(url, link.href)
        known = reference(target) if target is not None else None
        if target is None or known is None or known.service is not CloudService.GOOGLE or known.id == ref.id:
            continue
        found.setdefault(known.key, Item(" ".join(link.text.split())[:300], target, known.shape is Shape.FOLDER))
    if not found and page.links:
        raise UnknownAnswerError("на странице папки нет списка файлов")
    items = tuple(found.values())
    return Listing(items[:MAX_FILES], max(0, len(items) - MAX_FILES))


def read_google_confirmation(html: str, url: str) -> str | None:
    """The address behind «скачать всё равно» of a file too large to be checked for viruses; ``None`` where nothing is asked.

    An address of another party is none: only Google's own, or the host that asks.
    """
    tree = LexborHTMLParser(html[:MAX_ANSWER])
    target = None
    for form in tree.css("form"):
        action = join(url, form.attributes.get("action") or "")
        fields = {name: node.attributes.get("value") or "" for node in form.css("input") if (name := node.attributes.get("name"))}
        if action is None or "id" not in {**dict(parse_qsl(urlsplit(action).query)), **fields} or len(fields) > 20:
            continue
        base, _mark, query = action.partition("?")
        target = f"{base}?{urlencode({**dict(parse_qsl(query)), **fields})}"
        break
    else:
        link = tree.css_first("a#uc-download-link")
        target = join(url, link.attributes.get("href") or "") if link is not None else None
    if target is None or "confirm=" not in target:
        return None
    host = urlsplit(target).hostname or ""
    return target if host.endswith((".google.com", ".googleusercontent.com")) or host == urlsplit(url).hostname else None


_QUOTA = re.compile(
    r"quota exceeded|too many users have viewed or downloaded|превышен\w* (?:квот|лимит)|квот\w+ на скачивание|слишком много пользователей",
    re.I,
)
_LOGIN = re.compile(
    r"(?:accounts\.google\.com|passport\.yandex\.[a-z.]+|(?:account|auth|e)\.mail\.ru|myaccount\.google\.com)", re.I
)


def wants_login(url: str) -> bool:
    """Whether the address is that of a service's login: what lies behind is not public."""
    return _LOGIN.fullmatch(urlsplit(url).hostname or "") is not None


def over_quota(text: str) -> bool:
    """Whether a page says that the file was asked for too often."""
    return _QUOTA.search(text[:20_000]) is not None


def not_public(service: CloudService) -> Trouble:
    """The owner has not opened the file to everybody."""
    return Trouble(Outcome.FORBIDDEN, f"{NAMES[service]}: владелец не открыл доступ к файлу для всех")


def busy(service: CloudService) -> Trouble:
    """The service gives nothing out now."""
    return Trouble(Outcome.SERVER_ERROR, f"{NAMES[service]}: превышено число обращений или скачиваний, файл не выдан")


def unknown(service: CloudService, why: str) -> Trouble:
    """The service answered something else than a document."""
    return Trouble(Outcome.HTTP_ERROR, f"{NAMES[service]} ответил непонятно: {why}")


def trouble_of(service: CloudService, status: int | None, outcome: Outcome, reason: str, body: bytes) -> Trouble:
    """What an answer that is no success means: the interface's own word first, then the status."""
    name = _error_name(body)
    if name == "DiskResourceDownloadLimitExceededError" or status == 429:
        return busy(service)
    if status in (404, 410) or name == "DiskNotFoundError":
        return Trouble(Outcome.NOT_FOUND, f"{NAMES[service]}: файл удалён или ссылка больше не действует")
    if status in (401, 403, 451):
        return busy(service) if over_quota(body[:20_000].decode("utf-8", "replace")) else not_public(service)
    return Trouble(outcome, f"{NAMES[service]}: {reason}" if reason else NAMES[service])


def _error_name(body: bytes) -> str:
    if body[:1] != b"{":
        return ""
    try:
        return str(_object(body).get("error", ""))
    except UnknownAnswerError:
        return ""  # no word of the interface: the status speaks


def inner_status(body: bytes) -> int | None:
    """The status Облако Mail writes into an answer; ``None`` where it writes none."""
    status = _object(body).get("status") if body[:1] == b"{" else None
    return status if isinstance(status, int) else None
