"""HTML pages, web archives (MHT) and plain text."""

from __future__ import annotations

import email
import email.policy

from extractors.charset import decode, repair_mojibake
from extractors.formats.content import Content, Source, UnreadableError
from extractors.page import parse_page


def read_html(source: Source) -> Content:
    """Read a page: its lines without menus, headers and footers (with them when nothing else is there)."""
    return _page(source.data, source.hints.charset, source.limits.max_text)


def read_mht(source: Source) -> Content:
    """Read a single-file web page as Word and browsers save them."""
    message = email.message_from_bytes(source.data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "text/plain"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return _page(payload, part.get_content_charset("") or "", source.limits.max_text)
    raise UnreadableError("в веб-архиве нет страницы")


def read_txt(source: Source) -> Content:
    """Read plain text."""
    text = repair_mojibake(decode(source.data, source.hints.charset).text)
    return Content(text[: source.limits.max_text], note=_cut(len(text), source.limits.max_text))


def _page(data: bytes, charset: str, limit: int) -> Content:
    page = parse_page(repair_mojibake(decode(data, charset).text))
    text = page.text() or page.text(chrome=True)
    return Content(text[:limit], title=page.title or page.heading, note=_cut(len(text), limit))


def _cut(length: int, limit: int) -> str:
    return "текст длиннее предела, прочитано начало" if length > limit else ""
