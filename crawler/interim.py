"""A page between a link and its file: «the download begins in a moment», a consent, a page that only sets a cookie.

Builders and download programs answer the address of a file with a small page that leads on to it. Read as any page, it would lose
what the link said of the file, and the file would not be given without the cookie.
"""

from __future__ import annotations

import re

from crawler import recognise
from crawler.addresses import address_key, join
from crawler.answers import Got
from crawler.context import Context
from crawler.engines import LinkClass, classify
from crawler.frontier import Target
from crawler.scoring import says_nothing

MAX_STEPS = 2
"""Pages in a row that are followed."""
_LITTLE_TEXT = 400
"""Characters besides menus; a page with more has something of its own to say."""
_GIVES = re.compile(r"скача|загруз|download", re.I)
_ONWARD = re.compile(r"скач|загруз|нажм|продолж|перейти|открыть|сюда|здесь|download|click|continue|here", re.I)


async def followed(context: Context, got: Got, target: Target) -> Got:
    """The answer behind the pages that stand between a document's link and its file; ``got`` itself where there are none."""
    for _step in range(MAX_STEPS):
        onward = _onward(context, got, target)
        if onward is None or await context.access.forbidden(onward) is not None:
            return got
        context.tally.counters["interim_page"] += 1
        gate = context.gate_of(target.url, document=True)
        beyond = await context.access.get(target.url, gate, document=True, at=onward, cookies=got.cookies)
        beyond.requests += got.requests
        beyond.received += got.received
        got = beyond
    return got


def _onward(context: Context, got: Got, target: Target) -> str | None:
    """Where the page leads on to; ``None`` for what is no such page."""
    if got.recorded or not got.ok or not got.fetch.is_page or not got.body:
        return None
    page, final = got.page, got.fetch.final_url or got.fetch.url
    html = got.decoded.text
    if len(page.text()) > _LITTLE_TEXT or recognise.bot_wall(got.fetch.status or 200, got.headers, html, page, final) is not None:
        return None
    if context.sameness.matches(page, final):
        return None
    onward = (join(final, page.refresh) if page.refresh else None) or recognise.sends_to(html, page, final) or _only_file(context, got, target, final)
    if onward is None or not context.reader.owns(onward):
        return None
    again = address_key(onward) in (address_key(final), target.key)
    if again:
        return onward if got.cookies else None
    return None if context.frontier.taken(address_key(onward)) else onward


def _only_file(context: Context, got: Got, target: Target, final: str) -> str | None:
    """The one file the page has a link to, with words that name no other document."""
    found: dict[str, str] = {}
    for link in got.page.links:
        url = None if link.chrome else join(final, link.href)
        if url is None:
            continue
        key = address_key(url)
        file = link.download or key == target.key or classify(url, context.reader.engine)[0] is LinkClass.DOCUMENT
        if file or _GIVES.search(link.text):
            promised = target.link.text if target.link is not None else ""
            if key not in found and not (says_nothing(link.text) or _ONWARD.search(link.text) or link.text == promised):
                return None
            found[key] = url
    return next(iter(found.values())) if len(found) == 1 else None
