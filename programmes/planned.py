"""Timetables that are installed on this machine to start the programme's runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Schedule:
    """One installed timetable. ``planner`` is ``systemd`` or ``cron``; ``ours`` whether it fills the database that was asked about.

    ``active`` is whether it will start something, ``None`` where the planner did not say, with ``why`` (Russian or its own words).
    """

    name: str
    planner: str
    ours: bool
    active: bool | None = True
    why: str = ""


@dataclass(frozen=True, slots=True)
class Installation:
    """The timetables that were found, and why there may be more (Russian): empty where nothing was hidden."""

    found: tuple[Schedule, ...] = ()
    unknown: str = ""

    @property
    def installed(self) -> bool | None:
        """Whether runs on the database start by themselves; ``None`` where it cannot be told."""
        ours = [item.active for item in self.found if item.ours]
        if True in ours:
            return True
        return None if None in ours or self.unknown else False
