"""What a written form is: the rules that find numbers, dates, money and their like in a text.

The patterns stand in ``patterns.py``, the words in them come from the language's tables (``vocabulary.py``).
They see a text whose digits are ASCII.

The split into classification here and reading in ``read.py`` is that of Ebden and Sproat, The Kestrel TTS text
normalization system (Natural Language Engineering 21(3), 2015).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from narrator.script.patterns import PATTERNS
from narrator.script.vocabulary import vocabulary


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
    words = vocabulary(language)
    rules = {name: Rule(name, kind, re.compile(_fill(text, words))) for name, kind, text in PATTERNS}
    groups = (f"(?P<{name}>{_ungroup(rule.pattern.pattern)})" for name, rule in rules.items())
    return Grammar(rules, re.compile("|".join(groups)))


def _fill(template: str, words: Mapping[str, str]) -> str:
    """A pattern with fragments in the place of their names."""
    return re.sub(r"<(\w+)>", lambda name: words[name[1]], template)


def _ungroup(pattern: str) -> str:
    """A pattern without capturing groups; a back-reference stands for what it may refer to."""
    return re.sub(r"\\(\d)", r"[-/.]", re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern))
