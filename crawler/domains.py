"""Whose host is it: registrable domains, hosting platforms, and which hosts make up one institution's site."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

from tldextract import TLDExtract

_extract = TLDExtract(suffix_list_urls=(), fallback_to_snapshot=True, cache_dir=None)

_SAME_SITE_LABELS = frozenset({"www", "www1", "www2", "web", "new", "old", "m", "mobile", "site", "sait", "portal", "beta"})
_NUMERIC_HOST = re.compile(r"^[0-9a-fx.]+$|^\[|:")


@cache
def _hosting() -> tuple[frozenset[str], dict[str, int]]:
    text = (files("crawler") / "hosting_suffixes.txt").read_text(encoding="utf-8")
    lines = [line.split("#", 1)[0].strip() for line in text.splitlines()]
    suffixes = {line.encode("idna").decode("ascii") for line in lines if line and "/" not in line}
    portals = {line.split("/", 1)[0]: line.count("/*") for line in lines if "/" in line}
    return frozenset(suffixes), portals


def hosting_suffixes() -> frozenset[str]:
    """The platforms' domains, in punycode."""
    return _hosting()[0]


def folder_of(url: str) -> str:
    """The path a site is confined to where its host is a portal with a folder for each institution; "" elsewhere."""
    parts = urlsplit(url)
    depth = _hosting()[1].get(parts.hostname or "", 0)
    segments = [part for part in parts.path.split("/") if part]
    return "/" + "/".join(segments[:depth]) if depth and len(segments) >= depth else ""


def _is_literal(host: str) -> bool:
    return _NUMERIC_HOST.search(host) is not None and not re.search(r"[g-wyz]", host)


@lru_cache(maxsize=65536)
def registrable_domain(host: str) -> str:
    """The domain one owner registered, with the label that names the institution where the domain is a platform's.

    ``host`` is in punycode without a port; an IP address and a name without a public suffix come back unchanged.
    """
    host = host.lower().rstrip(".")
    if _is_literal(host):
        return host
    platform = platform_of(host)
    if platform:
        inside = host[: -len(platform) - 1].split(".")
        own = [label for label in inside if label not in _SAME_SITE_LABELS] or inside
        return f"{own[-1]}.{platform}"
    return _extract(host).top_domain_under_public_suffix or host


@lru_cache(maxsize=65536)
def platform_of(host: str) -> str:
    """The longest hosting suffix the host lies under; "" when it lies under none."""
    labels = host.split(".")
    for start in range(1, len(labels) - 1):
        suffix = ".".join(labels[start:])
        if suffix in hosting_suffixes():
            return suffix
    return ""


@lru_cache(maxsize=65536)
def politeness_key(host: str) -> str:
    """Hosts with one key are served by one party: requests to them share one slot."""
    platform = platform_of(host)
    if platform:
        return _extract(platform).top_domain_under_public_suffix or platform
    return registrable_domain(host)


@lru_cache(maxsize=32768)
def politeness_slot(url: str) -> str:
    """The slot of politeness of a URL: sites with the same slot belong into the same shard."""
    host = host_of(url)
    if _is_literal(host) or "." not in host:
        return site_of(url)
    return politeness_key(host)


@lru_cache(maxsize=65536)
def core_host(host: str) -> str:
    """The host without labels that do not make another site (``www``, ``new``, ``old`` …), never less than the
    registrable domain."""
    labels = host.split(".")
    least = registrable_domain(host).count(".") + 1
    while len(labels) > least and labels[0] in _SAME_SITE_LABELS:
        labels = labels[1:]
    return ".".join(labels)


def host_of(url: str) -> str:
    """The host of a URL in lower case; "" for none."""
    return urlsplit(url).hostname or ""


@lru_cache(maxsize=32768)
def site_of(url: str) -> str:
    """What identifies the site of a URL: its registrable domain; for a bare IP address or ``localhost`` also the port."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if _is_literal(host) or "." not in host:
        return parts.netloc.rsplit("@", 1)[-1]
    return registrable_domain(host)


def same_site(url: str, site: str) -> bool:
    """Whether ``url`` belongs to the site at the URL ``site``: the same name, or a name below it.

    A site that is itself a subdomain does not own its siblings: they are other institutions.
    """
    if site_of(url) != site_of(site):
        return False
    own, other = core_host(host_of(site)), core_host(host_of(url))
    return own == other or other.endswith(f".{own}")
