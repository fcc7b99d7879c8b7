"""Sound files and PCM: the only door to soundfile."""

from __future__ import annotations

import io

import numpy as np

from narrator.errors import AudioError
from narrator.model import Audio


def read_sound(data: bytes) -> Audio:
    """The sound of an MP3, WAV, FLAC or Ogg file, mixed down to mono.

    Raises:
        AudioError: Not a sound file, or a damaged one.
    """
    import soundfile

    try:
        samples, rate_hz = soundfile.read(io.BytesIO(data), dtype="int16", always_2d=True)
    except (soundfile.SoundFileError, RuntimeError) as error:
        raise AudioError(f"sound cannot be decoded: {error}", "Give MP3, WAV, FLAC or Ogg.") from error
    mono = samples[:, 0] if samples.shape[1] == 1 else np.round(samples.mean(axis=1)).astype(np.int16)
    return Audio(mono, rate_hz)
