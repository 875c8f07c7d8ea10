"""``school-monitor extract``: files in, acts out, one JSON object a line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date

import click

from checks.judge import Setting, judge
from checks.model import FoundAct
from cli.inputs import programme
from cli.options import Talk, talk_options, working_command
from cli.reading import expand, hints_for, read_files
from extractors.acts import find_acts
from extractors.model import Document, ReadStatus
from reports.findings_json import document_dict, encode


@working_command()
@click.argument("paths", nargs=-1, metavar="ПУТЬ...")
@talk_options
def command(paths: tuple[str, ...], talk: Talk) -> None:
    """Найти акты в файлах, папках и архивах; печатает по объекту JSON на строку в порядке ввода.

    Знак «-» вместо пути — список путей со стандартного ввода, по одному на строку. База не нужна. Файл внутри архива —
    отдельный объект с путём вида «архив.zip!/Положение.docx». Непрочитанный файл даёт объект с причиной (status: ok,
    unreadable, encrypted, empty, too_large, failed), и работа продолжается.

    \b
    Пример:
      school-monitor extract документы/ положение.pdf > акты.jsonl
      find архив -name "*.pdf" | school-monitor extract -
    """
    if not paths:
        raise click.UsageError("укажите хотя бы один файл, папку или «-».")
    measure, today = programme(None), date.today()
    for document in read_files(expand(paths, _listed())):
        for part in _with_members(document):
            acts = find_acts(part, hints_for(part.path)) if part.status is ReadStatus.OK and part.text.strip() else ()
            counted = [
                judge(FoundAct(act, part.path, text=part.text[act.start : act.end]), Setting(), measure, today).indicators
                for act in acts
            ]
            sys.stdout.buffer.write(encode(document_dict(part, acts, counted)) + b"\n")
        sys.stdout.buffer.flush()


def _listed() -> Iterator[str]:
    for raw in sys.stdin.buffer:
        path = os.fsdecode(raw.rstrip(b"\r\n"))
        if path:
            yield path


def _with_members(document: Document) -> Iterator[Document]:
    """The document, then what lies in it, archives within archives too."""
    yield document
    for member in document.members:
        yield from _with_members(member)
