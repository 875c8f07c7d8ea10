"""What this machine has and lacks. Each probe runs the real thing: a program that cannot start is not there."""

from __future__ import annotations

import importlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.certificates import BundleProblem, trust_store
from extractors.compiled import in_use
from extractors.office import driver
from extractors.os_errors import reason
from reports.plural import size

_APT = "sudo apt-get install -y "
_ENOUGH = 2_000_000_000
_SECONDS = 30
_PROGRAMS = (
    ("catdoc", ("catdoc", "-V"), "повреждённые и очень старые файлы .doc останутся непрочитанными", "catdoc"),
    ("LibreOffice", ("soffice", "--version"), "редкие офисные форматы останутся непрочитанными", "libreoffice-writer-nogui"),
    ("unar", ("unar", "--version"), "часть архивов RAR и 7z останется непрочитанной", "unar"),
    ("DjVuLibre", ("ddjvu", "--help"), "файлы DjVu останутся непрочитанными", "djvulibre-bin"),
)
_WANTED = (
    "scrapy", "selectolax", "lxml", "bs4", "pypdfium2", "pdfminer", "docx", "olefile", "striprtf", "python_calamine",
    "xlsxwriter", "PIL", "pymorphy3", "sqlite_utils", "warcio", "pydantic", "jinja2", "rich", "tldextract", "protego",
    "filelock",
)  # fmt: skip


_OFFICE_PARTS = (
    ("LibreOffice Calc", "libsclo.so", "повреждённые и очень старые таблицы", "libreoffice-calc-nogui"),
    ("LibreOffice Impress", "libsdlo.so", "повреждённые и очень старые презентации", "libreoffice-impress-nogui"),
)
"""Parts that Debian packs apart, with the library that each consists of."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing the work needs or profits from. ``lost`` says what is missed without it, ``fix`` the command that helps."""

    name: str
    present: bool
    detail: str
    lost: str = ""
    fix: str = ""
    essential: bool = False


def inspect(folder: Path) -> Iterator[Part]:
    """All parts, the essential ones first. ``folder`` is where the database and the archive will lie."""
    yield _python()
    yield _packages()
    yield _database()
    yield _writable(folder)
    yield _space(folder)
    yield _tesseract()
    yield _russian_ocr()
    yield _orientation()
    yield _libarchive()
    for program in _PROGRAMS:
        yield _program(*program)
    for part in _OFFICE_PARTS:
        yield _office_part(*part)
    yield _office_bridge()
    yield _chromium()
    yield _compiled()
    yield _roots()


def _python() -> Part:
    have = ".".join(map(str, sys.version_info[:3]))
    return Part("Python", sys.version_info >= (3, 11), have, "программа не работает", "установите Python 3.11 или новее", True)


def _packages() -> Part:
    missing = [name for name in _WANTED if not _imports(name)]
    return Part(
        "Пакеты Python",
        not missing,
        f"не загружаются: {', '.join(missing)}" if missing else f"все {len(_WANTED)}",
        "программа не работает",
        f"{sys.executable} -m pip install -r requirements.lock",
        True,
    )


def _imports(name: str) -> bool:
    try:
        importlib.import_module(name)
    except Exception:  # a package that breaks on import is as good as missing, however it breaks
        return False
    return True


def _database() -> Part:
    lost, fix = "база мониторинга не работает", "установите Python, собранный с SQLite 3.35 или новее и FTS5"
    try:
        with sqlite3.connect(":memory:") as connection:
            connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
        connection.close()
    except sqlite3.Error as error:
        return Part("SQLite с поиском FTS5", False, str(error), lost, fix, True)
    return Part("SQLite с поиском FTS5", sqlite3.sqlite_version_info >= (3, 35), sqlite3.sqlite_version, lost, fix, True)


def _writable(folder: Path) -> Part:
    lost, fix = "базу и отчёты негде хранить", "выберите другую папку"
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Part("Запись в папку", False, f"{folder}: {reason(error)}", lost, fix, True)
    return Part("Запись в папку", True, str(folder), essential=True)


def _space(folder: Path) -> Part:
    lost, fix = "архив сайтов может не поместиться", "освободите 2 ГБ или больше"
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Part("Место на диске", False, reason(error), lost, fix)
    return Part("Место на диске", free >= _ENOUGH, f"свободно {size(free)}", lost, fix)


