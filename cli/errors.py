"""The command's own error."""

from __future__ import annotations


class InputError(Exception):
    """What the user gave cannot be used; the message (Russian) names file, line and column where there are such."""
