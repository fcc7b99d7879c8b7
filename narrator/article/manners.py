"""Waits that sites ask for: kept where there is time, and by every fetch of a run."""

from __future__ import annotations

import random
import time

from narrator.errors import SiteBusy, SiteUnavailable

ATTEMPTS = 3
"""Questions for one page, where its site asks to come back."""
FIRST_WAIT_S = 1.0
"""Longest wait before the second where the site names none; before the third twice that."""
ANSWER_S = 2.0
"""Time that must be left after a wait, for the answer."""
REST_S = 60.0
"""How long a site is left alone that was asked in vain."""
MISSES = 3
"""Questions in a row that a site does not answer, before it is left alone: each may take 20 s."""


class Manners:
    """Until when sites want to be left alone, and which of them do not answer."""

    def __init__(self) -> None:
        self._until_s: dict[str, float] = {}
        self._misses: dict[str, int] = {}

    def wait(self, site: str, most_s: float) -> None:
        """Wait until a site may be asked.

        Raises:
            SiteBusy: It would take longer than ``most_s``.
            SiteUnavailable: It did not answer lately, time and again.
        """
        left_s = self._until_s.get(site, 0.0) - time.monotonic()
        if left_s <= 0:
            return
        if self._misses.get(site, 0) >= MISSES:
            raise SiteUnavailable(f"{site} did not answer {MISSES} times and is left alone", "Try again later.")
        if left_s + ANSWER_S > most_s:
            raise SiteBusy(f"{site} asks for fewer requests", f"Wait {max(1.0, left_s):.0f} s.", left_s)
        time.sleep(left_s)

    def miss(self, site: str) -> None:
        """A site did not answer."""
        self._misses[site] = self._misses.get(site, 0) + 1
        if self._misses[site] >= MISSES:
            self._until_s[site] = time.monotonic() + REST_S

    def hit(self, site: str) -> None:
        """A site answered."""
        self._misses.pop(site, None)

    def note(self, site: str, after_s: float | None, attempt: int) -> None:
        """A site asks to wait.

        Args:
            site: Its host.
            after_s: What it asks for, if it says.
            attempt: How many questions went before, from 0.
        """
        if after_s is None:
            after_s = FIRST_WAIT_S * 2**attempt * random.random()  # noqa: S311  # spreads load, hides nothing
        if attempt + 1 >= ATTEMPTS:
            after_s = max(after_s, REST_S)
        self._until_s[site] = max(self._until_s.get(site, 0.0), time.monotonic() + after_s)
