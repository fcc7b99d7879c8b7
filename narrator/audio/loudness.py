"""Loudness and true peak of speech, measured as it comes in.

Source: ITU-R BS.1770-4, Annex 1 (loudness) and Annex 2 (true peak). The weighting filter is made for each
sample rate from its analog form, so that it holds at any rate and not only at the recommendation's 48 kHz.
"""

from __future__ import annotations

import functools
import math
from array import array
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrator.errors import AudioTooShort
from narrator.model import Audio

FULL_SCALE = 32768
SILENT_LUFS = -70.0
"""Blocks below this never count: the absolute gate."""
RELATIVE_GATE_LU = -10.0
BLOCK_STEPS = 4
"""A gating block is 400 ms, in steps of 100 ms."""
HOPS_PER_STEP = (20, 21)
"""A hop is about 5 ms: the resolution of levels. 21 suits the rates of 11 025 Hz and its multiples."""
FFT_SIZE = 16384
FFT_FRAMES = 16
"""Frames that are filtered in one go: about ten seconds."""
PLACES = 16_384
SMALL_PRODUCT = 2**18
"""Multiplications in a product up to which OpenBLAS starts no threads, which cost more than they gain."""
PEAK_REACH = 16
"""Samples on each side that an interpolated value between two samples depends on."""


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


