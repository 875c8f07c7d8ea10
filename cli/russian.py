"""Click's own words in Russian: its gettext calls are pointed at the catalogue that comes with the package."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"


def bind() -> None:
    """Make gettext answer in Russian for this process.

    gettext looks the language up in the environment and nowhere else, and the program speaks Russian whatever the system
    speaks, so ``LANGUAGE`` is set here, once, before any command runs.
    """
    os.environ["LANGUAGE"] = "ru"
    gettext.bindtextdomain("messages", str(LOCALE))
    gettext.textdomain("messages")
