"""A plain visitor: one connection, every link of a site, no knowledge of how the district is made."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

# The browsers' reading of a page: what the header says, else what the page says, else a guess by the alphabet.
_META = re.compile(rb'charset="?([\w-]+)', re.IGNORECASE)
_TRAP = "/events/"


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def type(self) -> str:
        return self.headers.get("Content-Type", "")

    @property
    def text(self) -> str:
        named = re.search(r"charset=([\w-]+)", self.type)
        meta = _META.search(self.body[:1000])
        charset = named[1] if named else meta[1].decode() if meta else "koi8-r"
        return self.body.decode(charset)


@dataclass
class Walk:
    """All that can be reached from a site's root by links."""

    root: str
    replies: dict[str, Reply] = field(default_factory=dict)
    """By decoded path and query."""
    found_on: dict[str, list[str]] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)

    @property
    def pages(self) -> dict[str, Reply]:
        return {path: reply for path, reply in self.replies.items() if reply.status == 200 and "html" in reply.type}


def get(root: str, target: str, **headers: str) -> Reply:
    """One request on a connection of its own; names of ``headers`` with ``_`` for ``-``."""
    at = urlsplit(root)
    connection = HTTPConnection(at.hostname or "", at.port, timeout=10)
    try:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        connection.request("GET", quote(target, safe="/?=&%"), headers=named)
        response = connection.getresponse()
        return Reply(response.status, response.headers, response.read())
    finally:
        connection.close()


def walk(root: str) -> Walk:
    """Follow every link inside the site but those of its endless calendar."""
    result = Walk(root)
    queue = ["/"]
    result.found_on["/"] = []
    while queue:
        path = queue.pop()
        reply = result.replies[path] = get(root, path)
        links: list[str] = []
        if reply.status in (301, 302):
            links = [reply.headers["Location"]]
        elif reply.status == 200 and "html" in reply.type:
            hrefs = (node.attributes.get("href") for node in LexborHTMLParser(reply.text).css("a[href]"))
            links = [href for href in hrefs if href and not href.startswith(("mailto:", "javascript:", "#"))]
        for href in links:
            address = urldefrag(urljoin(root.rstrip("/") + quote(path, safe="/?=&"), href.replace("\\", "/")))[0]
            if not address.startswith(root):
                result.outside.add(address)
                continue
            target = unquote(address.removeprefix(root.rstrip("/")))
            if target not in result.found_on and not target.startswith(_TRAP):
                queue.append(target)
            result.found_on.setdefault(target, []).append(path)
    return result
