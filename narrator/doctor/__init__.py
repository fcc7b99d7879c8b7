"""What works on this machine, and the line that mends the rest."""

from __future__ import annotations

from collections.abc import Iterator

from narrator.doctor.finding import Finding
from narrator.doctor.machine import examine_machine
from narrator.settings import Settings

__all__ = ["Finding", "examine"]


def examine(settings: Settings) -> Iterator[Finding]:
    """Findings on the machine, and on the newsroom where the settings name a store."""
    yield from examine_machine(settings)
    if settings.store.url:
        from narrator.doctor.newsroom import examine_newsroom

        yield from examine_newsroom(settings)
