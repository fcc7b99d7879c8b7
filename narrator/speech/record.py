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
from dataclasses import dataclass

import stamina

from narrator.errors import NarratorError, RateLimited, SoundMissing, SpeechError
from narrator.model import Audio, Clip, Mark, Script, Utterance, Voice
from narrator.speech.cache import ClipCache
from narrator.speech.check import find_fault
from narrator.speech.engine import Engine, identify
from narrator.speech.take import take
from narrator.speech.words import find_words, spoken_letters

ATTEMPTS = 3
AHEAD = 12
"""Clips made ahead of the one that is asked for, so that a sentence to speak is met early among cached ones."""
PRUNE_EVERY = 500
"""Clips between two looks at the size of the cache: some tens of megabytes."""
PATIENCE_S = 60.0
"""Longest that attempts at one utterance go on, and longest wait that a service may ask for."""
FIRST_WAIT_S = 0.5
"""Wait before the second attempt; it doubles from there, and up to a second is added by chance."""


def record(
    script: Script,
    voice: Voice,
    engine: Engine,
    *,
    cache: ClipCache,
    timeout_s: float = 120.0,
    workers: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[Clip]:
    """Clips of a script, in order, made as they are asked for.

    Args:
        script: What is said.
        voice: Its rate is the story's.
        engine: Speaks ``engine.workers`` utterances at a time, where it has that attribute.
        cache: Sound that is there is not spoken again.
        timeout_s: Longest that the engine may take over one utterance.
        workers: Most utterances at a time, where that is fewer than the engine's own.
        progress: Called with the number of clips done and of all.

    Raises:
        SpeechError: The engine failed, also when tried again; or an utterance's sound is missing, which names
            the utterance.
    """
    booth = _Booth(voice, engine, cache, identify(engine, voice), timeout_s)
    total = len(script.utterances)
    at_a_time = getattr(engine, "workers", 1)
    at_a_time = at_a_time if workers is None else min(at_a_time, workers)
    clips = _map_in_order(booth.record, script.utterances, at_a_time)
    rate_hz = None
    for done, clip in enumerate(clips, 1):
        if rate_hz not in (None, clip.audio.rate_hz):
            raise SpeechError(
                f"engine {engine.name} changed from {rate_hz} to {clip.audio.rate_hz} samples a second; "
                f"{_quote(clip.utterance)}",
                "Choose another voice.",
            )
        rate_hz = clip.audio.rate_hz
        progress(done, total)
        yield clip
        if done % PRUNE_EVERY == 0:
            cache.prune()
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
            waiting.extend(pool.submit(speak, utterance) for utterance in itertools.islice(rest, AHEAD))
            while waiting:
                yield waiting.popleft().result()
                waiting.extend(pool.submit(speak, utterance) for utterance in itertools.islice(rest, 1))
        finally:
            pool.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Booth:
    """Where one voice speaks one story."""

    voice: Voice
    engine: Engine
    cache: ClipCache
    identity: str
    timeout_s: float

    def record(self, utterance: Utterance) -> Clip:
        """The clip of an utterance, from the cache or the engine."""
        if not spoken_letters(utterance.spoken):
            raise SpeechError(f"there is nothing to say; {_quote(utterance)}", "Leave it out of the page.")
        key = self.cache.key(self.identity, utterance.spoken)
        found = self.cache.get(key)
        if found is None or find_fault(utterance.spoken, self.voice, found[0]):
            found = self._speak(utterance)
            self.cache.put(key, *found)
        audio, marks = found
        return Clip(utterance, audio, find_words(utterance, marks, audio))

    def _speak(self, utterance: Utterance) -> tuple[Audio, tuple[Mark, ...]]:
        """Sound that passed the check; tried again where that may help.

        Raises:
            SpeechError: The last attempt's, with the sentence.
        """
        try:
            for attempt in stamina.retry_context(
                on=_worth_waiting, attempts=ATTEMPTS, timeout=PATIENCE_S, wait_initial=FIRST_WAIT_S
            ):
                with attempt:
                    audio, marks = take(utterance.spoken, self.voice, self.engine, self.timeout_s)
                    fault = find_fault(utterance.spoken, self.voice, audio)
                    if fault:
                        raise SoundMissing(f"voice {self.voice.id} gave {fault}", _TRY_ANOTHER)
        except SpeechError as error:
            error.message = f"{error.message}; {_quote(utterance)}"
            raise
        return audio, marks


_TRY_ANOTHER = "Try again, or choose another voice with --voice."


def _worth_waiting(error: Exception) -> bool | float:
    """Whether trying again may help; seconds to wait before that, where the engine's service says."""
    if isinstance(error, RateLimited) and error.retry_after_s is not None:
        return error.retry_after_s if error.retry_after_s <= PATIENCE_S else False
    return isinstance(error, NarratorError) and error.transient


def _quote(utterance: Utterance) -> str:
    text = "".join(letter if unicodedata.category(letter)[0] != "C" else " " for letter in utterance.text)
    return f"the sentence is: {text}"
