"""Latin words for a voice that reads another script.

Tiers, the first that knows the word wins: acronyms said as a word, acronyms that a small word would hide,
words of the language's news lexicon, acronyms said letter by letter, English words by their sounds in a
pronouncing dictionary, letter to sound by rules of spelling, letters. The lexicons of users and sites come
before all of these and are the caller's (``lexicon.py``). All words and letters stand in the language's tables.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from narrator import language as languages
from narrator.script.letter_to_sound import spell_out

NEWS_LEXICON = "news_lexicon"
ACRONYM_WORD = "acronym_word"
ACRONYM_LETTERS = "acronym_letters"
PRONUNCIATIONS = "pronunciations"
LETTER_TO_SOUND = "letter_to_sound"
LETTERS = "letters"

# "MLAs" and "Domino's": a word, and the s of a number or an owner.
_OWNER = re.compile(r"(.*[A-Za-z])'[sS]|([A-Z]{2,5})s")
# A capital begins a new word inside a name (PhonePe), and a run of capitals is one of its own (UPIPay).
# No word has 60 letters: longer runs are cut, for the rules look far ahead and behind.
PIECES = re.compile(r"[A-Z]?[a-z]{1,60}|[A-Z]{1,60}(?![a-z])|[^\sA-Za-z]")
# Longer runs of capitals are words in capitals, not letters to be named.
LONGEST_ACRONYM = 5
_PAIR = re.compile(r"^([^#\t\n][^\t\n]*)\t(.+)$", re.MULTILINE)
_CAPITALS = re.compile("[A-Z]{1,60}|[^A-Z]")
VOWELS = re.compile("[aeiouyAEIOUY]")
# Names of the tables of spelling rules.
ENGLISH, INDIAN = "english", "indian"


@dataclass(frozen=True, slots=True)
class Acronyms:
    """Which acronyms are words, and which words are acronyms."""

    words: Mapping[str, str]
    """Acronym in capitals to the word said for it."""
    spelled: frozenset[str]
    """Acronyms in capitals that would be taken for a word of the lexicon (IT, US)."""
    heads: frozenset[str]
    """Two small letters that are named at the head of a longer name (upresults)."""


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
    plain = _plain(word, language)
    owner = _OWNER.fullmatch(plain)
    if owner and plain.lower() not in news_words(language):
        stem = owner[1] or owner[2]
        spoken, rule = _read(stem, language)
        return spoken + _ending(stem, language), rule
    return _read(plain, language)


def _read(plain: str, language: str) -> tuple[str, str]:
    """What ``read_latin`` returns, for a word in ASCII without an ending of its owner or number."""
    special = acronyms(language)
    if acronym := special.words.get(plain):
        return acronym, ACRONYM_WORD
    if plain in special.spelled:
        return name_letters(plain, language), ACRONYM_LETTERS
    if known := news_words(language).get(plain.lower()):
        return known, NEWS_LEXICON
    letters = re.sub("[^A-Za-z]", "", plain)
    if letters.isupper() and len(letters) <= LONGEST_ACRONYM and not _joined(plain, language):
        return name_letters(plain, language), ACRONYM_LETTERS
    if sounded := pronunciations(language).get(plain.lower()):
        return sounded, PRONUNCIATIONS
    pieces = _CAPITALS.findall(plain) if letters.isupper() else PIECES.findall(plain)
    spoken = " ".join(filter(None, (_say(piece, language) for piece in pieces)))
    return spoken, LETTER_TO_SOUND if VOWELS.search(plain) else LETTERS


def _joined(plain: str, language: str) -> bool:
    """Whether a part of a compound is known by itself, as in COVID-19."""
    return any(part in acronyms(language).words for part in _CAPITALS.findall(plain))


def _say(piece: str, language: str) -> str:
    """A run of letters by the tables or by its sounds, another sign by its name."""
    lower = piece.lower()
    if piece in acronyms(language).spelled:
        return name_letters(piece, language)
    known = acronyms(language).words.get(piece) or news_words(language).get(lower)
    if known:
        return known
    spelled = len(piece) == 1 or not VOWELS.search(piece)
    if spelled or (piece.isupper() and len(piece) <= LONGEST_ACRONYM):
        return name_letters(piece, language)
    return (
        pronunciations(language).get(lower)
        or read_by_spelling(lower, language)
        or name_letters(piece, language)
    )


def read_by_spelling(word: str, language: str) -> str:
    """A word in small letters by the rules of the spelling that it shows, English or Indian."""
    if not _cues(language).search(word):
        return spell_out(word, ENGLISH, language)
    element = _elements(language).fullmatch(word)
    parts = element.groups() if element else (word,)
    return "".join(spell_out(part, INDIAN, language) for part in parts)


def _ending(word: str, language: str) -> str:
    """What is said for the s of an owner or a number after ``word``."""
    endings = languages.table(language, "latin")["ending_s"]
    voiceless = "F" if word.isupper() else "cfkpt"  # in capitals, its letters are named
    ending: str = endings["after_voiceless" if word[-1] in voiceless else "after_voiced"]
    return ending


def _plain(word: str, language: str) -> str:
    """The word in ASCII, accents taken off; what ASCII lacks is dropped, as it has no name to be said."""
    others = languages.table(language, "latin")["plain"]
    composed = "".join(others.get(sign, sign) for sign in word)
    return "".join(sign for sign in unicodedata.normalize("NFKD", composed) if sign.isascii())


def name_letters(word: str, language: str) -> str:
    """The names of a word's letters, digits and signs."""
    table = languages.table(language, "latin")
    names = {**table["letters"], **table["digits"], **table["signs"]}
    return " ".join(names[sign] for sign in word.lower() if sign in names)


@functools.cache
def _cues(language: str) -> re.Pattern[str]:
    """What shows that a lower-case word is a romanized one of the voice's own country."""
    return re.compile("|".join(languages.table(language, "latin")["own_names"]["cues"]))


@functools.cache
def _elements(language: str) -> re.Pattern[str]:
    """A name of a place as its stem, of a syllable at least, and its last element."""
    elements = "|".join(languages.table(language, "latin")["own_names"]["elements"])
    return re.compile(f"([a-z]*[aeiou][a-z]+|[a-z]+[aeiou])({elements})")


@functools.cache
def news_words(language: str) -> Mapping[str, str]:
    """The news lexicon: Latin words in small letters, and what is said for them."""
    return _pairs(language, "latin_words")


@functools.cache
def pronunciations(language: str) -> Mapping[str, str]:
    """English words that are not said as they are spelled: small letters, and what is said."""
    return _pairs(language, "pronunciations")


def _pairs(language: str, name: str) -> Mapping[str, str]:
    """A table of two columns; empty where the language has none."""
    path = languages.words(language, name)
    return dict(_PAIR.findall(path.read_text(encoding="utf-8"))) if path.is_file() else {}


@functools.cache
def acronyms(language: str) -> Acronyms:
    """The acronyms that the language's table knows."""
    found = languages.table(language, "acronyms")
    return Acronyms(found["words"], frozenset(found["spelled"].split()), frozenset(found["heads"].split()))
