"""Latin words for a voice that reads another script.

Tiers, the first that knows the word wins: acronyms said as a word, acronyms that a small word would hide,
words of the language's news lexicon, acronyms said letter by letter, letter to sound, letters. The lexicons
of users and sites come before all of these and are the caller's (``lexicon.py``). All words and letters
stand in the language's tables.
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
LETTER_TO_SOUND = "letter_to_sound"
LETTERS = "letters"

# A capital begins a new word inside a name (PhonePe), and a run of capitals is one of its own (UPIPay).
# "MLAs" and "Domino's": a word, and the s of a number or an owner.
_OWNER = re.compile(r"(.*[A-Za-z])'[sS]|([A-Z]{2,5})s")
# No word has 60 letters: longer runs are cut, for the rules look far ahead and behind.
_PIECES = re.compile(r"[A-Z]?[a-z]{1,60}|[A-Z]{1,60}(?![a-z])|[^A-Za-z]")
# Longer runs of capitals are words in capitals, not letters to be named.
_LONGEST_ACRONYM = 5
# Parts of addresses as short as this are no words.
_SHORT_PART = 3
# Longer ones are not looked at for two words written as one.
_LONGEST_COMPOUND = 30
_CAPITALS = re.compile("[A-Z]{1,60}|[^A-Z]")
# Two consonants that begin no word, and a syllable after them: pmkisan.
_NO_ONSET = re.compile(
    "(?!b[hlr]|c[hlr]|d[hrw]|f[lr]|g[hlnr]|j[h]|k[hlnrs]|m[h]|n[h]|p[hlnrs]|s[chklmnpqrtvw]|t[hrsw]|v[hr]|w[hr]|y)"
    "[b-df-hj-np-tv-xz]{2}[b-df-hj-np-tv-z]?[aeiouy][a-z]{2,}"
)
# No word has five consonants in a row.
_CLUSTER = re.compile("[b-df-hj-np-tv-xz]{5}")
_VOWELS = re.compile("[aeiouyAEIOUY]")
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
    if owner and plain.lower() not in _words(language):
        stem = owner[1] or owner[2]
        spoken, rule = _read(stem, language)
        return spoken + _ending(stem, language), rule
    return _read(plain, language)


def read_address_part(part: str, language: str) -> str:
    """What is said for a word of an address of the net, where acronyms stand in small letters: sbi, eci."""
    if not part.isascii() or not part.isalpha():
        return read_latin(part, language)[0]
    if not part.islower():
        return _read_capitals(part, language)
    if part in _words(language):
        return _plural(part, language)
    if len(part) <= _SHORT_PART or _is_known(part, language):
        return read_latin(part.upper(), language)[0]
    words = _split(part, language) if len(part) <= _LONGEST_COMPOUND else ()
    if not words and _CLUSTER.search(part):
        return _name_letters(part, language)
    if not words and _NO_ONSET.match(part):
        return f"{_name_letters(part[:2], language)} {read_address_part(part[2:], language)}"
    return " ".join(_read_part(word, language) for word in words) or read_latin(part, language)[0]


def _read_part(word: str, language: str) -> str:
    """One of several words written as one; two letters without a vowel are letters."""
    known = len(word) == _SHORT_PART and _is_known(word, language)
    spelled = len(word) <= _SHORT_PART and not known and not _VOWELS.search(word)
    spelled = spelled or word in _acronyms(language).heads
    return _name_letters(word, language) if spelled else read_address_part(word, language)


def _read_capitals(part: str, language: str) -> str:
    """A name in which capitals begin words; those that no table knows may be several written as one."""
    if part.isupper() and len(part) > _LONGEST_ACRONYM:
        words = _split(part.lower(), language)
        return (
            " ".join(read_latin(word.upper(), language)[0] for word in words) or read_latin(part, language)[0]
        )
    if part.isupper() or part in _acronyms(language).words or part.lower() in _words(language):
        return read_latin(part, language)[0]
    pieces = _rejoin(_PIECES.findall(part), language)
    whole = len(pieces) == 1 or len(part) > _LONGEST_COMPOUND
    return " ".join(
        read_latin(piece, language)[0]
        if piece.isupper() or whole or (piece[0].isupper() and len(piece) <= _SHORT_PART)
        else read_address_part(piece.lower(), language)
        for piece in pieces
    )


def _rejoin(pieces: list[str], language: str) -> list[str]:
    """Pieces of a name, those joined that are one known word with capitals inside: Indi Go."""
    joined: list[str] = []
    for piece in pieces:
        if joined and (joined[-1] + piece).lower() in _words(language):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _plural(word: str, language: str) -> str:
    """A known word with its s, which Hindi goes without (वोटर) but no address does."""
    spoken = _words(language)[word]
    if not word.endswith("s") or spoken != _words(language).get(word[:-1]):
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
    acronyms = _acronyms(language)
    singular = word[:-1] if word.endswith("s") and len(word) > _SHORT_PART + 1 else word
    return (
        singular in _words(language)
        or word in _words(language)
        or word.upper() in acronyms.words
        or word.upper() in acronyms.spelled
    )


def _read(plain: str, language: str) -> tuple[str, str]:
    """What ``read_latin`` returns, for a word in ASCII without an ending of its owner or number."""
    acronyms = _acronyms(language)
    if acronym := acronyms.words.get(plain):
        return acronym, ACRONYM_WORD
    if plain in acronyms.spelled:
        return _name_letters(plain, language), ACRONYM_LETTERS
    if known := _words(language).get(plain.lower()):
        return known, NEWS_LEXICON
    letters = re.sub("[^A-Za-z]", "", plain)
    if letters.isupper() and len(letters) <= _LONGEST_ACRONYM and not _joined(plain, language):
        return _name_letters(plain, language), ACRONYM_LETTERS
    pieces = _CAPITALS.findall(plain) if letters.isupper() else _PIECES.findall(plain)
    spoken = " ".join(filter(None, (_say(piece, language) for piece in pieces)))
    return spoken, LETTER_TO_SOUND if _VOWELS.search(plain) else LETTERS


def _joined(plain: str, language: str) -> bool:
    """Whether a part of a compound is known by itself, as in COVID-19."""
    acronyms = _acronyms(language)
    return any(part in acronyms.words for part in _CAPITALS.findall(plain))


def _say(piece: str, language: str) -> str:
    """A run of letters by the tables or by its sounds, another sign by its name."""
    lower = piece.lower()
    if piece in _acronyms(language).spelled:
        return _name_letters(piece, language)
    known = _acronyms(language).words.get(piece) or _words(language).get(lower)
    if known:
        return known
    spelled = len(piece) == 1 or not _VOWELS.search(piece)
    if spelled or (piece.isupper() and len(piece) <= _LONGEST_ACRONYM):
        return _name_letters(piece, language)
    if not _cues(language).search(lower):
        return spell_out(lower, ENGLISH, language) or _name_letters(piece, language)
    element = _elements(language).fullmatch(lower)
    parts = element.groups() if element else (lower,)
    return "".join(spell_out(part, INDIAN, language) for part in parts) or _name_letters(piece, language)


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


def _name_letters(word: str, language: str) -> str:
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
def _words(language: str) -> Mapping[str, str]:
    path = languages.words(language, "latin_words")
    lines = path.read_text(encoding="utf-8").split("\n")
    return dict(line.split("\t") for line in lines if line and line[0] != "#")


@functools.cache
def _acronyms(language: str) -> Acronyms:
    found = languages.table(language, "acronyms")
    return Acronyms(found["words"], frozenset(found["spelled"].split()), frozenset(found["heads"].split()))
