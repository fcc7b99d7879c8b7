"""A Narration as a file, in the format that the file's name asks for."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from narrator import codec
from narrator.audio import comments, id3, mp3
from narrator.errors import AudioError
from narrator.model import Audio, Narration
from narrator.settings import AudioSettings

SUFFIXES = (".mp3", *codec.IN_PROCESS, *codec.WITH_FFMPEG)
"""What can be written; all but the last two without ffmpeg."""


def check_suffix(suffix: str) -> None:
    """Refuse a format that cannot be written here, before anything is spoken.

    Raises:
        AudioError: An unknown suffix, or one that needs ffmpeg where there is none.
    """
    if suffix.lower() not in SUFFIXES:
        raise AudioError(
            f"no way to write {suffix or 'a file without a suffix'}", f"Name a file in {', '.join(SUFFIXES)}."
        )
    if suffix.lower() in codec.WITH_FFMPEG:
        codec.require_ffmpeg(suffix.lower())


def write(
    narration: Narration, path: Path, settings: AudioSettings, *, suffix: str | None = None, show: str = ""
) -> None:
    """Write a narration with its tags.

    Args:
        narration: What is written.
        path: The file; what stands there is replaced.
        settings: Of the encoder.
        suffix: The format, where the file's name does not say it.
        show: Album in the tags; empty for the name of the article's site.

    Raises:
        AudioError: An unknown suffix, ffmpeg is missing, or a format library failed.
        OSError: The file cannot be written.
    """
    suffix = (suffix or path.suffix).lower()
    check_suffix(suffix)
    if suffix == ".mp3":
        with path.open("wb") as file:
            file.write(id3.tag_bytes(narration, show=show))
            file.writelines(mp3.encode(narration, settings))
        return
    if suffix in codec.IN_PROCESS:
        codec.write_blocks(narration.blocks(), narration.rate_hz, path, suffix)
    else:
        samples = np.concatenate(list(narration.blocks()))
        codec.export(Audio(samples, narration.rate_hz), path, suffix)
    comments.tag(path, narration, suffix, show=show)
