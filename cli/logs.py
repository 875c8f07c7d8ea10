"""The log: short lines for people or JSON lines for machines, always on the error stream."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.options import Talk

_PLAIN = frozenset(logging.LogRecord("", 0, "", 0, "", None, None).__dict__) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and whatever the record carries besides."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON; values JSON does not know are written as text."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {key: value for key, value in record.__dict__.items() if key not in _PLAIN}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class _ErrorStream(logging.Handler):
    """Writes to whatever ``sys.stderr`` is at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; what cannot be formatted is reported the way ``logging`` does."""
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except Exception:  # the contract of logging handlers: logging never ends the work
            self.handleError(record)


def configure(talk: Talk) -> None:
    """Set the root logger up for this process; repeated calls replace the handler."""
    handler = _ErrorStream()
    handler.setFormatter(JsonLines() if talk.json_log else logging.Formatter("%(message)s"))
    root = logging.getLogger()
    for old in root.handlers[:]:
        if isinstance(old, _ErrorStream):
            root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.INFO if talk.json_log else logging.ERROR if talk.quiet else logging.WARNING)
