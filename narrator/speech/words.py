"""When each written word of a clip is heard: from the engine's marks, or worked out from letters."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence

import numpy as np

from narrator.model import Audio, Mark, Token, Utterance, Word

EDGE = 33
"""int16 level that counts as silence at the edges of a clip: −60 dBFS."""
STOP_LETTERS = 3
"""A comma or stop takes about as long as this many letters."""


def spoken_letters(text: str) -> int:
    """Number of letters, vowel signs and digits, which is what takes time to say."""
    return sum(unicodedata.category(letter)[0] in "LMN" for letter in text)


def find_words(utterance: Utterance, marks: Sequence[Mark], audio: Audio) -> tuple[Word, ...]:
    """The written words of a clip and their times in it.

    A word runs to the start of the next; the last one to the end of the sound. Words of which the engine gave
    no mark are placed between their neighbors by their letters, and say so in ``estimated``.
    """
    placed = _place_tokens(utterance)
    if not placed:
        return ()
    first_ms, last_ms = _edges_ms(audio)
    starts = _marked_starts(placed, marks)
    times = _fill(placed, starts, first_ms, last_ms, utterance.spoken)
    ends = [*times[1:], last_ms]
    return tuple(
        Word(token.written, start, max(start, end), known is None)
        for (token, _, _), start, end, known in zip(placed, times, ends, starts, strict=True)
    )


def _place_tokens(utterance: Utterance) -> list[tuple[Token, int, int]]:
    """Each token that is heard, with the offsets of its spoken form in the spoken text."""
    placed = []
    position = 0
    for token in utterance.tokens:
        start = utterance.spoken.find(token.spoken, position) if token.spoken else -1
        if start < 0:
            continue
        position = start + len(token.spoken)
        if spoken_letters(token.spoken):
            placed.append((token, start, position))
    return placed


def _edges_ms(audio: Audio) -> tuple[int, int]:
    loud = np.flatnonzero(np.abs(audio.samples.astype(np.int32)) >= EDGE)
    if not len(loud):
        return 0, audio.duration_ms
    return round(int(loud[0]) * 1000 / audio.rate_hz), round((int(loud[-1]) + 1) * 1000 / audio.rate_hz)


def _marked_starts(placed: list[tuple[Token, int, int]], marks: Sequence[Mark]) -> list[int | None]:
    """Time of the first mark inside each token; None where there is none."""
    starts: list[int | None] = []
    index = 0
    for _, start, end in placed:
        while index < len(marks) and marks[index].end <= start:
            index += 1
        inside = index < len(marks) and marks[index].start < end
        starts.append(marks[index].at_ms if inside else None)
    return starts


def _fill(
    placed: list[tuple[Token, int, int]],
    starts: list[int | None],
    first_ms: int,
    last_ms: int,
    spoken: str,
) -> list[int]:
    """Starts without gaps, in order: known ones kept, the others by letters between them."""
    weights = [_weight(spoken[start:end]) for _, start, end in placed]
    for index, (_, _, end) in enumerate(placed[:-1]):
        weights[index] += STOP_LETTERS * sum(
            letter in ",;:—–।?!" for letter in spoken[end : placed[index + 1][1]]
        )
    known = [(-1, first_ms)] if starts[0] is None else []
    known += [(index, at_ms) for index, at_ms in enumerate(starts) if at_ms is not None]
    known.append((len(placed), last_ms))
    times = [0] * len(placed)
    for (left, left_ms), (right, right_ms) in itertools.pairwise(known):
        begin = max(left, 0)
        total = sum(weights[begin:right]) or 1
        passed = 0
        for index in range(begin, right):
            times[index] = left_ms + max(0, right_ms - left_ms) * passed // total
            passed += weights[index]
    return [max(first_ms, min(at_ms, last_ms)) for at_ms in np.maximum.accumulate(times).tolist()]


def _weight(spoken: str) -> int:
    return max(1, spoken_letters(spoken))
