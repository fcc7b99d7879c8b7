"""Numbers in the words of a language that groups them as India does; the words come from its table."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from narrator import language as languages

LARGEST_DIGITS = 19
"""Whole numbers with more digits than this are read digit by digit."""
# Digits of the longest number that "and a half" is said of.
_MOST_HALVED = 2


@dataclass(frozen=True, slots=True)
class Numerals:
    """The number words of a language."""

    below_hundred: tuple[str, ...]
    """0 to 99."""
    hundred: str
    hundred_joined: bool
    """Whether the hundred is one word with its count."""
    hundred_alone: str | None
    """What 100 is where nothing follows, if it is no count and hundred."""
    scales: tuple[tuple[int, str], ...]
    """Power of ten and name, largest first."""
    point: str
    halves: Mapping[str, str]
    ordinals: Mapping[str, Any]

    def cardinal(self, number: int) -> str:
        """A whole number from 0 up: 13000 is "तेरह हज़ार"."""
        words = []
        for power, name in self.scales:
            count, number = divmod(number, 10**power)
            if count:
                words += [self.cardinal(count), name]
        count, number = divmod(number, 100)
        if count:
            words.append(self._hundreds(count, alone=not number))
        if number or not words:
            words.append(self.below_hundred[number])
        return " ".join(words)

    def _hundreds(self, count: int, *, alone: bool = False) -> str:
        if alone and count == 1 and self.hundred_alone:
            return self.hundred_alone
        return f"{self.below_hundred[count]}{'' if self.hundred_joined else ' '}{self.hundred}"

    def digits(self, text: str) -> str:
        """Digit by digit."""
        return " ".join(self.below_hundred[int(digit)] for digit in text if digit.isdecimal())

    def number(self, text: str) -> str:
        """A number as written, ASCII digits with commas and a point: digits after the point one by one."""
        whole, _, fraction = text.replace(",", "").partition(".")
        if len(whole) > LARGEST_DIGITS or (len(whole) > 1 and whole[0] == "0"):
            spoken = self.digits(whole)
        else:
            spoken = self.cardinal(int(whole))
        return f"{spoken} {self.point} {self.digits(fraction)}" if fraction else spoken

    def year(self, number: int) -> str:
        """A year: 1100 to 1999 in hundreds, others as a cardinal."""
        if 1100 <= number <= 1999:
            hundreds, rest = divmod(number, 100)
            words = self._hundreds(hundreds)
            return f"{words} {self.below_hundred[rest]}" if rest else words
        return self.cardinal(number)

    def halved(self, text: str) -> str | None:
        """A number and a half as it is said before a scale or an hour; None for any other number.

        Half past a hundred is none of them: साढ़े छह सौ is 650.
        """
        whole, _, fraction = text.replace(",", "").partition(".")
        if fraction.rstrip("0") != "5" or whole == "0" or len(whole) > _MOST_HALVED:
            return None
        if int(whole) in (1, 2):
            return self.halves["one" if int(whole) == 1 else "two"]
        return f"{self.halves['other']}{self.halves['link']}{self.cardinal(int(whole))}"

    def ordinal(self, number: int, suffix: str) -> str:
        """An ordinal that agrees with its written suffix.

        The irregular ones take the suffix's last vowel; the others the suffix itself, in its regular form.
        """
        forms: list[Mapping[str, str]] = self.ordinals["forms"]
        form = next((form for form in forms if form["sign"] in suffix), forms[-1])
        stem = self.ordinals["stems"].get(str(number))
        if stem:
            respelled: Mapping[str, str] = self.ordinals["respelled"]
            return respelled.get(spoken := stem + form["stem"], spoken)
        bare: Mapping[str, str] = self.ordinals["bare"]
        rest = number % 100
        if str(number) in bare:
            spoken = bare[str(number)]
        elif number > 100 and str(rest) in bare:
            spoken = self.cardinal(number).removesuffix(self.cardinal(rest)) + bare[str(rest)]
        else:
            spoken = self.cardinal(number)
        return spoken + form["regular"]


@functools.cache
def load(language: str) -> Numerals:
    """The number words of a language's table."""
    table = languages.table(language, "numbers")
    return Numerals(
        below_hundred=tuple(table["below_hundred"]),
        hundred=table["hundred"],
        hundred_joined=table["hundred_joined"],
        hundred_alone=table.get("hundred_alone"),
        scales=tuple((power, name) for power, name in table["scales"]),
        point=table["point"],
        halves=table["halves"],
        ordinals=table["ordinals"],
    )
