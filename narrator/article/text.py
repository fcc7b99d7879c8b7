"""Plain text as it is read: cleaned for the voice, folded for comparison, split into words."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping

# Invisible where they stand: zero-width space, word joiner, soft hyphen, byte order mark, direction marks.
# ZWNJ and ZWJ (U+200C, U+200D) are kept: they shape Indic conjuncts and Urdu words.
_DROPPED = re.compile(
    "[\x00\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffc\ue000-\uf8ff]"
)
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_RUN = re.compile(r"[^\W_]+", re.UNICODE)


class _Folding(dict[int, "str | int | None"]):
    """What each character becomes in ``fold``; worked out when it is first met.

    Spelling that differs between sites and not between words is dropped: nukta signs, joiners,
    apostrophes; and chandrabindu becomes anusvara.
    """

    _CHANGED: Mapping[int, int | None] = {
        **dict.fromkeys(range(0xFE00, 0xFE10)),  # variation selectors of emoji
        **dict.fromkeys((0x20E3, 0x093C, 0x09BC, 0x0A3C, 0x0ABC, 0x0B3C, 0x200C, 0x200D, 0x27, 0x2019)),
        0x0901: 0x0902,
        0x0981: 0x0982,
    }

    def __missing__(self, code: int) -> str | int | None:
        if code in self._CHANGED:
            self[code] = self._CHANGED[code]
        else:
            self[code] = code if unicodedata.category(chr(code))[0] in "LMN" else " "
        return self[code]


@functools.cache
def _folding() -> _Folding:
    return _Folding()


def tidy(text: str) -> str:
    """One line of clean text: NFC, single spaces, nothing invisible but ZWJ and ZWNJ."""
    if text.isascii():
        if text.isprintable():
            return " ".join(text.split())
        return " ".join(_CONTROL.sub(" ", text).replace("\x00", "").split())
    text = _CONTROL.sub(" ", _DROPPED.sub("", text))
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFC", " ".join(text.split()))


@functools.lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Text for comparison: letters, marks and digits in lower case, everything else one space.

    Nuktas, joiners and the difference of chandrabindu and anusvara are dropped, so that खबरें and ख़बरें,
    पांच and पाँच meet.
    """
    if text.isascii():
        return " ".join(_RUN.findall(text.lower().replace("'", "")))
    plain = unicodedata.normalize("NFC", text.casefold()).translate(_folding())
    return " ".join(plain.split())


def words(text: str) -> list[str]:
    """The words of a text, folded."""
    return fold(text).split()


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does, closing quotes and brackets aside."""
    return text.rstrip("\"'”’»)] ")[-1:] in _STOPS


_STOPS = frozenset(".!?…।॥۔؟")
