"""The system's Chromium, for sites whose pages are made by scripts. It reaches no network: every request it makes is handed to the
caller, who asks with the crawler's own manners and guard, or refuses.

``playwright`` (the extra ``browser``) and a Chromium are optional: ``unavailable`` says what is missing.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import os
import shutil
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PAGE_SECONDS = 90.0
"""One page with everything it asks for: its requests keep the site's delay."""
QUIET_SECONDS = 30.0
LAUNCHES = 3
"""A Chromium that has died so often is not started again in this process."""
_CLOSE_SECONDS = 10.0
_ASKED_FOR = frozenset({"script", "xhr", "fetch"})
_NO_NETWORK = (
    # What routing does not see (sockets, beacons of closed pages, look-ups ahead) finds no names and a proxy that is not there.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--dns-prefetch-disable",
    "--no-pings",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--mute-audio",
)
_NO_SOCKETS = "for (const name of ['WebSocket','RTCPeerConnection','webkitRTCPeerConnection','WebTransport','EventSource']) delete window[name];"

_log = logging.getLogger(__name__)


class BrowserProblem(Exception):  # noqa: N818 - named as the other faults are; an outcome of the page, not the program's failure
    """The page could not be rendered; the message (Russian) says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the caller gives for one request of the page."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Ask = Callable[[str], Awaitable[Part | None]]
"""Answers a GET of the page: ``None`` refuses it."""


def chromium() -> str:
    """The path of the system's Chromium, "" for none."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), "")


def unavailable() -> str:
    """What is missing for rendering (Russian), "" for nothing."""
    if importlib.util.find_spec("playwright") is None:
        return "не установлен пакет playwright"
    return "" if chromium() else "не найден Chromium"


class Browser:
    """One Chromium for a process, started when first needed."""

    def __init__(self) -> None:
        self._driver: Any = None
        self._browser: Any = None
        self._launches = 0
        self._lock = asyncio.Lock()

    async def render(self, url: str, html: str, ask: Ask) -> str:
        """The page at ``url`` after its scripts have run. ``html`` is what the server sent. Raises ``BrowserProblem``."""
        async with self._lock:  # one page at a time: Chromium shares the machine with the readers of documents
            try:
                return await asyncio.wait_for(self._render(url, html, ask), PAGE_SECONDS)
            except TimeoutError as error:
                await self.close()
                raise BrowserProblem(f"браузер не собрал страницу за {PAGE_SECONDS:g} с") from error
            except BrowserProblem:
                raise
            except Exception as error:
                if not type(error).__module__.startswith("playwright"):
                    raise
                await self.close()
                raise BrowserProblem(f"браузер не собрал страницу: {_first_line(error)}") from error

    async def close(self) -> None:
        """Stop Chromium; it may be started again."""
        driver, browser = self._driver, self._browser
        self._driver = self._browser = None
        for end in (browser and browser.close, driver and driver.stop):
            if end:
                try:
                    await asyncio.wait_for(end(), _CLOSE_SECONDS)
                except Exception as error:  # it is dead or hangs: either way it is gone with the driver's process
                    _log.debug("closing Chromium: %s", error)

    async def _launched(self) -> Any:
        if self._browser is not None and self._browser.is_connected():
            return self._browser
        await self.close()
        if self._launches >= LAUNCHES:
            raise BrowserProblem("браузер падает раз за разом")
        self._launches += 1
        from playwright.async_api import async_playwright

        self._driver = await async_playwright().start()
        self._browser = await self._driver.chromium.launch(
            executable_path=chromium(),
            args=list(_NO_NETWORK),
            chromium_sandbox=os.geteuid() != 0,  # Chromium refuses to run with a sandbox as root
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )
        return self._browser

    async def _render(self, url: str, html: str, ask: Ask) -> str:
        browser = await self._launched()
        context = await browser.new_context(service_workers="block", accept_downloads=False, locale="ru-RU")
        try:
            await context.add_init_script(_NO_SOCKETS)
            page = await context.new_page()
            context.on("page", lambda other: asyncio.ensure_future(_close(other)))
            await context.route("**/*", _Router(url, html, ask, page.main_frame).answer)
            from playwright.async_api import TimeoutError as Late

            await page.goto(url, wait_until="domcontentloaded", timeout=PAGE_SECONDS * 1000)
            with suppress(Late):  # a page that never rests is taken as it stands
                await page.wait_for_load_state("networkidle", timeout=QUIET_SECONDS * 1000)
            return str(await page.content())
        finally:
            await _close(context)


class _Router:
    """Decides about every request of one page."""

    def __init__(self, url: str, html: str, ask: Ask, main_frame: Any) -> None:
        self._url = url
        self._html = html
        self._ask = ask
        self._main = main_frame
        self._begun = False

    async def answer(self, route: Any) -> None:
        """Playwright's hook: fulfil or abort."""
        request = route.request
        try:
            part = await self._part(request)
            if part is None:
                await route.abort("blockedbyclient")
                return
            headers = {"content-type": part.headers.get("content-type", "application/octet-stream")}
            if origin := request.headers.get("origin"):
                headers |= {"access-control-allow-origin": origin, "access-control-allow-credentials": "true"}
            await route.fulfill(status=part.status, headers=headers, body=part.body)
        except Exception as error:
            if not type(error).__module__.startswith("playwright"):
                raise
            _log.debug("a request of a page that is gone: %s", error)

    async def _part(self, request: Any) -> Part | None:
        if request.method != "GET" or not request.url.startswith(("http://", "https://")):
            return None
        if request.is_navigation_request():
            if request.frame != self._main or self._begun:
                return Part(204, {}, b"")  # further pages are links of their own; «no content» leaves the page as it stands
            self._begun = True
            return Part(200, {"content-type": "text/html; charset=utf-8"}, self._html.encode("utf-8", "replace"))
        return await self._ask(request.url) if request.resource_type in _ASKED_FOR else None


async def _close(thing: Any) -> None:
    try:
        await asyncio.wait_for(thing.close(), _CLOSE_SECONDS)
    except Exception as error:  # its browser has died: nothing is left to be closed
        _log.debug("closing a page: %s", error)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:120]
