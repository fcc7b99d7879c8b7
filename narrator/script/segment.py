"""Sentences of a text, without losing a character of it.

A line break always ends a sentence. Danda, question mark and their like do unless they stand inside quotes or
parentheses that go on, or the words after a closing quote continue the clause. A full stop or a bar needs
evidence. In doubt two sentences stay joined.
"""

from __future__ import annotations

import bisect
import functools
import re
from dataclasses import dataclass

from narrator import language as languages
from narrator.script.text import CLOSERS, INDIC, LATIN, LETTER, OPENERS, WORD, fold, fold_digits

_STRONG = "।॥?!؟۔。！？"
_RUN = re.compile(rf"[{_STRONG}|.…]+")
_LAST_WORD = re.compile(rf"(?:[{WORD}]+[.])*[{WORD}]+$")
_NEXT = re.compile(rf"\s*([-–—]*)\s*([{re.escape(OPENERS)}\"']*)([{WORD}]+|.)?", re.DOTALL)
_LIST_NUMBER = re.compile(rf"\s*[(\[]?(?:\d{{1,3}}|[{LETTER}]{{1,2}})$")
_PAIRS = {"“": "”", "‘": "’", "«": "»", "(": ")", "[": "]", "{": "}", "‹": "›"}


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence's place in a text."""

    start: int
    """Offset of the first code point; white space before the sentence belongs to the span before it."""
    end: int
    """Offset after the last; the next span begins here."""


def segment(text: str, *, language: str = "hi") -> tuple[Span, ...]:
    """Spans that follow each other without a gap and cover the whole text; none for an empty text."""
    rules = _rules(languages.base(language))
    folded = fold_digits(text)
    ends: list[int] = []
    position = 0
    for line in folded.splitlines(keepends=True):
        ends += [position + end for end in rules.ends(line)]
        position += len(line)
        ends.append(position)
    spans: list[Span] = []
    start = 0
    for end in ends:
        if text[start:end].strip() or (end == len(text) and end > start and not spans):
            spans.append(Span(start, end))
            start = end
        elif spans and end > start:
            spans[-1] = Span(spans[-1].start, end)
            start = end
    return tuple(spans)


