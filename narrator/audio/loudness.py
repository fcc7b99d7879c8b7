"""Loudness and true peak of speech, measured as it comes in.

Source: ITU-R BS.1770-4.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrator.audio.grid import FULL_SCALE, grid
from narrator.audio.peaks import PEAK_REACH, Interpolator, fine_oversampling
from narrator.audio.weighting import KFilter
from narrator.errors import AudioTooShort
from narrator.model import Audio

SILENT_LUFS = -70.0
"""Blocks below this never count: the absolute gate."""
RELATIVE_GATE_LU = -10.0
BLOCK_STEPS = 4
"""A gating block is 400 ms, in steps of 100 ms."""
FRAMES = 16
"""Frames of the filter that are measured in one go: about ten seconds."""


@dataclass(frozen=True, slots=True)
class Levels:
    """What was measured of a sound, hop by hop: enough to master it without hearing it again."""

    rate_hz: int
    """Samples a second."""
    energies: NDArray[np.float32]
    """Mean square of each hop after K-weighting; 1.0 is a square wave at full scale."""
    peaks: NDArray[np.uint16]
    """True peak of each hop in int16 units, rounded up."""
    sample_count: int
    """Length of the sound."""

    @property
    def true_peak_dbtp(self) -> float:
        """Highest true peak; minus infinity for digital silence."""
        highest = int(self.peaks.max(initial=0))
        return 20 * math.log10(highest / FULL_SCALE) if highest else -math.inf

    def steps(self) -> NDArray[np.float64]:
        """Mean square of each whole step of 100 ms."""
        return step_energies(self.energies, self.rate_hz, self.sample_count)

    @property
    def loudness_lufs(self) -> float:
        """Integrated loudness; of sound shorter than a block, its loudness without a gate."""
        return integrate(self.steps(), shorter=self.energies)


def step_energies(energies: NDArray[np.floating], rate_hz: int, sample_count: int) -> NDArray[np.float64]:
    """Mean square of each whole step of 100 ms, from those of hops, the last of which may be cut short."""
    shape = grid(rate_hz)
    hops = min(len(energies), sample_count // shape.hop)
    whole = hops // shape.hops_per_step
    rows = energies[: whole * shape.hops_per_step].reshape(whole, shape.hops_per_step)
    mean: NDArray[np.float64] = rows.mean(axis=1, dtype=np.float64)
    return mean


def integrate(steps: NDArray[np.float64], *, shorter: NDArray[np.floating] | None = None) -> float:
    """Integrated loudness in LUFS, gated; minus infinity where nothing passes the gate.

    Args:
        steps: Mean square of each 100 ms.
        shorter: Mean squares that count, ungated, where there are too few steps for a block.
    """
    if len(steps) < BLOCK_STEPS:
        return _lufs(shorter) if shorter is not None and len(shorter) else -math.inf
    blocks = np.lib.stride_tricks.sliding_window_view(steps, BLOCK_STEPS).mean(axis=1)
    heard = blocks[blocks > _mean_square(SILENT_LUFS)]
    if not len(heard):
        return -math.inf
    return _lufs(heard[heard > _mean_square(_lufs(heard) + RELATIVE_GATE_LU)])


def _lufs(mean_squares: NDArray[np.floating]) -> float:
    mean = float(mean_squares.mean(dtype=np.float64))
    return -0.691 + 10 * math.log10(mean) if mean > 0 else -math.inf


def _mean_square(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


def measure(audio: Audio) -> float:
    """Integrated loudness of speech, in LUFS.

    Args:
        audio: Mono; at least 400 ms, the gate's block.

    Returns:
        Negative LUFS; minus infinity for digital silence.

    Raises:
        AudioTooShort: Shorter than one block.

    Source: ITU-R BS.1770-4, Annex 1.
    """
    if len(audio.samples) < BLOCK_STEPS * grid(audio.rate_hz).step:
        raise AudioTooShort(
            f"a sound of {audio.duration_ms} ms has no loudness", "Loudness needs 400 ms of sound."
        )
    return levels(audio.samples, audio.rate_hz).loudness_lufs


def true_peak(audio: Audio) -> float:
    """True peak in dBTP, oversampled 4 times or more; minus infinity for digital silence.

    Source: ITU-R BS.1770-4, Annex 2.
    """
    return levels(audio.samples, audio.rate_hz).true_peak_dbtp


def levels(samples: NDArray[np.int16] | NDArray[np.float32], rate_hz: int) -> Levels:
    """Levels of a whole sound; see ``Meter``."""
    meter = Meter(rate_hz)
    meter.add(samples)
    return meter.finish()


class Meter:
    """Measures a sound that comes in pieces; its memory grows by six bytes a hop, a kilobyte a second.

    Args:
        rate_hz: Sample rate of what is added.
        oversampling: Of the true peak: 4 is quick, and at 24 kHz may read 0.3 dB low; None for as many times as
            lead to 176 kHz or more.
    """

    def __init__(self, rate_hz: int, *, oversampling: int | None = None) -> None:
        self.rate_hz = rate_hz
        self._filter = KFilter.of(rate_hz)
        self._interpolator = Interpolator.of(rate_hz, oversampling or fine_oversampling(rate_hz))
        self._history = self._filter.taps - 1
        self._waiting = [np.zeros(self._history, np.float32)]
        self._waiting_count = self._history
        self._sample_count = 0
        self._energies = array("f")
        self._peaks = array("H")

    def add(self, samples: NDArray[np.int16] | NDArray[np.float32]) -> None:
        """Take in the next piece: mono, in int16 units, also where it is float."""
        self._waiting.append(samples.astype(np.float32))
        self._waiting_count += len(samples)
        self._sample_count += len(samples)
        if self._waiting_count >= self._history + FRAMES * self._filter.advance + PEAK_REACH:
            self._drain()

    def finish(self) -> Levels:
        """Levels of all that was added; call once, at the end."""
        hop = grid(self.rate_hz).hop
        hops = -(-self._sample_count // hop)
        missing = hops - len(self._energies)
        if missing > 0:
            frames = -(-missing * hop // self._filter.advance)
            needed = self._history + frames * self._filter.advance + PEAK_REACH
            self._waiting.append(np.zeros(needed - self._waiting_count, np.float32))
            self._waiting_count = needed
            self._drain()
        del self._energies[hops:], self._peaks[hops:]
        return Levels(
            self.rate_hz,
            np.frombuffer(self._energies, np.float32),
            np.frombuffer(self._peaks, np.uint16),
            self._sample_count,
        )

    def _drain(self) -> None:
        """Measure as many whole frames as are waiting; the samples before them are history."""
        samples = np.concatenate(self._waiting)
        frames = (len(samples) - self._history - PEAK_REACH) // self._filter.advance
        for first in range(0, frames, FRAMES):
            count = min(FRAMES, frames - first) * self._filter.advance
            begin = self._history + first * self._filter.advance
            energies = self._filter.energies(samples[begin - self._history : begin + count])
            self._energies.frombytes(energies.tobytes())
            piece = samples[begin - PEAK_REACH + 1 : begin + count + PEAK_REACH]
            self._peaks.frombytes(self._interpolator.peaks(piece).tobytes())
        rest = samples[frames * self._filter.advance :].copy()
        self._waiting, self._waiting_count = [rest], len(rest)
