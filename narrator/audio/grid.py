"""How sound is divided for measuring: hops of about 5 ms, steps of 100 ms."""

from __future__ import annotations

import functools
from dataclasses import dataclass

FULL_SCALE = 32768
"""The level 0 dBFS in int16 units."""
HOPS_PER_STEP = (20, 21)
"""21 suits the rate of 11 025 Hz and its multiples."""


@dataclass(frozen=True, slots=True)
class Grid:
    """How a sample rate is divided into hops and steps."""

    hop: int
    """Samples in a hop, about 5 ms."""
    hops_per_step: int
    """Hops in a step of 100 ms."""

    @property
    def step(self) -> int:
        """Samples in a step."""
        return self.hop * self.hops_per_step


@functools.cache
def grid(rate_hz: int) -> Grid:
    """The grid of a sample rate; steps are exact where a tenth of the rate divides by 20 or 21."""
    for hops in HOPS_PER_STEP:
        if rate_hz % (10 * hops) == 0:
            return Grid(rate_hz // (10 * hops), hops)
    return Grid(max(1, round(rate_hz / 200)), 20)
