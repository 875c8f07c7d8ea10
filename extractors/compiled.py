"""The modules that each page and each act goes through, compiled to C by mypyc where a compiler was at hand.

The same sources run either way. What was compiled lies in the Python environment under the checksum of its sources: a source that
has changed since runs as Python until it is compiled again (``extractors.compiling``), so that neither can be mistaken for the other.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, MutableSequence
from functools import cache
from hashlib import blake2b
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

GROUP = "school_monitor"
"""The modules share one library, so that their calls to each other stay within C."""
SWITCH = "SCHOOL_MONITOR_COMPILED"
"""Environment variable; "0" runs everything as Python."""
_LIBRARY = f"{GROUP}__mypyc"
_MODULES = {
    "extractors": (
        "acts", "agreement", "broken", "columns", "dates", "header", "issuer", "issuing", "lemmas", "lines", "masking", "numbers", "page_gather", "page_memory",
        "page_model", "page_tags", "page_walk", "phrases", "positions", "quick_lines", "requisites", "segments", "slips", "text", "titles", "validity",
    ),
    "crawler": ("frontier", "harvest", "links", "ranking", "scoring"),
}  # fmt: skip


def home() -> Path:
    """The folder that holds the packages."""
    return Path(__file__).resolve().parents[1]


def sources() -> Iterator[str]:
    """The modules' files, relative to ``home``."""
    for package, names in _MODULES.items():
        yield from (f"{package}/{name}.py" for name in names)


@cache
def folder() -> Path:
    """Where the compiled form of these very sources lies, or would lie."""
    digest = blake2b((sys.implementation.cache_tag or "").encode(), digest_size=12)
    for source in sources():
        digest.update(b"\0%s\0" % source.encode())
        digest.update(home().joinpath(source).read_bytes())
    return Path(sys.prefix, "share", "school-monitor", "compiled", digest.hexdigest())


@cache
def in_use() -> bool:
    """Whether the compiled modules are used by this process: they are there, can be loaded, and are not switched off."""
    if os.environ.get(SWITCH) == "0":
        return False
    try:
        library = next(path for suffix in EXTENSION_SUFFIXES if (path := folder() / f"{_LIBRARY}{suffix}").is_file())
        spec = spec_from_file_location(_LIBRARY, library)
        if spec is None or spec.loader is None:
            return False
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
    except (StopIteration, OSError, ImportError):  # not compiled, or for another machine
        return False
    sys.modules[_LIBRARY] = module
    return True


def prefer(package: str, path: MutableSequence[str]) -> None:
    """Put the compiled modules of ``package`` before its sources; ``path`` is its ``__path__``."""
    if in_use():
        path.insert(0, str(folder() / package))
