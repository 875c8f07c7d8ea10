"""Cloud disks on loopback: answer as the public interfaces of Яндекс Диск, Облако Mail and Google Диск do.

What is shared is a tree: bytes are a file, a mapping is a folder, a ``Reply`` is what the service says whatever it is asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, Self
from urllib.parse import parse_qs, quote, unquote, urlsplit

from tests.misbehaving.server import Reply, Seen, Server

JSON = {"Content-Type": "application/json; charset=utf-8"}


def said(value: object, status: int = 200) -> Reply:
    """An answer in JSON."""
    return Reply(json.dumps(value, ensure_ascii=False), status, JSON)


def google_id(name: str) -> str:
    """An identifier as Google makes them."""
    return f"1{name}_{'x' * 20}"


def yandex_error(name: str, status: int, description: str = "Resource not found.") -> Reply:
    """An error as the interface of Яндекс Диск words it."""
    return said({"message": "Не удалось выполнить запрос.", "description": description, "error": name}, status)


LOGIN = Reply.redirect("https://accounts.google.com/ServiceLogin?service=wise&continue=https://docs.google.com/", 302)
QUOTA = Reply(
    "<html><head><title>Google Drive - Quota exceeded</title></head><body><p>Sorry, you can't view or download this file at this time.</p>"
    "<p>Too many users have viewed or downloaded this file recently.</p></body></html>"
)


class Clouds:
    """The services and the hosts their files lie on. ``endpoints`` is what ``CrawlSettings.cloud_endpoints`` wants."""

    def __init__(self) -> None:
        self.yandex_shares: dict[str, Any] = {}
        self.mail_shares: dict[str, Any] = {}
        self.google_files: dict[str, Any] = {}
        self.big: set[str] = set()
        """Google's files that are only given out after a question."""
        self.dispatcher: Reply | None = None
        self.store = Server(missing=self._file)
        self.yandex = Server(missing=self._yandex)
        self.mail = Server(missing=self._mail)
        self.google = Server(missing=self._google)
        self._bodies: list[bytes] = []
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for server in (self.store, self.yandex, self.mail, self.google):
            self._stack.enter_context(server)
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    @property
    def endpoints(self) -> dict[str, str]:
        """Where the services answer."""
        return {
            "yandex": self.yandex.url, "mail": self.mail.url, "google_drive": self.google.url, "google_docs": f"{self.google.url}/",
        }  # fmt: skip

    def _keep(self, body: bytes) -> str:
        if body not in self._bodies:
            self._bodies.append(body)
        return f"{self.store.url}/file/{self._bodies.index(body)}"

    def _file(self, seen: Seen) -> Reply:
        parts = urlsplit(seen.target)
        if parts.path == "/robots.txt":
            return Reply("", 404)
        if parts.path.startswith("/weblink/"):
            return _sent(_find(self.mail_shares, unquote(parts.path.removeprefix("/weblink/"))), seen)
        if parts.path == "/download":
            file = parse_qs(parts.query)["id"][0]
            if file in self.big and "confirm" not in parse_qs(parts.query):
                return Reply(_confirmation(f"{self.store.url}/download", file))
            return _sent(self.google_files[file], seen)
        return _sent(self._bodies[int(parts.path.rsplit("/", 1)[-1])], seen)

    def _yandex(self, seen: Seen) -> Reply:
        parts = urlsplit(seen.target)
        query = parse_qs(parts.query)
        if not parts.path.startswith("/v1/disk/public/resources"):
            return Reply("", 404)
        key, path = query["public_key"][0], query.get("path", [""])[0].strip("/")
        node = _descend(self.yandex_shares.get(key), path)
        if node is None:
            return yandex_error("DiskNotFoundError", 404)
        if isinstance(node, Reply):
            return node
        if parts.path.endswith("/download"):
            body = node if isinstance(node, bytes) else b"PK\x03\x04 folder"
            return said({"href": self._keep(body), "method": "GET", "templated": False})
        about: dict[str, Any] = {"public_key": "k=", "public_url": key, "name": path.rsplit("/", 1)[-1], "path": f"/{path}"}
        if isinstance(node, bytes):
            return said({**about, "type": "file", "file": self._keep(node), "size": len(node), "mime_type": "application/pdf"})
        items = [
            {"name": name, "path": f"/{path}/{name}", "type": "file" if isinstance(inner, bytes) else "dir"}
            for name, inner in node.items()
        ]
        limit = int(query.get("limit", ["20"])[0])
        return said(
            {**about, "type": "dir", "_embedded": {"items": items[:limit], "total": len(items), "limit": limit, "offset": 0}}
        )

    def _mail(self, seen: Seen) -> Reply:
        parts = urlsplit(seen.target)
        query = parse_qs(parts.query)
        server = {"count": "120", "url": f"{self.store.url}/weblink"}
        if parts.path == "/api/v2/dispatcher":
            return self.dispatcher or said({"email": "anonym", "body": {"weblink_get": [server]}, "status": 200})
        if parts.path.startswith("/public/"):
            state = json.dumps({"dispatcher": {"weblink_get": [server]}})
            return Reply(
                f"<html><body><div id='app'></div><script>window.cloudSettings = {state};</script><p>{'слово ' * 80}</p></body></html>"
            )
        if parts.path not in ("/api/v2/file", "/api/v2/folder"):
            return Reply("", 404)
        weblink = query["weblink"][0]
        node = _find(self.mail_shares, weblink)
        if isinstance(node, Reply):
            return node
        if node is None or (parts.path.endswith("folder") and isinstance(node, bytes)):
            return said({"body": {"weblink": {"error": "not_exists"}}, "status": 404}, 404)
        kind = "file" if isinstance(node, bytes) else "folder"
        if parts.path.endswith("file") or isinstance(node, bytes):
            return said(
                {"body": {"kind": kind, "type": kind, "weblink": weblink, "name": weblink.rsplit("/", 1)[-1]}, "status": 200}
            )
        items = [
            {"name": name, "kind": "file" if isinstance(inner, bytes) else "folder", "weblink": f"{weblink}/{name}"}
            for name, inner in node.items()
        ]
        files = sum(item["kind"] == "file" for item in items)
        return said(
            {
                "body": {
                    "kind": kind,
                    "count": {"files": files, "folders": len(items) - files},
                    "list": items[: int(query["limit"][0])],
                },
                "status": 200,
            }
        )

    def _google(self, seen: Seen) -> Reply:
        parts = urlsplit(seen.target)
        query = parse_qs(parts.query)
        if parts.path in ("/uc", "/embeddedfolderview"):
            file = query["id"][0]
        elif parts.path.startswith(("/document/d/", "/spreadsheets/d/", "/presentation/d/")):
            file = parts.path.split("/")[4 if "/d/e/" in parts.path else 3]
        else:
            return Reply("", 404)
        node = self.google_files.get(file)
        if node is None:
            return Reply(
                "<html><head><title>Ошибка 404 (не найдено)</title></head><body><p>Файл не найден</p></body></html>", 404
            )
        if isinstance(node, Reply):
            return node
        if isinstance(node, Mapping):
            entries = "".join(
                f'<div class="flip-entry"><a href="{url}"><div>{name}</div></a></div>' for name, url in node.items()
            )
            return Reply(f"<html><head><title>Папка</title></head><body>{entries}</body></html>")
        if parts.path == "/uc":
            return Reply.redirect(f"{self.store.url}/download?id={quote(file)}&export=download", 303)
        return Reply.redirect(f"{self._keep(node)}?{parts.query}", 307)


