"""Labelled corpora with pinned floors: quality is a number that cannot fall silently."""
