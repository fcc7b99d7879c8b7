"""Parts of a text that Google Translate's voice takes in one request."""

from __future__ import annotations

import unicodedata

from narrator.speech.words import spoken_letters

PART_CHARACTERS = 100
"""Most characters of a request. Source: gTTS.GOOGLE_TTS_MAX_CHARS."""
CLAUSE_ENDS = (", ", "; ", ": ", "— ", "– ", "। ", "॥ ", ". ", "? ", "! ")
JOINERS = "\u200d\u200c\u094d"
"""What binds a letter to the next: zero width joiners, virama."""


def split_parts(text: str, limit: int = PART_CHARACTERS) -> list[str]:
    """The text in parts of at most ``limit`` characters, cut after a clause, else at a space.

    A single word longer than the limit is cut between two letters. No character but white space is lost, but a
    part without a letter is left out: there is nothing to hear in it.
    """
    rest = " ".join(text.split())
    parts = []
    while len(rest) > limit:
        head = rest[: limit + 1]
        cut = max(head.rfind(end) + 1 for end in CLAUSE_ENDS)
        if cut < limit // 3:
            cut = head.rfind(" ")
        if cut <= 0:
            cut = _between_letters(rest, limit)
        parts.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [part for part in (*parts, rest) if spoken_letters(part)]


def _between_letters(word: str, limit: int) -> int:
    """The last place up to ``limit`` where no sign is parted from its letter."""
    for cut in range(limit, 0, -1):
        bound = unicodedata.category(word[cut])[0] == "M" or word[cut] in JOINERS or word[cut - 1] in JOINERS
        if not bound:
            return cut
    return limit
