"""Which quotes and parentheses of a text belong together, whatever signs they are written with.

News pages open a quotation with one sign and close it with another (“…", ‘‘…’’, ''…''), so double quotes are
one kind and single quotes another; whether a sign opens or closes is told by what stands on both sides of it.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

_SIGNS = re.compile(r"‘‘|’’|''|``|[“”„‟\"‘’‚'`«»‹›()\[\]{}]")
_BRACKETS = {")": "(", "]": "[", "}": "{", "»": "«", "›": "‹"}
_DOUBLE = frozenset('“”„‟"') | {"‘‘", "’’", "''", "``"}
_LETTER_OR_DIGIT = re.compile("[\\w\u0900-\u0963\u0970-\u0dff]")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two signs that belong together."""

    start: int
    """Offset of the opening sign."""
    end: int
    """Offset after the closing sign."""
    inner: int
    """Offset after the opening sign."""
    close: int
    """Offset of the closing sign."""
    quote: bool
    """Whether they are quotation marks."""


def find_pairs(line: str) -> list[Pair]:
    """The pairs of a line in order of their openings; signs without a partner are in none."""
    pairs: list[Pair] = []
    waiting: list[tuple[str, int, int]] = []
    counts: dict[str, int] = {}
    for found in _SIGNS.finditer(line):
        kind = _kind(found.group())
        if kind is None or (kind == "'" and _is_apostrophe(line, found)):
            continue
        if _opens(line, found, kind, counts.get(kind, 0)):
            waiting.append((kind, found.start(), found.end()))
            counts[kind] = counts.get(kind, 0) + 1
        elif counts.get(kind):
            while True:  # what was opened inside and never closed is in no pair
                popped, start, inner = waiting.pop()
                counts[popped] -= 1
                if popped == kind:
                    break
            pairs.append(Pair(start, found.end(), inner, found.start(), kind in "\"'«‹"))
    return sorted(pairs, key=lambda pair: pair.start)


class Cover:
    """Stretches of a text, asked whether one of them holds a place."""

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(stretches)
        self._starts = [start for start, _ in ordered]
        self._furthest = list(itertools.accumulate((end for _, end in ordered), max))

    def holds(self, start: int, end: int) -> bool:
        """Whether a stretch begins before ``start`` and reaches to ``end`` or beyond."""
        index = bisect.bisect_left(self._starts, start)
        return index > 0 and self._furthest[index - 1] >= end


def _kind(sign: str) -> str | None:
    """What a sign pairs with: the name of its kind."""
    if sign in _DOUBLE:
        return '"'
    return "'" if sign in "‘’‚'`" else _BRACKETS.get(sign, sign)


def _opens(line: str, found: re.Match[str], kind: str, waiting: int) -> bool:
    """Whether a sign opens; a sign that only opens may yet close, as in „…“."""
    sign = found.group()
    before = line[found.start() - 1 : found.start()]
    after = line[found.end() : found.end() + 1]
    if kind not in "\"'":
        return sign == kind
    starts_word = (not before or before.isspace() or before in "([{-–—/“‘\"'") and bool(after.strip())
    ends_word = bool(before.strip()) and (not after or not _LETTER_OR_DIGIT.match(after))
    if sign in "“„‟‘‚" or sign in ("‘‘", "``", "`"):
        return not (waiting and ends_word)
    if sign in "”’" or sign == "’’":
        return not waiting and starts_word
    if waiting:
        return starts_word and not ends_word
    return bool(after.strip())


def _is_apostrophe(line: str, found: re.Match[str]) -> bool:
    """Whether a single quote stands inside a word: O'Brien, 5'6."""
    before, after = found.start() - 1, found.end()
    return (
        before >= 0
        and after < len(line)
        and bool(_LETTER_OR_DIGIT.match(line[before]) and _LETTER_OR_DIGIT.match(line[after]))
    )
