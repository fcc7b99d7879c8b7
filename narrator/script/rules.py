"""What a written form is: the rules that find numbers, dates, money and their like in a text.

The patterns stand in ``patterns.py``, the words in them come from the language's tables (``vocabulary.py``).
They see a text whose digits are ASCII.

The split into classification here and reading in ``read.py`` is that of Ebden and Sproat, The Kestrel TTS text
normalization system (Natural Language Engineering 21(3), 2015).
"""

from __future__ import annotations

import functools
import itertools
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
    pattern: str
    """With the groups that the reading wants."""

    def match(self, text: str, at: int) -> re.Match[str] | None:
        """The written form at a place; compiled when it is first needed, as few are in most texts."""
        return _compiled(self.pattern).match(text, at)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of a language, in order, and one pattern that finds whichever fits first."""

    rules: Mapping[str, Rule]
    finder: re.Pattern[str]


@functools.cache
def grammar(language: str) -> Grammar:
    """The rules of a language that has a table of numbers."""
    words = vocabulary(language)
    rules = {name: Rule(name, kind, _fill(text, words)) for name, kind, text in PATTERNS}
    groups = (f"(?P<{name}>{_ungroup(rule.pattern, name)})" for name, rule in rules.items())
    return Grammar(rules, re.compile("|".join(groups)))


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _fill(template: str, words: Mapping[str, str]) -> str:
    """A pattern with fragments in the place of their names."""
    return re.sub(r"<(\w+)>", lambda name: words[name[1]], template)


def _ungroup(pattern: str, name: str) -> str:
    """A pattern that fits the same without capturing groups, but for those that it refers back to."""
    referred = set(re.findall(r"\\(\d)", pattern))
    numbers = map(str, itertools.count(1))

    def replace(part: re.Match[str]) -> str:
        if part[0] == "(":
            number = next(numbers)
            return f"(?P<{name}_{number}>" if number in referred else "(?:"
        return f"(?P={name}_{part[1]})" if part[1] else part[0]

    return _GROUPS.sub(replace, pattern)


_GROUPS = re.compile(r"\\(\d)|\\.|\[(?:\\.|[^\]\\])*\]|\((?!\?)", re.DOTALL)
"""A reference back; or what may hold a bracket that is none: an escape, a class; or the begin of a group."""
