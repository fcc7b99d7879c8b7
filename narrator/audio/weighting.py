"""K-weighting: how loud sound is to an ear, by frequency.

Source: ITU-R BS.1770-4, Annex 1. The filter is made for each sample rate from its analog form, so that it holds
at any rate and not only at the recommendation's 48 kHz.
"""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray

from narrator.audio.grid import FULL_SCALE, grid

FFT_SIZE = 16384
IMPULSE_S = 0.05
"""The filter's impulse response has died away after this, to a millionth."""


def energy(samples: NDArray[np.int16] | NDArray[np.float32], rate_hz: int) -> float:
    """Sum of K-weighted squares of a sound in int16 units, without a gate."""
    weighting = KFilter.of(rate_hz)
    frames = -(-len(samples) // weighting.advance)
    padded = np.zeros(weighting.taps - 1 + frames * weighting.advance, np.float32)
    padded[weighting.taps - 1 : weighting.taps - 1 + len(samples)] = samples
    return float(weighting.energies(padded).sum(dtype=np.float64)) if frames else 0.0


class KFilter:
    """K-weighting by overlap-save: the filter's impulse response, cut where it has died away."""

    def __init__(self, rate_hz: int) -> None:
        self._hop = grid(rate_hz).hop
        self.taps = round(IMPULSE_S * rate_hz)
        size = FFT_SIZE
        while size < 4 * self.taps:
            size *= 2
        self._size = size
        self.advance = (size - self.taps + 1) // self._hop * self._hop
        impulse = np.fft.irfft(_k_response(rate_hz, 8 * size), 8 * size)[: self.taps]
        self._response = np.fft.rfft(impulse / FULL_SCALE, size).astype(np.complex64)

    @staticmethod
    @functools.cache
    def of(rate_hz: int) -> KFilter:
        """The filter of a sample rate, made once."""
        return KFilter(rate_hz)

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
