"""Sound files and PCM: the only door to soundfile and soxr, in process, and to pydub, which needs ffmpeg."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from narrator import formats
from narrator.errors import AudioError
from narrator.model import Audio

if TYPE_CHECKING:
    from pydub import AudioSegment

BLOCK = 65_536
FFMPEG_RATE_HZ = 48_000
"""Sample rate of what is read by ffmpeg."""


def read_sound(source: bytes | Path) -> Audio:
    """The sound of a file, mixed down to mono.

    Args:
        source: MP3, WAV, FLAC, Ogg or Opus, as bytes or as a path; of a path with ffmpeg, whatever it reads.

    Raises:
        AudioError: Not a sound file, a damaged one, or one that needs ffmpeg where there is none.
    """
    import soundfile

    if isinstance(source, Path) and not source.is_file():
        raise AudioError(f"no such file: {source}", "Name a sound file.")
    try:
        samples, rate_hz = soundfile.read(
            io.BytesIO(source) if isinstance(source, bytes) else source, dtype="int16", always_2d=True
        )
    except (soundfile.SoundFileError, RuntimeError, OSError) as error:
        if isinstance(source, Path) and formats.find_ffmpeg() is not None:
            return _read_with_ffmpeg(source)
        raise AudioError(
            f"sound cannot be decoded: {error}",
            f"Give MP3, WAV, FLAC or Ogg; for other formats {formats.NEEDS_FFMPEG}",
        ) from error
    return Audio(_mix(samples), rate_hz)


def decode(source: bytes | Path) -> tuple[NDArray[np.float32], int]:
    """Samples and rate of an MP3, WAV, FLAC or Ogg file; float, not held to full scale.

    Returns:
        Samples of shape (count, channels) in int16 units, and samples a second.

    Raises:
        AudioError: Not a sound file, or a damaged one.
    """
    import soundfile

    try:
        samples, rate_hz = soundfile.read(
            io.BytesIO(source) if isinstance(source, bytes) else source, dtype="float32", always_2d=True
        )
    except (soundfile.SoundFileError, RuntimeError, OSError) as error:
        raise AudioError(f"sound cannot be decoded: {error}", "Give MP3, WAV, FLAC or Ogg.") from error
    return samples * np.float32(32768), rate_hz


def read_blocks(path: Path) -> tuple[int, Iterator[NDArray[np.float32]]]:
    """Sample rate of a sound file, and its samples piece by piece, as ``decode`` gives them.

    What only ffmpeg reads comes in one piece, mixed down to mono.

    Raises:
        AudioError: Not a sound file. Damage further on raises it where it is met.
    """
    import soundfile

    try:
        file = soundfile.SoundFile(path)
    except (soundfile.SoundFileError, RuntimeError, OSError):
        audio = read_sound(path)
        return audio.rate_hz, iter([audio.samples.astype(np.float32)[:, None]])

    # soundfile would seek after every read, to where the file stands anyway; an MP3 decoder then starts afresh.
    file.seekable = lambda: False

    def blocks() -> Iterator[NDArray[np.float32]]:
        with file:
            try:
                while len(block := file.read(BLOCK, dtype="float32", always_2d=True)):
                    yield block * np.float32(32768)
            except (soundfile.SoundFileError, RuntimeError) as error:
                raise AudioError(f"{path} is damaged: {error}", "Make the file again.") from error

    return file.samplerate, blocks()


def write_blocks(blocks: Iterator[NDArray[np.int16]], rate_hz: int, path: Path, suffix: str) -> None:
    """Write mono sound in process, piece by piece.

    Args:
        blocks: From the start to the end.
        rate_hz: Samples a second.
        path: The file; its name need not end in ``suffix``.
        suffix: One of ``formats.IN_PROCESS``.

    Raises:
        AudioError: The file cannot be written.
    """
    import soundfile

    container, encoding = formats.IN_PROCESS[suffix]
    try:
        with soundfile.SoundFile(path, "w", rate_hz, 1, encoding, format=container) as file:
            for block in blocks:
                file.write(block)
    except (soundfile.SoundFileError, RuntimeError, OSError) as error:
        raise AudioError(f"{path} cannot be written: {error}", "Free space on the disk.") from error


def resample(audio: Audio, rate_hz: int) -> Audio:
    """The sound at another sample rate; the same sound where it has that rate."""
    if audio.rate_hz == rate_hz:
        return audio
    import soxr

    return Audio(soxr.resample(audio.samples, audio.rate_hz, rate_hz), rate_hz)


def to_segment(audio: Audio) -> AudioSegment:
    """The sound as pydub has it."""
    from pydub import AudioSegment

    data = audio.samples.astype("<i2", copy=False).tobytes()
    return AudioSegment(data=data, sample_width=2, frame_rate=audio.rate_hz, channels=1)


def from_segment(segment: AudioSegment) -> Audio:
    """The sound of a pydub segment, mixed down to mono, 16 bits."""
    wide = segment.set_sample_width(2)
    samples = np.frombuffer(wide.raw_data, "<i2").reshape(-1, wide.channels)
    return Audio(_mix(samples), wide.frame_rate)


def export(audio: Audio, path: Path, suffix: str | None = None) -> None:
    """Write a whole sound to a file, in the format of its suffix.

    Args:
        audio: What is written.
        path: The file.
        suffix: Says the format where the path does not: .wav, .flac and .ogg are written in process; .m4a and
            .opus by ffmpeg, through pydub.

    Raises:
        AudioError: Another suffix; ffmpeg is missing, or failed.
    """
    suffix = (suffix or path.suffix).lower()
    if suffix in formats.IN_PROCESS:
        write_blocks(iter([audio.samples]), audio.rate_hz, path, suffix)
        return
    if suffix not in formats.WITH_FFMPEG:
        known = ", ".join([".mp3", *formats.IN_PROCESS, *formats.WITH_FFMPEG])
        raise AudioError(f"no way to write {suffix or 'a file without a suffix'}", f"Name one of {known}.")
    _export_with_ffmpeg(audio, path, suffix)


def _export_with_ffmpeg(audio: Audio, path: Path, suffix: str) -> None:
    ffmpeg = formats.require_ffmpeg(suffix)
    from pydub.exceptions import CouldntEncodeError

    segment = to_segment(audio)
    segment.converter = ffmpeg
    container, parameters = formats.WITH_FFMPEG[suffix]
    # Bit-exact: without it ffmpeg writes its own version and the time of day.
    exact = [*parameters, "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    try:
        segment.export(path, format=container, parameters=exact).close()
    except (CouldntEncodeError, OSError) as error:
        raise AudioError(f"ffmpeg cannot write {suffix}: {_last_line(error)}", formats.NEEDS_FFMPEG) from error


def _read_with_ffmpeg(path: Path) -> Audio:
    """What ffmpeg makes of a file; pydub's own reader would need ffprobe too."""
    import subprocess

    command = [formats.find_ffmpeg() or "ffmpeg", "-v", "error", "-nostdin", "-protocol_whitelist", "file,pipe"]
    command += ["-i", f"file:{path}", "-f", "s16le", "-ac", "1", "-ar", str(FFMPEG_RATE_HZ), "pipe:1"]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  # our own words, no shell
    if done.returncode or not done.stdout:
        reason = _last_line(done.stderr.decode(errors="replace"))
        raise AudioError(f"sound cannot be decoded: {reason}", "Give a sound file.")
    from pydub import AudioSegment

    return from_segment(AudioSegment(data=done.stdout, sample_width=2, frame_rate=FFMPEG_RATE_HZ, channels=1))


def _last_line(error: object) -> str:
    lines = str(error).strip().splitlines()
    return lines[-1] if lines else "no message"


def _mix(samples: NDArray[Any]) -> NDArray[np.int16]:
    """One channel from (count, channels)."""
    if samples.shape[1] == 1:
        return samples[:, 0]
    mixed: NDArray[np.int16] = np.round(samples.mean(axis=1)).astype(np.int16)
    return mixed
