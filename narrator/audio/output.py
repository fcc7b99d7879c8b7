"""A Narration as a file, in the format that the file's name asks for."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrator import codec, formats
from narrator.audio import id3, limiter, mp3
from narrator.model import Audio, Narration
from narrator.settings import AudioSettings

LOSSLESS = (".wav", ".flac")
ATTEMPTS = 5
TOLERANCE_LU = 0.3
MOST_CHANGE_DB = 1.0
MORE_DB = 0.2


def write(
    narration: Narration,
    path: Path,
    settings: AudioSettings,
    *,
    suffix: str | None = None,
    show: str = "",
    workers: int | None = None,
) -> None:
    """Write a narration with its tags.

    Args:
        narration: What is written.
        path: The file; what stands there is replaced.
        settings: Of the encoder.
        suffix: The format, where the file's name does not say it.
        show: Album in the tags; empty for the name of the article's site.
        workers: Threads that encode an MP3; None for as many as there are cores. One where stories run side by
            side. The bytes are the same.

    Raises:
        AudioError: An unknown suffix, ffmpeg is missing, or a format library failed.
        OSError: The file cannot be written.
    """
    suffix = (suffix or path.suffix).lower()
    formats.check_suffix(suffix)
    if suffix == ".mp3":
        with path.open("wb") as file:
            file.write(id3.tag_bytes(narration, show=show))
            file.writelines(mp3.encode(narration, settings, workers=workers))
        return
    _write_sound(narration, path, suffix, narration.blocks())
    if suffix not in LOSSLESS:
        _correct(narration, path, suffix, settings)
    from narrator.audio import comments

    comments.tag(path, narration, suffix, show=show)


def _write_sound(narration: Narration, path: Path, suffix: str, blocks: Iterator[NDArray[np.int16]]) -> None:
    if suffix in formats.IN_PROCESS:
        codec.write_blocks(blocks, narration.rate_hz, path, suffix)
    else:
        codec.export(Audio(np.concatenate(list(blocks)), narration.rate_hz), path, suffix)


def _correct(narration: Narration, path: Path, suffix: str, settings: AudioSettings) -> None:
    """Write a file again, with another gain and lower peaks, until it is right once it is decoded."""
    from narrator.audio.inspect import measure_file

    ceiling_dbtp, gain_db = settings.true_peak_dbtp - mp3.GUARD_DB, 0.0
    limit_dbtp = ceiling_dbtp
    for _ in range(ATTEMPTS):
        levels, _channels = measure_file(path)
        excess_db = levels.true_peak_dbtp - ceiling_dbtp
        missing_db = settings.loudness_lufs - levels.loudness_lufs
        is_right = abs(missing_db) <= TOLERANCE_LU or not math.isfinite(missing_db)
        if is_right and excess_db <= 0:
            return
        if not is_right:
            # Sound of peaks alone, which mastering could not raise, is not raised much here either.
            gain_db += min(max(missing_db, -MOST_CHANGE_DB), MOST_CHANGE_DB)
        if excess_db > 0:
            limit_dbtp -= excess_db + MORE_DB
        blocks = limiter.limit(narration.blocks, narration.rate_hz, gain_db, limit_dbtp)
        _write_sound(narration, path, suffix, blocks)
