"""Sitemaps: bounded, without entities, in whatever shape sites write them (XML, index, gzip, plain text)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from lxml import etree

MAX_SIZE = 20_000_000
MAX_ADDRESSES = 20_000
MAX_CHILDREN = 200


@dataclass(frozen=True, slots=True)
class Sitemap:
    """Addresses of pages and of further sitemaps, as written. ``cut`` is True where a limit left something out."""

    pages: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    cut: bool = False


def read_sitemap(body: bytes) -> Sitemap:
    """The addresses in a sitemap; what is no sitemap gives none."""
    body, cut = _unpacked(body)
    if body.lstrip()[:1] != b"<":
        return _plain(body, cut)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return Sitemap()
    if root is None:
        return Sitemap()
    index = etree.QName(root).localname.lower() == "sitemapindex" if isinstance(root.tag, str) else False
    found: list[str] = []
    for element in root.iter():
        if isinstance(element.tag, str) and etree.QName(element).localname.lower() == "loc" and element.text:
            found.append(element.text.strip())
            if len(found) >= MAX_ADDRESSES:
                cut = True
                break
    if index:
        return Sitemap((), tuple(found[:MAX_CHILDREN]), cut or len(found) > MAX_CHILDREN)
    return Sitemap(tuple(found), (), cut)


def _unpacked(body: bytes) -> tuple[bytes, bool]:
    if not body.startswith(b"\x1f\x8b"):
        return body[:MAX_SIZE], len(body) > MAX_SIZE
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        data = unpacker.decompress(body, MAX_SIZE)
    except zlib.error:
        return b"", False
    return data, bool(unpacker.unconsumed_tail)


def _plain(body: bytes, cut: bool) -> Sitemap:
    lines = body.decode("utf-8", "replace").splitlines()
    found = [line.strip() for line in lines[:MAX_ADDRESSES] if line.strip().startswith(("http://", "https://"))]
    return Sitemap(tuple(found), (), cut or len(lines) > MAX_ADDRESSES)