def _find(shares: Mapping[str, Any], weblink: str) -> Any:
    root = "/".join(weblink.split("/")[:2])
    return _descend(shares.get(root), "/".join(weblink.split("/")[2:]))


def _descend(node: Any, path: str) -> Any:
    for name in filter(None, path.split("/")):
        node = node.get(name) if isinstance(node, Mapping) else None
    return node


def _sent(node: Any, seen: Seen) -> Reply:
    if isinstance(node, Reply):
        return node
    if not isinstance(node, bytes):
        return Reply("", 404)
    tag = f'"{len(node)}"'
    if seen.headers.get("if-none-match") == tag:
        return Reply("", 304, {"ETag": tag})
    return Reply(
        node, headers={"Content-Type": "application/octet-stream", "Content-Disposition": "attachment; filename=x", "ETag": tag}
    )


def _confirmation(action: str, file: str) -> str:
    return (
        "<html><head><title>Google Drive - Virus scan warning</title></head><body><p>Файл слишком велик для проверки на вирусы.</p>"
        f"<form id='download-form' action='{action}' method='get'><input type='submit' value='Скачать все равно'>"
        f"<input type='hidden' name='id' value='{file}'><input type='hidden' name='export' value='download'>"
        "<input type='hidden' name='confirm' value='t'><input type='hidden' name='uuid' value='1-2'></form></body></html>"
    )
