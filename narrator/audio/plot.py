"""A picture of a sound file: its waveform, where sentences and chapters begin, and how loud it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from narrator.audio.grid import FULL_SCALE
from narrator.audio.inspect import Report, clock, inspect, measure_file
from narrator.audio.loudness import Levels
from narrator.errors import AudioError

if TYPE_CHECKING:
    from PIL import ImageDraw

WIDTH, HEIGHT = 1600, 620
LEFT, RIGHT = 70, 20
WAVE_TOP, WAVE_BOTTOM = 60, 340
CURVE_TOP, CURVE_BOTTOM = 380, 570
LOUDEST, SOFTEST = -6.0, -40.0
"""Range of the loudness curve in LUFS."""
SHORT_TERM_STEPS = 30
"""Short-term loudness is that of three seconds. Source: EBU Tech 3341."""
PAPER, INK, FAINT, WAVE, MARK, CHAPTER, CURVE = (
    "#ffffff",
    "#1b1f3b",
    "#d9dbe6",
    "#6b76b8",
    "#b9bdd3",
    "#c2410c",
    "#0f766e",
)


def plot(path: Path, png: Path) -> None:
    """Draw a sound file: waveform with sentence and chapter marks, and the loudness curve under it.

    Chapters are numbered as in the table of ``inspect``.

    Raises:
        AudioError: The sound file cannot be read, or the picture not be written.
    """
    from PIL import Image, ImageDraw

    report = inspect(path)
    levels, _ = measure_file(path)
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    canvas = ImageDraw.Draw(image)
    duration_ms = max(1, levels.sample_count * 1000 // levels.rate_hz)
    _draw_frame(canvas, report, duration_ms)
    _draw_sentences(canvas, report, duration_ms)
    _draw_wave(canvas, levels)
    _draw_chapters(canvas, report, duration_ms)
    _draw_curve(canvas, levels, report)
    try:
        image.save(png, "PNG", optimize=True)
    except OSError as error:
        raise AudioError(f"{png} cannot be written: {error.strerror or error}", "Name another file.") from error


def _across(at_ms: float, duration_ms: int) -> float:
    """Horizontal place of a time."""
    return LEFT + (WIDTH - LEFT - RIGHT) * min(max(at_ms / duration_ms, 0), 1)


def _down(lufs: float) -> float:
    """Vertical place of a loudness."""
    share = (LOUDEST - min(max(lufs, SOFTEST), LOUDEST)) / (LOUDEST - SOFTEST)
    return CURVE_TOP + share * (CURVE_BOTTOM - CURVE_TOP)


def _draw_frame(canvas: ImageDraw.ImageDraw, report: Report, duration_ms: int) -> None:
    """Title, time axis and loudness axis."""
    loudness = "silence" if report.loudness_lufs is None else f"{report.loudness_lufs:.1f} LUFS"
    peak = "" if report.true_peak_dbtp is None else f", peak {report.true_peak_dbtp:.1f} dBTP"
    title = f"{clock(report.duration_ms)}   {loudness}{peak}   {len(report.tags.chapters)} chapters"
    canvas.text((LEFT, 14), title, INK, font_size=18)
    for part in range(11):
        at_ms = duration_ms * part / 10
        x = _across(at_ms, duration_ms)
        canvas.line((x, CURVE_TOP, x, CURVE_BOTTOM), FAINT)
        canvas.text((x, CURVE_BOTTOM + 8), clock(round(at_ms)), INK, anchor="ma", font_size=14)
    for lufs in range(-40, -5, 10):
        y = _down(lufs)
        canvas.line((LEFT, y, WIDTH - RIGHT, y), FAINT)
        canvas.text((LEFT - 8, y), f"{lufs}", INK, anchor="rm", font_size=14)
    canvas.text((LEFT, CURVE_TOP - 22), "short-term loudness, LUFS", CURVE, font_size=14)


def _draw_sentences(canvas: ImageDraw.ImageDraw, report: Report, duration_ms: int) -> None:
    for _, at_ms in report.tags.sentences:
        x = _across(at_ms, duration_ms)
        canvas.line((x, WAVE_TOP, x, WAVE_BOTTOM), MARK)


def _draw_wave(canvas: ImageDraw.ImageDraw, levels: Levels) -> None:
    """A column for each pixel, as high as the highest peak in it."""
    middle, half = (WAVE_TOP + WAVE_BOTTOM) / 2, (WAVE_BOTTOM - WAVE_TOP) / 2
    heights = _columns(levels.peaks / np.float32(FULL_SCALE), WIDTH - LEFT - RIGHT)
    for column, height in enumerate(heights.tolist()):
        reach = half * min(height, 1.0)
        canvas.line((LEFT + column, middle - reach, LEFT + column, middle + reach), WAVE)


def _draw_chapters(canvas: ImageDraw.ImageDraw, report: Report, duration_ms: int) -> None:
    for number, chapter in enumerate(report.tags.chapters, 1):
        x = _across(chapter.start_ms, duration_ms)
        canvas.line((x, WAVE_TOP - 14, x, WAVE_BOTTOM + 6), CHAPTER, 2)
        canvas.text((x + 4, WAVE_TOP - 18), f"{number}", CHAPTER, font_size=14)


def _draw_curve(canvas: ImageDraw.ImageDraw, levels: Levels, report: Report) -> None:
    """Short-term loudness, and the integrated loudness as a line across."""
    if report.loudness_lufs is not None:
        y = _down(report.loudness_lufs)
        canvas.line((LEFT, y, WIDTH - RIGHT, y), INK)
    steps = levels.steps()
    if len(steps) < SHORT_TERM_STEPS:
        return
    windows = np.lib.stride_tricks.sliding_window_view(steps, SHORT_TERM_STEPS).mean(axis=1)
    curve = -0.691 + 10 * np.log10(np.maximum(windows, 1e-12))
    # The window ends where it is drawn, as on a meter.
    places = _across_steps(np.arange(len(curve)) + SHORT_TERM_STEPS, len(steps))
    points = list(zip(places.tolist(), [_down(lufs) for lufs in curve.tolist()], strict=True))
    canvas.line(points, CURVE, 2)


def _across_steps(index: NDArray[np.int_], count: int) -> NDArray[np.float64]:
    places: NDArray[np.float64] = LEFT + (WIDTH - LEFT - RIGHT) * index / count
    return places


def _columns(values: NDArray[np.floating], count: int) -> NDArray[np.floating]:
    """The highest of the values that fall on each of ``count`` columns."""
    starts = np.linspace(0, len(values), count, endpoint=False).astype(np.intp)
    highest: NDArray[np.floating] = np.maximum.reduceat(values, np.minimum(starts, len(values) - 1))
    return highest
