"""Consoles of the command: results on stdout, everything else on stderr."""

from __future__ import annotations

import os
import sys

from rich.console import Console

_PIPE_WIDTH = 120
"""A pipe has no width of its own; this much shows names in full and still fits a mail."""


def results() -> Console:
    """The console of results."""
    return Console(file=sys.stdout, width=_width(sys.stdout.isatty()), highlight=False, markup=False, emoji=False)


def messages() -> Console:
    """The console of progress and warnings."""
    return Console(file=sys.stderr, width=_width(sys.stderr.isatty()), highlight=False, markup=False, emoji=False)


def _width(terminal: bool) -> int | None:
    return None if terminal or os.environ.get("COLUMNS") else _PIPE_WIDTH
