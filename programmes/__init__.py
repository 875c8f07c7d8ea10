"""Monitoring programmes as data: one TOML file a programme, checked on load."""

from programmes.load import ProgrammeError, bundled, load_programme
from programmes.model import Indicator, Programme

__all__ = ["Indicator", "Programme", "ProgrammeError", "bundled", "load_programme"]
