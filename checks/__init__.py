"""Judging: acts, visits, imports and a programme in, findings with evidence out."""