def sentences(text: str, *, language: str = "hi") -> tuple[str, ...]:
    """The sentences as written, without the white space around them."""
    found = (text[span.start : span.end].strip() for span in segment(text, language=language))
    return tuple(sentence for sentence in found if sentence)


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a language knows about the ends of its sentences."""

    abbreviations: frozenset[str]
    letters: frozenset[str]
    also_words: frozenset[str]
    continues: frozenset[str]
    finals: frozenset[str]

    def ends(self, line: str) -> list[int]:
        """Offsets in a line after which a sentence ends; white space after it is included."""
        found: list[int] = []
        pairs = _find_pairs(line)
        closing = frozenset(close for _, close in pairs)
        reach = -1
        starts = [open_ for open_, _ in pairs]
        furthest = _furthest(pairs)
        for run in _RUN.finditer(line):
            if run.start() < reach:
                continue
            end = _take_closers(line, run.end(), closing)
            index = bisect.bisect_left(starts, run.start())
            if index and furthest[index - 1] >= end:
                continue
            begin = found[-1] if found else 0
            quoted = any(line[place] in CLOSERS for place in range(run.end(), end))
            if line[end - 1] in ")]" and any(
                begin + len(line[begin:]) - len(line[begin:].lstrip()) < open_ and close == end - 1
                for open_, close in pairs
            ):
                continue  # a remark in parentheses amid a sentence
            if self._is_end(line, begin, run, end, quoted=quoted):
                while end < len(line) and line[end].isspace():
                    end += 1
                found.append(end)
                reach = end
        return found

    def _is_end(self, line: str, begin: int, run: re.Match[str], end: int, *, quoted: bool) -> bool:
        following = _NEXT.match(line, end)
        dash, opener, word = following.groups() if following else ("", "", None)
        if word is None and not opener:
            return True
        if not opener and word and word in ",;:%/":
            return False
        if dash and not opener:
            return False
        if quoted and not opener and word and fold(word) in self.continues:
            return False
        marks = run.group()
        touching = end < len(line) and not line[end].isspace()
        if any(mark in _STRONG for mark in marks):
            latin = touching and re.match(rf"[{LATIN}0-9=&]", line[end])
            return not (latin and re.search(rf"[{LATIN}0-9]$", line[: run.start()][-1:]))
        before = line[begin : run.start()]
        if "|" in marks:
            return self._is_bar_end(before, line, run)
        if marks.startswith("..") or "…" in marks:
            return quoted
        return self._is_stop_end(before, word or "", opener, touching=touching)

    def _is_bar_end(self, before: str, line: str, run: re.Match[str]) -> bool:
        """Whether a bar stands for a danda: right after a word, or after one that ends sentences."""
        if not re.search(rf"[{INDIC}{re.escape(CLOSERS)}]\s*$", before):
            return False
        if not before[-1].isspace():
            return True
        word = _LAST_WORD.search(before.rstrip())
        return word is not None and fold(word.group()) in self.finals

    def _is_stop_end(self, before: str, word: str, opener: str, *, touching: bool) -> bool:
        """Whether a full stop ends a sentence."""
        if _LIST_NUMBER.fullmatch(before):
            return False
        last = _LAST_WORD.search(before)
        if not last:
            return not touching or bool(opener)
        name = fold(last.group())
        if touching and not opener and word:
            joined = re.match(rf"[{LATIN}0-9]", word) and re.match(rf"[{LATIN}0-9]", name[-1])
            if joined or (name[-1].isdigit() and word[0].isdigit()):
                return False
        if name in self.abbreviations or (name.rpartition(".")[2] in self.abbreviations and "." in name):
            return False
        if self._is_initial(name, before[: last.start()], word):
            return False
        return not re.match("[a-z]", word)

    def _is_initial(self, name: str, before: str, word: str) -> bool:
        letter = name.rpartition(".")[2]
        if len(letter) == 1 and re.match(f"[{LATIN}]", letter):
            return True
        if letter not in self.letters:
            return False
        if letter not in self.also_words or "." in name or fold(word) in self.letters:
            return True
        previous = before.rstrip()
        return not previous or not re.search(rf"[{WORD}]$", previous)


def _take_closers(line: str, at: int, closing: frozenset[int]) -> int:
    """Offset after the closing signs and further stops that belong to what ends at ``at``."""
    while at < len(line) and (line[at] in "”’»)]}›।॥?!.…" or at in closing):
        at += 1
    return at


def _find_pairs(line: str) -> list[tuple[int, int]]:
    """Offsets of the quotes and parentheses that belong together, in order of their openings."""
    pairs: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for found in re.finditer(r"[“”‘’«»()\[\]{}‹›\"']", line):
        sign, at = found.group(), found.start()
        if sign in "\"'’":
            left = bool(at) and re.match(rf"[{WORD}]", line[at - 1])
            right = at + 1 < len(line) and re.match(rf"[{WORD}]", line[at + 1])
            if left and right:
                continue  # an apostrophe
        if sign in _PAIRS:
            waiting.append((_PAIRS[sign], at))
            continue
        depth = next((i for i in range(len(waiting) - 1, -1, -1) if waiting[i][0] == sign), None)
        if depth is not None:
            pairs.append((waiting[depth][1], at))
            del waiting[depth:]
        elif sign in "\"'" and at + 1 < len(line) and not line[at + 1].isspace():
            waiting.append((sign, at))
    return sorted(pairs)


def _furthest(pairs: list[tuple[int, int]]) -> list[int]:
    """For each pair the furthest end of it and all before it."""
    reach, ends = -1, []
    for _, close in pairs:
        reach = max(reach, close)
        ends.append(reach)
    return ends


@functools.cache
def _rules(language: str) -> _Rules:
    table = languages.table(language, "segment")
    abbreviations = languages.table(language, "abbreviations") or {"words": {}}
    letters = abbreviations.get("letters", {})
    known = {fold(word) for word in abbreviations["words"]}
    return _Rules(
        abbreviations=frozenset(known),
        letters=frozenset(fold(name) for name in letters.get("names", ())),
        also_words=frozenset(fold(name) for name in letters.get("also_words", ())),
        continues=frozenset(fold(word) for word in table.get("continues", ())),
        finals=frozenset(fold(word) for word in table.get("finals", ())),
    )
