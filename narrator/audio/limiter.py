"""The gain that brings speech to its loudness, and the limiter that keeps its peaks under the ceiling.

The limiter looks ahead: it knows the true peak of every hop of 5 ms and bends the gain down before a peak
comes and slowly up after it, in straight lines of decibels. Between the edges of hops the gain runs straight,
and at an edge it is the lower of its two neighbors', so that no hop exceeds what its own peak allows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from narrator.audio.grid import FULL_SCALE, grid
from narrator.audio.loudness import Levels, Meter, integrate, step_energies

ATTACK_DB = 3.0
"""Most that the reduction grows from one hop to the next."""
RELEASE_DB = 0.2
"""What it always shrinks by from one hop to the next: slow enough to leave the pitch of a voice alone."""
RELEASE_SHARE = 0.05
"""Of a deep reduction, this much goes in each hop beside, so that one loud noise does not hush what follows."""
MOST_GAIN_DB = 60.0
"""No sound is raised more."""
CONTEXT = 128
"""Hops on either side of a piece beyond which nothing changes its gain: the release from 70 dB takes 59."""
SILENCE = 33
"""A sound whose highest peak, in int16 units, is lower (−60 dBFS) is silence, and is not raised at all."""
CHUNK_STEPS = 4096
"""Steps of 100 ms that are worked out in one go, to bound memory."""
GAIN_STEP_DB = 0.01
"""The gain is a multiple of this, so that the last bits of a sum never change a file."""


def reductions(peaks: NDArray[np.uint16], gain_db: float, ceiling_dbtp: float) -> NDArray[np.float32]:
    """Decibels by which each hop, raised by ``gain_db``, is over the ceiling; 0 where it is not."""
    scaled = np.maximum(peaks, 1).astype(np.float32) * np.float32(
        10 ** ((gain_db - ceiling_dbtp) / 20) / FULL_SCALE
    )
    over: NDArray[np.float32] = 20 * np.log10(np.maximum(scaled, np.float32(1)))
    return over


def spread(over_db: NDArray[np.float32]) -> NDArray[np.float32]:
    """Decibels of reduction, with attack before each hop that needs some and release after it."""
    index = np.arange(len(over_db), dtype=np.float64)
    # A release is the same curve from wherever it starts. Counted in hops to its end it falls by one a hop, and
    # of all releases that overlap the one that ends last is the deepest.
    to_end = np.log1p(over_db * (RELEASE_SHARE / RELEASE_DB)) / RELEASE_SHARE
    latest = np.maximum.accumulate(to_end + index) - index
    released = np.expm1(np.maximum(latest, 0) * RELEASE_SHARE) * (RELEASE_DB / RELEASE_SHARE)
    backward = ATTACK_DB * index[::-1]
    attacked = np.maximum.accumulate((released + backward)[::-1])[::-1] - backward
    reduction: NDArray[np.float32] = np.maximum(attacked, 0).astype(np.float32)
    return reduction


def edge_gains(reduction_db: NDArray[np.float32]) -> NDArray[np.float32]:
    """Factor at each edge of hops, one more than there are hops."""
    edges = np.empty(len(reduction_db) + 1, np.float32)
    edges[0], edges[-1] = reduction_db[0], reduction_db[-1]
    np.maximum(reduction_db[:-1], reduction_db[1:], out=edges[1:-1])
    factors: NDArray[np.float32] = np.power(np.float32(10), edges / np.float32(-20))
    return factors


def apply(
    samples: NDArray[np.int16], edges: NDArray[np.float32], hop: int, gain_db: float = 0.0
) -> NDArray[np.int16]:
    """Samples times the gain between edges, which run straight over each hop.

    Args:
        samples: From the start of a hop on; the last hop may be cut short.
        edges: Factors at the edges of the hops.
        hop: Samples in a hop.
        gain_db: Of the whole.
    """
    edges = edges * np.float32(10 ** (gain_db / 20))
    ramp = (np.arange(hop, dtype=np.float32) + np.float32(0.5)) / np.float32(hop)
    factors = edges[:-1, None] + (edges[1:] - edges[:-1])[:, None] * ramp
    sound = samples * factors.reshape(-1)[: len(samples)]
    limited: NDArray[np.int16] = np.clip(np.rint(sound), -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
    return limited


def piece_edges(
    peaks: NDArray[np.uint16], first: int, last: int, gain_db: float, ceiling_dbtp: float
) -> NDArray[np.float32]:
    """Edge factors of hops ``first`` to ``last`` of a longer sound: the same however it is divided."""
    begin, end = max(0, first - CONTEXT), min(len(peaks), last + CONTEXT)
    reduction = spread(reductions(peaks[begin:end], gain_db, ceiling_dbtp))
    return edge_gains(reduction)[first - begin : last - begin + 1]


def limit(
    blocks: Callable[[], Iterator[NDArray[np.int16]]], rate_hz: int, gain_db: float, ceiling_dbtp: float
) -> Iterator[NDArray[np.int16]]:
    """Sound with a gain and under a ceiling, in pieces; ``blocks`` gives it anew each time it is called."""
    meter, hop = Meter(rate_hz), grid(rate_hz).hop
    for block in blocks():
        meter.add(block)
    peaks = meter.finish().peaks
    waiting, first = np.zeros(0, np.int16), 0
    for block in blocks():
        waiting = np.concatenate([waiting, block])
        last = first + len(waiting) // hop
        if last > first:
            edges = piece_edges(peaks, first, last, gain_db, ceiling_dbtp)
            yield apply(waiting[: (last - first) * hop], edges, hop, gain_db)
            waiting, first = waiting[(last - first) * hop :], last
    if len(waiting):
        yield apply(waiting, piece_edges(peaks, first, first + 1, gain_db, ceiling_dbtp), hop, gain_db)


def limited_loudness(levels: Levels, gain_db: float, ceiling_dbtp: float) -> float:
    """Integrated loudness that the sound will have, in LUFS, worked out from its levels alone."""
    shape = grid(levels.rate_hz)
    hops = CHUNK_STEPS * shape.hops_per_step
    scale = np.float32(10 ** (gain_db / 10) / 3)
    steps, piece = [], np.zeros(0, np.float32)
    for first in range(0, len(levels.energies), hops):
        last = min(first + hops, len(levels.energies))
        edges = piece_edges(levels.peaks, first, last, gain_db, ceiling_dbtp)
        left, right = edges[:-1], edges[1:]
        # Mean square of a gain that runs straight from one edge to the other.
        piece = levels.energies[first:last] * ((left * left + left * right + right * right) * scale)
        steps.append(step_energies(piece, levels.rate_hz, levels.sample_count - first * shape.hop))
    return integrate(np.concatenate([np.zeros(0), *steps]), shorter=piece)


def find_gain(levels: Levels, loudness_lufs: float, ceiling_dbtp: float) -> float:
    """Gain in dB, before the limiter, that brings a sound to its loudness after it.

    Returns:
        At most 60 dB; 0 for silence. Sound that is all peaks may stay softer than wanted.
    """
    start = levels.loudness_lufs
    if start == -math.inf or levels.peaks.max(initial=0) < SILENCE:
        return 0.0
    gain_db = min(loudness_lufs - start, MOST_GAIN_DB)
    for _ in range(30):
        missing = loudness_lufs - limited_loudness(levels, gain_db, ceiling_dbtp)
        better = min(gain_db + missing, MOST_GAIN_DB)
        if abs(better - gain_db) < GAIN_STEP_DB:
            break
        gain_db = better
    return round(gain_db / GAIN_STEP_DB) * GAIN_STEP_DB
