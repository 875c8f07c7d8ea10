"""PPTX: the text of slides in their order, a page a slide."""

from __future__ import annotations

import re

from extractors.formats.content import Content, Lines, Source, UnreadableError
from extractors.formats.package import Element, Package, document_title, local

_SLIDE = re.compile(r"ppt/slides/slide(\d{1,6})\.xml", re.I)


def read_pptx(source: Source) -> Content:
    """Read a PPTX file."""
    package = Package(source.data, source.limits.max_part)
    slides = sorted((int(match.group(1)), name) for name in package.names("ppt/slides/") if (match := _SLIDE.fullmatch(name)))
    if not slides:
        raise UnreadableError("файл повреждён: нет слайдов")
    lines = Lines(source.limits.max_text)
    for index, (_number, name) in enumerate(slides):
        slide = package.xml(name)
        text = "\n".join(_paragraphs(slide)) if slide is not None else ""
        lines.add(("\f" if index else "") + text)
    if package.damaged and not lines.text().strip():
        raise UnreadableError("файл повреждён")
    return Content(lines.text(), pages=len(slides), title=document_title(package), note=package.note or lines.note)


def _paragraphs(slide: Element) -> list[str]:
    paragraphs: list[str] = []
    for paragraph in slide.iter():
        if local(paragraph) == "p":
            pieces = [" " if local(item) == "br" else item.text or "" for item in paragraph.iter() if local(item) in ("t", "br")]
            if text := "".join(pieces).strip():
                paragraphs.append(text)
    return paragraphs
