"""When a story was published, as one moment."""

from __future__ import annotations

from datetime import UTC, datetime, timezone, tzinfo

from narrator.errors import SettingsError

FIRST_YEAR = 1900
"""Of a date in a feed (RFC 5322, 3.3)."""


def parse_zone(offset: str) -> tzinfo:
    """A zone by its offset from UTC, ``+05:30``.

    Raises:
        SettingsError: It is no offset.
    """
    try:
        zone = datetime.strptime(offset, "%z").tzinfo
    except ValueError:
        zone = None
    if not isinstance(zone, timezone):
        raise SettingsError(f"zone {offset!r} is no offset from UTC", 'Write zone = "+05:30".')
    return zone


def moment(written: str | None, zone: tzinfo = UTC) -> datetime | None:
    """A date or time in ISO 8601 with its own offset, else that of ``zone``; None where it is neither.

    A date alone is the midnight that begins it.
    """
    try:
        parsed = datetime.fromisoformat(written or "")
        parsed = parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)
        in_range = parsed.astimezone(UTC).year >= FIRST_YEAR
    except (ValueError, OverflowError):
        return None
    return parsed if in_range else None


def date_story(written: str | None, first_seen: str, zone: tzinfo) -> str:
    """A story's date: the article's own, as written, where it is one and has come; else when it was first seen.

    Args:
        written: What the article says.
        first_seen: ISO 8601 with its offset, from the catalogue: the same for good.
        zone: Of dates without an offset.
    """
    found, seen = moment(written, zone), moment(first_seen)
    if written is None or found is None or (seen is not None and found > seen):
        return first_seen
    return written
