"""A folder of reports that holds one report only: what an earlier report left there and this one lacks is taken away.

The list beside the reports names every file the program wrote, with its checksum. Only a file that is on the list and still the same is
removed: what somebody edited or put there stays and is told. A Word or Excel file that somebody edited is set aside before it is
written anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile

_log = logging.getLogger(__name__)

LIST = "report-files.json"
_OFFICE = (".docx", ".xlsx")


def replace_reports(folder: Path, files: Mapping[str, bytes], whole: bool = True) -> None:
    """Write ``files`` (path below ``folder``, with slashes → content) and take away those of the last report that are not among them.

    A report that is not ``whole`` speaks of some institutions only: nothing of the others is taken away.
    Raises ``OSError`` when the disk refuses; then nothing was removed.
    """
    before = _listed(folder)
    now = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    write(folder / LIST, _encoded(before | now))  # first: a broken-off writing leaves no file that nobody knows of
    for name, content in files.items():
        if name in before and name.endswith(_OFFICE):
            _set_aside(folder / name, (before[name], now[name]))
        write(folder / name, content)
    kept = {name: checksum for name, checksum in before.items() if name not in now and not (whole and _taken_away(folder, name, checksum))}
    write(folder / LIST, _encoded(kept | now))


def write(path: Path, content: bytes) -> None:
    """Write ``content`` so that a reader never sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
        unfinished = Path(draft.name)
        try:
            draft.write(content)
            draft.flush()
            unfinished.chmod(0o666 & ~_umask())
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise


def _set_aside(path: Path, known: tuple[str, str]) -> None:
    """Give the file another name when it is not as it was written: an analyst's evening must not be lost."""
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() in known:
        return
    other = next(free for number in count(1) if not (free := path.with_stem(f"{path.stem}-правка-{number}")).exists())
    path.replace(other)
    _log.warning("Файл прошлого отчёта был изменён и сохранён под другим именем: %s", other)


def _taken_away(folder: Path, name: str, checksum: str) -> bool:
    """Whether the file is gone. One that is not as it was written stays."""
    path = folder / name
    if not path.is_symlink() and path.is_file():
        if hashlib.sha256(path.read_bytes()).hexdigest() != checksum:
            _log.warning("Файл прошлого отчёта изменён и потому не удалён, хотя в новом отчёте его нет: %s", path)
            return False
        path.unlink()
        with suppress(OSError):  # other files stand there
            path.parent.rmdir()
    return True


def _listed(folder: Path) -> dict[str, str]:
    """The list of the last report; a list that cannot be read names nothing, and so nothing is removed."""
    try:
        content = json.loads((folder / LIST).read_bytes())
        files = content["files"]
        return {name: checksum for name, checksum in files.items() if _inside(name) and isinstance(checksum, str)}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError):
        _log.warning("Список файлов прошлого отчёта не читается, старые файлы не удаляются: %s", folder / LIST)
        return {}


def _inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith(("/", "\\")) and ".." not in parts and ":" not in name


def _encoded(files: Mapping[str, str]) -> bytes:
    return json.dumps({"files": dict(sorted(files.items()))}, ensure_ascii=False, indent=0).encode() + b"\n"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
