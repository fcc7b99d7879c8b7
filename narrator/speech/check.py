"""Whether a sound can be all of a text: what services drop without a word is caught here.

The bounds of a voice are milliseconds of sound for each letter; its card gives them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from narrator.model import Audio, Voice
from narrator.speech.words import EDGE, spoken_letters

SHORT_LETTERS = 12
"""Fewer letters than this are held to the bounds of this many: a single word has no steady rate."""
END_MS = 5
"""Speech that is not cut off has died away in its last milliseconds."""
FRAME_MS = 20
CUT_OFF = 0.5
"""Level of the end, as a share of the level of the loud parts, from which a sound counts as cut off: −6 dB."""


def find_fault(text: str, voice: Voice, audio: Audio) -> str | None:
    """What is wrong with the sound of a text; None if nothing is."""
    letters = spoken_letters(text)
    levels = np.abs(audio.samples.astype(np.int32))
    loud = np.flatnonzero(levels >= EDGE)
    if not len(loud):
        return "no sound"
    heard_ms = round((int(loud[-1]) - int(loud[0]) + 1) * 1000 / audio.rate_hz)
    shortest = letters * voice.min_ms_per_letter / voice.rate
    longest = max(letters, SHORT_LETTERS) * voice.max_ms_per_letter / voice.rate
    if heard_ms < shortest:
        return f"only {heard_ms} ms of sound for {letters} letters, where {shortest:.0f} ms is the least"
    if heard_ms > longest:
        return f"{heard_ms} ms of sound for {letters} letters, where {longest:.0f} ms is the most"
    if end_level(audio) >= CUT_OFF:
        return f"sound that is cut off at full level after {audio.duration_ms} ms"
    return None


def end_level(audio: Audio) -> float:
    """Level of the last milliseconds, as a share of the level of the loud parts."""
    samples = audio.samples.astype(np.float64)
    frame = audio.rate_hz * FRAME_MS // 1000
    whole = len(samples) // frame * frame
    if not whole:
        return 0.0
    levels = np.sort(np.sqrt(np.mean(samples[:whole].reshape(-1, frame) ** 2, axis=1)))
    usual = float(levels[9 * (len(levels) - 1) // 10])
    return _level(samples[-(audio.rate_hz * END_MS // 1000) :]) / usual if usual else 0.0


def _level(samples: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(samples**2)))
