"""Plain text as it is read: cleaned for the voice, folded for comparison, split into words."""

from __future__ import annotations

import functools
import re
import unicodedata

# Invisible where they stand: zero-width space, word joiner, soft hyphen, byte order mark, direction marks.
# ZWNJ and ZWJ (U+200C, U+200D) are kept: they shape Indic conjuncts and Urdu words.
_DROPPED = re.compile(
    "[\x00\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffc\ue000-\uf8ff]"
)
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNTIDY = re.compile("|".join(pattern.pattern for pattern in (_DROPPED, _CONTROL, _SURROGATE)))
BULLETS = "•●▪■◆►▶*‣·➤✔✅👉🔹🔸⁃◦–-"
"""Signs that lines of a list begin with."""
_STOPS = frozenset(".!?…।॥۔؟")
_SEPARATOR = re.compile(r"[:\-–—|»>：›→(]|[ःঃ](?=\s|$)")
_RUN = re.compile(r"[^\W_]+", re.UNICODE)


# Spelling that differs between sites and not between words: nuktas, joiners, apostrophes, variation selectors.
_UNSPELT = re.compile("[\u093c\u09bc\u0a3c\u0abc\u0b3c\u200c\u200d'\u2019\u20e3\ufe00-\ufe0f]")
_MARKED = range(0x0300, 0x3000)
"""Where combining marks are looked for, which ``\\w`` passes over; beyond, Indic text has none."""


@functools.cache
def _word() -> re.Pattern[str]:
    """A run of letters, marks and digits."""
    marks = "".join(chr(code) for code in _MARKED if unicodedata.category(chr(code))[0] == "M")
    return re.compile(f"[\\w{marks}]+")


def tidy(text: str) -> str:
    """One line of clean text: NFC, single spaces, nothing invisible but ZWJ and ZWNJ."""
    if text.isascii():
        if text.isprintable():
            return " ".join(text.split())
        return " ".join(_CONTROL.sub(" ", text).replace("\x00", "").split())
    if _UNTIDY.search(text):
        text = _CONTROL.sub(" ", _DROPPED.sub("", text))
        if _SURROGATE.search(text):
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFC", " ".join(text.split()))


@functools.lru_cache(maxsize=512)
def fold(text: str) -> str:
    """Text for comparison: letters, marks and digits in lower case, everything else one space.

    Nuktas, joiners and the difference of chandrabindu and anusvara are dropped, so that खबरें and ख़बरें,
    पांच and पाँच meet.
    """
    if text.isascii():
        return " ".join(_RUN.findall(text.lower().replace("'", "")))
    plain = _UNSPELT.sub("", unicodedata.normalize("NFC", text.casefold()))
    plain = plain.replace("\u0901", "\u0902").replace("\u0981", "\u0982")
    return " ".join(_word().findall(plain.replace("_", " ")))


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return fold(text).split()


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does, closing quotes and brackets aside."""
    return text.rstrip("\"'”’»)] ")[-1:] in _STOPS


def is_quote(text: str) -> bool:
    """Whether quotation marks stand around a whole text."""
    return text[:1] in "\"“‘'„" and text.rstrip(".।")[-1:] in "\"”’'"


def is_bracketed(text: str) -> bool:
    """Whether brackets stand around a whole text."""
    return text[:1] + text[-1:] in ("()", "[]")


def starts_bullet(line: str) -> bool:
    """Whether a line begins as an item of a list does."""
    return line[:1] in BULLETS and line[1:2] == " "


def before_separator(text: str) -> str:
    """What stands before the first colon, dash, bar or bracket of a text; all of it without one."""
    found = _SEPARATOR.search(text)
    return text[: found.start()] if found else text
