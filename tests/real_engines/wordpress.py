"""WordPress as Debian ships it (packages ``wordpress``, ``wordpress-theme-twentytwentyone``, ``mariadb-server``, ``php-mysql`` and ``php-cli``)."""

from __future__ import annotations

import base64
import getpass
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.real_engines.serving import free_port, serving, stopped

PROGRAM = Path("/usr/share/wordpress")
_FILL = Path(__file__).with_name("wordpress.php")
_WAIT = 30.0
_CONFIG = """<?php
define('DB_NAME', 'site'); define('DB_USER', '{user}'); define('DB_PASSWORD', ''); define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', '{home}'); define('WP_SITEURL', '{home}'); define('WPLANG', 'ru_RU');
define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
_ROUTER = """<?php
file_put_contents('php://stderr', "GET $_SERVER[REQUEST_URI]\\n");
$path = $_SERVER['DOCUMENT_ROOT'] . rawurldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
if (is_file($path)) return false;
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
"""


def missing() -> str:
    """Why the engine cannot run here, "" when it can."""
    if not (PROGRAM / "wp-load.php").is_file() or not (PROGRAM / "wp-content/themes/twentytwentyone").is_dir():
        return "WordPress is not installed (apt-get install wordpress wordpress-theme-twentytwentyone)"
    if _server() is None or shutil.which("mariadb-install-db") is None:
        return "MariaDB is not installed (apt-get install mariadb-server)"
    if shutil.which("php") is None or "mysqli" not in subprocess.run(["php", "-m"], capture_output=True, text=True, timeout=30).stdout:
        return "PHP with MySQL is not installed (apt-get install php-cli php-mysql)"
    return ""


def _server() -> str | None:
    return shutil.which("mariadbd", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")


@dataclass(frozen=True, slots=True)
class Blog:
    """A running, filled site. ``addresses`` gives the address of each page, post and file by ``{slug}`` or ``{file name}``."""

    url: str
    log: Path
    addresses: Mapping[str, str]

    def requested(self) -> list[str]:
        """Targets asked for so far with GET."""
        return re.findall(r"^GET (\S+)", self.log.read_text(encoding="utf-8", errors="replace"), re.M)


@contextmanager
def run_blog(folder: Path, content: Mapping[str, Any], files: Mapping[str, tuple[str, bytes]], theme: str = "twentytwentyone") -> Iterator[Blog]:
    """Run a site with ``content`` (pages, posts, menu: see ``wordpress.php``) and ``files`` (title and bytes by file name) until
    the block ends. In texts ``{slug}`` and ``{file name}`` stand for addresses."""
    root, port = folder / "www", free_port()
    home = f"http://127.0.0.1:{port}"
    for name in ("wp-content/uploads", "wp-content/plugins", "wp-content/languages"):
        (root / name).mkdir(parents=True)
    for path in PROGRAM.glob("*.php"):
        if path.name != "wp-config.php":
            shutil.copy(path, root / path.name)
    for name in ("wp-admin", "wp-includes", "wp-content/themes"):
        (root / name).symlink_to(PROGRAM / name)
    for path in (PROGRAM / "wp-content/languages").glob("*ru_RU*"):
        (root / "wp-content/languages" / path.name).symlink_to(path)
    (folder / "router.php").write_text(_ROUTER, encoding="utf-8")
    with _database(folder) as socket:
        (root / "wp-config.php").write_text(_CONFIG.format(user=getpass.getuser(), socket=socket, home=home), encoding="utf-8")
        put = [{"name": name, "title": title, "body": base64.b64encode(body).decode()} for name, (title, body) in files.items()]
        whole = {"theme": theme, "permalinks": "/%year%/%monthnum%/%day%/%postname%/", **content, "files": put}
        made = subprocess.run(
            ["php", "-d", "display_errors=stderr", str(_FILL), str(root), f"127.0.0.1:{port}"],
            input=json.dumps(whole), capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        if made.returncode:
            raise RuntimeError(f"the site could not be filled: {made.stderr or made.stdout}")
        log = folder / "server.log"
        command = ["php", "-d", "display_errors=0", "-S", f"127.0.0.1:{port}", "-t", str(root), str(folder / "router.php")]
        with serving(command, port, log):
            yield Blog(f"{home}/", log, json.loads(made.stdout))


@contextmanager
def _database(folder: Path) -> Iterator[Path]:
    """A database server of its own, reached by a socket alone; gives the socket."""
    data, socket = folder / "db", folder / "db.sock"
    user = getpass.getuser()
    subprocess.run(
        ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=socket", f"--auth-root-socket-user={user}",
         "--skip-test-db", f"--user={user}", "--skip-name-resolve"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    command = [str(_server()), "--no-defaults", f"--datadir={data}", f"--socket={socket}", "--skip-networking", f"--user={user}",
               "--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0", "--skip-log-bin"]  # fmt: skip
    with (folder / "db.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        end = time.monotonic() + _WAIT
        while subprocess.run(_client(socket, user, "CREATE DATABASE IF NOT EXISTS site"), capture_output=True, timeout=30).returncode:
            if time.monotonic() > end or server.poll() is not None:
                raise RuntimeError(f"MariaDB does not start: {(folder / 'db.log').read_text(errors='replace')[-500:]}")
            time.sleep(0.1)
        yield socket
    finally:
        stopped(server)


def _client(socket: Path, user: str, statement: str) -> list[str]:
    return ["mariadb", "--no-defaults", f"--socket={socket}", f"--user={user}", "-e", statement]
