"""What was looked at, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    """What was looked at."""
    state: Literal["ok", "note", "fail"]
    """fail: stories cannot be made as the settings want it."""
    found: str
    """What was found."""
    mend: str | None = None
    """The line that mends it."""
