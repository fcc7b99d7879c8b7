"""The tables that all readings of a language share."""

from __future__ import annotations

import re

from narrator import language as languages
from narrator.script import numerals
from narrator.script.text import fold
from narrator.script.transliterate import read_latin

NEAR = 20
"""Characters beside a match that tell how it is read."""


class Tables:
    """What a language's tables say, ready for looking up."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._numerals = numerals.load(language)
        self._numbers = languages.table(language, "numbers")
        self._calendar = languages.table(language, "calendar")
        self._symbols = languages.table(language, "symbols")
        self._units = {
            squeeze(key): value for key, value in languages.table(language, "units")["units"].items()
        }
        abbreviations = languages.table(language, "abbreviations")["words"]
        self._abbreviations = {unstop(key): value for key, value in abbreviations.items()}
        bare = languages.table(language, "abbreviations")["bare"]
        self._bare = {fold(word): self._abbreviations[fold(word)] for word in bare}
        self._months = {fold(name).lower(): names[0] for names in self._calendar["months"] for name in names}
        self._currencies = {
            sign: currency
            for currency in languages.table(language, "currencies")["currency"]
            for sign in currency["signs"]
        }

    def _letters(self, text: str) -> str:
        return " ".join(read_latin(letter.upper(), self._language)[0] for letter in text)


def before(match: re.Match[str], reach: int = NEAR) -> str:
    """What stands before a match, near by: looking through the whole text each time would take for ever."""
    return match.string[max(0, match.start() - reach) : match.start()]


def after(match: re.Match[str], reach: int = NEAR) -> str:
    """What stands after a match, near by."""
    return match.string[match.end() : match.end() + reach]


def squeeze(unit: str) -> str:
    """A unit for looking it up."""
    return unstop(re.sub(r"\s+", " ", unit))


def unstop(abbreviation: str) -> str:
    """An abbreviation for looking it up: what sign its stops are, and blanks after them, make no difference."""
    return fold(re.sub(r"[.॰0]\s*", ".", abbreviation))
