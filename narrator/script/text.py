"""What a letter is, for every script that narrator reads; Python's own classes know no vowel signs."""

from __future__ import annotations

import functools
import re
import unicodedata

# Letters, vowel signs, virama and joiners; danda and double danda (U+0964, U+0965) are stops.
LETTER = (
    "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0300-\u036f\u0370-\u03ff\u0400-\u052f"
    "\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06dc\u06e1-\u06e8\u06ee\u06ef\u06fa-\u06ff"
    "\u0900-\u0963\u0970-\u0dff\u1cd0-\u1cff\u1e00-\u1eff\u200c\u200d\ua8e0-\ua8ff"
)
WORD = rf"0-9{LETTER}"
INDIC = "\u0900-\u0963\u0970-\u0dff\u200c\u200d"
LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"

CLOSERS = "”’\"'»)]}›"
OPENERS = "“‘«([{‹"


_OTHER_DIGIT = re.compile(r"[^\D0-9]")


def fold_digits(text: str) -> str:
    """The same text, of the same length, with ASCII digits."""
    return _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)


@functools.lru_cache(maxsize=1 << 15)
def fold(word: str) -> str:
    """A word for looking it up: canonical composition, joiners left out."""
    return unicodedata.normalize("NFC", word).replace("\u200c", "").replace("\u200d", "")


def alternatives(words: list[str]) -> str:
    """A regular expression for any of some words, longest first; a blank in a word stands for any blanks."""
    forms = {form for word in words for form in (word, unicodedata.normalize("NFC", word), _compose(word))}
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    return "(?:" + "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in ordered) + ")"


# Nukta letters, which normalization only takes apart (they are composition exclusions).
_NUKTA = {
    "\u0915\u093c": "\u0958", "\u0916\u093c": "\u0959", "\u0917\u093c": "\u095a", "\u091c\u093c": "\u095b",
    "\u0921\u093c": "\u095c", "\u0922\u093c": "\u095d", "\u092b\u093c": "\u095e", "\u092f\u093c": "\u095f",
}  # fmt: skip


def _compose(word: str) -> str:
    word = unicodedata.normalize("NFC", word)
    for apart, together in _NUKTA.items():
        word = word.replace(apart, together)
    return word
