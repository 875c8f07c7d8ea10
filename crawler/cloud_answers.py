"""What the public interfaces of cloud disks answer.

An answer that does not look as expected is ``UnknownAnswerError``, never a document.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawler.addresses import join
from crawler.cloud import MAX_FILES, NAMES, CloudService, Reference, Shape, inside, reference
from crawler.model import Outcome
from crawler.outcomes import Trouble
from extractors.page import Page

MAX_ANSWER = 4_000_000
MAX_ADDRESS = 8000
_PLAIN_ADDRESS = re.compile(r"https?://[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?::\d{1,5})?(?:[/?][!-\[\]-~]*)?")


class UnknownAnswerError(ValueError):
    """The service answered something this module does not know; the message (Russian) says what was looked for."""


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
    """An address out of an answer, as it came: signed addresses are longer than links on pages and may not be respelled.

    What any two programs could read as different hosts (user names, back-slashes, control characters) is no address.
    """
    if isinstance(value, str) and len(value) <= MAX_ADDRESS and _PLAIN_ADDRESS.fullmatch(value):
        return value
    raise UnknownAnswerError(f"в ответе нет адреса ({where})")


def read_yandex_download(body: bytes) -> str:
    """The address a file can be got at. Raises ``UnknownAnswerError``."""
    answer = _object(body)
    if answer.get("templated") or answer.get("method", "GET") != "GET":
        raise UnknownAnswerError("адрес файла дан не как ссылка")
    return _web(answer.get("href"), "href")


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
    named = reason.startswith(NAMES[service])
    return Trouble(outcome, reason if named else f"{NAMES[service]}: {reason}")


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
