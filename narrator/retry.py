"""How long a server asks to be left alone."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Mapping

MOST_S = 86_400.0
"""A day; more is no more news than that."""


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds that a reply asks to wait, from its Retry-After; None if it does not say.

    Source: RFC 9110, section 10.2.3: a number of seconds, or a date.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdecimal():
        return min(float(value), MOST_S)
    try:
        left_s = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
    except (ValueError, OverflowError):
        return None
    return min(max(0.0, left_s), MOST_S)
