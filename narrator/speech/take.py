"""One take: all that an engine gives for a text, as one sound.

Engines are other people's code. Whatever one does (raise, give nothing, give something else, never return),
what leaves here is a sound or one SpeechError.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
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
    most_ms = RUNAWAY * max(spoken_letters(text), SHORT_LETTERS) * voice.max_ms_per_letter / voice.rate
    rates: set[int] = set()
    pieces, marks, given_ms = [], [], 0.0
    for item in _listen(text, voice, engine, timeout_s):
        if isinstance(item, Mark):
            marks.append(item)
        elif isinstance(item, Pcm):
            pieces.append(_as_int16(item.samples, engine))
            if not _is_rate(item.rate_hz) or rates - {item.rate_hz}:
                raise _wrong_rate(engine, rates | {item.rate_hz})
            rates.add(item.rate_hz)
            given_ms += len(pieces[-1]) * 1000 / item.rate_hz
            if given_ms > most_ms:
                break
        else:
            raise _wrong(engine, f"a {type(item).__name__}", "Engines give Pcm and Mark: docs/engines.md.")
    if not pieces:
        return Audio(np.zeros(0, np.int16), RATES_HZ[0]), ()
    return Audio(np.concatenate(pieces), rates.pop()), tuple(marks)


def _listen(text: str, voice: Voice, engine: Engine, timeout_s: float) -> Iterator[object]:
    """What the engine gives, which speaks in a thread of its own."""
    given: queue.SimpleQueue[tuple[str, object]] = queue.SimpleQueue()
    left = threading.Event()

    def run() -> None:
        try:
            for item in engine.speak(text, voice):
                given.put(("item", item))
                if left.is_set():
                    return
            given.put(("end", None))
        except BaseException as error:  # noqa: BLE001  # raised again below, in the thread that asked
            given.put(("error", error))

    threading.Thread(target=run, name=f"take of {engine.name}", daemon=True).start()
    try:
        while True:
            kind, value = given.get(timeout=timeout_s)
            if kind == "end":
                return
            if isinstance(value, BaseException) and kind == "error":
                raise _as_narrator_error(value, engine) from value
            yield value
    except queue.Empty:
        raise SpeechError(
            f"engine {engine.name} did not come back within {timeout_s:g} s",
            "Choose another voice, or raise timeout_s in [speech].",
        ) from None
    finally:
        left.set()


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
