"""True peaks: how high sound rises, also between its samples. Source: ITU-R BS.1770-4, Annex 2."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from narrator.audio.grid import grid

PEAK_REACH = 16
"""Samples on each side that an interpolated value between two samples depends on."""
SMALL_PRODUCT = 2**18
"""Multiplications in a product up to which OpenBLAS starts no threads, which cost more than they gain."""
PLACES = 16_384
"""Places between samples that are looked at in one go, to bound memory."""


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


class Interpolator:
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
    def of(rate_hz: int, oversampling: int) -> Interpolator:
        """The interpolator of a sample rate, made once."""
        return Interpolator(rate_hz, oversampling)

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
