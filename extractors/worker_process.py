"""The inside of one worker: jobs come in on stdin, documents go out on stdout, one after the other.

Frames are a 4-byte length and JSON; a job's JSON is followed by its bytes. JSON and not pickle: a worker that a hostile
file has taken over must not be able to run code in its parent.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from extractors.limits import Limits, OcrMode
from extractors.model import Document, Hints, ReadStatus, TextSource
from extractors.os_errors import reason as os_reason

try:
    import resource
except ImportError:  # not a POSIX system: the pool's clock is the only limit
    resource = None  # type: ignore[assignment]

_LENGTH = struct.Struct("<I")
_CPU_MARGIN = 30
_TEXTS = ("path", "sha256", "format", "text", "title", "header_text", "second_reading")


def to_json(document: Document) -> dict[str, Any]:
    """A document as JSON values."""
    return asdict(document)


def from_json(values: dict[str, Any]) -> Document:
    """The document again. Raises ``KeyError``, ``TypeError`` or ``ValueError`` for what is none."""
    fields = dict(values)
    if not all(isinstance(fields[name], str) for name in _TEXTS):
        raise TypeError("a document's texts must be strings")
    if not isinstance(fields["header_only"], bool):
        raise TypeError("a document is read to its header or it is not")
    fields["status"] = ReadStatus(fields["status"])
    fields["text_source"] = TextSource(fields["text_source"]) if fields["text_source"] is not None else None
    fields["members"] = tuple(from_json(member) for member in fields["members"])
    return Document(**fields)


def pack(values: dict[str, Any]) -> bytes:
    """A frame."""
    body = json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")
    return _LENGTH.pack(len(body)) + body


def main() -> None:
    """Serve until stdin ends. Arguments: memory limit in megabytes (0: none)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)  # a library that prints must not write into the answers
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    _limit_memory(megabytes)
    threading.Thread(target=_die_with, args=(os.getppid(),), daemon=True).start()
    from extractors.read import read  # after the limits: the libraries are part of what is limited

    os.dup2(null, 2)
    answers.write(pack({"ready": True}))
    answers.flush()
    while (job := _frame(requests)) is not None:
        data = _exactly(requests, job["size"]) if job["size"] is not None else b""
        _limit_cpu(job["seconds"])
        limits = Limits(**{**job["limits"], "ocr": OcrMode(job["limits"]["ocr"])})
        hints = Hints(**job["hints"])
        try:
            if job["file"] is not None:
                data = _load(Path(job["file"]), limits.max_bytes)
            answer = to_json(read(data, hints, job["path"], limits))
        except OSError as error:
            reason = f"файл не открывается: {os_reason(error)}"
            answer = to_json(Document(job["path"], "", "other", ReadStatus.UNREADABLE, reason))
        except MemoryError:
            answer = to_json(Document(job["path"], "", "other", ReadStatus.FAILED, "превышена память"))
        answers.write(pack(answer))
        answers.flush()
        del data, answer


def _load(path: Path, most: int) -> bytes:
    """A file's bytes; of one that is too large as much as shows that it is."""
    with path.open("rb") as stream:
        return stream.read(most + 1)


def _frame(stream: BinaryIO) -> dict[str, Any] | None:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    values: dict[str, Any] = json.loads(_exactly(stream, _LENGTH.unpack(head)[0]))
    return values


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise SystemExit(0)  # the parent is gone in the middle of a job
    return data


def _limit_memory(megabytes: int) -> None:
    if resource is not None and megabytes:
        _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1_000_000, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_cpu(seconds: float) -> None:
    """A last stop for a worker that the parent cannot kill any more."""
    if resource is not None:
        used = int(time.process_time())
        _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (used + int(seconds) + _CPU_MARGIN, hard))


def _die_with(parent: int) -> None:
    """End this worker with everything it started when its parent is gone."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.killpg(os.getpgrp(), signal.SIGKILL)
