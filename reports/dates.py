"""Days and times as Russian readers write them."""

from __future__ import annotations

from datetime import date, datetime

from reports import clean


def day(value: str | date | None) -> str:
    """An ISO day as ДД.ММ.ГГГГ; anything else as it stands."""
    if not value:
        return ""
    try:
        return (value if isinstance(value, date) else date.fromisoformat(value[:10])).strftime("%d.%m.%Y")
    except ValueError:
        return clean.line(str(value))


def moment(value: str | None) -> str:
    """An ISO time as «ДД.ММ.ГГГГ ЧЧ:ММ UTC»; anything else as it stands."""
    if not value:
        return ""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return clean.line(value)
    return at.strftime("%d.%m.%Y %H:%M") + (" UTC" if at.tzinfo else "")
