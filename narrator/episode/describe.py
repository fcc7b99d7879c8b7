"""What a feed says about a show or an episode: summary, chapters, and always that the voice is a machine's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from narrator.episode.captions import plain
from narrator.episode.shorten import shorten_bytes
from narrator.language import labels
from narrator.model import Chapter

MOST_BYTES = 4000
"""Of a description, as Apple and PSP-1 take it."""
FEWEST_CHAPTERS = 3
"""From which Spotify reads lines of times and titles as chapters."""
_NOT_IN_XML = re.compile("[\ufffe\uffff]")


def describe(text: str, language: str, chapters: Sequence[Chapter] = ()) -> str:
    """A description of at most 4000 bytes that ends with the note that the voice is made by a machine.

    Where there is too much, the text is cut; chapters that would take more than half of the room are left out.

    Args:
        text: A summary.
        language: Of the note, BCP 47.
        chapters: Listed a line each, with their times.
    """
    end = clean(labels(language).synthetic_voice)
    lines = "\n".join(f"{_clock(chapter.start_ms)} {plain(chapter.title)}" for chapter in chapters)
    if len(chapters) >= FEWEST_CHAPTERS and _size(lines) <= MOST_BYTES // 2:
        end = f"{clean(lines)}\n\n{end}"
    text = shorten_bytes(clean(text).strip(), MOST_BYTES - _size(f"\n\n{end}"))
    return f"{text}\n\n{end}" if text else end


def clean(text: str) -> str:
    """Text of which XML can hold every character, its lines kept."""
    lines = (plain(line) for line in text.split("\n"))
    return _NOT_IN_XML.sub("", "\n".join(lines))


def _size(text: str) -> int:
    return len(text.encode())


def _clock(at_ms: int) -> str:
    minutes, seconds = divmod(at_ms // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}" if minutes >= 60 else f"{minutes:02}:{seconds:02}"
