"""Files of this machine read in worker processes: paths in, documents out in the same order."""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from urllib.parse import quote

from cli.errors import InputError
from extractors.model import Document, Hints, ReadStatus
from extractors.os_errors import reason
from extractors.workers import Job, WorkerPool


def expand(paths: Iterable[str], listed: Iterable[str]) -> Iterator[str]:
    """Every file the arguments mean: files as they are, folders with all that lies in them, ``-`` the ``listed`` paths.

    Folders are walked in the order of names; links to folders are not followed, so a loop cannot be endless.
    """
    for path in paths:
        if path == "-":
            yield from expand((item for item in listed if item != "-"), ())
        elif Path(path).is_dir():
            yield from _files(path)
        else:
            yield path


def read_files(paths: Iterable[str]) -> Iterator[Document]:
    """One document a path, in order; a path that cannot be opened is a document with status ``failed`` and the reason."""
    waiting: deque[tuple[str, str | None]] = deque()

    def jobs() -> Iterator[Job]:
        for path in paths:
            fault = _fault(path)
            waiting.append((path, fault))
            if fault is None:
                yield _job(path)

    def failed() -> Iterator[Document]:
        while waiting and waiting[0][1] is not None:
            path, fault = waiting.popleft()
            yield Document(path, "", "other", ReadStatus.FAILED, fault)

    given = jobs()
    first = list(islice(given, _cores()))
    with WorkerPool(max(1, len(first))) as pool:  # no more processes than files
        for document in pool.map(chain(first, given)):
            yield from failed()
            yield _renamed(document, waiting.popleft()[0])
        yield from failed()


def read_text(file: Path) -> str:
    """The text of one file. Raises ``InputError`` when it cannot be read."""
    document = next(read_files([str(file)]))
    if document.status is not ReadStatus.OK:
        raise InputError(f"{file}: файл не прочитан: {document.reason or document.status}")
    return document.text


def hints_for(path: str) -> Hints:
    """What a file's name says of it, as a link's address would."""
    return Hints(url=quote(Path(path.rpartition("!/")[2]).name.encode("utf-8", "replace")))


def _files(folder: str) -> Iterator[str]:
    for parent, folders, names in os.walk(folder, onerror=_refused):
        folders.sort()
        for name in sorted(names):
            yield str(Path(parent) / name)


def _refused(error: OSError) -> None:
    raise InputError(f"{error.filename}: папка не читается: {reason(error)}") from error


def _fault(path: str) -> str | None:
    """Why a path cannot be read; pipes and devices are refused, as opening one may wait for ever."""
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            return "это не обычный файл"
        with Path(path).open("rb"):
            return None
    except OSError as error:
        return reason(error)
    except ValueError:
        return "недопустимое имя файла"


def _job(path: str) -> Job:
    """A name that is no proper text cannot be sent to a worker: then its bytes are."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return Job("", data=Path(path).read_bytes(), hints=hints_for(path))
    return Job(path, file=Path(path).absolute(), hints=hints_for(path))


def _renamed(document: Document, path: str) -> Document:
    if document.path == path:
        return document
    members = tuple(_renamed(member, path + member.path.removeprefix(document.path)) for member in document.members)
    return replace(document, path=path, members=members)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
