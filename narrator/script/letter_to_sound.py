"""Letter to sound: what an unknown Latin word is likely to sound like, written in the voice's script."""

from __future__ import annotations

from narrator import language as languages


def sound_out(word: str, language: str) -> str:
    """Letters of a lower-case word one by one."""
    names = languages.table(language, "latin")["letters"]
    return " ".join(names[letter] for letter in word if letter in names)
