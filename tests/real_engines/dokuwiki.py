"""DokuWiki as Debian ships it (packages ``dokuwiki`` and ``php-cli``), with configuration and data of its own."""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
import xmlrpc.client
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.real_engines.serving import free_port, serving

PROGRAM = Path("/usr/share/dokuwiki")
CONFIGURATION = Path("/etc/dokuwiki")
_LOCAL = """<?php
$conf['title'] = 'Школа посёлка Тихие Омуты';
$conf['lang'] = 'ru';
$conf['savedir'] = '{data}';
$conf['useacl'] = 1;
$conf['superuser'] = 'admin';
$conf['remote'] = 1;
$conf['remoteuser'] = 'admin';
$conf['userewrite'] = {rewrite};
$conf['sitemap'] = 0;
$conf['updatecheck'] = 0;
"""


def missing() -> str:
    """Why the engine cannot run here, "" when it can."""
    if not (PROGRAM / "doku.php").is_file() or not CONFIGURATION.is_dir():
        return "DokuWiki is not installed (apt-get install dokuwiki)"
    if shutil.which("php") is None:
        return "PHP is not installed (apt-get install php-cli)"
    try:
        (CONFIGURATION / "dokuwiki.php").read_bytes()
    except OSError:
        return "the configuration of DokuWiki cannot be read by this user"
    return ""


@dataclass(frozen=True, slots=True)
class Wiki:
    """A running wiki. ``log`` is the server's access log."""

    url: str
    log: Path
    _remote: xmlrpc.client.ServerProxy

    def fill(self, pages: Mapping[str, str], files: Mapping[str, bytes]) -> None:
        """Put pages (wiki text by id) and files (bytes by media id) through the XML-RPC interface. Raises ``xmlrpc.client.Error``."""
        for name, text in pages.items():
            self._remote.wiki.putPage(name, text, {"sum": "первая редакция"})
        for name, body in files.items():
            self._remote.wiki.putAttachment(name, xmlrpc.client.Binary(body), {"ow": True})

    def requested(self) -> list[str]:
        """Targets asked for so far with GET."""
        return re.findall(r"\[\d+\]: GET (\S+)", self.log.read_text(encoding="utf-8", errors="replace"))


@contextmanager
def run_wiki(folder: Path, rewrite: int = 0) -> Iterator[Wiki]:
    """Run an empty wiki below ``folder`` until the block ends. ``rewrite`` is DokuWiki's ``userewrite``: 0 ``doku.php?id=a:b``,
    2 ``doku.php/a:b``."""
    configuration, data, log = folder / "conf", folder / "data", folder / "server.log"
    configuration.mkdir()
    for path in CONFIGURATION.iterdir():
        with suppress(PermissionError):
            shutil.copy(path, configuration / path.name)
    for name in ("pages", "attic", "meta", "media", "media_attic", "media_meta", "cache", "index", "locks", "tmp", "log"):
        (data / name).mkdir(parents=True)
    password = secrets.token_hex(8)
    made = subprocess.run(
        ["php", "-r", "echo password_hash($argv[1], PASSWORD_BCRYPT, ['cost' => 4]);", password],
        check=True, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    (configuration / "local.php").write_text(_LOCAL.format(data=data, rewrite=rewrite), encoding="utf-8")
    (configuration / "users.auth.php").write_text(f"admin:{made.stdout}:Admin:admin@example.org:admin,user\n", encoding="utf-8")
    (configuration / "acl.auth.php").write_text("* @ALL 1\n* @admin 255\n", encoding="utf-8")
    before = folder / "before.php"
    before.write_text(f"<?php define('DOKU_MAIN_CONF', '{configuration}/'); define('DOKU_CONF', '{configuration}/');\n", encoding="utf-8")
    port = free_port()
    command = ["php", "-d", f"auto_prepend_file={before}", "-d", "display_errors=0", "-S", f"127.0.0.1:{port}", "-t", str(PROGRAM)]
    with serving(command, port, log):
        remote = xmlrpc.client.ServerProxy(f"http://admin:{password}@127.0.0.1:{port}/lib/exe/xmlrpc.php")
        yield Wiki(f"http://127.0.0.1:{port}/", log, remote)
