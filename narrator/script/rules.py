"""What a written form is: the rules that find numbers, dates, money and their like in a text.

Each rule is a name, a semiotic class and a pattern; the most specific stands first. The words in the patterns
come from the language's tables, the shapes are those of every language that groups numbers as India does.
Patterns see a text whose digits are ASCII.

The split into classification here and reading in ``read.py`` is that of Ebden and Sproat, The Kestrel TTS text
normalization system (Natural Language Engineering 21(3), 2015).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from narrator import language as languages
from narrator.script.text import INDIC, LATIN, LETTER, WORD, alternatives

_NUMBER = r"(?:\d{1,3}(?:,\d{2,3})+(?!\d)|\d+)(?:\.\d+)?"
_BEFORE = rf"(?<![{WORD}.,])"
_AFTER = rf"(?![{WORD}])"
_DASH = r"\s?[-–—]\s?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:1[0-9]|20|21)\d\d"


@dataclass(frozen=True, slots=True)
class Rule:
    """One way of writing."""

    name: str
    """Also the name of the reading in ``read.py``."""
    kind: str
    """Semiotic class."""
    pattern: re.Pattern[str]
    """With the groups that the reading wants."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of a language, in order, and one pattern that finds whichever fits first."""

    rules: Mapping[str, Rule]
    finder: re.Pattern[str]


@functools.cache
def grammar(language: str) -> Grammar:
    """The rules of a language that has a table of numbers."""
    rules = {name: Rule(name, kind, re.compile(text)) for name, kind, text in _rules(language)}
    groups = (f"(?P<{name}>{_ungroup(rule.pattern.pattern)})" for name, rule in rules.items())
    return Grammar(rules, re.compile("|".join(groups)))


def _ungroup(pattern: str) -> str:
    """A pattern without capturing groups; a back-reference stands for what it may refer to."""
    return re.sub(r"\\(\d)", r"[-/.]", re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern))


