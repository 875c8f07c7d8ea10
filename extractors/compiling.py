"""``python -m extractors.compiling``: compiles the modules of ``extractors.compiled``, once for each state of their sources.

Needs a C compiler, Python's headers and the extra ``compile``; where one is missing it says what, and everything runs as Python.
Exit codes: 0 the compiled modules are there, 1 they are not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from filelock import FileLock

from extractors.compiled import GROUP, SWITCH, folder, home, sources

_LEVEL = "1"
"""The C compiler's optimisation: more takes half as long again and gains nothing that can be measured."""


class CompilingError(Exception):
    """The modules cannot be compiled here; the message says why."""


def compile_all() -> None:
    """Compile the modules into ``folder()``, and remove what was compiled from other sources. Raises ``CompilingError``."""
    place = folder()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(place.parent.with_suffix(".lock")), tempfile.TemporaryDirectory(dir=place.parent) as name:
            if place.is_dir():  # another process was quicker
                return
            # In a process of its own: mypyc and the compiler tell a lot, and end the process where they find a fault.
            done = subprocess.run(  # noqa: S603 - this very program
                [sys.executable, "-m", "extractors.compiling", name],
                cwd=home(),
                env={**os.environ, SWITCH: "0"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                check=False,
            )
            if done.returncode:
                raise CompilingError(_last_words(done.stdout))
            for old in place.parent.iterdir():
                if old not in (Path(name), place):
                    shutil.rmtree(old, ignore_errors=True)
            Path(name, "lib").replace(place)
    except OSError as error:
        raise CompilingError(str(error)) from error


def _last_words(output: str) -> str:
    """Why it failed: the compiler's own error, else the end of the traceback."""
    lines = output.strip().splitlines() or ["no reason was told"]
    return next((line for line in lines if "error: " in line and not line.startswith(("raise", "error:"))), lines[-1]).strip()


def _build(work: Path) -> None:
    """Compile into ``work / "lib"``; ends the process where that fails."""
    from mypyc.build import mypycify
    from setuptools import Distribution

    options = ["--config-file=", "--ignore-missing-imports", f"--cache-dir={work / 'cache'}"]
    extensions = mypycify([*options, *sources()], opt_level=_LEVEL, debug_level="0", group_name=GROUP, target_dir=str(work / "c"))
    build = Distribution({"name": GROUP, "ext_modules": extensions}).get_command_obj("build_ext")
    build.build_lib, build.build_temp = str(work / "lib"), str(work / "objects")
    build.ensure_finalized()
    build.run()


def main() -> int:
    """The command; gives the exit code."""
    if len(sys.argv) > 1:
        _build(Path(sys.argv[1]))
        return 0
    if folder().is_dir() or os.environ.get(SWITCH) == "0":
        return 0
    print("Compiling the busiest modules, about a minute", flush=True)  # noqa: T201
    try:
        compile_all()
    except CompilingError as error:
        print(f"Not compiled, which makes the work a tenth or two slower: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
