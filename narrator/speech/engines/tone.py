"""Beeps as long as the words would take: offline, exact and repeatable, for tests, demos and engine authors."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrator.errors import SettingsError
from narrator.model import Mark, Pcm, Voice

RATE_HZ = 24_000
MS_PER_LETTER = 70
GAP_MS = 60
FADE_MS = 5
AMPLITUDE = 8_000
LOW_HZ = 220.0


class ToneEngine:
    """One beep a word, its pitch set by the word's letters.

    Where the environment variable ``NARRATOR_SPEAK_LOG`` names a file, each spoken text is appended to it, one
    a line: tests count there what was really spoken.
    """

    name = "tone"

    def identity(self, voice: Voice) -> str:
        """Changes with the rate alone."""
        return f"tone 1 rate={voice.rate:g}"

    def speak(self, text: str, voice: Voice) -> Iterator[Pcm | Mark]:
        """A mark and a beep for each word, a short silence between words."""
        _log(text)
        at = 0
        position = 0
        gap = np.zeros(_samples(GAP_MS / voice.rate), np.int16)
        for word in text.split():
            letters = sum(unicodedata.category(letter)[0] in "LMN" for letter in word)
            start = text.index(word, position)
            position = start + len(word)
            if letters:
                beep = _beep(word, _samples(letters * MS_PER_LETTER / voice.rate))
                yield Mark(start, position, round(at * 1000 / RATE_HZ))
                yield Pcm(beep, RATE_HZ)
                at += len(beep)
            yield Pcm(gap, RATE_HZ)
            at += len(gap)


def _samples(duration_ms: float) -> int:
    return round(duration_ms * RATE_HZ / 1000)


def _beep(word: str, count: int) -> NDArray[np.int16]:
    """A sine on one of 24 semitones over 220 Hz, faded at both ends."""
    pitch_hz = LOW_HZ * 2 ** (sum(map(ord, word)) % 24 / 12)
    wave = AMPLITUDE * np.sin(2 * np.pi * pitch_hz * np.arange(count) / RATE_HZ)
    fade = np.linspace(0, 1, min(_samples(FADE_MS), count // 2))
    wave[: len(fade)] *= fade
    wave[count - len(fade) :] *= fade[::-1]
    return np.round(wave).astype(np.int16)


def _log(text: str) -> None:
    path = os.environ.get("NARRATOR_SPEAK_LOG")
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8") as log:
            log.write(" ".join(text.split()) + "\n")
    except OSError as error:
        raise SettingsError(f"NARRATOR_SPEAK_LOG cannot be written: {error}", "Mend or unset it.") from error
