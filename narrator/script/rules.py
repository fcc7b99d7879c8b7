"""What a written form is: the rules that find numbers, dates, money and their like in a text.

The patterns stand in ``patterns.py``, the words in them come from the language's tables (``vocabulary.py``).
They see a text whose digits are ASCII.

The split into classification here and reading in ``read.py`` is that of Ebden and Sproat, The Kestrel TTS text
normalization system (Natural Language Engineering 21(3), 2015).
"""

from __future__ import annotations

import functools
import heapq
import re
from collections.abc import Iterator, Mapping
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
    cue: str
    """Stands in every text in which the pattern fits, and in few others; quick to compile."""
    pattern: str
    """With the groups that the reading wants."""

    def search(self, text: str, at: int = 0) -> re.Match[str] | None:
        """The next written form from a place on; compiled when it is first needed, as few are in most texts."""
        return _compiled(self.pattern).search(text, at)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of a language, in order."""

    rules: tuple[Rule, ...]
    cues: frozenset[str]
    """Those of the rules, many of which share one."""

    def find(self, text: str) -> Iterator[tuple[Rule, re.Match[str]]]:
        """The written forms of a text from left to right; where several rules fit, that of the first."""
        is_there = {cue: _compiled(cue).search(text) is not None for cue in self.cues}
        waiting = [
            (match.start(), order, match)
            for order, rule in enumerate(self.rules)
            if is_there[rule.cue] and (match := rule.search(text))
        ]
        heapq.heapify(waiting)
        at = 0
        while waiting:
            start, order, match = waiting[0]
            rule = self.rules[order]
            if start >= at:
                yield rule, match
                at = match.end()
            following = rule.search(text, at)
            if following:
                heapq.heapreplace(waiting, (following.start(), order, following))
            else:
                heapq.heappop(waiting)


@functools.cache
def grammar(language: str) -> Grammar:
    """The rules of a language that has a table of numbers."""
    words = vocabulary(language)
    rules = tuple(Rule(name, kind, cue, _fill(text, words)) for name, kind, cue, text in PATTERNS)
    return Grammar(rules, frozenset(rule.cue for rule in rules))


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _fill(template: str, words: Mapping[str, str]) -> str:
    """A pattern with fragments in the place of their names."""
    return re.sub(r"<(\w+)>", lambda name: words[name[1]], template)
