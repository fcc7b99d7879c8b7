"""From a Script to Clips: each utterance spoken once, checked, kept in the cache, in order.

The check is the point: an engine that drops a sentence without a word (services do) is caught here, by the
milliseconds of sound for each letter. Nothing that fails it goes on.
"""

from __future__ import annotations

import itertools
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import stamina
from numpy.typing import NDArray

from narrator.errors import AudioError, NarratorError, SoundMissing, SpeechError
from narrator.model import Audio, Clip, Mark, Pcm, Script, Utterance, Voice
from narrator.speech.cache import ClipCache
from narrator.speech.engine import Engine
from narrator.speech.words import find_words, spoken_letters

ATTEMPTS = 3
SILENCE = 33
"""Peak of int16 sound under which a clip is silent: −60 dBFS."""
SHORT_LETTERS = 12
"""Fewer letters than this are held to the bounds of this many: a single word has no steady rate."""


def record(
    script: Script,
    voice: Voice,
    engine: Engine,
    *,
    cache: ClipCache,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[Clip]:
    """Clips of a script, in order, made as they are asked for.

    Args:
        script: What is said.
        voice: Its rate is the story's.
        engine: Speaks ``engine.workers`` utterances at a time, where it has that attribute.
        cache: Sound that is there is not spoken again.
        progress: Called with the number of clips done and of all.

    Raises:
        SpeechError: The engine failed, also when tried again; or an utterance's sound is missing, which names
            the utterance.
    """
    identity = engine.identity(voice)
    total = len(script.utterances)

    def speak(utterance: Utterance) -> Clip:
        return _record_one(utterance, voice, engine, cache, identity)

    clips = _map_in_order(speak, script.utterances, getattr(engine, "workers", 1))
    for done, clip in enumerate(clips, 1):
        progress(done, total)
        yield clip
    cache.prune()


def _map_in_order(
    speak: Callable[[Utterance], Clip], utterances: Iterable[Utterance], workers: int
) -> Iterator[Clip]:
    """As ``map``, with some calls ahead of what is asked for where there are workers."""
    if workers <= 1:
        yield from map(speak, utterances)
        return
    waiting: deque[Future[Clip]] = deque()
    rest = iter(utterances)
    with ThreadPoolExecutor(workers) as pool:
        try:
            waiting.extend(pool.submit(speak, utterance) for utterance in itertools.islice(rest, 2 * workers))
            while waiting:
                yield waiting.popleft().result()
                waiting.extend(pool.submit(speak, utterance) for utterance in itertools.islice(rest, 1))
        finally:
            pool.shutdown(cancel_futures=True)


def _record_one(utterance: Utterance, voice: Voice, engine: Engine, cache: ClipCache, identity: str) -> Clip:
    key = cache.key(identity, utterance.spoken)
    found = cache.get(key)
    if found is None or _fault(utterance, voice, found[0]):
        found = _speak_checked(utterance, voice, engine)
        cache.put(key, *found)
    audio, marks = found
    return Clip(utterance, audio, find_words(utterance, marks, audio))


def _speak_checked(utterance: Utterance, voice: Voice, engine: Engine) -> tuple[Audio, tuple[Mark, ...]]:
    """Sound that passed the check; tried again where that may help.

    Raises:
        SpeechError: The last attempt's.
    """
    for attempt in stamina.retry_context(on=_may_help, attempts=ATTEMPTS, timeout=60.0, wait_initial=0.5):
        with attempt:
            try:
                audio, marks = _speak(utterance.spoken, voice, engine)
            except NarratorError:
                raise
            except Exception as error:
                raise SpeechError(
                    f"engine {engine.name} failed with {type(error).__name__}: {error}; {_quote(utterance)}",
                    "Report it to the engine's makers, or choose another voice.",
                ) from error
            fault = _fault(utterance, voice, audio)
            if fault:
                raise SoundMissing(f"voice {voice.id} gave {fault}; {_quote(utterance)}", _TRY_ANOTHER)
    return audio, marks


_TRY_ANOTHER = "Try again, or choose another voice with --voice."


def _may_help(error: Exception) -> bool:
    return isinstance(error, NarratorError) and error.transient


def _speak(text: str, voice: Voice, engine: Engine) -> tuple[Audio, tuple[Mark, ...]]:
    """All that the engine gives for a text, as one sound."""
    pieces, marks, rates = [], [], set()
    for item in engine.speak(text, voice):
        if isinstance(item, Mark):
            marks.append(item)
        elif isinstance(item, Pcm):
            pieces.append(_as_int16(item.samples))
            rates.add(item.rate_hz)
        else:
            raise SpeechError(f"engine {engine.name} gave a {type(item).__name__}", "See docs/engines.md.")
    if not pieces:
        return Audio(np.zeros(0, np.int16), 24_000), ()
    if len(rates) != 1 or not 8_000 <= min(rates) <= 192_000:
        raise SpeechError(f"engine {engine.name} gave sample rates {sorted(rates)}", "See docs/engines.md.")
    return Audio(np.concatenate(pieces), rates.pop()), tuple(marks)


def _as_int16(samples: object) -> NDArray[np.int16]:
    """Samples of an engine as int16.

    Raises:
        AudioError: Not one-dimensional, not a number, or of another kind.
    """
    array: NDArray[Any] = np.asarray(samples)
    if array.ndim != 1 or array.dtype.kind not in "if" or (array.dtype.kind == "i" and array.dtype != np.int16):
        raise AudioError(
            f"an engine gave sound of type {array.dtype} and {array.ndim} dimensions",
            "Engines give one-dimensional int16, or float from -1 to 1.",
        )
    if array.dtype.kind == "i":
        return array.astype(np.int16, copy=False)
    if not np.isfinite(array).all():
        raise AudioError("an engine gave samples that are not numbers", "Choose another voice.")
    rounded: NDArray[np.int16] = np.round(np.clip(array, -1, 1) * 32767).astype(np.int16)
    return rounded


def _fault(utterance: Utterance, voice: Voice, audio: Audio) -> str | None:
    """What is wrong with the sound of an utterance, for its letters; None if nothing is."""
    letters = spoken_letters(utterance.spoken)
    if not letters:
        return None
    if not len(audio.samples) or int(np.abs(audio.samples.astype(np.int32)).max()) < SILENCE:
        return "no sound"
    heard_ms = _heard_ms(audio)
    shortest = letters * voice.min_ms_per_letter / voice.rate
    longest = max(letters, SHORT_LETTERS) * voice.max_ms_per_letter / voice.rate
    if heard_ms < shortest:
        return f"only {heard_ms} ms of sound for {letters} letters, where {shortest:.0f} ms is the least"
    if heard_ms > longest:
        return f"{heard_ms} ms of sound for {letters} letters, where {longest:.0f} ms is the most"
    return None


def _heard_ms(audio: Audio) -> int:
    """Length from the first to the last sample that is not silence."""
    loud = np.flatnonzero(np.abs(audio.samples.astype(np.int32)) >= SILENCE)
    return round((int(loud[-1]) - int(loud[0]) + 1) * 1000 / audio.rate_hz)


def _quote(utterance: Utterance) -> str:
    text = "".join(letter if unicodedata.category(letter)[0] != "C" else " " for letter in utterance.text)
    return f"the sentence is: {text}"
