"""Visiting of sites: registry rows in, archived responses (WARC) and a visit record a site out."""

from extractors.compiled import prefer

prefer("crawler", __path__)
