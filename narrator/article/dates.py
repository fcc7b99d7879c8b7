"""Dates as pages write them, as ISO 8601.

A time keeps its offset; a time without one is worth its date alone; a date without a time stays a date.
Numeric dates are read day first, as India writes them; month names and zones come from ``languages/``.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Mapping

from narrator import language
from narrator.article.text import fold

_ISO = re.compile(
    r"^\s*(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T\s]+(\d{2}):?(\d{2})(?::?(\d{2})([.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2}|[+-]\d{2}|[A-Za-z]{2,4})?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?!\d)\s*([^\d\s,|()]*)")
_OFFSET = re.compile(r"(?:GMT|UTC|(?<=[\d\s]))\s*([+-])(0?\d|1[0-4]):?(00|15|30|45)(?!\d)", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_GLUED = re.compile(r"(?<=[^\s\d.,:/+-])(?=\d)")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"^\d+$")
_MIXED = re.compile(r"^\d{1,4}(?:st|nd|rd|th|am|pm|h|hrs|min|m|t\d+|z)?$")


def iso(written: str) -> str | None:
    """The date or time in ISO 8601; None where there is no whole date in it.

    A time that is ISO 8601 already, with an offset, comes back as written.
    """
    text = ascii_digits(written.strip())
    if _NUMBER.match(text):
        return _from_epoch(text)
    if found := _ISO.match(text):
        return _from_iso(found)
    return in_text(text)


def in_text(written: str) -> str | None:
    """The first date in a line such as ``प्रकाशित: 04 सितंबर 2025, 08:15 AM IST``; None without one."""
    text = ascii_digits(written)
    day = _numeric(text) or _named(text)
    if day is None:
        return None
    clock, offset = _clock(text), _offset(text)
    if clock is None or offset is None:
        return day.isoformat()
    return f"{day.isoformat()}T{clock}{offset}"


def is_dated(written: str) -> bool:
    """Whether a line holds a whole date, or hours and minutes."""
    text = ascii_digits(written)
    return in_text(text) is not None or _CLOCK.search(text) is not None


@functools.lru_cache(maxsize=2048)
def is_moment(written: str) -> bool:
    """Whether a line is nothing but a date or a time: ``11:45 बजे``, ``Updated: 4 Sept 2025, 8 PM IST``."""
    if len(written) > 80 or not _DIGIT.search(written):
        return False
    parts = fold(ascii_digits(written)).split()
    months, zones, beside = _tables()[0], _tables()[1], _beside()
    known = sum(1 for part in parts if part in months or part in zones or part in beside or _MIXED.match(part))
    return known == len(parts) and any(part[0].isdecimal() for part in parts)


def _from_epoch(text: str) -> str | None:
    if len(text) == 8:
        found = _ISO.match(text)
        return _from_iso(found) if found else None
    if len(text) not in (10, 13):
        return None
    moment = datetime.datetime.fromtimestamp(int(text[:10]), datetime.UTC)
    return moment.isoformat()


def _from_iso(found: re.Match[str]) -> str | None:
    try:
        day = datetime.date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None
    if found[4] is None or found[8] is None:
        return day
    offset = found[8].upper()
    if offset[0] in "+-":
        offset = f"{offset[:3]}:{offset[3:].lstrip(':') or '00'}"
    elif offset != "Z":
        offset = _tables()[1].get(offset.lower(), "")
    seconds = f":{found[6]}{found[7] or ''}" if found[6] else ":00"
    if not offset or int(found[4]) > 23 or int(found[5]) > 59 or int(found[6] or 0) > 59:
        return day
    return f"{day}T{found[4]}:{found[5]}{seconds.replace(',', '.')}{offset}"


def _numeric(text: str) -> datetime.date | None:
    for pattern, order in ((_YEAR_FIRST, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1))):
        if found := pattern.search(text):
            year, month, day = (int(found[group]) for group in order)
            if month > 12 >= day:
                month, day = day, month  # the American order leaves no other reading
            return _date(year, month, day)
    return None


def _named(text: str) -> datetime.date | None:
    """A date with a month by name: 4 सितंबर 2025, September 4, 2025, 04-Sep-2025."""
    months = _tables()[0]
    parts = fold(_GLUED.sub(" ", text)).split()
    for at, part in enumerate(parts):
        month = months.get(part)
        if month is None:
            continue
        near = parts[at + 1 : at + 4]
        year = next((int(part) for part in near if len(part) == 4 and part.isdecimal()), None)
        before = parts[at - 1] if at else ""
        day = _day(before) or (_day(near[0]) if near else None)
        if year and day:
            return _date(year, month, day)
    return None


def _day(part: str) -> int | None:
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", part)
    return int(plain) if plain.isdecimal() and len(plain) <= 2 else None


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day) if 1900 <= year <= 2100 else None
    except ValueError:
        return None


def _clock(text: str) -> str | None:
    for found in _CLOCK.finditer(_DAY_FIRST.sub(" ", _YEAR_FIRST.sub(" ", text))):
        hour, minute = int(found[1]), int(found[2])
        around = fold(text[max(0, found.start() - 12) : found.end() + 8]).split()
        evening = any(word in _tables()[2] for word in around) or found[4].lower().startswith(("pm", "p.m"))
        morning = found[4].lower().startswith(("am", "a.m"))
        if evening and hour < 12:
            hour += 12
        elif morning and hour == 12:
            hour = 0
        if hour < 24 and minute < 60:
            return f"{hour:02}:{minute:02}:{found[3] or '00'}"
    return None


def _offset(text: str) -> str | None:
    if found := _OFFSET.search(text):
        return f"{found[1]}{int(found[2]):02}:{found[3]}"
    zones = _tables()[1]
    return next((zones[word] for word in fold(text).split() if word in zones), None)


@functools.cache
def _tables() -> tuple[Mapping[str, int], Mapping[str, str], frozenset[str]]:
    """Month names to their number, zones to their offset, words for the hours after noon."""
    months: dict[str, int] = {}
    zones: dict[str, str] = {}
    evening: set[str] = set()
    for code in language.available():
        table = language.table(code, "dates")
        for number, names in enumerate(table.get("months", ()), 1):
            months.update({fold(name): number for name in names})
        zones.update(table.get("zones", {}))
        evening.update(fold(word) for word in table.get("evening", ()))
    return months, zones, frozenset(evening)


@functools.cache
def _beside() -> frozenset[str]:
    """Words that stand beside the numbers of a date."""
    tables = (language.table(code, "dates") for code in language.available())
    return frozenset(
        fold(word)
        for table in tables
        for key in ("beside", "morning", "evening")
        for word in table.get(key, ())
    )


def ascii_digits(text: str) -> str:
    """The text with digits of every script as 0 to 9."""
    return text if text.isascii() else _DIGIT.sub(lambda found: str(int(found[0])), text)
