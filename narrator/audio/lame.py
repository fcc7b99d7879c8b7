"""LAME in process: the only door to lameenc. What goes in comes out DELAY samples later."""

from __future__ import annotations

import functools
import re

import numpy as np
from numpy.typing import NDArray

from narrator import codec

ENCODER_DELAY = 576
DECODER_DELAY = 529
DELAY = ENCODER_DELAY + DECODER_DELAY
"""Samples of silence that encoder and decoder put before the sound, where no header says to leave them out."""
QUICK, CAREFUL = 7, 5
"""LAME's qualities: without and with shaping of the noise."""
AMPLE_BITS = 2.5
"""Bits a sample from which shaping is not heard in speech: decision 0014."""
RATES_HZ = (16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
"""Sample rates that every player of MP3 knows; the lower ones of MPEG-2.5 are left out."""


def encode(samples: NDArray[np.int16], rate_hz: int, bitrate_kbps: int, *, quality: int | None = None) -> bytes:
    """MP3 frames of mono sound, without a header of any kind; LAME takes the nearest bit rate there is.

    Args:
        samples: The sound.
        rate_hz: One of ``RATES_HZ``.
        bitrate_kbps: Constant.
        quality: LAME's, 0 the best and 9 the quickest; None for what is heard to be good enough.
    """
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(rate_hz)
    encoder.set_out_sample_rate(rate_hz)
    encoder.set_bit_rate(bitrate_kbps)
    ample = bitrate_kbps * 1000 >= AMPLE_BITS * rate_hz
    encoder.set_quality(quality or (QUICK if ample else CAREFUL))
    return bytes(encoder.encode(samples.astype("<i2", copy=False).tobytes())) + bytes(encoder.flush())


@functools.cache
def version() -> bytes:
    """Name and version, as LAME writes them into frames that have room to spare: LAME3.100."""
    found = re.search(rb"LAME\d\.\d+", encode(np.zeros(RATES_HZ[0], np.int16), RATES_HZ[0], 160))
    return found[0] if found else b"LAME3.100"


def decode(frames: bytes, count: int) -> NDArray[np.float32]:
    """The first ``count`` samples that went into ``encode``, as a player hears them, in int16 units."""
    sound, _ = codec.decode(frames)
    return sound[DELAY : DELAY + count, 0]
