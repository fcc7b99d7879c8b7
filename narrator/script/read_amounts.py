"""How numbers, and what they count and measure, are read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from narrator.script import numerals
from narrator.script.read_scores import ScoreReader
from narrator.script.read_tables import NEAR, after, squeeze
from narrator.script.transliterate import read_latin


class AmountReader(ScoreReader):
    """The readings of phones, money, measures and numbers; one method a rule, named like it."""

    # Phones

    def _read_phone(self, match: re.Match[str]) -> str:
        plus = [self._numbers["plus"]] if match[1].startswith("+") else []
        parts = re.findall(r"[\d\s(),+-]+|[^\d\s(),+-]+", match[1])
        return " ".join(plus + [self._numerals.digits(part) or part.strip(" ,") for part in parts])

    def _read_phone_short(self, match: re.Match[str]) -> str:
        return f"{self._numbers['phones']['short'][match[1]]} {self._numerals.digits(match[2])}"

    def _read_vehicle(self, match: re.Match[str]) -> str:
        region, district, letters, number = match.groups()
        words = (self._letters(region), self._numerals.number(district), self._letters(letters))
        return f"{' '.join(words)} {self._numerals.digits(number)}"

    _read_phone_free = _read_phone
    _read_phone_mobile = _read_phone
    _read_phone_line = _read_phone
    _read_phone_named = _read_phone
    _read_phone_called = _read_phone
    _read_phone_codes = _read_phone
    _read_phone_code = _read_phone
    _read_numbered = _read_phone
    _read_pin = _read_phone
    _read_groups = _read_phone

    def _read_train(self, match: re.Match[str]) -> str:
        """Digits; of a second train that differs in its last two, these as a number: 02569/70."""
        first, _, second = match[1].partition("/")
        rest = self._numerals.number(second) if len(second) == len("70") else self._numerals.digits(second)
        return f"{self._numerals.digits(first)} {rest}"

    def _read_known(self, match: re.Match[str]) -> str:
        known: str = self._numbers["mixed"][match[1]]
        return known

    # Money, measures

    def _read_money(self, match: re.Match[str]) -> str:
        minus, sign, first, last, scale, more = match.groups()
        currency = self._currencies[sign]
        if more:
            parts = f"{first} {scale}{more}".split()
            said = (self._numerals.number(part) if part[0].isdigit() else self._scale(part) for part in parts)
            words = f"{' '.join(said)} {currency['many']}"
        else:
            words = self._amount(first, last, scale, currency)
        return f"{self._numbers['minus']} {words}" if minus else words

    def _read_money_after(self, match: re.Match[str]) -> str:
        sign = match[4] if match[4] != "/-" else next(iter(self._currencies))
        return self._amount(match[1], None, match[3], self._currencies[sign])

    def _amount(self, first: str, last: str | None, scale: str | None, currency: Mapping[str, str]) -> str:
        if last:
            return f"{self._span(first, last, scale)} {currency['many']}"
        whole, _, fraction = first.replace(",", "").partition(".")
        if scale or (fraction and len(fraction) != 2):
            return f"{self._scaled_number(first, scale)} {currency['many']}"
        words = f"{self._numerals.number(whole)} {currency['one' if whole == '1' else 'many']}"
        if int(fraction or 0):
            name = currency["cent_one" if int(fraction) == 1 else "cent"]
            cents = f"{self._numerals.cardinal(int(fraction))} {name}"
            return cents if whole == "0" else f"{words} {cents}"
        return words

    def _scale(self, scale: str) -> str:
        signs: Mapping[str, str] = self._numbers["scale_signs"]
        return " ".join(signs.get(word, word) for word in scale.split())

    def _scaled_number(self, number: str, scale: str | None) -> str:
        if not scale:
            return self._numerals.number(number)
        return f"{self._numerals.halved(number) or self._numerals.number(number)} {self._scale(scale)}"

    def _span(self, first: str, last: str, scale: str | None = None) -> str:
        ends = (first, last)
        words = [(scale and self._numerals.halved(end)) or self._numerals.number(end) for end in ends]
        link = self._numbers["to"] if first != last else ""
        return " ".join(filter(None, (words[0], link, words[1], scale and self._scale(scale))))

    def _signed(self, sign: str | None, words: str) -> str:
        if sign in ("-", "−"):
            return f"{self._numbers['minus']} {words}"
        return f"{self._numbers['plus']} {words}" if sign == "+" else words

    def _read_percent(self, match: re.Match[str]) -> str:
        if match[3]:
            words = self._span(match[2], match[3])
        else:
            words = self._read_hundred(match) if match[2] == "100" else self._numerals.number(match[2])
        return self._signed(match[1], f"{words} {self._units['%']}")

    def _read_hundred(self, _: re.Match[str]) -> str:
        return self._numerals.hundred_alone or self._numerals.hundred

    def _read_measure(self, match: re.Match[str]) -> str:
        unit = self._units[squeeze(match[4])]
        if match[3]:
            words = self._span(match[2], match[3])
        else:
            half = self._numerals.halved(match[2]) if unit in self._numbers["halves"]["units"] else None
            words = half or self._numerals.number(match[2])
        below = self._numbers["below_zero"]
        if match[1] in ("-", "−") and unit.split()[0] == below["unit"]:
            return f"{below['before']} {words} {unit} {below['after']}"
        return self._signed(match[1], f"{words} {unit}")

    def _read_height(self, match: re.Match[str]) -> str:
        sides = zip(match.groups(), ("ft", "in"), strict=True)
        return " ".join(f"{self._numerals.number(side)} {self._units[unit]}" for side, unit in sides)

    def _read_scaled_measure(self, match: re.Match[str]) -> str:
        return f"{self._scaled_number(match[1], match[2])} {self._units[squeeze(match[3])]}"

    def _read_extent(self, match: re.Match[str]) -> str:
        sides = [self._numerals.number(side) for side in match.groups()[:3] if side]
        unit = [self._units[squeeze(match[4])]] if match[4] else []
        is_race = any(word in after(match, 2 * NEAR) for word in self._numbers["races"])
        by = self._symbols["symbols"]["×"] if is_race else self._numbers["extent"]
        return " ".join([f" {by} ".join(sides), *unit])

    # Numbers

    def _read_section(self, match: re.Match[str]) -> str:
        words = [match[1]]
        for part in re.findall(r"\d+|[A-Za-z]+|/", match[2]):
            if part == "/":
                words.append(self._numbers["by"])
            else:
                words.append(self._numerals.number(part) if part.isdecimal() else self._letters(part))
        return " ".join(words)

    def _read_section_act(self, match: re.Match[str]) -> str:
        return f" {self._numbers['by']} ".join(self._numerals.number(part) for part in match.groups())

    def _read_ordinal(self, match: re.Match[str]) -> str:
        return self._ordinal(match[1], match[2])

    def _read_ordinal_english(self, match: re.Match[str]) -> str:
        return self._ordinal(match[1], self._numbers["ordinals"]["forms"][-1]["regular"])

    def _ordinal(self, digits: str, suffix: str) -> str:
        digits = digits.replace(",", "")
        if len(digits) > numerals.LARGEST_DIGITS:
            return self._numerals.digits(digits)
        return self._numerals.ordinal(int(digits), suffix)

    def _read_version(self, match: re.Match[str]) -> str:
        return f" {self._numerals.point} ".join(self._numerals.number(part) for part in match[1].split("."))

    def _read_version_named(self, match: re.Match[str]) -> str:
        point = f" {self._numerals.point} "
        number = point.join(self._numerals.number(part) for part in match[2].split("."))
        name = match[1].strip(". -")
        return f"{read_latin(name if len(name) > 1 else name.upper(), self._language)[0]} {number}"

    def _read_range(self, match: re.Match[str]) -> str:
        if self._is_result(match):
            return self._read_score(match)
        return self._span(match[1], match[2], match[3])

    def _read_halved(self, match: re.Match[str]) -> str:
        return self._numerals.halved(match[1]) or self._numerals.number(match[1])

    def _read_scaled(self, match: re.Match[str]) -> str:
        words = self._signed(match[1], self._scaled_number(match[2], match[3]))
        return f"{words} {self._numbers['more']}" if match[4] else words

    def _read_compared(self, match: re.Match[str]) -> str:
        after_it = self._symbols["comparisons"][match[1]]
        unit = match[3] and (self._units.get(squeeze(match[3])) or self._scale(match[3]))
        return " ".join(filter(None, (self._numerals.number(match[2]), unit, after_it)))

    def _read_scaled_short(self, match: re.Match[str]) -> str:
        number = self._numerals.halved(match[1]) or self._numerals.number(match[1])
        words = f"{number} {self._numbers['scale_letters'][match[2]]}"
        return f"{words} {self._numbers['more']}" if match[3] else words

    def _read_decimal(self, match: re.Match[str]) -> str:
        number = match[2] if match[2][0] != "." else "0" + match[2]
        words = self._signed(match[1], self._numerals.number(number))
        return f"{words} {self._numbers['more']}" if match[3] else words

    _read_cardinal = _read_decimal
