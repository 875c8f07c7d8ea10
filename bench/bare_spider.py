"""The baseline of the crawl: Scrapy's own ``CrawlSpider`` with the default ``LinkExtractor``, default settings, nothing stored.

``python -m bench.bare_spider URL`` prints one JSON object: pages, and the seconds and the processor seconds from the first page to the last.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule

# Documents are left out by the default LinkExtractor, which knows their endings: the baseline has less to do.


class BareSpider(CrawlSpider):
    """Follows every link of one host and counts."""

    name = "bare"
    rules = (Rule(LinkExtractor(), callback="count", follow=True),)
    pages = 0
    first = last = 0.0
    first_processor = last_processor = 0.0

    def count(self, _response: Response) -> Iterator[object]:
        """One page more."""
        type(self).pages += 1
        type(self).last = time.monotonic()
        type(self).last_processor = time.process_time()
        if type(self).pages == 1:
            type(self).first = time.monotonic()
            type(self).first_processor = time.process_time()
        yield from ()


def main() -> None:
    """Crawl the site of the first argument."""
    url = sys.argv[1]
    logging.getLogger().setLevel(logging.DEBUG)
    process = CrawlerProcess({"LOG_FILE": os.devnull, "LOG_LEVEL": "DEBUG"})
    process.crawl(BareSpider, start_urls=[url], allowed_domains=[urlsplit(url).hostname])
    process.start()
    told = {
        "pages": BareSpider.pages,
        "seconds": BareSpider.last - BareSpider.first,
        "processor": BareSpider.last_processor - BareSpider.first_processor,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
