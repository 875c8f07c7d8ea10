"""Public cloud disks: which links lead to something shared there, and what to ask their public interfaces for it.

Яндекс Диск has a documented interface (https://yandex.ru/dev/disk-api/doc/ru/reference/public). Облако Mail and Google Диск have
none for anonymous readers: what their own pages ask for is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from crawler.addresses import join

MAX_FILES = 50
"""Files taken from one linked folder, those of its subfolders included."""
MAX_DESCENT = 2
"""Levels of subfolders below a linked folder that are opened."""
KEY_PREFIX = "cloud:"
"""How the frontier's keys of cloud documents begin: the many spellings of one share are one address."""


class CloudError(ValueError):
    """An endpoint that cannot be used; the message (Russian) names it."""


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
NO_CLOUDS: Mapping[str, str] = dict.fromkeys(ENDPOINTS, "")
"""``cloud_endpoints`` of a crawl that asks no cloud disk: promising links are told as unread."""


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
        name = self.id.rsplit("/", 1)[-1] if self.id.startswith("https://") else self.id
        return f"{KEY_PREFIX}{self.service}:{name}{self.path}"


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
        key, _colon, path = given.partition(":")
        key = key.replace(" ", "+")  # base64 whose plus signs were not quoted
        return Reference(CloudService.YANDEX, Shape.EITHER, key, path.rstrip("/")) if key else None
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
    return found if known is not None and known.key == f"{folder.key}/{name}" else None


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
