"""Texts cut to what a place has room for: after a word, else between letters."""

from __future__ import annotations

import unicodedata

_MARK = " …"
_JOINERS = "\u200c\u200d"
_LONGEST_LETTER = 16
"""Code points of a letter with all that is joined to it; what is longer is no writing."""
_VIRAMA_CLASS = 9
"""Canonical combining class of the sign that joins consonants, which none may end with (Unicode, chapter 4)."""


def shorten(text: str, most_letters: int) -> str:
    """The beginning of a text that is longer, with a mark that says so; at most that many letters with it."""
    if len(text) <= most_letters:
        return text
    return _cut(text, max(0, most_letters - len(_MARK)))


def shorten_bytes(text: str, most_bytes: int) -> str:
    """The beginning of a text that is longer in UTF-8; at most that many bytes with its mark."""
    data = text.encode("utf-8", "replace")
    if len(data) <= most_bytes:
        return text
    return _cut(text, len(data[: max(0, most_bytes - len(_MARK.encode()))].decode("utf-8", "ignore")))


def _cut(text: str, at: int) -> str:
    """The words that are whole before a place; the letters of a text whose first word goes beyond it."""
    words = text[: at + 1].rpartition(" ")[0].rstrip()
    return (words or text[: _before_letter(text, at)]) + _MARK


def _before_letter(text: str, at: int) -> int:
    """The nearest place before it between two letters as people see them; itself, where there is none near."""
    for place in range(at, max(0, at - _LONGEST_LETTER), -1):
        joined = _is_virama(text[place - 1]) or text[place - 1] == _JOINERS[1]
        if not (joined or _joins(text[place])):
            return place
    return at


def _joins(letter: str) -> bool:
    return letter in _JOINERS or unicodedata.category(letter).startswith("M")


def _is_virama(letter: str) -> bool:
    return unicodedata.combining(letter) == _VIRAMA_CLASS
