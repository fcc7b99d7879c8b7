"""Where the sentences of a timeline stand in the source of a page.

Page and sentences are compared by their letters, marks and digits alone; white space, punctuation, tags inside
a line and the writing of a character do not matter. Of all places where a sentence could stand, those are taken
that keep the order of the timeline and cover the most text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from narrator.episode.markup import INLINE, SILENT, VOID, Piece, characters

_EDGE = "\n"
_PLACES = 24
"""So many places of one text are looked at: a label may stand on a page very often."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters of a page, each with its place in the source."""

    text: str
    """Letters, marks and digits, decomposed; a line break stands for an edge that no sentence crosses."""
    starts: Sequence[int]
    """Offset in the source of each."""
    ends: Sequence[int]
    """Offset after each."""
    firsts: frozenset[int]
    """Indices before which something else stands: where a word may begin."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a text could stand."""

    start: int
    """Index of its first letter."""
    end: int
    """Index after its last one."""
    index: int
    """Of the text."""
    weight: int
    """What it is worth: its letters."""


def read_letters(source: str, pieces: Sequence[Piece], skip: Sequence[tuple[int, int]] = ()) -> Letters:
    """The letters of a page's text.

    Args:
        source: The page.
        pieces: Its pieces.
        skip: Ranges of the source that are passed over.
    """
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    firsts = {0}

    def add(letter: str, start: int, end: int) -> None:
        text.append(letter)
        starts.append(start)
        ends.append(end)

    for piece in _shown(pieces, skip):
        if piece.kind != "text":
            firsts.add(len(text))
            if piece.name not in INLINE and text and text[-1] != _EDGE:
                add(_EDGE, piece.start, piece.start)
                firsts.add(len(text))
            continue
        for letter, start, end in characters(source, piece):
            kept = letters(letter)
            if not kept:
                if letter not in _JOINERS:
                    firsts.add(len(text))
                continue
            for one in kept:
                add(one, start, end)
    firsts.add(len(text))
    return Letters("".join(text), starts, ends, frozenset(firsts))


def _shown(pieces: Sequence[Piece], skip: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """The pieces that are or part the page's own text: no scripts, no footnote marks, nothing skipped."""
    silent: list[str] = []
    for at, piece in enumerate(pieces):
        if any(start <= piece.start < end for start, end in skip):
            continue
        if piece.kind == "open" and piece.name not in VOID and (silent or _is_silent(pieces, at)):
            if not silent or piece.name == silent[0]:
                silent.append(piece.name)
        elif piece.kind == "close" and silent:
            if piece.name == silent[-1]:
                silent.pop()
        elif not silent and piece.kind != "other":
            yield piece


def _is_silent(pieces: Sequence[Piece], at: int) -> bool:
    piece = pieces[at]
    if piece.name in SILENT:
        return True
    # A raised link is a footnote's mark.
    return piece.name == "sup" and any(next_.name == "a" for next_ in pieces[at + 1 : at + 3])


def letters(text: str) -> str:
    """The letters, marks and digits of a text, decomposed, but for signs that only shape letters."""
    return "".join(
        letter for letter in unicodedata.normalize("NFD", text) if unicodedata.category(letter)[0] in "LMN"
    )


_JOINERS = "\u200b\u200c\u200d\u00ad\u2060"


def align(
    page: Letters, texts: Sequence[str], titles: Sequence[tuple[int, int]] = ()
) -> list[tuple[int, int] | None]:
    """Where each text stands: offsets in the source around its letters; None where it does not.

    Args:
        page: The letters of the page.
        texts: In the order in which they are spoken.
        titles: Ranges of the source where the first text is looked for before it is elsewhere.
    """
    candidates: list[Candidate] = []
    for index, text in enumerate(texts):
        wanted = letters(text)
        if _ORDINAL.match(text) and next(_places(page, wanted), None) is None:
            wanted = letters(_ORDINAL.sub("", text))
        for start in _places(page, wanted):
            bonus = index == 0 and any(begin <= page.starts[start] < end for begin, end in titles)
            weight = len(wanted) * (2 if bonus else 1)
            candidates.append(Candidate(start, start + len(wanted), index, weight))
    found: list[tuple[int, int] | None] = [None] * len(texts)
    for place in _heaviest_chain(candidates, len(texts)):
        found[place.index] = (page.starts[place.start], page.ends[place.end - 1])
    return found


_ORDINAL = re.compile(r"\d+[.)]\s+")
"""The number of a list item is not in the source: the browser counts."""


def _places(page: Letters, wanted: str) -> Iterator[int]:
    """Indices at which the letters stand as whole words: the first ones, as many as are looked at."""
    if not wanted:
        return
    count, at = 0, page.text.find(wanted)
    while at >= 0 and count < _PLACES:
        if at in page.firsts and at + len(wanted) in page.firsts:
            yield at
            count += 1
        at = page.text.find(wanted, at + 1)


def _heaviest_chain(candidates: Sequence[Candidate], count: int) -> list[Candidate]:
    """Places in the order of both page and timeline, without overlap, of the most weight.

    Among equals the later place wins, so that a heading stands right before its text and not in a menu.
    """
    # From the end of the page to its start. Where a candidate ends, all that may follow it are known.
    events = [(candidate.end, 0, at) for at, candidate in enumerate(candidates)]
    events += [(candidate.start, 1, at) for at, candidate in enumerate(candidates)]
    chains: list[tuple[int, int, int]] = [(0, 0, -1)] * len(candidates)
    after = [-1] * len(candidates)
    heaviest = _Heaviest(count)
    for _, is_start, at in sorted(events, reverse=True):
        candidate = candidates[at]
        if is_start:
            heaviest.add(candidate.index, chains[at])
        else:
            weight, _, after[at] = heaviest.after(candidate.index)
            chains[at] = (weight + candidate.weight, candidate.start, at)
    chain = []
    _, _, at = max(chains, default=(0, 0, -1))
    while at >= 0:
        chain.append(candidates[at])
        at = after[at]
    return chain


class _Heaviest:
    """The heaviest chain among those that begin with a later text: a Fenwick tree of maxima.

    Args:
        count: Number of texts.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._tree: list[tuple[int, int, int]] = [(0, 0, -1)] * (count + 1)

    def add(self, index: int, chain: tuple[int, int, int]) -> None:
        """Note a chain (weight, place, candidate) that begins with a text."""
        at = self._count - index
        while at <= self._count:
            self._tree[at] = max(self._tree[at], chain)
            at += at & -at

    def after(self, index: int) -> tuple[int, int, int]:
        """The heaviest chain that begins after a text."""
        found = (0, 0, -1)
        at = self._count - index - 1
        while at > 0:
            found = max(found, self._tree[at])
            at -= at & -at
        return found