def _rules(language: str) -> list[tuple[str, str, str]]:
    """Name, class and pattern, the most specific first."""
    numbers, calendar = languages.table(language, "numbers"), languages.table(language, "calendar")
    months = alternatives([name for names in calendar["months"] for name in names])
    months = f"(?i:{months})"
    clock = calendar["clock"]
    oclock = alternatives([clock["oclock"]])
    day_word, at_hour = _just_after(clock["day_words"], (" ",)), "|".join(clock["at_without"])
    letters, to = numbers["scale_letters"], numbers["to"]
    halfday = alternatives([*clock["am"], *clock["pm"]])
    one_scale = alternatives([*numbers["scale_words"], *numbers["scale_signs"]])
    scale = rf"{one_scale}(?:\s+{one_scale})?"
    currencies = languages.table(language, "currencies")["currency"]
    sign = alternatives([sign for currency in currencies for sign in currency["signs"]])
    said = alternatives([word for currency in currencies for word in currency["said"]])
    unit = alternatives(list(languages.table(language, "units")["units"]))
    suffix = alternatives(numbers["ordinals"]["suffixes"])
    after_year = "|".join(numbers["years"]["after"])
    before_year = "".join(f"(?<={word} )|" for word in numbers["years"]["before"])
    after_act = _just_after(numbers["years"]["acts"], (" ", ", ", "-", "–"))
    after_month = "|".join(f"(?<={month} )" for month in _plain_months(calendar))
    no_year = "".join(
        f"(?<!{count} {word} )"
        for count in numbers["years"]["not_before"]
        for word in numbers["years"]["before"]
    )
    called = "|".join(numbers["phones"]["called"])
    result, both = "|".join(numbers["score"]["after"]), numbers["and"]
    wicket = alternatives(numbers["score"]["wicket"])
    section = alternatives(numbers["sections"]["words"])
    trains = alternatives(numbers["phones"]["trains"])
    phone_short = alternatives(list(numbers["phones"]["short"]))
    closing = "|".join(numbers["phones"]["closing"])
    decade, ratio = calendar["clock"]["decade"].replace(" ", r"\s+"), numbers["ratio"]
    lists = "|".join(numbers["years"]["lists"])
    between_years = rf"\s*(?:,\s*)?(?:(?:{lists})\s+)?"
    further = (
        rf"(?:(?:\s*,\s*|\s+(?:{lists})\s+)"
        rf"\d{{3,}}(?![\d,])(?=\s*(?:,|।|$|(?:{closing}|{lists})(?![{WORD}]))))*"
    )
    score = _just_after(numbers["score"]["before"])
    roman = _just_after([*numbers["ordinals"]["roman_after"], *numbers["ordinals"]["regnal_after"]])
    phone = _just_after(numbers["phones"]["words"])
    numbered = _just_after(numbers["phones"]["numbered"])
    halved = alternatives(numbers["halves"]["units"])
    whole_form = alternatives(list(numbers["mixed"]))
    on_day, parts = "|".join(calendar["on_day"]), languages.table(language, "symbols")["parts"]
    era = alternatives(list(numbers["years"]["era"]))
    return [
        ("address", "electronic", rf"(?:https?://|www\.)[^\s<>\"“”।]*[{LATIN}0-9/=&#-]"),
        ("email", "electronic", r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
        (
            "domain",
            "electronic",
            rf"{_BEFORE}(?:[A-Za-z0-9-]+\.)+(?:com|in|org|net|gov|edu|io|ai|info|news|nic|uk|tv|app|me|co|org|live|online|site|tech|xyz)"
            rf"(?:/[^\s।,]*[{LATIN}0-9/])?{_AFTER}",
        ),
        ("handle", "electronic", rf"(?<![{WORD}])@([A-Za-z0-9_]{{2,}}(?:\.[A-Za-z0-9_]+)*)"),
        ("hashtag", "electronic", rf"(?<![{WORD}])#([{WORD}_]+)"),
        ("date_iso", "date", rf"{_BEFORE}({_YEAR})-({_MONTH})-({_DAY}){_AFTER}"),
        ("date_dmy", "date", rf"{_BEFORE}({_DAY})([/.-])({_MONTH})\2({_YEAR}|\d\d){_AFTER}(?!\.\d)"),
        ("date_mdy", "date", rf"{_BEFORE}({_MONTH})([/.-])({_DAY})\2({_YEAR}){_AFTER}"),
        ("date_short", "date", rf"{_BEFORE}(?=0|\d\d-0)([0-2]\d|3[01])-(0[1-9]|1[0-2]){_AFTER}(?!-)"),
        ("month_year", "date", rf"{_BEFORE}(0?[1-9]|1[0-2])[-/]({_YEAR}){_AFTER}"),
        (
            "date_span",
            "date",
            rf"{_BEFORE}({_DAY})\s+({months})(?:,?\s*({_YEAR}))?{_DASH}({_DAY})\s+({months})(?:,?\s*({_YEAR}))?{_AFTER}",
        ),
        (
            "date_words",
            "date",
            rf"{_BEFORE}({_DAY})(?:st|nd|rd|th)?(?:{_DASH}({_DAY}))?\s+({months})(?:,?\s*({_YEAR}))?{_AFTER}",
        ),
        (
            "date_english",
            "date",
            rf"{_BEFORE}({months})\s+({_DAY})(?:st|nd|rd|th)?(?:,?\s+({_YEAR})|(?=\s+(?:{on_day}))){_AFTER}",
        ),
        ("month_word_year", "date", rf"{_BEFORE}({months}),?\s+({_YEAR}){_AFTER}"),
        (
            "clock_span",
            "time",
            rf"{_BEFORE}([01]?\d|2[0-4])[:.]([0-5]\d)(?:{_DASH}|\s+{to}\s+)([01]?\d|2[0-4])[:.]([0-5]\d)\s*({oclock}){_AFTER}",
        ),
        (
            "clock",
            "time",
            rf"{_BEFORE}([01]?\d|2[0-4])[:.]([0-5]\d)(?::([0-5]\d))?\s*({oclock}|{halfday}(?:\s+{oclock})?){_AFTER}",
        ),
        (
            "clock_plain",
            "time",
            rf"(?<!{ratio} ){_BEFORE}([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(){_AFTER}"
            rf"(?!:|(?:\s+\S+)?\s+{ratio})",
        ),
        (
            "clock_of_day",
            "time",
            rf"(?:{day_word})([01]?\d|2[0-4])\.([0-5]\d)()()(?=\s+(?:{at_hour})(?![{WORD}]))",
        ),
        ("clock_hour", "time", rf"{_BEFORE}([01]?\d|2[0-4])()()\s*({halfday}(?:\s+{oclock})?){_AFTER}"),
        (
            "phone",
            "phone",
            rf"{_BEFORE}(\+91[\s-]?[6-9]\d{{4}}[\s-]?\d{{5}}|\+\d{{1,3}}[\s-]\d[\d-]{{5,13}}\d){_AFTER}",
        ),
        ("phone_free", "phone", rf"{_BEFORE}(1[89]00[\s-]\d{{2,4}}[\s-]\d{{3,5}}){_AFTER}"),
        ("phone_mobile", "phone", rf"{_BEFORE}([6-9]\d{{9}}|[6-9]\d{{4}}[\s-]\d{{5}}){_AFTER}(?!\s*{scale})"),
        (
            "phone_line",
            "phone",
            rf"{_BEFORE}((?:\(0\d{{2,4}}\)\s?|0\d{{2,4}}[\s-])\d{{3,4}}[\s-]?\d{{3,4}}){_AFTER}",
        ),
        ("phone_named", "phone", rf"(?=\d{{3}})(?:{phone})(\d{{3,}}(?:-\d{{3,}})*{further}){_AFTER}"),
        ("phone_short", "phone", rf"(?<![{WORD}.])({phone_short})\.?:?\s?(\d[\d-]{{7,}}){_AFTER}"),
        ("phone_called", "phone", rf"{_BEFORE}(\d{{3,5}})(?=\s+(?:{called})(?![{WORD}]))"),
        ("numbered", "digits", rf"(?=\d{{3}})(?:{numbered})(\d{{3}} \d{{3}}|\d{{4,}}{further}){_AFTER}"),
        ("pin", "digits", rf"(?<=[{INDIC}][-–])([1-8]\d\d\s?\d{{3}}){_AFTER}"),
        ("train", "digits", rf"{_BEFORE}([012]\d{{2}}(?!00)\d\d)(?=\s+(?:\S+\s+){{0,3}}{trains})"),
        (
            "vehicle",
            "digits",
            rf"(?<![{WORD}])([A-Z]{{2}})[-\s]?(\d{{1,2}})[-\s]?([A-Z]{{1,3}})[-\s]?(\d{{4}}){_AFTER}",
        ),
        ("known", "mixed", rf"(?<![{WORD}.,])({whole_form})(?![{WORD}]|-\d)"),
        (
            "money",
            "money",
            rf"(?<![{WORD}])(-?)({sign})\s*({_NUMBER})(?:{_DASH}(?:{sign}\s*)?({_NUMBER}))?"
            rf"(?:\s*({scale}){_AFTER})?(?:/-)?(?:\s+{said}{_AFTER})?",
        ),
        (
            "money_after",
            "money",
            rf"{_BEFORE}({_NUMBER})()(?:\s*({scale}))?\s?({sign}|/-)(?![{WORD}])(?:\s+{said}{_AFTER})?",
        ),
        ("percent", "percent", rf"{_BEFORE}([-+]?)({_NUMBER})(?:\s?%?{_DASH}({_NUMBER}))?\s?%"),
        ("section", "section", rf"{_BEFORE}({section})\s+(\d[\dA-Za-z()/-]*)"),
        ("ordinal", "ordinal", rf"{_BEFORE}(\d[\d,]*)[-\s]?({suffix}){_AFTER}"),
        ("ordinal_english", "ordinal", rf"{_BEFORE}(\d[\d,]*)(st|nd|rd|th){_AFTER}"),
        ("decade", "decade", rf"{_BEFORE}((?:(?:1[0-9]|20)\d|[5-9])0)['’]?s{_AFTER}"),
        ("decade_pair", "decade", rf"{_BEFORE}(\d0)-(\d0)(?=\s+{decade})"),
        ("era", "year", rf"{_BEFORE}(\d{{1,4}})(?:{_DASH}(\d{{1,4}}))?\s*({era})"),
        ("version_named", "version", rf"(?<![{WORD}])([vV]\.?\s?|[A-Za-z]{{1,6}}-?)(\d+(?:\.\d+)+){_AFTER}"),
        ("version", "version", rf"{_BEFORE}(\d+(?:\.\d+){{2,}}){_AFTER}"),
        (
            "measure",
            "measure",
            rf"{_BEFORE}([-−]?)({_NUMBER})(?:{_DASH}({_NUMBER}))?\s?({unit}){_AFTER}",
        ),
        (
            "score",
            "score",
            rf"{_BEFORE}(\d{{1,3}}){_DASH}(\d{{1,3}})"
            rf"(?=(?:\s*,?\s*(?:{both}\s+)?\d{{1,3}}-\d{{1,3}}){{0,6}}\s+(?:{result}))",
        ),
        ("score_named", "score", rf"(?:{score})(\d{{1,3}}){_DASH}(\d{{1,3}}){_AFTER}"),
        ("wickets", "score", rf"{_BEFORE}(\d{{1,3}})/(\d{{1,3}})(?:\s+({wicket}))?{_AFTER}"),
        ("year_span", "year", rf"{_BEFORE}({_YEAR}){_DASH}(\d\d){_AFTER}(?!-)"),
        ("year_range", "year", rf"{_BEFORE}({_YEAR}){_DASH}({_YEAR}){_AFTER}(?!-)"),
        ("series", "series", rf"{_BEFORE}(\d{{1,3}}(?:-\d{{1,3}}){{2,}}){_AFTER}"),
        (
            "extent",
            "measure",
            rf"{_BEFORE}({_NUMBER})\s?[xX×]\s?({_NUMBER})(?:\s?[xX×]\s?({_NUMBER}))?{_AFTER}(?!\s*=)",
        ),
        ("range", "range", rf"{_BEFORE}({_NUMBER}){_DASH}({_NUMBER})(?:\s+({scale}))?{_AFTER}"),
        ("parted", "fraction", rf"{_BEFORE}(\d{{1,6}})\s?([{''.join(parts)}])"),
        ("mixed_fraction", "fraction", rf"{_BEFORE}(\d+)\s+(\d+)/(\d+){_AFTER}"),
        ("fraction", "fraction", rf"{_BEFORE}(\d+)/(\d+){_AFTER}"),
        ("ratio", "ratio", rf"{_BEFORE}(\d+(?::\d+)+){_AFTER}"),
        (
            "year",
            "year",
            rf"{no_year}(?:{before_year}{after_month}|{after_act})(1[1-9]\d\d)(?!,?\d){_AFTER}"
            rf"|{_BEFORE}(1[1-9]\d\d)(?=(?:{between_years}{_YEAR}){{0,6}}\s+(?:{after_year})(?![{WORD}]))"
            rf"|(?<=\()(1[1-9]\d\d)(?=\))",
        ),
        ("halved", "cardinal", rf"{_BEFORE}(\d+\.50?)(?=\s+{halved}{_AFTER})"),
        ("scaled_short", "cardinal", rf"{_BEFORE}({_NUMBER})([{''.join(letters)}])(?=\s|$)"),
        ("scaled", "cardinal", rf"{_BEFORE}([-−+]?)({_NUMBER})\s*({scale})(\+?){_AFTER}"),
        ("half_hour", "time", rf"{_BEFORE}(\d{{1,2}}\.5)\s+({oclock}){_AFTER}"),
        (
            "mixed",
            "mixed",
            rf"(?<![{WORD}])(?=[A-Za-z0-9-]*[A-Za-z])(?=[A-Za-z0-9-]*\d)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*{_AFTER}",
        ),
        ("decimal", "decimal", rf"(?<![{WORD}])([-−+]?)((?:\d{{1,3}}(?:,\d{{2,3}})+|\d+)?\.\d+)(\+?)"),
        ("cardinal", "cardinal", rf"(?:(?<![{WORD}])([-−+]))?((?:\d{{1,3}}(?:,\d{{2,3}})+(?!\d)|\d+))(\+?)"),
        ("abbreviation", "abbreviation", _abbreviations(language)),
        ("initials", "initials", _initials(language)),
        (
            "roman",
            "roman",
            rf"{_BEFORE}(X{{0,2}}(?:IX|IV|VI{{1,3}}|I{{2,3}})|X{{1,2}}I{{1,3}}|XX|XV|XIV|(?:{roman})[IVX]){_AFTER}",
        ),
        ("latin", "latin", rf"[{LATIN}]+(?:['’&][{LATIN}]+)*(?:-[{LATIN}]+)*"),
        ("word", "word", rf"[{LETTER}]+(?:[-‑][{INDIC}]+)*"),
        ("punctuation", "punctuation", r"[।॥?!.,;:…|/\\‘’“”'\"«»()\[\]{}‹›–—-]"),
        ("symbol", "symbol", r"\S"),
    ]


def _just_after(words: list[str], links: tuple[str, ...] = (" ", ": ", " : ", " - ", "-")) -> str:
    """What stands before a number that one of these words names, for looking behind."""
    return "|".join(f"(?<={re.escape(word + link)})" for word in words for link in links)


def _plain_months(calendar: Mapping[str, Any]) -> list[str]:
    """Months in the language's own words, for looking behind."""
    return [name for names in calendar["months"] for name in names if not name.isascii()]


def _abbreviations(language: str) -> str:
    words = languages.table(language, "abbreviations")["words"]
    return rf"(?<![{WORD}.])({alternatives(list(words))})\.(?!\.)"


def _initials(language: str) -> str:
    names = alternatives(languages.table(language, "abbreviations")["letters"]["names"])
    return rf"(?<![{WORD}.])((?:(?:{names}|[A-Z])\.\s?)+(?:{names}\.)?)(?<!\s)"
