"""One take: all that an engine gives for a text, as one sound.

Engines are other people's code. Whatever one does (raise, give nothing, give something else, never return),
what leaves here is a sound or one SpeechError.
"""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from narrator.errors import NarratorError, SpeechError
from narrator.model import Audio, Mark, Pcm, Voice
from narrator.speech.check import SHORT_LETTERS
from narrator.speech.engine import Engine
from narrator.speech.words import spoken_letters

RATES_HZ = (8_000, 192_000)
"""Lowest and highest sample rate that an engine may give."""

RUNAWAY = 2
"""An engine is stopped at this many times the most that its voice may need for the text."""


def take(text: str, voice: Voice, engine: Engine, timeout_s: float) -> tuple[Audio, tuple[Mark, ...]]:
    """Sound and marks of a text; the sound of an engine that gives nothing has no samples.

    An engine that gives nothing for ``timeout_s`` is left alone in its thread, which ends with the process; one
    that gives far more than the text can need is stopped.

    Raises:
        NarratorError: The engine's own.
        SpeechError: It raised anything else, gave what is no sound, or did not come back.
    """
    taken = _Take(text, voice, engine)
    threading.Thread(target=taken.run, name=f"take of {engine.name}", daemon=True).start()
    while not taken.done.wait(max(0.0, taken.heard_s + timeout_s - time.monotonic())):
        if time.monotonic() >= taken.heard_s + timeout_s:
            taken.left = True
            raise SpeechError(
                f"engine {engine.name} did not come back within {timeout_s:g} s",
                "Choose another voice, or raise timeout_s in [speech].",
            )
    if taken.error is not None:
        raise _as_narrator_error(taken.error, engine) from taken.error
    if not taken.pieces:
        return Audio(np.zeros(0, np.int16), RATES_HZ[0]), ()
    return Audio(np.concatenate(taken.pieces), taken.rates.pop()), tuple(taken.marks)


class _Take:
    """What the engine gives, which speaks in a thread of its own: who waits is woken once, at the end."""

    def __init__(self, text: str, voice: Voice, engine: Engine) -> None:
        self._text, self._voice, self._engine = text, voice, engine
        self.pieces: list[NDArray[np.int16]] = []
        self.marks: list[Mark] = []
        self.rates: set[int] = set()
        self.error: BaseException | None = None
        self.done = threading.Event()
        self.heard_s = time.monotonic()
        """When it last gave something."""
        self.left = False
        """Whether nobody waits any more."""

    def run(self) -> None:
        """Take all that comes."""
        try:
            self._take()
        except BaseException as error:  # noqa: BLE001  # raised again in the thread that asked
            self.error = error
        self.done.set()

    def _take(self) -> None:
        letters = max(spoken_letters(self._text), SHORT_LETTERS)
        most_ms = RUNAWAY * letters * self._voice.max_ms_per_letter / self._voice.rate
        given_ms = 0.0
        for item in self._engine.speak(self._text, self._voice):
            self.heard_s = time.monotonic()
            if isinstance(item, Mark):
                self.marks.append(item)
            elif isinstance(item, Pcm):
                self.pieces.append(_as_int16(item.samples, self._engine))
                if not _is_rate(item.rate_hz) or self.rates - {item.rate_hz}:
                    raise _wrong_rate(self._engine, self.rates | {item.rate_hz})
                self.rates.add(item.rate_hz)
                given_ms += len(self.pieces[-1]) * 1000 / item.rate_hz
            else:
                raise _wrong(
                    self._engine, f"a {type(item).__name__}", "Engines give Pcm and Mark: docs/engines.md."
                )
            if self.left or given_ms > most_ms:
                return


def _as_narrator_error(error: BaseException, engine: Engine) -> BaseException:
    if isinstance(error, NarratorError) or not isinstance(error, Exception):
        return error
    return SpeechError(
        f"engine {engine.name} failed with {type(error).__name__}: {error}",
        "Report it to the engine's makers, or choose another voice.",
    )


def _is_rate(rate_hz: object) -> bool:
    return isinstance(rate_hz, int) and RATES_HZ[0] <= rate_hz <= RATES_HZ[1]


def _wrong_rate(engine: Engine, rates: set[int]) -> SpeechError:
    return _wrong(
        engine,
        f"sound of {', '.join(sorted(map(str, rates)))} samples a second",
        f"Engines give one whole rate from {RATES_HZ[0]} to {RATES_HZ[1]}: docs/engines.md.",
    )


def _as_int16(samples: object, engine: Engine) -> NDArray[np.int16]:
    """Samples of an engine as int16.

    Raises:
        SpeechError: Not one-dimensional, not numbers, or of another type.
    """
    array: NDArray[Any] = np.asarray(samples)
    if array.ndim != 1 or array.dtype.kind not in "if" or (array.dtype.kind == "i" and array.dtype != np.int16):
        raise _wrong(
            engine,
            f"sound of type {array.dtype} and {array.ndim} dimensions",
            "Engines give one-dimensional int16, or float from -1 to 1: docs/engines.md.",
        )
    if array.dtype.kind == "i":
        return array.astype(np.int16, copy=False)
    if not np.isfinite(array).all():
        raise _wrong(engine, "samples that are not numbers", "Choose another voice.")
    rounded: NDArray[np.int16] = np.round(np.clip(array, -1, 1) * 32767).astype(np.int16)
    return rounded


def _wrong(engine: Engine, what: str, hint: str) -> SpeechError:
    return SpeechError(f"engine {engine.name} gave {what}", hint)
