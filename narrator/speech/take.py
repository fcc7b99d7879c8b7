"""One take: all that an engine gives for a text, as one sound.

Engines are other people's code. Whatever one does (raise, give nothing, give something else, never return),
what leaves here is a sound or one SpeechError.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from narrator.errors import NarratorError, SpeechError
from narrator.model import Audio, Mark, Pcm, Voice
from narrator.speech.engine import Engine

RATES_HZ = (8_000, 192_000)
"""Lowest and highest sample rate that an engine may give."""


def take(text: str, voice: Voice, engine: Engine, timeout_s: float) -> tuple[Audio, tuple[Mark, ...]]:
    """Sound and marks of a text; the sound of an engine that gives nothing has no samples.

    An engine that does not come back in time is left alone in its thread, which ends with the process.

    Raises:
        NarratorError: The engine's own.
        SpeechError: It raised anything else, gave what is no sound, or did not come back.
    """
    results: list[tuple[Audio, tuple[Mark, ...]] | BaseException] = []

    def run() -> None:
        try:
            results.append(_collect(text, voice, engine))
        except BaseException as error:  # noqa: BLE001  # raised again below, in the thread that asked
            results.append(error)

    thread = threading.Thread(target=run, name=f"take of {engine.name}", daemon=True)
    thread.start()
    thread.join(timeout_s)
    if not results:
        raise SpeechError(
            f"engine {engine.name} did not come back within {timeout_s:g} s",
            "Choose another voice, or raise timeout_s in [speech].",
        )
    if isinstance(results[0], BaseException):
        raise _as_narrator_error(results[0], engine) from results[0]
    return results[0]


def _as_narrator_error(error: BaseException, engine: Engine) -> BaseException:
    if isinstance(error, NarratorError) or not isinstance(error, Exception):
        return error
    return SpeechError(
        f"engine {engine.name} failed with {type(error).__name__}: {error}",
        "Report it to the engine's makers, or choose another voice.",
    )


def _collect(text: str, voice: Voice, engine: Engine) -> tuple[Audio, tuple[Mark, ...]]:
    pieces, marks, rates = [], [], set()
    for item in engine.speak(text, voice):
        if isinstance(item, Mark):
            marks.append(item)
        elif isinstance(item, Pcm):
            pieces.append(_as_int16(item.samples, engine))
            rates.add(item.rate_hz)
        else:
            raise _wrong(engine, f"a {type(item).__name__}", "Engines give Pcm and Mark: docs/engines.md.")
    if not pieces:
        return Audio(np.zeros(0, np.int16), RATES_HZ[0]), ()
    if len(rates) != 1 or not _is_rate(*rates):
        raise _wrong(
            engine,
            f"sound of {', '.join(sorted(map(str, rates)))} samples a second",
            f"Engines give one whole rate from {RATES_HZ[0]} to {RATES_HZ[1]}: docs/engines.md.",
        )
    return Audio(np.concatenate(pieces), rates.pop()), tuple(marks)


def _is_rate(rate_hz: object) -> bool:
    return isinstance(rate_hz, int) and RATES_HZ[0] <= rate_hz <= RATES_HZ[1]


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
