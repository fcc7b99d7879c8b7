"""File names that read like the headline, in ASCII, for any script."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

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
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
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


def name_each(titles: Iterable[str]) -> dict[str, str]:
    """A stem for the files of each title, no two alike: the title itself where that is one, else its slug.

    Titles that would share a stem, or take that of another's numbered parts, have eight digits of a hash, too.
    """
    titles = tuple(dict.fromkeys(titles))
    plain = {title: title if _PLAIN.fullmatch(title) else slugify(title) for title in titles}
    counts = Counter(stem.lower() for stem in plain.values())
    numbered = {f"{stem.lower()}-" for stem in plain.values()}
    named = {}
    for title, stem in plain.items():
        is_part = re.sub(r"\d+$", "", stem.lower()) in numbered
        is_shared = counts[stem.lower()] > 1 and title != titles[0]
        digits = hashlib.sha256(title.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        named[title] = f"{stem}-{digits}" if is_part or is_shared else stem
    return named


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
