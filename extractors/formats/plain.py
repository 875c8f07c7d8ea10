"""HTML pages, web archives (MHT), letters (EML) and plain text."""

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


def read_letter(source: Source) -> Content:
    """Read an e-mail: its text (its subject names what is attached, not itself); the files attached to it come as members."""
    message = email.message_from_bytes(source.data, policy=email.policy.default)
    text: list[str] = []
    attached: list[tuple[str, bytes]] = []
    for part in message.walk():
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue
        if name := part.get_filename():
            attached.append((name, payload))
        elif part.get_content_type() == "text/plain":
            text.append(decode(payload, part.get_content_charset("") or "").text)
        elif part.get_content_type() == "text/html" and not text:
            text.append(_page(payload, part.get_content_charset("") or "", source.limits.max_text).text)
    body = "\n".join(text)
    return Content(body[: source.limits.max_text], note=_cut(len(body), source.limits.max_text), attached=tuple(attached))


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
