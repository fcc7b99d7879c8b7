"""Cutting a text that is longer than an engine takes, where a reader would draw breath.

Sentences come from the script, limits from the engines: only an engine knows how much it takes at once, and
how that is measured (characters, bytes, phonemes). So an engine cuts what it is given, and the sound of the
parts is one utterance. The words at which clauses begin are in the language's ``segment.toml``.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from narrator import language as languages
from narrator.enclosures import Cover, find_pairs

# Places to cut, best first: a worse one is taken only where there is no better.
_SENTENCE, _CLAUSE, _COMMA, _CONJUNCTION, _PHRASE, _WORD, _TIGHT = range(7)
_ENCLOSED, _WHOLE = 7, 14
"""Added to the rank of a place inside quotes or parentheses, and inside a number or a name."""
_MARKS = {**dict.fromkeys("।॥.?!…|؟۔", _SENTENCE), **dict.fromkeys(";:–—-", _CLAUSE), ",": _COMMA}
_BLANK = re.compile(r"\s+|(?<=[।॥])(?=[^\s।॥”’\"')\]])")
_CLOSERS = "”’\"'»)]}›"
_SPACED = re.compile(r"(?<!\d)\d+(?:\s?[-–—/:.,]\s?\d+)+|[A-Z][\w'’.]*(?:\s[A-Z][\w'’.]*)+")
_FAR = 48
"""Longest word that is looked up."""
SHARE = 3
"""A part is at least one in this many of what fits, where the text has a place for that."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text may be cut."""

    end: int
    """Offset after the last character of what comes before."""
    next: int
    """Offset of what comes after the white space."""
    rank: int


def cut(
    text: str, limit: int, *, language: str = "hi", measure: Callable[[str], int] = len
) -> tuple[tuple[int, int], ...]:
    """Spans (start, end) of at most ``limit`` each that follow each other without a gap and cover the text.

    White space after a part belongs to its span and is not measured. A cut comes after a stop, else at a
    clause, a comma, a conjunction, after a phrase, between words; inside quotes, parentheses, a name or a
    number only where these alone are too long, and inside a word only where the word is.

    Args:
        text: A sentence, written or spoken.
        limit: Most that a part may measure.
        language: BCP 47.
        measure: Size of a text as the engine counts it; a longer text must not measure less.

    Raises:
        ValueError: The limit is less than 1.
    """
    if limit < 1:
        raise ValueError(f"a part of {limit} holds nothing")
    places: list[_Place] | None = None
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        reach = _reach(text, start, limit, measure)
        end = len(text)
        if reach < end:
            if places is None:
                places = list(_places(text, _words(languages.base(language))))
            end = _choose(places, start, reach, len(text)) or _inside_word(text, start, reach)
        spans.append((start, end))
        start = end
    return tuple(spans)


def parts(
    text: str, limit: int, *, language: str = "hi", measure: Callable[[str], int] = len
) -> tuple[str, ...]:
    """What ``cut`` finds, without the white space around the parts."""
    found = (text[start:end].strip() for start, end in cut(text, limit, language=language, measure=measure))
    return tuple(part for part in found if part)


def _reach(text: str, start: int, limit: int, measure: Callable[[str], int]) -> int:
    """Offset up to which the text from ``start`` fits the limit."""

    def exceeds(end: int) -> bool:
        return measure(text[start:end].strip()) > limit

    width = limit
    while start + width < len(text) and not exceeds(start + width):
        width *= 2
    ends = range(start + 1, min(start + width, len(text)) + 1)
    return start + bisect.bisect_left(ends, True, key=exceeds)


def _choose(places: list[_Place], start: int, reach: int, size: int) -> int | None:
    """Offset after the best place for a cut; None where there is none.

    The last two parts are made about as long as each other, so that no word stands alone.
    """
    low = bisect.bisect_right(places, start, key=lambda place: place.next)
    high = bisect.bisect_right(places, reach, key=lambda place: place.end)
    found = places[low:high]
    if not found:
        return None
    wanted = (start + size) // 2 if size - start < 2 * (reach - start) else reach

    def worth(place: _Place) -> tuple[bool, bool, int, int]:
        short = (place.end - start) * SHARE < reach - start
        return place.rank >= _ENCLOSED, short, place.rank, abs(place.end - wanted)

    return min(found, key=worth).next


