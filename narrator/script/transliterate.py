"""Latin words for a voice that reads another script.

Tiers, the first that knows the word wins: words of the language's news lexicon, acronyms said as a word,
acronyms said letter by letter, letter to sound, letters. The lexicons of users and sites come before all of
these and are the caller's (``lexicon.py``). All words and letters stand in the language's tables.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping

from narrator import language as languages
from narrator.script.letter_to_sound import sound_out

NEWS_LEXICON = "news_lexicon"
ACRONYM_WORD = "acronym_word"
ACRONYM_LETTERS = "acronym_letters"
LETTER_TO_SOUND = "letter_to_sound"
LETTERS = "letters"

_PIECES = re.compile(r"[a-z]+|[A-Z]+|\d")


@functools.lru_cache(maxsize=1 << 14)
def read_latin(word: str, language: str) -> tuple[str, str]:
    """The words said for one written Latin word, and the name of the rule that chose them.

    Args:
        word: One written word: letters, and signs and digits between them.
        language: BCP 47 tag of the voice's language.

    Returns:
        Words in the script of ``language``, never a Latin letter, digit or symbol; not empty where ``word``
        has a letter of the Latin alphabet.
    """
    plain = _plain(word)
    known = _words(language).get(plain.lower())
    if known:
        return known, NEWS_LEXICON
    acronym = _acronyms(language).get(plain)
    if acronym:
        return acronym, ACRONYM_WORD
    letters = re.sub("[^A-Za-z]", "", plain)
    if letters.isupper() and len(letters) <= 5:
        return _spell(plain, language), ACRONYM_LETTERS
    spoken = [
        sound_out(piece.lower(), language) if piece.isalpha() else _spell(piece, language)
        for piece in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d", plain)
    ]
    return " ".join(filter(None, spoken)), LETTER_TO_SOUND


def _plain(word: str) -> str:
    """The word in ASCII letters, accents taken off."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if sign.isascii())


def _spell(word: str, language: str) -> str:
    table = languages.table(language, "latin")
    names = {**table["letters"], **table["digits"], **table["signs"]}
    return " ".join(names[sign] for sign in word.lower() if sign in names)


@functools.cache
def _words(language: str) -> Mapping[str, str]:
    path = languages.ROOT / languages.base(language) / "latin_words.tsv"
    rows = [
        line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line and line[0] != "#"
    ]
    return dict(rows)


@functools.cache
def _acronyms(language: str) -> Mapping[str, str]:
    words: Mapping[str, str] = languages.table(language, "acronyms")["words"]
    return words
