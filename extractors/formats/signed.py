"""Signed files (CMS, RFC 5652: .p7m, .p7s, .sig): the document inside an attached signature.

Signing programs write DER, BER with open lengths, and both as base64 with or without its frame.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from extractors.formats.content import UnreadableError

_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_FRAME = re.compile(rb"\s*-----BEGIN (?:PKCS7|CMS|PKCS #7 SIGNED DATA)-----\s")
_BARE = re.compile(rb"\s*MI[A-Za-z0-9+/\r\n]{40}")
_END = re.compile(rb"-----END")
_SEQUENCE, _OCTETS, _OCTETS_OF_PARTS, _EXPLICIT = 0x30, 0x04, 0x24, 0xA0
_MAX_PARTS = 1_000_000

Element = tuple[int, int, int]
"""Tag, and where the contents begin and end."""


def is_signed(data: bytes) -> bool:
    """Whether a file begins as signed data do."""
    if _SIGNED_DATA in data[:32] and data[:1] == b"0":
        return True
    framed = _FRAME.match(data)
    if framed is None and not _BARE.match(data):
        return False
    start = re.sub(rb"\s", b"", data[framed.end() if framed else 0 :][:120])[:64]
    try:
        return _SIGNED_DATA in base64.b64decode(start[: len(start) // 4 * 4])
    except binascii.Error:
        return False


def signed_content(data: bytes) -> bytes | None:
    """The bytes that were signed, ``None`` where the signature lies apart from them. Raises ``UnreadableError``."""
    try:
        return _content(_binary(data))
    except (IndexError, ValueError, StopIteration) as error:
        raise UnreadableError("файл электронной подписи повреждён") from error


def _binary(data: bytes) -> bytes:
    if data[:1] == b"0":
        return data
    framed = _FRAME.match(data)
    body = _END.split(data[framed.end() if framed else 0 :], maxsplit=1)[0]
    return base64.b64decode(re.sub(rb"[^A-Za-z0-9+/=]", b"", body))


def _content(data: bytes) -> bytes | None:
    signed = _child(data, _element(data, 0, len(data)), _EXPLICIT)
    fields = list(_children(data, _first(data, signed)))
    enclosed = next(field for field in fields if field[0] == _SEQUENCE)  # behind the version and the set of digests
    wrapped = next((child for child in _children(data, enclosed) if child[0] == _EXPLICIT), None)
    if wrapped is None:
        return None
    octets = _first(data, wrapped)
    if octets[0] == _OCTETS:
        return data[octets[1] : octets[2]]
    if octets[0] != _OCTETS_OF_PARTS:
        raise ValueError("no string of octets")
    return b"".join(data[part[1] : part[2]] for part in _children(data, octets))


def _child(data: bytes, parent: Element, tag: int) -> Element:
    return next(child for child in _children(data, parent) if child[0] == tag)


def _first(data: bytes, parent: Element) -> Element:
    return next(_children(data, parent))


def _children(data: bytes, parent: Element) -> Iterator[Element]:
    """Elements within one. Raises ``ValueError`` or ``IndexError`` for what is none."""
    at, end = parent[1], parent[2]
    for _number in range(_MAX_PARTS):
        if at >= end or data[at : at + 2] == b"\0\0":
            break
        element = _element(data, at, end)
        yield element
        at = element[2] + (2 if _is_open(data, at) else 0)
    else:
        raise ValueError("too many parts")


def _is_open(data: bytes, at: int) -> bool:
    return data[at + 1] == 0x80


def _element(data: bytes, at: int, end: int, depth: int = 0) -> Element:
    """The element that begins at an offset. Its end, where it is left open, is where its contents end."""
    if depth > 12:
        raise ValueError("too deep")
    tag, length, start = data[at], data[at + 1], at + 2
    if length == 0x80:
        inner = start
        while data[inner : inner + 2] != b"\0\0":
            if inner >= end:
                raise ValueError("no end")
            element = _element(data, inner, end, depth + 1)
            inner = element[2] + (2 if _is_open(data, inner) else 0)
        return tag, start, inner
    if length > 0x80:
        size = length & 0x7F
        length = int.from_bytes(data[start : start + size], "big")
        start += size
    if start + length > end:
        raise ValueError("cut off")
    return tag, start, start + length
