"""Pronunciation lexicons: what an editor wants said for a written form.

Two formats come in: a table of two columns (``written<TAB>spoken``, ``#`` begins a comment) and W3C PLS 1.0
(https://www.w3.org/TR/pronunciation-lexicon/). Written forms are compared as a reader sees them: upper and
lower case, composed and decomposed signs, joiners and curly apostrophes make no difference.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from narrator.errors import ScriptError
from narrator.script import lexicon_files
from narrator.script.lexicon_files import Entry, Problem

# Signs without a sound or a shape of their own: joiners, soft hyphen, word joiner, BOM, variation selectors.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-"})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Written forms and what is said for them; an earlier entry wins over a later one."""

    entries: tuple[Entry, ...] = ()
    """In order of preference, one for each written form."""
    _index: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]] = field(
        default_factory=lambda: MappingProxyType({}), repr=False, compare=False
    )

    @classmethod
    def load(cls, paths: Iterable[Path], *, code: str | None = None) -> Lexicon:
        """The lexicon of several files; a file loses to the ones before it.

        Args:
            paths: ``.tsv``, ``.pls`` or ``.xml`` files: the user's, then the site's, then ours.
            code: Language of a file that does not say it, by name (``hi.tsv``) or by ``xml:lang``.

        Raises:
            ScriptError: A file that cannot be read, or a bad row; the message begins with file and line.
        """
        found: list[Entry] = []
        for path in paths:
            entries, problems = _read(Path(path), code)
            if problems:
                more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
                raise ScriptError(f"{problems[0]}{more}", f"narrate lexicon check {path}")
            found += entries
        return cls.of(found)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Lexicon:
        """The lexicon of these entries; the first of two for the same written form wins."""
        kept: dict[tuple[str, ...], Entry] = {}
        for entry in entries:
            kept.setdefault(fold(entry.written), entry)
        index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for pieces, entry in sorted(kept.items(), key=lambda item: -len(item[0])):
            if entry.spoken and pieces:
                index.setdefault(pieces[0], []).append((pieces, entry.spoken))
        return cls(tuple(kept.values()), MappingProxyType({key: tuple(rows) for key, rows in index.items()}))

    def match(self, words: Sequence[str], at: int) -> tuple[int, str] | None:
        """How many words the longest entry starting at ``words[at]`` covers, and its spoken form.

        Args:
            words: Written words in order, white space left out; a sign may stand in a word or alone.
            at: Index of the first word.
        """
        pieces = fold(words[at])
        if pieces:
            for wanted, spoken in self._index.get(pieces[0], ()):
                if count := _covered(wanted, words, at):
                    return count, spoken
        return None


def check(path: Path, *, code: str | None = None) -> list[Problem]:
    """What is wrong with a lexicon, in the order of its lines; empty for a good one."""
    return _read(Path(path), code)[1]


def _read(path: Path, code: str | None) -> tuple[list[Entry], list[Problem]]:
    """The good rows of a file, and what is wrong with the others."""
    rows, problems = lexicon_files.parse(path, code)
    first: dict[tuple[str, ...], tuple[int, str]] = {}
    for line, entry in rows:
        place, spoken = first.setdefault(fold(entry.written), (line, entry.spoken))
        # PLS has several lexemes for one grapheme by design, the first being preferred; a table has not.
        if spoken != entry.spoken and path.suffix.lower() == ".tsv":
            problems.append(
                Problem(path, line, f"{entry.written} stands in line {place} with another spoken form")
            )
    return [entry for _, entry in rows], sorted(problems, key=lambda problem: problem.line)


def to_pls(lexicon: Lexicon, language: str) -> bytes:
    """A lexicon as a PLS 1.0 document in UTF-8; ``language`` is a BCP 47 tag."""
    return lexicon_files.to_pls(lexicon.entries, language)


def to_tsv(lexicon: Lexicon) -> str:
    """A lexicon as a table of two columns."""
    return lexicon_files.to_tsv(lexicon.entries)


@functools.lru_cache(maxsize=1 << 15)
def fold(written: str) -> tuple[str, ...]:
    """What a written form is compared by: its runs of letters and digits, and single other signs."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", written)).translate(_APOSTROPHES).casefold()
    pieces: list[str] = []
    inside = False
    # casefold may leave NFC, so the second pass is not idle
    for sign in unicodedata.normalize("NFC", text):
        if sign.isspace():
            inside = False
        elif sign.isalnum() or unicodedata.category(sign)[0] == "M":
            if inside:
                pieces[-1] += sign
            else:
                pieces.append(sign)
            inside = True
        else:
            pieces.append(sign)
            inside = False
    return tuple(pieces)


def _covered(wanted: tuple[str, ...], words: Sequence[str], at: int) -> int:
    """How many whole words from ``at`` on make up ``wanted``; 0 where they do not."""
    filled, index = 0, at
    while filled < len(wanted):
        pieces = fold(words[index]) if index < len(words) else ()
        if not pieces or wanted[filled : filled + len(pieces)] != pieces:
            return 0
        filled += len(pieces)
        index += 1
    return index - at
