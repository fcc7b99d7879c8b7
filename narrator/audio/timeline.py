"""When everything is heard: counted in samples, turned into milliseconds once."""

from __future__ import annotations

import unicodedata

from narrator.model import Chapter, Clip, Cue, Timeline, Word

TITLE_LENGTH = 40
"""Longest chapter title; longer ones broke all chapters in some players."""


class TimelineBuilder:
    """Takes clips in order, each with its place in the narration.

    Args:
        rate_hz: Sample rate of the narration.
        title: Of a chapter at the start that no utterance names.
    """

    def __init__(self, rate_hz: int, title: str) -> None:
        self._rate_hz = rate_hz
        self._title = title
        self._cues: list[Cue] = []
        self._chapters: list[tuple[str, int]] = []

    def add(self, clip: Clip, *, start: int, count: int, cut_ms: float) -> None:
        """Note a clip.

        Args:
            clip: Its words are on the clock of the clip as it was recorded.
            start: Sample of the narration at which its sound begins.
            count: Samples of its sound.
            cut_ms: What was cut off before it.
        """
        utterance = clip.utterance
        start_ms, end_ms = self._ms(start), self._ms(start + count)
        shift_ms = start * 1000 / self._rate_hz - cut_ms

        def place(at_ms: int) -> int:
            return min(max(round(at_ms + shift_ms), start_ms), end_ms)

        words = tuple(
            Word(word.text, place(word.start_ms), place(word.end_ms), word.estimated) for word in clip.words
        )
        if utterance.chapter is not None:
            self._chapters.append((utterance.chapter, start_ms if self._cues else 0))
        elif not self._cues:
            self._chapters.append((self._title, 0))
        self._cues.append(Cue(utterance.text, utterance.section, start_ms, end_ms, words, utterance.place))

    def finish(self, sample_count: int) -> Timeline:
        """The timeline of a narration of so many samples."""
        duration_ms = self._ms(sample_count)
        ends = [start_ms for _, start_ms in self._chapters[1:]] + [duration_ms]
        chapters = (
            Chapter(shorten(title), start_ms, end_ms)
            for (title, start_ms), end_ms in zip(self._chapters, ends, strict=True)
        )
        return Timeline(duration_ms, tuple(self._cues), tuple(chapters))

    def _ms(self, samples: int) -> int:
        return round(samples * 1000 / self._rate_hz)


def shorten(title: str) -> str:
    """A title of 40 characters at most, cut after a word and marked with an ellipsis where it was longer."""
    title = " ".join(
        "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in title).split()
    )
    if len(title) <= TITLE_LENGTH:
        return title
    words, _, _ = title[:TITLE_LENGTH].rpartition(" ")
    kept = words if len(words) >= TITLE_LENGTH // 2 else _whole_letters(title, TITLE_LENGTH - 1)
    return kept.rstrip(" ,;:–—-") + "…"


def _whole_letters(title: str, length: int) -> str:
    """Up to ``length`` characters, so that no letter loses its marks and no conjunct is torn."""
    while length > 1 and (
        unicodedata.category(title[length])[0] == "M"
        or unicodedata.combining(title[length - 1]) == _VIRAMA
        or _JOINERS.intersection(title[length - 1 : length + 1])
    ):
        length -= 1
    return title[:length]


_VIRAMA = 9
"""Canonical combining class of the signs that join consonants."""
_JOINERS = frozenset("\u200c\u200d")
