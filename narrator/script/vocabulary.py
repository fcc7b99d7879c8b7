"""Fragments of patterns: the words of a language's tables, and the shapes that all patterns share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, product
from typing import Any

from narrator import language as languages
from narrator.script.text import INDIC, LATIN, LETTER, WORD, alternatives

_SHAPES = {
    "WORD": WORD,
    "LETTER": LETTER,
    "INDIC": INDIC,
    "LATIN": LATIN,
    "latin": rf"[{LATIN}\u0300-\u036f]*",
    "start": rf"(?<![{WORD}])",
    "before": rf"(?<![{WORD}.,])",
    "after": rf"(?![{WORD}])",
    "dash": r"\s?[-–—]\s?",
    "number": r"(?:\d{1,3}(?:,\d{2,3})+(?!\d)|\d+)(?:\.\d+)?",
    "day": r"(?:0?[1-9]|[12]\d|3[01])",
    "month": r"(?:0?[1-9]|1[0-2])",
    "year": r"(?:1[0-9]|20|21)\d\d",
    "hour": r"(?:[01]?\d|2[0-4])",
    "minute": r"[0-5]\d",
    "numeral": "(?:X{0,2}(?:IX|IV|VI{1,3}|I{2,3})|X{1,2}I{1,3})",
    "domain": "(?:com|in|org|net|gov|edu|io|ai|info|news|nic|uk|tv|app|me|co|live|online|site|tech|xyz)",
}
_NAMES = (" ", ": ", " : ", " - ", "-", "- ", " (")


def vocabulary(language: str) -> Mapping[str, str]:
    """Fragments by name, for a language that has a table of numbers."""
    numbers = languages.table(language, "numbers")
    return {
        **_SHAPES,
        **_calendar(languages.table(language, "calendar")),
        **_years(numbers["years"]),
        **_phones(numbers["phones"], "|".join(numbers["years"]["lists"])),
        **_numbers(numbers),
        **_money(languages.table(language, "currencies")["currency"]),
        **_short(languages.table(language, "abbreviations")),
        "unit": _stopped(list(languages.table(language, "units")["units"])),
        "shares": alternatives(languages.table(language, "units")["shares"]),
        "compare": f"[{''.join(languages.table(language, 'symbols')['comparisons'])}]",
        "parts": "".join(languages.table(language, "symbols")["parts"]),
    }


def _just_after(words: Iterable[str], links: Iterable[str] = (" ",)) -> str:
    """What stands right before, for looking behind: one of the words with what links it to the next."""
    return "|".join(f"(?<={behind})" for behind in _by_length(words, links))


def _not_after(words: Iterable[str], links: Iterable[str] = (" ",)) -> str:
    """As ``_just_after``, for what may not stand there."""
    return "".join(f"(?<!{behind})" for behind in _by_length(words, links))


def _by_length(words: Iterable[str], links: Iterable[str]) -> Iterator[str]:
    """Patterns of one length each, as looking behind wants; no word is written oftener than it must be."""
    lengths = [
        [list(group) for _, group in groupby(sorted({*texts}, key=lambda text: (len(text), text)), len)]
        for texts in (words, links)
    ]
    for some_words, some_links in product(*lengths):
        yield "".join(f"(?:{'|'.join(map(re.escape, texts))})" for texts in (some_words, some_links))


def _calendar(calendar: Mapping[str, Any]) -> dict[str, str]:
    names = [name for month in calendar["months"] for name in month]
    clock = calendar["clock"]
    return {
        "months": f"(?i:{alternatives(names)})",
        "after_month": _just_after(name for name in names if not name.isascii()),
        "on_day": "|".join(calendar["on_day"]),
        "oclock": alternatives([clock["oclock"]]),
        "halfday": alternatives([*clock["am"], *clock["pm"]]),
        "day_word": _just_after(clock["day_words"]),
        "at_hour": "|".join(clock["at_without"]),
        "decade": alternatives([clock["decade"]]),
    }


def _years(years: Mapping[str, Any]) -> dict[str, str]:
    lists = "|".join(years["lists"])
    return {
        "before_year": _just_after(years["before"]),
        "no_year": _not_after(years["not_before"], [f" {word} " for word in years["before"]]),
        "after_act": _just_after(years["acts"], (" ", ", ", "-", "–")),
        "after_event": _just_after(years["events"], (" ", ", ", "-", "–")),
        "war": alternatives(years["wars"]),
        "counted": alternatives(years["counted"]),
        "no_count": "".join(f"(?<!{word} )" for word in years["count_before"]),
        "after_year": "|".join(years["after"]),
        "between_years": rf"\s*(?:,\s*)?(?:(?:{lists})\s+)?",
        "era": alternatives(list(years["era"])),
    }


def _phones(phones: Mapping[str, Any], lists: str) -> dict[str, str]:
    closing = "|".join(phones["closing"])
    return {
        "phone": _just_after(phones["words"], _NAMES),
        "numbered": _just_after(phones["numbered"], _NAMES),
        "phone_short": alternatives(list(phones["short"])),
        "called": "|".join(phones["called"]),
        "or": f"(?:{lists})",
        "code": alternatives(phones["codes"]),
        "on": phones["on"],
        "sure": alternatives(phones["sure"]),
        "trains": alternatives([*phones["train_names"], *phones["trains"]]),
        "after_train": _just_after(phones["train_names"], (" (", "(")),
        "airline": alternatives(phones["airlines"]),
        "place": _just_after(phones["places"], (" ", ", ", ") ", " - ", " – ")),
        "further": (
            rf"(?:(?:\s*[,/]\s*|\s+(?:{lists})\s+)"
            rf"\d{{3,}}(?![\d,])(?=\s*(?:,|।|$|(?:{closing}|{lists})(?![{WORD}]))))*"
        ),
    }


def _numbers(numbers: Mapping[str, Any]) -> dict[str, str]:
    scale = alternatives([*numbers["scale_words"], *numbers["scale_signs"]])
    ordinals, score = numbers["ordinals"], numbers["score"]
    return {
        "scale": rf"{scale}(?:\s+{scale})?",
        "letters": "".join(numbers["scale_letters"]),
        "to": numbers["to"],
        "both": numbers["and"],
        "ratio": numbers["ratio"],
        "of_ratio": alternatives([numbers["ratio"], *numbers["ratio_of"]]),
        "halved": alternatives(numbers["halves"]["units"]),
        "whole_form": alternatives(list(numbers["mixed"])),
        "within": numbers["within"],
        "act": alternatives(numbers["sections"]["acts"]),
        "section": alternatives(numbers["sections"]["words"]),
        "suffix": alternatives(ordinals["suffixes"]),
        "roman": _just_after([*ordinals["roman_after"], *ordinals["regnal_after"]], _NAMES),
        "of": alternatives(ordinals["roman_before"]) + f"(?![{WORD}])",
        "result": "|".join(score["after"]),
        "score": _just_after(score["before"], _NAMES),
        "wicket": alternatives(score["wicket"]),
    }


def _money(currencies: list[Mapping[str, Any]]) -> dict[str, str]:
    return {
        "sign": alternatives([sign for currency in currencies for sign in currency["signs"]]),
        "said": alternatives([word for currency in currencies for word in currency["said"]]),
    }


def _stopped(words: list[str], stop: str = r"\.\s?") -> str:
    """Any of some words; blanks may follow the stops in them."""
    return alternatives(words).replace(r"\.\s+", r"\.").replace(r"\.", stop)


def _short(abbreviations: Mapping[str, Any]) -> dict[str, str]:
    return {
        "abbreviation": _stopped(list(abbreviations["words"]), r"[.॰0]\s?"),
        "letter": alternatives(abbreviations["letters"]["names"]),
    }
