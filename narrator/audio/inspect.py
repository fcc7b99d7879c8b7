"""What a listener and a player will get of a sound file."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from narrator import codec
from narrator.audio.grid import FULL_SCALE, grid
from narrator.audio.loudness import Levels, Meter
from narrator.audio.tags import Tags, read_tags
from narrator.errors import AudioError

SILENT_DBFS = -50.0
"""True peak of a hop under which nothing is heard."""
LONGEST_GAP_MS = 2500
LONGEST_LEAD_MS = 500
PEAK_DBTP = -1.0
LOUDNESS_LUFS = -16.0
LOUDNESS_TOLERANCE_LU = 1.0
COVER_BYTES = 300_000


@dataclass(frozen=True, slots=True)
class Report:
    """A sound file, measured."""

    path: Path
    """The file."""
    size_bytes: int
    """Of the whole file."""
    duration_ms: int
    """As a player shows it."""
    rate_hz: int
    """Samples a second."""
    channels: int
    """1 for mono."""
    bitrate_kbps: int | None
    """None where the format has none."""
    loudness_lufs: float | None
    """Integrated; None for silence."""
    true_peak_dbtp: float | None
    """None for silence."""
    leading_silence_ms: int
    """Before the first sound."""
    longest_gap_ms: int
    """Longest silence between sounds."""
    longest_gap_at_ms: int
    """When it begins."""
    tags: Tags
    """What the file says of itself."""
    warnings: tuple[str, ...]
    """What a listener would not like."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``narrate inspect --json``: plain values, missing ones None."""
        names = [
            item.name for item in dataclasses.fields(self) if item.name not in ("path", "tags", "warnings")
        ]
        provenance = self.tags.provenance
        return {
            "path": str(self.path),
            **{name: getattr(self, name) for name in names},
            "chapters": [dataclasses.asdict(chapter) for chapter in self.tags.chapters],
            "sentences": len(self.tags.sentences),
            "cover": None if self.tags.cover is None else dataclasses.asdict(self.tags.cover),
            "tags": dict(self.tags.values),
            "provenance": None if provenance is None else dataclasses.asdict(provenance),
            "warnings": list(self.warnings),
        }

    def rows(self) -> list[tuple[str, str]]:
        """Names and values of the table of ``narrate inspect``, in English."""
        cover, provenance = self.tags.cover, self.tags.provenance
        bitrate = f", {self.bitrate_kbps} kbit/s" if self.bitrate_kbps else ""
        channels = {1: "mono", 2: "stereo"}.get(self.channels, f"{self.channels} channels")
        return [
            ("duration", f"{clock(self.duration_ms)} ({self.duration_ms} ms)"),
            ("size", f"{self.size_bytes:,} bytes"),
            ("sound", f"{self.rate_hz} Hz, {channels}{bitrate}"),
            ("loudness", _decibels(self.loudness_lufs, "LUFS")),
            ("true peak", _decibels(self.true_peak_dbtp, "dBTP")),
            ("leading silence", f"{self.leading_silence_ms} ms"),
            ("longest gap", f"{self.longest_gap_ms} ms at {clock(self.longest_gap_at_ms)}"),
            *(
                (f"chapter {number}", f"{clock(chapter.start_ms)}  {chapter.title}")
                for number, chapter in enumerate(self.tags.chapters, 1)
            ),
            ("sentences", str(len(self.tags.sentences))),
            ("cover", f"{cover.mime}, {cover.size_bytes:,} bytes" if cover else "none"),
            *((name.replace("_", " "), value) for name, value in self.tags.values.items()),
            ("made by", f"narrator, voice {provenance.voice}" if provenance else "not narrator"),
        ]


