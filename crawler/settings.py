"""Scrapy's settings: lean, polite, and closed to the outside. A shard job's own manners are laid over them."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from crawler.model import CrawlSettings

BOT_NAME = "school-monitor"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
USER_AGENT = "school-monitor/1.0"

TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
COOKIES_ENABLED = False
ROBOTSTXT_OBEY = False  # obeyed by the visit itself, which must tell "forbidden" from "failed"
REDIRECT_ENABLED = False  # followed by the visit: each hop is checked and archived
RETRY_ENABLED = False  # done by the visit: Retry-After counts
REFERER_ENABLED = False
METAREFRESH_ENABLED = False
HTTPCACHE_ENABLED = False
COMPRESSION_ENABLED = True

CONCURRENT_REQUESTS = 0
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 64_000_000
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = False
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 30.0
TWISTED_DNS_RESOLVER = "crawler.resolver.GuardedResolver"
ALLOW_PRIVATE_HOSTS = False
REACTOR_THREADPOOL_MAXSIZE = 20

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/pdf,application/msword,*/*;q=0.8",
    "Accept-Language": "ru,en;q=0.5",
}
_UNUSED_EXTENSIONS = (
    "closespider.CloseSpider",
    "corestats.CoreStats",
    "debug.StackTraceDump",
    "feedexport.FeedExporter",
    "logcount.LogCount",
    "logstats.LogStats",
    "memdebug.MemoryDebugger",
    "memusage.MemoryUsage",
    "periodic_log.PeriodicLog",
    "remote_control.RemoteControl",
    "spiderstate.SpiderState",
    "telnet.TelnetConsole",
    "throttle.AutoThrottle",
)
EXTENSIONS: dict[str, int | None] = {
    **{f"scrapy.extensions.{name}": None for name in _UNUSED_EXTENSIONS},
    "crawler.throttle.PoliteThrottle": 100,
}
DOWNLOAD_HANDLERS = {"http": "crawler.handler.DownloadHandler", "https": "crawler.handler.DownloadHandler", "file": None, "data": None, "ftp": None, "s3": None}
DOWNLOADER_MIDDLEWARES = {
    # the client gives each request its headers and its time
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": None,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": None,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
}
ASYNCIO_EVENT_LOOP = "uvloop.Loop" if find_spec("uvloop") else None  # there is none for Windows
LOG_LEVEL = "WARNING"
LOG_SHORT_NAMES = False
STATS_DUMP = False


def for_job(settings: CrawlSettings) -> dict[str, Any]:
    """A job's manners as Scrapy settings."""
    return {
        "USER_AGENT": settings.user_agent,
        "CONCURRENT_REQUESTS_PER_DOMAIN": settings.connections,
        "DOWNLOAD_DELAY": settings.delay,
        "DOWNLOAD_TIMEOUT": settings.timeout,
        "DOWNLOAD_MAXSIZE": settings.max_body,
        "AUTOTHROTTLE_START_DELAY": settings.delay,
        "AUTOTHROTTLE_MAX_DELAY": max(30.0, settings.delay),
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(settings.connections),
        "AUTOTHROTTLE_ENABLED": settings.delay > 0,
        "ALLOW_PRIVATE_HOSTS": settings.allow_private_hosts,
    }