def _program(name: str, call: tuple[str, ...], lost: str, package: str) -> Part:
    out = _run(call)
    return Part(name, out is not None, _first_line(out, call[0]), lost, _APT + package)


def _tesseract() -> Part:
    out = _run(("tesseract", "--version"))
    lost = "акты-картинки и сканы не читаются: по ним будет замечание «файл не удалось прочитать»"
    return Part("Tesseract", out is not None, _first_line(out, "распознавание сканов"), lost, _APT + "tesseract-ocr")


def _russian_ocr() -> Part:
    languages = (_run(("tesseract", "--list-langs")) or "").split()
    return Part(
        "Tesseract: русский язык",
        "rus" in languages,
        "данные rus есть" if "rus" in languages else "данных rus нет",
        "русские сканы не распознаются",
        _APT + "tesseract-ocr-rus",
    )


def _orientation() -> Part:
    present = "osd" in (_run(("tesseract", "--list-langs")) or "").split()
    return Part(
        "Tesseract: поворот страниц",
        present,
        "данные osd есть" if present else "данных osd нет",
        "повёрнутые сканы распознаются втрое дольше",
        _APT + "tesseract-ocr-osd",
    )


def _libarchive() -> Part:
    lost, fix = "архивы RAR и 7z останутся непрочитанными", _APT + "libarchive13"
    if not _imports("libarchive"):
        return Part("libarchive", False, "библиотека не найдена", lost, fix)
    return Part("libarchive", True, "архивы RAR и 7z", lost, fix)


def _office_part(name: str, library: str, lost: str, package: str) -> Part:
    office = shutil.which("soffice")
    present = office is not None and (Path(office).resolve().parent / library).is_file()
    return Part(name, present, "есть" if present else "не найден", f"{lost} останутся непрочитанными", _APT + package)


def _office_bridge() -> Part:
    python = driver()
    told = f"ускоряет чтение редких файлов через LibreOffice{f': {python}' if python else ' (необязательно)'}"
    lost = "LibreOffice запускается заново для каждого редкого файла"
    return Part("python3-uno", bool(python), told, lost, _APT + "python3-uno")


def _chromium() -> Part:
    lost = "сайты, которые не читаются без сценариев, останутся с выводом «нет данных»"
    if not _imports("playwright"):
        return Part("Браузер", False, "нет пакета playwright", lost, f"{sys.executable} -m pip install 'school-monitor[browser]'")
    for name in ("chromium", "chromium-browser", "google-chrome"):
        out = _run((name, "--version"))
        if out is not None:
            return Part("Chromium", True, _first_line(out, name), lost)
    return Part("Chromium", False, "не найден", lost, _APT + "chromium")


def _compiled() -> Part:
    used = in_use()
    told = "обход и поиск актов ускорены" if used else "не собраны (необязательно)"
    fix = f"{_APT}gcc libc6-dev python3-dev && {sys.executable} -m pip install 'school-monitor[compile]' && {sys.executable} -m extractors.compiling"
    return Part("Быстрые модули", used, told, "обход сайтов и поиск актов идут на 10–20 % дольше", fix)


def _roots() -> Part:
    lost, fix = "к сайтам с сертификатами Минцифры будет лишнее замечание", f"{sys.executable} -m pip install --force-reinstall school-monitor"
    try:
        trust_store("")
    except (BundleProblem, OSError) as error:
        return Part("Корневые сертификаты", False, str(error), lost, fix)
    return Part("Корневые сертификаты", True, "системные и НУЦ Минцифры; другие — ключ --ca-bundle", lost, fix)


def _run(call: tuple[str, ...]) -> str | None:
    """What the program says of itself, ``None`` when it is not there or does not start."""
    path = shutil.which(call[0])
    if path is None:
        return None
    try:
        done = subprocess.run([path, *call[1:]], capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False)  # noqa: S603 - our own list
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout + done.stderr


def _first_line(output: str | None, otherwise: str) -> str:
    lines = (output or "").strip().splitlines()
    return lines[0][:60] if lines else (otherwise if output is not None else "не найден")
