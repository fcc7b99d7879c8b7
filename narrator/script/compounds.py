"""Names written as one word: parts of addresses of the net, handles and hashtags.

Capitals begin words in them (RailMinIndia); where there are none, known words do (pmkisan), an acronym may
stand at the head, and what no mouth can say is spelled.
"""

from __future__ import annotations

import re

from narrator import language as languages
from narrator.script.transliterate import (
    LONGEST_ACRONYM,
    PIECES,
    VOWELS,
    acronyms,
    name_letters,
    news_words,
    read_latin,
)

# Parts as short as this are no words.
_SHORT_PART = 3
# Between capitals, longer ones may be several words.
_LONGEST_WORD = 8
# Longer ones are not looked at for words written as one.
_LONGEST_COMPOUND = 30
_HEAD = re.compile("([A-Z]{2,60})([a-z]{2,60})")
# Two consonants that begin no word, and a syllable after them: pmkisan.
_NO_ONSET = re.compile(
    "(?!b[hlr]|c[hlr]|d[hrw]|f[lr]|g[hlnr]|j[h]|k[hlnrs]|m[h]|n[h]|p[hlnrs]|s[chklmnpqrtvw]|t[hrsw]|v[hr]|w[hr]|y)"
    "[b-df-hj-np-tv-xz]{2}[b-df-hj-np-tv-z]{0,2}[aeiouy][a-z]{2,}"
)
# No word has five consonants in a row.
_CLUSTER = re.compile("[b-df-hj-np-tv-xz]{5}")


def read_compound(part: str, language: str) -> str:
    """What is said for a word of an address of the net, where acronyms stand in small letters: sbi, eci."""
    if not part.isascii() or not part.isalpha():
        return read_latin(part, language)[0]
    if not part.islower():
        return _read_capitals(part, language)
    if part in acronyms(language).heads:
        return name_letters(part, language)
    if part in news_words(language):
        return _plural(part, language)
    if len(part) <= _SHORT_PART or _is_known(part, language):
        return read_latin(part.upper(), language)[0]
    words = _split(part, language) if len(part) <= _LONGEST_COMPOUND else ()
    if not words and _CLUSTER.search(part):
        return name_letters(part, language)
    if not words and _NO_ONSET.match(part):
        return f"{name_letters(part[:2], language)} {read_compound(part[2:], language)}"
    return " ".join(_read_part(word, language) for word in words) or read_latin(part, language)[0]


def _read_part(word: str, language: str) -> str:
    """One of several words written as one; two letters without a vowel are letters."""
    known = len(word) == _SHORT_PART and _is_known(word, language)
    spelled = len(word) <= _SHORT_PART and not known and not VOWELS.search(word)
    spelled = spelled or word in acronyms(language).heads
    return name_letters(word, language) if spelled else read_compound(word, language)


def _read_capitals(part: str, language: str) -> str:
    """A name in which capitals begin words; those that no table knows may be several written as one."""
    if part.isupper() and len(part) > LONGEST_ACRONYM:
        words = _split(part.lower(), language)
        return (
            " ".join(read_latin(word.upper(), language)[0] for word in words) or read_latin(part, language)[0]
        )
    if part.isupper() or part in acronyms(language).words or part.lower() in news_words(language):
        return read_latin(part, language)[0]
    pieces = _rejoin(PIECES.findall(_HEAD.sub(lambda head: _part_head(head, language), part)), language)
    whole = len(pieces) == 1 or len(part) > _LONGEST_COMPOUND
    return " ".join(
        read_latin(piece, language)[0]
        if whole or piece.isupper() or _is_word(piece)
        else read_compound(piece.lower(), language)
        for piece in pieces
    )


def _is_word(piece: str) -> bool:
    """Whether a piece that begins with a capital looks like a single word."""
    return piece[0].isupper() and len(piece) <= _LONGEST_WORD and not _NO_ONSET.match(piece.lower())


def _part_head(head: re.Match[str], language: str) -> str:
    """An acronym and the word in small letters after it, apart if that is a word: RJD for."""
    capitals, word = head.groups()
    apart = _is_known(word, language) and not _is_known(capitals[-1].lower() + word, language)
    return f"{capitals} {word}" if apart else head[0]


def _rejoin(pieces: list[str], language: str) -> list[str]:
    """Pieces of a name, those joined that are one known word with capitals inside: Indi Go."""
    joined: list[str] = []
    for piece in pieces:
        if joined and (joined[-1] + piece).lower() in news_words(language):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _plural(word: str, language: str) -> str:
    """A known word with its s, which Hindi goes without (वोटर) but no address does."""
    spoken = news_words(language)[word]
    if not word.endswith("s") or spoken != news_words(language).get(word[:-1]):
        return spoken
    latin = languages.table(language, "latin")
    if spoken[-1].isalpha():  # no vowel sign
        return f"{spoken}{latin['script']['virama']}{latin['ending_s']['after_voiceless']}"
    return f"{spoken}{latin['ending_s']['after_voiced']}"


def _split(part: str, language: str) -> tuple[str, ...]:
    """The fewest known words that make up a part, perhaps after an initial; none if it is no such compound."""
    best: list[tuple[str, ...]] = [() for _ in range(len(part) + 1)]
    for end in range(1, len(part) + 1):
        for start in range(end):
            edge = start == 0 or end == len(part)
            word = part[start:end]
            fits = len(word) >= (2 if edge else _SHORT_PART) and _is_known(word, language)
            initial = (start, end) == (0, 1) and len(part) > _SHORT_PART + 1
            if (initial or fits) and (start == 0 or best[start]):
                words = (*best[start], part[start:end])
                best[end] = min(best[end] or words, words, key=len)
    return best[-1] if len(best[-1]) > 1 else ()


def _is_known(word: str, language: str) -> bool:
    """Whether a word in small letters stands in the tables, be it as an acronym."""
    special = acronyms(language)
    singular = word[:-1] if word.endswith("s") and len(word) > _SHORT_PART + 1 else word
    return (
        singular in news_words(language)
        or word in news_words(language)
        or word.upper() in special.words
        or word.upper() in special.spelled
    )
