"""Texts of foreign sites made harmless for showing: one line, no control characters, no tricks with direction."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from urllib.parse import unquote, urlsplit

_SPACE = re.compile(r"\s+")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def line(text: str, limit: int | None = None) -> str:
    """``text`` on one line. Control characters (terminal escapes among them), direction marks, lone surrogates and unassigned
    code points are dropped; with ``limit`` the text is cut to that many characters, the last one «…»."""
    if text.isprintable():  # the usual text: the space is its only white space
        text = text.strip(" ")
        if "  " in text:
            text = _SPACE.sub(" ", text)
        return text if limit is None or len(text) <= limit else text[: limit - 1].rstrip() + "…"
    text = _SPACE.sub(" ", text)
    if not text.isprintable():
        text = "".join(ch for ch in text if ch == " " or unicodedata.category(ch) not in _INVISIBLE)
    text = _SPACE.sub(" ", text).strip()
    if limit is not None and len(text) > limit:
        return text[: limit - 1].rstrip() + "…"
    return text


def link(url: str) -> str | None:
    """``url`` when it may become a link: http or https with a host. Otherwise ``None`` (``javascript:``, ``data:``, …)."""
    cleaned = line(url).replace(" ", "%20")
    try:
        parts = urlsplit(cleaned)
        host = parts.hostname
    except ValueError:
        return None
    return cleaned if parts.scheme.lower() in ("http", "https") and host else None


def address(url: str, limit: int = 90) -> str:
    """``url`` for reading, not for following: punycode and percent escapes decoded, long ones cut in the middle."""
    shown = line(unquote(url, errors="replace"))
    with suppress(ValueError):  # not a host name after all (UnicodeError is a ValueError): shown as it stands
        host = urlsplit(shown).hostname or ""
        if "xn--" in host:
            shown = shown.replace(host, host.encode("ascii").decode("idna"), 1)
    return middle(shown, limit)


def middle(text: str, limit: int) -> str:
    """``text`` cut in the middle to ``limit`` characters, so that beginning and end («…№ 10 п. Редкино») stay legible."""
    if len(text) <= limit:
        return text
    if limit < 4:
        return text[:limit]
    tail = (limit - 1) * 3 // 5
    return text[: limit - 1 - tail].rstrip() + "…" + text[-tail:].lstrip()
