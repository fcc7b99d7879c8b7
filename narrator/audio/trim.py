"""A clip without the engine's own silence, faded at both ends so that no seam clicks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrator.model import Audio

FLOOR = 33
"""int16 level that is silence in any clip: −60 dBFS."""
BELOW_PEAK = 10 ** (-50 / 20)
"""In a loud clip, what lies 50 dB under its peak is silence too: the noise of an engine or a codec."""
LEAD_MS = 10
TAIL_MS = 30
FADE_IN_MS = 3
FADE_OUT_MS = 10


@dataclass(frozen=True, slots=True)
class Trimmed:
    """What is left of a clip."""

    samples: NDArray[np.int16]
    """Faded at both ends."""
    first: int
    """Index in the clip of the first sample kept."""


def trim(audio: Audio) -> Trimmed:
    """The sound of a clip, with 10 ms before it and 30 ms after it at most.

    A clip of silence keeps 40 ms at most.
    """
    samples, rate = audio.samples, audio.rate_hz
    magnitude = np.abs(samples.astype(np.int32))
    threshold = max(FLOOR, BELOW_PEAK * int(magnitude.max(initial=0)))
    loud = np.flatnonzero(magnitude >= threshold)
    lead, tail = LEAD_MS * rate // 1000, TAIL_MS * rate // 1000
    first = max(0, int(loud[0]) - lead) if len(loud) else 0
    last = int(loud[-1]) + 1 + tail if len(loud) else lead + tail
    return Trimmed(_fade(samples[first:last], rate), first)


def _fade(samples: NDArray[np.int16], rate_hz: int) -> NDArray[np.int16]:
    """A copy that rises from and falls to zero along half a cosine; a tiny one fades over its halves."""
    faded = samples.astype(np.float32)
    half = len(faded) // 2
    rise = _half_cosine(min(FADE_IN_MS * rate_hz // 1000, half))
    fall = _half_cosine(min(FADE_OUT_MS * rate_hz // 1000, half))
    faded[: len(rise)] *= rise
    faded[len(faded) - len(fall) :] *= fall[::-1]
    whole: NDArray[np.int16] = np.rint(faded).astype(np.int16)
    return whole


def _half_cosine(count: int) -> NDArray[np.float32]:
    """From 0 to nearly 1 in ``count`` steps."""
    rise: NDArray[np.float32] = (0.5 - 0.5 * np.cos(np.pi * np.arange(count) / max(count, 1))).astype(
        np.float32
    )
    return rise
