"""From a Narration to the bytes of its MP3, encoded on all cores and checked as it will be heard.

The sound is cut into stretches where it is silent anyway, and each is encoded on its own: silence on both sides
of a cut leaves nothing for one stretch to hand to the next. A stretch that comes back from the decoder above
the ceiling is softened where it was too loud, and encoded again.
"""

from __future__ import annotations

import math
import os
import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from narrator.audio import lame, limiter, mpeg
from narrator.audio.crc import crc16
from narrator.audio.grid import FULL_SCALE, grid
from narrator.audio.id3 import Provenance, tag
from narrator.audio.peaks import peaks_over
from narrator.audio.tags import read_frame
from narrator.model import Narration
from narrator.settings import AudioSettings

__all__ = ["Provenance", "encode", "read_frame", "tag"]

STRETCH_S = 8
"""Shortest stretch; the next silence ends it."""
LONGEST_STRETCH_S = 120
"""A stretch without a silence is cut here at its softest place, to bound memory."""
SEAM_FRAMES = 4
"""Frames of silence on each side of a cut."""
MOST_WORKERS = 4
ATTEMPTS = 8
MORE_DB = 0.1
GUARD_DB = 0.15
"""How far under the ceiling a decoded peak is held: players' decoders and meters differ by a little."""
BETWEEN_DB = 5.0
"""Most that sound rises between two samples over both of them; test signals that aim at it reach 3 dB."""
SPOOL_BYTES = 8_000_000
CHUNK_BYTES = 262_144


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the narration that is encoded on its own."""

    samples: NDArray[np.int16]
    """From one cut to the next."""
    last: bool
    """Whether it ends the narration."""


def encode(narration: Narration, settings: AudioSettings, *, workers: int | None = None) -> Iterator[bytes]:
    """The MP3 of a narration, without tags: an Info frame and mono frames of constant bit rate.

    The same narration and settings give the same bytes, whatever the number of workers.

    Args:
        narration: Its sound is read once.
        settings: Bit rate, and the ceiling that decoded peaks stay under.
        workers: Threads that encode; None for as many as there are cores. LAME leaves other threads running.
    """
    stretches = cut(narration.blocks(), narration.rate_hz)
    with tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES) as spool:
        first, frame_count, size, checksum = b"", 0, 0, 0
        for frames, count in _encode_all(stretches, narration.rate_hz, settings, workers):
            first = first or frames[:1024]
            frame_count, size, checksum = frame_count + count, size + len(frames), crc16(frames, checksum)
            spool.write(frames)
        yield mpeg.info_frame(
            first,
            frame_count=frame_count,
            stream_bytes=size,
            sample_count=narration.sample_count,
            checksum=checksum,
        )
        spool.seek(0)
        while chunk := spool.read(CHUNK_BYTES):
            yield chunk


def cut(blocks: Iterator[NDArray[np.int16]], rate_hz: int) -> Iterator[Stretch]:
    """Stretches of a sound; each but the last is a whole number of frames and ends in silence."""
    shortest, longest = STRETCH_S * rate_hz, LONGEST_STRETCH_S * rate_hz
    samples = np.zeros(0, np.int16)
    searched = shortest
    for block in blocks:
        samples = np.concatenate([samples, block])
        while (at := _find_cut(samples, searched, longest, rate_hz)) is not None:
            yield Stretch(samples[:at].copy(), last=False)
            samples, searched = samples[at:], shortest
        searched = max(shortest, len(samples) - 2 * SEAM_FRAMES * mpeg.frame_samples(rate_hz))
    yield Stretch(samples, last=True)


def _find_cut(samples: NDArray[np.int16], first: int, longest: int, rate_hz: int) -> int | None:
    """The first frame edge from ``first`` on with silence on both sides; None if more sound is needed."""
    frame = mpeg.frame_samples(rate_hz)
    begin = first // frame - SEAM_FRAMES
    end = min(len(samples), longest) // frame
    if end - begin >= 2 * SEAM_FRAMES:
        silent = ~samples[begin * frame : end * frame].reshape(-1, frame).any(axis=1)
        runs = np.lib.stride_tricks.sliding_window_view(silent, 2 * SEAM_FRAMES).all(axis=1)
        if runs.any():
            return (begin + int(np.argmax(runs)) + SEAM_FRAMES) * frame
    if len(samples) < longest:
        return None
    return _softest(samples, longest // 2 // frame, end, frame) * frame


def _softest(samples: NDArray[np.int16], first: int, last: int, frame: int) -> int:
    """The frame edge with the least sound on both sides."""
    rows = samples[first * frame : last * frame].reshape(-1, frame).astype(np.float64)
    energies = np.square(rows).sum(axis=1)
    return first + 1 + int(np.argmin(energies[1:] + energies[:-1]))


def _encode_all(
    stretches: Iterator[Stretch], rate_hz: int, settings: AudioSettings, workers: int | None
) -> Iterator[tuple[bytes, int]]:
    """Frames of each stretch, in order, and their number."""
    workers = min(MOST_WORKERS, os.cpu_count() or 1) if workers is None else workers
    if workers <= 1:
        yield from (encode_stretch(stretch, rate_hz, settings) for stretch in stretches)
        return
    waiting: deque[Future[tuple[bytes, int]]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            while True:
                for stretch in islice(stretches, workers + 1 - len(waiting)):
                    waiting.append(pool.submit(encode_stretch, stretch, rate_hz, settings))
                if not waiting:
                    return
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def encode_stretch(stretch: Stretch, rate_hz: int, settings: AudioSettings) -> tuple[bytes, int]:
    """Frames of a stretch whose decoded true peak is under the ceiling, and their number."""
    hop = grid(rate_hz).hop
    ceiling_dbtp = settings.true_peak_dbtp - GUARD_DB
    suspect = FULL_SCALE * 10 ** ((ceiling_dbtp - BETWEEN_DB) / 20)
    reduction = np.zeros(-(-len(stretch.samples) // hop), np.float32)
    samples = stretch.samples
    for attempt in range(1, ATTEMPTS + 1):
        # The shaping of noise also keeps its peaks down, where that matters.
        quality = None if attempt == 1 else lame.CAREFUL
        frames = lame.encode(samples, rate_hz, settings.bitrate_kbps, quality=quality)
        peaks = peaks_over(lame.decode(frames, len(samples)), rate_hz, suspect)
        excess = limiter.reductions(peaks, 0.0, ceiling_dbtp)
        if not excess.any() or attempt == ATTEMPTS:
            break
        # A little more each time: what the codec adds is different for every sound that it is given.
        more = np.where(excess > 0, excess + np.float32(MORE_DB * attempt), np.float32(0))
        reduction = limiter.spread(reduction + _widen(more))
        samples = limiter.apply(stretch.samples, limiter.edge_gains(reduction), hop)
    return _whole_frames(frames, stretch, rate_hz)


def _widen(over: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each hop with the worst of its neighbors: what a codec adds is smeared over its window."""
    wide = over.copy()
    wide[1:] = np.maximum(wide[1:], over[:-1])
    wide[:-1] = np.maximum(wide[:-1], over[1:])
    return wide


def _whole_frames(frames: bytes, stretch: Stretch, rate_hz: int) -> tuple[bytes, int]:
    """The frames up to the cut, where the next stretch goes on; all of the last one's."""
    offsets = list(mpeg.split(frames))
    needed = len(stretch.samples)
    if stretch.last:
        # The end of the sound is still in the decoder when it has read the last frame; silence may stay there.
        ends_silent = not stretch.samples[-lame.DECODER_DELAY :].any()
        needed += lame.ENCODER_DELAY if ends_silent else lame.DELAY
    wanted = min(math.ceil(needed / mpeg.frame_samples(rate_hz)), len(offsets) - 1)
    return frames[: offsets[wanted]], wanted
