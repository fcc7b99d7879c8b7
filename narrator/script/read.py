"""How each way of writing is read, in the words of the language's tables."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping

from narrator import language as languages
from narrator.script import numerals
from narrator.script.text import fold, fold_digits
from narrator.script.transliterate import read_latin

_ROMAN = {"I": 1, "V": 5, "X": 10}


@functools.cache
def reader(language: str) -> Reader:
    """The reader of a language that has a table of numbers."""
    return Reader(language)


class Reader:
    """Reads what ``rules.py`` has found; one method a rule, named like it.

    A method gets the rule's match in a text with ASCII digits, and gives words of the language.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        self._numerals = numerals.load(language)
        self._numbers = languages.table(language, "numbers")
        self._calendar = languages.table(language, "calendar")
        self._symbols = languages.table(language, "symbols")
        self._units = {
            _squeeze(key): value for key, value in languages.table(language, "units")["units"].items()
        }
        abbreviations = languages.table(language, "abbreviations")["words"]
        self._abbreviations = {fold(key): value for key, value in abbreviations.items()}
        self._months = {fold(name).lower(): names[0] for names in self._calendar["months"] for name in names}
        self._currencies = {
            sign: currency
            for currency in languages.table(language, "currencies")["currency"]
            for sign in currency["signs"]
        }

    def read(self, rule: str, match: re.Match[str]) -> str:
        """The words for a match of a rule."""
        words: str = getattr(self, f"_read_{rule}")(match)
        return words

    # Addresses

    def _read_address(self, match: re.Match[str]) -> str:
        return self._spell_address(re.sub(r"^https?://", "", match[0]))

    def _read_email(self, match: re.Match[str]) -> str:
        return self._spell_address(match[0])

    _read_domain = _read_email

    def _spell_address(self, text: str) -> str:
        """An address part by part: words, digits one by one, signs by name."""
        words = []
        for part in re.findall(r"[A-Za-z]+|\d|[^\sA-Za-z\d]", text):
            if part.isdigit():
                words.append(self._numerals.digits(part))
            elif part.isalpha() and part.isascii():
                words.append(read_latin(part, self._language)[0])
            else:
                words.append(self._symbols["address"].get(part) or (part if part.isalpha() else ""))
        return " ".join(filter(None, words))

    def _read_handle(self, match: re.Match[str]) -> str:
        return f"{self._symbols['hashtag']['handle']} {self._spell_name(match[1])}"

    def _read_hashtag(self, match: re.Match[str]) -> str:
        return f"{self._symbols['hashtag']['sign']} {self._spell_name(match[1])}"

    def _spell_name(self, text: str) -> str:
        words = []
        for part in re.findall(r"[A-Za-z]+|\d+|[^\sA-Za-z\d_]+", text):
            if part.isdigit():
                words.append(self._numerals.number(part))
            else:
                words.append(read_latin(part, self._language)[0] if part.isascii() else part)
        return " ".join(words)

    # Dates and times

    def _date(self, day: str, month: str, year: str | None) -> str:
        words = f"{self._numerals.cardinal(int(day))} {month}"
        return f"{words} {self._year(year)}" if year else words

    def _year(self, year: str) -> str:
        if len(year) == 2:
            year = ("20" if int(year) < 50 else "19") + year
        return self._numerals.year(int(year))

    def _month(self, number: str) -> str:
        name: str = self._calendar["months"][int(number) - 1][0]
        return name

    def _read_date_iso(self, match: re.Match[str]) -> str:
        return self._date(match[3], self._month(match[2]), match[1])

    def _read_date_dmy(self, match: re.Match[str]) -> str:
        return self._date(match[1], self._month(match[3]), match[4])

    def _read_date_mdy(self, match: re.Match[str]) -> str:
        return self._date(match[3], self._month(match[1]), match[4])

    def _read_month_year(self, match: re.Match[str]) -> str:
        return f"{self._month(match[1])} {self._year(match[2])}"

    def _read_date_words(self, match: re.Match[str]) -> str:
        month = self._months[fold(match[3]).lower()]
        words = self._date(match[2] or match[1], month, match[4])
        if match[2]:
            words = f"{self._numerals.cardinal(int(match[1]))} {self._numbers['to']} {words}"
        return words

    def _read_date_english(self, match: re.Match[str]) -> str:
        return self._date(match[2], self._months[fold(match[1]).lower()], match[3])

    def _read_month_word_year(self, match: re.Match[str]) -> str:
        return f"{self._months[fold(match[1]).lower()]} {self._year(match[2])}"

    def _read_clock(self, match: re.Match[str]) -> str:
        hour, minute, second = int(match[1]), int(match[2] or 0), match[3]
        half = match[4].split()[0] if match[4] else ""
        clock = self._calendar["clock"]
        part = ""
        if half in (*clock["am"], *clock["pm"]):
            of_day = hour % 12 + (12 if half in clock["pm"] else 0)
            part = "" if self._names_day_part(match) else self._day_part(of_day)
        spoken = self._quarters(hour, minute) if match[4] and not second else None
        if not minute and not second:
            spoken = f"{self._numerals.cardinal(hour)} {clock['oclock']}"
        elif spoken is None:
            spoken = f"{self._numerals.cardinal(hour)} {clock['past']}"
            spoken += f" {self._numerals.cardinal(minute)} {clock['minute']}"
            if second:
                spoken += f" {self._numerals.cardinal(int(second))} {clock['second']}"
        return f"{part} {spoken}".strip()

    _read_clock_plain = _read_clock
    _read_clock_hour = _read_clock

    def _quarters(self, hour: int, minute: int) -> str | None:
        """Half and quarter hours of the twelve-hour clock."""
        halves, oclock = self._numerals.halves, self._calendar["clock"]["oclock"]
        if not 1 <= hour <= 12:
            return None
        if minute == 30:
            return f"{self._numerals.halved(f'{hour}.5')} {oclock}"
        if minute == 15:
            return f"{halves['quarter']} {self._numerals.cardinal(hour)} {oclock}"
        if minute == 45:
            return f"{halves['less_quarter']} {self._numerals.cardinal(hour % 12 + 1)} {oclock}"
        return None

    def _names_day_part(self, match: re.Match[str]) -> bool:
        before = match.string[max(0, match.start() - 20) : match.start()]
        return any(word in before for word in self._calendar["clock"]["day_words"])

    def _day_part(self, hour: int) -> str:
        parts: list[tuple[int, str]] = self._calendar["clock"]["day_parts"]
        return [name for first, name in parts if first <= hour][-1]

    def _read_half_hour(self, match: re.Match[str]) -> str:
        return f"{self._numerals.halved(match[1]) or self._numerals.number(match[1])} {match[2]}"

    def _read_year(self, match: re.Match[str]) -> str:
        return self._year(match[1] or match[2])

    def _read_year_span(self, match: re.Match[str]) -> str:
        following = match.string[match.end() :].split()
        link = f" {self._numbers['to']} " if following and following[0] == self._numbers["until"] else " "
        return f"{self._year(match[1])}{link}{self._numerals.cardinal(int(match[2]))}"

    def _read_year_range(self, match: re.Match[str]) -> str:
        return f"{self._year(match[1])} {self._numbers['to']} {self._year(match[2])}"

    def _read_decade(self, match: re.Match[str]) -> str:
        return f"{self._year(match[1])} {self._calendar['clock']['decade']}"

    def _read_era(self, match: re.Match[str]) -> str:
        words = self._numerals.cardinal(int(match[1]))
        if match[2]:
            words += f" {self._numbers['to']} {self._numerals.cardinal(int(match[2]))}"
        return f"{words} {self._numbers['years']['era'][match[3]]}"

    # Phones

    def _read_phone(self, match: re.Match[str]) -> str:
        plus = f"{self._numbers['plus']} " if match[1].startswith("+") else ""
        return plus + self._numerals.digits(match[1])

    _read_phone_free = _read_phone
    _read_phone_mobile = _read_phone
    _read_phone_line = _read_phone
    _read_phone_named = _read_phone

    # Money, measures

    def _read_money(self, match: re.Match[str]) -> str:
        minus, sign, first, last, scale = match.groups()
        words = self._amount(first, last, scale, self._currencies[sign])
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
        return signs.get(scale, scale)

    def _scaled_number(self, number: str, scale: str | None) -> str:
        if not scale:
            return self._numerals.number(number)
        return f"{self._numerals.halved(number) or self._numerals.number(number)} {self._scale(scale)}"

    def _span(self, first: str, last: str, scale: str | None = None) -> str:
        words = f"{self._numerals.number(first)} {self._numbers['to']} {self._numerals.number(last)}"
        return f"{words} {self._scale(scale)}" if scale else words

    def _signed(self, sign: str | None, words: str) -> str:
        if sign in ("-", "−"):
            return f"{self._numbers['minus']} {words}"
        return f"{self._numbers['plus']} {words}" if sign == "+" else words

    def _read_percent(self, match: re.Match[str]) -> str:
        words = self._span(match[2], match[3]) if match[3] else self._numerals.number(match[2])
        return self._signed(match[1], f"{words} {self._units['%']}")

    def _read_measure(self, match: re.Match[str]) -> str:
        words = self._span(match[2], match[3]) if match[3] else self._numerals.number(match[2])
        return self._signed(match[1], f"{words} {self._units[_squeeze(match[4])]}")

    # Numbers

    def _read_section(self, match: re.Match[str]) -> str:
        parts = re.findall(r"\d+|[A-Za-z]+", match[2])
        spoken = [self._numerals.number(part) if part.isdigit() else self._letters(part) for part in parts]
        return " ".join([match[1], *spoken])

    def _letters(self, text: str) -> str:
        return " ".join(read_latin(letter.upper(), self._language)[0] for letter in text)

    def _read_ordinal(self, match: re.Match[str]) -> str:
        return self._ordinal(match[1], match[2])

    def _read_ordinal_english(self, match: re.Match[str]) -> str:
        return self._ordinal(match[1], self._numbers["ordinals"]["regular"]["masculine"])

    def _ordinal(self, digits: str, suffix: str) -> str:
        digits = digits.replace(",", "")
        if len(digits) > numerals.LARGEST_DIGITS:
            return self._numerals.digits(digits)
        return self._numerals.ordinal(int(digits), suffix)

    def _read_version(self, match: re.Match[str]) -> str:
        return f" {self._numerals.point} ".join(self._numerals.number(part) for part in match[1].split("."))

    def _read_score(self, match: re.Match[str]) -> str:
        return f"{self._numerals.number(match[1])} {self._numerals.number(match[2])}"

    def _read_wickets(self, match: re.Match[str]) -> str:
        if not any(word in match.string for word in self._numbers["score"]["cricket"]):
            return self._read_fraction(match)
        return f"{self._numerals.number(match[1])} {self._numbers['out_of']} {self._numerals.number(match[2])}"

    def _read_series(self, match: re.Match[str]) -> str:
        return " ".join(self._numerals.number(part) for part in match[1].split("-"))

    def _read_range(self, match: re.Match[str]) -> str:
        return self._span(match[1], match[2], match[3])

    def _read_mixed_fraction(self, match: re.Match[str]) -> str:
        whole = self._numerals.number(match[1])
        return f"{whole} {self._numbers['and']} {self._part(match[2], match[3])}"

    def _read_fraction(self, match: re.Match[str]) -> str:
        return self._part(match[1], match[2])

    def _part(self, above: str, below: str) -> str:
        known: str | None = self._numbers["fractions"].get(f"{above}/{below}")
        return known or f"{self._numerals.number(above)} {self._numbers['by']} {self._numerals.number(below)}"

    def _read_ratio(self, match: re.Match[str]) -> str:
        following = match.string[match.end() : match.end() + 20]
        link = " " if self._numbers["ratio"] in following else f" {self._numbers['ratio']} "
        return f"{self._numerals.number(match[1])}{link}{self._numerals.number(match[2])}"

    def _read_scaled(self, match: re.Match[str]) -> str:
        words = self._signed(match[1], self._scaled_number(match[2], match[3]))
        return f"{words} {self._numbers['more']}" if match[4] else words

    def _read_decimal(self, match: re.Match[str]) -> str:
        number = match[2] if match[2][0] != "." else "0" + match[2]
        words = self._signed(match[1], self._numerals.number(number))
        return f"{words} {self._numbers['more']}" if match[3] else words

    _read_cardinal = _read_decimal

    # Words

    def _read_mixed(self, match: re.Match[str]) -> str:
        parts = re.findall(r"[A-Za-z]+|\d+", match[0])
        return " ".join(
            self._numerals.number(part) if part.isdigit() else read_latin(part, self._language)[0]
            for part in parts
        )

    def _read_abbreviation(self, match: re.Match[str]) -> str:
        spoken: str = self._abbreviations[fold(match[1])]
        return spoken

    def _read_initials(self, match: re.Match[str]) -> str:
        letters = filter(None, re.split(r"[.\s]+", match[1]))
        return " ".join(self._letters(letter) if letter.isascii() else letter for letter in letters)

    def _read_roman(self, match: re.Match[str]) -> str:
        values = [_ROMAN[letter] for letter in match[1]]
        number = sum(
            -value if any(later > value for later in values[index + 1 : index + 2]) else value
            for index, value in enumerate(values)
        )
        names = self._numbers["ordinals"]
        before = match.string[: match.start()].split()
        if before and fold(before[-1]) in map(fold, names["regnal_after"]) and number <= len(names["regnal"]):
            regnal: str = names["regnal"][number - 1]
            return regnal
        return self._numerals.cardinal(number)

    def _read_latin(self, match: re.Match[str]) -> str:
        return read_latin(match[0], self._language)[0]

    def _read_word(self, match: re.Match[str]) -> str:
        """A word of the language; letters of a third script are left out, they have no reading here."""
        return re.sub(r"[-‑]", " ", match[0])

    def _read_symbol(self, match: re.Match[str]) -> str:
        said: str | None = self._symbols["symbols"].get(match[0])
        if said is not None:
            return said
        if unicodedata.category(match[0]) == "No":
            return self._numerals.digits(fold_digits(unicodedata.normalize("NFKD", match[0])))
        return ""


def _squeeze(unit: str) -> str:
    return fold(re.sub(r"\s+", " ", unit))
