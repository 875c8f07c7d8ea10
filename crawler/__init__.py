"""Visiting of sites: registry rows in, archived responses (WARC) and a visit record a site out."""
