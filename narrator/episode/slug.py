"""File names that read like the headline, in ASCII, for any script."""

from __future__ import annotations

import hashlib
import re
import unicodedata

MAX_BYTES = 80

# Names of Indic vowels and consonants as Unicode has them, where a reader would spell otherwise.
_SPELLINGS = {
    "aa": "a", "ii": "i", "uu": "u", "ee": "e", "oo": "o", "ai": "ai", "au": "au",
    "ca": "cha", "cha": "chha", "tta": "ta", "ttha": "tha", "dda": "da", "ddha": "dha", "nna": "na",
    "nga": "nga", "nya": "nya", "ssa": "sha", "dddha": "rha", "rra": "ra", "vocalic r": "ri", "lla": "la",
    "candra o": "o", "candra e": "e", "short e": "e", "short o": "o", "llla": "la", "nnna": "na",
}  # fmt: skip
_INDIC = re.compile(
    r"(?:DEVANAGARI|BENGALI|GURMUKHI|GUJARATI|ORIYA|TAMIL|TELUGU|KANNADA|MALAYALAM) "
    r"(LETTER|VOWEL SIGN|SIGN|DIGIT) (.+)"
)
_NASALS = {"anusvara", "candrabindu", "bindi", "tippi"}


def slugify(title: str) -> str:
    """A file name's stem for a headline: ASCII letters, digits and single hyphens, 1 to 80 bytes.

    Indic scripts are spelled by the Unicode names of their letters, the inherent vowel left out where Hindi
    drops it at the end of a word; accents fall away. A headline of which nothing is left gives a hash of it.
    """
    words = re.split(r"[^\w\u0900-\u0dff\u200c\u200d]+", unicodedata.normalize("NFC", title))
    spelled = (re.sub(r"[^a-z0-9]+", "", _romanize(word).lower()) for word in words)
    slug = ""
    for word in filter(None, spelled):
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > MAX_BYTES:
            break
        slug = longer
    return slug or f"story-{hashlib.sha256(title.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _romanize(word: str) -> str:
    """One word in ASCII letters; other characters are kept for the caller to drop."""
    spelled: list[str] = []
    inherent = False  # whether the last letter still carries its inherent "a"
    for letter in unicodedata.normalize("NFD", word):
        found = _INDIC.fullmatch(unicodedata.name(letter, ""))
        if not found:
            if unicodedata.category(letter)[0] not in "MC":
                spelled.append(letter)
                inherent = False
            continue
        kind, name = found[1], found[2].lower()
        if name == "nukta":
            continue
        if inherent and (kind == "VOWEL SIGN" or name == "virama"):
            spelled[-1] = spelled[-1].removesuffix("a")
        if kind == "DIGIT":
            spelled.append(str(unicodedata.digit(letter)))
        elif kind in ("LETTER", "VOWEL SIGN"):
            spelled.append(_SPELLINGS.get(name, name))
        elif name in _NASALS:
            spelled.append("n")
        inherent = kind == "LETTER" and name not in _VOWELS and spelled[-1].endswith("a")
    if inherent and len(spelled) > 1:
        spelled[-1] = spelled[-1].removesuffix("a")
    return "".join(spelled)


_VOWELS = {"a", "aa", "i", "ii", "u", "uu", "e", "ee", "ai", "o", "oo", "au", "vocalic r"}
