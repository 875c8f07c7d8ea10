"""Addresses as people type them, made into URLs that can be asked for, and one key for the many spellings of one page."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urljoin, urlsplit

import idna

from crawler.domains import core_host, host_of, politeness_slot, registrable_domain, same_site, site_of
from crawler.netguard import is_private_host, literal_address

__all__ = [
    "AddressError",
    "address_key",
    "host_of",
    "join",
    "normalise_address",
    "politeness_slot",
    "readable",
    "registrable_domain",
    "same_site",
    "shows_private_host",
    "site_of",
]

MAX_LENGTH = 2000
MAX_REDIRECT = 8000
"""Where a server sends us may be longer than a link: it carries the state of logins and checks. Servers take no more either."""
_SCHEME = re.compile(r"^\s*(https?)\s*:\s*[/\\]*", re.I)
_TWICE = re.compile(r"^(?:https?:?/{0,2})+(?=https?:/)", re.I)
_OTHER_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:(?![/\\]*\d{1,5}(?:/|$))", re.I)
_OWN_DISK = re.compile(r"^\s*(?:file:[/\\]*(?=[^/\\])|(?=[a-z]:[/\\]))(.+)$", re.I)
_RUN_TOGETHER = re.compile(r"(?<!^)(?<![=?&/])https?:/{1,2}(?=[^/])", re.I)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_LABEL = re.compile(r"^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$|^[a-z0-9_]$")
_PATH_SAFE = "/:@!$&'()*+,;=~-._%"
_QUERY_SAFE = _PATH_SAFE + "?[]"
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_DOTS = re.compile(r"/\.(?=/|$)")
_PARENT = re.compile(r"/[^/]+/\.\.(?=/|$)")
_NO_PAGE_OF_ITS_OWN = re.compile(
    r"^(?:phpsessid|jsessionid|session_?id|cfid|cftoken|aspsessionid\w*|utm_\w+|yclid|gclid|fbclid|ysclid|_openstat|back_?url"
    r"|rnd|random|nocache|timestamp|print|printable|pop|tmpl|special_version|set_template|template_special|visually|bvi\w*)$",
    re.I,
)
_MAYBE_SESSION = frozenset({"sid", "s", "session", "sess", "hash"})
_SESSION_VALUE = re.compile(r"^(?=.*\d)[0-9a-zA-Z]{16,}$")
_LAYOUT_PRINT = {"layout": "default", "page": ""}
_PATH_SESSION = re.compile(r";jsessionid=[^/?#]*|/\(S\([a-z0-9]{24}\)\)", re.I)
_INDEX = re.compile(r"/(?:index|default|home)\.(?:html?|php|aspx?)$", re.I)


class AddressError(ValueError):
    """An address nothing can be asked of; the message (Russian) says why."""


@lru_cache(maxsize=16384)
def _host(host: str) -> str:
    """A host in punycode, lower case. Underscores and all-digit labels are allowed: both occur."""
    bare = _INVISIBLE.sub("", host.strip().strip(".").lower().replace("。", "."))
    if not bare:
        raise AddressError("в адресе нет имени сайта")
    if bare.startswith("["):
        if not bare.endswith("]") or literal_address(bare) is None:
            raise AddressError(f"неверный адрес узла «{host}»")
        return bare
    labels = []
    for label in bare.split("."):
        if not label:
            raise AddressError(f"пустая часть в имени сайта «{host}»")
        if not label.isascii():
            try:
                label = idna.encode(label, uts46=True, transitional=False).decode("ascii")
            except (idna.IDNAError, UnicodeError) as error:
                raise AddressError(f"неверное имя сайта «{host}»") from error
        if not _LABEL.match(label):
            raise AddressError(f"неверное имя сайта «{host}»")
        labels.append(label)
    if sum(map(len, labels)) + len(labels) > 253:
        raise AddressError(f"слишком длинное имя сайта «{host}»")
    return ".".join(labels)


def _quote(part: str, safe: str) -> str:
    quoted = quote(_BARE_PERCENT.sub("%25", part), safe=safe, encoding="utf-8", errors="replace")
    return re.sub(r"%[0-9a-f]{2}", lambda code: code.group().upper(), quoted) if "%" in quoted else quoted


def _path(path: str) -> str:
    path = path.replace("\\", "/")
    if "/." in path:
        path = _DOTS.sub("", path)
        before = None
        while before != path:
            before = path
            path = _PARENT.sub("", path, count=1)
        path = re.sub(r"^(?:/\.\.)+(?=/|$)", "", path)
    return _quote(path or "/", _PATH_SAFE)


def _assemble(scheme: str, netloc: str, path: str, query: str, longest: int = MAX_LENGTH) -> str:
    host, port = _split_port(netloc.rsplit("@", 1)[-1])
    name = _host(host)
    if port in ("", {"http": "80", "https": "443"}[scheme]):
        place = name
    else:
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise AddressError(f"неверный порт «{port}»")
        place = f"{name}:{int(port)}"
    if not path.startswith("/"):
        path = f"/{path}"
    url = f"{scheme}://{place}{_path(path)}"
    if query:
        url += f"?{_quote(query.replace('&amp;', '&'), _QUERY_SAFE)}"
    if len(url) > longest:
        raise AddressError("адрес слишком длинный")
    return url


def _split_port(netloc: str) -> tuple[str, str]:
    if netloc.startswith("["):
        host, bracket, rest = netloc.partition("]")
        return f"{host}{bracket}", rest.removeprefix(":")
    host, _colon, port = netloc.partition(":")
    return host, port


def _cut(rest: str) -> tuple[str, str, str]:
    """Host, path and query of what follows the scheme; the fragment is dropped."""
    rest = rest.split("#", 1)[0]
    before, _mark, query = rest.partition("?")
    before = before.replace("\\", "/")
    netloc, slash, path = before.partition("/")
    return netloc, f"{slash}{path}", query


def normalise_address(text: str) -> str:
    """The URL a person means by ``text`` in a registry: scheme added (http), spaces and slashes mended, host in punycode.

    Raises ``AddressError``.
    """
    cleaned = _INVISIBLE.sub("", _CONTROL.sub("", text)).strip().strip("«»\"'<>,; ")
    cleaned = re.sub(r"(?<=[\w./-])\s+(?=[./])|(?<=[./])\s+(?=\w)", "", cleaned)
    if not cleaned:
        raise AddressError("адрес не указан")
    cleaned = re.sub(r"(?i)^(https?)//", r"\1://", _TWICE.sub("", cleaned))
    match = _SCHEME.match(cleaned)
    scheme = match.group(1).lower() if match else "http"
    rest = cleaned[match.end() :] if match else re.sub(r"^[/\\]+", "", cleaned)
    if not match and _OTHER_SCHEME.match(cleaned) and not re.match(r"^[^/:]+\.[^/:]+:\d", cleaned):
        raise AddressError(f"«{cleaned}» — не адрес сайта")
    netloc, path, query = _cut(rest)
    if re.search(r"\s", netloc):
        raise AddressError(f"пробел в имени сайта «{netloc}»")
    if "@" in netloc:
        raise AddressError(f"«{netloc}» — не адрес сайта")
    name = _split_port(netloc)[0]
    if "." not in name.strip(".") and literal_address(name) is None and name.lower() != "localhost":
        raise AddressError(f"«{netloc}» — не имя сайта")
    return _assemble(scheme, netloc, path, query)


@lru_cache(maxsize=32768)
def join(base: str, href: str, longest: int = MAX_LENGTH) -> str | None:
    """The URL a link leads to; ``None`` for what is no web address (mail, telephone, script, fragment, nonsense, over-long).

    Takes links as they stand on real pages: spaces, «№», Cyrillic, back-slashes, one slash after the scheme, a host without
    a scheme, two addresses run together.
    """
    href = _INVISIBLE.sub("", _CONTROL.sub("", href)).strip().strip("\"'")
    if not href or href[0] == "#" or len(href) > 2 * longest:
        return None
    href = _TWICE.sub("", href)
    together = _RUN_TOGETHER.search(href)
    if together and _SCHEME.match(href):
        href = href[together.start() :]
    match = _SCHEME.match(href)
    try:
        if match:
            slashes = href[match.end(1) : match.end()]
            if "/" not in slashes and "\\" not in slashes:
                return None
            return _assemble(match.group(1).lower(), *_cut(href[match.end() :]), longest)
        if _OTHER_SCHEME.match(href):
            return None
        scheme = "https" if base.startswith("https:") else "http"
        if href[:2] in ("//", "\\\\", "/\\"):
            return _assemble(scheme, *_cut(href[2:].lstrip("/\\")), longest)
        if re.match(r"(?i)^www\.[\w-]+\.[a-zа-я]{2,}(?:[/?#:]|$)", href):
            return _assemble(scheme, *_cut(href), longest)
        target = urlsplit(urljoin(base, _relative(href)))
        if target.scheme not in ("http", "https"):
            return None
        return _assemble(target.scheme, target.netloc, target.path, target.query, longest)
    except (AddressError, ValueError):
        return None


def on_own_disk(href: str) -> str:
    """The ``file:`` address of a link to the disk of the computer a site was filled from («C:\\Документы\\акт.doc»); "" for others."""
    match = _OWN_DISK.match(_CONTROL.sub("", href))
    return f"file:///{match.group(1)}".replace("\\", "/")[:MAX_LENGTH] if match else ""


def _relative(href: str) -> str:
    """A relative reference the standard joiner cannot misread: slashes mended, fragment and stray colons out of the way."""
    href = href.split("#", 1)[0]
    path, mark, query = href.partition("?")
    path = path.replace("\\", "/")
    if ":" in path.split("/", 1)[0]:
        path = f"./{path}"
    return f"{path}{mark}{query}"


@lru_cache(maxsize=32768)
def address_key(url: str) -> str:
    """One key for the spellings of one page: scheme, ``www``, default index file, session ids, tracking and print copies
    do not make another page."""
    parts = urlsplit(url)
    host = core_host(parts.hostname or "")
    if parts.port:
        host = f"{host}:{parts.port}"
    path = _INDEX.sub("/", _PATH_SESSION.sub("", parts.path)) or "/"
    path = re.sub(r"/{2,}", "/", path)
    query = parts.query
    if query:
        pairs = parse_qsl(query.replace(";", "&"), keep_blank_values=True, encoding="latin-1")
        joomla_print = any(name == "tmpl" for name, _value in pairs)
        kept = [
            (name, value)
            for name, value in pairs
            if not _NO_PAGE_OF_ITS_OWN.match(name)
            and not (name in _MAYBE_SESSION and _SESSION_VALUE.match(value))
            and not (joomla_print and _LAYOUT_PRINT.get(name) == value)
        ]
        query = urlencode(sorted(kept), encoding="latin-1")
    if not query and path != "/":
        path = path.rstrip("/") or "/"
    return f"{host}{path}?{query}" if query else f"{host}{path}"


@lru_cache(maxsize=32768)
def readable(url: str) -> str:
    """The words of an address: percent codes read as UTF-8 or windows-1251, segments parted by «; »."""
    parts = urlsplit(url)
    values = [value for _name, value in parse_qsl(parts.query, encoding="latin-1")] if parts.query else []
    raw = [unquote_to_bytes(segment) for segment in parts.path.split("/")] + [value.encode("latin-1") for value in values]
    words = []
    for item in raw:
        try:
            words.append(item.decode("utf-8"))
        except UnicodeDecodeError:
            words.append(item.decode("cp1251", "replace"))
    return "; ".join(word for word in words if word)


_HOST_AND_PATH = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.(?:ru|рф|su|com|org|net)/", re.I)
_VIEWED = re.compile(r"\.(?:pdf|docx?|rtf|odt|xlsx?|pptx?|zip|rar)(?:$|\?)", re.I)


@lru_cache(maxsize=16384)
def unwrap(url: str) -> str:
    """The document behind a viewer's address (``viewer.html?file=…``, ``docs.google.com/viewer?url=…``), else ``url``."""
    query = urlsplit(url).query
    if "=" not in query:
        return url
    for name, value in parse_qsl(query, encoding="utf-8", errors="replace"):
        if name.lower() in _VIEWER_NAMES and _VIEWED.search(value):
            if value.startswith(("http", "/")) or "viewer" in url:
                return join(url, value) or url
            if _HOST_AND_PATH.match(value):
                return join(url, f"//{value}") or url
    return url


_VIEWER_NAMES = frozenset({"url", "file", "src", "u", "doc", "document", "pdf", "goto", "link", "uri"})


def shows_private_host(url: str) -> bool:
    """Whether the URL's host is a private one by its name alone."""
    return is_private_host(urlsplit(url).hostname or "")
