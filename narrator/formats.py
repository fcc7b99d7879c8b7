"""The formats that can be written, by a file's suffix, and ffmpeg, which some of them need."""

from __future__ import annotations

import shutil

from narrator.errors import AudioError

IN_PROCESS = {".wav": ("WAV", "PCM_16"), ".flac": ("FLAC", "PCM_16"), ".ogg": ("OGG", "VORBIS")}
"""Suffix to soundfile's names of container and encoding."""
WITH_FFMPEG = {
    ".m4a": ("ipod", ["-c:a", "aac", "-b:a", "64k", "-movflags", "+faststart"]),
    ".opus": ("opus", ["-c:a", "libopus", "-b:a", "32k", "-ar", "48000"]),
}
"""Suffix to ffmpeg's format and parameters."""
SUFFIXES = (".mp3", *IN_PROCESS, *WITH_FFMPEG)
"""What can be written; all but the last two without ffmpeg."""
NEEDS_FFMPEG = "pip install 'narrator-audio[formats]'"


def check_suffix(suffix: str) -> None:
    """Refuse a format that cannot be written here, before anything is spoken.

    Raises:
        AudioError: An unknown suffix, or one that needs ffmpeg where there is none.
    """
    if suffix.lower() not in SUFFIXES:
        raise AudioError(
            f"no way to write {suffix or 'a file without a suffix'}", f"Name a file in {', '.join(SUFFIXES)}."
        )
    if suffix.lower() in WITH_FFMPEG:
        require_ffmpeg(suffix.lower())


def find_ffmpeg() -> str | None:
    """Path of ffmpeg: of the extra ``formats``, else on the PATH; None where there is none."""
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return shutil.which("ffmpeg")


def require_ffmpeg(suffix: str) -> str:
    """Path of ffmpeg, which writes files with this suffix.

    Raises:
        AudioError: There is none.
    """
    ffmpeg = find_ffmpeg()
    if ffmpeg is None:
        raise AudioError(f"{suffix} files are written by ffmpeg, which is not installed", NEEDS_FFMPEG)
    return ffmpeg
