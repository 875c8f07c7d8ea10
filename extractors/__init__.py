"""Reading of documents and acts: a pure function of bytes (no Scrapy, no database, no network)."""

from extractors.compiled import prefer

prefer("extractors", __path__)
