"""A breaker for each engine: one that fails again and again is not asked any more in this run."""

from __future__ import annotations

from collections.abc import Iterable

FAILURES = 5
"""In a row, by whichever stories."""


class Breaker:
    """Counts failures of engines."""

    def __init__(self) -> None:
        self.off: set[str] = set()
        """Engines that are not asked any more."""
        self._streaks: dict[str, list[str]] = {}

    def note(self, page: str, failed: Iterable[str], spoke: str | None) -> list[str]:
        """Take in how one try went.

        Args:
            page: Locator of the story's page.
            failed: Engines that failed.
            spoke: The one that did not, if any.

        Returns:
            The pages whose failures were the engine's and not their own, where this one switched it off.
        """
        if spoke:
            self._streaks.pop(spoke, None)
        for engine in failed:
            streak = self._streaks.setdefault(engine, [])
            streak.append(page)
            if len(streak) >= FAILURES and engine not in self.off:
                self.off.add(engine)
                return list(dict.fromkeys(streak))
        return []
