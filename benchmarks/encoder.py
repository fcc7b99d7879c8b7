"""What does each of LAME's qualities do to speech, and how long does it take?

    python benchmarks/encoder.py PAGE [VOICE] [--kbps 64]

Prints, for the qualities side by side on the same mastered story: seconds to encode, the signal-to-noise ratio,
noise against signal in Bark bands that are heard (mean, and what 95 % stay under), the log-spectral distance
over all that lies within 50 dB of the loudest band.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrator import pipeline
from narrator.audio import lame
from narrator.settings import load

FRAME = 512
HEARD = 1e-4
"""Share of a frame's loudest band from which a band is taken to be heard."""
FLOOR = 1e-5


def bark(hz: NDArray[np.float64]) -> NDArray[np.int64]:
    """Number of the critical band (Zwicker and Terhardt, 1980)."""
    return (13 * np.arctan(0.00076 * hz) + 3.5 * np.arctan((hz / 7500) ** 2)).astype(np.int64)


def bands(sound: NDArray[np.float64], rate_hz: int) -> NDArray[np.float64]:
    """Power in each Bark band, a row each half frame."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, FRAME)[:: FRAME // 2] * np.hanning(FRAME)
    power = np.abs(np.fft.rfft(frames)) ** 2
    number = bark(np.fft.rfftfreq(FRAME, 1 / rate_hz))
    return np.stack([power[:, number == band].sum(axis=1) for band in range(number.max() + 1)], axis=1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("page", type=Path)
    parser.add_argument("voice", nargs="?", default="hi-espeak")
    parser.add_argument("--kbps", type=int, default=64)
    options = parser.parse_args()
    settings = load(overrides=[f"speech.voice={options.voice}"])
    with pipeline.plan(pipeline.read_page(options.page, settings.article.max_bytes), settings) as plan:
        narration = pipeline.narrate(plan, settings)
    sound, rate_hz = np.concatenate(list(narration.blocks())), narration.rate_hz
    signal = bands(sound.astype(np.float64), rate_hz)
    active = signal.sum(axis=1) > FLOOR * signal.sum(axis=1).max()
    signal = signal[active]
    heard = signal > HEARD * signal.max(axis=1, keepdims=True)
    lowest = FLOOR * signal.max()
    print("quality      s   signal/noise dB   noise/signal dB: mean     95 %   distance dB")
    for quality in (2, 3, 5, 7):
        start = time.perf_counter()
        frames = lame.encode(sound, rate_hz, options.kbps, quality=quality)
        seconds = time.perf_counter() - start
        decoded = lame.decode(frames, len(sound)).astype(np.float64)
        noise = decoded - sound[: len(decoded)]
        ratio = 10 * np.log10(np.square(sound.astype(np.float64)).sum() / np.square(noise).sum())
        rows = active[: len(bands(noise, rate_hz))]
        against = (
            10 * np.log10((bands(noise, rate_hz)[rows] + 1) / (signal[: rows.sum()] + 1))[heard[: rows.sum()]]
        )
        coded = np.maximum(bands(decoded, rate_hz)[rows], lowest)
        change = 10 * np.log10(coded / np.maximum(signal[: rows.sum()], lowest))
        distance = np.sqrt(np.square(change).mean(axis=1)).mean()
        worst = np.percentile(against, 95)
        print(f"{quality:7} {seconds:6.2f} {ratio:17.1f} {against.mean():23.1f} {worst:8.1f} {distance:13.2f}")


if __name__ == "__main__":
    main()
