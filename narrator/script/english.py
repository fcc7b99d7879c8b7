"""English sentences in words, numbers by the library num2words; and texts of languages without tables."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from narrator import language as languages
from narrator.model import Token
from narrator.script.text import LETTER, WORD, alternatives, fold_digits

_NUMBER = r"(?:\d{1,3}(?:,\d{2,3})+|\d+)(?:\.\d+)?"
_PUNCTUATION = r"[.,;:?!…|/\\‘’“”'\"«»()\[\]{}–—।॥؟۔-]"
_LONGEST_DIGITS = 30


def read(text: str) -> Iterator[Token]:
    """Tokens of an English text with their readings; stops still as written."""
    folded = fold_digits(text)
    for hit in _grammar().finditer(folded):
        kind = hit.lastgroup or "symbol"
        written = text[hit.start() : hit.end()]
        if kind in ("punctuation", "word"):
            yield Token(written, written, kind, None, hit.start(), hit.end())
        else:
            spoken = _READINGS[kind](hit[0])
            yield Token(written, spoken, kind, kind, hit.start(), hit.end())


def pass_on(text: str) -> Iterator[Token]:
    """Tokens of a text in a language that narrator has no tables for: as they are written."""
    for hit in re.finditer(rf"(?P<word>[{WORD}]+)|(?P<punctuation>{_PUNCTUATION})|(?P<symbol>\S)", text):
        yield Token(hit[0], hit[0], str(hit.lastgroup), None, hit.start(), hit.end())


@functools.cache
def _grammar() -> re.Pattern[str]:
    table = languages.table("en", "reading")
    months = alternatives(list(table["months"]))
    scales = alternatives(list(table["scales"]))
    currency = alternatives(list(table["currencies"]))
    units = alternatives(list(table["units"]))
    short = alternatives(list(languages.table("en", "abbreviations")["words"]))
    results = "|".join(f"(?<={word} )" for word in table["results"])
    half = r"[APap]\.?[Mm]\b\.?"
    classes = {
        "address": r"(?:https?://|www\.)\S*[A-Za-z0-9/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
        "iso_date": r"\b(?:1\d|20)\d\d-(?:0\d|1[0-2])-[0-3]\d\b",
        "phone": r"\+?\b(?:[6-9]\d{9}|91[ -]?[6-9]\d{9}|1[89]00[ -]\d{2,4}[ -]\d{3,5})\b",
        "decade": r"\b(?:(?:1[1-9]|20)\d|[2-9])0['’]?s\b",
        "span": r"\b(?:19|20)\d\d[-–]\d\d\b(?![-–])",
        "fraction": r"\b\d+/\d+\b(?!/)",
        "score": rf"(?:{results})\d+[-–]\d+\b",
        "time": rf"\b(?:[01]?\d|2[0-4]):[0-5]\d(?:\s?{half})?|\b(?:1[0-2]|[1-9])\s?{half}",
        "money": rf"{currency}\s?{_NUMBER}(?:\s{scales}\b)?",
        "percent": rf"{_NUMBER}\s?%",
        "ordinal": r"\b\d[\d,]*(?:st|nd|rd|th)\b",
        "date": rf"\b{months} \d{{1,2}}(?:, \d{{4}})?\b|\b\d{{1,2}} {months}(?: \d{{4}})?\b",
        "measure": rf"\b{_NUMBER}\s?{units}(?![{WORD}])",
        "range": r"\b\d+[-–]\d+\b",
        "year": r"\b(?:1[1-9]|20)\d\d\b(?![,.]\d)",
        "cardinal": rf"(?:(?<![{WORD}])[-−])?{_NUMBER}",
        "abbreviation": rf"\b{short}\.",
        "initials": r"\b(?:[A-Za-z]\.){2,}",
        "word": rf"[{LETTER}]+(?:['’-][{LETTER}]+)*",
        "punctuation": _PUNCTUATION,
        "symbol": r"\S",
    }
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in classes.items()))


def _words(number: str, to: str = "cardinal") -> str:
    from num2words import num2words

    plain = number.replace(",", "")
    if len(plain) > _LONGEST_DIGITS or (plain[0] == "0" and plain[1:2].isdecimal()):
        return " ".join(num2words(int(digit)) for digit in plain if digit.isdecimal())
    value = float(plain) if "." in plain else int(plain)
    return re.sub(r",|-(?=[a-z])", lambda hit: "" if hit[0] == "," else " ", str(num2words(value, to=to)))


def _read_address(text: str) -> str:
    signs = {".": "dot", "@": "at", "/": "slash", "-": "dash", "_": "underscore"}
    parts = re.findall(r"[A-Za-z]+|\d+|[^\sA-Za-z\d]", re.sub(r"^https?://", "", text))
    return " ".join(_words(part) if part.isdecimal() else signs.get(part, part) for part in parts)


def _read_time(text: str) -> str:
    hour, minute = re.findall(r"\d+", text)[0], re.findall(r"\d+", text)[1:]
    half = re.search(r"([APap])\.?[Mm]", text)
    spoken = _words(hour)
    if minute and int(minute[0]):
        spoken += f" {'oh ' if minute[0][0] == '0' else ''}{_words(str(int(minute[0])))}"
    elif not half:
        spoken += f" {languages.table('en', 'reading')['oclock']}"
    return f"{spoken} {half[1].upper()} M" if half else spoken


def _read_money(text: str) -> str:
    found = re.fullmatch(rf"(\D+?)\s?({_NUMBER})(?:\s(\w+))?", text)
    if not found:
        return text
    sign, number, scale = found.groups()
    one, many, cents = languages.table("en", "reading")["currencies"][sign]
    if scale:
        return f"{_words(number)} {scale} {many}"
    whole, _, fraction = number.partition(".")
    spoken = f"{_words(whole)} {one if whole == '1' else many}"
    return f"{spoken} and {_words(fraction)} {cents}" if len(fraction) == 2 and int(fraction) else spoken


def _read_iso_date(text: str) -> str:
    year, month, day = text.split("-")
    name = languages.table("en", "reading")["months"][int(month) - 1] if int(month) else ""
    return f"{name} {_words(str(int(day)), 'ordinal')}, {_read_year(year)}"


def _read_phone(text: str) -> str:
    return " ".join(_words(digit) for digit in text if digit.isdecimal())


def _read_decade(text: str) -> str:
    number = re.sub(r"\D", "", text)
    words = _words(number, "year" if len(number) == 4 else "cardinal")
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def _read_span(text: str) -> str:
    first, last = re.split("[-–]", text)
    return f"{_read_year(first)} {languages.table('en', 'reading')['to']} {_words(str(int(last)))}"


def _read_fraction(text: str) -> str:
    above, below = text.split("/")
    known: str | None = languages.table("en", "reading")["fractions"].get(text)
    return known or f"{_words(above)} {languages.table('en', 'reading')['by']} {_words(below)}"


def _read_score(text: str) -> str:
    return " ".join(_words(part) for part in re.split("[-–]", text))


def _read_percent(text: str) -> str:
    return f"{_words(text.rstrip('% '))} {languages.table('en', 'reading')['percent']}"


def _read_ordinal(text: str) -> str:
    return _words(text[:-2], "ordinal")


def _read_date(text: str) -> str:
    numbers = re.findall(r"\d+", text)
    month = re.sub(r"[\d\s,]", "", text)
    day = next(number for number in numbers if len(number) < 3)
    year = next((number for number in numbers if len(number) == 4), None)
    return f"{month} {_words(day, 'ordinal')}" + (f", {_read_year(year)}" if year else "")


def _read_measure(text: str) -> str:
    number = re.match(_NUMBER, text)
    amount = number[0] if number else ""
    unit = languages.table("en", "reading")["units"][text[len(amount) :].strip()]
    return f"{_words(amount)} {unit}"


def _read_range(text: str) -> str:
    first, last = re.split("[-–]", text)
    return f"{_words(first)} {languages.table('en', 'reading')['to']} {_words(last)}"


def _read_year(text: str) -> str:
    return _words(text, "year")


def _read_cardinal(text: str) -> str:
    number = text.lstrip("-−")
    minus = f"{languages.table('en', 'reading')['minus']} " if number != text else ""
    return minus + _words(number)


def _read_abbreviation(text: str) -> str:
    spoken: str = languages.table("en", "abbreviations")["words"][text[:-1]]
    return spoken


def _read_initials(text: str) -> str:
    return " ".join(text.replace(".", " ").split())


def _read_symbol(text: str) -> str:
    spoken: str = languages.table("en", "reading")["symbols"].get(text, "")
    return spoken


_READINGS = {
    "address": _read_address,
    "iso_date": _read_iso_date,
    "phone": _read_phone,
    "decade": _read_decade,
    "span": _read_span,
    "fraction": _read_fraction,
    "score": _read_score,
    "time": _read_time,
    "money": _read_money,
    "percent": _read_percent,
    "ordinal": _read_ordinal,
    "date": _read_date,
    "measure": _read_measure,
    "range": _read_range,
    "year": _read_year,
    "cardinal": _read_cardinal,
    "abbreviation": _read_abbreviation,
    "initials": _read_initials,
    "symbol": _read_symbol,
}
