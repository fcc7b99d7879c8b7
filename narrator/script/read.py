"""How each way of writing is read, in the words of the language's tables."""

from __future__ import annotations

import functools
import re
import unicodedata

from narrator.script.compounds import read_compound
from narrator.script.read_amounts import AmountReader
from narrator.script.read_tables import after, before, unstop
from narrator.script.read_time import TimeReader
from narrator.script.text import alternatives, fold, fold_digits
from narrator.script.transliterate import read_latin

_CENTURIES = ("19", "20")
# Signs inside words that are not said: hyphens, the sign of an abbreviation.
_BREAKS = str.maketrans("‑॰", "--")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


@functools.cache
def reader(language: str) -> Reader:
    """The reader of a language that has a table of numbers."""
    return Reader(language)


class Reader(TimeReader, AmountReader):
    """Reads what ``rules.py`` has found; one method a rule, named like it.

    A method gets the rule's match in a text with ASCII digits, and gives words of the language.
    """

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
            if part.isdecimal():
                words.append(self._numerals.digits(part))
            elif part.isalpha() and part.isascii():
                known = self._symbols["address_words"].get(part.lower())
                words.append(known or read_compound(part, self._language))
            else:
                words.append(self._symbols["address"].get(part) or (part if part.isalpha() else ""))
        return " ".join(filter(None, words))

    def _read_handle(self, match: re.Match[str]) -> str:
        dot = f" {self._symbols['address']['.']} "
        return f"{self._symbols['hashtag']['handle']} {dot.join(map(self._spell_name, match[1].split('.')))}"

    def _read_hashtag(self, match: re.Match[str]) -> str:
        return f"{self._symbols['hashtag']['sign']} {self._spell_name(match[1])}"

    def _spell_name(self, text: str) -> str:
        words = []
        text = re.sub("vs(?=[A-Z])|(?<=[A-Z]{2})v(?=[A-Z]{2})", "_vs_", text.replace("॰", "_"))
        known = self._numbers["mixed"]
        forms = alternatives([form for form in known if form.isalnum()])
        for part in re.findall(rf"{forms}(?!\d)|[A-Za-z]+|\d+|[^\sA-Za-z\d_]+", text):
            if part in known:
                words.append(known[part])
            elif len(part) == 1 and re.search(rf"[A-Za-z]{part}[A-Za-z]", text):
                words.append(read_latin(part, self._language)[0])
            elif part.isdecimal():
                words.append(self._numerals.number(part))
            else:
                words.append(
                    read_compound(part, self._language) if part.isascii() else self._bare.get(fold(part), part)
                )
        return " ".join(words)

    # Words

    def _read_mixed(self, match: re.Match[str]) -> str:
        words = []
        for part in re.findall(r"[A-Za-z]+|\d+", match[0]):
            if not part.isdecimal():
                words.append(read_latin(part, self._language)[0])
            elif len(part) == 4 and part[:2] not in _CENTURIES:
                words.append(self._numerals.digits(part))
            else:
                words.append(self._numerals.number(part))
        return " ".join(words)

    def _read_flight(self, match: re.Match[str]) -> str:
        words = [self._sign(sign) for sign in match[1]]
        number = self._numerals.digits if len(match[2]) == 4 else self._numerals.number
        return f"{' '.join(words)} {number(match[2])}"

    def _sign(self, sign: str) -> str:
        """A digit or a Latin letter by its name; another letter as it is."""
        if sign.isdecimal():
            return self._numerals.number(sign)
        return self._letters(sign) if sign.isascii() else sign

    def _read_abbreviation(self, match: re.Match[str]) -> str:
        spoken: str = self._abbreviations[unstop(match[1])]
        return spoken

    def _read_initials(self, match: re.Match[str]) -> str:
        letters = filter(None, re.split(r"[.॰\s]+", match[1]))
        return " ".join(self._letters(letter) if letter.isascii() else letter for letter in letters)

    def _read_roman(self, match: re.Match[str]) -> str:
        values = [_ROMAN[letter] for letter in match[1]]
        number = sum(
            -value if any(later > value for later in values[index + 1 : index + 2]) else value
            for index, value in enumerate(values)
        )
        names = self._numbers["ordinals"]
        if self._is_ruler(match):
            if number > len(names["regnal"]):
                return self._numerals.ordinal(number, names["regnal_ending"])
            regnal: str = names["regnal"][number - 1]
            return regnal
        return self._numerals.cardinal(number)

    def _is_ruler(self, match: re.Match[str]) -> bool:
        """Whether the name before a Roman number is that of a king, a pope or a war."""
        names = self._numbers["ordinals"]
        words = [
            read_latin(word, self._language)[0] if word.isascii() and word.isalpha() else fold(word)
            for word in before(match).split()
        ]
        known = words and words[-1] in map(fold, names["regnal_after"])
        known = known or (words[-1:] and words[-1].endswith(tuple(names["regnal_endings"])))
        titled = not {*map(fold, names["regnal_titles"])}.isdisjoint(words[-3:])
        return bool(known or titled or after(match).lstrip().startswith(tuple(names["regnal_before"])))

    def _read_latin(self, match: re.Match[str]) -> str:
        return read_latin(match[0], self._language)[0]

    def _read_word(self, match: re.Match[str]) -> str:
        """A word of the language; letters of a third script are left out, they have no reading here."""
        return " ".join(self._bare.get(fold(word), word) for word in match[0].translate(_BREAKS).split("-"))

    def _read_symbol(self, match: re.Match[str]) -> str:
        said: str | None = self._symbols["symbols"].get(match[0])
        if said is not None:
            return said
        if unicodedata.category(match[0]) == "No":
            return self._numerals.digits(fold_digits(unicodedata.normalize("NFKD", match[0])))
        return ""