def _inside_word(text: str, start: int, reach: int) -> int:
    """Offset of a cut inside a word: before a letter, not before a sign that belongs to one."""
    for end in range(reach, max(start, reach - _FAR), -1):
        sign = text[end]
        if (
            unicodedata.category(sign)[0] != "M"
            and sign not in "\u200c\u200d"
            and text[end - 1] not in "्\u200d"
        ):
            return end
    return max(reach, start + 1)


@dataclass(frozen=True, slots=True)
class _Words:
    """What a language knows about the joints of its sentences."""

    before: frozenset[str]
    after: frozenset[str]
    phrase_ends: frozenset[str]
    bound: frozenset[str]
    numbers: frozenset[str]
    titles: frozenset[str]
    names: re.Pattern[str]


@functools.cache
def _words(language: str) -> _Words:
    clauses = languages.table(language, "segment").get("clauses", {})
    numbers = languages.table(language, "numbers")
    short = languages.table(language, "abbreviations") or {"words": {}}
    letters = short.get("letters", {})
    names = "|".join(re.escape(name) for name in clauses.get("names", ()))
    return _Words(
        before=frozenset(clauses.get("before", ())),
        after=frozenset(clauses.get("after", ())),
        phrase_ends=frozenset(clauses.get("phrase_ends", ())),
        bound=frozenset(clauses.get("bound", ())) | frozenset(clauses.get("phrase_ends", ())),
        numbers=frozenset(_number_words(numbers)),
        titles=frozenset(short["words"].values())
        | frozenset(letters.get("names", ())) - frozenset(letters.get("also_words", ())),
        names=re.compile(names or r"(?!)"),
    )


def _number_words(numbers: Mapping[str, Any]) -> Iterator[str]:
    yield from numbers.get("below_hundred", ())
    yield from numbers.get("scale_words", ())
    yield from (name for _, name in numbers.get("scales", ()))
    yield from (numbers[key] for key in ("hundred", "point", "minus") if key in numbers)
    yield from (word for word in numbers.get("halves", {}).values() if isinstance(word, str))


def _places(text: str, words: _Words) -> Iterator[_Place]:
    """Places between words, and after a danda that no blank follows, in order."""
    enclosed = Cover((pair.start, pair.end) for pair in find_pairs(text))
    whole = Cover(found.span() for found in itertools.chain(_SPACED.finditer(text), words.names.finditer(text)))
    for found in _BLANK.finditer(text):
        start, end = found.span()
        if start == 0 or end == len(text):
            continue
        rank = _rank(text, start, end, words)
        if enclosed.holds(start, end + 1):
            rank += _ENCLOSED
        if whole.holds(start, end + 1):
            rank += _WHOLE
        yield _Place(start, end, rank)


def _rank(text: str, start: int, end: int, words: _Words) -> int:
    """How good a place between two words is."""
    left = text[max(0, start - _FAR) : start].rpartition(" ")[2].rstrip(_CLOSERS)
    right = re.match(r"[^\s,;।.?!]*", text[end : end + _FAR])
    follows = right.group() if right else ""
    if left.endswith(".") and len(left) <= 6 and not left[:-1].isdecimal():
        return _TIGHT + _WHOLE
    if left[-1:] in _MARKS:
        return _MARKS[left[-1]]
    if follows in _MARKS or follows in words.bound:
        return _TIGHT
    if left in words.titles or (left in words.numbers and follows in words.numbers):
        return _TIGHT + _WHOLE
    if left in words.after or follows in words.before:
        return _CONJUNCTION
    if left[-1:].isdecimal():
        return _TIGHT
    return _PHRASE if left in words.phrase_ends else _WORD