def energy(samples: NDArray[np.int16] | NDArray[np.float32], rate_hz: int) -> float:
    """Sum of K-weighted squares of a sound in int16 units, without a gate."""
    weighting = _KFilter.of(rate_hz)
    frames = -(-len(samples) // weighting.advance)
    padded = np.zeros(weighting.taps - 1 + frames * weighting.advance, np.float32)
    padded[weighting.taps - 1 : weighting.taps - 1 + len(samples)] = samples
    return float(weighting.energies(padded).sum(dtype=np.float64)) if frames else 0.0


def peaks_over(samples: NDArray[np.float32], rate_hz: int, over: float) -> NDArray[np.uint16]:
    """Peaks of hops in int16 units: true ones where samples lie over ``over``, the samples' own elsewhere.

    Quick where few samples do; and unlike a matrix product it starts no threads of its own, so that several
    threads may call it at a time.
    """
    hop = grid(rate_hz).hop
    hops = -(-len(samples) // hop)
    padded = np.zeros(hops * hop + 2 * PEAK_REACH, np.float32)
    padded[PEAK_REACH - 1 : PEAK_REACH - 1 + len(samples)] = samples
    magnitude = np.abs(padded[PEAK_REACH - 1 : PEAK_REACH + hops * hop])
    highest = magnitude[:-1].reshape(hops, hop).max(axis=1)
    places = np.flatnonzero(np.maximum(magnitude[:-1], magnitude[1:]) >= over)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * PEAK_REACH)
    taps = _fraction_taps(fine_oversampling(rate_hz))
    for first in range(0, len(places), PLACES):
        chosen = places[first : first + PLACES]
        between = np.abs(np.einsum("ij,kj->ik", windows[chosen], taps)).max(axis=1)
        np.maximum.at(highest, chosen // hop, between)
    return _round_up(highest)


class Meter:
    """Measures a sound that comes in pieces; its memory grows by six bytes a hop, a kilobyte a second.

    Args:
        rate_hz: Sample rate of what is added.
        oversampling: Of the true peak: 4 is quick, and at 24 kHz may read 0.3 dB low; None for as many times as
            lead to 176 kHz or more.
    """

    def __init__(self, rate_hz: int, *, oversampling: int | None = None) -> None:
        self.rate_hz = rate_hz
        self._filter = _KFilter.of(rate_hz)
        self._interpolator = _Interpolator.of(rate_hz, oversampling or fine_oversampling(rate_hz))
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
        if self._waiting_count >= self._history + FFT_FRAMES * self._filter.advance + PEAK_REACH:
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
        for first in range(0, frames, FFT_FRAMES):
            count = min(FFT_FRAMES, frames - first) * self._filter.advance
            begin = self._history + first * self._filter.advance
            energies = self._filter.energies(samples[begin - self._history : begin + count])
            self._energies.frombytes(energies.tobytes())
            piece = samples[begin - PEAK_REACH + 1 : begin + count + PEAK_REACH]
            self._peaks.frombytes(self._interpolator.peaks(piece).tobytes())
        rest = samples[frames * self._filter.advance :].copy()
        self._waiting, self._waiting_count = [rest], len(rest)


class _KFilter:
    """K-weighting by overlap-save: the filter's impulse response, cut where it has died away."""

    def __init__(self, rate_hz: int) -> None:
        self._hop = grid(rate_hz).hop
        self.taps = round(0.05 * rate_hz)
        size = FFT_SIZE
        while size < 4 * self.taps:
            size *= 2
        self._size = size
        self.advance = (size - self.taps + 1) // self._hop * self._hop
        impulse = np.fft.irfft(_k_response(rate_hz, 8 * size), 8 * size)[: self.taps]
        self._response = np.fft.rfft(impulse / FULL_SCALE, size).astype(np.complex64)

    @staticmethod
    @functools.cache
    def of(rate_hz: int) -> _KFilter:
        """The filter of a sample rate, made once."""
        return _KFilter(rate_hz)

    def energies(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Mean squares of hops; the first ``taps - 1`` samples are history."""
        history = self.taps - 1
        frames = (len(samples) - history) // self.advance
        padded = np.zeros((frames - 1) * self.advance + self._size, np.float32)
        padded[: len(samples)] = samples
        rows = np.lib.stride_tricks.sliding_window_view(padded, self._size)[:: self.advance]
        filtered = np.fft.irfft(np.fft.rfft(rows, axis=1) * self._response, self._size, axis=1)
        kept = filtered[:, history : history + self.advance].astype(np.float32, copy=False)
        hops = kept.reshape(-1, self._hop)
        mean: NDArray[np.float32] = np.einsum("ij,ij->i", hops, hops) / np.float32(self._hop)
        return mean


def _k_response(rate_hz: int, size: int) -> NDArray[np.complex128]:
    """Frequency response of the two stages of K-weighting, at the bins of a real FFT.

    Source: BS.1770-4, Annex 1; its coefficients for 48 kHz, traced back to the analog filters they come from.
    """
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    warped = math.tan(math.pi * 1681.974450955533 / rate_hz)
    high, quality = 10 ** (3.999843853973347 / 20), 0.7071752369554196
    band = high**0.4996667741545416
    shelf_b = (
        high + band * warped / quality + warped**2,
        2 * (warped**2 - high),
        high - band * warped / quality + warped**2,
    )
    shelf_a = (1 + warped / quality + warped**2, 2 * (warped**2 - 1), 1 - warped / quality + warped**2)
    warped = math.tan(math.pi * 38.13547087602444 / rate_hz)
    quality = 0.5003270373238773
    pass_a = (1 + warped / quality + warped**2, 2 * (warped**2 - 1), 1 - warped / quality + warped**2)
    normalized = tuple(value / pass_a[0] for value in pass_a)
    shelf = _quadratic(shelf_b, z) / _quadratic(shelf_a, z)
    response: NDArray[np.complex128] = shelf * (1 - z) ** 2 / _quadratic(normalized, z)
    return response


def _quadratic(coefficients: tuple[float, ...], z: NDArray[np.complex128]) -> NDArray[np.complex128]:
    value: NDArray[np.complex128] = coefficients[0] + coefficients[1] * z + coefficients[2] * z**2
    return value


def fine_oversampling(rate_hz: int) -> int:
    """Times by which a sample rate comes to 176 kHz or more, at which the recommendation looks for peaks."""
    return 4 if rate_hz >= 44_100 else 8


@functools.cache
def _fraction_taps(factor: int) -> NDArray[np.float32]:
    """Taps of a windowed sinc for each fraction between two samples, shape (factor - 1, 2 · PEAK_REACH)."""
    reach = np.arange(-PEAK_REACH + 1, PEAK_REACH + 1)
    offsets = np.arange(1, factor)[:, None] / factor - reach
    window = np.i0(4.0 * np.sqrt(1 - (offsets / PEAK_REACH) ** 2)) / np.i0(4.0)
    taps = np.sinc(offsets) * window
    even: NDArray[np.float32] = (taps / taps.sum(axis=1, keepdims=True)).astype(np.float32)
    return even


def _round_up(peaks: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Whole int16 units; a thousandth for the sum's rounding must not lift a sample's own value to the next."""
    rounded: NDArray[np.uint16] = np.ceil(np.minimum(peaks, 65_535) - 1e-3).astype(np.uint16)
    return rounded


class _Interpolator:
    """True peaks of all hops, from several values between each sample and the next.

    A row of samples times a banded matrix gives them all at once, much faster than a convolution for each.
    """

    def __init__(self, rate_hz: int, oversampling: int) -> None:
        self._hop = grid(rate_hz).hop
        self._row = max(size for size in range(1, 65) if self._hop % size == 0)
        taps = _fraction_taps(oversampling)
        matrix = np.zeros((self._row + 2 * PEAK_REACH - 1, len(taps), self._row), np.float32)
        for column in range(self._row):
            matrix[column : column + 2 * PEAK_REACH, :, column] = taps.T
        self._matrix = matrix.reshape(len(matrix), -1)
        self._rows_at_once = max(1, SMALL_PRODUCT // self._matrix.size)

    @staticmethod
    @functools.cache
    def of(rate_hz: int, oversampling: int) -> _Interpolator:
        """The interpolator of a sample rate, made once."""
        return _Interpolator(rate_hz, oversampling)

    def peaks(self, samples: NDArray[np.float32]) -> NDArray[np.uint16]:
        """True peaks of hops; ``PEAK_REACH`` samples after them, and one fewer before, are context."""
        width = self._row + 2 * PEAK_REACH - 1
        rows = np.lib.stride_tricks.sliding_window_view(samples, width)[:: self._row]
        stacks = -(-len(rows) // self._rows_at_once)
        stacked = np.zeros((stacks * self._rows_at_once, width), np.float32)
        stacked[: len(rows)] = rows
        between = stacked.reshape(stacks, self._rows_at_once, width) @ self._matrix
        highest = np.abs(between, out=between).reshape(len(stacked), -1).max(axis=1)[: len(rows)]
        inner = np.abs(samples[PEAK_REACH - 1 : PEAK_REACH - 1 + len(rows) * self._row])
        np.maximum(highest, inner.reshape(len(rows), self._row).max(axis=1), out=highest)
        return _round_up(highest.reshape(-1, self._hop // self._row).max(axis=1))