def inspect(path: Path) -> Report:
    """What a player will show and play of a sound file.

    Raises:
        AudioError: No file, no sound file, or a damaged one.
    """
    if not path.is_file():
        raise AudioError(f"no such file: {path}", "Name a sound file.")
    levels, channels = measure_file(path)
    tags = read_tags(path)
    lead, gap, gap_at = _silences(levels)
    hop_ms = grid(levels.rate_hz).hop * 1000 / levels.rate_hz
    heard_ms = round(levels.sample_count * 1000 / levels.rate_hz)
    report = Report(
        path=path,
        size_bytes=path.stat().st_size,
        duration_ms=heard_ms if tags.duration_ms is None else tags.duration_ms,
        rate_hz=levels.rate_hz,
        channels=channels,
        bitrate_kbps=tags.bitrate_kbps,
        loudness_lufs=_finite(levels.loudness_lufs),
        true_peak_dbtp=_finite(levels.true_peak_dbtp),
        leading_silence_ms=round(lead * hop_ms),
        longest_gap_ms=round(gap * hop_ms),
        longest_gap_at_ms=round(gap_at * hop_ms),
        tags=tags,
        warnings=(),
    )
    return dataclasses.replace(report, warnings=tuple(_warn(report)))


def measure_file(path: Path) -> tuple[Levels, int]:
    """Levels of a sound file, read piece by piece, and its number of channels.

    Loudness is that of all channels together, as BS.1770-4 adds them up; the peak is that of the highest.

    Raises:
        AudioError: Not a sound file, or a damaged one.
    """
    rate_hz, blocks = codec.read_blocks(path)
    meters: list[Meter] = []
    for block in blocks:
        meters = meters or [Meter(rate_hz) for _ in range(block.shape[1])]
        for channel, meter in enumerate(meters):
            meter.add(block[:, channel])
    if not meters:
        raise AudioError(f"{path} holds no sound", "Make the file again.")
    levels = meters[0].finish()
    for meter in meters[1:]:
        other = meter.finish()
        energies, peaks = levels.energies + other.energies, np.maximum(levels.peaks, other.peaks)
        levels = Levels(rate_hz, energies, peaks, levels.sample_count)
    return levels, len(meters)


def clock(at_ms: int) -> str:
    """A time as people read it: 1:05, or 1:01:05."""
    minutes, seconds = divmod(at_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _silences(levels: Levels) -> tuple[int, int, int]:
    """Hops before the first sound, of the longest silence between sounds, and before that one."""
    loud = np.flatnonzero(levels.peaks > FULL_SCALE * 10 ** (SILENT_DBFS / 20))
    if not len(loud):
        return len(levels.peaks), 0, 0
    gaps = np.diff(loud) - 1
    if not len(gaps) or not gaps.max():
        return int(loud[0]), 0, 0
    longest = int(np.argmax(gaps))
    return int(loud[0]), int(gaps[longest]), int(loud[longest]) + 1


def _warn(report: Report) -> list[str]:
    warnings = []
    if report.loudness_lufs is None:
        warnings.append("there is nothing to hear")
    elif abs(report.loudness_lufs - LOUDNESS_LUFS) > LOUDNESS_TOLERANCE_LU:
        warnings.append(f"loudness is {report.loudness_lufs:.1f} LUFS; podcasts want {LOUDNESS_LUFS:.0f}")
    if report.true_peak_dbtp is not None and report.true_peak_dbtp > PEAK_DBTP:
        warnings.append(
            f"true peak is {report.true_peak_dbtp:.1f} dBTP; above {PEAK_DBTP:.0f} some players clip"
        )
    if report.leading_silence_ms > LONGEST_LEAD_MS:
        warnings.append(f"{report.leading_silence_ms} ms of silence at the start")
    if report.longest_gap_ms > LONGEST_GAP_MS:
        warnings.append(f"a gap of {report.longest_gap_ms} ms at {clock(report.longest_gap_at_ms)}")
    if report.tags.cover is not None and report.tags.cover.size_bytes > COVER_BYTES:
        warnings.append(f"the cover has {report.tags.cover.size_bytes:,} bytes, which every listener waits for")
    starts = [chapter.start_ms for chapter in report.tags.chapters]
    if starts != sorted(starts):
        warnings.append("chapters are out of order")
    return warnings


def _finite(value: float) -> float | None:
    return round(value, 2) if math.isfinite(value) else None


def _decibels(value: float | None, unit: str) -> str:
    return "silence" if value is None else f"{value:.1f} {unit}"
